"""Quotes keep their places: after a transcript was corrected what moved is moved, and nothing is lost."""

from __future__ import annotations

import hashlib
import json

import pytest
from edited_talks import Tally, edited

from cmo_eval import api
from cmo_eval.edits.coding.citation_text import citations_in
from cmo_eval.edits.transcripts.anchor import plan
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.output.changes import anchor_text
from cmo_eval.store.writing.transaction import apply
from cmo_eval.store.yaml_io import read
from often import often

SOURCE, CITATIONS, SECOND = "sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
TEXT = "texts/FG1.txt"
TALKS = often(100)
TURNS = [
    "INT: Who would like to begin, now that everybody has a cup of tea?",
    "R1: We saw it on the table. Before the coach came our whole plan was made by four people in a staff room.",
    "R1: Then Anna took me along to the bus stop with a flask of tea, and we just asked what their week looked like.",
    "INT: And what did you hear there?",
    "R2: That Sunday is the long day and that everything we orgnised was on a Tuesday afternoon.",
    "R1: We droped the author evenings and put a homework table in the same hours for the children.",
    "R2: Where I work you could not hang up a poster without asking permission of the alderman first.",
    "R1: The coach sat next to Anna at the desk for six Fridays and said that complaints were for her.",
    "R2: So I let the teenagers eat theyr chips inside, on the red couch under the window.",
    "R1: The volunters were the ones who dared, and they did not need anybody else for that.",
    "R2: I filled in the form with the door counter, and the door counter also counts the dog of the carataker.",
    "R1: We looked at the hours evry month and saw that Thursday was empty, so we moved the cafe.",
    "R2: It was only when we stod there in that other library that I thought, but I can do that.",
    "R1: Somebody has to unlock the dor at seven, and that somebody was always the same person.",
    "R2: I told my bord that we would open on Wednesday night, and nobody in the room objected.",
    "R1: And in the end the muncipality paid for the second year out of the budget for parks.",
    "R2: If you ask me what made the diference, it was that someone finally listened to the people.",
    "R1: Yes.",
    "R2: Yes.",
]
TALK = "# Fictional.\n" + "\n".join(TURNS) + "\n"
WORDS = [turn.split(": ", 1)[1] for turn in TURNS]
QUOTES = [*WORDS[1:3], *WORDS[4:17]]
SLIPS = {
    "orgnised": "organised", "droped": "dropped", "theyr": "their", "volunters": "volunteers", "carataker": "caretaker",
    "evry": "every", "stod": "stood", "the dor": "the door", "my bord": "my board", "muncipality": "municipality",
    "diference": "difference",
}  # fmt: skip
REMOVED = WORDS[6]


@pytest.fixture
def coded(evaluation):
    """The evaluation with a transcript and a citation for each of its quotes, under FG1-101 and so on."""

    def write(quotes=QUOTES, text=TALK, more=None, source="text: FG1.txt\n", line_end="\n"):
        entries = ["coder: AB\ndefaults: {quality: observation}\ncitations:\n"]
        for number, quote in enumerate(quotes, 101):
            line = next((row for row, turn in enumerate(text.split("\n"), 1) if quote in turn), None)
            at = f"    at: {{line: {line}}}\n" if line else ""
            entries.append(
                f"  - id: FG1-{number}\n    quote: {json.dumps(quote)}   # as heard\n{at}"
                "    evidence: [{supports: C1, pattern: P1, parts: [context]}]\n"
            )
        files = {
            "evaluation.yaml+": "basis: published\ntexts: texts\n",
            f"{SOURCE}+": source,
            CITATIONS: "".join(entries).replace("\n", line_end).encode(),
            TEXT: text,
        }
        return evaluation({**files, **(more or {})})

    return write


def anchored(root, *sources, **options):
    planned = plan(root, sources, **options)
    apply(root, planned.change)
    return planned


def test_sources_are_looked_through_in_the_order_of_their_ids(coded):
    more = {
        f"sources/IN{n}.yaml": f"id: IN{n}\nkind: interview\ntitle: x\ngroup: staff\ntext: IN{n}.txt\n" for n in (2, 10)
    }
    root = coded(more={**more, "texts/IN2.txt": "R1: Yes.\n", "texts/IN10.txt": "R1: No.\n"})
    assert [looked.source for looked in plan(root, []).looked] == ["FG1", "IN2", "IN10"]


def outcomes(planned):
    return {one.id: one.outcome for looked in planned.looked for one in looked.placed}


def entries(root, file=CITATIONS):
    return citations_in((root / file).read_bytes().decode())


def at_selector(root, entry, file=TEXT):
    text = (root / file).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    return text[int(entry["selector"]["start"]) : int(entry["selector"]["end"])]


def corrected(text):
    """The transcript with a paragraph at the top, a name replaced, slips mended and a passage removed."""
    text = text.replace(
        "# Fictional.\n", "# Fictional.\nINT: A paragraph that was forgotten, about the tea and the room.\n"
    )
    for slip, right in SLIPS.items():
        assert text.count(slip) == 1
        text = text.replace(slip, right)
    return text.replace("Anna", "[name]").replace(f"R2: {REMOVED}\n", "")


def test_what_stops_next_to_a_negation_is_placed_only_where_somebody_says_it_stands_there(coded):
    talk = "R1: We had tea. It was a good year, and it was a long one.\n"
    talk += "R2: No more. I never thought that helped us in the school where I work.\n"
    quotes = ["that helped us in the school where I work", "It was a good year"]
    root = coded(quotes, talk)
    text = (root / CITATIONS).read_text("utf-8")
    (root / CITATIONS).write_text(text.replace("    at: {line: 2}\n", ""), "utf-8")
    planned = anchored(root)
    assert outcomes(planned) == {"FG1-101": "unsure", "FG1-102": "placed"}
    assert planned.to_look_at == 1
    assert "selector" not in entries(root)["FG1-101"]
    told = anchor_text(planned)
    assert "1 next to a negation and not placed" in told
    assert "say `at: {line: 2}` if it is meant so" in told
    (root / CITATIONS).write_text(text, "utf-8")
    assert outcomes(anchored(root)) == {"FG1-101": "cut", "FG1-102": "placed"}
    assert at_selector(root, entries(root)["FG1-101"]) == quotes[0]
    # a correction puts a negation next to a quote: told once, and what was known is no news
    (root / TEXT).write_text("R0: Begin.\n" + talk.replace("a good year,", "a good year not,"), "utf-8")
    assert outcomes(anchored(root)) == {"FG1-101": "moved", "FG1-102": "cut"}
    assert at_selector(root, entries(root)["FG1-102"]) == "It was a good year"
    assert outcomes(anchored(root)) == {"FG1-101": "stays", "FG1-102": "stays"}


# ---- placing --------------------------------------------------------------------------------------------------------


def test_quotes_get_a_selector_and_the_source_the_digest_of_its_text(coded):
    root = coded()
    before = (root / CITATIONS).read_text(encoding="utf-8")
    planned = anchored(root)
    assert set(outcomes(planned).values()) == {"placed"}
    assert [at_selector(root, entry) for entry in entries(root).values()] == QUOTES
    first = entries(root)["FG1-102"]["selector"]
    assert TALK[int(first["start"]) - 32 : int(first["start"])] == first["prefix"]
    assert TALK[int(first["end"]) :][:32] == first["suffix"]
    assert read((root / SOURCE).read_text()).value["text_sha256"] == hashlib.sha256(TALK.encode()).hexdigest()
    after = (root / CITATIONS).read_text(encoding="utf-8")
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert not any(finding.code in {"CMO418", "CMO419"} for finding in api.validate(root).findings)


def test_a_second_time_nothing_changes(coded):
    root = coded()
    anchored(root)
    planned = plan(root)
    assert planned.change.files == ()
    assert set(outcomes(planned).values()) == {"stays"}


def test_a_line_that_is_missing_or_wrong_is_put_right_and_other_places_stay(coded):
    more = {SOURCE: "id: FG1\nkind: focus_group\ntitle: T\ngroup: users\ntext: FG1.txt\n"}
    quotes = f"""\
coder: AB
defaults: {{quality: observation, at: {{page: "3"}}}}
citations:
  - {{id: FG1-001, quote: "{QUOTES[0]}", evidence: [{{supports: C1}}]}}
  - {{id: FG1-002, quote: "{QUOTES[1]}", at: {{line: 99, time: "0:12:31"}}, evidence: [{{supports: C1}}]}}
"""
    root = coded(more={**more, CITATIONS: quotes})
    anchored(root)
    assert entries(root)["FG1-001"]["at"] == {"line": "3", "page": "3"}
    assert entries(root)["FG1-002"]["at"] == {"line": "4", "time": "0:12:31"}


def test_paraphrases_and_withdrawn_words_are_left_alone(coded):
    quotes = f"""\
citations:
  - {{id: FG1-001, quote: "{QUOTES[0]}", verbatim: false, quality: report, evidence: [{{supports: C1}}]}}
  - {{id: FG1-002, quote: "{QUOTES[1]}", withdrawn: 2024-05-01, quality: report, evidence: [{{supports: C1}}]}}
"""
    root = coded(more={CITATIONS: quotes})
    planned = anchored(root)
    assert outcomes(planned) == {}
    assert (root / CITATIONS).read_text() == quotes


def test_a_second_coders_own_fragments_are_placed_too(coded):
    own = f'coder: CD\ncitations:\n  - {{id: FG1-CD-001, quote: "{QUOTES[4]}", quality: report, evidence: []}}\n'
    root = coded(more={SECOND: own})
    anchored(root)
    assert at_selector(root, entries(root, SECOND)["FG1-CD-001"]) == QUOTES[4]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_and_byte_order_marks_are_no_matter(coded, line_end):
    root = coded(line_end=line_end)
    (root / TEXT).write_bytes(b"\xef\xbb\xbf" + TALK.replace("\n", "\r\n").encode())
    raw = b"\xef\xbb\xbf" + (root / CITATIONS).read_bytes()
    (root / CITATIONS).write_bytes(raw)
    anchored(root)
    after = (root / CITATIONS).read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in after.replace(line_end.encode(), b"")
    found = citations_in(after.decode())
    assert [at_selector(root, entry) for entry in found.values()] == QUOTES


# ---- after a correction ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("placed_before", [True, False])
def test_after_a_correction_all_but_the_removed_quote_are_kept_and_that_one_is_named(coded, placed_before):
    root = coded()
    if placed_before:
        anchored(root)
    before = entries(root)
    text = corrected(TALK)
    (root / TEXT).write_text(text, encoding="utf-8")
    planned = anchored(root)
    found = outcomes(planned)
    gone = [id_ for id_, outcome in found.items() if outcome == "gone"]
    assert [before[id_]["quote"] for id_ in gone] == [REMOVED]
    assert set(found.values()) == {"gone", "differs", "moved" if placed_before else "placed"}
    assert list(found.values()).count("differs") == len(SLIPS) + 2
    after = entries(root)
    assert after[gone[0]] == before[gone[0]]
    rows = text.split("\n")
    for id_, entry in after.items():
        assert entry["quote"] == before[id_]["quote"]
        assert entry["evidence"] == before[id_]["evidence"]
        if id_ not in gone:
            # the whole turn was quoted, so it is the whole turn again
            assert rows[int(entry["at"]["line"]) - 1].split(": ", 1)[1] == at_selector(root, entry)
    differing = {one.id: one.difference for looked in planned.looked for one in looked.placed if one.difference}
    assert differing["FG1-103"] == (("orgnised", "organised"),)
    assert differing["FG1-102"] == (("Anna", "[name]"),)
    assert planned.to_look_at == len(SLIPS) + 3
    assert planned.looked[0].changed is placed_before


def test_the_corrected_words_are_taken_when_that_is_asked_for(coded):
    root = coded()
    anchored(root)
    (root / TEXT).write_text(corrected(TALK), encoding="utf-8")
    planned = anchored(root, accept=True)
    assert planned.count("accepted") == len(SLIPS) + 2
    assert planned.count("gone") == 1
    quotes = [entry["quote"] for entry in entries(root).values()]
    assert "That Sunday is the long day and that everything we organised was on a Tuesday afternoon." in quotes
    assert REMOVED in quotes
    again = plan(root)
    assert again.change.files == ()
    assert (again.count("stays"), again.count("gone")) == (len(QUOTES) - 1, 1)
    found = {finding.code for finding in api.validate(root).findings}
    assert "CMO416" in found
    assert not {"CMO415", "CMO418", "CMO419"} & found


def test_a_quote_with_a_cut_takes_the_corrected_words_with_its_cut(coded):
    quote = "Where I work you could not hang up a postr [...] of the alderman first."
    root = coded(quotes=[quote])
    anchored(root, accept=True)
    assert entries(root)["FG1-101"]["quote"] == (
        "Where I work you could not hang up a poster […] of the alderman first."
    )


# ---- several places -------------------------------------------------------------------------------------------------


def test_words_that_stand_in_several_places_are_named_and_left_alone(coded):
    root = coded(quotes=["Yes."])
    path = root / CITATIONS
    path.write_text(path.read_text().replace("    at: {line: 19}\n", ""))
    before = path.read_text()
    planned = anchored(root)
    (one,) = planned.looked[0].placed
    assert (one.outcome, one.lines) == ("ambiguous", (19, 20))
    assert path.read_text() == before


def test_the_line_says_which_of_several_places_is_meant_also_when_lines_moved(coded):
    root = coded(quotes=[QUOTES[3], QUOTES[5], "Yes."])
    path = root / CITATIONS
    path.write_text(path.read_text().replace("{line: 19}", "{line: 20}"))
    anchored(root)
    assert entries(root)["FG1-103"]["at"] == {"line": "20"}
    text = TALK.replace("# Fictional.\n", "# Fictional.\nR1: Yes.\nINT: Good. Are you all there?\nR1: Yes.\n")
    (root / TEXT).write_text(text, encoding="utf-8")
    anchored(root)
    assert entries(root)["FG1-103"]["at"] == {"line": "23"}
    assert at_selector(root, entries(root)["FG1-103"]) == "Yes."
    assert int(entries(root)["FG1-103"]["selector"]["start"]) == text.rindex("Yes.")


def test_an_id_that_stands_there_twice_is_left_alone(coded):
    twice = "".join(
        f'  - {{id: FG1-001, quote: "{quote}", quality: report, evidence: [{{supports: C1}}]}}\n'
        for quote in QUOTES[:2]
    )
    root = coded(more={CITATIONS: f"citations:\n{twice}"})
    planned = plan(root)
    assert outcomes(planned) == {}
    assert "FG1-001 stands there 2 times" in planned.left[0]


# ---- people ---------------------------------------------------------------------------------------------------------


def test_words_of_who_withdrew_or_is_not_quoted_stand_in_no_selector(coded):
    people = (
        "id: FG1\nkind: focus_group\ntitle: T\ngroup: users\ntext: FG1.txt\nparticipants:\n"
        "  - {id: r1, role: a, consent: quote}\n  - {id: r2, role: b, consent: background}\n"
    )
    root = coded(quotes=[WORDS[7]], more={SOURCE: people})
    anchored(root)
    selector = entries(root)["FG1-101"]["selector"]
    assert selector["prefix"] == "R1: "
    assert "suffix" not in selector or "teenagers" not in selector["suffix"]


# ---- what cannot be done --------------------------------------------------------------------------------------------


def test_what_is_not_there_is_said(coded, evaluation):
    root = coded()
    with pytest.raises(UsageError, match="there is no source FG9") as error:
        plan(root, ["FG9"])
    assert "FG1" in error.value.hint
    (root / TEXT).unlink()
    with pytest.raises(CmoEvalError, match=r"FG1\.txt is not at hand"):
        plan(root)


def test_a_source_without_a_text_is_no_source_to_anchor(evaluation):
    root = evaluation()
    with pytest.raises(UsageError, match="FG1 names no text"):
        plan(root, ["FG1"])
    with pytest.raises(CmoEvalError, match="no source names a text"):
        plan(root)


def test_texts_may_lie_elsewhere_and_are_never_changed(coded, tmp_path):
    root = coded()
    (root / "texts").rename(tmp_path / "safe")
    anchored(root, texts=tmp_path / "safe")
    assert "selector" in entries(root)["FG1-101"]
    assert (tmp_path / "safe/FG1.txt").read_text(encoding="utf-8") == TALK


# ---- the command ----------------------------------------------------------------------------------------------------


def test_the_command_shows_asks_for_yes_and_writes(coded, cmo):
    root = coded()
    shown = cmo("code", "anchor", "--dry-run", cwd=root)
    assert (shown.code, "+    selector:" in shown.out) == (0, True)
    asked = cmo("code", "anchor", cwd=root)
    assert asked.code == 1
    assert "nothing was written (--yes writes it)" in asked.err
    assert "selector" not in (root / CITATIONS).read_text(encoding="utf-8")
    done = cmo("code", "anchor", "FG1", "--yes", cwd=root)
    assert done.code == 0
    assert "15 quotes: 15 placed for the first time" in done.out
    assert "2 files written" in done.err
    assert cmo("code", "anchor", "--yes", cwd=root).err.strip() == "nothing to write"


def test_the_command_names_what_must_be_looked_at_within_the_width(coded, cmo):
    root = coded()
    cmo("code", "anchor", "--yes", cwd=root)
    (root / TEXT).write_text(corrected(TALK), encoding="utf-8")
    done = cmo("code", "anchor", "--all", "--yes", cwd=root)
    assert done.code == 1
    assert "FG1-105 does not stand in FG1.txt (it was on line 8); it stays as it is" in done.out
    assert "the quote has 'orgnised', the text 'organised'" in done.out
    assert "14 to look at" in done.err
    assert max(map(len, done.out.splitlines())) <= 80


def test_of_what_is_not_found_it_is_said_what_to_do(evaluation, cmo):
    files = {
        "evaluation.yaml+": "texts: texts\n",
        "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: Panel\ngroup: staff\ntext: FG1.txt\n",
        "texts/FG1.txt": "R1: We saw it on the table, and we were glad of it.\n",
    }
    coding = "coder: AB\ndefaults: {quality: observation}\ncitations:\n  - {id: FG1-001, quote: %s}\n"
    gone = evaluation({**files, "sources/FG1.citations.yaml": coding % "Nobody was ever sad about it in this house"})
    run = cmo("code", "anchor", cwd=gone)
    assert run.code == 1
    assert "`cmo-eval forget FG1-001` removes them." in " ".join(run.out.split())
    assert max(map(len, run.out.splitlines())) <= 80


def test_where_all_is_found_there_is_nothing_to_do(evaluation, cmo):
    files = {
        "evaluation.yaml+": "texts: texts\n",
        "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: Panel\ngroup: staff\ntext: FG1.txt\n",
        "texts/FG1.txt": "R1: We saw it on the table, and we were glad of it.\n",
        "sources/FG1.citations.yaml": "coder: AB\ndefaults: {quality: observation}\ncitations:\n"
        "  - {id: FG1-001, quote: We saw it on the table}\n",
    }
    root = evaluation(files)
    assert cmo("code", "anchor", "--yes", cwd=root).code == 0
    assert cmo("code", "anchor", cwd=root).out == "FG1 (FG1.txt): 1 quote: 1 as before\n"


def test_how_the_words_of_somebody_who_is_not_registered_differ_is_shown_to_nobody(coded):
    mended = WORDS[4].replace("orgnised", "organised")
    root = coded([mended])
    ((shown,),) = (looked.placed for looked in plan(root).looked)
    path = root / CITATIONS
    path.write_text(path.read_text("utf-8").replace("   # as heard", "\n    speaker: r9"), "utf-8")
    ((hidden,),) = (looked.placed for looked in plan(root).looked)
    assert (bool(shown.difference), hidden.difference) == (True, ())


def test_whatever_is_done_to_a_transcript_no_quote_lies_elsewhere_without_a_sign(tmp_path):
    """`python benchmarks/misplaced.py` does the same to more talks."""
    tally = Tally()
    for seed in range(TALKS):
        edited(tmp_path / str(seed), seed, tally)
    assert tally.misplaced == []
    assert tally.quotes > 10 * TALKS
    # and what was not touched is found again, hardly ever with a question
    assert tally.questioned <= 0.12 * tally.untouched


def test_nor_after_several_corrections_one_after_another(tmp_path):
    tally = Tally()
    for seed in range(500, 500 + often(30)):
        edited(tmp_path / str(seed), seed, tally, rounds=3)
    assert tally.misplaced == []
    assert tally.placed > tally.quotes
