"""Transcripts in HTML with the times of the recording in them, as noScribe and oTranscribe write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import Decoded, cleaned, decoded
from cmo_eval.transcripts.forms import clock
from cmo_eval.transcripts.reading import Row, Rows, remarks, words_in

_NOSCRIBE = expression(r"""<a [^<>]*name=["']ts_\d+_\d+_""")
_MARK = expression(r"ts_(\d{1,10})_\d+_")
_SHOWN = expression(r"\[\d\d:\d\d:\d\d\]")
_BLOCKS = frozenset(("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "ul", "ol"))
_ODD = 100
_UNSEEN = frozenset(("style", "script", "title"))


def rows(content: bytes, ending: str) -> Rows:
    """The paragraphs, each with the time that stands in it before its words; breaks of lines begin one too.

    Raises:
        CmoEvalError: it is the file of neither program.
    """
    found = decoded(content)
    if ending == ".otr":
        markup = _of_otranscribe(found.text)
    elif _NOSCRIBE.search(found.text) is not None:
        markup = found.text
    else:
        again = "open it in a word processor and save it as .docx"
        raise CmoEvalError("it has no times of a recording in it as noScribe writes them", again)
    open_ = markup.count("<", markup.rfind(">") + 1)
    if open_ + sum(map(markup.count, ("<!", "<?"))) > _ODD:  # the end of each is looked for in all of the file
        raise CmoEvalError("it has marks that end nowhere, or comments, which neither program writes", "export it anew")
    read = _Words()
    read.feed(markup)
    read.close()
    name = "transcript of oTranscribe" if ending == ".otr" else "transcript of noScribe"
    return _made(read, name, found)


def _of_otranscribe(text: str) -> str:
    """The markup in the file: a document of its own, or the value of `text` in JSON."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or not isinstance(held.get("text"), str):
        raise CmoEvalError("it is no transcript of oTranscribe, or it is damaged", "export it anew, as .otr or as text")
    return str(held["text"])


def _made(read: _Words, name: str, found: Decoded) -> Rows:
    made = []
    unseen = 0
    for line in read.lines():
        text, number = cleaned(" ".join(line.split()))
        unseen += number
        made.append(Row(text))
    said = [found.note] if found.note else []
    said += remarks({"invisible character": unseen})
    count = words_in(row.text for row in made)
    return Rows(tuple(made), name, found.encoding, found.guessed, tuple(said), count)


class _Words(HTMLParser):
    """The lines of the text, each with `[h:mm:ss]` where a mark of the time stands; how it looks is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._within: list[str] = []
        """Names of the elements that are open and hold no words, innermost last."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._parts.append("\n")
        if self._within or tag in _UNSEEN:
            if tag in {*_UNSEEN, *self._within[:1]}:
                self._within.append(tag)
            return
        held = dict(attrs)
        if tag == "a" and (mark := _MARK.match(held.get("name") or "")) is not None:
            self._parts.append(f"\0{clock(int(mark[1]) // 1000)}\0")
        elif tag == "span" and (time := _seconds(held.get("data-timestamp"))) is not None:
            self._parts.append(f"[{clock(time)}] ")
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()
        elif tag in _BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._within:
            self._parts.append(re.sub(r"[\0\n]", " ", data))

    def lines(self) -> Iterator[str]:
        """The lines with words; of a mark that shows no time the first one of a line stands before it."""
        for line in "".join(self._parts).split("\n"):
            words, *marked = line.split("\0")
            words += "".join(marked[1::2])
            if words.strip():
                shown = not marked or _SHOWN.search(words) is not None
                yield words if shown else f"[{marked[0]}] {words}"


def _seconds(value: str | None) -> int | None:
    """Whole seconds of what a mark of the time holds; None where it is no time."""
    match = re.fullmatch(r"(\d{1,7})(?:\.\d+)?", value or "")
    return int(match[1]) if match is not None else None
