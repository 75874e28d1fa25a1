"""A project as the files that programs exchange: a REFI-QDA project (.qdpx) and a codebook (.qdc), the same each time.

Positions count Unicode code points of a text with LF line ends, or as the program does that a file is for (`targets`).
Texts are UTF-8 without byte order mark, and an end is the place after the last character. Elements stand in the order
of the schemas of REFI-QDA 1.0, the Rotterdam Exchange Format Initiative's (2019).
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.projects import counting, refi
from cmo_eval.projects.measure import Measure
from cmo_eval.projects.project import Code, Coding, Document, Part, Project, second_guid
from cmo_eval.projects.refi_parts import codes_only, element_of, in_capitals, markup, name_of
from cmo_eval.projects.targets import PLAIN, Target

PROJECT_FILE = "project.qde"
_PROJECT, _CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
_SCHEMAS = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say; when it was made makes no difference
_LEVEL = 4  # two thirds of the time of the usual one, for a file that is a twentieth larger
_AS_IT_IS = 3 << 3  # made on Unix, so that permissions count
_TEXT_OF = {"PDFSource": "Representation", "PictureSource": "TextDescription"}
_MEMOS = "\n\n"
_REFUSED = dict.fromkeys((*(chr(code) for code in range(32) if code not in (9, 10, 13)), "\ufffe", "\uffff"), "")
"""Characters that XML cannot hold."""
_IN_TEXT = {**_REFUSED, "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
"""Line ends as references, since a parser makes blanks of them."""
_ODD, _ODD_IN_ATTRIBUTE = (expression(f"[{''.join(signs)}]") for signs in (_IN_TEXT, _IN_ATTRIBUTE))


def project_files(project: Project, name: str, target: Target = PLAIN) -> dict[str, bytes]:
    """The files in a .qdpx, by their paths in it; `name` is what the project is called, `target` whom it is for.

    Each document must have a text in code points with LF line ends, and each coding its place in that. Codings of one
    coder at one place with one memo become one selection. Ids are GUIDs.

    Raises:
        CmoEvalError: two things have the same id, or a text has what XML or the format cannot hold.
    """
    _refuse_twice(project)
    written = _written(project, target)
    texts = {f"sources/{one.id}.txt": (one.text or "").encode("utf-8") for one in written.documents}
    return {PROJECT_FILE: (_HEAD + "\n".join(_project(written, name)) + "\n").encode("utf-8"), **texts}


def qdpx(project: Project, name: str, target: Target = PLAIN) -> bytes:
    """The bytes of a .qdpx; of the same project, the same bytes. Raises as `project_files`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in project_files(project, name, target).items():
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.create_system, entry.external_attr = _AS_IT_IS >> 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=_LEVEL)
    return packed.getvalue()


def qdc(project: Project, target: Target = PLAIN) -> bytes:
    """The bytes of a .qdc: the codes alone. Raises as `project_files`; CmoEvalError too where there is no code."""
    _refuse_twice(project)
    if not project.codes:
        raise CmoEvalError("there is no code to hand on", "a codebook has codes; `cmo-eval code new` makes one")
    groups = tuple(part for part in project.parts if part.where == "Sets")
    written = _written(replace(project, documents=(), codings=(), parts=groups), target)
    sets = [markup(one) for part in written.parts if (one := codes_only(element_of(part.markup))) is not None]
    sets = ["<Sets>", *sets, "</Sets>"] if sets else []
    opening = _open("CodeBook", xmlns=_CODEBOOK, origin=written.origin)
    lines = [opening, *_codes(written.codes), *sets, "</CodeBook>"]
    return (_HEAD + "\n".join(lines) + "\n").encode("utf-8")


def refuse_changed(project: Project, content: bytes) -> None:
    """Refuse a .qdpx that has other codes or texts when it is read again, or a coding at another place in them.

    Raises:
        CmoEvalError: it has not.
    """
    again = refi.project(content)
    found = counting.placed(again)
    there = {_said(one.coding, one.start, one.end) for one in found.placed}
    lost = [one for one in project.codings if _said(one, one.start, one.end) not in there]
    texts = {one.id: one.text for one in project.documents}
    kept = {_known(part) for part in again.parts} == {_known(part) for part in project.parts}
    same = kept and again.codes == project.codes and found.texts == texts
    if lost or len(there) != len(project.codings) or not same:
        what = f"{len(lost)} codings" if lost else "its codes, parts or texts"
        raise CmoEvalError(
            f"read again, the file does not hold the same: {what} differ", "nothing was written; please report this"
        )


def _known(part: Part) -> tuple[object, ...]:
    """What a part is known by, whatever the project is called."""
    where, id_, of = part.key
    return where, id_.partition(" ")[0], of


def _said(coding: Coding, start: int, end: int) -> tuple[object, ...]:
    """What a coding says, and of what."""
    return coding.id, coding.document, start, end, coding.code, coding.coder, coding.memo.strip()


def _written(project: Project, target: Target) -> Project:
    """The project as its file has it: positions, line ends and GUIDs as the target's, and the words of each coding."""
    spelled = str.upper if target.capitals else str
    documents, codings = [], []
    of_document: dict[str, list[Coding]] = defaultdict(list)
    for coding in project.codings:
        of_document[coding.document].append(coding)
    for one in project.documents:
        text = _plain(one)
        document = replace(one, id=spelled(one.id), text=text.replace("\n", "\r\n") if target.crlf else text)
        documents.append(document)
        positions = Measure(document).positions(target.rule)
        for coding in of_document[one.id]:
            start, end = coding.start, coding.end
            if not 0 <= start <= end <= len(text):
                raise CmoEvalError(f"a coding of {one.name} does not lie in its text", "anchor it again")
            codings.append(
                Coding(
                    spelled(coding.id),
                    document.id,
                    positions[start],
                    positions[end],
                    coding.code and spelled(coding.code),
                    coding.coder and spelled(coding.coder),
                    text[start:end],
                    coding.memo,
                    coding.date,
                    spelled(coding.passage),
                )
            )
    return Project(
        target.origin(project.origin),
        tuple(replace(one, id=spelled(one.id)) for one in project.coders),
        tuple(replace(one, id=spelled(one.id), parent=one.parent and spelled(one.parent)) for one in project.codes),
        tuple(documents),
        tuple(codings),
        parts=tuple(in_capitals(one) for one in project.parts) if target.capitals else project.parts,
    )


# ---- elements -------------------------------------------------------------------------------------------------------


def _project(project: Project, name: str) -> Iterator[str]:
    where = {"xmlns": _PROJECT, "xmlns:xsi": _SCHEMAS, "xsi:schemaLocation": f"{_PROJECT} Project.xsd"}
    yield _open("Project", name=name, origin=project.origin, **where)
    if project.coders:
        yield "<Users>"
        yield from (_empty("User", guid=one.id, name=one.name) for one in project.coders)
        yield "</Users>"
    if project.codes:
        yield from ("<CodeBook>", *_codes(project.codes), "</CodeBook>")
    parts: dict[str, list[Part]] = defaultdict(list)
    for part in project.parts:
        parts[part.of[0] if part.where == "Document" else part.where].append(part)
    for name_ in ("Variables", "Cases"):
        yield from _within(name_, parts[name_])
    if project.documents or parts["Sources"]:
        of_document: dict[str, list[Coding]] = defaultdict(list)
        for coding in project.codings:
            of_document[coding.document].append(coding)
        yield "<Sources>"
        for one in project.documents:
            yield from _source(one, of_document[one.id], parts[one.id])
        yield from (part.markup for part in parts["Sources"])
        yield "</Sources>"
    for name_ in ("Notes", "Links", "Sets", "Graphs"):
        yield from _within(name_, parts[name_])
    yield from _hanging(parts["Project"], "Description", "NoteRef")
    yield "</Project>"


def _within(element: str, parts: Sequence[Part]) -> Iterator[str]:
    """What the project has of one kind; nothing without any."""
    if parts:
        yield from (f"<{element}>", *(part.markup for part in parts), f"</{element}>")


def _source(document: Document, codings: Sequence[Coding], parts: Sequence[Part]) -> Iterator[str]:
    """A text; as what it was where areas of that are coded."""
    text = {"name": document.name, "plainTextPath": f"internal://{document.id}.txt"}
    passages = _selections(codings)
    hung = ("Coding", "NoteRef", "VariableValue")
    outer = next((part for part in parts if part.id == document.id), None)
    if outer is None:
        yield _open("TextSource", guid=document.id, **text)
        yield from (*_hanging(parts, "Description"), *passages, *_hanging(parts, *hung), "</TextSource>")
        return
    was = element_of(outer.markup)
    kind, inner = name_of(was), _TEXT_OF[name_of(was)]
    whole = (
        _open(inner, guid=second_guid(document.id, "text"), **text),
        *passages,
        f"</{inner}>",
    )
    areas = [*_hanging(parts, kind.replace("Source", "Selection"))]
    path = {"path": was.attrib["path"]} if "path" in was.attrib else {}
    yield _open(kind, guid=document.id, name=document.name, **path)
    yield from _hanging(parts, "Description")
    yield from (*areas, *whole) if kind == "PDFSource" else (*whole, *areas)
    yield from (*_hanging(parts, *hung), f"</{kind}>")


def _hanging(parts: Sequence[Part], *elements: str) -> Iterator[str]:
    """Those parts that are such elements, in this order; descriptions as one."""
    for element in elements:
        found = [part.markup for part in parts if part.markup.startswith((f"<{element} ", f"<{element}>"))]
        if element == "Description" and len(found) > 1:
            texts = (element_of(one).text or "" for one in found)
            found = [f"<Description>{_text(_MEMOS.join(texts))}</Description>"]
        yield from found


def _codes(codes: Sequence[Code]) -> Iterator[str]:
    below: dict[str | None, list[Code]] = defaultdict(list)
    for one in codes:
        below[one.parent].append(one)
    yield "<Codes>"
    waiting: list[Code | None] = [*reversed(below[None])]  # None ends the code above
    while waiting:
        if (code := waiting.pop()) is None:
            yield "</Code>"
            continue
        more = {"color": code.colour} if code.colour else {}
        yield _open("Code", guid=code.id, name=code.name, isCodable="true" if code.codable else "false", **more)
        if code.description:
            yield f"<Description>{_text(code.description)}</Description>"
        waiting += [None, *reversed(below[code.id])]
    yield "</Codes>"


def _selections(codings: Iterable[Coding]) -> Iterator[str]:
    """Each passage with its codings, in lines."""
    passages: dict[tuple[int, int, str, str], list[Coding]] = defaultdict(list)
    for one in codings:
        passages[one.start, one.end, one.coder or "", one.memo].append(one)
    for (start, end, coder, memo), some in sorted(passages.items()):
        first = some[0]
        passage = next((one.passage for one in some if one.passage), "")
        guid = passage or (first.id if first.code is None else second_guid(first.id, "selection"))
        words, by = _attribute(first.words), _by(coder, first.date)
        named = f'guid="{_attribute(guid)}" name="{words}"'
        lines = [f'<PlainTextSelection {named} startPosition="{start}" endPosition="{end}"{by}>']
        if memo:
            lines.append(f"<Description>{_text(memo)}</Description>")
        for one in some:
            if one.code is not None:
                by = _by(coder, one.date)
                lines.append(f'<Coding guid="{_attribute(one.id)}"{by}>\n{_reference(one.code)}\n</Coding>')
        yield "\n".join([*lines, "</PlainTextSelection>"])


@lru_cache(maxsize=1024)
def _reference(code: str) -> str:
    return f'<CodeRef targetGUID="{_attribute(code)}"/>'


@lru_cache(maxsize=256)  # few people code on few days
def _by(coder: str, date: str) -> str:
    said = {"creatingUser": coder, "creationDateTime": date}
    return _attributes({key: value for key, value in said.items() if value})


# ---- text -----------------------------------------------------------------------------------------------------------


def _open(element: str, /, **attributes: str) -> str:
    return f"<{element}{_attributes(attributes)}>"


def _attributes(said: Mapping[str, str]) -> str:
    return "".join(f' {key}="{_attribute(value)}"' for key, value in said.items())


def _empty(element: str, /, **attributes: str) -> str:
    return f"{_open(element, **attributes)[:-1]}/>"


def _text(text: str) -> str:
    return _ODD.sub(lambda found: _IN_TEXT[found[0]], text)


def _attribute(text: str) -> str:
    return _ODD_IN_ATTRIBUTE.sub(lambda found: _IN_ATTRIBUTE[found[0]], text)


def _plain(document: Document) -> str:
    text = document.text
    if text is None or "\r" in text or text.startswith("\ufeff"):
        what = "has no text" if text is None else "has a text with other line ends than LF, or a byte order mark"
        raise CmoEvalError(f"{document.name} {what}", "bring its text in again")
    return text


def _refuse_twice(project: Project) -> None:
    known: dict[str, str] = {}
    parts: Mapping[str, Iterable[str]] = {
        "coders": (one.id for one in project.coders),
        "codes": (one.id for one in project.codes),
        "documents": (one.id for one in project.documents),
        "codings": (one.id for one in project.codings),
    }
    for kind, ids in parts.items():
        for id_ in ids:
            if id_ in known:
                raise CmoEvalError(f"{id_} stands for two of the {known[id_]} and {kind}", "give one another id")
            known[id_] = kind
