"""What the program says in Dutch and in English, from the YAML files of this folder; knows no evaluation.

Each key stands in one file, with its words in both languages. A `Phrase` is a sentence that is not yet said: a key and
its values. Verdicts carry phrases, so that the terminal can say them in English and a report in the evaluation's own
language. Messages that are said in English only, such as findings and errors, stand beside what finds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from cmo_eval.deferred import dataclass

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

FILES: Mapping[str, tuple[str, ...]] = {
    "words": (),
    "verdicts": (
        *(f"v{number}" for number in range(1, 9)),
        *("heard", "remarked", "remark", "missing", "left_out", "lacks", "preliminary", "confidence", "configuration"),
        *("change", "test_means", "why_shown", "rules"),
    ),
    "ladder": ("ladder", "next", "rung", "standing"),
    "report": ("html", "month", "report"),
    "rameses": ("rameses", "accepted"),
    "workbook": ("book", "column", "sheet"),
    "pictures": ("picture",),
    "trace": ("trace",),
    "coding_table": ("coding_table", "coding_sheet"),
    "source_table": ("source_table",),
    "matrix": ("matrix",),
    "compare": ("compare",),
    "solving": ("solving",),
    "sampling": ("sampling",),
    "difference": ("difference",),
    "guide": ("guide",),
    "brief": ("brief",),
    "site": ("site",),
    "portfolio": ("synthesis", "portfolio"),
    "pseudonyms": ("pseudonym",),
}
"""The files, and how the keys in each begin; all other keys stand in `words.yaml`."""

_FILE_OF = {begin: file for file, begins in FILES.items() for begin in begins}


@cache
def read(file: str) -> Mapping[str, Mapping[str, str]]:
    """The words of one file by language and key."""
    import yaml  # noqa: PLC0415 - what says nothing in two languages needs no words

    content = Path(__file__).with_name(f"{file}.yaml").read_text(encoding="utf-8")
    # each entry is five scalars: key, en, its words, nl, its words; the events tell them in half the time of a load
    scalars = [event.value for event in yaml.parse(content, yaml.CSafeLoader) if isinstance(event, yaml.ScalarEvent)]
    keys = scalars[::5]
    return {"en": dict(zip(keys, scalars[2::5], strict=True)), "nl": dict(zip(keys, scalars[4::5], strict=True))}


@cache
def words(key: str, language: str) -> str:
    """The words of a key; only the file that holds it is read.

    Raises:
        KeyError: there is no such key.
    """
    return read(_FILE_OF.get(key.partition(".")[0], "words"))[language][key]


def keys() -> list[str]:
    """All keys there are; this reads every file."""
    return [key for file in FILES for key in read(file)["en"]]


@dataclass(frozen=True)
class Phrase:
    """A sentence by its key, with its values; a value that is itself a phrase, or a list, is said in turn."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The sentence in that language."""
        return say(self, language)


def phrase(key: str, **values: Any) -> Phrase:
    """A phrase by a key that must exist."""
    return Phrase(key, values)


def say(what: Any, language: str = "en") -> str:
    """Any value in that language: a phrase, a list of values, or anything that has a text."""
    if isinstance(what, Phrase):
        values = {name: say(value, language) for name, value in what.values.items()}
        return words(what.key, language).format_map(values)
    if isinstance(what, list | tuple):
        said = [say(part, language) for part in what]
        if len(said) < 2:
            return "".join(said)
        return ", ".join(said[:-1]) + f" {words('and', language)} {said[-1]}"
    return str(what)


def label(key: str, language: str = "en") -> str:
    """A word or heading; a key that does not exist stands for itself, such as a user's own name."""
    try:
        return words(key, language)
    except KeyError:
        return key


def count(number: int, noun: str, language: str = "en") -> str:
    """A number with its noun in singular or plural, such as `1 voice` or `3 voices`."""
    return f"{number} {words(noun if number == 1 else noun + '.many', language)}"


def counted(number: int, noun: str) -> Phrase:
    """The same as a phrase, to be said later."""
    return Phrase(
        "counted.one" if number == 1 else "counted.many",
        {"n": number, "noun": Phrase(noun if number == 1 else noun + ".many")},
    )
