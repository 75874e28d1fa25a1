"""The smallest evaluation in which nothing is found, file by file."""

from __future__ import annotations

MINIMAL = {
    "evaluation.yaml": """\
schema: 1
id: demo
title: A small evaluation
language: en
programme: {name: The programme}
questions: {Q1: Does it work?}
groups: {staff: The staff, users: The users}
team: {AB: researcher, CD: researcher, EF: adviser}
""",
    "claims/C1-value.yaml": """\
id: C1
title: Value comes first
questions: [Q1]
for: [staff]
versions:
  - {version: 1, statement: Value came before cost.}
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
""",
    "patterns/P1-scan.yaml": """\
id: P1
title: The scan reveals
context: a hidden problem
resource: a scan
reasoning: it cannot be denied
outcome: a plan
""",
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: First panel
group: staff
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
""",
    "sources/FG1.citations.yaml": """\
coder: AB
defaults: {quality: observation}
citations:
  - id: FG1-001
    quote: We saw it on the table.
    speaker: r1
    evidence: [{supports: C1, pattern: P1, parts: [resource, reasoning]}]
""",
}
