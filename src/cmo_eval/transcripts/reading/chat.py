"""CHAT, as CLAN and TalkBank have it: a main line a turn, kept as it is written, with its times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned, decoded
from cmo_eval.transcripts.reading import Row, Rows, of_cues

_MAIN = expression(r"\*([^\s:]{1,20}):[ \t]*(.*)", re.DOTALL)
_TIMES = expression(r"\x15[^\x15\d]*(\d{1,10})_(\d{1,10})-?\x15")


def rows(content: bytes, ending: str) -> Rows:
    """A row a main line, in the file's order and with its own signs; lines below turns (`%`) and headers (`@`) go.

    Raises:
        CmoEvalError: it is no CHAT.
    """
    del ending
    found = decoded(content)
    made: list[Row] = []
    headers: list[str] = []
    notes: list[str] = []
    for line in _lines(found.text):
        match = _MAIN.fullmatch(line)
        if match is not None:
            times = _TIMES.findall(match[2])
            start, end = (int(times[0][0]) / 1000, int(times[-1][1]) / 1000) if times else (None, None)
            words = cleaned(_TIMES.sub(" ", match[2]))[0]
            made.append(Row(" ".join(words.split()), match[1], start, end))
        elif line.startswith("%"):
            notes.append(line)
        elif line.strip():
            headers.append(line)
    if not any(line.startswith("@Begin") for line in headers):
        raise CmoEvalError(
            "it is no transcript in CHAT: no line says @Begin", "let its name end in .txt if it is plain text"
        )
    seen = {"line of the header": len(headers), "note below a turn": len(notes)}
    return of_cues(made, "transcript in CHAT", found, seen, [*headers, *notes])


def _lines(text: str) -> Iterator[str]:
    """The lines, each with those that go on with it, which a tab or a blank begins."""
    held = ""
    for line in re.split(r"\r\n|\r|\n", text):
        if line[:1] in {"\t", " "} and held:
            held += f" {line.strip()}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held
