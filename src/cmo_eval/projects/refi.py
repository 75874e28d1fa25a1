"""Projects and codebooks in the exchange format REFI-QDA (`.qdpx`, `.qdc`), as many programs write them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.project import Code, Coder, Coding, Document, Left, Part, Project, short
from cmo_eval.projects.refi_parts import guid_of, known_by, markup, name_of, referred, shaped
from cmo_eval.projects.refi_parts import id_of as _id
from cmo_eval.transcripts.encoding import decoded
from cmo_eval.transcripts.reading.archive import Element, content_of, looked_through, parsed, root_of

_named = lru_cache(maxsize=1024)(_id)  # of few coders and codes, who are named by every coding
_AGAIN = "export it again from the program that wrote it"
_WHAT = "REFI-QDA project"
_DIGITS = expression(r"\s*([+-]?\d{1,12})\s*", re.ASCII)
_FURTHEST = 2**40  # a position beyond it is in no text
_DIGITS_OF_MOST = 9

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
        root = parsed(archive, _main(archive), _WHAT, bare=True)
    except CmoEvalError as error:
        raise CmoEvalError(error.message, _AGAIN) from None
    if name_of(root) != "Project":
        raise CmoEvalError(f"it is no {_WHAT}: its markup begins with {name_of(root)}", _AGAIN)
    return _Reading(root, archive).project()


def codebook(content: bytes) -> Project:
    """The codes of a `.qdc`, as a project without documents; raises as `project` does."""
    try:
        root = root_of(content, "REFI-QDA codebook", bare=True)
    except CmoEvalError as error:
        raise CmoEvalError(error.message, _AGAIN) from None
    if name_of(root) != "CodeBook":
        raise CmoEvalError(f"it is no REFI-QDA codebook: it begins with {name_of(root)}", _AGAIN)
    reading = _Reading(root, None)
    reading.codebook(root)
    codes = tuple(reading.codes.values())
    return Project(root.get("origin", ""), codes=codes, left=tuple(reading.left), parts=tuple(reading.parts))


def _main(archive: zipfile.ZipFile) -> str:
    """The part with the markup: `*.qde`, at the top if one is there."""
    parts = [name for name in archive.namelist() if name.lower().endswith(".qde")]
    top = [name for name in parts if "/" not in name] or parts
    usual = [name for name in top if name.lower() == "project.qde"] or top
    if len(usual) != 1:
        what = "no markup (*.qde)" if not usual else f"{len(usual)} markups ({', '.join(sorted(usual)[:3])})"
        raise CmoEvalError(f"it is no {_WHAT}: there is {what} in it", _AGAIN)
    return usual[0]


def _each(element: Element | None, *names: str) -> Iterator[Element]:
    if element is None:
        return iter(())
    return iter(element.findall(names[0])) if len(names) == 1 else (one for one in element if one.tag in names)


def _text(element: Element) -> str:
    found = element.find("Description")
    return (found.text or "").strip() if found is not None else ""


def _position(text: str | None) -> int | None:
    if text is not None and len(text) <= _DIGITS_OF_MOST and text.isascii() and text.isdecimal():
        return int(text)
    digits = _DIGITS.fullmatch(text or "")
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
        self.parts: list[Part] = []
        self._documents: dict[str, Document] = {}
        self._codings: dict[str, Coding] = {}
        self._parts: dict[str, str] = {}
        for part in archive.namelist() if archive is not None else ():
            folder, name = posixpath.split(part.replace("\\", "/"))
            # those of the folder of texts go first; a folder of its own is none
            if name and (posixpath.basename(folder).lower() == "sources" or name.lower() not in self._parts):
                self._parts[name.lower()] = part
        notes = root.find("Notes")
        self._notes = {_id(one.get("guid")): one for one in _each(notes, "Note")}
        self._told: set[str] = set()  # notes that belong to something that is taken over, or named as left
        self._asides: dict[str, list[str]] = {}  # the same of which are parts, by the documents that they are about
        beside = [one for part in ("Cases", "Links", "Graphs") for one in root.find(part) or ()]
        self._meant = frozenset(id_ for one in beside for id_ in referred(one))
        self._home: dict[str, str] = {}  # of passages that something refers to: their document

    def project(self) -> Project:
        coders = {
            _id(one.get("guid")): one.get("name") or one.get("id") or ""
            for one in _each(self.root.find("Users"), "User")
        }
        if (book := self.root.find("CodeBook")) is not None:
            self.codebook(book)
        for source in self.root.find("Sources") or ():
            self._source(source)
        for name, cause in _OTHERS.items():
            for part in self.root.find(name) or ():
                self._keep(name, part, cause, self._about(part) if name == "Cases" else ())
        self._memos(self.root, "Project", "a memo of the project", ())
        for id_, one in self._notes.items():
            if id_ not in self._told:
                self._keep_note(id_, "a memo that belongs to no passage or code", [self._called(one)])
        for id_, of in self._asides.items():
            self._keep_note(id_, "", [], tuple(of))
        strange = (name_of(one) for one in self.root if name_of(one) not in {*_READ, "Description", "NoteRef"})
        self._leave("a part that is not known", strange)
        for coding in self._codings.values():
            if coding.coder is not None:
                coders.setdefault(coding.coder, "")  # whom the file does not name
        return Project(
            self.root.get("origin", ""),
            tuple(Coder(id_, name) for id_, name in coders.items()),
            tuple(self.codes.values()),
            tuple(self._documents.values()),
            tuple(self._codings.values()),
            tuple(self.left),
            tuple(self.parts),
        )

    def codebook(self, book: Element) -> None:
        """Take the codes, each after the one that it stands under."""
        waiting: list[tuple[Element, str | None]] = []
        waiting += [(one, None) for one in _each(book.find("Codes"), "Code")][::-1]
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
        for one in book.find("Sets") or ():
            self._keep("Sets", one, _OTHERS["Sets"])

    # ---- sources -----------------------------------------------------------------------------------------------------

    def _source(self, source: Element) -> None:
        kind = _KINDS.get(name_of(source))
        if kind is None:
            self._leave("a source of a kind that is not known", [f"{self._called(source)} ({name_of(source)})"])
            return
        held = source if kind == "text" else next(_each(source, "Representation", "TextDescription"), None)
        id_ = _id(source.get("guid"))
        if id_ in self._documents:
            self._leave("a source with the id of another one", [self._called(source)])
            return
        self._document(source, kind, held)
        if held is not None and held is not source:
            self._rest(held, source, id_)
        for transcript in _each(source, "Transcript"):
            self._document(transcript, kind, transcript, named=transcript.get("name") or self._called(source))
            self._rest(transcript, source, _id(transcript.get("guid")))
        if held is None:
            self._whole(source)
        else:
            self._rest(source, source, id_)
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
            if selection.tag == "TranscriptSelection":
                start, end = (points.get(_id(selection.get(key))) for key in ("fromSyncPoint", "toSyncPoint"))
            places = _position(start), _position(end)
            if places[0] is None or places[1] is None:
                self._leave("a passage without positions", [f"{name}: {self._called(selection)}"])
            else:
                self._passage(selection, id_, places[0], places[1])

    def _passage(self, selection: Element, document: str, start: int, end: int) -> None:
        """Take the codings of a passage: one for each code and coder, and one without a code where it has none."""
        memo, words = self._memo(selection), selection.get("name") or ""
        own = _id(selection.get("guid"))
        passage = own if own in self._meant else ""
        if passage:
            self._home[passage] = document
        given = selection.get("creatingUser"), selection.get("creationDateTime") or ""
        seen: set[tuple[str, str]] = set()
        codings = selection.findall("Coding")
        for one in codings:
            code, coder = self._code_of(one), _named(one.get("creatingUser") or given[0])
            if (code, coder) in seen:
                self._leave("a coding that stands there twice", [self._labelled(one, words)])
                continue
            seen.add((code, coder))
            if code not in self.codes:
                self._leave("a coding of a code that is not in the file", [words or f"{start} to {end}"])
                continue
            date, id_ = one.get("creationDateTime") or given[1], _id(one.get("guid"))
            more = "\n\n".join(filter(None, (memo, own_memo))) if (own_memo := self._memo(one)) else memo
            self._take(Coding(id_, document, start, end, code, coder or None, words, more, date, passage))
        if not codings:
            self._take(Coding(own, document, start, end, None, _id(given[0]) or None, words, memo, given[1], passage))

    def _take(self, coding: Coding) -> None:
        id_, number = coding.id, 2
        while id_ in self._codings:  # an id that several share
            id_, number = f"{coding.id}-{number}", number + 1
        self._codings[id_] = coding if id_ == coding.id else coding._replace(id=id_)

    def _areas(self, source: Element, held: Element | None) -> None:
        """Leave what is coded outside of texts, and drop the copies of passages that are.

        ATLAS.ti writes a passage of a PDF once in the text, and again as an area on each page that it touches: the
        first with the same GUID, the next with the same name, time, coders and codes.
        """
        if not (all_ := [*_each(source, *_AREAS)]):
            return
        passages = {_id(one.get("guid")) for one in _each(held, "PlainTextSelection")}
        copies = {
            self._likeness(one)
            for one in _each(source, "PDFSelection")
            if _id(one.get("guid")) in passages and one.get("name")
        }
        areas = [one for one in all_ if _id(one.get("guid")) not in passages and self._likeness(one) not in copies]
        of = (_id(source.get("guid")),)
        for area in areas:
            self._keep("Document", area, _AREAS[name_of(area)], of, self._coded_in(source, area))
        bare = {key: value for key, value in source.attrib.items() if key in {"guid", "path"}}
        if areas:  # what a text with areas was, and the name of its file
            self._keep("Document", Element(source.tag, bare), "", of, ())

    def _coded_in(self, source: Element, area: Element) -> list[str]:
        """What an area says, one for each of its codings."""
        page = area.get("page", "")
        where = f"{self._called(source)}, page {int(page) + 1}" if page.isdecimal() else self._called(source)
        codes = [self._labelled(one, "") for one in _each(area, "Coding")] or ["without a code"]
        return [f"{where}: {code}" for code in codes]

    def _whole(self, source: Element) -> None:
        """Keep a source of which nothing is a text, with all that hangs on it, for the documents that are its texts."""
        of = tuple(_id(one.get("guid")) for one in _each(source, "Transcript"))
        name = self._called(source)
        known = {_id(one.get("targetGUID")) for one in source.iter() if name_of(one) == "NoteRef"} & {*self._notes}
        whats = [name, *(f"{name}: {self._labelled(one, '')}" for one in _each(source, "Coding"))]
        for area in _each(source, *_AREAS):
            told = self._coded_in(source, area)
            if shaped(area, str) is None:
                self._leave(_AREAS[name_of(area)], told)
            else:
                whats += told
        self._keep("Sources", source, "a recording, picture or PDF without a text (its file is not kept)", of, whats)
        for id_ in known:
            self._told.add(id_)
            self._asides.setdefault(id_, []).extend(of)

    def _likeness(self, area: Element) -> tuple[object, ...]:
        """What the copies of one passage have in common."""
        codes = frozenset((self._code_of(one), _id(one.get("creatingUser"))) for one in _each(area, "Coding"))
        return area.get("name"), area.get("creationDateTime"), codes

    def _rest(self, element: Element, source: Element, document: str) -> None:
        """Keep what a document has besides passages."""
        name, of = self._called(source), (document,)
        for one in _each(element, "Coding"):
            self._keep("Document", one, "a coding of a whole source", of, [self._labelled(one, name)])
        for one in _each(element, "VariableValue"):
            self._keep("Document", one, "a value of a variable", of, [name])
        self._memos(element, "Document", "a memo of a source", of)

    # ---- what has no place here --------------------------------------------------------------------------------------

    def _memos(self, element: Element, where: str, cause: str, of: tuple[str, ...]) -> None:
        """Keep the description of an element and the memos that it refers to, told as one."""
        refs = [one for one in _each(element, "NoteRef") if _id(one.get("targetGUID")) in self._notes]
        if not _text(element) and not refs:
            return
        what = self._called(element) if of else self._memo(element)
        told = [what]
        if (described := element.find("Description")) is not None and _text(element):
            self._keep(where, described, cause, of, told)
            told = []
        for one in refs:
            id_ = _id(one.get("targetGUID"))
            self._told.add(id_)
            self._asides.setdefault(id_, []).extend(of)
            self._keep(where, one, cause, of, told)
            told = []

    def _keep_note(self, id_: str, cause: str, whats: Iterable[str], of: tuple[str, ...] = ()) -> None:
        """Keep a memo with its text in it, wherever that lies."""
        note = self._notes[id_]
        whole = Element(note.tag, note.attrib)
        text = Element("PlainTextContent")
        text.text = (self._plain(note) or "").removeprefix("\ufeff")
        whole.extend([text, *(one for one in note if name_of(one) != "PlainTextContent")])
        self._keep("Notes", whole, cause, tuple(dict.fromkeys(of)), whats)

    def _about(self, element: Element) -> tuple[str, ...]:
        """The documents that something refers to, or to passages of."""
        found = (self._home.get(id_, id_) for id_ in referred(element))
        return tuple(dict.fromkeys(id_ for id_ in found if id_ in self._documents))

    def _keep(
        self,
        where: str,
        element: Element,
        cause: str,
        of: tuple[str, ...] = (),
        whats: Iterable[str] | None = None,
    ) -> None:
        """Keep an element as a part, and tell it; where the format does not allow it, it is left out."""
        found = shaped(element, str, f"{where} {of}")
        told = tuple(map(short, [self._called(element)] if whats is None else whats))
        if found is None:
            self._leave(cause, told if cause else ())
            return
        id_ = known_by(found)
        if where == "Project" and id_ == "Description":  # of this project and not of another one
            id_ = f"{id_} {guid_of(self.root.get('name'))}".strip()
        self.parts.append(Part(where, id_, of, cause, markup(found), told))

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
        found = element.find("PlainTextContent")
        return (found.text or "") if found is not None else None

    def _memo(self, element: Element) -> str:
        """The description of something, and the memos that belong to it."""
        described, refs = element.find("Description"), element.findall("NoteRef") if self._notes else ()
        if described is None and not refs:
            return ""
        parts = [(described.text or "").strip()] if described is not None else []
        for one in refs:
            id_ = _id(one.get("targetGUID"))
            if (note := self._notes.get(id_)) is not None:
                self._told.add(id_)
                parts.append((self._plain(note) or _text(note)).removeprefix("\ufeff").strip())
        return "\n\n".join(filter(None, parts))

    def _code_of(self, coding: Element) -> str:
        reference = coding.find("CodeRef")
        return _named(reference.get("targetGUID")) if reference is not None else ""

    def _labelled(self, coding: Element, what: str) -> str:
        code = self.codes.get(self._code_of(coding))
        name = code.name if code is not None else "a code that is not in the file"
        return f"{what}: {name}" if what else name

    @staticmethod
    def _called(element: Element) -> str:
        return element.get("name") or _id(element.get("guid")) or name_of(element)

    def _leave(self, cause: str, what: Iterable[str]) -> None:
        self.left += (Left(cause, short(one)) for one in what)
