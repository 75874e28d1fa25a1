"""The files of messages: each key once, in both languages, and used."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

import cmo_eval
from cmo_eval.messages import FILES, keys, label, read, words
from cmo_eval.report.templates.files import builtin_templates
from cmo_eval.rules import CODES

PACKAGE = Path(cmo_eval.__file__).parent
FOLDER = PACKAGE / "messages"
KEYS = keys()
SAID = {"phrase": 0, "label": 0, "Phrase": 0, "count": 1, "counted": 1, "amount": 1}
"""Functions that take a key, and which argument it is."""
PAGES = (*builtin_templates().glob("*.j2"), *(PACKAGE / "site" / "pages").rglob("*.html"))
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGES))


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.fixture(scope="module")
def nodes():
    """Calls and texts of the whole program; made when a test asks, since every run would keep them otherwise."""
    kept = (ast.Call, ast.Constant, ast.JoinedStr)
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")))
    every = [node for tree in trees for node in ast.walk(tree) if isinstance(node, kept)]
    return lambda kind: [node for node in every if isinstance(node, kind)]


@pytest.fixture(scope="module")
def calls(nodes):
    """Calls that say something, with the argument that is its key."""
    every = [(node, SAID.get(getattr(node.func, "id", ""))) for node in nodes(ast.Call)]
    return [(node, node.args[place]) for node, place in every if place is not None and len(node.args) > place]


def test_every_file_is_known():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_each_entry_of_a_file_is_a_key_with_both_languages(file):
    content = (FOLDER / f"{file}.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(content, yaml.CSafeLoader)
    assert {tuple(both) for both in loaded.values()} == {("en", "nl")}
    assert {key: both["en"] for key, both in loaded.items()} == read(file)["en"]
    assert {key: both["nl"] for key, both in loaded.items()} == read(file)["nl"]
    assert all(isinstance(text, str) and text.strip() for both in loaded.values() for text in both.values())


def test_each_key_stands_once():
    written = Counter(
        re.findall(
            r"^(\S+):$", "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")), re.MULTILINE
        )
    )
    assert [key for key, times in written.items() if times > 1] == []
    assert len(written) == len(KEYS)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_key_is_found_in_its_file(language):
    for file in FILES:
        for key, text in read(file)[language].items():
            assert words(key, language) == text


def test_a_sentence_takes_the_same_values_in_both_languages():
    for key in KEYS:
        assert placeholders(words(key, "en")) == placeholders(words(key, "nl")), key


def test_every_key_that_is_used_exists(nodes, calls):
    used = {key.value for _, key in calls if isinstance(key, ast.Constant)}
    used |= set(re.findall(r"\b_\(\s*['\"]([^'\"]+)['\"](?! ?~)", TEMPLATES))
    used |= {
        node.value
        for node in nodes(ast.Constant)
        if isinstance(node.value, str)
        and re.fullmatch(r"(report|difference|trace|sampling|picture)\.[a-z_.]*[a-z_]", node.value)
    }
    assert len(used) > 250
    assert used - set(KEYS) - {"report.md", "report.xlsx", "report.css", "picture.xml"} == set()


def test_each_phrase_is_given_the_values_that_its_words_need(calls):
    checked = 0
    for node, key in calls:
        if node.func.id == "phrase" and isinstance(key, ast.Constant) and all(word.arg for word in node.keywords):
            assert {word.arg for word in node.keywords} >= placeholders(words(key.value, "en")), key.value
            checked += 1
    assert checked > 80


def test_every_key_is_used(nodes):
    """As a text of its own in the program or in a template, or with a beginning that the program completes."""
    whole = {node.value for node in nodes(ast.Constant) if isinstance(node.value, str)}
    whole |= set(re.findall(r"['\"]([a-z0-9_.]+)['\"]", TEMPLATES, re.IGNORECASE))
    begun = {
        str(node.values[0].value)
        for node in nodes(ast.JoinedStr)
        if node.values and isinstance(node.values[0], ast.Constant)
    }
    begun |= set(re.findall(r"['\"]([a-z_]+\.[a-z_.]*V?)['\"] ?~", TEMPLATES))
    begun |= {text for text in whole if text.endswith(".")}  # completed by what stands beside it in a table
    begun = {text for text in begun if re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_.]*V?", text)} - {"report.", "site."}
    whole |= {"report.table", "report.figure"}  # numbered by a macro
    unused = [
        key
        for key in KEYS
        if key not in whole and key.removesuffix(".many") not in whole and not key.startswith(tuple(begun))
    ]
    assert not unused, " ".join(unused)


def test_what_can_be_accepted_has_words_that_are_the_title_of_its_rule():
    titles = {f"accepted.{code.code}": code.title for code in CODES.values() if not code.code.startswith("CMO0")}
    assert {key: words(key, "en") for key in KEYS if key.startswith("accepted.")} == titles
    assert all(words(key, "nl") != title for key, title in titles.items())


def test_a_users_own_word_stands_for_itself():
    assert label("zorgkantoor", "nl") == "zorgkantoor"
    with pytest.raises(KeyError):
        words("zorgkantoor", "nl")


def test_a_verdict_is_said_from_its_own_file():
    script = (
        "from cmo_eval.messages import phrase, read; phrase('v3.thin', heard='y', missing='x').say('nl');"
        "import sys; print(read.cache_info().currsize, 'yaml' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert run.stdout.split() == ["1", "True"]
