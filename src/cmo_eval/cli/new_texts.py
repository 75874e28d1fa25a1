"""`text import --new`: transcripts that make their own sources, with what is asked once or stands in a table."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cmo_eval.cli.output import may_be_written, tell, width
from cmo_eval.cli.who import QUALITIES_MEAN, kind_of
from cmo_eval.errors import UsageError
from cmo_eval.output.plain import filled, number_of, visible

if TYPE_CHECKING:
    from cmo_eval.api import Evaluation
    from cmo_eval.edits.transcripts.new_sources import NewSource, Wanted
    from cmo_eval.transcripts.reading import Rows


_ASKS = "asks the questions"


def known_ids(evaluation: Evaluation) -> list[str]:
    """Ids that the name of a file may point at."""
    from cmo_eval import api
    from cmo_eval.edits.transcripts import known_talks

    return known_talks.known_ids(evaluation.repository, api.names_in_files(evaluation.root))


def split(
    evaluation: Evaluation, files: Sequence[Path], texts: Path | None
) -> tuple[list[Path], list[tuple[str, Rows]]]:
    """The files whose names point at a source that is there, and what those hold that are to make one.

    Without files of which the words are a source's already.

    Raises:
        UsageError: two of them have the same words.
    """
    from cmo_eval.edits.transcripts.known_talks import recognised
    from cmo_eval.transcripts.reading import read_rows

    read = [(path.name, read_rows(path)) for path in files]
    known: list[Path] = []
    fresh: list[tuple[str, Rows]] = []
    found = recognised(evaluation.repository, read, known_ids(evaluation), texts)
    for path, one, (what, source) in zip(files, read, found, strict=True):
        if what == "there":
            tell(f"{path.name} is the text of {source} already; left out")
        elif what == "of":
            known.append(path)
        else:
            fresh.append(one)
    return known, fresh


def where(root: Path, given: Path | None, *, asks: bool) -> Path | None:
    """Where the texts are to lie of an evaluation that does not say it: as is given or answered, else None."""
    if given is not None or not asks or os.environ.get("CMO_EVAL_TEXTS"):
        return given
    tell("where are the transcripts to lie? They are confidential, so best outside the evaluation folder")
    return (
        root / str(typer.prompt("Folder, seen from the evaluation", default=f"../{root.name}-texts", err=True)).strip()
    )


def sources(
    evaluation: Evaluation,
    rows: Sequence[tuple[str, Rows]],
    wanted: Wanted,
    table: Path | None,
    *,
    asks: bool,
) -> tuple[NewSource, ...]:
    """The sources that the files make, as options, a table and answers say.

    Raises:
        UsageError: something is not said or not so.
        typer.Exit: the table was not there yet, and was written to be filled in.
    """
    from cmo_eval import api
    from cmo_eval.edits.transcripts import new_sources
    from cmo_eval.edits.transcripts.source_table import filled_in

    if table is not None:
        _outside(evaluation.root, table)
    taken = [*evaluation.sources, *evaluation.claims, *evaluation.patterns, *evaluation.cases]
    taken += api.names_in_files(evaluation.root)
    found = new_sources.proposed(rows, wanted, taken)
    if table is not None and not table.exists():
        _to_fill_in(evaluation, found, table)
        for likely in new_sources.likely_same(found):
            tell(visible(f"note: {likely.about}: if that is one person, give both rows the same id"))
        raise typer.Exit(1)
    if table is not None:
        found = filled_in(table, found)
    elif asks and found:
        wanted = _asked(evaluation, found, wanted)
        found = new_sources.proposed(rows, wanted, taken)
        for likely in [*new_sources.likely_same(found)]:
            if len(likely.others) == 1 and typer.confirm(visible(f"{likely.about}. One person?"), err=True):
                found = new_sources.with_id(found, likely.source, likely.person, likely.others[0].id)
        for label, (first, *others) in new_sources.shared_labels(found).items():
            question = f"Is '{label}' one person in {first} and {', '.join(others)}, whose voice counts once?"
            if typer.confirm(visible(question), err=True):
                found = new_sources.as_one(found, label, first)
    else:
        for likely in new_sources.likely_same(found):
            tell(visible(f"note: {likely.about}: if that is one person, {likely.options}"))
        for label, (first, *others) in new_sources.shared_labels(found).items():
            same = f"if that is one person, write `same_as: {first}` there, since a voice counts once"
            tell(visible(f"note: '{label}' is {first} and {', '.join(others)}: {same}"))
    return new_sources.checked_together(evaluation.repository, found, taken)


def _outside(root: Path, table: Path) -> None:
    """Let no table with names lie in the evaluation folder, which is shared and kept in git.

    Raises:
        UsageError: it would.
    """
    if table.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            f"{table} would lie in the evaluation folder, and it has the labels of the transcripts, which may be names",
            "let it lie where the transcripts do, outside the folder",
        )


def _to_fill_in(evaluation: Evaluation, found: Sequence[NewSource], table: Path) -> None:
    from cmo_eval.output.source_table import source_table
    from cmo_eval.store.writing.output import write_file

    may_be_written(table, (".xlsx", ".csv"), yes=False)
    content = source_table(found, evaluation.repository, table.suffix.lower())
    write_file(table, content, "name another file with --table")
    tell(f"wrote {table}: fill it in and run the same again; it may hold names, so delete it when the texts are in")


def _asked(evaluation: Evaluation, found: Sequence[NewSource], wanted: Wanted) -> Wanted:
    """What holds for all, as somebody answers, and who is who of the labels that may be names."""
    from cmo_eval.edits.coding.checking import named
    from cmo_eval.edits.coding.draft import QUALITY_WORDS, meant
    from cmo_eval.model import QUALITIES

    groups = evaluation.repository.evaluation.groups
    if wanted.kind is None and (open_ := [new.name for new in found if new.kind is None]):
        which = open_[0] if len(open_) == 1 else f"{open_[0]} and {len(open_) - 1} more"
        wanted = replace(wanted, kind=kind_of(visible(which)))
    if wanted.group is None and groups:
        group = _answer("Which group speaks in them", tuple(groups))
        wanted = replace(wanted, group=named(group, groups, "group") if group else None)
    if wanted.quality is None:
        tell(QUALITIES_MEAN)
        said = _answer("Quality of what they tell, where a citation gives none", QUALITIES)
        wanted = replace(wanted, quality=meant(said, QUALITY_WORDS, "the quality") if said else None)
    if wanted.consent is None:
        wanted = replace(wanted, consent=_answer("Consent of those who speak", ("quote", "background")))
    return replace(wanted, given={**wanted.given, **_who_is_who(found, wanted.given)})


def _answer(question: str, choices: Sequence[str]) -> str | None:
    """One of the choices, or None where it is left open with Enter."""
    from cmo_eval.nearest import did_you_mean

    asked = "\n".join(filled(f"{question} ({', '.join(choices)}; Enter leaves it open)", width() - 2, "", "  "))
    while True:
        said = str(typer.prompt(asked, default="", show_default=False, err=True))
        if not said.strip():
            return None
        found = next((one for one in choices if one.casefold() == said.strip().casefold()), None)
        if found is not None:
            return found
        tell(did_you_mean(said.strip(), choices) or f"it can be {', '.join(choices)}")


def _who_is_who(found: Sequence[NewSource], given: Collection[str]) -> Mapping[str, str]:
    """Ids by label of those who may be named, asked once for all files; Enter takes what is proposed."""
    from cmo_eval.transcripts.speakers import INTERVIEWER, folded

    where: dict[str, list[tuple[str, str, int]]] = {}
    known = set(map(folded, given))
    labels: dict[str, str] = {}
    for new in found:
        for person in new.people:
            if person.is_name and folded(person.label) not in known:
                labels.setdefault(folded(person.label), person.label)
                said = _ASKS if person.guessed else person.id
                where.setdefault(folded(person.label), []).append((new.id, said, person.turns))
    if where:
        tell("who speaks: Enter takes what is proposed; else give an id such as r1,")
        tell("INT for who asks the questions, or ? for nobody registered")
    answers = {}
    for key, spoken in where.items():
        turns = number_of(sum(count for _, _, count in spoken), "turn")
        proposed = ", ".join(f"{id_}: {said}" for id_, said, _ in spoken[:3]) + (", ..." if len(spoken) > 3 else "")
        question = visible(f"'{labels[key]}' ({turns}) [{proposed}]")
        answer = str(typer.prompt(question, default="", show_default=False, err=True)).strip()
        if not answer and all(said == _ASKS for _, said, _ in spoken):
            answer = INTERVIEWER  # no guess any more
        if answer:
            answers[labels[key]] = answer.upper() if answer.upper().startswith(INTERVIEWER) else answer
    return answers
