"""A synthesis as files: text, Word, HTML and a workbook."""

from __future__ import annotations

from cmo_eval.portfolio.synthesis import Synthesis
from cmo_eval.report.document.markdown import document
from cmo_eval.report.templates.files import House

FORMATS = ("md", "docx", "html", "xlsx")


def synthesis_file(found: Synthesis, format_: str, house: House) -> bytes:
    """The synthesis in one of `FORMATS`, in Word and HTML as the house has its documents."""
    if format_ == "xlsx":
        from cmo_eval.portfolio.workbook import workbook  # noqa: PLC0415 - heavy

        return workbook(found)
    text = found.markdown()
    if format_ == "md":
        return text.encode("utf-8")
    tree = document(text, found.title, found.language)
    if format_ == "html":
        from cmo_eval.report.formats.html import html_bytes  # noqa: PLC0415 - heavy

        return html_bytes(tree, {}, house)
    from cmo_eval.report.formats.word import word_bytes  # noqa: PLC0415 - heavy

    return word_bytes(tree, {}, house)
