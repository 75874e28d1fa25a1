"""Plain values as YAML: on one line, folded, or between brackets; knows no file and no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

import yaml

from cmo_eval.deferred import expression
from cmo_eval.store.yaml_io import YamlProblem, read

WIDTH = 100
"""Columns at which long texts are folded."""

_OTHER_TYPES = expression(r"tag:yaml\.org,2002:(?:bool|null|float|merge)")
_OBVIOUS = expression(r"(?:\. )?[^\W\d_](?:[\w ()./…%-]*[\w)…%])?")
"""Words in which YAML finds no sign of its own, wherever they stand: they need not be read again to know so."""

_ODD = expression(r"\n|\A\s|\s\Z|:\s|:\Z|\s#|\A\Z")
"""What YAML reads as a sign of its own, or not at all, in words without quotes."""

_UNSEEN = expression("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")

_WORDS = expression("(?:[^\\s\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]+(?: |\\Z))+(?<! )")
"""Words with a blank between each, of characters that YAML takes as they are: folded, they are read as the same."""


def scalar(value: Any, *, flow: bool = False) -> str:
    """A value on one line, between quotes only where YAML, or another program that reads it, needs them."""
    if isinstance(value, str):
        return written(value, flow)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else written(str(value), flow)


@lru_cache(maxsize=4096)
def written(text: str, flow: bool = False) -> str:
    """A text as `scalar` gives it; keys and ids come again and again."""
    if text[:1] == " " or text[-1:] == " ":
        return quoted(text)
    if _OBVIOUS.fullmatch(text):
        return quoted(text) if _has_another_type(text) else text
    if _ODD.search(text):
        return quoted(text)
    around = "- {{k: {}}}" if flow else "- k: {}"
    try:
        same = read(around.format(text)).value == [{"k": text}]
    except YamlProblem:
        same = False
    return text if same and not _has_another_type(text) else quoted(text)


def quoted(text: str) -> str:
    """A text between double quotes on one line, with what nobody can see, or YAML takes for a line end, escaped."""
    if text.isascii() and "\x7f" not in text:
        return encode_basestring(text)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", encode_basestring(text))


def _has_another_type(text: str) -> bool:
    """Whether another program would read the bare text as a truth value or nothing, such as the initials NO."""
    if len(text) > len("false") and text[0].isalpha():
        return False
    known = yaml.SafeLoader.yaml_implicit_resolvers
    likely = (*known.get(text[:1], ()), *known.get(None, ()))
    return any(_OTHER_TYPES.match(tag) is not None and form.match(text) is not None for tag, form in likely)


def flow(value: Any) -> str:
    """A value on one line, mappings and lists between brackets."""
    if type(value) is int:
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join([f"{scalar(key, flow=True)}: {flow(part)}" for key, part in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join([flow(part) for part in value]) + "]"
    return scalar(value, flow=True)


@lru_cache(maxsize=1024)
def words_in_brackets(texts: tuple[str, ...]) -> str | None:
    """Texts without blanks as `flow` gives them; None where one has some."""
    return None if any(" " in one for one in texts) else flow(texts)


def one_line(value: Any) -> str:
    """A value on one line that stands in no brackets itself."""
    return flow(value) if isinstance(value, dict | list | tuple) else scalar(value)


def folded(text: str, indent: str) -> Iterable[str]:
    """The lines of a folded block text: in it a line end is a space, and an empty line a line end."""
    if len(indent) + len(text) <= WIDTH and "\n" not in text:
        yield indent + text
        return
    for number, paragraph in enumerate(text.split("\n")):
        if number:
            yield ""
        line = indent
        for word in paragraph.split(" "):
            if line != indent and len(line) + 1 + len(word) > WIDTH:
                yield line
                line = indent
            line += word if line == indent else f" {word}"
        yield line


def broken(text: str, column: int, line_end: str) -> str:
    """Flow text over lines: in a quoted text too, a line end with its indentation stands for a space.

    `column` is where the text begins, `line_end` holds the indentation of the next lines.
    """
    parts: Sequence[str] = text.split(" ")
    indent = len(line_end.lstrip("\r\n"))
    out = parts[0]
    column += len(parts[0])
    for part in parts[1:]:
        if column + 1 + len(part) > WIDTH:
            out, column = f"{out}{line_end}{part}", indent + len(part)
        else:
            out, column = f"{out} {part}", column + 1 + len(part)
    return out


def is_words(text: str) -> bool:
    """Whether a text is words with a blank between each, which `block_text` gives as they are read, without a look."""
    return _WORDS.fullmatch(text) is not None


def block_text(text: str, indent: str) -> tuple[str, list[str]] | None:
    """The head (`>-` or `|-`) and the lines of a block text, or None where only quotes can hold it.

    Text of several short lines keeps them; other text is folded.
    """
    if is_words(text):
        return ">-", [*folded(text, indent)]
    lines = text.split("\n")
    kept = len(lines) > 1 and max(map(len, lines)) + len(indent) <= WIDTH
    for head in ("|-", ">-") if kept else (">-", "|-"):
        body = list(folded(text, indent)) if head == ">-" else [f"{indent}{line}" if line else "" for line in lines]
        try:
            if read("\n".join([f"k: {head}", *(f" {line}" if line else "" for line in body)])).value == {"k": text}:
                return head, body
        except YamlProblem:
            continue
    return None
