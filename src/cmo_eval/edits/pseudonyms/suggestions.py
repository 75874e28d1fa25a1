"""Names suggested from the transcripts of an evaluation, as rows of its table; writes nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from cmo_eval.edits.pseudonyms.table import NameTable, with_suggestions
from cmo_eval.errors import CmoEvalError
from cmo_eval.messages import words
from cmo_eval.nearest import unknown
from cmo_eval.pseudonyms.deduce import asker
from cmo_eval.pseudonyms.finding import Finder, key
from cmo_eval.pseudonyms.suggesting import Suggestion, Turn, asked, suggested
from cmo_eval.store.folder import EVALUATION_FILE, list_files
from cmo_eval.store.yaml_io import YamlProblem, read, read_text
from cmo_eval.transcripts import store
from cmo_eval.transcripts.speakers import participant_of
from cmo_eval.transcripts.transcript import parse


def plan(
    root: Path,
    table: NameTable,
    sources: Sequence[str] = (),
    *,
    texts: str | Path | None = None,
    deduce: bool = False,
) -> tuple[list[Suggestion], NameTable, str]:
    """What may be a name in the transcripts, the table with that in it, and the language of the evaluation.

    Args:
        root: the evaluation folder.
        table: names that are known, refused ones too; these are not suggested again.
        sources: ids of sources; all with a transcript unless given.
        texts: where the transcripts lie; else as CMO_EVAL_TEXTS or evaluation.yaml says.
        deduce: deduce is asked too.

    Raises:
        UsageError: there is no such source, or deduce is not installed.
        CmoEvalError: no transcript is at hand.
    """
    evaluation = _record(root / EVALUATION_FILE)
    language = str(evaluation.get("language") or "nl")
    known = _sources(root)
    for id_ in sources:
        if id_ not in known:
            raise unknown("source", id_, known)
    folder = store.folder(root, _text(evaluation.get("texts")), texts)
    turns = list(_turns({id_: value for id_, value in known.items() if not sources or id_ in sources}, folder))
    if not turns:
        raise CmoEvalError("no transcript is at hand", "--texts says where they lie")
    names = [replace(row.name, where=()) for row in table.rows]
    named = [name for name in names if name.pseudonym]
    # what stands for a name is none, nor is its word (Person 2)
    theirs = [replace(one, forms=(one.pseudonym, one.pseudonym.rstrip("0123456789 "))) for one in named]
    finder = Finder([*names, *theirs])
    programme = evaluation.get("programme")
    own = {str(evaluation.get("title")), str(programme.get("name") if isinstance(programme, dict) else "")}
    found = [one for one in suggested(turns, finder) if own.isdisjoint(one.forms)]
    if deduce:
        found += asked(turns, asker(), finder, found)
    return found, with_suggestions(table, found, _pseudonyms(table, found, language)), language


def _turns(sources: dict[str, dict[str, Any]], folder: Path | None) -> Iterator[Turn]:
    for id_, source in sources.items():
        name = source.get("text")
        text = store.look(folder, name) if isinstance(name, str) else None
        if not isinstance(text, store.Text):
            continue
        listed = source.get("participants")
        people = [str(one.get("id")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        for line in parse(text.text, people).lines:
            label = line.label or ""
            if label and participant_of(label, people) is not None:
                label = ""
            yield Turn(id_, line.number, label, text.text[line.words : line.end])


def _pseudonyms(table: NameTable, found: Sequence[Suggestion], language: str) -> Iterator[str]:
    """A pseudonym for each: what it is and the next number that is free."""
    taken = {key(row.name.pseudonym) for row in table.rows}
    numbers: dict[str, int] = {}
    for one in found:
        while True:
            numbers[one.kind] = numbers.get(one.kind, 0) + 1
            said = f"{words(f'pseudonym.{one.kind}', language).capitalize()} {numbers[one.kind]}"
            if key(said) not in taken:
                yield said
                break


def transcripts_of(root: Path, folder: Path | None) -> dict[Path, str]:
    """Of which source each transcript is, by its path."""
    found: dict[Path, str] = {}
    for id_, source in _sources(root).items():
        if folder is not None and (name := _text(source.get("text"))) is not None and not store.leaves(name):
            found[store.place(folder, name).resolve()] = id_
    return found


def _sources(root: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for file in list_files(root).files:
        if file.kind == "sources":
            value = _record(root / file.path)
            if isinstance(id_ := value.get("id"), str):
                found[id_] = value
    return found


def _record(path: Path) -> dict[str, Any]:
    with suppress(YamlProblem):
        value = read(read_text(path)).value
        return value if isinstance(value, dict) else {}
    return {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
