"""By what rule a file counts: each that a program may follow is found, and none is guessed."""

from __future__ import annotations

import itertools
import unicodedata

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.projects.counting import _good_end, _good_start, placed
from cmo_eval.projects.measure import Measure, Rule, _composing
from cmo_eval.projects.project import Coding, Document, Project
from cmo_eval.projects.reading import read_project
from refi_files import qdpx

LINES = [
    "Vraag: hoe gaat het 😀 nu met u?",
    "Antwoord: beter dan gisteren 😀😀 zei de zuster",
    "",
    "Vraag: en thuis?",
    "Antwoord: mijn zus is er élke dag, en dat helpt mij",
    "Wij wachten op de dokter 👍 die nooit belt",
    "Daarna wordt alles anders, denk ik",
]
WORDS = [
    "hoe gaat het",
    "gisteren 😀😀 zei",
    "zuster\n\nVraag",
    "élke dag",
    "de dokter 👍 die",
    "wordt alles",
    "anders",
]
UNITS = ("code points", "UTF-16 units", "bytes")
RULES = [Rule(*one) for one in itertools.product(UNITS, (None, 1, 2), (False, True), (False, True))]


def position(raw: str, index: int, rule: Rule) -> int:
    """Where the character at an index stands in a rule, counted one after the other."""
    total, at = 0, 0
    while at < index:
        two = raw[at : at + 2] == "\r\n"
        piece = raw[at : at + 1 + two]
        if piece in {"\r\n", "\n", "\r"}:
            total += rule.line_end or len(piece)
        elif piece != "\ufeff" or rule.mark:
            sizes = {
                "code points": 1,
                "UTF-16 units": len(piece.encode("utf-16-le")) // 2,
                "bytes": len(piece.encode()),
            }
            total += sizes[rule.unit]
        at += len(piece)
    return total


def passages(raw: str, rule: Rule, words: list[str], *, named: bool) -> list[tuple[int, int, str]]:
    """The words as a file with that rule has them: start, end and, if it names them, the name."""
    found = []
    for one in words:
        here = one.replace("\n", "\r\n") if "\r\n" in raw else one
        start = raw.index(here)
        end = position(raw, start + len(here), rule) - rule.inclusive
        found.append((position(raw, start, rule), end, one.replace("\n", " ") if named else ""))
    return found


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_each_rule_is_found_by_the_words_of_the_file(rule, line_end, mark, tmp_path):
    raw = mark + line_end.join(LINES)
    file = qdpx(tmp_path / "a.qdpx", raw, passages(raw, rule, WORDS, named=True))
    found = placed(read_project(file))
    assert [one.words for one in found.placed] == WORDS
    text = "\n".join(LINES)
    assert [(one.start, one.end) for one in found.placed] == [
        (text.index(one), text.index(one) + len(one)) for one in WORDS
    ]
    assert not any(one.moved for one in found.placed)
    assert not found.unplaced
    assert "of 7 codings, 7 on the words that the file stores" in found.fit


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_without_words_the_edges_of_words_decide(rule, line_end, mark, tmp_path):
    raw = mark + line_end.join(LINES)
    for origin in ("A program", "NVivo for Mac 15.0.0", "NVivo 14.23"):
        file = qdpx(tmp_path / "a.qdpx", raw, passages(raw, rule, WORDS, named=False), origin=origin)
        assert [one.words for one in placed(read_project(file)).placed] == WORDS


HABITS = {
    "NVivo for Mac 15.0.0": Rule("UTF-16 units"),
    "NVivo 14.23.3": Rule("UTF-16 units", 2),
    "ATLAS.ti for Windows 23.2": Rule(line_end=1),
    "MAXQDA 24": Rule(line_end=1),
    "QualCoder 3.8.2": Rule(line_end=1),
    "Potato": Rule(inclusive=True),
}


@pytest.mark.parametrize("origin", HABITS)
def test_where_the_file_does_not_tell_the_program_is_taken_at_its_word(origin, tmp_path):
    # a passage before which and at whose ends all rules but for the end's agree
    raw = "Ja. Dat is zo."
    rule = HABITS[origin]
    file = qdpx(tmp_path / "a.qdpx", raw, passages(raw, rule, ["Dat is zo"], named=False), origin=origin)
    found = placed(read_project(file))
    assert [one.words for one in found.placed] == ["Dat is zo"]
    assert found.rule == rule


def test_of_an_unknown_program_a_choice_that_matters_is_refused_and_the_coding_named(tmp_path):
    file = qdpx(tmp_path / "a.qdpx", "Ja. Dat is zo.", [(4, 13, "")])
    with pytest.raises(CmoEvalError, match="two rules of counting explain") as caught:
        placed(read_project(file))
    assert "Interview, 4 to 13, covers “Dat is zo” by one" in caught.value.message
    assert "“Dat is zo.” by the other" in caught.value.message
    # with the words it is told
    named = qdpx(tmp_path / "a.qdpx", "Ja. Dat is zo.", [(4, 13, "Dat is zo")])
    assert [one.words for one in placed(read_project(named)).placed] == ["Dat is zo"]


def test_what_the_file_shows_goes_before_what_its_program_is_known_to_do(tmp_path):
    raw = "\r\n".join(LINES)
    rule = Rule("UTF-16 units", 2)
    for named in (True, False):
        file = qdpx(tmp_path / "a.qdpx", raw, passages(raw, rule, WORDS, named=named), origin="ATLAS.ti 99")
        assert [one.words for one in placed(read_project(file)).placed] == WORDS


WRONG = {
    "from one": lambda start, end: (start + 1, end + 1),
    "two before": lambda start, end: (start - 2, end - 2),
    "ends too late": lambda start, end: (start, end + 2),
    "thrice": lambda start, end: (3 * start, 3 * end),
    "backwards": lambda start, end: (end, start),
    "behind the text": lambda start, end: (start + 10_000, end + 10_000),
    "beyond numbers": lambda start, end: (start, 10**11),
    "negative": lambda start, end: (-start - 1, end),
    "nothing": lambda start, end: (start, start),
}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("origin", ["A program", "NVivo for Mac 15", "QualCoder 3.8"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_contradicts_every_rule_is_refused(wrong, origin, named, tmp_path):
    raw = "\n".join(LINES)
    right = passages(raw, Rule(), WORDS, named=named)
    moved = [(*WRONG[wrong](start, end), name) for start, end, name in right]
    file = qdpx(tmp_path / "a.qdpx", raw, moved, origin=origin)
    with pytest.raises(CmoEvalError, match="no rule of counting explains the places of its codings") as caught:
        placed(read_project(file))
    assert "Interview, " in caught.value.message


def test_two_rules_in_one_file_are_refused(tmp_path):
    raw = "\n".join(LINES)
    mixed = passages(raw, Rule(), WORDS, named=True)[:4] + passages(raw, Rule("bytes"), WORDS, named=True)[4:]
    file = qdpx(tmp_path / "a.qdpx", raw, mixed, origin="ATLAS.ti 23")
    with pytest.raises(CmoEvalError, match="3 of 7 contradict it: Interview, "):
        placed(read_project(file))


def test_a_refusal_names_some_passages_each_once(tmp_path):
    raw = "De zuster was stil en mijn zus ook, en de dokter niet"
    wrong = [(1, 7, ""), (1, 7, ""), (4, 11, ""), (12, 16, ""), (17, 22, "")]
    with pytest.raises(CmoEvalError) as caught:
        placed(read_project(qdpx(tmp_path / "a.qdpx", raw, wrong, origin="NVivo for Mac 15")))
    assert "5 of 5 contradict it: Interview, 1 to 7, covers “e zust”; Interview, 4 to 11," in caught.value.message
    assert caught.value.message.endswith("; and others")
    with pytest.raises(CmoEvalError, match="covers “uster was stil en mijn zus ook, en de d…”"):
        placed(read_project(qdpx(tmp_path / "a.qdpx", raw, [(4, 52, "")], origin="NVivo for Mac 15")))


def test_a_title_of_the_coders_own_is_no_witness(tmp_path):
    raw = "Eerst was er niemand. Toen kwam de zuster en alles werd rustig. Niemand zei iets."
    names = ["my own name for it", "12,29", "(1000,0),(2500,0)", "line:1", "Quotation 6:1"]
    words = ["niemand", "Toen kwam", "de zuster", "alles werd rustig", "zei iets"]
    given = [(raw.index(one), raw.index(one) + len(one), name) for one, name in zip(words, names, strict=True)]
    found = placed(read_project(qdpx(tmp_path / "a.qdpx", raw, given)))
    assert [one.words for one in found.placed] == words
    assert "5 at the edges of words" in found.fit


def test_words_that_are_cut_off_speak_for_the_start(tmp_path):
    raw = "Zo. " + "wij wachtten vier uur in die gang en niemand zei iets tegen ons " * 3 + "en toen niets meer."
    long = raw[4:150]
    given = [(4, 150, long[:100] + "…"), (raw.index("niets meer"), raw.index("niets meer") + 10, "niets meer")]
    found = placed(read_project(qdpx(tmp_path / "a.qdpx", raw, given)))
    assert [one.words for one in found.placed] == [long, "niets meer"]
    wrong = [(start + 1, end + 1, name) for start, end, name in given]
    with pytest.raises(CmoEvalError, match="no rule"):
        placed(read_project(qdpx(tmp_path / "a.qdpx", raw, wrong)))


def test_whole_lines_with_their_line_ends_are_passages(tmp_path):
    raw = "First line here\nSecond line of it\nlast one\n"
    found = placed(read_project(qdpx(tmp_path / "a.qdpx", raw, [(16, 34, "line:1")], origin="qc 1.7.8")))
    assert [one.words for one in found.placed] == ["Second line of it\n"]


def _drifting(tmp_path, kind, away, words=("alpha", "beta gamma", "zeta"), raw="alpha beta gamma, delta. epsilon zeta"):
    given = []
    for number, one in enumerate(words):
        start = raw.index(one) + (away if number else 0)
        given.append((start, start + len(one), one))
    return qdpx(tmp_path / "a.qdpx", raw, given, origin="ATLAS.ti 23", kind=kind)


def test_what_drifted_in_a_pdf_goes_to_its_words_where_they_stand_once_nearby(tmp_path):
    found = placed(read_project(_drifting(tmp_path, "pdf", -2)))
    assert [(one.words, one.moved) for one in found.placed] == [("alpha", False), ("beta gamma", True), ("zeta", True)]
    assert "2 moved to their words nearby" in found.fit
    # over lines too, however the file stores the end of a line
    raw = "alpha beta\ngamma, delta"
    for stored in ("beta gamma", "beta\u2029gamma", "beta\r\ngamma"):
        given = [Coding("1", "d", 0, 5, None, None, "alpha"), Coding("2", "d", 4, 14, None, None, stored)]
        whole = Project("ATLAS.ti", documents=(Document("d", "d", "pdf", raw),), codings=tuple(given))
        assert [one.words for one in placed(whole).placed] == ["alpha", "beta\ngamma"]
    # the same in a text is a file that contradicts itself
    with pytest.raises(CmoEvalError, match="2 of 3 contradict it"):
        placed(read_project(_drifting(tmp_path, "", -2)))


def test_words_that_stand_twice_nearby_are_not_chosen_among(tmp_path):
    raw = "rust en rust, zei de zuster. " + " ".join(f"woord{number} staat hier." for number in range(40))
    words = [f"woord{number}" for number in range(40)]
    given = [(raw.index(f"{one} "), raw.index(f"{one} ") + len(one), one) for one in words]
    found = placed(read_project(qdpx(tmp_path / "a.qdpx", raw, [*given, (2, 6, "rust")])))
    assert [one.words for one in found.placed] == words
    assert [(one.coding.words, one.why) for one in found.unplaced] == [
        ("rust", "its words are not at its place, nor at exactly one place near it")
    ]
    assert "1 on other words than the file stores" in found.fit
    # one that stands once is moved, also in a text, where all others are in their place
    found = placed(read_project(qdpx(tmp_path / "a.qdpx", raw, [*given, (15, 21, "zuster")])))
    assert [one.words for one in found.placed if one.moved] == ["zuster"]


def _many(tmp_path, *more, number=20, wrong=0, origin="A program"):
    """A file of passages in their places, some of which hold the words of the next one, and other passages."""
    raw = "De zuster was stil en mijn zus 0,2 keer rustig. " + " ".join(f"woord{n:02} staat." for n in range(number))
    words = [f"woord{n:02}" for n in range(number)]
    named = words[1 : wrong + 1] + words[wrong:]
    given = [(raw.index(one), raw.index(one) + 7, name) for one, name in zip(words, named, strict=True)]
    return placed(read_project(qdpx(tmp_path / "a.qdpx", raw, [*given, *more], origin=origin)))


def test_a_tenth_may_contradict_the_rule_and_no_more(tmp_path):
    assert len(_many(tmp_path, wrong=2).placed) == 20
    with pytest.raises(CmoEvalError, match="3 of 20 contradict it"):
        _many(tmp_path, wrong=3)


def test_only_words_of_the_same_length_are_moved_and_a_title_of_another_length_is_none(tmp_path):
    found = _many(tmp_path, (3, 9, "rustig"))  # "zuster" named with a word that stands nearby once
    assert [(one.words, one.moved) for one in found.placed][-1] == ("rustig", True)
    found = _many(tmp_path, (3, 9, "mijn zus"))
    assert [one.coding.words for one in found.unplaced] == ["mijn zus"]
    # where all other names are the words of their passages, other words of the text are no title
    found = _many(tmp_path, (3, 9, "stil en mijn zus"))
    assert [one.coding.words for one in found.unplaced] == ["stil en mijn zus"]
    titles = [(3, 9, f"title {number}") for number in range(3)]
    found = _many(tmp_path, (3, 9, "stil en mijn zus"), *titles)
    assert [one.words for one in found.placed][-4:] == ["zuster"] * 4
    found = _many(tmp_path, (14, 18, "0,2"), origin="MAXQDA 24")  # no words, though the text has them
    assert [one.words for one in found.placed][-1] == "stil"


def test_a_passage_of_nothing_is_named_where_all_others_are_well(tmp_path):
    found = _many(tmp_path, (3, 3, ""), (9, 3, ""))
    assert len(found.placed) == 20
    assert [(one.coding.start, one.coding.end) for one in found.unplaced] == [(3, 3), (9, 3)]


def test_words_speak_louder_than_edges(tmp_path):
    # each passage ends at the stop of its sentence, which is within it only as one of them says
    sentences = [f"Dat is {n:02}." for n in range(20)]
    raw, file = " ".join(sentences), tmp_path / "a.qdpx"
    given = [(11 * n, 11 * n + 9, "") for n in range(20)]
    found = placed(read_project(qdpx(file, raw, given, origin="QualCoder 3.8")))
    assert [one.words for one in found.placed] == [one.removesuffix(".") for one in sentences]
    told = [*given[:-1], (209, 218, "Dat is 19.")]
    found = placed(read_project(qdpx(file, raw, told, origin="QualCoder 3.8")))
    assert [one.words for one in found.placed] == sentences


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        (Rule(), [0, 3, 5, 7]),
        (Rule(line_end=1), [0, 2, 4, 6]),
        (Rule(line_end=2), [0, 3, 6, 9]),
        (Rule(mark=True), [1, 4, 6, 8]),
    ],
)
def test_line_ends_of_several_kinds_in_one_text_are_counted(rule, places):
    measure = Measure(Document("d", "d", "text", "\ufeffa\r\nb\nc\rd"))
    found = measure.places([(at, at + 1) for at in places], rule)
    assert measure.text == "a\nb\nc\nd"
    assert [measure.text[start:end] for start, end in found] == ["a", "b", "c", "d"]


def test_a_position_within_a_character_or_a_line_end_is_none():
    measure = Measure(Document("d", "d", "text", "a\r\n😀é"))
    utf_16, utf_8 = Rule("UTF-16 units"), Rule("bytes")
    for rule, at, end in ((Rule(), 2, 5), (Rule(line_end=2), 2, 5), (utf_16, 4, 6), (utf_8, 8, 9), (Rule(), -1, 5)):
        assert measure.places([(0, end), (0, at), (at, end)], rule) == [(0, 4), (-1, -1), (-1, -1)]
        assert measure.places([(0, end + 1), (end, end)], rule) == [(-1, -1), (-1, -1)]


def test_places_within_a_character_that_is_composed_take_all_of_it():
    assert _composing("e\u0301a") == ([0, 0, 1, 2], [0, 1, 1, 2])


def test_signs_that_belong_to_a_letter_are_part_of_its_word():
    assert not _good_end("\u0939\u093f\u0902", 0, 1)
    assert not _good_start("\u0939\u093f\u0926", 2)
    assert _good_start("a b", 2)
    assert not _good_start("a b", 1)


def test_a_decomposed_text_is_placed_in_the_composed_one():
    plain = "één zuster, en één café náást hé́t huis"
    raw = unicodedata.normalize("NFD", plain).replace(" ", "\r\n", 1)
    words = ["zuster", "café", "náást", "huis"]
    codings, text = [], unicodedata.normalize("NFC", plain).replace(" ", "\n", 1)
    for number, one in enumerate(words):
        bare = unicodedata.normalize("NFD", one)
        start = raw.index(bare)
        codings.append(Coding(str(number), "d", start, start + len(bare), None, None, one))
    found = placed(Project("A program", documents=(Document("d", "d", "text", raw),), codings=tuple(codings)))
    assert [one.words for one in found.placed] == words
    assert found.texts["d"] == text
    assert [text[one.start : one.end] for one in found.placed] == words


def test_languages_without_blanks_have_no_edges_that_speak(tmp_path):
    raw = "我信任護士,她們聽我說。你覺得怎麼樣?很好,我很滿意。"
    file = qdpx(tmp_path / "a.qdpx", raw, [(1, 3, ""), (8, 10, "")], origin="NVivo for Mac 15")
    assert [one.words for one in placed(read_project(file)).placed] == ["信任", "聽我"]


def test_a_text_longer_than_any_talk_is_refused(tmp_path, monkeypatch):
    file = qdpx(tmp_path / "a.qdpx", "Ja. Dat is zo.", [(4, 13, "Dat is zo")])
    monkeypatch.setattr("cmo_eval.projects.counting._LONGEST", 14)
    assert len(placed(read_project(file)).placed) == 1
    monkeypatch.setattr("cmo_eval.projects.counting._LONGEST", 13)
    with pytest.raises(CmoEvalError, match="Interview has more than 13 characters"):
        placed(read_project(file))


def test_codings_of_what_has_no_text_are_named():
    coding = Coding("1", "d", 0, 3, None, None)
    found = placed(Project("NVivo 14", documents=(Document("d", "d", "pdf", None),), codings=(coding,)))
    assert [(one.coding, one.why) for one in found.unplaced] == [(coding, "no text of its document is in the file")]
    assert found.rule is None
    assert not found.placed
