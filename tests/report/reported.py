"""The files of an evaluation with a bit of everything that a report shows."""

from __future__ import annotations

FILES = {
    "evaluation.yaml": """\
schema: 1
id: demo
title: Kleine evaluatie
language: nl
date: 2017-04
programme: {name: Zorg Samen, owner: Ministerie, executor: Bureau, period: {from: 2010, to: 2014}}
questions: {V1: Werkte het?, V2: Voor wie?}
groups: {inside: Het ministerie en het bureau, users: Deelnemende organisaties, outside: Afhakers}
team: {AB: onderzoeker, CD: onderzoeker}
frameworks: {samenwerking: {start: Startcondities, proces: Proces}}
sampling:
  invited_per_panel: 25
  max_attendance: 12
  invitations: {region: {unit: percent, north: 40, south: 60}, size: {unit: number, large: 5}}
rameses: {6: {status: unclear, text: Niet vermeld.}}
ignore: [{code: CMO231, id: C1, why: Zo bedoeld.}]
""",
    "claims/C1-waarde.yaml": """\
id: C1
title: Waarde vóór kosten
questions: [V1]
for: [inside, users]
intended: Het programma wilde waarde.
versions:
  - {version: 1, date: 2016-01, statement: Waarde ging voor kosten., why: initial}
criteria: {researchable: dat kan, refutable: bij besparing, relevant: kern, addressed: voor het bureau}
mechanisms:
  - {principle: Gezag, patterns: [P1]}
rivals: [Het was al begonnen]
reflection: Wat opvalt is de rust.
decisions:
  - verdict: nuanced
    version: 1
    by: AB
    date: 2017-03-20
    second_reader: CD
    rationale: De steun is breed.
    sets_aside: [IN1-001]
""",
    "claims/C2-later.yaml": """\
id: C2
title: Later
questions: [V2]
versions:
  - {version: 1, statement: Eerst dit.}
  - {version: 2, date: 2017-01, statement: Daarna dat., why: Zo bleek het.}
""",
    "patterns/P1-scan.yaml": """\
id: P1
title: De scan onthult
intervention: een scan door derden
context: [een verborgen probleem, Weinig tijd]
actor: de bestuurder
resource: Een scan van buiten.
reasoning: Ik kan er niet meer omheen.
outcome: {text: Een plan met draagvlak., intended: true, direction: positive}
retroduction: Wat zwart op wit staat, laat zich niet wegpraten.
""",
    "patterns/P2-half.yaml": """\
id: P2
title: Een half patroon
resource: een brief
""",
    "cases/K1-huis.yaml": """\
id: K1
title: Huis aan de dijk
attributes: {region: north, size: large, sector: ouderenzorg}
summary: Een groot huis.
shows: [{pattern: P1, absent: [outcome], why: Het plan bleef liggen}]
framework: {samenwerking.start: {text: Er was haast., citations: [CI1-001]}}
""",
    "sources/FG1.yaml": """\
id: FG1
kind: focus_group
title: Eerste panel
date: 2017-01-20
group: users
participants:
  - {id: r1, role: bestuurder, group: users, consent: quote}
  - {id: geheim9, role: projectleider, group: users, consent: background}
  - {id: r3, role: manager, group: users, consent: withdrawn}
invited: {region: {north: 10, south: 15}, size: {large: 5}}
""",
    "sources/FG1.citations.yaml": """\
coder: AB
defaults: {quality: observation}
citations:
  - id: FG1-001
    quote: Wij zagen het ineens […] op tafel liggen.
    speaker: r1
    at: {line: 12}
    evidence: [{supports: C1, pattern: P1, parts: [resource, reasoning]}]
  - id: FG1-002
    quote: ACHTERGRONDWOORDEN letterlijk
    speaker: geheim9
    evidence: [{supports: C1, pattern: P1, parts: [outcome]}]
  - id: FG1-003
    quote: ACHTERGRONDPARAFRASE in eigen woorden
    verbatim: false
    speaker: geheim9
    evidence: [{nuances: C1}]
  - id: FG1-004
    quote: INGETROKKEN woorden
    speaker: r3
    evidence: [{supports: C1, pattern: P1}]
  - id: FG1-005
    quote: Dat weet ik niet.
    speaker: r1
    quality: opinion
    evidence: [{supports: C1}]
""",
    "sources/CI1.yaml": """\
id: CI1
kind: case_interview
title: Gesprek in het huis
group: users
case: K1
""",
    "sources/CI1.citations.yaml": """\
defaults: {verbatim: false, quality: observation, role: coach}
citations:
  - id: CI1-001
    quote: De coach zag het plan groeien.
    at: {section: "4.2"}
    evidence: [{supports: C1, pattern: P1, parts: [context, outcome]}]
  - id: CI1-002
    quote: Het ging ook over geld.
    evidence: [{supports: C1}]
""",
    "sources/IN1.yaml": """\
id: IN1
kind: interview
title: Gesprek met het bureau
group: inside
""",
    "sources/IN1.citations.yaml": """\
defaults: {quality: observation, role: adviseur}
citations:
  - id: IN1-001
    quote: Bij ons ging het om besparen.
    evidence: [{refutes: C1}, {supports: C2, version: 2}]
""",
    "conclusions.yaml": """\
answers:
  V1: {text: "Ja, voor wie ruimte kreeg.", rests_on: [C1, P1], limits: Weinig afhakers gehoord.}
recommendations:
  - {id: A1, text: Houd de scan., rests_on: [C1, FG1-001], for: inside}
""",
}


def changed(name, old, new):
    """The file of the evaluation with one text replaced by another."""
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new)}
