"""Files by every rule of counting and by models of it that are wrong: the right words, or a refusal, never a guess."""

from __future__ import annotations

import itertools
import random
import re
import unicodedata

import pytest
from test_counting import RULES, position

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.counting import placed
from cmo_eval.projects.measure import Rule
from cmo_eval.projects.project import Coding, Document, Project
from refi_files import TEXT, markup, packed, selection, text_source

SAID = [
    *("de", "het", "een", "zuster", "dokter", "wachten", "thuis", "rustig", "niet", "altijd", "élke", "😀", "👍🏽"),
    *("Ünal", "naïef", "één", "e\u0301chte", "o\u0308chtend", "👨\u200d👩\u200d👧", "café", "ja", "nee", "10:30", "€5"),
]


def spoken(draw, line_end, mark="", lines=18):
    """A text of that many lines, some of them empty."""
    said = (" ".join(draw.choices(SAID, k=draw.randint(0, 9))) + draw.choice((".", "?", "", "!")) for _ in range(lines))
    return mark + line_end.join(said)


def passages(draw, raw, number):
    """So many passages from the start of a word to the end of one, also over lines."""
    words = [match.span() for match in re.finditer(r"[^\s.?!\ufeff]+", raw)]
    firsts = [draw.randrange(len(words)) for _ in range(number)]
    return [(words[one][0], words[min(len(words) - 1, one + draw.randint(0, 12))][1]) for one in firsts]


def as_ours(raw):
    return unicodedata.normalize("NFC", raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def made(raws, spans, count, *, named):
    """A project with those texts and passages, counted by `count(raw, start, end, text)`, and its words."""
    documents = [Document(f"d{number}", f"Talk {number}", "text", raw) for number, raw in enumerate(raws)]
    codings, words = [], {}
    for number, (raw, some) in enumerate(zip(raws, spans, strict=True)):
        for start, end in some:
            id_ = f"c{len(codings)}"
            words[id_] = as_ours(raw[start:end])
            name = words[id_].replace("\n", " ") if named else ""
            codings.append(Coding(id_, f"d{number}", *count(raw, start, end, number), None, None, name))
    return documents, codings, words


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_each_rule_with_each_line_end_mark_and_kind_of_name_gives_the_words(rule):
    for seed, (line_end, mark, named) in enumerate(
        itertools.product(("\n", "\r\n", "\r"), ("", "\ufeff"), (True, False))
    ):
        draw = random.Random(f"{rule}{seed}")  # noqa: S311
        raws = [spoken(draw, line_end, mark, 9) for _ in range(2)]

        def count(raw, start, end, _number):
            return position(raw, start, rule), position(raw, end, rule) - rule.inclusive

        documents, codings, words = made(raws, [passages(draw, raw, 9) for raw in raws], count, named=named)
        found = placed(Project("A program", documents=tuple(documents), codings=tuple(codings)))
        assert {one.coding.id: one.words for one in found.placed} == words, (line_end, mark, named)
        assert not any(one.moved for one in found.placed)


def counted(rule):
    return lambda raw, start, end: (position(raw, start, rule), position(raw, end, rule))


def measured(length):
    """Both ends as the length of what stands before them."""
    return lambda raw, start, end: (length(raw[:start]), length(raw[:end]))


WRONG = {
    "one further": lambda raw, start, end: (start + 1, end + 1),
    "one before": lambda raw, start, end: (start - 1, end - 1),
    "two further": lambda raw, start, end: (start + 2, end + 2),
    "seven further": lambda raw, start, end: (start + 7, end + 7),
    "from one to the last": lambda raw, start, end: (start + 1, end),
    "ends two further": lambda raw, start, end: (start, end + 2),
    "doubled": lambda raw, start, end: (2 * start, 2 * end),
    "bytes of UTF-16": measured(lambda before: len(before.encode("utf-16-le"))),
    "length for the end": lambda raw, start, end: (start, end - start),
    "within its line": lambda raw, start, end: (
        start - raw.rfind("\n", 0, start) - 1,
        end - raw.rfind("\n", 0, start) - 1,
    ),
    "without blanks": measured(lambda before: len("".join(before.split()))),
    "a line end as three": measured(lambda before: len(before) + 2 * before.count("\n")),
    "letters with their signs": measured(lambda before: sum(unicodedata.category(one)[0] != "M" for one in before)),
    "composed": measured(lambda before: len(unicodedata.normalize("NFC", before))),
    "decomposed": measured(lambda before: len(unicodedata.normalize("NFD", before))),
    "references of XML": measured(lambda before: len(before) + 4 * before.count("e")),
    "by chance": lambda raw, start, end: sorted(random.Random(start * end).sample(range(len(raw)), 2)),  # noqa: S311
}
OF_ONE = {
    **WRONG,
    "bytes": counted(Rule("bytes")),
    "UTF-16": counted(Rule("UTF-16 units")),
    "a line end as one more": counted(Rule(line_end=2)),
    "to the last": counted(Rule(inclusive=True)),
}
"""What one text of a file may be counted by while the others are counted by characters, a line end as one."""
ORIGINS = ("A program", "NVivo for Mac 15", "QualCoder 3.8")


def refused(documents, codings, origin):
    with pytest.raises(CmoEvalError, match="contradict it: Talk ") as caught:
        placed(Project(origin, documents=tuple(documents), codings=tuple(codings)))
    assert re.search(r"Talk \d, \S+ to \d+, (covers “|is no passage)", caught.value.message)
    return caught.value.message


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_model_that_no_rule_is_is_refused(wrong, named):
    draw = random.Random(f"{wrong}")  # noqa: S311
    for line_end in ("\n", "\r\n"):
        raws = [spoken(draw, line_end) for _ in range(2)]
        spans = [passages(draw, raw, 12) for raw in raws]
        documents, codings, _ = made(raws, spans, lambda *one: WRONG[wrong](*one[:3]), named=named)
        for origin in ORIGINS:
            assert "no rule of counting explains" in refused(documents, codings, origin)


@pytest.mark.parametrize("texts", [2, 6])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("wrong", OF_ONE)
def test_one_text_that_is_counted_otherwise_is_refused_or_its_codings_are_named(wrong, named, texts):
    """Of two texts, so that neither rule explains the file; and of many, where it would go under."""
    right = counted(Rule(line_end=1))
    draw = random.Random(f"{wrong}")  # noqa: S311
    raws = [spoken(draw, "\r\n") for _ in range(texts)]
    spans = [passages(draw, raw, 12) for raw in raws]

    def count(raw, start, end, number):
        return (OF_ONE[wrong] if number == 1 else right)(raw, start, end)

    documents, codings, words = made(raws, spans, count, named=named)
    for origin in ORIGINS:
        try:
            found = placed(Project(origin, documents=tuple(documents), codings=tuple(codings)))
        except CmoEvalError:
            continue
        assert named
        assert all(one.words == words[one.coding.id] for one in found.placed)


def test_half_of_the_texts_with_a_line_end_as_two_is_refused():
    draw = random.Random(5)  # noqa: S311
    raws = [spoken(draw, "\r\n") for _ in range(6)]
    rules = counted(Rule(line_end=1)), counted(Rule(line_end=2))
    for named in (True, False):
        spans = [passages(draw, raw, 8) for raw in raws]
        documents, codings, _ = made(raws, spans, lambda *one: rules[one[3] % 2](*one[:3]), named=named)
        for origin in (*ORIGINS, "ATLAS.ti 23", "NVivo 14"):
            refused(documents, codings, origin)


def test_a_habit_of_taking_blanks_along_is_no_wrong_rule():
    """Real coders take the blank before a sentence along, or that which ends a paragraph of a PDF."""
    draw = random.Random(3)  # noqa: S311
    lines = [f"Zij zei {draw.choice(SAID)} en {draw.choice(SAID)} toen. Wij wachten nog altijd. " for _ in range(60)]
    raw = "\n".join(lines)
    starts = [raw.index(line) for line in dict.fromkeys(lines)]
    whole = [(start, start + len(raw[start:].partition("\n")[0])) for start in starts]
    second = [(raw.index(". Wij", start) + 1, raw.index("altijd.", start) + 7) for start in starts]
    plain = [(start, start + 7) for start in starts]
    for some in (whole, whole + second[:9], [*plain, *second[:15]]):
        for origin, rule in (("NVivo for Mac 15", Rule("UTF-16 units")), ("Transana", Rule())):
            documents, codings, words = made([raw], [some], lambda *one, by=rule: counted(by)(*one[:3]), named=False)
            found = placed(Project(origin, documents=tuple(documents), codings=tuple(codings)))
            assert {one.coding.id: one.words for one in found.placed} == words


def test_blanks_before_a_line_belong_to_it():
    lines = [f"   {number}.1  De zuster kwam. Zij bleef staan." for number in range(20)]
    raw = "\n".join(lines)
    spans = [(raw.index(line), raw.index(line) + len(line)) for line in lines]
    documents, codings, words = made([raw], [spans], lambda raw, start, end, _: (start, end), named=False)
    found = placed(Project("NVivo for Mac 15", documents=tuple(documents), codings=tuple(codings)))
    assert {one.coding.id: one.words for one in found.placed} == words
    assert "20 at the edges of words" in found.fit


def test_a_text_of_which_only_the_end_is_counted_otherwise_is_refused():
    """Most of its codings stand before the only sign in it that is two of UTF-16, and are on their words either way."""
    draw = random.Random(8)  # noqa: S311
    raws = [" ".join(f"woord{draw.randint(100, 999)}" for _ in range(60)) for _ in range(5)]
    spans = [[(9 * n, 9 * n + 8) for n in range(0, 60, 5)] for _ in raws]
    signs = [2, 359, 2, 2, 2]
    raws = [f"{raw[:at]}😀{raw[at + 1 :]}" for raw, at in zip(raws, signs, strict=True)]

    def count(raw, start, end, number):
        return counted(Rule("UTF-16 units" if number == 1 else "code points"))(raw, start, end)

    documents, codings, _ = made(raws, spans, count, named=False)
    assert "4 of 12 contradict it" in refused(documents, codings, "NVivo for Mac 15")


@pytest.mark.parametrize("wrong", ["one further", "doubled", "by chance", "decomposed"])
def test_a_file_by_a_wrong_model_changes_nothing(wrong, evaluation, cmo, tmp_path):
    draw = random.Random(wrong)  # noqa: S311
    sources, parts = [], {}
    for number in range(2):
        raw = spoken(draw, "\r\n")
        spans = (WRONG[wrong](raw, *one) for one in passages(draw, raw, 12))
        sources.append(text_source(number, [selection(100 * number + at, *one) for at, one in enumerate(spans)]))
        parts[f"sources/{TEXT.format(number)}.txt"] = raw
    (tmp_path / "a.qdpx").write_bytes(packed(markup("".join(sources)), parts))
    root = evaluation({"evaluation.yaml+": "texts: texts\n"})

    def there():
        return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".cmo-eval" not in path.parts}

    before = there()
    done = cmo("exchange", "import", tmp_path / "a.qdpx", "--yes", cwd=root)
    assert done.code == 2
    assert "no rule of counting explains" in done.err
    assert there() == before
