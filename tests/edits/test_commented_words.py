"""What is under a comment are the words that `text import` brings in, each of them and no other."""

# ruff: noqa: S311 - the same documents for the same seed

import random

import pytest

from cmo_eval import api
from cmo_eval.edits.coding import imports
from cmo_eval.edits.coding.table import Options
from cmo_eval.edits.coding.word_comments import read_comments
from cmo_eval.edits.transcripts import text_import
from cmo_eval.store.writing.transaction import apply
from cmo_eval.transcripts.reading import read_rows
from cmo_eval.transcripts.turns import Register, turns_in, voices, written
from word_documents import box, comments, end, notes, p, r, start, word

AGAIN = [p("Jan de Wit: Yes."), p("Petra Bos: Yes.")]
REFERENCE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def commented(tmp_path, body, *, of=(0,), register=None, **parts):
    file = tmp_path / "a.docx"
    file.write_bytes(word(body, {"comments": comments(dict.fromkeys(of, "+C1")), **parts}))
    return [(one.under.words, one.under.why) for one in read_comments(file, register)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([p(start(0), "Jan de Wit: We waited.", end(0)), p("Jan de Wit: So.")], "We waited."),
        ([p(start(0), "Jan de Wit: We waited."), p("Petra Bos: So", end(0), " it was."), *AGAIN], "We waited. So"),
        ([p("R1: a ", start(0), "b", REFERENCE, " c"), p("d", end(0), " e")], "b c […] d"),
        ([p("R1: a ", start(0), "b ", f"<w:r><w:drawing>{box(p('box'))}</w:drawing></w:r>", "c", end(0))], "b c"),
        ([p("R1: x"), p(f"<w:r><w:drawing>{box(p('in ', start(0), 'the box', end(0)))}</w:drawing></w:r>")], "the box"),
        ([p("R1: ", start(0), "we saw ", r("hidden ", "<w:vanish/>"), "it", end(0))], "we saw it"),
        ([p("R1: ", start(0), "half of inter", mark="<w:del/>"), p("view", end(0), " b")], "half of interview"),
        (
            [
                (f"<w:tbl><w:tr><w:tc>{p('R1')}</w:tc><w:tc>{p('yes ', start(0), 'we did', end(0))}</w:tc></w:tr>"
                f"<w:tr><w:tc>{p('R2')}</w:tc><w:tc>{p('no')}</w:tc></w:tr></w:tbl>")
            ],
            "we did",
        ),
        ([start(0), p("R1: between"), p("R2: paragraphs"), end(0), p("R1: behind")], "between paragraphs"),
        ([p("R1: x", start(0)), p("R2: all of it"), p(end(0), "R1: y")], "all of it"),
        ([p("[0:01:00] R1: ", start(0), "with a time", end(0)), p("[0:02:00] R1: x")], "with a time"),
        ([p("R1: a", r(" " * 70), start(0), r(" " * 70), "b c", end(0), r(" " * 90), "d")], "b c"),
        ([p("R1: inter\u00ad", "<w:r><w:br/></w:r>", start(0), "view ", "was", end(0), " b")], "view was"),
        ([p("R1: cafe", start(0), "\u0301 x", end(0))], "x"),
        ([p("R1: ", start(0), "a", "<w:r><w:br/></w:r>", "b", end(0))], "a b"),
        ([p("R1: ", start(0), "<w:r><w:ruby><w:rt><w:r><w:t>ka</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>火</w:t></w:r>"
            "</w:rubyBase></w:ruby></w:r>", end(0))], "火"),
    ],
)  # fmt: skip
def test_the_words_are_those_of_the_transcript(tmp_path, body, words):
    assert commented(tmp_path, body, footnotes=notes({2: p("a note " * 10)})) == [(words, "")]


def test_a_comment_on_a_note_has_the_words_of_the_note(tmp_path):
    parts = {"footnotes": notes({2: p("a ", start(0), "note", end(0))})}
    assert commented(tmp_path, [p("R1: b", REFERENCE)], **parts) == [("note", "")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ([p(start(0), "Jan de Wit: ", end(0), "We."), p("Jan de Wit: So.")], "no words are selected but who speaks"),
        ([p("R1: ", r("gone", "<w:vanish/>"), start(0), end(0), "x")], ""),
        ([p("R1: x"), p("r9: ", start(0), "never said", end(0))], "the words are of r9, who withdrew"),
        ([p("R1: ", start(0), "x"), p("r9: never", end(0), " said")], "the words are of r9, who withdrew"),
        ([p("r9: x"), p("goes ", start(0), "on", end(0)), p("R1: y")], "the words are of r9, who withdrew"),
    ],
)
def test_where_there_are_no_words_it_is_said_why(tmp_path, body, why):
    ((words, said),) = commented(tmp_path, body, register=Register(["R1"], ["r9"]))
    assert words == ""
    assert said.startswith(why)
    assert bool(said) == bool(why)


WORDS = "bus kwam laat niet wij zagen één café oké ja nee dus toen, wel. huis straat".split()  # noqa: SIM905
LABELS = ["INT", "r1", "Jan de Wit", "Petra van Bos"]


def made(chance: random.Random):
    """A document with comments on random ranges, and the words under each, in the order of their beginnings."""
    ranges = sorted(sorted(chance.sample(range(120), 2)) for _ in range(8))
    number, body, under, plain = 0, [], [[] for _ in ranges], 0
    for turn in range(12):
        inside = [f"{LABELS[turn % 4] if turn < 8 else chance.choice(LABELS)}: "]
        for _ in range(10):
            word_said = chance.choice(WORDS) + str(plain)
            plain += 1
            inside += [start(of) for of, (begin, _) in enumerate(ranges) if begin == number]
            inside.append(r(word_said, chance.choice(["", "<w:b/>"])))
            inside += [end(of) for of, (_, last) in enumerate(ranges) if last == number]
            for of, (begin, last) in enumerate(ranges):
                if begin <= number <= last:
                    under[of].append(word_said)
            inside.append(
                chance.choice([r(" "), r(" "), r(" ") + r("hid", "<w:vanish/>"), f"<w:del>{r('x')}</w:del>" + r(" ")])
            )
            number += 1
        body.append(p(*inside))
    return body, [" ".join(one) for one in under]


@pytest.mark.parametrize("seed", range(25))
def test_each_of_many_comments_gets_exactly_its_words(tmp_path, seed):
    body, under = made(random.Random(seed))
    found = commented(tmp_path, body, of=range(len(under)))
    assert sorted(words for words, _ in found) == sorted(under)
    file = tmp_path / "a.docx"
    turns = turns_in(read_rows(file).rows, Register())
    text = written(turns, voices(turns, Register()))
    assert all(words in " ".join(turn.words for turn in turns) for words in under)
    assert "hid" not in text


def test_what_is_imported_and_what_is_commented_on_are_one_text(evaluation, tmp_path):
    root = evaluation(
        {
            "sources/X.yaml": (
                "id: X\nkind: interview\ntitle: Talk\nparticipants:\n"
                "  - {id: r1, role: worker, group: g, consent: quote}\n"
            ),
            "sources/X.citations.yaml": "coder: AB\ndefaults: {quality: observation}\ncitations: []\n",
            "evaluation.yaml+": "texts: texts\n",
        }
    )
    (root / "texts").mkdir(exist_ok=True)
    body = [
        p("Jan de Wit: Ja."), p("Petra Bos: ", start(0), "Ja.", end(0)), p("Jan de Wit: Ja."),
        p("Petra Bos: Nou ", start(1), "dat was zo.", REFERENCE), p("Jan de Wit: Ja,", end(1), " zo."),
    ]  # fmt: skip
    file = tmp_path / "X.docx"
    file.write_bytes(word(body, {"comments": comments({0: "+C1", 1: "+C1"}), "footnotes": notes({2: p("An aside.")})}))
    repository = api.load(root).repository
    stored = text_import.source_of(repository, "X")
    came = text_import.incoming("X.docx", read_rows(file), stored, {"Petra Bos": "r1"})
    text_import.together(root, [text_import.new_text(root, repository, came, root / "texts")]).apply()
    assert "r1: Ja.\n" in (root / "texts/X.txt").read_text(encoding="utf-8")
    repository = api.load(root).repository
    content = imports.read(file, repository, Options("X", coded="2024-05-13"))
    planned = imports.plan(root, repository, content, texts=root / "texts")
    assert [(one.kind, one.problems) for one in planned.codings] == [("add", ()), ("add", ())]
    apply(root, planned.change)
    first, second = (api.load(root).repository.citation(f"X-00{number}") for number in (1, 2))
    assert (first.quote, first.at.line, first.speaker) == ("Ja.", 2, "r1")
    assert (second.quote, second.at.line) == ("dat was zo. […] Ja,", 4)


def test_words_that_go_on_into_another_turn_say_whose_they_are(evaluation, tmp_path):
    root = evaluation(
        {
            "sources/X.yaml": "id: X\nkind: interview\ntitle: Talk\ntext: X.txt\n",
            "texts/X.txt": "INT: And then?\nr1: We went on.\nr2 [0:01:00]: So did we.\n",
            "sources/X.citations.yaml": "coder: AB\ndefaults: {quality: observation}\ncitations: []\n",
            "evaluation.yaml+": "texts: texts\n",
        }
    )
    body = [p("INT: And then?"), p("Jan: We ", start(0), "went on."), p("Petra [0:01:00]: So did", end(0), " we.")]
    file = tmp_path / "X.docx"
    file.write_bytes(word([*body, p("Jan: Yes."), p("Petra: No.")], {"comments": comments({0: "+C1"})}))
    repository = api.load(root).repository
    content = imports.read(file, repository, Options("X", coded="2024-05-13"))
    assert content.codings[0].cells["quote"] == "went on. So did"
    planned = imports.plan(root, repository, content)
    apply(root, planned.change)
    assert api.load(root).repository.citation("X-001").quote == "went on. r2 [0:01:00]: So did"
