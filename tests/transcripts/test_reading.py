"""Documents as LibreOffice writes them (files/make.py), Markdown and plain text: what is read and what is said."""

import random
import textwrap
import time
from pathlib import Path

import making
import pytest

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.transcripts.reading import letters, read_rows, words_in
from cmo_eval.transcripts.reading.plain import joined
from cmo_eval.transcripts.turns import Register, turns_in, voices, written

FILES = Path(__file__).parent / "files"
WINTER = "In the winter the heating of the whole neighbourhood failed"

TALK = [
    "INT: Welcome. What did the coach do at your library?",
    "R1: She sat next to me at the desk for six Fridays. I had always asked first.",
    "R2: We counted eleven families. That is a coöperation of the café and the library.",
    "[The count of October, not of May.]",
    "INT: And\tthen?",
    "R1: Then   we dared.",
    f"R2: {WINTER}",
    "Let op: this line is no speaker, it goes on with R2.",
    f"R1: {WINTER}",
    "R2 [0:12:31]: From here it stands in a table.",
    "INT [0:12:40]: Why?",
    "[A box beside the text.]",
    f"R1: {WINTER}",
    "INT: Thank you.",
]
SAID = {
    "1 comment left out",
    "1 tracked deletion left out",
    "1 tracked insertion read as accepted",
    "1 footnote read below the paragraph",
    "1 text box read below the paragraph",
    "1 table read, a row a line",
    "headers and footers left out",
}


def transcript(rows) -> list[str]:
    turns = turns_in(rows, Register(["r1", "r2"]))
    text = written(turns, voices(turns, Register(["r1", "r2"])))
    return text.removesuffix("\n").split("\n")


def shortened(lines: list[str]) -> list[str]:
    return [line[: line.index(WINTER) + len(WINTER)] if WINTER in line else line for line in lines]


def read(tmp_path, name: str, content: bytes | str):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_rows(file)


@pytest.mark.parametrize("name", ["talk.docx", "talk.odt"])
def test_a_document_is_read_as_if_its_changes_were_accepted(name):
    found = read_rows(FILES / name)
    assert shortened(transcript(found.rows)) == TALK
    assert set(found.said) == SAID
    assert found.encoding is None


def test_a_pdf_has_its_pages_and_whole_paragraphs():
    found = read_rows(FILES / "talk.pdf")
    lines = transcript(found.rows)
    assert [line for line in lines if line.startswith("[p. ")] == ["[p. 1]", "[p. 2]", "[p. 3]"]
    assert set(found.said) == {
        "page numbers and running heads left out (6 lines), such as “page 2”",
        "1 footnote read below the paragraph",
    }
    assert "R2: We counted eleven families. That is a coöperation of the café and the library." in lines
    assert "[1 The count of October, not of May.]" in lines
    assert "R2 [0:12:31]: From here it stands in a table." in lines
    whole = [line for line in lines if line.startswith(f"R2: {WINTER}")]
    assert len(whole) == 1
    assert whole[0].endswith("simply staying until half past nine.")
    assert "Let op: this line is no speaker, it goes on with R2." in lines
    assert not [line for line in lines if "Warm Welcome" in line or "page 1" in line]
    assert (
        "understood that responsibility is sometimes simply staying until half past nine."
        in lines[lines.index("[p. 2]") :]
    )


def test_a_scan_is_refused_with_what_to_do():
    with pytest.raises(CmoEvalError, match="no text: it is a scan") as error:
        read_rows(FILES / "scan.pdf")
    assert "OCR" in error.value.hint


def test_lines_broken_to_a_width_become_paragraphs(tmp_path):
    text = (
        "INT: Wat was er toen veran-\nderd in de zorg?\n\n"
        "R1: Het eerste dat mij op-\nviel was dat de e-\nmail en de voor- en nadelen van de in-\n"
        "stelling nu wel degelijk be-\nsproken werden, iedere week op-\nnieuw.\n"
        "R2: Bij ons niet.\n- een punt\n- nog een\n"
    )
    found = read(tmp_path, "a.txt", text.replace("-\n", "-\n").ljust(10))
    assert "joined" not in " ".join(found.said)  # too narrow to be sure
    wide = (
        "INT: Wat was er toen volgens u eigenlijk allemaal veran-\n"
        "derd in de dagelijkse zorg voor de bewoners van het huis?\n\n"
        "R1: Het eerste dat mij meteen opviel was dat iedere e-\n"
        "mail en alle voor- en nadelen van de nieuwe zorginstel-\n"
        "ling nu wel degelijk besproken werden met de medewer-\n"
        "kers op de vloer, van het West-Europese kader tot de\n"
        "mensen die in het West-\nEuropese deel werken.\nR2: Bij ons niet.\n"
    )
    found = read(tmp_path, "b.txt", wide)
    assert [row.text for row in found.rows] == [
        (
            "INT: Wat was er toen volgens u eigenlijk allemaal veranderd in de dagelijkse zorg voor de bewoners van "
            "het huis?"
        ),
        (
            "R1: Het eerste dat mij meteen opviel was dat iedere e-mail en alle voor- en nadelen van de nieuwe "
            "zorginstelling nu wel degelijk besproken werden met de medewerkers op de vloer, van het West-Europese "
            "kader tot de mensen die in het West-Europese deel werken."
        ),
        "R2: Bij ons niet.",
    ]
    assert found.said == ("lines that were broken to a width are joined to paragraphs",)


def test_whole_lines_stay_as_they_are(tmp_path):
    lines = ["INT: Ja?", "R1: " + "woord " * 40 + "einde.", "nog een alinea", "R2: kort"]
    assert [row.text for row in read(tmp_path, "a.txt", "\r\n".join(lines)).rows] == lines


def test_markdown_loses_its_marks(tmp_path):
    text = (
        "---\ntitle: x\n---\n# A talk\n\n**INT:** Who *starts*?\n**R1**: `I` will,\nand go on.\nR2: Me \\*too\\*.\n\n"
        "> quoted\n\n1. one\n2. two\n\n| R1 | in a table |\n|---|---|\n| INT | why? |\n\n![a](b.png) <b>x</b>\n"
    )
    found = read(tmp_path, "a.md", text)
    assert [row.text for row in found.rows] == [
        "A talk", "INT: Who starts?", "R1: I will, and go on.", "R2: Me *too*.", "quoted", "1. one", "2. two",
        "R1\tin a table", "INT\twhy?", "x",
    ]  # fmt: skip
    assert found.said == (
        "front matter left out (title)", "1 picture left out", "2 pieces of HTML left out",
        "1 table read, a row a line",
    )  # fmt: skip


def test_the_encoding_of_plain_text_is_said(tmp_path):
    found = read(tmp_path, "a.txt", "R1: één café in Curaçao\n".encode("cp1252"))
    assert (found.rows[0].text, found.encoding, found.guessed) == ("R1: één café in Curaçao", "Windows-1252", True)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("a.doc", "save it as .docx"),
        ("a.rtf", ".docx"),
        ("a.xyz", "it reads .txt, .md"),
        ("a", "it reads"),
        ("a.mp3", "written out"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_to_do(tmp_path, name, hint):
    with pytest.raises(UsageError, match="of a kind that is not read") as error:
        read(tmp_path, name, "x")
    assert hint in error.value.hint


def test_a_file_that_is_not_there_or_no_file_or_empty_is_said(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    for name, words in (("no.txt", "there is no file"), ("folder.txt", "is a folder|is no file")):
        with pytest.raises(CmoEvalError, match=words):
            read_rows(tmp_path / name)
    for content in (b"", b" \n\n"):
        with pytest.raises(CmoEvalError, match="no text in it"):
            read(tmp_path, "a.txt", content)


def test_an_ending_in_capitals_is_the_same(tmp_path):
    assert read(tmp_path, "A.TXT", "R1: ja").format == "plain text"


@pytest.mark.parametrize("seed", range(30))
def test_plain_lines_that_are_joined_lose_no_letter(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - the same text for the same seed
    text, sentences = making.transcript(3000, seed)
    broken, _ = making.typeset(text, sentences, chance)
    wrapped = "\n".join(part for line in broken.split("\n") for part in textwrap.wrap(line, 70) or [""])
    found = read(tmp_path, "a.txt", wrapped)
    assert letters(" ".join(row.text for row in found.rows)) == letters(wrapped)
    assert found.words == words_in(row.text for row in found.rows)


def test_a_bold_label_without_a_colon_is_a_label_in_markdown(tmp_path):
    file = tmp_path / "a.md"
    talk = "**INT** How was it?\n\n**Lab assistant** Loud.\n\n**INT** And then?\n**Lab assistant** We **left** it.\n"
    file.write_text(f"{talk}\n**Note** the door was open.\n")
    found = turns_in(read_rows(file).rows, Register())
    assert [(turn.label, turn.words) for turn in found] == [
        ("INT", "How was it?"), ("Lab assistant", "Loud."), ("INT", "And then?"), ("Lab assistant", "We left it."),
        (None, "Note the door was open."),
    ]  # fmt: skip


def test_headings_of_markdown_are_labels_where_they_come_back(tmp_path):
    file = tmp_path / "a.md"
    file.write_text("# Talk\n\n" + "### Interviewer\nHow was it?\n\n### Lab assistant\nLoud.\n\nAnd cold.\n\n" * 2)
    found = turns_in(read_rows(file).rows, Register())
    turn = [("Interviewer", "How was it?"), ("Lab assistant", "Loud."), (None, "And cold.")]
    assert [(one.label, one.words) for one in found] == [(None, "Talk"), *turn, *turn]


def test_a_paragraph_of_thousands_of_lines_takes_time_in_proportion():
    def seconds(number: int) -> float:
        lines = ["een gewone regel die doorgaat en nergens ophoudt, op de volgende-"] * number
        start = time.process_time()
        assert len(joined(lines)) == 1
        return time.process_time() - start

    seconds(500)
    assert seconds(16000) < 24 * max(seconds(2000), 0.01)
