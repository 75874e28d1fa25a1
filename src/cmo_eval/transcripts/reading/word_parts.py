"""The parts of a Word document, how they refer to each other, and what its styles say of its words."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from cmo_eval.transcripts.reading.archive import (
    Element,
    attribute,
    children,
    damaged,
    inner,
    is_on,
    looked_through,
    parsed,
)

WHAT = "Word document (.docx)"


class Related(NamedTuple):
    """A reference of a part: its id there, its kind such as `footnotes`, and the part it leads to ('' if outside)."""

    id: str
    kind: str
    part: str


@dataclass
class Parts:
    """The parts of a document; each is parsed once."""

    archive: zipfile.ZipFile
    _parsed: dict[str, Element] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all parts by the way that they are compared: without regard to case."""
        return {name.casefold(): name for name in self.archive.namelist()}

    @cached_property
    def main(self) -> str:
        """The part with the text, whatever it is called.

        Raises:
            CmoEvalError: there is none.
        """
        named = [one.part for one in self.related("") if one.kind == "officeDocument" and one.part]
        for name in (*named, *self._declared(), "word/document.xml"):
            if (part := self.names.get(name.casefold())) is not None:
                return part
        raise damaged(WHAT)

    def root(self, part: str) -> Element:
        """The root of a part; the same one each time.

        Raises:
            CmoEvalError: it is damaged.
        """
        if part not in self._parsed:
            self._parsed[part] = parsed(self.archive, part, WHAT)
        return self._parsed[part]

    def related(self, part: str) -> list[Related]:
        """What a part (empty: the whole document) refers to; what lies outside or is not there has an empty name.

        Raises:
            CmoEvalError: the list of it is damaged.
        """
        folder, name = posixpath.split(part)
        relations = self.names.get(posixpath.join(folder, "_rels", f"{name}.rels").casefold())
        if relations is None:
            return []
        found = []
        for element in self.root(relations):
            kind = (attribute(element, "Type") or "").rpartition("/")[2]
            inside = (attribute(element, "TargetMode") or "").lower() != "external"
            target = self._target(folder, attribute(element, "Target") or "") if inside else ""
            found.append(Related(attribute(element, "Id") or "", kind, target))
        return found

    def parts_of(self, kind: str) -> list[str]:
        """The parts of a kind that the text refers to and that are there, each once."""
        return list(dict.fromkeys(one.part for one in self.related(self.main) if one.kind == kind and one.part))

    def _target(self, folder: str, target: str) -> str:
        target = target.partition("#")[0].replace("\\", "/")
        for one in dict.fromkeys((target, unquote(target))):
            whole = one.lstrip("/") if one.startswith("/") else posixpath.normpath(posixpath.join(folder, one))
            if one and (part := self.names.get(whole.casefold())) is not None:
                return part
        return ""

    def _declared(self) -> list[str]:
        """The parts that the list of kinds of parts calls the text of a document."""
        types = self.names.get("[content_types].xml")
        if types is None:
            return []
        return [
            (attribute(element, "PartName") or "").lstrip("/")
            for element in self.root(types)
            if (attribute(element, "ContentType") or "").endswith(("document.main+xml", "template.main+xml"))
        ]


def parts_in(content: bytes) -> Parts:
    """The parts of a Word document.

    Raises:
        CmoEvalError: it is none, is damaged or protected, or may do harm.
    """
    return Parts(looked_through(content, WHAT))


# ---- styles ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Style:
    """A style: the one it is based on, and what it says itself (None: nothing)."""

    above: str | None
    hidden: bool | None
    number: Element | None


@dataclass
class Styles:
    """The styles and lists of a document.

    `known` are styles by id, `usual` is the one of paragraphs that name none; `hidden` when words are so by default;
    `numbered` are lists with the levels that have numbers, not signs such as a dot. A style of paragraphs and one of
    characters that both hide do not hide together, as ECMA-376 (17.7.3) has it; what stands at the words themselves
    goes before any style.
    """

    known: dict[str, _Style] = field(default_factory=dict)
    usual: str | None = None
    hidden: bool = False
    numbered: set[tuple[str, str]] = field(default_factory=set)

    def hides(self, run: Element | None, paragraph: str | None, table: str | None) -> bool:
        """Whether words are hidden.

        Args:
            run: the properties of the run (`w:rPr`).
            paragraph: the style of the paragraph.
            table: the style of the table that it stands in.
        """
        direct = is_on(inner(run, "w:vanish"))
        if direct is not None:
            return direct
        of_run = value_of(run, "w:rStyle")
        said = [self._hidden(style) for style in (table, paragraph or self.usual, of_run)]
        known = [one for one in said if one is not None]
        return sum(known) % 2 == 1 if known else self.hidden

    def numbers(self, properties: Element | None) -> bool:
        """Whether Word puts a number of its own before a paragraph with these properties (`w:pPr`)."""
        number = inner(properties, "w:numPr")
        id_, level = value_of(number, "w:numId"), value_of(number, "w:ilvl")
        seen = 0
        style = value_of(properties, "w:pStyle") or self.usual
        while id_ is None and style in self.known and seen < _MOST_ABOVE:
            found = self.known[style]
            id_, level = value_of(found.number, "w:numId"), level or value_of(found.number, "w:ilvl")
            style, seen = found.above or "", seen + 1
        return id_ is not None and (id_, level or "0") in self.numbered

    def _hidden(self, style: str | None) -> bool | None:
        seen = 0
        while style is not None and style in self.known and seen < _MOST_ABOVE:
            found = self.known[style]
            if found.hidden is not None:
                return found.hidden
            style, seen = found.above, seen + 1
        return None


_MOST_ABOVE = 50


def styles_of(parts: Parts) -> Styles:
    """The styles and lists of a document; none where it has none.

    Raises:
        CmoEvalError: a part is damaged.
    """
    made = Styles()
    for part in parts.parts_of("styles"):
        root = parts.root(part)
        made.hidden = bool(is_on(inner(root, "w:docDefaults", "w:rPrDefault", "w:rPr", "w:vanish")))
        for element in children(root, "w:style"):
            id_ = attribute(element, "styleId") or ""
            hidden = is_on(inner(element, "w:rPr", "w:vanish"))
            made.known[id_] = _Style(value_of(element, "w:basedOn"), hidden, inner(element, "w:pPr", "w:numPr"))
            is_default = (attribute(element, "default") or "0").lower() in {"1", "true", "on"}
            if is_default and attribute(element, "type") == "paragraph":
                made.usual = id_
    for part in parts.parts_of("numbering"):
        made.numbered.update(_numbered(parts.root(part)))
    return made


def _numbered(root: Element) -> Iterable[tuple[str, str]]:
    """The lists and levels that have numbers, not signs such as a dot."""
    levels: dict[str, list[str]] = {}
    for kind in children(root, "w:abstractNum"):
        with_numbers = [
            attribute(level, "ilvl") or "0"
            for level in children(kind, "w:lvl")
            if (value_of(level, "w:numFmt") or "decimal") not in {"bullet", "none"}
        ]
        levels[attribute(kind, "abstractNumId") or ""] = with_numbers
    for one in children(root, "w:num"):
        for level in levels.get(value_of(one, "w:abstractNumId") or "", ()):
            yield attribute(one, "numId") or "", level


def value_of(element: Element | None, name: str) -> str | None:
    """The value of a property inside an element; None where it has none."""
    found = inner(element, name)
    return attribute(found, "val") if found is not None else None
