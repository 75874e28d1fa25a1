"""A citation is changed: only what was said, its words found in the text again, and nobody's who may not be coded."""

import pytest

from cmo_eval import api
from cmo_eval.edits.coding import edit
from cmo_eval.edits.coding.add import NotInTextError
from cmo_eval.edits.coding.draft import Draft, completed, stances_in
from cmo_eval.errors import UsageError
from cmo_eval.store.yaml_io import read

TEXT = """\
INT: What did you see?
R1: We saw it on the table. It was the café that changed, I think. Nobody had asked for it.
R2: I saw nothing at all, to be honest with you.
R3: They did, and they were glad of it, all of them.
R1: It was always so. It was always so.
R4: On Fridays it was always so, said the others.
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
  - {id: r4, role: cook, group: staff, consent: quote}
text: FG1.txt
"""
CODED = """\
coder: AB   # the first one
defaults: {quality: observation}
citations:
  # the first
  - id: FG1-001
    quote: It was the café that changed   # said twice
    speaker: r1
    at: {line: 2, page: '7'}
    evidence: [{supports: C1, pattern: P1, parts: [resource]}, {refutes: C2}]
    codes: [scan, trust]   # both
    memo: look
  - {id: FG1-002, quote: 'She saw nothing', verbatim: false, speaker: r2, evidence: [{supports: C1}]}
  - id: FG1-003
    quote: Nobody had asked for it.
    speaker: r1
    codes: [trust]
    disputed: who knows
"""
SECOND = """\
coder: CD
citations:
  - {id: FG1-001, evidence: [{nuances: C1}], quality: report}
  - {id: FG1-002}
  - {id: FG1-CD-001, quote: On Fridays it was always so, speaker: r4, quality: report, codes: [trust]}
"""
CLAIM = "versions:\n  - {version: 1, statement: a}\n  - {version: 2, statement: b}\n"
BASE = {
    "sources/FG1.yaml": SOURCE,
    "sources/FG1.citations.yaml": CODED,
    "sources/FG1.citations.CD.yaml": SECOND,
    "texts/FG1.txt": TEXT,
    "evaluation.yaml+": "texts: texts\n",
    "claims/C2-other.yaml": f"id: C2\ntitle: Another\n{CLAIM}",
    "codebook.yaml": "codes:\n  - {id: scan, label: The scan, kind: resource}\n  - {id: trust, kind: theme}\n",
}
AGREED, THEIRS = "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"


@pytest.fixture
def edited(evaluation):
    """Plan what becomes of a citation in the small evaluation, changed by `files`."""

    def plan(id_="FG1-001", files=None, *, texts=None, **more):
        keys = {"coder", "starts", "ends", "splits", "drop", "codes_off", "cleared", "disputed", "withdrawn", "day"}
        said = {key: more.pop(key) for key in keys & set(more)}
        root = evaluation({**BASE, **(files or {})})
        draft = Draft(source="", quote=more.pop("quote", ""), **more)
        wanted = edit.Edited(citation=id_, draft=draft, **said)
        return edit.plan(root, api.load(root).repository, wanted, texts=texts)

    return plan


def after(planned):
    (change,) = planned.change.files
    return change.content.decode()


def entry(planned, id_="FG1-001"):
    return next(one for one in read(after(planned)).value["citations"] if one["id"] == id_)


def stances(stance, text):
    return tuple(stances_in(stance, text))


# ---- codes, stances and the like -------------------------------------------------------------------------------------


def test_only_what_is_said_changes(edited):
    planned = edited(codes=("scan",), codes_off=("trust",), remarks={"memo": "look again"}, disputed="too early")
    expected = CODED.replace("codes: [scan, trust]   # both", "codes: [scan]   # both")
    expected = expected.replace("memo: look\n", "memo: look again\n    disputed: too early\n")
    assert after(planned) == expected
    assert (planned.file, planned.line) == (AGREED, 5)


def test_what_it_says_already_changes_nothing(edited):
    planned = edited(codes=("scan",), quality="observation", stances=stances("refutes", "C2"), at={"page": "7"})
    assert planned.change.files == ()


def test_what_was_looked_up_already_stays(edited):
    once = edited(quote="It was the café that changed", at={"line": "2"})
    again = edited(files={AGREED: after(once)}, quote="It was the café that changed", at={"line": "2"})
    assert again.change.files == ()


def test_an_id_that_stands_there_twice_is_no_citation_to_change(edited):
    with pytest.raises(UsageError, match=r"FG1-001 stands in .* twice"):
        edited(files={AGREED: CODED.replace("FG1-003", "FG1-001")}, disputed="x")


def test_a_code_goes_by_its_label_and_comes_by_it(edited):
    assert entry(edited(codes_off=("the scan",)))["codes"] == ["trust"]
    assert entry(edited("FG1-003", codes=("The scan",)), "FG1-003")["codes"] == ["trust", "scan"]


def test_codes_that_a_file_gives_all_are_overruled(edited):
    files = {AGREED: CODED.replace("observation}", "observation, codes: [scan]}").replace("    codes: [trust]\n", "")}
    assert entry(edited("FG1-003", files, codes=("trust",)), "FG1-003")["codes"] == ["scan", "trust"]
    assert entry(edited("FG1-003", files, codes_off=("scan",)), "FG1-003")["codes"] == []
    none = frozenset({"codes"})
    assert entry(edited("FG1-003", files, cleared=none), "FG1-003")["codes"] == []
    assert entry(edited("FG1-003", files, cleared=none, codes=("trust",)), "FG1-003")["codes"] == ["trust"]
    assert entry(edited(files=files, cleared=none, codes=("trust",)))["codes"] == ["trust"]


def test_a_stance_joins_those_that_are_there(edited):
    found = entry(edited(stances=stances("nuances", "C2@2")))
    assert found["evidence"] == [
        {"supports": "C1", "pattern": "P1", "parts": ["resource"]},
        {"refutes": "C2"},
        {"nuances": "C2", "version": "2"},
    ]


def test_of_a_stance_that_is_there_the_parts_are_said_anew(edited):
    found = entry(edited(stances=stances("supports", "C1:P1:context+outcome")))
    assert found["evidence"] == [
        {"supports": "C1", "pattern": "P1", "parts": ["context", "outcome"]},
        {"refutes": "C2"},
    ]
    assert edited(stances=stances("supports", "C1:P1")).change.files == ()  # nothing new is said of the parts


RIVALS = "rivals: [{id: R1, text: one}, {id: R2, text: another}]\n"


def test_what_is_denied_is_said_anew_with_what_is_shown(edited):
    first = entry(edited(stances=stances("supports", "C1:P1:-resource")))["evidence"][0]
    assert first == {"supports": "C1", "pattern": "P1", "lacks": ["resource"]}


@pytest.mark.parametrize(
    ("before", "rival", "left"),
    [
        ("", "R1", ["R1"]),
        (", favours: R1", "R1", ["R1"]),
        (", favours: R1", "R2", ["R1", "R2"]),
        (", favours: R1", None, ["R1"]),
    ],
)
def test_a_rival_is_said_of_a_stance_that_names_none(before, rival, left, edited):
    files = {
        AGREED: CODED.replace("parts: [resource]}, {refutes: C2}", f"parts: [resource]{before}}}"),
        "claims/C1-value.yaml+": RIVALS,
    }
    one = completed(stances("supports", "C1:P1:context"), favours=rival)
    found = entry(edited(files=files, stances=one))["evidence"]
    assert [said.get("favours") for said in found] == left
    assert found[-1]["parts"] == ["context"]


def test_another_stance_on_the_claim_is_said_to_be_two(edited):
    planned = edited(stances=stances("nuances", "C1"))
    assert "it nuances and supports C1; --drop C1 takes out what was there" in planned.notes
    assert not [note for note in edited(stances=stances("supports", "C2@2")).notes if "--drop" in note]


@pytest.mark.parametrize(
    ("off", "left"),
    [
        ("C1", ["refutes"]),
        ("c2", ["supports"]),
        ("C1:P1", ["refutes"]),
        ("C1@1", ["refutes"]),
    ],
)
def test_a_stance_goes_by_claim_version_and_pattern(off, left, edited):
    found = entry(edited(drop=stances("supports", off)))["evidence"]
    assert [next(iter(one)) for one in found] == left


@pytest.mark.parametrize("off", ["C1@2", "C1:P9", "C9"])
def test_a_stance_that_is_not_taken_cannot_go(off, edited):
    with pytest.raises(UsageError, match="takes no stance on") as error:
        edited(drop=stances("supports", off))
    assert error.value.hint == "it says: supports C1:P1:resource; refutes C2"


def test_a_suggestion_goes_by_both_of_its_claims(edited):
    files = {AGREED: CODED.replace("{refutes: C2}", "{suggests: C2, instead_of: C1}")}
    found = entry(edited(files=files, drop=stances("suggests", "C2/C1")))["evidence"]
    assert found == [{"supports": "C1", "pattern": "P1", "parts": ["resource"]}]


def test_stances_are_said_whole_after_clearing_them(edited):
    one = completed(stances("nuances", "C1"), pattern="P1", parts=("context",))
    found = entry(edited(stances=one, cleared=frozenset({"evidence", "codes"}), codes=("scan",)))
    assert (found["evidence"], found["codes"]) == ([{"nuances": "C1", "pattern": "P1", "parts": ["context"]}], ["scan"])


def test_keys_go(edited):
    found = entry(edited("FG1-003", cleared=frozenset({"disputed", "codes"})), "FG1-003")
    assert found.keys() == {"id", "quote", "speaker"}


def test_what_is_not_there_need_not_go(edited):
    assert edited("FG1-003", cleared=frozenset({"memo", "evidence"})).change.files == ()
    found = entry(edited("FG1-003", cleared=frozenset({"evidence"}), stances=stances("supports", "C1")), "FG1-003")
    assert found["evidence"] == [{"supports": "C1"}]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"cleared": frozenset({"quality"})}, "has its quality from the defaults"),
        ({"codes_off": ("scan",)}, "has no code scan"),
        ({"codes": ("scam",)}, "there is no code"),
        ({"stances": (*stances("supports", "C7"),)}, "there is no claim C7"),
        ({"quality": "good"}, "the quality is"),
        ({"speaker": "r9"}, "there is no participant"),
        ({"speaker": "r3"}, "there is no participant"),
        ({"withdrawn": "soon"}, "withdrawn "),
        ({"coder": "EF"}, "EF did not code FG1-003"),
        ({"coder": "XX"}, "is not in the team"),
    ],
)
def test_what_cannot_be_meant_is_refused(more, says, edited):
    with pytest.raises(UsageError, match=says):
        edited("FG1-003", **more)


def test_a_quality_of_the_file_takes_the_place_of_its_own(edited):
    files = {AGREED: CODED.replace("    memo: look\n", "    quality: report\n")}
    assert "quality" not in entry(edited(files=files, quality="observation"))
    assert entry(edited(quality="report"))["quality"] == "report"
    alone = files[AGREED].replace("defaults: {quality: observation}\n", "").split("  - {id: FG1-002")[0]
    with pytest.raises(UsageError, match="would have no quality"):
        edited(files={AGREED: alone}, cleared=frozenset({"quality"}))


@pytest.mark.parametrize("id_", ["FG1-009", "FG1-01", "FG9-001"])
def test_what_is_no_citation_is_said(id_, edited):
    with pytest.raises(UsageError, match=f"there is no citation {id_}"):
        edited(id_, disputed="x")


def test_what_was_withdrawn_is_as_if_never_said(edited):
    files = {AGREED: CODED.replace("    disputed: who knows", "    withdrawn: 2024-01-01")}
    with pytest.raises(UsageError, match="there is no citation FG1-003"):
        edited("FG1-003", files, remarks={"memo": "x"})


def test_a_file_that_is_not_wholly_read_is_left_alone(edited):
    files = {AGREED: CODED + "  - {id: FG1-004, quote: x, quality: wrong}\n"}
    with pytest.raises(UsageError, match="cannot be read wholly"):
        edited(files=files, disputed="x")


# ---- words -----------------------------------------------------------------------------------------------------------


def selected(planned, id_="FG1-001"):
    place = entry(planned, id_)["selector"]
    return TEXT[int(place["start"]) : int(place["end"])]


def test_other_words_are_looked_up_and_placed(edited):
    planned = edited(quote="We saw it on the table. It was the cafe")
    found = entry(planned)
    assert found["quote"] == "We saw it on the table. It was the café" == selected(planned)
    assert found["at"] == {"line": "2", "page": "7"}
    assert "# said twice" in after(planned)


def test_words_on_another_line_leave_the_page_behind(edited):
    assert entry(edited(quote="It was always so. It was always so."))["at"] == {"line": "5"}


def test_words_that_do_not_stand_there_are_refused(edited):
    with pytest.raises(NotInTextError) as error:
        edited(quote="It was the station that changed, I think.")
    assert (error.value.line, error.value.passage) == (2, "It was the café that changed, I think.")


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ({"starts": "we saw"}, "We saw it on the table. It was the café that changed"),
        ({"ends": "asked for it"}, "It was the café that changed, I think. Nobody had asked for it."),
        ({"starts": "café"}, "café that changed"),
        ({"ends": "the café"}, "It was the café"),
        ({"starts": "on the table", "ends": "café"}, "on the table. It was the café"),
    ],
)
def test_a_quote_is_made_longer_and_shorter_by_words_of_the_text(words, quote, edited):
    planned = edited(**words)
    assert entry(planned)["quote"] == quote == selected(planned)
    assert entry(planned)["evidence"]  # and all else stays


def test_words_nearest_to_the_quote_are_meant(edited):
    last = CODED.replace("Nobody had asked for it.", "said the others").replace(
        "speaker: r1\n    codes", "speaker: r4\n    codes"
    )
    assert entry(edited("FG1-003", {AGREED: last}, starts="it was"), "FG1-003")["quote"].startswith(
        "it was always so, said"
    )
    first = CODED.replace("Nobody had asked for it.", "We saw it")
    assert entry(edited("FG1-003", {AGREED: first}, ends="it"), "FG1-003")["quote"] == "We saw it"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"starts": "I think"}, "of --from do not stand in FG1.txt before"),
        ({"ends": "We saw it"}, "of --until do not stand in FG1.txt behind"),
        ({"starts": "?!"}, "of --from do not stand"),
        ({"splits": ("the table",)}, "of --split do not stand in the quote"),
        ({"splits": ("at",)}, "of --split do not stand in the quote"),
        ({"splits": ("it was",)}, "begins with the words"),
    ],
)
def test_words_that_are_not_there_bound_nothing(words, says, edited):
    with pytest.raises(UsageError, match=says):
        edited(**words)


def test_a_quote_that_goes_on_into_another_turn_says_whose(edited):
    files = {AGREED: CODED.replace("Nobody had asked for it.", "always so. It was always")}
    planned = edited("FG1-003", files, ends="said the others")
    quote = "always so. It was always so. R4: On Fridays it was always so, said the others."
    assert entry(planned, "FG1-003")["quote"] == quote
    assert "the words go on into another turn, on line 6" in planned.notes


MOVED = "INT: Before that, what did you do?\nR1: Nothing.\n" + TEXT


def test_a_quote_is_found_in_a_text_that_was_corrected_since(edited):
    placed = CODED.replace("    memo: look\n", "    selector: {start: 51, end: 79}\n")
    found = entry(edited(files={AGREED: placed, "texts/FG1.txt": MOVED}, ends="I think"))
    assert found["quote"] == "It was the café that changed, I think."
    assert found["at"] == {"line": "4"}


def test_a_quote_that_stands_in_several_places_is_given_whole(edited):
    unplaced = CODED.replace("Nobody had asked for it.", "It was always so.").replace(
        "    speaker: r1\n    codes", "    codes"
    )
    with pytest.raises(UsageError, match=r"where it stands in FG1\.txt is not known"):
        edited("FG1-003", {AGREED: unplaced}, starts="was")


def test_without_the_text_words_cannot_be_found_and_a_whole_quote_has_no_place(edited):
    with pytest.raises(UsageError, match="so that no words can be found in it"):
        edited(files={"texts/FG1.txt": None}, starts="We saw")
    files = {"texts/FG1.txt": None, AGREED: CODED.replace("    memo: look\n", "    selector: {start: 1, end: 9}\n")}
    found = entry(edited(files=files, quote="Other words"))
    assert (found["quote"], "selector" in found, found["at"]) == ("Other words", False, {"line": "2", "page": "7"})


def test_a_quote_becomes_a_paraphrase_and_literal_again(edited):
    found = entry(edited(quote="It changed, they say", verbatim=False))
    assert (found["quote"], found["verbatim"]) == ("It changed, they say", "false")
    files = {AGREED: CODED.replace("    memo: look\n", "    verbatim: false\n")}
    planned = edited(files=files, verbatim=True)
    assert "verbatim" not in entry(planned)
    assert selected(planned) == "It was the café that changed"


def test_a_paraphrase_stays_one_with_other_words(edited):
    found = entry(edited("FG1-002", quote="Nothing was seen"), "FG1-002")
    assert (found["quote"], found["verbatim"]) == ("Nothing was seen", "false")


def test_words_that_another_citation_has_are_refused(edited):
    with pytest.raises(UsageError, match="the words are those of FG1-003 already"):
        edited(quote="Nobody had asked for it.")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"quote": "They did, and they were glad of it"}, "of r3, who withdrew"),
        ({"ends": "glad of it"}, "of r3, who withdrew|several turns"),
        (
            {"quote": "I saw nothing at all, to be honest with you."},
            "in the turn of r2, who may not be quoted, not of r1",
        ),
        ({"ends": "honest with you"}, "several turns, one of r2"),
    ],
)
def test_nobodys_words_are_coded_who_may_not_be(more, says, edited):
    with pytest.raises(UsageError, match=says):
        edited(**more)


def test_words_of_who_may_not_be_quoted_cannot_be_put_under_another_name(edited):
    files = {
        AGREED: CODED + "  - {id: FG1-004, quote: 'I saw nothing at all', speaker: r2, evidence: [{supports: C1}]}\n"
    }
    with pytest.raises(UsageError, match="in the turn of r2, who may not be quoted, not of r1"):
        edited("FG1-004", files, speaker="r1")


def test_the_same_words_elsewhere_need_a_line_unless_they_stand_near(edited):
    files = {"texts/FG1.txt": TEXT + "R1: It was the café that changed, so they said.\n"}
    assert entry(edited(files=files, quote="the café that changed"))["at"]["line"] == "2"
    assert entry(edited(files=files, at={"line": "7"}))["at"] == {"line": "7"}


def test_a_speaker_and_a_role_exclude_each_other(edited):
    assert "speaker" not in entry(edited("FG1-002", role="a clerk"), "FG1-002")
    files = {AGREED: CODED.replace("speaker: r1\n    codes", "role: a cook\n    codes")}
    assert entry(edited("FG1-003", files, speaker="r1"), "FG1-003").keys() == {
        "id",
        "quote",
        "speaker",
        "codes",
        "disputed",
    }


# ---- two of one ------------------------------------------------------------------------------------------------------


def test_a_citation_becomes_two_that_say_the_same(edited):
    settled = CODED.replace("    memo: look\n", "    memo: look\n    adjudicated: {by: EF, date: 2024-06-01}\n")
    files = {AGREED: settled.split("  - id: FG1-003", maxsplit=1)[0]}
    planned = edited(ends="asked for it", splits=("nobody had",), files=files)
    first, second = entry(planned), entry(planned, "FG1-003")
    assert "what was settled of FG1-001 stays with its first part alone" in planned.notes
    assert ("adjudicated" in first, "adjudicated" in second) == (True, False)
    assert first["quote"] == "It was the café that changed, I think." == selected(planned)
    assert second["quote"] == "Nobody had asked for it." == selected(planned, "FG1-003")
    same = {"speaker", "evidence", "codes", "memo"}
    assert {key: first[key] for key in same} == {key: second[key] for key in same}
    assert "id: FG1-003" in after(planned).splitlines()[planned.added["FG1-003"] - 1]


def test_the_second_of_two_has_an_id_that_stood_for_nothing(edited):
    named = "id: C2\ntitle: A\nversions:\n  - {version: 1, statement: a, citations: [FG1-007]}\n"
    files = {"claims/C2-other.yaml": named}
    files[AGREED] = CODED.split("  - id: FG1-003", maxsplit=1)[0]
    assert list(edited(files=files, splits=("café",)).added) == ["FG1-008"]


def test_words_that_stand_twice_split_nothing(edited):
    files = {AGREED: CODED.replace("Nobody had asked for it.", "It was always so. It was always so.")}
    with pytest.raises(UsageError, match="stand in the quote 2 times"):
        edited("FG1-003", files, splits=("it was",))


def test_a_part_is_found_behind_the_other_one(edited):
    files = {AGREED: CODED.replace("Nobody had asked for it.", "always so. It was always")}
    planned = edited("FG1-003", files, splits=("it was",))
    assert selected(planned, "FG1-004") == "It was always"
    assert int(entry(planned, "FG1-004")["selector"]["start"]) == TEXT.index("It was always so. It was") + 18


def test_what_names_the_whole_is_said_to_name_the_first_part(edited):
    files = {"cases/K1-one.yaml": "id: K1\ntitle: One\nopened_by: [FG1-001]\n"}
    assert "K1 name FG1-001, which is the first part alone" in edited(files=files, splits=("café",)).notes


# ---- what others made of it ------------------------------------------------------------------------------------------


def test_a_second_coders_coding_changes_in_their_file(edited):
    planned = edited(coder="CD", stances=stances("refutes", "C1"), drop=stances("supports", "C1"))
    assert planned.file == THEIRS
    assert after(planned) == SECOND.replace("{nuances: C1}", "{refutes: C1}")


def test_the_agreed_coding_is_meant_unless_a_coder_is_named(edited):
    assert edited(disputed="x").file == AGREED
    assert edited(coder="AB", disputed="x").file == AGREED
    assert edited("FG1-CD-001", disputed="x").file == THEIRS


def test_a_second_coders_own_fragment_can_be_split(edited):
    planned = edited("FG1-CD-001", splits=("it was",))
    assert list(planned.added) == ["FG1-CD-002"]
    assert entry(planned, "FG1-CD-002")["quote"] == "it was always so"


def test_what_waits_for_a_second_coder_gets_the_date(edited):
    found = entry(edited("FG1-002", coder="CD", quality="report", day="2024-06-01"), "FG1-002")
    assert found == {"id": "FG1-002", "quality": "report", "coded": "2024-06-01"}
    assert "coded" not in entry(edited(coder="CD", quality="opinion", day="2024-06-01"))


@pytest.mark.parametrize(
    "more", [{"quote": "x"}, {"speaker": "r1"}, {"at": {"line": "2"}}, {"splits": ("x",)}, {"verbatim": False}]
)
def test_words_of_the_agreed_coding_are_not_changed_in_a_second_coders_file(more, edited):
    with pytest.raises(UsageError, match="FG1-001 has no words of its own"):
        edited(coder="CD", **more)


def test_what_another_coder_made_of_it_is_pointed_out(edited):
    assert "CD coded it too: `code adjudicate` keeps what each coder had made of it" in edited(quality="report").notes
    assert "CD coded it by the words that it had" in edited(ends="the café").notes
    assert not [note for note in edited(disputed="x").notes if "CD" in note]
    settled = CODED.replace("    memo: look\n", "    adjudicated: {by: EF, date: 2024-06-01}\n")
    notes = edited(files={AGREED: settled}, quality="report").notes
    assert edited(files={AGREED: settled}, disputed="x").notes == ()
    assert notes == ("FG1-001 was settled by EF: `code adjudicate` records another outcome, with who and when",)


def test_a_decision_that_becomes_stale_is_said(edited, evaluation):
    from cmo_eval.edits import decide

    root = evaluation(BASE)
    repository = api.load(root).repository
    taken = decide.Taken("undecided", 1, "AB", "CD", "2024-06-01", "Too little.")
    (change,) = decide.plan(root, repository, "C1", taken).change.files
    files = {change.file: change.content.decode()}
    stale = "the decision on C1 (AB, 2024-06-01) will be stale: `cmo-eval decide C1`"
    assert stale in edited(files=files, drop=stances("supports", "C1")).notes
    assert stale in edited(files=files, withdrawn="2024-07-01").notes
    assert stale not in edited(files=files, drop=stances("supports", "C2")).notes
    already = {**files, AGREED: CODED.replace("parts: [resource]", "parts: [outcome]")}
    assert stale not in edited(files=already, drop=stances("supports", "C1")).notes
    assert stale not in edited(files=files, coder="CD", drop=stances("supports", "C1")).notes
