"""What an evaluation is made of: frozen records, one module per kind of file; knows no files."""

from cmo_eval.model.base import PARTS, Part, Period, ReportedIn, Verdict, holding
from cmo_eval.model.case import Case, Cell, Shown
from cmo_eval.model.citation import (
    FIRST_HAND,
    QUALITIES,
    REMARKS,
    STANCES,
    Adjudicated,
    Citation,
    CitationFile,
    Defaults,
    Evidence,
    FirstCoding,
    Proposed,
    Quality,
    Review,
    Stance,
)
from cmo_eval.model.claim import CRITERIA, Claim, Decision, EvidenceRecord, Rival, SetAside, Version
from cmo_eval.model.codebook import Code, Codebook
from cmo_eval.model.conclusions import Answer, Conclusions, Recommendation
from cmo_eval.model.evaluation import Evaluation, VerdictPolicy
from cmo_eval.model.form import Form, form_of
from cmo_eval.model.goals import RESULTS, Goal, Result
from cmo_eval.model.pattern import Outcome, Pattern
from cmo_eval.model.source import ModelRuns, Participant, Source, Table
from cmo_eval.model.writing import OwnWords, Writing

__all__ = [
    "CRITERIA",
    "FIRST_HAND",
    "PARTS",
    "QUALITIES",
    "REMARKS",
    "RESULTS",
    "STANCES",
    "Adjudicated",
    "Answer",
    "Case",
    "Cell",
    "Citation",
    "CitationFile",
    "Claim",
    "Code",
    "Codebook",
    "Conclusions",
    "Decision",
    "Defaults",
    "Evaluation",
    "Evidence",
    "EvidenceRecord",
    "FirstCoding",
    "Form",
    "Goal",
    "ModelRuns",
    "Outcome",
    "OwnWords",
    "Part",
    "Participant",
    "Pattern",
    "Period",
    "Proposed",
    "Quality",
    "Recommendation",
    "ReportedIn",
    "Result",
    "Review",
    "Rival",
    "SetAside",
    "Shown",
    "Source",
    "Stance",
    "Table",
    "Verdict",
    "VerdictPolicy",
    "Version",
    "Writing",
    "form_of",
    "holding",
]
