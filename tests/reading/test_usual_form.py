"""What is read without libyaml is what libyaml reads, whatever is changed in it, with the same places."""

from __future__ import annotations

import random

import pytest
import yaml

from cmo_eval.store import usual_form, yaml_io, yaml_refused

TEXT = """\
# yaml-language-server: $schema=../.cmo-eval/schemas/citations.schema.json
coder: AB
defaults: {quality: report, verbatim: true}
citations:
  - id: FG1-001
    quote: >-
      Als het even kan: niet # te laat, zei zij –
      en dat 😀 bleef
    at: {line: 8, section: "4.2"}
    selector:
      start: 17
      end: 42
      prefix: "er zei\\n\\u2026 "
      suffix: . En dan
    evidence:
      - {supports: C1, pattern: P01, parts: [resource, reasoning]}
      - nuances: C2
        parts: [outcome]
    codes: [listening, mirror]
    coded: 2024-06-27
    memo: Eerste deel van wat hier staat,
      en het tweede
  - id: FG1-002
    quote: |-
      een regel
      en nog een
    speaker: 'r''2'
    utterance: null
    codes:
      - trust
      - 12:30

  - id: FG1-003
    quote: "kort"
    at: {line: 9}
    memo: a -b (c) d:e f#g
"""
SIGNS = [
    *" \n:#-\"'[]{},&*!|>%@`~?.…a\\1é😀\t\r\u00a0\u2028\ufeff=<",
    *(": ", " #", "- ", "    ", "\n      ", ">-\n", "null", '""', "''", "<<: ", "...\n", "---\n", "\\u0041", "\n\n"),
    *("{a: b}", "[x, y]", "[x, x]", "{a: b, a: c}", "    #c\n", "    codes: x\n", "        z: y\n", "      z: y\n"),
]


def told(nodes):
    """What comes: items with their places, the rest, or what is refused and where."""
    found = []
    try:
        for one in nodes:
            item = isinstance(one, yaml_io.Item)
            before = {name: part for name, part in one.before.items() if name != "citations"} if item else None
            found.append((one.value, item and (one.index, one.extent, before)))
    except yaml_io.YamlProblem as problem:
        found.append((problem.code, problem.message, problem.position))
    return found


def by_libyaml(text):
    try:
        yield from yaml_io._assemble(text, "citations")
    except (yaml_io._OddError, yaml.YAMLError):
        yaml_refused.look_closer(text)


@pytest.fixture(autouse=True)
def _from_the_first(monkeypatch):
    monkeypatch.setattr(usual_form, "ENOUGH", 0)


def test_usual_citations_are_read_without_libyaml(monkeypatch):
    expected = told(by_libyaml(TEXT))
    assert [value["id"] for value, item in expected if item] == ["FG1-001", "FG1-002", "FG1-003"]
    real = yaml_io._assemble
    monkeypatch.setattr(yaml_io, "_assemble", lambda text, key: real(text, key) if key is None else 1 / 0)
    assert told(yaml_io.stream(TEXT, "citations")) == expected


def test_what_is_changed_at_random_is_read_as_libyaml_reads_it():
    chance = random.Random(15)  # noqa: S311 - the same each time
    rows = TEXT.splitlines(keepends=True)
    quick = 0
    for _ in range(700):
        text = TEXT
        for _ in range(chance.choice([1, 1, 2])):
            at = chance.randrange(len(text))
            text = chance.choice(
                [
                    text[:at] + chance.choice(SIGNS) + text[at:],
                    text[:at] + text[at + chance.randrange(1, 4) :],
                    "".join(
                        chance.choice(rows) if chance.random() < 0.02 else row for row in text.splitlines(keepends=True)
                    ),
                ]
            )
        quick += usual_form.head_of(text, "citations") is not None
        assert told(yaml_io.stream(text, "citations")) == told(by_libyaml(text)), text
    assert quick > 400


def test_few_citations_compile_nothing(monkeypatch):
    monkeypatch.setattr(usual_form, "ENOUGH", usual_form._read[0] + 2 * len(TEXT))
    assert usual_form.head_of(TEXT, "citations") is None
    assert usual_form.head_of(TEXT, "citations") is not None
