"""What the form of the pages sends becomes what edits take, and what a citation says comes back to the form."""

import pytest
from pydantic import ValidationError

from cmo_eval.edits.coding import edit
from cmo_eval.edits.coding.draft import Stance
from cmo_eval.errors import UsageError
from cmo_eval.web.judgement import Held, Judgement, choices, judgement_of


def test_a_judgement_is_a_draft_with_all_that_it_says():
    said = Judgement(
        stances=(
            Held(stance="nuances", claim="C1", version=2, pattern="P01", parts=("context",), lacks=("outcome",)),
            Held(stance="suggests", claim="C1", suggested="C2", favours=None),
        ),
        codes=("trust",),
        quality="report",
        utterance="concern",
        memo=" a doubt ",
        speaker="r1",
    )
    draft = said.draft("FG1", "words", coded="2024-05-01")
    assert draft.stances == (
        Stance("nuances", "C1", None, 2, "P01", ("context",), ("outcome",)),
        Stance("suggests", "C1", "C2"),
    )
    assert (draft.source, draft.quote, draft.codes, draft.quality) == ("FG1", "words", ("trust",), "report")
    assert (draft.utterance, draft.remarks, draft.speaker) == ("concern", {"memo": "a doubt"}, "r1")
    assert draft.coded == "2024-05-01"


def test_a_suggestion_without_the_claim_that_fits_better_is_refused():
    with pytest.raises(UsageError, match="which claim would fit better than C1"):
        Judgement(stances=(Held(stance="suggests", claim="C1"),)).draft("FG1")


def test_a_part_that_is_both_shown_and_denied_is_refused():
    both = Held(stance="supports", claim="C1", pattern="P01", parts=("context",), lacks=("context",))
    with pytest.raises(UsageError, match="both shown and denied"):
        Judgement(stances=(both,)).draft("FG1")


@pytest.mark.parametrize("value", [{"stances": [{"stance": "likes", "claim": "C1"}]}, {"quality": "good"}, {"id": "x"}])
def test_what_no_form_sends_is_refused(value):
    with pytest.raises(ValidationError):
        Judgement.model_validate(value)


def test_a_citation_is_shown_as_it_says_and_an_edit_replaces_all_of_that(served):
    state = served.memory.now()
    coded = state.repository.citations.of_source["FG1"][0]
    before = judgement_of(coded.citation)
    assert [one.claim for one in before.stances] == [one.claim for one in coded.citation.evidence]
    assert before.quality == coded.citation.quality
    said = Judgement(stances=(Held(stance="refutes", claim="C1", version=1),), codes=("trust",), quality="opinion")
    served.memory.write(
        lambda now: edit.plan(now.root, now.repository, said.edited(coded)), shown=state.version, about=None
    )
    after = judgement_of(served.memory.now().repository.citations.by_id[coded.id].citation)
    assert after == said


def test_what_is_said_again_changes_nothing(served):
    state = served.memory.now()
    coded = state.repository.citations.of_source["FG1"][0]
    again = judgement_of(coded.citation).edited(coded)
    assert not edit.plan(state.root, state.repository, again).change.files


def test_the_form_offers_claims_codes_people_and_what_the_file_presets(served):
    file = served.memory.root / "sources/FG1.citations.yaml"
    preset = "{quality: report, speaker: r2}"
    file.write_text(file.read_text("utf-8").replace("{quality: observation}", preset), "utf-8")
    repository = served.memory.now().repository
    offered = choices(repository, repository.sources["FG1"], recent=repository.citations)
    assert [claim["id"] for claim in offered["claims"]] == [*repository.claims]
    assert offered["codes"][0]["label"] == "Trust"
    assert [person["id"] for person in offered["people"]] == ["r1", "r2"]
    assert offered["defaults"] == {"quality": "report", "speaker": "r2"}
    blind = choices(repository, repository.sources["FG1"], coder="CD")
    assert blind["defaults"] == {"quality": None, "speaker": None}


def test_what_stays_as_it_was_stays_as_it_is_written_and_what_the_file_presets_is_not_repeated(served):
    file = served.memory.root / "sources/FG1.citations.yaml"
    text = file.read_text("utf-8").replace("    speaker: r1\n", "")
    text = text.replace("{quality: observation}", "{quality: observation, speaker: r1, codes: [trust]}")
    text = text.replace("parts: [resource, reasoning]}]", "parts: [mechanism]}]  # both halves")
    file.write_text(text, "utf-8")
    state = served.memory.now()
    coded = state.repository.citations.of_source["FG1"][0]
    before = judgement_of(coded.citation)
    assert (before.speaker, before.codes) == ("r1", ("trust",))
    stances = tuple(one.model_copy(update={"version": None}) for one in before.stances)  # as the form sends one version
    said = before.model_copy(update={"memo": "a doubt", "stances": stances})
    served.memory.write(lambda now: edit.plan(now.root, now.repository, said.edited(coded)), shown=state.version)
    assert file.read_text("utf-8") == text.rstrip("\n") + "\n    memo: a doubt\n"
