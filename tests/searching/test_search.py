"""Words in quotes, memos and transcripts, with who said them and what stands there; the withdrawn are not found."""

import json
import sys

import pytest

from cmo_eval import api
from cmo_eval.analysis.search import Wanted
from cmo_eval.errors import UsageError

TEXT = """\
# a talk
INT: What did you see?
R1: We saw it on the table. And the café was full.
R2: I never liked the table, to be honest.

[p. 4]
R3 [0:12:30]: My secret table.
R1: The other table was behind the café.
[A note about the table.]
"""
SOURCE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
text: FG1.txt
participants:
  - {id: r1, role: manager, consent: quote}
  - {id: r2, role: nurse, consent: background}
"""
CITATIONS = """\
coder: AB
defaults: {quality: observation}
citations:
  - id: FG1-001
    quote: We saw it on the table.
    speaker: r1
    at: {line: 3}
    evidence: [{supports: C1, pattern: P1}]
    codes: [scan]
    memo: >-
      Which table, the long
      one?
  - id: FG1-002
    quote: I never liked the table
    speaker: r2
    at: {line: 4}
    judgement: A table is no use
    evidence: [{nuances: C2}]
  - id: FG1-003
    quote: They spoke about furniture
    verbatim: false
    role: visitor
    at: {line: 8}
    codes: [furniture]
"""
BOOK = "codes:\n  - {id: scan, kind: theme}\n  - {id: furniture, kind: theme, parent: scan}\n"
CLAIM = "id: C2\ntitle: T\nversions: [{version: 1, statement: S}]\n"


@pytest.fixture
def folder(evaluation):
    def write(more=None, texts=None):
        files = {
            "evaluation.yaml+": "texts: texts\n",
            "sources/FG1.yaml": SOURCE,
            "sources/FG1.citations.yaml": CITATIONS,
            "codebook.yaml": BOOK,
            "claims/C2.yaml": CLAIM,
            **(more or {}),
        }
        root = evaluation(files)
        (root / "texts").mkdir(exist_ok=True)
        for name, text in {"FG1.txt": TEXT, **(texts or {})}.items():
            (root / "texts" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return write


def found(root, *words, **wanted):
    result = api.search(words, root, Wanted(**wanted))
    assert sum(result.total.values()) >= len(result.hits)
    return result


def where(result):
    return [(hit.citation or hit.line, hit.field) for hit in result.hits]


def test_quotes_memos_and_lines_of_the_text(folder):
    assert where(found(folder(), "table")) == [
        ("FG1-001", "quote"),
        ("FG1-001", "memo"),
        ("FG1-002", "quote"),
        ("FG1-002", "judgement"),
        (3, "text"),
        (4, "text"),
        (7, "text"),
        (8, "text"),
        (9, "text"),
    ]


@pytest.mark.parametrize(
    ("kinds", "total"),
    [(["quotes"], (2, 0, 0)), (["memos"], (0, 2, 0)), (["texts"], (0, 0, 5)), (["quotes", "memos"], (2, 2, 0))],
)
def test_only_where_it_is_wanted(folder, kinds, total):
    assert tuple(found(folder(), "table", kinds=kinds).total.values()) == total


def test_a_line_says_who_speaks_when_and_where_and_which_citations_stand_there(folder):
    hits = {hit.line: hit for hit in found(folder(), "table", kinds=["texts"]).hits}
    assert (hits[3].speaker, hits[3].role, hits[3].citations) == ("r1", "manager", ("FG1-001",))
    assert (hits[8].speaker, hits[8].page, hits[8].citations) == ("r1", "4", ("FG1-003",))
    assert (hits[7].speaker, hits[7].time, hits[7].citations) == ("R3", "0:12:30", ())


def test_the_places_in_the_words(folder):
    (hit,) = found(folder(), "CAFE", "full", kinds=["texts"]).hits
    assert hit.words == "We saw it on the table. And the café was full."
    assert [hit.words[start:end] for start, end in hit.spans] == ["café", "full"]


def test_a_memo_in_folded_lines_is_one_line(folder):
    (hit,) = found(folder(), "long one", kinds=["memos"]).hits
    assert hit.words == "Which table, the long one?"


def test_words_behind_an_escape_are_found(folder):
    changed = CITATIONS.replace("quote: We saw it on the table.", 'quote: "We saw it on the c\\u0061f\\u00e9"')
    (hit,) = found(folder({"sources/FG1.citations.yaml": changed}), "cafe", kinds=["quotes"]).hits
    assert hit.citation == "FG1-001"


def test_words_of_somebody_who_may_not_be_quoted_are_found_and_not_shown(folder):
    result = found(folder(), "liked")
    assert where(result) == [("FG1-002", "quote"), (4, "text")]
    assert [hit.words for hit in result.hits] == [None, None]
    assert [hit.spans for hit in result.hits] == [(), ()]


def test_a_line_of_nobody_known_is_not_shown_where_somebody_may_not_be_quoted(folder):
    shown = {hit.line: hit.words for hit in found(folder(), "table", kinds=["texts"]).hits}
    assert shown[7] is None
    assert shown[9] is None
    everybody = SOURCE.replace("background", "quote")
    shown = {
        hit.line: hit.words for hit in found(folder({"sources/FG1.yaml": everybody}), "table", kinds=["texts"]).hits
    }
    assert shown[7] == "My secret table."


def test_the_interviewer_is_shown(folder):
    (hit,) = found(folder(), "what did").hits
    assert (hit.speaker, hit.words) == ("INT", "What did you see?")


# what was withdrawn


def test_a_withdrawn_source_is_not_found_and_not_missed(folder):
    root = folder({"sources/FG1.yaml": SOURCE + "withdrawn: 2024-01-01\n"})
    result = found(root, "table")
    assert (result.hits, result.notes) == ([], [])
    (root / "texts/FG1.txt").unlink()
    assert found(root, "table").notes == []
    with pytest.raises(UsageError, match="no source FG1"):
        found(root, "table", sources=["FG1"])


def test_a_participant_who_withdrew_is_not_found(folder):
    gone = SOURCE.replace("consent: background", "consent: withdrawn")
    result = found(folder({"sources/FG1.yaml": gone}), "table")
    assert where(result) == [("FG1-001", "quote"), ("FG1-001", "memo"), (3, "text"), (8, "text")]
    # the heading, R3 and the note: nobody knows whose words they are
    assert "FG1.txt: 3 lines left out" in result.notes[0]
    assert found(folder({"sources/FG1.yaml": gone}), "honest").hits == []


def test_a_withdrawn_remark_is_not_found_in_its_text_nor_shown_with_the_line_around_it(folder):
    gone = CITATIONS.replace("    at: {line: 3}\n", "    withdrawn: 2024-01-01\n")
    root = folder({"sources/FG1.citations.yaml": gone, "sources/FG1.yaml": SOURCE.replace("background", "quote")})
    assert found(root, "saw").hits == []
    (hit,) = found(root, "full").hits
    assert hit.words == "[…] And the café was full."
    assert [hit.words[start:end] for start, end in hit.spans] == ["full"]


def test_a_withdrawn_remark_is_not_found_in_a_text_that_was_corrected_since(folder):
    gone = CITATIONS.replace(
        "quote: We saw it on the table.\n    speaker: r1\n    at: {line: 3}\n",
        "quote: And then the cafe was so ful that nobody could sit down\n    withdrawn: 2024-01-01\n    speaker: r1\n",
    )
    text = TEXT.replace("And the café was full.", "And then the café was so full, that nobody could sit down.")
    root = folder({"sources/FG1.citations.yaml": gone}, {"FG1.txt": text})
    assert found(root, "nobody").hits == []
    assert where(found(root, "saw", kinds=["texts"])) == [(3, "text")]


def test_a_withdrawn_remark_without_a_place_is_found_nowhere(folder):
    gone = CITATIONS.replace("    at: {line: 3}\n", "    withdrawn: 2024-01-01\n")
    text = TEXT + "R1: I said: we saw it, on the table!\n"
    root = folder({"sources/FG1.citations.yaml": gone, "sources/FG1.yaml": SOURCE}, {"FG1.txt": text})
    assert found(root, "saw").hits == []


def test_a_withdrawn_paraphrase_takes_its_line_along(folder):
    gone = CITATIONS.replace("    role: visitor\n", "    role: visitor\n    withdrawn: 2024-01-01\n")
    assert found(folder({"sources/FG1.citations.yaml": gone}), "behind").hits == []


def test_a_text_is_not_searched_while_nobody_knows_what_was_withdrawn(folder):
    result = found(folder({"sources/FG1.citations.yaml": CITATIONS + "  - id: [\n"}), "full")
    assert where(result) == []
    assert "citations of FG1 cannot be read" in result.notes[0]
    assert result.unread == ("sources/FG1.citations.yaml",)


# filters


def test_only_of_a_speaker(folder):
    assert {hit.line for hit in found(folder(), "table", speakers=["R1"]).hits} == {3, 8}
    assert where(found(folder(), "table", speakers=["nurse"], kinds=["quotes"])) == [("FG1-002", "quote")]
    assert where(found(folder(), "what", speakers=["int"])) == [(2, "text")]


def test_only_with_a_code_or_one_below_it(folder):
    assert where(found(folder(), "table", codes=frozenset({"scan"}))) == [
        ("FG1-001", "quote"),
        ("FG1-001", "memo"),
        (3, "text"),
        (8, "text"),
    ]
    assert where(found(folder(), "table", codes=frozenset({"furniture"}))) == [(8, "text")]


def test_only_about_a_claim(folder):
    assert where(found(folder(), "table", claims=["C2"])) == [
        ("FG1-002", "quote"),
        ("FG1-002", "judgement"),
        (4, "text"),
    ]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [({"sources": ["FG2"]}, "FG1"), ({"codes": frozenset({"scann"})}, "scan"), ({"claims": ["C22"]}, "C2")],
)
def test_what_does_not_exist_is_refused_with_the_nearest(folder, wanted, near):
    with pytest.raises(UsageError) as refused:
        found(folder(), "table", **wanted)
    assert near in refused.value.hint


# files


def test_without_the_texts_the_rest_is_searched(folder):
    root = folder()
    (root / "texts/FG1.txt").unlink()
    result = found(root, "table")
    assert sum(result.total.values()) == 4
    assert result.notes == ["1 transcript is not at hand: FG1.txt"]
    (root / "texts").rmdir()
    assert found(root, "table").notes == [f"transcripts are not searched: there is no folder {root / 'texts'}"]


def test_texts_elsewhere(folder, tmp_path, monkeypatch):
    root = folder()
    (tmp_path / "safe").mkdir()
    (tmp_path / "safe/FG1.txt").write_text("R1: An elephant\n")
    assert where(api.search(["elephant"], root, texts=tmp_path / "safe")) == [(1, "text")]
    monkeypatch.setenv("CMO_EVAL_TEXTS", str(tmp_path / "safe"))
    assert where(api.search(["elephant"], root)) == [(1, "text")]


def test_a_text_that_is_no_utf_8_is_named(folder):
    root = folder(texts={"FG1.txt": "R1: café".encode("latin-1")})
    result = found(root, "table", kinds=["texts"])
    assert "FG1.txt is not UTF-8" in result.notes[0]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    root = folder()
    (tmp_path / "elsewhere.txt").write_text("R1: An elephant\n")
    (root / "texts/FG1.txt").unlink()
    (root / "texts/FG1.txt").symlink_to(tmp_path / "elsewhere.txt")
    result = found(root, "elephant")
    assert result.hits == []
    assert "link out of the folder" in result.notes[0]


@pytest.mark.parametrize("name", ["../evaluation.yaml", "sub/../../evaluation.yaml"])
def test_a_name_that_leads_out_of_the_folder_is_not_followed(folder, name):
    root = folder({"sources/FG1.yaml": SOURCE.replace("FG1.txt", name)})
    assert found(root, "small", kinds=["texts"]).hits == []


def test_crlf_and_a_byte_order_mark_do_not_move_lines(folder):
    text = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    hits = {hit.line: hit for hit in found(folder(texts={"FG1.txt": text}), "table", kinds=["texts"]).hits}
    assert list(hits) == [3, 4, 7, 8, 9]
    assert hits[3].citations == ("FG1-001",)


@pytest.mark.parametrize(
    "changed",
    [
        SOURCE.replace("text: FG1.txt", 'text: "FG1.txt"'),
        SOURCE.replace("text: FG1.txt", "text: 'FG1.txt'  # here"),
        SOURCE.replace("text: FG1.txt", "text: >-\n  FG1.txt"),
        SOURCE.replace("id: FG1\n", 'id: "FG1"\n').replace("\n", "\r\n"),
        "{id: FG1, kind: focus_group, title: T, group: staff, text: FG1.txt}",
        '{"id": "FG1", "kind": "focus_group", "title": "T", "text": "FG1.txt"}',
    ],
)
def test_the_text_is_found_however_the_source_writes_it(folder, changed):
    assert found(folder({"sources/FG1.yaml": changed}), "full", kinds=["texts"]).total["texts"] == 1


def test_a_source_whose_file_has_another_name_is_searched(folder):
    root = folder({"sources/FG1.yaml": None, "sources/panel.yaml": SOURCE})
    assert len(found(root, "table").hits) == 9


def test_sources_are_in_natural_order_and_few_are_read_when_few_hits_are_wanted(folder, monkeypatch):
    module = sys.modules["cmo_eval.analysis.search"]
    monkeypatch.setattr(module, "_AT_A_TIME", 2)
    plain = "kind: document\ntitle: T\nreference: {title: T}\n"
    files = {f"sources/S{n}.yaml": f"id: S{n}\n{plain}text: S{n}.txt\n" for n in range(1, 12)}
    root = folder(files, {f"S{n}.txt": f"An elephant, {n}\n" for n in range(1, 12)})
    result = found(root, "elephant", most=3)
    assert ([hit.source for hit in result.hits], result.further) == (["S1", "S2", "S3"], 7)
    assert result.total["texts"] == 4
    result = found(root, "elephant", most=0)
    assert [hit.source for hit in result.hits] == [f"S{n}" for n in range(1, 12)]
    assert result.further == 0


def test_sources_that_cannot_hold_the_words_are_not_read_as_yaml(folder):
    root = folder(
        {"sources/S1.yaml": "id: S1\nkind: document\ntitle: elephant\n", "sources/S1.citations.yaml": "citations: [\n"}
    )
    assert found(root, "table").unread == ()


def test_two_words_may_stand_apart_in_a_file_without_being_found(folder):
    assert found(folder(), "honest", "full").hits == []


# the command


def test_the_command_groups_by_source_and_shows_where(cmo, folder):
    run = cmo("search", "table", "--in", "quotes", "--in", "texts", cwd=folder())
    assert run.code == 0
    assert run.out == (
        "FG1  First panel (focus group)\n"
        "  FG1-001 quote, line 3, r1 (manager), supports C1, codes scan\n"
        "    We saw it on the table.\n"
        "  FG1-002 quote, line 4, r2 (nurse), nuances C2\n"
        "    (may not be quoted)\n"
        "  line 3, r1 (manager), cited in FG1-001, as above\n"
        "  line 4, r2 (nurse), cited in FG1-002\n"
        "    (may not be quoted)\n"
        "  line 7, page 4, at 0:12:30, R3, not cited\n"
        "    (may not be quoted)\n"
        "  line 8, page 4, r1 (manager), cited in FG1-003\n"
        "    The other table was behind the café.\n"
        "  line 9, page 4, not cited\n"
        "    (may not be quoted)\n"
    )
    assert run.err == "2 quotes and 5 lines of transcripts found\n"


def test_words_are_marked_on_a_terminal_and_nothing_else_is(cmo, folder):
    root = folder()
    run = cmo("search", "cafe", "--in", "texts", cwd=root, FORCE_COLOR="1")
    assert run.out.count("\x1b[1;31mcafé\x1b[0m") == 2
    assert run.out.count("\x1b") == 4
    assert "\x1b" not in cmo("search", "cafe", cwd=root).out


def test_long_lines_are_shown_around_the_places_within_the_width(cmo, folder):
    long = "R1: " + "some words " * 200 + "an elephant " + "more words " * 200 + "\n"
    run = cmo("search", "elephant", cwd=folder(texts={"FG1.txt": long}), columns=60)
    assert max(map(len, run.out.splitlines())) <= 60
    assert "an elephant" in run.out
    assert len(run.out.splitlines()) < 12
    assert "…" in run.out


def test_control_characters_in_a_text_do_not_reach_the_terminal(cmo, folder):
    run = cmo("search", "elephant", cwd=folder(texts={"FG1.txt": "R1: \x1b[31man elephant\x07\n"}))
    assert "\x1b" not in run.out
    assert "\x07" not in run.out


def test_json_holds_the_words_and_their_places(cmo, folder):
    data = json.loads(cmo("search", "cafe", "full", "--format", "json", cwd=folder()).out)
    assert data["version"] == 1
    assert data["total"] == {"quotes": 0, "memos": 0, "texts": 1}
    (hit,) = data["hits"]
    assert (hit["source"], hit["line"], hit["citations"]) == ("FG1", 3, ["FG1-001"])
    assert [hit["words"][start:end] for start, end in hit["matches"]] == ["café", "full"]


def test_csv_has_a_row_for_each_hit_and_no_formulas(cmo, folder):
    run = cmo("search", "elephant", "--format", "csv", cwd=folder(texts={"FG1.txt": "R1: =elephant()\n"}))
    assert run.out.splitlines()[1].startswith("FG1,texts,text,,1,,,,r1,manager,'=elephant()")


def test_nothing_found_is_no_error(cmo, folder):
    run = cmo("search", "elephant", cwd=folder())
    assert (run.code, run.out, run.err) == (0, "", "nothing found\n")


def test_a_limit_says_that_there_is_more(cmo, folder):
    run = cmo("search", "table", "--limit", "2", cwd=folder())
    assert "the first 2 are shown; --limit 0 shows all" in run.err
    assert run.out.count("FG1-001") == 2


def test_a_file_that_cannot_be_read_is_named(cmo, folder):
    run = cmo("search", "table", cwd=folder({"sources/FG1.citations.yaml": CITATIONS + "  - id: [\n"}))
    assert run.code == 1
    assert "sources/FG1.citations.yaml" in run.err


@pytest.mark.parametrize("words", [["--in", "quote", "x"], ["!"], ["x", "--format", "xml"], ["x", "--source", "FG9"]])
def test_what_is_not_understood_ends_with_2(cmo, folder, words):
    assert cmo("search", *words, cwd=folder()).code == 2


def test_no_word_of_a_search_is_kept(cmo, folder):
    root = folder()
    cmo("search", "café", cwd=root)
    assert not (root / ".cmo-eval").exists()
