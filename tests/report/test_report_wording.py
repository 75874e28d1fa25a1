"""Every word of a report stands in both catalogues."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import cmo_eval.report
from cmo_eval.disclosure import AUDIENCES, Held
from cmo_eval.messages import LANGUAGES
from cmo_eval.model import CRITERIA, PARTS, QUALITIES, STANCES, Verdict
from cmo_eval.model.case import CaseKind
from cmo_eval.model.claim import ClaimKind, Concern, Level, TestKind
from cmo_eval.model.claim import Step as CheckStep
from cmo_eval.model.source import Confidentiality, SourceKind
from cmo_eval.report.rameses import TITLES, WHERE
from cmo_eval.report.templates import builtin_templates

ENUMERATIONS = {
    "": [*get_args(Verdict), *STANCES],
    "noun.": STANCES,
    "part.": PARTS,
    "quality.": QUALITIES,
    "criterion.": CRITERIA,
    "source_kind.": get_args(SourceKind),
    "claim_kind.": get_args(ClaimKind),
    "case_kind.": get_args(CaseKind),
    "step.": get_args(CheckStep),
    "concern.": get_args(Concern),
    "level.": get_args(Level),
    "test_kind.": get_args(TestKind),
    "confidentiality.": get_args(Confidentiality),
    "component.": ("methods", "coherence", "adequacy", "relevance"),
    "direction.": ("positive", "negative", "mixed"),
    "status.": ("yes", "no", "unclear"),
    "result.": ("passed", "failed"),
    "basis.": ("fieldwork", "published"),
    "month.": [str(month) for month in range(1, 13)],
    "left_out.": ("disputed", "below_quality", "own_origin", "other_version"),
    "report.noun.": STANCES,
    "report.audience.": AUDIENCES,
    "report.held.": [field.name for field in fields(Held)],
    "report.rule.": [f"V{number}" for number in range(1, 11)],
}


def test_both_catalogues_have_the_same_keys():
    assert set(LANGUAGES["nl"]) == set(LANGUAGES["en"])


def test_both_catalogues_have_the_same_places_for_values():
    for key, text in LANGUAGES["en"].items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", LANGUAGES["nl"][key])), key


def test_every_enumeration_has_its_words():
    missing = {
        prefix + value
        for prefix, values in ENUMERATIONS.items()
        for value in values
        if prefix + value not in LANGUAGES["nl"]
    }
    assert missing == set()


def test_every_label_that_is_used_exists():
    package = Path(cmo_eval.report.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in builtin_templates().glob("*.j2")]
    code = [path.read_text(encoding="utf-8") for path in package.glob("*.py")]
    used = set(re.findall(r"['\"]((?:report|workbook)\.[a-z_.]*[a-z_])['\"]", "\n".join([*texts, *code])))
    assert len(used) > 100
    assert {
        key for key in used if key not in LANGUAGES["nl"] and key not in {"report.xlsx", "report.md", "report.css"}
    } == set()


def test_every_label_of_reports_is_used():
    package = Path(cmo_eval.report.__file__).parent
    files = [*builtin_templates().glob("*.j2"), *package.glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    own = {key for key in LANGUAGES["nl"] if key.startswith(("report.", "workbook."))}
    composed = ("report.missing.", "report.noun.", "report.rule.", "report.held_back.", "report.kinds", "report.figure")
    composed += ("report.audience.", "report.held.")
    unused = {key for key in own if f"{key}'" not in text and f'{key}"' not in text}
    assert {key for key in unused if not key.startswith(composed)} == set()


def test_every_status_that_is_computed_has_its_words():
    from cmo_eval.report.rameses import _STATUS

    said = {key.split(".")[1] for key in LANGUAGES["nl"] if key.startswith("rameses.")}
    assert said == {str(number) for number in _STATUS} == {str(number) for number in range(1, 21)}


def test_checklist_has_twenty_items_in_each_language():
    assert {language: len(titles) for language, titles in TITLES.items()} == {"nl": 20, "en": 20}
    assert set(WHERE.values()) <= set(LANGUAGES["nl"])
