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

    def weighed(said):
        return "not weighed" not in said

    for chapter in view(repository, results, "en").chapters:
        result = results[chapter.id]
        for stance, noun in (("nuances", "nuance"), ("refutes", "refutation")):
            voices = len(result.question.sides.taking(stance).voices)
            counted = "voice" if voices == 1 else "voices"
            said = rf"\b{voices} (?:{counted}|of these voices)\b|by all of these voices|by this voice itself"
            places = [
                *(one for one in chapter.conclusion.against if one.lower().startswith(noun) and weighed(one)),
                *(one for one in chapter.conclusion.opposed if one.lower().startswith(noun) and weighed(one)),
                *(one.voices for one in chapter.voiced if one.stance == stance),
                *(one.independence for one in chapter.dealt if one.stance == stance and one.citations),
            ]
            assert all(re.search(said, one) for one in places), places
            told += len(places)
        if not result.question.sides.torn:
            assert len(result.question.sides.taking("nuances").voices) == result.question.sides.nuances
    assert told > 8


def seen(root, language):
    """What the public reads of each claim, with its result; and the text of the report."""
    repository = disclose(load(root).repository, "public", language)
    results = verify(repository)
    read = view(repository, results, language)
    return [(chapter, results[chapter.id]) for chapter in read.chapters], documents(read, chapters=False)["report.md"]


both_evaluations = pytest.mark.parametrize("root", [ROOT, DEMO], ids=["reference", "demo"])


@both_evaluations
def test_a_voice_is_one_of_these_only_where_it_was_counted_among_them(root):
    titles, told = {*load(root).repository.evaluation.groups.values(), "no group given"}, 0
    for chapter, result in seen(root, "en")[0]:
        in_favour = {*result.question.sides.for_.voices}
        nuancing = {*result.question.sides.taking("nuances").voices}
        for said in (*chapter.conclusion.against, *chapter.conclusion.opposed):
            if not said.lower().startswith("nuance"):
                continue
            told += 1
            if "of these voices" in said or "this voice itself" in said:
                assert nuancing <= in_favour, (chapter.id, said)
            also = re.search(r"(\d+) that (?:is|are) also counted in favour", said)
            alone = re.search(r"(\d+) publications? in (?:its|their) own words", said)
            if also or alone:
                assert (int(also[1]) if also else 0) == len(nuancing & in_favour), (chapter.id, said)
                assert int(alone[1]) == len(nuancing - in_favour), (chapter.id, said)
            named = [title for title in titles if title in said]
            # of a claim that was given up those in favour stand first of what speaks against the conclusion
            these = chapter.conclusion.whose + chapter.conclusion.against[0] * (
                "as it was" in chapter.conclusion.against[0]
            )
            assert [title for title in named if title not in these] == [], (chapter.id, said)
    assert told > 3


@both_evaluations
@pytest.mark.parametrize("language", ["nl", "en"])
def test_rows_of_voices_add_up_to_the_total_with_what_is_said_below_them(root, language):
    chapters, text = seen(root, language)
    explained = 0
    for chapter, result in chapters:
        more = sum(row.voices for row in chapter.heard) - chapter.voices
        assert bool(more) == bool(chapter.heard_twice), chapter.id
        everybody = {*result.question.sides.everybody.voices}
        alone = {row.voice for row in result.evidence.weighed if row.who.own_sentence} - everybody
        written = [row for row in chapter.heard if row.kind == "document"]
        own = {row.source for row in result.evidence.rows if row.kind == "document"}
        assert sum(row.voices for row in written) <= max(len(written), len(own)), chapter.id
        word = "publicatie" if language == "nl" else "publication"
        counted = re.search(rf"(\d+) {word}", chapter.heard_twice)
        assert (int(counted[1]) if counted else 0) == len(alone), chapter.id
        if more:
            assert f"\n{chapter.heard_twice}\n" in text
            explained += 1
    assert explained if root == ROOT else not explained


@both_evaluations
def test_where_more_speakers_are_named_than_voices_are_counted_it_says_why(root):
    told = 0
    for chapter, _ in seen(root, "en")[0]:
        for one in chapter.voiced:
            names = re.sub(r" \([^()]*\)(?=;|$)", "", re.sub(r"\((\d+)×\)", r"<\1>", one.who))
            named = sum(int(n) for n in re.findall(r"<(\d+)>", names))
            named += sum("<" not in name for name in re.split(r"; |, | and ", names) if name)
            voices, silent = (int(said.split()[0]) if said else 0 for said in (one.voices, one.silent))
            assert bool(one.together) == (named > voices - silent), (chapter.id, one)
            told += bool(one.together)
    assert told == (3 if root == ROOT else 0)


@both_evaluations
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_was_told_is_not_called_seen_where_nobody_saw_it(root, language):
    chapters, text = seen(root, language)
    both, told = {"nl": ("Gezien of verteld door", "Verteld door"), "en": ("Seen or told by", "Told by")}[language]
    shown = [one for chapter, _ in chapters for one in chapter.mechanisms if one.shown]
    shown = [one for one in shown if not re.match("Ontkend|Denied|Niet|Not|Neither", one.shown)]
    assert shown
    assert all(one.shown.startswith(told if one.how_well == "not" else both) for one in shown)
    if root == ROOT:
        assert {one.how_well for one in shown} == {"whole", "partly", "not"}
    assert "zag een deel van de patronen aan het werk" not in text


@both_evaluations
@pytest.mark.parametrize("language", ["nl", "en"])
def test_answers_say_what_their_text_rests_on_and_what_is_said_against_each_claim(root, language):
    chapters, text = seen(root, language)
    heading = {"nl": "Antwoorden op de vragen", "en": "Answers to the questions"}[language]
    rests = {"nl": "*De tekst van dit antwoord berust op:*", "en": "*The text of this answer rests on:*"}[language]
    words, there = {
        "nl": ("*In woorden:*", "Wat ertegen is gezegd, staat in hoofdstuk ["),
        "en": ("*In words:*", "What is said against it stands in chapter ["),
    }[language]
    answers = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    assert rests in answers
    assert not re.search(r"^\*(?:Berust op|Rests on):", answers, re.MULTILINE)
    for chapter, _ in chapters:
        for line in re.findall(rf"^- \[{chapter.number} .*$", answers, re.MULTILINE):
            assert bool(chapter.conclusion.against) == (words in line or there in line), line
            if words in line:
                quoted = [
                    *chapter.counter_evidence,
                    *(one for mechanism in chapter.mechanisms for one in (*mechanism.quotes, *mechanism.denials)),
                ]
                assert chapter.opposing in quoted  # no words that the chapter does not print
                assert chapter.opposing.stance != "supports"
                assert len(chapter.opposing.text) <= 240
    assert words in answers


@both_evaluations
@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_elsewhere_in_a_chapter_are_pointed_at_by_their_note(root, language):
    chapters, text = seen(root, language)
    known = {*re.findall(r"(?m)^\[\^([^\]]+)\]:", text)}
    elsewhere = 0
    for chapter, _ in chapters:
        for mechanism in chapter.mechanisms:
            for one in mechanism.also:
                elsewhere += 1
                assert one.citations
                marks = " ".join(f"[^{chapter.id}-{id_}]" for id_ in one.citations)
                assert f"{one.name} ({one.number}){marks}" in text
                assert {f"{chapter.id}-{id_}" for id_ in one.citations} <= known
    assert elsewhere or root == DEMO
    assert not re.search(r"woorden uit [A-Z]|words from [A-Z]", text)


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
