"""The first page and the patterns: what stands, what to do next, what is wrong, configurations with their words."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from pages import Served

from cmo_eval import api
from cmo_eval.diagnostics import Location
from cmo_eval.edits.new import new_folder
from cmo_eval.rules import CODES
from cmo_eval.web.findings import place

CITATIONS = "sources/FG1.citations.yaml"
LENIENT = "policy: {verdict: {min_sources: 1, min_kinds: 1, min_groups: 1, require_disconfirming_search: false}}\n"
DENIES = """\
  - id: FG1-002
    quote: There was no plan.
    speaker: r1
    evidence: [{nuances: C1, pattern: P1, parts: [context], lacks: [outcome]}]
"""
SECOND = """\
id: P2
title: The plan works
context: a plan
resource: <money>
reasoning: we can
outcome: {text: more value, intended: true, direction: positive}
contrasts_with: [P1]
"""


def plain(html):
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def shown(served, path="/"):
    answer = served.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def made(evaluation):
    """Serve the small evaluation with these changes."""
    return lambda files=None: Served(evaluation(files))


# ---- the first page -------------------------------------------------------------------------------------------------


def test_each_claim_stands_with_proposal_decision_and_voices(made):
    decided = "decisions: [{verdict: nuanced, by: AB, date: 2024-05-01, rationale: So., evidence: {sha256: %s}}]\n" % (
        "0" * 64
    )
    html = shown(made({"evaluation.yaml+": LENIENT, "claims/C1-value.yaml+": decided}))
    row = plain(re.search("<tr>\n<th scope=.row.>.*?</tr>", html, re.DOTALL)[0])
    assert row.startswith(
        "C1 Value comes first holds V7 nuanced AB 2024-05-01 stale lacks something otherwise than proposed 1 0 …"
    )
    assert '<a href="/claims/C1">C1 Value comes first</a>' in html


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"evaluation.yaml+": LENIENT}, "FG1"),
        ({}, "stays undecided"),
        ({"evaluation.yaml+": LENIENT, "sources/FG2.yaml": "copy", "sources/FG2.citations.yaml": "copy"}, "robust"),
    ],
)
def test_the_loss_of_which_voice_flips_a_proposal_comes_after(evaluation, files, said):
    root = evaluation({path: content for path, content in files.items() if content != "copy"})
    for path in (path for path, content in files.items() if content == "copy"):
        (root / path).write_text((root / path.replace("FG2", "FG1")).read_text("utf-8").replace("FG1", "FG2"), "utf-8")
    found = Served(root).get("/robust").json()["C1"]
    assert found == said or (said == "robust" and found.startswith("no voice alone; "))


def test_what_to_do_next_is_said_with_the_way_there(made):
    html = shown(made({f"{CITATIONS}+": DENIES, "claims/C1-value.yaml": None, "claims/C1-worth.yaml": CLAIM_FOR_USERS}))
    steps = re.search('<ul class="steps">(.*?)</ul>', html, re.DOTALL)[1]
    assert [plain(one) for one in re.findall("<li>(.*?)</li>", steps, re.DOTALL)] == [
        "Hear a key actor on the claim: C1",
        "Hear The users on: C1",
        "Find who shows the outcome of: P1",
        "Look again at the outcome, which somebody denies, of: P1",
    ]
    assert '<a href="/patterns/P1">P1</a>' in steps
    assert '<a href="/claims/C1">C1</a>' in steps


CLAIM_FOR_USERS = """\
id: C1
title: Value comes first
questions: [Q1]
for: [staff, users]
versions:
  - {version: 1, statement: Value came before cost.}
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
"""


def test_findings_of_a_kind_are_one_with_a_count_and_each_leads_to_its_place(made):
    lines = "".join(f"  - {{id: FG1-00{n}, quote: So., speaker: r9, evidence: [{{supports: C{n}}}]}}\n" for n in (2, 3))
    html = shown(
        made(
            {
                "sources/FG1.yaml+": "text: FG1.txt\n",
                f"{CITATIONS}+": lines,
                "patterns/P2-x.yaml": "id: P2\ntitle: T\nleads_to: [P9]\n",
            }
        ),
        "/findings",
    )
    kinds = re.findall('<li class="([a-z]+)">\n(.*?)\n</li>', html, re.DOTALL)
    assert [kind for kind, _ in kinds] == sorted((kind for kind, _ in kinds), key=["error", "warning", "note"].index)
    (two,) = (text for _, text in kinds if "r9" in text)
    assert "2 times" in plain(two)
    assert '<a href="/transcripts/FG1#FG1-002">FG1-002</a> <code>sources/FG1.citations.yaml:8</code>' in two
    assert any('<a href="/patterns/P2">P2</a>' in text for _, text in kinds)


def test_findings_with_other_words_but_one_hint_are_of_a_kind(made):
    html = shown(made({f"{CITATIONS}+": "".join(f"  - {{id: FG1-00{n}, quote: So.}}\n" for n in (2, 3))}), "/findings")
    assert "a citation that shows nothing 2 times" in plain(html)


def test_a_finding_about_nothing_in_particular_leads_to_what_its_file_is_about(made):
    known = made().memory.now().repository
    finding = CODES["CMO301"].finding("So.", Location("claims/C1-value.yaml", 3, 1))
    assert place(known, finding) == "/claims/C1"
    assert place(known, replace(finding, subject="P1")) == "/patterns/P1"
    assert place(known, replace(finding, location=Location("evaluation.yaml", 1, 1))) is None


def test_what_is_cited_from_a_source_without_a_transcript_is_read_among_its_quotes(made):
    html = shown(made(), "/claims/C1")
    assert '<a href="/find?source=FG1#to-FG1-001">FG1-001</a>' in html
    assert "/transcripts/FG1" not in html


def test_where_nothing_is_wrong_the_page_says_so(made):
    assert plain(shown(made(), "/findings")) == "Nothing is wrong with the files."
    ignored = {
        "evaluation.yaml+": "ignore: [{code: CMO301, why: So.}]\n",
        f"{CITATIONS}+": "  - {id: FG1-002, quote: So., speaker: r1}\n",
    }
    assert (
        plain(shown(made(ignored), "/findings")) == "Nothing is wrong with the files, but for 1 that the team accepts."
    )


def test_a_fresh_evaluation_leads_on_to_what_to_do_first(tmp_path):
    for path, text in new_folder("Fresh", "en", "texts").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    html = plain(shown(Served(tmp_path)))
    assert "To begin with Bring in the transcripts , or a project" in html
    assert "Write down a claim" in html
    assert "What to do next" not in html


def test_what_is_there_already_of_a_beginning_is_ticked(served):
    (served.memory.root / CITATIONS).write_text("coder: AB\ncitations: []\n", "utf-8")
    html = shown(served)
    assert "✓ Transcripts are there: 1 source ." in plain(html)
    assert "✓ A claim is written down." in plain(html)
    assert '<a href="/transcripts/FG1">Open FG1</a>' in html


# ---- the patterns ---------------------------------------------------------------------------------------------------


@pytest.fixture
def two(made):
    """Two patterns, of which one is in part denied and leads to the other."""
    return made(
        {f"{CITATIONS}+": DENIES, "patterns/P1-scan.yaml+": "leads_to: [P2]\n", "patterns/P2-plan.yaml": SECOND}
    )


def box(html, name):
    return plain(html.split(f'<section class="box {name}"', 1)[1].split("</section>", 1)[0].split(">", 1)[1])


def test_a_configuration_is_drawn_with_who_shows_and_who_denies_each_part(two):
    html = shown(two, "/patterns/P1")
    assert box(html, "context") == (
        "Context a hidden problem ● shown by 1 voice, 1 kind, 1 group (staff) There was no plan. FG1-002 r1 (manager)"
    )
    assert box(html, "resource").startswith("Resource a scan ● shown by 1 voice, 1 kind, 1 group (staff) We saw it")
    assert box(html, "outcome") == (
        "Outcome a plan ○ nobody shows it ✗ denied by 1 voice, 1 kind, 1 group There was no plan. FG1-002 r1 (manager)"
    )
    assert (
        html.index("box context") < html.index("box resource") < html.index("box reasoning") < html.index("box outcome")
    )
    assert "1 of 2 citations that show something of it shows two parts or more together" in plain(html)
    assert "If this is so: a hidden problem." in plain(html)
    assert '<a href="/claims/C1">C1 Value comes first</a>' in html


def test_a_part_that_nobody_wrote_down_is_said_to_be_missing(made):
    html = shown(made({"patterns/P1-scan.yaml": "id: P1\ntitle: The scan reveals\n"}), "/patterns/P1")
    assert box(html, "context").startswith("Context not written down")


def test_words_that_do_not_fit_the_drawing_stand_below_it(two):
    assert "All words on its" not in shown(two, "/patterns/P1")
    file = two.memory.root / CITATIONS
    more = "".join(
        f"  - {{id: FG1-00{n}, quote: W{n}., evidence: [{{supports: C1, pattern: P1, parts: [context]}}]}}\n"
        for n in (3, 4)
    )
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    html = shown(two, "/patterns/P1")
    assert '<a href="#words-context">2 more quotes</a>' in html
    assert "W4." in html.split('id="words-context"', 1)[1]


def test_of_very_many_words_on_a_part_the_first_are_shown(two, monkeypatch):
    monkeypatch.setattr("cmo_eval.web.pattern._MOST", 0)
    monkeypatch.setattr("cmo_eval.web.pattern._DRAWN", 0)
    html = shown(two, "/patterns/P1")
    assert '<a href="/find?pattern=P1&amp;part=context">1 more that show it</a>' in html
    assert '<a href="/find?pattern=P1&amp;lacks=outcome">1 more that deny it</a>' in html
    assert "There was no plan." not in html


def test_ripples_lead_from_outcome_to_context_and_back(two):
    there, here = shown(two, "/patterns/P1"), shown(two, "/patterns/P2")
    assert '<a href="/patterns/P2">P2 The plan works</a>' in there
    assert "Its outcome becomes context of P2 The plan works : context a plan" in plain(there)
    assert "Its context comes from P1 The scan reveals : outcome a plan" in plain(here)
    assert "The other side of the medal P1 The scan reveals" in plain(here)
    assert "intended, positive" in box(here, "outcome")
    assert "&lt;money&gt;" in here
    assert "The outcome of P1 The scan reveals becomes context of P2 The plan works" in plain(shown(two, "/patterns"))


def test_cases_are_told_with_where_the_outcome_is_absent_while_the_mechanism_is_there(made):
    case = "id: K1\ntitle: A place\nshows: [{pattern: P1, absent: [outcome], why: No plan.}]\n"
    talk = "id: FG1\nkind: focus_group\ntitle: T\ngroup: staff\ncase: K1\n"
    people = "participants: [{id: r1, role: manager, consent: quote}]\n"
    html = plain(shown(made({"cases/K1-place.yaml": case, "sources/FG1.yaml": talk + people}), "/patterns/P1"))
    assert "K1 A place: resource, reasoning K1 A place: absent outcome deviant: the mechanism is there" in html
    assert "K1: No plan." in html


def test_the_list_says_how_many_voices_show_and_deny_each_part(two):
    html = shown(two, "/patterns")
    row = plain(re.search("<tr>\n<th scope=.row.>.*?</tr>", html, re.DOTALL)[0])
    assert row.endswith("1 1 1 nobody ✗ 1 deny it 0 C1")
    assert '<a href="/patterns/P1">P1 The scan reveals</a>' in html


def test_without_patterns_the_list_says_how_to_make_one(made):
    html = shown(made({"patterns/P1-scan.yaml": None}), "/patterns")
    assert "There are no patterns yet" in html


def test_a_pattern_that_there_is_not_is_said(two):
    answer = two.get("/patterns/P3")
    assert answer.status_code == 404
    assert "there is no pattern P3" in answer.text


def test_patterns_that_lack_the_same_are_one_step(served):
    for number in (2, 3):
        pattern = served.memory.root / f"patterns/P{number}-more.yaml"
        pattern.write_text(
            f"id: P{number}\ntitle: More\ncontext: a\nresource: b\nreasoning: c\noutcome: d\n", encoding="utf-8"
        )
    claim = served.memory.root / "claims/C1-value.yaml"
    claim.write_text(claim.read_text("utf-8").replace("mechanisms: [P1]", "mechanisms: [P1, P2, P3]"), "utf-8")
    page = served.get("/").text
    assert page.count("Find who shows the context, resource, reasoning and outcome of") == 1
    assert page.index('href="/patterns/P2"') < page.index('href="/patterns/P3"')


def test_findings_are_looked_for_once_until_a_file_changes(served, monkeypatch):
    asked = []
    validate = api.validate
    monkeypatch.setattr(api, "validate", lambda *given, **more: asked.append(given) or validate(*given, **more))
    assert served.get("/findings").text == served.get("/findings").text
    assert len(asked) == 1
    claim = served.memory.root / "claims/C1-value.yaml"
    claim.write_text(claim.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    assert "titel" in served.get("/findings").text
    assert len(asked) == 2


def test_findings_follow_the_list_of_names_too(served):
    names = served.memory.root.parent / "names.txt"
    names.write_text("Quxembourg\n", "utf-8")
    head = served.memory.root / "evaluation.yaml"
    head.write_text(f"{head.read_text('utf-8')}names: ../names.txt\n", "utf-8")
    before = served.get("/findings").text
    names.write_text("Quxembourg\nmanager\n", "utf-8")
    assert served.get("/findings").text != before


@pytest.mark.parametrize("path", ["/coders", "/codes", "/patterns", "/patterns/P1"])
def test_each_page_says_which_files_could_not_be_read(evaluation, path):
    """Else *nothing yet* under a source reads as if nobody had coded it."""
    left = "<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> carl\n"
    served = Served(evaluation({CITATIONS: left, "claims/C1-value.yaml": left}))
    assert CITATIONS in plain(shown(served, path))
    gone = served.get("/claims/C1")
    assert gone.status_code == 404
    assert "C1 may stand in claims/C1-value.yaml, which cannot be read" in plain(gone.text)


OURS = re.compile(r"([A-Z]\d )?Zaak\w+( hier\.)?")
SCREENS = ["/patterns", "/transcripts", "/find", "/codes", "/coders"]


class Heard(HTMLParser):
    """The texts of a page, each with the language in which a screen reader says it."""

    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "link", "input", "br", "col"}:
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else None)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        if self.open and self.open[-1][0] not in {"script", "title"} and text.strip():
            self.texts.append((self.open[-1][1], text))


def test_what_the_team_wrote_is_said_in_its_language_and_the_page_in_english(evaluation):
    root = evaluation(
        {
            "evaluation.yaml": "schema: 1\nid: x\ntitle: Zaaknaam\nlanguage: nl\ntexts: texts\n"
            "programme: {name: Zaak}\n"
            "questions: {Q1: Zaakvraag}\ngroups: {staff: Zaakgroep}\nteam: {AB: x, CD: y}\n",
            "claims/C1-value.yaml": "id: C1\ntitle: Zaakclaim\nquestions: [Q1]\nfor: [staff]\nmechanisms: [P1]\n"
            "intended: Zaakdoel\nversions: [{version: 1, date: 2025-01-01, statement: Zaakzin, why: Zaakreden}]\n",
            "patterns/P1-scan.yaml": "id: P1\ntitle: Zaakpatroon\ncontext: [Zaakcontext]\nactor: Zaakactor\n"
            "resource: Zaakmiddel\nreasoning: Zaakgedachte\noutcome: {text: Zaakuitkomst}\n",
            "codebook.yaml": "codes: [{id: a, label: Zaakcode, kind: theme, use: Zaakgebruik}]\n",
            "texts/FG1.txt": "r1: Zaakwoorden hier.\n",
            "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: Zaakbron\ngroup: staff\ntext: FG1.txt\n"
            "participants: [{id: r1, role: Zaakrol, group: staff, consent: quote}]\n",
            CITATIONS: "coder: AB\ncitations:\n  - {id: FG1-001, quote: Zaakwoorden, speaker: r1, "
            "quality: report, evidence: [{supports: C1, pattern: P1, parts: [context]}], codes: [a]}\n",
        }
    )
    served = Served(root)
    seen = set()
    for path in ["/", "/claims/C1", "/patterns/P1", "/transcripts/FG1", *SCREENS]:
        answer = served.get(path)
        assert answer.status_code == 200, path
        heard = Heard()
        heard.feed(answer.text)
        ours = {(language, text.strip()) for language, text in heard.texts if OURS.fullmatch(text.strip())}
        assert {language for language, _ in ours} <= {"nl"}, (path, ours)
        seen |= {text for _, text in ours}
        assert ("en", "Undo") in heard.texts
        assert not [
            text for language, text in heard.texts if language == "nl" and ("FG1-001" in text or "quoted" in text)
        ]
    assert {
        "Zaaknaam",
        "Zaakclaim",
        "Zaakzin",
        "Zaakpatroon",
        "Zaakcode",
        "Zaakgebruik",
        "Zaakbron",
        "Zaakwoorden",
    } <= seen


def test_each_page_says_which_ids_stand_for_two_things(evaluation):
    """As after a merge of branches on which two people each made a claim."""
    root = evaluation()
    (root / "claims/C1-another.yaml").write_text((root / "claims/C1-value.yaml").read_text("utf-8"), "utf-8")
    served = Served(root)
    for path in ("/", "/claims/C1", "/coders"):
        assert "C1 stands for two things" in plain(shown(served, path))
