"""An evaluation as something to read: a view of plain data, Markdown documents and a workbook."""

from cmo_eval.report.apart import documents
from cmo_eval.report.contents import ReportView
from cmo_eval.report.view import view
from cmo_eval.report.workbook import write_workbook
from cmo_eval.report.writing import left_over, write_report

__all__ = ["ReportView", "documents", "left_over", "view", "write_report", "write_workbook"]
