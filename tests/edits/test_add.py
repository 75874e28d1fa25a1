"""A fragment is coded: its words stand in the text, its names exist, and nothing is coded twice."""

import pytest

from cmo_eval import api
from cmo_eval.edits.coding import add
from cmo_eval.edits.coding.draft import Draft, stances_in
from cmo_eval.errors import UsageError
from cmo_eval.store.writing.transaction import apply

TEXT = """\
INT: What did you see?
R1: We saw it on the table. It was the café that changed, I think.
R2: I saw nothing at all, to be honest with you.
INT: Did others?
R3: They did, and they were glad of it, all of them.
R1: It was always so. It was always so.
R9: Somebody said this whom nobody knows.
"""
SOURCE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: clerk, group: staff, consent: background}
  - {id: r3, role: clerk, group: staff, consent: withdrawn}
text: FG1.txt
"""
CLAIM = "versions:\n  - {version: 1, statement: a}\n  - {version: 2, statement: b}\n"
BASE = {
    "sources/FG1.yaml": SOURCE,
    "texts/FG1.txt": TEXT,
    "evaluation.yaml+": "texts: texts\n",
    "claims/C2-other.yaml": f"id: C2\ntitle: Another\n{CLAIM}",
    "codebook.yaml": "codes:\n  - {id: scan, label: The scan, kind: resource}\n  - {id: trust, kind: theme}\n",
}


@pytest.fixture
def coded(evaluation):
    """Plan one draft in the small evaluation, changed by `files`."""

    def plan(quote, files=None, *, write=False, texts=None, **more):
        root = evaluation({**BASE, **(files or {})}) if not plan.root else plan.root
        plan.root = root
        draft = Draft(source=more.pop("source", "FG1"), quote=quote, **{"coded": "2024-05-13", **more})
        planned = add.plan(root, api.load(root).repository, draft, texts=texts)
        if write and planned.change.files:
            apply(root, planned.change)
        return planned

    plan.root = None
    return plan


def after(planned):
    return planned.change.files[0].content.decode()


def test_the_text_gives_place_and_speaker(coded):
    planned = coded("It was the café that changed", stances=tuple(stances_in("supports", "C1:P1:resource")))
    assert (planned.id, planned.file, planned.notes) == ("FG1-002", "sources/FG1.citations.yaml", ())
    assert planned.citation == {
        "quote": "It was the café that changed",
        "at": {"line": 2},
        "selector": {
            "start": 51,
            "end": 79,
            "prefix": TEXT[51 - 32 : 51],
            "suffix": ", I think.\n",  # and not what r2 said, who is not quoted
        },
        "speaker": "r1",
        "evidence": [{"supports": "C1", "pattern": "P1", "parts": ["resource"]}],
        "coded": "2024-05-13",
        "id": "FG1-002",
    }
    assert after(planned).splitlines()[planned.line - 1] == "  - id: FG1-002"


def test_it_reads_back_as_it_was_meant_and_the_file_stays(coded):
    before = (
        coded("It was the café that changed", write=True, codes=("trust",)).root / "sources/FG1.citations.yaml"
    ).read_text()
    repository = api.load(coded.root).repository
    found = repository.citation("FG1-002")
    assert (found.quote, found.speaker, found.codes, found.quality) == (
        "It was the café that changed",
        "r1",
        ("trust",),
        "observation",
    )
    assert before.startswith("coder: AB\ndefaults: {quality: observation}\ncitations:\n  - id: FG1-001\n")
    assert not [one for one in api.validate(coded.root).findings if one.subject == "FG1-002"]


@pytest.mark.parametrize(
    ("quote", "line", "passage"),
    [
        ("We saw it on the chair. It was the café that changed, I think.", 2, "We saw it on the table."),
        ("I saw nothing at all, to be quite honest with you.", 3, ""),  # r2 may not be quoted
    ],
)
def test_words_that_stand_otherwise_are_refused_with_what_comes_nearest(quote, line, passage, coded):
    with pytest.raises(add.NotInTextError) as error:
        coded(quote)
    assert error.value.line == line
    assert error.value.passage.startswith(passage)
    assert bool(error.value.passage) == bool(passage)
    assert "I saw" not in error.value.message


def test_words_that_do_not_stand_there_are_refused(coded):
    with pytest.raises(UsageError, match=r"do not stand in FG1\.txt"):
        coded("Nobody ever said such a thing in this room")


def test_a_paraphrase_is_not_looked_up(coded):
    planned = coded("It changed, she says", verbatim=False, speaker="r1")
    assert planned.citation["verbatim"] is False
    assert "selector" not in planned.citation


def test_words_that_are_not_in_the_text_may_be_said_to_be_so(coded):
    assert "selector" not in coded("From a phone call afterwards", in_text=False, speaker="r1").citation


def test_without_the_text_words_are_added_and_said_to_be_unchecked(coded):
    planned = coded("Whatever was said", {"texts/FG1.txt": None}, speaker="r1", codes=("trust",))
    assert "selector" not in planned.citation
    assert planned.notes == ("FG1.txt is not at hand: the words are not checked, and have no place in it",)


def test_texts_may_lie_elsewhere(coded, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/FG1.txt").write_text("R1: Only here.\n")
    assert coded("Only here.", texts=tmp_path / "elsewhere").citation["at"] == {"line": 1}


def test_a_label_that_was_taken_along_is_left_out(coded):
    planned = coded("R1: We saw it on the table. It was the café")
    assert planned.citation["quote"] == "We saw it on the table. It was the café"
    assert TEXT[planned.citation["selector"]["start"] :].startswith("We saw it")


def test_accents_and_punctuation_are_as_in_the_text(coded):
    planned = coded("it was the cafe that changed")
    assert planned.citation["quote"] == "It was the café that changed"
    assert "accents" in planned.notes[0]


def test_the_same_words_twice_need_a_line(coded):
    assert coded("It was always so.", at={"line": "6"}).citation["at"] == {"line": 6}


def test_words_on_several_lines_need_one(coded):
    text = TEXT + "R2: We saw it on the table.\nR1: We saw it on the table.\n"
    with pytest.raises(UsageError, match="on 3 lines: 2, 8, 9"):
        coded(
            "We saw it on the table.",
            {"texts/FG1.txt": text, "sources/FG1.citations.yaml": "citations: []\n"},
            quality="report",
        )
    assert coded("We saw it on the table.", at={"line": "8"}, quality="report").citation["speaker"] == "r2"


def test_a_turn_of_somebody_who_withdrew_is_not_coded(coded):
    with pytest.raises(UsageError, match="of r3, who withdrew"):
        coded("They did, and they were glad of it")


def test_what_comes_nearest_is_not_shown_where_somebody_withdrew(coded):
    with pytest.raises(add.NotInTextError) as error:
        coded("They did, and they were sad about it, all of them.")
    assert error.value.passage == ""


BACKGROUND = "r2 may not be quoted (consent: background): the words count and are not printed"


@pytest.mark.parametrize(
    ("quote", "more", "note"),
    [
        ("What did you see?", {}, "line 1 is in a turn of the interviewer"),
        ("Somebody said this whom nobody knows.", {"role": "visitor"}, "line 7 is in a turn of nobody registered"),
        ("It was the café", {"speaker": "r2"}, "line 2 is in a turn of r1, not r2"),
        ("It was the café", {"at": {"line": "5"}}, "the words stand on line 2, not 5"),
        (
            "I saw nothing at all",
            {},
            f"{BACKGROUND}; `validate` asks for a paraphrase in their place",
        ),
        ("She saw nothing", {"verbatim": False, "speaker": "r2"}, BACKGROUND),
        (
            "It was the café",
            {"stances": (stances_in("supports", "C2")[0],)},
            "C2 has version 2, and this is about version 1; C2@2 names it",
        ),
        ("It was the café", {}, "it takes no stance on a claim and has no code yet; `validate` reminds you of it"),
        (
            "It was the café",
            {"stances": (stances_in("supports", "C2@2:P1")[0],)},
            "C2 does not list P1 under its mechanisms",
        ),
    ],
)
def test_what_a_coder_may_want_to_know(quote, more, note, coded):
    assert note in coded(quote, **more).notes


def test_words_that_stop_next_to_a_negation_are_told(coded):
    text = TEXT.replace("It was the café", "I do not think that it was the café")
    note = "the words stop next to `not`, without which they may say something else"
    assert note in coded("think that it was the café", {"texts/FG1.txt": text}).notes
    assert not any("the words stop" in one for one in coded("do not think that it was the café").notes)


@pytest.mark.parametrize(
    ("more", "message", "hint"),
    [
        ({"source": "FG9"}, "there is no source FG9", "did you mean 'FG1'?"),
        ({"stances": tuple(stances_in("supports", "C11"))}, "there is no claim C11", "did you mean 'C1'?"),
        ({"stances": tuple(stances_in("supports", "C1@4"))}, "C1 has no version 4", "its versions are 1"),
        ({"stances": tuple(stances_in("supports", "C1:P11"))}, "there is no pattern P11", "did you mean 'P1'?"),
        ({"stances": tuple(stances_in("suggests", "C1/C1"))}, "C1 is suggested instead of itself", ""),
        ({"codes": ("scann",)}, "there is no code 'scann'", "did you mean 'scan'?"),
        ({"speaker": "r11"}, "there is no participant of FG1 with the id r11", "did you mean 'r1'?"),
        ({"speaker": "r3"}, "there is no participant of FG1 with the id r3", ""),
        ({"quality": "observed"}, "the quality is 'observed'", "did you mean"),
        ({"coded": "last week"}, "coded must be a date", ""),
        ({"coder": "XY"}, "the coder 'XY' is not in the team", ""),
        ({"coder": "CD"}, "is the coding of AB, not CD", "--second"),
        ({"at": {"line": "x"}}, "the line is 'x'", ""),
        ({"at": {"time": "noon"}}, "the time is 'noon'", ""),
        ({"id": "FG2-001"}, "is no id for a new citation here", "such as FG1-002"),
        ({"id": "FG1-001"}, "FG1-001 stands for other words", "FG1-002"),
        ({"speaker": "r1", "role": "clerk"}, "a speaker and a role", ""),
    ],
)
def test_what_there_is_not_is_refused(more, message, hint, coded):
    with pytest.raises(UsageError) as error:
        coded("It was the café", **more)
    assert message in error.value.message
    assert hint in error.value.hint


def test_names_are_known_whatever_their_case_and_codes_by_their_labels(coded):
    planned = coded("It was the café", stances=tuple(stances_in("supports", "c1:p1")), codes=("The Scan", "TRUST"))
    assert planned.citation["evidence"] == [{"supports": "C1", "pattern": "P1"}]
    assert planned.citation["codes"] == ["scan", "trust"]


def test_a_quality_is_needed_where_the_file_has_none(coded):
    with pytest.raises(UsageError, match="has no quality"):
        coded("It was the café", {"sources/FG1.citations.yaml": "citations: []\n"})
    assert coded("It was the café", quality="eigen waarneming").citation["quality"] == "observation"


def test_what_defaults_say_is_left_out(coded):
    head = "defaults: {verbatim: false, quality: report, speaker: r1, coded: 2024-05-13}\ncitations: []\n"
    entry = coded("It was the café", {"sources/FG1.citations.yaml": head}, verbatim=True, quality="report").citation
    assert {"quality", "speaker", "coded"}.isdisjoint(entry)
    assert entry["verbatim"] is True


def test_another_speaker_than_the_default_is_written(coded):
    head = "defaults: {quality: report, speaker: r1}\ncitations: []\n"
    assert coded("I saw nothing at all", {"sources/FG1.citations.yaml": head}).citation["speaker"] == "r2"


@pytest.mark.parametrize(
    "quote",
    ["We saw it on the table.", "we  saw it\non the table", "“We saw it on the table.”", "R1: We saw it on the table."],
)
def test_the_same_words_are_not_added_twice(quote, coded):
    planned = coded(quote, stances=tuple(stances_in("nuances", "C1")), codes=("scan",))
    assert (planned.change.files, planned.id, planned.line) == ((), "FG1-001", 4)
    assert planned.lacking == ("nuances C1", "#scan")


def test_the_same_words_elsewhere_in_the_text_are_others(coded):
    text = TEXT + "R2: We saw it on the table.\n"
    first = coded("We saw it on the table.", {"texts/FG1.txt": text}, at={"line": "8"}, write=True)
    assert first.id == "FG1-002"
    assert coded("We saw it on the table.", at={"line": "8"}).id == "FG1-002"
    assert coded("We saw it on the table.", at={"line": "2"}).id == "FG1-001"


def test_the_same_words_are_found_after_the_text_was_corrected(coded):
    coded("It was the café that changed", write=True)
    (coded.root / "texts/FG1.txt").write_text("A new first line.\n" + TEXT)
    assert not coded("It was the café that changed").change.files


def test_words_that_were_withdrawn_stay_away(coded):
    file = {"sources/FG1.citations.yaml+": "  - {id: FG1-002, quote: It was the café, withdrawn: 2024-01-01}\n"}
    with pytest.raises(UsageError, match="FG1-002, which was withdrawn"):
        coded("It was the café", file)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["FG1-9"], "FG1-10"),
        (["FG1-099"], "FG1-100"),
        (["FG1-02", "FG1-11"], "FG1-12"),
        (["FG1-001", "FG1-a"], "FG1-002"),
        ([], "FG1-001"),
    ],
)
def test_the_next_id_is_written_as_the_others_are(ids, expected, coded):
    entries = "".join(f"  - {{id: {id_}, quote: x{number}, quality: report}}\n" for number, id_ in enumerate(ids))
    head = f"citations:\n{entries}" if ids else "citations: []\n"
    assert coded("It was the café", {"sources/FG1.citations.yaml": head}, quality="report").id == expected


def test_no_id_is_given_out_again_that_something_names_or_that_was_withdrawn(coded):
    files = {
        "sources/FG1.citations.yaml+": "  - {id: FG1-007, quote: x, withdrawn: 2024-01-01}\n",
        "claims/C2-other.yaml": f"id: C2\ntitle: A\n{CLAIM}decisions:\n  - {{verdict: holds, sets_aside: [FG1-011]}}\n",
    }
    assert coded("It was the café", files).id == "FG1-012"


def test_a_source_without_a_file_of_citations_gets_one(coded):
    planned = coded("It was the café", {"sources/FG1.citations.yaml": None}, quality="report", coder="AB")
    assert planned.id == "FG1-001"
    assert "\ncoder: AB\ncitations:\n  - id: FG1-001\n" in after(planned)


def test_a_coder_is_written_into_a_file_that_names_none(coded):
    head = "# mine\ncitations:\n  - {id: FG1-001, quote: x, quality: report}\n"
    planned = coded("It was the café", {"sources/FG1.citations.yaml": head}, quality="report", coder="CD")
    assert "coder: CD\n" in after(planned)
    assert after(planned).startswith("# mine\n")


def test_a_second_coder_has_a_file_and_ids_of_their_own(coded):
    planned = coded("It was the café", coder="CD", second=True)
    assert (planned.id, planned.file) == ("FG1-CD-001", "sources/FG1.citations.CD.yaml")
    apply(planned.root, planned.change)
    assert coded("I saw nothing at all", coder="CD", second=True).id == "FG1-CD-002"


def test_a_second_coder_codes_the_words_of_a_citation_under_its_id_without_the_words(coded):
    planned = coded("We saw it on the table.", coder="CD", second=True, codes=("trust",), quality="report")
    assert planned.id == "FG1-001"
    assert planned.citation == {"id": "FG1-001", "quality": "report", "codes": ["trust"], "coded": "2024-05-13"}
    apply(planned.root, planned.change)
    assert not coded("We saw it on the table.", coder="CD", second=True).change.files
    assert not [one for one in api.validate(planned.root).findings if "CD" in one.location.file]


def test_a_second_coder_may_name_the_citation(coded):
    assert coded("", coder="CD", second=True, id="FG1-001", codes=("scan",)).citation["codes"] == ["scan"]
    with pytest.raises(UsageError, match="the agreed coding has no FG1-002"):
        coded("", coder="CD", second=True, id="FG1-002")


def test_a_citation_that_waits_to_be_coded_is_filled_in(coded):
    file = "# blind\ncoder: CD\ncitations:\n  - id: FG1-001\n"
    planned = coded(
        "We saw it on the table.", {"sources/FG1.citations.CD.yaml": file}, coder="CD", second=True, codes=("scan",)
    )
    assert (planned.id, planned.line) == ("FG1-001", 4)
    assert after(planned) == f"{file}    codes: [scan]\n    coded: 2024-05-13\n"


def test_a_second_coder_is_somebody_else(coded):
    with pytest.raises(UsageError, match="AB coded FG1 for the agreed coding"):
        coded("It was the café", coder="AB", second=True)


def test_a_source_that_was_withdrawn_is_not_coded(coded):
    with pytest.raises(UsageError, match="was withdrawn"):
        coded("It was the café", {"sources/FG1.yaml": SOURCE + "withdrawn: 2024-01-01\n"})


@pytest.mark.parametrize(
    "broken", ["citations: [\n", "citations:\n  - quote: no id\n", b"\xff\xfe", "- a list\n"], ids=str
)
def test_a_file_that_cannot_be_read_is_not_added_to(broken, coded):
    with pytest.raises(UsageError, match=r"FG1\.citations\.yaml"):
        coded("It was the café", {"sources/FG1.citations.yaml": broken})


def test_line_ends_and_mark_of_a_file_stay(coded):
    head = "\ufeffcoder: AB\r\ncitations:\r\n  - id: FG1-001\r\n    quote: x\r\n    quality: report\r\n"
    planned = coded("It was the café", {"sources/FG1.citations.yaml": head.encode()}, quality="report")
    assert after(planned).startswith(head)
    assert "\n" not in after(planned).replace("\r\n", "")


def test_odd_words_reach_the_file_as_they_are(coded):
    words = "It's: a \"test\" # no comment, {not} [a] list – 100% \\ 😀 'x'"
    planned = coded(
        words, verbatim=False, speaker="r1", remarks={"memo": "- a\n\n* b: c"}, write=True, quality="report"
    )
    found = api.load(planned.root).repository.citation("FG1-002")
    assert (found.quote, found.memo) == (words, "- a\n* b: c")


def test_a_document_without_a_text_is_coded_by_page(coded):
    source = "id: DD1\nkind: document\ntitle: A report\n"
    planned = coded(
        "It grew by a third.",
        {"sources/DD1.yaml": source},
        source="DD1",
        at={"page": "12"},
        quality="documented",
        codes=("trust",),
        coder="AB",
    )
    assert (planned.citation["at"], planned.notes) == ({"page": "12"}, ())


def test_a_file_that_says_nobody_coded_it_is_pointed_out_once(coded):
    files = {"sources/FG1.citations.yaml": "defaults: {quality: observation}\ncitations: []\n"}
    said = "sources/FG1.citations.yaml does not say who coded it: --coder AB writes that into it"
    assert said in coded("It was the café that changed", files, codes=("trust",)).notes
    assert said not in coded("It was the café that changed", codes=("trust",), coder="AB", write=True).notes
    assert said not in coded("We saw it on the table", codes=("trust",)).notes


def test_the_source_may_be_written_in_other_capitals_on_the_command_line(evaluation, cmo):
    root = evaluation(BASE)
    first = cmo("code", "add", "FG1", "--quote", "We saw it on the table.", "--quality", "report", "--yes", cwd=root)
    again = cmo("code", "add", "fg1", "--quote", "We saw it on the table.", "--quality", "report", "--yes", cwd=root)
    assert (first.code, again.code) == (0, 0)
    assert "has these words already" in again.err


def test_an_id_that_stands_in_the_file_of_another_source_is_not_given_out(evaluation, cmo):
    root = evaluation(BASE)
    stray = "citations:\n  - {id: FG1-117, quote: q, quality: report}\n"
    (root / "sources/FG9.citations.yaml").write_text(stray, encoding="utf-8")
    run = cmo("code", "add", "FG1", "--quote", "Did others?", "--quality", "report", "--yes", cwd=root)
    assert run.code == 0
    assert run.out.startswith("FG1-118 ")


def test_a_remark_that_the_file_gives_all_its_citations_is_not_said_again(evaluation):
    from cmo_eval.edits.coding.checking import checked

    repository = api.load(evaluation(BASE)).repository
    draft = Draft(source="FG1", quote="a", quality="report", remarks={"memo": "look again", "event": "a fire"})
    entry = checked(repository, repository.sources["FG1"], draft, {"memo": "look again"}).entry
    assert (entry.get("memo"), entry["event"]) == (None, "a fire")


def test_a_number_is_as_wide_as_the_narrowest_that_is_there(coded):
    there = "citations:\n  - {id: FG1-7, quote: q, quality: report}\n  - {id: FG1-012, quote: r, quality: report}\n"
    planned = coded("Did others?", {"sources/FG1.citations.yaml": there}, quality="report")
    assert planned.id == "FG1-13"


def test_what_a_second_coder_says_twice_of_a_citation_that_waits_is_put_together(evaluation):
    agreed = "coder: AB\ncitations:\n  - {id: FG1-001, quote: We saw it on the table., quality: report}\n"
    waiting = "coder: CD\ncitations:\n  - {id: FG1-001, evidence: [], codes: []}\n"
    files = {"sources/FG1.citations.yaml": agreed, "sources/FG1.citations.CD.yaml": waiting}
    root = evaluation({**BASE, **files})
    session = add.Session(root, api.load(root).repository)
    drafts = [
        Draft(source="FG1", quote="", id="FG1-001", codes=(code,), coder="CD", second=True)
        for code in ("scan", "trust")
    ]
    first, again = (session.put(draft) for draft in drafts)
    assert (first.joined, again.joined) == (False, True)
    (file,) = session.change("two rows").files
    assert b"codes: [scan, trust]" in file.content


def test_the_example_in_a_file_that_new_wrote_is_no_id(evaluation, cmo):
    root = evaluation(BASE)
    written = "defaults: {quality: report}\ncitations: []\n#  - id: FG1-001\n"
    (root / "sources/FG1.citations.yaml").write_text(written, encoding="utf-8")
    run = cmo("code", "add", "FG1", "--quote", "Did others?", "--yes", cwd=root)
    assert run.out.startswith("FG1-001 ")


@pytest.mark.parametrize(("file", "stance"), [("claims/C1-value.yaml", "C1"), ("patterns/P1-plan.yaml", "C1:P1")])
def test_what_stands_twice_is_nothing_to_code_on(cmo, evaluation, file, stance):
    """Two people each made it on a branch of git, and the citation would count for either."""
    root = evaluation()
    kind, name = file.split("/")
    there = next((root / kind).glob(f"{name.split('-', maxsplit=1)[0]}*"))
    (root / kind / f"{name.split('-', maxsplit=1)[0]}-another.yaml").write_bytes(there.read_bytes())
    words = ("--quote", "A word of theirs.", "--quality", "report", "--coder", "AB", "--yes")
    run = cmo("code", "add", "FG1", *words, "--supports", stance, cwd=root)
    assert run.code == 2
    assert "give one of the two another id first" in run.err
