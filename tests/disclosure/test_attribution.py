"""Whose words a passage holds, and that a withdrawal never publishes anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmo_eval import api
from cmo_eval.analysis.verification import verify
from cmo_eval.attribution import Answer, Talk
from cmo_eval.disclosure.gate import disclose
from cmo_eval.model import Citation, Source
from cmo_eval.report import documents, view
from cmo_eval.store.loading import load
from minimal import MINIMAL

TEXT = """\
R1: The tram came late all winter long.
R2: We never told the council about it.
R3: And the drivers slept in the depot.
INT: Who knew of this?
R7: Somebody in the office did.
[a door closes]
R1: It was a cold winter in the depot too.
"""


def talk(*citations, text=TEXT, **consents):
    """A talk of r1, who may be quoted, r2 (background) and r3 (withdrawn), unless said otherwise."""
    given_ = {"r1": "quote", "r2": "background", "r3": "withdrawn", **consents}
    people = [{"id": id_, "role": f"role {id_}", "consent": consent} for id_, consent in given_.items()]
    source = Source.model_validate({"id": "FG1", "kind": "interview", "title": "T", "participants": people})
    return Talk(source, text, {("f", place): one for place, one in enumerate(citations)})


def cited(quote, **more):
    return Citation.model_validate({"id": more.pop("id", "FG1-001"), "quote": quote, **more})


@pytest.mark.parametrize(
    ("quote", "more", "answer", "why"),
    [
        ("came late all winter", {"speaker": "r1"}, Answer.HEARD, ""),
        ("came late all winter", {}, Answer.HEARD, ""),
        ("never told the council", {"speaker": "r1"}, Answer.HELD, "turn"),
        ("never told the council", {"role": "visitor"}, Answer.HELD, "turn"),
        ("never told the council", {"speaker": "r2"}, Answer.HELD, "speaker"),
        ("drivers slept in the depot", {"speaker": "r1"}, Answer.GONE, "turn"),
        ("drivers slept in the depot", {"speaker": "r1", "verbatim": False}, Answer.GONE, "turn"),
        ("all winter long. We never told", {"speaker": "r1"}, Answer.HELD, "turns"),
        ("all winter long. […] slept in the depot", {"speaker": "r1"}, Answer.GONE, "turns"),
        ("came late all winter", {"speaker": "r3"}, Answer.GONE, "speaker"),
        ("came late all winter", {"speaker": "R3"}, Answer.GONE, "speaker"),
        ("came late all winter", {"speaker": "r9"}, Answer.HELD, "speaker"),
        ("nowhere in the text at all", {"speaker": "r1"}, Answer.HEARD, ""),
        ("nowhere in the text at all", {}, Answer.GONE, "nobody"),
        ("nowhere in the text at all", {"speaker": "r1", "at": {"line": 3}}, Answer.GONE, "turn"),
        ("Somebody in the office", {"speaker": "r1"}, Answer.GONE, "turn"),
        ("Somebody in the office", {"role": "clerk"}, Answer.HEARD, ""),
        ("Somebody in the office", {"role": "Role R2"}, Answer.HELD, "nobody"),
        ("Who knew of this", {}, Answer.HEARD, ""),
        ("a door closes", {}, Answer.GONE, "nobody"),
    ],
)
def test_the_strictest_of_fields_and_turns_decides(quote, more, answer, why):
    hearing = talk().hearing(cited(quote, **more))
    assert (hearing.answer, hearing.why) == (answer, why)


LONGER = """\
R1: The tram came late all winter, and my neighbours began to walk to the market in the snow.
R3: My cousin counted the tickets at night because the inspector had asked him to leave some out.
R2: At the end of the day it is the depot that decides who goes first, and not the driver.
R1: It is the end of the day that I like.
"""


@pytest.mark.parametrize(
    ("quote", "more", "answer"),
    [
        ("Your cousin counted the tickets at night because the inspector had asked him", {}, Answer.GONE),
        ("My cousin never counted the tickets at night because the inspector had asked", {}, Answer.GONE),
        ("My cousin counted, well, you know, the tickets, at night, since the inspector asked", {}, Answer.GONE),
        ("because the inspector had asked […] My cousin counted the tickets", {}, Answer.GONE),
        ("My cuosin counted the tickets at nihgt because", {"verbatim": False}, Answer.GONE),
        ("They say he did it because the inspector had asked him to leave some out", {"verbatim": False}, Answer.GONE),
        ("quite other words than stand there", {"selector": {"start": 120, "end": 140}}, Answer.GONE),
        ("It is the depot that decides who is first, says he", {"verbatim": False}, Answer.HELD),
        ("Above all they like the end of the day", {"verbatim": False}, Answer.HEARD),
        ("The tram was late all winter, and neighbours began to walk to the market", {}, Answer.HEARD),
    ],
)
def test_words_that_are_nearly_those_of_a_turn_are_no_milder(quote, more, answer):
    assert talk(text=LONGER).hearing(cited(quote, speaker="r1", **more)).answer is answer


@pytest.mark.parametrize(
    ("label", "who", "answer"),
    [
        ("Driver", {"speaker": "r1"}, Answer.GONE),
        ("Driver", {"role": "visitor"}, Answer.GONE),
        ("Coach", {"speaker": "r1"}, Answer.HELD),
        ("Coach", {"role": "Controller"}, Answer.HELD),
        ("Controller", {"speaker": "r1"}, Answer.HEARD),
        ("Passer-by", {"speaker": "r1"}, Answer.GONE),
        ("Passer-by", {"role": "passer-by"}, Answer.HEARD),
    ],
)
def test_a_label_may_be_what_somebody_does(label, who, answer):
    text = f"Controller: The tram came late.\n{label}: The lamps burnt at night.\nController: It was cold.\n" * 2
    roles = {"controller": "quote", "coach": "background", "driver": "withdrawn"}
    people = [{"id": f"r{at}", "role": role, "consent": roles[role]} for at, role in enumerate(roles, 1)]
    source = Source.model_validate({"id": "FG1", "kind": "interview", "title": "T", "participants": people})
    assert Talk(source, text).hearing(cited("lamps burnt at night", at={"line": 2}, **who)).answer is answer


@pytest.mark.parametrize(
    ("remark", "quote", "answer"),
    [
        ("The tram came late all winter", "tram came late", Answer.GONE),
        ("tram came late", "The tram came late all winter long.", Answer.GONE),
        ("came late all", "all winter long", Answer.GONE),
        ("The tram came late", "all winter long", Answer.HEARD),
        ("cold winter", "late all winter long", Answer.HEARD),
    ],
)
@pytest.mark.parametrize("told", [True, False])
def test_part_of_what_was_taken_back_is_that_remark(remark, quote, answer, told):
    gone = cited(remark, id="FG1-002", speaker="r1", withdrawn="2024")
    found = talk(gone, text=TEXT if told else None).hearing(cited(quote, speaker="r1"))
    if told or {remark, quote} != {"came late all", "all winter long"}:  # one word in common is chance without a text
        assert found.answer is answer


@pytest.mark.parametrize(("note", "answer"), [("sighs loudly", Answer.GONE), ("laughs and waves", Answer.HEARD)])
def test_a_note_belongs_to_the_turn_above_it(note, answer):
    text = "R1: The tram came late.\n[laughs and waves]\nR3: The drivers slept.\n[sighs loudly]\nR1: It was cold.\n"
    assert talk(text=text).hearing(cited(note, speaker="r1")).answer is answer


def test_words_of_others_are_theirs_where_no_turn_tells():
    theirs = cited("We never told the council about it", id="FG1-002", speaker="r2")
    mine = cited("never told the council", speaker="r1")
    assert talk(theirs, text=None).hearing(mine).answer is Answer.HELD
    assert talk(theirs, text=None, r2="quote").hearing(mine).answer is Answer.HEARD
    assert talk(theirs, text="We never told the council about it.\n").hearing(mine).answer is Answer.HELD


SOUP = "The soup was left on the stove too long"
KITCHEN = f"""\
INT: How did it go in the kitchen?
R1: It was the first winter. {SOUP}. Then we bought a clock.
INT: Was it like that with you?
R3: In the other house, yes. {SOUP}. So I ate at home.
INT: That was all.
"""


def placed(quote, text, turn, **more):
    """A citation of words in somebody's turn, with the selector that they have there."""
    start = text.index(quote, text.index(turn))
    end = start + len(quote)
    selector = {"start": start, "end": end, "prefix": text[start - 32 : start], "suffix": text[end : end + 32]}
    return cited(quote, selector=selector, **more)


def test_a_copy_in_the_turn_of_somebody_else_does_not_spare_whoever_withdrew():
    mine, theirs = (placed(SOUP, KITCHEN, turn, speaker="r1") for turn in ("R1:", "R3:"))
    assert talk(text=KITCHEN).hearing(mine).answer is Answer.HEARD
    assert talk(text=KITCHEN).hearing(theirs).answer is Answer.GONE
    there = KITCHEN.rindex(SOUP)
    corrected = KITCHEN[:there] + "The soup was left upon the stove far too long" + KITCHEN[there + len(SOUP) :]
    moved = corrected.replace("INT: How", "INT: Well, good morning. How")
    for text in (corrected, moved):  # the one exact match that is left is of r1
        assert text.count(SOUP) == 1
        assert talk(text=text).hearing(mine).answer is Answer.HEARD
        assert talk(text=text).hearing(theirs).answer is Answer.GONE


def test_words_whose_passage_is_gone_are_of_everybody_who_says_them():
    gone = KITCHEN.replace(f"It was the first winter. {SOUP}. Then we bought a clock.", "[passage taken out]")
    mine, nobodys = placed(SOUP, KITCHEN, "R1:", speaker="r1"), placed(SOUP, KITCHEN, "R1:")
    assert talk(text=gone).hearing(mine).answer is Answer.GONE  # they stand in the turn of r3 alone
    both = gone.replace("INT: That", f"R1: I said it before: {SOUP}.\nINT: That")
    assert talk(text=both).hearing(mine).answer is Answer.HEARD  # r1 says the very same
    assert talk(text=both).hearing(nobodys).answer is Answer.GONE
    assert talk(text=both, r3="quote").hearing(nobodys).answer is Answer.HEARD


def test_a_selector_of_an_earlier_text_tells_nothing_of_the_same_words_in_another_turn():
    text = "R1: Yes, we did. It was in May.\nINT: And then?\nR3: Yes, we did. Nobody asked.\n"
    swapped = "R3: Yes, we did. Nobody asked.\nINT: And then?\nR1: Yes, we did. It was in May.\n"
    mine, theirs = (placed("Yes, we did", text, turn) for turn in ("R1:", "R3:"))
    assert swapped[mine.selector.start : mine.selector.end] == mine.quote  # by chance, in the turn of r3
    assert [talk(text=text).hearing(one).answer for one in (mine, theirs)] == [Answer.HEARD, Answer.GONE]
    assert talk(text=swapped).hearing(theirs).answer is Answer.GONE
    assert talk(text=swapped).hearing(mine.model_copy(update={"speaker": "r1"})).answer is Answer.HEARD


def test_the_line_that_is_given_counts_where_the_words_stand_in_another_one():
    nobodys = cited("came late all winter", at={"line": 3})
    assert talk().hearing(nobodys).answer is Answer.GONE
    assert talk().hearing(cited("came late all winter", at={"line": 3}, speaker="r1")).answer is Answer.HEARD
    assert talk().hearing(cited("came late all winter", at={"line": 1})).answer is Answer.HEARD


def test_what_stands_around_a_quote_is_of_nobody_who_may_not_be_heard():
    found = talk(r2="quote", r3=None)
    start = TEXT.index("We never")
    before, after = found.around(start, start + len("We never told"))
    assert "winter long" in before
    assert "council" in after
    assert "drivers" not in after
    assert talk().around(start, start + 8) == ("", "")
    gone = cited("about it", id="FG1-002", withdrawn="2024", speaker="r2", at={"line": 2})
    kept = talk(gone, r2="quote", r3="quote").around(start, start + len("We never told"))[1]
    assert "council" in kept
    assert "about" not in kept


def test_a_second_coders_entry_goes_as_the_words_that_it_codes_again():
    agreed = cited("drivers slept in the depot", speaker="r1")
    again = Citation.model_validate({"id": "FG1-001", "memo": "m"})
    found = talk(agreed, again)
    assert found.of(("f", 1)).answer is Answer.GONE
    assert talk(cited("came late all winter", speaker="r1"), again).of(("f", 1)).answer is Answer.HEARD
    assert found.of(("g", 9)).answer is Answer.HELD  # nobody knows what that is


# ---- a withdrawal publishes nothing --------------------------------------------------------------------------------


@st.composite
def evaluations(draw):
    """Files of an evaluation with a talk, whose r2 may be anything; what stands for their consent is `CONSENT`."""
    number = draw(st.integers(3, 6))
    labels = draw(st.lists(st.sampled_from(["R1", "R2", "R3", "INT", "Other"]), min_size=number, max_size=number))
    lines = [" ".join(f"w{line}x{word}" for word in range(10)) for line in range(number)]
    labelled = draw(st.booleans())
    text = "".join(
        f"{label}: {line}.\n" if labelled else f"{line}.\n" for label, line in zip(labels, lines, strict=True)
    )
    for word in draw(st.lists(st.sampled_from(" ".join(lines).split()), max_size=4)):  # corrected after it was coded
        text = text.replace(word, draw(st.sampled_from([f"v{word[1:]}", f"{word} not", f"{word}\n[noise]\n"])), 1)
    stream = " ".join(lines).split()
    entries = []
    for place in range(draw(st.integers(1, 6))):
        start, size = draw(st.integers(0, len(stream) - 2)), draw(st.integers(1, 14))
        words = " ".join(stream[start : start + size])
        if draw(st.integers(0, 4)) == 0:
            words += f" […] {stream[min(len(stream) - 1, start + size + 3)]}"
        who = draw(st.sampled_from(["speaker: r1", "speaker: r2", "speaker: r3", "role: guest", "role: nurse", ""]))
        more = [who] if who else []
        if draw(st.booleans()):
            more.append(f"at: {{line: {draw(st.integers(1, number))}}}")
        if draw(st.integers(0, 5)) == 0:
            more.append(f"selector: {{start: {(place_ := draw(st.integers(0, 150)))}, end: {place_ + 20}}}")
        if draw(st.integers(0, 5)) == 0:
            more.append("verbatim: false")
        if draw(st.integers(0, 5)) == 0:
            more.append("withdrawn: 2024-01-01")
        head = f"  - {{id: FG1-{place + 1:03}, quote: '{words}', evidence: [{{supports: C1}}]"
        entries.append(", ".join([head, *more]) + "}\n")
    third = draw(st.sampled_from(["quote", "background", "withdrawn"]))
    source = (
        "id: FG1\nkind: focus_group\ntitle: T\ngroup: staff\n"
        f"confidentiality: {draw(st.sampled_from(['public', 'committee', 'team']))}\nparticipants:\n"
        "  - {id: r1, role: manager, group: staff, consent: quote}\n"
        "  - {id: r2, role: nurse, group: staff, consent: CONSENT}\n"
        f"  - {{id: r3, role: clerk, group: staff, consent: {third}}}\n"
    )
    return {
        "sources/FG1.yaml": source + ("text: FG1.txt\n" if draw(st.integers(0, 3)) else ""),
        "sources/FG1.citations.yaml": "defaults: {quality: observation}\ncitations:\n" + "".join(entries),
        "texts/FG1.txt": text,
        "evaluation.yaml": MINIMAL["evaluation.yaml"] + "texts: texts\n",
    }


def words_printed(root, audience):
    """The words of the talk in a report for an audience, and those that the screens at the team's desk print."""
    disclosed = disclose(load(root).repository, audience, "en")
    shown = view(disclosed, verify(disclosed), "en")
    said = [text for document in documents(shown, root / "none", lambda _: None).values() for text in [repr(document)]]
    said += [repr(tuple(shown.citations))]
    return set(re.findall(r"w\dx\d", " ".join(said)))


def words_found(root):
    found = api.search(["w*"], root, None)
    return set(re.findall(r"w\dx\d", " ".join(hit.words or "" for hit in found.hits)))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(files=evaluations())
def test_the_words_printed_after_a_withdrawal_are_a_part_of_those_before(tmp_path_factory, files):
    printed = {}
    for consent in ("background", "withdrawn", None):
        root = tmp_path_factory.mktemp("evaluation")
        for name, text in {**MINIMAL, **files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            said = text.replace(", consent: CONSENT", "") if consent is None else text.replace("CONSENT", consent)
            path.write_text(said, encoding="utf-8")
        for audience in ("public", "committee", "team"):
            printed[consent, audience] = words_printed(root, audience)
        printed[consent, "search"] = words_found(root)
    for where in ("public", "committee", "team", "search"):
        assert printed["withdrawn", where] <= printed["background", where]
        assert printed[None, where] == printed["background", where]
    assert printed["withdrawn", "public"] <= printed["withdrawn", "committee"] <= printed["withdrawn", "team"]


def words_disclosed(root):
    """The words of citations that the team may read; a report prints no others."""
    disclosed = disclose(load(root).repository, "team", "en")
    citations = [one.citation for one in disclosed.citations]
    return set(re.findall(r"w\dx\d", " ".join(one.quote or "" for one in citations)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(files=evaluations())
def test_the_words_disclosed_after_a_withdrawal_are_a_part_of_those_before(tmp_path_factory, files):
    disclosed = {}
    for consent in ("background", "withdrawn"):
        root = tmp_path_factory.mktemp("evaluation")
        for name, text in {**MINIMAL, **files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("CONSENT", consent), encoding="utf-8")
        disclosed[consent] = words_disclosed(root)
    assert disclosed["withdrawn"] <= disclosed["background"]


def test_a_quote_that_runs_on_into_another_turn_without_its_label_is_of_both(tmp_path):
    files = {
        "evaluation.yaml": MINIMAL["evaluation.yaml"] + "texts: texts\n",
        "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: T\ngroup: staff\ntext: FG1.txt\n"
        "confidentiality: public\nparticipants:\n  - {id: r1, role: manager, group: staff, consent: quote}\n"
        "  - {id: r2, role: nurse, group: staff, consent: background}\n",
        "sources/FG1.citations.yaml": "defaults: {quality: observation, speaker: r1}\ncitations:\n"
        "  - {id: FG1-001, quote: 'w1x5 w1x6 w1x7 w1x8 w1x9 w2x0 […] w2x4'}\n"
        "  - {id: FG1-002, quote: w1x0 w1x1 w1x2 w1x3 w1x4}\n",
        "texts/FG1.txt": "".join(
            f"R{who}: {' '.join(f'w{turn}x{at}' for at in range(10))}.\n" for turn, who in enumerate((1, 1, 2, 1))
        ),
    }
    for name, text in {**MINIMAL, **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert words_disclosed(tmp_path) == {f"w1x{at}" for at in range(5)}
