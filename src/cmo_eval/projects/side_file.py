"""The side file of an evaluation with the parts of other programs' projects that have no place in it (`exchange.xml`).

It is XML, so that words in it stand there as they are and are found by who looks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.project import Part
from cmo_eval.projects.refi_parts import guid_of, known_by, markup, name_of, shaped
from cmo_eval.transcripts.reading.archive import Element, root_of

FILE = "exchange.xml"
"""In the evaluation folder; its parts are `of` sources, by their ids."""

_HEAD = """\
<?xml version="1.0" encoding="utf-8"?>
<!-- What came in from other programs and has no place here: memos, groups, links, coded areas and times, variables.
`cmo-eval exchange export` hands it on, to the team only. `of` are the sources that it is about; what is of a source
goes with it when that is forgotten. A part may be taken out by hand. -->
<parts>
"""


def content(parts: Sequence[Part]) -> bytes:
    """The side file with these parts, one after another."""
    lines = []
    for part in parts:
        said = {"in": part.where, "id": part.id, "of": " ".join(part.of), "is": part.cause}
        opening = markup(ET.Element("part", {key: value for key, value in said.items() if value}))
        lines.append(f"{opening.removesuffix('/>')}>{part.markup}</part>\n")
    return (_HEAD + "".join(lines) + "</parts>\n").encode("utf-8")


def parts_in(file: bytes) -> tuple[Part, ...]:
    """The parts in a side file.

    Raises:
        CmoEvalError: it is damaged, or holds what no part can be.
    """
    return tuple(_part(one) for one in root_of(file, "side file"))


def _part(element: Element) -> Part:
    inner = shaped(element[0], guid_of) if name_of(element) == "part" and len(element) == 1 else None
    if inner is None or not element.get("in"):
        raise CmoEvalError("it holds what is no part of a project", "put it back from git, or take that part out")
    of = tuple((element.get("of") or "").split())
    id_ = element.get("id") or known_by(inner)
    return Part(element.get("in", ""), id_, of, element.get("is", ""), markup(inner))


def without(parts: Iterable[Part], source: str) -> tuple[Part, ...]:
    """The parts that are not about a source."""
    return tuple(part for part in parts if source not in part.of)
