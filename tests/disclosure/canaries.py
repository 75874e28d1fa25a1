"""An evaluation with a word of its own in each place that somebody may or may not see, and how to look for words.

The words are made of letters that no font, compression or layout of ours makes by itself.
"""

from __future__ import annotations

import base64
import contextlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

FILES = {
    "evaluation.yaml": """\
schema: 1
id: kanarie
title: Kanaries
language: nl
date: 2020-03
programme: {name: Zorg}
questions: {V1: Werkte het?}
groups: {users: Gebruikers, bureau: Bureau}
team: {AB: onderzoeker, CD: onderzoeker}
policy: {confidentiality: {case_interview: team, focus_group: committee, document: public}, small_cell: 3}
ignore:
  - {code: CMO503, id: FG1-009, why: Quxwhygone}
  - {code: CMO231, id: C1, why: Quxwhystays}
texts: ../Quxtexts
""",
    "codebook.yaml": """\
codes:
  - {id: rust, label: Quxcode, kind: theme, use: Quxuse, avoid: Quxavoid}
  - {id: weg, label: Quxcodegone, kind: theme, use: Quxusegone, avoid: Quxavoidgone}
""",
    "claims/C1-waarde.yaml": """\
id: C1
title: Quxclaim
questions: [V1]
for: [users]
versions: [{version: 1, statement: Waarde ging voor., why: begin}]
criteria: {researchable: a, refutable: b, relevant: c, addressed: d}
mechanisms: [P1]
decisions:
  - verdict: nuanced
    version: 1
    by: AB
    date: 2020-02-01
    second_reader: CD
    rationale: Quxrationale
    evidence:
      sha256: 0000000000000000000000000000000000000000000000000000000000000000
      citations: [FG1-001 supports observation P1, FG1-009 refutes observation P1, WD1-001 nuances observation]
""",
    "patterns/P1-scan.yaml": """\
id: P1
title: Quxpattern
context: [druk]
resource: een scan
reasoning: zien
outcome: plan
""",
    "cases/K1-quxcasefile.yaml": """\
id: K1
title: Het huis
attributes: {region: Quxregion, size: Quxsize, sector: zorg}
summary: Een huis.
""",
    "cases/K2-dorp.yaml": """\
id: K2
title: Quxexample
kind: practice_example
attributes: {region: Quxwest, size: Quxmiddle}
""",
    "sources/FG1-quxsourcefile.yaml": """\
id: FG1
kind: focus_group
title: Eerste panel
group: users
date: 2020-01-10
text: Quxtranscript.txt
participants:
  - {id: Quxpersonid, role: Quxroleopen, group: users, consent: quote, attributes: {region: Quxpersonregion}}
  - {id: r2, role: Quxrolebackground, group: users, consent: background}
  - {id: r3, role: Quxrolesilent, group: users}
  - {id: r4, role: Quxrolewithdrawn, group: users, consent: withdrawn}
""",
    "sources/FG1.citations.yaml": """\
coder: Quxcoder
defaults: {quality: observation, verbatim: true}
citations:
  - id: FG1-001
    quote: Quxquoteopen
    speaker: Quxpersonid
    judgement: Quxjudgement
    observation: Quxobservation
    event: Quxevent
    memo: Quxmemo
    codes: [rust]
    evidence: [{supports: C1, pattern: P1, parts: [resource]}]
    adjudicated: {by: Quxadjudicator, date: 2020-01-12}
  - {id: FG1-002, quote: Quxquotebackground, memo: Quxmemobackground, speaker: r2, evidence: [{supports: C1}]}
  - {id: FG1-003, quote: Quxquotesilent, speaker: r3, evidence: [{nuances: C1}]}
  - {id: FG1-004, quote: Quxquotewithdrawn, codes: [weg], speaker: r4, evidence: [{refutes: C1}]}
  - {id: FG1-005, quote: Quxquoterole, role: Quxroleonly, evidence: [{supports: C1}]}
  - {id: FG1-006, quote: Quxquotedisputed, disputed: Quxdisputed, speaker: Quxpersonid, evidence: [{supports: C1}]}
  - {id: FG1-009, quote: Quxquotetakenback, speaker: Quxpersonid, withdrawn: 2020-02-02, evidence: [{refutes: C1}]}
""",
    "sources/FG1.citations.EF.yaml": """\
coder: EF
citations:
  - {id: FG1-001, quality: observation, memo: Quxsecondmemo, evidence: [{supports: C1}]}
  - {id: FG1-EF-001, quote: Quxsecondquote, speaker: Quxpersonid, quality: opinion}
""",
    "sources/CI1.yaml": """\
id: CI1
kind: case_interview
title: Quxteamtitle
group: users
case: K1
participants: [{id: r1, role: Quxroleteam, group: users, consent: quote}]
""",
    "sources/CI1.citations.yaml": """\
defaults: {quality: observation, speaker: r1}
citations:
  - {id: CI1-001, quote: Quxquoteteam, memo: Quxmemoteam, at: {section: Quxplaceteam}, evidence: [{supports: C1}]}
""",
    "sources/DD1.yaml": """\
id: DD1
kind: document
title: Quxdocument
group: bureau
reference: {author: Quxauthor, year: 2019, title: Quxreference}
""",
    "sources/DD1.citations.yaml": """\
defaults: {quality: documented, verbatim: false}
citations:
  - {id: DD1-001, quote: Quxquotedocument, at: {section: Quxplaceopen}, evidence: [{supports: C1}]}
""",
    "sources/DD2.yaml": """\
id: DD2
kind: document
title: Quxsecretdocument
confidentiality: team
reference: {author: Quxsecretauthor, year: 2019, title: Quxsecretreference}
""",
    "sources/DD2.citations.yaml": """\
defaults: {quality: documented, verbatim: false}
citations:
  - {id: DD2-001, quote: Quxquotesecret, evidence: [{supports: C1}]}
""",
    "sources/WD1.yaml": """\
id: WD1
kind: interview
title: Quxwithdrawntitle
withdrawn: 2020-02-03
participants: [{id: r1, role: Quxrolegone, consent: quote}]
""",
    "sources/WD1.citations.yaml": """\
defaults: {quality: observation, speaker: r1}
citations:
  - {id: WD1-001, quote: Quxquotegone, evidence: [{nuances: C1}]}
""",
    "conclusions.yaml": "answers: {V1: {text: Quxanswer, rests_on: [C1]}}\n",
}

MANY = {
    **FILES,
    "sources/FG1.citations.yaml": FILES["sources/FG1.citations.yaml"]
    + "".join(
        f"  - {{id: FG1-{1000 + number}, quote: {number} {words}, {who}, memo: Quxmemo, evidence: [{{{stance}: C1,"
        f" pattern: P1}}]}}\n"
        for number, (words, who, stance) in enumerate(
            [
                ("quxquoteopen", "speaker: Quxpersonid", "supports"),
                ("quxquotebackground", "speaker: r2", "nuances"),
                ("quxquotesilent", "speaker: r3", "supports"),
                ("quxquotewithdrawn", "speaker: r4", "refutes"),
                ("quxquoterole", "role: Quxroleonly", "refutes"),
            ]
            * 600
        )
    ),
}
"""The same with more citations than a document prints: of each kind many, and more than an audit trail has rows."""

EVERYBODY = {
    *("Quxclaim", "Quxpattern", "Quxrationale", "Quxwhystays", "Quxanswer", "Quxexample"),
    *("Quxdocument", "Quxauthor", "Quxreference", "Quxquotedocument", "Quxplaceopen"),
    *("Quxquoteopen", "Quxroleopen", "Quxcode", "Quxuse"),
}
COMMITTEE = EVERYBODY | {"Quxquoterole", "Quxroleonly"}
TEAM = COMMITTEE | {
    *("Quxregion", "Quxsize", "Quxwest", "Quxmiddle"),
    *("Quxteamtitle", "Quxquoteteam", "Quxroleteam", "Quxplaceteam"),
    *("Quxsecretdocument", "Quxsecretauthor", "Quxsecretreference", "Quxquotesecret"),
}
MAY = {"public": EVERYBODY, "committee": COMMITTEE, "team": TEAM}
"""What each audience finds somewhere in its report."""
BESIDE = {"Quxquotedisputed", "Quxavoid", "Quxrolebackground", "Quxrolesilent"}
"""What some formats show to some audiences, and nobody else may see."""
LACKS = {"xlsx": {"Quxanswer", "Quxwhystays", "Quxcode", "Quxuse"}}
"""What a format does not show to anybody."""
MAY_TOO = {one: {"Quxquotedisputed", "Quxavoid"} for one in ("public", "committee")} | {"team": BESIDE}
GONE = ("WD1", "FG1-004", "FG1-009")
"""Ids that stand for what was withdrawn."""


def canaries() -> set[str]:
    """Every word of its own that stands in the files."""
    found = set(re.findall(r"[Qq]ux[a-z]+", "\n".join([*FILES, *FILES.values()])))
    assert found > TEAM | BESIDE
    return found


def searchable(content: bytes) -> str:
    """All text that a file holds, in lower case: itself, what is packed in it, what is compressed, and PDF text."""
    return "\n".join(_texts(content))


def _texts(content: bytes) -> Iterator[str]:
    lower = content.lower()  # of ASCII, as the words are that are looked for; of all letters it takes most of the time
    yield lower.decode("utf-8", "replace")
    if b"\0" in content:  # as each of their letters has in UTF-16
        yield lower.decode("utf-16", "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for entry in packed.infolist():
                yield entry.filename.lower()
                yield entry.comment.lower().decode("utf-8", "replace")
                yield from _texts(packed.read(entry))
    elif content.startswith(b"%PDF"):
        yield from map(str.lower, _pdf(content))
    elif content.startswith(b"\x89PNG"):
        yield zlib.decompress(b"".join(_chunks(content))).lower().decode("latin-1")
    else:
        if b"<" in content:
            yield re.sub(rb"<[^>]*>", b"", lower).decode("utf-8", "replace")
        for coded in re.findall(rb"base64,([A-Za-z0-9+/=]+)", content):
            yield from _texts(base64.b64decode(coded))


def _chunks(content: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(content):
        size = int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            yield content[at + 8 : at + 8 + size]
        at += 12 + size


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdfium2 import PdfDocument

    with contextlib.closing(PdfDocument(content)) as drawn:
        for page in drawn:
            text = page.get_textpage().get_text_bounded()
            yield text
            yield re.sub(r"\x02|[-\u00ad\u2010]?\s+", "", text)  # words that were broken at the end of a line
    reader = PdfReader(io.BytesIO(content))
    yield str(reader.metadata)
    for number in {*reader.xref.get(0, ()), *reader.xref_objStm}:
        yield str(reader.get_object(number))
    for match in re.finditer(rb"stream\r?\n", content):
        try:
            inflated = zlib.decompressobj().decompress(content[match.end() :])
        except zlib.error:
            continue
        yield inflated.decode("latin-1")
        yield inflated.decode("utf-16-be", "replace")
