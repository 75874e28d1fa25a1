"""Every value that a report names has its words, and every item of the checklist."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

from reported import FILES

from cmo_eval.analysis.evidence import LEFT_OUT
from cmo_eval.analysis.robustness import CHANGES
from cmo_eval.analysis.verification import WhyShown
from cmo_eval.disclosure import AUDIENCES, Held
from cmo_eval.messages import keys, phrase
from cmo_eval.model import CRITERIA, PARTS, QUALITIES, STANCES, Verdict
from cmo_eval.model.case import CaseKind
from cmo_eval.model.claim import ClaimKind, Concern, Level, TestKind
from cmo_eval.model.claim import Step as CheckStep
from cmo_eval.model.evaluation import DesignStep
from cmo_eval.model.source import Confidentiality, SourceKind
from cmo_eval.report.rameses import WHERE, checklist
from cmo_eval.report.sentences import titled
from cmo_eval.store.loading import load

KEYS = set(keys())
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
    "left_out.": (*LEFT_OUT, "other_version"),
    "report.noun.": STANCES,
    "report.audience.": AUDIENCES,
    "report.held.": [field.name for field in fields(Held)],
    "report.rule.": [f"V{number}" for number in range(9)],
    "shown.": get_args(WhyShown),
    "why_shown.": get_args(WhyShown),
    "report.changed.": ("lost", "recoded", "threshold", "let_in"),
    "report.asked.": ("min_sources", "min_kinds", "min_groups", "min_publications", "min_quality"),
    "report.plan.": get_args(DesignStep),
    "change.": [*CHANGES, *(f"{change}.many" for change in CHANGES)],
}


def test_every_enumeration_has_its_words():
    missing = {
        prefix + value for prefix, values in ENUMERATIONS.items() for value in values if prefix + value not in KEYS
    }
    assert missing == set()


def test_every_item_of_the_checklist_has_its_words(see):
    said = {int(key.split(".")[1]) for key in KEYS if key.startswith("rameses.")}
    assert said == {item.number for item in see().checklist} == {*range(1, 21)}


def test_checklist_has_twenty_items_with_their_places():
    assert [number for number in range(1, 22) if f"rameses.{number}" in KEYS] == [*range(1, 21)]
    assert set(WHERE.values()) <= KEYS


def test_the_checklist_has_its_items_in_their_order(see):
    assert [item.number for item in see().checklist] == [*range(1, 21)]


def test_the_checklist_never_says_that_something_did_not_take_place(folder, see):
    """The files know what was recorded: not who was asked, what was read elsewhere, or what is printed in free text."""
    empty = checklist(load(folder()).repository, (), "en", invitations=False)
    items = {item.number: item for item in empty if item.computed}
    recorded = {number for number, item in items.items() if "recorded" in item.text}
    assert recorded >= {3, 7, 10, 12, 18, 20}
    assert not any("planned" in item.text or "nobody" in item.text for item in items.values())
    assert items[18].text.startswith("The evaluators have recorded no source as research")


def test_questions_are_listed_where_there_are_any(see):
    item = {item.number: item for item in see().checklist}[5]
    assert item.status == "yes"
    lonely = see({"evaluation.yaml": FILES["evaluation.yaml"].replace("V2: Voor wie?", "V2: Voor wie?, V3: Hoe?")})
    item = {item.number: item for item in lonely.checklist}[5]
    assert (item.status, item.text) == ("unclear", "De vragen staan er; niet bij elke vraag hoort een claim.")


def test_what_chapters_report_is_not_reported_without_any(folder):
    items = {item.number: item for item in checklist(load(folder()).repository, (), "en")}
    assert [(items[number].status, items[number].where) for number in (2, 4, 15)] == [("no", "")] * 3


def test_reasons_call_groups_by_their_titles_and_by_no_word_of_the_trade():
    groups = {"in": "The bureau", "out": "Who stayed away"}
    separated = phrase("v5.separated", dimension=phrase("dimension.group"), ours=["in"], theirs=["out"], why="x")
    turned = phrase("remarked", reason=separated, remarks=phrase("remark.turned", groups=["out"]))
    assert titled(turned, groups).say() == (
        "the group that somebody belongs to separates those in favour (‘The bureau’) from those against"
        " (‘Who stayed away’): x; of ‘Who stayed away’, for whom it is, nobody is in favour and somebody refutes it"
    )
    asked = phrase("missing.explain_split", dimensions=[phrase("dimension.group")])
    assert titled(asked, groups).say("nl").endswith("te maken zou hebben met de groep waartoe iemand hoort")
    assert "adresgroep" not in titled(phrase("missing.find_split"), groups).say("nl")
