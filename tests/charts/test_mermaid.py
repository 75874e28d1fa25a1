"""The Mermaid text can be read whatever the labels hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.charts.diagram import mermaid_label, theory_mermaid
from cmo_eval.charts.picture import About
from cmo_eval.charts.theory import Box, Group, Theory

LABEL = r'"(?:[^"#]|#[0-9]+;)*"'
GRAMMAR = [
    re.compile(pattern)
    for pattern in (
        r"%% cmo-eval",
        r"flowchart TB",
        r"  accTitle: [^#;{}<>%]*",
        r"  accDescr: [^#;{}<>%]*",
        rf"  subgraph g[0-9]+\[{LABEL}\]",
        r"    direction LR",
        rf"    b[0-9]+\[{LABEL}\]",
        r"  end",
        r"  b[0-9]+ --> b[0-9]+",
        rf"  b[0-9]+ -\.-\|{LABEL}\| b[0-9]+",
    )
]
HOSTILE = [
    'say "no"',
    "a]b[c",
    "end",
    "<b onload=x>",
    "%%{init: {}}%%",
    "`md`",
    "#35; #quot;",
    "a\nb",
    "x --> y",
    "\\n",
]


def _read(text):
    """Nodes by label, edges and subgraphs of a text; fails where a line is none that we write."""
    nodes, edges, depth = {}, [], 0
    for line in text.splitlines():
        assert any(pattern.fullmatch(line) for pattern in GRAMMAR), line
        depth += line.startswith("  subgraph") - (line == "  end")
        node = re.fullmatch(rf"    (b[0-9]+)\[({LABEL})\]", line)
        if node:
            assert depth == 1
            nodes[node[1]] = re.sub("#([0-9]+);", lambda code: chr(int(code[1])), node[2][1:-1])
        edge = re.fullmatch(rf"  (b[0-9]+) (-->|-\.-)(?:\|{LABEL}\|)? (b[0-9]+)", line)
        if edge:
            edges.append((nodes[edge[1]], edge[2], nodes[edge[3]]))
    assert depth == 0
    return nodes, edges


def _mermaid(*titles, ripples=(), contrasts=()):
    boxes = tuple(Box(f"P{number}", title) for number, title in enumerate(titles, start=1))
    return theory_mermaid(
        About("t", titles[0], titles[0], "nl"),
        Theory((Group("C1", titles[0], boxes, titles[0]),), ripples, contrasts),
        titles[0],
    )


def test_boxes_and_lines_are_written():
    nodes, edges = _read(_mermaid("Een", "Twee", ripples=(("P1", "P2"), ("P2", "P1")), contrasts=(("P1", "P2"),)))
    assert list(nodes.values()) == ["P1 Een", "P2 Twee"]
    assert edges == [("P1 Een", "-->", "P2 Twee"), ("P2 Twee", "-->", "P1 Een"), ("P1 Een", "-.-", "P2 Twee")]


def test_lines_to_what_is_not_there_are_left_out():
    assert _read(_mermaid("Een", ripples=(("P1", "P9"),), contrasts=(("P8", "P1"),)))[1] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_label_is_read_back_as_it_was(text):
    nodes, _ = _read(_mermaid(text))
    assert nodes == {"b1": "P1 " + " ".join(text.split())}


@given(st.text(), st.text())
def test_no_label_breaks_the_text(one, other):
    nodes, edges = _read(_mermaid(one, other, ripples=(("P1", "P2"),), contrasts=(("P2", "P1"),)))
    assert len(nodes) == 2
    assert len(edges) == 2


@pytest.mark.parametrize("mark", list('"#;[]{}<>`&|\\%@*_~^$'))
def test_what_could_be_markup_is_written_as_a_number(mark):
    assert mermaid_label(f"a{mark}b") == f"a#{ord(mark)};b"


def test_letters_of_every_language_stay_as_they_are():
    assert mermaid_label("Één cliënt, Ελλάδα, שלום, 漢字 2017") == "Één cliënt, Ελλάδα, שלום, 漢字 2017"
