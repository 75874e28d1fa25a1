"""What a reader finds in the files of a report, however they are made: words, titles, alternatives, properties.

It reads the bytes that are about to be written, so that nothing can come into them unseen: by a template, a style
sheet, a reference document or a library.
"""

from __future__ import annotations

import html
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from cmo_eval.errors import CmoEvalError
from cmo_eval.report.templates import SUFFIX
from cmo_eval.rules.names import Names

_MOST = 5
_TAG = re.compile(
    r"<!--(?P<comment>.*?)-->|<\?.*?\?>|</?(?P<tag>[\w:.-]+)(?P<more>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
_LOOKS = re.compile(r"<(?:\w+:)?rPr\b(?:[^>]*/>|[^>]*>.*?</(?:\w+:)?rPr>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_INLINE = "a abbr b bdi bdo cite code em i mark q s small span strong sub sup tspan u wbr"
_RUNS = "bookmarkEnd bookmarkStart hyperlink lastRenderedPageBreak proofErr r softHyphen t"
_WITHIN_WORDS = frozenset((*_INLINE.split(), *_RUNS.split()))
"""Elements of HTML and SVG, and of Office files, that do not end a word."""
_TOLD = (
    "alt aria-label author content descr description display displayName href initials label lastModifiedBy location"
    " name summary Target title tooltip uri"
)
_SAYING = frozenset(_TOLD.split())
"""Attributes that say something to a person; others hold numbers and signs of the format."""
_NAMING = frozenset(("name", "aliases", "alias", "tag"))
"""Elements of Word whose `val` is a name that a person gave."""


def refuse_names(files: Mapping[str, bytes], names: Names, own: Path) -> None:
    """Nothing, where no name of the list stands in any of these files.

    Args:
        files: what is about to be written, by relative names.
        names: the list of names that must never be published.
        own: the folder of the evaluation's own templates, in which a name that is printed may stand.

    Raises:
        CmoEvalError: one does; says in which file, and where it may come from.
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    for file, content in files.items():
        for text in (file, *said(file, content)):
            if text not in seen:
                seen.add(text)
                for masked in names.found(text):
                    found.setdefault(file, masked)
    if not found:
        return
    shown = [f"{file} ({masked})" for file, masked in list(found.items())[:_MOST]]
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    origin = ", ".join(_origins(own, names))
    raise CmoEvalError(
        f"a name of the list would be printed in {', '.join(shown)}{more}: nothing was written",
        f"it stands in {origin}" if origin else "it comes from a template, the style sheet or the reference document",
    )


def _origins(own: Path, names: Names) -> Iterator[str]:
    """The files of the user's own that bring a name in, text ones with the line."""
    for path in sorted(own.rglob("*")) if own.is_dir() else ():
        if not path.is_file() or path.is_symlink() or not path.name.endswith((SUFFIX, ".css", ".docx")):
            continue
        content = path.read_bytes()
        shown = f"{own.name}/{path.relative_to(own).as_posix()}"
        if path.suffix == ".docx":
            if any(True for text in said(path.name, content) for _ in names.found(text)):
                yield shown
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if any(True for _ in names.found(line)):
                yield f"{shown}, line {number}"
                break


def said(name: str, content: bytes) -> Iterator[str]:
    """What a file says, by its kind: its words in pieces that no word runs over, its titles, alternatives, properties.

    Pictures of points in it are not read.

    Args:
        name: of the file; its ending says what kind it is.
        content: its bytes.
    """
    kind = name.rpartition(".")[2].lower()
    if kind in {"docx", "xlsx"}:
        yield from _packed(content)
    elif kind == "pdf":
        yield from _pdf(content)
    elif kind == "html":
        yield from _html(content.decode("utf-8", "replace"))
    elif kind in {"svg", "xml"}:
        yield from _marked_up(content.decode("utf-8", "replace"))
    else:
        yield from content.decode("utf-8", "replace").splitlines()


def _packed(content: bytes) -> Iterator[str]:
    """Every part of an Office file, with its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield packed.comment.decode("utf-8", "replace")
            for entry in packed.infolist():
                yield entry.filename
                kind = entry.filename.rpartition(".")[2].lower()
                if kind in {"xml", "rels", "vml"}:
                    yield from _marked_up(packed.read(entry).decode("utf-8", "replace"))
                elif kind in {"html", "htm", "txt", "docx", "xlsx"}:
                    yield from said(entry.filename, packed.read(entry))
    except zipfile.BadZipFile:
        return


def _marked_up(text: str) -> Iterator[str]:
    """The words of XML in pieces between elements that end a word, and what its attributes say."""
    text = _LOOKS.sub("", text)
    piece: list[str] = []
    end = 0
    for match in _TAG.finditer(text):
        piece.append(text[end : match.start()])
        end = match.end()
        if match["comment"] is not None:
            yield match["comment"]
        if match["tag"] is None:
            continue
        tag = match["tag"].rpartition(":")[2]
        if tag not in _WITHIN_WORDS:
            yield html.unescape("".join(piece))
            piece = []
        if "=" in match["more"]:
            yield from _attributes(tag, match["more"])
    piece.append(text[end:])
    yield html.unescape("".join(piece))


def _attributes(tag: str, more: str) -> Iterator[str]:
    for match in _ATTRIBUTE.finditer(more):
        name = match["name"].rpartition(":")[2]
        if name in _SAYING or (name == "val" and tag in _NAMING):
            yield html.unescape(match["double"] or match["single"] or "")


class _Reader(HTMLParser):
    """Collects what a page says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._piece: list[str] = []

    def end_piece(self) -> None:
        if self._piece:
            self.found.append("".join(self._piece))
            self._piece = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _WITHIN_WORDS:
            self.end_piece()
        self.found += [value for name, value in attrs if value and (name in _SAYING or name.startswith("data-"))]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _WITHIN_WORDS:
            self.end_piece()

    def handle_data(self, data: str) -> None:
        self._piece.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def _html(text: str) -> Iterable[str]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_piece()
    return [value for value in reader.found if not value.startswith("data:")]


def _pdf(content: bytes) -> Iterator[str]:
    """Lines of its pages (words over two lines put together too), titles of its contents, alternatives, properties."""
    from pypdf import PdfReader  # noqa: PLC0415 - heavy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader: Any = PdfReader(io.BytesIO(content))
        yield from (str(value) for value in (reader.metadata or {}).values())
        yield from reader.attachments
        for page in reader.pages:
            text = page.extract_text()
            yield from text.splitlines()
            yield " ".join(re.sub(r"[-\u2010\u00ad]\n", "", text).split("\n"))
        yield from _alternatives(reader)


def _alternatives(reader: Any) -> Iterator[str]:
    """What stands in for pictures, titles of the contents, and metadata as XML."""
    root = reader.trailer["/Root"]
    waiting, seen = [root.get("/StructTreeRoot"), root.get("/Outlines")], set()
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        node = node.get_object()
        if isinstance(node, list):
            waiting += node
            continue
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        yield from (str(node[key]) for key in ("/Alt", "/ActualText", "/T", "/E", "/Title") if key in node)
        waiting += [node[key] for key in ("/K", "/First", "/Next") if key in node]
    metadata = root.get("/Metadata")
    if metadata is not None:
        yield from _marked_up(metadata.get_object().get_data().decode("utf-8", "replace"))
