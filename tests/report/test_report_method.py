"""Annex A says by how many the citations were coded, how alike, and by which codes."""

from functools import partial
from pathlib import Path

import pytest
from reported import FILES

from cmo_eval import api
from cmo_eval.analysis.coding import coding_of
from cmo_eval.analysis.robustness import Recoded, recoded, sensitivities
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.report import documents, view
from cmo_eval.store.loading import load

BOOK = {
    "codebook.yaml": "version: 2\ncodes:\n  - {id: scan, label: De scan, kind: resource, use: Wat de scan deed}\n"
    "  - {id: rust, kind: outcome, parent: scan}\n  - {id: ongebruikt, kind: theme}\n"
    "history:\n  - {version: 2, date: 2017-02-01, by: AB, change: rust erbij, why: het viel op}\n",
    "sources/IN1.citations.yaml": FILES["sources/IN1.citations.yaml"].replace(
        "evidence: [{refutes", "codes: [scan, nieuw]\n    evidence: [{refutes"
    ),
}
TWICE = {
    **BOOK,
    "sources/IN1.citations.yaml": "coder: AB\n" + BOOK["sources/IN1.citations.yaml"],
    "sources/IN1.citations.CD.yaml": "coder: CD\ncitations:\n"
    "  - {id: IN1-001, quality: observation, codes: [scan], evidence: [{nuances: C1}]}\n",
}


@pytest.fixture
def annex(folder):
    """Annex A of an evaluation with these files, for these readers."""

    def read(files, audience="team", language="nl"):
        repository = load(folder(files=files)).repository
        shown = disclose(repository, audience)
        whole = {"coding": coding_of(repository), "recoded": partial(recoded, repository)}
        text = documents(view(shown, verify(shown), language, **whole))["report.md"]
        letter = "Bijlage" if language == "nl" else "Annex"
        return text.partition(f"\n## {letter} A")[2].partition(f"\n## {letter} B")[0]

    return read


def test_codes_that_are_used_are_listed_with_how_often(annex):
    text = annex(BOOK)
    assert "volgens versie 2 van het codeboek" in text
    assert "| De scan | middel | Wat de scan deed | 1 |" in text
    assert "| nieuw | – | – | 1 |" in text
    assert "ongebruikt" not in text
    assert "- Versie 2 (1 februari 2017): Rust erbij. Het viel op." in text


def test_coding_once_is_said_to_be_that(annex):
    text = annex({})
    assert "Geen citaat is door een tweede codeur gecodeerd" in text
    assert "alfa" not in text
    assert "De citaten hebben geen codes." in text


DEMO = Path(api.__file__).parents[1] / "edits" / "demo"
HELD_BACK = {"nl": "staat alleen in de versie van het team", "en": "stands in the team’s version only"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_second_coders_read_is_counted_for_readers_who_do_not_see_it(annex, language):
    assert HELD_BACK[language] not in annex(BOOK, "public", language)
    none = {"nl": "over 2 claims; geen van hun lezingen", "en": "on 2 claims; no reading of theirs"}[language]
    for audience in ("public", "committee"):
        text = annex(TWICE, audience, language)
        assert HELD_BACK[language] in text
        assert none in text
    assert HELD_BACK[language] not in annex(TWICE, "team", language)


def test_as_many_claims_flip_by_a_second_reading_as_the_team_is_told_of(annex):
    whole = load(DEMO).repository
    found = sensitivities(whole, verify(whole).values()).values()
    flipped = sum(any(flip.change == "recoded" for flip in one.flips) for one in found)
    touched = sum(one.tried["recoded"] > 0 for one in found)
    assert (touched, flipped) == (4, 1)
    assert recoded(whole) == Recoded(touched, flipped)
    for audience in ("public", "committee"):
        evaluation = api.disclose(DEMO, audience)
        assert evaluation.recoded() == Recoded(touched, flipped)
        shown = view(evaluation.repository, evaluation.verify(), "en", recoded=evaluation.recoded)
        assert "on 4 claims; for 1 claim the reading of one of them gives another proposal" in shown.method.recoded
        shown = view(evaluation.repository, evaluation.verify(), "nl", recoded=evaluation.recoded)
        assert "over 4 claims; bij 1 claim geeft de lezing van een van hen een ander voorstel" in shown.method.recoded


def test_a_second_reading_of_no_claim_asks_no_rule(folder):
    nothing = {**TWICE, "sources/IN1.citations.CD.yaml": "coder: CD\ncitations:\n  - {id: X9-001, codes: [scan]}\n"}
    assert recoded(load(folder(files=nothing)).repository) == Recoded(0, 0)


@pytest.mark.parametrize("audience", ["public", "committee", "team"])
def test_agreement_is_the_same_for_all_readers(annex, audience):
    text = annex(TWICE, audience)
    assert "1 citaat (14%) uit 1 bron zijn gecodeerd door een tweede codeur" in text
    assert (
        "Daarvan hebben de codeurs er 0 die zij verschillend codeerden, samen vastgesteld; 1 verschillen nog." in text
    )
    assert "| Standpunten over claims | 1 | " in text
    assert "| Grenzen" not in text


def test_coders_are_counted(folder):
    coding = coding_of(load(folder(files=TWICE)).repository)
    assert (coding.coders, coding.citations, coding.twice, coding.sources) == ((5,), 7, 1, 1)
