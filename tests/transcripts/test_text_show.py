"""`text show`: line numbers, speakers, words, and what is coded beside the words."""

import json

import pytest

from cmo_eval.model import Citation
from cmo_eval.output.transcript import margin_of

TEXT = """\
INT: Who starts?
R1 [0:00:09]: We saw it on the table. And then we dared, each of us, to ask what nobody had asked before at the desk.
[p. 2]
R1: We saw it once more on the table, and that is what I mean by seeing things as they are, whatever they cost.
R5: What I say is gone.
and this too
INT: Thanks.
"""
SOURCE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r5, role: coach, group: staff, consent: withdrawn}
text: FG1.txt
"""
BACKGROUND = SOURCE.replace("consent: quote", "consent: background")
CODED = """\
coder: AB
defaults: {quality: observation, speaker: r1}
citations:
  - id: FG1-001
    quote: We saw it on the table.
    evidence: [{supports: C1, pattern: P1, parts: [resource]}]
    codes: [scan, start]
  - {id: FG1-002, quote: "that is what I mean by seeing […] whatever they cost", evidence: [{nuances: C1}]}
  - {id: FG1-003, quote: a paraphrase, verbatim: false, at: {line: 4}, evidence: [{refutes: C1}]}
  - {id: FG1-004, quote: a paraphrase, verbatim: false, at: {time: 00:00:09}, evidence: [{refutes: C1}]}
  - {id: FG1-005, quote: a paraphrase, verbatim: false, at: {page: 2}, evidence: [{refutes: C1}]}
  - {id: FG1-006, quote: These words were never said by anybody in here, evidence: [{refutes: C1}]}
  - {id: FG1-007, quote: What I say is gone., speaker: r5, evidence: [{refutes: C1}]}
"""


@pytest.fixture
def given(evaluation):
    def write(**more: str):
        files = {
            "evaluation.yaml+": "texts: texts\n",
            "sources/FG1.yaml": SOURCE,
            "sources/FG1.citations.yaml": CODED,
            "texts/FG1.txt": TEXT,
        }
        return evaluation({**files, **{name.replace("__", "/"): content for name, content in more.items()}})

    return write


def test_words_stand_beside_what_is_coded_in_them(given, cmo):
    run = cmo("text", "show", "FG1", "--lines", "1-3", cwd=given())
    assert run.code == 0
    assert (
        run.out
        == """\
1 INT Who starts?
2 R1  [0:00:09] We saw it on the table. And then we │ FG1-001
      dared, each of us, to ask what nobody had     │   supports C1 P1
      asked before at the desk.                     │   scan, start
                                                      FG1-004 (by its time)
                                                        refutes C1
3 ──── page 2
"""
    )


def test_every_line_fits_the_terminal(given, cmo):
    root = given(texts__FG1_txt="")
    (root / "texts/FG1.txt").write_text(TEXT + "R1: " + "a" * 300 + " " + "字" * 90 + "\n", encoding="utf-8")
    for columns in (40, 60, 80, 200):
        from cmo_eval.output.plain import columns as taken

        run = cmo("text", "show", "FG1", cwd=root, columns=columns)
        assert max(taken(line) for line in run.out.splitlines()) <= columns
        assert run.out.count("a" * 8) > 20


def test_words_of_who_withdrew_are_not_shown(given, cmo):
    root = given()
    for arguments in (["text", "show", "FG1"], ["text", "show", "FG1", "--format", "json"]):
        run = cmo(*arguments, cwd=root)
        assert run.code == 0
        assert "gone" not in run.out + run.err
        assert "this too" not in run.out
        assert "withdrawn" in run.out
        assert "FG1-007" not in run.out + run.err


def test_json_has_lines_and_citations(given, cmo):
    root = given()
    run = cmo("text", "show", "FG1", "--lines", "2", "--format", "json", cwd=root)
    found = json.loads(run.out)
    words = "We saw it on the table. And then we dared, each of us, to ask what nobody had asked before at the desk."
    assert found["lines"] == [
        {
            "line": 2,
            "start": 17,
            "words_start": 31,
            "end": 31 + len(words),
            "speaker": "r1",
            "time": "0:00:09",
            "page": None,
            "words": words,
            "withdrawn": False,
            "held_back": False,
            "citations": ["FG1-001", "FG1-004"],
        }
    ]
    assert [(one["id"], one["placed_by"], one["parts"]) for one in found["citations"]] == [
        ("FG1-001", "words", [[31, 54]]),
        ("FG1-004", "time", []),
    ]
    assert found["unplaced"] == ["FG1-006"]
    assert found["citations"][0]["evidence"] == [
        {"stance": "supports", "claim": "C1", "suggests": None, "pattern": "P1", "lacks": []}
    ]


def test_the_margin_says_what_is_denied():
    evidence = [{"refutes": "C1", "pattern": "P1", "parts": ["context"], "lacks": ["reasoning", "outcome"]}]
    citation = Citation(id="FG1-001", quote="No.", evidence=evidence)
    assert margin_of(citation) == ["FG1-001", "refutes C1 P1 lacks reasoning, outcome"]


def test_citations_are_placed_by_what_is_known_of_them(given, cmo):
    found = json.loads(cmo("text", "show", "FG1", "--format", "json", cwd=given()).out)
    assert {one["id"]: (one["placed_by"], one["line"]) for one in found["citations"]} == {
        "FG1-001": ("words", 2),
        "FG1-002": ("words", 4),
        "FG1-003": ("line", 4),
        "FG1-004": ("time", 2),
        "FG1-005": ("page", 4),
    }
    assert len(next(one for one in found["citations"] if one["id"] == "FG1-002")["parts"]) == 2


@pytest.mark.parametrize("sides", [True, False])
def test_a_selector_is_believed_while_the_text_is_the_same(given, cmo, sides):
    from cmo_eval.transcripts.store import digest

    start = TEXT.index("We saw it once")
    around = ', prefix: "at the desk.\\n[p. 2]\\nR1: ", suffix: " once more on the table, and"' if sides else ""
    selector = f"{{start: {start}, end: {start + 9}{around}}}"
    coded = f"citations:\n  - id: FG1-001\n    quote: We saw it\n    selector: {selector}\n"
    root = given(
        **{"sources__FG1.citations.yaml": coded, "sources__FG1.yaml": f"{SOURCE}text_sha256: {digest(TEXT)}\n"}
    )
    found = json.loads(cmo("text", "show", "FG1", "--format", "json", cwd=root).out)
    assert (found["citations"][0]["placed_by"], found["citations"][0]["parts"]) == ("selector", [[start, start + 9]])
    (root / "texts/FG1.txt").write_text("INT: One more line.\n" + TEXT)
    run = cmo("text", "show", "FG1", "--format", "json", cwd=root)
    found = json.loads(run.out)
    if sides:
        assert (found["citations"][0]["placed_by"], found["citations"][0]["line"]) == ("words", 5)
    else:  # a few words that stand twice, with nothing around them: nobody can tell where it was
        assert (found["citations"], found["unplaced"]) == ([], ["FG1-001"])
    assert found["changed"] is True
    assert "code anchor FG1" in run.err


def test_around_a_citation_its_lines_are_shown(given, cmo):
    root = given()
    (root / "texts/FG1.txt").write_text("INT: before\n" * 30 + TEXT + "INT: after\n" * 30)
    run = cmo("text", "show", "FG1", "--around", "FG1-001", cwd=root)
    assert [line[:2] for line in run.out.splitlines() if line[:2].strip()] == [str(number) for number in range(27, 38)]


def test_a_second_coder_sees_nothing_of_the_first(given, cmo):
    root = given()
    for arguments in ([], ["--format", "json"], ["--around", "FG1-001"]):
        run = cmo("text", "show", "FG1", "--blind", *arguments, cwd=root)
        assert run.code == 0
        assert "FG1-00" not in run.out + run.err
        assert "supports" not in run.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["FG2"], "there is no source FG2"),
        (["FG1", "--lines", "x"], "it can be 10-40"),
        (["FG1", "--lines", "99"], "the text has lines 1 to 7"),
        (["FG1", "--lines", "5-2"], "the text has lines 1 to 7"),
        (["FG1", "--around", "FG1-099"], "FG1 has no citation FG1-099"),
        (["FG1", "--around", "FG1-006"], "is not found in the text"),
        (["FG1", "--around", "FG1-001", "--lines", "2"], "give one of the two"),
        (["FG1", "--format", "xml"], "it can be text, json"),
    ],
)
def test_what_cannot_be_meant_is_said(given, cmo, arguments, words):
    run = cmo("text", "show", *arguments, cwd=given())
    assert (run.code, words in run.err, run.out) == (2, True, "")


def test_a_text_that_is_not_at_hand_is_said(given, cmo, tmp_path):
    root = given()
    run = cmo("text", "show", "FG1", "--texts", tmp_path, cwd=root)
    assert (run.code, "not at hand" in run.err, "--texts DIR" in run.err) == (3, True, True)
    (root / "sources/FG1.yaml").write_text(SOURCE.replace("text: FG1.txt\n", ""))
    run = cmo("text", "show", "FG1", cwd=root)
    assert (run.code, "text import FILE --source FG1" in run.err) == (2, True)


def test_control_characters_in_a_text_reach_no_terminal(given, cmo):
    root = given()
    (root / "texts/FG1.txt").write_text("R1: \x1b[31mred\x1b[0m \u202eback\n", encoding="utf-8")
    out = cmo("text", "show", "FG1", cwd=root).out
    assert "\x1b" not in out
    assert "\\u001b[31mred" in out


def test_colours_mark_the_words_on_a_terminal(given, cmo):
    run = cmo("text", "show", "FG1", "--lines", "2", cwd=given(), FORCE_COLOR="1")
    assert "\x1b[33m[0:00:09] We saw it on the table." in run.out


def test_words_that_may_not_be_quoted_are_shown_to_whoever_asks_for_them(given, cmo):
    root = given(**{"sources__FG1.yaml": BACKGROUND})
    run = cmo("text", "show", "FG1", "--lines", "1-4", cwd=root)
    assert ("We saw it" in run.out, "Who starts?" in run.out, "[not to be quoted]" in run.out) == (False, True, True)
    assert "FG1-001" in run.out
    assert "words of r1 may not be quoted and are not shown; --background shows them" in run.err
    asked = cmo("text", "show", "FG1", "--lines", "1-4", "--background", cwd=root)
    assert ("We saw it" in asked.out, "--background" in asked.err) == (True, False)


def test_json_holds_the_same_words_back(given, cmo):
    root = given(**{"sources__FG1.yaml": BACKGROUND})
    line = json.loads(cmo("text", "show", "FG1", "--lines", "2", "--format", "json", cwd=root).out)["lines"][0]
    assert (line["words"], line["held_back"], line["speaker"]) == (None, True, "r1")
    asked = json.loads(cmo("text", "show", "FG1", "--lines", "2-5", "--format", "json", "--background", cwd=root).out)
    assert [line["words"] is None for line in asked["lines"]] == [False, True, False, True]  # a page; who withdrew
