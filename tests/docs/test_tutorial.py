"""What README and tutorial tell a reader to do works, and prints what they show."""

import re

import pytest
import yaml
from walking import ROOT, walk


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md", "docs/coding-tutorial.md"])
def test_a_reader_who_follows_the_page_sees_what_it_shows(page, tmp_path):
    assert len(walk(ROOT / page, tmp_path)) > 5


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
