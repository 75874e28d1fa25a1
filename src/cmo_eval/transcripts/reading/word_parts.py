"""The parts of a Word document and how they refer to each other; what they refer to and is not there, does no harm."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from cmo_eval.transcripts.reading.archive import damaged, looked_through
from cmo_eval.transcripts.reading.markup import Element, attribute, parsed

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
