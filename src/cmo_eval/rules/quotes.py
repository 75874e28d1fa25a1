"""4xx and CMO322, of quotes and their texts: do the words that somebody is said to have said stand in the transcript?

Texts are read only of sources that name one, and only where they are at hand. What is found holds ids, places and
numbers, never words; a difference is worked out again when it is shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cmo_eval.diagnostics import ERROR, NOTE, WARNING
from cmo_eval.model import Citation, Source
from cmo_eval.rules.registry import Hit, advice, hit, rule, shared
from cmo_eval.store.repository import Coded, Repository, Stored
from cmo_eval.transcripts import store

if TYPE_CHECKING:
    from cmo_eval.transcripts.anchoring import Anchor, PreparedText

_ENOUGH = 0.9  # share of a quote's place that a selector covers, and the other way round


@rule("CMO415", WARNING, "a quote that differs from its text")
@advice("correct the quote, or run `cmo-eval code anchor --accept`")
def quote_differs(evaluation: Repository) -> Iterator[Hit]:
    """A verbatim quote that is not quite what the transcript says.

    White space, line ends, hyphens, quotation marks, capitals and punctuation at the ends do not matter, nor what is
    left out where the quote has `[…]`. Other words, letters or accents do: either the quote was typed over with a slip,
    or the transcript was corrected afterwards. The difference is shown on the terminal, and nowhere else.

    Bad: `quote: We moved the language café to Wensday.`, where the transcript has `Wednesday`.
    Good: `quote: We moved the language café to Wednesday.`
    """
    return shared(_found, evaluation, "CMO415")


@rule("CMO416", ERROR, "a quote that is not in its text")
@advice("look it up, or mark a paraphrase with `verbatim: false`")
def quote_not_there(evaluation: Repository) -> Iterator[Hit]:
    """A verbatim quote whose words do not stand in the transcript of its source.

    Nobody can check what it rests on. Words that resemble it are named where there are any; a quote of fewer than 30
    characters must stand there as it is, since too much resembles a few words by chance.

    Bad: the words of FG2 in `FG1.citations.yaml`; a summary without `verbatim: false`.
    Good: the words as they stand in the transcript, cuts as `[…]`.
    """
    return shared(_found, evaluation, "CMO416")


@rule("CMO417", NOTE, "quotes that were not checked against their text")
@advice("say with --texts where the texts lie")
def not_checked(evaluation: Repository) -> Iterator[Hit]:
    """Quotes that could not be checked, since the transcript is not at hand or cannot be read.

    Transcripts are confidential, and most people who look at an evaluation do not have them; then the quotes are not
    checked, and nothing says that they were.

    Bad: `text: FG2.txt`, on a computer without the folder of texts.
    Good: the same, with `--texts` or CMO_EVAL_TEXTS naming the folder.
    """
    return shared(_found, evaluation, "CMO417")


@rule("CMO418", WARNING, "a selector that does not point at the words")
@advice("run `cmo-eval code anchor`")
def selector_astray(evaluation: Repository) -> Iterator[Hit]:
    """A selector that points at other words than the quote, which does stand in the transcript.

    The transcript was corrected, or the quote was changed by hand. Whoever follows the selector sees other words. Of a
    file with several such selectors the first is named.

    Bad: `selector: {start: 0, end: 40}`, while the quote begins at character 5023.
    Good: what `cmo-eval code anchor` writes.
    """
    return shared(_found, evaluation, "CMO418")


@rule("CMO419", NOTE, "a text that changed since its quotes were placed")
@advice("run `cmo-eval code anchor`")
def text_changed(evaluation: Repository) -> Iterator[Hit]:
    """A transcript that is not as it was when its quotes were placed.

    `text_sha256` tells the two apart. Selectors and lines may point at other words by now.

    Bad: a transcript in which a name was replaced after the source was coded.
    Good: the same, after `cmo-eval code anchor`, which moves what moved and names what must be looked at.
    """
    return shared(_found, evaluation, "CMO419")


@rule("CMO420", WARNING, "a citation in the turn of somebody else than its speaker")
@advice("see who says it, and correct `speaker` or the transcript")
def said_by_another(evaluation: Repository) -> Iterator[Hit]:
    """A citation whose speaker is not the one who speaks where it stands in the transcript.

    Words under the wrong name count for the wrong person, group and role, and are quoted with a consent that somebody
    else gave. Either the citation names the wrong participant, or the label in the transcript is wrong, or the same
    words stand in the turn of the right one as well. Looked at are the lines where a quote was found, and of a
    paraphrase the line that it gives. A quote that goes on over several turns is right where these are its speaker's
    and of whoever asks the questions; words of another participant would be read as the speaker's.

    Bad: `speaker: r1` and `at: {line: 4}`, where line 4 begins with `r2:`.
    Good: the same with `speaker: r2`.
    """
    return shared(_found, evaluation, "CMO420")


@rule("CMO322", WARNING, "a quote that stops next to a negation")
@advice("take in the whole clause, or look whether the words say the same without it")
def negation_left_out(evaluation: Repository) -> Iterator[Hit]:
    """A verbatim quote that begins or ends next to a word such as `not`, `never`, `geen` or `niet` in its clause.

    The words stand in the transcript, and say the contrary of what was said: `dat hielp` of `dat hielp ons niet`.
    Looked at are the two words before the quote and the two behind it, up to a comma, a full stop or another turn. A
    negation with `only` or `alleen` behind it takes nothing back. Where a quote has a negation more or less than its
    place in the transcript it is CMO416.

    Bad: `quote: That helped our school`, where the transcript has `I do not think that helped our school`.
    Good: `quote: I do not think that helped our school`
    """
    return shared(_found, evaluation, "CMO322")


# ---- looking --------------------------------------------------------------------------------------------------------

_Found = Iterator[tuple[str, Hit]]
"""Codes, and what is found of each."""


def _found(evaluation: Repository) -> _Found:
    coded: dict[str, list[Coded]] = {}
    for one in sorted(evaluation.coded, key=lambda one: one.file):
        if one.citation.withdrawn is None and evaluation.consent_of(one) != "withdrawn":
            coded.setdefault(one.source, []).append(one)
    folder = evaluation.texts
    folder = folder if folder is not None and os.path.isdir(folder) else None  # noqa: PTH112 - which never raises
    for source in evaluation.stored_sources:
        said, name = coded.get(source.record.id, ()), source.record.text
        if name is None or source.record.withdrawn is not None or store.leaves(name):  # CMO414 speaks of these
            continue
        quotes = [one for one in said if one.citation.quote is not None and one.citation.verbatim]
        others = [one for one in said if not one.citation.verbatim and one.citation.speaker]
        text = store.look(folder, name) if folder is not None and (quotes or others) else None
        if isinstance(text, store.Text):
            yield from _in_text(evaluation, source, text, quotes, others)
        elif quotes and (text is not None or folder is None):  # CMO413 says that it does not lie there
            number = "1 quote is" if len(quotes) == 1 else f"{len(quotes)} quotes are"
            why, hint = (text.why, text.hint) if text is not None else (f"{name} is not at hand", "")
            yield "CMO417", hit(source, f"{number} not checked: {why}", "text", hint=hint)


def _in_text(
    evaluation: Repository, source: Stored[Source], text: store.Text, quotes: Sequence[Coded], others: Sequence[Coded]
) -> _Found:
    # only who has texts needs these
    from cmo_eval.attribution import wanted  # noqa: PLC0415
    from cmo_eval.transcripts.anchoring import PreparedText, anchors  # noqa: PLC0415
    from cmo_eval.transcripts.transcript import parse  # noqa: PLC0415

    recorded, id_ = source.record.text_sha256, source.record.id
    if recorded is not None and recorded != text.sha256:
        message = f"{text.name} changed since the quotes of {id_} were placed in it"
        yield "CMO419", hit(source, message, "text_sha256")
    people = tuple(person.id for person in source.record.participants)
    prepared = PreparedText(text.text, parse(text.text, people), people)
    found = anchors(prepared, [wanted(one.citation, recorded) for one in quotes], same=recorded == text.sha256)
    # as of quotes that somebody added on a branch of git on which the names still stood
    named = "`cmo-eval text pseudonymise` also puts pseudonyms into quotes that came in since; else look it up, or mark"
    hint = f"{named} a paraphrase with `verbatim: false`" if source.record.pseudonymised else ""
    astray: dict[str, list[Coded]] = {}
    for one, anchor in zip(quotes, found, strict=True):
        stands = anchor is not None and (anchor.sure or anchor.home)
        for code, message in _of_quote(one.citation, prepared, text.name, anchor):
            yield code, hit(evaluation.stored(one), message, "quote", hint=hint if code == "CMO416" else "")
        if anchor is not None and stands and anchor.doubt is None and _stops_short(prepared, anchor):
            at = prepared.transcript.line_of(anchor.start).number
            message = f"{one.id} stops next to a negation in {text.name}, on line {at}"
            yield "CMO322", hit(evaluation.stored(one), message, "quote")
        if anchor is not None and stands:
            yield from _of_speaker(evaluation, one, prepared, text.name, anchor.start, anchor.end)
            yield from _of_others(evaluation, one, prepared, text.name, anchor)
        if anchor is not None and (stands or anchor.doubt == "sense") and not _points(one.citation, prepared, anchor):
            astray.setdefault(one.file, []).append(one)
    for one in others:
        place = one.citation.at
        line = prepared.transcript.line(place.line) if place is not None and place.line is not None else None
        if line is not None and not line.is_page:
            yield from _of_speaker(evaluation, one, prepared, text.name, line.start, line.end)
    for wrong in astray.values():
        several = len(wrong) > 1
        whose = f"the selectors of {len(wrong)} citations point" if several else f"the selector of {wrong[0].id} points"
        message = f"{whose} at other words of {text.name}"
        yield "CMO418", hit(evaluation.stored(wrong[0]), message, "selector", about=id_ if several else "")


def _of_quote(
    citation: Citation, prepared: PreparedText, name: str, anchor: Anchor | None
) -> Iterator[tuple[str, str]]:
    """What is wrong with a quote in its text: the code, and in words."""
    from cmo_eval.transcripts.anchoring import difference  # noqa: PLC0415 - only who has texts needs it

    id_ = citation.id
    if anchor is None:
        yield "CMO416", f"the words of {id_} do not stand in {name}"
        return
    line = prepared.transcript.line_of(anchor.start).number
    alike = f"{min(99, int(anchor.score * 100))} % alike"
    if anchor.doubt == "sense":
        yield "CMO416", f"{id_} may say something else than {name} on line {line} ({alike})"
    elif anchor.sure or anchor.home:
        inexact = anchor.score < 1 or anchor.how == "fuzzy"
        if inexact and difference(prepared, citation.quote or "", anchor):
            yield "CMO415", f"{id_} differs from what {name} says on line {line} ({alike})"
    elif anchor.score == 1:
        why = "where they stood" if anchor.doubt == "place" else "in a turn of its speaker"
        again = f"the same words stand on line {line}{_whose(prepared, anchor.start)}"
        yield "CMO416", f"the words of {id_} do not stand {why} in {name}; {again}"
    else:
        yield "CMO416", f"the words of {id_} do not stand in {name}; the nearest are on line {line} ({alike})"


def _stops_short(prepared: PreparedText, anchor: Anchor) -> bool:
    """Whether a negation stands next to the quote's place, in its clause."""
    from cmo_eval.transcripts.strict import left_out  # noqa: PLC0415 - only who has texts needs it

    return bool(left_out(prepared, anchor.start, anchor.end))


def _of_speaker(
    evaluation: Repository, coded: Coded, prepared: PreparedText, name: str, start: int, end: int
) -> _Found:
    """What is found where somebody else speaks than the citation says."""
    speaker = coded.citation.speaker
    if speaker is not None and prepared.is_said_by(speaker, start, end) is False:
        line = prepared.transcript.line_of(start).number
        turn = _whose(prepared, start) or ", in a turn of somebody else"
        message = f"{coded.id} is said to be of {speaker}, but stands on line {line} of {name}{turn}"
        yield "CMO420", hit(evaluation.stored(coded), message, "speaker")


def _of_others(evaluation: Repository, coded: Coded, prepared: PreparedText, name: str, anchor: Anchor) -> _Found:
    """What is found where the words of a quote go on in the turn of another participant than its speaker."""
    from cmo_eval.transcripts.speakers import participant_of  # noqa: PLC0415 - only who has texts needs it

    speaker = coded.citation.speaker
    if speaker is None or prepared.is_said_by(speaker, anchor.start, anchor.end) is not True:
        return
    people = evaluation.sources[coded.source].participants
    others = {one.id for one in people if one.consent == "quote"}  # of the rest CMO510 speaks
    for start, end in anchor.parts:
        first, last = (prepared.transcript.line_of(at).number for at in (start, max(start, end - 1)))
        for line in prepared.transcript.lines[first - 1 : last]:
            who = prepared.participant(line.speaker) if not line.is_page else None
            quoted = max(start, line.words) < min(end, line.end)
            if quoted and who in others and participant_of(line.speaker or "", [speaker]) is None:
                message = f"{coded.id} is said to be of {speaker}, and has words of {who}, on line {line.number}"
                hint = "make a citation of what each of them says, or leave the other's words out with […]"
                yield "CMO420", hit(evaluation.stored(coded), f"{message} of {name}", "speaker", hint=hint)
                return


def _whose(prepared: PreparedText, offset: int) -> str:
    """In whose turn a place is, for a message; labels that are no participant's may be names, and are not said."""
    who = prepared.participant(prepared.transcript.line_of(offset).speaker)
    return f", in a turn of {who}" if who is not None else ""


def _points(citation: Citation, prepared: PreparedText, anchor: Anchor) -> bool:
    """Whether a selector, if there is one, points at the quote: at these very words, or about at where they stand."""
    from cmo_eval.transcripts.normal import light_words  # noqa: PLC0415 - only who has texts needs it

    if citation.selector is None:
        return True
    start, end = citation.selector.start, citation.selector.end
    if min(end, anchor.end) - max(start, anchor.start) >= _ENOUGH * max(end - start, anchor.end - anchor.start):
        return True
    return light_words(prepared.text[start:end]) == light_words(citation.quote or "")
