"""A report for the public speaks to readers: outside its annexes no words of the program, its rules and its files."""

import ast
import re
from pathlib import Path

import pytest

from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.messages import keys, words
from cmo_eval.report import conclusion, documents, view
from cmo_eval.report.document.language import own_words
from cmo_eval.report.templates.files import builtin_templates
from cmo_eval.store.loading import load

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "src" / "cmo_eval" / "edits" / "demo"
READ = ("evaluation.md.j2", "chapter.md.j2", "macros.md.j2")
"""The templates of what is read; annexes A and B have theirs."""
OURS = re.compile(
    r"`|\bV[0-9]\b|\bCMO|\b(?:yaml|files?|bestand(?:en)?|folders?|map|keys?(?! actor)|sleutels?|rules?|regels?"
    r"|proposals?|voorstel(?:len)?(?! voor een)|validate|verify|digest|schema|register|template|sjabloon)\b",
    re.IGNORECASE,
)
ELSEWHERE = {
    "report.incomplete": "no public report is written then",
    "report.incomplete_claim": "no public report is written then",
    "report.line": "a place in a transcript, in a note",
    "report.rameses_intro": "annex D",
    "report.table_rameses": "annex D",
    "report.table_groups": "annex C",
    "report.groups_note": "annex C",
    "report.no_panels": "annex C",
    "report.justification_intro": "annex B",
}
"""Words that stand elsewhere than in what the public reads, and where."""


def said():
    """The keys of all that these templates and the beginnings of chapters can say."""
    text = "".join((builtin_templates() / name).read_text("utf-8") for name in READ)
    found = set(re.findall(r"['\"]([a-z_]+\.[a-zA-Z0-9_.]+)['\"]", text)) & {*keys()}
    begun = set(re.findall(r"['\"]([a-z_]+\.[a-z_.]*)['\"] ?~", text))
    for node in ast.walk(ast.parse(Path(conclusion.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} & {*keys()}
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            begun.add(str(node.values[0].value))
    begun = {one for one in begun if "." in one} - {"report."}
    return sorted(found | {key for key in keys() if key.startswith((*begun, "preliminary."))})


@pytest.mark.parametrize("key", said())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_that_readers_can_meet_speaks_of_the_program(key, language):
    assert key in ELSEWHERE or not OURS.search(words(key, language)), words(key, language)


def test_many_sentences_are_walked():
    assert len(said()) > 150


@pytest.mark.parametrize("root", [ROOT, DEMO], ids=["reference", "demo"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_public_reports_have_ids_and_rules_in_notes_and_annexes_only(root, language):
    repository = disclose(load(root).repository, "public", language)
    text = documents(view(repository, verify(repository), language), chapters=False)["report.md"]
    read = re.split(r"\n## (?:Bijlage|Annex) A", text)[0]
    read = re.sub(r"(?m)^\[\^.*$|\[\^[^\]]*\]|!\[.*\)$", "", read)
    ids = [id_ for id_ in repository.citations.by_id if re.search(rf"(?<![\w-]){re.escape(id_)}(?![\w-])", read)]
    written = " ".join(text for text in own_words(view(repository, verify(repository), language)) if " " in text)
    assert [id_ for id_ in ids if id_ not in written] == []  # writers may name one in their own words
    assert not re.search(r"\bV[0-9]\b|\bCMO[0-9]", read)


@pytest.mark.parametrize("root", [ROOT, DEMO], ids=["reference", "demo"])
def test_how_many_voices_speak_against_a_claim_is_told_alike_wherever_it_stands(root):
    repository = disclose(load(root).repository, "public", "en")
    results, told = verify(repository), 0
    for chapter in view(repository, results, "en").chapters:
        result = results[chapter.id]
        for stance, noun in (("nuances", "nuance"), ("refutes", "refutation")):
            voices = len(result.question.sides.taking(stance).voices)
            counted = "voice" if voices == 1 else "voices"
            said = rf"\b{voices} (?:{counted}|of these voices)\b|by all of these voices|by this voice itself"
            places = [
                *(one for one in chapter.conclusion.against if one.lower().startswith(noun)),
                *(one for one in chapter.conclusion.opposed if one.lower().startswith(noun)),
                *(one.voices for one in chapter.voiced if one.stance == stance),
                *(one.independence for one in chapter.dealt if one.stance == stance and one.citations),
            ]
            assert all(re.search(said, one) for one in places), places
            told += len(places)
        if not result.question.sides.torn:
            assert len(result.question.sides.taking("nuances").voices) == result.question.sides.nuances
    assert told > 8


def test_who_gave_rise_to_a_case_and_where_stands_in_its_note():
    repository = disclose(load(DEMO).repository, "public", "en")
    text = documents(view(repository, verify(repository), "en"), chapters=False)["report.md"]
    notes = dict(re.findall(r"^\[\^(K\d+)-opened\]: (.*)$", text, re.MULTILINE))
    opened = {case.id: case.opened_by for case in repository.cases.values() if case.opened_by}
    assert {*notes} == {*opened}
    for case, ids in opened.items():
        told = notes[case].split("; ")
        assert [one.split(", ")[0] for one in told] == [*ids]
        assert all(re.search(r", .+ \(.+\)", one) for one in told), told
    assert notes["K3"].endswith(", line 10")
