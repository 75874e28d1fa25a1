"""Ten talks of our own making with the names in them marked, and how many of these suggestions find.

python tests/pseudonyms/talks.py            # ours
python tests/pseudonyms/talks.py --deduce   # deduce beside it, where it is installed
"""

# ruff: noqa: T201

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from cmo_eval.pseudonyms.finding import Finder, Name, Spot
from cmo_eval.pseudonyms.suggesting import Turn, asked, suggested
from cmo_eval.transcripts.speakers import tells_no_name
from cmo_eval.transcripts.transcript import parse

_MARK = re.compile(r"\{([pol]):([^{}|]*)(?:\|([^{}]*))?\}")
KINDS = {"p": "people", "o": "organisations", "l": "places"}


@dataclass
class Talk:
    """A talk, its language, and where names stand in it: kind, first character and the one behind the last."""

    id: str
    language: str
    text: str
    names: list[tuple[str, int, int]] = field(default_factory=list)


def talks() -> list[Talk]:
    """The ten of them."""
    found: list[Talk] = []
    content = (Path(__file__).with_name("talks.txt")).read_text("utf-8")
    for part in content.split("\n= ")[1:]:
        head, _, body = part.partition("\n")
        talk = Talk(*head.split(), text="")
        at = 0
        body = body.strip("\n") + "\n"
        for match in _MARK.finditer(body):
            talk.text += body[at : match.start()]
            shown, core = match[2], match[3] or match[2]
            start = len(talk.text) + shown.index(core)
            talk.names.append((match[1], start, start + len(core)))
            talk.text += shown
            at = match.end()
        talk.text += body[at:]
        found.append(talk)
    return found


def turns(some: Iterable[Talk]) -> list[Turn]:
    """Their lines, as suggestions are made from."""
    return [
        Turn(talk.id, line.number, line.label or "", talk.text[line.words : line.end])
        for talk in some
        for line in parse(talk.text).lines
    ]


@dataclass
class Score:
    """Names found, asked about (they stay until somebody says what they are), missed; and what was no name."""

    found: int = 0
    asked: int = 0
    missed: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)

    def row(self, who: str, what: str) -> str:
        """A row of the table in the documentation."""
        total = self.found + self.asked + len(self.missed)
        return f"| {what} | {who} | {total} | {self.found} | {self.asked} | {len(self.missed)} | {len(self.beyond)} |"


def score(some: Iterable[Talk], spans: dict[str, list[tuple[int, int, bool]]]) -> Score:
    """Whether each letter of each name is covered by what was found (True: replaced; False: asked about)."""
    result = Score()
    for talk in some:
        covered = {at: sure for start, end, sure in spans[talk.id] for at in range(start, end)}
        held = set()
        for _, start, end in talk.names:
            letters = [at for at in range(start, end) if talk.text[at].isalnum()]
            held.update(letters)
            if letters[-1] not in covered and talk.text[letters[-1]] == "s":
                letters.pop()  # of a genitive
            if all(covered.get(at) for at in letters):
                result.found += 1
            elif all(at in covered for at in letters):
                result.asked += 1
            else:
                result.missed.append(f"{talk.id}: {talk.text[start:end]}")
        for start, end, sure in spans[talk.id]:
            if sure and not held.intersection(range(start, end)):
                result.beyond.append(f"{talk.id}: {talk.text[start:end]}")
    return result


def ours(some: list[Talk], *, deduce: bool = False) -> tuple[dict[str, list[tuple[int, int, bool]]], list[str]]:
    """What our suggestions find, all of them accepted as they come, and the rows of which no form is a name."""
    lines = turns(some)
    rows = suggested(lines, Finder([]))
    if deduce:
        from cmo_eval.pseudonyms.deduce import asker

        rows += asked(lines, asker(), Finder([]), rows)
    names = [Name(f"Zz{number}", one.forms, one.kind, row=number) for number, one in enumerate(rows, 1)]
    finder = Finder(names)
    spans: dict[str, list[tuple[int, int, bool]]] = {}
    used: set[int] = set()
    for talk in some:
        hits = [hit for hit in finder.found(talk.text, Spot(talk.id, line=1)) if hit.doubt != "capitals"]
        spans[talk.id] = [(hit.start, hit.end, hit.new is not None) for hit in hits]
        real = {at for _, start, end in talk.names for at in range(start, end)}
        used |= {name.row for hit in hits if real.intersection(range(hit.start, hit.end)) for name in hit.names}
    return spans, [", ".join(name.forms) for name in names if name.row not in used]


def theirs(some: list[Talk], *, whole: bool) -> dict[str, list[tuple[int, int, bool]]]:
    """What deduce finds of people, places and institutions: in whole talks, or sentence by sentence."""
    from importlib import import_module

    program = import_module("deduce").Deduce()
    kinds = {"persoon", "patient", "locatie", "ziekenhuis", "zorginstelling", "instelling"}
    spans: dict[str, list[tuple[int, int, bool]]] = {}
    for talk in some:
        ends = [0, *([] if whole else [m.end() for m in re.finditer(r"[.?!]\s+|\n", talk.text)]), len(talk.text)]
        spans[talk.id] = [
            (start + one.start_char, start + one.end_char, True)
            for start, end in pairwise(ends)
            if talk.text[start:end].strip()
            for one in program.deidentify(talk.text[start:end]).annotations
            if one.tag in kinds
        ]
    return spans


def main() -> None:
    """Print the table, and what was missed and too much."""
    ten = talks()
    by_language = {"Dutch": [t for t in ten if t.language == "nl"], "English": [t for t in ten if t.language == "en"]}
    found, refused = ours(ten)
    ways = {"our suggestions": found}
    if "--deduce" in sys.argv:
        ways["deduce, whole talks"] = theirs(ten, whole=True)
        ways["deduce, sentence by sentence"] = theirs(ten, whole=False)
        ways["both"], more = ours(ten, deduce=True)
        print("rows that are no names, with deduce:", len(more))
    print(
        "| talks | found by | names | found | asked | missed | too much |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for what, some in by_language.items():
        for who, spans in ways.items():
            print(score(some, spans).row(who, what))
    total = score(ten, found)
    print("missed:", *total.missed, sep="\n  ")
    print("too much:", *total.beyond, sep="\n  ")
    print("rows that are no names:", *refused, sep="\n  ")


if __name__ == "__main__":
    assert tells_no_name("INT")
    main()
