# ruff: noqa: E501 - lines of YAML
"""Writes an evaluation with one long transcript in which thousands of quotes are coded, the same for the same numbers.

python benchmarks/coded.py DIR                         # 300 kB with 5,000 codings
python benchmarks/coded.py DIR --others 5000           # and 5,000 citations from other talks

The words are made of syllables that look Dutch and mean nothing. Quotes are 4 to 12 words of one turn, at places drawn
evenly over the text, so that they overlap as those of a diligent team do; each says where it stands, and the source has the digest of its text, as when `text import` brought it in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import GROUPS, PARTS, QUALITIES, STANCES, generate

SOURCE = "T1"
EACH = 250  # citations of another talk
CODES, CLAIMS, PATTERNS, PEOPLE = 20, 8, 40, 4
AROUND = 32  # characters before and after a quote
ONSETS = [
    "b",
    "bl",
    "br",
    "d",
    "dr",
    "f",
    "fr",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "sch",
    "sl",
    "sp",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
    "zw",
]
VOWELS = ["a", "aa", "e", "ee", "i", "ie", "ij", "o", "oe", "oo", "ou", "u", "ui", "eu", "ei"]
CODAS = ["d", "f", "g", "k", "l", "lk", "m", "n", "nd", "ng", "nt", "p", "r", "rk", "rt", "s", "st", "t", "cht"]


@dataclass(frozen=True)
class Coding:
    """A passage and its code: `start` and `end` count characters of the text from 0."""

    start: int
    end: int
    code: str


@dataclass(frozen=True)
class Coded:
    """The transcript as written, and what is coded in it, in the order of the text."""

    text: str
    codings: tuple[Coding, ...]


def vocabulary(chance: random.Random, number: int) -> list[str]:
    """Words of one to three syllables, each of them once."""
    words: dict[str, None] = {}
    while len(words) < number:
        syllables = (chance.choice(ONSETS) + chance.choice(VOWELS) for _ in range(chance.choice((1, 1, 2, 2, 3))))
        words["".join(syllables) + chance.choice(CODAS)] = None
    return list(words)


def transcript(chance: random.Random, size: int) -> tuple[str, list[list[tuple[int, int]]]]:
    """A talk of at least `size` characters, and of each turn where its words start and end."""
    words = vocabulary(chance, 3000)
    often = [1 / (rank + 8) for rank in range(len(words))]  # few words are most of what is said
    parts: list[str] = []
    turns: list[list[tuple[int, int]]] = []
    at = 0

    def say(text: str) -> None:
        nonlocal at
        parts.append(text)
        at += len(text)

    while at < size:
        say(f"r{len(turns) % PEOPLE}:")
        places = []
        for _ in range(chance.randint(2, 6)):
            sentence = chance.choices(words, often, k=chance.randint(6, 14))
            for number, word in enumerate(sentence):
                say(" ")
                places.append((at, at + len(word)))
                say(word if number else word.capitalize())
            say(".")
        say("\n")
        turns.append(places)
    return "".join(parts), turns


def passages(chance: random.Random, turns: list[list[tuple[int, int]]], many: int) -> dict[tuple[int, int], int]:
    """So many passages of a talk, each in one turn, with the number of that."""
    spans: dict[tuple[int, int], int] = {}
    while len(spans) < many:
        turn = chance.randrange(len(turns))
        words = chance.randint(4, 12)
        first = chance.randrange(len(turns[turn]) - 3)
        last = min(first + words, len(turns[turn])) - 1
        spans[turns[turn][first][0], turns[turn][last][1]] = turn
    return spans


def coded(root: Path, *, size: int = 300_000, codings: int = 5000, others: int = 0, seed: int = 1) -> Coded:
    """Write the evaluation into `root`: the transcript of `SOURCE` and its citations, and `others` of other talks."""
    generate(root, claims=CLAIMS, patterns=PATTERNS, citations=0, sources=0, seed=seed, texts=1)
    chance = random.Random(seed)  # noqa: S311 - the same files for the same seed
    made = _talk(root, chance, SOURCE, size, codings)
    for number in range(-(-others // EACH)):
        many = min(EACH, others - number * EACH)
        _talk(root, chance, f"T{number + 2}", many * size // codings, many)
    return made


def _talk(root: Path, chance: random.Random, source: str, size: int, codings: int) -> Coded:
    """Write a talk with its transcript and its citations."""
    text, turns = transcript(chance, size)
    spans = passages(chance, turns, codings)
    made = []
    entries = []
    for number, ((start, end), turn) in enumerate(sorted(spans.items()), 1):
        made.append(Coding(start, end, f"code{chance.randrange(CODES)}"))
        entries.append(_citation(chance, text, f"{source}-{number:04d}", turn, made[-1]))
    people = "".join(f"  - {{id: r{person}, role: manager, consent: quote}}\n" for person in range(PEOPLE))
    files = {
        f"texts/{source}.txt": text,
        f"sources/{source}.yaml": f"id: {source}\nkind: focus_group\ntitle: Talk {source}\ndate: 2024-01-11\ngroup: {chance.choice(GROUPS)}\ntext: {source}.txt\ntext_sha256: {hashlib.sha256(text.encode()).hexdigest()}\nparticipants:\n{people}",
        f"sources/{source}.citations.yaml": "coder: AB\ndefaults: {verbatim: true}\ncitations:\n" + "".join(entries),
    }
    for path, content in files.items():
        (root / path).write_text(content, encoding="utf-8", newline="\n")
    return Coded(text, tuple(made))


def _citation(chance: random.Random, text: str, id_: str, turn: int, coding: Coding) -> str:
    start, end = coding.start, coding.end
    claim = chance.randrange(CLAIMS)
    pattern = claim + CLAIMS * chance.randrange(PATTERNS // CLAIMS)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return (
        f"  - id: {id_}\n    quote: {json.dumps(text[start:end])}\n    speaker: r{turn % PEOPLE}\n    at: {{line: {turn + 1}}}\n"
        f"    selector: {{start: {start}, end: {end}, prefix: {json.dumps(before)}, suffix: {json.dumps(after)}}}\n"
        f"    quality: {chance.choice(QUALITIES)}\n"
        f"    evidence:\n      - {{{chance.choice(STANCES)}: C{claim}, pattern: P{pattern}, parts: [{chance.choice(PARTS)}]}}\n"
        f"    codes: [{coding.code}]\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    for name, default in (("size", 300_000), ("codings", 5000), ("others", 0), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = vars(parser.parse_args())
    coded(given.pop("directory"), **given)
