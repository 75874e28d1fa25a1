"""JSON Schemas for editors: they accept what the program accepts, explain every key and refuse what is no key."""

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from cmo_eval.output.schema import KINDS, editor_schema, examples

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "src/cmo_eval/edits/demo"
FOLDERS = {"claims": "claim", "patterns": "pattern", "cases": "case", "sources": "source"}


def kind_of(path):
    if ".citations." in path.name:
        return "citations"
    return FOLDERS.get(path.parent.name, path.stem)


def files(root):
    return [
        *(root / f"{kind}.yaml" for kind in KINDS if (root / f"{kind}.yaml").exists()),
        *(path for folder in FOLDERS for path in sorted((root / folder).glob("*.yaml"))),
    ]


def as_json(value):
    """What a YAML 1.1 tool reads, as JSON has it: dates and keys are text."""
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def mistakes(kind, value):
    validator = jsonschema.Draft202012Validator(editor_schema(kind))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def accepts_text(kind, text):
    return mistakes(kind, as_json(yaml.safe_load(text))) == []


def model_accepts(kind, text):
    from pydantic import ValidationError

    from cmo_eval.store.yaml_io import read

    try:
        KINDS[kind][0].model_validate(read(text).value)
    except ValidationError:
        return False
    return True


CLAIM = "id: C1\ntitle: T\nversions: [{version: 1, statement: S}]\n"
PATTERN = "id: P1\ntitle: T\n"
CASE = "id: K1\ntitle: T\n"
SOURCE = "id: FG1\nkind: focus_group\ntitle: T\n"
EVALUATION = "schema: 1\nid: e\ntitle: T\nprogramme: {name: P}\nquestions: {Q1: q}\ngroups: {g: G}\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_valid(kind):
    jsonschema.Draft202012Validator.check_schema(editor_schema(kind))


@pytest.mark.parametrize("path", [*files(ROOT), *files(DEMO)], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_of_the_project_is_accepted(path):
    assert mistakes(kind_of(path), as_json(yaml.safe_load(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_accepted_by_schema_and_model(kind):
    (example,) = editor_schema(kind)["examples"]
    assert example == examples()[kind]
    assert mistakes(kind, example) == []
    KINDS[kind][0].model_validate(example)
    # as the program reads it: every scalar is text
    assert model_accepts(kind, yaml.safe_dump(example, allow_unicode=True))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("claim", CLAIM + "questions: Q1\nfor: staff\norigin: KA1\nrivals: luck\nmechanisms: P01\n"),
        ("claim", CLAIM + "mechanisms: [P01, {patterns: P02}, {principle: x, patterns: [P03]}]\n"),
        ("claim", CLAIM + "criteria: {researchable: a, refutable: {met: false, why: b}, relevant: 2017}\n"),
        ("claim", CLAIM + "criteria: {relevant: {met: 'true', why: b}}\n"),
        ("claim", CLAIM + "intended:\nroute:\nconfidence: {overall: null, methods: null}\n"),
        ("claim", CLAIM + "decisions: [{verdict: transformed, becomes: C3@2, date: 2017, sets_aside: FG1-001}]\n"),
        ("claim", "id: C1\ntitle: 2017\nversions: [{version: '1', statement: true, date: 2017-01-20}]\n"),
        ("claim", "id: C1\ntitle: 1.10\nversions: [{version: 01, statement: 12:30, date: 2017-01}]\n"),
        ("pattern", PATTERN + "context: a\nother_influences: b\noutcome: c\nleads_to: P2\n"),
        ("pattern", PATTERN + "outcome: {text: c, intended: true}\n"),
        ("case", CASE + "framework: {f.d: a cell, f.e: {text: b, citations: FG1-001}}\nattributes: {size: 12}\n"),
        ("case", CASE + "opened_by: FG1-001\nsummary: no\n"),
        ("evaluation", EVALUATION + "team: {AB: researcher, CD: {role: reader}, 'NO': reader}\n"),
        ("evaluation", EVALUATION + "rameses: {6: {status: yes, text: x}, 7: {status: 'no'}, 8: {status: unclear}}\n"),
        ("evaluation", EVALUATION + "sampling: {invitations: {size: {unit: number, large: 10}}}\ndate: 2017\n"),
        ("evaluation", EVALUATION + "declared: [{what: talks, count: 4, kinds: interview}]\nfictional: TRUE\n"),
        ("evaluation", EVALUATION.replace("{Q1: q}", "{één-vraag: q}")),
        ("evaluation", EVALUATION.replace("schema: 1", "schema: '1'")),
        ("source", SOURCE + "date: 2017-01-20\nwithdrawn: 2017\nperiod: {from: 2016, to: 2017-03}\n"),
        ("source", SOURCE + "tables: [{id: T1, section: 1.3, rows: {a b: 1, c: 0}, total: 1}]\nreported_in:\n"),
        ("source", SOURCE + "invited: {region: {north: 0}}\nreference: {title: T, year: 2017}\n"),
        ("citations", "citations: [{id: FG1-001, at: {page: 12, section: 4.3}, codes: scan}]\n"),
        ("citations", "citations: [{id: FG1-001, evidence: [{supports: C1, pattern: P1, parts: mechanism}]}]\n"),
        (
            "citations",
            "citations: [{id: FG1-001, evidence: [{refutes: C1, pattern: P1, lacks: [mechanism], favours: R1}]}]\n",
        ),
        (
            "citations",
            "citations: [{id: FG1-001, evidence: [{refutes: C1, pattern: P1, parts: [mechanism, outcome]}]}]\n",
        ),
        ("citations", "defaults: {codes: scan, verbatim: false, coded: 2017-02}\n"),
        ("codebook", "version: 2\ncodes: [{id: scan, kind: theme, label: 2}]\n"),
        ("conclusions", "answers: {Q1: {text: t, rests_on: C1, limits: null}}\n"),
        ("conclusions", "recommendations: [{id: A1, text: t, rests_on: FG1-001, for: staff}]\n"),
    ],
)
def test_shorter_forms_and_scalars_that_look_like_something_else_are_accepted_as_by_the_program(kind, text):
    assert model_accepts(kind, text)
    assert accepts_text(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("claim", CLAIM + "zzz: 1\n"),
        ("claim", CLAIM + "criteria: {zzz: a}\n"),
        ("claim", CLAIM + "mechanisms: [{patterns: [P1], zzz: 1}]\n"),
        ("claim", CLAIM + "mechanisms: [{patterns: []}]\n"),
        ("claim", CLAIM + "kind: clam\n"),
        ("claim", CLAIM + "decisions: [{verdict: maybe}]\n"),
        ("claim", CLAIM + "decisions: [{verdict: holds, date: 17-01-2020}]\n"),
        ("claim", CLAIM + "decisions: [{verdict: holds, date: 17}]\n"),
        ("claim", CLAIM + "criteria: {relevant: {met: maybe, why: x}}\n"),
        ("claim", CLAIM + "criteria:\n"),
        ("claim", CLAIM + "questions:\n"),
        ("claim", CLAIM + "origin: [1]\n"),
        ("claim", CLAIM + "checks: [{step: test, by: CD}]\n"),
        ("claim", "id: C1\ntitle: T\nversions: []\n"),
        ("claim", "id: C1\ntitle: T\nversions: [{version: 0, statement: S}]\n"),
        ("claim", "id: C1\ntitle: T\n"),
        ("claim", "id: 1\ntitle: T\nversions: [{version: 1, statement: S}]\n"),
        ("claim", "id: C-1\ntitle: T\nversions: [{version: 1, statement: S}]\n"),
        ("claim", "id: C1\ntitle:\nversions: [{version: 1, statement: S}]\n"),
        ("claim", "id: C1\ntitle: '  '\nversions: [{version: 1, statement: S}]\n"),
        ("pattern", PATTERN + "outcome: {text: c, direction: up}\n"),
        ("pattern", PATTERN + "outcome: [a]\n"),
        ("case", CASE + "kind: story\n"),
        ("case", CASE + "shows: [{pattern: P1, absent: [mechanism]}]\n"),
        ("source", SOURCE.replace("focus_group", "focusgroup")),
        ("source", SOURCE + "participants: [{id: r1, consent: yes}]\n"),
        ("citations", "citations: [{id: FG1}]\n"),
        ("citations", "citations: [{id: FG1-001, quality: good}]\n"),
        ("citations", "citations: [{id: FG1-001, evidence: [{supports: C1, pattern: P1, parts: [reason]}]}]\n"),
        ("evaluation", EVALUATION + "declared: [{what: talks, count: -1, kinds: interview}]\n"),
        ("codebook", "codes: [{id: scan}]\n"),
        ("codebook", "codes: [{id: a scan, kind: theme}]\n"),
        ("conclusions", "answers: {Q 1: {text: t}}\n"),
        ("conclusions", "recommendations: {A1: t}\n"),
        ("evaluation", EVALUATION.replace("schema: 1", "schema: 2")),
        ("evaluation", EVALUATION + "policy: {confidentiality: {talk: public}}\n"),
        ("evaluation", EVALUATION + "policy: {confidentiality: {document: secret}}\n"),
        ("evaluation", EVALUATION + "rameses: {21: {status: 'no'}}\n"),
        ("evaluation", EVALUATION + "ignore: [{code: CMO1, why: x}]\n"),
    ],
)
def test_what_the_program_refuses_is_refused(kind, text):
    assert not model_accepts(kind, text)
    assert not accepts_text(kind, text)


def places(schema):
    """Every part of a schema that says what may stand somewhere."""
    yield schema
    for word in ("anyOf",):
        for part in schema.get(word, ()):
            yield from places(part)
    for word in ("properties", "patternProperties"):
        for part in schema.get(word, {}).values():
            yield from places(part)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from places(schema[word])


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_explained_in_a_sentence(kind):
    explained = {}
    for place in places(editor_schema(kind)):
        for key, value in place.get("properties", {}).items():
            explained[key] = value.get("description", "")
    assert len(explained) > 3
    short = {key: text for key, text in explained.items() if len(text) < 10 or not text.endswith((".", "?", "high."))}
    assert not short
    assert not [key for key, text in explained.items() if len(text) > 140]


@pytest.mark.parametrize("kind", KINDS)
def test_no_record_takes_unknown_keys(kind):
    records = [place for place in places(editor_schema(kind)) if "properties" in place]
    assert records
    assert all(record["additionalProperties"] is False for record in records)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_only_accepted_is_not_suggested(kind):
    for place in places(editor_schema(kind)):
        assert place.get("type") != "null"
        assert place.get("default", 0) is not None


def test_words_to_choose_from_can_be_suggested():
    schema = editor_schema("claim")
    assert schema["properties"]["kind"]["enum"] == ["claim", "concern", "issue", "need"]
    confidentiality = editor_schema("evaluation")["properties"]["policy"]["properties"]["confidentiality"]
    assert "focus_group" in confidentiality["properties"]


def test_a_schema_is_the_same_each_time():
    assert json.dumps(editor_schema("claim")) == json.dumps(editor_schema("claim"))


def test_every_text_of_a_citation_says_whose_words_it_holds():
    """What is not marked would be shown of somebody who may not be quoted."""
    from cmo_eval.model import Citation, holding
    from cmo_eval.model.base import Text

    texts = {name for name, field in Citation.model_fields.items() if field.annotation == Text | None}
    assert texts - set(holding(Citation)) == {"role"}  # that of the speaker, whom it does not tell
