"""Comments of a Word document as codings: what each says about its words, in a short notation in two languages.

One thing a line, or several with semicolons, or strokes between blanks, between them:

    +C3            supports C3; -C3 refutes it, ~C3 nuances it, >C9/C3 suggests C9 instead of C3
    C3 supports    the same in words, either way round: supports C3, C3 ondersteunt, nuanceert C5
    +C3 P07 resource reasoning      with a pattern and its parts; also +C3:P07:resource+reasoning
    -C3 P07 context -outcome        with a part that is denied; also -C3:P07:context-outcome, no outcome, geen uitkomst
    #scan #trust   codes; a line with nothing but names or labels of codes needs no #
    quality: observation            likewise speaker, role, utterance, case, pattern, parts, lacks, version, event,
                                    judgement, observation, line, page, section, time
    memo: words    a note

A pattern on a line of its own is of each stance that has none. Whatever is none of this is a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.draft import (
    PART_WORDS,
    STANCE_WORDS,
    Draft,
    Stance,
    listed,
    parts_in,
    plain,
    stances_in,
)
from cmo_eval.edits.coding.table import PLACES, Content, Incoming, Options, cells_of, column_of, draft_of
from cmo_eval.edits.coding.word_comments import WordComment, read_comments
from cmo_eval.edits.transcripts.text_import import register_of
from cmo_eval.errors import UsageError
from cmo_eval.model import REMARKS, STANCES
from cmo_eval.store.repository import Repository
from cmo_eval.store.shape import short

_SIGNS = {"+": "supports", "-": "refutes", "\u2212": "refutes", "\u2013": "refutes", "~": "nuances", ">": "suggests"}
_PROSE = frozenset({*REMARKS, "role"})
_OF_STANCES = frozenset({"pattern", "version", "instead_of", "favours", "claim", "stance"})
_ONCE = frozenset({"quality", "utterance", "speaker", "case", *_OF_STANCES, *PLACES})
_WORDS = frozenset({*_PROSE, *_ONCE, *STANCES, "codes", "parts", "lacks"})
_KEYED = expression(r"\s*([^\W\d][^:;#]{0,30}?)\s*:\s*(\S.*)", re.DOTALL)
_HASH = expression(r"#([^\W\d][\w-]*)")
_ID = expression(r"([A-Za-z]+)\d+[A-Za-z0-9_]*")
_INSTEAD = expression(
    r"([A-Za-z]+\d\w*)(\s+[^\W\d]+)?\s+(?:instead of|rather than|in plaats van|i\.?p\.?v\.?)\s+([A-Za-z]+\d\w*)",
    re.IGNORECASE,
)
_STROKE = expression(r"\s/(?=\s|$)")
_SIGNED = expression(r"[+\-\u2212\u2013~>]\s?[A-Za-z]+\d|#\w")
_APART = expression(r"([+\-\u2212\u2013~>])\s+(?=[A-Za-z]+\d)")
_TOKEN = expression(r"[^\s,]+")
_PART = expression(r"(?:^|[+&/])([-\u2212\u2013]?)([^+&/]*)")
_DENYING = frozenset({"no", "without", "lacks", "geen", "zonder"})
_JOINING = frozenset({"en", "and", "&", "+", "van", "of", "with", "met"})
_STANCE_WORDS = frozenset(word for word in STANCE_WORDS if " " not in word and word not in {"voor", "tegen"})
_ADVICE = "write, say, `+C3 P07 resource`, and a remark on a line of its own"


def read(file: Path, repository: Repository, options: Options) -> Content:
    """The comments of a Word document as codings that come in; replies go into the memo of what they reply to.

    Raises:
        UsageError: it cannot be read, has no comments, or nothing says whose words it has.
    """
    if options.source is None:
        raise UsageError(f"{file.name} does not say whose words it has", "name the source: --source FG2")
    stored = next(one for one in repository.stored_sources if one.record.id == options.source)
    comments = read_comments(file, register_of(stored, {}))
    if not comments:
        raise UsageError(f"{file.name} has no comments", "`cmo-eval text import` brings in the text itself")
    known, team = _authors(options.authors), repository.evaluation.team
    codes = {id_: code.label or "" for id_, code in repository.codes.items()}
    names = Names(tuple(repository.claims), tuple(repository.patterns), codes)
    found = []
    for one in comments:
        named = known.get(one.author.strip().casefold()) or known.get(one.initials.strip().casefold())
        whose = options.coder or named or (one.initials if one.initials in team else None)
        given = options._replace(coder=whose, coded=one.date or options.coded).cells
        found.append(_incoming(one, {**given, "quote": one.under.words}, names))
    return Content(found, "comment")


def _authors(options: Sequence[str]) -> Mapping[str, str]:
    """Initials by author in small letters, from texts such as `Anna Bakker=AB`."""
    found: dict[str, str] = {}
    for option in options:
        author, equals, initials = option.rpartition("=")
        if not equals or not author.strip() or not initials.strip():
            raise UsageError(f"--author {option} says no coder", 'write --author "Name in Word=AB"')
        found[author.strip().casefold()] = initials.strip()
    return found


def _incoming(comment: WordComment, given: Mapping[str, str], names: Names) -> Incoming:
    replies = "\n".join(" ".join(reply.text.split()) for reply in comment.replies if reply.text.strip())
    notes = []
    if replies:
        notes.append("a reply went into the memo" if len(comment.replies) == 1 else "replies went into the memo")

    def with_memo(cells: Mapping[str, str], memo: str) -> dict[str, str]:
        return {**given, **cells, "memo": "\n".join(part for part in (memo, replies) if part)}

    draft: Draft | UsageError
    try:
        found = said(comment.text, names)
        draft = draft_of(with_memo(found.cells, found.cells.get("memo", "")), found.stances)
    except UsageError as trouble:
        return Incoming(comment.number, trouble, with_memo({}, comment.text), tuple(notes))
    if not draft.stances and not draft.codes:
        hint = "write +C3, -C3 or ~C3 (supports, refutes, nuances), or #scan for a code"
        nothing = UsageError("it names no code and takes no stance", hint)
        return Incoming(comment.number, nothing, with_memo({}, comment.text), tuple(notes))
    if found.notes:
        notes.append("words that are no notation went into the memo")
    cells = cells_of(draft)
    under = comment.under
    if under.words:
        line = under.line or None
        draft = replace(draft, prefix=under.prefix, suffix=under.suffix, near_line=line, labelled=True)
    else:
        why = under.why or "no words are selected, or they were deleted or are hidden"
        draft = UsageError(why, "select the words in Word, and comment on them")
    return Incoming(comment.number, draft, cells, tuple(notes))


# ---- what a comment says --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Names:
    """What an evaluation has to name: ids of claims and patterns, codes with their labels ('' where they have none)."""

    claims: Sequence[str] = ()
    patterns: Sequence[str] = ()
    codes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _claims(self) -> frozenset[str]:
        return frozenset(id_.casefold() for id_ in self.claims)

    @cached_property
    def _patterns(self) -> frozenset[str]:
        return frozenset(id_.casefold() for id_ in self.patterns)

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        words: dict[str, str] = {}
        for id_, label in self.codes.items():
            for word in filter(None, (plain(id_), plain(label))):
                words.setdefault(word, id_)
        return words

    @cached_property
    def _of_patterns(self) -> frozenset[str]:
        """What ids of patterns begin with, and those of no claims."""
        beginnings = [{re.sub(r"\d.*", "", id_) for id_ in ids} for ids in (self._patterns, self._claims)]
        return frozenset(beginnings[0] - beginnings[1])

    def code(self, text: str) -> str | None:
        """The code whose name or label the text is, whatever its case."""
        return text if text in self.codes else self._codes.get(plain(text))

    def knows_claim(self, text: str) -> bool:
        """Whether the text is the id of a claim, whatever its case."""
        return text.casefold() in self._claims

    def is_claim(self, text: str) -> bool:
        """Whether the text is a claim, in the notation: a known one, or a word that looks like one and no pattern."""
        first = re.split(r"[@:/]", text, maxsplit=1)[0]
        return self.knows_claim(first) or (_ID.fullmatch(first) is not None and not self.is_pattern(first))

    def is_pattern(self, text: str) -> bool:
        """Whether the text is a pattern: a known one, or one that begins as only patterns do."""
        match = _ID.fullmatch(text)
        return text.casefold() in self._patterns or (match is not None and match[1].casefold() in self._of_patterns)


class Said(NamedTuple):
    """What a comment says: stances, and texts by the names of columns.

    `notes` are lines that are none of the notation, which are part of the memo too.
    """

    stances: Sequence[Stance]
    cells: Mapping[str, str]
    notes: Sequence[str]


def said(text: str, names: Names) -> Said:
    """What a comment's text says.

    Args:
        text: of the comment; its paragraphs end in line ends.
        names: of the evaluation, to tell codes and claims from other words.

    Raises:
        UsageError: it is in the notation and cannot be meant, such as a sign before what is no claim.
    """
    saying = _Saying(names)
    for line in text.splitlines():
        saying.line(line.strip())
    more = next((name for name, texts in saying.cells.items() if name in _ONCE and len(set(texts)) > 1), None)
    if more is not None:
        raise UsageError(f"it gives more than one {more}", "keep one")
    cells = {name: texts[0] if name in _ONCE else "\n".join(texts) for name, texts in saying.cells.items()}
    return Said(saying.stances, cells, saying.notes)


def _key(text: str) -> tuple[str, str]:
    """The column that a line names before a colon, and what stands behind it; ('', '') where it names none."""
    match = _KEYED.fullmatch(text)
    name = column_of(match[1]) if match else None
    return (name, match[2].strip()) if match and name in _WORDS else ("", "")


@dataclass(slots=True)
class _Saying:
    names: Names
    stances: list[Stance] = field(default_factory=list)
    cells: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def line(self, line: str) -> None:
        name, value = _key(line)
        if name in _PROSE:
            self._says(name, value)
            return
        for part in self._between_strokes(line):
            for statement in part.split(";") if _key(part)[0] not in _PROSE else (part,):
                if statement.strip():
                    self._statement(statement.strip())

    def _between_strokes(self, line: str) -> list[str]:
        """What stands between strokes, `+C3 / #scan / memo: words`, where any of it is in the notation."""
        parts = [part.strip() for part in _STROKE.split(line)]
        for index, part in enumerate(parts):
            if _key(part)[0] in _PROSE:  # a remark goes on to the end of its line, strokes and all
                parts[index:] = [" / ".join(parts[index:])]
                break
        known = self.names.knows_claim
        coded = any(_SIGNED.match(part) or _key(part)[0] or known(part.split(" ")[0]) for part in parts)
        return parts if coded else [line]

    def _says(self, name: str, *texts: str) -> None:
        if texts:
            self.cells.setdefault(name, []).extend(texts)

    def _statement(self, text: str) -> None:
        name, value = _key(text)
        if name in STANCES:
            self.stances += stances_in(name, value)
        elif name == "codes":
            self._says("codes", *self._codes_between_commas(value))
        elif name:
            self._says(name, value)
        elif (codes := self._codes_only(text)) is not None:
            self._says("codes", *codes)
        elif not self._coding(text):
            self._says("codes", *_HASH.findall(text))
            self._says("memo", text)
            self.notes.append(text)

    def _codes_between_commas(self, text: str) -> list[str]:
        """Names of codes in a list: labels may hold blanks, which divide only where commas do not make sense of it."""
        parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
        return [one for part in parts for one in ([part] if self.names.code(part.removeprefix("#")) else listed(part))]

    def _codes_only(self, text: str) -> Sequence[str] | None:
        """The codes, where the text is nothing but names and labels of codes, with or without #."""
        parts = [part.strip() for part in re.split(r",|(?=\s#)", text) if part.strip()]
        if all(_HASH.fullmatch(part) for part in parts):
            return parts
        found = [code for part in parts if (code := self.names.code(part.removeprefix("#").strip())) is not None]
        return found if len(found) == len(parts) else None

    def _coding(self, text: str) -> bool:
        """Whether the text is in the notation from its first word to its last; what it says is taken in then.

        Raises:
            UsageError: it begins as the notation does, and goes on otherwise; or it names a claim without a stance.
        """
        found = _Statement(self.names)
        words = _TOKEN.findall(_APART.sub(r" \1", _INSTEAD.sub(r"\1/\3\2", text)))
        if not all(found.takes(word.rstrip(".!") or word) for word in words) or not found.makes_sense:
            if text[0] in _SIGNS and re.match(r".\s?[A-Za-z]+\d", text):
                raise UsageError(f"'{short(text)}' begins as a stance and goes on otherwise", _ADVICE)
            return False
        lone = next((claim for stance, claim in found.claims if stance is None), None)
        if lone is not None:
            raise UsageError(f"it names {lone} without a stance", f"write +{lone}, -{lone} or ~{lone}")
        parts, lacks = (parts_in(" ".join(words)) for words in (found.parts, found.lacks))
        for one in (one for stance, claim in found.claims for one in stances_in(stance or "", claim)):
            if (pattern := one.pattern or found.pattern) is None:
                self.stances.append(one)
            else:
                self.stances.append(replace(one, pattern=pattern, parts=one.parts or parts, lacks=one.lacks or lacks))
        if not found.claims:
            self._says("pattern", found.pattern or "")
            self._says("parts", *parts)
            self._says("lacks", *lacks)
        self._says("codes", *found.codes)
        return True


@dataclass(slots=True)
class _Statement:
    """What the words of a statement say: claims with a stance (None: not said yet), a pattern with its parts, codes."""

    names: Names
    claims: list[tuple[str | None, str]] = field(default_factory=list)
    stance: str | None = None
    pattern: str | None = None
    parts: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    denies: bool = False  # what comes next
    codes: list[str] = field(default_factory=list)

    def takes(self, word: str) -> bool:
        """Take a word in; whether it is in the notation."""
        denied, self.denies = self.denies, plain(word) in _DENYING
        if denied or self.denies:
            return not (denied and self.denies) and (self.denies or self._takes_parts(word, denied=True))
        if _HASH.fullmatch(word):
            self.codes.append(word)
        elif word[0] in _SIGNS and self.names.is_claim(word[1:]):
            self.claims.append((_SIGNS[word[0]], word[1:]))
        elif plain(word) in _STANCE_WORDS:
            return self._takes_stance(STANCE_WORDS[plain(word)])
        elif self.names.is_pattern(word) and self.pattern is None:
            self.pattern = word
        elif self.names.is_claim(word):
            self.claims.append((self.stance, word))
        else:
            return self._takes_parts(word) or plain(word) in _JOINING
        return True

    def _takes_parts(self, word: str, *, denied: bool = False) -> bool:
        """Parts of a pattern, each denied that has a minus before it; whether the word names nothing else."""
        parts = [one for one in _PART.findall(word) if one[1]]
        if any(plain(name) not in PART_WORDS for _, name in parts):
            return False
        for minus, name in parts:
            (self.lacks if denied or minus else self.parts).append(name)
        return bool(parts)

    def _takes_stance(self, stance: str) -> bool:
        """A stance is of the claims before it that have none, or else of those behind it."""
        if any(said_ is None for said_, _ in self.claims):
            self.claims = [(said_ or stance, claim) for said_, claim in self.claims]
            self.stance = None
            return True
        free = self.stance is None or bool(self.claims)
        self.stance = stance
        return free

    @property
    def makes_sense(self) -> bool:
        """Whether there is a claim or a pattern, and parts only with a pattern."""
        patterned = self.pattern is not None or any(":" in claim for _, claim in self.claims)
        return bool(self.claims or self.pattern) and (patterned or not (self.parts or self.lacks)) and not self.denies
