"""4xx, of quotes and their texts: do the words that somebody is said to have said stand in the transcript?

Texts are read only of sources that name one, and only where they are at hand. What is found holds ids, places and
numbers, never words; a difference is worked out again when it is shown.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

from cmo_eval.diagnostics import ERROR, NOTE, WARNING, Location
from cmo_eval.model import Citation
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.store.register import Facts, Register
from cmo_eval.store.repository import Stored
from cmo_eval.transcripts import store
from cmo_eval.transcripts.transcript import parse

_ENOUGH = 0.9  # share of a quote's place that a selector covers, and the other way round


class Row(NamedTuple):
    """What was found, and where."""

    code: str
    file: str
    line: int
    column: int
    message: str
    subject: str
    hint: str = ""


_TEXTS: ContextVar[str | Path | None] = ContextVar("_TEXTS", default=None)
_looked: list[tuple[weakref.ref[Register], str | Path | None, list[Row]]] = []  # of the last register only


@contextmanager
def looking(texts: str | Path | None = None) -> Iterator[None]:
    """Within it, quotes are looked up in the texts of that folder, in place of what evaluation.yaml says."""
    token = _TEXTS.set(texts)
    try:
        yield
    finally:
        _TEXTS.reset(token)


def texts_folder(register: Register) -> Path | None:
    """Where the texts lie, whether they are there or not; None where nobody says so."""
    return store.folder(register.root, register.evaluation.texts, _TEXTS.get())


@rule(
    "CMO415",
    WARNING,
    "a quote that differs from its text",
    hint="correct the quote, or run `cmo-eval code anchor --accept`",
)
def quote_differs(register: Register) -> Iterator[Hit]:
    """A verbatim quote that is not quite what the transcript says.

    White space, line ends, hyphens, quotation marks, capitals and punctuation at the ends do not matter, nor what is
    left out where the quote has `[…]`. Other words, letters or accents do: either the quote was typed over with a slip,
    or the transcript was corrected afterwards. The difference is shown on the terminal, and nowhere else.

    Bad: `quote: We moved the language café to Wensday.`, where the transcript has `Wednesday`.

    Good: `quote: We moved the language café to Wednesday.`
    """
    return _hits(register, "CMO415")


@rule(
    "CMO416",
    ERROR,
    "a quote that is not in its text",
    hint="look it up, or mark a paraphrase with `verbatim: false`",
)
def quote_not_there(register: Register) -> Iterator[Hit]:
    """A verbatim quote whose words do not stand in the transcript of its source.

    Nobody can check what it rests on. Words that resemble it are named where there are any; a quote of fewer than 30
    characters must stand there as it is, since too much resembles a few words by chance.

    Bad: the words of FG2 in `FG1.citations.yaml`; a summary without `verbatim: false`.

    Good: the words as they stand in the transcript, cuts as `[…]`.
    """
    return _hits(register, "CMO416")


@rule("CMO417", NOTE, "quotes that were not checked against their text", hint="say with --texts where the texts lie")
def not_checked(register: Register) -> Iterator[Hit]:
    """Quotes that could not be checked, since the transcript is not at hand or cannot be read.

    Transcripts are confidential, and most people who look at an evaluation do not have them; then the quotes are not
    checked, and nothing says that they were.

    Bad: `text: FG2.txt`, on a computer without the folder of texts.

    Good: the same, with `--texts` or CMO_EVAL_TEXTS naming the folder.
    """
    return _hits(register, "CMO417")


@rule("CMO418", WARNING, "a selector that does not point at the words", hint="run `cmo-eval code anchor`")
def selector_astray(register: Register) -> Iterator[Hit]:
    """A selector that points at other words than the quote, which does stand in the transcript.

    The transcript was corrected, or the quote was changed by hand. Whoever follows the selector sees other words. Of a
    file with several such selectors the first is named.

    Bad: `selector: {start: 0, end: 40}`, while the quote begins at character 5023.

    Good: what `cmo-eval code anchor` writes.
    """
    return _hits(register, "CMO418")


@rule("CMO419", NOTE, "a text that changed since its quotes were placed", hint="run `cmo-eval code anchor`")
def text_changed(register: Register) -> Iterator[Hit]:
    """A transcript that is not as it was when its quotes were placed.

    `text_sha256` tells the two apart. Selectors and lines may point at other words by now.

    Bad: a transcript in which a name was replaced after the source was coded.

    Good: the same, after `cmo-eval code anchor`, which moves what moved and names what must be looked at.
    """
    return _hits(register, "CMO419")


@rule(
    "CMO420",
    WARNING,
    "a citation in the turn of somebody else than its speaker",
    hint="see who says it, and correct `speaker` or the transcript",
)
def said_by_another(register: Register) -> Iterator[Hit]:
    """A citation whose speaker is not the one who speaks where it stands in the transcript.

    Words under the wrong name count for the wrong person, group and role, and are quoted with a consent that somebody
    else gave. Either the citation names the wrong participant, or the label in the transcript is wrong, or the same
    words stand in the turn of the right one as well. Looked at are the lines where a quote was found, and of a
    paraphrase the line that it gives. A quote that goes on over several turns is right where its speaker has one.

    Bad: `speaker: r1` and `at: {line: 4}`, where line 4 begins with `r2:`.

    Good: the same with `speaker: r2`.
    """
    return _hits(register, "CMO420")


def _hits(register: Register, code: str) -> Iterator[Hit]:
    for row in _rows(register):
        if row.code == code:
            yield Hit(Location(row.file, row.line, row.column), row.message, row.subject, row.hint)


# ---- looking --------------------------------------------------------------------------------------------------------


def _rows(register: Register) -> list[Row]:
    """What is found of all quotes; of one register it is worked out once."""
    texts = _TEXTS.get()
    for known, same, rows in _looked:
        if known() is register and same == texts:
            return rows
    rows = list(_found(register))
    _looked[:] = [(weakref.ref(register), texts, rows)]
    return rows


def _found(register: Register) -> Iterator[Row]:
    codings: dict[str, list[str]] = {}
    for file, facts in register.of_kind("citations", "second_citations"):
        if facts.ids:
            codings.setdefault(facts.more["source"], []).append(file)
    sources = [
        (file, facts)
        for file, facts in register.of_kind("sources")
        if facts.more["text"] is not None and not facts.more["withdrawn"] and facts.ids[0] in codings
    ]
    if not sources:
        return
    folder = texts_folder(register)
    folder = folder if folder is not None and os.path.isdir(folder) else None  # noqa: PTH112 - which never raises
    for file, facts in sources:
        yield from _of_source(register, (file, *codings[facts.ids[0]]), facts, folder)


def _of_source(register: Register, files: Sequence[str], facts: Facts, folder: Path | None) -> Iterator[Row]:
    id_, name = facts.ids[0], facts.more["text"]
    if store.leaves(name):
        return  # CMO414 says so
    said = [stored for file in files[1:] for stored in register.records(file) if _counts(stored, facts)]
    quotes = [stored for stored in said if stored.record.quote is not None and stored.record.verbatim]
    others = [
        stored
        for stored in said
        if not stored.record.verbatim and stored.record.speaker and stored.record.at is not None
    ]
    if not quotes and not others:
        return
    text = store.look(folder, name) if folder is not None else None
    if text is None and folder is not None:
        return  # CMO413 says that it does not lie there
    source = register.stored(files[0])
    if not isinstance(text, store.Text):
        if not quotes:
            return
        number = "1 quote is" if len(quotes) == 1 else f"{len(quotes)} quotes are"
        why, hint = (text.why, text.hint) if text is not None else (f"{name} is not at hand", "")
        yield _row("CMO417", source.at("text"), f"{number} not checked: {why}", id_, hint)
        return
    recorded = source.record.text_sha256
    if recorded is not None and recorded != text.sha256:
        message = f"{name} changed since the quotes of {id_} were placed in it"
        yield _row("CMO419", source.at("text_sha256"), message, id_)
    from cmo_eval.hearing import wanted  # noqa: PLC0415 - only who has texts needs it
    from cmo_eval.transcripts.anchoring import anchors  # noqa: PLC0415 - only who has texts needs it
    from cmo_eval.transcripts.normal import PreparedText  # noqa: PLC0415 - the same

    people = tuple(facts.more["people"])
    prepared = PreparedText(text.text, parse(text.text, people), people)
    found = anchors(prepared, [wanted(one.record, recorded) for one in quotes], same=recorded == text.sha256)
    astray: dict[str, list[Stored[Citation]]] = {}
    for stored, anchor in zip(quotes, found, strict=True):
        yield from _of_quote(stored, prepared, name, anchor, astray)
    for stored in others:
        line = prepared.transcript.line(stored.record.at.line) if stored.record.at.line is not None else None
        if line is not None and not line.is_page:
            yield from _of_speaker(stored, prepared, name, line.start, line.end)
    for wrong in astray.values():
        several = len(wrong) > 1
        whose = (
            f"the selectors of {len(wrong)} citations point"
            if several
            else f"the selector of {wrong[0].record.id} points"
        )
        subject = id_ if several else wrong[0].record.id
        yield _row("CMO418", wrong[0].at("selector"), f"{whose} at other words of {name}", subject)


def _counts(stored: Stored[Any], facts: Facts) -> bool:
    """Whether the record is a citation that counts."""
    citation = stored.record
    return (
        isinstance(citation, Citation)
        and citation.withdrawn is None
        and facts.more["consent"].get(citation.speaker) != "withdrawn"
    )


def _of_quote(
    stored: Stored[Citation], prepared: Any, name: str, anchor: Any, astray: dict[str, list[Stored[Citation]]]
) -> Iterator[Row]:
    from cmo_eval.transcripts import anchoring  # noqa: PLC0415 - only who has texts needs it

    citation = stored.record
    quote, selector = citation.quote or "", citation.selector
    if anchor is None:
        message = f"the words of {citation.id} do not stand in {name}"
        yield _row("CMO416", stored.at("quote"), message, citation.id)
        return
    line = prepared.transcript.line_of(anchor.start).number
    alike = f"{min(99, int(anchor.score * 100))} % alike"
    if anchor.doubt == "sense":
        message = f"{citation.id} may say something else than {name} on line {line} ({alike})"
        yield _row("CMO416", stored.at("quote"), message, citation.id)
    elif not (anchor.sure or anchor.home):
        message = f"the words of {citation.id} do not stand in {name}; the nearest are on line {line} ({alike})"
        if anchor.score == 1:
            why = "where they stood" if anchor.doubt == "place" else "in a turn of its speaker"
            message = (
                f"the words of {citation.id} do not stand {why} in {name}; "
                f"the same words stand on line {line}{_whose(prepared, anchor.start)}"
            )
        yield _row("CMO416", stored.at("quote"), message, citation.id)
        return
    elif (anchor.score < 1 or anchor.how == "fuzzy") and anchoring.difference(prepared, quote, anchor):
        message = f"{citation.id} differs from what {name} says on line {line} ({alike})"
        yield _row("CMO415", stored.at("quote"), message, citation.id)
    if anchor.sure or anchor.home:
        yield from _of_speaker(stored, prepared, name, anchor.start, anchor.end)
    if selector is not None and not _points(prepared, selector.start, selector.end, quote, anchor):
        astray.setdefault(stored.file, []).append(stored)


def _of_speaker(stored: Stored[Citation], prepared: Any, name: str, start: int, end: int) -> Iterator[Row]:
    """What is found where somebody else speaks than the citation says."""
    citation = stored.record
    if citation.speaker is not None and prepared.is_said_by(citation.speaker, start, end) is False:
        line = prepared.transcript.line_of(start).number
        turn = _whose(prepared, start) or ", in a turn of somebody else"
        message = f"{citation.id} is said to be of {citation.speaker}, but stands on line {line} of {name}{turn}"
        yield _row("CMO420", stored.at("speaker"), message, citation.id)


def _whose(prepared: Any, offset: int) -> str:
    """In whose turn a place is, for a message; labels that are no participant's may be names, and are not said."""
    who = prepared.participant(prepared.transcript.line_of(offset).speaker)
    return f", in a turn of {who}" if who is not None else ""


def _points(prepared: Any, start: int, end: int, quote: str, anchor: Any) -> bool:
    """Whether a selector points at the quote: at these very words, or about at where they were found."""
    from cmo_eval.transcripts.normal import light_words  # noqa: PLC0415 - the same

    both = min(end, anchor.end) - max(start, anchor.start)
    if both >= _ENOUGH * max(end - start, anchor.end - anchor.start):
        return True
    return light_words(prepared.text[start:end]) == light_words(quote)


def _row(code: str, where: Location, message: str, subject: str, hint: str = "") -> Row:
    return Row(code, *where, message, subject, hint)
