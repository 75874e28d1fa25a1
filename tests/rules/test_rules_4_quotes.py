"""4xx, of quotes: whether the words that somebody is said to have said stand in the transcript."""

from __future__ import annotations

import hashlib
import json

import pytest
from tables import Bad, Good, check_bad, check_good, name

from cmo_eval import api

SOURCE, CITATIONS, SECOND = "sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
EVALUATION, TEXT = "evaluation.yaml", "texts/FG1.txt"
SAID = "We asked people at the bus stop what their week looked like"
TALK = f"""\
INT: Who begins?
R1: We saw it on the table. {SAID}, and they told us.
R2 [0:12:31]: The café was empty on “Thursday”, so we moved it to Wed-
nesday and it filled up.
[p. 2]
R1: Yes.
"""
FOLDER = {f"{EVALUATION}+": "basis: published\ntexts: texts\n"}


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def talk(*entries, text=TALK, source="text: FG1.txt\n", **more):
    """The source with its text, and citations beside FG1-001."""
    said = "".join(f"  - {{id: FG1-00{number}, {entry}}}\n" for number, entry in enumerate(entries, 2))
    there = {} if text is None else {TEXT: text}
    return {**FOLDER, **there, f"{SOURCE}+": source, f"{CITATIONS}+": said, **more}


def quote(words, more=""):
    return f"quote: {json.dumps(words, ensure_ascii=False)}, at: {{line: 2}}, evidence: [{{supports: C1}}]{more}"


def selector(start, end, more=""):
    return f", selector: {{start: {start}, end: {end}{more}}}"


START = TALK.index(SAID)
TWO = {"text": "INT: Who?\nR1: We saw it on the table.\nINT: And?\nR1: It stayed.\nR2: For a year or so it did.\n",
       "source": "  - {id: r2, role: coach, consent: quote}\ntext: FG1.txt\n"}  # fmt: skip
BAD = [
    Bad("CMO420", talk(quote("It stayed. R2: For a year or so", ", speaker: r1"), **TWO), [(CITATIONS, "r1", 2)],
        "FG1-002 is said to be of r1, and has words of r2, on line 5 of FG1.txt", about="FG1-002"),
    Bad("CMO420", talk(quote("We saw it on the table. […] For a year or so", ", speaker: r1"), **TWO),
        [(CITATIONS, "r1", 2)], "has words of r2, on line 5", about="FG1-002"),
    Bad("CMO415", talk(quote(SAID.replace("looked", "loked"))), [(CITATIONS, '"We asked')],
        "FG1-002 differs from what FG1.txt says on line 2 (99 % alike)", about="FG1-002"),
    Bad("CMO415", talk(quote("The cafe was empty on Thursday, so we moved it to Wednesday")),
        [(CITATIONS, '"The cafe')], "on line 3"),
    Bad("CMO415", talk(quote(f"{SAID}, and they tolt us.")), [(CITATIONS, '"We asked')], "on line 2"),
    Bad("CMO415", talk(**{SECOND: f"coder: CD\ncitations:\n  - {{id: FG1-CD-001, quality: report, "
                                  f"{quote(SAID.replace('bus', 'tram'))}}}\n"}),
        [(SECOND, '"We asked')], "FG1-CD-001 differs", about="FG1-CD-001"),
    Bad("CMO416", talk(quote("Nobody ever came to our library on a Sunday evening")), [(CITATIONS, '"Nobody')],
        "the words of FG1-002 do not stand in FG1.txt", about="FG1-002"),
    Bad("CMO416", talk(quote("We sow it on the table")), [(CITATIONS, '"We sow')], "FG1-002"),
    Bad("CMO416", talk(quote("It filled up"), text="R1: We saw it on the table.\n"),
        [(CITATIONS, '"It filled')], "FG1-002"),
    Bad("CMO416", talk(quote(f"{SAID}, and they told me.")), [(CITATIONS, '"We asked')],
        "FG1-002 may say something else than FG1.txt on line 2 (97 % alike)", about="FG1-002"),
    Bad("CMO417", talk(text=None) | {TEXT: None, f"{EVALUATION}+": "basis: published\n"}, [(SOURCE, "FG1.txt")],
        "1 quote is not checked: FG1.txt is not at hand", about="FG1"),
    Bad("CMO417", talk(quote(SAID), text="R1: caf\xe9\n".encode("latin-1")), [(SOURCE, "FG1.txt")],
        "2 quotes are not checked: FG1.txt is not UTF-8", about="FG1"),
    Bad("CMO418", talk(quote(SAID, selector(0, 20))), [(CITATIONS, "{start: 0")],
        "the selector of FG1-002 points at other words of FG1.txt", about="FG1-002"),
    Bad("CMO418", talk(quote(SAID, selector(0, 20)), quote("The café was empty", selector(5, 9))),
        [(CITATIONS, "{start: 0")], "the selectors of 2 citations point at other words", about="FG1"),
    Bad("CMO418", talk(quote(f"{SAID}, and they told me.", selector(0, 20))), [(CITATIONS, "{start: 0")],
        "the selector of FG1-002 points at other words of FG1.txt", also={"CMO416"}),
    Bad("CMO418", talk(quote(SAID, selector(START + 900, START + 930))), [(CITATIONS, "{start: 9")], "FG1-002"),
    Bad("CMO419", talk(source=f"text: FG1.txt\ntext_sha256: {'0' * 64}\n"), [(SOURCE, "0000000000000000")],
        "FG1.txt changed since the quotes of FG1 were placed in it", about="FG1"),
    Bad("CMO420", talk("quote: They had moved it, verbatim: false, speaker: r1, at: {line: 1}, "
                       "evidence: [{supports: C1}]"),
        [(CITATIONS, "r1", 2)], "FG1-002 is said to be of r1, but stands on line 1 of FG1.txt, in a turn of INT",
        about="FG1-002"),
    Bad("CMO420", talk(quote("Who begins?", f", speaker: r1{selector(5, 16)}"),
                       source=f"text: FG1.txt\ntext_sha256: {digest(TALK)}\n"),
        [(CITATIONS, "r1", 2)], "on line 1 of FG1.txt", about="FG1-002"),
]  # fmt: skip

GOOD = [
    Good("CMO415", talk(quote(SAID))),
    Good("CMO415", talk(quote("the café was empty on 'Thursday', so we moved it to Wednesday and it filled up"))),
    Good("CMO415", talk(quote(f"{SAID}."))),
    Good("CMO415", talk(quote("We asked people at the bus stop […] and they told us."))),
    Good("CMO415", talk(quote("it filled up. R1: Yes."))),
    Good("CMO415", talk(quote(SAID.replace("looked", "loked"), ", verbatim: false"))),
    Good("CMO415", talk(quote(SAID), text="\ufeff" + TALK.replace("\n", "\r\n"))),
    Good("CMO416", talk(quote("Nobody ever came to our library on a Sunday evening", ", verbatim: false"))),
    Good("CMO416", talk(quote("Nobody ever came to our library on a Sunday", ", withdrawn: 2024-05-01"))),
    Good("CMO417", talk(quote(SAID))),
    Good("CMO417", {f"{SOURCE}+": "text: FG1.txt\n", CITATIONS: None, "patterns/P1-a.yaml": None}
         | {f"{EVALUATION}+": "basis: published\n"}),
    Good("CMO418", talk(quote(SAID, selector(START, START + len(SAID))))),
    Good("CMO418", talk(quote(SAID, selector(START - 1, START + len(SAID) + 1)))),
    Good("CMO419", talk(source=f"text: FG1.txt\ntext_sha256: {digest(TALK)}\n")),
    Good("CMO419", talk(source=f"text: FG1.txt\ntext_sha256: {digest(TALK)}\n",
                        text="\ufeff" + TALK.replace("\n", "\r"))),
    Good("CMO420", talk(quote(SAID, ", speaker: r1"))),
    Good("CMO420", talk(quote("on the table. And? It stayed.", ", speaker: r1"), **TWO)),
    Good("CMO420", talk(quote("It stayed. For a year or so"), **TWO)),
    Good("CMO420", talk("quote: They had moved it, verbatim: false, speaker: r1, at: {line: 6}, "
                        "evidence: [{supports: C1}]")),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD, ids=name)
def test_quotes_that_do_not_hold_are_found_at_their_place(case, evaluation, place):
    check_bad(case, evaluation, place)


PEOPLE = """\
text: FG1.txt
participants: [{id: r1, role: a, group: staff, consent: quote}, {id: r2, role: a, group: staff, consent: quote}]
"""
OF_R2 = "The café was empty on “Thursday”"


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        # placed in the turn of R2 by its selector
        (f'quote: "{OF_R2}", speaker: r1, selector: {{start: %d, end: %d}}, quality: report', ["CMO420"]),
        (f'quote: "{OF_R2}", speaker: r2, selector: {{start: %d, end: %d}}, quality: report', []),
        (f'quote: "{OF_R2}", selector: {{start: %d, end: %d}}, quality: report', []),
        ('quote: "They had moved it", verbatim: false, speaker: r1, at: {line: 3}, quality: report', ["CMO420"]),
        ('quote: "They had moved it", verbatim: false, speaker: r2, at: {line: 4}, quality: report', []),
        # typed by hand, and nowhere in a turn of its speaker
        (f'quote: "{OF_R2}", speaker: r1, quality: report', ["CMO416"]),
        # goes on in the turn of its speaker, and begins in another's
        ('quote: "and it filled up. Yes.", speaker: r1, quality: report', ["CMO420"]),
    ],
)
def test_a_citation_is_in_the_turn_of_its_speaker(entry, codes, evaluation):
    at = TALK.index(OF_R2)
    entry = entry % (at, at + len(OF_R2)) if "%d" in entry else entry
    source = f"id: FG1\nkind: focus_group\ntitle: T\ntext_sha256: {digest(TALK)}\n{PEOPLE}"
    one = f"citations:\n  - {{id: FG1-002, {entry}, evidence: [{{supports: C1}}]}}\n"
    root = evaluation(FOLDER | {TEXT: TALK, SOURCE: source, CITATIONS: one})
    found = [finding for finding in api.validate(root).findings if finding.code in {"CMO415", "CMO416", "CMO420"}]
    assert [finding.code for finding in found] == codes
    assert [finding.subject for finding in found] == ["FG1-002"] * len(codes)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_quotes_that_hold_have_no_finding(case, evaluation):
    check_good(case, evaluation)


WRONG = talk(quote(SAID.replace("bus stop", "tram stop")), quote("Something that nobody in the room ever said"))


def test_the_difference_is_shown_on_the_terminal_and_words_stand_in_no_machine_format(evaluation, cmo):
    root = evaluation(WRONG)
    text = cmo("validate", cwd=root)
    assert text.code == 1
    assert "the quote has 'tram', the text 'bus'" in text.out
    for form in ("json", "github"):
        out = cmo("validate", "--format", form, cwd=root).out
        assert "CMO415" in out
        assert not any(word in out for word in ("tram", "bus stop", "nobody in the room"))


def test_a_change_of_the_text_or_of_a_quote_is_seen_at_once(evaluation):
    def found():
        return [finding.code for finding in api.validate(root).findings]

    root = evaluation(WRONG)
    assert found() == ["CMO415", "CMO416"]
    (root / TEXT).write_text(TALK.replace("bus stop", "tram stop"), encoding="utf-8")
    assert found() == ["CMO416"]
    path = root / CITATIONS
    path.write_text(path.read_text(encoding="utf-8").replace("Something that nobody", "Anything that nobody"), "utf-8")
    assert found() == ["CMO416"]
    (root / TEXT).unlink()
    assert found() == ["CMO413"]


def test_texts_may_lie_elsewhere(evaluation, cmo, tmp_path):
    root = evaluation(talk(quote(SAID)) | {TEXT: None})
    elsewhere = tmp_path / "safe"
    elsewhere.mkdir()
    (elsewhere / "FG1.txt").write_text(TALK, encoding="utf-8")
    assert "CMO417" in cmo("validate", cwd=root).out
    assert cmo("validate", "--texts", elsewhere, cwd=root).out == ""
    assert cmo("validate", cwd=root, CMO_EVAL_TEXTS=str(elsewhere)).out == ""
    (elsewhere / "FG1.txt").unlink()
    assert "CMO413" in cmo("validate", "--texts", elsewhere, cwd=root).out


def test_words_of_who_withdrew_are_not_looked_up(evaluation):
    people = "text: FG1.txt\nparticipants: [{id: r1, role: a, consent: withdrawn}, {id: r9, role: b, consent: quote}]\n"
    root = evaluation(talk(quote("Nobody ever came to our library on a Sunday", ", speaker: r1")))
    source = (root / SOURCE).read_text()
    (root / SOURCE).write_text(source.split("participants:")[0] + people)
    assert "CMO416" not in {finding.code for finding in api.validate(root).findings}


@pytest.mark.parametrize("texts", ["x" * 5000, "a\\0b", "/dev/null", "evaluation.yaml"])
def test_a_folder_of_texts_that_cannot_be_looked_into_is_a_folder_that_is_not_there(texts, evaluation):
    root = evaluation(talk(quote(SAID)))
    path = root / EVALUATION
    path.write_text(path.read_text("utf-8").replace("texts: texts", f'texts: "{texts}"'), "utf-8")
    assert "CMO416" not in {finding.code for finding in api.validate(root).findings}


def test_in_a_text_with_pseudonyms_names_that_a_quote_brought_back_are_thought_of(evaluation):
    """A colleague coded on a branch of git on which the names still stood."""
    files = talk(quote("Jan Bakker drove that bus himself for years"), source="text: FG1.txt\npseudonymised: true\n")
    found = [one for one in api.validate(evaluation(files)).findings if one.code == "CMO416"]
    assert ["text pseudonymise" in one.hint for one in found] == [True]
    plain = talk(quote("Jan Bakker drove that bus himself for years"))
    found = [one for one in api.validate(evaluation(plain)).findings if one.code == "CMO416"]
    assert ["text pseudonymise" in one.hint for one in found] == [False]
