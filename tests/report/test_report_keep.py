"""`report --keep`: what a writer changed in the Word report is kept, and what cannot be is told."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cached_property

import pytest
from docx import Document
from docx.oxml import parse_xml
from reported import FILES, changed

from cmo_eval.analysis.coding import coding_of
from cmo_eval.analysis.verification import verify
from cmo_eval.disclosure.gate import disclose
from cmo_eval.errors import CmoEvalError
from cmo_eval.model import OwnWords
from cmo_eval.model.writing import mark_of, nameless
from cmo_eval.report import all_worded, documents, files, house, look_again, view
from cmo_eval.report.edited import kept
from cmo_eval.store.loading import load

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
INTRO = "Elk hoofdstuk geeft de claim"
NOBODY = "Deze vraag is nog niet beantwoord."


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def no_pixels(monkeypatch):
    """Pictures are not what is looked at here, and their pixels take most of the time."""
    monkeypatch.setattr("cmo_eval.report.formats.word.pngs", lambda svgs, _: [PIXEL] * len(svgs))


class Made:
    """The report of the evaluation in `root`, in Word and Markdown."""

    def __init__(self, root, audience, language, only):
        repository = load(root).repository
        disclosed = disclose(repository, audience, language)
        spoken = language or disclosed.evaluation.language
        shown = view(disclosed, verify(disclosed), spoken, coding=coding_of(repository))
        writing = [one.record for one in disclosed.stored_writing]
        made = documents(shown, chapters=only == "md")
        texts, lines, self.again = all_worded(shown, made, writing, remember=made)
        self.text = texts["report.md"]
        self._made = lambda: files(
            shown, texts, [only], house(root / "templates", None), chapters=False, written=lines
        )[f"report.{only}"]

    @cached_property
    def content(self):
        return self._made()


MADE = {}
"""What was made, of all files of an evaluation and for whom: of files that say the same it is made once."""


class Report:
    """The report of the evaluation in `root`, and edited by a writer."""

    def __init__(self, root, audience="public", language=None, only="docx"):
        self.root = root
        said = {path.relative_to(root): path.read_bytes() for path in root.rglob("*.yaml")}
        now = frozenset(said.items()), audience, language, only
        if now not in MADE:
            MADE[now] = Made(root, *now[1:])
        self._made = MADE[now]
        self.text, self.again = self._made.text, self._made.again

    @property
    def content(self):
        return self._made.content

    def edit(self, change):
        word = Document(io.BytesIO(self.content))
        change(word)
        file = io.BytesIO()
        word.save(file)
        return file.getvalue()

    def keep(self, change):
        return kept(self.root, load(self.root).repository, self.edit(change))


def at(word, words, style=None):
    """The first paragraph with these words, outside the table of contents."""
    return next(
        one
        for one in word.paragraphs
        if words in one.text and not one.style.name.lower().startswith("toc") and style in {None, one.style.name}
    )


def say(old, new):
    """An edit of the words of a paragraph: in its first run, as a person types."""

    def change(word):
        one = at(word, old)
        run = next((run for run in one.runs if old in run.text), None)
        if run is not None:
            run.text = run.text.replace(old, new)
        else:
            one.text = one.text.replace(old, new)

    return change


def behind(old, new):
    def change(word):
        one = at(word, old)
        made = one.insert_paragraph_before(new)
        one._p.addprevious(made._p)
        made._p.addprevious(one._p)

    return change


def texts(plan):
    """What each file would say, by its name."""
    return {one.file: (one.content or b"").decode() for one in plan.change.files}


@pytest.mark.parametrize(("audience", "language"), [("public", "nl"), ("committee", "en"), ("team", "nl")])
def test_nothing_is_kept_of_a_report_that_nobody_edited(folder, audience, language):
    again = "framework: {samenwerking.proces: {text: Traag., citations: [CI1-001, CI1-002]}, "  # a note marked twice
    case = {"cases/K1-huis.yaml": FILES["cases/K1-huis.yaml"].replace("framework: {", again)}
    plan = Report(folder(files=case), audience, language).keep(lambda word: None)
    assert (plan.places, plan.lost, plan.notes, plan.change.files) == (0, 0, (), ())


def test_what_a_writer_changed_stands_in_the_next_report(folder):
    root = folder()
    plan = Report(root).keep(say(INTRO, "Zo lezen wij: elk hoofdstuk geeft de claim"))
    assert (plan.places, plan.lost) == (1, 0)
    plan.apply()
    again = Report(root)
    assert "Zo lezen wij: elk hoofdstuk geeft de claim" in again.text
    assert INTRO not in again.text
    assert again.again == ()
    assert again.keep(lambda word: None).change.files == ()  # kept once is kept
    for form in ("html", "md"):
        assert "Zo lezen wij" in Report(root, only=form).content.decode()


def test_words_of_a_writer_are_changed_and_taken_back(folder):
    root = folder()
    Report(root).keep(say(INTRO, "Eerst zo")).apply()
    Report(root).keep(say("Eerst zo", "Dan zus")).apply()
    file = (root / "writing/chapters.yaml").read_text()
    assert "Dan zus" in file
    assert "Eerst zo" not in file
    Report(root).keep(say("Dan zus", INTRO)).apply()
    assert not (root / "writing/chapters.yaml").exists()


def test_paragraphs_are_added_split_and_left_out(folder):
    root = folder()

    def change(word):
        behind("Op wiens woord: 2 stemmen", "Wij waren verrast.")(word)
        gone = at(word, "Voor wie: Het ministerie en het bureau; Deel")
        gone._p.getparent().remove(gone._p)
        one = at(word, "Een zoektocht naar tegenbewijs")
        one.insert_paragraph_before("Twee alinea's nu.")

    plan = Report(root).keep(change)
    assert plan.lost == 0
    plan.apply()
    text = Report(root).text
    assert re.search(r"Op wiens woord:\*\* 2 stemmen[^\n]*\n\nWij waren verrast\.\n", text)
    assert "Twee alinea" in text
    assert text.count("Het ministerie en het bureau; Deelnemende organisaties") == Report(folder()).text.count(
        "Het ministerie en het bureau; Deelnemende organisaties"
    )


def test_an_answer_is_changed_in_the_conclusions(folder):
    root = folder()
    plan = Report(root).keep(say("Ja, voor wie ruimte kreeg.", "Ja, maar alleen voor wie ruimte kreeg."))
    assert [*texts(plan)] == ["conclusions.yaml"]
    plan.apply()
    assert Report(root).text.count("Ja, maar alleen voor wie ruimte kreeg.") == 2


def test_an_answer_that_was_changed_in_two_ways_is_told(folder):
    def change(word):
        first, second = [one for one in word.paragraphs if one.text == "Ja, voor wie ruimte kreeg."]
        first.text, second.text = "Ja, soms.", "Ja, vaak."

    plan = Report(folder()).keep(change)
    assert "Ja, soms." in texts(plan)["conclusions.yaml"]
    assert plan.lost == 1
    assert "‘Ja, vaak.’" in plan.notes[0]
    assert "conclusions.yaml (answers.V1.text)" in plan.notes[0]


def test_words_of_a_conclusion_inside_other_words_are_named(folder):
    plan = Report(folder()).keep(say("Weinig afhakers gehoord.", "Bijna geen afhakers gehoord."))
    assert "Bijna geen afhakers" in texts(plan)["writing/summary.yaml"]
    named = Report(
        folder(files={"conclusions.yaml": FILES["conclusions.yaml"].replace("gehoord", "gehoord tot nu toe")})
    )
    plan = named.keep(say("Weinig afhakers gehoord tot nu toe.", "Niemand gehoord."))
    assert "repeats conclusions.yaml (answers.V1.limits)" in plan.notes[-1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (say("ineens […]", "plots […]"), "choose which is printed by `highlights`"),
        (say("Als dit speelt", "Als dat speelt"), "patterns/P1-scan.yaml (reasoning)"),
        (say("Wat het programma beoogde", "Wat men wilde"), "headings are those of the report"),
        (say("Tabel 1", "Tabel een"), "captions are those of the report"),
        (lambda word: setattr(word.tables[0].rows[1].cells[1], "text", "houdt stand"), "tables are computed"),
        (say("Kleine evaluatie", "Grote evaluatie"), "headings are those of the report"),
        (say("eigen veldwerk", "gelezen"), "here all is made from the evaluation"),
    ],
    ids=["quote", "pattern", "heading", "caption", "table", "title", "title page"],
)
def test_what_is_not_the_writers_is_refused_by_name(folder, change, told):
    plan = Report(folder(), "team").keep(change)
    assert plan.change.files == ()
    assert plan.lost >= 1
    assert told in " ".join(plan.notes)


def test_what_is_refused_is_told_whole(folder):
    long = "Dit is een lange nieuwe zin. " * 20
    plan = Report(folder()).keep(say("Wat het programma beoogde", long))
    assert long.strip() in plan.notes[0]


def test_tracked_changes_comments_and_notes(folder):
    def change(word):
        one = at(word, INTRO)
        run = f'<w:r xmlns:w="{W}"><w:t xml:space="preserve">Ingevoegd. </w:t></w:r>'
        one._p.insert(1, parse_xml(f'<w:ins xmlns:w="{W}" w:id="901" w:author="x">{run}</w:ins>'))
        first = one.runs[0]._r
        gone = parse_xml(f'<w:del xmlns:w="{W}" w:id="902" w:author="x"/>')
        first.addprevious(gone)
        gone.append(first)
        first.find(f"{{{W}}}t").tag = f"{{{W}}}delText"
        one.add_run("Nieuw slot.")

    plan = Report(folder()).keep(change)
    assert "tracked changes are read as if accepted: 2" in plan.notes
    said = texts(plan)["writing/chapters.yaml"]
    assert re.search(r"text: >-\n +Ingevoegd\. Nieuw slot\.", said)


def test_spelling_of_a_word_processor_is_no_change(folder):
    def change(word):
        for one in word.paragraphs:
            for run in one.runs:
                run.text = (
                    run.text.replace("‘", "'").replace("’", "'").replace(" – ", " — ").replace("een ", "een\u00a0")
                )
        split = at(word, "Het programma wilde waarde.")
        split.runs[0].text = "Het programma "
        split.add_run("wilde ")
        split.add_run("waarde.")

    plan = Report(folder()).keep(change)
    assert (plan.change.files, plan.lost) == ((), 0)


def test_strong_words_items_and_signs_come_through(folder):
    root = folder()

    def change(word):
        one = at(word, INTRO)
        one.text = "Let *op* [^x] en "
        one.add_run("vet").bold = True
        one.add_run(" # en ")
        one.add_run("schuin").italic = True

    Report(root).keep(change).apply()
    text = Report(root).text
    assert r"Let \*op\* \[^x\] en **vet** # en *schuin*" in text
    assert Report(root).keep(lambda word: None).change.files == ()


def test_a_note_stays_with_the_words_it_is_to(folder):
    root = folder()
    plan = Report(root, "team").keep(say("woorden uit ‘Eerste panel’", "woorden van het eerste panel"))
    assert "[^R-FG1-001]" in texts(plan)["writing/recommendations.yaml"]
    plan.apply()
    assert "woorden van het eerste panel[^R-FG1-001]" in Report(root, "team").text
    assert "woorden van het eerste panel" not in Report(root).text  # the public has not got what was for the team


def test_a_mark_of_a_note_that_is_called_otherwise_by_now_is_told(folder):
    root = folder()
    Report(root, "team").keep(say("woorden uit ‘Eerste panel’", "woorden van het eerste panel")).apply()
    assert Report(root, "team").again == ()
    conclusions = root / "conclusions.yaml"
    conclusions.write_text(conclusions.read_text("utf-8").replace("rests_on: [C1, FG1-001]", "rests_on: [C1]"), "utf-8")
    told = [look_again(one) for one in Report(root, "team").again]
    assert any("no note of this report is called R-FG1-001, so its mark is left out" in one for one in told)


def test_a_paragraph_that_the_program_writes_otherwise_since_is_kept_and_told(folder):
    root = folder()
    edited = Report(root).edit(say("De evaluatie onderzocht 2 claims.", "Wij onderzochten twee claims."))
    (root / "claims/C3-meer.yaml").write_text(
        "id: C3\ntitle: Meer\nquestions: [V2]\nversions: [{version: 1, statement: Nog iets.}]\n", encoding="utf-8"
    )
    plan = kept(root, load(root).repository, edited)
    assert "look again" in plan.notes[0]
    assert "onderzocht 3 claims" in plan.notes[0]
    assert "look_again: true" in texts(plan)["writing/summary.yaml"]
    plan.apply()
    again = Report(root)
    assert "Wij onderzochten twee claims." in again.text
    assert "onderzocht 3 claims" not in again.text
    assert "look again" in look_again(again.again[0])


def test_what_the_program_writes_later_is_told_in_every_report(folder):
    root = folder()
    Report(root).keep(say("De evaluatie onderzocht 2 claims.", "Wij onderzochten twee claims.")).apply()
    assert Report(root).again == ()
    (root / "claims/C3-meer.yaml").write_text(
        "id: C3\ntitle: Meer\nquestions: [V2]\nversions: [{version: 1, statement: Nog iets.}]\n", encoding="utf-8"
    )
    again = Report(root)
    assert "Wij onderzochten twee claims." in again.text
    assert "the program writes something else there now, ‘De evaluatie onderzocht 3 claims." in look_again(
        again.again[0]
    )
    assert Report(root).keep(lambda word: None).change.files == ()


def test_what_a_colleague_put_there_meanwhile_stays(folder):
    root = folder()
    mine = Report(root).edit(say(INTRO, "Van mij: elk hoofdstuk"))
    Report(root).keep(say(INTRO, "Van haar: elk hoofdstuk")).apply()
    before = (root / "writing/chapters.yaml").read_bytes()
    plan = kept(root, load(root).repository, mine)
    assert plan.change.files == ()
    assert plan.lost == 1
    assert "Van haar" in plan.notes[0]
    assert "Van mij" in plan.notes[0]
    assert (root / "writing/chapters.yaml").read_bytes() == before


def test_own_words_for_the_team_and_in_another_language_stay_there(folder):
    own = """\
section: C1
paragraphs:
  - {after: Het programma wilde waarde., text: ALLEEN VOOR HET TEAM, audience: team}
  - {after: Het programma wilde waarde., text: Voor iedereen.}
  - {after: Het programma wilde waarde., text: In English., language: en}
  - {instead_of: Bestaat niet., text: Zonder plaats.}
"""
    root = folder(files={"writing/C1.yaml": own})
    public, team, english = Report(root), Report(root, "team"), Report(root, language="en")
    assert "ALLEEN VOOR HET TEAM" in team.text
    assert "Voor iedereen." in team.text
    assert "Voor iedereen." in public.text
    assert "Voor iedereen." not in english.text
    assert "In English." in english.text
    assert "In English." not in public.text
    for form in ("md", "docx", "html"):
        content = Report(root, only=form).content
        inside = content if form != "docx" else b"".join(map(zipfile.ZipFile(io.BytesIO(content)).read, parts(content)))
        assert b"ALLEEN VOOR HET TEAM" not in inside
    assert "Zonder plaats." in public.text  # never lost
    assert "no longer in the report" in look_again(public.again[0])


def parts(content):
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_document_carries_digests_and_no_words(folder):
    content = Report(folder(), "team").content
    carried = zipfile.ZipFile(io.BytesIO(content)).read("customXml/item1.xml").decode()
    about = json.loads(re.search(r">(\{.*\})<", carried)[1].replace("&quot;", '"'))
    assert {*about} == {"evaluation", "language", "audience", "lines", "notes"}
    digest = re.compile(r"[0-9a-f]{16}")
    assert len(about["lines"]) > 50
    assert all(digest.fullmatch(one[2]) for one in about["lines"])
    assert all(map(digest.fullmatch, about["notes"]))
    for words in ("Wij zagen", "waarde", "ruimte"):
        assert words not in carried


def test_words_of_people_are_not_repeated_in_the_files_of_a_writer(folder):
    """A quotation, and a paragraph of the program's that holds what somebody said, are named by a digest."""
    said = "Wij zagen het ineens allemaal samen op tafel liggen"
    root = folder(
        files={
            **changed("sources/FG1.citations.yaml", "Wij zagen het ineens […] op tafel liggen", said),
            **changed("claims/C1-waarde.yaml", "Wat opvalt is de rust.", f"Iemand zei dat {said}, en dat valt op."),
        }
    )

    def change(word):
        behind(said, "Dat hoorden wij vaker.")(word)
        behind("Iemand zei dat", "Dat is tekenend.")(word)

    plan = Report(root, "team").keep(change)
    plan.apply()
    file = (root / "writing/C1.yaml").read_text()
    assert "Dat hoorden wij vaker." in file
    assert file.count("[paragraph ") == 2
    assert "[paragraph " in file
    assert "Wij zagen" not in file
    assert "op tafel liggen" not in file
    text = Report(root, "team").text
    assert "Dat hoorden wij vaker." in text
    assert Report(root, "team").again == ()
    withdrawn = FILES["sources/FG1.yaml"].replace("group: users, consent: quote", "group: users, consent: withdrawn")
    (root / "sources/FG1.yaml").write_text(withdrawn, encoding="utf-8")
    later = Report(root, "team")
    assert "Dat hoorden wij vaker." in later.text
    assert later.again
    assert all("Wij zagen" not in path.read_text() for path in (root / "writing").iterdir())


def test_a_document_of_another_evaluation_or_without_its_part_is_refused(folder):
    root = folder()
    report = Report(root)
    other = folder(files={"evaluation.yaml": FILES["evaluation.yaml"].replace("id: demo", "id: ander")})
    with pytest.raises(CmoEvalError, match="a report of demo, not of ander"):
        kept(other, load(other).repository, report.content)
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(report.content)) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            said = old.read(name)
            if name == "customXml/item1.xml":
                said = said.replace(b'made="cmo-eval"', b'made="x"')
            new.writestr(name, said)
    for content in (bare.getvalue(), report.edit(lambda word: None)[:-30], b"no document"):
        with pytest.raises(CmoEvalError):
            kept(root, load(root).repository, content)


@pytest.mark.parametrize("said", ["{}", "[]", "null", '{"evaluation":1,"audience":"all","language":"nl","lines":[[]]}'])
def test_a_part_that_says_something_else_is_refused(folder, said):
    root = folder()
    report, broken = Report(root), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(report.content)) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb">\{.*\}<", f">{said}<".encode(), content) if "item1.xml" in name else content)
    with pytest.raises(CmoEvalError, match="does not say what was written"):
        kept(root, load(root).repository, broken.getvalue())


def test_an_edited_report_is_never_written_over(cmo, folder):
    root = folder()
    assert cmo("report", "--project", root, "--format", "docx", cwd=root).code == 0
    path = root / "report/report.docx"
    word = Document(path)
    say(INTRO, "Van mij: elk hoofdstuk")(word)
    say("Wat het programma beoogde", "Een eigen kop")(word)
    word.save(path)
    mine = path.read_bytes()
    done = cmo("report", "--project", root, "--format", "docx", cwd=root)
    assert done.code == 2
    assert "report --keep" in done.err
    assert path.read_bytes() == mine
    done = cmo("report", "--project", root, "--keep", path, "--dry-run", cwd=root)
    assert done.code == 0 or "nothing was written" in done.err
    assert not (root / "writing").exists()
    done = cmo("report", "--project", root, "--keep", path, "--yes", cwd=root)
    assert done.code == 1
    assert "kept 1 change of the writer" in done.err
    assert "not kept: 1 change" in done.err
    assert "+section: chapters" in done.out
    done = cmo("report", "--project", root, "--format", "docx,md", "--yes", cwd=root)
    assert done.code == 0
    assert "report.edited-1.docx" in done.err
    assert (root / "report/report.edited-1.docx").read_bytes() == mine
    assert "Van mij: elk hoofdstuk" in (root / "report/report.md").read_text(encoding="utf-8")
    assert cmo("report", "--project", root, "--format", "docx", cwd=root).code == 0  # ours again
    done = cmo("undo", "--project", root, "--yes", cwd=root)
    assert done.code == 0
    assert not (root / "writing/chapters.yaml").exists()
    done = cmo("report", "--project", root, "--keep", root / "report/report.edited-1.docx", "--dry-run", cwd=root)
    assert "+section: chapters" in done.out


def test_nothing_to_keep_is_said(cmo, folder):
    root = folder()
    cmo("report", "--project", root, "--format", "docx", cwd=root)
    done = cmo("report", "--project", root, "--keep", root / "report/report.docx", cwd=root)
    assert done.code == 0
    assert "nothing to keep" in done.err
    assert cmo("report", "--project", root, "--keep", root / "none.docx", cwd=root).code == 2


def test_the_chapter_of_a_claim_is_kept_too(cmo, folder):
    root = folder()
    cmo("report", "C1", "--project", root, "--format", "docx", cwd=root)
    path = next((root / "report/chapters").glob("C1*.docx"))
    word = Document(path)
    say("Het programma wilde waarde.", "Het programma wilde vooral waarde.")(word)
    behind("Op wiens woord: 2 stemmen", "Uit het hoofdstuk.")(word)
    word.save(path)
    done = cmo("report", "--project", root, "--keep", path, "--yes", cwd=root)
    assert done.code == 0
    assert "vooral waarde" in (root / "claims/C1-waarde.yaml").read_text(encoding="utf-8")
    cmo("report", "--project", root, "--format", "md", cwd=root)
    for name in ("report.md", "chapters/C1-waarde-voor-kosten.md"):
        text = (root / "report" / name).read_text(encoding="utf-8")
        assert "Uit het hoofdstuk." in text
        assert "vooral waarde" in text


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("It’s “so” – he said", True),
        ('It\'s "so" - he said', True),
        ('It\'s\u00a0"so" \u2014 he\u00ad said', True),
        ('It\'s "So" - he said', False),
        ('Its "so" - he said', False),
    ],
)
def test_marks_are_those_of_words(words, same):
    assert (mark_of(words) == mark_of('It\'s "so" - he said')) is same
    assert OwnWords(after=nameless(mark_of("x")), text="y").mark == mark_of("x")
