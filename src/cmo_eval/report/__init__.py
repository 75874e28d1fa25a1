"""An evaluation as something to read: a view of plain data, documents in several formats and a workbook."""

from cmo_eval.report.contents import ReportView
from cmo_eval.report.formats import FORMATS, files, names
from cmo_eval.report.templates import documents
from cmo_eval.report.templates.files import House, house
from cmo_eval.report.view import view
from cmo_eval.report.writing import left_over, refuse_foreign, refuse_names, write_report

__all__ = [
    "FORMATS",
    "House",
    "ReportView",
    "documents",
    "files",
    "house",
    "left_over",
    "names",
    "refuse_foreign",
    "refuse_names",
    "view",
    "write_report",
]
