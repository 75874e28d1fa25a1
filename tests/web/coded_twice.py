"""An evaluation that two coders coded: where they differ, where they agree, and what only one of them has."""

TRANSCRIPT = """\
I: What did you see?
r1: We saw it on the table. Everybody went quiet for a while.
r2: It changed nothing for us, I must say. We went on as before.
r1: The plan came later. Nobody had asked for it.
r2: I would not say so in public.
"""

AGREED = """\
coder: AB
defaults: {quality: observation}
citations:
  - id: FG1-001            # the first one
    quote: We saw it on the table.
    speaker: r1
    at: {line: 2}
    evidence: [{supports: C1, pattern: P1, parts: [resource, reasoning]}]
    codes: [trust]
    memo: only AB thinks so
  - id: FG1-002
    quote: It changed nothing for us
    speaker: r2
    at: {line: 3}
    evidence: [{refutes: C1}]
    codes: [plan]
  - id: FG1-003
    quote: The plan came later.
    speaker: r1
    at: {line: 4}
    evidence: [{supports: C1}]
    codes: [plan]
  - id: FG1-004
    quote: I would not say so in public.
    speaker: r2
    at: {line: 5}
    evidence: [{nuances: C1}]
"""

SECOND = """\
coder: CD
citations:
  - id: FG1-001
    quality: report
    evidence: [{nuances: C1}]
    codes: [trust]
    coded: 2025-01-20
  - {id: FG1-002, quality: observation, evidence: [{refutes: C1}], codes: [plan], coded: 2025-01-20}
  - {id: FG1-003, evidence: [], codes: []}
  - id: FG1-CD-001
    quote: Nobody had asked for it.
    speaker: r1
    at: {line: 4}
    quality: observation
    evidence: [{refutes: C1}]
"""

FILES = {
    "evaluation.yaml+": "texts: texts\n",
    "codebook.yaml": (
        "codes:\n"
        "  - {id: trust, label: Trust among staff, kind: theme}\n"
        "  - {id: plan, label: A plan, kind: outcome, parent: trust}\n"
        "  - {id: worry, label: Éénmalige zorg, kind: theme}\n"
    ),
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: First panel
group: staff
text: FG1.txt
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: visitor, group: users, consent: background}
""",
    "texts/FG1.txt": TRANSCRIPT,
    "sources/FG1.citations.yaml": AGREED,
    "sources/FG1.citations.CD.yaml": SECOND,
}
