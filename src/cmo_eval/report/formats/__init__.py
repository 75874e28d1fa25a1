"""Which files a report consists of in which formats, and what makes each; the table of formats."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TypeAlias

from cmo_eval.charts.picture import Picture
from cmo_eval.messages import label
from cmo_eval.model import STANCES
from cmo_eval.progress import stage
from cmo_eval.report.contents import Chapter, ReportView
from cmo_eval.report.document import Document, Foreign, Inline, Text
from cmo_eval.report.document.language import Rewrite, in_their_language, own_words, rewritten
from cmo_eval.report.document.reading import document, with_contents
from cmo_eval.report.sentences import date
from cmo_eval.report.templates.files import House
from cmo_eval.report.templates.rendering import REPORT, chapter_file

DocumentWriter: TypeAlias = Callable[[Document, Mapping[str, Picture], House], bytes]
"""What a format is: from the tree of a document, its pictures and the house style to the bytes of a file."""

MARKDOWN = "md"
WORKBOOK = "xlsx"
DOCUMENTS: Mapping[str, str] = {
    "html": "cmo_eval.report.formats.html:html_bytes",
    "docx": "cmo_eval.report.formats.word:word_bytes",
    "pdf": "cmo_eval.report.formats.pdf:pdf_bytes",
}
"""Formats written from the tree of a document: where their writer is, imported when it is wanted."""
_SECTION = re.compile(r"§ (?=\d)")
FORMATS: Sequence[str] = (MARKDOWN, WORKBOOK, *DOCUMENTS)


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
) -> dict[str, bytes]:
    """The files by their names, as `names` gives them, made one after the other.

    Args:
        view: what the report says.
        texts: the Markdown by file name, as templates make it.
        formats: of `FORMATS`.
        house: the house style.
        chapters: as in `names`.

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
            made[name] = _workbook(view)
        elif format_ == "svg":
            made[name] = pictures[source].svg.encode("utf-8")
        elif format_ == "mmd":
            made[name] = pictures[source].mermaid.encode("utf-8")
        elif format_ == MARKDOWN:
            made[name] = with_contents(texts[source]).encode("utf-8")
        else:
            if source not in trees:
                rewrite = rewrite or _rewrite(view)
                trees[source] = rewritten(_tree(view, source, texts[source]), rewrite)
            made[name] = writer(format_)(trees[source], pictures, house)
    return made


def need(formats: Iterable[str]) -> None:
    """Nothing, where all these formats can be written here.

    Raises:
        CmoEvalError: a library that one of them needs is not installed.
    """
    if "pdf" in formats:
        from cmo_eval.report.formats.pdf import need_typst  # noqa: PLC0415 - heavy

        need_typst()


def writer(format_: str) -> DocumentWriter:
    """What writes documents in this format."""
    module, _, function = DOCUMENTS[format_].partition(":")
    found: DocumentWriter = getattr(import_module(module), function)
    return found


def _plan(view: ReportView, formats: Iterable[str], *, chapters: bool) -> dict[str, tuple[str, str]]:
    """Name of each file, with its format and what it is made from: a text by its name, or a picture by its id."""
    plan: dict[str, tuple[str, str]] = {}
    own = [f"chapters/{chapter_file(chapter)}" for chapter in view.chapters]
    for format_ in dict.fromkeys(formats):
        if format_ == WORKBOOK:
            plan["report.xlsx"] = (WORKBOOK, "")
            continue
        sources = own if chapters else [REPORT, *own] if format_ == MARKDOWN else [REPORT]
        for source in sources:
            plan[f"{source.removesuffix('.md')}.{format_}"] = (format_, source)
        if format_ == MARKDOWN:
            plan.update(_pictures(view))
    return plan


def _pictures(view: ReportView) -> dict[str, tuple[str, str]]:
    """The figures that Markdown shows, each a file of its own; diagrams also as Mermaid."""
    plan: dict[str, tuple[str, str]] = {}
    for one in view.pictures.all.values():
        plan[f"figures/{one.id}.svg"] = ("svg", one.id)
        if one.mermaid:
            plan[f"figures/{one.id}.mmd"] = ("mmd", one.id)
    return plan


def _tree(view: ReportView, source: str, text: str) -> Document:
    by_file: dict[str, Chapter] = {f"chapters/{chapter_file(chapter)}": chapter for chapter in view.chapters}
    chapter = by_file.get(source)
    title = f"{view.head.title}: {chapter.title}" if chapter else view.head.title
    return document(
        text,
        title,
        view.language,
        authors=tuple(one.id for one in view.team),
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


def _workbook(view: ReportView) -> bytes:
    from cmo_eval.report.formats.workbook import write_workbook  # noqa: PLC0415 - heavy

    made = io.BytesIO()  # not a file for the time being, which a run that is ended would leave behind
    write_workbook(view, made)
    return made.getvalue()
