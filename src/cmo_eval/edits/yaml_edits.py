"""A YAML text that says something else, with every byte as it was except where it says it: text in, text out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from cmo_eval.edits.yaml_values import WIDTH, block_text, broken, flow, quoted, scalar
from cmo_eval.errors import CmoEvalError
from cmo_eval.store.yaml_io import YamlProblem, read

_LINE_END = re.compile("\r\n|\r|\n")
_COMMENT_LINE = re.compile("( *)#[^\r\n]*(?:\r\n|\r|\n|\\Z)")
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_REST_OF_LINE = re.compile(r"[ \t]*(#[^\r\n]*)?(?=\r|\n|\Z)")
_BLANKS = re.compile(r"[ \t]*")
_AFTER_KEY = re.compile(r"[ \t]*:")


@dataclass(slots=True)
class _Node:
    """A value and where it stands, as indexes; `column` is that of the keys of a mapping or the dashes of a list."""

    kind: Literal["map", "list", "scalar"]
    value: Any
    start: int
    column: int
    flow: bool
    end: int = 0  # after its last character; of a block text, without the empty lines below it
    next: int = 0  # where text that follows may begin: with the empty lines where they are part of a block text
    style: str = ""  # of a scalar, as YAML marks it; '' is plain
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    items: list[_Node] = field(default_factory=list)  # the values, in the order of the keys


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def with_value(text: str, value: Any, *, block: Collection[str] = (), line: Collection[str] = ()) -> str:
    """The text that says `value`, the rest of it as it was: comments, line ends, byte order mark, style.

    Mappings are compared key by key (a new key is put after the one that it follows in `value`), lists of mappings
    with ids by id, other lists from both ends. What is added takes after its neighbours: between brackets where
    they are.

    Args:
        text: YAML that `yaml_io.read` accepts; may be empty.
        value: mappings, lists, texts, numbers, truth values and None, as the whole text shall say it.
        block: keys whose texts, and whose list of mappings, are written in block style however short they are.
        line: keys whose texts stay on one line, line ends in them as escapes.

    Raises:
        YamlProblem: the text cannot be read.
        CmoEvalError: no text was found that reads back as the value.
    """
    return changed(text, lambda _: value, block=block, line=line)


def changed(text: str, change: Callable[[Any], Any], *, block: Collection[str] = (), line: Collection[str] = ()) -> str:
    """The text that says what `change` makes of what it says now (None where that is nothing), as `with_value`.

    The text is taken apart once, and what comes of it is read again: so whatever stands in it that is not allowed is
    found at the end, and only then looked for.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    before = text.removeprefix("\ufeff")
    try:
        root = _survey(before)
    except yaml.YAMLError:
        read(before)
        raise
    value = change(root.value if root is not None else None)
    plain = _plain(value)
    if root is not None and plain == root.value:
        read(before)
        return text
    for in_block in (True, False):
        after = _Writer(before, root, block, line, in_block=in_block).edited(value)
        try:
            if read(after).value == plain:
                return mark + after
        except YamlProblem:
            continue
    if before.strip():
        read(before)
    raise CmoEvalError(
        "this change cannot be made without rewriting more of the file",
        "nothing was changed; write it in by hand, or write the place out in the usual style first",
    )


def _plain(value: Any) -> Any:
    """The value as it is read again: everything text."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, str):
        return value
    return scalar(value)


def _says(node: _Node, value: Any) -> bool:
    """Whether a value is what stands there; most of it is the very same, since the new one was made of the old."""
    return bool(node.value == value) or node.value == _plain(value)


# ---- where things stand ---------------------------------------------------------------------------------------------


def _survey(text: str) -> _Node | None:
    stack: list[tuple[_Node, list[tuple[str, int, int]]]] = []
    root: _Node | None = None
    loader = yaml.CSafeLoader(text)
    kind: Any = None
    while kind is not yaml.StreamEndEvent:
        event: Any = loader.get_event()
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if stack and stack[-1][0].kind == "map" and not stack[-1][1]:
                stack[-1][1].append((event.value, event.start_mark.index, event.end_mark.index))
                continue
            node = _scalar_node(text, event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            start, of_keys = event.start_mark, kind is yaml.MappingStartEvent
            node = _Node("map" if of_keys else "list", {} if of_keys else [], start.index, start.column,
                         bool(event.flow_style))  # fmt: skip
            stack.append((node, []))
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            node, _ = stack.pop()
            if event.end_mark.index > event.start_mark.index:  # the end of a block has no width
                node.end = node.next = event.end_mark.index
            elif node.items:
                node.end, node.next = node.items[-1].end, node.items[-1].next
        else:
            continue
        if not stack:
            root = node
            continue
        above, key = stack[-1]
        above.items.append(node)
        if above.kind == "map":
            name, key_start, key_end = key.pop()
            above.keys[name] = (key_start, key_end)
            above.value[name] = node.value
        else:
            above.value.append(node.value)
    return root


_NO_KEYS: dict[str, tuple[int, int]] = {}
_NO_ITEMS: list[_Node] = []


def _scalar_node(text: str, event: Any) -> _Node:
    start, end = event.start_mark.index, event.end_mark.index
    value = None if event.implicit[0] and event.value in {"", "~", "null"} else event.value
    style = event.style or ""
    node = _Node("scalar", value, start, event.start_mark.column, True, end, end, style, _NO_KEYS, _NO_ITEMS)
    if event.style in {"|", ">"}:
        header = _LINE_END.split(text[start:end], maxsplit=1)[0]
        node.end = start + len(text[start:end].rstrip(" \r\n"))  # a line with a tab is one of the text
        node.next = end if "+" in header.split("#")[0] else node.end
        node.flow = False
    return node


def _ids(items: Sequence[Any]) -> list[str] | None:
    """The ids of the items, when each is a mapping with one of its own."""
    ids = [str(item["id"]) for item in items if isinstance(item, dict) and item.get("id") is not None]
    return ids if len(ids) == len(items) == len(set(ids)) else None


# ---- what changes ---------------------------------------------------------------------------------------------------


class _Writer:
    """The edits that make one text say another value, in one of two manners: texts in block style, or in quotes."""

    def __init__(
        self, text: str, root: _Node | None, block: Collection[str], line: Collection[str], *, in_block: bool
    ) -> None:
        self.text = text
        self.root = root
        self.block = block
        self.line = line
        self.in_block = in_block
        self.edits: list[_Edit] = []
        found = _LINE_END.search(text)
        self.line_end = found[0] if found else "\n"

    def edited(self, value: Any) -> str:
        root = self.root
        if root is None or (root.kind == "scalar" and root.value is None):
            at = self._document_end()
            self._insert_lines(at, self._lines_of(value, 0))
        elif self._same_kind(root, value) and self._keeps_some(root, value):
            self._change(root, value)
        elif root.flow or root.kind == "scalar":
            self.edits.append(_Edit(root.start, root.end, flow(value)))
        else:
            lines = self._lines_of(value, root.column)
            self.edits.append(_Edit(self._line_start(root.start), root.end, self.line_end.join(lines)))
        parts: list[str] = []
        at = 0
        for edit in sorted(self.edits, key=lambda one: (one.start, one.end)):  # those at one place keep their order
            parts += [self.text[at : edit.start], edit.text]
            at = edit.end
        return "".join([*parts, self.text[at:]])

    def _document_end(self) -> int:
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent) and event.explicit:
                mark: Any = event.start_mark
                return int(mark.index)
        return len(self.text)

    @staticmethod
    def _same_kind(node: _Node, value: Any) -> bool:
        return (node.kind == "map" and isinstance(value, dict)) or (
            node.kind == "list" and isinstance(value, list | tuple)
        )

    def _change(self, node: _Node, value: Any) -> None:
        if node.kind == "map":
            self._change_mapping(node, value)
        else:
            self._change_list(node, value)

    # -- mappings

    def _change_mapping(self, node: _Node, value: Mapping[str, Any]) -> None:
        names = list(node.keys)
        gone = [name for name in names if name not in value]
        first = next(name for name in names if name in value)
        leading = [name for name in list(value)[: list(value).index(first)] if name not in node.keys]
        for old, new in zip(names[: names.index(first)], leading, strict=False):  # one makes way for the other
            self.edits.append(_Edit(*node.keys[old], scalar(new, flow=node.flow)))
            self._put(node, old, node.items[names.index(old)], value[new], new)
            gone.remove(old)
            leading = leading[1:]
        previous = first
        added: dict[str, dict[str, Any]] = {}
        head = {name: value[name] for name in leading}
        start, _ = node.keys[first]
        if head and not node.flow and self.text[self._line_start(start) : start].strip(" ") == "":
            lines = [line for key, part in head.items() for line in self._field(key, part, node.column)]
            self._insert_lines(self._line_start(start), lines)
        elif head:  # behind a dash or a brace: below the first one, as order says nothing there
            added[first] = head
        for name, part in value.items():
            if name in node.keys:
                child = node.items[names.index(name)]
                if not _says(child, part):
                    self._put(node, name, child, part, name)
                previous = name
            elif list(value).index(name) > list(value).index(first):
                added.setdefault(previous, {})[name] = part
        for after, fields in added.items():
            self._add_keys(node, node.items[names.index(after)], fields)
        for name in gone:
            self._drop_key(node, names, names.index(name), value)

    def _put(self, parent: _Node, name: str, child: _Node, value: Any, new_name: str) -> None:
        """The value of the key `name`, which becomes (or stays) `new_name`, becomes another."""
        if _says(child, value):
            return
        if self._same_kind(child, value) and self._keeps_some(child, value):
            self._change(child, value)
            return
        _, key_end = parent.keys[name]
        colon = _AFTER_KEY.match(self.text, key_end)
        after_colon = colon.end() if colon else key_end
        between = self.text[after_colon : child.start]
        if parent.flow or "#" in between:
            one_line = flow(value) if parent.flow or isinstance(value, dict | list | tuple) else scalar(value)
            self.edits.append(
                _Edit(child.start, child.end, ("" if between or child.end > child.start else " ") + one_line)
            )
            return
        head, lines = self._rendered(value, parent.column + 2, new_name)
        comment = self._comment_in_header(child)
        rest = _REST_OF_LINE.match(self.text, child.end)
        end = child.end
        if rest and lines:  # a comment behind the old value stays in its line
            comment, end = rest[0] or comment, rest.end()
        elif rest is None and lines:
            head, lines = f" {flow(value)}", []
        text = f"{head}{comment}" + "".join(self.line_end + line for line in lines)
        self.edits.append(_Edit(after_colon, end, text))

    @staticmethod
    def _keeps_some(child: _Node, value: Any) -> bool:
        """Whether anything of a mapping or list stays, so that it can be changed part by part."""
        if child.kind == "map":
            return any(name in value for name in child.keys)
        return bool(child.items) and bool(value)

    def _comment_in_header(self, child: _Node) -> str:
        """The comment behind `>-`, which would go with the text that it stands above."""
        if child.style not in {"|", ">"}:
            return ""
        header = _LINE_END.split(self.text[child.start : child.end], maxsplit=1)[0]
        place = header.find(" #")
        return header[place:].rstrip() if place >= 0 else ""

    def _add_keys(self, node: _Node, after: _Node, fields: Mapping[str, Any]) -> None:
        if node.flow:
            self._insert_flow(after.end, ", " + flow(fields)[1:-1], node)
            return
        lines = [line for key, value in fields.items() for line in self._field(key, value, node.column)]
        self._insert_lines(self._after(after, node.column), lines)

    def _drop_key(self, node: _Node, names: Sequence[str], index: int, value: Mapping[str, Any]) -> None:
        start = node.keys[names[index]][0]
        child = node.items[index]
        following = node.keys[names[index + 1]][0] if index + 1 < len(names) else None
        if node.flow:
            leads = not any(name in value for name in names[:index])
            if leads and following is not None:
                self.edits.append(_Edit(start, following, ""))
            else:
                self.edits.append(_Edit(node.items[index - 1].end, child.end, ""))
            return
        line_start = self._line_start(start)
        if self.text[line_start:start].strip(" ") == "":
            self.edits.append(_Edit(line_start, self._after(child, node.column), ""))
        elif following is not None and _BETWEEN.fullmatch(self.text, child.end, following) is not None:
            no_comment = "#" not in self.text[child.end : following]
            self.edits.append(_Edit(start, following if no_comment else child.end, ""))
        else:
            self.edits.append(_Edit(start, child.end, ""))

    # -- lists

    def _change_list(self, node: _Node, value: Sequence[Any]) -> None:
        if not value or not node.items:
            self._fill_list(node, value)
            return
        old_ids, new_ids = _ids(node.value), _ids(value)
        places = {id_: place for place, id_ in enumerate(old_ids or ())}
        kept = dict.fromkeys(id_ for id_ in new_ids or () if id_ in places)
        if places and new_ids and list(kept) == [id_ for id_ in places if id_ in kept]:
            pairs = [(places.get(id_), place) for place, id_ in enumerate(new_ids)]
        else:
            pairs = _pairs(node.value, _plain(value))
        stay = {old for old, _ in pairs if old is not None}
        if not stay:  # nothing to lean on: the first one becomes another
            pairs[0], stay = (0, pairs[0][1]), {0}
        first = min(stay)
        previous: int | None = None
        for old, place in pairs:
            if old is None:
                self._add_item(node, previous, value[place], first)
                continue
            child = node.items[old]
            if not _says(child, value[place]):
                self._put_item(node, child, value[place])
            previous = old
        for index in range(len(node.items)):
            if index not in stay:
                self._drop_item(node, index, stay)

    def _fill_list(self, node: _Node, value: Sequence[Any]) -> None:
        """An empty list gets items, in flow style; or one with items loses all."""
        if not value:
            self.edits.append(_Edit(node.start, node.end, "[]"))
            return
        self._insert_flow(node.start + 1, flow(value)[1:-1], node)

    def _put_item(self, node: _Node, child: _Node, value: Any) -> None:
        if self._same_kind(child, value) and self._keeps_some(child, value):
            self._change(child, value)
            return
        gap = "" if child.end > child.start else " "
        self.edits.append(_Edit(child.start, child.end, gap + (flow(value) if node.flow else self._inline(value))))

    def _inline(self, value: Any) -> str:
        return flow(value) if isinstance(value, dict | list | tuple) else scalar(value)

    def _add_item(self, node: _Node, previous: int | None, value: Any, first: int) -> None:
        neighbour = node.items[previous if previous is not None else first]
        if node.flow:
            if previous is None:
                self._insert_flow(neighbour.start, f"{flow(value)}, ", node)
            else:
                self._insert_flow(neighbour.end, f", {flow(value)}", node)
            return
        lines = self._item(value, node.column, neighbour)
        at = self._after(neighbour, node.column) if previous is not None else self._line_start(neighbour.start)
        self._insert_lines(at, lines)

    def _drop_item(self, node: _Node, index: int, stay: Collection[int]) -> None:
        child = node.items[index]
        if node.flow and self._is_commented(node):
            self._drop_beside_comments(node, index, stay)
            return
        if node.flow:
            leads = not any(other in stay for other in range(index))
            if leads and index + 1 < len(node.items):
                self.edits.append(_Edit(child.start, node.items[index + 1].start, ""))
            else:
                self.edits.append(_Edit(node.items[index - 1].end, child.end, ""))
            return
        dash = node.start
        if index:
            gap = _BETWEEN.match(self.text, node.items[index - 1].next)
            dash = gap.end() if gap else child.start
        line_start = self._line_start(dash)
        comment = _REST_OF_LINE.match(self.text, child.end) if child.kind == "scalar" and child.flow else None
        if self.text[line_start:dash].strip(" ") == "" and comment is not None and comment[1]:
            self.edits.append(_Edit(dash, comment.start(1), ""))  # what somebody wrote beside it stays
        elif self.text[line_start:dash].strip(" ") == "":
            self.edits.append(_Edit(line_start, self._after(child, node.column), ""))
        else:  # the list begins behind a dash or key: the next dash takes the place of this one
            gap = _BETWEEN.match(self.text, child.next)
            self.edits.append(_Edit(dash, gap.end() if gap else child.end, ""))

    def _is_commented(self, node: _Node) -> bool:
        """Whether a comment stands between the items of a list between brackets."""
        starts = [child.start for child in node.items]
        ends = [node.start + 1, *(child.end for child in node.items)]
        return any("#" in self.text[end:start] for end, start in zip(ends, [*starts, node.end], strict=True))

    def _drop_beside_comments(self, node: _Node, index: int, stay: Collection[int]) -> None:
        """An item between brackets goes with one comma, and what is written beside it stays."""
        child = node.items[index]
        last = index > max(stay)
        before = _BETWEEN.match(self.text, node.items[index - 1].end if last else child.end)
        comma = before.end() if before else child.end
        if last:
            self.edits += [_Edit(comma, comma + 1, ""), _Edit(child.start, child.end, "")]
        else:
            blanks = _BLANKS.match(self.text, comma + 1)
            until = blanks.end() if blanks and "#" not in self.text[child.end : comma] else comma + 1
            if "#" in self.text[child.end : comma]:
                self.edits += [_Edit(child.start, child.end, ""), _Edit(comma, until, "")]
            else:
                self.edits.append(_Edit(child.start, until, ""))

    # -- text

    def _field(self, key: str, value: Any, column: int) -> list[str]:
        head, lines = self._rendered(value, column + 2, key)
        return [" " * column + f"{scalar(key)}:{head}", *lines]

    def _item(self, value: Any, column: int, neighbour: _Node | None) -> list[str]:
        """The lines of a list's item; a mapping takes after its neighbour."""
        indent = " " * column
        if isinstance(value, dict) and value:
            width = neighbour.column - column if neighbour and neighbour.kind == "map" and not neighbour.flow else 2
            in_flow = neighbour.flow if neighbour is not None and neighbour.kind == "map" else self._fits(value, column)
            if not in_flow:
                lines = self._lines_of(value, column + width)
                return [f"{indent}-{lines[0][column + 1 :]}", *lines[1:]]
            one_line = flow(value)
            if self.in_block:
                one_line = broken(one_line, column + 2, self.line_end + indent + "   ")
            return [f"{indent}- {one_line}"]
        if isinstance(value, dict | list | tuple):
            return [f"{indent}- {flow(value)}"]
        head, lines = self._rendered(value, column + 2, "")
        return [f"{indent}-{head}", *lines]

    def _fits(self, value: Any, column: int) -> bool:
        """Whether a mapping is short and flat enough to stand between braces on one line."""
        flat = all(
            not isinstance(part, dict)
            and not (isinstance(part, list | tuple) and any(isinstance(one, dict | list | tuple) for one in part))
            and ("\n" not in str(part) or key in self.line)
            for key, part in value.items()
        )
        return flat and column + 2 + len(flow(value)) <= WIDTH

    def _lines_of(self, value: Any, column: int) -> list[str]:
        """The lines of a mapping or list in block style."""
        if isinstance(value, dict) and value:
            return [line for key, part in value.items() for line in self._field(key, part, column)]
        if isinstance(value, list | tuple) and value:
            return [line for part in value for line in self._item(part, column, None)]
        return [" " * column + self._inline(value)]

    def _rendered(self, value: Any, column: int, key: str) -> tuple[str, list[str]]:
        """What stands behind a key, and the lines below it, which stand at `column`."""
        if isinstance(value, dict):
            if not value or self._fits(value, column + len(key)):
                return f" {flow(value)}", []
            return "", self._lines_of(value, column)
        if isinstance(value, list | tuple):
            on_one_line = f" {flow(value)}"
            words = any(isinstance(part, dict) or " " in str(part) for part in value)
            if not value or (not words and column + len(key) + len(on_one_line) <= WIDTH):
                return on_one_line, []
            entries = key in self.block and all(isinstance(part, dict) and part for part in value)
            lines = [
                line
                for part in value
                for line in (self._entry(part, column) if entries else self._item(part, column, None))
            ]
            return "", lines
        if not isinstance(value, str):
            return f" {scalar(value)}", []
        one_line = scalar(value)
        too_long = column - 1 + len(key) + len(one_line) > WIDTH or "\n" in value
        if key in self.line:
            return f" {one_line}", []
        if (too_long or key in self.block) and self.in_block:
            block = block_text(value, " " * column)
            if block is not None:
                return f" {block[0]}", block[1]
        return f" {one_line if self.in_block else quoted(value) if too_long else one_line}", []

    def _entry(self, value: Mapping[str, Any], column: int) -> list[str]:
        lines = self._lines_of(value, column + 2)
        return [" " * column + f"-{lines[0][column + 1 :]}", *lines[1:]]

    # -- places

    def _line_start(self, index: int) -> int:
        ends = self.text.rfind("\n", 0, index)  # no further back: most texts have no "\r" at all
        return max(ends, self.text.rfind("\r", ends + 1, index)) + 1

    def _after(self, node: _Node, column: int) -> int:
        """The line after a value, and after comments below it that are indented as part of it."""
        at = node.next
        if at == node.end or self.text[at - 1 : at] not in {"\r", "\n"}:
            found = _LINE_END.search(self.text, at)
            at = found.end() if found else len(self.text)
        while True:
            comment = _COMMENT_LINE.match(self.text, at)
            if comment is None or len(comment[1]) <= column or at == len(self.text):
                return at
            at = comment.end()

    def _insert_lines(self, at: int, lines: Sequence[str]) -> None:
        unended = at > 0 and self.text[at - 1] not in "\r\n" and not any(edit.start == at for edit in self.edits)
        before = self.line_end if unended else ""
        self.edits.append(_Edit(at, at, before + "".join(line + self.line_end for line in lines)))

    def _insert_flow(self, at: int, text: str, node: _Node) -> None:
        if self.in_block:
            indent = self.line_end + " " * (node.column + 4)
            text = broken(text, at - self._line_start(at), indent)
        self.edits.append(_Edit(at, at, text))


def _pairs(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int | None, int]]:
    """For each new item the old one that it is or replaces, or None: equal from both ends, then where most is equal."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _middle_pairs(old[head : len(old) - tail], new[head : len(new) - tail])
    return [
        *((place, place) for place in range(head)),
        *((None if one is None else one + head, place + head) for one, place in middle),
        *((place - len(new) + len(old), place) for place in range(len(new) - tail, len(new))),
    ]


_MOST_COMPARED = 200


def _middle_pairs(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int | None, int]]:
    free: list[tuple[range, range]] = [(range(len(old)), range(len(new)))]
    pairs: list[tuple[int | None, int]] = []
    if len(old) <= _MOST_COMPARED and len(new) <= _MOST_COMPARED:
        free = []
        at, place = 0, 0
        matcher = difflib.SequenceMatcher(
            None, [repr(part) for part in old], [repr(part) for part in new], autojunk=False
        )
        for same in matcher.get_matching_blocks():
            free.append((range(at, same.a), range(place, same.b)))
            pairs += zip(range(same.a, same.a + same.size), range(same.b, same.b + same.size), strict=True)
            at, place = same.a + same.size, same.b + same.size
    for before, after in free:
        pairs += zip([*before[: len(after)], *[None] * (len(after) - len(before))], after, strict=True)
    return sorted(pairs, key=lambda pair: pair[1])
