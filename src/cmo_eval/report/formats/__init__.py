"""Which files a report consists of in which formats, what makes each, and by what one of ours is known."""

from __future__ import annotations

import hashlib
import io
import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cmo_eval.charts.picture import Picture
from cmo_eval.charts.picture import ours as our_picture
from cmo_eval.deferred import dataclass, expression
from cmo_eval.messages import label
from cmo_eval.model import STANCES, Evaluation
from cmo_eval.progress import stage
from cmo_eval.report.contents import ReportView
from cmo_eval.report.document import Document, Foreign, Inline, Text
from cmo_eval.report.document.language import Rewrite, in_their_language, own_words, rewritten
from cmo_eval.report.document.markdown import MARK, document, with_contents
from cmo_eval.report.sentences import date
from cmo_eval.report.templates import REPORT, chapter_file
from cmo_eval.report.templates.files import House

GENERATOR = '<meta name="generator" content="cmo-eval">'
"""Stands in the head of every HTML file of ours."""
CREATOR = "cmo-eval"
"""By whom files of ours were last written (Word, Excel), and a keyword of theirs (PDF)."""
_MAKER = expression(rb"<(?:dc:creator|cp:lastModifiedBy)[^>]*>([^<]*)</")
_LAST = expression(rb"<cp:lastModifiedBy[^>]*>([^<]*)</")
BODY, NOTED = "word/document.xml", "customXml/item1.xml"
"""Where a Word file of ours has its text, and what it says was written in it."""
_TEXT = expression(rb'<written [^>]*made="cmo-eval"[^>]* text="([0-9a-f]{64})"')
_CUSTOM = expression(r"customXml/item\d+\.xml")
_MAX_NOTED, _MAX_BODY = 20_000_000, 500_000_000
_MAX_PROPERTIES = 1_000_000
_MAX_HEAD = 4000


def _head(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.read(_MAX_HEAD)


def _our_office_file(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        entry = packed.getinfo("docProps/core.xml")
        if entry.file_size > _MAX_PROPERTIES:
            return False
        properties = packed.read(entry)
    match = _LAST.search(properties) or _MAKER.search(properties)
    return match is not None and match[1] == CREATOR.encode()


def _our_word(path: Path) -> bool:
    """Whether it is a Word document of ours with the text that we wrote; older ones say no more than who made them."""
    with zipfile.ZipFile(path) as packed:
        noted = NOTED in packed.namelist() and packed.getinfo(NOTED).file_size < _MAX_NOTED
        said = _TEXT.search(packed.read(NOTED)) if noted else None
        body = packed.getinfo(BODY)
        same = said is None or (
            body.file_size < _MAX_BODY and hashlib.sha256(packed.read(body)).hexdigest().encode() == said[1]
        )
    return same and _our_office_file(path)


def was_ours(path: Path) -> bool:
    """Whether it is a report in Word that was edited since the tool wrote it."""
    try:
        with zipfile.ZipFile(path) as packed:
            customs = [
                one for one in packed.infolist() if _CUSTOM.fullmatch(one.filename) and one.file_size < _MAX_NOTED
            ]
            return any(_TEXT.search(packed.read(one)) for one in customs) and not ours(path)
    except (OSError, zipfile.BadZipFile):
        return False


def _our_pdf(path: Path) -> bool:
    from pypdf import PdfReader  # noqa: PLC0415 - heavy
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            about: Any = PdfReader(path).metadata
            return bool(about) and str(about["/Keywords"]) == CREATOR
    except (PyPdfError, ValueError, TypeError, AttributeError, RecursionError):
        return False  # whatever it is, it is not what we write


@dataclass(frozen=True, slots=True)
class Format:
    """A format: by what a file of ours is known, and where what writes it is and what tells that it can be written.

    `writer` and `needs` are `module:function` in this folder, imported when they are wanted. A writer makes the bytes
    of a file from the tree of a document, its pictures by name and the house style; Markdown and workbook have none.
    """

    ours: Callable[[Path], bool]
    writer: str = ""
    needs: str = ""


MARKDOWN, WORKBOOK = "md", "xlsx"
FORMATS: Mapping[str, Format] = {
    MARKDOWN: Format(lambda path: _head(path).startswith(MARK)),
    WORKBOOK: Format(_our_office_file),
    "html": Format(lambda path: GENERATOR in _head(path), "html:html_bytes"),
    "docx": Format(_our_word, "word:word_bytes"),
    "pdf": Format(_our_pdf, "pdf:pdf_bytes", "pdf:need_typst"),
}
"""The formats by what files end in, which is what users call them too."""
_PICTURES: Mapping[str, Callable[[Picture], str]] = {"svg": lambda one: one.svg, "mmd": lambda one: one.mermaid}
"""What the figures beside Markdown end in: drawings, and diagrams as Mermaid where they have that."""
SUFFIXES = frozenset(f".{one}" for one in (*FORMATS, *_PICTURES))
"""What files of a report end in."""
_SECTION = expression(r"§ (?=\d)")


def ours(path: Path) -> bool:
    """Whether the tool made the file, and nobody has saved it in another program since, as far as that can be seen."""
    form = path.suffix[1:]
    known = our_picture if form in _PICTURES else FORMATS[form if form in FORMATS else MARKDOWN].ours
    try:
        return known(path)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, KeyError):
        return False


def moment(date: str) -> datetime:
    """When a document was made: the evaluation's date (`2017`, `2017-04`, `2017-04-20`), at midnight UTC.

    Without one it is SOURCE_DATE_EPOCH (seconds since 1970), else the first of January 2000: never the clock.
    """
    if date:
        year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
        return datetime(year, month, day, tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime(2000, 1, 1, tzinfo=UTC)


def names(view: ReportView, formats: Iterable[str], *, chapters: bool) -> tuple[str, ...]:
    """The names of the files, relative and with `/`, in the order in which they are written.

    Args:
        view: what the report says.
        formats: of `FORMATS`.
        chapters: a file for each chapter and no whole report; else the whole, in Markdown with its chapters too.
    """
    return tuple(_plan(view, formats, chapters=chapters))


def files(
    view: ReportView,
    texts: Mapping[str, str],
    formats: Iterable[str],
    house: House,
    *,
    chapters: bool,
    written: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, bytes]:
    """The files by their names, as `names` gives them, made one after the other.

    Args:
        view: what the report says.
        texts: the Markdown by file name, as templates make it.
        formats: of `FORMATS`.
        house: the house style.
        chapters: as in `names`.
        written: what was written in each text, for who reads a document back once somebody edited it.

    Raises:
        CmoEvalError: a library that a format needs is not installed, or the reference document cannot be read.
    """
    pictures = view.pictures.all
    made: dict[str, bytes] = {}
    trees: dict[str, Document] = {}
    rewrite: Rewrite | None = None
    plan = _plan(view, formats, chapters=chapters)
    for done, (name, (format_, source)) in enumerate(plan.items()):
        stage(f"making {name}", done, len(plan))
        if format_ == WORKBOOK:
            book = io.BytesIO()  # not a file for the time being, which a run that is ended would leave behind
            _imported("workbook:write_workbook")(view, book)
            made[name] = book.getvalue()
        elif format_ in _PICTURES:
            made[name] = _PICTURES[format_](pictures[source]).encode("utf-8")
        elif format_ == MARKDOWN:
            made[name] = with_contents(texts[source]).encode("utf-8")
        else:
            if source not in trees:
                rewrite = rewrite or _rewrite(view)
                tree = rewritten(_tree(view, source, texts[source]), rewrite)
                trees[source] = replace(tree, written=written.get(source, ""))
            made[name] = _imported(FORMATS[format_].writer)(trees[source], pictures, house)
    return made


def one_file(format_: str, text: str, title: str, evaluation: Evaluation, house: House) -> bytes:
    """A Markdown text without pictures as a file of its own in a format that has a writer (Word, HTML, PDF).

    Args:
        format_: of `FORMATS`.
        text: Markdown.
        title: of the document.
        evaluation: what it is about, for its language and date.
        house: the house style.

    Raises:
        CmoEvalError: as for `files`.
    """
    date_ = evaluation.date or ""
    tree = document(text, title, evaluation.language, subject=evaluation.programme.name, date=date_)
    made: bytes = _imported(FORMATS[format_].writer)(tree, {}, house)
    return made


def need(formats: Iterable[str]) -> None:
    """Refuse formats that cannot be written here.

    Raises:
        CmoEvalError: a library that one of them needs is not installed.
    """
    for needs in filter(None, (FORMATS[one].needs for one in formats)):
        _imported(needs)()


def _imported(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(f"{__name__}.{module}"), function)


def _plan(view: ReportView, formats: Iterable[str], *, chapters: bool) -> dict[str, tuple[str, str]]:
    """Name of each file, with its format and what it is made from: a text by its name, or a picture by its id."""
    plan: dict[str, tuple[str, str]] = {}
    own = [f"chapters/{chapter_file(chapter)}" for chapter in view.chapters]
    for format_ in dict.fromkeys(formats):
        if format_ == WORKBOOK:
            plan["report.xlsx"] = (WORKBOOK, "")
            continue
        sources: Sequence[str] = own if chapters else [REPORT, *own] if format_ == MARKDOWN else [REPORT]
        for source in sources:
            plan[f"{source.removesuffix('.md')}.{format_}"] = (format_, source)
        for one in view.pictures.all.values() if format_ == MARKDOWN else ():
            for ending, content in _PICTURES.items():
                if content(one):
                    plan[f"figures/{one.id}.{ending}"] = (ending, one.id)
    return plan


def _tree(view: ReportView, source: str, text: str) -> Document:
    titles = {f"chapters/{chapter_file(chapter)}": f"{view.head.title}: {chapter.title}" for chapter in view.chapters}
    return document(
        text,
        titles.get(source, view.head.title),
        view.language,
        authors=view.head.authors or tuple(one.id for one in view.team),
        subject=", ".join(filter(None, (view.head.programme, date(view.head.date, view.language)))),
        date=view.head.date,
    )


def _rewrite(view: ReportView) -> Rewrite:
    """Says which words are in another language; keeps the sign of a section and a stance on the line of its number."""
    other = view.own_language not in {"", view.language}
    texts = own_words(view) if other else ()
    in_language = in_their_language(texts, view.own_language)
    stances = "|".join(re.escape(label(f"report.noun.{stance}", view.language)) for stance in STANCES)
    counted = re.compile(rf"(?<=[:,] )({stances}) (?=\d+(?:[,.]|$| \[))")  # only in a list of numbers by stance

    def rewrite(words: Text) -> tuple[Inline, ...]:
        return tuple(
            replace(part, text=counted.sub("\\1\u00a0", _SECTION.sub("§\u00a0", part.text)))
            if isinstance(part, Text | Foreign)
            else part
            for part in in_language(words)
        )

    return rewrite
