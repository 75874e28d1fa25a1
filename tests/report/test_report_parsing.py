"""From Markdown to the tree that every format is written from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.report.document import (
    Break,
    Contents,
    Emphasis,
    Figure,
    Heading,
    Link,
    Listed,
    Listing,
    NewPage,
    NoteMark,
    Paragraph,
    Quotation,
    Strong,
    Table,
    Text,
    markdown,
    plain,
)
from cmo_eval.report.document.markdown import cell, document, line, prose, slug, with_contents

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]) | st.just(" "), max_size=30)
MARKS = st.lists(st.sampled_from([*"#>-+*_`|<&~[]()!\\:=%$1. {}^\n", "[^1]", "<br>", "[TOC]", "---", "a"]), max_size=12)


def blocks(text):
    return document(text, "T", "nl").blocks


def test_paragraph_with_marks():
    (one,) = blocks("een **twee *drie*** `vier`\nvijf [zes](https://x.nl)")
    assert plain(one.parts) == "een twee drie vier vijf zes"
    assert one.parts[1] == Strong((Text("twee "), Emphasis((Text("drie"),))))
    assert one.parts[-1] == Link("https://x.nl", (Text("zes"),))


def test_first_line_of_ours_is_no_text():
    assert blocks("<!-- cmo-eval: x -->\n\n# Titel") == (Heading(1, "titel", (Text("Titel"),)),)


def test_raw_html_is_text():
    (one,) = blocks("a <b>b</b> <script>c</script>")
    assert plain(one.parts) == "a <b>b</b> <script>c</script>"


def test_only_the_line_break_is_a_mark():
    (table,) = blocks("| a |\n| --- |\n| een<br>twee <br/> <BR> |")
    assert table.rows[0][0] == (Text("een"), Break(), Text("twee <br/> <BR>"))


def test_headings_begin_at_one_and_skip_no_level():
    assert [(one.level, one.text) for one in blocks("## a\n\n#### b\n\n# c\n\n###### d")] == [
        (1, "a"),
        (2, "b"),
        (2, "c"),
        (3, "d"),
    ]


def test_ids_of_headings_are_those_of_markdown_viewers_and_stand_once():
    found = [one.id for one in blocks("# Titel\n\n## 3.1 Waarde vóór kosten!\n\n## Titel\n\n## Titel\n\n## ?")]
    assert found == ["titel", "31-waarde-vóór-kosten", "titel-1", "titel-2", "section"]


def test_link_to_a_heading_leads_to_its_id():
    tree = document("# T\n\n## Één: a\n\n[x](#één-a)", "T", "nl")
    assert tree.blocks[2].parts[0].target == f"#{tree.headings[1].id}"


@pytest.mark.parametrize("order", ["{0}\n\n{1}", "{1}\n\n{0}"])
@pytest.mark.parametrize("what", ["| a | b |\n| --- | --- |\n| c | d |", "![alt](figures/x.svg)"])
def test_caption_before_or_after_belongs_to_its_table_or_figure(order, what):
    (one,) = blocks(order.format(what, "*Tabel 3.1. Wat hielp. Naar Sioo.*"))
    assert one.caption.number == "3.1"
    assert one.caption.text == "Tabel 3.1. Wat hielp. Naar Sioo."


def test_caption_of_nothing_stays_a_paragraph():
    (one, other) = blocks("*Tabel 3.1. Wat hielp.*\n\nDan dit.")
    assert plain(one.parts) == "Tabel 3.1. Wat hielp."
    assert isinstance(other, Paragraph)


def test_each_of_two_tables_keeps_its_own_caption():
    table = "| a |\n| --- |\n| b |\n\n"
    found = blocks(f"{table}*Table 1. One.*\n\n{table}*Table 2. Two.*")
    assert [one.caption.number for one in found] == ["1", "2"]


def test_figure_is_known_by_the_name_of_its_file():
    (one,) = blocks("![Wat te zien is](../figures/theory-C1.svg)")
    assert one == Figure("theory-C1", "Wat te zien is")


def test_picture_in_a_line_is_its_words():
    (one,) = blocks("zie ![dit](x.svg) hier")
    assert plain(one.parts) == "zie dit hier"


def test_widths_leave_room_for_heads_and_words():
    (one,) = blocks("| Id | Wat | Redenering |\n| - | ----------------- | - |\n| groepsgesprek | woord | 3 |\n")
    assert one.widths[0] >= 15  # what one dash asks for is 5
    assert one.widths[2] >= 13
    assert sum(one.widths) == 100


def test_widths_are_those_asked_for_where_there_is_no_room_for_every_word():
    heads = " | ".join(["verantwoording"] * 8)
    (one,) = blocks(f"| {heads} |\n| -- | {' | '.join(['-'] * 7)} |\n")
    assert one.widths[0] > one.widths[1]


def test_small_table_is_known_by_its_lines():
    (one,) = blocks("| a | b |\n| --- | --- |\n" + "| c | d |\n" * 15)
    assert one.heights == (1,) * 16
    assert one.small
    (one,) = blocks("| a | b |\n| --- | --- |\n" + f"| {'woord ' * 100} | d |\n" * 3)
    assert not one.small


def test_widths_are_asked_for_by_dashes():
    (one,) = blocks("| a | b |\n| --- | --------: |\n| c | d |")
    assert one.widths == (27, 73)
    assert one.alignments == ("left", "right")


@given(st.lists(st.lists(st.sampled_from(["", "a", "woord " * 40, "x" * 90]), min_size=3, max_size=3), max_size=4))
def test_widths_add_up(rows):
    body = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    (one,) = blocks(f"| kop | hoofd | k |\n| --- | --- | --- |\n{body}")
    assert sum(one.widths) == 100
    assert min(one.widths) >= 6


def test_short_row_is_filled_and_long_row_is_cut():
    (one,) = blocks("| a | b |\n| --- | --- |\n| c |\n| d | e | f |")
    assert [len(row) for row in one.rows] == [2, 2]


def test_lists_with_what_is_in_them():
    (one, other) = blocks("- a\n\n  b\n- c\n  - d\n\n7. e\n8. f")
    assert one.start is None
    assert isinstance(one.items[1][1], Listing)
    assert (other.start, len(other.items)) == (7, 2)


def test_quotation_says_who_where_its_last_paragraph_begins_with_a_dash():
    (one, between, other) = blocks("> Woorden.\n>\n> — Een bestuurder\n\nx\n\n> Woorden.")
    assert isinstance(between, Paragraph)
    assert plain(one.attribution) == "Een bestuurder"
    assert other == Quotation((Paragraph((Text("Woorden."),)),))


def test_footnotes_are_counted_by_their_marks():
    tree = document("a[^x] b[^y] c[^x]\n\n[^y]: Twee.\n[^x]: Een.\n", "T", "nl")
    assert [part for part in tree.blocks[0].parts if isinstance(part, NoteMark)] == [
        NoteMark(0),
        NoteMark(1),
        NoteMark(0, 1),
    ]
    assert [plain(note[0].parts) for note in tree.notes] == ["Een.", "Twee."]


def test_contents_take_the_heading_before_them():
    tree = document("# T\n\n## Inhoud\n\n[TOC]\n\n## Eén\n\n### Twee\n\n#### Drie", "T", "nl")
    (contents,) = [one for one in tree.blocks if isinstance(one, Contents)]
    assert contents.heading.text == "Inhoud"
    assert [one.text for one in tree.listed(contents)] == ["Eén", "Twee"]


def test_markdown_gets_its_contents_as_links():
    text = with_contents("# T\n\n## Inhoud\n\n[TOC]\n\n## Eén [x]\n\n### Twee\n")
    assert "- [Eén \\[x\\]](#eén-x)\n  - [Twee](#twee)\n" in text.replace("\n\n## Eén", "\n## Eén", 1)
    assert "[TOC]" not in text


def test_user_text_is_no_place_for_contents():
    text = f"# T\n\n{line('[TOC]')}\n"
    assert with_contents(text) == text
    assert not [one for one in blocks(text) if isinstance(one, Contents)]


def test_line_is_a_new_page_and_fence_keeps_its_lines():
    assert blocks("a\n\n---\n\n```mermaid\nx\n y\n```")[1:] == (NewPage(), Listed("x\n y", "mermaid"))


def test_nothing_is_a_document_too():
    assert blocks("") == ()


@given(WORDS | MARKS.map("".join))
def test_escaped_text_reads_back_as_text_everywhere(text):
    words = " ".join(text.split()).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    tree = document(
        f"# x {line(text)} y\n\n- **{line('a' + text + 'b')}**\n\n"
        f"| k |\n| --- |\n| {cell(text)} |\n\n{prose('p ' + text)}\n",
        "T",
        "nl",
    )
    heading, listing, table, *rest = tree.blocks
    assert " ".join(plain(heading.parts).split()) == " ".join(f"x {words} y".split())
    assert isinstance(listing, Listing)
    assert isinstance(table, Table)
    assert len(table.rows) == 1
    assert {type(one) for one in rest} <= {Paragraph}
    assert tree.notes == ()


@given(WORDS)
def test_slug_has_no_blank(text):
    assert not set(slug(text)) & set(" \t\n#[]()")


BLOCKS = st.sampled_from(
    [
        *("# A", "## B *x* [l](http://x)", "### C", "#### D", "## B", "[TOC]", "words", "a\n---", "Kop\n===", "---"),
        *("> ## quoted", "- ## item", "```\n# code\n```", "| a | b |\n| --- | --- |\n| 1 | 2 |", "*Table 1. x*"),
        *("## E[^1]", "[^1]: note\n\n    ## in a note", "## `c` & &amp; <b>", "    # indented", "[ref]: http://x"),
        *("## [ref]", "## ![i](a.svg)", "text[^1]\n## direct", "<br>"),
    ]
)


@given(st.lists(BLOCKS, max_size=9))
def test_the_outline_has_the_headings_of_the_document(blocks):
    text = "\n\n".join(blocks)
    whole, outline = document(text, "", "en"), markdown._outline(text)
    assert listed(outline) == listed(whole)


def listed(read):
    tables = [one.heading.id if one.heading else "" for one in read.blocks if isinstance(one, Contents)]
    return tables, [(one.level, one.id, one.text) for one in read.headings]


def test_annexes_are_listed_without_what_is_below_them():
    text = (
        "# T\n\n## Inhoud\n\n[TOC]\n\n## Een\n\n### Onder\n\n## Bijlage A. Methode\n\n### Diep\n\n## Slot\n\n### Weer\n"
    )
    read = document(text, "T", "nl")
    (contents,) = (one for one in read.blocks if isinstance(one, Contents))
    assert [one.text for one in read.listed(contents)] == ["Een", "Onder", "Bijlage A. Methode", "Slot", "Weer"]


@pytest.mark.parametrize(
    ("text", "own"),
    [("# T\n\nx\n\n---\n\n## A\n", True), ("# T\n\nx\n\n## A\n\n---\n\n## B\n", False), ("# T\n\nx\n", False)],
)
def test_what_stands_before_the_first_new_page_is_the_title_page(text, own):
    assert document(text, "T", "nl").has_title_page is own
