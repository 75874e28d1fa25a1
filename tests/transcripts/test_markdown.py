"""A transcript in Markdown: its words come in, in their order, whatever Markdown takes them for; the rest is said."""

# ruff: noqa: S311 - the same text for the same seed

import random
import re
import time

import pytest

from cmo_eval.transcripts.reading import read_rows, words_in
from cmo_eval.transcripts.transcript import parse
from cmo_eval.transcripts.turns import Register, turns_in, voices, written


def read(tmp_path, text: str):
    file = tmp_path / "a.md"
    file.write_text(text, encoding="utf-8")
    return read_rows(file)


def lines(tmp_path, text: str) -> list[str]:
    return [row.text for row in read(tmp_path, text).rows]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # rules, headings
        ("---\n\n**INT:** Hoe?\n\n---\n\nR1: Zo.", ["INT: Hoe?", "R1: Zo."]),
        ("---\nINT: Hoe?\nR1: Zo.\n---\nINT: Ja?", ["INT: Hoe?", "R1: Zo.", "INT: Ja?"]),
        ("---\nEls: dag\nPiet: dag\n---", ["Els: dag", "Piet: dag"]),
        ("---\nzomaar een zin\n---\nen nog een", ["zomaar een zin", "en nog een"]),
        ("Kop\n===\n# Kop 2 ##\n###### 5\n#geen kop\n* * *\ntekst", ["Kop", "Kop 2", "5", "#geen kop", "tekst"]),
        # what Markdown takes for a definition, a list, code or a comment
        ("[R1]: Ja.\n\n[INT]: <http://x.nl> 'Waarom?'", ["[R1]: Ja.", "[INT]: http://x.nl 'Waarom?'"]),
        ("1986. Wat een jaar.\n\n3) derde\n\n- 2. twee", ["1986. Wat een jaar.", "3) derde", "2. twee"]),
        ("Dat was in\n1986. Wat een jaar.", ["Dat was in 1986. Wat een jaar."]),
        ("- een\n  - twee\n    - drie\n      1. vier\n\n        vijf", ["een", "twee", "drie", "1. vier", "vijf"]),
        ("    R1: ingesprongen\n\n\tR2: met een tab", ["R1: ingesprongen", "R2: met een tab"]),
        ("<!-- blijft open\n\nR1: ja", ["<!-- blijft open", "R1: ja"]),
        ("```\nblijft open\n\n**R1**: ja", ["``` blijft open", "R1: ja"]),
        ("~~~ zei hij ~~~", ["~~~ zei hij ~~~"]),
        # tables
        ("|a|b|\n|-|-|\n|c|d|e|f|\n|g|\n|h\\|i|**j**|", ["a\tb", "c\td\te\tf", "g", "h|i\tj"]),
        ("wie | wat\n--- | ---\nr1 | ja | nee", ["wie\twat", "r1\tja\tnee"]),
        ("| r1 | ja |\n| r2 | nee |", ["| r1 | ja |", "| r2 | nee |"]),
        # marks in and around words
        ("2*3*4 en 5**6** en f**k en a_b_c en __init__", ["2*3*4 en 5**6** en f**k en a_b_c en init"]),
        ("*onverstaanbaar* **R1:**tekst ***alles***", ["onverstaanbaar **R1:**tekst alles"]),
        ("**R1:**tekst **alles**\n__INT:__Ja?", ["R1: tekst alles", "INT: Ja?"]),
        ("C:\\temp\\x en \\*geen\\* nadruk en 3 \\< 4", ["C:\\temp\\x en *geen* nadruk en 3 < 4"]),
        ("`**code** &amp;` en ``a`b``", ["**code** &amp; en a`b"]),
        ("`printf`en is `klaar`.", ["`printf`en is klaar."]),
        ("Tom &amp; Jan caf&eacute; &lt;b&gt; &#42;ster&#42; AT&T &copy", ["Tom & Jan café <b> *ster* AT&T &copy"]),
        ("hij <lacht> en <onverstaanbaar 0:12> en a<b en c>d", ["hij <lacht> en <onverstaanbaar 0:12> en a<b en c>d"]),
        ("[lacht](zacht) en [?](nee)", ["[lacht](zacht) en [?](nee)"]),
        ("<http://x.nl/a_b> <jan@x.nl> http://x.nl/c_d_e", ["http://x.nl/a_b jan@x.nl http://x.nl/c_d_e"]),
        ("- [ ] vragen\n- [x] klaar", ["[ ] vragen", "[x] klaar"]),
        # line breaks and quotes
        ("Els Bos  0:03  \nwij wachtten\nlang", ["Els Bos  0:03", "wij wachtten lang"]),
        ("een\\\ntwee<br>drie<br />vier\nvijf", ["een", "twee", "drie", "vier vijf"]),
        ("> een\n> twee\n>> drie\n\nvier\n> vijf", ["een twee drie", "vier", "vijf"]),
        ("> - INT: hoe?\n> - R1: zo", ["INT: hoe?", "R1: zo"]),
        ("1. INT: hoe?\n2. R1: zo", ["INT: hoe?", "R1: zo"]),
        ("<p>INT: hoe?</p><p>R1: H<sub>2</sub>O</p>", ["INT: hoe?", "R1: H2O"]),
    ],
)
def test_words_stay_and_marks_go(tmp_path, text, wanted):
    for ends in ("\n", "\r\n"):
        assert lines(tmp_path, text.replace("\n", ends)) == wanted


@pytest.mark.parametrize(
    ("text", "left", "said"),
    [
        ("---\ntitle: Een gesprek\ntags:\n  - a\n  - b\n---\nR1: ja", 6, "front matter left out (title, tags)"),
        ("---\r\nDate: 2024\r\n...\r\nR1: ja", 2, "front matter left out (Date)"),
        ("R1: ja <!-- niet vergeten\n\nte vragen --> nee <!-- x -->", 5, "2 comments left out"),
        ("R1: [hier](http://x.nl/a 'een titel') en [daar](#b)", 4, "2 addresses of links left out"),
        ("R1: ![een foto](x.png) ja", 3, "1 picture left out"),
        ('R1: <span class="a b">ja</span> <B>nee</B>', 6, "4 pieces of HTML left out"),
        ("```text\nR1: ja\n```", 1, "1 name of a language of code left out"),
        ("1. INT: hoe?\n2. R1: zo", 2, "2 numbers before turns left out"),
        ("R1: ja[^1]\n\n[^1]: Een noot\n    die doorgaat.", 0, "1 footnote read below the paragraph"),
    ],
)
def test_what_is_left_out_is_counted_and_said(tmp_path, text, left, said):
    found = read(tmp_path, text)
    assert said in found.said
    assert found.words == words_in(row.text for row in found.rows) + left


def test_a_bold_label_before_a_time_keeps_the_form_that_it_has(tmp_path):
    turns = [("Interviewer", "Hoe?"), ("Els Bos", "Zo."), ("Interviewer", "En?"), ("Els Bos", "Klaar.")]
    text = "\n\n".join(f"**{who}** [00:00:{at:02d}]: {words}" for at, (who, words) in enumerate(turns, 3))
    found = turns_in(read(tmp_path, text).rows, Register())
    assert written(found, voices(found, Register())) == (
        "INT [0:00:03]: Hoe?\nS1 [0:00:04]: Zo.\nINT [0:00:05]: En?\nS1 [0:00:06]: Klaar.\n"
    )


def test_a_footnote_is_nobodys_words(tmp_path):
    found = read(tmp_path, "R1: ja[^1] nee\n\n[^1]: Een noot\n\n    van twee alinea's.\n\nR1: verder")
    turns = turns_in(found.rows, Register(["r1"]))
    text = written(turns, voices(turns, Register(["r1"])))
    assert text.splitlines()[0] == "R1: ja[^1] nee"
    assert [row.text for row in found.rows if row.aside] == ["[1 Een noot]", "[van twee alinea's.]"]
    assert [line.speaker for line in parse(text, ["r1"]).lines] == ["R1", None, None, "R1"]
    assert text.splitlines()[-1] == "R1: verder"


PIECES = (
    *("**", "*", "_", "`", "```\n", "~~~\n", "[", "](", ")", "](http://x.nl)", "![", "<", ">", "<b>", "</b>", "<!--"),
    *("-->", "\\", "|", "\n|-|-|\n", "\n", "\n\n", "  \n", "- ", "1. ", "12) ", "# ", "> ", "---\n", "\n===\n"),
    *("&amp;", "&eacute;", "[^1]: ", "[^1]", "    ", "\t", "a: ", "R1: ", "{.x}", ":", '"', "<i x=", "~~", "\n\n---\n"),
)


@pytest.mark.parametrize("seed", range(150))
def test_whatever_stands_in_a_file_its_words_come_in_in_order_or_are_counted(tmp_path, seed):
    chance = random.Random(seed)
    parts, number = [], 0
    for _ in range(chance.randint(5, 150)):
        if chance.random() < 0.5:
            parts.append(chance.choice(PIECES))
        else:
            parts.append(f"w{number}x" + chance.choice([" ", ", ", ". "]))
            number += 1
    text = "".join(parts) + " einde"
    found = read(tmp_path, text)
    rows = "\n".join(row.text for row in found.rows)
    come = re.findall(r"w\d+x", rows)
    wanted = re.findall(r"w\d+x", text)
    missing = set(wanted) - set(come)
    notes = {word for row in found.rows if row.aside for word in re.findall(r"w\d+x", row.text)}
    assert [word for word in come if word not in notes] == [
        word for word in wanted if word not in missing and word not in notes
    ]
    assert found.words is not None
    assert len(missing) <= found.words - words_in(row.text for row in found.rows)
    assert not missing or found.said


def test_letters_that_no_rule_accounts_for_leave_the_marks(tmp_path, monkeypatch):
    from cmo_eval.transcripts.reading import markdown

    taken = markdown.Blocks
    monkeypatch.setattr(markdown, "Blocks", lambda text: taken(text.replace("kwijt", "")))
    found = read(tmp_path, "# Kop\n\n**R1:** kwijt")
    assert [row.text for row in found.rows] == ["# Kop", "", "**R1:** kwijt"]
    assert "the marks of Markdown stay, since without them words would be lost" in found.said


@pytest.mark.parametrize(
    "text",
    [
        "> " * 100_000 + "diep",
        "- " * 100_000 + "diep",
        "".join(" " * (n % 4000) + "- item\n" for n in range(4000)),
        "[" * 150_000 + "a" + "](http://x.nl)" * 10_000,
        "`" * 250_000 + "a\n\n" + "".join("`" * n + "a " for n in range(1, 800)),
        "*a " * 100_000,
        "*a" + " " * 250_000 + "b*\n" + " " * 250_000 + "c",
        "|" * 150_000 + "\n|-|\n" + "a|" * 50_000,
        "```a\n" * 50_000,
        "<!-- " * 100_000,
        "<!-- a -->" * 25_000 + "b",
        "<i a=" * 100_000,
        "&amp" * 150_000,
        "regel\n" * 15_000,
        "een woord " * 150_000,
        "---\n" + "a: b\n" * 10_000,
        "---\n" + "\t" * 500_000 + "x\n---",
        "x" * 1_500_000,
        "#" * 500_000 + " a " + "#" * 500_000 + "x",
        "- " * 100_000 + "\n" + "-" * 500_000 + "x",
        "\\" * 500_000 + "\n" + "1. " * 150_000,
    ],
    ids=range(21),
)
def test_hostile_text_takes_time_in_proportion(tmp_path, text):
    began = time.process_time()
    found = read(tmp_path, text)
    turns = turns_in(found.rows, Register())
    written(turns, voices(turns, Register()))
    assert time.process_time() - began < 5


@pytest.mark.parametrize("slip", ["R1; Geld.", "R1. Geld.", "R1 - Geld.", "R1:Geld.", "I. En wat?", "- R1: Geld."])
def test_a_label_with_another_sign_begins_a_line_in_a_paragraph(tmp_path, slip):
    file = tmp_path / "a.md"
    file.write_text(f"I: Wie\nR1: Wij allemaal\ntoen\nI: Wat\nmeer\n{slip}\n", encoding="utf-8")
    said = [row.text for row in read_rows(file).rows]
    assert said == ["I: Wie", "R1: Wij allemaal toen", "I: Wat meer", slip.removeprefix("- ")]


def test_headings_within_a_talk_are_nobodys_words(tmp_path):
    talk = "R1: Yes.\n\n## Second part: money\n\nINT: And then?\n\nR1: We paid.\n\n### Later\n\nINT: Who?\n\nR1: All.\n"
    found = read(tmp_path, f"# Panel\n\n{talk}")
    turns = turns_in(found.rows, Register())
    text = written(turns, voices(turns, Register()))
    said = talk.replace("## Second part: money", "[Second part: money]").replace("### Later", "[Later]")
    assert text.splitlines() == ["Panel", *said.split("\n\n")[:-1], "R1: All."]
    who = [line.speaker for line in parse(text).lines]
    assert who == [None, "R1", None, "INT", "R1", None, "INT", "R1"]


@pytest.mark.parametrize(
    ("talk", "who"),
    [
        ("## INT: Why?\n\nR1: So.\n\n## INT: And?\n\nR1: Yes.\n", ["INT", "R1", "INT", "R1"]),  # a label in a heading
        ("## Irma Bos\n\nWe came.\n\n## Ben Zee\n\nSo?\n\n## Irma Bos\n\nYes.\n\n## Ben Zee\n\nOh.", ["S1", "S2"] * 2),
        ("## R1: So.\n\n## INT: And?\n\n## R1: Yes.\n\n## It was late.\n", ["R1", "INT", "R1", "R1"]),  # all of them
        ("R1: So.\n\nINT: And?\n\nR1: Yes.\n\n# " + "We waited. " * 25 + "\n", ["R1", "INT", "R1", "R1"]),  # a slip
        ("# Part one\n\nWe came.\n\n# Part two\n\nWe went.\n", [None] * 4),  # nobody speaks
    ],
)
def test_what_is_said_in_headings_is_still_said(tmp_path, talk, who):
    turns = turns_in(read(tmp_path, talk).rows, Register())
    text = written(turns, voices(turns, Register()))
    assert [line.speaker for line in parse(text).lines] == who
    assert "[" not in text
