"""Parts of REFI-QDA projects in the one shape that the schema allows, whatever program wrote them, and as it refers.

Elements and attributes stand in the order of the schemas of REFI-QDA 1.0, the Rotterdam Exchange Format Initiative's
(2019); what these do not know, or where values cannot be, is left out.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple
from xml.etree import ElementTree as ET

from cmo_eval.deferred import expression
from cmo_eval.projects.project import GUID, Part
from cmo_eval.transcripts.reading.archive import Element, root_of

Refer = Callable[[str], str | None]
"""What an id that stands in a part is to be; None where there is nothing of that id."""

OWN, REFERS, TEXT, TIME, WHOLE, COLOUR = "own", "refers", "text", "time", "whole", "colour"

_OURS = uuid.UUID("9d0a54a4-31a0-4a41-8d0e-0c7a4f5d3b8e")
"""Below it lie the GUIDs of what has another kind of id."""
_IDS = expression(
    r"(guid|\w*GUID|creatingUser|sourceVertex|targetVertex)=\"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\""
)
_TIME = expression(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_COLOUR = expression(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_WHOLE = expression(r"[+-]?\d{1,12}")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "typeOfVariable": ("Text", "Boolean", "Integer", "Float", "Date", "DateTime"),
    "direction": ("Associative", "OneWay", "Bidirectional"),
    "lineStyle": ("dotted", "dashed", "solid"),
    "shape": (
        *("Person", "Oval", "Rectangle", "RoundedRectangle", "Star", "LeftTriangle", "RightTriangle"),
        *("UpTriangle", "DownTriangle", "Note"),
    ),
}
_VALUES: Mapping[str, re.Pattern[str]] = {
    "TextValue": expression(r"(?s).*"),
    "BooleanValue": expression("true|false|0|1"),
    "IntegerValue": expression(r"[+-]?\d+"),
    "FloatValue": expression(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    "DateValue": expression(r"\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?"),
    "DateTimeValue": _TIME,
    "Description": expression(r"(?s).+"),
    "PlainTextContent": expression(r"(?s).*"),
}
"""Elements that hold a value only, and what it can be."""


class _Shape(NamedTuple):
    """Attributes by kind (behind a ! where they must be there), and the elements inside in their order."""

    attributes: Mapping[str, str]
    inside: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_BY = {"creatingUser": REFERS, "creationDateTime": TIME}
_NAMED = {"guid": OWN, "name": TEXT}
_MEANT = {"targetGUID": f"!{REFERS}"}
_CODED = ("Description", "Coding", "NoteRef")
_HUNG = ("Coding", "NoteRef", "VariableValue")
_BOX = {"firstX": f"!{WHOLE}", "firstY": f"!{WHOLE}", "secondX": f"!{WHOLE}", "secondY": f"!{WHOLE}"}
_SPAN = {"begin": f"!{WHOLE}", "end": f"!{WHOLE}"}
_FILE = {**_NAMED, "path": TEXT, **_BY}
_SHAPES: Mapping[str, _Shape] = {
    "Variable": _Shape({"guid": OWN, "name": f"!{TEXT}", "typeOfVariable": "!"}, ("Description",)),
    "Case": _Shape(_NAMED, ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef")),
    "VariableValue": _Shape({}, ("VariableRef", *list(_VALUES)[:6]), ("VariableRef",)),
    "Note": _Shape({**_NAMED, **_BY}, ("Description", "PlainTextContent", "Coding", "NoteRef")),
    "Link": _Shape(
        {**_NAMED, "direction": "", "color": COLOUR, "originGUID": f"!{REFERS}", "targetGUID": f"!{REFERS}"},
        ("NoteRef",),
    ),
    "Set": _Shape({"guid": OWN, "name": f"!{TEXT}"}, ("Description", "MemberCode", "MemberSource", "MemberNote")),
    "Graph": _Shape(_NAMED, ("Vertex", "Edge")),
    "Vertex": _Shape(
        {"guid": OWN, "representedGUID": f"!{REFERS}", "name": TEXT, **_BOX, "shape": "", "color": COLOUR}
        | {"secondX": WHOLE, "secondY": WHOLE}
    ),
    "Edge": _Shape(
        {"guid": OWN, "representedGUID": REFERS, "name": TEXT, "sourceVertex": f"!{REFERS}"}
        | {"targetVertex": f"!{REFERS}", "color": COLOUR, "direction": "", "lineStyle": ""}
    ),
    "PictureSource": _Shape(_FILE, ("Description", "PictureSelection", *_HUNG)),
    "PDFSource": _Shape(_FILE, ("Description", "PDFSelection", *_HUNG)),
    "AudioSource": _Shape(_FILE, ("Description", "AudioSelection", *_HUNG)),
    "VideoSource": _Shape(_FILE, ("Description", "VideoSelection", *_HUNG)),
    "PictureSelection": _Shape({**_NAMED, **_BOX, **_BY}, _CODED),
    "PDFSelection": _Shape({**_NAMED, "page": f"!{WHOLE}", **_BOX, **_BY}, _CODED),
    "AudioSelection": _Shape({**_NAMED, **_SPAN, **_BY}, _CODED),
    "VideoSelection": _Shape({**_NAMED, **_SPAN, **_BY}, _CODED),
    "Coding": _Shape({"guid": OWN, **_BY}, ("CodeRef", "NoteRef"), ("CodeRef",)),
    **{
        name: _Shape(_MEANT)
        for name in (
            *("CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef"),
            *("MemberCode", "MemberSource", "MemberNote"),
        )
    },
}


def in_capitals(part: Part) -> Part:
    """A part with all its GUIDs in capitals, as some programs write them."""
    given = _IDS.sub(lambda found: found[0].replace(found[2], found[2].upper()), part.markup)
    return replace(
        part,
        id=part.id.upper() if GUID.fullmatch(part.id) else part.id,
        markup=given,
        of=tuple(map(str.upper, part.of)),
    )


def name_of(element: Element) -> str:
    """The name of an element, whatever its name space."""
    return element.tag.rpartition(":")[2]


def id_of(text: str | None) -> str:
    """A GUID as it is compared."""
    return (text or "").strip().strip("{}").lower()


def guid_of(text: str | None) -> str:
    """An id as a GUID: what is none becomes one that follows from it; '' of nothing."""
    id_ = id_of(text)
    return id_ if not id_ or GUID.fullmatch(id_) else str(uuid.uuid5(_OURS, id_))


def words_of(part: Part) -> str:
    """All that a part says in words, a line each: texts, memos and what things are called."""
    element = element_of(part.markup)
    called = [one.get("name", "") for one in element.iter()]
    return "\n".join(filter(None, (*called, *element.itertext())))


def markup(element: Element) -> str:
    """An element that was shaped, as text on one line but for line ends in it."""
    return ET.tostring(element, encoding="unicode", short_empty_elements=True).replace(" />", "/>")


def element_of(text: str) -> Element:
    """The element of a markup.

    Raises:
        CmoEvalError: it is none.
    """
    return root_of(text.encode("utf-8"), "markup")


def shaped(element: Element, refer: Refer, seed: str = "") -> Element | None:
    """The element as the schema has it, with what it refers to; None where it, or what it cannot do without, is not.

    Args:
        element: as a program wrote it, or shaped before.
        refer: what each id in it is to be that stands for something else.
        seed: from which the id of one without an id follows.
    """
    name = name_of(element)
    if (allowed := _VALUES.get(name)) is not None:
        value = (element.text or "").replace("\r\n", "\n").replace("\r", "\n")
        value = value if name in {"TextValue", "PlainTextContent"} else value.strip()
        return _made(name, {}, value) if allowed.fullmatch(value) else None
    shape = _SHAPES.get(name)
    if shape is None:
        return None
    given = dict(element.attrib)
    if name == "MemberCode" and "targetGUID" not in given:  # a codebook's own way
        given["targetGUID"] = given.get("guid", "")
    attributes = _attributes(shape, given, refer, seed)
    if attributes is None:
        return None
    found = _made(name, attributes)
    for wanted in shape.inside:
        for number, one in enumerate(element):
            if name_of(one) == wanted:
                inner = shaped(one, refer, f"{seed}/{attributes.get('guid', name)}/{number}")
                if inner is not None:
                    found.append(inner)
    return found if {one.tag for one in found}.issuperset(shape.needs) else None


def _attributes(shape: _Shape, given: Mapping[str, str], refer: Refer, seed: str) -> dict[str, str] | None:
    """The attributes as they can be; None where one is missing that must be there."""
    found: dict[str, str] = {}
    for key, kind in shape.attributes.items():
        value = _value(key, kind.lstrip("!"), given.get(key), refer)
        if key == "guid" and not value:
            value = guid_of(f"{seed} {sorted(given.items())}")
        if value or (key == "name" and key in given):
            found[key] = value
        elif kind.startswith("!"):
            return None
    return found


def ids_in(element: Element) -> list[str]:
    """The ids of all that is defined in an element."""
    return [guid_of(one.get("guid")) for one in element.iter() if one.get("guid") and name_of(one) != "MemberCode"]


def referred(element: Element) -> list[str]:
    """The ids that an element refers to, as a file has them."""
    keys = ("targetGUID", "originGUID", "representedGUID")
    return [id_of(one.get(key)) for one in element.iter() for key in keys if one.get(key)]


def known_by(element: Element) -> str:
    """The id of an element that was shaped; without one that of what it refers to, else its name."""
    return element.get("guid") or next(iter(referred(element)), name_of(element))


def _made(name: str, attributes: Mapping[str, str], text: str | None = None) -> Element:
    element = ET.Element(name, dict(attributes))
    element.text = text
    return element


def _value(key: str, kind: str, given: str | None, refer: Refer) -> str:
    """An attribute as it can be, '' where it cannot."""
    value = (given or "").strip()
    if kind == OWN:
        return guid_of(value)
    if kind == REFERS:
        return refer(guid_of(value)) or "" if value else ""
    if key in _CHOICES:
        return value if value in _CHOICES[key] else ""
    if key == "path":  # a path on somebody's disk is nobody else's business, and names people
        return value if value.startswith("internal://") else ""
    checked = {TIME: _TIME, COLOUR: _COLOUR, WHOLE: _WHOLE}.get(kind)
    if checked is not None:
        value = value.lower() if kind == COLOUR else value
        return value if checked.fullmatch(value) else ""
    return given or ""


def codes_only(part: Element) -> Element | None:
    """A group as a codebook has it: with codes alone; None where it has none."""
    members = [one for one in part if name_of(one) == "MemberCode"]
    if not members:
        return None
    found = _made("Set", dict(part.attrib))
    found.extend(_made("Description", {}, one.text) for one in part if name_of(one) == "Description")
    found.extend(_made("MemberCode", {"guid": one.get("targetGUID", "")}) for one in members)
    return found
