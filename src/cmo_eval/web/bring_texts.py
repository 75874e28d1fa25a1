"""Transcripts that come in: which source each is of or makes, who speaks in it, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cmo_eval import api
from cmo_eval.edits.kinds import SOURCE_KINDS, USUAL_KIND
from cmo_eval.edits.transcripts import doubts as text_doubts
from cmo_eval.edits.transcripts import known_talks, new_sources, source_table, text_import
from cmo_eval.edits.transcripts.new_sources import NewSource, Wanted
from cmo_eval.edits.transcripts.text_import import Incoming, NewText
from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES
from cmo_eval.output.exchange import Told
from cmo_eval.output.imports import new_source_plan, text_plan
from cmo_eval.output.plain import number_of
from cmo_eval.store.writing.change import Change, FileChange, diff
from cmo_eval.transcripts.reading import Rows
from cmo_eval.transcripts.speakers import folded
from cmo_eval.web.bringing import CONSENTS, Brought, Planned, Row, Said
from cmo_eval.web.memory import State
from cmo_eval.web.page import fragment

WORDS = "-"
"""What is said of a label that is none, but words."""

_EMPTY = dict.fromkeys((*source_table.OF_SOURCE, *source_table.OF_PERSON), "")
_NOBODY = {None, "", WORDS}

_WIDE = 100_000
"""Columns of a line that is not broken."""


class _Sorted(NamedTuple):
    """Files by what they are: of a source that has that text already, of one that is there, and of new ones."""

    there: Mapping[str, str]
    of: Sequence[Incoming]
    new: Sequence[NewSource]


def form(state: State, brought: Sequence[Brought], said: Said, folder: Path | None) -> str:
    """What may be said of transcripts, as a table of new sources may, with what was said already."""
    repository, found = state.repository, _sorted(state, brought, said, folder)
    language, never = repository.evaluation.language, _never(said)
    came = [*found.of, *(new_sources.as_incoming(new, language, never)[0] for new in found.new)]
    labels = [label for one in came for label in text_doubts.in_doubt(one)]
    heard = {row["label"]: row.get("is", "") for row in said.heard if row.get("label")} | dict.fromkeys(never, WORDS)
    rows = {one.name: _rows_of(said, one.name) for one in brought}
    return fragment(
        "bring-texts.html",
        usual={"group": "", "consent": "", "quality": "", "kind": USUAL_KIND, **said.usual},
        kinds=SOURCE_KINDS,
        groups=repository.evaluation.groups,
        consents=CONSENTS,
        qualities=QUALITIES,
        cases=[*repository.cases],
        there=found.there,
        known=found.of,
        said=lambda name, label="": {**_EMPTY, **rows[name].get(folded(label), {})},
        new=found.new,
        heard={**dict.fromkeys(labels, ""), **heard},
        fixed={folded(label) for label, is_ in heard.items() if is_},
        folded=folded,
    )


def planned(
    state: State, brought: Sequence[Brought], said: Said, folder: Path | None, also: Sequence[FileChange]
) -> Planned:
    """What becomes of transcripts.

    Args:
        state: what the evaluation holds.
        brought: the files.
        said: what is said of them.
        folder: where texts lie.
        also: what changes too if a text comes in.

    Raises:
        UsageError: something is not said, or cannot be.
        CmoEvalError: a file cannot be read or changed.
    """
    root, repository = state.root, state.repository
    found = _sorted(state, brought, said, folder)
    texts: list[tuple[NewText, NewSource | None]] = []
    for came in found.of:
        text_import.refuse_unsure(came)
        text_import.refuse_unheard([came], {**_given(said), **_labels(said, came.name)})
        texts.append((text_import.new_text(root, repository, came, folder), None))
    taken = [*repository.sources, *repository.claims, *repository.patterns, *repository.cases]
    every = new_sources.checked_together(repository, found.new, [*taken, *api.names_in_files(root)])
    texts += [(new_sources.planned(root, repository, one, folder, _never(said)), one) for one in every]
    plan = text_import.together(root, [text for text, _ in texts], also)
    names = text_doubts.listed_names(root, repository)
    told = [Told(f"{name} is the text of {source} already; left out") for name, source in found.there.items()]
    notes, sure = [], []
    for text, new in texts:
        told += _told(text, new)
        doubts = [f"{text.incoming.name}: {what}" for what, _ in text_doubts.doubts(repository, text, names) if what]
        notes += doubts
        if text.incoming.few_speak:
            sure.append(f"only {int(text.incoming.share * 100)}% of the words of {text.incoming.name} have a speaker")
        if text.corrected is not None:
            sure.append(text.corrected)
        if text.becomes != "becomes" and text.citations:
            stand = number_of(text.citations, "citation")
            notes.append(f"{stand} in it: `cmo-eval code anchor {text.incoming.source.record.id}` places them anew")
    if any(one.takes_part and one.consent is None for new in every for one in new.people):
        notes.append("nothing says whether who speaks may be quoted: their words are held back until `consent` does")
    for likely in new_sources.likely_same(every):
        notes.append(f"{likely.about}: if that is one person, give both the same id")
    for label, (first, *others) in new_sources.shared_labels(every).items():
        same = "if that is one person, say whom it is the same as, since a voice counts once"
        notes.append(f"'{label}' is {first} and {', '.join(others)}: {same}")
    before = tuple(file for file in plan.change.files if file.before is not None)
    redaction = api.redaction(root, repository, texts=folder)
    changes = diff(root, Change(before, plan.change.outside), redaction) if before else ""
    ids = [one.incoming.source.record.id for one in plan.texts]
    add = number_of(len(ids), "transcript") if ids else ""
    return Planned(plan, told, add, notes, sure, changes, ids)


def _told(text: NewText, new: NewSource | None) -> Iterator[Told]:
    lines = (text_plan(text, _WIDE) if new is None else new_source_plan(new, text, _WIDE)).splitlines()
    yield Told(lines[0])
    yield from (Told(" ".join(line.split()), below=True) for line in lines[1:])


# ---- what is said ----------------------------------------------------------------------------------------------------


def _given(said: Said) -> dict[str, str]:
    """Whose labels are that may begin a turn, as far as somebody says it."""
    return {row["label"]: row["is"] for row in said.heard if row.get("label") and row.get("is") not in _NOBODY}


def _never(said: Said) -> list[str]:
    return [row["label"] for row in (*said.heard, *said.rows) if row.get("label") and row.get("is") == WORDS]


def _rows_of(said: Said, name: str) -> dict[str, Row]:
    """What is said of a file, by the labels in it that it is about, '' of the whole."""
    return {folded(row.get("label", "")): row for row in said.rows if row.get("file") == name}


def _labels(said: Said, name: str) -> dict[str, str]:
    return {
        row["label"]: row["is"]
        for row in _rows_of(said, name).values()
        if row.get("label") and row.get("is") not in _NOBODY
    }


def _sorted(state: State, brought: Sequence[Brought], said: Said, folder: Path | None) -> _Sorted:
    """What each file is, with what is said of it."""
    repository = state.repository
    names = api.names_in_files(state.root)
    files: list[tuple[str, Rows]] = [(one.name, one.rows) for one in brought if one.rows is not None]
    ids = known_talks.known_ids(repository, names)
    there: dict[str, str] = {}
    of: list[Incoming] = []
    fresh: list[tuple[str, Rows]] = []
    given, never = _given(said), _never(said)
    for (name, rows), (what, id_) in zip(files, known_talks.recognised(repository, files, ids, folder), strict=True):
        if what == "there":
            there[name] = id_
        elif what == "new":
            fresh.append((name, rows))
        elif any(one.source.record.id == id_ for one in of):
            raise UsageError(f"two files would be the text of {id_}", "bring one in, or put them together first")
        else:
            stored = text_import.source_of(repository, id_, names)
            before = text_import.text_of(stored, folder)
            of.append(
                text_import.incoming(name, rows, stored, {**given, **_labels(said, name)}, never=never, before=before)
            )
    usual = {name: part for name, part in said.usual.items() if part}
    wanted = Wanted(
        kind=usual.get("kind", USUAL_KIND),
        group=usual.get("group"),
        quality=usual.get("quality"),
        consent=usual.get("consent"),
        given=given,
        never=never,
    )
    taken = [*repository.sources, *repository.claims, *repository.patterns, *repository.cases, *names]
    new = new_sources.proposed(fresh, wanted, taken)
    labels = {one.name: {folded(person.label) for person in one.people} for one in new}
    rows_ = [
        {column: part for column, part in row.items() if part}
        for row in said.rows
        if row.get("file") in labels and folded(row.get("label", "")) in {"", *labels[row["file"]]}
    ]
    return _Sorted(there, of, source_table.as_said(enumerate(rows_, 1), new, "the form"))
