"""A fragment as somebody wants to have it coded, the short notation of stances, and the words for them.

Looks nothing up. Words are English and Dutch.

A stance is written as the claim, then what it is about and shows, as far as that is said: `C3`, `C3@2` (of version 2),
`C3:P07` (a pattern), `C3:P07:resource+reasoning` (parts of it), `C3:P07:context-outcome` (the outcome is denied). What
a citation suggests stands before the claim that it would replace: `C9/C3`, `C9/C3@2:P07:context`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import cycle, pairwise

from cmo_eval.analysis.evidence import written
from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import UsageError
from cmo_eval.model import PARTS, STANCES, Evidence
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.shape import short
from cmo_eval.transcripts.encoding import cleaned

NOTATION = "C3, C3@2, C3:P07 or C3:P07:resource+reasoning-outcome"
"""How a stance may be written, for messages."""

_ID = r"[A-Za-z][A-Za-z0-9_]*"
_STANCE = expression(
    rf"(?P<claim>{_ID})(?:/(?P<other>{_ID}))?(?:@(?P<version>\d{{1,9}}))?(?::(?P<pattern>{_ID})(?::(?P<parts>[^:]+))?)?"
)
_LIKE_A_CLAIM = expression(r"[A-Za-z]{1,4}[0-9]+")
_BETWEEN = expression(r"[,;\s]+")
_BETWEEN_PARTS = expression(r"[,;+&/\s]+")
_DENIED = expression(r"[-\u2212\u2013]([^\s,;+&/\u2212\u2013-]+)")  # Word makes a dash of a hyphen
_BLANKS = expression(r"\s+")
_PARAGRAPHS = expression(r"\n\s*\n|\n")


@dataclass(frozen=True, slots=True)
class Stance:
    """A stance on a claim; of `suggests`, `claim` is the one that `suggested` would replace (None: not said yet).

    `version` and `pattern` are None where nothing is said of them. Of the pattern, `parts` are shown and `lacks`
    denied; `favours` is a rival explanation of the claim.
    """

    stance: str
    claim: str | None
    suggested: str | None = None
    version: int | None = None
    pattern: str | None = None
    parts: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    favours: str | None = None


@dataclass(frozen=True)
class Draft:
    """A fragment and what it is said to show.

    `quote` is empty only where a second coder codes a citation of the agreed coding by its `id`. `at` holds line,
    page, section and time, as far as given; `remarks` what the coder wrote beside the words, by key (REMARKS). `case`
    is the case that the words are about. `verbatim` is None for what the file says, else literal. `coder` are
    initials, None for whose coding it is anyhow; `second`: into that coder's own file. `coded` is a date. `in_text`:
    the words are looked up in the transcript, if that is at hand. `prefix` and `suffix` are the words around it,
    `near_line` is the line where they stood (from 1) and `start` their first character (in code points from 0), to
    tell it from the same words elsewhere. `labelled`: where the words go on into another turn, the quote says whose.
    `actor` is what puts it here, where that is no person who types, `proposed_by` the model whose proposal it was.
    """

    source: str
    quote: str
    stances: tuple[Stance, ...] = ()
    codes: tuple[str, ...] = ()
    verbatim: bool | None = None
    quality: str | None = None
    utterance: str | None = None
    speaker: str | None = None
    role: str | None = None
    case: str | None = None
    at: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    coder: str | None = None
    second: bool = False
    coded: str | None = None
    id: str | None = None
    in_text: bool = True
    prefix: str = ""
    suffix: str = ""
    near_line: int | None = None
    start: int | None = None
    labelled: bool = False
    actor: str | None = None
    proposed_by: str | None = None


def stances_in(stance: str, text: str) -> list[Stance]:
    """The stances that are written in `text`, one or more with commas or blanks between them.

    Args:
        stance: supports, nuances, refutes or suggests.
        text: in the notation of this module.

    Raises:
        UsageError: it is not in that notation.
    """
    found = listed(text)
    for before, part in pairwise(found):
        if before.count(":") == 2 and plain(part) in PART_WORDS and not _LIKE_A_CLAIM.fullmatch(part):
            sign, what = ("", "no blank") if _DENIED.match(part) else ("+", "a +")
            hint = f"parts have {what} between them: {short(before)}{sign}{part}"
            raise UsageError(f"'{short(part)}' is no claim", hint)
    return [_stance(stance, part) for part in found]


def stance_of(said: Evidence) -> Stance:
    """What a citation says of a claim, as a stance."""
    version = said.version if said.version != 1 else None
    about = (said.stance, said.claim, said.suggests, version, said.pattern)
    return Stance(*about, parts=said.parts, lacks=said.lacks, favours=said.favours)


def notation(one: Stance) -> str:
    """The stance as this module writes it, without what it is (`supports`)."""
    about = f"{one.suggested}/{one.claim}" if one.suggested else f"{one.claim}"
    version = f"@{one.version}" if one.version else ""
    pattern = f":{one.pattern}" if one.pattern else ""
    parts = f":{written(one.parts, one.lacks)}" if one.parts or one.lacks else ""
    return about + version + pattern + parts


def parts_in(text: str) -> tuple[str, ...]:
    """The parts of a pattern that are named, in their order; `mechanism` is resource and reasoning.

    Raises:
        UsageError: a word names none.
    """
    named = {meant(word, PART_WORDS, "a part") for word in _BETWEEN_PARTS.split(text) if word}
    if "mechanism" in named:
        named |= {"resource", "reasoning"}
    return tuple(part for part in PARTS if part in named)


def shown_and_denied(parts: str, lacks: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parts of a pattern that are shown and those that are denied, each in their order.

    Args:
        parts: those that are shown, and behind a minus each that is denied: `context+resource-outcome`.
        lacks: more of those that are denied.

    Raises:
        UsageError: a word names none.
    """
    return parts_in(_DENIED.sub(" ", parts)), parts_in(" ".join([lacks, *_DENIED.findall(parts)]))


def listed(text: str) -> list[str]:
    """The short names or ids in a text, with commas, semicolons or blanks between them."""
    return [part for part in _BETWEEN.split(text) if part]


def completed(
    stances: Sequence[Stance],
    *,
    pattern: str | None = None,
    parts: Sequence[str] = (),
    lacks: Sequence[str] = (),
    favours: str | None = None,
    version: int | None = None,
    instead_of: Sequence[str] = (),
) -> tuple[Stance, ...]:
    """The stances, each with what holds for all that do not say it themselves; the same ones put together.

    Args:
        stances: as they were written.
        pattern: for each stance without a pattern of its own.
        parts: of that pattern; where none is given, of the pattern of each stance that names no parts.
        lacks: parts that are denied, likewise for each stance that denies none itself.
        favours: the rival explanation that each stance speaks for.
        version: of the claim, for each stance that gives none.
        instead_of: claims that suggested ones would replace: one for each `suggests` that does not name it, or one
            for all of them.

    Raises:
        UsageError: something is left that belongs to no stance, a suggestion does without the claim it would replace,
            or a part is both shown and denied.
    """
    given = [one for text in instead_of for one in listed(text)]
    of_stances = {"a pattern": pattern, "parts": parts or lacks, "a version": version, "a rival": favours}
    if not stances and (what := next((name for name, said in {**of_stances, "instead of": given}.items() if said), "")):
        raise UsageError(f"{what} without a stance: it says nothing about a claim", "say supports, nuances or refutes")
    made: list[Stance] = []
    for one in _replaced(stances, given):
        shown = one.pattern or pattern
        whole = one.pattern is None or pattern is None  # else the parts are of the other pattern
        shows = one.parts or tuple(part for part in PARTS if part in parts and whole)
        denies = one.lacks or tuple(part for part in PARTS if part in lacks and whole)
        if (shows or denies) and shown is None:
            raise UsageError("parts without a pattern that they are parts of", "name it, such as P07")
        about = replace(one, version=one.version or version, favours=one.favours or favours)
        made.append(replace(about, pattern=shown, parts=shows, lacks=denies))
    together = put_together(made)
    for one in together:
        if both := [part for part in one.parts if part in one.lacks]:
            raise UsageError(f"the {both[0]} of {one.pattern} is both shown and denied", "keep one of the two")
    return together


def put_together(stances: Sequence[Stance]) -> tuple[Stance, ...]:
    """The stances, those that say the same of the same claim, version and pattern as one with all their parts.

    A rival that one of them favours tells them apart.
    """
    by_what: dict[tuple[object, ...], Stance] = {}
    for one in stances:
        key = (one.stance, one.claim, one.suggested, one.version or 1, one.pattern, one.favours)
        before = by_what.get(key, one)
        shown, denied = {*one.parts, *before.parts}, {*one.lacks, *before.lacks}
        parts, lacks = (tuple(part for part in PARTS if part in some) for some in (shown, denied))
        by_what[key] = replace(one, parts=parts, lacks=lacks)
    return tuple(by_what.values())


def _stance(stance: str, text: str) -> Stance:
    match = _STANCE.fullmatch(text)
    if stance not in STANCES or match is None:
        raise UsageError(f"'{short(text)}' is no claim that a citation {stance}", f"write {NOTATION}")
    parts, lacks = shown_and_denied(match["parts"] or "")
    version = int(match["version"]) if match["version"] else None
    if version == 0:
        raise UsageError(f"'{short(text)}' is about version 0, and versions count from 1", f"write {NOTATION}")
    if stance == "suggests":
        return Stance(stance, match["other"], match["claim"], version, match["pattern"], parts, lacks)
    if match["other"]:
        hint = f"write it once for each: {match['claim']}, {match['other']}"
        raise UsageError(f"'{short(text)}' names two claims, and only `suggests` does so", hint)
    return Stance(stance, match["claim"], None, version, match["pattern"], parts, lacks)


def _replaced(stances: Sequence[Stance], given: Sequence[str]) -> Iterator[Stance]:
    """The stances, suggested ones with the claims `given` that they would replace: each its own, or all the same."""
    open_ = [one for one in stances if one.stance == "suggests" and one.claim is None]
    if given and not open_:
        raise UsageError(f"nothing is suggested instead of {given[0]}", "say what: `suggests`, or leave it out")
    if open_ and not given:
        raise UsageError(
            f"{open_[0].suggested} is suggested, and nothing says instead of which claim",
            f"write {open_[0].suggested}/C3, or name the claim with instead of",
        )
    if len(given) not in {0, 1, len(open_)}:
        what = f"{len(open_)} claims are suggested instead of {len(given)}"
        raise UsageError(what, "write each as a pair, such as C9/C3")
    claims = cycle(given)
    for one in stances:
        yield replace(one, claim=next(claims)) if one.stance == "suggests" and one.claim is None else one


# ---- words ----------------------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """The words of a quote on one line, composed, without what nobody sees."""
    return _BLANKS.sub(" ", cleaned(text)[0]).strip()


def paragraphs(text: str) -> str:
    """The text with its white space folded, a line for each paragraph."""
    parts = (_BLANKS.sub(" ", part).strip() for part in _PARAGRAPHS.split(cleaned(text)[0]))
    return "\n".join(part for part in parts if part)


def plain(word: str) -> str:
    """A word as words are compared here: without case, accents, blanks around it, and with a space for `_` and `-`."""
    bare = unicodedata.normalize("NFKD", word).casefold().replace("_", " ").replace("-", " ")
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).split())


def _by_word(words: Mapping[str, str]) -> Mapping[str, str]:
    """From each word to what it stands for; that itself is one of them."""
    return {plain(word): name for name, listed in words.items() for word in (name, *listed.split(", ")) if word}


STANCE_WORDS = _by_word(
    {
        "supports": "support, supported, supporting, ondersteunt, ondersteunend, steunt, bevestigt, voor, pro",
        "nuances": "nuance, nuanced, qualifies, nuanceert, nuancering, genuanceerd, nuancerend",
        "refutes": "refute, refuted, contradicts, weerlegt, weerleggend, ontkracht, spreekt tegen, tegen, contra",
        "suggests": "suggest, suggested, suggereert, stelt voor, wijst op",
    }
)
"""What a stance is called."""

PART_WORDS = _by_word(
    {
        "context": "contexts, contexten, omstandigheid, omstandigheden, c",
        "resource": "resources, middel, middelen, hulpbron, hulpbronnen, mr",
        "reasoning": "redenering, redenatie, reactie, beredenering, reasonings",
        "outcome": "outcomes, uitkomst, uitkomsten, resultaat, resultaten, o",
        "mechanism": "mechanisms, mechanisme, mechanismen, m",
    }
)
"""What a part of a pattern is called; `mechanism` stands for resource and reasoning."""

QUALITY_WORDS = _by_word(
    {
        "opinion": "mening, opinie, 0",
        "report": "hearsay, horen zeggen, van horen zeggen, verslag, tweedehands, second hand, 1",
        "observation": "observatie, waarneming, eigen waarneming, first hand, eerstehands, 2",
        "documented": "gedocumenteerd, document, documentatie, vastgelegd, 3",
    }
)
"""What a quality of an observation is called; 0 to 3 is its rank."""

UTTERANCE_WORDS = _by_word(
    {"claim": "bewering, claims", "concern": "zorg, zorgen, bezwaar", "issue": "kwestie, twistpunt"}
)
"""What an utterance is called."""

TRUTH_WORDS = _by_word({"yes": "y, true, x, ja, j, waar, 1", "no": "n, false, nee, onwaar, 0"})
"""Yes and no."""


def meant(word: str, words: Mapping[str, str], what: str) -> str:
    """What the word stands for.

    Args:
        word: as somebody wrote it, in English or Dutch, whatever its case.
        words: one of the tables above.
        what: of which the word is said to be one, for the message.

    Raises:
        UsageError: it stands for nothing; with the nearest word.
    """
    found = words.get(plain(word))
    if found is None:
        known = list(dict.fromkeys(words.values()))
        raise UsageError(f"{what} is '{short(word)}'", did_you_mean(word, words) or f"it can be {', '.join(known)}")
    return found
