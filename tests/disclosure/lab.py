"""A small evaluation in which every place that holds somebody's words has a word of its own.

`vlomgone…` are of somebody who withdrew, or of whom nobody can tell that they are not; they are for nobody. `vlomheld…`
are of somebody who may not be quoted: for who codes them, with --background. What else is said may be shown.
"""

from __future__ import annotations

import re

GONE, HELD = re.compile(r"vlomgone\w*", re.IGNORECASE), re.compile(r"vlomheld\w*", re.IGNORECASE)

TEXT = """\
INT: How did the ferry change that winter?
R1: We sailed at six again, and people on the quay noticed it at once.
R2: In confidence, vlomheldword was kept out of the minutes by the chair.
R3: Nobody knows that vlomgoneword paid for the new jetty in cash.
R4: To me it seems vlomheldsilent was told to stay at home that day.
R1: Then vlomgoneremark broke down, and we laughed about it for weeks.
R2: And vlomheldagain was never written down, as far as I could see.
R1: In the end the timetable hung on every door of the village.
"""

FILES = {
    "evaluation.yaml": """\
schema: 1
id: ferry
title: The ferry
language: en
date: 2024-06
programme: {name: Ferry}
questions: {Q1: Did it sail?}
groups: {crew: Crew, shore: Shore}
team: {AB: researcher, CD: researcher, EF: adviser}
texts: texts
frameworks: {shore: {light: {label: Light, scale: {bright: 1, dim: 0}}}}
comparisons:
  lit: {framework: shore, outcome: ~light, conditions: region, calibrate: {region: {scale: {north: 1}}}}
""",
    "codebook.yaml": """\
version: 1
codes:
  - {id: quay, label: The quay, kind: theme}
  - {id: jetty, label: The jetty, kind: theme}
""",
    "claims/C1-sails.yaml": """\
id: C1
title: It sails on time
questions: [Q1]
for: [crew]
origin: [IN1]
versions: [{version: 1, statement: It sails on time., citations: [FG1-003, FG1-001]}]
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
""",
    "claims/C2-other.yaml": "id: C2\ntitle: Another\nversions: [{version: 1, statement: Other.}]\n"
    "judged_by: own_goals\n",
    "patterns/P1-quay.yaml": """\
id: P1
title: The quay sees it
context: winter
resource: a timetable
reasoning: it can be seen
outcome: people wait
""",
    "cases/K1-village.yaml": """\
id: K1
title: The village
opened_by: [FG1-003]
attributes: {region: north}
summary: A village.
framework: {shore.light: {value: dim, citations: [FG1-001]}}
goals:
  - {id: G1, text: A light at night., owner: The harbour, year: 2024, yardstick: it is lit, result: reached,
     citations: [FG1-003, FG1-001]}
partners: {mill: {label: The mill, framework: {shore.light: {value: bright, citations: [FG1-003]}}}}
""",
    "conclusions.yaml": """\
answers: {Q1: {text: It did., rests_on: [C1, FG1-003], limits: Few.}}
recommendations:
  - {id: A1, text: Go on., rests_on: [C1, FG1-003], for: [crew], owner: The bridge, due: 2999, priority: low}
""",
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: First panel
date: 2024-02-01
group: crew
participants:
  - {id: r1, role: mate, group: crew, consent: quote}
  - {id: r2, role: stoker, group: crew, consent: background}
  - id: r3
    role: vlomgonerole
    group: crew
    consent: withdrawn
    attributes: {region: vlomgoneregion}
  - {id: r4, role: cook, group: shore}
text: FG1.txt
pseudonymised: true
consent: {models: any}
""",
    "sources/FG1.proposed.model_a.yaml": """\
proposed:
  by: model_a
  model: a model 1.0
  prompt_sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  date: 2024-03-01
  offered: 4
citations:
  - id: FG1-model_a-001
    quote: We sailed at six again, and people on the quay noticed it at once.
    speaker: r1
    at: {line: 2}
    selector: {start: 49, end: 115}
    codes: [quay]
  - id: FG1-model_a-002
    quote: Nobody knows that vlomgoneword paid for the new jetty in cash.
    speaker: r3
    at: {line: 4}
    memo: vlomgonewhy
    codes: [quay]
  - id: FG1-model_a-003
    quote: In confidence, vlomheldword was kept out of the minutes by the chair.
    speaker: r2
    at: {line: 3}
    memo: vlomheldwhy
    codes: [jetty]
  - {id: FG1-model_a-004, quote: 'Then vlomgoneremark broke down, and we laughed', speaker: r1, at: {line: 6},
     codes: [quay]}
""",
    "texts/FG1.txt": TEXT,
    "sources/FG1.citations.yaml": """\
coder: AB
defaults: {quality: observation, coded: 2024-03-01}
citations:
  - id: FG1-001
    quote: We sailed at six again, and people on the quay noticed it at once.
    speaker: r1
    at: {line: 2}
    evidence: [{supports: C1, pattern: P1, parts: [context]}]
    codes: [quay]
  - id: FG1-002
    quote: vlomheldparaphrase in other words
    verbatim: false
    speaker: r2
    case: K1
    at: {line: 3}
    memo: vlomheldmemo
    judgement: vlomheldjudgement
    observation: vlomheldobservation
    event: vlomheldevent
    evidence: [{refutes: C1}]
    codes: [jetty]
  - id: FG1-003
    quote: Nobody knows that vlomgoneword paid for the new jetty in cash.
    speaker: r3
    at: {line: 4, section: vlomgonesection}
    selector: {start: 0, end: 5, prefix: vlomgoneprefix, suffix: vlomgonesuffix}
    memo: >-
      vlomgonememo
      on two lines
    judgement: vlomgonejudgement
    observation: vlomgoneobservation
    event: vlomgoneevent
    evidence: [{supports: C1, pattern: P1, parts: [context]}]
    codes: [quay]
  - {id: FG1-004, quote: vlomheldsilent was told to stay at home, speaker: r4, at: {line: 5}, evidence: [{nuances: C1}]}
  - {id: FG1-005, quote: 'Then vlomgoneremark broke down, and we laughed', speaker: r1, at: {line: 6},
     withdrawn: 2024-05-05, memo: vlomgoneremarkmemo, evidence: [{supports: C1}]}
  - id: FG1-006
    quote: And vlomheldagain was never written down, as far as I could see.
    speaker: r2
    at: {line: 7}
    disputed: vlomhelddisputed
    evidence: [{supports: C1}]
  - id: FG1-007
    quote: In the end the timetable hung on every door
    speaker: r1
    at: {line: 8}
    evidence: [{supports: C1}]
""",
    "sources/FG1.citations.CD.yaml": """\
coder: CD
citations:
  - {id: FG1-001, evidence: [{refutes: C1}], codes: [jetty], quality: report}
  - {id: FG1-002, evidence: [{supports: C1}], codes: [quay], quality: report, memo: vlomheldsecond}
  - {id: FG1-003, evidence: [{refutes: C1}], codes: [jetty], quality: report, memo: vlomgonesecond}
  - {id: FG1-CD-001, quote: 'vlomheldword was kept out of the minutes', speaker: r2, at: {line: 3}, codes: [quay]}
  - {id: FG1-CD-002, quote: vlomgoneword paid for the new jetty, speaker: r3, at: {line: 4}, codes: [quay]}
""",
    "sources/IN1.yaml": """\
id: IN1
kind: interview
title: vlomgonetitle
date: 2024-02-02
group: shore
withdrawn: 2024-04-04
participants: [{id: r1, role: vlomgonewholerole, group: shore, consent: quote}]
text: IN1.txt
""",
    "texts/IN1.txt": "INT: So?\nR1: It was vlomgonewhole that sank the plan, and nothing else.\n",
    "sources/IN1.citations.yaml": """\
defaults: {quality: observation, speaker: r1}
citations:
  - {id: IN1-001, quote: It was vlomgonewhole that sank the plan, memo: vlomgonewholememo, at: {line: 2},
     evidence: [{supports: C1}], codes: [quay]}
""",
    "sources/IN2.yaml": """\
id: IN2
kind: interview
title: Second talk
date: 2024-02-03
group: shore
participants: [{id: r1, role: clerk, group: shore, consent: quote}]
""",
    "sources/IN2.citations.yaml": """\
defaults: {quality: observation, speaker: r1}
citations:
  - {id: IN2-001, quote: It left when it was said to leave., evidence: [{supports: C1}]}
""",
}
"""An evaluation in which everybody's words stand under their own names: it may be published."""

TANGLED = {
    **FILES,
    "sources/FG1.citations.yaml": FILES["sources/FG1.citations.yaml"]
    .replace("vlomgoneprefix", "")
    .replace("vlomgonesuffix", "")
    + """\
  - id: FG1-010
    quote: vlomgoneword paid for the new jetty
    speaker: r1
    memo: vlomgoneundername
    evidence: [{supports: C1}]
  - id: FG1-011
    quote: people on the quay noticed it at once. […] vlomgoneword paid for the new jetty
    speaker: r1
    evidence: [{supports: C1}]
  - {id: FG1-012, quote: vlomgonenobody said what is not in the text, evidence: [{supports: C1}], codes: [jetty]}
  - {id: FG1-013, quote: vlomgoneremark broke down, speaker: r1, at: {line: 6}, evidence: [{supports: C1}]}
  - {id: FG1-014, quote: 'at once. In confidence, vlomheldword was kept out', speaker: r1, evidence: [{supports: C1}]}
  - {id: FG1-015, quote: vlomheldword was kept out, role: visitor, evidence: [{supports: C1}]}
  - {id: FG1-016, quote: vlomheldretold by a coder, verbatim: false, speaker: r1, at: {line: 7},
     evidence: [{supports: C1}]}
  - {id: FG1-017, quote: vlomgoneword paid, speaker: R3, evidence: [{supports: C1}]}
  - {id: FG1-018, quote: vlomgonerolewords that nobody finds, role: vlomgonerole, evidence: [{supports: C1}]}
""",
    "sources/FG1.citations.CD.yaml": FILES["sources/FG1.citations.CD.yaml"]
    + """\
  - {id: FG1-CD-003, quote: Then vlomgoneremark broke down, speaker: r1, codes: [quay], memo: vlomgoneagain}
  - {id: FG1-CD-004, quote: vlomgonenameless, codes: [quay]}
""",
}
"""The same with words under other people's names, under nobody's, and taken back and coded again."""

CORRECTED = {
    **TANGLED,
    "texts/FG1.txt": TEXT.replace("R3:", "Vlomgonerole:")
    .replace("Nobody knows that vlomgoneword paid for", "Nobody here knows whether vlomgoneword has paid")
    .replace("in cash.\n", "in cash or not.\n[vlomgonenote sighs]\n[p. 2]\nand vlomgonemore went on for a year.\n")
    .replace("vlomheldword was kept out of the minutes by", "vlomheldword has been kept from the minutes by"),
    "sources/FG1.citations.yaml": TANGLED["sources/FG1.citations.yaml"]
    + """\
  - {id: FG1-020, quote: Nobody knows that vlomgoneword paid for the new jetty in cash., speaker: r1,
     evidence: [{supports: C1}], codes: [quay]}
  - {id: FG1-021, quote: Nobody knows if vlomgoneword never paid the new jetty in cash, speaker: r1,
     evidence: [{supports: C1}]}
  - {id: FG1-022, quote: 'In confidence, vlomheldword was not kept out of the minutes by the chair', speaker: r1,
     evidence: [{supports: C1}]}
  - {id: FG1-023, quote: vlomgonenote sighs, speaker: r1, evidence: [{supports: C1}]}
  - {id: FG1-024, quote: and vlomgonemore went on, speaker: r1, evidence: [{supports: C1}]}
""",
}
"""The same, with a text that was corrected since, and in it somebody's role as a label, a note and a page."""

BROKEN = {
    **TANGLED,
    "sources/FG1.citations.CD.yaml": FILES["sources/FG1.citations.CD.yaml"]
    + """\
  - {id: FG1-CD-005, quote: Well, vlomgonecomma paid, speaker: r3, codes: [quay]}
  - id: FG1-CD-006
    quote: Nobody knows
    vlomgonekey: paid for it
    vlomheld other key of words: paid for it
    quality: vlomgonequality of a quote
    at: vlomgoneplace of a quote
""",
    "sources/FG2.yaml": FILES["sources/FG1.yaml"].replace("FG1", "FG2").replace("text: FG2.txt\n", ""),
    "sources/FG2.citations.yaml": """\
citations:
  - id: FG2-001
    quote: Nobody knows: vlomgonecolon paid for it
    speaker: r3
  - id: FG2-002
    quote: "vlomheldopen
""",
}
"""The same with quotes whose lines are no YAML, or became keys."""

MAY_BE_SEEN = ("sailed at six", "timetable hung", "It left when")
