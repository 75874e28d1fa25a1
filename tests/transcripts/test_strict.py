"""Quotes of which nobody has looked whether they were said: taken where the words stand, but for typography alone."""

import random
import re
import unicodedata

import pytest

from cmo_eval.edits.exchange.words import Wording
from cmo_eval.projects.counting import Placed
from cmo_eval.projects.project import Coding
from cmo_eval.transcripts.anchoring import PreparedText, nearest_to
from cmo_eval.transcripts.strict import NotTaken, Standing, left_out, standing


def _words(listed):
    return listed.split()


DUTCH = _words("""
wij de gemeente school leerlingen ouders coach bestuur werken hebben zien denken vonden kwamen elke week samen met voor
over bij het scan plan gesprek zorg klas buurt café taal geld tijd steun hulp vraag antwoord later vroeger opnieuw
vooral daarom toen terwijl omdat coördinator financiële efficiënt vijftig zo'n afdeling niveau
""")
ENGLISH = _words("""
we the municipality school pupils parents coach board work have see think found came every week together with for about
near scan plan talk care class street café language money time support question answer later again mostly therefore
then while because coordinator financial efficient fifty parent's office level
""")
NOT_DUTCH = _words("niet geen nooit nergens niemand niets noch zonder")
NOT_ENGLISH = _words("not no never nobody nothing neither nor without none cannot don't wasn't")
OTHERWISE = {
    "nooit": "ooit", "geen": "een", "niemand": "iemand", "nergens": "ergens", "niets": "iets", "noch": "nog",
    "zonder": "onder", "never": "ever", "no": "a", "nobody": "somebody", "nothing": "something", "neither": "either",
    "nor": "or", "without": "with", "none": "one", "cannot": "can", "don't": "do", "wasn't": "was",
}  # fmt: skip
NUMBER = 500  # of each language


class Talk:
    """A talk of sentences, every second one with a negation in it, that no quote may turn."""

    def __init__(self, words, negations):
        self.chance, self.words, self.negations = random.Random(7), words, negations  # noqa: S311
        self.sentences = []
        for number in range(NUMBER):
            said = [self.chance.choice(words) for _ in range(self.chance.randint(9, 20))]
            if number % 2:
                said.insert(self.chance.randint(0, len(said)), self.chance.choice(negations))
            self.sentences.append(said)
        turns = (f"r{number % 4 + 1}: {' '.join(one).capitalize()}." for number, one in enumerate(self.sentences))
        self.prepared = PreparedText("\n".join(turns))

    def altered(self, said):
        """Each way to drop, replace or add one word; a true part of the sentence is none of them."""
        at = next((number for number, word in enumerate(said) if word in self.negations), None)
        put, inside = self.chance.choice(self.negations), self.chance.randint(1, len(said) - 2)
        if at is not None:
            yield [*said[:at], *said[at + 1 :]]
            yield [*said[:at], OTHERWISE.get(said[at], self.chance.choice(self.words)), *said[at + 1 :]]
        else:
            anywhere = self.chance.randint(0, len(said))
            yield [*said[:anywhere], put, *said[anywhere:]]
            yield [*said[:inside], put, *said[inside + 1 :]]
        if said[inside] not in {said[inside + 1], said[inside - 1]}:
            yield [*said[:inside], *said[inside + 1 :]]
        yield [*said[:inside], "mogelijk", *said[inside:]]
        yield [*said[:inside], "mogelijk", *said[inside + 1 :]]


TALKS = [Talk(DUTCH, NOT_DUTCH), Talk(ENGLISH, NOT_ENGLISH)]


@pytest.mark.parametrize("talk", TALKS, ids=["nl", "en"])
def test_of_quotes_with_one_word_dropped_replaced_or_added_none_is_taken(talk):
    altered = [" ".join(one) for said in talk.sentences for one in talk.altered(said)]
    taken = [one for one in altered if isinstance(standing(talk.prepared, one), Standing)]
    assert len(altered) > 4 * NUMBER
    assert taken == []


@pytest.mark.parametrize("talk", TALKS, ids=["nl", "en"])
def test_of_quotes_that_differ_by_a_negation_none_is_called_sure(talk):
    for said in talk.sentences:
        for one in [*talk.altered(said)][:2]:
            quote = " ".join(one)
            found = nearest_to(talk.prepared, quote)
            beside = found is not None and found.how != "fuzzy" and left_out(talk.prepared, found.start, found.end)
            assert found is None or not found.sure or beside, quote


def printed(words, chance):
    """The sentence as another printer would have set it."""
    text = " ".join(words).capitalize() + "."
    for _ in range(3):
        way = chance.randrange(8)
        if way == 0:
            text = re.sub(" ", lambda _: chance.choice([" ", "\n", "  ", "\u00a0", "\t"]), text)
        elif way == 1:
            text = text.replace("'", "\u2019")
        elif way == 2:
            text = unicodedata.normalize("NFD", text)
        elif way == 3:
            text = text.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("ff", "\ufb00")
        elif way == 4:
            text = f"\u201c{text}\u201d"
        elif way == 5:
            long = [*re.finditer(r"[a-z]{4}(?=[a-z]{3})", text)]
            text = text[: long[0].end()] + "-\n" + text[long[0].end() :] if long else text
        elif way == 6:
            text = text[:1].lower() + text[1:]
        else:
            text = text.rstrip(".")
    return text


@pytest.mark.parametrize("talk", TALKS, ids=["nl", "en"])
def test_of_true_quotes_in_other_typography_none_is_refused(talk):
    chance = random.Random(11)  # noqa: S311
    for number, said in enumerate(talk.sentences, 1):
        quote = printed(said, chance)
        found = standing(talk.prepared, quote)
        assert isinstance(found, Standing), quote
        assert found.line == number


TEXT = """r1: Dat hielp ons niet. Het werkte niet alleen hier, maar overal.
r2: Ik denk dat het IT-plan goed was.
r1: Nee. We zagen het plan \u2013 eindelijk \u2013 werken.
r3: We zagen het weer.
INT: Kan dat?
r3: We can't say that. Nobody came to the meeting, and I did not
really see the plan."""


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("Dat hielp ons", "negation"),
        ("Dat hielp", "negation"),
        ("came to the meeting", "negation"),
        ("see the plan", "negation"),
        ("We can", "words"),
        ("Het werkte", None),
        ("alleen hier, maar overal", None),
        ("dat het it-plan goed was", "words"),
        ("het ITplan goed", None),
        ("We zagen het plan - eindelijk -- werken", None),
        ("We zagen het plan eindelijk werken", "words"),
        ("We zagen het", "several"),
        ("We zagen het plan [...] werken", "cuts"),
        ("We zagen het weer. Kan dat?", "turns"),
        ("goed was. Nee.", "turns"),
        (" \u2026 ", "empty"),
        ("", "empty"),
        ("zagen het wee", "words"),
        ("did not really see", None),
    ],
)
def test_why_words_are_not_taken(quote, why):
    found = standing(PreparedText(TEXT, people=["r1", "r2", "r3"]), quote)
    assert (found.why if isinstance(found, NotTaken) else None) == why


def test_the_line_tells_which_of_several_places_is_meant():
    prepared = PreparedText(TEXT)
    assert standing(prepared, "We zagen het").lines == (3, 4)
    for line in (3, 4):
        assert standing(prepared, "We zagen het", line).line == line
    assert standing(prepared, "We zagen het", 1).lines == (3, 4)
    assert standing(prepared, "denk dat", 6).line == 2


def test_a_negation_of_another_turn_or_clause_is_not_beside_the_words():
    prepared = PreparedText("r1: dat hielp ons\nr2: niet zo veel\nr1: Niet dus, want het hielp, niet zo veel")
    assert standing(prepared, "dat hielp ons") == Standing(4, 17, 1)
    assert standing(prepared, "het hielp").line == 3
    assert standing(prepared, "zo veel", 2).why == "negation"
    prepared = PreparedText("r1: Dat hielp. Niemand zei iets. Dat hielp niemand.")
    for quote, beside in (("Dat hielp.", ""), ("Niemand zei iets", ""), ("Dat hielp", ""), ("zei iets", "niemand")):
        start = prepared.text.index(quote)
        assert left_out(prepared, start, start + len(quote)) == beside


@pytest.mark.parametrize("taken", ["It helped us.", "It helped us", "(It helped us.)"])
def test_a_negation_of_the_next_sentence_is_not_beside_words_that_have_their_full_stop(taken):
    text = "A: (It helped us.) Nobody came."
    words = PreparedText(text)
    start = text.index(taken)
    assert left_out(words, start, start + len(taken)) == ""
    text = "A: It helped us nobody knows."
    assert left_out(PreparedText(text), 3, text.index(" nobody")) == "nobody"


def test_words_without_a_place_are_not_half_a_negation():
    text = "We can't say that. We can say this."
    one = Placed(Coding("1", "d", 0, 0, "c", None, "We can"), -1, -1, "We can")
    assert Wording(text).of(one) == (19, 25)
