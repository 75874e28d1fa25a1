"""What a portfolio answers: mechanisms down to the words and back, groups that are never heard, claims alike, SQL."""

from __future__ import annotations

import csv
import io
import json

import pytest

from cmo_eval import api
from cmo_eval.portfolio.folder import make
from minimal import MINIMAL

HERE = {
    **{name: text.replace("id: demo", "id: here") for name, text in MINIMAL.items()},
    "patterns/P1-scan.yaml": MINIMAL["patterns/P1-scan.yaml"] + "instance_of: mirror\n",
    "claims/C2-other.yaml": MINIMAL["claims/C1-value.yaml"].replace("id: C1", "id: C2").replace("[staff]", "[users]"),
}
THERE = {
    **{name: text.replace("id: demo", "id: there") for name, text in MINIMAL.items()},
    "patterns/P1-scan.yaml": MINIMAL["patterns/P1-scan.yaml"] + "instance_of: [mirror, money]\n",
    "claims/C1-value.yaml": MINIMAL["claims/C1-value.yaml"].replace("Value comes first", "A mirror makes people look"),
    "sources/FG1.citations.yaml": """\
coder: AB
citations:
  - {id: FG1-001, quote: It showed all of it., speaker: r1, quality: observation, evidence: [{supports: C1, pattern: P1,
     parts: [context, resource, reasoning, outcome]}]}
  - {id: FG1-002, quote: Nothing came of it., speaker: r1, quality: report, evidence: [{refutes: C1, pattern: P1,
     parts: [resource], lacks: [outcome]}]}
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A portfolio with two evaluations and three mechanisms, of which none names one and two name another."""
    root = tmp_path_factory.mktemp("asked")
    portfolio = make(root / "all")
    for name, files in {"here": HERE, "there": THERE}.items():
        for file, text in files.items():
            path = root / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        disclosure = api.admit(root / name)
        portfolio.add(disclosure.repository, disclosure.root)
    shared = "mechanisms: {mirror: {title: A mirror, theory: It shows.}, trust: Trust}\n"
    (root / "all/mechanisms.yaml").write_text(shared, encoding="utf-8")
    return root / "all"


@pytest.fixture
def asked(cmo, folder):
    """The rows that a question gives, as JSON has them."""

    def ask(*words):
        done = cmo("portfolio", *words, "--portfolio", folder, "--format", "json")
        assert done.code == 0, done.err
        found = json.loads(done.out)
        assert found.pop("version") == 1
        return found

    return ask


def test_where_a_mechanism_was_at_work_and_where_not(asked):
    rows = asked("mechanisms")["mechanisms"]
    said = [(one["mechanism"], one["mechanism_title"], one["evaluation"], one["claim"], one["shown"]) for one in rows]
    assert said == [
        ("mirror", "A mirror", "here", "C1", "partly"),
        ("mirror", "A mirror", "here", "C2", "not_shown"),
        ("mirror", "A mirror", "there", "C1", "shown"),
        ("money", None, "there", "C1", "shown"),
        ("trust", "Trust", None, None, None),
    ]
    assert [(one["showing"], one["denying"]) for one in rows] == [(1, 0), (0, 0), (1, 1), (1, 1), (0, 0)]
    assert rows[0]["context"] == "a hidden problem"


def test_from_a_mechanism_down_to_the_words_and_back(asked, cmo, folder):
    rows = asked("mechanisms", "mirror")["quotes"]
    walked = [(one["evaluation"], one["pattern"], one["claim"], one["citation"], one["stance"]) for one in rows]
    assert walked == [
        ("here", "P1", "C1", "FG1-001", "supports"),
        ("there", "P1", "C1", "FG1-001", "supports"),
        ("there", "P1", "C1", "FG1-002", "refutes"),
    ]
    assert [one["quote"] for one in rows] == ["We saw it on the table.", "It showed all of it.", "Nothing came of it."]
    assert [one["denies"] for one in rows] == [False, False, True]
    for place, up in {"there/FG1-002": ["mirror", "money"], "here/P1": ["mirror"]}.items():
        found = asked("mechanisms", "--from", place)["upwards"]
        assert [one["mechanism"] for one in found] == up
        assert {one["evaluation"] for one in found} == {place.split("/")[0]}
    for words, hint in {("miror",): "did you mean 'mirror'?", ("--from", "FG1-002"): "EVALUATION/ID"}.items():
        done = cmo("portfolio", "mechanisms", *words, "--portfolio", folder)
        assert (done.code, hint in done.err) == (2, True)
    assert cmo("portfolio", "mechanisms", "--from", "here/FG9-001", "--portfolio", folder).code == 2
    assert cmo("portfolio", "mechanisms", "mirror", "--from", "here/P1", "--portfolio", folder).code == 2


def test_who_is_never_heard(asked):
    rows = {(one["evaluation"], one["group_key"]): one for one in asked("groups")["groups"]}
    heard = {key: (one["voices"], one["citations"], one["claims"], one["unheard"]) for key, one in rows.items()}
    assert heard == {
        ("here", "staff"): (1, 1, 1, 0),
        ("here", "users"): (0, 0, 1, 1),
        ("there", "staff"): (1, 2, 1, 0),
        ("there", "users"): (0, 0, 0, 0),
    }


def test_claims_alike_with_their_evidence(asked, cmo, folder):
    found = asked("claim", "people look into a mirror")
    assert [(one["evaluation"], one["claim"]) for one in found["claims"]] == [("there", "C1")]
    assert [one["citation"] for one in found["evidence"]] == ["FG1-001", "FG1-002"]
    assert asked("claim", "value came before costs", "--most", "2")["claims"][0]["likeness"] > 90
    assert cmo("portfolio", "claim", "quite another matter", "--portfolio", folder).out == (
        "no claim has a likeness of 55 or more\n"
    )


def test_verdicts_as_text_and_csv(cmo, folder):
    done = cmo("portfolio", "verdicts", "--portfolio", folder, columns=120)
    assert (done.code, "A mirror makes people look" in " ".join(done.out.split())) == (0, True)
    rows = [*csv.DictReader(io.StringIO(cmo("portfolio", "verdicts", "--portfolio", folder, "--format", "csv").out))]
    assert [(one["evaluation"], one["claim"], one["verdict"], one["agrees"]) for one in rows] == [
        ("here", "C1", "undecided", ""),
        ("here", "C2", "undecided", ""),
        ("there", "C1", "undecided", ""),
    ]


def test_sql_reads_the_tables_and_nothing_else(asked, cmo, folder, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    query = "SELECT evaluation, count(*) AS n FROM evidence GROUP BY evaluation ORDER BY evaluation"
    assert asked("sql", query)["rows"] == [{"evaluation": "here", "n": 1}, {"evaluation": "there", "n": 2}]
    assert asked("sql", "SELECT DATE '2024-02-01' AS day, 'NaN'::DOUBLE AS n, [1] AS l")["rows"] == [
        {"day": "2024-02-01", "n": "nan", "l": "[1]"}
    ]
    variable = "here we are"  # noqa: F841 - a variable of Python is no table
    for query in (
        f"SELECT * FROM '{tmp_path}/secret.csv'",  # noqa: S608
        f"SELECT * FROM read_text('{tmp_path}/secret.csv')",  # noqa: S608
        f"COPY claims TO '{tmp_path}/out.csv'",
        "CREATE TABLE x (a INTEGER)",
        "DELETE FROM claims",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "SELECT * FROM variable",
        "SELECT * FROM nothing_of_the_kind",
        "",
    ):
        done = cmo("portfolio", "sql", query, "--portfolio", folder)
        assert done.code in {2, 3}, query
        assert done.err.startswith("cmo-eval: "), query
        assert "hint" in done.err, query
    assert not (tmp_path / "out.csv").exists()
    assert asked("sql", "SELECT count(*) AS n FROM claims")["rows"] == [{"n": 3}]


def test_patterns_that_name_no_mechanism_are_told(cmo, folder, tmp_path):
    assert "note" not in cmo("portfolio", "mechanisms", "--portfolio", folder).err
    for file, text in MINIMAL.items():
        (path := tmp_path / "loose" / file).parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert cmo("portfolio", "add", tmp_path / "loose", "--portfolio", tmp_path / "few").code == 0
    done = cmo("portfolio", "mechanisms", "--portfolio", tmp_path / "few")
    assert (done.code, done.out) == (0, "nothing\n")
    said = "note: 1 of 1 pattern of demo names no mechanism; `instance_of` in a pattern says which one it is"
    assert " ".join(done.err.split()) == said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mechanisms: {mirror: {title: x, titel: x}}\n", "unknown key 'titel'"),
        ("mechanisms: {mirror: {theory: x}}\n", "'title' is missing"),
        ("mechanisms: [\n", "mechanisms.yaml:2:1"),
        ("mechanisms: {a b: x}\n", "short name"),
    ],
)
def test_mistakes_in_mechanisms_are_told_with_their_place(cmo, tmp_path, text, says):
    make(tmp_path / "all")
    (tmp_path / "all/mechanisms.yaml").write_text(text, encoding="utf-8")
    done = cmo("portfolio", "mechanisms", "--portfolio", tmp_path / "all")
    assert (done.code, says in done.err, "mechanisms.yaml:" in done.err) == (3, True, True), done.err


def test_a_portfolio_of_nothing_answers_nothing(cmo, tmp_path):
    make(tmp_path / "all")
    for question in ("list", "mechanisms", "verdicts", "groups"):
        done = cmo("portfolio", question, "--portfolio", tmp_path / "all")
        assert (done.code, done.out) == (0, "nothing\n")
