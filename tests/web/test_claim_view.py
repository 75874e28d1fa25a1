"""The page of a claim: its evidence with the words, what is left out and why, and the decision that is taken there."""

import re

import pytest
from pages import Served

from cmo_eval import api
from minimal import MINIMAL

CLAIM = "claims/C1-value.yaml"
CITATIONS = "sources/FG1.citations.yaml"
LENIENT = "policy: {verdict: {min_sources: 1, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
NO_TEAM = MINIMAL["evaluation.yaml"].replace("team: {AB: researcher, CD: researcher, EF: adviser}\n", "")
PEOPLE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
text: FG1.txt
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: visitor, group: users, consent: background}
"""
INTERVIEW = """\
id: IN1
kind: interview
title: An interview
group: users
case: K1
participants:
  - {id: r1, role: neighbour, group: users, consent: quote}
"""
MORE = """\
  - {id: FG1-003, quote: 'It <b>never</b> did.', speaker: r2, at: {line: 1}, evidence: [{refutes: C1}]}
  - {id: FG1-002, quote: We had it before., speaker: r2, at: {line: 9}, evidence: [{nuances: C1, favours: R1}]}
  - {id: FG1-004, quote: So they say., speaker: r1, quality: opinion, evidence: [{supports: C1}]}
"""
RIVAL = "rivals: [{id: R1, text: It was there before}, Chance]\n"
CASE = "id: K1\ntitle: A place\nshows: [{pattern: P1, absent: [outcome], why: Nobody saw a plan.}]\n"
HEARD = """\
coder: AB
defaults: {quality: observation}
citations:
  - id: IN1-001
    quote: The scan was shown to us.
    speaker: r1
    evidence: [{nuances: C1, pattern: P1, parts: [resource]}]
"""


@pytest.fixture
def rich(evaluation):
    """A claim with something on each side, a rival, an absence and something that is left out."""
    root = evaluation(
        {
            "evaluation.yaml+": LENIENT,
            f"{CLAIM}+": RIVAL,
            "sources/FG1.yaml": PEOPLE,
            f"{CITATIONS}+": MORE,
            "sources/IN1.yaml": INTERVIEW,
            "sources/IN1.citations.yaml": HEARD,
            "cases/K1-place.yaml": CASE,
        }
    )
    return Served(root)


@pytest.fixture
def lenient(evaluation):
    """A claim of which it is proposed that it holds."""
    return Served(evaluation({"evaluation.yaml+": LENIENT}))


def shown(served, path="/claims/C1"):
    answer = served.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def plain(html):
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def part(html, begin, end):
    return plain(html.split(begin, 1)[1].split(end, 1)[0])


def sent(served, **changes):
    """What the form sends, filled in; what was shown is as the page has it."""
    html = shown(served)
    data = dict(re.findall(r'data-(wording|lines|voices|proposal)="([^"]*)"', html))
    found = {
        "verdict": "holds",
        "wording": int(data["wording"]),
        "by": "AB",
        "second_reader": "CD",
        "date": "2024-05-01",
        "rationale": "They saw it, and nobody denies it.",
        "lines": data["lines"].split("\n") if data["lines"] else [],
        "voices": data["voices"],
        "proposal": data["proposal"],
    }
    return {**found, **changes}


def test_the_words_stand_by_side_group_and_voice_each_with_the_way_to_its_place(rich):
    html = shown(rich)
    in_favour = part(html, '<h3 id="for">', '<h3 id="against">')
    assert in_favour.index("The staff") < in_favour.index("We saw it on the table.") < in_favour.index("The users")
    assert "K1 interview The scan was shown to us." in in_favour
    assert "FG1-001 r1 (manager) · own observation · P1 resource, reasoning" in in_favour
    assert '<a href="/transcripts/FG1#FG1-001">FG1-001</a>' in html
    assert '<a href="/patterns/P1">P1</a>' in html
    against = part(html, '<h3 id="against">', "A voice is one independent origin")
    assert "It &lt;b&gt;never&lt;/b&gt; did." in against
    assert "In case K1 P1 was at work, and its outcome was looked for and not found." in against
    assert "no outcome" in against


def test_who_is_counted_on_both_sides_is_named(lenient):
    file = lenient.memory.root / CITATIONS
    against = "  - {id: FG1-006, quote: Not so., speaker: r1, quality: observation, evidence: [{refutes: C1}]}\n"
    file.write_text(file.read_text("utf-8") + against, "utf-8")
    in_favour, opposed = part(shown(lenient), '<h3 id="for">', "A voice is one").split("Against", 1)
    assert "FG1 refutes it too, and counts as nuance" in in_favour
    assert "FG1 supports it too, and counts as nuance" in opposed


def test_what_is_of_no_group_stands_last(lenient):
    root = lenient.memory.root
    (root / "sources/AA1.yaml").write_text("id: AA1\nkind: document\ntitle: A letter\n", "utf-8")
    citation = "  - {id: AA1-001, quote: So it was., quality: documented, evidence: [{supports: C1}]}\n"
    (root / "sources/AA1.citations.yaml").write_text(f"coder: AB\ncitations:\n{citation}", "utf-8")
    in_favour = part(shown(lenient), '<h3 id="for">', '<h3 id="against">')
    assert in_favour.index("The staff") < in_favour.index("Of no group AA1 document So it was.")


def test_words_with_consent_for_background_are_shown_and_marked_and_withdrawn_ones_are_not(rich):
    html = shown(rich)
    assert "FG1-003 line 1, r2 (visitor) not to be quoted" in plain(html)
    assert "FG1-001 r1 (manager) ·" in plain(html)
    file = rich.memory.root / "sources/FG1.yaml"
    file.write_text(file.read_text("utf-8").replace("background}", "background, withdrawn: 2024-01-01}"), "utf-8")
    assert "never" not in part(shown(rich), "<h2>Evidence</h2>", "<form")


def test_what_is_left_out_stands_apart_with_why(rich):
    file = rich.memory.root / CITATIONS
    disputed = "  - {id: FG1-005, quote: Not so., speaker: r1, disputed: Whose is it?, evidence: [{refutes: C1}]}\n"
    file.write_text(file.read_text("utf-8") + disputed, "utf-8")
    html = shown(rich)
    left_out = part(html, "<h2>Left out</h2>", "<h2>Other explanations</h2>")
    low, other = left_out.split("Disputed 1")
    assert low.startswith("Below the quality that is asked 1")
    assert "So they say." in low
    assert "Not so." in other
    assert "So they say." not in other
    assert "So they say." not in part(html, "<h2>Evidence</h2>", "<h2>Left out</h2>")


def test_rivals_stand_with_who_favours_them(rich):
    rivals = part(shown(rich), "<h2>Other explanations</h2>", "<h2>What the proposal hangs on</h2>")
    assert rivals.startswith("R1 It was there before favoured by 1 voice, 1 kind, 1 group")
    assert "We had it before." in rivals
    assert rivals.endswith("Chance it has no id, so that no citation can favour it")


def test_the_proposal_says_how_each_rule_looked_at_it_and_what_it_hangs_on(lenient):
    html = plain(shown(lenient))
    assert "holds by rule V7" in html
    assert "V1 all four criteria are met" in html
    assert "this one decided" in html
    assert "Would change it" in html
    assert "What the proposal hangs on Another proposal under" in html
    assert "without source FG1" in html


@pytest.mark.parametrize("path", ["/", "/claims/C1"])
def test_what_is_to_be_typed_stands_as_such(evaluation, path):
    html = shown(Served(evaluation({"evaluation.yaml+": "design: [reassessment]\n"})), path)
    assert "log it under <code>checks</code>" in html
    assert "`" not in html


def test_another_version_is_looked_at_by_its_address(lenient):
    file = lenient.memory.root / CLAIM
    text = file.read_text("utf-8").replace(
        "cost.}",
        "cost.}\n  - {version: 2, date: 2024-01-02, statement: Value came at last., why: Heard., citations: [FG1-001]}",
    )
    file.write_text(text, "utf-8")
    assert "Value came before cost." in part(shown(lenient), 'aria-label="Statement">', "</section>")
    html = shown(lenient, "/claims/C1?version=2")
    assert "Value came at last." in part(html, 'aria-label="Statement">', "</section>")
    assert "No evidence on this version is weighed." in html
    history = part(html, "<h2>History</h2>", '<h2 id="decide"')
    assert history.index("Value came at last. 2024-01-02 · Heard.") < history.index("Value came before cost.")
    assert 'id="verdict-holds"' not in html
    assert 'id="verdict-undecided"' in html


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/claims/C9", "there is no claim C9"),
        ("/claims/C1?version=7", "C1 has no version 7"),
        ("/claims/C1?version=x", "no version"),
    ],
)
def test_what_there_is_not_is_said(lenient, path, said):
    answer = lenient.get(path)
    assert answer.status_code == 404
    assert said in plain(answer.text)


def test_very_many_citations_are_cut_short_with_the_way_to_the_rest(lenient, monkeypatch):
    monkeypatch.setattr("cmo_eval.web.evidence.MOST", 1)
    file = lenient.memory.root / CITATIONS
    file.write_text(
        file.read_text("utf-8") + "  - {id: FG1-009, quote: So did we., evidence: [{supports: C1}]}\n", "utf-8"
    )
    html = shown(lenient)
    assert '<a href="/find?claim=C1&amp;stance=supports">1 more</a>' in html
    assert "So did we." not in part(html, "<h2>Evidence</h2>", "<form")


# ---- deciding -------------------------------------------------------------------------------------------------------


def test_a_decision_is_written_into_the_claims_file_with_what_it_was_taken_on(lenient):
    root = lenient.memory.root
    before = (root / CLAIM).read_bytes()
    answer = lenient.post("/claims/C1/decide", sent(lenient))
    assert answer.status_code == 200, answer.text
    assert answer.json()["said"] == f"C1 is decided: holds (as proposed); written into {CLAIM}"
    assert (root / CLAIM).read_bytes().startswith(before)
    (decision,) = api.load(root).claims["C1"].decisions
    assert (decision.verdict, decision.by, decision.second_reader, decision.date) == ("holds", "AB", "CD", "2024-05-01")
    assert [line.split(":")[0] for line in decision.evidence.citations] == ["FG1-001 supports observation P1"]
    html = shown(lenient)
    assert "holds by AB on 2024-05-01, second reader CD, about version 1" in plain(html)
    assert "Decide again" in html


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"verdict": "", "by": ""}, "a decision on C1 needs a verdict and who decides"),
        ({"rationale": " \n "}, "a decision on C1 needs a rationale"),
        ({"second_reader": "AB"}, "AB cannot be second reader of a decision by AB"),
        ({"by": "XX"}, "who decides, XX is not in the team"),
        ({"verdict": "perhaps"}, "the verdict is 'perhaps'"),
        ({"verdict": "transformed"}, "'transformed' needs the claim that takes its place"),
        ({"becomes": "C1@2"}, "'holds' becomes nothing else"),
        ({"verdict": "rejected"}, "'rejected' has FG1-001 against it, not set aside"),
        ({"sets_aside": ["FG1-077"]}, "FG1-077 is no evidence on version 1 of C1, so it is not set aside"),
        ({"date": "tomorrow"}, "date "),
        ({"wording": 3}, "C1 has no version 3"),
    ],
)
def test_what_may_be_no_decision_is_refused_as_by_the_command_and_nothing_is_written(lenient, changes, error):
    before = (lenient.memory.root / CLAIM).read_bytes()
    asked = sent(lenient, **changes)
    answer = lenient.post("/claims/C1/decide", asked)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(error)
    assert "--" not in answer.json()["hint"]
    assert lenient.post("/claims/C1/lacking", asked).json()["lacks"].startswith(error)
    assert (lenient.memory.root / CLAIM).read_bytes() == before


def test_asking_what_is_lacking_writes_nothing(lenient):
    before = (lenient.memory.root / CLAIM).read_bytes()
    assert lenient.post("/claims/C1/lacking", sent(lenient)).json() == {"lacks": ""}
    assert (lenient.memory.root / CLAIM).read_bytes() == before


def test_evidence_against_the_verdict_can_be_ticked_and_set_aside(rich):
    html = shown(rich)
    against = html.split('data-when="holds"', 1)[1].split("</fieldset>", 1)[0]
    assert re.findall('value="([^"]+)"', against) == ["FG1-003"]
    assert "never" in against
    answer = rich.post("/claims/C1/decide", sent(rich, sets_aside=["FG1-003", "FG1-004"]))
    assert answer.status_code == 200, answer.text
    assert api.load(rich.memory.root).claims["C1"].decision.sets_aside == ("FG1-003", "FG1-004")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (CITATIONS, "citations:\n", f"citations:\n{MORE.splitlines()[0]}\n".replace("r2", "r1"), "FG1-003 refutes"),
        (CITATIONS, "[resource, reasoning]", "[resource]", "FG1-001 supports"),
        ("sources/FG1.yaml", "kind: focus_group", "kind: interview", "heard"),
        (CLAIM, "Value came before cost", "Value came", f"{CLAIM} was changed"),
        ("evaluation.yaml", "min_sources: 1", "min_sources: 2", "proposed is undecided by V8; it was holds by V7"),
    ],
)
def test_what_changed_since_it_was_shown_is_shown_before_anything_is_written(lenient, file, old, new, said):
    asked, version = sent(lenient), lenient.version
    place = lenient.memory.root / file
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new), "utf-8")
    before = (lenient.memory.root / CLAIM).read_bytes()
    answer = lenient.post("/claims/C1/decide", {**asked, "version": version})
    assert answer.status_code == 409, answer.text
    assert any(said in one for one in answer.json()["changed"]), answer.json()
    assert answer.json()["error"] == "what is known about C1 changed while you were deciding"
    assert (lenient.memory.root / CLAIM).read_bytes() == before
    lacks = lenient.post("/claims/C1/lacking", {**asked, "version": version}).json()["lacks"]
    assert lacks.startswith("what is known about C1 changed while you were deciding")


def test_a_change_that_is_about_something_else_is_no_obstacle(lenient):
    asked, version = sent(lenient), lenient.version
    (lenient.memory.root / "claims/C2-other.yaml").write_text(
        (lenient.memory.root / CLAIM).read_text("utf-8").replace("id: C1", "id: C2"), "utf-8"
    )
    assert lenient.post("/claims/C1/decide", {**asked, "version": version}).status_code == 200


def test_of_two_who_decide_at_once_the_second_is_shown_that_the_first_did(lenient):
    asked, version = sent(lenient), lenient.version
    assert lenient.post("/claims/C1/decide", {**asked, "version": version}).status_code == 200
    answer = lenient.post("/claims/C1/decide", {**asked, "verdict": "undecided", "version": version})
    assert answer.status_code == 409
    assert answer.json()["changed"] == [f"{CLAIM} was changed"]
    assert [one.verdict for one in api.load(lenient.memory.root).claims["C1"].decisions] == ["holds"]


def test_a_form_that_says_nothing_of_what_it_showed_decides_nothing(lenient):
    answer = lenient.post("/claims/C1/decide", {**sent(lenient), "lines": [], "voices": "", "proposal": ""})
    assert answer.status_code == 409
    assert any("FG1-001 supports" in one for one in answer.json()["changed"])
    assert lenient.post("/claims/C9/decide", sent(lenient)).status_code == 422
    assert lenient.post("/claims/C1/decide", {**sent(lenient), "wording": "one"}).status_code == 400


def test_a_decision_that_is_stale_says_what_changed(lenient):
    assert lenient.post("/claims/C1/decide", sent(lenient)).status_code == 200
    file = lenient.memory.root / CITATIONS
    file.write_text(file.read_text("utf-8").replace("supports: C1", "nuances: C1"), "utf-8")
    decision = part(shown(lenient), '<h2 id="decision"', "<h3>How far")
    assert "Stale : the evidence changed since re-stanced: FG1-001, from supports to nuances" in decision


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"evaluation.yaml+": "basis: published\n"}, "This is a re-reading of published reports"),
        ({"evaluation.yaml": NO_TEAM}, "names no team"),
        ({"sources/FG2.yaml": "id: ["}, "1 file cannot be read"),
    ],
)
def test_where_nobody_can_decide_the_page_says_why_and_has_no_form(evaluation, files, said):
    html = shown(Served(evaluation(files)))
    assert said in part(html, '<h2 id="decide"', "</main>")
    assert "<form" not in html
    assert "`" not in html
