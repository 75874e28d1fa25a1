"""`cmo-eval init` and `cmo-eval new`: what they write is an evaluation, and nothing that was there is touched."""

import json
import shlex
from typing import get_args

import pytest

import cmo_eval
from cmo_eval.diagnostics import Severity
from cmo_eval.edits.kinds import SOURCE_KINDS, explained
from cmo_eval.edits.new import SOURCE_PREFIXES
from cmo_eval.model.source import SourceKind


def snapshot(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def errors(root):
    return [f for f in cmo_eval.validate(root).findings if f.severity is Severity.ERROR]


# init


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "title",
    [
        "Warm Welcome",
        'He said: "no"',
        "it's: a #test, {of} [all] & *sorts* | > % @",
        "Één wijk, één coördinator",
        "ケアの評価",
        "2017",
        "yes",
        "null",
        "~",
        "true",
        "back\\slash",
        "{title} {0}",
        "two\nlines",
        "a\tb",
        "- list",
    ],
)
def test_a_new_folder_validates_whatever_its_title(cmo, tmp_path, title, language):
    run = cmo("init", "new", "--title", title, "--language", language)
    assert run.code == 0
    validation = cmo_eval.validate(tmp_path / "new")
    assert validation.findings == ()
    loaded = cmo_eval.load(tmp_path / "new").repository.evaluation
    assert (loaded.title.split(), loaded.language) == (title.split(), language)


@pytest.mark.parametrize("title", ["", "   ", "\n"])
def test_a_title_without_words_gives_no_folder_that_is_broken(cmo, tmp_path, title):
    run = cmo("init", "new", "--title", title)
    assert (run.code == 2 and not (tmp_path / "new").exists()) or not errors(tmp_path / "new")


@pytest.mark.parametrize("character", ["\x7f", "\x00", "\x1b", "\x85", "\u2028", "\ufffe"])
def test_a_character_that_yaml_does_not_allow_gives_no_folder_that_is_broken(cmo, tmp_path, character):
    run = cmo("init", "new", "--title", f"a{character}b")
    assert (run.code == 2 and not (tmp_path / "new").exists()) or not errors(tmp_path / "new")


def test_without_a_terminal_nothing_is_asked_and_the_folder_gives_the_title(cmo, tmp_path):
    assert cmo("init", "zorg-thuis").code == 0
    assert cmo_eval.load(tmp_path / "zorg-thuis").repository.evaluation.title == "zorg-thuis"


@pytest.mark.parametrize(("folder", "texts"), [("new", "../new-texts"), ("it's: #1 é", "../it's: #1 é-texts")])
def test_transcripts_are_to_lie_beside_the_folder(cmo, tmp_path, folder, texts):
    cmo("init", folder, "--title", "T")
    cmo("new", "source", "--title", "T", cwd=tmp_path / folder)
    (tmp_path / "IN1.txt").write_text("INT: And?\nr1: So.\n")
    run = cmo("text", "import", "../IN1.txt", "--yes", cwd=tmp_path / folder)
    assert run.code == 0
    assert cmo_eval.load(tmp_path / folder).repository.evaluation.texts == texts
    assert (tmp_path / f"{folder}-texts" / "IN1.txt").read_text() == "INT: And?\nr1: So.\n"
    assert f"{tmp_path / f'{folder}-texts' / 'IN1.txt'}, 2 lines" in run.err


def test_a_folder_whose_name_cannot_be_printed_has_its_transcripts_elsewhere(cmo, tmp_path):
    cmo("init", "a\nb", "--title", "T")
    assert cmo_eval.load(tmp_path / "a\nb").repository.evaluation.texts == "../evaluation-texts"


def test_the_current_folder_is_the_default(cmo, tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    assert cmo("init", cwd=folder).code == 0
    assert (folder / "evaluation.yaml").exists()
    assert errors(folder) == []


@pytest.mark.parametrize("arguments", [(), ("--demo",)], ids=["new", "demo"])
def test_an_existing_evaluation_is_refused_and_untouched(cmo, evaluation, arguments):
    root = evaluation()
    before = snapshot(root)
    run = cmo("init", root, *arguments)
    assert run.code == 2
    assert "already" in run.err
    assert snapshot(root) == before


@pytest.mark.parametrize("arguments", [(), ("--demo",)], ids=["new", "demo"])
def test_a_file_in_the_way_is_named_and_nothing_is_written(cmo, tmp_path, arguments):
    root = tmp_path / "busy"
    root.mkdir()
    (root / "codebook.yaml").write_text("mine\n")
    run = cmo("init", root, *arguments)
    assert run.code == 2
    assert "codebook.yaml" in run.err
    assert snapshot(root) == {"codebook.yaml": b"mine\n"}
    assert [path.name for path in root.iterdir()] == ["codebook.yaml"]


def test_a_file_with_the_folders_name_is_in_the_way(cmo, tmp_path):
    (tmp_path / "busy").write_text("mine\n")
    run = cmo("init", "busy")
    assert run.code == 2
    assert (tmp_path / "busy").read_text() == "mine\n"


def test_a_folder_with_other_things_keeps_them(cmo, tmp_path):
    root = tmp_path / "busy"
    (root / "claims").mkdir(parents=True)
    (root / "notes.txt").write_text("mine\n")
    assert cmo("init", root).code == 0
    assert (root / "notes.txt").read_text() == "mine\n"
    assert errors(root) == []


def test_a_language_that_reports_do_not_have_is_refused(cmo, tmp_path):
    run = cmo("init", "new", "--language", "de")
    assert run.code == 2
    assert "nl, en" in run.err
    assert not (tmp_path / "new").exists()


def test_the_demo_has_its_own_title(cmo, tmp_path):
    assert cmo("init", "--demo", "new", "--title", "Mine").code == 2
    assert not (tmp_path / "new").exists()


def test_init_leads_to_the_first_coded_words(cmo, tmp_path):
    (tmp_path / "FG1.txt").write_text("INT: And?\nr1: They kept a chair for him.\n")
    run = cmo("init", "new", "--title", "T", "--language", "en")
    steps = [line.strip().removeprefix("cd new && ") for line in run.out.splitlines() if line.startswith("  ")]
    given = {"FILE": "../FG1.txt", "...": "They kept a chair for him."}
    asked = {"text": ["--quality", "observation", "--yes"], "new": [], "code": ["--yes"]}
    for step in steps:
        words = [given.get(word, word) for word in shlex.split(step)[1:]]
        assert cmo(*words, *asked[words[0]], cwd=tmp_path / "new").code == 0
    assert len(steps) == 3
    assert "FG1-001" in cmo_eval.load(tmp_path / "new").repository.citations.by_id
    assert max(map(len, run.out.splitlines())) <= 80


def test_the_commands_to_go_on_with_can_be_pasted_into_a_shell(cmo, tmp_path):
    out = cmo("init", "my evaluation").out
    (line,) = [line.strip() for line in out.splitlines() if line.strip().startswith("cd ")]
    assert shlex.split(line)[:3] == ["cd", "my evaluation", "&&"]


# the demo


def test_the_demo_has_no_findings_that_stand(cmo, demo):
    run = cmo("validate", "--strict", cwd=demo)
    assert (run.code, run.out) == (0, "")


def test_the_demo_is_marked_as_fictional(demo):
    assert cmo_eval.load(demo).repository.evaluation.fictional is True


def test_the_demo_verifies_and_shows_different_verdicts(cmo, demo):
    run = cmo("verify", "--format", "json", cwd=demo)
    assert run.code == 0
    verdicts = {claim["proposal"]["verdict"] for claim in json.loads(run.out)["claims"]}
    assert len(verdicts) >= 3


@pytest.mark.parametrize(
    "kind", ["claims", "patterns", "cases", "sources", "citations", "codes", "questions", "groups"]
)
def test_the_demo_has_something_of_each_kind_to_list(cmo, demo, kind):
    run = cmo("list", kind, cwd=demo)
    assert run.code == 0
    assert run.out.strip()


def test_every_record_of_the_demo_can_be_shown(cmo, demo, monkeypatch):
    evaluation = cmo_eval.load(demo)
    monkeypatch.setattr("cmo_eval.api.load", lambda *_, **__: evaluation)  # read once, not for each record
    repository = evaluation.repository
    ids = [
        *repository.claims,
        *repository.patterns,
        *repository.cases,
        *repository.sources,
        *repository.citations.by_id,
    ]
    assert len(ids) > 30
    for id_ in ids:
        run = cmo("show", id_, "--json", cwd=demo)
        assert run.code == 0
        assert json.loads(run.out)["id"] == id_
        assert cmo("show", id_, cwd=demo).code == 0


def test_the_demo_can_be_reported(cmo, demo):
    run = cmo("report", "-o", "out", cwd=demo)
    assert run.code == 0, run.err
    written = [path for path in (demo / "out").rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {".md", ".xlsx"}
    assert all(path.stat().st_size for path in written)


# new


@pytest.mark.parametrize("kind", ["claim", "pattern", "case", "source"])
@pytest.mark.parametrize("title", ["Coaches make staff dare", 'Why: "so" #1 {x}', "Één wijk", "ケア", "2017", "- a"])
def test_a_new_record_validates_without_error(cmo, evaluation, kind, title):
    root = evaluation()
    run = cmo("new", kind, "--title", title, cwd=root)
    assert run.code == 0, run.err
    assert errors(root) == []
    before = {"claim": "claims", "pattern": "patterns", "case": "cases", "source": "sources"}[kind]
    assert title in {record.title for record in getattr(cmo_eval.load(root), before).values()}


@pytest.mark.parametrize("kind", ["claim", "pattern", "case", "source"])
def test_a_new_record_in_a_new_folder_validates_without_error(cmo, tmp_path, kind):
    cmo("init", "new", "--language", "en")
    assert cmo("new", kind, "--title", "First", cwd=tmp_path / "new").code == 0
    assert errors(tmp_path / "new") == []


def test_new_names_the_files_that_it_wrote(cmo, evaluation):
    root = evaluation()
    run = cmo("new", "source", "--kind", "focus_group", "--title", "Second panel", cwd=root)
    assert run.out.splitlines() == ["wrote sources/FG2.yaml", "wrote sources/FG2.citations.yaml"]
    assert all((root / line.removeprefix("wrote ")).is_file() for line in run.out.splitlines())


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [
        ("key_actor", "KA1"),
        ("focus_group", "FG2"),
        ("group_interview", "GI1"),
        ("case_interview", "CI1"),
        ("interview", "IN1"),
        ("informal", "IF1"),
        ("document", "DOC1"),
        ("observation", "OB1"),
        ("research", "R1"),
    ],
)
def test_a_sources_id_tells_its_kind(cmo, evaluation, kind, prefix):
    root = evaluation()
    run = cmo("new", "source", "--kind", kind, "--title", "One more", cwd=root)
    assert run.out.startswith(f"wrote sources/{prefix}.yaml")
    assert cmo_eval.load(root).sources[prefix].kind == kind


def pattern(id_):
    return {f"patterns/{id_}-x.yaml": f"id: {id_}\ntitle: X\n"}


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (["P07"], "P08"),
        (["P09"], "P10"),
        (["P99"], "P100"),
        (["P01", "P05"], "P06"),
        (["P7"], "P8"),
        (["P007"], "P008"),
        ([], "P01"),
    ],
)
def test_the_next_id_is_one_more_than_the_highest_and_as_wide(cmo, evaluation, present, expected):
    files = {"patterns/P1-scan.yaml": None}
    for id_ in present:
        files |= pattern(id_)
    run = cmo("new", "pattern", "--title", "Next", cwd=evaluation(files))
    assert run.out == f"wrote patterns/{expected}-next.yaml\n"


def test_the_id_of_a_file_that_cannot_be_read_is_not_given_out_again(cmo, evaluation):
    root = evaluation({"claims/C2-broken.yaml": "id: [\n"})
    assert cmo("new", "claim", "--title", "Next", cwd=root).out == "wrote claims/C3-next.yaml\n"


@pytest.mark.parametrize("id_", ["C1", "FG1", "P1"])
def test_an_id_that_is_used_is_refused_whatever_uses_it(cmo, evaluation, id_):
    root = evaluation()
    before = snapshot(root)
    run = cmo("new", "claim", "--title", "Again", "--id", id_, cwd=root)
    assert run.code == 2
    assert id_ in run.err
    assert snapshot(root) == before


@pytest.mark.parametrize("id_", ["3C", "C-3", "../C3", "C 3", "C3/x", "C3\n"])
def test_what_cannot_be_an_id_is_refused(cmo, evaluation, id_):
    root = evaluation()
    before = snapshot(root)
    run = cmo("new", "claim", "--title", "Next", "--id", id_, cwd=root)
    assert run.code == 2
    assert snapshot(root) == before


def test_an_id_that_differs_from_another_by_capitals_is_refused(cmo, evaluation):
    root = evaluation({"sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: T\n"})
    result = cmo("new", "source", "--id", "fg1", "--title", "T", "--project", root)
    assert (result.code, "the id fg1 is FG1 but for capitals" in result.err) == (2, True)
    assert not list((root / "sources").glob("fg1*"))


def test_an_id_can_be_chosen(cmo, evaluation):
    root = evaluation()
    assert cmo("new", "pattern", "--title", "Ripple", "--id", "P33", cwd=root).code == 0
    assert "P33" in cmo_eval.load(root).patterns


def test_without_a_terminal_a_title_must_be_given(cmo, evaluation):
    root = evaluation()
    run = cmo("new", "claim", cwd=root)
    assert run.code == 2
    assert "--title" in run.err


@pytest.mark.parametrize("title", ["", "   "])
def test_a_record_is_not_written_without_a_title(cmo, evaluation, title):
    root = evaluation()
    before = snapshot(root)
    assert cmo("new", "claim", "--title", title, cwd=root).code == 2
    assert snapshot(root) == before


def test_a_title_of_one_very_long_word_gives_a_file_name_that_fits(cmo, evaluation):
    root = evaluation()
    assert cmo("new", "case", "--title", "a" * 400, cwd=root).code == 0
    assert cmo_eval.load(root).cases["K1"].title == "a" * 400


def test_a_kind_that_does_not_exist_is_refused_with_the_nearest(cmo, evaluation):
    root = evaluation()
    run = cmo("new", "clame", "--title", "X", cwd=root)
    assert run.code == 2
    assert "did you mean 'claim'?" in run.err
    run = cmo("new", "source", "--kind", "focusgroup", "--title", "X", cwd=root)
    assert run.code == 2
    assert "focus_group" in run.err


def test_kinds_of_source_are_explained_in_the_help(cmo):
    shown = cmo("new", "--help").out
    assert tuple(SOURCE_PREFIXES) == get_args(SourceKind) == tuple(SOURCE_KINDS)
    for kind in SOURCE_KINDS:
        (line,) = [line for line in shown.splitlines() if line.startswith(f"    {kind} ")]
        assert line.strip() in explained()
        assert len(line) < 80
        assert len(line.split()) > 4


def test_on_a_terminal_the_kind_is_asked_for_and_explained(cmo, evaluation, monkeypatch):
    root = evaluation()
    asked = iter(["doc", "Focus group", "North"])
    monkeypatch.setattr("typer.prompt", lambda question, **_: next(asked))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    run = cmo("new", "source", cwd=root)
    assert run.out.splitlines() == ["wrote sources/FG2.yaml", "wrote sources/FG2.citations.yaml"]
    assert explained() in run.err
    assert "the kind is 'doc'; it can be key_actor" in run.err
    assert cmo_eval.load(root).sources["FG2"].title == "North"


def test_no_kind_is_asked_for_of_what_is_no_source_or_has_one(cmo, evaluation, monkeypatch):
    root = evaluation()
    monkeypatch.setattr("typer.prompt", lambda *_, **__: pytest.fail("asked"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert cmo("new", "case", "--title", "T", cwd=root).code == 0
    assert cmo("new", "source", "--kind", "document", "--title", "T", cwd=root).code == 0


def test_outside_an_evaluation_nothing_is_written(cmo, tmp_path):
    assert cmo("new", "claim", "--title", "X").code == 3
    assert list(tmp_path.iterdir()) == []
