"""Find in the page: filters, words, pages of what was found, and it as a file; the list of transcripts."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from pages import Served

from cmo_eval.analysis.search import Wanted

CITATIONS = """\
coder: AB
defaults: {quality: observation, verbatim: false}
citations:
  - {id: FG1-001, quote: We saw it on the table, speaker: r1, at: {line: 2}, codes: [trust],
     evidence: [{supports: C1, pattern: P1, parts: [resource]}]}
  - {id: FG1-002, quote: It changed nothing <for> us & ours, speaker: r2, at: {line: 4}, codes: [habit],
     memo: The café again, evidence: [{refutes: C1}]}
  - {id: FG1-003, quote: Secretly we went, speaker: r3, at: {line: 5}, codes: [habit, trust],
     evidence: [{nuances: C1}]}
  - {id: FG1-004, quote: Withdrawn words here, speaker: r4, codes: [habit]}
"""
SOURCE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
date: 2017-03-20
text: FG1.txt
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: visitor, group: users, consent: quote}
  - {id: r3, role: visitor, group: users, consent: background}
  - {id: r4, role: visitor, group: users, consent: withdrawn}
"""
TEXT = """\
I: What did you see?
r1: We saw it on the table.
r1: Nothing else.
r2: It changed nothing for us.
r3: Secretly we went, and nothing came of it.
r4: Nothing of this was ever said.
"""
DOCUMENT = "id: DD1\nkind: document\ntitle: A letter\ndate: 2016\nreference: {title: A letter}\n"
BOOK = """\
codes:
  - {id: sight, kind: theme, label: What is seen}
  - {id: trust, kind: theme, parent: sight}
  - {id: habit, kind: theme, use: "They do as always"}
"""


@pytest.fixture
def files():
    return {
        "evaluation.yaml+": "texts: texts\n",
        "texts/FG1.txt": TEXT,
        "sources/FG1.yaml": SOURCE,
        "sources/FG1.citations.yaml": CITATIONS,
        "sources/DD1.yaml": DOCUMENT,
        "codebook.yaml": BOOK,
    }


@pytest.fixture
def served(evaluation, files):
    return Served(evaluation(files))


def ids(answer):
    assert answer.status_code == 200
    return re.findall(r'class="step" id="to-([^"]+)"', answer.text)


def count(answer, value):
    return re.search(rf'data-of="{value}">(\d+)<', answer.text)[1]


# ---- filters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["FG1-001", "FG1-002", "FG1-003"]),
        ("code=sight", ["FG1-001", "FG1-003"]),
        ("code=sight&group=users", ["FG1-003"]),
        ("stance=refutes&stance=nuances", ["FG1-002", "FG1-003"]),
        ("speaker=FG1.r2", ["FG1-002"]),
        ("from=2018", []),
        ("words=nowhere", []),
        ("code=&claim=C1&unknown=x&page=-3", ["FG1-001", "FG1-002", "FG1-003"]),
    ],
)
def test_the_address_says_which_quotes_are_shown(served, asked, found):
    assert ids(served.get(f"/find?{asked}")) == found


def test_each_quote_leads_to_its_place_and_says_who_and_what(served):
    text = served.get("/find?speaker=FG1.r2").text
    assert 'href="/transcripts/FG1#FG1-002"' in text
    assert "line 4, r2 (visitor)" in text
    assert "It changed nothing &lt;for&gt; us &amp; ours" in text
    assert '<a class="stance refutes" href="/claims/C1">refutes C1</a>' in text
    assert 'href="/find?code=habit"' in text


def test_words_that_may_not_be_quoted_are_marked_and_withdrawn_ones_are_nowhere(served):
    text = served.get("/find").text
    place = text.index("Secretly we went")
    assert "not to be quoted" in text[text.rindex("<article", 0, place) : place]
    assert text.count("not to be quoted") == 1
    assert "Withdrawn words" not in text
    assert "FG1-004" not in text


def test_beside_each_choice_stands_what_it_would_leave(served):
    answer = served.get("/find?stance=supports")
    assert count(answer, "stance-nuances") == "1"
    assert count(answer, "code-sight") == "1"
    assert count(answer, "code-habit") == "0"
    assert re.search(r'value="supports" id="stance-supports" checked', answer.text)


def test_of_very_many_values_some_stand_ready_and_the_others_can_be_typed(evaluation, files):
    for number in range(2, 200):
        files[f"sources/DD{number}.yaml"] = DOCUMENT.replace("DD1", f"DD{number}")
    text = Served(evaluation(files)).get("/find?source=DD180").text
    assert 'id="source-DD150"' in text
    assert 'id="source-DD151"' not in text
    assert 'id="source-DD180" checked' in text
    assert '<option value="DD199">' in text
    assert '<option value="DD180">' not in text


def test_what_does_not_exist_is_told_and_the_filters_stay(served):
    answer = served.get("/find?code=trst&group=users")
    assert answer.status_code == 200
    assert "there is no code trst" in answer.text
    assert 'id="group-users" checked' in answer.text
    assert "without Code" in answer.text
    assert ids(answer) == []


def test_many_quotes_come_a_page_at_a_time(evaluation, files):
    many = "".join(f"  - {{id: DD1-{n:03}, quote: word {n}, at: {{line: {n}}}}}\n" for n in range(5, 130))
    files["sources/DD1.citations.yaml"] = (
        f"coder: AB\ndefaults: {{quality: report, verbatim: false}}\ncitations:\n{many}"
    )
    served = Served(evaluation(files))
    pages = [ids(served.get(f"/find?quality=report&page={number}")) for number in (1, 2, 3, 99)]
    assert [len(page) for page in pages] == [50, 50, 25, 25]
    assert pages[0] + pages[1] + pages[2] == [f"DD1-{n:03}" for n in range(5, 130)]
    assert 'rel="next" href="/find?quality=report&amp;page=3"' in served.get("/find?quality=report&page=2").text


def test_a_file_that_cannot_be_read_is_told(served):
    (served.memory.root / "sources/DD1.citations.yaml").write_text("citations: [", "utf-8")
    for path in ("/find", "/transcripts"):
        assert "sources/DD1.citations.yaml" in served.get(path).text
    assert ids(served.get("/find")) == ["FG1-001", "FG1-002", "FG1-003"]


# ---- words ----------------------------------------------------------------------------------------------------------


def test_words_are_found_in_quotes_and_memos_and_marked(served):
    answer = served.get("/find?words=nothing")
    assert ids(answer) == ["FG1-002"]
    assert "It changed <mark>nothing</mark> &lt;for&gt;" in answer.text
    assert "The <mark>café</mark> again" in served.get("/find?words=CAFE").text
    one = served.get("/find?words=we&code=habit")
    assert ids(one) == ["FG1-003"]
    assert "Take this quote along" in one.text


def test_words_that_may_not_be_quoted_are_found_on_the_page(served):
    answer = served.get("/find?words=secretly")
    assert "<mark>Secretly</mark> we went" in answer.text
    assert "not to be quoted" in answer.text


def test_several_words_stand_in_any_order_and_quoted_ones_together(served):
    assert ids(served.get("/find", params={"words": "table saw"})) == ["FG1-001"]
    assert ids(served.get("/find", params={"words": '"table saw"'})) == []
    assert ids(served.get("/find", params={"words": "“saw it”"})) == ["FG1-001"]


def test_lines_of_transcripts_lead_to_their_line_without_those_of_who_withdrew(served):
    answer = served.get("/find?words=nothing&show=lines")
    assert ids(answer) == ["FG1-3", "FG1-4", "FG1-5"]
    assert 'href="/transcripts/FG1#line-4"' in answer.text
    assert 'href="/transcripts/FG1#FG1-002"' in answer.text  # what is coded there
    assert "ever said" not in answer.text
    assert "not to be quoted" in answer.text[answer.text.index('id="to-FG1-5"') :]
    assert "not to be quoted" not in answer.text[: answer.text.index('id="to-FG1-5"')]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("speaker=FG1.r1", ["FG1-3"]),
        ("role=Visitor", ["FG1-4", "FG1-5"]),
        ("role=manager", ["FG1-3"]),
        ("group=staff", ["FG1-3"]),
        ("code=habit", ["FG1-4", "FG1-5"]),
        ("stance=refutes", ["FG1-4"]),
        ("kind=document", []),
    ],
)
def test_lines_are_those_that_the_filters_mean(served, asked, found):
    assert ids(served.get(f"/find?words=nothing&show=lines&{asked}")) == found


def test_lines_are_counted_before_they_are_shown_where_that_is_quick(served):
    assert "In transcripts (3)" in served.get("/find?words=nothing").text
    assert "In transcripts<" in served.get("/find?words=nothing&code=habit").text
    assert "In transcripts (0)" in served.get("/find?words=nothing&kind=document").text
    assert "In transcripts (2)" in served.get("/find?words=nothing&code=habit&show=lines").text


def test_of_very_many_lines_the_first_are_shown_and_the_others_told(evaluation, files):
    files["texts/FG1.txt"] = "r1: Nothing.\n" * 1200
    served = Served(evaluation(files))
    answer = served.get("/find?words=nothing&show=lines&page=20")
    assert ids(answer) == [f"FG1-{line}" for line in range(951, 1001)]
    assert "1200 lines of transcripts" in answer.text
    assert "Of these the first 1000 are shown" in answer.text
    assert "at least 1000 lines" in served.get("/find?words=nothing&show=lines&role=manager").text


def test_a_speaker_of_one_source_is_nobody_of_the_same_id_in_another(evaluation, files):
    files["sources/KA1.yaml"] = SOURCE.replace("id: FG1", "id: KA1").replace("FG1.txt", "KA1.txt")
    files["texts/KA1.txt"] = "r1: Nothing at all.\n"
    served = Served(evaluation(files))
    assert ids(served.get("/find?words=nothing&show=lines&speaker=FG1.r1")) == ["FG1-3"]
    assert ids(served.get("/find?words=nothing&show=lines&speaker=r1")) == ["FG1-3", "KA1-1"]


def test_words_for_the_background_are_given_only_where_they_are_asked_for(served):
    (hit,) = served.memory.search("secretly", Wanted(("quotes",))).hits
    assert (hit.words, hit.held) == (None, False)
    (hit,) = served.memory.search("secretly", Wanted(("quotes",), background=True)).hits
    assert (hit.words, hit.held) == ("Secretly we went", True)
    (hit,) = served.memory.search("table", Wanted(("quotes",), background=True)).hits
    assert not hit.held


def test_a_word_that_cannot_be_searched_for_is_told(served):
    answer = served.get("/find?words=*")
    assert answer.status_code == 200
    assert "holds no word" in answer.text
    assert 'value="*"' in answer.text


def test_what_was_found_follows_the_files(served):
    assert ids(served.get("/find?words=nothing")) == ["FG1-002"]
    file = served.memory.root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("nothing", "something"), "utf-8")
    assert ids(served.get("/find?words=nothing")) == []
    assert ids(served.get("/find?words=something")) == ["FG1-002"]


# ---- as a file ------------------------------------------------------------------------------------------------------


def test_each_format_is_what_the_command_writes(served, cmo, tmp_path):
    for form in ("md", "docx", "xlsx", "csv"):
        cmo("quotes", "--code", "habit", "--project", served.memory.root, "-o", tmp_path / f"own.{form}")
        answer = served.get(f"/find/quotes?code=habit&format={form}")
        assert answer.headers["content-disposition"] == f'attachment; filename="quotes.{form}"'
        assert answer.content.rstrip() == (tmp_path / f"own.{form}").read_bytes().rstrip(), form


def test_no_file_has_words_that_may_not_be_quoted(served):
    for form in ("md", "csv"):
        assert "Secretly" not in served.get(f"/find/quotes?format={form}").text
    packed = zipfile.ZipFile(io.BytesIO(served.get("/find/quotes?format=docx").content))
    assert all(b"Secretly" not in packed.read(name) for name in packed.namelist())


def test_a_file_of_what_words_found_does_not_tell_what_may_not_be_quoted(served):
    assert "FG1-003" not in served.get("/find/quotes?words=secretly&format=csv").text
    assert "FG1-002" in served.get("/find/quotes?words=nothing&format=csv").text
    assert "FG1-002" in served.get("/find/quotes?words=café&format=csv").text
    assert "FG1-002" not in served.get("/find/quotes?words=café&format=csv&audience=committee").text  # a memo
    assert "with the words: nothing" in served.get("/find/quotes?words=nothing&format=md").text


def test_for_others_it_is_as_the_command_gives_it_or_says_why_not(served, cmo, tmp_path):
    cmo("quotes", "--audience", "public", "--project", served.memory.root, "-o", tmp_path / "own.csv")
    answer = served.get("/find/quotes?format=csv&audience=public")
    assert answer.content.rstrip() == (tmp_path / "own.csv").read_bytes().rstrip()
    file = served.memory.root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("We saw it", "Mail me at jan@example.org"), "utf-8")
    answer = served.get("/find/quotes?format=csv&audience=public")
    assert answer.status_code == 422
    assert "nothing was written" in answer.text
    assert "sources/FG1.citations.yaml" in answer.text
    assert "example.org" not in answer.text
    assert served.get("/find/quotes?format=csv&audience=team").status_code == 200


def test_a_name_of_the_list_is_in_no_public_file(served):
    root = served.memory.root
    (root / "../names.txt").write_text("Zwiebel\n", "utf-8")
    (root / "evaluation.yaml").write_text(
        (root / "evaluation.yaml").read_text("utf-8") + "names: ../names.txt\n", "utf-8"
    )
    assert served.get("/find/quotes?format=md&audience=public&words=onion").status_code == 200
    answer = served.get("/find/quotes?format=md&audience=public&words=zwiebel")
    assert answer.status_code == 404
    assert "a name of the list would be printed" in answer.text


def test_lines_go_along_without_those_that_may_not_be_quoted(served):
    assert (
        'href="/find/lines?code=habit&amp;words=nothing" download'
        in served.get("/find?words=nothing&show=lines&code=habit").text
    )
    answer = served.get("/find/lines?words=nothing")
    assert answer.headers["content-disposition"] == 'attachment; filename="lines.csv"'
    assert [row["line"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))] == ["3", "4"]
    (row,) = csv.DictReader(io.StringIO(served.get("/find/lines?words=nothing&code=habit").content.decode("utf-8-sig")))
    assert (row["citations"], row["words"]) == ("FG1-002", "It changed nothing for us.")
    assert served.get("/find/lines").status_code == 404


@pytest.mark.parametrize("asked", ["format=pdf", "audience=world", "language=fr"])
def test_what_no_file_can_be_is_refused(served, asked):
    answer = served.get(f"/find/quotes?{asked}")
    assert answer.status_code == 404
    assert "it can be" in answer.text


# ---- transcripts ----------------------------------------------------------------------------------------------------


def rows(answer):
    assert answer.status_code == 200
    found = {}
    for row in re.findall(r"<tr data-kind.*?</tr>", answer.text, re.DOTALL):
        found[re.search(r'href="/transcripts/(\w+)"', row)[1]] = row
    return found


def test_the_list_says_of_each_source_who_speaks_what_is_coded_and_by_whom(served):
    (served.memory.root / "sources/FG1.citations.CD.yaml").write_text(
        "coder: CD\ncitations: [{id: FG1-001, quote: We saw it on the table}]\n", "utf-8"
    )
    found = rows(served.get("/transcripts"))
    first = re.sub(r"<[^>]+>|\s+", " ", found["FG1"])
    assert "r1 (manager), r2 (visitor), r3 (visitor) " in first
    assert "r4" not in first
    assert "The staff, The users" in first
    assert "AB 3" in first
    assert "CD 1" in first
    assert 'href="/find?source=FG1"' in found["FG1"]
    assert ">none<" in found["DD1"]
    assert "at hand" in found["FG1"]
    assert "cmo-eval text import FILE --source DD1" in served.get("/transcripts").text
    assert "cmo-eval text import FILE --source DD1" in served.get("/transcripts/DD1").text


@pytest.mark.parametrize(
    ("asked", "shown"), [("", {"DD1", "FG1"}), ("kind=document", {"DD1"}), ("group=users", {"FG1"}), ("kind=x", set())]
)
def test_kind_and_group_in_the_address_choose_sources(served, asked, shown):
    found = rows(served.get(f"/transcripts?{asked}"))
    assert {id_ for id_, row in found.items() if " hidden>" not in row} == shown


def test_a_text_that_is_not_at_hand_is_told(served):
    (served.memory.root / "texts/FG1.txt").unlink()
    assert "not at hand" in rows(served.get("/transcripts"))["FG1"]
    assert served.get("/shares?source=FG1").json() == {"FG1": None}


def test_the_share_of_words_that_is_coded_follows_the_files(served):
    # of 6 + 2 + 5 + 8 words, without those of who withdrew or may have, those of lines 2, 4 and 5 are coded
    assert served.get("/shares?source=FG1&source=DD1&source=XX").json() == {"FG1": pytest.approx(19 / 21), "DD1": None}
    assert served.get("/shares?source=FG1").json() == {"FG1": pytest.approx(19 / 21)}
    file = served.memory.root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text("utf-8").replace("at: {line: 5}, ", ""), "utf-8")
    assert served.get("/shares?source=FG1").json() == {"FG1": pytest.approx(11 / 21)}


def test_literal_words_alone_count_as_coded(evaluation, files):
    files["sources/FG1.citations.yaml"] = (
        "coder: AB\ndefaults: {quality: report}\ncitations:\n"
        "  - {id: FG1-001, quote: saw it on, speaker: r1}\n  - {id: FG1-002, quote: it on the, speaker: r1}\n"
    )
    assert Served(evaluation(files)).get("/shares?source=FG1").json() == {"FG1": pytest.approx(4 / 21)}
