"""Citations are put into their file, changed and taken out, and every other byte stays."""

from __future__ import annotations

import difflib
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cmo_eval.edits.coding.citation_text import citations_in, new_file, with_citations, with_fields
from cmo_eval.edits.new import record_files
from cmo_eval.edits.yaml import lines as yaml_lines
from cmo_eval.edits.yaml.edits import as_read, with_value
from cmo_eval.errors import CmoEvalError
from cmo_eval.model import Citation, CitationFile, Source
from cmo_eval.store.yaml_io import YamlProblem, read

FILE = """\
# About the talk: AB was there.
coder: AB
defaults: {verbatim: true, quality: observation}
citations:
  # the first half hour
  - id: FG1-001
    quote: >-
      Before the coach came our whole plan was made
      by four people.
    speaker: r1          # the chair
    at: {line: 5}
    evidence:
      - {supports: C1, pattern: P01, parts: [context]}   # not sure of the part
    codes: [listening, hub]

  # after the break
  - id: FG1-002
    quote: "Then she took me along: \\"come\\""
    evidence:
    - supports: C1
      pattern: P01
    - refutes: C2
    coded: 2024-05-13
    # end of the second
  - {id: FG1-003, quote: short, codes: [a]}
# the end
"""
NEW = {
    "quote": "We saw: nobody came # at all.",
    "id": "FG1-010",
    "evidence": [{"supports": "C1", "pattern": "P01", "parts": ["context"]}],
    "speaker": "r2",
    "at": {"line": 12},
}
SELECTOR = {"start": 12, "end": 40, "prefix": 'R3: "and', "suffix": " so # on"}


def differences(before, after):
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[:1] in "+-"]


def test_a_citation_is_added_at_the_end_in_the_style_of_the_file():
    block = FILE.replace("  - {id: FG1-003, quote: short, codes: [a]}\n", "")
    assert differences(block, with_citations(block, add=[NEW])) == [
        "+   - id: FG1-010",
        "+     quote: >-",
        "+       We saw: nobody came # at all.",
        "+     speaker: r2",
        "+     at: {line: 12}",
        "+     evidence:",
        "+       - {supports: C1, pattern: P01, parts: [context]}",
    ]


def test_the_comment_below_the_last_entry_stays_below_it_and_that_of_the_file_at_its_end():
    block = FILE.replace("  - {id: FG1-003, quote: short, codes: [a]}\n", "")
    after = with_citations(block, add=[NEW])
    assert after.index("# end of the second") < after.index("FG1-010") < after.index("# the end")


def test_entries_between_braces_get_a_neighbour_between_braces():
    after = with_citations(FILE, add=[{"id": "FG1-004", "quote": "ja"}])
    assert "  - {id: FG1-004, quote: ja}\n# the end\n" in after


def test_an_empty_list_becomes_the_entries_and_the_example_below_it_stays():
    text = record_files("source", "FG1", "T")["sources/FG1.citations.yaml"]
    after = with_citations(text, add=[NEW])
    assert differences(text, after)[0] == "- citations: []"
    assert CitationFile.model_validate(read(after).value).citations[0].id == "FG1-010"
    assert "#  - id: FG1-001" in after


@pytest.mark.parametrize("text", ["coder: AB\n", "coder: AB", "", "# nothing yet\n", "coder: AB\ncitations:\n"])
def test_a_file_without_a_list_gets_one(text):
    after = with_citations(text, add=[NEW])
    assert after.startswith(text)
    assert read(after).value["citations"][0]["quote"] == NEW["quote"]


def test_keys_are_set_where_they_belong_replaced_and_removed():
    change = {
        "FG1-001": {"selector": SELECTOR, "codes": ["hub"], "at": {"line": 7, "page": "3"}, "speaker": None},
        "FG1-002": {"adjudicated": {"by": "EF", "date": "2024-06-04"}, "quality": "report"},
        "FG1-003": {"quality": "opinion", "codes": None},
    }
    after = with_citations(FILE, change=change)
    assert differences(FILE, after) == [
        "-     speaker: r1          # the chair",
        "-     at: {line: 5}",
        "+     at: {line: 7, page: 3}",
        '+     selector: {start: 12, end: 40, prefix: "R3: \\"and", suffix: " so # on"}',
        "-     codes: [listening, hub]",
        "+     codes: [hub]",
        "+     quality: report",
        "+     adjudicated: {by: EF, date: 2024-06-04}",
        "-   - {id: FG1-003, quote: short, codes: [a]}",
        "+   - {id: FG1-003, quote: short, quality: opinion}",
    ]


def test_evidence_is_changed_stance_by_stance():
    evidence = [{"nuances": "C1", "pattern": "P01", "parts": ["context", "outcome"]}, {"refutes": "C3"}]
    after = with_citations(FILE, change={"FG1-001": {"evidence": evidence}})
    assert differences(FILE, after) == [
        "-       - {supports: C1, pattern: P01, parts: [context]}   # not sure of the part",
        "+       - {nuances: C1, pattern: P01, parts: [context, outcome]}   # not sure of the part",
        "+       - {refutes: C3}",
    ]


def test_an_entry_is_removed_with_its_lines_and_no_comment_above_it():
    after = with_citations(FILE, remove=["FG1-001", "FG1-003"])
    assert list(citations_in(after)) == ["FG1-002"]
    assert "# the first half hour" in after
    assert "# the end" in after
    assert list(citations_in(with_citations(FILE, remove=["FG1-001", "FG1-002", "FG1-003"]))) == []


def test_a_quote_is_replaced_and_the_comment_in_its_line_stays():
    text = "citations:\n  - id: A-1\n    quote: old   # as heard\n    speaker: r1\n"
    after = with_citations(text, change={"A-1": {"quote": "new words " * 20 + "end"}})
    assert "    quote: >-   # as heard\n      new words" in after
    back = with_citations(after, change={"A-1": {"quote": "x\ny"}})
    assert read(back).value["citations"][0]["quote"] == "x\ny"
    assert "# as heard" in back


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_byte_order_mark_and_a_missing_last_line_end_are_no_matter(line_end, mark, last):
    text = mark + FILE.replace("\n", line_end)
    text = text if last else text.removesuffix(line_end)
    after = with_citations(text, add=[NEW, {**NEW, "id": "FG1-011"}], change={"FG1-001": {"selector": SELECTOR}})
    assert after.startswith(mark)
    assert after.count("\ufeff") == len(mark)
    rest = after.replace(line_end, "")
    assert not {"\r", "\n"} & set(rest)
    assert len(read(after.removeprefix(mark)).value["citations"]) == 5


def test_a_file_without_last_line_end_gets_the_entry_on_a_line_of_its_own():
    text = "citations:\n  - id: A-1\n    quote: >-\n      words"
    assert with_citations(text, add=[{"id": "A-2", "codes": ["a"]}]).endswith("words\n  - id: A-2\n    codes: [a]\n")


def test_a_new_file_has_its_modeline_and_its_coder():
    text = new_file("sources/FG1.citations.CD.yaml", [NEW], coder="CD")
    assert text.startswith("# yaml-language-server: $schema=../.cmo-eval/schemas/citations.schema.json\n")
    record = CitationFile.model_validate(read(text).value)
    assert (record.coder, record.citations[0].id) == ("CD", "FG1-010")
    assert read(new_file("sources/FG1.citations.yaml", [])).value == {"citations": []}


def test_lines_of_a_short_dialogue_stay_lines():
    text = new_file("sources/FG1.citations.yaml", [{"id": "FG1-001", "quote": "A: yes\nB: no"}])
    assert "    quote: |-\n      A: yes\n      B: no\n" in text


def test_what_cannot_be_done_is_said_and_nothing_is_given_back():
    with pytest.raises(CmoEvalError, match="FG1-099 is not in the file"):
        with_citations(FILE, change={"FG1-099": {"codes": []}})
    with pytest.raises(CmoEvalError, match="FG1-001 is there already"):
        with_citations(FILE, add=[{"id": "FG1-001"}])
    with pytest.raises(CmoEvalError, match="FG1-010 is there already"):
        with_citations(FILE, add=[NEW, NEW])
    with pytest.raises(CmoEvalError, match="shape"):
        with_citations("- a\n", add=[NEW])
    with pytest.raises(YamlProblem):
        with_citations("citations: [", add=[NEW])


def test_a_source_gets_the_digest_of_its_text_below_the_text():
    text = "id: FG1\nkind: focus_group\ntitle: T\ntext: FG1.txt   # in the safe\ntables: []\n"
    after = with_fields(text, {"text_sha256": "a" * 64}, list(Source.model_fields))
    assert after == text.replace("safe\n", "safe\ntext_sha256: " + "a" * 64 + "\n")
    assert with_fields(after, {"text_sha256": None}) == text


def test_a_value_of_another_kind_takes_the_place():
    assert with_value("a: {b: 1}\nc: 2\n", {"a": "x", "c": "2"}) == "a: x\nc: 2\n"
    assert with_value("a:\n  # why\n  b: 1\nc: 2\n", {"a": "x", "c": "2"}).endswith("x\nc: 2\n")
    assert with_value("a: >+\n  text\n\nc: 2\n", {"a": ["x", "y"], "c": "2"}) == "a: [x, y]\n\nc: 2\n"
    assert with_value("a:\n- 1\n- 2\n", {"a": []}) == "a: []\n"
    assert with_value("{}\n", {"a": "1"}) == "{a: 1}\n"


WORDS = st.text(st.sampled_from("ab:#-'\"{}[],&*!|>%@`? \n\t\\é…\u2028\x85😀"), max_size=40)
SCALARS = st.one_of(WORDS, st.integers(0, 99), st.booleans(), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b", "c", "id", "quote", "no", "x y"]), inner, max_size=3),
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from(["a", "b", "c", "quote", "citations"]), VALUES, min_size=1, max_size=4)


def said(value):
    """The value as text reads back."""
    if isinstance(value, dict):
        return {key: said(part) for key, part in value.items()}
    if isinstance(value, list):
        return [said(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else str(value)


@settings(max_examples=200)
@given(old=MAPPINGS, new=MAPPINGS, block=st.booleans())
@example(old={"a": ":\n\t"}, new={"a": []}, block=False)
def test_any_value_can_become_any_other(old, new, block):
    text = with_value("", old, block=("quote", "citations") if block else ())
    assert read(text).value == said(old)
    after = with_value(text, new)
    assert read(after).value == said(new)


@settings(max_examples=200)
@given(
    entries=st.lists(st.dictionaries(st.sampled_from(["quote", "memo", "event"]), WORDS, max_size=3), max_size=3),
    fields=st.dictionaries(st.sampled_from(["quote", "selector", "codes", "memo"]), VALUES, max_size=3),
)
def test_comments_outlive_every_change(entries, fields):
    add = [{"id": f"FG1-1{number}", **entry} for number, entry in enumerate(entries)]
    after = with_citations(FILE, add=add, change={"FG1-002": fields})
    for comment in ("AB was there", "the first half hour", "the chair", "not sure", "after the break", "the end"):
        assert f"# {comment}" in after or f": {comment}" in after
    untouched = FILE[: FILE.index("  - id: FG1-002")]
    assert after.startswith(untouched)


@pytest.mark.parametrize(
    "text",
    [
        "# coder: AB\ndefaults: {verbatim: true}\ncitations: []\n#  - id: FG1-001\n",
        "citations:\n  - {id: FG1-001, quote: a}\n",
        "\ufeff# head\r\ncitations:\r\n  - id: FG1-001\r\n    quote: a\r\n",
        "{citations: [{id: FG1-001, quote: a}]}\n",
        "---\ncitations: []\n",
    ],
)
def test_who_coded_is_written_above_the_citations_they_coded(text):
    after = with_fields(text, {"coder": "AB"}, tuple(CitationFile.model_fields))
    value = read(after.removeprefix("\ufeff")).value
    assert value == {**read(text.removeprefix("\ufeff")).value, "coder": "AB"}
    if not text.startswith("{"):  # between braces order says nothing to a person
        assert list(value).index("coder") < list(value).index("citations")
        assert [line for line in text.splitlines() if line not in after.splitlines()] == []


def test_a_comment_between_braces_stays_when_a_key_beside_it_goes():
    text = "a: {k: 1, # one\n  l: 2, m: 3}\n"
    assert with_value(text, {"a": {"k": "1", "m": "3"}}) == "a: {k: 1, # one\n  m: 3}\n"


PIECES = st.sampled_from(
    [
        "quote: short",
        "quote: |\n      two\n      lines",
        "quote: >+\n      kept\n\n",
        "quote: 'it''s'\n    memo: |-\n      # no comment",
        "quote: a\n    evidence:\n    - supports: C1\n    - {refutes: C2}",
        "quote: b   # beside\n    # below\n    codes: [a, b]",
        "quote: c\n\n  # above the next",
        'quote: "x\\ny"\n    at: {line: 3}',
    ]
)


@settings(max_examples=80)
@given(
    pieces=st.lists(PIECES, min_size=9, max_size=16),
    end=st.sampled_from(["", "\n# the end\n", "\ndefaults: {}\n", "\n\n"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    touched=st.sets(st.integers(0, 8), max_size=3),
    indent=st.sampled_from(["  ", ""]),
    add=st.booleans(),
)
def test_what_stays_can_be_left_out_while_a_part_is_changed(pieces, end, line_end, touched, indent, add):
    items = "\n".join(f"  - id: FG1-{number:03}\n    {piece}" for number, piece in enumerate(pieces, 1))
    if not indent:
        items = "\n".join(row.removeprefix("  ") for row in items.split("\n"))
    text = (f"coder: AB\ncitations:\n{items}" + end).replace("\n", line_end)
    change = {f"FG1-{number + 1:03}": {"memo": "new", "codes": ["z"]} for number in touched}
    more = {"add": [{**NEW, "id": "FG1-100"}] if add else [], "change": change}
    rows = text.split(line_end)
    places = [
        (row.split("id: ")[1], number) for number, row in enumerate(rows, 1) if row.lstrip("- ").startswith("id: ")
    ]
    assert len(places) == len(pieces)
    assert outcome(text, **more, places=places) == outcome(text, **more)


def outcome(text, **more):
    """The text afterwards; or that it cannot be made, as behind a block text without a last line end."""
    try:
        return with_citations(text, **more)
    except CmoEvalError as error:
        return error.message


def test_what_stays_is_not_taken_apart(monkeypatch):
    many = "".join(f"  - id: FG1-{number:03}\n    quote: words\n" for number in range(1, 200))
    seen = []
    monkeypatch.setattr(
        "cmo_eval.edits.coding.citation_text.changed",
        lambda text, *given, **more: seen.append(text) or with_value(text, read(text).value, **more),
    )
    with_citations(
        f"citations:\n{many}", add=[{**NEW, "id": "FG1-999"}], places=[(f"FG1-{n:03}", 2 * n) for n in range(1, 200)]
    )
    assert seen[0].count("- id:") == 2


def test_places_that_do_not_fit_are_no_obstacle():
    places = [(f"X-{number}", 6) for number in range(9)]
    assert with_citations(FILE, add=[NEW], places=places) == with_citations(FILE, add=[NEW])


@pytest.mark.parametrize("odd", ["\x07", "\x7f", "\x85", "\xa0", "\u2028", "\ufeff", "\ufffe", "\t", "\n", "  "])
def test_words_that_only_quotes_can_hold_leave_others_in_block_style(odd):
    words = f"odd{odd}words"
    text = new_file("sources/A.citations.yaml", [{"id": "A-1", "quote": "plain, words"}, {"id": "A-2", "quote": words}])

    assert "quote: >-\n      plain, words\n" in text
    assert read(text).value["citations"][1]["quote"] == words


def reading(monkeypatch):
    """The texts that are read again from now on."""
    texts = []
    for module in ("yaml.values", "yaml.edits", "coding.citation_text"):
        monkeypatch.setattr(f"cmo_eval.edits.{module}.read", lambda text: texts.append(text) or read(text))
    return texts


def test_of_a_new_file_its_beginning_is_read_again_and_what_is_not_sure(monkeypatch):
    places = {"start": 1, "end": 9, "prefix": "it's, or so: ", "suffix": "r2: 'and'"}
    entries = [
        {"id": f"A-{number}", "quote": f"'we', {number} said: \"no\"", "selector": places} for number in range(30)
    ]
    texts = reading(monkeypatch)
    text = new_file("sources/A.citations.yaml", entries)
    assert len(texts) == 1
    assert text.startswith(texts[0])
    assert texts[0].count("- id:") == 1
    assert read(text).value["citations"] == [{**one, "selector": as_read(places)} for one in entries]

    entries[20]["memo"] = "first line\nsecond line"
    texts.clear()
    text = new_file("sources/A.citations.yaml", entries)
    assert texts[-1].startswith("citations:\n  - id: A-20\n")
    assert texts[-1].count("- id:") == 1
    assert read(text).value["citations"][20]["memo"] == "first line\nsecond line"


@pytest.mark.parametrize("at", [3, 20])
def test_what_is_not_read_as_it_is_meant_has_the_whole_file_written_otherwise(monkeypatch, at):
    """Whatever a text of several lines comes to, in a new file too it says what it is to say."""
    entries = [{"id": f"A-{number}", "quote": "words", "memo": "one\ntwo"} for number in range(30)]
    real, odd = yaml_lines.block_text, "odd\nwords"
    entries[at]["memo"] = odd
    monkeypatch.setattr(
        yaml_lines, "block_text", lambda text, indent: (">-", [f"{indent}other"]) if text == odd else real(text, indent)
    )
    text = new_file("sources/A.citations.yaml", entries)
    assert read(text).value["citations"] == entries
    assert "|-" not in text


def test_a_new_file_is_what_its_whole_would_be_with_any_values():
    chance = random.Random(19)  # noqa: S311 - the same each time
    signs = [
        "word",
        "no",
        "12",
        " ",
        " ",
        ",",
        ": ",
        " #",
        "'",
        '"',
        "é",
        "…",
        "-",
        "[",
        "{x}",
        "&a",
        "*",
        "\n",
        "\t",
        "\x85",
    ]

    def text():
        return "".join(chance.choice(signs) for _ in range(chance.randrange(1, 12)))

    for _ in range(6):
        entries = [
            {
                "id": f"A-{number:03}",
                "quote": text(),
                "at": {"line": number},
                "selector": {"start": 1, "end": 2, "prefix": text(), "suffix": text()},
                "evidence": [{"supports": "C1", "parts": ["context"]}],
                "codes": [text() for _ in range(chance.randrange(3))],
                "memo": text() * chance.randrange(1, 9),
            }
            for number in range(9, 25)
        ]
        whole = new_file("sources/A.citations.yaml", entries, coder="AB")
        value = {
            "coder": "AB",
            "citations": [{key: one[key] for key in Citation.model_fields if key in one} for one in entries],
        }
        head = "".join(whole.splitlines(keepends=True)[:2])
        assert whole == with_value(head, value, block=("citations", "quote"), line=("prefix", "suffix"))
        assert read(whole).value == as_read(value)
