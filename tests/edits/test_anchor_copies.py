"""The passage is told from its copy: by what stands around it, by who says it, and else it is not said to be found."""

from __future__ import annotations

import json

import pytest

from cmo_eval import api
from cmo_eval.edits.coding.citation_text import citations_in
from cmo_eval.edits.transcripts.anchor import plan
from cmo_eval.store.writing.transaction import apply

PEOPLE = (
    "id: FG1\nkind: focus_group\ntitle: Panel\ntext: FG1.txt\nparticipants:\n"
    "  - {id: r1, role: cook, group: users, consent: quote}\n  - {id: r2, role: driver, group: users, consent: quote}\n"
)
SAID = "Every evening somebody left the soup on the stove too long"
TALK = f"""\
INT: How did it go in the kitchen?
r1: It was the first winter. {SAID}. Then we bought a clock.
INT: Was it like that with you?
r2: In the other house, yes. {SAID}. So I ate at home.
r1: Yes, I did.
INT: And the garden?
r2: Yes, I did.
INT: That was all.
"""


@pytest.fixture
def coded(evaluation):
    """An evaluation in which FG1-001 and so on have a speaker, words and a line."""

    def write(*quotes, text=TALK, anchored=True):
        rows = "".join(
            f"  - id: FG1-00{number}\n    quote: {json.dumps(words)}\n"
            + (f"    speaker: {speaker}\n" if speaker else "")
            + (f"    at: {{line: {line}}}\n" if line else "")
            + "    evidence: [{supports: C1}]\n"
            for number, (speaker, words, line) in enumerate(quotes, 1)
        )
        root = evaluation(
            {
                "evaluation.yaml+": "texts: texts\n",
                "sources/FG1.yaml": PEOPLE,
                "sources/FG1.citations.yaml": f"coder: AB\ndefaults: {{quality: observation}}\ncitations:\n{rows}",
                "texts/FG1.txt": text,
            }
        )
        if anchored:
            apply(root, plan(root).change)
        return root

    return write


def after(root, text, **options):
    (root / "texts/FG1.txt").write_text(text, encoding="utf-8")
    planned = plan(root, **options)
    apply(root, planned.change)
    return planned.looked[0].placed


def at(root, id_="FG1-001"):
    entry = citations_in((root / "sources/FG1.citations.yaml").read_text(encoding="utf-8"))[id_]["selector"]
    text = (root / "texts/FG1.txt").read_text(encoding="utf-8")
    return text[int(entry["start"]) : int(entry["end"])]


def found(root):
    return [(finding.code, finding.subject) for finding in api.validate(root).findings if finding.code[3] == "4"]


def test_a_word_corrected_in_the_passage_does_not_move_the_quote_to_its_copy(coded):
    root = coded(("r1", SAID, 2))
    (one,) = after(root, TALK.replace("somebody left the soup", "somebody left the beans", 1))
    assert (one.outcome, one.line, one.difference) == ("differs", 2, (("soup", "beans"),))
    assert at(root) == SAID.replace("soup", "beans")
    assert found(root) == [("CMO415", "FG1-001")]


def test_a_passage_taken_out_is_not_found_in_the_turn_of_somebody_else(coded, cmo):
    root = coded(("r1", SAID, 2))
    text = "\n".join("r1: [taken out]" if line.startswith("r1: It") else line for line in TALK.split("\n"))
    (one,) = after(root, text)
    assert (one.outcome, one.lines, one.speaker, one.score) == ("gone", (4,), ("r2",), 1)
    shown = " ".join(cmo("code", "anchor", cwd=root).out.split())
    assert "(it was on line 2); the same words stand on line 4 (r2)" in shown
    (message,) = [finding.message for finding in api.validate(root).findings if finding.code == "CMO416"]
    assert message.endswith("the same words stand on line 4, in a turn of r2")


def test_all_lines_with_the_same_words_are_named(coded):
    copied = TALK.replace("r2: Yes, I did.\n", f"r2: And once more: {SAID}. So I left.\n")
    root = coded(("r1", SAID, 2), text=copied)
    (one,) = after(
        root, "\n".join("r1: [taken out]" if line.startswith("r1: It") else line for line in copied.split("\n"))
    )
    assert (one.outcome, one.lines, one.speaker) == ("gone", (4, 7), ("r2", "r2"))


def test_nor_in_another_turn_of_the_same_person(coded):
    again = TALK.replace("r2: In the other house", "r1: In the other house")
    root = coded(("r1", SAID, 2), text=again)
    text = "\n".join(line for line in again.split("\n") if not line.startswith("r1: It"))
    (one,) = after(root, text)
    assert (one.outcome, one.lines) == ("gone", (3,))
    (one,) = after(root, text + "INT: Something that was forgotten.\n")  # a second time it is no more certain
    assert one.outcome == "gone"


@pytest.mark.parametrize("gone", ["r1: Yes, I did.\n", "r2: Yes, I did.\n"])
def test_a_short_answer_is_not_looked_for_with_somebody_else(coded, gone):
    root = coded(("r1", "Yes, I did.", 5), ("r2", "Yes, I did.", 7))
    placed = {one.id: one for one in after(root, TALK.replace(gone, ""))}
    lost, kept = ("FG1-001", "FG1-002") if gone.startswith("r1") else ("FG1-002", "FG1-001")
    assert placed[lost].outcome == "gone"
    assert (placed[kept].outcome, at(root, kept)) in {("moved", "Yes, I did."), ("stays", "Yes, I did.")}


def test_a_passage_that_moved_with_what_stands_around_it_is_found(coded):
    rows = TALK.splitlines(keepends=True)
    root = coded(("r1", SAID, 2), ("r1", "Yes, I did.", 5))
    text = "".join(["INT: Before we begin.\n", *rows[4:], *rows[:4]])
    placed = after(root, text)
    assert (placed[0].outcome, placed[0].line) == ("moved", text.split("\n").index(rows[1].strip()) + 1)


def test_slips_that_are_mended_around_it_and_labels_in_capitals_do_not_matter(coded):
    root = coded(("r1", SAID, 2))
    text = TALK.replace("first winter", "frst winter").replace("r1:", "R1:").replace("r2:", "R2:")
    (one,) = after(root, "INT: A line before it.\n" + text)
    assert (one.outcome, one.line) == ("moved", 3)


def test_a_long_quote_near_its_place_needs_one_side_about_as_it_was(coded):
    first, last = "How did it go in the kitchen", "I ate at home"
    root = coded(("r1", SAID, 2), (None, first, 1), ("r2", last, 4))
    around = TALK.replace("It was the first winter", "It was uh first winter", 1).replace(
        "Then we bought", "[naam] got", 1
    )
    quote = after(root, around)[0]
    assert quote.outcome == "moved"
    assert at(root) == SAID
    other = TALK.replace("It was the first winter", "Nobody told us anything", 1).replace(
        "Then we bought", "[naam] got", 1
    )
    assert after(coded(("r1", SAID, 2), (None, first, 1), ("r2", last, 4)), other)[0].outcome == "gone"


def test_a_copy_with_the_same_surroundings_is_asked_about_where_the_passage_was_corrected(coded):
    first, last = "How did it go in the kitchen", "I ate at home"
    talk = TALK.replace(f"yes. {SAID}. So", "yes. So")
    root = coded(("r1", SAID, 2), (None, first, 1), ("r2", last, 4), text=talk)
    home = f"r1: It was the first winter. {SAID}. Then we bought a clock."
    assert home in talk
    mistyped = home.replace("evening", "evenimg").replace("Then we bought", "Nobody painted")
    far = "INT: Was there more?\n" * 12
    text = talk.replace(home, mistyped) + far + home + "\n"
    quote = after(root, text)[0]
    assert quote.outcome == "ambiguous"
    assert quote.lines == (2, 21)


def test_a_turn_that_was_somebody_elses_is_said(coded, cmo):
    root = coded(("r1", SAID, 2))
    (one,) = after(root, TALK.replace("r1: It was", "r2: It was"))
    assert (one.outcome, one.line, one.speaker) == ("speaker", 2, ("r2",))
    assert "FG1-001 stands on line 2 (r2), which is not a turn of its speaker" in cmo("code", "anchor", cwd=root).out
    assert found(root) == [("CMO420", "FG1-001")]


def test_a_quote_typed_by_hand_is_that_of_its_speaker(coded):
    root = coded(("r2", SAID, None), ("r1", SAID, None), (None, SAID, None), anchored=False)
    placed = plan(root).looked[0].placed
    assert [(one.outcome, one.lines) for one in placed] == [
        ("placed", (4,)),
        ("placed", (2,)),
        ("ambiguous", (2, 4)),
    ]


def test_a_quote_typed_by_hand_that_only_somebody_else_says_is_not_found(coded):
    root = coded(("r2", "It was the first winter.", None), anchored=False)
    (one,) = plan(root).looked[0].placed
    assert (one.outcome, one.lines, one.speaker) == ("gone", (2,), ("r1",))
    assert found(root) == [("CMO416", "FG1-001")]


def test_the_line_that_is_given_comes_before_a_copy_elsewhere(coded):
    text = TALK.replace("left the soup", "left the stew", 1).replace("r2: In the other", "r1: In the other")
    root = coded(("r1", SAID, 2), anchored=False, text=text)
    (one,) = plan(root).looked[0].placed
    assert one.outcome in {"gone", "differs"}
    assert (one.line, one.difference) == (2, (("soup", "stew"),))


# ---- what may turn what is said -------------------------------------------------------------------------------------

TURNED = [
    ("We did not see the point of it in those first years", "We did see the point of it in those first years"),
    ("We did see the point of it in those first years", "We didn't see the point of it in those first years"),
    ("We can open the kitchen on a Sunday if we want to", "We can't open the kitchen on a Sunday if we want to"),
    ("Wij hebben een sleutel van het gebouw gekregen", "Wij hebben geen sleutel van het gebouw gekregen"),
    ("Wij konden dat met hulp van de buren regelen", "Wij konden dat zonder hulp van de buren regelen"),
    ("De afspraken waren voor iedereen duidelijk", "De afspraken waren voor iedereen onduidelijk"),
    ("It was possible to do it in our own street", "It was impossible to do it in our own street"),
    ("There were 15 people at the table that night", "There were 50 people at the table that night"),
    ("There were three of us at the table that night", "There were seven of us at the table that night"),
    ("Only the neighbours came to the opening party", "The neighbours came to the opening party"),
    ("Er was bijna genoeg geld voor het hele jaar", "Er was genoeg geld voor het hele jaar"),
    ("Er was nauwelijks tijd om dat te bespreken", "Er was tijd om dat te bespreken met elkaar"),
    ("He said that the money was there all along", "She said that the money was there all along"),
    ("You may leave the key with the neighbours", "You must leave the key with the neighbours"),
    ("Wir haben kein Wort davon gewusst im Dorf", "Wir haben ein Wort davon gewusst im Dorf"),
    ("That was a hopeless meeting for all of us", "That was a hopeful meeting for all of us"),
    ("We did […] want to sell the hall to anybody else", "We did not want to sell the hall to anybody else"),
    (
        "as far as we know they never came to the hall, we can",
        "as far as we know they never came to the hall, we can't",
    ),
]


@pytest.mark.parametrize(("quote", "text"), TURNED)
def test_words_that_may_turn_what_is_said_are_a_doubt_that_names_them(coded, quote, text):
    root = coded(("r1", quote, 2), text=f"INT: And?\nr1: Well. {text}. So.\n", anchored=False)
    (one,) = plan(root, accept=True).looked[0].placed
    assert one.outcome in {"turned", "gone"}
    assert one.difference != ()
    assert found(root) == [("CMO416", "FG1-001")]


def test_a_negation_that_came_in_at_the_place_is_said_and_never_taken_over(coded, cmo):
    root = coded(("r1", SAID, 2))
    (one,) = after(root, TALK.replace("somebody left", "nobody left", 1), accept=True)
    assert (one.outcome, one.line, one.difference) == ("turned", 2, (("somebody", "nobody"),))
    shown = cmo("code", "anchor", cwd=root).out
    assert "FG1-001 may say something else than line 2 (r1)" in shown
    assert "the quote has 'somebody', the text 'nobody'" in shown


def test_a_quote_without_the_not_of_its_text_is_not_added(coded, cmo):
    text = "r1: It was cold. We did not see the point of it in those first years.\n"
    root = coded(("r1", "It was cold.", 1), text=text)
    quote = "We did see the point of it in those first years"
    run = cmo("code", "add", "FG1", "--quote", quote, "--supports", "C1", "--yes", cwd=root)
    assert run.code == 2
    shown = " ".join((run.out + run.err).split())
    assert "may say something else" in shown
    assert "the text has 'not', which the quote has not" in shown


SLIPS = [
    ("We did not see teh point of it in those first years", "We did not see the point of it in those first years"),
    ("Wij hebben nieg de sleutel van het gebouw gekregen", "Wij hebben niet de sleutel van het gebouw gekregen"),
    ("We cannot open the kitchen on Sunday, as you knoww", "We can not open the kitchen on Sunday, as you know"),
    ("It was impossible to do it in our own streat", "It was impossible to do it in our own street"),
]


@pytest.mark.parametrize(("quote", "text"), SLIPS)
def test_slips_of_the_pen_are_slips(coded, quote, text):
    root = coded(("r1", quote, 2), text=f"INT: And?\nr1: Well. {text}. So.\n", anchored=False)
    (one,) = plan(root).looked[0].placed
    assert (one.outcome, one.difference != ()) == ("differs", True)


def test_one_word_in_a_quote_of_pages_is_shown_too(coded):
    things = [
        f"{one} {other}" for one in ("red", "old", "wide", "loud", "damp") for other in ("boats", "halls", "maps")
    ]
    names = [f"{first}{last}" for first in ("Bor", "Tel", "Gra", "Mun") for last in ("holt", "ster", "wick", "dam")]
    said = ". ".join(f"In {name} they spoke of {thing} and of rain" for name in names for thing in things)
    text = said.replace("In Telwick they spoke of wide maps", "In Telwick they never spoke of wide maps")
    root = coded(("r1", said, 2), text=f"INT: And?\nr1: {text}.\n", anchored=False)
    (one,) = plan(root).looked[0].placed
    assert (len(said) > 4000, one.outcome, one.difference) == (True, "turned", (("", "never"),))
