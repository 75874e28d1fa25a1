"""Names go from every file at once; quotes keep their words and places, undo gives every byte back."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from village import TABLE, TEXT, bytes_of, composed, table, village

from cmo_eval.edits.coding.citation_text import citations_in
from cmo_eval.edits.pseudonyms import check, pseudonymise
from cmo_eval.edits.pseudonyms.table import read_table
from cmo_eval.edits.transcripts import anchor
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.pseudonyms.finding import Finder, Name
from cmo_eval.store.writing.transaction import last
from often import often

AFTER = """\
INT: Wie deed dat?
R1: Karin begon ermee. Karins moeder, mevrouw Karin, deed mee.
R2: En Bas? Die kwam met Karin van De Linde. Mail maar naar [e-mailadres].
R1: Januari was stil. Toen zei Karin: we gaan door.
"""


def planned(root: Path, path: Path, **options) -> pseudonymise.Pseudonymising:
    return pseudonymise.plan(root, read_table(path), **options)


def applied(root: Path, path: Path) -> pseudonymise.Pseudonymising:
    plan = planned(root, path)
    assert not plan.open
    plan.apply()
    return plan


@pytest.mark.parametrize(
    "written",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        unicodedata.normalize("NFD", TEXT),
        TEXT.rstrip("\n"),
        unicodedata.normalize("NFD", "\ufeff" + TEXT.replace("\n", "\r\n")),
    ],
    ids=["plain", "crlf", "bom", "nfd", "no-end", "all"],
)
def test_transcript_quotes_and_all_other_files_change_at_once(tmp_path, written):
    root = village(tmp_path, written)
    path = table(tmp_path)
    before = bytes_of(tmp_path)
    plan = applied(root, path)
    text = (tmp_path / "texts/FG1.txt").read_bytes().decode()
    assert composed(text) == (AFTER if written.endswith("\n") else AFTER.rstrip("\n"))
    assert text.startswith("\ufeff") == written.startswith("\ufeff")
    assert ("\r\n" in text) == ("\r\n" in written)
    plain = composed(text)
    for file in ("sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"):
        for one in citations_in((root / file).read_text(encoding="utf-8")).values():
            at = one["selector"]
            start, end = int(at["start"]), int(at["end"])
            assert plain[start:end] == one["quote"]
            assert plain[:start].endswith(at["prefix"])
            assert plain[end:].startswith(at["suffix"])
            assert 0 < len(at["suffix"]) <= 32
    assert plan.quotes == 6
    after = anchor.plan(root)
    assert (after.count("gone"), after.count("differs"), after.count("ambiguous"), after.to_look_at) == (0, 0, 0, 0)
    assert "statement: Waar Karin komt, gaat het door.  # zegt Bas" in (root / "claims/C1-value.yaml").read_text()
    source = (root / "sources/FG1.yaml").read_text()
    assert "title: Talk with Karin\n" in source
    assert source.endswith("\npseudonymised: true\n")
    assert (root / "writing/draft.md").read_bytes() == b"Volgens **Karin\n** (De Linde) en Bas.\r\n"
    assert '<Note name="Bas">Karin</Note>' in (root / "exchange.xml").read_text()
    finder = Finder(read_table(path).names)
    left = check.left(root, tmp_path / "texts", finder, {})
    assert (left.files, left.commits) == ({}, {})
    assert left.undo > 0

    now = bytes_of(tmp_path)
    assert not planned(root, path).change.files, "twice is once"
    undone = last(root)
    assert undone is not None
    undone.apply()
    assert bytes_of(tmp_path) == before
    again = last(root, again=True)
    assert again is not None
    again.apply()
    assert bytes_of(tmp_path) == now


NAMES = ("Marijke de Vries", "Marijke", "M. de Vries", "Marijkes", "René", "De Brug", "rene@debrug.example")
PIECES = st.lists(st.sampled_from([*NAMES, "zei dat", "Januari", "…", "é", "\nR1:", "\nR2:", "de", "en"]), max_size=30)


@settings(max_examples=often(200))
@given(PIECES, st.data())
def test_every_place_covers_the_same_words_but_for_names(tmp_path_factory, pieces, data):
    """Random talks with random quotes: none is lost, no name is left, and undo gives the same bytes."""
    folder = tmp_path_factory.mktemp("talk")
    text = "R1: " + " ".join(["begin", *pieces, "eind"]).replace(" \n", "\n") + "\n"
    words = [(at, at + len(word)) for at, word in _words(text)]
    quotes = []
    for _ in range(3):
        first = data.draw(st.integers(0, len(words) - 1))
        last_ = data.draw(st.integers(first, min(len(words) - 1, first + 6)))
        quote = text[words[first][0] : words[last_][1]]
        if "\n" not in quote and text.count(quote) == 1:
            quotes.append(quote)
    root = village(folder, text, tuple(quotes))
    path = table(folder, TABLE.replace("de Brug", "De Brug"))
    before = bytes_of(folder)
    finder = Finder(read_table(path).names)
    plan = applied(root, path)
    after = (folder / "texts/FG1.txt").read_text(encoding="utf-8")
    assert not finder.found(after)
    assert after.count("\n") == text.count("\n")
    got = citations_in((root / "sources/FG1.citations.yaml").read_text(encoding="utf-8")) if quotes else {}
    for quote, one in zip(quotes, got.values(), strict=True):
        start, end = int(one["selector"]["start"]), int(one["selector"]["end"])
        assert after[start:end] == one["quote"]
        assert _but_for_names(quote) == _but_for_names(one["quote"])
    assert not planned(root, path).change.files
    if plan.change.files:
        last(root).apply()
    assert bytes_of(folder) == before


def _words(text: str):
    at = 0
    for word in text.split(" "):
        for part in word.split("\n"):
            if part:
                yield text.index(part, at), part
                at = text.index(part, at) + len(part)


_NAMED = re.compile(
    r"Marijkes?|M\.|\bde\b|Vries|René|\bDe\b|Brug|rene@debrug\.example|\[e-mailadres\]|Karins?|Bas|Linde"
)


def _but_for_names(text: str) -> str:
    return " ".join(_NAMED.sub(" ", text).split())


def test_what_has_to_be_decided_stops_everything(tmp_path):
    root = village(tmp_path, TEXT + "R1: Roos en Karin zagen Marijke. Roos van Jericho.\n")
    path = table(tmp_path, TABLE + "  - {pseudonym: Ine, forms: [Roos]}\n")
    before = bytes_of(tmp_path)
    plan = planned(root, path)
    assert [one.what for one in plan.open] == [
        "the pseudonym Karin stands in the text already, as if it were somebody's name",
        "'Roos' is a name of row 4, and a common word",
    ]
    assert plan.open[0].places == ("FG1:5",)
    with pytest.raises(CmoEvalError, match="decided first"):
        plan.apply()
    assert bytes_of(tmp_path) == before
    decided = TABLE.replace("Karin", "Elke") + "  - {pseudonym: Ine, forms: [Roos], sure: [Roos]}\n"
    table(tmp_path, decided + "  - {kind: word, forms: [Roos van Jericho]}\n")
    applied(root, path)
    assert "R1: Ine en Karin zagen Elke. Roos van Jericho.\n" in (tmp_path / "texts/FG1.txt").read_text()


def test_two_persons_of_one_name_are_told_apart_by_place(tmp_path):
    root = village(tmp_path, "R1: Jan kwam.\nR2: Jan ging.\n", ("Jan kwam.", "Jan ging."))
    coding = root / "sources/FG1.citations.yaml"
    coding.write_text(coding.read_text().replace("    speaker:", "    memo: Zei Jan\n    speaker:"))
    two = "names:\n  - {pseudonym: Bas, forms: [Jan]}\n  - {pseudonym: Tom, forms: [Jan]}\n"
    path = table(tmp_path, two)
    assert planned(root, path).open[0].what == "'Jan' is a name of rows 1 and 2"
    table(tmp_path, two.replace("Bas,", "Bas, where: [FG1:1],").replace("Tom,", "Tom, where: [FG1:2],"))
    applied(root, path)
    assert (tmp_path / "texts/FG1.txt").read_text() == "R1: Bas kwam.\nR2: Tom ging.\n"
    said = [(one["quote"], one["memo"]) for one in citations_in(coding.read_text()).values()]
    assert said == [("Bas kwam.", "Zei Bas"), ("Tom ging.", "Zei Tom")]


def test_a_transcript_that_is_not_at_hand_or_changed_stops_everything(tmp_path):
    root = village(tmp_path)
    path = table(tmp_path)
    (tmp_path / "texts/FG1.txt").write_text(TEXT.replace("stil", "heel stil"))
    assert [one.answer for one in planned(root, path).open] == ["`cmo-eval code anchor FG1` first"]
    (tmp_path / "texts/FG1.txt").unlink()
    assert [one.what for one in planned(root, path).open] == ["the transcript of FG1: FG1.txt is not at hand"]
    with pytest.raises(UsageError, match="no source FG2"):
        planned(root, path, sources=("FG2",))


def test_a_transcript_named_after_somebody_gets_another_name(tmp_path):
    root = village(tmp_path, name="FG1 Marijke de Vries.txt")
    path = table(tmp_path)
    before = bytes_of(tmp_path)
    applied(root, path)
    assert [file.name for file in (tmp_path / "texts").iterdir()] == ["FG1 Karin.txt"]
    assert "text: FG1 Karin.txt\n" in (root / "sources/FG1.yaml").read_text()
    last(root).apply()
    assert bytes_of(tmp_path) == before


def test_what_a_model_proposed_changes_with_its_text(tmp_path):
    root = village(tmp_path)
    coded = (root / "sources/FG1.citations.yaml").read_text()
    head = f"by: model_a, model: m, prompt_sha256: {'a' * 64}, date: 2026-11-30, answers: [], offered: 5"
    proposed = root / "sources/FG1.proposed.model_a.yaml"
    entries = coded.partition("citations:\n")[2].replace("- id: FG1-", "- id: FG1-model_a-")
    proposed.write_text(f"proposed: {{{head}}}\ncitations:\n{entries}    memo: Marijke leads\n")
    applied(root, table(tmp_path))
    text = (tmp_path / "texts/FG1.txt").read_text()
    held = citations_in(proposed.read_text())
    assert len(held) == 5
    for one in held.values():
        at = one["selector"]
        assert text[int(at["start"]) : int(at["end"])] == one["quote"].strip()
    assert held["FG1-model_a-005"]["memo"] == "Karin leads"
    assert not re.search("Marijke|Vries|De Brug", proposed.read_text())


def test_words_around_a_quote_stay_as_few(tmp_path):
    root = village(tmp_path, "R1: Jo zag Jo, en daarna ging Jo naar Jo toe.\n", ("daarna ging",))
    applied(root, table(tmp_path, "names:\n  - {pseudonym: Wilhelmina Langenaam, forms: [Jo]}\n"))
    at = citations_in((root / "sources/FG1.citations.yaml").read_text())["FG1-001"]["selector"]
    assert (len(at["prefix"]), len(at["suffix"])) == (32, 32)


def test_of_one_source_only_its_own_files_change(tmp_path):
    root = village(tmp_path)
    changed = {one.file for one in planned(root, table(tmp_path), sources=("FG1",)).change.files}
    own = {"sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"}
    assert changed - own == {(tmp_path / "texts/FG1.txt").as_posix()}


def test_what_was_withdrawn_and_what_is_no_word_stay(tmp_path):
    """Ids and keys are told and not changed; digests, codes and numbers are no words."""
    root = village(tmp_path)
    evaluation = root / "evaluation.yaml"
    evaluation.write_text(evaluation.read_text().replace("AB: researcher", "Rijk: researcher"))
    path = table(tmp_path, TABLE.replace("[Marijke de Vries]", "[Marijke de Vries, Rijk]"))
    plan = planned(root, path)
    assert [one for one in plan.look if "rename it by hand" in one] == [
        "evaluation.yaml: the key Rijk is a name of the table; rename it by hand"
    ]
    plan.apply()
    assert "Rijk: researcher" in evaluation.read_text()
    table(tmp_path, "names:\n  - {pseudonym: Zed, kind: other, forms: [quote, observation, manager, staff]}\n")
    applied(root, path)
    assert "group: staff\n" in (root / "sources/FG1.yaml").read_text()
    assert "staff: The Zed" in evaluation.read_text()
    assert "{id: r1, role: Zed, group: staff, consent: quote}" in (root / "sources/FG1.yaml").read_text()
    assert "defaults: {quality: observation}" in (root / "sources/FG1.citations.yaml").read_text()


def test_a_source_is_marked_once_all_that_was_suggested_is_decided(tmp_path, cmo):
    root = village(tmp_path)
    path = table(tmp_path, TABLE + "  - {accept: maybe, pseudonym: Tom, forms: [Januari]}\n")
    applied(root, path)
    source = root / "sources/FG1.yaml"
    assert "pseudonymised" not in source.read_text()
    path.write_text(path.read_text().replace("accept: maybe", "accept: no"))
    applied(root, path)
    assert "pseudonymised: true" in source.read_text()
    (tmp_path / "FG1.txt").write_text("R1: Marijke kwam.\n")
    ran = cmo("text", "import", tmp_path / "FG1.txt", "--project", root, "--overwrite", "--yes")
    assert ran.code == 0, ran.err
    assert "pseudonymised" not in source.read_text(), "the new text has its names"
    (tmp_path / "FG1.txt").write_text("R1: Wij vroegen Priya erbij. En toen kwam mevrouw Priya.\n")
    cmo("text", "import", tmp_path / "FG1.txt", "--project", root, "--overwrite", "--yes")
    plan = applied(root, path)
    assert "pseudonymised" not in source.read_text(), "nobody looked at the names of the new text"
    assert any("FG1: not marked as pseudonymised" in one for one in plan.look)


def test_ages_and_dates_when_they_are_asked_for(tmp_path):
    said = "R1: Ik was 34 jaar op 12-03-2024 en op 3 mei 2019. BSN 111222333, bel 06-12345678, NL91ABNA0417164300.\n"
    root = village(tmp_path, said, ("34 jaar op 12-03-2024",))
    path = table(tmp_path)
    plan = planned(root, path)
    assert plan.numbers == {"bsn": 1, "telephone": 1, "account": 1}
    assert planned(root, path, also=("age", "date")).numbers["date"] == 2
    pseudonymise.plan(root, read_table(path), also=("age", "date")).apply()
    assert (tmp_path / "texts/FG1.txt").read_text() == (
        "R1: Ik was [leeftijd] jaar op [datum] en op [datum]. BSN [burgerservicenummer], bel [telefoonnummer],"
        " [bankrekening].\n"
    )
    quote = citations_in((root / "sources/FG1.citations.yaml").read_text())["FG1-001"]["quote"]
    assert quote == "[leeftijd] jaar op [datum]"


def test_the_check_finds_names_in_every_corner(tmp_path):
    root = village(tmp_path)
    path = table(tmp_path)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "init", "-q", root], check=True)
    subprocess.run([*git, "-C", root, "add", "-A"], check=True)
    subprocess.run([*git, "-C", root, "commit", "-qm", "first"], check=True)
    bare = "By René".encode("latin-1")
    said = (
        ("Corrected with Marijke", "utf-8"),
        (bare, "latin-1"),
        (bare, "x-none"),
        ("Will be seen by nobody", "utf-8"),
    )
    for message, coding in said:
        run = [*git, "-c", f"i18n.commitEncoding={coding}", "-C", root, "commit", "-q", "--allow-empty", "-m", message]
        subprocess.run(run, check=True, stderr=subprocess.DEVNULL)
    subprocess.run([*git, "-C", root, "tag", "-a", "v1", "-m", "As Marijke saw it"], check=True)
    applied(root, path)
    (root / "old").mkdir()
    (root / "old/notes_Marijke.bak").write_text("niets", encoding="utf-16")
    finder = Finder([*read_table(path).names, Name("Tom", ("Will Post",), row=9)])
    found = check.left(root, tmp_path / "texts", finder, {})
    assert set(found.files) == {"old/notes_Marijke.bak"}
    assert {"claims/C1-value.yaml", "writing/draft.md"} <= set(found.commits)
    assert found.undo > 0
    told = " ".join(check.what_to_do(found))
    assert len(found.messages) == 4
    assert f"git has names in the messages of {', '.join(one[:10] for one in found.messages)}: word them anew" in told
    assert "git filter-repo" in told
    assert "--clear-undo" in told
    assert "Marijke" not in told.replace("notes_Marijke", "")
