"""What in a text is refused as YAML, and where; asked only of a text that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml.reader import ReaderError

from cmo_eval.deferred import expression
from cmo_eval.diagnostics import Position
from cmo_eval.store.yaml_io import LINE_ENDS, MAX_DEPTH, ODD_LINE_ENDS, Marks, YamlProblem, marked, positions
from cmo_eval.transcripts.store import MERGE, conflicts

_REST_OF_CONFLICT = expression(r"^(?:[<>|]{7}(?: [^\r\n]*)?|={7})\r?$", re.MULTILINE)


def refuse_conflict(text: str) -> None:
    """Raise if git could not merge what two people wrote, and left both: in quotes that would be read as words.

    Raises:
        YamlProblem: with the lines of the first such place.
    """
    found = conflicts(text)
    if found:
        first, last = found[0]
        several = f" (the first of {len(found)})" if len(found) > 1 else ""
        raise YamlProblem(
            "CMO003",
            f"git could not merge this, up to line {last}, and left what each side has{several}",
            Position(first, 1),
            f"{MERGE}; what both sides added stays both, each under an id of its own and with who made it",
        )


def look_closer(text: str) -> None:
    """Say what in a text is refused, and where.

    Raises:
        YamlProblem: in any case.
    """
    position = positions(text)

    def look(event: Any, keyless: Marks | None, depth: int, whole: bool) -> None:
        if isinstance(event, yaml.NodeEvent):
            _refuse_marked(event, position(event.start_mark))
        if isinstance(event, yaml.ScalarEvent) and keyless is not None:
            _refuse_key(event, keyless.keys, position)
        elif isinstance(event, yaml.CollectionStartEvent):
            where = position(event.start_mark)
            if depth >= MAX_DEPTH:
                raise YamlProblem("CMO008", f"values are nested deeper than {MAX_DEPTH} levels", where)
            if keyless is not None:
                raise YamlProblem("CMO004", "a key must be text, not a list or mapping", where)
        elif isinstance(event, yaml.DocumentStartEvent) and whole:
            where = position(event.start_mark)
            raise YamlProblem("CMO004", "a second document begins here", where, "keep one document a file")

    try:
        marked(text, look)
    except ReaderError as error:
        character = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "\0")
        raise YamlProblem(
            "CMO003",
            f"the file holds a character that YAML does not allow (U+{character:04X})",
            _position_of_index(text, error.position),
            "remove the character, or write it as an escape in double quotes",
        ) from None
    except yaml.MarkedYAMLError as error:
        raise _mistake(error, text, position) from None


_KEEP_ONE = "keep one of the two; a value that is lost silently is worse than an error"
_OF_CODERS = (
    "keep whose coding is the agreed one; what the other coded goes into a file of that coder's, such as "
    "FG1.citations.CD.yaml, under ids such as FG1-CD-001"
)  # as where git merged what two people coded in one file


def _refuse_key(event: Any, keys: dict[str, Any], position: Callable[[Any], Position]) -> None:
    """Raise if the key stands in the mapping already, or is a merge key."""
    key: str = event.value
    where = position(event.start_mark)
    if key in keys:
        raise YamlProblem(
            "CMO005",
            f"the key {key!r} stands here a second time (first at line {position(keys[key]).line})",
            where,
            _OF_CODERS
            if key == "coder"
            else "keep one of the two; a value that is lost silently is worse than an error",
            position(keys[key]),
        )
    if key == "<<" and event.implicit[0]:
        raise YamlProblem("CMO004", "a merge key (<<) is not allowed", where, "write the values out")


def _position_of_index(text: str, byte_offset: int) -> Position:
    before = text.encode("utf-8")[:byte_offset].decode("utf-8", "ignore")
    ends = [match.end() for match in LINE_ENDS.finditer(before)]
    return Position(len(ends) + 1, len(before) - (ends[-1] if ends else 0) + 1)


def _refuse_marked(event: Any, where: Position) -> None:
    """Raise if a value is an alias, or has an anchor or a tag."""
    if isinstance(event, yaml.AliasEvent):
        what, begins = f"an alias (*{event.anchor})", "* or &"
    elif event.anchor is not None:
        what, begins = f"an anchor (&{event.anchor})", "& or *"
    elif event.tag is not None:
        message = f"a tag ({event.tag}) is not allowed"
        raise YamlProblem("CMO004", message, where, "text that begins with ! goes between quotes")
    else:
        return
    hint = f"write the value out; text that begins with {begins} goes between quotes"
    raise YamlProblem("CMO004", f"{what} is not allowed", where, hint)


_LOOK = "look at this line and the one above it"
_INDENT = "indent with spaces; text that begins with @, `, % or a tab goes between quotes"
_QUOTE = "text that begins with * or & goes between quotes"
_NEXT_LINE = "put text that holds ': ' on the next line after >-, or between quotes"
_MISTAKES = (
    ("mapping values are not allowed", "a colon stands where no key can begin", _NEXT_LINE),
    ("did not find expected ',' or ']'", "a list between [ ] is not closed or lacks a comma", _LOOK),
    ("did not find expected ',' or '}'", "a mapping between { } is not closed or lacks a comma", _LOOK),
    ("found character that cannot start any token", "a character stands here that no value can begin with", _INDENT),
    ("found unexpected end of stream", "the text ends inside a value; a quote is not closed", _LOOK),
    ("could not find expected ':'", "a key lacks its colon", _LOOK),
    ("did not find expected key", "a key is expected here; is the indentation right?", _LOOK),
    ("did not find expected '-' indicator", "a list item is expected here; is the indentation right?", _LOOK),
    (
        "did not find expected alphabetic or numeric",
        "text that begins with * or & is taken for an alias or anchor",
        _QUOTE,
    ),
    ("found a tab character", "a tab stands in the indentation", _INDENT),
)
"""How what libyaml says of a mistake begins, the same in our words, and what to do."""


def _mistake(error: yaml.MarkedYAMLError, text: str, position: Callable[[Any], Position]) -> YamlProblem:
    """What is wrong and where: of something that is never closed, where it begins."""
    problem = error.problem or error.context or "the text is no YAML"
    words, hint = next(
        ((words, advice) for beginning, words, advice in _MISTAKES if problem.startswith(beginning)),
        (f"the text is no YAML: {problem}", _LOOK),
    )
    left = _REST_OF_CONFLICT.search(text)
    if left is not None:
        where = Position(len(LINE_ENDS.findall(text[: left.start()])) + 1, 1)
        return YamlProblem("CMO003", "a line that git left of a conflict still stands here", where, "take the line out")
    odd = ODD_LINE_ENDS.search(text)
    if odd is not None:
        line = len(LINE_ENDS.findall(text[: odd.start()])) + 1
        hint = f"line {line} holds U+{ord(odd[0]):04X}, which YAML takes for a line end: put a space in its place"
    mark = error.problem_mark or error.context_mark
    if "end of stream" in problem and error.context_mark is not None:
        mark = error.context_mark
    return YamlProblem("CMO003", words, position(mark) if mark is not None else Position(1, 1), hint)
