"""A withdrawn person's words go, from every file that has them; nothing else does, and nothing breaks."""

from __future__ import annotations

import hashlib
import json

import pytest

from cmo_eval import api
from cmo_eval.diagnostics import Severity
from cmo_eval.edits import forget as forgetting
from cmo_eval.errors import UsageError
from cmo_eval.store.writing.transaction import apply, last

TEXT = """\
INT: What did you see?
R1: We saw it on the table. Nobody had looked there before us.
[p. 2]
and the year after it was gone.
R2: I was not there that day, but I heard of it.
R1: It was me who told you.
"""
EVALUATION = """\
schema: 1
id: demo
title: A small evaluation
language: en
programme: {name: The programme}
questions: {Q1: Does it work?}
groups: {staff: The staff, users: The users}
team: {AB: researcher, CD: researcher, EF: adviser}
texts: texts
"""
SOURCE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
participants:
  - {id: r1, role: manager, group: staff, consent: quote}  # came late
  - {id: r2, role: coach, group: staff, consent: quote}
text: FG1.txt
text_sha256: %s
imported_sha256: %s
"""
R2 = "I was not there that day, but I heard of it."
CITATIONS = """\
coder: AB
defaults: {quality: observation, speaker: r1}
citations:
  - id: FG1-001
    quote: >-
      We saw it on the table. Nobody had looked there before us.
    at: {line: 2}
    selector: {start: 27, end: 84, prefix: "you see?\\nR1: ", suffix: "\\n[p. 2]\\nand the year"}
    judgement: The scan was needed  # so r1 thinks
    observation: It lay on the table
    event: The table
    evidence: [{supports: C1, pattern: P1, parts: [resource, reasoning]}]
    codes: []
    memo: r1 said this twice
  - id: FG1-002
    quote: I was not there that day, but I heard of it.
    speaker: r2
    selector: {start: %d, end: %d, prefix: "r it was gone.\\nR2: ", suffix: "\\nR1: It was me"}
    quality: report
    evidence: [{refutes: C1}]
  - id: FG1-003
    quote: It was me who told you.
    withdrawn: 2024-01-02
    evidence: [{supports: C1}]
"""
SECOND = """\
coder: CD
citations:
  - id: FG1-001
    quality: observation
    memo: sounds honest
    evidence: [{supports: C1}]
  - id: FG1-002
    quality: report
    evidence: [{refutes: C1}]
  - id: FG1-CD-001
    quote: and the year after it was gone.
    speaker: r1
    quality: observation
    evidence: [{supports: C1}]
"""
R1_WORDS = ("Nobody had looked", "the year after", "It was me", "lay on the table", "sounds honest", "said this twice")


@pytest.fixture
def root(evaluation):
    start = TEXT.index(R2)
    return evaluation(
        {
            "evaluation.yaml": EVALUATION,
            "sources/FG1.yaml": SOURCE % ((hashlib.sha256(TEXT.encode()).hexdigest(),) * 2),
            "sources/FG1.citations.yaml": CITATIONS % (start, start + len(R2)),
            "sources/FG1.citations.CD.yaml": SECOND,
            "texts/FG1.txt": TEXT,
        }
    )


def forget(root, whom, date="2024-06-17", **options):
    planned = forgetting.plan(root, whom, date, **options)
    apply(root, planned.change, forget=True)
    return planned


def read(root, file="sources/FG1.citations.yaml"):
    return (root / file).read_text(encoding="utf-8")


def everything(root):
    return "\n".join(path.read_text("utf-8", "replace") for path in root.rglob("*") if path.is_file())


def errors(root):
    return [str(finding) for finding in api.validate(root).findings if finding.severity is Severity.ERROR]


def test_the_words_of_a_participant_are_gone_from_every_file(root):
    assert errors(root) == []
    planned = forget(root, "FG1.r1")
    left = everything(root)
    assert [words for words in R1_WORDS if words in left] == []
    assert R2 in left
    assert {(one.file[8:], one.id, one.keys, one.marked) for one in planned.records} == {
        (
            "FG1.citations.yaml",
            "FG1-001",
            ("quote", "selector", "judgement", "observation", "event", "memo"),
            True,
        ),
        ("FG1.citations.yaml", "FG1-002", ("selector.prefix", "selector.suffix"), False),
        ("FG1.citations.yaml", "FG1-003", ("quote",), False),
        ("FG1.citations.CD.yaml", "FG1-001", ("memo",), False),
        ("FG1.citations.CD.yaml", "FG1-CD-001", ("quote",), True),
        ("FG1.yaml", "r1", (), True),
    }


def test_other_talks_of_the_same_person_are_named(root):
    other = SOURCE.partition("participants:")[0].replace("FG1", "IN1").replace("focus_group", "interview")
    people = "participants:\n  - {id: r4, consent: quote, same_as: FG1.r1}\n"
    (root / "sources/IN1.yaml").write_text(other + people)
    said = "the same person is %s: ask whether that too; then `cmo-eval forget %s`"
    assert said % ("IN1.r4", "IN1.r4") in forgetting.plan(root, "FG1.r1", "2024-06-17").look
    assert said % ("FG1.r1", "FG1.r1") in forgetting.plan(root, "IN1.r4", "2024-06-17").look
    assert not any("same person" in one for one in forgetting.plan(root, "FG1.r2", "2024-06-17").look)


def test_what_is_left_is_valid_and_the_evidence_is_gone(root):
    forget(root, "FG1.r1")
    assert errors(root) == []
    evaluation = api.load(root)
    assert [one.id for one in evaluation.repository.citations] == ["FG1-002"]
    assert evaluation.unread == ()
    assert evaluation.citation("FG1-002").quote == R2


def test_ids_places_codes_and_stances_stay_and_the_rest_byte_for_byte(root):
    forget(root, "FG1.r1")
    start = TEXT.index(R2)
    assert (
        read(root)
        == f"""\
coder: AB
defaults: {{quality: observation, speaker: r1}}
citations:
  - id: FG1-001
    at: {{line: 2}}
    evidence: [{{supports: C1, pattern: P1, parts: [resource, reasoning]}}]
    codes: []
    withdrawn: 2024-06-17
  - id: FG1-002
    quote: I was not there that day, but I heard of it.
    speaker: r2
    selector: {{start: {start}, end: {start + len(R2)}}}
    quality: report
    evidence: [{{refutes: C1}}]
  - id: FG1-003
    withdrawn: 2024-01-02
    evidence: [{{supports: C1}}]
"""
    )


def test_the_transcript_keeps_its_lines_and_the_places_of_others(root):
    planned = forget(root, "FG1.r1")
    text = read(root, "texts/FG1.txt")
    assert text.splitlines() == [
        "INT: What did you see?",
        "R1: " + "·" * 58,
        "[p. 2]",
        "·" * 31,
        "R2: " + R2,
        "R1: " + "·" * 23,
    ]
    assert len(text) == len(TEXT)
    assert planned.text.lines == 3
    citation = api.load(root).citation("FG1-002")
    assert text[citation.selector.start : citation.selector.end] == R2
    assert read(root, "sources/FG1.yaml").count(f"_sha256: {hashlib.sha256(text.encode()).hexdigest()}\n") == 2
    assert "consent: withdrawn}  # came late" in read(root, "sources/FG1.yaml")


SOUP = "The soup was left on the stove too long"
KITCHEN = f"""\
INT: How did it go in the kitchen?
R1: It was the first winter. {SOUP}. Then we bought a clock.
INT: Was it like that with you?
R2: In the other house, yes. {SOUP}. So I ate at home.
INT: That was all.
"""


@pytest.fixture
def kitchen(evaluation):
    """Two people who said the same, each of whom is quoted; then the text is corrected."""

    def write(text):
        rows = ""
        for number, turn in enumerate(("R1:", "R2:"), 1):
            start = KITCHEN.index(SOUP, KITCHEN.index(turn))
            end = start + len(SOUP)
            around = f"prefix: {json.dumps(KITCHEN[start - 32 : start])}, suffix: {json.dumps(KITCHEN[end : end + 32])}"
            rows += f"  - id: FG1-00{number}\n    quote: {SOUP}\n    speaker: {turn[:2].lower()}\n"
            rows += f"    selector: {{start: {start}, end: {end}, {around}}}\n    evidence: [{{supports: C1}}]\n"
        return evaluation(
            {
                "evaluation.yaml": EVALUATION,
                "sources/FG1.yaml": SOURCE % ((hashlib.sha256(KITCHEN.encode()).hexdigest(),) * 2),
                "sources/FG1.citations.yaml": f"coder: AB\ndefaults: {{quality: observation}}\ncitations:\n{rows}",
                "texts/FG1.txt": text,
            }
        )

    return write


def test_a_remark_that_was_corrected_goes_and_its_copy_in_another_turn_stays(kitchen):
    corrected = KITCHEN.replace(SOUP, "The soup was left upon the stove far too long", 1)
    root = kitchen(corrected)
    planned = forget(root, "FG1-001")
    lines = read(root, "texts/FG1.txt").splitlines()
    assert "soup" not in lines[1]
    assert lines[3] == f"R2: In the other house, yes. {SOUP}. So I ate at home."
    assert not any("may still stand" in one or "may quote" in one for one in planned.look)


def test_of_a_remark_whose_passage_is_gone_no_copy_of_somebody_else_goes(kitchen):
    gone = KITCHEN.replace(f"It was the first winter. {SOUP}. Then we bought a clock.", "[passage taken out]")
    root = kitchen(gone)
    planned = forget(root, "FG1-001")
    assert read(root, "texts/FG1.txt") == gone
    assert any("no words of FG1-001 were found in the transcript" in one for one in planned.look)


def test_a_remark_that_is_now_in_the_turn_of_somebody_else_stays_there_and_is_named(kitchen):
    relabelled = KITCHEN.replace("R1: It was", "R2: It was")
    root = kitchen(relabelled)
    planned = forget(root, "FG1-001")
    assert read(root, "texts/FG1.txt") == relabelled
    assert any("FG1-001" in one for one in planned.look)


def test_a_quote_of_nobody_knows_which_place_may_have_words_that_go(kitchen):
    gone = KITCHEN.replace(f"It was the first winter. {SOUP}. Then we bought a clock.", "[passage taken out]")
    planned = forget(kitchen(gone), "FG1.r2")
    assert any("FG1-001 may quote words of r2 in FG1 as well" in one for one in planned.look)
    planned = forget(kitchen(KITCHEN), "FG1.r2")
    assert not any("may quote" in one for one in planned.look)


def test_a_whole_source_loses_its_transcript_and_keeps_its_ids(root):
    planned = forget(root, "FG1")
    assert not (root / "texts/FG1.txt").exists()
    assert planned.text.lines == 0
    left = everything(root)
    assert [words for words in (*R1_WORDS, R2) if words in left] == []
    assert "withdrawn: 2024-06-17" in read(root, "sources/FG1.yaml")
    assert "text" not in read(root, "sources/FG1.yaml")
    assert errors(root) == []
    assert len(api.load(root).repository.citations) == 0


def test_one_citation_goes_with_its_place_in_the_transcript(root):
    planned = forget(root, "FG1-002")
    assert R2 not in everything(root)
    assert read(root, "texts/FG1.txt") == TEXT.replace(R2, "·" * len(R2))
    assert "Nobody had looked there" in read(root)
    assert errors(root) == []
    assert planned.what == "FG1-002"


def test_it_cannot_be_undone_and_what_was_kept_is_gone(root):
    (root / ".cmo-eval").mkdir()
    (root / ".cmo-eval/cache.sqlite").write_bytes(b"of an earlier version")
    (root / ".cmo-eval/coders").write_bytes(b"who codes here, which is no word of anybody's")
    forget(root, "FG1.r1")
    assert last(root) is None
    assert {path.name for path in (root / ".cmo-eval").iterdir()} == {".gitignore", "coders", "lock", "lock.holder"}


def test_a_second_time_nothing_changes(root):
    forget(root, "FG1.r1")
    again = forgetting.plan(root, "FG1.r1", "2024-06-17")
    assert again.change.files == ()
    assert again.records == ()


def test_line_ends_byte_order_mark_and_other_lines_of_the_transcript_stay(root):
    raw = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").replace("heard", "he\u0301ard").encode()
    (root / "texts/FG1.txt").write_bytes(raw)
    forget(root, "FG1.r1")
    after = (root / "texts/FG1.txt").read_bytes()
    assert after.startswith(b"\xef\xbb\xbfINT: What did you see?\r\nR1: \xc2\xb7")
    assert "he\u0301ard".encode() in after
    assert b"\n" not in after.replace(b"\r\n", b"")


def test_words_around_other_quotes_go_where_nobody_can_tell_whose_they_are(root):
    (root / "texts/FG1.txt").unlink()
    planned = forget(root, "FG1.r1")
    assert "prefix" not in read(root)
    assert "suffix" not in read(root)
    assert any("is not at hand" in sentence for sentence in planned.beyond)
    assert "text: FG1.txt" in read(root, "sources/FG1.yaml")


def test_transcripts_that_lie_elsewhere_are_reached(root, tmp_path_factory):
    texts = tmp_path_factory.mktemp("elsewhere")
    (root / "texts/FG1.txt").rename(texts / "FG1.txt")
    forget(root, "FG1.r1", texts=texts)
    assert "Nobody had" not in (texts / "FG1.txt").read_text("utf-8")
    assert [path.name for path in texts.iterdir()] == ["FG1.txt"]


def test_copies_that_editors_left_go_too(root):
    for name in ("sources/FG1.citations.yaml~", "sources/FG1.citations.yaml.bak", "texts/FG1.txt.orig"):
        (root / name).write_text("We saw it")
    (root / "sources/FG1-notes.txt").write_text("mine")
    planned = forget(root, "FG1.r1")
    assert set(planned.backups) == {
        "sources/FG1.citations.yaml~",
        "sources/FG1.citations.yaml.bak",
        "texts/FG1.txt.orig",
    }
    assert not any((root / name).exists() for name in planned.backups)
    assert (root / "sources/FG1-notes.txt").exists()


def test_files_that_repeat_the_words_are_named_and_left(root):
    claim = root / "claims/C1-value.yaml"
    claim.write_text(claim.read_text() + "reflection: >-\n  One said, nobody had looked there\n  before us.\n")
    before = claim.read_bytes()
    planned = forget(root, "FG1.r1")
    assert any(sentence.startswith("claims/C1-value.yaml repeats words of FG1-001:") for sentence in planned.look)
    assert claim.read_bytes() == before
    assert "We saw it" not in "".join((*planned.look, *planned.beyond))


def test_what_nobody_can_be_sure_of_is_said(root):
    file = root / "sources/FG1.citations.yaml"
    file.write_text(
        file.read_text().replace(", speaker: r1}", "}").replace("id: FG1-001\n", "id: FG1-001\n    speaker: r1\n")
        + "  - {id: FG1-004, quote: It was me who told you., speaker: r2, quality: opinion}\n# a note\n"
    )
    (root / ".git").mkdir()
    planned = forgetting.plan(root, "FG1.r1", "2024")
    look = "\n".join(planned.look)
    assert "FG1-003 names no speaker: it may be r1 in FG1" in look
    assert "FG1-004 may quote words of r1 in FG1 as well" in look
    assert "comments stay as they are in" in look
    assert "git could not be asked whether it keeps the words" in planned.beyond[0]


def test_a_transcript_of_two_sources_stays_when_one_of_them_goes(root):
    (root / "sources/FG2.yaml").write_text(
        "id: FG2\nkind: focus_group\ntitle: T\ngroup: staff\ntext: FG1.txt\n", encoding="utf-8"
    )
    planned = forget(root, "FG1")
    assert (root / "texts/FG1.txt").exists()
    assert any("another source names it too" in sentence for sentence in planned.look)


@pytest.mark.parametrize(
    ("whom", "says"),
    [
        ("FG9", "there is no source FG9"),
        ("FG1.r9", "FG1 has no participant r9"),
        ("FG9.r1", "there is no source FG9"),
        ("FG1-999", "there is no source FG1-999"),
        ("", "there is no source"),
        ("../x", "there is no source"),
    ],
)
def test_nobody_such(root, whom, says):
    with pytest.raises(UsageError, match=says):
        forgetting.plan(root, whom, "2024")


@pytest.mark.parametrize("broken", ["citations:\n  - id: [", "citations: [{quote: x}]", "\ud800"])
def test_a_file_that_cannot_be_read_may_hold_words_so_nothing_is_done(root, broken):
    (root / "sources/FG1.citations.CD.yaml").write_bytes(broken.encode("utf-8", "surrogatepass"))
    with pytest.raises(UsageError, match=r"FG1\.citations\.CD\.yaml") as caught:
        forgetting.plan(root, "FG1.r1", "2024")
    assert "mend it first" in caught.value.hint


def test_a_speaker_who_is_not_registered_can_be_forgotten_too(root):
    file = root / "sources/FG1.citations.yaml"
    file.write_text(file.read_text() + "  - {id: FG1-004, quote: Words of another., speaker: r7, quality: opinion}\n")
    planned = forget(root, "FG1.r7")
    assert "Words of another" not in everything(root)
    assert any("no registered participant" in sentence for sentence in planned.look)


def test_no_words_go_but_those_of_who_withdrew(root):
    text = root / "texts/FG1.txt"
    before = TEXT.replace("R1: It was me", "Docent 2: She said so.\nNoor: Yes.\nR1: It was me")
    text.write_text(before)
    forget(root, "FG1.r2")
    assert text.read_text() == before.replace(R2, "·" * len(R2))


@pytest.mark.parametrize("line", ["Vraag: was it so?", "Health visitor: yes", "[Vraag]: was it so?", "?: so"])
def test_a_line_that_may_be_anothers_is_named_and_nothing_goes(root, line):
    text = root / "texts/FG1.txt"
    before = TEXT.replace("R1: It was me", f"{line}\nand more\nR1: It was me")
    text.write_text(before)
    with pytest.raises(
        UsageError, match=r"FG1\.txt: line 6 begins with '.*' in a turn of r2, and may be somebody else's"
    ):
        forgetting.plan(root, "FG1.r2", "2024-06-17")
    assert text.read_text() == before
    forget(root, "FG1.r1")  # whose turns end for sure
    assert "·" in text.read_text()


@pytest.mark.parametrize("whom", ["FG1-001", "FG1.r1"])
def test_of_an_id_that_two_people_gave_nobodys_words_go(root, whom):
    """Else r2, who said what the other citation has, would be forgotten too."""
    file = root / "sources/FG1.citations.yaml"
    text = file.read_text("utf-8")
    file.write_text(text + "  - {id: FG1-001, quote: It is there still., speaker: r2}\n", "utf-8")
    with pytest.raises(UsageError, match=r"citations\.yaml: FG1-001 stands there twice"):
        forgetting.plan(root, whom, "2024-06-17")
