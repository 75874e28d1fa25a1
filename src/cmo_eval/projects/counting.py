"""Where the codings of a project stand in its texts: by what rule the file counts, proven on the file itself.

No format says how positions count, so every rule that a program may follow is tried: the words that the file stores of
its passages must stand there, and where it stores none, passages begin and end at the edges of words. A rule that
explains the file is used, beginning with what the program is known to do; none is guessed.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.measure import LINES_TO_BLANKS, Measure, Rule, Unit
from cmo_eval.projects.project import Coding, Project, short
from cmo_eval.projects.targets import ORIGIN, TARGETS
from cmo_eval.transcripts.store import composed

_NEAR = 200  # characters around its place within which the words of a coding that drifted are looked for
_MOST_ODD = 0.25  # of the ends of all codings; people do code from the middle of a word (an eighth in a real project)
_MOST_CONTRADICTIONS = 0.1  # of the codings with words
_LONGEST = 8_000_000  # characters of a text, as in a hundred hours of talk
_MOST_CUT = 0.4  # of the codings of one text that begin or end within a word; a fifth in a real project
_FEW = 3  # codings of which nothing can be said
_MOSTLY = 0.9  # of the names of passages
_SHOWN = 3  # passages that a refusal names

_BLANKS = expression(r"\s+")
_CUTS = ("…", "...")
_TITLE = expression(r"\d+,\d+|\(\d+,\d+\),\(\d+,\d+\)|line:\d+|Quotation \d+:\d+")  # names that programs give


@lru_cache(maxsize=1)  # it takes longer to compile than most projects to read
def _unspaced() -> re.Pattern[str]:
    """Letters of languages without blanks between words: Thai to Myanmar, Khmer, Japanese, Chinese."""
    return re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


class Placed(NamedTuple):
    """A coding with its place in the text of `Placing.texts`, in code points, the end exclusive, and the words there.

    `moved` is set where the words that the file stores stood at exactly one place near the position that it gives. Of a
    project `by_words` the place is that of the file, and -1 where it gives none.
    """

    coding: Coding
    start: int
    end: int
    words: str
    moved: bool = False


class Unplaced(NamedTuple):
    """A coding that covers no words that could be told, and why: the same words for all of a kind."""

    coding: Coding
    why: str


class Placing(NamedTuple):
    """Where the codings of a project stand.

    `rule` is None where nothing had to be counted; `fit` says it and how well it explains the file, in a sentence.
    `texts` are those of the documents by id: line ends LF, composed characters, no byte order mark.
    """

    rule: Rule | None
    fit: str
    texts: Mapping[str, str]
    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]


_HABITS: tuple[tuple[str, Rule], ...] = (
    ("nvivo for mac", Rule("UTF-16 units")),
    ("nvivo", Rule("UTF-16 units", 2)),
    ("atlas.ti", Rule(line_end=1)),
    ("maxqda", Rule(line_end=1)),
    ("qualcoder", Rule(line_end=1)),
    ("transana", Rule()),
    ("qc ", Rule()),
    ("potato", Rule(inclusive=True)),
    ("taguette", Rule("bytes")),
    ("rqda", Rule()),
    *((target.origin(ORIGIN).casefold(), target.rule) for target in TARGETS.values()),
)
"""What programs are known to do, by how `origin` begins."""

_UNITS: tuple[Unit, ...] = ("code points", "UTF-16 units", "bytes")
_WEIGHTS: tuple[Literal[1, 2] | None, ...] = (None, 1, 2)
_RULES = tuple(
    Rule(unit, line_end, mark, inclusive)
    for inclusive, unit, mark, line_end in itertools.product((False, True), _UNITS, (False, True), _WEIGHTS)
)
"""Every rule, the simplest first."""


def placed(project: Project) -> Placing:
    """The place of every coding in the text of its document.

    Raises:
        CmoEvalError: no rule explains the file, or several do and the words that are covered depend on which; or a
            text is longer than any talk.
    """
    for document in project.documents:
        if len(document.text or "") > _LONGEST:
            raise CmoEvalError(f"{document.name} has more than {_LONGEST:,} characters", "split it where it was coded")
    measures = {one.id: Measure(one) for one in project.documents if one.text is not None}
    texts = {id_: one.text for id_, one in measures.items()}
    if project.by_words:
        looked_up = (Placed(one, one.start, one.end, composed(one.words)) for one in project.codings)
        return Placing(None, "its passages are looked up by their words", texts, tuple(looked_up), ())
    counted = [one for one in project.codings if one.document in measures]
    without = [Unplaced(one, "no text of its document is in the file") for one in project.codings
               if one.document not in measures]  # fmt: skip
    if not counted:
        return Placing(None, "no coding has a place in a text", texts, (), tuple(without))
    habit = next((rule for start, rule in _HABITS if project.origin.casefold().startswith(start)), None)
    reading = _chosen(_Codings(counted, measures), habit)
    found, lost = [], []
    for index, coding in enumerate(counted):
        one = reading.at(index)
        if one is None:
            lost.append(Unplaced(coding, "its words are not at its place, nor at exactly one place near it"))
        else:
            found.append(Placed(coding, *one))
    return Placing(reading.rule, reading.fit, texts, tuple(found), (*without, *lost))


# ---- what speaks for a rule ------------------------------------------------------------------------------------------


class _Seen(NamedTuple):
    """What a place says: whether the stored words are there (None: the file has none), and ends (0-2) that are odd."""

    words: bool | None
    odd: int


_NOWHERE, _THERE = _Seen(words=False, odd=2), _Seen(words=True, odd=0)
_LOST = (-1, -1)


class _Codings:
    """The codings of a project that are in texts, and what each place says of them."""

    def __init__(self, codings: Sequence[Coding], measures: Mapping[str, Measure]) -> None:
        self.codings = codings
        self.measures = [measures[one.document] for one in codings]
        self.words = [_stored(one.words) for one in codings]
        self._seen: dict[tuple[int, int, int], _Seen] = {}
        self._anywhere: dict[int, bool] = {}
        self._rows: dict[str, list[int]] = {}
        for index, one in enumerate(codings):
            self._rows.setdefault(one.document, []).append(index)

    @property
    def texts(self) -> Collection[Sequence[int]]:
        """The codings of each text, by their index."""
        return self._rows.values()

    def apart(self) -> list[Rule]:
        """The rules that count any of the texts in ways of their own, of equals the first."""
        texts = [self.measures[rows[0]] for rows in self._rows.values()]
        first: dict[tuple[Rule, ...], Rule] = {}
        for rule in _RULES:
            first.setdefault(tuple(one.simplest(rule) for one in texts), rule)
        return [*first.values()]

    def readings(self, *rules: Rule) -> list[_Reading]:
        """The places of all codings by each of the rules."""
        found = [[_LOST] * len(self.codings) for _ in rules]
        for rows in self._rows.values():  # one text after the other: what is known of its positions may be much
            measure, known = self.measures[rows[0]], dict[Rule, list[tuple[int, int]]]()
            passages = [(self.codings[row].start, self.codings[row].end) for row in rows]
            for rule, places in zip(rules, found, strict=True):
                same = measure.simplest(rule)
                if same not in known:
                    known[same] = measure.places(passages, same)
                for row, place in zip(rows, known[same], strict=True):
                    places[row] = place
            measure.forget()
        return [_Reading(self, rule, tuple(places)) for rule, places in zip(rules, found, strict=True)]

    def proven(self) -> list[_Reading]:
        """All codings by each rule by which the words of each of them are in the file, and there."""
        return [one for rule in self.apart() if (one := self._proven(rule)) is not None]

    def _proven(self, rule: Rule) -> _Reading | None:
        """All codings by the rule, None as soon as one speaks against it."""
        found = [_LOST] * len(self.codings)
        for rows in self._rows.values():
            measure = self.measures[rows[0]]
            passages = [(self.codings[row].start, self.codings[row].end) for row in rows]
            places = measure.places(passages, measure.simplest(rule))
            measure.forget()
            for row, place in zip(rows, places, strict=True):
                seen = self.seen(row, *place)
                if seen.odd or not seen.words:
                    return None
                found[row] = place
        return _Reading(self, rule, tuple(found))

    def seen(self, index: int, start: int, end: int) -> _Seen:
        if start < 0:
            return _NOWHERE
        key = (index, start, end)
        if key not in self._seen:
            self._seen[key] = self._look(*key)
        return self._seen[key]

    def _look(self, index: int, start: int, end: int) -> _Seen:
        measure, (words, cut) = self.measures[index], self.words[index]
        if words and not cut and measure.blank[start:end] == words:
            return _THERE
        text = measure.text
        odd = (not _good_start(text, start), not _good_end(text, start, end))
        if not words:
            return _Seen(None, sum(odd))
        passage = measure.blank[start:end]
        if cut:
            if passage.startswith(words):
                return _Seen(words=True, odd=int(odd[1]))
        elif _BLANKS.sub(" ", passage) == " ".join(words.split()):
            return _THERE
        elif passage.split() == words.split():
            return _Seen(None, sum(odd))
        # a title of the coder's own is no witness: it stands nowhere in the text, or is of another length
        alike = cut or abs(len(passage) - len(words)) <= 3 + len(words) // 10
        if self._is_in_text(index) and (alike or (not passage.startswith(words) and self._names_are_words)):
            return _Seen(words=False, odd=sum(odd))
        return _Seen(None, sum(odd))

    def _is_in_text(self, index: int) -> bool:
        if index not in self._anywhere:
            self._anywhere[index] = self.words[index][0] in self.measures[index].blank
        return self._anywhere[index]

    @cached_property
    def _names_are_words(self) -> bool:
        """Whether nearly all names of passages stand in their texts, so that none is taken for a title."""
        named = [index for index, (words, _) in enumerate(self.words) if words]
        return sum(map(self._is_in_text, named)) >= _MOSTLY * len(named)

    def near(self, index: int, start: int, end: int) -> int | None:
        """Where the words of a coding stand, if they are as long as it and at exactly one place near its own."""
        words, cut = self.words[index]
        if not words or start < 0 or not (cut or end - start == len(words)):
            return None
        low = max(0, start - _NEAR)
        around = self.measures[index].blank[low : start + _NEAR + len(words)]
        first = around.find(words)
        return low + first if first >= 0 and around.find(words, first + 1) < 0 else None


@lru_cache(maxsize=16)  # a passage with several codes has several codings
def _stored(words: str) -> tuple[str, bool]:
    """The words that a file stores, as `Measure.blank` has them, and whether they are cut off; '' for a title."""
    words = composed(words)
    if not words.isprintable():
        words = words.translate(LINES_TO_BLANKS)
    bare = words.strip()
    if not bare or _TITLE.fullmatch(bare):
        return "", False
    if words.endswith(_CUTS) and len(words) > 30:
        return words.removesuffix("…" if words.endswith("…") else "..."), True
    return words, False


def _in_word(letter: str) -> bool:
    return (letter.isalnum() or letter == "_" or unicodedata.category(letter)[0] == "M") and (
        letter < "\u0e00" or not _unspaced().match(letter)
    )


def _within_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and _in_word(text[place - 1]) and _in_word(text[place])


def _good_start(text: str, start: int) -> bool:
    """Whether a passage may begin there: with no blank, unless its line does, and not within a word."""
    if text[start].isspace():
        return text[start] != "\n" and (not start or text[start - 1] == "\n")
    return not (start and _in_word(text[start - 1]))


def _good_end(text: str, start: int, end: int) -> bool:
    """Whether a passage may end there: behind no blank, unless its line ends so, and not within a word.

    Or it is of whole lines.
    """
    if text[end - 1] == "\n":
        return not start or text[start - 1] == "\n"
    if text[end - 1].isspace():
        return text[end : end + 1] in {"", "\n"}
    return not (end < len(text) and _in_word(text[end]))


# ---- which rule it is ------------------------------------------------------------------------------------------------


class _Reading:
    """All codings by one rule."""

    def __init__(self, codings: _Codings, rule: Rule, places: tuple[tuple[int, int], ...]) -> None:
        self.codings = codings
        self.rule = rule
        self.places = places

    @cached_property
    def seen(self) -> list[_Seen]:
        return [self.codings.seen(index, *place) for index, place in enumerate(self.places)]

    @cached_property
    def drifted(self) -> dict[int, int]:
        """Codings whose words stand at one place near the one that the file gives, and that place."""
        against = (index for index, one in enumerate(self.seen) if one.words is False)
        found = ((index, self.codings.near(index, *self.places[index])) for index in against)
        return {index: start for index, start in found if start is not None}

    @cached_property
    def against(self) -> list[int]:
        """Codings that contradict the rule.

        Positions in a text that was drawn from a PDF may drift (ATLAS.ti); one whose words are near, as long as the
        file says, is none.
        """
        return [
            index
            for index, one in enumerate(self.seen)
            if one.words is False
            and not (index in self.drifted and self.codings.measures[index].document.kind == "pdf")
        ]

    @cached_property
    def penalty(self) -> int:
        """How much speaks against it, in ends of codings."""
        return sum(_cost(one) for one in self.seen)

    @property
    def plain(self) -> bool:
        """Whether nothing speaks against it: words are there where the file has some, and else ends are of words."""
        return all(
            not one.odd and (one.words or not stored)
            for one, (stored, _) in zip(self.seen, self.codings.words, strict=True)
        )

    @property
    def explains(self) -> bool:
        """Whether few enough codings contradict it."""
        spoken = sum(one.words is not None for one in self.seen)
        odd = sum(one.odd for one in self.seen if one.words is not False)
        few = len(self.against) <= _MOST_CONTRADICTIONS * spoken
        return few and odd + 2 * len(self.against) <= _MOST_ODD * 2 * len(self.seen)

    def at(self, index: int) -> tuple[int, int, str, bool] | None:
        """Start, end, words and whether they were moved; None where the coding is at no place that could be told."""
        start, end = self.places[index]
        moved = self.seen[index].words is False
        if moved:
            if index not in self.drifted:
                return None
            start, end = self.drifted[index], self.drifted[index] + end - start
        text = self.codings.measures[index].text
        return (start, end, text[start:end], moved) if end <= len(text) else None

    def refutes(self, other: _Reading) -> bool:
        """Whether the codings that the two place differently speak clearly for this one."""
        differ = [index for index, place in enumerate(self.places) if place != other.places[index]]
        own, others = [self.seen[index] for index in differ], [other.seen[index] for index in differ]
        told = sum(bool(a.words) - bool(b.words) for a, b in zip(own, others, strict=True))
        if told:
            return told > 0
        gain = sum(map(_cost, others)) - sum(map(_cost, own))
        return gain >= 2 and gain > 0.3 * len(differ)

    def same_words(self, other: _Reading) -> bool:
        """Whether both cover the same words, but for blanks at their ends."""
        for index, (start, end) in enumerate(self.places):
            first, last = other.places[index]
            if (start, end) != (first, last):
                text = self.codings.measures[index].text
                if first < 0 or start < 0 or text[start:end].strip() != text[first:last].strip():
                    return False
        return True

    @property
    def fit(self) -> str:
        """The rule, and how well it explains the file."""
        told = sum(one.words is True for one in self.seen)
        edges = sum(one.words is None and not one.odd for one in self.seen)
        odd = sum(one.words is None and one.odd > 0 for one in self.seen)
        parts = (
            (told, "on the words that the file stores"),
            (edges, "at the edges of words"),
            (odd, "within a word or at a blank"),
            (len(self.drifted), "moved to their words nearby"),
            (sum(one.words is False for one in self.seen) - len(self.drifted), "on other words than the file stores"),
        )
        of = f"{len(self.seen)} {'coding' if len(self.seen) == 1 else 'codings'}"
        return f"it counts {self.rule}; of {of}, " + ", ".join(f"{number} {what}" for number, what in parts if number)


def _cost(seen: _Seen) -> int:
    return 2 if seen.words is False else seen.odd


def _chosen(codings: _Codings, habit: Rule | None) -> _Reading:
    usual = codings.readings(habit)[0] if habit is not None else None
    if usual is not None and usual.plain:
        return usual  # no other rule can explain it better
    if readings := codings.proven():
        best = readings[0]  # what all words prove needs no comparison
    else:
        apart: dict[object, _Reading] = {usual.places: usual} if usual is not None else {}
        for one in codings.readings(*codings.apart()):
            apart.setdefault(one.places, one)
        readings = [*apart.values()]
        best = min(readings, key=lambda one: one.penalty)  # of equals the first, which is the simplest
    if usual is not None and not best.refutes(usual):
        best = usual
    if not best.explains:
        raise CmoEvalError(
            f"no rule of counting explains the places of its codings; by the best ({best.rule}) "
            f"{_contradictions(best)}",
            "export the project again, and see that its texts are those that were coded",
        )
    _refuse_a_text_apart(best, readings)
    if best is not usual:
        for other in readings:
            if best is not other and not best.refutes(other) and not best.same_words(other):
                raise _undecided(best, other)
    return best


def _refuse_a_text_apart(best: _Reading, readings: Sequence[_Reading]) -> None:
    """Refuse a file in which the codings of one text follow another rule than those of the rest, or none."""
    for every in best.codings.texts:
        rows = [index for index in every if best.seen[index].words is None and best.seen[index].odd]
        if len(rows) < _FEW:
            continue
        text = best.codings.measures[every[0]].text
        cut = [index for index in rows if any(_within_word(text, place) for place in best.places[index])]
        gain = max(sum(best.seen[index].odd - _cost(one.seen[index]) for index in every) for one in readings)
        if len(cut) > _MOST_CUT * len(every) or gain >= max(_FEW, _MOST_ODD * 2 * len(every)):
            raise CmoEvalError(
                f"the places in {best.codings.measures[every[0]].document.name} are not counted as the others are "
                f"({best.rule}): {_contradictions(best, rows, len(every))}",
                "export the project again, and see that its texts are those that were coded",
            )


def _contradictions(reading: _Reading, rows: Sequence[int] = (), number: int = 0) -> str:
    against = rows or reading.against or [index for index, one in enumerate(reading.seen) if one.odd]
    told = dict.fromkeys(_told(reading, index) for index in against)  # one passage may have several codes
    more = "; and others" if len(told) > _SHOWN else ""
    return f"{len(against)} of {number or len(reading.seen)} contradict it: {'; '.join([*told][:_SHOWN])}{more}"


def _told(reading: _Reading, index: int) -> str:
    """A coding that contradicts a rule: its document, its positions, what stands there and what the file says."""
    coding, (start, end) = reading.codings.codings[index], reading.places[index]
    measure = reading.codings.measures[index]
    where = f"{measure.document.name}, {coding.start} to {coding.end}"
    if start < 0:
        return f"{where}, is no passage of its text"
    words = reading.codings.words[index][0]
    return f"{where}, covers “{short(measure.text[start:end], 40)}”" + (f", not “{short(words, 40)}”" if words else "")


def _undecided(best: _Reading, other: _Reading) -> CmoEvalError:
    index = next(index for index, place in enumerate(best.places) if place != other.places[index])
    coding, measure = best.codings.codings[index], best.codings.measures[index]
    first, second = (
        f"“{short(measure.text[start:end], 40)}”" if start >= 0 else "nothing"
        for start, end in (best.places[index], other.places[index])
    )
    return CmoEvalError(
        f"two rules of counting explain the places of its codings: {measure.document.name}, {coding.start} to "
        f"{coding.end}, covers {first} by one ({best.rule}) and {second} by the other ({other.rule})",
        "export the project again with the words of its codings, or with more of them",
    )
