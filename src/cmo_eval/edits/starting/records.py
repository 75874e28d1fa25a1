"""New claims, patterns, cases and sources, with comments that say what goes where."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable

KINDS = ("claim", "pattern", "case", "source")

_PREFIXES = {"claim": "C", "pattern": "P", "case": "K"}
SOURCE_PREFIXES = {
    "key_actor": "KA",
    "focus_group": "FG",
    "group_interview": "GI",
    "case_interview": "CI",
    "interview": "IN",
    "informal": "IF",
    "document": "DOC",
    "observation": "OB",
    "research": "R",
}

_CLAIM = """\
# A claim about the programme. `cmo-eval schema claim` lists all keys, `cmo-eval verify {id} --explain` weighs it.
id: {id}
title: {title}
kind: claim                 # claim (+), concern (-) or issue (contested)
questions: [{questions}]
for: [{groups}]             # address groups that the answer is for
# origin: [KA1]             # sources it came from: what they say in its favour does not count
# intended: what the programme meant to do here
versions:                   # append-only; a new wording is a new version
  - version: 1
    statement: {title}
    why: first wording
criteria: {{}}                # a text means: met, because ...; or {{met: false, why: ...}}
  # researchable: who can have seen whether it is so
  # refutable: what would refute it
  # relevant: how it bears on the instrument that is evaluated
  # addressed: who wants to know
mechanisms: []              # ids of patterns, such as [P01]
# rivals:
#   - another explanation that was considered
# disconfirming_search: {{by: AB, date: 2025-02-20, where: ..., found: ...}}
# decisions:
#   - verdict: nuanced      # holds, nuanced, rejected, transformed or undecided
#     version: 1
#     by: AB
#     date: 2025-03-20
#     second_reader: CD
#     rationale: why, with the evidence that is set aside named below
#     sets_aside: []
"""

_PATTERN = """\
# If <context>, then <resource> leads <actor> to <reasoning>, resulting in <outcome>.
id: {id}
title: {title}
# intervention: what the programme did
# context:
#   - in which circumstances
# actor: whose reasoning changes
# resource: what is offered
# reasoning: what that changes in how the actor thinks
# outcome: {{text: what comes of it, intended: true, direction: positive}}
# leads_to: []              # patterns of whose context this outcome is part
# contrasts_with: []
# retroduction: why this mechanism explains the outcome
"""

_CASE = """\
id: {id}
title: {title}
kind: case_study            # case_study, programme or practice_example
# opened_by: [FG1-003]      # the question or issue that called for it
# attributes: {{sector: ..., region: ..., size: ...}}
# summary: what the case is about
"""

_SOURCE = """\
# Who was heard or what was read. People by a code and a role, never by name.
id: {id}
kind: {kind}
title: {title}
# date: 2025-01-20
# group: participants       # the group that speaks; one that is only written about does not
# case: K1                  # sources of one case are one voice
# participants:
#   - {{id: r1, role: director, group: participants, consent: quote}}   # or background, or withdrawn
# text: {id}.txt
"""

_CITATIONS = """\
# What was coded in {id}. `defaults` hold for what a citation leaves out.
# coder: AB
defaults: {{verbatim: true, quality: observation}}
citations: []
#  - id: {id}-001
#    quote: >-
#      the words, cuts as […]
#    speaker: r1
#    at: {{line: 12}}
#    quality: observation   # opinion, report, observation or documented
#    evidence:
#      - {{supports: C1, pattern: P01, parts: [resource, reasoning]}}
#    codes: []
"""


def next_id(kind: str, taken: Iterable[str], source_kind: str = "interview") -> str:
    """The next free id of its kind: one more than the highest, as wide as the others are written."""
    prefix = SOURCE_PREFIXES[source_kind] if kind == "source" else _PREFIXES[kind]
    numbers = [match[1] for id_ in taken if (match := re.fullmatch(rf"{prefix}(\d+)", id_))]
    width = max((len(number) for number in numbers), default=2 if kind == "pattern" else 1)
    return f"{prefix}{max((int(number) for number in numbers), default=0) + 1:0{width}d}"


def record_files(
    kind: str,
    id_: str,
    title: str,
    *,
    source_kind: str = "interview",
    questions: Iterable[str] = (),
    groups: Iterable[str] = (),
) -> dict[str, str]:
    """The files of a new record, by their path with `/`: one, and for a source also that of its citations."""
    quoted = json.dumps(title, ensure_ascii=False)
    if kind == "source":
        return {
            f"sources/{id_}.yaml": _SOURCE.format(id=id_, kind=source_kind, title=quoted),
            f"sources/{id_}.citations.yaml": _CITATIONS.format(id=id_),
        }
    template = {"claim": _CLAIM, "pattern": _PATTERN, "case": _CASE}[kind]
    text = template.format(id=id_, title=quoted, questions=", ".join(questions), groups=", ".join(groups))
    return {f"{kind}s/{id_}{_slug(title)}.yaml": text}


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:6]
    return ("-" + "-".join(words))[:60].rstrip("-") if words else ""
