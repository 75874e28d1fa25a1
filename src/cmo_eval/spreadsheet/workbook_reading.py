"""A workbook as it was handed in: its sheets, texts and formats, whatever program wrote it; reads no cells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from cmo_eval.errors import CmoEvalError
from cmo_eval.spreadsheet.number_format import BUILT_IN

if TYPE_CHECKING:
    from zipfile import ZipFile

_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
MOST_ELEMENTS = 3_000_000
"""Of a part: of a sheet, its cells and what is in and around them."""
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet: the name on its tab, the part of the archive that holds it, and whether it is out of sight."""

    title: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of a workbook refer to.

    Attributes:
        sheets: with cells, in their order; those that are a chart are left out.
        texts: that cells name by number; None where the file lacks them.
        formats: of numbers, by the number of a cell's style.
        from_1904: days are counted from 1904.
    """

    archive: ZipFile
    sheets: Sequence[SheetPart]
    texts: Sequence[str] | None
    formats: Sequence[str]
    from_1904: bool


def opened(archive: ZipFile) -> Workbook:
    """The workbook in an archive that is known to be harmless; both forms of the standard are read.

    Raises:
        CmoEvalError: it is no workbook, or a part of it is damaged.
    """
    names = {_named(name): name for name in archive.namelist()}
    main = _main(archive, names)
    related = _related(archive, names, main)
    sheets, from_1904 = [], False
    for begins, name, element in walked(archive, main):
        if begins and name == "workbookPr":
            from_1904 = from_1904 or attribute(element, "date1904") in {"1", "true", "on"}  # extensions have one too
        if not begins or name != "sheet":
            continue
        kind, part = related.get(attribute(element, "id"), ("", ""))
        if kind == "worksheet" and part:
            title = unescaped(attribute(element, "name")) or part
            sheets.append(SheetPart(title, part, attribute(element, "state") in {"hidden", "veryHidden"}))
    parts = {kind: part for kind, part in related.values() if part}
    texts = list(_texts(archive, parts["sharedStrings"])) if "sharedStrings" in parts else None
    formats = _formats(archive, parts["styles"]) if "styles" in parts else []
    return Workbook(archive, sheets, texts, formats, from_1904)


# ---- elements -------------------------------------------------------------------------------------------------------


def local(tag: str) -> str:
    """The name of an element without its namespace, which differs between the two forms of the standard."""
    return tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """An attribute, in whatever namespace; empty where it is not there. That of a namespace goes first (`r:id`)."""
    found = ""
    for key, value in element.items():
        if key == name:
            found = found or value
        elif key.endswith(f"}}{name}"):
            return value
    return found


def walked(archive: ZipFile, part: str) -> Iterator[tuple[bool, str, ET.Element]]:
    """The elements of a part, where each begins (True) and ends (False), with its name; none is kept when it has ended.

    Raises:
        CmoEvalError: the part is no well-formed XML, or has too many elements.
    """
    content = _unpacked(archive, part)
    # counted before they are read: a limit is said at once
    if content.count(b"<") - content.count(b"</") > MOST_ELEMENTS:
        raise CmoEvalError(
            f"its part {part[:80]} has more than {MOST_ELEMENTS:,} elements",
            "split it, and leave out what is no coding",
        )
    above: list[ET.Element] = []
    try:
        for event, element in ET.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314 - no entities in it
            begins = event == "start"
            yield begins, local(element.tag), element
            if begins:
                above.append(element)
                continue
            above.pop()
            if above:
                above[-1].remove(element)
    except (ET.ParseError, ValueError, LookupError):
        raise _damaged(part) from None


def _unpacked(archive: ZipFile, part: str) -> bytes:
    try:
        return archive.read(part)
    except (KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error):
        raise _damaged(part) from None


def _damaged(part: str) -> CmoEvalError:
    return CmoEvalError(f"it is damaged: its part {part[:80]} cannot be read")


class Runs:
    """A text in the making, from its runs; how it is pronounced is no part of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._pronounced = 0

    def take(self, name: str, element: ET.Element, *, begins: bool) -> None:
        """Take in an element within the text, where it begins and where it ends."""
        if name == "rPh":
            self._pronounced += 1 if begins else -1
        elif name == "t" and not begins and not self._pronounced and element.text:
            self._pieces.append(element.text)

    def text(self) -> str:
        """The whole text."""
        return unescaped("".join(self._pieces))


def unescaped(text: str) -> str:
    """The text with its characters in place of their codes (`_x00A0_`), and LF at the end of each line."""
    if "_x" in text or "_X" in text:
        text = _CODED.sub(lambda match: chr(int(match[1], 16)), text)
        if _SURROGATES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _LINE_ENDS.sub("\n", text)


# ---- parts ----------------------------------------------------------------------------------------------------------


def _named(name: str) -> str:
    """The name of a part as names are compared: some programs write other letters, or strokes, than they refer to."""
    return normpath(name.replace("\\", "/").lstrip("/")).casefold()


def _main(archive: ZipFile, names: Mapping[str, str]) -> str:
    for kind, part in _related(archive, names, "").values():
        if kind == "officeDocument" and part:
            return part
    if "xl/workbook.xml" not in names:
        raise CmoEvalError("it is no Excel workbook, or it is damaged")
    return names["xl/workbook.xml"]


def _related(archive: ZipFile, names: Mapping[str, str], part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to, by id: the kind, and the name of the other part (empty where it is not there)."""
    folder, _, file = part.replace("\\", "/").rpartition("/")
    own = names.get(_named(f"{folder}/_rels/{file}.rels"))
    found: dict[str, tuple[str, str]] = {}
    if own is None:
        return found
    for begins, name, element in walked(archive, own):
        if not begins or name != "Relationship":
            continue
        target = attribute(element, "Target").replace("\\", "/")
        path = target if target.startswith("/") else join(dirname(part.replace("\\", "/")), target)
        kind = attribute(element, "Type").rpartition("/")[2]
        found[attribute(element, "Id")] = (kind, names.get(_named(path), ""))
    return found


def _texts(archive: ZipFile, part: str) -> Iterator[str]:
    runs = Runs()
    for begins, name, element in walked(archive, part):
        if name != "si":
            runs.take(name, element, begins=begins)
        elif begins:
            runs = Runs()
        else:
            yield runs.text()


def _formats(archive: ZipFile, part: str) -> list[str]:
    own: dict[str, str] = {}
    found: list[str] = []
    within = False
    for begins, name, element in walked(archive, part):
        if name == "cellXfs":
            within = begins
        elif begins and name == "numFmt":
            own.setdefault(attribute(element, "numFmtId"), unescaped(attribute(element, "formatCode")))
        elif begins and within and name == "xf":
            number = attribute(element, "numFmtId")
            known = BUILT_IN.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 9 else None
            found.append(own.get(number, known or "General"))
    return found
