"""What is read of a PDF, and in which order; what is left out is said."""

import io
import random
from pathlib import Path

import pytest
from making_pdf import column, pdf, stream, text, written

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import Rows, read_rows
from cmo_eval.transcripts.turns import Register, turns_in

FILES = Path(__file__).with_name("files")
TALK = [
    "walking past the allotments we heard the choir of the old mill",
    "practise for the harvest feast and nobody minded that it was",
    "out of tune because the whole lane had come down with cake and",
    "benches to sit on until the lamps were lit along the water",
]


def read(tmp_path, content: bytes) -> Rows:
    (tmp_path / "a.pdf").write_bytes(content)
    return read_rows(tmp_path / "a.pdf")


def lines(found: Rows) -> list[str]:
    return [row.text for row in found.rows if row.page is None]


def body(seed: int, number: int = 12) -> list[str]:
    """Lines of a turn, other ones for each seed."""
    words = ["lamp", "river", "market", "teacher", "bicycle", "budget", "garden", "evening", "council", "letter"]
    chosen = random.Random(seed)  # noqa: S311 - words of no meaning
    made = [" ".join(chosen.choices(words, k=9)) for _ in range(number)]
    return [f"P{seed % 2 + 1}: {made[0]}", *made[1:-1], f"{made[-1]}."]


# heads and feet


FEET = [
    "Page {n} of {all}",
    "Pagina {n} van {all}",
    "FG1 - page {n} - 12 May 2024",
    "Transcript: page {n}",
    "- {n} -",
    "{n}",
    "{n}/{all}",
    "[{n}]",
    "Seite {n}",
    "https://transcripts.example/talk/17?print=1 {n}/{all}",
    "C:\\talks\\mill.docx {n}",
]


@pytest.mark.parametrize(("foot", "gap"), [*((foot, 14) for foot in FEET), (FEET[0], 40), ("{n}", 40)])
def test_a_foot_with_the_number_of_the_page_is_left_out_and_told(tmp_path, foot, gap):
    pages = []
    for number in range(1, 7):
        said = body(number, 10 + number % 3)
        below = 770 - len(said) * 14 - gap + 14
        pages.append(column(said) + text(72, below, foot.format(n=number, all=6), 9))
    found = read(tmp_path, pdf(pages))
    assert found.said == (f"page numbers and running heads left out (6 lines), such as “{foot.format(n=4, all=6)}”",)
    assert lines(found) == [" ".join(body(number, 10 + number % 3)) for number in range(1, 7)]


def test_roman_numbers_and_heads_of_left_and_right_pages_are_left_out(tmp_path):
    pages = []
    for number, roman in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"], 1):
        head = "The mill and its lane" if number % 2 else "Talks of the year of the flood"
        pages.append(text(72, 800, head) + column(body(number)) + text(300, 40, roman))
    found = read(tmp_path, pdf(pages))
    assert found.said[0].startswith("page numbers and running heads left out (16 lines)")
    assert lines(found) == [" ".join(body(number)) for number in range(1, 9)]


def test_heads_with_the_name_of_a_chapter_beside_the_number_are_left_out(tmp_path):
    heads = ["1 Beginnings", "2 Beginnings", "3 The flood", "4 The flood", "5 The harvest", "6 Looking back"]
    found = read(tmp_path, pdf([text(72, 805, head) + column(body(at)) for at, head in enumerate(heads)]))
    assert found.said[0].startswith("page numbers and running heads left out (6 lines)")


def test_what_a_browser_prints_around_a_page_is_left_out(tmp_path):
    pages = [
        text(24, 820, "29/11/2026, 14:22") + text(250, 820, "Talk at the mill") + column(body(number))
        + text(24, 20, "https://transcripts.example/t/9") + text(550, 20, f"{number}/4")
        for number in range(1, 5)
    ]  # fmt: skip
    found = read(tmp_path, pdf(pages))
    assert found.said[0].startswith("page numbers and running heads left out (8 lines)")
    assert lines(found) == [" ".join(body(number)) for number in range(1, 5)]


@pytest.mark.parametrize("said", ["P1: Yes.", "Yes, of course.", "P2: We were 3.", "Thank you."])
def test_words_that_are_said_again_at_the_end_of_pages_stay(tmp_path, said):
    pages = [column([*body(number), said]) for number in range(1, 6)]
    found = read(tmp_path, pdf(pages))
    assert found.said == ()
    assert sum(line.endswith(said) for line in lines(found)) == 5


def test_the_last_lines_of_a_talk_of_two_pages_stay(tmp_path):
    found = read(tmp_path, pdf([column([*body(1), "P1: I was 7 then."]), column([*body(2), "P1: I was 8 then."])]))
    assert found.said == ()
    assert [line for line in lines(found) if "I was" in line] == ["P1: I was 7 then.", "P1: I was 8 then."]


# line numbers


def numbered(said: list[str], every: int, *, start: int = 1, x: float = 40) -> str:
    return column(said) + "".join(
        text(x, 770 - at * 14, str(start + at), 8) for at in range(len(said)) if (start + at) % every == 0
    )


@pytest.mark.parametrize("every", [1, 5])
@pytest.mark.parametrize("x", [40, 500])
def test_numbers_of_lines_are_left_out_and_counted(tmp_path, every, x):
    said = body(1, 25), body(2, 25)
    found = read(tmp_path, pdf([numbered(said[0], every, x=x), numbered(said[1], every, start=26, x=x)]))
    assert lines(found) == [" ".join(said[0]), " ".join(said[1])]
    assert found.said == (
        f"numbers of lines in the margin left out ({50 // every}, from {1 if every == 1 else 5} to 50)",
    )


def test_numbers_of_paragraphs_left_of_all_words_are_left_out(tmp_path):
    page = "".join(
        text(30, 770 - at * 40, str(at + 1), 9) + text(60, 770 - at * 40, f"P{at % 2 + 1}: {TALK[at % 4]}.")
        for at in range(14)
    )
    found = read(tmp_path, pdf([page]))
    assert lines(found) == [f"P{at % 2 + 1}: {TALK[at % 4]}." for at in range(14)]
    assert found.said == ("numbers of lines in the margin left out (14, from 1 to 14)",)


def test_numbers_that_are_words_stay(tmp_path):
    said = [f"{number} buses came past the mill that day and nobody" for number in range(2, 14)]
    assert " ".join(said) in " ".join(lines(read(tmp_path, pdf([column(said)]))))
    years = [f"{year} was a year of floods in the lane by the" for year in range(1999, 2012)]
    assert " ".join(years) in " ".join(lines(read(tmp_path, pdf([column(years)]))))


# columns, labels, tables


def test_two_columns_are_read_one_after_the_other(tmp_path):
    left = ["P1: At first it was a room", "above the bakery, and then", "the whole floor was ours.", "P2: Two floors."]
    right = ["P1: They sang in the yard", "behind the fire station as", "long as the light lasted.", "P2: Until ten."]
    found = read(tmp_path, pdf([text(60, 800, "A talk in two columns") + column(left, 60) + column(right, 310)]))
    assert lines(found) == [
        "A talk in two columns",
        "P1: At first it was a room above the bakery, and then the whole floor was ours.",
        "P2: Two floors.",
        "P1: They sang in the yard behind the fire station as long as the light lasted.",
        "P2: Until ten.",
    ]


def test_columns_whose_lines_are_not_level_are_read_one_after_the_other(tmp_path):
    for lower in (1, 3, 5):
        columns = column(body(1), 30, pitch=10, size=7) + column(body(2), 310, 770 - lower, pitch=10, size=7)
        found = read(tmp_path, pdf([columns]))
        assert lines(found) == [" ".join(body(1)), " ".join(body(2))]


def test_a_table_of_two_columns_of_prose_is_read_row_by_row(tmp_path):
    asked = [
        "What came to the lane first,",
        "as far as you know of it?",
        "",
        "And what stayed there when",
        "all was over?",
    ]
    said = ["A cart with two benches on", "it, and a choir.", "", "The benches, and a song that", "nobody likes."]
    page = column([*asked, "", *asked], 60) + column([*said, "", *said], 310)
    row = [" ".join(asked[:2]) + "\t" + " ".join(said[:2]), " ".join(asked[3:]) + "\t" + " ".join(said[3:])]
    assert lines(read(tmp_path, pdf([page]))) == row * 2


def test_words_said_again_far_from_the_edge_of_the_paper_stay(tmp_path):
    pages = [column(body(1)) + text(72, 400, "Yes, that is so.") for _ in range(4)]
    assert " ".join(lines(read(tmp_path, pdf(pages)))).count("Yes, that is so.") == 4


@pytest.mark.parametrize("labels", [("Moderator:", "P1:", "P2:"), ("Moderator", "P1", "P2")])
def test_labels_in_a_column_of_their_own_stand_before_their_words(tmp_path, labels):
    page = ""
    turns = [(labels[0], TALK[:3]), (labels[1], TALK[1:]), (labels[2], ["Yes, so it was."]), (labels[1], TALK[:2])]
    down = 770
    for label, said in turns:
        page += text(60, down, label) + column(said, 150, down)
        down -= 14 * len(said)
    assert lines(read(tmp_path, pdf([page]))) == [f"{label}\t{' '.join(said)}" for label, said in turns]


def test_a_label_that_is_broken_over_two_lines_is_one(tmp_path):
    page = column(["Inter-", "viewer:", "", "P1:"], 60) + column([*TALK[:3], "Nobody minded that at all."], 120)
    assert lines(read(tmp_path, pdf([page]))) == [
        f"Interviewer:\t{' '.join(TALK[:3])}",
        "P1:\tNobody minded that at all.",
    ]


def test_a_table_is_read_row_by_row(tmp_path):
    rows = [("Lane", "Benches", "Cakes"), ("Mill", "12", "7"), ("Dyke", "3", "11"), ("Quay", "40", "2")]
    page = "".join(
        text(60 + 120 * at, 700 - 20 * row, cell) for row, cells in enumerate(rows) for at, cell in enumerate(cells)
    )
    assert lines(read(tmp_path, pdf([page]))) == ["\t".join(cells) for cells in rows]


def test_blanks_that_a_font_calls_tabs_are_blanks(tmp_path):
    names = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
    names += b"1 beginbfchar <20> <0009> endbfchar 1 beginbfrange <21> <7E> <0021> endbfrange endcmap end"
    page = column(["P1:", "", "P2:"], 60) + column(["Well, the lamp by the water."], 120, 756)
    page += column(["Quite, it was lit."], 120, 728)
    font = "/BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 4 0 R"
    found = read(tmp_path, pdf([page], font=font, more={4: stream(names)}))
    assert lines(found) == ["P1:", "Well, the lamp by the water.", "P2:", "Quite, it was lit."]


# words and marks


def softly(said: list[str]) -> bytes:
    """A page in a font that calls its soft hyphen so; by default it is a hyphen, as the standard has it."""
    names = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <FF> <0020> endbfrange "
    font = "/BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 4 0 R"
    return pdf([column(said)], font=font, more={4: stream(names + b"endcmap")})


def test_words_that_a_hyphen_of_any_kind_broke_are_whole(tmp_path):
    said = [
        "P1: They asked the neigh\u00ad",
        "bourhood and the munici-",
        "pality for the well-known",
        "and the whole re\u00adgion.",
    ]
    assert lines(read(tmp_path, softly(said))) == [
        "P1: They asked the neighbourhood and the municipality for the well-known and the whole region."
    ]


def test_a_hyphen_that_a_font_calls_soft_stays_between_words(tmp_path):
    said = ["P1: In the long run, at the end of the term,", "it was a long\u00adterm plan of COVID\u00ad19 times."]
    assert lines(read(tmp_path, softly(said))) == [
        "P1: In the long run, at the end of the term, it was a long-term plan of COVID-19 times."
    ]


def test_a_number_of_the_usual_size_is_no_footnote(tmp_path):
    said = ["P1: We met in team4 and in room12 of the mill.", "P2: I came in shift9 of that year, by the dyke.",
            "4 people came in the end, and more than", "we thought."]  # fmt: skip
    found = read(tmp_path, pdf([column(said)]))
    assert found.said == ()
    assert " ".join(lines(found)) == " ".join(said)


def test_a_raised_mark_with_a_small_note_is_a_footnote(tmp_path):
    said = text(72, 770, "P1: We counted the families") + text(209, 774, "1", 6) + text(216, 770, "of the lane.")
    said += text(72, 756, "P2: A field of 12 m") + text(162, 760, "2", 6) + text(168, 756, "it was, no more than that.")
    notes = text(72, 60, "1", 5) + text(78, 58, "The count of October, which was", 8) + text(72, 48, "the last.", 8)
    found = read(tmp_path, pdf([said + notes]))
    assert lines(found) == [
        "P1: We counted the families of the lane.",
        "P2: A field of 12 m2 it was, no more than that.",
        "[1 The count of October, which was the last.]",
    ]
    assert found.said == ("1 footnote read below the paragraph",)
    assert [row.aside for row in found.rows] == [False, False, False, True]


def test_letters_drawn_twice_for_a_shadow_are_read_once(tmp_path):
    said = "P1: The balloon stood still, all the while."
    found = read(tmp_path, pdf([text(72, 770, said) + text(72.5, 769.6, said)]))
    assert lines(found) == [said]
    assert found.said == () or found.said[0].endswith("drawn twice, as for bold, read once")


def test_what_stands_askew_comes_at_the_end_and_is_told(tmp_path):
    page = column(body(1)) + text(0, 0, "Copy of the mill", 9, extra="0 1 -1 0 20 300 Tm")
    found = read(tmp_path, pdf([page]))
    assert lines(found) == [" ".join(body(1)), "[Copy of the mill]"]
    assert found.said == ("1 line that stands askew read at the end of the page",)
    stamped = [column(body(at)) + text(0, 0, "DRAFT", 60, extra="0.7 0.7 -0.7 0.7 150 300 Tm") for at in range(4)]
    found = read(tmp_path, pdf(stamped))
    assert found.said == ("page numbers and running heads left out (4 lines), such as “DRAFT”",)
    assert "DRAFT" not in " ".join(lines(found))


def test_a_page_that_is_turned_is_read_as_it_is_shown(tmp_path):
    page = "".join(text(0, 0, line, extra=f"0 1 -1 0 {100 + 14 * at} 60 Tm") for at, line in enumerate(TALK))
    for rotate in ("/Rotate 90", ""):
        assert lines(read(tmp_path, pdf([page], page=rotate))) == [" ".join(TALK)]


def test_what_lies_beyond_the_page_is_left_out_and_told(tmp_path):
    found = read(tmp_path, pdf([column(body(1)) + text(72, -60, "not seen")]))
    assert lines(found) == [" ".join(body(1))]
    assert found.said == ("7 letters beyond the edges of the pages left out",)


def test_recognised_text_under_a_picture_is_read_and_told(tmp_path):
    found = read(tmp_path, pdf([text(72, 770, "P1: As the picture says.", extra="3 Tr")]))
    assert lines(found) == ["P1: As the picture says."]
    assert found.said == ("text that is not seen, as under a recognised picture, is read (page 1 of the file)",)


def test_notes_and_form_fields_are_counted_and_empty_pages_named(tmp_path):
    about = "/Annots [4 0 R 5 0 R]"
    note = b"<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (ask again) >>"
    box = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (lane) /Rect [40 10 90 30] >>"
    found = read(tmp_path, pdf([column(body(1)), ""], page=about, more={4: note, 5: box}))
    assert found.said == (
        "2 notes on the pages left out",
        "2 filled form fields on the pages left out",
        "1 page without text (page 2 of the file)",
    )


def test_words_whose_letters_are_not_known_are_counted(tmp_path):
    names = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <0020> endbfrange "
    names += b"1 beginbfchar <41> <FFFD> endbfchar endcmap"
    font = "/BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 4 0 R"
    found = read(tmp_path, pdf([column(["P1: Anna and Arie said so."])], font=font, more={4: stream(names)}))
    assert lines(found) == ["P1: \ufffdnna and \ufffdrie said so."]
    assert found.said[0].startswith("2 words could not be read whole")


def test_pages_have_the_numbers_that_are_printed(tmp_path):
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"
    found = read(tmp_path, pdf([column(body(at)) for at in range(4)], catalog=labels))
    assert [row.page for row in found.rows if row.page is not None] == ["i", "ii", "1", "2"]


@pytest.mark.parametrize("seed", range(12))
def test_no_word_is_lost_or_invented_wherever_it_stands(tmp_path, seed):
    chosen = random.Random(seed)  # noqa: S311 - words of no meaning
    words = [f"w{chosen.randrange(10**6)}x" for _ in range(300)]
    pages = []
    for at in range(0, 300, 100):
        page = ""
        cells = chosen.sample([(x, y) for x in range(30, 500, 100) for y in range(30, 800, 20)], 100)
        for word, (x, y) in zip(words[at : at + 100], cells, strict=True):
            size = chosen.choice([6, 9, 11, 11, 11, 14])
            page += text(x + chosen.randrange(20), y + chosen.randrange(8), word, size)
        pages.append(page)
    assert sorted(" ".join(lines(read(tmp_path, pdf(pages)))).split()) == sorted(words)


# protected, damaged, made to do harm


def message(error: CmoEvalError) -> None:
    assert error.message.startswith("a.pdf: ")
    assert error.hint


def protected(content: bytes, user: str, algorithm: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user, owner_password=user[::-1] + "o", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_a_pdf_that_only_its_owner_may_change_is_read(tmp_path, algorithm):
    content = protected(pdf([column(body(1))]), "", algorithm)
    assert lines(read(tmp_path, content)) == [" ".join(body(1))]
    with pytest.raises(CmoEvalError, match="opens with a password only") as error:
        read(tmp_path, protected(pdf([column(body(1))]), "secret", algorithm))
    assert "print it to a new PDF" in error.value.hint


def test_a_pdf_that_only_its_owner_may_change_is_read_when_it_is_protected_by_aes_too():
    found = read_rows(FILES / "owner-aes256.pdf")  # made by `qpdf --encrypt "" owner 256`
    assert lines(found) == [
        "INT: What was it that you heard by the mill?",
        "P1: The choir, and a dog that would not stop.",
    ]


def test_too_many_letters_are_told(tmp_path, monkeypatch):
    from cmo_eval.transcripts.reading.pdf import pages

    monkeypatch.setattr(pages, "MOST_LETTERS", 1000)
    with pytest.raises(CmoEvalError, match="holds more text than any transcript"):
        read(tmp_path, pdf([column(body(1))] * 3))


def test_too_many_pages_are_told_at_once(tmp_path):
    with pytest.raises(CmoEvalError, match="it has 6000 pages, and at most 5000 are read"):
        read(tmp_path, pdf([""] * 6000))


@pytest.mark.parametrize(
    ("pages", "more"),
    [
        (b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>", {}),
        (b"<< /Type /Pages /Kids [4 0 R] /Count 99999999999 >>", {4: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}),
        (b"<< /Type /Pages /Kids [10 0 R] /Count -4 >>", {}),
        (b"<< /Type /Pages /Kids 7 /Count (two) >>", {}),
        (b"[" * 3000, {}),
        (b"<< /A " * 3000, {}),
    ],
)
def test_odd_page_trees_end_in_rows_or_a_message(tmp_path, pages, more):
    content = pdf([column(body(1))], more={2: pages, **more})
    try:
        found = read(tmp_path, content)
    except CmoEvalError as error:
        message(error)
    else:
        assert lines(found) == [" ".join(body(1))] * len([row for row in found.rows if row.page])


@pytest.mark.parametrize(
    "operators",
    ["BT /F1 1e999 Tf (a) Tj ET", "BT /F1 -99999999999999999999 Tf 1 2 3 Td [(a) 1e400 (b)] TJ ET", "q " * 50000,
     "BT /F9 11 Tf (abc) Tj ET", "BT /F1 0 Tf (abc) Tj ET", "BT 0 0 0 0 0 0 Tm /F1 11 Tf (abc) Tj ET", "( " * 5000],
)  # fmt: skip
def test_odd_operators_end_in_rows_or_a_message(tmp_path, operators):
    found = read(tmp_path, pdf([column(body(1)), operators]))
    assert " ".join(body(1)) in lines(found)


def test_forms_that_hold_forms_that_hold_forms_end_in_a_message(tmp_path, monkeypatch):
    from cmo_eval.transcripts.reading.pdf import pages

    monkeypatch.setattr(pages, "SECONDS", 2)
    more = {}
    for at in range(20, 45):
        about = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {at + 1} 0 R >> >>"
        more[at] = stream(b"/X Do " * 10, about=about)
    content = pdf(["/X Do"], more=more).replace(b"/Font << /F1 3 0 R >>", b"/XObject << /X 20 0 R >>", 1)
    with pytest.raises(CmoEvalError, match="a page of it takes more than 2 seconds to read"):
        read(tmp_path, content)


def test_a_stream_that_unpacks_to_very_much_ends_in_rows_or_a_message(tmp_path):
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(250)) + packer.flush()
    bomb = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
    try:
        found = read(tmp_path, pdf([column(body(1)), ""], more={13: bomb}))
    except CmoEvalError as error:
        message(error)
    else:
        assert " ".join(body(1)) in lines(found)


def test_a_page_of_very_many_letters_takes_time_in_proportion(tmp_path):
    import time

    def seconds(number: int) -> float:
        page = "".join(text(20 + at % 7 * 80, 820 - at // 7 * 0.01, "letters", 6) for at in range(number))
        start = time.process_time()
        read(tmp_path, pdf([page], packed=True))
        return time.process_time() - start

    assert seconds(8_000) < 12 * seconds(2_000)


def test_objects_are_found_where_the_table_of_them_is_wrong(tmp_path):
    content = pdf([column(body(1))]).replace(b"startxref", b"startxrfe")
    assert lines(read(tmp_path, content)) == [" ".join(body(1))]
    assert written({1: b"<< >>"}).startswith(b"%PDF")


def test_where_a_font_is_not_in_the_file_and_its_letters_cannot_be_counted_that_is_said(tmp_path):
    font = "/BaseFont /Nowhere-Mincho /Encoding /WinAnsiEncoding"
    whole = pdf([column(["P1: We waited for the bus."])], font=font)
    assert not any("nobody can tell" in said for said in read(tmp_path, whole).said)
    cut = whole[: whole.rindex(b"startxref")]  # which one reader mends, and the one that counts does not
    assert "nobody can tell whether letters are missing (page 1 of the file)" in " ".join(read(tmp_path, cut).said)


TURNS = [
    "INT: What came of the shed?",
    "R1: We met there every week, and that",
    "went on until the winter came.",
    "INT: And then?",
]


@pytest.mark.parametrize(("x", "words"), [(20, "..Meeting In The Shed"), (470, "Commented [AB1]: is this so?")])
def test_notes_in_small_type_beside_the_words_of_a_talk_are_nobodys(tmp_path, x, words):
    """Codes that MAXQDA prints in the margin, and comments that Word does, were words of who spoke beside them."""
    pages = [column(TURNS, 110) + text(x, 757, words, 6) + text(20, 728, "0:12", 6) for _ in range(2)]
    found = read(tmp_path, pdf(pages))
    lines = [row.text for row in found.rows if row.text]
    assert [line for line in lines if words in line] == []
    assert "notes in small type beside the text left out (2 lines), such as" in " ".join(found.said)
    assert sum("We met there every week, and that went on" in line for line in lines) == 2
    assert sum("0:12" in line for line in lines) == 2


def test_labels_in_small_type_beside_the_words_stay(tmp_path):
    said = ["What came of the shed?", "We met there every week.", "And then?", "It went on."]
    page = column(said, 110, pitch=28) + column(["INT:", "R1:", "INT:", "R1:"], 40, pitch=28, size=7)
    found = read(tmp_path, pdf([page]))
    assert [row.text for row in found.rows if row.text] == [
        f"{who}:\t{words}" for who, words in zip(["INT", "R1"] * 2, said, strict=True)
    ]


def test_lines_that_a_page_has_again_are_read_once(tmp_path):
    last = ["R1: We met there every week, and that", "went on until the winter came."]
    found = read(tmp_path, pdf([column(["INT: And?", *last]), column([*last, "INT: So?", "R1: Yes."])]))
    assert sum("We met there" in row.text for row in found.rows) == 1
    assert "what the page before ends with left out (2 lines)" in " ".join(found.said)
    few = read(tmp_path, pdf([column(["INT: And?", "R1: Yes."]), column(["R1: Yes.", "INT: So?", "R1: Yes."])]))
    assert sum("R1: Yes." in row.text for row in few.rows) == 3


def test_a_system_that_knows_no_limit_of_memory_reads_pdfs_all_the_same(monkeypatch):
    """As macOS, which has the name of that limit and refuses to set it."""
    resource = pytest.importorskip("resource")
    from cmo_eval.transcripts.reading.pdf import pdfium

    def refuse(which, limits):
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    pdfium._limit_memory()


def test_labels_that_have_a_line_to_themselves_stay_apart_from_the_words_below(tmp_path):
    """As programs for coding print a talk: a role above each turn, also at the end of a page."""
    asked = ["Interviewer 1", "What came of the shed, and who", "came there in the end?", ""]
    said = ["Interviewee", "We met there every week, and", "that went on for long.", ""]
    lines = [*asked, *said] * 4
    found = read(tmp_path, pdf([column([*lines, "Interviewer 1"]), column(["And now?", "", *said])]))
    turns = [turn for turn in turns_in(found.rows, Register()) if turn.page is None]
    assert [(turn.label, turn.words) for turn in turns] == [
        *[("Interviewer 1", " ".join(asked[1:3])), ("Interviewee", " ".join(said[1:3]))] * 4,
        ("Interviewer 1", ""), (None, "And now?"), ("Interviewee", " ".join(said[1:3])),
    ]  # fmt: skip
