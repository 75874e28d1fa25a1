"""Projects and codebooks in the exchange format REFI-QDA (`.qdpx`, `.qdc`), as many programs write them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.project import Code, Coder, Coding, Document, Left, Project, short
from cmo_eval.transcripts.encoding import decoded
from cmo_eval.transcripts.reading.archive import Element, content_of, looked_through, parsed, root_of

_AGAIN = "export it again from the program that wrote it"
_WHAT = "REFI-QDA project"
_FURTHEST = 2**40  # a position beyond it is in no text

_KINDS = {
    "TextSource": "text",
    "PDFSource": "pdf",
    "PictureSource": "picture",
    "AudioSource": "audio",
    "VideoSource": "video",
}
_AREAS = {
    "PDFSelection": "a coded area of a PDF page",
    "PictureSelection": "a coded area of a picture",
    "AudioSelection": "a coded time of a recording",
    "VideoSelection": "a coded time of a recording",
}
_OTHERS = {
    "Variables": "a variable",
    "Cases": "a case",
    "Links": "a link",
    "Graphs": "a map",
    "Sets": "a group of codes, sources or memos",
}
_READ = {"Users", "CodeBook", "Sources", "Notes", *_OTHERS}


def project(content: bytes) -> Project:
    """The project in a `.qdpx`.

    Read generously: the markup may have any name, the folder of texts be in either case, elements be of any name space,
    GUIDs in either case and with braces. Nothing is written anywhere.

    Raises:
        CmoEvalError: it is no such file, is damaged or too large, defines entities, or unpacks to too much.
    """
    try:
        archive = looked_through(content, _WHAT)
        root = parsed(archive, _main(archive), _WHAT)
    except CmoEvalError as error:
        raise CmoEvalError(error.message, _AGAIN) from None
    if _name(root) != "Project":
        raise CmoEvalError(f"it is no {_WHAT}: its markup begins with {_name(root)}", _AGAIN)
    return _Reading(root, archive).project()


def codebook(content: bytes) -> Project:
    """The codes of a `.qdc`, as a project without documents; raises as `project` does."""
    try:
        root = root_of(content, "REFI-QDA codebook")
    except CmoEvalError as error:
        raise CmoEvalError(error.message, _AGAIN) from None
    if _name(root) != "CodeBook":
        raise CmoEvalError(f"it is no REFI-QDA codebook: it begins with {_name(root)}", _AGAIN)
    reading = _Reading(root, None)
    reading.codebook(root)
    return Project(root.get("origin", ""), codes=tuple(reading.codes.values()), left=tuple(reading.left))


def _main(archive: zipfile.ZipFile) -> str:
    """The part with the markup: `*.qde`, at the top if one is there."""
    parts = [name for name in archive.namelist() if name.lower().endswith(".qde")]
    top = [name for name in parts if "/" not in name] or parts
    usual = [name for name in top if name.lower() == "project.qde"] or top
    if len(usual) != 1:
        what = "no markup (*.qde)" if not usual else f"{len(usual)} markups ({', '.join(sorted(usual)[:3])})"
        raise CmoEvalError(f"it is no {_WHAT}: there is {what} in it", _AGAIN)
    return usual[0]


def _name(element: Element) -> str:
    return element.tag.partition(":")[2]


def _id(text: str | None) -> str:
    """A GUID as it is compared."""
    return (text or "").strip().strip("{}").lower()


def _each(element: Element | None, *names: str) -> Iterator[Element]:
    return (one for one in element if _name(one) in names) if element is not None else iter(())


def _inner(element: Element, name: str) -> Element | None:
    return next(_each(element, name), None)


def _text(element: Element, name: str = "Description") -> str:
    found = _inner(element, name)
    return (found.text or "").strip() if found is not None else ""


def _position(text: str | None) -> int | None:
    digits = re.fullmatch(r"\s*([+-]?\d{1,12})\s*", text or "", re.ASCII)
    return max(-1, min(int(digits[1]), _FURTHEST)) if digits is not None else None


def _colour(text: str | None) -> str:
    found = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", (text or "").strip().lower())
    if found is None:
        return ""
    return "#" + ("".join(2 * one for one in found[1]) if len(found[1]) == 3 else found[1])


class _Reading:
    """A project while it is read; what is gathered keeps the order of the file."""

    def __init__(self, root: Element, archive: zipfile.ZipFile | None) -> None:
        self.root = root
        self.archive = archive
        self.codes: dict[str, Code] = {}
        self.left: list[Left] = []
        self._documents: dict[str, Document] = {}
        self._codings: dict[str, Coding] = {}
        self._parts: dict[str, str] = {}
        for part in archive.namelist() if archive is not None else ():
            folder, name = posixpath.split(part.replace("\\", "/"))
            # those of the folder of texts go first; a folder of its own is none
            if name and (posixpath.basename(folder).lower() == "sources" or name.lower() not in self._parts):
                self._parts[name.lower()] = part
        notes = _inner(root, "Notes")
        self._notes = {_id(one.get("guid")): one for one in _each(notes, "Note")}
        self._told: set[str] = set()  # notes that belong to something that is taken over, or named as left

    def project(self) -> Project:
        coders = {
            _id(one.get("guid")): one.get("name") or one.get("id") or ""
            for one in _each(_inner(self.root, "Users"), "User")
        }
        if (book := _inner(self.root, "CodeBook")) is not None:
            self.codebook(book)
        for source in _inner(self.root, "Sources") or ():
            self._source(source)
        for name, cause in _OTHERS.items():
            self._leave(cause, (self._called(one) for one in _inner(self.root, name) or ()))
        self._leave("a memo of the project", [self._memo(self.root)] if self._memo(self.root) else [])
        self._leave(
            "a memo that belongs to no passage or code",
            (self._called(one) for id_, one in self._notes.items() if id_ not in self._told),
        )
        strange = (_name(one) for one in self.root if _name(one) not in {*_READ, "Description", "NoteRef"})
        self._leave("a part that is not known", strange)
        for one in self._codings.values():
            if one.coder is not None:
                coders.setdefault(one.coder, "")  # whom the file does not name
        return Project(
            self.root.get("origin", ""),
            tuple(Coder(id_, name) for id_, name in coders.items()),
            tuple(self.codes.values()),
            tuple(self._documents.values()),
            tuple(self._codings.values()),
            tuple(self.left),
        )

    def codebook(self, book: Element) -> None:
        """Take the codes, each after the one that it stands under."""
        waiting: list[tuple[Element, str | None]] = []
        waiting += [(one, None) for one in _each(_inner(book, "Codes"), "Code")][::-1]
        while waiting:
            element, parent = waiting.pop()
            id_, name = _id(element.get("guid")), element.get("name") or ""
            if id_ in self.codes:
                self._leave("a code with the id of another one", [name])
            else:
                codable = (element.get("isCodable") or "true").strip().lower() not in {"false", "0"}
                described = self._memo(element)
                self.codes[id_] = Code(id_, name, described, parent, _colour(element.get("color")), codable)
            waiting += [(one, id_) for one in _each(element, "Code")][::-1]
        self._leave(_OTHERS["Sets"], (self._called(one) for one in _inner(book, "Sets") or ()))

    # ---- sources -----------------------------------------------------------------------------------------------------

    def _source(self, source: Element) -> None:
        kind = _KINDS.get(_name(source))
        if kind is None:
            self._leave("a source of a kind that is not known", [f"{self._called(source)} ({_name(source)})"])
            return
        held = source if kind == "text" else next(_each(source, "Representation", "TextDescription"), None)
        self._document(source, kind, held)
        if held is not None and held is not source:
            self._rest(held, source)
        for transcript in _each(source, "Transcript"):
            self._document(transcript, kind, transcript, named=transcript.get("name") or self._called(source))
            self._rest(transcript, source)
        self._rest(source, source)
        self._areas(source, held)

    def _document(self, element: Element, kind: str, held: Element | None, named: str = "") -> None:
        """Take a document, and the codings of the element that holds its text."""
        id_, name = _id(element.get("guid")), named or self._called(element)
        if id_ in self._documents:
            self._leave("a source with the id of another one", [name])
            return
        text = self._plain(held) if held is not None else None
        if text is None and held is not None:
            self._leave("a text that is not in the file", [name])
        self._documents[id_] = Document(id_, name, kind, text)
        points = {_id(one.get("guid")): one.get("position") for one in _each(held, "SyncPoint")}
        for selection in _each(held, "PlainTextSelection", "TranscriptSelection"):
            start, end = selection.get("startPosition"), selection.get("endPosition")
            if _name(selection) == "TranscriptSelection":
                start, end = (points.get(_id(selection.get(key))) for key in ("fromSyncPoint", "toSyncPoint"))
            places = _position(start), _position(end)
            if places[0] is None or places[1] is None:
                self._leave("a passage without positions", [f"{name}: {self._called(selection)}"])
            else:
                self._passage(selection, id_, places[0], places[1])

    def _passage(self, selection: Element, document: str, start: int, end: int) -> None:
        """Take the codings of a passage: one for each code and coder, and one without a code where it has none."""
        memo, words = self._memo(selection), selection.get("name") or ""
        given = selection.get("creatingUser"), selection.get("creationDateTime") or ""
        seen: set[tuple[str, str]] = set()
        codings = list(_each(selection, "Coding"))
        for one in codings:
            code, coder = self._code_of(one), _id(one.get("creatingUser") or given[0])
            if (code, coder) in seen:
                self._leave("a coding that stands there twice", [self._labelled(one, words)])
                continue
            seen.add((code, coder))
            if code not in self.codes:
                self._leave("a coding of a code that is not in the file", [words or f"{start} to {end}"])
                continue
            date = one.get("creationDateTime") or given[1]
            more = "\n\n".join(filter(None, (memo, self._memo(one))))
            self._take(Coding(_id(one.get("guid")), document, start, end, code, coder or None, words, more, date))
        if not codings:
            id_ = _id(selection.get("guid"))
            self._take(Coding(id_, document, start, end, None, _id(given[0]) or None, words, memo, given[1]))

    def _take(self, coding: Coding) -> None:
        id_, number = coding.id, 2
        while id_ in self._codings:  # an id that several share
            id_, number = f"{coding.id}-{number}", number + 1
        self._codings[id_] = coding if id_ == coding.id else replace(coding, id=id_)

    def _areas(self, source: Element, held: Element | None) -> None:
        """Leave what is coded outside of texts, and drop the copies of passages that are.

        ATLAS.ti writes a passage of a PDF once in the text, and again as an area on each page that it touches: the
        first with the same GUID, the next with the same name, time, coders and codes.
        """
        passages = {_id(one.get("guid")) for one in _each(held, "PlainTextSelection")}
        copies = {
            self._likeness(one)
            for one in _each(source, "PDFSelection")
            if _id(one.get("guid")) in passages and one.get("name")
        }
        for area in _each(source, *_AREAS):
            if _id(area.get("guid")) in passages or self._likeness(area) in copies:
                continue
            page = area.get("page", "")
            where = f"{self._called(source)}, page {int(page) + 1}" if page.isdecimal() else self._called(source)
            codings = list(_each(area, "Coding"))
            codes = [self._labelled(one, "") for one in codings] or ["without a code"]
            self._leave(_AREAS[_name(area)], (f"{where}: {code}" for code in codes))

    def _likeness(self, area: Element) -> tuple[object, ...]:
        """What the copies of one passage have in common."""
        codes = frozenset((self._code_of(one), _id(one.get("creatingUser"))) for one in _each(area, "Coding"))
        return area.get("name"), area.get("creationDateTime"), codes

    def _rest(self, element: Element, source: Element) -> None:
        """Leave what a source has besides passages."""
        name = self._called(source)
        self._leave("a coding of a whole source", (self._labelled(one, name) for one in _each(element, "Coding")))
        self._leave("a value of a variable", (name for _ in _each(element, "VariableValue")))
        if self._memo(element):
            self._leave("a memo of a source", [name])

    # ---- texts and names ---------------------------------------------------------------------------------------------

    def _plain(self, element: Element) -> str | None:
        """The text of a source or a memo as the file has it, None where it is not in the file."""
        rich = element.get("richTextPath") or ""
        for path in (element.get("plainTextPath") or "", rich if rich.lower().endswith(".txt") else ""):
            name = path.replace("\\", "/").rpartition("/")[2].lower()
            part = self._parts.get(name) or self._parts.get(unquote(name))
            if part is not None and self.archive is not None:
                content = content_of(self.archive, part, _WHAT)
                try:
                    return content.decode("utf-8")
                except UnicodeDecodeError:
                    return decoded(content).text
        found = _inner(element, "PlainTextContent")
        return (found.text or "") if found is not None else None

    def _memo(self, element: Element) -> str:
        """The description of something, and the memos that belong to it."""
        parts = [_text(element)]
        for one in _each(element, "NoteRef"):
            id_ = _id(one.get("targetGUID"))
            if (note := self._notes.get(id_)) is not None:
                self._told.add(id_)
                parts.append((self._plain(note) or _text(note)).removeprefix("\ufeff").strip())
        return "\n\n".join(filter(None, parts))

    def _code_of(self, coding: Element) -> str:
        reference = _inner(coding, "CodeRef")
        return _id(reference.get("targetGUID")) if reference is not None else ""

    def _labelled(self, coding: Element, what: str) -> str:
        code = self.codes.get(self._code_of(coding))
        name = code.name if code is not None else "a code that is not in the file"
        return f"{what}: {name}" if what else name

    @staticmethod
    def _called(element: Element) -> str:
        return element.get("name") or _id(element.get("guid")) or _name(element)

    def _leave(self, cause: str, what: Iterable[str]) -> None:
        self.left += (Left(cause, short(one)) for one in what)
