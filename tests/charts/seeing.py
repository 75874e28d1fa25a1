"""What stands where in an SVG: texts as rectangles of an estimated size, and the frames they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from cmo_eval.charts.lettering import width_of

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Rectangle:
    x: float
    y: float
    right: float
    bottom: float
    text: str = ""

    def overlaps(self, other: Rectangle, slack: float = 0.6) -> bool:
        return (
            self.x + slack < other.right
            and other.x + slack < self.right
            and self.y + slack < other.bottom
            and other.y + slack < self.bottom
        )

    def holds(self, other: Rectangle, slack: float = 0.6) -> bool:
        return (
            self.x - slack <= other.x
            and self.y - slack <= other.y
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


def _read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def _drawn(svg: str, shape: str) -> list[ET.Element]:
    """The shapes of this kind, without those that hatchings are made of."""
    root = _read(svg)
    made_of = {part for definitions in root.iter(f"{SVG}defs") for part in definitions.iter()}
    return [element for element in root.iter(f"{SVG}{shape}") if element not in made_of]


def page(svg: str) -> Rectangle:
    x, y, width, height = map(float, _read(svg).attrib["viewBox"].split())
    return Rectangle(x, y, x + width, y + height)


def texts(svg: str) -> list[Rectangle]:
    """A rectangle for each line of text, from the top of its capitals to its baseline."""
    return [
        _line(element, line)
        for element in _read(svg).iter(f"{SVG}text")
        for line in element.findall(f"{SVG}tspan") or [element]
        if (line.text or "").strip()
    ]


def _line(element: ET.Element, line: ET.Element) -> Rectangle:
    words = (line.text or "").strip()
    size = float(element.attrib["font-size"])
    wide = width_of(words, size, bold="font-weight" in element.attrib)
    x, y = float(line.attrib["x"]), float(line.attrib["y"])
    left = {"start": 0.0, "middle": -wide / 2, "end": -wide}[element.attrib.get("text-anchor", "start")]
    high = size * 0.73
    if "transform" in element.attrib:
        assert re.fullmatch(r"rotate\(-90 [0-9.]+ [0-9.]+\)", element.attrib["transform"])
        return Rectangle(x - high, y - left - wide, x, y - left, words)
    return Rectangle(x + left, y - high, x + left + wide, y, words)


def rectangles(svg: str, **attributes: str) -> list[Rectangle]:
    """The rectangles that have these attributes."""
    found = []
    for element in _drawn(svg, "rect"):
        if "x" in element.attrib and all(element.attrib.get(name) == value for name, value in attributes.items()):
            x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            found.append(Rectangle(x, y, x + width, y + height))
    return found


def lines(svg: str) -> list[list[tuple[float, float]]]:
    """The points of each open line."""
    found = []
    for element in _drawn(svg, "path"):
        track = element.attrib["d"]
        if not track.endswith("Z"):
            found.append([(float(x), float(y)) for x, y in re.findall(r"[ML](-?[0-9.]+) (-?[0-9.]+)", track)])
    return found


def assert_tidy(svg: str) -> None:
    """Well formed, described, without anything from elsewhere; every text in the page and none over another."""
    root = _read(svg)
    assert root.attrib["role"] == "img"
    named = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
    assert set(root.attrib["aria-labelledby"].split()) <= named
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    assert not re.search(r"(?:href|src|@import|url\((?!#))", re.sub(r">[^<]*<", "><", svg))
    whole, found = page(svg), texts(svg)
    assert [one for one in found if not whole.holds(one)] == []
    clashes = [
        (one.text, other.text) for place, one in enumerate(found) for other in found[place + 1 :] if one.overlaps(other)
    ]
    assert clashes == []
