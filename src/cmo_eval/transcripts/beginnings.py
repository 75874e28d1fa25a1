"""Which lines of a text begin a turn: decided by the form that the text's turns have, not line by line.

A text whose turns certainly have a form, such as `X: words` or a name and a time above the words, has it throughout:
each line of that form begins a turn, whoever it names and however often. What makes it certain are labels of registered
people, codes and roles, and labels that come back after another one's. What may be words as well stays words, and is in
doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from cmo_eval.deferred import expression
from cmo_eval.transcripts import speakers
from cmo_eval.transcripts.forms import NOTHING, Form, Opening, label_alone, opening, seconds, time_alone
from cmo_eval.transcripts.speakers import LIKELY, MAYBE, NEVER, REGISTERED, SURE, folded

_SHARE = 0.05  # labels that nobody registered begin at least this share of a text's lines, or it is no text of turns
_MOST = 0.25  # labels that do not come back begin at least this share of them
_HALF = 0.5
_RUNS_ON = 0.34  # of lines without a label, from which on one word before a colon may as well begin a sentence
_ENDED = 0.8  # of turns above which a sentence ends, from which on a line above that ends none goes on in the next
_EARLY = 120  # seconds within which a recording has its first turn; a later time may be an hour of the day
_FEW_WORDS = 3
_NEAR = 15
_LONG_LABEL = 6
_MOST_CODES = 200
_LISTED = 5
_NAMES = 5  # words of a name
_OWN_LINE = 40  # characters of a label that has a line to itself
# the number of a row of a table, and the empty cell of who goes on
_ROW_NUMBER = expression(r"[ \u00a0]*\d[\d.,:;]{0,8}[ \u00a0]*\t")
_GOES_ON = expression(r"[ \u00a0]*\d[\d.,:;]{0,8}[ \u00a0]*\t[ \u00a0]*\t[ \t\u00a0]*(?=\S)")
_NOTE = expression(r"\s*\[[^\[\]]*\]\s*")
_MARK = expression(r"[\[(<{#][^\])>}#]*[\])>}#]")  # a time behind the first words of a line
# a few letters, figures or marks before a colon, such as `?:` or `1:`
_SHORT = expression(r"[ \t]*(?P<label>[^\w\s:]{0,2}[\w?]{1,3}[^\w\s:]{0,2}):(?:[ \t]+|$)")
# a word apart from others, as a label that is registered may stand without a colon
_APART = expression(r"[ \t]*(?P<label>[^\W_][\w-]{0,30})(?:[ \t]*[-–—.>|/)]+[ \t]+|[ \u00a0]{2,}|\u00a0)(?=\S)")
_DASHED = expression(r"[ \t]*(?P<label>[^\W\d_][\w ]{0,20}?)[ \t\u00a0]?[-–—](?:[ \t\u00a0]+|$)")
_CELL = expression(r"\t|[ \u00a0]{2,}")  # between what else is said in the same line
_COLONS: frozenset[Form] = frozenset({"colon", "loose colon", "timed colon"})
_OFTEN_ABOVE = 4  # turns whose label stands above the words
_FUNCTION = 8  # words in which a list says who somebody is
_FUNCTIONS = frozenset({"function", "functie", "funktion", "role", "rol", "position", "job"})  # above such a list
_FUNCTIONS |= {"organisation", "organization", "organisatie"}
Kind = Literal["turn", "words", "doubt", "present"]


class Beginning(NamedTuple):
    """What a line begins with: a `turn` of somebody, `words`, or words of which it is in `doubt` whose they are.

    In a list above the talk of who was `present`, the words say who somebody is and are nobody's.

    `label` is that of the turn, or the one that is in doubt, and `note` what stands between ( ) behind it; `time` is as
    it is written; `words` is where the words begin, and `mark` where a time stands behind the first ones of them.
    """

    kind: Kind
    label: str | None
    time: str | None
    words: int
    note: str = ""
    mark: tuple[int, int] | None = None


def beginnings(
    lines: Sequence[str],
    registered: Collection[str] = (),
    *,
    apart: Collection[int] = (),
    never: Collection[str] = (),
    cued: bool = False,
) -> list[Beginning]:
    """What each line begins with.

    Args:
        lines: of the whole text.
        registered: labels that are known to be speakers', such as participants' ids; without regard to case.
        apart: numbers (from 0) of lines that are no part of the running text, which begin nothing.
        never: what looks like a label and is known to be none; without regard to case.
        cued: the lines are cues of subtitles, so that a line is no heading and no paragraph.
    """
    return list(_Text(lines, registered, apart, never, cued=cued).each())


def labels_in(lines: Sequence[str]) -> frozenset[str]:
    """The labels, folded, with which turns begin in these lines, or may begin."""
    return frozenset(folded(one.label) for one in beginnings(lines) if one.label is not None)


class _Text:
    """The lines with what each may begin with, and what all of them together say of it."""

    def __init__(
        self,
        lines: Sequence[str],
        registered: Collection[str],
        apart: Collection[int],
        never: Collection[str],
        *,
        cued: bool,
    ) -> None:
        self.lines, self.apart, self.cued = lines, frozenset(apart), cued
        self.never = frozenset(map(folded, never))
        self.registered = frozenset(map(folded, registered)) - self.never
        self.openings = [NOTHING if n in self.apart else self._opening(line) for n, line in enumerate(lines)]
        self.filled = [n for n, line in enumerate(lines) if n not in self.apart and line.strip()]
        self.legend = self._legend()
        self._count()
        if not self.forms and not cued:
            self._look_above()
        if not self.forms and not cued:
            self._look_for_dashes()
        above = bool(self.forms & {"heading", "alone"})
        if (above or (self.forms and self.registered)) and not cued:
            self._look_for_known(registered=not above)
        if "column" in self.forms:
            self._look_for_numbers()

    def _opening(self, line: str) -> Opening:
        found = opening(line)
        if found.form == "heading" and found.timed and found.label is not None:
            first, _, rest = found.label.partition(" ")
            if rest and folded(first) in self.registered:  # with words behind it
                at = line.index(first, found.bare) + len(first)
                return found._replace(form="inline", label=first, words=at + 1)
        if found.label is not None:
            key = folded(found.label)
            hour = found.time is not None and not found.timed and speakers.is_before_hour(found.label)
            if key in self.never or (hour and key not in self.registered):
                return Opening(None, None, found.bare_time, found.bare, found.bare, found.bare_time)
            return found
        if self.registered:
            for pattern in (_SHORT, _APART):
                match = pattern.match(line, found.bare)
                if match is not None and folded(match["label"]) in self.registered:
                    return Opening("colon", match["label"], found.time, match.end(), found.bare, found.bare_time)
        return found

    def _legend(self) -> frozenset[int]:
        """Lines above a talk that say what its labels stand for, such as `I: interviewer` and `R: respondent`.

        Names are no such labels: in their place the transcript has others, and these lines would keep them.
        """
        found: list[int] = []
        for number in self.filled:
            label, words = self.openings[number].label, self._said(number)
            if label is not None:
                no_name = speakers.tells_no_name(label) or len(folded(label)) == 1
                if not (no_name and speakers.is_role(words.strip(" \t.,;()"))):
                    break
                found.append(number)
        several = len({folded(self.openings[number].label or "") for number in found}) == len(found) > 1
        return frozenset(found if several and not self.cued else ())

    def _label(self, number: int) -> str:
        return self.openings[number].label or ""

    def _said(self, number: int) -> str:
        """The words of a line, behind its label if it is one."""
        return self.lines[number][self.openings[number].words :]

    def each(self) -> Iterator[Beginning]:
        """What each line begins with."""
        for number, one in enumerate(self.openings):
            if one.form is None or number in self.legend:
                label = self._in_doubt(number, one) if one.form is None else None
                yield Beginning("doubt" if label is not None else "words", label, one.bare_time, one.bare)
                continue
            if number in self.present:
                yield Beginning("present", one.label, None, one.words)
                continue
            kind = "doubt" if number in self._who_was_there else self._kind(number, one)
            if kind == "turn":
                yield Beginning("turn", one.label, one.time, one.words, one.note)
            elif kind == "words" and one.form == "inline" and not one.timed:
                mark = _MARK.search(self.lines[number], len(one.label or ""))
                yield Beginning("words", None, one.time, 0, mark=mark.span() if mark is not None else None)
            else:
                yield Beginning(kind, one.label if kind == "doubt" else None, one.bare_time, one.bare)

    @cached_property
    def present(self) -> frozenset[int]:
        """Lines above the talk with somebody who speaks in it and who that is: `Ilse de Wit` or `R1`, and `teacher`.

        Each of them once, in a column or before a colon, in a few words that end no sentence where those of the talk
        do. So that no talk begins in vain: turns have another form, or something stands between, or what the columns
        are called stands above.
        """
        if self.cued or not self.known:
            return frozenset()
        labelled = [n for n in self.filled if self.openings[n].form is not None and n not in self.legend]
        start = next((n for n in labelled if self.openings[n].form in {"column", "colon"}), None)
        if start is None or self.openings[start].timed:
            return frozenset()
        form, rows = self.openings[start].form, [start]
        headed = form == "column" and not _FUNCTIONS.isdisjoint(folded(self._said(start)).split())
        for n in range(start + 1, len(self.lines)):
            if self.openings[n].form != form or self.keys[n] in {self.keys[row] for row in rows} or self._ends.get(n):
                break
            rows.append(n)
        talk = [n for n in labelled if n > rows[-1]]
        rows = rows[headed:]
        again = {self.keys[n] for n in talk}
        few = all(0 < len(self._said(n).split()) <= _FUNCTION and not self._ends.get(n) for n in rows)
        spoken = [self._ends[n] for n in talk if self.keys[n] in self.known and n in self._ends]
        several = len(rows) >= _FEW_WORDS and not any(map(speakers.is_interviewer, map(self._label, rows)))
        gap = several and bool(talk) and talk[0] > rows[-1] + 1  # two who greet are no list
        apart = headed or not talk or gap or self.openings[talk[0]].form != form
        if (
            len(rows) < 2
            or not (few and apart)
            or len(spoken) < _FEW_WORDS
            or sum(spoken) < _ENDED * len(spoken)
            or sum(self.keys[n] in again & self.known for n in rows) < _HALF * len(rows)
        ):
            return frozenset()
        return frozenset(rows)

    # ---- what the labels say ----------------------------------------------------------------------------------------

    def _count(self) -> None:
        self.keys = [folded(one.label or "") for one in self.openings]
        self.counts = Counter(filter(None, self.keys))
        written: dict[str, str] = {}
        for key, one in zip(self.keys, self.openings, strict=True):
            if one.label is not None and written.get(key, ".").endswith("."):  # rather the one without a point
                written[key] = one.label
        written.pop("", None)
        self.strengths = {key: self._strength(key, label) for key, label in written.items()}
        self._raise_counted()
        self.returning = speakers.returning([key for key in self.keys if key and self.strengths[key] > NEVER])
        back = speakers.returning([*filter(None, self.keys)])
        timed = {key for key, one in zip(self.keys, self.openings, strict=True) if one.form == "timed colon"}
        for key, label in written.items():
            if self.strengths[key] in {SURE, NEVER} and len(key) == 1 and key.isalpha():
                once = MAYBE if key in timed else NEVER  # nobody writes a letter, a time and a colon but of who speaks
                self.strengths[key] = SURE if key in self.returning and self.counts[key] > 1 else once
            elif self.counts[key] > _FEW_WORDS and speakers.are_initials(label) and key in back:
                self.strengths[key] = max(self.strengths[key], LIKELY)  # PS and OK are initials too
        self._raise_where_labelled(written)
        self.by_form: dict[Form, list[int]] = {}
        for number, one in enumerate(self.openings):
            if one.form is not None and not (one.form == "inline" and one.timed):  # which is no form by itself
                self.by_form.setdefault(one.form, []).append(number)
        self.forms = {form for form in self.by_form if self._has(form)}
        if "timed colon" in self.forms and self._has_some_without_a_time():
            self.forms.add("colon")
        self.known: set[str] = set()
        for form in self.forms:
            for key in {self.keys[number] for number in self.by_form[form] if self._fits(number, form)}:
                strength = self.strengths[key]
                recurs = self.counts[key] > 1 and strength >= LIKELY
                named = (
                    form == "colon" and strength >= LIKELY and self._is_named_cues(self.by_form[form], [*self.counts])
                )
                if strength >= SURE or recurs or named or (form == "timed colon" and strength > NEVER):
                    self.known.add(key)

    def _raise_counted(self) -> None:
        """`Resident one` is as surely somebody as `Resident two` is, though `one` is a word of sentences too."""
        alike: dict[str, list[str]] = {}
        for key in self.strengths:
            if (before := speakers.numbered_in_letters(key)) is not None:
                alike.setdefault(before, []).append(key)
        for keys in alike.values():
            most = max(self.strengths[key] for key in keys)
            self.strengths |= {key: most for key in keys if self.strengths[key] == NEVER and self.counts[key] > 1}

    def _raise_where_labelled(self, written: Mapping[str, str]) -> None:
        """Words that are labels too are somebody's where most lines have such ones; `written` are all, by key."""
        # words in capitals, such as NUR of a nurse, where nearly each line has such a label and there are several
        short = {
            key for key, label in written.items() if speakers.are_initials(label) and not speakers.is_heading(label)
        }
        before = [key for key in self.keys if key in short]
        if len(before) >= _ENDED * len(self.filled) and len({*before}) > 1 and not speakers.are_fields(before):
            for key in short:
                if self.counts[key] > 1:
                    self.strengths[key] = max(self.strengths[key], LIKELY)
        # words without capitals that come back before colons of half of the lines: names as some people type them
        maybe = [key for key in self.keys if key and self.strengths[key] == MAYBE and " " not in key]
        again = speakers.returning(maybe) & self.returning if len(maybe) >= _HALF * len(self.filled) else frozenset()
        if len(again) > 1 and not speakers.are_fields(maybe):
            self.strengths |= dict.fromkeys(again, LIKELY)

    def _strength(self, key: str, label: str) -> int:
        return REGISTERED if key in self.registered else speakers.strength(label, self.counts[key])

    def _fits(self, number: int, form: Form) -> bool:
        """Whether words follow a label that stands above them."""
        if form != "heading" or not self.openings[number].timed:
            return True
        below = self._below(number)
        if below is None or _NOTE.fullmatch(self.lines[below]):
            return False
        under = self.openings[below]
        named = self.keys[below] and self.strengths[self.keys[below]] >= LIKELY
        return not named and under.form != "heading" and not under.timed and under.bare_time is None

    def _below(self, number: int) -> int | None:
        """The next line that is not empty, if it is part of the running text; over the beginning of a page."""
        near = range(number + 1, min(number + 4, len(self.lines)))
        below = next((n for n in near if self.lines[n].strip()), None)
        return below if below not in self.apart else None

    # ---- what the forms say -----------------------------------------------------------------------------------------

    def _has(self, form: Form) -> bool:  # noqa: PLR0911 - a rule each
        """Whether turns in this text have that form for certain."""
        numbers = [number for number in self.by_form[form] if self._fits(number, form)]
        keys = [key for number in numbers if self.strengths[key := self.keys[number]] >= LIKELY]
        sure = [key for key in keys if self.strengths[key] >= SURE]
        if any(self.strengths[key] == REGISTERED for key in sure):
            return True
        share = len(keys) / max(len(self.filled), 1)
        back = bool(speakers.returning(keys)) and share >= _SHARE
        if form == "alone":
            return True  # as `_look_above` found
        if form == "timed colon":
            return any(self.strengths[self.keys[number]] > NEVER for number in numbers)
        if form == "colon":
            return self._has_colons(numbers, keys, sure, share, back=back) or self._is_named_cues(numbers, keys)
        if form == "heading":
            # or all of the labels with times look like names, and the times run on from the beginning
            written = [time for n in numbers if (time := self.openings[n].time) is not None]
            times = [at for time in written if (at := seconds(time)) is not None]
            early = len(times) > 1 and times[0] <= _EARLY and times == sorted(times)
            return bool(sure) or back or speakers.recurring(keys) or (early and len(keys) == len(numbers))
        if form == "inline":
            often = sum(self.counts[self.keys[number]] > 1 for number in numbers) >= len(numbers) / 2
            return bool(sure) or (back and often)
        several = bool(sure) and (speakers.recurring(sure) or len(sure) / max(len(self.filled), 1) >= _MOST)
        if form == "loose colon":
            return bool(sure) and speakers.recurring(sure)
        if form == "brackets":
            return several or (back and share >= _MOST)
        said = [self._said(number) for number in numbers]
        if Counter(words.count("\t") for words in said).most_common(1)[0][1] < 0.8 * len(numbers):
            return False  # tabs between words, and no table
        if not speakers.recurring(sure) and all(speakers.is_address(key) for key in sure):
            several = False  # numbers of goods look like those of telephones
        words = [len(one.split()) for one in said]
        return several or (back and sum(words) >= 2 * len(words) and len(keys) >= len(numbers) / 2)

    def _has_colons(
        self, numbers: Sequence[int], keys: Sequence[str], sure: Sequence[str], share: float, *, back: bool
    ) -> bool:
        if sure and self._only_say_who(numbers):
            return False
        if sure and not speakers.counts_up(keys):
            return bool(speakers.returning(sure)) or speakers.recurring(sure) or share >= _MOST
        if speakers.are_fields(keys) and not self._are_said(numbers, keys):
            return False
        distinct = set(keys)
        whole = all(" " in key for key in distinct) and len(distinct) > 1
        named = share >= 0.8 and (whole or (self.cued and len(keys) > 1))
        return back or (speakers.recurring(keys) and share >= 0.5) or named

    def _has_some_without_a_time(self) -> bool:
        """Whether a code or role stands before a colon where others have a time there too, which may be missing."""
        numbers = self.by_form.get("colon", [])
        sure = [self.keys[number] for number in numbers if self.strengths[self.keys[number]] >= SURE]
        return bool(sure) and not speakers.counts_up(sure) and not self._only_say_who(numbers)

    def _only_say_who(self, numbers: Sequence[int]) -> bool:
        """Whether roles stand before names alone, as above a talk of which the turns have no labels."""
        certain = [n for n in numbers if self.strengths[self.keys[n]] >= SURE]
        said = [self._said(n).strip(" \t\u00a0.,;*_") for n in certain]
        both = len({self.keys[n] for n in certain}) > 1 and all(speakers.is_role(self._label(n)) for n in certain)
        few = both and len(certain) < _HALF * len(self.filled)
        named = (len(who.split()) <= _NAMES and who[-1:].isalpha() and not speakers.is_prose(who) for who in said)
        return few and all(named) and all(map(speakers.looks_like_name, said))

    @cached_property
    def _who_was_there(self) -> frozenset[int]:
        """Lines above all turns in which a role that nobody registered stands before a name: `Respondent: Lea Moor`."""
        found: list[int] = []
        for number in self.by_form.get("colon", ()):
            name = _CELL.split(self._said(number).strip(" \t\u00a0*_"))[0].rstrip(" .,")
            named = len(name.split()) in {2, 3, 4} and name[-1:].isalpha() and not speakers.is_prose(name)
            role = speakers.is_role(self._label(number)) and self.keys[number] not in self.registered
            if role and named and speakers.looks_like_name(name):
                found.append(number)
            elif self.keys[number] in self.known:
                break
        return frozenset(found)

    def _are_said(self, numbers: Sequence[int], keys: Collection[str]) -> bool:
        """Whether a sentence ends behind nearly each of these labels, as in a talk and in no record."""
        said = [self._ends[n] for n in numbers if self.keys[n] in keys and n in self._ends]
        return sum(said) >= _ENDED * max(len(said), 1)

    def _is_named_cues(self, numbers: Sequence[int], keys: Sequence[str]) -> bool:
        """Whether cues, the first of them and half of all, have names before them; those without go on with one."""
        first = bool(numbers) and numbers[0] == self.filled[0] and self.strengths[self.keys[numbers[0]]] >= LIKELY
        return self.cued and first and len(set(keys)) > 1 and len(keys) >= _HALF * len(self.filled)

    def _look_above(self) -> None:
        """Labels that have lines to themselves, above the words: where nothing else begins a turn."""
        before = list(self.openings)
        dense = len(self.filled) + len(self.apart) == len(self.lines)  # rows of a format without empty lines
        at_most = [n for n in self.filled if len(self.lines[n]) <= _OWN_LINE and before[n].form is None]
        again = Counter(folded(self.lines[n]) for n in at_most)
        for number in at_most:
            found = label_alone(self.lines[number])
            above = self.lines[number - 1] if number else ""
            apart = dense or not above.strip() or time_alone(above) is not None
            if found is not None and found.label is not None and apart and self._below(number) is not None:
                strength = self._strength(folded(found.label), found.label)
                recurs = strength == MAYBE and again[folded(self.lines[number])] > 1
                if strength >= LIKELY or recurs or speakers.is_role(found.label):
                    self.openings[number] = found
        for number in at_most:  # a title above a label has no words
            below = self._below(number)
            if below is None or self.openings[below].form == "alone":
                self.openings[number] = before[number]
        alone = [n for n in at_most if self.openings[n].form == "alone"]
        keys = [folded(self.openings[n].label or "") for n in alone]
        back = speakers.returning(keys)
        while keys and keys[0] not in back:  # nor is a title with words below it
            self.openings[alone[0]] = before[alone[0]]
            alone, keys = alone[1:], keys[1:]
        sure = not self.registered.isdisjoint(keys) or any(
            speakers.tells_no_name(self.openings[n].label or "") for n in alone
        )
        most = len(alone) / max(len(self.filled), 1) >= _MOST
        often = sum(key in back for key in keys) >= _HALF * len(keys)  # else they are answers of a word or two
        if len(set(keys)) > 1 and back and often and (most or (sure and len(alone) > _FEW_WORDS)):
            self._count()
            self.known |= set(keys)
        else:
            self.openings = before

    def _look_for_dashes(self) -> None:
        """Letters, codes and roles with a dash behind them, where nearly each line has one: `R3 – words`."""
        found = {n: match for n in self.filled if (match := _DASHED.match(self.lines[n])) is not None}
        labelled = {
            n: Opening("colon", match["label"], None, match.end(), 0, None)
            for n, match in found.items()
            if len(match["label"]) == 1 or speakers.tells_no_name(match["label"])
        }
        keys = [folded(one.label or "") for one in labelled.values()]
        back = speakers.returning(keys)
        talk = [n for n in self.filled if labelled and n >= min(labelled)]
        if len(back) < 2 or len(labelled) < _ENDED * len(talk) or set(keys) - back or speakers.are_fields(keys):
            return
        self.openings = [labelled.get(n, NOTHING) for n in range(len(self.lines))]
        self._count()

    def _look_for_known(self, *, registered: bool) -> None:
        """Labels alone on a line, of people of whom others say that they speak: a time may be missing above the words.

        What stands below it are words, whatever they look like. Where turns have another form, only of roles and codes
        that are `registered` for somebody, and where several people have several turns so.
        """
        headings = self.by_form.get("heading", [])
        above = {self.keys[n] for n in headings if "heading" in self.forms and self._fits(n, "heading")}
        heard = self.known | {key for key in above if self.strengths[key] > NEVER}
        first = next((n for n in self.filled if self.keys[n] in heard), len(self.lines))
        if registered:
            heard, first = {key for key in self.registered if speakers.tells_no_name(key)}, 0
            alone = [key for n in self.filled if (key := self._alone(n)) in heard]
            if len(alone) < _OFTEN_ABOVE or len({*alone}) < 2:
                return
        words = {self._below(n) for n in headings}  # of somebody who says a name
        for number in self.filled:
            one, line, below = self.openings[number], self.lines[number], self._below(number)
            if number in words or number < first or one.form is not None or below is None or len(line) > _OWN_LINE:
                continue
            found, key = label_alone(line), self._alone(number)
            if registered and (self.openings[below].form is not None or _NOTE.fullmatch(self.lines[below])):
                continue
            # not the last word of a line that was broken either
            if found is None or key not in heard or self.keys[below] in heard or self._goes_on(number):
                continue
            taken = one._replace(form="alone", label=found.label, time=one.bare_time, words=len(line), timed=False)
            self.openings[number] = taken
            self.keys[number] = key
            self.counts[key] += 1
            if self.openings[below].form == "alone":
                self.openings[below], self.keys[below] = NOTHING, ""

    def _alone(self, number: int) -> str:
        """The label that stands alone on a line, folded; '' where none does."""
        found = label_alone(self.lines[number])
        return folded(found.label or "") if found is not None else ""

    def _look_for_numbers(self) -> None:
        """Numbers of rows before words with which somebody goes on: no words, as they are none before labels."""
        labelled = self.by_form["column"]
        if sum(_ROW_NUMBER.match(self.lines[n]) is not None for n in labelled) < _ENDED * len(labelled):
            return
        for number in self.filled:
            one, match = self.openings[number], _GOES_ON.match(self.lines[number])
            if one.form is None and not one.bare and match is not None:
                behind = opening(self.lines[number][match.end() :])  # a time may stand there
                self.openings[number] = one._replace(bare=match.end() + behind.bare, bare_time=behind.bare_time)

    # ---- what a line is ---------------------------------------------------------------------------------------------

    def _kind(self, number: int, one: Opening) -> Kind:  # noqa: PLR0911 - a rule each
        """What a line with a label is."""
        key, label = self.keys[number], one.label or ""
        if one.form == "inline" and one.timed:
            sure = key in self.known or self.strengths[key] == SURE
            return "turn" if self.strengths[key] == REGISTERED or (sure and len(key) > 1) else "words"
        if one.form == "alone":
            return "turn"
        if key not in self.registered and self._said(number).startswith(("http://", "https://")):
            return "words"
        if one.form == "brackets" and key not in self.known and not self._said(number).strip():
            return "words"  # a note of whoever wrote the text down
        if one.form == "loose colon" and key not in self.known:
            return self._of_loose_form(number, key, label)
        if one.form in self.forms:
            if key in self.known:
                return "turn"
            if not self._fits(number, one.form):
                return "doubt" if self.strengths[key] >= LIKELY else "words"
            return self._of_form(number, one.form, key, label)
        if key in self.known:
            return "turn" if one.form in {*_COLONS, "heading"} or one.timed else "doubt"
        strength = self.strengths[key]
        if one.form in _COLONS:
            return "doubt" if strength >= LIKELY or speakers.is_asked(label) else "words"
        if one.form == "heading":
            return "doubt" if strength >= LIKELY and self._fits(number, one.form) and not one.timed else "words"
        return "doubt" if strength == SURE and one.form == "brackets" else "words"

    def _in_doubt(self, number: int, one: Opening) -> str | None:
        """What stands at the beginning of a line without a label as a label would: `?:`, or `R3` and its words."""
        if number in self.apart or not self.forms:
            return None
        line = self.lines[number]
        match = _SHORT.match(line, one.bare) if self.forms & _COLONS else None
        if match is None:
            match = self._codes.match(line, one.bare)
        return match["label"] if match is not None and folded(match["label"]) not in self.never else None

    @cached_property
    def _codes(self) -> re.Pattern[str]:
        """Codes of people who are known to speak, with words behind them and no colon, which may be forgotten."""
        labels = {
            one.label for one, key in zip(self.openings, self.keys, strict=True) if one.label and key in self.known
        }
        codes = [one for one in labels if speakers.is_code(one) or speakers.is_numbered(one) or len(one) > _LONG_LABEL]
        codes = sorted({*codes, *self.registered}, key=len, reverse=True)[:_MOST_CODES]
        names = "|".join(re.escape(one) for one in codes if len(one) > 1)
        plain = "|".join(re.escape(one) for one in codes if len(one) > 1 and len(one) <= _LONG_LABEL)
        letters = "|".join(re.escape(one) for one in labels if len(one) == 1 and one.isalpha())
        kinds = [r"[A-Za-z]{1,4}\d{1,3}(?=[ \t]?;)"]
        kinds += [rf"(?:{names})(?=[^\W\d_a-z])"] if names else []
        if names and self.forms & {"heading", "alone"}:  # the line end behind it may be lost
            kinds.append(rf"(?:{names})(?=[ ][^\W\d_a-z])")
        kinds += [rf"(?i:{plain})(?=[ \t;,.]+\w)"] if plain else []
        kinds += [rf"(?:{letters})(?=[ \t]?;|[ \t]?\.[ \t]+\w)"] if letters else []
        return re.compile(rf"\W*(?P<label>{'|'.join(kinds)})")

    def _of_form(  # noqa: PLR0911 - a rule each
        self, number: int, form: Form, key: str, label: str
    ) -> Kind:
        """A line in a form that turns have, with a label that is nobody's for sure."""
        strength = self.strengths[key]
        if speakers.is_asked(label):
            return "doubt"
        if strength == NEVER and speakers.is_remark(label):
            return "doubt"
        if strength == NEVER:
            like_one = self.counts[key] > 1 or speakers.is_prose(label)
            asking = len(label) == 1 or (speakers.are_initials(label) and like_one)
            return "doubt" if form == "colon" and label.isupper() and asking else "words"
        if form == "heading":  # below a label it is what is said, with a time at its end
            under = number > 0 and self.openings[number - 1].form == form and self.keys[number - 1] in self.known
            return "words" if strength == MAYBE and under else "turn"
        if form in {"inline", "brackets"}:
            several = strength >= LIKELY and " " in label
            return "turn" if several else "doubt" if strength >= LIKELY else "words"
        if form == "column" and (number == self.by_form[form][0] or number < self._first):
            return "doubt"  # or what the columns are called, or a table of who took part
        if form in {"colon", "loose colon"} and self.counts[key] == 1 and self._is_description(number):
            return "doubt"
        if strength == LIKELY and self.counts[key] == 1 and speakers.is_inside_sentence(label):
            return "doubt"  # as a sentence has them too: `and then in room 3: nobody`
        if strength >= LIKELY and (" " in label or label[-1:].isdigit()):
            return "turn"
        few = self._runs_on <= _RUNS_ON  # lines that go on
        if strength < LIKELY and self.counts[key] > 1 and key in self.returning and few:
            return "turn"
        small = label.islower() and " " not in label  # as no sentence begins
        known_from_words = not few or key in self._spoken or self._goes_on(number)
        return "turn" if (strength >= LIKELY or small) and not known_from_words else "doubt"

    def _of_loose_form(self, number: int, key: str, label: str) -> Kind:
        """A line with a colon as words have it too, and a label that nobody is known by."""
        behind = self.openings[number].words
        if not self.forms or self.lines[number][behind : behind + 1].isdigit():
            return "words"
        if "loose colon" in self.forms and len(self.by_form["loose colon"]) >= _MOST * len(self.filled):
            return self._of_form(number, "loose colon", key, label)
        return "doubt" if self.strengths[key] >= LIKELY or speakers.is_asked(label) else "words"

    def _goes_on(self, number: int) -> bool:
        """Whether the line goes on with a sentence: that above ends none, in a text where those above turns do."""
        return self._ends_sentences and self._ends.get(number - 1) is False

    @cached_property
    def _ends(self) -> dict[int, bool]:
        """For each line with words whether a sentence ends with it."""
        said = {n: self._said(n).rstrip(" \t\u00a0*_\"'”’»)]") for n in self.filled}
        return {n: not words[-1].isalnum() and words[-1] not in ",;" for n, words in said.items() if words}

    @cached_property
    def _ends_sentences(self) -> bool:
        """Whether a sentence ends above nearly each turn of somebody who is known to speak."""
        above = [self._ends[n - 1] for n in self.filled if self.keys[n] in self.known and n - 1 in self._ends]
        return len(above) >= _LISTED and sum(above) >= _ENDED * len(above)

    def _is_description(self, number: int) -> bool:
        """Whether the line is among those that say what a text is, such as `Date: 3 May`, and its label nobody's."""
        around = [number]
        for step in (-1, 1):
            at = number + step
            while 0 <= at < len(self.lines) and abs(at - number) <= _NEAR:
                if self.openings[at].form == "colon" and not (
                    self.keys[at] in self.known and self.counts[self.keys[at]] > 1
                ):
                    around.append(at)
                elif self.lines[at].strip():
                    break
                at += step
        described = any(speakers.is_heading(self.openings[n].label or "") for n in around)
        return described or (len(around) >= _FEW_WORDS and number < self._first)

    @cached_property
    def _first(self) -> int:
        """The line of the first turn of somebody who is known to speak."""
        return next((n for n in self.filled if self.keys[n] in self.known), 0)

    @cached_property
    def _runs_on(self) -> float:
        """The share of lines between the first and the last turn that have no label."""
        turns = [n for n in self.filled if self.keys[n] in self.known]
        if not turns:
            return 1.0
        within = [n for n in self.filled if turns[0] <= n <= turns[-1]]
        above = sum(not self._said(n).strip() for n in turns)
        bare = sum(not self.keys[n] for n in within) - above
        return max(bare, 0) / len(within)

    @cached_property
    def _spoken(self) -> frozenset[str]:
        """The words that are said in the text, without capitals."""
        said = " ".join(self._said(n) for n in self.filled)
        return frozenset(word for word in re.findall(r"[^\W\d_]+", said) if word.islower())
