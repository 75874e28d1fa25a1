"""docs/commands.md says what the program's own help and output say: commands, options, exit codes, JSON."""

import json
import re

import pytest
from walking import COMMANDS, ROOT, run

PAGE = (ROOT / "docs/commands.md").read_text(encoding="utf-8")


def _section(name: str) -> str:
    match = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert match is not None, f"there is no section {name}"
    return match[1]


def _options(command: str, tmp_path) -> set[str]:
    code, text = run(["cmo-eval", *command.split(), "--help"], tmp_path)
    assert code == 0
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text.split("Options:")[1].split("Commands:")[0]))


def test_the_page_has_a_section_for_each_command_and_for_no_other():
    general = {"What holds for all", "From Python"}
    sections = [name for name in re.findall(r"^## (.+)$", PAGE, re.MULTILINE) if name not in general]
    assert sorted(sections) == COMMANDS
    head = PAGE.split("## What holds for all")[0]
    assert re.findall(r"^\| \[`([a-z -]+)`\]\(#[a-z-]+\) \|", head, re.MULTILINE) == sections


@pytest.mark.parametrize("command", COMMANDS)
def test_a_section_names_the_options_of_its_command_and_no_other(command, tmp_path):
    table = set(
        re.findall(r"`(--[a-z][a-z-]*)`", "".join(re.findall(r"^\| (`.*?) \|", _section(command), re.MULTILINE)))
    )
    assert table == _options(command, tmp_path) - {"--help"}


def test_options_of_the_program_itself_are_named(tmp_path):
    for option in _options("", tmp_path):
        assert option in _section("What holds for all") or option == "--help"


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in sorted(ROOT.glob("docs/*.md")))])
def test_no_page_shows_a_command_that_does_not_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = re.findall(r"(?:`|^\$ |&& |Scripts\\|bin/)cmo-eval ([a-z_]+)(?: ([a-z]+(?:-[a-z]+)*))?", text, re.MULTILINE)
    assert [words for words in shown if words[0] not in COMMANDS and " ".join(words) not in COMMANDS] == []


@pytest.mark.parametrize("command", ["validate", "verify"])
def test_json_is_what_the_program_prints(command, tmp_path):
    run(["cmo-eval", "init", "--demo", "demo"], tmp_path)
    words = {"validate": ["validate", "--select", "CMO010"], "verify": ["verify", "C3"]}[command]
    if command == "validate":
        claim = tmp_path / "demo/claims/C5-peers-spread-practice.yaml"
        claim.write_text(claim.read_text("utf-8").replace("title:", "titel:", 1), "utf-8")
    _, printed = run(["cmo-eval", *words, "--format", "json"], tmp_path / "demo")
    shown = re.search(r"^```json\n(.*?)^```$", _section(command), re.DOTALL | re.MULTILINE)
    assert shown is not None
    assert json.loads(shown[1]) == json.loads(printed)


def test_explain_adds_what_the_page_says(tmp_path):
    run(["cmo-eval", "init", "--demo", "demo"], tmp_path)
    _, plain = run(["cmo-eval", "verify", "C3", "--format", "json"], tmp_path / "demo")
    _, explained = run(["cmo-eval", "verify", "C3", "--explain", "--format", "json"], tmp_path / "demo")
    before, after = json.loads(plain)["claims"][0], json.loads(explained)["claims"][0]
    assert set(after) - set(before) == {"left_out", "changed_since"}
    assert set(after["proposal"]) - set(before["proposal"]) == {"trail", "change", "sides"}


@pytest.mark.parametrize(
    ("words", "code"), [(["verify"], 3), (["verify", "C99", "--project", "demo"], 2), (["list", "claim"], 2)]
)
def test_exit_codes(words, code, tmp_path):
    run(["cmo-eval", "init", "--demo", "demo"], tmp_path)
    assert run(["cmo-eval", *words], tmp_path)[0] == code
