"""The register as a report shows it: sources, who was heard, invitations, cases; all counts are computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cmo_eval.analysis import sampling
from cmo_eval.analysis.evidence import EvidenceRow
from cmo_eval.analysis.verification import Verification
from cmo_eval.disclosure import Disclosed, closed_to, opened_to
from cmo_eval.messages import label
from cmo_eval.model import PARTS
from cmo_eval.model import Source as SourceRecord
from cmo_eval.report.contents import Case, Framework, Group, Named, Panel, Pattern, Shown, Source, Stratum
from cmo_eval.report.quotes import shown_of
from cmo_eval.report.sentences import configuration, names_of, period, section
from cmo_eval.store.repository import Repository, natural


def sources(repository: Repository, language: str) -> tuple[Source, ...]:
    """Every source in natural order, with how many people and citations it holds."""
    groups = repository.evaluation.groups
    citations = _per_source(repository)
    return tuple(
        Source(
            id=source.id,
            title=source.title,
            kind=source.kind,
            group=groups.get(source.group, source.group) if source.group else "",
            date=source.date or period(source.period, language),
            case=source.case or "",
            pooled=source.pooled,
            reported_in=_reported_in(source),
            reference=reference(source),
            participants=len(source.participants),
            citations=citations.get(source.id, 0),
            confidentiality=opened_to(repository, source),
            about=shown_of(source),
        )
        for source in repository.sources.values()
    )


def _per_source(repository: Repository) -> Counter[str]:
    return Counter(coded.source for coded in repository.citations.by_id.values())


def _reported_in(source: SourceRecord) -> str:
    if source.reported_in is None:
        return ""
    return ", ".join(filter(None, (source.reported_in.source, section(source.reported_in.section))))


def reference(source: SourceRecord) -> str:
    """How a published source is referred to: author, year, title and address; empty for others."""
    given = source.reference
    if given is None:
        return ""
    year = f"({given.year})" if given.year is not None else ""
    cited = ". ".join(filter(None, (f"{given.author or ''} {year}".strip(), given.title))) + "."
    return f"{cited} {given.url}" if given.url else cited


def groups(repository: Repository) -> tuple[Group, ...]:
    """Each address group with the sources, registered participants and citations that speak for it.

    Last, with an empty id, what speaks for no group, where there is any.
    """
    return tuple(
        Group(one.value, one.title, one.sources, one.people, one.citations)
        for one in sampling.heard(repository)
        if one.dimension == sampling.GROUP
    )


def panels(repository: Repository) -> tuple[Panel, ...]:
    """The panels for which invitations are registered: invited (the largest total of its strata) and present."""
    return tuple(Panel(one.id, one.title, one.invited, one.attended) for one in sampling.panels(repository))


def strata(repository: Repository) -> tuple[Stratum, ...]:
    """Per panel and stratum what was invited beside its target; targets that no panel's invitations mention too."""
    called = _called(repository)
    return tuple(
        Stratum(
            one.panel, called.get(one.stratum, one.stratum), one.value, one.target, one.unit, one.invited, one.total
        )
        for one in sampling.strata(repository)
    )


def cases(repository: Disclosed) -> tuple[Case, ...]:
    """Every case in natural order, with its framework cells as (framework.dimension, text)."""
    called = _called(repository)
    return tuple(
        Case(
            id=case.id,
            title=case.title,
            kind=case.kind,
            summary=case.summary or "",
            attributes=tuple((called.get(name, name), value) for name, value in case.attributes.items()),
            attributes_held_back=case.id in repository.coarsened,
            opened_by=case.opened_by,
            shows=tuple(
                Shown(named(repository, (one.pattern,))[0], one.absent, one.why or "", one.citations)
                for one in case.shows
            ),
            cells=tuple((name, _with_ids(cell.text, cell.citations)) for name, cell in case.framework.items()),
        )
        for case in repository.cases.values()
    )


def _called(repository: Repository) -> dict[str, str]:
    """What the evaluation calls attributes, by their keys; others are called by their keys."""
    return {name: said.label for name, said in repository.evaluation.attributes.items() if said.label}


def _with_ids(text: str, citations: tuple[str, ...]) -> str:
    return f"{text} [{', '.join(citations)}]" if citations else text


def frameworks(repository: Repository, shown: tuple[Case, ...], language: str) -> tuple[Framework, ...]:
    """Per framework a table of dimensions (rows) and the cases that have cells in it (columns)."""
    tables = []
    for name, dimensions in repository.evaluation.frameworks.items():
        columns = [case for case in shown if any(key.split(".")[0] == name for key, _ in case.cells)]
        if not columns:
            continue
        cells = {case.id: dict(case.cells) for case in columns}
        rows = tuple(
            (title, tuple(cells[case.id].get(f"{name}.{key}", "") for case in columns))
            for key, title in dimensions.items()
        )
        title = label(f"framework.{name}", language)
        heading = name.replace("_", " ").replace("-", " ") if title == f"framework.{name}" else title
        tables.append(Framework(heading, tuple(Named(case.id, case.title, "case") for case in columns), rows))
    return tuple(tables)


# ---- patterns, with their evidence over all claims -------------------------------------------------------------------


def patterns(repository: Repository, verification: Verification, language: str) -> Mapping[str, Pattern]:
    """Every pattern by id, in natural order, with the weighed citations of each part and the cases it shows in."""
    names = names_of(repository.evaluation)
    shown: dict[str, Pattern] = {}
    weighed: dict[str | None, list[tuple[str, EvidenceRow]]] = {}
    for result in verification.values():
        for row in result.evidence.rows:
            weighed.setdefault(row.pattern, []).append((result.claim.id, row))
    for pattern in repository.patterns.values():
        seen = weighed.get(pattern.id, [])
        deviant = [
            case.id
            for case in repository.cases.values()
            for said in case.shows
            if said.pattern == pattern.id and said.absent
        ]
        listed = [result.claim.id for result in verification.values() if pattern.id in result.claim.patterns]
        claims = dict.fromkeys([*listed, *(claim for claim, _ in seen)])
        outcome = pattern.outcome
        shown[pattern.id] = Pattern(
            id=pattern.id,
            title=pattern.title,
            sentence=configuration(pattern, language, names),
            intervention=pattern.intervention or "",
            context=pattern.context,
            actor=pattern.actor or "",
            resource=pattern.resource or "",
            reasoning=pattern.reasoning or "",
            outcome=outcome.text if outcome else "",
            intended=outcome.intended if outcome else None,
            direction=(outcome.direction or "") if outcome else "",
            retroduction=pattern.retroduction or "",
            other_influences=pattern.other_influences,
            leads_to=named(repository, pattern.leads_to),
            contrasts_with=named(repository, pattern.contrasts_with),
            missing=pattern.missing_parts,
            claims=tuple(sorted(claims, key=natural)),
            evidence=tuple((part, len({row.citation for _, row in seen if part in row.parts})) for part in PARTS),
            cases=tuple(sorted({row.case for _, row in seen if row.case}, key=natural)),
            deviant=tuple(dict.fromkeys(deviant)),
        )
    return shown


def named(repository: Repository, ids: tuple[str, ...]) -> tuple[Named, ...]:
    """Ids with their titles and kinds; an id that stands for nothing keeps its id as title.

    A citation has no title: it is named by the title of its source.
    """
    return tuple(_named(repository, id_) for id_ in ids)


def _named(repository: Repository, id_: str) -> Named:
    kind = repository.kind_of(id_) or ""
    if kind == "citation":
        source = repository.sources.get(repository.citations.by_id[id_].source)
        if source is None:
            return Named(id_, id_, kind)
        untitled = isinstance(repository, Disclosed) and closed_to(repository, repository.audience, source)
        return Named(id_, source.title, kind, untitled)
    record = (
        repository.claims.get(id_)
        or repository.patterns.get(id_)
        or repository.cases.get(id_)
        or repository.sources.get(id_)
    )
    return Named(id_, record.title if record else id_, kind)
