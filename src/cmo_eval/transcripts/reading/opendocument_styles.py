"""What the styles of an OpenDocument text say of its words: whether they are hidden, whether a list has numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cmo_eval.transcripts.reading.markup import Element, attribute, each, inner

_FAMILIES = {"text:p": "paragraph", "text:h": "paragraph", "text:span": "text", "text:a": "text"}
_MOST_ABOVE = 50


@dataclass
class Styles:
    """Styles by family and name (the one above, and whether it hides: None where it does not say), and lists' levels.

    `numbered` are names of list styles with the levels (from 1) that have numbers, not signs such as a dot.
    """

    known: dict[tuple[str, str], tuple[str | None, bool | None]] = field(default_factory=dict)
    numbered: set[tuple[str, int]] = field(default_factory=set)

    def hides(self, element: Element) -> bool:
        """Whether the style of a paragraph or of words hides them."""
        family = _FAMILIES.get(element.tag)
        style = attribute(element, "style-name") if family is not None else None
        seen = 0
        while family is not None and style is not None and (family, style) in self.known and seen < _MOST_ABOVE:
            above, hides = self.known[family, style]
            if hides is not None:
                return hides
            style, seen = above, seen + 1
        return False

    def numbers(self, style: str, level: int) -> bool:
        """Whether the items of a list at that level (from 1) have numbers."""
        return (style, level) in self.numbered


def styles_in(roots: Iterable[Element]) -> Styles:
    """The styles in the parts of a document; those of later parts go first."""
    made = Styles()
    for root in roots:
        for style in each(root, "style:style"):
            properties = inner(style, "style:text-properties")
            display = attribute(properties, "display") if properties is not None else None
            key = (attribute(style, "family") or "", attribute(style, "name") or "")
            made.known[key] = (attribute(style, "parent-style-name"), None if display is None else display == "none")
        for listed in each(root, "text:list-style"):
            name = attribute(listed, "name") or ""
            for level in listed:
                number = attribute(level, "level") or ""
                if level.tag == "text:list-level-style-number" and attribute(level, "num-format") and _is_level(number):
                    made.numbered.add((name, int(number)))
    return made


def _is_level(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) < 3
