"""A YAML text that says something else, with every byte as it was except where it says it: text in, text out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal, NamedTuple

import yaml

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.yaml.lines import Beside, Lines
from cmo_eval.edits.yaml.values import broken, flow, one_line, scalar
from cmo_eval.errors import CmoEvalError
from cmo_eval.store.yaml_io import YamlProblem, read

_LINE_END = expression("\r\n|\r|\n")
_COMMENT_LINE = expression("( *)#[^\r\n]*(?:\r\n|\r|\n|\\Z)")
_BETWEEN = expression(r"(?:[ \t\r\n]|#[^\r\n]*)*")
_REST_OF_LINE = expression(r"[ \t]*(#[^\r\n]*)?(?=\r|\n|\Z)")
_BLANKS = expression(r"[ \t]*")
_AFTER_KEY = expression(r"[ \t]*:")


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

    def starts_at(self, index: int) -> int:
        """Where a key, or an item of a list without its dash, begins."""
        return list(self.keys.values())[index][0] if self.keys else self.items[index].start


class _Edit(NamedTuple):
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
    plain = as_read(value)
    if root is not None and plain == root.value:
        read(before)
        return text
    for in_block in (True, False):
        after = _Writer(before, root, block, line, in_block=in_block).edited(value, plain)
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


def items(
    parts: Iterable[Mapping[str, Any]], column: int, *, block: Collection[str] = (), line: Collection[str] = ()
) -> Iterator[tuple[list[str], bool]]:
    """The lines of each item of a list of mappings at a column, as `with_value` puts them under a key of `block`.

    With each comes whether it is sure to be read as it is meant: values on one line are, and words that are folded,
    whatever stands around them. Others must be read again.
    """
    written = Lines(block, line)
    for part in parts:
        written.doubtful = False
        lines = written.item(part, column, block=True)
        yield lines, not written.doubtful


def as_read(value: Any) -> Any:
    """The value as it is read again once it was written: everything text."""
    if isinstance(value, dict):
        return {str(key): as_read(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_read(part) for part in value]
    if value is None or isinstance(value, str):
        return value
    return scalar(value)


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
        self.in_block = in_block
        self.edits: list[_Edit] = []
        found = _LINE_END.search(text)
        self.line_end = found[0] if found else "\n"
        self.lines = Lines(block, line, in_block=in_block, line_end=self.line_end)

    def edited(self, value: Any, plain: Any) -> str:
        """The text that says the value, which is `plain` as it is read again."""
        root = self.root
        if root is None or (root.kind == "scalar" and root.value is None):
            at = self._document_end()
            self._insert_lines(at, self.lines.of(value, 0))
        elif self._in_parts(root, value):
            self._change(root, value, plain)
        elif root.flow or root.kind == "scalar":
            self.edits.append(_Edit(root.start, root.end, flow(value)))
        else:
            lines = self.lines.of(value, root.column)
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

    # -- parts

    @staticmethod
    def _in_parts(node: _Node, value: Any) -> bool:
        """Whether anything of a mapping or list stays, so that it can be changed part by part."""
        if node.kind == "map":
            return isinstance(value, dict) and any(name in value for name in node.keys)
        return node.kind == "list" and isinstance(value, list | tuple) and bool(node.items) and bool(value)

    def _change(self, node: _Node, value: Any, plain: Any) -> None:
        """What is there changes in its place, what is new comes behind what it follows, the rest goes."""
        pairs: list[tuple[int | None, Any]]
        pairs = [*_key_pairs(node, value)] if node.kind == "map" else [*_item_pairs(node, plain)]
        stay = {old for old, _ in pairs if old is not None}
        if not stay:  # nothing to lean on: the first one becomes another
            pairs[0], stay = (0, pairs[0][1]), {0}
        # a key that makes way for another is no place behind which others are put
        first = min(old for old, new in pairs if old is not None and (node.kind == "list" or new in node.keys))
        previous: int | None = None
        added: dict[int | None, list[Any]] = {}
        for old, new in pairs:
            if old is None:
                added.setdefault(previous, []).append(new)
                continue
            self._put(node, old, new, value[new], plain[new])
            if node.kind == "list" or new in node.keys:
                previous = old
        for after, new_ones in added.items():
            self._add(node, after, first, {new: value[new] for new in new_ones})
        for index in range(len(node.items)):
            if index not in stay:
                self._drop(node, index, stay)

    def _put(self, node: _Node, index: int, new: Any, value: Any, plain: Any) -> None:
        """The part with that index becomes another; of a mapping, its key becomes (or stays) `new`."""
        child = node.items[index]
        if node.kind == "map" and new not in node.keys:
            self.edits.append(_Edit(*list(node.keys.values())[index], scalar(new, flow=node.flow)))
        if child.value == plain:
            return
        if self._in_parts(child, value):
            self._change(child, value, plain)
            return
        after_colon = child.start
        if node.kind == "map":
            _, key_end = list(node.keys.values())[index]
            colon = _AFTER_KEY.match(self.text, key_end)
            after_colon = colon.end() if colon else key_end
        between = self.text[after_colon : child.start]
        if node.flow or node.kind == "list" or "#" in between:
            gap = "" if between or child.end > child.start else " "
            self.edits.append(_Edit(child.start, child.end, gap + (flow(value) if node.flow else one_line(value))))
            return
        head, lines = self.lines.behind(value, node.column + 2, new)
        comment = self._comment_in_header(child)
        rest = _REST_OF_LINE.match(self.text, child.end)
        end = child.end
        if rest and lines:  # a comment behind the old value stays in its line
            comment, end = rest[0] or comment, rest.end()
        elif rest is None and lines:
            head, lines = f" {flow(value)}", []
        text = f"{head}{comment}" + "".join(self.line_end + line for line in lines)
        self.edits.append(_Edit(after_colon, end, text))

    def _comment_in_header(self, child: _Node) -> str:
        """The comment behind `>-`, which would go with the text that it stands above."""
        if child.style not in {"|", ">"}:
            return ""
        header = _LINE_END.split(self.text[child.start : child.end], maxsplit=1)[0]
        place = header.find(" #")
        return header[place:].rstrip() if place >= 0 else ""

    def _add(self, node: _Node, previous: int | None, first: int, parts: Mapping[Any, Any]) -> None:
        """New parts behind the `previous` one, or before the `first` that stays."""
        above = self._line_start(node.starts_at(first))
        if previous is None and node.kind == "map" and (node.flow or not self._is_blank(above, node.starts_at(first))):
            previous = first  # behind a dash or a brace: below the first one, as order says nothing there
        neighbour = node.items[first if previous is None else previous]
        if node.flow:
            text = flow(parts if node.kind == "map" else list(parts.values()))[1:-1]
            if previous is None:
                self._insert_flow(neighbour.start, f"{text}, ", node)
            else:
                self._insert_flow(neighbour.end, f", {text}", node)
            return
        at = above if previous is None else self._after(neighbour, node.column)
        if node.kind == "map":
            lines = self.lines.of(parts, node.column)
        else:
            beside = Beside(neighbour.column, neighbour.flow) if neighbour.kind == "map" else None
            lines = [line for part in parts.values() for line in self.lines.item(part, node.column, beside)]
        self._insert_lines(at, lines)

    def _drop(self, node: _Node, index: int, stay: Collection[int]) -> None:
        child, start = node.items[index], node.starts_at(index)
        following = node.starts_at(index + 1) if index + 1 < len(node.items) else None
        if node.flow and self._is_commented(node):
            self._drop_beside_comments(node, index, stay)
            return
        if node.flow:
            if index < min(stay) and following is not None:
                self.edits.append(_Edit(start, following, ""))
            else:
                self.edits.append(_Edit(node.items[index - 1].end, child.end, ""))
            return
        comment = None
        if node.kind == "list":
            start = node.start
            if index:
                gap = _BETWEEN.match(self.text, node.items[index - 1].next)
                start = gap.end() if gap else child.start
            gap = _BETWEEN.match(self.text, child.next)
            following = gap.end() if gap else child.end
            comment = _REST_OF_LINE.match(self.text, child.end) if child.kind == "scalar" and child.flow else None
        line_start = self._line_start(start)
        if self._is_blank(line_start, start) and comment is not None and comment[1]:
            self.edits.append(_Edit(start, comment.start(1), ""))  # what somebody wrote beside it stays
        elif self._is_blank(line_start, start):
            self.edits.append(_Edit(line_start, self._after(child, node.column), ""))
        elif following is not None and (node.kind == "list" or self._is_blank(child.end, following, "\t\r\n ")):
            self.edits.append(_Edit(start, following, ""))  # what is next takes its place behind a dash or key
        else:
            self.edits.append(_Edit(start, child.end, ""))

    def _is_commented(self, node: _Node) -> bool:
        """Whether a comment stands between the parts of what is between brackets."""
        starts = [node.starts_at(index) for index in range(len(node.items))]
        ends = [node.start + 1, *(child.end for child in node.items)]
        return any("#" in self.text[end:start] for end, start in zip(ends, [*starts, node.end], strict=True))

    def _drop_beside_comments(self, node: _Node, index: int, stay: Collection[int]) -> None:
        """A part between brackets goes with one comma, and what is written beside it stays."""
        child, start = node.items[index], node.starts_at(index)
        last = index > max(stay)
        before = _BETWEEN.match(self.text, node.items[index - 1].end if last else child.end)
        comma = before.end() if before else child.end
        if last:
            self.edits += [_Edit(comma, comma + 1, ""), _Edit(start, child.end, "")]
            return
        blanks = _BLANKS.match(self.text, comma + 1)
        if "#" in self.text[child.end : comma]:
            self.edits += [_Edit(start, child.end, ""), _Edit(comma, comma + 1, "")]
        else:
            self.edits.append(_Edit(start, blanks.end() if blanks else comma + 1, ""))

    # -- places

    def _is_blank(self, start: int, end: int, blanks: str = " ") -> bool:
        return not self.text[start:end].strip(blanks)

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


_MOST_COMPARED = 200


def _key_pairs(node: _Node, value: Mapping[str, Any]) -> list[tuple[int | None, str]]:
    """For each new key the place of the old one that it is, or that makes way for it; None where it is added."""
    places = {name: place for place, name in enumerate(node.keys)}
    first = next(name for name in places if name in value)
    leading = list(value)[: list(value).index(first)]
    head = [name for name in leading if name not in places]
    makes_way = dict(zip(head, range(places[first]), strict=False))
    return [
        (places.get(name, makes_way.get(name)), name) for name in (*head, *(one for one in value if one not in head))
    ]


def _item_pairs(node: _Node, new: Sequence[Any]) -> list[tuple[int | None, int]]:
    """For each new item the place of the old one that it is or replaces, or None.

    By ids where all have some and they keep their order; else what is equal from both ends, then where most is equal.
    """
    old = node.value
    old_ids, new_ids = _ids(old), _ids(new)
    places = {id_: place for place, id_ in enumerate(old_ids or ())}
    kept = dict.fromkeys(id_ for id_ in new_ids or () if id_ in places)
    if places and new_ids and list(kept) == [id_ for id_ in places if id_ in kept]:
        return [(places.get(id_), place) for place, id_ in enumerate(new_ids)]
    most = min(len(old), len(new))
    head = next((place for place in range(most) if old[place] != new[place]), most)
    tail = next((place for place in range(most - head) if old[-1 - place] != new[-1 - place]), most - head)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    same: list[tuple[str, int, int, int, int]] = [("replace", 0, len(before), 0, len(after))]
    if max(len(before), len(after)) <= _MOST_COMPARED:
        texts = [repr(part) for part in before], [repr(part) for part in after]
        same = [*difflib.SequenceMatcher(None, *texts, autojunk=False).get_opcodes()]
    pairs: list[tuple[int | None, int]] = [(place, place) for place in range(head)]
    for _, start, end, begin, stop in same:
        for step, place in enumerate(range(begin, stop)):
            pairs.append((head + start + step if start + step < end else None, head + place))
    return [*pairs, *((place - len(new) + len(old), place) for place in range(len(new) - tail, len(new)))]
