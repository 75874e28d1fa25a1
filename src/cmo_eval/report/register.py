"""The register as a report shows it: sources, who was heard, invitations, cases; all counts are computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cmo_eval.analysis.completeness import configuration
from cmo_eval.analysis.framework_table import MARKS, Across, Entry, FrameworkTable, Row, titled
from cmo_eval.analysis.goals import GoalTable, OwnGoal
from cmo_eval.analysis.sampling import Stratum
from cmo_eval.disclosure import Disclosed
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import Case, Claim, Pattern, Source
from cmo_eval.model.framework import OPEN_VALUES, UNKNOWN
from cmo_eval.report import contents
from cmo_eval.report.analyses import Analyses
from cmo_eval.report.contents import Named, copied
from cmo_eval.report.quotes import shown_of
from cmo_eval.report.sentences import amount, date, period, section
from cmo_eval.store.repository import Repository, natural


def sources(repository: Repository, opened: Mapping[str, str], language: str) -> tuple[contents.Source, ...]:
    """Every source in natural order, with how many people and citations it holds, and to whom it is `opened`."""
    groups = repository.evaluation.groups
    citations = Counter(coded.source for coded in repository.citations.by_id.values())
    return tuple(
        copied(
            contents.Source,
            source,
            group=groups.get(source.group, source.group) if source.group else "",
            date=source.date or period(source.period, language),
            reported_in=", ".join(filter(None, (source.reported_in.source, section(source.reported_in.section))))
            if source.reported_in
            else "",
            reference=reference(source),
            participants=len(source.participants),
            citations=citations[source.id],
            confidentiality=opened[source.id],
            about=shown_of(source),
        )
        for source in repository.sources.values()
    )


def reference(source: Source) -> str:
    """How a published source is referred to: author, year, title and address; empty for others."""
    given = source.reference
    if given is None:
        return ""
    year = f"({given.year})" if given.year is not None else ""
    cited = ". ".join(filter(None, (f"{given.author or ''} {year}".strip(), given.title)))
    cited += "" if cited.endswith((".", "!", "?")) else "."
    return f"{cited} {given.url}" if given.url else cited


def strata(repository: Repository, found: Iterable[Stratum]) -> tuple[contents.Stratum, ...]:
    """What was invited beside its target, by what the evaluation calls the strata."""
    called = _called(repository)
    return tuple(
        copied(contents.Stratum, one, stratum=called.get(one.stratum, one.stratum), target=one.target) for one in found
    )


def cases(repository: Disclosed) -> tuple[contents.Case, ...]:
    """Every case in natural order, with its framework cells by framework.dimension."""
    called = _called(repository)
    return tuple(
        copied(
            contents.Case,
            case,
            attributes=tuple((called.get(name, name), value) for name, value in case.attributes.items()),
            attributes_held_back=case.id in repository.coarsened,
            shows=tuple(
                copied(contents.Shown, one, pattern=named(repository, (one.pattern,))[0]) for one in case.shows
            ),
            cells=tuple((name, copied(contents.Cell, cell, shade="")) for name, cell in case.framework.items()),
        )
        for case in repository.cases.values()
    )


def _called(repository: Repository) -> dict[str, str]:
    """What the evaluation calls attributes, by their keys; others are called by their keys."""
    return {name: said.label for name, said in repository.evaluation.attributes.items() if said.label}


def frameworks(
    repository: Repository, compared: Iterable[FrameworkTable], language: str
) -> tuple[contents.Framework, ...]:
    """Per framework a table of dimensions (rows) and the cases that have cells in it (columns)."""
    tables = []
    for found in compared:
        called = {one.name: _dimension(repository, one) for one in found.dimensions}
        rows = [
            (called[one.name], tuple(_cell(row.cells[place], language) for row in found.rows))
            for place, one in _each(found)
        ]
        agreed = {
            which: tuple(called[one.name] for one in found.dimensions if one.agreement == which)
            for which in ("same", "differs")
        }
        heads = tuple(Named(row.key, row.title, "case") for row in found.rows)
        unknown = tuple(called[one.name] for place, one in _each(found) if _silent_row(found, place))
        if heads:
            tables.append(
                contents.Framework(
                    titled(found.framework, language),
                    heads,
                    tuple(rows),
                    agreed["same"],
                    agreed["differs"],
                    unknown if len(unknown) < len(rows) else (),
                    _about_framework(repository, found, language),
                )
            )
    return tuple(tables)


def partners(
    repository: Repository, compared: Iterable[FrameworkTable], language: str
) -> tuple[contents.Partners, ...]:
    """Per framework and case with partners that fill it, a table of partners (rows) and dimensions (columns)."""
    tables = []
    for found in compared:
        name = titled(found.framework, language)
        for id_, case in repository.cases.items():
            rows = [row for row in found.rows if row.key.partition(".")[0] == id_]
            filled = [place for place, _ in _each(found) if any(row.cells[place] for row in rows)]
            told = [(row.title, tuple(_cell(row.cells[place], language) for place in filled)) for row in rows]
            heads = tuple(_dimension(repository, found.dimensions[place]) for place in filled)
            if rows:
                named_ = Named(id_, case.title, "case")
                about = _about_partners(name, heads, rows, language)
                tables.append(contents.Partners(name, named_, heads, tuple(told), about))
    return tuple(tables)


def _dimension(repository: Repository, one: Across) -> str:
    """What a dimension is called; one that lies within another also by that one: `Process: trust`."""
    framework, outer, *inner = one.name.split(".")
    dimension = repository.evaluation.frameworks[framework][outer]
    return f"{dimension.label}: {dimension.dimensions[inner[0]].label}" if inner else dimension.label


def _silent_row(found: FrameworkTable, place: int) -> bool:
    """Whether every case says of a dimension that it is unknown, and nothing else."""
    entries = [entry for row in found.rows for entry in row.cells[place]]
    return len(entries) == len(found.rows) and all(one.value == UNKNOWN and not one.text for one in entries)


def _about_framework(repository: Repository, found: FrameworkTable, language: str) -> str:
    """What the table of a framework is: how many cases, on which dimensions, and what the signs in it mean."""
    known = repository.evaluation.frameworks[found.framework]
    outer = [one.name.split(".")[1] for one in found.dimensions]
    within = dict.fromkeys(known[key].label for key, one in zip(outer, found.dimensions, strict=True) if _inner(one))
    numbers = {
        "cases": amount(len(found.rows), "case", language),
        "dimensions": amount(len(found.dimensions), "report.dimensions", language),
    }
    if len(found.rows) == 1:
        said = say(phrase("report.framework_about.one", **numbers), language)
    elif within:
        said = say(phrase("report.framework_about.within", **numbers, within=[f"‘{one}’" for one in within]), language)
    else:
        said = say(phrase("report.framework_about", **numbers), language)
    return f"{said} {_about_marks(found.rows, language)}".rstrip()


def _inner(one: Across) -> bool:
    return one.name.count(".") > 1


def _about_partners(name: str, dimensions: Sequence[str], rows: Sequence[Row], language: str) -> str:
    number = amount(len(dimensions), "report.dimensions", language)
    said = say(phrase("report.partners_about", dimensions=number, name=name), language)
    return f"{said} {_about_marks(rows, language)}".rstrip()


def _about_marks(rows: Iterable[Row], language: str) -> str:
    """What the signs in a table mean; empty where there are none."""
    entries = (entry for row in rows for cell in row.cells for entry in cell)
    if all(entry.shade is None for entry in entries):
        return ""
    return say(phrase("report.marks_about", low=MARKS[0], high=MARKS[-1]), language)


_MARKS = {"reached": MARKS[-1], "partly": MARKS[len(MARKS) // 2], "not": MARKS[0], "unknown": "?"}


def goals(found: GoalTable, language: str, why: Mapping[str, str] | None = None) -> tuple[contents.OwnGoal, ...]:
    """The goals that cases set themselves, case by case, each below the one that it works out.

    Args:
        found: the goals.
        language: `nl` or `en`.
        why: by the name of a goal the key of why a claim does not weigh its result, where it could be weighed.
    """
    return tuple(
        copied(
            contents.OwnGoal,
            one.goal,
            id=one.name,
            case=Named(one.case, one.title, "case"),
            due=date(one.goal.due or "", language),
            mark=_MARKS.get(one.goal.result or "", ""),
            citations=one.citations,
            depth=one.depth,
            silent=_silent(one, why or {}, language),
        )
        for one in found.goals
    )


def _silent(one: OwnGoal, why: Mapping[str, str], language: str) -> str:
    key = f"silent.{one.silent}" if one.silent else why.get(one.name, "")
    return say(phrase("report.not_weighed", why=phrase(key)), language) if key else ""


def goals_said(table: GoalTable, language: str) -> str:
    """How many goals came to what, in a sentence; empty where no case has any."""
    if not table.goals:
        return ""
    results = [
        phrase("report.goals_of", n=number, result=phrase(f"result.{result}"))
        if result
        else phrase("report.goals_none", n=number)
        for result, number in table.results.items()
    ]
    numbers = {
        "goals": amount(len(table.goals), "goal", language),
        "cases": amount(len(table.by_case), "case", language),
    }
    return say(phrase("report.goals_said", **numbers, results=results), language)


def _each(found: FrameworkTable) -> list[tuple[int, Across]]:
    return list(enumerate(found.dimensions))


def _cell(entries: tuple[Entry, ...], language: str) -> contents.Cell:
    """What stands in a cell of a case or a partner, of which there is one at most."""
    if not entries:
        return contents.Cell("")
    (entry,) = entries
    value = label(f"value.{entry.value}", language) if entry.value in OPEN_VALUES else entry.value or ""
    return contents.Cell(entry.text, entry.citations, value, "" if entry.shade is None else MARKS[entry.shade])


# ---- patterns, with their evidence over all claims -------------------------------------------------------------------


def patterns(repository: Repository, analyses: Analyses, language: str) -> Mapping[str, contents.Pattern]:
    """Every pattern by id, in natural order, with the weighed citations of each part and the cases it shows in."""
    shown: dict[str, contents.Pattern] = {}
    used: dict[str, set[str]] = {}
    for result in analyses.verification.values():
        for configured in result.configurations:
            used.setdefault(configured.pattern, set()).add(result.claim.id)
    for id_, pattern in repository.patterns.items():
        found = analyses.patterns[id_]
        outcome = pattern.outcome
        shown[id_] = copied(
            contents.Pattern,
            pattern,
            sentence=configuration(pattern, language, analyses.names),
            outcome=outcome.text if outcome else "",
            intended=outcome.intended if outcome else None,
            direction=(outcome.direction or "") if outcome else "",
            leads_to=named(repository, pattern.leads_to),
            contrasts_with=named(repository, pattern.contrasts_with),
            missing=pattern.missing_parts,
            claims=tuple(sorted(used.get(id_, ()), key=natural)),
            evidence=tuple((part, len(side.citations)) for part, side in found.parts.items()),
            denied=tuple((part, len(side.citations)) for part, side in found.denied.items()),
            cases=tuple(found.cases),
            absent=tuple(sorted(found.absent, key=natural)),
            deviant=tuple(sorted(found.deviant, key=natural)),
        )
    return shown


# ---- names -----------------------------------------------------------------------------------------------------------


def keyed(keys: Iterable[str], titles: Mapping[str, str], kind: str) -> tuple[Named, ...]:
    """Keys with their titles; one that has none keeps its key as title."""
    return tuple(Named(key, titles.get(key, key), kind) for key in keys)


def becoming(repository: Repository, becomes: str | None, language: str) -> str:
    """The claim, or a version of it (`C9`, `C3@2`), that takes the place of another, by its title and id."""
    id_, _, version = (becomes or "").partition("@")
    if id_ not in repository.claims:
        return becomes or ""
    later = f", {label('report.version', language)} {version}" if version else ""
    return f"‘{repository.claims[id_].title}’, {id_}{later}"


def named(repository: Repository, ids: tuple[str, ...]) -> tuple[Named, ...]:
    """Ids with their titles and kinds; an id that stands for nothing keeps its id as title.

    A citation has no title: it is named by the title of its source.
    """
    return tuple(_named(repository, id_) for id_ in ids)


def origins(repository: Repository, keys: tuple[str, ...]) -> tuple[Named, ...]:
    """What voiced a claim: sources with their titles; organisations and the team by their keys."""
    kinds = {key: repository.kind_of_origin(key) for key in keys}
    return tuple(
        _named(repository, key) if kinds[key] in {"source", None} else Named(key, key, kinds[key] or "") for key in keys
    )


def _named(repository: Repository, id_: str) -> Named:
    titled: Mapping[str, Mapping[str, Claim | Pattern | Case | Source]] = {
        "claim": repository.claims,
        "pattern": repository.patterns,
        "case": repository.cases,
        "source": repository.sources,
    }
    for kind, records in titled.items():
        if id_ in records:
            return Named(id_, records[id_].title, kind)
    coded = repository.citations.by_id.get(id_)
    if coded is None:
        return Named(id_, id_)
    source = repository.sources.get(coded.source)
    untitled = isinstance(repository, Disclosed) and coded.source in repository.closed
    return Named(id_, source.title if source else id_, "citation", untitled)
