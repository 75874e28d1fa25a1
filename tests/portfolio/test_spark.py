"""Spark gives the answers that DuckDB gives, to the last row: one digest over both."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from small_evaluations import small

from cmo_eval import api
from cmo_eval.disclosure.gate import disclose
from cmo_eval.edits.new import demo_files, write_new
from cmo_eval.portfolio import engine, questions, spark
from cmo_eval.portfolio.folder import find, make

ROOT = Path(__file__).parents[2]


def java():
    """The home of a Java that Spark runs on, where there is one."""
    places = [os.environ.get("JAVA_HOME", ""), *map(str, sorted(Path("/usr/lib/jvm").glob("*17*")))]
    found = shutil.which("java")
    places += [str(Path(found).resolve().parents[1])] if found else []
    for place in filter(None, places):
        program = Path(place) / "bin/java"
        if program.exists():
            said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
            if re.search(r'version "(17|21)', said):
                return place
    return None


def digest(answers):
    """A digest of what every built-in question gives."""
    asked = [questions.evaluations, questions.mechanisms, questions.verdicts, questions.groups]
    found = [question(answers) for question in asked]
    found += [questions.quotes(answers, "trust"), questions.upwards(answers, "warm-welcome/KA1-001")]
    found += questions.claims_alike(answers, "a mirror makes people listen", 5)
    assert all(one.rows for one in found)
    return hashlib.sha256(json.dumps([[one.columns, [*map(list, one.rows)]] for one in found]).encode()).hexdigest()


@pytest.mark.filterwarnings("ignore")
def test_one_digest_from_duckdb_and_from_spark(tmp_path, monkeypatch):
    wanted = bool(os.environ.get("CMO_EVAL_TEST_SPARK"))
    home = java()
    for lacking, there in {"pyspark is not installed": find_spec("pyspark"), "there is no Java 17": home}.items():
        if not there and wanted:
            pytest.fail(lacking)
        elif not there:
            pytest.skip(f"{lacking}; .ci/run installs what Spark needs")
    monkeypatch.setenv("JAVA_HOME", home)
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    portfolio = make(tmp_path / "all")
    write_new(tmp_path / "demo", demo_files())
    for seed in range(3):
        portfolio.add(disclose(small(seed), "team"), tmp_path / str(seed))
    for root in (ROOT, tmp_path / "demo"):
        disclosure = api.admit(root)
        portfolio.add(disclosure.repository, disclosure.root)
    shared = "mechanisms: {trust: {title: Trust, theory: Who is trusted is told.}, nobody: Nobody names it}\n"
    (tmp_path / "all/mechanisms.yaml").write_text(shared, encoding="utf-8")
    with engine.opened(find(portfolio.root)) as duck:
        expected = digest(duck)
    with spark.opened(portfolio, "local[2]") as answers:
        assert digest(answers) == expected
        with pytest.raises(spark.CmoEvalError, match="Spark cannot answer"):
            answers.table("SELECT * FROM csv.`/etc/passwd`")


def test_without_pyspark_it_is_said_what_to_install(cmo, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    portfolio = make(tmp_path / "all")
    portfolio.add(disclose(small(1), "team"), tmp_path)
    done = cmo("portfolio", "list", "--portfolio", portfolio.root, "--engine", "spark")
    assert (done.code, 'pip install "cmo-eval[spark]"' in done.err) == (3, True)
    assert cmo("portfolio", "list", "--portfolio", portfolio.root, "--master", "local[2]").code == 2
    assert cmo("portfolio", "list", "--portfolio", portfolio.root, "--engine", "sparc").code == 2
    make(tmp_path / "none")
    done = cmo("portfolio", "list", "--portfolio", tmp_path / "none", "--engine", "spark")
    assert (done.code, "nothing was added" in done.err) == (3, True)
