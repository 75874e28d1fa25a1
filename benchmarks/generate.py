# ruff: noqa: E501 - lines of YAML
"""Writes an evaluation of any size, valid and with every kind of reference, the same for the same numbers.

Half of the claims have a person's decision, so that the rules that weigh evidence run as well; what refutes those is set
aside in them by id.

python benchmarks/generate.py DIR --patterns 10000            # many small files
python benchmarks/generate.py DIR --citations 100000 --sources 500   # long lists of citations
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

GROUPS = ("internal", "participants", "dropouts", "non-participants")
KINDS = ("key_actor", "focus_group", "case_interview", "interview", "document")
QUALITIES = ("report", "observation", "observation", "documented", "opinion")
STANCES = ("supports", "supports", "supports", "nuances")
SECOND_CODERS = ("CD", "EF")
REFUTES_EACH, REFUTES_FIRST = 50, 7
"""Of the citations about a claim, every 50th refutes it, from the 8th on."""
PARTS = ("context", "resource", "reasoning", "outcome")
WORDS = [
    "coach",
    "board",
    "team",
    "plan",
    "scan",
    "ward",
    "client",
    "office",
    "budget",
    "visit",
    "meeting",
    "trust",
    "rule",
    "doubt",
    "change",
    "question",
    "answer",
    "morning",
    "evening",
    "report",
    "list",
    "neighbour",
    "manager",
    "nurse",
    "volunteer",
    "council",
    "agreement",
    "handover",
    "roster",
]

EVALUATION = """\
schema: 1
id: benchmark
title: A generated evaluation
language: en
programme: {name: Generated}
questions: {Q1: What works?, Q2: For whom?}
groups: {internal: Internal, participants: Participants, dropouts: Dropouts, non-participants: Others}
team: {AB: researcher, CD: second reader, EF: distance}
frameworks: {frame: {start: Start, process: Process}}
"""


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(number))


def generate(  # noqa: PLR0913 - a number for each kind of file
    root: Path,
    *,
    claims: int = 8,
    patterns: int = 40,
    cases: int = 4,
    sources: int = 20,
    citations: int = 200,
    seed: int = 1,
    texts: int = 0,
    second_coders: int = 0,
) -> None:
    """Write the evaluation into `root`; the numbers are files of each kind, and citations in all.

    With `texts` each source has a transcript of at least so many characters, in which its citations stand; with
    `second_coders` so many people coded all of it again, and see an eighth of it differently.
    """
    chance = random.Random(seed)  # noqa: S311 - the same files for the same seed
    for folder in ("claims", "patterns", "cases", "sources"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    _write(root / "evaluation.yaml", EVALUATION + ("texts: texts\n" if texts else ""))
    if texts:
        (root / "texts").mkdir(exist_ok=True)
    codes = "".join(
        f"  - {{id: code{number}, label: Code {number}, kind: theme, use: of {number}}}\n" for number in range(20)
    )
    _write(root / "codebook.yaml", "version: 1\ncodes:\n" + codes)
    of_claim = [[f"P{number}" for number in range(claim, patterns, claims)] for claim in range(claims)]
    for claim in range(claims):
        refuters = range(claim + REFUTES_FIRST * claims, citations, REFUTES_EACH * claims)
        aside = [f"S{number % sources}-{number:06d}" for number in refuters]
        _write(root / f"claims/C{claim}-generated.yaml", _claim(chance, claim, of_claim[claim], aside))
    for pattern in range(patterns):
        _write(root / f"patterns/P{pattern}-generated.yaml", _pattern(chance, pattern))
    for case in range(cases):
        opened = f"opened_by: [S{case % citations % sources}-{case % citations:06d}]\n" if citations and sources else ""
        text = f"id: K{case}\ntitle: Case {case}\n{opened}summary: {_words(chance, 12)}\nframework:\n  frame.start: {_words(chance, 6)}\n"
        _write(root / f"cases/K{case}-generated.yaml", text)
    for source in range(sources):
        kind = KINDS[source % len(KINDS)]
        case = f"case: K{source // len(KINDS) % cases}\n" if kind == "case_interview" and cases else ""
        people = "".join(f"  - {{id: r{person}, role: manager, consent: quote}}\n" for person in range(4))
        group = GROUPS[(source // len(KINDS) + source // 8) % len(GROUPS)]
        reference = f"reference: {{title: Source {source}}}\n" if kind == "document" else ""
        transcript = f"text: S{source}.txt\n" if texts else ""
        text = f"id: S{source}\nkind: {kind}\ntitle: Source {source}\ndate: 2024-01-10\ngroup: {group}\n{case}{reference}participants:\n{people}{transcript}"
        _write(root / f"sources/S{source}.yaml", text)
        mine = range(source, citations, sources)
        if mine:
            shown = max(1, -(-patterns // max(1, citations)))
            entries = "".join(_citation(chance, source, number, of_claim, shown) for number in mine)
            _write(
                root / f"sources/S{source}.citations.yaml",
                f"coder: AB\ndefaults: {{verbatim: true}}\ncitations:\n{entries}",
            )
        for coder in SECOND_CODERS[:second_coders] if mine else ():
            again = "".join(_again(chance, source, number, claims) for number in mine)
            _write(root / f"sources/S{source}.citations.{coder}.yaml", f"coder: {coder}\ncitations:\n{again}")
        if texts:
            quotes = re.findall(r"quote: >-\n      (.*)\n    speaker: (r\d)", entries if mine else "")
            _write(root / f"texts/S{source}.txt", _transcript(chance, quotes, texts))
    if not claims:
        return
    grounds = ", ".join(f"C{claim}" for claim in range(claims))
    answers = "".join(
        f"  {question}: {{text: {_words(chance, 8)}, rests_on: [{grounds}], limits: few were heard}}\n"
        for question in ("Q1", "Q2")
    )
    _write(root / "conclusions.yaml", "answers:\n" + answers)


def _transcript(chance: random.Random, quotes: list[tuple[str, str]], least: int) -> str:
    """Turns with the quotes in them, in their order, among others."""
    turns = [f"{speaker}: {_words(chance, 9)} {quote} {_words(chance, 7)}.\n" for quote, speaker in quotes]
    size, number = sum(map(len, turns)), 0
    while size < least:
        turn = f"r{number % 4}: {_words(chance, 30)}.\n"
        turns.insert(chance.randrange(len(turns) + 1), turn)
        size, number = size + len(turn), number + 1
    return "".join(turns)


def _claim(chance: random.Random, number: int, patterns: list[str], aside: list[str]) -> str:
    decision = (
        "decisions:\n  - verdict: holds\n    version: 1\n    by: AB\n    date: 2024-03-01\n    second_reader: CD\n"
        f"    rationale: {_words(chance, 20)}\n    sets_aside: [{', '.join(aside)}]\n"
    )
    return (
        f"id: C{number}\ntitle: Claim {number}\nquestions: [Q1, Q2]\nfor: [internal, participants]\n"
        f"versions:\n  - version: 1\n    date: 2024-01-01\n    statement: >-\n      {_words(chance, 15)}\n"
        "criteria:\n  researchable: seen by many\n  refutable: when few saw it\n  relevant: part of the programme\n"
        f"  addressed: those who decide\nmechanisms: [{', '.join(patterns)}]\n"
        "intended: to make it work\nrivals:\n  - something else\n"
        "checks:\n  - {step: test, by: CD, date: 2024-02-02}\n  - {step: distance, by: EF, date: 2024-02-03}\n"
        "disconfirming_search: {by: AB, date: 2024-02-01, where: in all talks, found: a little}\n"
        f"{decision if number % 2 == 0 and aside else ''}"
    )


def _pattern(chance: random.Random, number: int) -> str:
    return (
        f"id: P{number}\ntitle: Pattern {number}\nintervention: {_words(chance, 5)}\ncontext:\n  - {_words(chance, 6)}\n"
        f"  - {_words(chance, 6)}\nactor: manager\nresource: >-\n  {_words(chance, 14)}\nreasoning: >-\n  {_words(chance, 14)}\n"
        f"outcome: {{text: {_words(chance, 6)}, intended: true, direction: positive}}\nretroduction: >-\n  it explains what was seen in {number} since nothing else was there that could\nother_influences: [a new law]\n"
    )


def _citation(chance: random.Random, source: int, number: int, of_claim: list[list[str]], many: int) -> str:
    """A citation that shows `many` patterns of its claim, so that all together show each pattern."""
    claim = number % len(of_claim)
    patterns = of_claim[claim]
    refutes = number // len(of_claim) % REFUTES_EACH == REFUTES_FIRST
    stance = "refutes" if refutes else chance.choice(STANCES)
    turn = number // len(of_claim) * many
    mine = [patterns[(turn + step) % len(patterns)] for step in range(many)] if patterns else []
    parts = f"parts: [{', '.join(PARTS)}]"
    evidence = [f"{{{stance}: C{claim}, pattern: {pattern}, {parts}}}" for pattern in mine] or [
        f"{{{stance}: C{claim}}}"
    ]
    shown = "".join(f"      - {one}\n" for one in evidence)
    return (
        f"  - id: S{source}-{number:06d}\n    quote: >-\n      {_words(chance, 18)} {number}\n"
        f"    speaker: r{number % 4}\n    at: {{line: {number % 400 + 1}}}\n    quality: {chance.choice(QUALITIES)}\n"
        f"    evidence:\n{shown}    codes: [code{number % 20}]\n"
    )


def _again(chance: random.Random, source: int, number: int, claims: int) -> str:
    """What a second coder made of a citation."""
    claim = number % claims
    stance = "nuances" if chance.random() < 0.125 else "supports"
    code = chance.randrange(20) if chance.random() < 0.125 else number % 20
    return (
        f"  - id: S{source}-{number:06d}\n    quality: {chance.choice(QUALITIES)}\n"
        f"    evidence: [{{{stance}: C{claim}}}]\n    codes: [code{code}]\n"
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    for name, default in (
        ("claims", 8),
        ("patterns", 40),
        ("cases", 4),
        ("sources", 20),
        ("citations", 200),
        ("seed", 1),
        ("texts", 0),
        ("second-coders", 0),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = vars(parser.parse_args())
    generate(given.pop("directory"), **given)
