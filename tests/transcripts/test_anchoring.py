"""A quote is found where its words stand, and only there; which of several places is meant is told or asked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import find

from cmo_eval.transcripts.anchoring import (
    CONTEXT,
    SHORT,
    Near,
    PreparedText,
    around,
    difference,
    nearest_to,
    words_at,
)

TALK = """\
# A fictional talk.
INT: Wie begint? Let op: er loopt een recorder mee.
R1 [0:00:31]: Toen de coach kwam, zijn we met de hele ploeg bij de bewoners gaan zitten. Dat hadden we nooit gedaan.
R2 [0:01:02]: Nee. En wat mij toen opviel, was dat niemand om een activi-
teit vroeg; ze wilden “gewoon” koffie met iemand.
[p. 2]
R1: Ja. Het café op dinsdag is er daarna gekomen, en ook de moestuin achter het huis.
INT: Ja. En wat vond het bestuur daarvan?
R3: Het bestuur vond het eerst maar niets. Later zeiden ze: ga door. Ja.
"""
TEXT = PreparedText(TALK)


def said(anchor, text=TEXT):
    return text.text[anchor.start : anchor.end]


def found(quote, near=None, text=TEXT):
    anchor = find(text, quote, near)
    assert anchor is not None, quote
    return said(anchor, text), anchor.how


# ---- the same words -------------------------------------------------------------------------------------------------


def test_the_same_words_are_found_exactly_with_what_stands_around_them():
    anchor = find(TEXT, "Dat hadden we nooit gedaan.")
    assert said(anchor) == "Dat hadden we nooit gedaan."
    assert (anchor.how, anchor.score, anchor.ambiguous) == ("exact", 1.0, False)
    assert anchor.parts == ((anchor.start, anchor.end),)
    assert anchor.prefix == TALK[anchor.start - CONTEXT : anchor.start]
    assert anchor.suffix == TALK[anchor.end : anchor.end + CONTEXT]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("dat niemand om een activiteit vroeg", "dat niemand om een activi-\nteit vroeg"),
        ("ze wilden 'gewoon' koffie", "ze wilden “gewoon” koffie"),
        ('ze wilden "gewoon" koffie', "ze wilden “gewoon” koffie"),
        ("TOEN de Coach  kwam", "Toen de coach kwam"),
        ("het cafe\u0301 op dinsdag", "Het café op dinsdag"),
        ("Het cafe op dinsdag", "Het café op dinsdag"),
        ("koffie met iemand. Ja. Het café", "koffie met iemand.\n[p. 2]\nR1: Ja. Het café"),
        ("koffie met iemand. R1: Ja.", "koffie met iemand.\n[p. 2]\nR1: Ja."),
        ("“Dat hadden we nooit gedaan!”", "Dat hadden we nooit gedaan"),
    ],
)
def test_typography_labels_pages_and_accents_are_no_hindrance(quote, words):
    assert found(quote) == (words, "normalised")


def test_a_short_quote_must_stand_there_as_it_is_and_as_whole_words():
    assert len("ook de moestuim") < SHORT
    assert find(TEXT, "ook de moestuim") is None
    assert find(TEXT, "de moes") is None
    assert find(TEXT, "moestuin") is not None
    assert find(TEXT, "oestuin") is None


@pytest.mark.parametrize("quote", ["", "  \n", "[…]", "...", "…", "[...] [...]", "“”", "-", "\u200b"])
def test_a_quote_without_words_is_nowhere(quote):
    assert find(PreparedText("R1: niets\n"), quote) is None


@pytest.mark.parametrize("text", ["", "\n", "[p. 1]\n", "R1:\n"])
def test_an_empty_text_has_no_words(text):
    assert find(PreparedText(text), "Dat hadden we nooit gedaan, zei de coach.") is None
    assert nearest_to(PreparedText(text), "Dat hadden [...] we nooit gedaan, zei de coach.") is None


def test_offsets_count_code_points_of_the_composed_text():
    text = PreparedText("R1: 😀😀 Het café, zei ze.\n")
    anchor = find(text, "Het cafe\u0301, zei ze.")
    assert said(anchor, text) == "Het café, zei ze."
    assert anchor.start == 7


def test_an_accent_of_its_own_belongs_to_its_letter():
    text = PreparedText("R1: daar stond q\u0301 en verder niets\n")
    anchor = find(text, "daar stond q")
    assert anchor is not None
    assert said(anchor, text) in {"daar stond q", "daar stond q\u0301"}


# ---- alike ----------------------------------------------------------------------------------------------------------


def test_slips_are_found_and_the_difference_is_shown():
    quote = "zijn we met de hele plog bij de bewoonners gaan zitten"
    anchor = find(TEXT, quote)
    assert said(anchor) == "zijn we met de hele ploeg bij de bewoners gaan zitten"
    assert anchor.how == "fuzzy"
    assert 0.9 < anchor.score < 1
    assert difference(TEXT, quote, anchor) == (("plog", "ploeg"), ("bewoonners", "bewoners"))


def test_words_that_the_quote_leaves_out_are_a_difference():
    quote = "Toen de coach kwam, zijn we met de ploeg bij de bewoners gaan zitten."
    anchor = find(TEXT, quote)
    assert difference(TEXT, quote, anchor) == (("", "hele"),)


def test_another_sentence_that_shares_most_words_is_not_there_but_is_named():
    quote = "Toen de coach kwam, zijn we met de hele ploeg bij de buren gaan zitten."
    assert find(TEXT, quote) is None
    nearest = nearest_to(TEXT, quote)
    assert not nearest.sure
    assert said(nearest).startswith("Toen de coach kwam")
    assert difference(TEXT, quote, nearest) == (("buren", "bewoners"),)


def test_what_stands_around_it_or_its_line_makes_another_word_the_same_quote():
    quote = "Toen de coach kwam, zijn we met de hele ploeg bij de buren gaan zitten."
    by_words = find(TEXT, quote, Near("R1 [0:00:31]: ", " Dat hadden we nooit gedaan."))
    by_line = find(TEXT, quote, Near(line=3))
    assert (
        said(by_words) == said(by_line) == "Toen de coach kwam, zijn we met de hele ploeg bij de bewoners gaan zitten."
    )
    assert find(TEXT, quote, Near(line=4)) is None
    assert find(TEXT, quote, Near("iets heel anders stond hier eerst", "en dit ook")) is None


def test_a_replaced_last_or_first_word_is_part_of_the_place():
    quote = "en ook de moestuin achter het schuurtje"
    assert said(find(TEXT, f"Het café op dinsdag is er daarna gekomen, {quote}", Near(line=7))).endswith("het huis")
    quote = "Sinds de coach kwam, zijn we met de hele ploeg bij de bewoners gaan zitten"
    assert said(find(TEXT, quote, Near(line=3))).startswith("Toen de coach")


def test_words_of_other_people_in_between_are_no_hindrance_for_what_is_alike():
    quote = "ze wilden gewoon kofie met iemand. Ja. Het cafe op dinsdag"
    assert said(find(TEXT, quote)) == "ze wilden “gewoon” koffie met iemand.\n[p. 2]\nR1: Ja. Het café op dinsdag"


# ---- cuts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", ["[...]", "[…]", "(...)", "(…)", "[ . . . ]", "<...>", "[..]", "/.../"])
def test_parts_are_found_in_their_order(cut):
    anchor = find(TEXT, f"Toen de coach kwam, {cut} Dat hadden we nooit gedaan.")
    assert [TALK[start:end] for start, end in anchor.parts] == ["Toen de coach kwam,", "Dat hadden we nooit gedaan."]
    assert (anchor.start, anchor.end) == (anchor.parts[0][0], anchor.parts[-1][1])
    assert anchor.score == 1.0
    assert words_at(TEXT, anchor) == "Toen de coach kwam, […] Dat hadden we nooit gedaan."


def test_a_cut_at_the_beginning_or_the_end_cuts_nothing():
    assert found("[...] Dat hadden we nooit gedaan. [...]") == ("Dat hadden we nooit gedaan.", "normalised")


def test_dots_without_brackets_and_words_put_in_are_cuts_where_they_do_not_stand_in_the_text():
    assert said(find(TEXT, "zijn we met de hele ploeg ... gaan zitten")).endswith("gaan zitten")
    assert said(find(TEXT, "Toen [zij] kwam, zijn we met de hele ploeg")).startswith("Toen de coach")
    text = PreparedText("R1: Ja... ik weet het niet [lacht] hoor.\n")
    assert found("Ja... ik weet het niet", text=text)[1] == "exact"
    assert found("ik weet het niet [lacht] hoor", text=text)[1] == "exact"


def test_parts_in_another_order_or_too_far_apart_are_no_quote():
    assert find(TEXT, "Dat hadden we nooit gedaan. [...] Toen de coach kwam") is None
    far = PreparedText("R1: het begin van alles\n" + "R2: en toen dit\n" * 200 + "R1: het einde van alles\n")
    assert find(far, "het begin van alles [...] het einde van alles") is None


def test_a_long_part_may_be_alike_and_a_short_one_may_not():
    assert find(TEXT, "zijn we met de hele plog bij de bewoners [...] Dat hadden we nooit gedaan.") is not None
    assert find(TEXT, "Toem de [...] Dat hadden we nooit gedaan.") is None


# ---- several places -------------------------------------------------------------------------------------------------


def test_several_places_are_told_apart_by_what_stands_around_them():
    first = find(TEXT, "Ja.", Near(prefix="[p. 2]\nR1: ", suffix=" Het café op dinsdag"))
    last = find(TEXT, "Ja.", Near(prefix=" Later zeiden ze: ga door. "))
    assert (TEXT.transcript.line_of(first.start).number, first.ambiguous) == (7, False)
    assert (TEXT.transcript.line_of(last.start).number, last.ambiguous) == (9, False)
    assert len(first.others) == 2


def test_several_places_are_told_apart_by_line_or_character():
    anchor = find(TEXT, "Ja.", Near(line=8))
    assert (TEXT.transcript.line_of(anchor.start).number, anchor.ambiguous) == (8, False)
    anchor = find(TEXT, "Ja.", Near(start=TALK.rindex("Ja.") - 2))
    assert (anchor.start, anchor.ambiguous) == (TALK.rindex("Ja."), False)


def test_where_nothing_tells_it_is_said():
    anchor = find(TEXT, "Ja.")
    assert anchor.ambiguous
    assert [TALK[start : start + 3] for start in anchor.others] == ["Ja."] * 2
    twins = PreparedText("R1: We zaten daar allemaal samen aan tafel.\n" * 3)
    middle = find(twins, "We zaten daar allemaal samen aan tafel.", Near(line=2))
    assert (middle.start, middle.ambiguous) == (twins.text.index("We", 20), False)


def test_of_a_sentence_and_one_that_resembles_it_the_right_one_is_found():
    text = PreparedText(
        "R1: We hebben in het eerste jaar vooral veel naar elkaar geluisterd.\n"
        "R2: We hebben in het tweede jaar vooral veel naar elkaar geluisterd.\n"
    )
    slip = "We hebben in het tweede jaar vooral vel naar elkaar geluistert."
    assert said(find(text, slip), text).startswith("We hebben in het tweede jaar")
    assert not find(text, slip).ambiguous
    assert find(text, "We hebben in het derde jaar vooral veel naar elkaar geluisterd.") is None


BUS = "We talked about the new bus for two months in that year."


@pytest.mark.parametrize(("away", "ambiguous"), [(240, False), (249, False), (250, True), (260, True)])
def test_of_two_places_one_is_meant_that_is_three_times_as_near(away, ambiguous):
    between = "".join(f"r3: Number {number} said that nothing came of it.\n" for number in range(60))
    first = f"r1: {BUS}\n"
    text = PreparedText(f"{first}{between[: 999 - len(first)]}\nr1: {BUS}\n")
    assert text.text.rindex(BUS) - text.text.index(BUS) == 1000
    anchor = find(text, BUS, Near(start=text.text.index(BUS) + away))
    assert (anchor.start, anchor.ambiguous) == (4, ambiguous)


# ---- once more ------------------------------------------------------------------------------------------------------


def again(text, quote, before, after, away=0, speaker=None):
    """Where a quote that had stood between these words is said to be, so many characters from where it stood."""
    text = PreparedText(text, people=("r1", "r2"))
    near = Near(before, after, text.text.index(quote) + away, speaker=speaker, placed=True)
    anchor = nearest_to(text, quote, near)
    assert said(anchor, text) == quote
    return anchor.doubt, anchor.home


BEFORE, AFTER = " the council that asked for it, ", " They came back in the end witho"
MISTYPED = "r1: It was the cuonsil thet asced for it, and we did. They cam bakc in the ent witout a word.\n"
OTHERS = "r1: It was a man who pays for it, and we did. Some went home in the end without a coat.\n"


@pytest.mark.parametrize(("apart", "ambiguous"), [(60, True), (600, False)])
def test_where_other_words_stand_in_its_surroundings_the_quote_itself_must_be_three_times_as_near(apart, ambiguous):
    before, quote, after = (
        "R1: when we began with the plan ",
        "the coach came by and helped",
        " so that nobody left.",
    )
    filler = "R2: and then it was quiet for a while again.\n" * 20
    instead = f"{before}a letter arrived from the office there{after}\n"
    text = f"{filler}{before}{quote}{after}\n{'x' * apart}\n{instead}{filler}"
    at = text.index(quote)
    anchor = nearest_to(PreparedText(text), quote, Near(before, after, start=at - 100, placed=True))
    assert anchor is not None
    assert (anchor.start, anchor.ambiguous, anchor.home) == (at, ambiguous, not ambiguous)


def test_a_long_quote_may_begin_inside_a_word_and_a_short_one_may_not():
    prepared = PreparedText("R1: Each week the coach came by to help us all.")
    anchor = nearest_to(prepared, "ek the coach came by to help us all")
    assert anchor is not None
    assert (anchor.how, anchor.start) == ("exact", 11)
    assert nearest_to(prepared, "oach came by to help us all") is None


@pytest.mark.parametrize(
    ("said", "quoted"), [("must", "may"), ("before", "after"), ("him", "them"), ("always", "sometimes")]
)
def test_a_word_that_excludes_the_one_in_its_place_turns_what_is_said(said, quoted):
    words = "we then said to him that he must go to the coach before the summer, and always in the morning"
    anchor = nearest_to(PreparedText(f"R1: {words}"), words.replace(said, quoted))
    assert anchor is not None
    assert anchor.doubt == "sense"


def test_a_short_quote_is_at_home_near_its_place_where_both_sides_are_alike():
    assert again(MISTYPED, "and we did.", BEFORE, AFTER, 39) == (None, True)
    assert again(MISTYPED, "and we did.", BEFORE, AFTER, 41) == ("place", False)
    assert again(OTHERS, "and we did.", BEFORE, AFTER) == ("place", False)


def test_a_quote_that_another_one_says_now_is_at_home_only_where_all_around_it_is_the_same():
    same = f"r2: It was the council that asked for it. {BUS} They came back in the end without a word.\n"
    before, after = "he council that asked for it. ", " They came back in the end with"
    assert again(same, BUS, before, after, speaker="r1") == ("speaker", True)
    assert again(same, BUS, before, after, 150, speaker="r1") == ("speaker", True)
    assert again(same, BUS, before, after, 151, speaker="r1") == ("speaker", False)
    slips = same.replace("They came back in the end", "Tey cam bakc on teh ent")
    assert again(slips, BUS, before, after, speaker="r1") == ("speaker", False)


# ---- around ---------------------------------------------------------------------------------------------------------


def test_what_stands_around_a_part_of_a_text_is_cut_off_at_its_ends():
    start = TALK.index("Nee. En wat")
    before, after = around(TALK, start, start + 4)
    assert before.startswith(" we nooit gedaan")
    assert after.startswith(" En wat mij")
    last = TALK.index("ga door.")
    assert around(TALK, last, last + 8) == (TALK[last - 32 : last], " Ja.\n")


# ---- what never may happen ------------------------------------------------------------------------------------------


@given(st.text(max_size=80), st.text(max_size=40))
def test_whatever_the_text_and_the_quote_a_place_lies_in_the_text(text, quote):
    for words in (quote, text[5:25], f"{text[2:20]} [...] {text[30:50]}"):
        anchor = nearest_to(PreparedText(text), words, Near(quote, quote, 3, 2))
        if anchor is not None:
            assert 0 <= anchor.start < anchor.end <= len(text)
            assert 0 <= anchor.score <= 1
            assert list(anchor.parts) == sorted(anchor.parts)
            difference(PreparedText(text), words, anchor)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("ja " * 60_000, "ja " * 40 + "nee " + "ja " * 40),
        ("a" * 200_000, "a" * 500 + "b"),
        ("R1: ja nee\n" * 15_000, "ja nee ja nee ja nee ja nee ja nee ja neen"),
        ("R1: ja [...] nee\n" * 10_000, "[...] ".join(["ja"] * 200)),
        ("-" * 100_000 + " " * 100_000, "- " * 300 + "woord dat er niet staat"),
        (
            "een twee drie vier vijf zes zeven acht negen tien elf " * 3_000,
            "een twee drie vier vif zes zeven ach " * 300,
        ),
        ("[" * 50_000 + "..." * 50_000, "woord [" * 500),
    ],
)
def test_no_text_and_no_quote_takes_long(text, quote):
    start = time.perf_counter()
    nearest_to(PreparedText(text), quote)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    ("quote", "now"),
    [
        ("in de winter kwam bijna niemand meer", "in de strenge winter kwam bijna niemand meer"),
        ("en daarna kwam er bijna niemand meer langs.", "en daarna kwam er bijna niemand meer even langs."),
        ("we mochten daar de keuken niet gebruiken", "we mochten daar die kleine keuken van hem niet gebruiken"),
    ],
)
def test_words_put_in_behind_the_first_or_before_the_last_one_leave_these_in_the_quote(quote, now):
    """Else what was said would be cut short where the text's words are accepted."""
    text = PreparedText(f"R1: Ja, toen was het zover, {now} Zo ging dat ook de jaren daarvoor bij ons.\n")
    anchor = nearest_to(text, quote)
    assert anchor is not None
    assert said(anchor, text).rstrip(".") == now.rstrip(".")


@pytest.mark.parametrize(
    ("before", "quote", "behind"),
    [
        ("daar was toen geen tijd. ", "geen later hebben we dat samen met de school gedaan", ""),
        ("toen was er geen plek, ", "geen later hebben we dat samen met de school gedaan", ""),
        ("", "later hebben we dat samen met de school gedaan niet", " en het liep niet"),
        ("de rest zo. ", "rest later hebben we dat samen met de school gedaan", ""),
        ("", "later hebben we dat samen met de school gedaan rest", ". De hele rest"),
    ],
)
def test_a_first_or_last_word_of_another_sentence_and_a_negation_elsewhere_are_not_reached_for(before, quote, behind):
    words = "later hebben we dat samen met de school gedaan"
    text = PreparedText(f"R1: Ja {before}{words}{behind}, zo ging het met ons en met de ouders.\n")
    anchor = nearest_to(text, quote)
    assert anchor is not None
    assert quote.replace(words, "").strip() not in said(anchor, text).split()
    assert anchor.doubt == "sense" or not {"geen", "niet"} & {*quote.split()}
