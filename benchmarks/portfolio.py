# ruff: noqa: E501, S608 - lines of SQL, put together from our own words
"""Measures a portfolio of millions of citations: each built-in question beside the same SQL by hand, in one run.

python benchmarks/portfolio.py                        # 1 and 10 million citations; 6 GB of temporary files
python benchmarks/portfolio.py --most 1 --keep DIR    # one million, kept for a look

The citations are made straight in Parquet, of evaluations of 50,000 each: no YAML of that size is written. Each
question is a process of its own with two threads; its sorted tables are there. `by hand` is a process too: a script of
some lines that asks a bare DuckDB the same SQL on the same tables and prints the rows as JSON, as the question does. That
is the comparison that the goal is about. Each is run in turn with the other, and the median of their CPU seconds is
compared, since the clock of a busy machine says little. README.md says what the rows mean.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from cmo_eval.portfolio import engine, sql
from cmo_eval.portfolio import questions as asked
from cmo_eval.portfolio.duck import connect
from cmo_eval.portfolio.folder import find, make
from cmo_eval.portfolio.schema import KEY, TABLES, VERSION

ROOT = Path(__file__).resolve().parents[1]

EACH = 50_000
"""Citations of an evaluation."""
QUESTIONS = {
    "list": sql.EVALUATIONS,
    "mechanisms": sql.MECHANISMS,
    "verdicts": sql.VERDICTS,
    "groups": sql.GROUPS,
    "claim": sql.CLAIMS,
}

CLAIM = json.dumps(
    {
        "id": "C{n}",
        "title": "A claim about thing {n}",
        "versions": [{"version": 1, "statement": "Thing {n} made people do that in programme {e}."}],
        "criteria": {name: {"why": "so"} for name in ("researchable", "refutable", "relevant", "addressed")},
        "mechanisms": [{"patterns": ["P{n}"]}],
        "disconfirming_search": {"by": "AB", "date": "2024-01", "where": "there", "found": "nothing", "none": True},
    }
)
NUMBER = "(hash(i * 31 + {salt} + {e} * 7919) % {most})::INTEGER"


def pick(salt: int, most: int) -> str:
    return NUMBER.replace("{salt}", str(salt)).replace("{most}", str(most))


def made(e: int) -> dict[str, str]:
    """The tables of evaluation number e, each as SQL: ten claims, twenty patterns, 140 sources, four groups."""
    source = pick(1, 140)
    quality = pick(2, 4)
    group = f"'g' || ({source} % 4)"
    voice = f"CASE WHEN {source} < 60 THEN 'K' || ({source} // 3) ELSE 'S' || {source} END"
    kind = f"['interview', 'focus_group', 'case_interview', 'document', 'key_actor'][1 + {source} % 5]"
    case = f"CASE WHEN {source} < 60 THEN 'K' || ({source} // 3) END"
    stance = f"['supports', 'supports', 'supports', 'nuances', 'refutes', 'supports'][1 + {pick(3, 6)}]"
    who = f"'S' || {source} || '-' || i"
    of_claims = "FROM range(10) t(n)"
    record = CLAIM.replace("{n}", "' || n || '").replace("{e}", str(e))
    parts = ", ".join(f"{pick(10 + place, 3)} = 0 AS shows_{part}" for place, part in enumerate(PARTS))
    lacks = ", ".join(f"{pick(20 + place, 40)} = 0 AS lacks_{part}" for place, part in enumerate(PARTS))
    fill = {
        "evaluations": f"SELECT 'Programme {e}' AS title, 'en' AS language, 'fieldwork' AS basis, 'P' AS programme, "
        "'public' AS audience, false AS fictional, 0 AS held_back, 3 AS min_sources, 2 AS min_kinds, 2 AS min_groups, "
        "2 AS min_publications, 1 AS min_quality, true AS requires_search",
        "groups": "SELECT 'g' || n AS group_key, 'Group ' || n AS label FROM range(5) t(n)",
        "claims": "SELECT 'C' || n AS claim, 'A claim about thing ' || n AS title, 'claim' AS kind, "
        f"'Thing ' || n || ' made people do that in programme {e}.' AS statement, 1 AS version, true AS meets_criteria, "
        f"'{record}' AS record {of_claims}",
        "addressed": "SELECT 'C' || n AS claim, 'g' || (n % 5) AS group_key " + of_claims,
        "listed": "SELECT NULL AS claim WHERE false",
        "decisions": "SELECT 'C' || n AS claim, 1 AS number, true AS counts, 'nuanced' AS verdict, 1 AS version "
        + of_claims,
        "patterns": "SELECT 'P' || n AS pattern, 'Pattern ' || n AS title, 'pressure' AS context, 'it' AS outcome "
        "FROM range(20) t(n)",
        "working": "SELECT 'C' || n AS claim, 'P' || n AS pattern " + of_claims,
        "instances": f"SELECT 'm' || ((n + {e}) % 12) AS mechanism, 'P' || n AS pattern FROM range(20) t(n)",
        "contexts": "SELECT 'P' || n AS pattern, 'pressure' AS context FROM range(20) t(n)",
        "cases": "SELECT 'K' || n AS case_id, 'Case ' || n AS title, 'case_study' AS kind FROM range(20) t(n)",
        "attributes": "SELECT 'K' || n AS case_id, 'region' AS name, 'r' || (n % 3) AS value FROM range(20) t(n)",
        "sources": "SELECT 'S' || n AS source, 'Source ' || n AS title, 'interview' AS kind FROM range(140) t(n)",
        "citations": f"SELECT {who} AS citation, 'S' || {source} AS source, {voice} AS voice, {kind} AS kind, "
        f"{group} AS group_key, {case} AS case_id, {quality} AS quality, {pick(4, 50)} = 0 AS disputed, true AS verbatim, "
        f"'manager' AS role, 'What was said about it by number ' || i || ' ' || repeat('word ', {pick(5, 20)}) AS quote "
        f"FROM range({EACH}) t(i)",
        "codes": f"SELECT {who} AS citation, 'code' || {pick(6, 80)} AS code FROM range({EACH}) t(i)",
        "evidence": f"SELECT 'C' || {pick(7, 10)} AS claim, 1 AS version, {who} AS citation, false AS absence, "
        f"'S' || {source} AS source, {voice} AS voice, false AS own_sentence, {group} AS group_key, {kind} AS kind, "
        f"{case} AS case_id, {quality} AS quality, {stance} AS stance, 'P' || {pick(8, 20)} AS pattern, {parts}, {lacks}, "
        f"{pick(4, 50)} = 0 AS disputed, false AS own_origin, false AS own_conclusion, false AS no_result "
        f"FROM range({EACH}) t(i)",
    }
    return {name: query.replace("{e}", str(e)) for name, query in fill.items()}


PARTS = ("context", "resource", "reasoning", "outcome")


def generate(root: Path, number: int) -> None:
    """A portfolio with so many evaluations."""
    make(root)
    with connect(config={"threads": 2}) as db:
        for e in range(number):
            folder = root / "evaluations" / f"e{e:04}"
            folder.mkdir(parents=True)
            for name, query in made(e).items():
                typed = ", ".join(f"{column} {about.type}" for column, about in TABLES[name].columns.items())
                db.execute(f"CREATE OR REPLACE TEMP TABLE one ({typed})")
                db.execute(f"INSERT INTO one BY NAME SELECT 'e{e:04}' AS evaluation, * FROM ({query})")
                db.execute(
                    f"COPY (SELECT * FROM one ORDER BY {', '.join(TABLES[name].order)}) TO '{folder / name}.parquet' "
                    f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{KEY}: '{VERSION}'}})"
                )


BARE = """
import duckdb, json, sys
db = duckdb.connect(sys.argv[1], read_only=True, config={"memory_limit": "1536MiB"})
for query in sys.argv[2:]:
    found = db.execute(query)
    names = [column[0] for column in found.description]
    print(json.dumps([dict(zip(names, row)) for row in found.fetchall()]))
"""


def measured(arguments: list[str]) -> tuple[float, float, float]:
    """Seconds by the clock, CPU seconds and peak MiB of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def typical(arguments: list[str], other: list[str], runs: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The medians of the runs of each of two, in turn."""
    found = [(measured(arguments), measured(other)) for _ in range(runs)]
    ours, theirs = zip(*found, strict=True)
    return tuple(map(median, zip(*ours, strict=True))), tuple(map(median, zip(*theirs, strict=True)))


def within(root: Path, runs: int) -> None:
    """The same in one process: the question and the same SQL in turn, without what a process takes to start."""
    ours = {
        "list": asked.evaluations,
        "mechanisms": asked.mechanisms,
        "verdicts": asked.verdicts,
        "groups": asked.groups,
    }
    with engine.opened(find(root)) as db:
        for name, question in ours.items():
            took: dict[str, list[float]] = {"question": [], "hand": []}
            for _ in range(runs + 2):
                for which, run in (
                    ("question", lambda q=question: q(db)),
                    ("hand", lambda n=name: db._db.execute(QUESTIONS[n]).fetchall()),  # noqa: SLF001
                ):
                    start = time.process_time()
                    run()
                    took[which].append(time.process_time() - start)
            one, hand = min(took["question"]), min(took["hand"])
            print(f"in one process, {name}: {one:.3f} CPU s, by hand {hand:.3f}: {one / hand:.2f} times", flush=True)


def questions(root: Path, runs: int) -> dict[str, float]:
    """A line for each question; CPU seconds by name."""
    seconds = {}
    words = {"claim": ["a thing that people do"]}
    stored = str(root / ".cmo-eval" / engine.SORTED)
    for name, query in QUESTIONS.items():
        ours = [sys.executable, "-m", "cmo_eval", "portfolio", name, *words.get(name, []), "--format", "json"]
        queries = [query]
        if name == "claim":
            queries.append(
                sql.ON_CLAIMS.format(
                    where=" OR ".join(f"(w.evaluation = 'e{n:04}' AND w.claim = 'C0')" for n in range(5))
                )
            )
        one, hand = typical([*ours, "--portfolio", str(root)], [sys.executable, "-c", BARE, stored, *queries], runs)
        seconds[name] = one[1]
        print(
            f"| {name} | {one[0]:.2f} | {one[1]:.2f} | {one[2]:.0f} | {hand[1]:.2f} | {one[1] / hand[1]:.2f} |",
            flush=True,
        )
    return seconds


def adding(folder: Path, runs: int) -> None:
    """`portfolio add` of an evaluation of 10,000 citations beside `validate`, which reads and judges the same files.

    That is what reading is: an evaluation with errors must not go in, so that nobody can add one without judging it.
    """
    one = folder / "ten-thousand"
    if not one.exists():
        made_by = [sys.executable, str(ROOT / "benchmarks/generate.py"), str(one)]
        subprocess.run([*made_by, "--citations", "10000", "--sources", "50"], check=True, stdout=subprocess.DEVNULL)
    program = [sys.executable, "-m", "cmo_eval"]
    read = [*program, "validate", "--project", str(one), "--format", "json"]
    add = [*program, "portfolio", "add", str(one), "--portfolio", str(folder / "of-one")]
    ours, validate = typical(add, read, runs)
    print(f"add of 10,000 citations {ours[1]:.2f} CPU s, validate {validate[1]:.2f}: {ours[1] / validate[1]:.2f} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=10, help="millions of citations")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make is not None:
        if not given.make.exists():
            generate(given.make, given.most * 1_000_000 // EACH)
        start = time.process_time()
        with engine.opened(find(given.make)):
            print(f"sorted in {time.process_time() - start:.0f} CPU s", flush=True)
        within(given.make, given.runs)
        return
    folder = given.keep or Path(tempfile.mkdtemp(prefix="cmo-eval-portfolio-"))
    took: dict[int, dict[str, float]] = {}
    try:
        adding(folder, given.runs)
        for millions in dict.fromkeys((1, given.most)):
            root = folder / f"{millions}m"
            start = time.perf_counter()
            # in a process of its own: Linux counts the memory of this one as that of what it starts
            prepared = [sys.executable, __file__, "--make", str(root), "--most", str(millions)]
            subprocess.run(prepared, check=True)
            made_in = time.perf_counter() - start
            size = (root / ".cmo-eval" / engine.SORTED).stat().st_size / 2**20
            print(f"\n{millions} million citations; made and sorted in {made_in:.0f} s, {size:.0f} MiB\n")
            print("| question | s | CPU s | MiB | by hand CPU s | times |\n| --- | --- | --- | --- | --- | --- |")
            took[millions] = questions(root, given.runs)
        if given.most > 1:
            growth = ", ".join(f"{name} {took[given.most][name] / took[1][name]:.1f}" for name in took[1])
            print(f"\nfrom 1 to {given.most} million: {growth} times")
    finally:
        if given.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
