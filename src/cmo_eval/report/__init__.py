"""An evaluation as something to read: a view of plain data, documents in several formats and a workbook."""

from cmo_eval.report.contents import ReportView
from cmo_eval.report.formats import FORMATS, files, names
from cmo_eval.report.own_words import all_worded, look_again
from cmo_eval.report.templates import REPORT, documents
from cmo_eval.report.templates.files import House, house
from cmo_eval.report.view import view
from cmo_eval.report.writing import edited_since, left_over, refuse_foreign, refuse_names, set_aside, write_report

__all__ = [
    "FORMATS",
    "REPORT",
    "House",
    "ReportView",
    "all_worded",
    "documents",
    "edited_since",
    "files",
    "house",
    "left_over",
    "look_again",
    "names",
    "refuse_foreign",
    "refuse_names",
    "set_aside",
    "view",
    "write_report",
]
