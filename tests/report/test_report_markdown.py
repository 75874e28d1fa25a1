"""User text stays text in Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cmo_eval.report.document.markdown import cell, line, prose

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]) | st.just(" "), max_size=40)
MARKS = st.lists(
    st.sampled_from([*"#>-+*_`|<&~[]()!\\:=%$1. \n", "&lt;", "](x)", "---", "```", "1. ", "a", "<b>", "| "]),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# heading", "\\# heading"),
        ("> quote", "\\> quote"),
        ("- item", "\\- item"),
        ("+ item", "\\+ item"),
        ("1. item", "1\\. item"),
        ("2017) item", "2017\\) item"),
        ("1.2 is no list", "1.2 is no list"),
        ("a | b", "a &#124; b"),
        ("<script>", "&lt;script>"),
        ("`code`", "\\`code\\`"),
        ("[x](y)", "\\[x\\](y)"),
        ("&lt;", "&amp;lt;"),
        ("two\nlines", "two lines"),
        ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
    ],
)
def test_marks_are_escaped(text, escaped):
    assert line(text) == escaped


def test_cell_keeps_paragraphs_on_one_line():
    assert cell("one\n\ntwo | three") == "one<br><br>two &#124; three"
    assert cell("") == "–"


def test_prose_keeps_paragraphs():
    assert prose("one\nmore\n\n# two") == "one more\n\n\\# two"


@given(TEXT | MARKS)
def test_line_reads_back_as_the_same_text(text):
    tokens = PARSER.parse(line(text))
    words = " ".join(text.split())
    kinds = [token.type for token in tokens]
    assert kinds == (["paragraph_open", "inline", "paragraph_close"] if words else [])
    said = "".join(child.content for token in tokens for child in token.children or [])
    assert said == words
    assert {child.type for token in tokens for child in token.children or []} <= {"text"}


@given(MARKS)
def test_cell_does_not_break_its_table(text):
    tokens = PARSER.parse(f"| a | b |\n| --- | --- |\n| {cell(text)} | x |\n")
    assert sum(token.type == "td_open" for token in tokens) == 2
