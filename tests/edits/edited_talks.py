"""Talks in which people say the same things, quotes from them, and edits after which it is known where each quote is.

A talk is a list of turns; each of its words is an object of its own, so that a word that was moved, corrected or copied
is still the one it was. Whatever places quotes in the written talk can be told to be right or wrong by these,
round after round (`edited`).
"""

# ruff: noqa: SIM905 - lists of words are easier to read as words

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from cmo_eval.edits.coding.citation_text import citations_in
from cmo_eval.edits.transcripts.anchor import TO_LOOK_AT, plan
from cmo_eval.store.writing.transaction import apply

QUESTIONS = """And for you?|What was it like?|Can you say more about that?|Did you know about the plan?|Go on.
And then?|Who told you?|Thank you.|How did the others take it?""".replace("\n", "|").split("|")
ANSWERS = """Yes, I do.|No, never.|Yes.|I think so.|Not really.|That is right.|We did.|Of course.|I do not know.
That was it.|I was there.""".replace("\n", "|").split("|")
SUBJECTS = "We|They|The neighbours|The council|My sister|The coach|Nobody|The children|Most people|The board".split("|")
DEEDS = """heard about|talked about|waited for|asked for|did not want|saved|wrote a letter about|paid for|laughed about
voted against|walked out on|forgot about""".replace("\n", "|").split("|")
THINGS = """the garden|the new bus|the old hall|the meeting|the money|the school kitchen|the language cafe
the plan of the alderman|the repair shop|the swimming pool""".replace("\n", "|").split("|")
ENDS = """in that year|at the very last moment|without telling us|because of the winter|and that was that|for two months
on a Thursday evening|in the end|before anybody asked|as far as I can tell|with the whole street""".replace(
    "\n", "|"
).split("|")
OTHERS = "reply bicycle orange hundred gently nothing seldom river table quickly their upon".split()
SPEAKERS = ("r1", "r2", "r3")


@dataclass(eq=False)
class Word:
    """A word of a talk; `of` is the one that it is a copy of."""

    text: str
    of: Word | None = None

    @property
    def origin(self) -> Word:
        """The word that was there first."""
        return self if self.of is None else self.of.origin


@dataclass(eq=False)
class Turn:
    """What somebody says without a break."""

    speaker: str
    words: list[Word]

    @property
    def said(self) -> str:
        """The words as they are written."""
        return " ".join(word.text for word in self.words)


@dataclass(eq=False)
class Quote:
    """Some words of a turn that were quoted, as they were then, and who said them."""

    id: str
    words: list[Word]
    said: str
    speaker: str
    line: int


@dataclass
class Talk:
    """A talk that can be edited; `written` is its text, and `spans` has the place of each word in it."""

    turns: list[Turn]
    spans: dict[Word, tuple[int, int]] = field(default_factory=dict)

    def written(self) -> str:
        """The text, as it stands in the folder of texts."""
        parts: list[str] = []
        at = 0
        self.spans = {}
        for turn in self.turns:
            parts.append(f"{turn.speaker}:")
            at += len(turn.speaker) + 1
            for word in turn.words:
                parts.append(f" {word.text}")
                self.spans[word] = (at + 1, at + 1 + len(word.text))
                at += 1 + len(word.text)
            parts.append("\n")
            at += 1
        return "".join(parts)

    def speaker(self, word: Word) -> str | None:
        """Who says the word now; None where it is gone."""
        return next((turn.speaker for turn in self.turns if word in turn.words), None)


def sentence(chance: random.Random) -> str:
    """A sentence that may well be said twice in one talk."""
    if chance.random() < 0.3:
        return chance.choice(ANSWERS)
    return f"{chance.choice(SUBJECTS)} {chance.choice(DEEDS)} {chance.choice(THINGS)} {chance.choice(ENDS)}."


def talk(chance: random.Random, turns: int) -> Talk:
    """A talk of an interviewer with three people, in which a quarter of what is said was said before."""
    made: list[Turn] = []
    stock: list[str] = []
    for _ in range(turns):
        if chance.random() < 0.4:
            made.append(Turn("INT", _words(chance.choice(QUESTIONS))))
        said: list[str] = []
        for _ in range(chance.choice((1, 1, 2, 3, 4))):
            again = stock and chance.random() < 0.25
            said.append(chance.choice(stock) if again else sentence(chance))
        stock += said
        made.append(Turn(chance.choice(SPEAKERS), _words(" ".join(said))))
    return Talk(made)


def _words(said: str) -> list[Word]:
    return [Word(word) for word in said.split()]


def quotes(chance: random.Random, of: Talk, number: int) -> list[Quote]:
    """Quotes of one to three sentences, or of a few words in the middle of one."""
    found: list[Quote] = []
    turns = [place for place, turn in enumerate(of.turns) if turn.speaker != "INT"]
    for index in range(number):
        place = chance.choice(turns)
        turn = of.turns[place]
        ends = [at for at, word in enumerate(turn.words, 1) if word.text[-1] in ".?!"]
        starts = [0, *ends[:-1]]
        first = chance.randrange(len(starts))
        last = min(len(ends) - 1, first + chance.choice((0, 0, 0, 1, 2)))
        words = turn.words[starts[first] : ends[last]]
        if chance.random() < 0.25 and len(words) > 7:
            cut = chance.randint(1, 3)
            words = words[cut : len(words) - chance.randint(0, 2)]
        said = " ".join(word.text for word in words)
        found.append(Quote(f"FG1-{index + 1:03d}", list(words), said, turn.speaker, place + 1))
    return found


# ---- edits ----------------------------------------------------------------------------------------------------------


def edit(chance: random.Random, of: Talk, quoted: list[Quote]) -> str:
    """One edit, as somebody makes who corrects a transcript; gives its name."""
    name = chance.choice(list(_EDITS))
    _EDITS[name](chance, of, quoted)
    return name


def _turn_with(chance: random.Random, of: Talk, quoted: list[Quote]) -> tuple[Turn, Quote] | None:
    """A turn in which a quote stands, or what is left of it."""
    quote = chance.choice(quoted)
    for turn in of.turns:
        if any(word in turn.words for word in quote.words):
            return turn, quote
    return None


def _correct(chance: random.Random, of: Talk, quoted: list[Quote]) -> None:
    """One or two words of a quote, or beside it, become other words."""
    if (found := _turn_with(chance, of, quoted)) is not None:
        turn, quote = found
        here = [word for word in turn.words if word in quote.words] if chance.random() < 0.7 else turn.words
        for word in chance.sample(here, min(len(here), chance.randint(1, 2))):
            word.text = chance.choice(OTHERS) + (word.text[-1] if word.text[-1] in ".?!" else "")


def _mistype(chance: random.Random, of: Talk, quoted: list[Quote]) -> None:
    """One letter of a quote becomes another one."""
    if (found := _turn_with(chance, of, quoted)) is not None:
        word = chance.choice([one for one in found[0].words if one in found[1].words])
        at = chance.randrange(len(word.text))
        if word.text[at].isalpha():
            word.text = word.text[:at] + chance.choice("aeioux") + word.text[at + 1 :]


def _take_out(chance: random.Random, of: Talk, quoted: list[Quote]) -> None:
    """The words of a quote go, or its whole turn."""
    if (found := _turn_with(chance, of, quoted)) is None:
        return
    turn, quote = found
    gone = turn.words if chance.random() < 0.5 else quote.words
    turn.words = [word for word in turn.words if word not in gone]
    if not turn.words:
        if chance.random() < 0.5:
            turn.words = _words("[passage taken out]")
        else:
            of.turns.remove(turn)


def _put_in(chance: random.Random, of: Talk, quoted: list[Quote]) -> None:
    """A turn that was forgotten is put in; now and then it says what is quoted elsewhere."""
    said = chance.choice(quoted).said if chance.random() < 0.4 else sentence(chance)
    of.turns.insert(chance.randrange(len(of.turns) + 1), Turn(chance.choice((*SPEAKERS, "INT")), _words(said)))


def _move(chance: random.Random, of: Talk, _: list[Quote]) -> None:
    """Some turns stand elsewhere from now on."""
    first = chance.randrange(len(of.turns))
    block = of.turns[first : first + chance.randint(1, 6)]
    rest = [turn for turn in of.turns if turn not in block]
    at = chance.randrange(len(rest) + 1)
    of.turns[:] = [*rest[:at], *block, *rest[at:]]


def _swap(chance: random.Random, of: Talk, _: list[Quote]) -> None:
    """Two turns that follow each other change places, unless they are the same to whoever reads them."""
    if len(of.turns) > 1:
        at = chance.randrange(len(of.turns) - 1)
        one, other = of.turns[at : at + 2]
        if (one.speaker, one.said) != (other.speaker, other.said):
            of.turns[at : at + 2] = [other, one]


def _copy(chance: random.Random, of: Talk, _: list[Quote]) -> None:
    """Some turns stand there twice, as where two recordings overlap."""
    first = chance.randrange(len(of.turns))
    block = of.turns[first : first + chance.randint(1, 4)]
    again = [Turn(turn.speaker, [Word(word.text, word) for word in turn.words]) for turn in block]
    at = chance.randrange(len(of.turns) + 1)
    of.turns[at:at] = again


def _relabel(chance: random.Random, of: Talk, _: list[Quote]) -> None:
    """A turn was somebody else's."""
    turn = chance.choice(of.turns)
    turn.speaker = chance.choice(SPEAKERS)


_EDITS = {
    "correct": _correct,
    "mistype": _mistype,
    "take out": _take_out,
    "put in": _put_in,
    "move": _move,
    "swap": _swap,
    "copy": _copy,
    "relabel": _relabel,
}


# ---- right or wrong -------------------------------------------------------------------------------------------------


def lies_elsewhere(of: Talk, quote: Quote, start: int, end: int) -> bool:
    """Whether a place is not the quote's: it shares no word with it, or other people say it.

    A copy of the passage is as good as the passage where nothing of that is left, and where the two stand.
    """
    here = [word for word, (first, last) in of.spans.items() if first < end and last > start]
    own = {word.origin for word in quote.words}
    shared = sum(word.origin in own for word in here)
    return shared * 2 < len(here)


def is_untouched(of: Talk, quote: Quote) -> bool:
    """Whether the quote stands there as it was said, by the same person."""
    spans = [of.spans.get(word) for word in quote.words]
    if None in spans or of.speaker(quote.words[0]) != quote.speaker:
        return False
    return of.written()[spans[0][0] : spans[-1][1]] == quote.said  # type: ignore[index]


# ---- as files -------------------------------------------------------------------------------------------------------


def write(root: Path, of: Talk, quoted: list[Quote]) -> None:
    """The talk with its quotes as an evaluation's files."""
    people = "".join(f"  - {{id: {id_}, role: member, group: users, consent: quote}}\n" for id_ in SPEAKERS)
    files = {
        "evaluation.yaml": "schema: 1\nid: talks\ntitle: Edited talks (fictional)\nlanguage: en\ntexts: texts\n"
        "programme: {name: The programme}\nquestions: {Q1: Does it work?}\ngroups: {users: The users}\n",
        "sources/FG1.yaml": f"id: FG1\nkind: focus_group\ntitle: Talk\ntext: FG1.txt\nparticipants:\n{people}",
        "sources/FG1.citations.yaml": "coder: AB\ndefaults: {quality: observation}\ncitations:\n"
        + "".join(
            f"  - id: {quote.id}\n    quote: {json.dumps(quote.said)}\n    speaker: {quote.speaker}\n"
            f"    at: {{line: {quote.line}}}\n"
            for quote in quoted
        ),
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    write_text(root, of)


def write_text(root: Path, of: Talk) -> None:
    """The talk as it is now."""
    path = root / "texts/FG1.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(of.written(), encoding="utf-8")


@dataclass
class Tally:
    """What became of quotes.

    `quotes` counts those that were placed at first, `placed` what was said of them after each round of edits, of which
    `untouched` stood there as before, `questioned` of these with a question. `misplaced` are those that lie elsewhere
    and of which nothing was said: seed, id, edits.
    """

    quotes: int = 0
    placed: int = 0
    untouched: int = 0
    questioned: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    misplaced: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)


def edited(root: Path, seed: int, tally: Tally, *, rounds: int = 1, edits: int = 6) -> None:
    """One talk of 40 turns with 12 quotes, in so many rounds of so many edits."""
    chance = random.Random(seed)  # noqa: S311 - the same talk for the same seed
    of = talk(chance, 40)
    quoted = quotes(chance, of, 12)
    write(root, of, quoted)
    apply(root, plan(root).change)
    at = _placed(root)
    quoted = [quote for quote in quoted if at.get(quote.id) == _stands(of, quote)]
    tally.quotes += len(quoted)
    for _ in range(rounds):
        names = tuple(edit(chance, of, quoted) for _ in range(edits))
        write_text(root, of)
        planned = plan(root)
        apply(root, planned.change)
        _count(tally, of, {quote.id: quote for quote in quoted}, planned.looked[0].placed, _placed(root), seed, names)


def _count(tally, of, quoted, placed, at, seed, names) -> None:  # type: ignore[no-untyped-def]
    for one in placed:
        quote = quoted.get(one.id)
        if quote is None:
            continue
        asked = one.outcome in TO_LOOK_AT
        tally.placed += 1
        tally.outcomes[one.outcome] += 1
        if not asked and lies_elsewhere(of, quote, *at[one.id]):
            tally.misplaced.append((seed, one.id, names))
        if is_untouched(of, quote):
            tally.untouched += 1
            tally.questioned += asked


def _stands(of: Talk, quote: Quote) -> tuple[int, int]:
    return of.spans[quote.words[0]][0], of.spans[quote.words[-1]][1]


def _placed(root: Path) -> dict[str, tuple[int, int]]:
    """Where the selector of each citation points."""
    entries = citations_in((root / "sources/FG1.citations.yaml").read_text(encoding="utf-8"))
    return {
        id_: (int(entry["selector"]["start"]), int(entry["selector"]["end"]))
        for id_, entry in entries.items()
        if "selector" in entry
    }
