"""The pages point at what exists, and do what they say: their examples, README and tutorial, the page of rules."""

import ast
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from importlib import import_module
from inspect import isfunction, ismodule, signature

import pytest
import yaml
from walking import ROOT, commands_in, compare, run, walk

PAGES = ["README.md", "CHANGELOG.md", *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md"))]
ABSENT = ("import", "export")


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)", _text(page)):
        file = (ROOT / page).parent / target if target else ROOT / page
        assert file.exists(), f"{page} points at {target}"
        if anchor:
            assert anchor in _anchors(file.read_text(encoding="utf-8")), f"{page} points at {target}#{anchor}"


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_command_that_is_not_there(page):
    for word in ABSENT:
        assert f"cmo-eval {word}" not in _text(page)


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", _text(page), re.DOTALL | re.MULTILINE)


@pytest.fixture
def demo(tmp_path):
    code, printed = run(["cmo-eval", "init", "--demo", "demo"], tmp_path)
    assert code == 0, printed
    return tmp_path / "demo"


def test_python_examples_run(demo):
    blocks = _blocks("docs/commands.md", "python")
    assert blocks
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=demo, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["docs/verdict.md", "docs/commands.md"])
def test_commands_on_the_demo_print_what_the_page_shows(page, demo):
    blocks = _blocks(page, "console")
    assert blocks
    for block in blocks:
        for command, shown in commands_in(block):
            code, printed = run(shlex.split(command), demo)
            assert code == 0, printed
            compare(command, shown, printed)


def test_decide_writes_the_evidence_that_the_page_shows(demo):
    (shown,) = re.findall(r"^evidence:\n(.*?)^```$", _text("docs/verdict.md"), re.DOTALL | re.MULTILINE)
    recorded = (demo / "claims/C3-the-count-helps-to-steer.yaml").read_text(encoding="utf-8")
    assert all(line.strip() in recorded for line in shown.splitlines())
    words = "decide C3 --verdict undecided --by AB --second-reader CD --rationale Again --dry-run"
    code, printed = run(["cmo-eval", *words.split()], demo)
    assert code == 0, printed
    added = {line.removeprefix("+").strip() for line in printed.splitlines() if line.startswith("+")}
    assert added >= {line.strip() for line in shown.splitlines()}


def test_the_template_of_the_report_page_does_what_it_says(demo):
    before, after = demo / "before", demo / "after"
    assert run(["cmo-eval", "report", "-o", str(before)], demo)[0] == 0
    block, macro = _blocks("docs/report.md", "jinja")
    (demo / "templates").mkdir()
    (demo / "templates/evaluation.md.j2").write_text(block, encoding="utf-8")
    assert run(["cmo-eval", "report", "-o", str(after)], demo)[0] == 0
    plain, own = ((folder / "report.md").read_text(encoding="utf-8") for folder in (before, after))
    assert "Draft for the advisory committee" in own
    assert "\n## Recommendations\n" in plain
    assert "\n## Recommendations\n" not in own
    assert re.search(r"^- \*\*[^*]+\*\*: .*\[\^C1-FG1-001\]$", plain, re.MULTILINE)
    (demo / "templates/macros.md.j2").write_text(macro, encoding="utf-8")
    assert run(["cmo-eval", "report", "-o", str(after)], demo)[0] == 0
    own = (after / "report.md").read_text(encoding="utf-8")
    assert "Draft for the advisory committee" in own
    assert not re.search(r"^- .*\[\^C1-FG1-001\]$", own, re.MULTILINE)
    assert re.search(r"^- Library manager 1[^:*]*: “.*”$", own, re.MULTILINE)


@pytest.mark.parametrize("template", ["evaluation.md.j2", "chapter.md.j2"])
def test_the_report_page_names_the_blocks_of_the_templates(template):
    blocks = re.findall(r"{% block (\w+) %}", (ROOT / "templates" / template).read_text(encoding="utf-8"))
    table = _text("docs/report.md").split("| template | its blocks |")[1]
    (row,) = re.findall(rf"^\| `{re.escape(template)}` \| (.*) \|$", table, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", row)) == sorted(blocks)


def test_the_report_page_names_the_sheets(demo):
    openpyxl = pytest.importorskip("openpyxl")
    assert run(["cmo-eval", "report", "--format", "xlsx"], demo)[0] == 0
    book = openpyxl.load_workbook(demo / "report/report.xlsx", read_only=True)
    section = _text("docs/report.md").split("## The workbook")[1].split("##")[0]
    assert re.findall(r"^\| (?!sheet|---)([\w ]+) \|", section, re.MULTILINE) == book.sheetnames
    book.close()


def test_the_picture_shows_the_verdicts_of_the_root():
    drawn = _text("docs/images/verify.svg")
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    words = " ".join(shown).replace("&#160;", " ")
    _, csv = run(["cmo-eval", "verify", "--format", "csv", "--project", str(ROOT)], ROOT)
    for row in csv.splitlines()[1:]:
        claim, verdict = row.split(",")[0], re.search(r",(holds|nuanced|rejected|transformed|undecided),", row)
        assert claim in words
        assert verdict is not None
        assert verdict[1] in words
    assert "@font-face" not in drawn


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md", "docs/coding-tutorial.md"])
def test_a_reader_who_follows_the_page_sees_what_it_shows(page, tmp_path):
    assert len(walk(ROOT / page, tmp_path)) > 5


def test_the_page_of_attacks_names_files_of_tests():
    named = re.findall(r"^\| `([\w./]+\.py)` \|", _text("docs/robustness.md"), re.MULTILINE)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / "tests/hostile" / name).exists()] == []


def test_setup_commands_stand_as_one_line_under_their_marks():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^<!-- setup: (\w+) -->\n```sh\n([^\n]+)\n```$", readme, re.MULTILINE))
    assert set(blocks) == {"run", "test"}
    assert blocks["run"].endswith(".venv/bin/cmo-eval verify")
    assert blocks["test"].endswith(".venv/bin/python -m pytest -q -n auto --dist worksteal")


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md")))
def test_every_yaml_example_is_yaml(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yaml.safe_load(block)


def test_the_page_of_rules_is_made_from_them():
    made = runpy.run_path(str(ROOT / "docs/make_rules.py"))["page"]()
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == made, "python docs/make_rules.py"


def test_the_page_of_the_house_has_the_rooms_of_the_contract_and_names_what_is_there():
    text = _text("docs/architecture.md")
    contract = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    floors = [layer.split(" | ") for layer in contract["layers"]][1:]
    table = re.findall(r"^\| (`[^|]*`) \|", text.split("## The way")[0], re.MULTILINE)
    rooms = [room for row in table for room in re.findall(r"`(\w+)`", row)]
    placed = {room: number for number, floor in enumerate(floors) for room in floor}
    assert sorted(rooms) == sorted(placed)
    order = [placed[room] for room in rooms]
    assert order == sorted(order)
    code = ROOT / "src/cmo_eval"
    named = re.findall(r"`([a-z_]+(?:[./][a-z_A-Z]+)+)`", text)
    assert len(named) > 20
    for name in named:
        at = code / name.replace(".", "/")
        if not any(path.exists() for path in (ROOT / name, code / name, at, at.with_suffix(".py"))):
            module, _, attribute = name.rpartition(".")
            assert hasattr(import_module(f"cmo_eval.{module}"), attribute), name
    for attribute, file in re.findall(r"`([A-Z_]+)` (?:in|of) `([\w/]+)\.py`", text):
        assert hasattr(import_module(f"cmo_eval.{file.replace('/', '.').removesuffix('.__init__')}"), attribute), file


def test_a_report_asks_its_analyses_in_one_place_and_is_worded_without_asking():
    """Whoever words needs types of answers; a function that takes the repository, or a whole module, is to ask with."""
    asking = set()
    for path in (ROOT / "src/cmo_eval/report").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cmo_eval.analysis"):
                taken = [vars(import_module(node.module)).get(one.name) for one in node.names]
                if any(one is None or ismodule(one) or _asks(one) for one in taken):
                    asking.add(path.name)
    # what a writer edited begins with a report of today, as a command does
    assert asking == {"analyses.py", "edited.py"}


def _asks(one: object) -> bool:
    return isfunction(one) and "repository" in signature(one).parameters
