"""What the styles of a Word document say of its words: whether they are hidden, whether a paragraph is numbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cmo_eval.transcripts.reading.markup import Element, attribute, children, inner, is_on
from cmo_eval.transcripts.reading.word_parts import Parts


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
