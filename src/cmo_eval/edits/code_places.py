"""Where codes stand in the files of an evaluation, and a text with others in their place; plans nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cmo_eval.edits.plan import opened, unreadable
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.edits.yaml.values import scalar
from cmo_eval.errors import CmoEvalError
from cmo_eval.store.yaml_io import Node, YamlProblem, read, read_bytes

ABOUT_CODES = frozenset({"CMO112", "CMO401", "CMO402", "CMO403"})
"""Findings whose subject is a code, so that an entry under `ignore` may name one."""


_MEND = "nothing was changed; mend it first, since it may name the code"


class CodeFile:
    """A file as it stands, its text without byte order mark.

    Raises:
        CmoEvalError: it cannot be read.
    """

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.raw, self.text = opened(root, path, _MEND, CmoEvalError)
        self.mark = b"\xef\xbb\xbf" if self.raw.startswith(b"\xef\xbb\xbf") else b""

    def node(self) -> Node:
        """What the file says, with the places of it."""
        try:
            return read(self.text)
        except YamlProblem as problem:
            raise unreadable(self.path, problem, _MEND, CmoEvalError) from None

    def after(self, text: str, said: Any) -> bytes:
        """The bytes that hold the text, once it is sure that it says what it shall.

        Raises:
            CmoEvalError: it says something else.
        """
        try:
            same = read(text).value == said
        except YamlProblem:
            same = False
        if not same:
            raise impossible(self.path)
        return self.mark + text.encode("utf-8")


def raw_of(root: Path, path: str) -> bytes:
    """The bytes of a file in which codes are looked for before it is read as YAML.

    Raises:
        CmoEvalError: it cannot be read.
    """
    try:
        return read_bytes(root / path)
    except YamlProblem as problem:
        raise unreadable(path, problem, _MEND, CmoEvalError) from None


def impossible(path: str) -> CmoEvalError:
    """The error that says that a file cannot be changed at this place only."""
    return CmoEvalError(
        f"{path} cannot be changed without changing what else it says; nothing was changed",
        "write its codes as `codes: [one, other]` first, without quotes",
    )


UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file of another encoding begins, in which no name can be looked for as bytes."""


def entries(value: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any], str | None]]:
    """Whatever in a file of citations has codes, with its path and the citation's id (None of the defaults)."""
    if not isinstance(value, dict):
        return
    if isinstance(value.get("defaults"), dict):
        yield ("defaults",), value["defaults"], None
    for index, entry in enumerate(value["citations"] if isinstance(value.get("citations"), list) else ()):
        if not isinstance(entry, dict):
            continue
        id_ = text_of(entry.get("id")) or f"number {index + 1}"
        yield ("citations", index), entry, id_
        settled = entry.get("adjudicated")
        if isinstance(settled, dict) and isinstance(settled.get("first"), dict):
            yield ("citations", index, "adjudicated", "first"), settled["first"], id_


def accepted(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Entries under `ignore` in evaluation.yaml that may be about a code, with their index."""
    listed = value.get("ignore") if isinstance(value, dict) else None
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, dict) and entry.get("code") in ABOUT_CODES:
            yield index, entry


def codes_of(value: Any) -> tuple[str, ...]:
    """The codes of an entry, as the model reads them; none where they are no list of texts."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return ()
    return tuple(item.strip() for item in items)


def text_of(value: Any) -> str:
    """A text as the model reads it; empty for what is none."""
    return value.strip() if isinstance(value, str) else ""


def places(node: Node, path: tuple[str | int, ...], value: Any, names: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """Where in the text each of the names stands in a value at `path`, a text or a list of texts: place, old, new."""
    here = node.marks
    for step in path:
        here = here.items[step]
    if isinstance(value, str):
        return [(here.index, value, names[value.strip()])]
    return [
        (here.items[index].index, item, names[item.strip()])
        for index, item in enumerate(value)
        if item.strip() in names
    ]


def spliced(file: CodeFile, edits: Sequence[tuple[int, str, str]]) -> str:
    """The text with these names in place of others, between the quotes that are there.

    Raises:
        CmoEvalError: a name is written in another way than with its own letters.
    """
    parts, done = [], 0
    for at, old, new in sorted(edits):
        quote = file.text[at : at + 1] if file.text[at : at + 1] in {"'", '"'} else ""
        end = at + len(quote) * 2 + len(old)
        if file.text[at:end] != f"{quote}{old}{quote}":  # an escape in it, or a block text
            raise impossible(file.path)
        parts += [file.text[done:at], f"{quote}{new}{quote}" if quote else scalar(new, flow=True)]
        done = end
    return "".join([*parts, file.text[done:]])


def with_lists(file: CodeFile, text: str, value: Any) -> str:
    """A text of the file that says `value`, whose lists may be shorter or longer; the rest as it was.

    Raises:
        CmoEvalError: there is none.
    """
    try:
        return with_value(text, value)
    except (CmoEvalError, YamlProblem):
        raise impossible(file.path) from None
