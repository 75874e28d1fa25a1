"""What the program says in Dutch and in English; knows no evaluation.

A `Phrase` is a sentence that is not yet said: a key and its values. Verdicts carry phrases, so that the
terminal can say them in English and a report in the evaluation's own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cmo_eval.messages.columns import catalogue
from cmo_eval.messages.english import ENGLISH
from cmo_eval.messages.nederlands import NEDERLANDS

Language = Literal["nl", "en"]
LANGUAGES: Mapping[str, Mapping[str, str]] = {"nl": NEDERLANDS | catalogue(1), "en": ENGLISH | catalogue(0)}


@dataclass(frozen=True)
class Phrase:
    """A sentence by its key, with its values; a value that is itself a phrase, or a list, is said in turn."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The sentence in that language."""
        return say(self, language)


def phrase(key: str, **values: Any) -> Phrase:
    """A phrase of the catalogues; the key must stand in each of them."""
    return Phrase(key, values)


def say(what: Any, language: str = "en") -> str:
    """Any value in that language: a phrase, a list of values, or anything that has a text."""
    if isinstance(what, Phrase):
        words = {name: say(value, language) for name, value in what.values.items()}
        return LANGUAGES[language][what.key].format_map(words)
    if isinstance(what, list | tuple):
        said = [say(part, language) for part in what]
        if len(said) < 2:
            return "".join(said)
        return ", ".join(said[:-1]) + f" {LANGUAGES[language]['and']} {said[-1]}"
    return str(what)


def label(key: str, language: str = "en") -> str:
    """A word or heading of the catalogues; a key that is not in them stands for itself, such as a user's own name."""
    return LANGUAGES[language].get(key, key)


def count(number: int, noun: str, language: str = "en") -> str:
    """A number with its noun in singular or plural, such as `1 voice` or `3 voices`."""
    words = LANGUAGES[language]
    return f"{number} {words[noun] if number == 1 else words[noun + '.many']}"


def counted(number: int, noun: str) -> Phrase:
    """The same as a phrase, to be said later."""
    return Phrase(
        "counted.one" if number == 1 else "counted.many",
        {"n": number, "noun": Phrase(noun if number == 1 else noun + ".many")},
    )
