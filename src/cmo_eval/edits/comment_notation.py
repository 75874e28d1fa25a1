"""What the text of a comment says about its words: stances, codes and notes in a short notation, in two languages.

One thing a line, or several with semicolons, or strokes between blanks, between them:

    +C3            supports C3; -C3 refutes it, ~C3 nuances it, >C9/C3 suggests C9 instead of C3
    C3 supports    the same in words, either way round: supports C3, C3 ondersteunt, nuanceert C5
    +C3 P07 resource reasoning      with a pattern and its parts; also +C3:P07:resource+reasoning
    #scan #trust   codes; a line with nothing but names or labels of codes needs no #
    quality: observation            likewise speaker, role, utterance, pattern, parts, version, event, judgement,
                                    observation, line, page, section, time
    memo: words    a note

A pattern on a line of its own is of each stance that has none. Whatever is none of this is a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cmo_eval.edits.draft import (
    PART_WORDS,
    STANCE_WORDS,
    Stance,
    completed,
    listed,
    meant,
    parts_in,
    plain,
    short,
    stances_in,
)
from cmo_eval.edits.table_columns import column_of
from cmo_eval.errors import UsageError
from cmo_eval.model import REMARKS

_SIGNS = {"+": "supports", "-": "refutes", "\u2212": "refutes", "\u2013": "refutes", "~": "nuances", ">": "suggests"}
_PROSE = frozenset({*REMARKS, "role"})
_LISTS = frozenset({"supports", "nuances", "refutes", "suggests", "codes", "parts"})
_WORDS = frozenset(
    {*_PROSE, *_LISTS, "quality", "utterance", "speaker", "pattern", "version", "instead_of", "claim", "stance"}
    | {"line", "page", "section", "time"}
)
_KEYED = re.compile(r"\s*([^\W\d][^:;#]{0,30}?)\s*:\s*(\S.*)", re.DOTALL)
_HASH = re.compile(r"#([^\W\d][\w-]*)")
_ID = re.compile(r"([A-Za-z]+)\d+[A-Za-z0-9_]*")
_INSTEAD = re.compile(
    r"([A-Za-z]+\d\w*)(\s+[^\W\d]+)?\s+(?:instead of|rather than|in plaats van|i\.?p\.?v\.?)\s+([A-Za-z]+\d\w*)",
    re.IGNORECASE,
)
_STROKE = re.compile(r"\s/(?=\s|$)")
_SIGNED = re.compile(r"[+\-\u2212\u2013~>]\s?[A-Za-z]+\d|#\w")
_APART = re.compile(r"([+\-\u2212\u2013~>])\s+(?=[A-Za-z]+\d)")
_TOKEN = re.compile(r"[^\s,]+")
_BETWEEN_PARTS = re.compile(r"[+&/]")
_JOINING = frozenset({"en", "and", "&", "+", "van", "of", "with", "met"})
_STANCE_WORDS = frozenset(word for word in STANCE_WORDS if " " not in word and word not in {"voor", "tegen"})


@dataclass(frozen=True, slots=True)
class Names:
    """What an evaluation has to name: ids of claims and patterns, codes with their labels ('' where they have none)."""

    claims: Sequence[str] = ()
    patterns: Sequence[str] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What a comment says.

    `fields` has texts by the names of columns (`memo` and the like, not stances and codes); `notes` are lines that are
    none of the notation, which are part of the memo too.
    """

    stances: tuple[Stance, ...]
    codes: tuple[str, ...]
    fields: Mapping[str, str]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Saying:
    names: Names
    stances: list[Stance] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def said(text: str, names: Names) -> Said:
    """What a comment's text says.

    Args:
        text: of the comment; its paragraphs end in line ends.
        names: of the evaluation, to tell codes and claims from other words.

    Raises:
        UsageError: it is in the notation and cannot be meant: a sign before what is no claim, a stance without a
            claim, a pattern without a stance, a word that is no quality.
    """
    saying = _Saying(names)
    for line in text.splitlines():
        _line(saying, line.strip())
    given = {name: texts for name, texts in saying.fields.items() if name in _WORDS - _PROSE}
    for name, texts in given.items():
        if len(set(texts)) > 1 and name != "parts":
            raise UsageError(f"it gives more than one {name}", "keep one")
    stances = [*saying.stances, *_paired(given)]
    version = given.get("version", [""])[0]
    if version and not re.fullmatch(r"[1-9]\d{0,8}", version):
        raise UsageError(f"the version is '{version[:20]}'", "write a whole number")
    whole = completed(
        stances,
        pattern=given.get("pattern", [None])[0],
        parts=parts_in(" ".join(given.get("parts", ()))),
        version=int(version) if version else None,
        instead_of=given.get("instead_of", ()),
    )
    kept = {"quality", "utterance", "speaker", "line", "page", "section", "time"}
    fields = {name: texts[0] for name, texts in given.items() if name in kept}
    fields |= {name: "\n".join(texts) for name, texts in saying.fields.items() if name in _PROSE}
    return Said(whole, tuple(dict.fromkeys(saying.codes)), fields, tuple(saying.notes))


def _paired(given: Mapping[str, Sequence[str]]) -> list[Stance]:
    """The stance that is written as `claim: C3` and `stance: supports`."""
    claim, stance = given.get("claim", [""])[0], given.get("stance", [""])[0]
    if bool(claim) != bool(stance):
        raise UsageError("it gives a claim or a stance, and not both", "write, say, +C3 or C3 supports")
    return stances_in(meant(stance, STANCE_WORDS, "the stance"), claim) if claim else []


def _line(saying: _Saying, line: str) -> None:
    name, value = _key(line)
    if name in _PROSE:
        saying.fields.setdefault(name, []).append(value)
        return
    for part in _with_strokes(saying.names, line):
        for statement in (one.strip() for one in part.split(";")) if _key(part)[0] not in _PROSE else (part,):
            if statement:
                _statement(saying, statement)


def _with_strokes(names: Names, line: str) -> list[str]:
    """What stands between strokes, `+C3 / #scan / memo: words`, where any of it is in the notation; else the line."""
    parts = [part.strip() for part in _STROKE.split(line)]
    for index, part in enumerate(parts):
        if _key(part)[0] in _PROSE:  # a remark goes on to the end of its line, strokes and all
            parts[index:] = [" / ".join(parts[index:])]
            break
    claims = {claim.casefold() for claim in names.claims}
    coded = any(_SIGNED.match(part) or _key(part)[0] or part.split(" ")[0].casefold() in claims for part in parts)
    return parts if coded else [line]


def _key(text: str) -> tuple[str, str]:
    """The column that a line names before a colon, and what stands behind it; ('', '') where it names none."""
    match = _KEYED.fullmatch(text)
    name = column_of(match[1]) if match else None
    return (name, match[2].strip()) if match and name in _WORDS else ("", "")


def _statement(saying: _Saying, text: str) -> None:
    name, value = _key(text)
    if name in STANCE_WORDS.values():
        saying.stances += stances_in(name, value)
    elif name == "codes":
        saying.codes += [code.removeprefix("#") for code in _between_commas(saying.names, value)]
    elif name:
        saying.fields.setdefault(name, []).append(value)
    elif (found := _codes_only(saying.names, text)) is not None:
        saying.codes += found
    elif not _coding(saying, text):
        saying.codes += _HASH.findall(text)
        saying.notes.append(text)
        saying.fields.setdefault("memo", []).append(text)


def _between_commas(names: Names, text: str) -> list[str]:
    """Names of codes in a list: labels may hold blanks, so blanks divide only where commas do not make sense of it."""
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return [one for part in parts for one in ([part] if _code(names, part.removeprefix("#")) else listed(part))]


def _code(names: Names, text: str) -> str | None:
    """The code whose name or label the text is, whatever its case."""
    if text in names.codes:
        return text
    wanted = plain(text)
    return next((id_ for id_, label in names.codes.items() if wanted in {plain(id_), plain(label)}), None)


def _codes_only(names: Names, text: str) -> list[str] | None:
    """The codes, where the text is nothing but names and labels of codes, with or without #."""
    parts = [part.strip() for part in re.split(r",|(?=\s#)", text) if part.strip()]
    if all(_HASH.fullmatch(part) for part in parts):
        return [part[1:] for part in parts]
    found = [_code(names, part.removeprefix("#").strip()) for part in parts]
    return [one for one in found if one is not None] if None not in found else None


# ---- a statement about claims ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Statement:
    """What the words of a statement say: claims with a stance (None: not said yet), a pattern with its parts, codes."""

    names: Names
    claims: list[tuple[str | None, str]] = field(default_factory=list)
    stance: str | None = None
    pattern: str | None = None
    parts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def takes(self, word: str) -> bool:
        """Take a word in; whether it is in the notation."""
        if _HASH.fullmatch(word):
            self.codes.append(word[1:])
        elif word[0] in _SIGNS and _is_claim(self.names, word[1:]):
            self.claims.append((_SIGNS[word[0]], word[1:]))
        elif plain(word) in _STANCE_WORDS:
            return self._takes_stance(STANCE_WORDS[plain(word)])
        elif _is_pattern(self.names, word) and self.pattern is None:
            self.pattern = word
        elif _is_claim(self.names, word):
            self.claims.append((self.stance, word))
        elif all(plain(part) in PART_WORDS for part in _BETWEEN_PARTS.split(word)):
            self.parts += _BETWEEN_PARTS.split(word)
        else:
            return plain(word) in _JOINING
        return True

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
        return bool(self.claims or self.pattern) and (patterned or not self.parts)


def _coding(saying: _Saying, text: str) -> bool:
    """Whether the text is in the notation from its first word to its last; what it says is taken in then.

    Raises:
        UsageError: it begins as the notation does, and goes on otherwise; or it names a claim without a stance.
    """
    found = _Statement(saying.names)
    words = _TOKEN.findall(_APART.sub(r" \1", _INSTEAD.sub(r"\1/\3\2", text)))
    stripped = [word.rstrip(".!") or word for word in words]
    if not all(found.takes(word) for word in stripped) or not found.makes_sense:
        if text[0] in _SIGNS and re.match(r".\s?[A-Za-z]+\d", text):
            raise UsageError(f"'{short(text)}' begins as a stance and goes on otherwise", _ADVICE)
        return False
    lone = next((claim for stance, claim in found.claims if stance is None), None)
    if lone is not None:
        raise UsageError(f"it names {lone} without a stance", f"write +{lone}, -{lone} or ~{lone}")
    parts = parts_in(" ".join(found.parts))
    if found.claims:
        stances = [one for stance, claim in found.claims for one in stances_in(stance or "", claim)]
        own = [replace(one, pattern=one.pattern or found.pattern) for one in stances]
        saying.stances += [replace(one, parts=one.parts or (parts if one.pattern else ())) for one in own]
    else:
        saying.fields.setdefault("pattern", []).append(found.pattern or "")
        if parts:
            saying.fields.setdefault("parts", []).append(" ".join(parts))
    saying.codes += found.codes
    return True


_ADVICE = "write, say, `+C3 P07 resource`, and a remark on a line of its own"


def _is_claim(names: Names, text: str) -> bool:
    """Whether the text is a claim, in the notation: a known one, or a word that looks like one and is no pattern."""
    first = re.split(r"[@:/]", text, maxsplit=1)[0]
    if first.casefold() in {claim.casefold() for claim in names.claims}:
        return True
    return _ID.fullmatch(first) is not None and not _is_pattern(names, first)


def _is_pattern(names: Names, text: str) -> bool:
    """Whether the text is a pattern: a known one, or one that begins as only patterns do."""
    if text.casefold() in {pattern.casefold() for pattern in names.patterns}:
        return True
    match = _ID.fullmatch(text)
    if match is None:
        return False
    beginnings = [{re.sub(r"\d.*", "", id_).casefold() for id_ in ids} for ids in (names.patterns, names.claims)]
    return match[1].casefold() in beginnings[0] - beginnings[1]
