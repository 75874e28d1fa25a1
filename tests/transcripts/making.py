"""Texts like transcripts, made anew from a seed, with sentences of which it is known where they stand."""

# ruff: noqa: S311, SIM905 - the same text for the same seed

from __future__ import annotations

import random
from typing import NamedTuple

from cmo_eval.transcripts.anchoring import nearest_to

_FUNCTION = """de het een en van in op voor met dat die is was niet maar ook naar bij aan om te er we wij zij ze ik hij
 u je als dan toen nog al wel geen the and of to a that with it not but also they we""".split()
_SYLLABLES = """ba be bo da de di do fa ge go ha he ie ja ka ke ko la le li lo ma me mi mo na ne ni no pa pe ra re ri ro
 sa se so ta te ti to va ve wa we zo za oo aa ee ui ij ou eu ing lijk heid schap tie ver ont be straat groep werk huis
 land""".split()
_LETTERS = "abcdefghijklmnopqrstuvwxyz "
_CUTS = ("[...]", "[…]", "(...)", "(…)", "[ ... ]")


class Sentence(NamedTuple):
    """A sentence and where it stands in its text."""

    words: str
    start: int
    end: int


def find(prepared, quote, near=None):
    """Where the quote stands; None where it does not, or where that is in doubt."""
    anchor = nearest_to(prepared, quote, near)
    return anchor if anchor is not None and anchor.sure else None


def vocabulary(seed: int, size: int = 2500) -> list[str]:
    """Words of four letters or more that look like Dutch."""
    chance = random.Random(seed)
    words: set[str] = set()
    while len(words) < size:
        word = "".join(chance.choices(_SYLLABLES, k=chance.choice([2, 2, 3, 3, 4])))
        if 4 <= len(word) <= 16:
            words.add(word)
    return sorted(words)


def sentence(chance: random.Random, words: list[str]) -> str:
    """A sentence of 8 to 22 words, with commas, a figure or words between typographic quotes here and there."""
    said: list[str] = []
    for _ in range(chance.randint(8, 22)):
        word = chance.choice(_FUNCTION) if chance.random() < 0.45 else chance.choice(words)
        if chance.random() < 0.06:
            word += ","
        elif chance.random() < 0.03:
            word = f"“{word}”"
        elif chance.random() < 0.02:
            word = str(chance.randint(2, 99))
        said.append(word)
    return " ".join(said).rstrip(",").capitalize() + chance.choice(["."] * 8 + ["?", "!"])


def transcript(size: int, seed: int) -> tuple[str, list[Sentence]]:
    """A transcript of at least that many characters, and its sentences."""
    chance, words = random.Random(seed), vocabulary(7)
    parts: list[str] = []
    sentences: list[Sentence] = []
    at = 0
    while at < size:
        time = f" [0:{chance.randint(0, 59):02d}:{chance.randint(0, 59):02d}]" if chance.random() < 0.7 else ""
        turn = f"R{chance.randint(1, 6)}{time}: "
        for number in range(chance.randint(1, 5)):
            turn += " " if number else ""
            words_said = sentence(chance, words)
            sentences.append(Sentence(words_said, at + len(turn), at + len(turn) + len(words_said)))
            turn += words_said
        turn += "\n"
        if chance.random() < 0.03:
            turn += f"[p. {chance.randint(1, 99)}]\n"
        parts.append(turn)
        at += len(turn)
    return "".join(parts), sentences


def corrupted(words: str, chance: random.Random, share: float = 0.05) -> str:
    """The words with that share of their characters replaced, gone, or followed by one too many."""
    out: list[str] = []
    for letter in words:
        kind = chance.random() if chance.random() < share else 1.0
        if kind == 1.0:
            out.append(letter)
        elif kind < 0.5:
            out.append(chance.choice(_LETTERS))
        elif kind >= 0.75:
            out += [letter, chance.choice(_LETTERS)]
    return "".join(out)


def cut(words: str, chance: random.Random) -> str:
    """The words with some of them left out, and straight quotation marks."""
    said = words.replace("“", '"').replace("”", '"').split(" ")
    if len(said) > 9:
        start = chance.randint(2, len(said) - 4)
        said[start : chance.randint(start + 1, len(said) - 2)] = [chance.choice(_CUTS)]
    return " ".join(said)


def typeset(text: str, sentences: list[Sentence], chance: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """The text broken over lines, with words hyphenated at their ends, and where its sentences stand now."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at = done = 0
    for one in sentences:
        parts.append(text[done : one.start])
        at += one.start - done
        words = []
        for word in one.words.split(" "):
            if len(word) > 7 and word.isalpha() and chance.random() < 0.15:
                place = chance.randint(3, len(word) - 3)
                words.append(f"{word[:place]}-\n{word[place:]}")
            else:
                words.append(word)
        broken = words[0]
        for word in words[1:]:
            broken += (chance.choice(["\n", "  ", " \n"]) if chance.random() < 0.15 else " ") + word
        parts.append(broken)
        places.append((at, at + len(broken)))
        at += len(broken)
        done = one.end
    return "".join([*parts, text[done:]]), places


def another(words: str, chance: random.Random, strange: list[str]) -> str:
    """Another sentence, which shares with this one all words but one or two."""
    said = words.split(" ")
    long = [place for place, word in enumerate(said) if len(word.strip("“”,.!?")) >= 4]
    for place in chance.sample(long, min(len(long), max(1, len(said) // 8))):
        said[place] = chance.choice(strange)
    return " ".join(said)
