"""The transcript of a source as the words of a draft are looked up in it: where they stand, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from cmo_eval.analysis.coded_text import difference_lines
from cmo_eval.attribution import Answer, Hearing, Talk
from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.draft import Draft
from cmo_eval.edits.coding.file import CodingFile, Entry, Problem, is_true, words_of
from cmo_eval.model import Citation, Source
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts import anchoring, speakers, store, strict, transcript
from cmo_eval.transcripts.forms import without_labels

_MOST_NAMED = 6
_TALKS = frozenset(
    {"key_actor", "focus_group", "group_interview", "case_interview", "interview", "informal", "observation"}
)


@dataclass
class SourceText:
    """The text of a source where it is at hand; `why` it is not, where it is not.

    `everyone` has the consent of all who were heard, those who withdrew too: their turns may stand in the text. `talk`
    is the source with this text as it may be heard; None where everybody may be quoted. `asked` once words were to be
    looked up in it.
    """

    source: Source
    everyone: Mapping[str, str | None]
    text: store.Text | None
    why: str
    talk: Talk | None = None
    asked: bool = False

    @cached_property
    def prepared(self) -> anchoring.PreparedText:
        """The text as quotes are found in it."""
        text, people = self.text.text if self.text is not None else "", tuple(self.everyone)
        known = self.talk.transcript if self.talk is not None else transcript.parse(text, people)
        return anchoring.PreparedText(text, known, people)

    def selector(self, start: int, end: int) -> dict[str, Any]:
        """The selector of words at a place, as a citation has it; what may not be heard does not stand beside them."""
        text = self.text.text if self.text is not None else ""
        prefix, suffix = self.talk.around(start, end) if self.talk is not None else anchoring.around(text, start, end)
        whole = {"start": start, "end": end, "prefix": prefix, "suffix": suffix}
        return {key: value for key, value in whole.items() if value != ""}

    def speaker_in(self, line: transcript.Line) -> str | None:
        """The participant who speaks in a line, also one who withdrew; None where nobody can tell."""
        return speakers.participant_of(line.speaker, self.everyone) if line.speaker and not line.doubtful else None

    @property
    def note(self) -> str:
        """What a person should know of the text once words were looked up in it, or were not; empty for nothing."""
        recorded = self.source.text_sha256
        if self.asked and self.text is None:
            return f"{self.why}: the words are not checked, and have no place in it"
        if self.asked and self.text is not None and recorded is not None and recorded != self.text.sha256:
            return f"{self.text.name} changed since {self.source.id} recorded it (text_sha256)"
        return ""

    def entry(
        self, draft: Draft, entry: Mapping[str, Any], file: CodingFile
    ) -> tuple[dict[str, Any], list[str]] | Problem:
        """The entry that a draft is in the file, with what the text says of it, and notes for a person.

        Or why its words do not stand in the text. They are not looked up where they are not literal, or no text is at
        hand.
        """
        whole, notes = dict(entry), list[str]()
        literal = draft.verbatim if draft.verbatim is not None else is_true(file.defaults.get("verbatim", "true"))
        may_have_text = self.source.text is not None or self.source.kind in _TALKS
        self.asked = self.asked or (literal and draft.in_text and may_have_text)
        if literal and draft.in_text and self.text is not None:
            quote, found = self._found(draft, str(entry.get("quote", "")))
            if found is None:
                return Problem(f"the words do not stand in {self.source.text}", ADVICE, cause=NOWHERE)
            if (problem := self._problem(quote, found)) is not None:
                return problem
            notes += self._place(whole, draft, quote, found, file.defaults)
        return whole, [*notes, *self._of_speaker(whole, file.defaults)]

    def _found(self, draft: Draft, quote: str) -> tuple[str, anchoring.Anchor | None]:
        """The words as they are looked up, and where they stand.

        Whoever copied them from the original file took its labels along, which are others in the text.
        """
        near = self._near(draft)
        found = anchoring.nearest_to(self.prepared, quote, near)
        if found is None or found.how == "fuzzy" or found.doubt in {"words", "sense"}:
            spoken = without_labels(quote)
            again = anchoring.nearest_to(self.prepared, spoken, near) if spoken not in {"", quote} else None
            if again is not None and again.how != "fuzzy" and again.doubt not in {"words", "sense"}:
                return spoken, again
        return quote, found

    def _of_speaker(self, entry: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[str]:
        speaker = entry.get("speaker") or (defaults.get("speaker") if "role" not in entry else None)
        person = self.source.participant(str(speaker)) if speaker else None
        if person is None or person.consent != "background":
            return []
        said = f"{person.id} may not be quoted (consent: background): the words count and are not printed"
        literal = is_true(entry.get("verbatim", defaults.get("verbatim", "true")))
        return [f"{said}; `validate` asks for a paraphrase in their place" if literal else said]

    def reads(self, start: int, end: int, quote: Any) -> bool:
        """Whether a place in the text has these very words, whatever the blanks between them."""
        return self.text is not None and " ".join(self.text.text[start:end].split()) == quote

    def holds(self, entry: Entry) -> bool:
        """Whether the place that a citation gives still has its words: the text may have been corrected since."""
        if self.text is None or entry.span is None:
            return True
        if self.reads(*entry.span, entry.value.get("quote")):
            return True
        said_there = words_of(self.text.text[slice(*entry.span)])
        words = entry.words.split("[…]")
        return said_there.startswith(words[0].strip()[:40]) and said_there.endswith(words[-1].strip()[-40:])

    def unheard(self, entry: Entry, notes: list[str]) -> Problem | None:
        """Why the words of an entry cannot be coded so, by whose they are; what is good to know joins the notes."""
        if self.talk is None:
            return None
        citation = Citation.model_validate({**entry.value, "id": f"{self.source.id}-0"})
        hearing = self.talk.hearing(citation)
        return _unheard(citation, hearing, notes) if hearing.answer is not Answer.HEARD else None

    def _problem(self, quote: str, found: anchoring.Anchor) -> Problem | None:
        """Why the words do not stand where they come nearest, or not there alone."""
        name = self.source.text
        line = self.prepared.transcript.line_of(found.start)
        if found.how == "fuzzy" or found.doubt in {"words", "sense"}:
            shown = self.talk is None or self.talk.of_passage(found.parts) is Answer.HEARD
            passage = anchoring.words_at(self.prepared, found) if shown else ""
            at = f"what comes nearest is on line {line.number}"
            if found.doubt == "sense":
                at += ", and may say something else"
            differs = difference_lines(anchoring.difference(self.prepared, quote, found)) if shown else ()
            why = "; ".join([f"the words do not stand so in {name}", at, *differs])
            return Problem(why, ADVICE, passage, line.number, NOWHERE)
        of = speakers.participant_of(line.speaker, self.everyone) if line.speaker is not None else None
        if of is not None and self.everyone[of] == "withdrawn":
            may_be = "may be" if line.doubtful else "are"
            return Problem(f"the words {may_be} of {of}, who withdrew", "they are as if never said: leave them out")
        lines = sorted({line.number, *(self.prepared.transcript.line_of(one).number for one in found.others)})
        if found.ambiguous and len(lines) > 1:
            named = ", ".join(map(str, lines[:_MOST_NAMED])) + (", ..." if len(lines) > _MOST_NAMED else "")
            hint = f"say which one, such as line={lines[0]}, or take in more of the words around it"
            return Problem(f"the words stand in {name} on {len(lines)} lines: {named}", hint, cause=SEVERAL)
        return None

    def _near(self, draft: Draft) -> anchoring.Near | None:
        """What the draft says of where its words stand."""
        number = draft.at.get("line", "").strip()
        line = self.prepared.transcript.line(int(number)) if re.fullmatch(r"[1-9]\d{0,8}", number) else None
        speaker = speakers.participant_of(draft.speaker, self.everyone) if draft.speaker is not None else None
        return anchoring.Near(
            draft.prefix,
            draft.suffix,
            draft.start,
            line=line.number if line is not None else draft.near_line,
            page=draft.at.get("page"),
            time=draft.at.get("time"),
            speaker=speaker,
            placed=draft.start is not None,
        )

    def _place(
        self, entry: dict[str, Any], draft: Draft, quote: str, found: anchoring.Anchor, defaults: Mapping[str, Any]
    ) -> list[str]:
        """Put the place of the words into an entry, and who speaks there; what a person should know of it."""
        line, start, notes = self.prepared.transcript.line_of(found.start), found.start, []
        speaker = self.speaker_in(line)
        if line.label is not None and start < line.words < found.end:  # the label was taken along
            label = re.compile(rf"\W*{re.escape(line.label)}[^:]{{0,60}}:\s*(?:\[[\d:.,]+\]\s*)?", re.IGNORECASE)
            match = label.match(quote)
            if match is not None and match.end() < len(quote):
                quote, start = quote[match.end() :], line.words
        if found.score < 1:
            quote = anchoring.words_at(self.prepared, found)
            notes.append("the words are written as in the text, which has other accents or punctuation")
        given = draft.at.get("line", "").strip()
        if given and given != str(line.number):
            notes.append(f"the words stand on line {line.number}, not {given[:10]}")
        last = self.prepared.transcript.line_of(max(found.start, found.end - 1))
        passed = self.prepared.transcript.lines[line.number - 1 : last.number]
        other = next((one for one in passed if one.speaker != line.speaker and not one.is_page), None)
        if other is not None:
            taken_along = quote != entry.get("quote")
            quote = self._labelled(quote, found) if draft.labelled or taken_along else quote
            notes.append(f"the words go on into another turn, on line {other.number}")
        beside = strict.left_out(self.prepared, start, found.end)
        if beside and (self.talk is None or self.talk.of_passage(found.parts) is Answer.HEARD):
            notes.append(f"the words stop next to `{beside}`, without which they may say something else")
        if line.doubtful:
            notes.append(f"who speaks on line {line.number} is not known: it looks like the beginning of another turn")
        elif line.speaker is not None and speaker is None:
            whose = "the interviewer" if speakers.is_interviewer(line.speaker) else "nobody registered"
            notes.append(f"line {line.number} is in a turn of {whose}")
        if speaker is not None and draft.speaker is not None and draft.speaker.casefold() != speaker.casefold():
            notes.append(f"line {line.number} is in a turn of {speaker}, not {draft.speaker}")
        at = {"line": line.number, "page": line.page, "time": line.time} | entry.get("at", {}) | {"line": line.number}
        entry |= {
            "quote": quote,
            "at": {key: value for key, value in at.items() if value is not None},
            "selector": self.selector(start, found.end),
        }
        named = "speaker" in entry or "role" in entry
        inherited = defaults.get("speaker") == speaker and "role" not in defaults
        if speaker is not None and self.source.participant(speaker) is not None and not named and not inherited:
            entry["speaker"] = speaker
        return notes

    def _labelled(self, quote: str, found: anchoring.Anchor) -> str:
        """The words with who speaks between them, as the text has it, so that nobody's words pass for another's."""
        if len(found.parts) > 1:
            return quote
        lines = self.prepared.transcript.lines
        first, last = (self.prepared.transcript.line_of(one).number for one in (found.start, found.end - 1))
        passed = [line for line in lines[first - 1 : last] if not line.is_page]
        text = self.prepared.text
        whole = " ".join(
            " ".join(text[max(found.start, one.start) : min(found.end, one.end)] for one in passed).split()
        )
        again = anchoring.nearest_to(self.prepared, whole, anchoring.Near(start=found.start))
        return whole if again is not None and (again.start, again.end) == (found.start, found.end) else quote


ADVICE = "mend the words, or say that they are a paraphrase"
"""What to do about words that do not stand so in the text."""

NOWHERE = "the words do not stand so in the transcript"
SEVERAL = "the words stand in the transcript on several lines"


def text_of(root: Path, repository: Repository, source: Source, texts: str | Path | None) -> SourceText:
    """The text of a source.

    Args:
        root: the evaluation folder.
        repository: what was read from it.
        source: the source.
        texts: where the transcripts lie, in place of what evaluation.yaml says.
    """
    talk = repository.talk(source.id)  # of a source of which somebody may not be quoted, with those who withdrew
    people = (talk.source if talk is not None else source).participants
    everyone = {person.id: person.consent for person in people}
    if source.text is None:
        return SourceText(source, everyone, None, f"{source.id} names no text")
    found = store.look(store.folder(root, repository.evaluation.texts, texts), source.text)
    if isinstance(found, store.Refused):
        return SourceText(source, everyone, None, found.why)
    why = "" if found is not None else f"{source.text} is not at hand"
    return SourceText(source, everyone, found, why, talk.over(found.text) if talk and found else talk)


def _unheard(citation: Citation, hearing: Hearing, notes: list[str]) -> Problem | None:
    """What is wrong with a new citation whose words are not to be heard; None where it may be coded all the same.

    Words of somebody who may not be quoted are coded under that person's own name, and turn by turn: then they count,
    and are held back. What is good to know then joins the notes.
    """
    gone = hearing.answer is Answer.GONE
    who, verb = ", ".join(hearing.whose), "withdrew" if gone else "may not be quoted"
    whose = f"{who}, who {verb}" if who else f"somebody who {verb}"
    line = f" on line {hearing.line}" if hearing.line is not None else ""
    if hearing.why == "turns":
        hint = "code the turn of each by itself" + (", and leave out who withdrew" if gone else "")
        return Problem(f"the words{line} are of several turns, one of {whose}", hint)
    if hearing.why == "remark":
        return Problem(
            "the words, or part of them, were taken back, or are of somebody who may not be heard", "leave them out"
        )
    if hearing.why == "nobody":
        if gone:
            return Problem(
                f"nobody can tell whose words these are, and {who} withdrew",
                "say who spoke: its speaker or, of who is not registered, a role",
            )
        notes.append(f"nobody can tell whose words these are, and {who} may not be quoted: they are held back")
        return None
    if gone:
        return Problem(f"the words are of {whose}", "they are as if never said: leave them out")
    named = citation.speaker or citation.role
    if hearing.why == "turn" and named is not None:
        hint = f"name {hearing.whose[0]} as the speaker" if hearing.whose else "name who speaks there"
        return Problem(f"the words{line} stand in the turn of {whose}, not of {named}", hint)
    return None
