"""What is suggested: names by labels, titles, lists and capitals that recur; on ten talks of our own, as told."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from talks import ours, score, talks

from cmo_eval.errors import UsageError
from cmo_eval.pseudonyms import deduce
from cmo_eval.pseudonyms.finding import Finder, Name
from cmo_eval.pseudonyms.suggesting import Turn, asked, suggested

PAGE = Path(__file__).parents[2] / "docs" / "pseudonyms.md"


def forms(*lines: str, known: tuple[Name, ...] = (), label: str = "") -> list[tuple[str, ...]]:
    return [one.forms for one in suggested([Turn("T", 1, label, line) for line in lines], Finder(known))]


def test_the_page_tells_what_is_found_in_the_ten_talks():
    found, _ = ours(ten := talks())
    for language, code in (("Dutch", "nl"), ("English", "en")):
        row = score([talk for talk in ten if talk.language == code], found).row("our suggestions", language)
        assert row in PAGE.read_text("utf-8").splitlines(), row


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Toen zei mevrouw van den Berg dat het mocht.", [("van den Berg",)]),
        ("We gingen met Marijke van Dijk van Stichting Noord.", [("Marijke van Dijk",), ("Stichting Noord",)]),
        ("It was Niamh O'Sullivan who came.", [("Niamh O'Sullivan",)]),
        ("Op maandag en in April, zei ik. Ja, Nederland.", []),
        ("Maar goed. Dus toch. Het kan.", []),
        ("Wij bellen de GGZ, en de GGZ belt ons.", [("GGZ",)]),
        ("Er stond Zonnehof.", [("Zonnehof",)]),
        ("Jan. Anna zei het.", [("Anna",), ("Jan",)]),
    ],
)
def test_capitals_that_say_something(line, expected):
    assert forms(line) == expected


def test_what_is_known_or_refused_is_not_suggested_again():
    assert forms("Marijke en Tineke kwamen.", known=(Name("Karin", ("Marijke de Vries",)),)) == [("Tineke",)]


def test_ordinary_words_are_nobody():
    assert forms("Men. Men who never came.", "People say so. Children do.", "Mensen zijn zo. Mensen.") == []
    lines = ("It ran in Warm Welcome.", "Warm Welcome was free.", "Will Young came with Hope Place to Coffee Morning.")
    found = suggested([Turn("T", number, "", line) for number, line in enumerate(lines, 1)], Finder([]))
    kinds = {one.forms[0]: one.kind for one in found}
    assert kinds["Warm Welcome"] == kinds["Coffee Morning"] == "other"
    assert kinds["Will Young"] == kinds["Hope Place"] == "person"


def test_a_label_is_a_name_unless_it_tells_none():
    assert forms("ja", label="Jo Winters") == [("Jo Winters",)]
    assert forms("ja", label="R1") == forms("ja", label="Interviewer") == []


def test_a_likeness_is_said_and_never_taken_for_the_same():
    lines = ("Daar kwam Janssen, met Janssen.", "En Jansen ook.")
    found = suggested([Turn("T", number, "", line) for number, line in enumerate(lines, 1)], Finder([]))
    assert [one.forms for one in found] == [("Janssen",), ("Jansen",)]
    assert "like Janssen: a misspelling, or another?" in found[1].why


def test_deduce_is_asked_sentence_by_sentence_and_only_adds(monkeypatch):
    heard: list[str] = []

    class Deduce:
        def deidentify(self, sentence):
            heard.append(sentence)
            words = {"Piet": "persoon", "Anna": "persoon", "Epe": "locatie", "34": "leeftijd"}
            found = [SimpleNamespace(text=word, tag=tag) for word, tag in words.items() if word in sentence]
            return SimpleNamespace(annotations=found)

    module = ModuleType("deduce")
    module.Deduce = Deduce
    monkeypatch.setitem(sys.modules, "deduce", module)
    turns = [Turn("T", 7, "", "Dat was Piet. Anna zei 34, in Epe.")]
    found = asked(turns, deduce.asker(), Finder([Name("Karin", ("Anna",))]), [])
    assert heard == ["Dat was Piet.", "Anna zei 34, in Epe."]
    assert [(one.forms, one.kind, one.seen) for one in found] == [
        (("Piet",), "person", ("T:7",)),
        (("Epe",), "place", ("T:7",)),
    ]
    monkeypatch.setitem(sys.modules, "deduce", None)
    with pytest.raises(UsageError, match="not installed"):
        deduce.asker()
