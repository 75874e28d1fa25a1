"""4xx, of quotes and their texts: do the words that somebody is said to have said stand in the transcript?

Texts are read only of sources that name one, and only where they are at hand. What is found holds ids, places and
numbers, never words, so that it can be kept between runs; a difference is worked out again when it is shown.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

from cmo_eval.diagnostics import Location
from cmo_eval.model import Citation
from cmo_eval.register import Facts, Register
from cmo_eval.repository import Stored
from cmo_eval.rules.quotes_kept import Kept
from cmo_eval.rules.registry import Hit, rule
from cmo_eval.texts import store
from cmo_eval.texts.transcript import parse

_ENOUGH = 0.9  # share of a quote's place that a selector covers, and the other way round


class Setting(NamedTuple):
    """Where texts lie, in place of what evaluation.yaml says; whether what is found may be kept for the next run."""

    texts: str | Path | None = None
    keep: bool = False


class Row(NamedTuple):
    """What was found, as it is kept."""

    code: str
    file: str
    line: int
    column: int
    message: str
    subject: str
    hint: str = ""


_SETTING: ContextVar[Setting | None] = ContextVar("_SETTING", default=None)
_looked: list[tuple[weakref.ref[Register], Setting, list[Row]]] = []  # of the last register only


@contextmanager
def looking(texts: str | Path | None = None, *, keep: bool = False) -> Iterator[None]:
    """Within it, quotes are looked up in the texts of that folder; with `keep` what is found is kept for later runs."""
    token = _SETTING.set(Setting(texts, keep))
    try:
        yield
    finally:
        _SETTING.reset(token)


def _setting() -> Setting:
    return _SETTING.get() or Setting()


def texts_folder(register: Register) -> Path | None:
    """Where the texts lie, whether they are there or not; None where nobody says so."""
    folder = store.folder(register.root, register.evaluation.texts, _setting().texts)
    return register.outside(folder) if folder is not None else None


@rule("CMO415")
def quote_differs(register: Register) -> Iterator[Hit]:
    """A verbatim quote that is not quite what the transcript says.

    White space, line ends, hyphens, quotation marks, capitals and punctuation at the ends do not matter, nor what is
    left out where the quote has `[…]`. Other words, letters or accents do: either the quote was typed over with a slip,
    or the transcript was corrected afterwards. The difference is shown on the terminal, and nowhere else.

    Bad: `quote: We moved the language café to Wensday.`, where the transcript has `Wednesday`.

    Good: `quote: We moved the language café to Wednesday.`
    """
    return _hits(register, "CMO415")


@rule("CMO416")
def quote_not_there(register: Register) -> Iterator[Hit]:
    """A verbatim quote whose words do not stand in the transcript of its source.

    Nobody can check what it rests on. Words that resemble it are named where there are any; a quote of fewer than 30
    characters must stand there as it is, since too much resembles a few words by chance.

    Bad: the words of FG2 in `FG1.citations.yaml`; a summary without `verbatim: false`.

    Good: the words as they stand in the transcript, cuts as `[…]`.
    """
    return _hits(register, "CMO416")


@rule("CMO417")
def not_checked(register: Register) -> Iterator[Hit]:
    """Quotes that could not be checked, since the transcript is not at hand or cannot be read.

    Transcripts are confidential, and most people who look at an evaluation do not have them; then the quotes are not
    checked, and nothing says that they were.

    Bad: `text: FG2.txt`, on a computer without the folder of texts.

    Good: the same, with `--texts` or CMO_EVAL_TEXTS naming the folder.
    """
    return _hits(register, "CMO417")


@rule("CMO418")
def selector_astray(register: Register) -> Iterator[Hit]:
    """A selector that points at other words than the quote, which does stand in the transcript.

    The transcript was corrected, or the quote was changed by hand. Whoever follows the selector sees other words. Of a
    file with several such selectors the first is named.

    Bad: `selector: {start: 0, end: 40}`, while the quote begins at character 5023.

    Good: what `cmo-eval code anchor` writes.
    """
    return _hits(register, "CMO418")


@rule("CMO419")
def text_changed(register: Register) -> Iterator[Hit]:
    """A transcript that is not as it was when its quotes were placed.

    `text_sha256` tells the two apart. Selectors and lines may point at other words by now.

    Bad: a transcript in which a name was replaced after the source was coded.

    Good: the same, after `cmo-eval code anchor`, which moves what moved and names what must be looked at.
    """
    return _hits(register, "CMO419")


def _hits(register: Register, code: str) -> Iterator[Hit]:
    for row in _rows(register):
        if row.code == code:
            yield Hit(Location(row.file, row.line, row.column), row.message, row.subject, row.hint)


# ---- looking --------------------------------------------------------------------------------------------------------


def _rows(register: Register) -> list[Row]:
    """What is found of all quotes; of one register it is worked out once."""
    setting = _setting()
    for known, same, rows in _looked:
        if known() is register and same == setting:
            return rows
    rows = list(_found(register, setting))
    _looked[:] = [(weakref.ref(register), setting, rows)]
    return rows


def _found(register: Register, setting: Setting) -> Iterator[Row]:
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
    kept = Kept(register.root, str(folder)) if setting.keep else None
    for file, facts in sources:
        files = (file, *codings[facts.ids[0]])
        text = folder / facts.more["text"] if folder is not None and not store.leaves(facts.more["text"]) else None
        paths = (*map(register.words_of, files), register.outside(text) if text is not None else None)
        plain = kept.get(file, paths) if kept is not None else None
        if plain is not None:
            yield from (Row(*row) for row in plain)
            continue
        marks = kept.marks(paths) if kept is not None else None
        rows = list(_of_source(register, files, facts, folder))
        if kept is not None:
            kept.put(file, marks, rows)
        yield from rows
    if kept is not None:
        kept.finish()


def _of_source(register: Register, files: Sequence[str], facts: Facts, folder: Path | None) -> Iterator[Row]:
    id_, name = facts.ids[0], facts.more["text"]
    if store.leaves(name):
        return  # CMO414 says so
    quotes = [stored for file in files[1:] for stored in register.records(file) if _is_quote(stored, facts)]
    if not quotes:
        return
    text = store.look(folder, name) if folder is not None else None
    if text is None and folder is not None:
        return  # CMO413 says that it does not lie there
    source = register.stored(files[0])
    if not isinstance(text, store.Text):
        number = "1 quote is" if len(quotes) == 1 else f"{len(quotes)} quotes are"
        why, hint = (text.why, text.hint) if text is not None else (f"{name} is not at hand", "")
        yield _row("CMO417", source.at("text"), f"{number} not checked: {why}", id_, hint)
        return
    recorded = source.record.text_sha256
    if recorded is not None and recorded != text.sha256:
        message = f"{name} changed since the quotes of {id_} were placed in it"
        yield _row("CMO419", source.at("text_sha256"), message, id_)
    from cmo_eval.texts.anchoring import PreparedText  # noqa: PLC0415 - only who has texts needs it

    prepared = PreparedText(text.text, parse(text.text, tuple(facts.more["people"])))
    astray: dict[str, list[Stored[Citation]]] = {}
    for stored in quotes:
        yield from _of_quote(stored, prepared, name, astray)
    for wrong in astray.values():
        several = len(wrong) > 1
        whose = (
            f"the selectors of {len(wrong)} citations point"
            if several
            else f"the selector of {wrong[0].record.id} points"
        )
        subject = id_ if several else wrong[0].record.id
        yield _row("CMO418", wrong[0].at("selector"), f"{whose} at other words of {name}", subject)


def _is_quote(stored: Stored[Any], facts: Facts) -> bool:
    """Whether the record is a citation with somebody's own words that count."""
    citation = stored.record
    return (
        isinstance(citation, Citation)
        and citation.quote is not None
        and citation.verbatim
        and citation.withdrawn is None
        and facts.more["consent"].get(citation.speaker) != "withdrawn"
    )


def _of_quote(
    stored: Stored[Citation], prepared: Any, name: str, astray: dict[str, list[Stored[Citation]]]
) -> Iterator[Row]:
    from cmo_eval.texts import anchoring  # noqa: PLC0415 - the same

    citation = stored.record
    quote, selector = citation.quote or "", citation.selector
    if selector is not None and prepared.text[selector.start : selector.end] == quote:
        return
    anchor = anchoring.nearest_to(prepared, quote, near(citation))
    if anchor is None:
        message = f"the words of {citation.id} do not stand in {name}"
        yield _row("CMO416", stored.at("quote"), message, citation.id)
        return
    line = prepared.transcript.line_of(anchor.start).number
    alike = f"{min(99, int(anchor.score * 100))} % alike"
    if not anchor.sure:
        message = f"the words of {citation.id} do not stand in {name}; the nearest are on line {line} ({alike})"
        yield _row("CMO416", stored.at("quote"), message, citation.id)
        return
    if anchor.score < 1 and anchoring.difference(prepared, quote, anchor):
        message = f"{citation.id} differs from what {name} says on line {line} ({alike})"
        yield _row("CMO415", stored.at("quote"), message, citation.id)
    if selector is not None and not _points(prepared, selector.start, selector.end, quote, anchor):
        astray.setdefault(stored.file, []).append(stored)


def near(citation: Citation) -> Any:
    """What a citation says of where its quote stood, as `texts.anchoring.Near`."""
    from cmo_eval.texts.anchoring import Near  # noqa: PLC0415 - the same

    line = citation.at.line if citation.at is not None else None
    selector = citation.selector
    if selector is None:
        return Near(line=line) if line is not None else None
    return Near(selector.prefix, selector.suffix, selector.start, line)


def _points(prepared: Any, start: int, end: int, quote: str, anchor: Any) -> bool:
    """Whether a selector points at the quote: at these very words, or about at where they were found."""
    from cmo_eval.texts.normal import light_words  # noqa: PLC0415 - the same

    both = min(end, anchor.end) - max(start, anchor.start)
    if both >= _ENOUGH * max(end - start, anchor.end - anchor.start):
        return True
    return light_words(prepared.text[start:end]) == light_words(quote)


def _row(code: str, where: Location, message: str, subject: str, hint: str = "") -> Row:
    return Row(code, *where, message, subject, hint)
