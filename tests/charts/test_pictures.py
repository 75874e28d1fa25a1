"""The figures of an evaluation say what verify says, in both languages, and nothing of who withdrew."""

import re
from pathlib import Path

import pytest
from seeing import assert_tidy, texts

import cmo_eval
from cmo_eval.analysis.completeness import completeness_of
from cmo_eval.analysis.saturation import saturation_of
from cmo_eval.charts.picture import PAGE_HEIGHT, PAGE_WIDTH
from cmo_eval.disclosure.gate import disclose
from cmo_eval.report import figures
from cmo_eval.report.analyses import analyses
from cmo_eval.report.figures import case_pictures, evidence_pictures, saturation_pictures

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "src/cmo_eval/edits/demo"

PATTERN = "id: {}\ntitle: {}\ncontext: a\nresource: b\nreasoning: c\noutcome: d\n"
CLAIM = (
    "id: C{0}\ntitle: Second\nquestions: [Q1]\nfor: [staff]\nversions:\n  - {{version: 1, statement: x}}\n"
    "mechanisms: [{1}]\n"
)
CASES = {
    "cases/K1-house.yaml": "id: K1\ntitle: The house\n",
    "cases/K2-street.yaml": "id: K2\ntitle: The street\nshows: [{pattern: P1, absent: [outcome]}]\n",
    "cases/K3-field.yaml": "id: K3\ntitle: The field\n",
    "sources/CI1.yaml": "id: CI1\nkind: case_interview\ntitle: Talk\ndate: 2017-02-01\ngroup: staff\ncase: K1\n"
    "participants:\n  - {id: r1, role: nurse, consent: quote}\n  - {id: r2, role: CANARYROLE, consent: withdrawn}\n",
    "sources/CI1.citations.yaml": "coder: AB\ndefaults: {quality: observation, speaker: r1}\ncitations:\n"
    "  - {id: CI1-001, quote: One., codes: [calm], evidence: [{supports: C1, pattern: P1, parts: [context]}]}\n"
    "  - {id: CI1-002, quote: Four five six., evidence: [{nuances: C1, pattern: P1, parts: [outcome]}]}\n"
    "  - {id: CI1-003, quote: Not said., speaker: r2, codes: [canary], evidence: [{refutes: C1, pattern: P2}]}\n",
    "codebook.yaml": "codes:\n  - {id: calm, kind: context, use: x}\n  - {id: canary, kind: context, use: y}\n",
    "patterns/P2-key.yaml": PATTERN.format("P2", "A key") + "leads_to: [P1]\ncontrasts_with: [P3]\n",
    "patterns/P3-door.yaml": PATTERN.format("P3", "A door") + "contrasts_with: [P2]\n",
}


def _loaded(root):
    found = cmo_eval.load(root)
    assert not found.unread
    return found.repository, found.verify()


def pictures(repository, verification, language):
    shown = disclose(repository, "team")
    return figures.pictures(shown, analyses(shown, verification), language)


def theory_pictures(repository, verification, language, *, claims=(), **more):
    results = [one for id_, one in verification.items() if id_ in claims or not claims]
    evidence = completeness_of(repository, results, patterns=repository.patterns)
    return figures.theory_pictures(repository, verification, evidence, language, claims=claims, **more)


@pytest.fixture
def small(evaluation):
    return _loaded(evaluation(CASES))


def _words(picture):
    return [one.text for one in texts(picture.svg)]


def test_evidence_counts_what_is_weighed(small):
    (picture,) = evidence_pictures(small[1], "en")
    assert picture.alternative == "C1 Value comes first: supports 2, nuances 1, refutes 0, suggests another 0; total 3."
    assert {"2", "1", "3"} <= set(_words(picture))


def test_what_a_case_denies_is_marked_and_not_counted(evaluation):
    denied = CASES["sources/CI1.citations.yaml"].replace("parts: [outcome]", "lacks: [outcome]")
    more = {"cases/K2-street.yaml": "id: K2\ntitle: The street\n", "sources/CI1.citations.yaml": denied}
    (picture,) = case_pictures(*_loaded(evaluation({**CASES, **more})), "en")
    assert picture.alternative == "P1 The scan reveals: K1 1, K1 denied, or looked for and not found."


def test_cases_count_citations_from_each_case_and_mark_what_was_not_found(small):
    (picture,) = case_pictures(*small, "en")
    assert picture.alternative == "P1 The scan reveals: K1 2, K2 denied, or looked for and not found."
    assert "K3" not in _words(picture)
    assert "a part is denied, or was looked for and not found" in _words(picture)


def test_no_case_gives_no_picture(evaluation):
    assert case_pictures(*_loaded(evaluation()), "en") == ()


def test_saturation_follows_the_sources_in_order_of_date(small):
    (picture,) = saturation_pictures(saturation_of(small[0]), "en")
    assert picture.alternative == (
        "After 2 sources, 1 pattern and 1 code have been seen. Patterns: CI1 +1. Codes: CI1 +1. "
        "Sources without a date stand last (1); their order says nothing."
    )
    assert [word for word in _words(picture) if word.startswith(("CI1", "FG1"))] == ["CI1 2017-02-01", "FG1"]


def test_saturation_is_in_no_report_where_most_sources_have_no_date(evaluation):
    assert pictures(*_loaded(evaluation(CASES)), "en").saturation
    undated = {**CASES, "sources/CI1.yaml": CASES["sources/CI1.yaml"].replace("date: 2017-02-01\n", "")}
    found = _loaded(evaluation(undated))
    assert pictures(*found, "en").saturation == ()
    assert saturation_pictures(saturation_of(found[0]), "en")  # for who asks for it


def test_a_caption_explains_the_lines_and_signs_that_are_drawn(evaluation, small):
    signed = PATTERN.replace("outcome: d", "outcome: {{text: d, direction: positive}}").format("P1", "The scan")
    told = {"arrow": "An arrow runs", "dashed": "A dashed line", "unsigned": "Where an outcome has no sign"}

    def explained(found, *claims):
        (picture,) = theory_pictures(*found, "en", claims=claims)
        return {one for one, words in told.items() if words in picture.caption}

    assert explained(small) == {"arrow", "dashed"}
    assert explained(small, "C1") == set()  # where the other pattern is named in words
    assert explained(_loaded(evaluation({**CASES, "patterns/P1-scan.yaml": signed}))) == {"arrow", "dashed", "unsigned"}


def test_the_theory_has_every_pattern_once_and_says_the_verdict(small):
    (picture,) = theory_pictures(*small, "en")
    words = _words(picture)
    titles = ("P1 The scan reveals", "P2 A key", "P3 A door")
    assert [words.count(title) for title in titles] == [1, 1, 1]
    assert "proposal: undecided" in words
    assert "In no claim" in words
    nobody = "context shown by 0; resource shown by 0; reasoning shown by 0; outcome shown by 0."
    assert picture.alternative == (
        "1 claim, 3 patterns. C1 Value comes first (proposal: undecided). "
        "P1 The scan reveals: context shown by 1; resource shown by 1; reasoning shown by 1; outcome shown by 1. "
        f"In no claim. P2 A key: {nobody} P3 A door: {nobody} P2 leads to P1. P2 contrasts with P3."
    )
    assert "-->" in picture.mermaid


def test_the_theory_of_a_claim_says_all_words_and_names_what_is_joined_to_it(small):
    (picture,) = theory_pictures(*small, "en", claims=("C1",))
    assert picture.alternative == (
        "1 claim, 1 pattern. C1 Value comes first (proposal: undecided). "
        "P1 The scan reveals: context, a hidden problem (shown by 1); "
        "resource, a scan (shown by 1); reasoning, it cannot be denied (shown by 1); "
        "outcome, a plan (shown by 1). Elsewhere in the programme theory: P2 A key. P2 leads to P1."
    )
    assert "Its context comes from P2 A key" in _words(picture)


def test_a_reasoning_says_whose_it_is(evaluation):
    pattern = PATTERN.format("P1", "A key") + "actor: the board\n"
    (picture,) = theory_pictures(*_loaded(evaluation({"patterns/P1-scan.yaml": pattern})), "en")
    assert "the board: c" in _words(picture)
    pattern = pattern.replace("reasoning: c\n", "")
    (picture,) = theory_pictures(*_loaded(evaluation({"patterns/P1-scan.yaml": pattern})), "en")
    assert "not described" in _words(picture)
    assert "the board" not in picture.svg


def test_voices_are_counted_once_by_who_shows_and_who_denies(evaluation):
    said = (
        "  - {id: CI1-004, quote: Seven., evidence: [{supports: C1, pattern: P1, parts: [context]}]}\n"
        "  - {id: CI1-005, quote: Eight., evidence: [{refutes: C1, pattern: P1, lacks: [context]}]}\n"
    )
    files = {**CASES, "sources/CI1.citations.yaml": CASES["sources/CI1.citations.yaml"] + said}
    (picture,) = theory_pictures(*_loaded(evaluation(files)), "nl")
    assert "P1 The scan reveals: context getoond door 1, ontkend door 1;" in picture.alternative


def test_the_numbers_of_a_claim_are_those_of_its_own_evidence(evaluation):
    files = {**CASES, "claims/C2-second.yaml": CLAIM.format(2, "P1")}
    loaded = _loaded(evaluation(files))
    (whole,), (second,) = theory_pictures(*loaded, "en"), theory_pictures(*loaded, "en", claims=("C2",))
    assert "P1 The scan reveals: context shown by 1" in whole.alternative
    assert "a hidden problem (shown by 0)" in second.alternative


def test_words_are_cut_off_only_where_they_would_take_another_page(evaluation):
    long = " ".join(["word"] * 60)
    pattern = PATTERN.replace("context: a", f"context: {long}")

    def drawn(number, claims):
        ids = [f"P{one}" for one in range(1, number + 1)]
        files = {f"patterns/{id_}-x.yaml": pattern.format(id_, "A title") for id_ in ids}
        files |= {"patterns/P1-scan.yaml": None, "claims/C1-value.yaml": CLAIM.format(1, ", ".join(ids))}
        return theory_pictures(*_loaded(evaluation(files)), "en", claims=claims)

    (two,) = drawn(2, ("C1",))
    assert "ellipsis" not in two.caption
    assert "…" not in two.svg
    (four,) = drawn(4, ("C1",))
    assert "What is longer than 160 characters ends in an ellipsis." in four.caption
    assert f"<title>{long}</title>" in four.svg
    assert len(drawn(20, ("C1",))) > 1
    whole = drawn(20, ())
    assert "The figures of the claims show what the parts say." in whole[0].caption
    assert not any("word" in one.svg for one in whole)


def test_a_narrow_drawing_is_made_of_the_same(small):
    (picture,) = theory_pictures(*small, "en")
    assert_tidy(picture.narrow)
    assert picture.narrow.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 ')
    assert {"P1 The scan reveals", "Mechanism: resource"} <= {one.text for one in texts(picture.narrow)}
    assert not set(re.findall(' id="([^"]+)"', picture.svg)) & set(re.findall(' id="([^"]+)"', picture.narrow))
    assert evidence_pictures(small[1], "en")[0].narrow == ""


def test_claims_and_patterns_link_where_the_asker_says(small):
    (picture,) = theory_pictures(*small, "en", links=lambda kind, id_: f"{kind}s/{id_}.html")
    assert re.findall('href="([^"]+)"', picture.svg) == [
        "claims/C1.html",
        *(f"patterns/P{number}.html" for number in (1, 2, 3)),
    ]


def test_a_pattern_of_two_claims_stands_in_the_first_or_in_the_one_that_is_asked_for(evaluation):
    assert "claims samen" not in theory_pictures(*_loaded(evaluation()), "nl")[0].caption
    second = CLAIM.format(2, "P1")
    repository, verification = _loaded(evaluation({"claims/C2-second.yaml": second}))
    (whole,) = theory_pictures(repository, verification, "nl")
    assert any(word.endswith("ook hier: P1 (C1)") for word in _words(whole))
    (part,) = theory_pictures(repository, verification, "nl", claims=("C2",))
    assert part.id == "theory-C2"
    assert part.title == "Programmatheorie van C2 Second"
    assert "P1 The scan reveals" in _words(part)
    assert not any("ook hier" in word for word in _words(part))
    assert "de getallen erbij zijn van die claims samen" in whole.caption
    assert "claims samen" not in part.caption  # it counts what was heard on that claim only


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("project", [ROOT, DEMO], ids=["reference", "demo"])
def test_all_figures_are_tidy_and_fit_on_a_page(project, language):
    found = pictures(*_loaded(project), language)
    assert found.evidence
    assert bool(found.saturation) == (project == DEMO)  # elsewhere most sources have no date
    assert found.theory
    for id_, picture in found.all.items():
        assert_tidy(picture.svg)
        assert picture.width == PAGE_WIDTH
        assert picture.height <= PAGE_HEIGHT
        letters = min(float(size) for size in re.findall(r'font-size="([0-9.]+)"', picture.svg))
        assert letters * (16 / 2.54 * 72) / PAGE_WIDTH >= 8  # points, as wide as text in Word and PDF
        assert re.fullmatch(r"[A-Za-z0-9_-]+", id_)
        assert picture.title
        assert picture.caption.endswith(".")
        assert picture.alternative.endswith(".")
        assert f'lang="{language}"' in picture.svg
        assert "picture." not in picture.svg + picture.caption


def test_the_same_evaluation_gives_the_same_bytes():
    assert pictures(*_loaded(ROOT), "nl") == pictures(*_loaded(ROOT), "nl")


def test_what_is_too_high_is_cut_into_pages_and_nothing_is_lost(evaluation):
    ids = [f"P{number}" for number in range(1, 181)]
    files = {f"patterns/{id_}-x.yaml": PATTERN.format(id_, f"Pattern {id_} with a long title of words") for id_ in ids}
    files["patterns/P1-scan.yaml"] = None
    files["patterns/P2-x.yaml"] += "leads_to: [P170]\n"
    files["claims/C1-value.yaml"] = CLAIM.format(1, ", ".join(ids[:100]))
    for number in range(2, 10):
        files[f"claims/C{number}-x.yaml"] = CLAIM.format(number, ", ".join(ids[90 + number * 10 : 100 + number * 10]))
    evidence = "".join(
        f"  - {{id: CI1-{place:03}, quote: Words., evidence: [{{supports: C1, pattern: {id_}, parts: [context]}}]}}\n"
        for place, id_ in enumerate(ids, start=1)
    )
    files["sources/CI1.citations.yaml"] = (
        "coder: AB\ndefaults: {quality: observation, speaker: r1}\ncitations:\n" + evidence
    )
    root = evaluation({**CASES, **files, "patterns/P2-key.yaml": None, "patterns/P3-door.yaml": None})
    repository, verification = _loaded(root)
    theory = theory_pictures(repository, verification, "nl")
    assert len(theory) > 3
    assert theory[1].id == "theory-part2"
    assert theory[1].title.endswith(f"(2 van {len(theory)})")
    assert all(one.height <= PAGE_HEIGHT for one in theory)
    drawn = [id_ for one in theory for id_ in re.findall(r">(P\d+) Pattern", one.svg)]
    assert sorted(drawn) == sorted(ids)
    said = [
        word for one in theory for word in _words(one) if word.endswith("Pattern P170 with a long title of words (C7)")
    ]
    assert said == ["De uitkomst wordt context van P170 Pattern P170 with a long title of words (C7)"]
    (whole,) = theory_pictures(repository, verification, "nl", paged=False)
    assert whole.height > PAGE_HEIGHT
    cases = case_pictures(repository, verification, "nl")
    assert len(cases) > 2
    assert [word for one in cases for word in _words(one) if word in ids] == ids


def test_who_withdrew_is_in_no_figure(small):
    found = pictures(*small, "en")
    everything = "".join(one.svg + one.mermaid + one.alternative for one in found.all.values()).lower()
    assert "canary" not in everything
    assert "ci1-003" not in everything


def test_a_source_that_was_withdrawn_is_in_no_figure(evaluation):
    files = {**CASES, "sources/CI1.yaml": CASES["sources/CI1.yaml"] + "withdrawn: 2017-04-01\n"}
    loaded = _loaded(evaluation(files))
    found = [*pictures(*loaded, "en").all.values(), *saturation_pictures(saturation_of(loaded[0]), "en")]
    everything = "".join(one.svg + one.mermaid + one.alternative for one in found)
    assert "CI1" not in everything
    assert "FG1" in everything
