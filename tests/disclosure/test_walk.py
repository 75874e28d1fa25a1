"""Every command with every option, over an evaluation with a word of its own in each place: nobody's words get out.

A new command or option that no walk takes fails the first test.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import click
import pytest
from canaries import searchable
from lab import BROKEN, CORRECTED, FILES, GONE, HELD, MAY_BE_SEEN, TANGLED, TEXT

from cmo_eval.cli import app
from cmo_eval.cli.group import get_command
from cmo_eval.projects.project import Code, Coder, Coding, Document, Project
from cmo_eval.projects.refi_out import qdpx

NEAR = "In confidence, the word was kept out of the minutes by our chair"
NEARER = "Nobody knows that somebody paid for the new jetty in cash"

CASES = "--from again/cases.csv --outcome O --conditions A --calibrate A=1 --scale O=no:0,yes:1"

# those that begin with ! are refused
WALKS: dict[str, list[str]] = {
    "init": ["made --title T --language nl", "made-demo --demo"],
    "new": [
        "claim --title T --id C9",
        "source --title T --kind interview --id IN9 --quality report",
        "!source --title T --kind interview --id IN1",
    ],
    "validate": [
        "",
        "--format json",
        "--format github",
        "--strict --texts texts",
        "--all",
        "sources --select CMO4,CMO5 --ignore CMO502",
        "--fix --dry-run",
        "--fix --yes",
    ],
    "text import": [
        "again/FG1.txt --dry-run",
        "!again/FG1.txt --yes --texts texts",
        "again/FG1.txt --yes --overwrite",
        "!again/IN1.txt --dry-run",
        "again/FG1.txt --source IN2 --speaker R1=r1 --no-speaker Note --unattributed --dry-run",
        "!again/FG1.txt --source FG9",
        "again/FG1.txt --no-speaker R4 --unattributed --dry-run",
        "again/FG1.txt --new --kind interview --consent quote --quality report --dry-run",
        "!again/IN1.txt --new --kind interview --yes",
        "!again/FG1.txt --new --source FG1 --group nobody --table again/new.xlsx",
    ],
    "text pseudonymise": [
        "--suggest --table ../names.csv",
        "FG1 --suggest --table ../new.yaml --dry-run",
        "!--suggest --deduce --table names.yaml",
        "--table ../names.yaml --ages --dates --dry-run",
        "FG1 --table ../names.yaml --yes --texts texts --clear-undo",
        "!--table ../nowhere.yaml",
        "--table ../names.yaml --check",
    ],
    "text show": [
        "FG1",
        "FG1 --lines 3-5 --texts texts",
        "FG1 --around FG1-001",
        "!FG1 --around FG1-003",
        "!FG1 --around FG1-005",
        "FG1 --blind --format json",
        "FG1 --format json",
        "FG1 --background",
        "FG1 --background --format json",
        "!IN1",
        "!IN1 --background",
    ],
    "code anchor": ["--dry-run", "FG1 --all --dry-run --texts texts", "--accept --yes", "!IN1"],
    "code add": [
        f"!FG1|--quote|{NEAR}|--supports|C1|--quality|report|--dry-run",
        f"!FG1|--quote|{NEARER}|--supports|C1|--quality|report|--dry-run",
        "FG1|--quote|the timetable hung|--supports|C1|--quality|report|--dry-run|--coder|AB|--code|quay|--at|line=8",
        "FG1|--quote|every door of the village|--nuances|C1:P1|--parts|context|--quality|report|--yes|--texts|texts",
        "FG1|--quote|was kept out of the minutes|--refutes|C1|--quality|report|--dry-run|--utterance|claim|--case|K1",
        "FG1|--quote|A paraphrase|--paraphrase|--suggests|C2|--instead-of|C1|--quality|report|--speaker|r2|--dry-run",
        "FG1|--quote|A call|--not-in-text|--role|cook|--supports|C1|--version|1|--quality|report|--dry-run",
        "FG1|--quote|the timetable hung|--second|--coder|CD|--memo|m|--judgement|j|--observation|o|--event|e|--dry-run",
        "FG1|--second|--coder|CD|--id|FG1-006|--code|jetty|--coded|2024-03-03|--dry-run",
        "!FG1|--clipboard|--supports|C1",
        "FG1|--quote|the timetable hung|--supports|C1|--usual-quality|report|--dry-run",
        "FG1|--quote|the timetable hung|--refutes|C1:P1|--lacks|outcome|--quality|report|--dry-run",
        "!FG1|--quote|the timetable hung|--refutes|C1|--favours|R1|--quality|report|--dry-run",
        "!IN1|--quote|that sank the plan|--supports|C1",
        "!FG1|--quote|sailed at six|--speaker|r3|--supports|C1|--pattern|P1|--quality|report",
    ],
    "code edit": [
        "FG1-001|--memo|m|--judgement|j|--observation|o|--event|e|--disputed|d|--utterance|claim|--case|K1|--dry-run",
        "FG1-002|--quality|report|--code|quay|--drop-code|jetty|--clear|memo|--coded|2024-03-03|--dry-run",
        "!FG1-002|--role|visitor|--dry-run",
        "FG1-002|--quote|In other words|--paraphrase|--yes",
        "!FG1-002|--literal|--dry-run",
        f"!FG1-001|--quote|{NEAR}|--dry-run",
        f"!FG1-001|--quote|{NEARER}|--dry-run",
        "!FG1-001|--quote|was kept out of the minutes|--dry-run",
        "!FG1-001|--until|the minutes by the chair|--dry-run",
        "!FG1-001|--until|new jetty in cash|--dry-run",
        "!FG1-002|--from|In confidence|--dry-run",
        "!FG1-006|--speaker|r1|--dry-run",
        "!FG1-007|--speaker|r3|--dry-run",
        "FG1-001|--from|people on the quay|--texts|texts|--dry-run",
        "FG1-001|--split|and people on|--dry-run",
        "FG1-007|--quote|The timetable hung|--not-in-text|--at|line=8|--dry-run",
        "FG1-007|--withdrawn|2024-06-01|--yes",
        "FG1-001|--drop|C1|--nuances|C1|--refutes|C2|--supports|C2@1|--pattern|P1|--parts|context|--dry-run",
        "FG1-001|--suggests|C2|--instead-of|C1|--version|1|--pattern|P1|--lacks|outcome|--dry-run",
        "!FG1-001|--supports|C1|--favours|R1|--dry-run",
        "FG1-002|--coder|CD|--memo|m|--dry-run",
        "!FG1-003|--memo|m|--dry-run",
        "!FG1-003|--coder|CD|--memo|m|--dry-run",
        "!FG1-005|--memo|m|--dry-run",
        "!IN1-001|--memo|m|--dry-run",
        "!FG1-CD-002|--memo|m|--dry-run",
        "!FG1-001|--clipboard|--dry-run",
    ],
    "code remove": [
        "FG1-002 FG1-004 --dry-run",
        "FG1-002 --coder CD --yes",
        "!FG1-001 --dry-run",
        "FG1-001 --force --dry-run",
        "FG1-001 FG1-006 --drop-names --yes",
        "!FG1-003 --yes",
        "!FG1-005 --force --yes",
        "!IN1-001 --force",
        "!FG1-CD-002",
    ],
    "code import": [
        "again/coded.csv --source FG1 --dry-run",
        "again/coded.csv --source FG1 --dry-run --format json",
        "again/coded.csv --source FG1 --dry-run --all",
        "again/coded.csv --source FG1 --yes --rest rest.csv --texts texts",
        "again/coded.csv --source FG1 --yes --rest rest.xlsx",
        "again/coded.csv --source FG1 --coder CD --second --quality report --dry-run",
        "!again/coded.csv --source IN1 --map quote=quote --author A=AB --sheet S --dry-run",
    ],
    "code template": ["-o template.xlsx --language en", "-o template.xlsx --yes"],
    "code second": [
        "FG1 --coder CD --show",
        "FG1 --coder CD --show --background",
        "FG1 --coder EF --dry-run --sample 50% --seed 2",
        "FG1 --coder EF",
        "!IN1 --coder EF --dry-run",
        "FG1 --coder CD -o blind.xlsx --yes",
        "FG1 --coder EF -o blind.xlsx --background",
    ],
    "code as": ["AB", "", "--forget"],
    "code adjudicate": [
        "FG1-002 --by EF --take CD --dry-run",
        "!FG1-003 --by EF --take CD --dry-run",
        "FG1-001 --by EF --take AB --dry-run --date 2024-03-03",
        "FG1-002 --by EF --nuances C1 --pattern P1 --parts context --version 1 --code quay --quality report --dry-run",
        "FG1-002 --by EF --nuances C1 --pattern P1 --lacks outcome --no-codes --quality report --dry-run",
        "!FG1-002 --by EF --nuances C1 --favours R1 --no-codes --quality report --dry-run",
        "FG1-002 --by EF --suggests C2 --instead-of C1 --no-codes --quality report --dry-run",
        "FG1-002 --by EF --supports C1 --quality report --no-codes --dry-run",
        "FG1-002 --by EF --refutes C1 --quality report --no-codes --dry-run",
        "FG1-002 --by EF --take CD --no-evidence --yes",
        "!FG1-CD-001 --by EF --take CD --quality report --dry-run",
        "!FG1-CD-002 --by EF --take CD --quality report --dry-run",
        "!FG1-CD-003 --by EF --take CD --quality report --dry-run",
    ],
    "code brief": ["FG1", "FG1 --model-is any --texts texts -o brief.md --yes", "!IN1", "!IN2"],
    "code propose": [
        f"again/answer.json --coder model_b --model m --prompt-sha {'a' * 64} --texts texts",
        f"again/answer.json --coder model_b --model m --prompt-sha {'a' * 64} --model-is any --dry-run",
        "!again/answer.json --coder model_a --model m --prompt-sha abc",
    ],
    "code review": ["--list", "FG1 --list --coder model_a", "!FG1 --by AB --quality report --texts texts", "!IN1"],
    "code new": [
        "pier|--label|The pier|--kind|theme|--use|u|--avoid|a|--by|AB|--why|w|--dry-run",
        "pier --parent quay --yes",
        "!quay --kind theme",
    ],
    "code rename": ["quay pier --dry-run --all --by AB --why better", "quay pier --yes"],
    "code merge": ["jetty --into quay --dry-run --all --by AB --why better", "jetty --into quay --yes"],
    "code history": ["", "--json"],
    "agreement": [
        "--models",
        "--models --format json",
        "--models --format markdown",
        "",
        "FG1 --by code --coders AB,CD",
        "--disagreements",
        "--disagreements --format csv",
        "--disagreements --format markdown",
        "--format json",
        "!IN1",
    ],
    "verify": [
        "C1 --explain",
        "--sensitivity --format json",
        "--saturation",
        "--history",
        "--history --format json",
        "--without FG1.r2",
        "!--without FG1.r3",
        "C1 --version 1 --format json --explain",
        "--format csv",
        "--format markdown",
    ],
    "decide": [
        "C1|--verdict|nuanced|--by|AB|--second-reader|CD|--rationale|Because.|--dry-run|--date|2024-06-01",
        "C1|--verdict|transformed|--becomes|C2|--version|1|--by|AB|--second-reader|CD|--rationale|B.|--sets-aside|FG1-002|--dry-run",
        "!C1|--verdict|rejected|--by|AB|--second-reader|CD|--rationale|B.|--sets-aside|FG1-003|--yes",
    ],
    "undo": ["--dry-run", "--yes", "--again --dry-run"],
    "forget": [
        "FG1.r3 --dry-run --texts texts",
        "FG1-005 --dry-run --date 2024-06-01",
        "IN1 --dry-run",
        "FG1.r3 --yes",
    ],
    "diff": ["HEAD", "HEAD --format json", "HEAD --format markdown", "HEAD HEAD"],
    "trace": [
        *("C1", "FG1-002", "!FG1-003", "A1 --format json", "FG1-002 --format json", "!IN1", "FG1"),
        *("region --comparison lit", "~region --comparison lit --format json", "!region --comparison unlit"),
    ],
    "search": [
        "paid",
        "kept",
        "kept|--format|json",
        "vlom*",
        "vlom*|--format|json|--limit|0",
        "the|--in|texts|--texts|texts|--limit|0",
        "the|--in|quotes|--source|FG1|--code|quay|--claim|C1",
        "the|--speaker|r3",
        "!sank|--source|IN1",
    ],
    "quotes": [
        "",
        "--background",
        "--claim C1 --stance supports --stance refutes --format json",
        "--pattern P1 --part context -o q.docx",
        "--pattern P1 --lacks outcome",
        "--code quay --group crew -o q.xlsx --yes",
        "--code jetty --role stoker --speaker r2 --source FG1 --coder AB --quality observation",
        "--role Cook --format csv",
        "--kind focus_group --from 2024-01 --to 2024-02-01 --since 2024-03 -o q.md --language nl",
        "--audience committee --format md",
        "--audience committee --group crew -o q.docx",
        "--audience public --group shore --format json",
        "!--audience public --speaker p1",
        "--audience public -o q.xlsx",
        "!--audience public --speaker r2",
        "!--audience public --background",
        "!--speaker r3",
        "!--speaker FG1.r3 --background",
        "!--source IN1",
        "!--role lomgonerole",
        "!--case K9",
    ],
    "exchange import": [
        "again/coded.qdpx --dry-run",
        "again/coded.qdpx --yes --texts texts",
        "again/coded.qdpx --map map.yaml",
        "!again/coded.csv --yes",
    ],
    "exchange export": [
        "coding.qdpx --texts texts",
        "atlas.qdpx --for atlas",
        "citations.csv",
        "citations.xlsx --audience committee",
        "!citations.csv --for maxqda",
        "nvivo.qdpx --for nvivo --audience committee",
        "plain.qdpx --texts texts --without-kept",
        "codes.qdc --yes",
        "quotes.qdpx --audience committee",
        "quotes.qdpx --audience public",
        "!quotes.zip",
    ],
    "matrix": [
        "claims stances",
        "codes sources --count voices --all --format json",
        "claims stances --format xlsx -o m.xlsx --yes",
        "claims groups --format csv",
    ],
    "compare table": [
        "shore",
        "shore --by organisation --format json",
        "shore --by region --format csv",
        "shore --format xlsx -o t.xlsx --yes --language nl",
        "shore -o t.xlsx --yes --audience public",
        "!shores --format md",
    ],
    "compare truth-table": [
        "shore --outcome light --conditions region --scale region=north:1",
        "!shore --outcome dark --conditions region",
        f"{CASES} --format sets",
        f"{CASES} --consistency 0.9 --frequency 2 --pri 0.5 -o t.csv --yes --language nl",
    ],
    "compare solve": [
        "shore --outcome light --conditions region --scale region=north:1 --claim C1",
        "lit --trace",
        "lit --trace --format json",
        "!shore --outcome dark --conditions region --claim C1",
        f"{CASES} --format json --expect A",
        f"{CASES} --consistency 0.9 --frequency 2 --pri 0.5 -o t.csv --yes --language nl",
    ],
    "compare robust": [
        "shore --outcome light --conditions region --scale region=north:1 --claim C1",
        "!shore --outcome dark --conditions region",
        f"{CASES} --format csv --expect A",
        f"{CASES} --consistency 0.9 --frequency 2 --pri 0.5 -o t.csv --yes --language nl",
    ],
    "sampling": ["", "--format json"],
    "guide": [
        "",
        "crew",
        "shore --format docx -o g.docx",
        "crew --format md -o g.md --yes",
        "!crew --format pdf",
        "!nobody",
    ],
    "graph": [
        "C1 --language nl",
        "--what evidence --format svg -o g.svg --yes",
        "--what theory --format png -o g.png",
    ],
    "report": [
        "-o out --format md,xlsx,html",
        "-o out --audience committee --format md,docx,xlsx,html",
        "-o out --audience team --format md,docx,xlsx,html,pdf --language nl",
        "-o out --since HEAD --audience team --yes",
        "!C1 -o out --audience team --format docx --reference again/none.docx",
        "!--keep again/none.docx --yes",
        "--dry-run -o out",
    ],
    "site": [
        "-o out",
        "-o out --audience committee --language nl",
        "-o out --audience team --yes",
        "--dry-run",
        "!-o sources",
    ],
    "list": [
        f"{kind}{more}" for kind in ("claims", "cases", "sources", "citations", "codes") for more in ("", " --json")
    ]
    + [
        "citations --code jetty --claim C1 --stance refutes --group crew --role stoker --speaker FG1.r2 --json",
        "citations --pattern P1 --part mechanism --lacks outcome --kind interview --quality observation",
        "citations --source FG1 --coder AB --from 2024 --to 2024-03 --since 2024",
        "!citations --case K9",
        "!citations --speaker r3",
        "!codes --code quay",
    ],
    "show": [
        "FG1",
        "FG1-002",
        "!FG1-003",
        "FG1-006 --json",
        "!FG1-010",
        "!IN1",
        "K1",
        "C1 --json",
        "!A1",
        "!FG1-CD-001",
        "quay",
        "jetty --json",
        "C1",
        "P1",
        "P1 --json",
    ],
    "explain": ["CMO510", "CMO511", "CMO512"],
    "portfolio add": [". --portfolio all", ". --portfolio all --audience committee --replace", "!. --portfolio ."],
    "portfolio list": ["--portfolio all", "--portfolio all --format json", "!--portfolio all --engine x --master y"],
    "portfolio remove": ["!nobody --portfolio all"],
    "portfolio mechanisms": [
        "!--portfolio all --engine duckdb --master y",
        "--portfolio all",
        "!harbours --portfolio all --format json",
        "!--from harbour/FG1-001 --portfolio all",
    ],
    "portfolio report": ["--portfolio all --format md,docx,html,xlsx", "--portfolio all -o out --language nl --yes"],
    "portfolio site": ["--portfolio all", "--portfolio all -o out --language nl --yes --dry-run"],
    "portfolio verdicts": ["!--portfolio all --engine duckdb --master y", "--portfolio all --format csv"],
    "portfolio groups": ["!--portfolio all --engine duckdb --master y", "--portfolio all --format json"],
    "portfolio claim": [
        "!x --portfolio all --engine duckdb --master y",
        "harbour --portfolio all --most 3 --format json",
    ],
    "portfolio sql": [
        "!x --portfolio all --engine duckdb --master y",
        "SELECT * FROM citations|--portfolio|all|--format|csv",
        "!SELECT * FROM read_text('sources/IN1.yaml')|--portfolio|all",
    ],
    "schema": ["source --json", "--all schemas"],
}


def guid(number):
    return f"00000000-0000-4000-8000-{number:012}"


# the whole transcript as another program has it, each of its lines coded
PROJECT = Project(
    "NVivo",
    (Coder(guid(1), "Ana"),),
    (Code(guid(2), "harbour"),),
    (Document(guid(3), "FG1", "text", TEXT),),
    tuple(
        Coding(guid(100 + match.start()), guid(3), match.start(), match.end(), guid(2), guid(1), match[0])
        for match in re.finditer(r"\b[^\n]+\b", TEXT)
    ),
)


def commands(one, path=()):
    context = click.Context(one)
    if not hasattr(one, "list_commands"):
        yield " ".join(path), [max(p.opts, key=len) for p in one.params if p.param_type_name == "option"]
        return
    for name in one.list_commands(context):
        yield from commands(one.get_command(context, name), (*path, name))


def words(walk):
    walk = walk.removeprefix("!")
    return walk.split("|") if "|" in walk else walk.split()


def test_every_command_and_every_option_is_walked():
    known = dict(commands(get_command(app)))
    known.pop("open")  # does not end by itself: its pages are walked in tests/web
    known.pop("portfolio open")  # its pages are those of `portfolio site`
    known.pop("mcp")  # nor does this: its tools are walked in tests/assistant
    assert known.keys() == WALKS.keys()
    short = {"--output": "-o"}
    lacking = [
        f"{name} {option}"
        for name, options in known.items()
        for option in options
        if option not in {"--project", "--help"}
        and not any({option, short.get(option)} & set(words(walk)) for walk in WALKS[name])
    ]
    assert lacking == []


def written(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def labs(tmp_path_factory):
    """The evaluations, each in a git repository whose last state knew nothing of withdrawals."""
    folders = {}
    for name, files in {"plain": FILES, "tangled": TANGLED, "corrected": CORRECTED, "broken": BROKEN}.items():
        root = tmp_path_factory.mktemp(name) / "lab"
        before = {
            file: text.replace("consent: withdrawn", "consent: quote").replace("withdrawn: 2024", "date: 2024")
            for file, text in FILES.items()
            if not file.startswith(("texts", "sources/IN1.yaml"))
        }
        before["sources/FG1.citations.yaml"] = FILES["sources/FG1.citations.yaml"].replace("withdrawn:", "coded:")
        written(root, before)
        git = ("git", "-c", "user.name=n", "-c", "user.email=n@example.org")
        apart = ("init", "-q", "--separate-git-dir", f"{root}.git")  # so that a copy of the folder is soon made
        for command in (apart, ("add", "-A"), ("commit", "-qm", "before")):
            subprocess.run([*git, *command], cwd=root, check=True, capture_output=True)
        written(root, files)
        again = TEXT.replace("the village", "town").replace("paid for", "paid")
        rows = "quote,supports,quality\n" + "".join(
            f'"{one}",C1,report\n' for one in (NEAR, NEARER, "hung on every door")
        )
        written(root, {"again/FG1.txt": again, "again/IN1.txt": FILES["texts/IN1.txt"], "again/coded.csv": rows})
        said = ("In the end the timetable hung on every door", NEAR, "vlomheldagain was never written down")
        offered = [{"source": "FG1", "quote": one, "codes": ["quay"], "why": "w"} for one in said]
        written(root, {"again/answer.json": json.dumps({"proposals": offered})})
        written(root, {"again/cases.csv": "case,A,O\nk,2,yes\nl,0,no\n"})
        (root / "again/coded.qdpx").write_bytes(qdpx(PROJECT, "p"))
        folders[name] = root
    return folders


def given(arguments):
    """All that is typed: who types a word sees it."""
    return " ".join(arguments)


def looks(root):
    """What the files of a folder look like from outside, by name; a copy that nobody wrote to looks the same."""
    found, folders = {}, [""]
    for folder in folders:
        for one in os.scandir(f"{root}/{folder}"):
            if one.is_dir():
                folders.append(f"{folder}{one.name}/")
            else:
                found[f"{folder}{one.name}"] = (one.stat().st_size, one.stat().st_mtime_ns)
    return found


def seen(done, root, original):
    """What a run printed, and what it wrote beside the files that hold the words themselves and what undo keeps.

    All in lower case.
    """
    yield "stdout", done.out.lower()
    yield "stderr", done.err.lower()
    before = looks(original)
    if (root / "all").is_dir():
        before |= {f"all/{name}": look for name, look in looks(original.with_name("all")).items()}
    for name, look in sorted(looks(root).items()):
        if name.startswith((".cmo-eval/undo", ".cmo-eval/redo", "sources/", "texts/", "again/")):
            continue
        if before.get(name) == look:
            continue
        content = (root / name).read_bytes()
        if not (original / name).is_file() or (original / name).read_bytes() != content:
            yield name, searchable(content)
            yield f"{name} (name)", name.lower()


def run(cmo, labs, lab, tmp_path, name, walk):
    root = tmp_path / "lab"
    shutil.copytree(labs[lab], root)
    (tmp_path / "names.yaml").write_text("names:\n  - {pseudonym: Lute, forms: [Brug, the]}\n", encoding="utf-8")
    if name == "undo":
        done = cmo("code", "rename", "quay", "pier", "--yes", cwd=root)
        done = cmo("code", "anchor", "--yes", cwd=root)
        if "--again" in walk:
            cmo("undo", "--yes", cwd=root)
    if name.startswith("portfolio"):
        shutil.copytree(portfolio(cmo, labs, lab), root / "all")
        if name == "portfolio list":
            (
                root / "all/.cmo-eval/portfolio.duckdb"
            ).unlink()  # it sorts the tables, as it does where nobody asked before
    done = cmo(*name.split(), *words(walk), cwd=root)
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    if lab == "plain":
        assert (done.code > 1) == walk.startswith("!"), done.err
    return list(seen(done, root, labs[lab]))


def portfolio(cmo, labs, lab):
    """A portfolio with the evaluation in it, made and asked something once for all who ask it more."""
    if f"{lab}, in" not in labs:
        labs[f"{lab}, in"] = labs[lab].with_name("all")
        cmo("portfolio", "add", labs[lab], "--portfolio", labs[f"{lab}, in"])
        cmo("portfolio", "list", "--portfolio", labs[f"{lab}, in"])
    return labs[f"{lab}, in"]


ALL = [(name, walk) for name, walks in WALKS.items() for walk in walks]


@pytest.mark.parametrize(("name", "walk"), ALL, ids=[f"{name} {walk}" for name, walk in ALL])
@pytest.mark.parametrize("lab", ["plain", "tangled"])
def test_no_words_get_out(cmo, labs, tmp_path, lab, name, walk):
    for form, library in (("pdf", "typst"), ("docx", "docx"), ("xlsx", "openpyxl")):
        if form in walk:
            pytest.importorskip(library)
    for where, text in run(cmo, labs, lab, tmp_path, name, walk):
        if "vlom" not in text:
            continue  # soon seen, of most
        found = set(GONE.findall(text))
        if "--background" not in walk:
            found |= set(HELD.findall(text))
        assert found == set(), f"{where}: {sorted(found)}"


@pytest.mark.parametrize(
    ("name", "walk"),
    [
        one
        for one in ALL
        if one[0]
        in {
            "validate",
            "verify",
            "search",
            "quotes",
            "show",
            "list",
            "report",
            "site",
            "agreement",
            "undo",
            "text show",
        }
    ],
    ids=lambda value: value,
)
def test_no_words_get_out_of_files_that_cannot_be_read(cmo, labs, tmp_path, name, walk):
    test_no_words_get_out(cmo, labs, tmp_path, "broken", name, walk)


@pytest.mark.parametrize(
    ("name", "walk"),
    [
        one
        for one in ALL
        if one[0]
        in {
            "search",
            "quotes",
            "show",
            "report",
            "site",
            "trace",
            "text show",
            "text import",
            "code anchor",
            "undo",
            "agreement",
        }
    ],
    ids=lambda value: value,
)
def test_no_words_get_out_where_the_text_was_corrected(cmo, labs, tmp_path, name, walk):
    test_no_words_get_out(cmo, labs, tmp_path, "corrected", name, walk)


@pytest.fixture
def offered(cmo, labs):
    """What completion offers where a line has come to; anew each time, as for a shell."""

    def run(line):
        shell = {"_CMO_EVAL_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
        done = cmo(cwd=labs["plain"], **shell)
        return done.out + done.err

    return run


@pytest.mark.parametrize("name", WALKS)
def test_no_words_get_out_in_help_and_in_completion(cmo, offered, labs, name):
    helped = cmo(*name.split(), "-h", cwd=labs["plain"])
    assert helped.out.lstrip().startswith(f"Usage: cmo-eval {name} ")
    for text in (helped.out + helped.err, offered(f"cmo-eval {name} ")):
        assert GONE.search(text) is None
        assert HELD.search(text) is None


def test_completion_offers_who_may_be_heard(offered):
    assert "First panel" in offered("cmo-eval code add ")
    assert "IN1" not in offered("cmo-eval code add ")
    assert "mate" in offered("cmo-eval quotes --source FG1 --speaker ")
    assert "r3" not in offered("cmo-eval quotes --source FG1 --speaker ")
    assert "IN1" not in offered("cmo-eval quotes --source ")
    assert "mate" in offered("cmo-eval code add FG1 --speaker ")
    assert "r3" not in offered("cmo-eval code add FG1 --speaker ")
    assert "FG1-" in offered("cmo-eval code edit ")
    assert "IN1" not in offered("cmo-eval code edit ")
    assert "IN1" not in offered("cmo-eval code edit IN1-")
    assert "FG1-002" in offered("cmo-eval code edit FG1-")
    assert "FG1-CD-001" in offered("cmo-eval code remove FG1-C")
    assert "FG1-005" not in offered("cmo-eval code edit FG1-")
    assert "mate" in offered("cmo-eval code edit FG1-001 --speaker ")


def test_what_may_be_shown_is_shown(cmo, labs):
    root = labs["plain"]
    shown = cmo("text", "show", "FG1", cwd=root).out
    assert MAY_BE_SEEN[0] in shown
    assert "vlomheldword" in cmo("text", "show", "FG1", "--background", cwd=root).out
    assert "vlomheldparaphrase" in cmo("code", "second", "FG1", "--coder", "CD", "--show", "--background", cwd=root).out
    assert MAY_BE_SEEN[0] in cmo("agreement", "--disagreements", cwd=root).out
    assert MAY_BE_SEEN[0] in cmo("show", "FG1-001", cwd=root).out
    assert MAY_BE_SEEN[0] in cmo("show", "quay", cwd=root).out
    assert all(words in cmo("quotes", cwd=root).out for words in MAY_BE_SEEN)
    assert "vlomheldparaphrase" in cmo("quotes", "--background", cwd=root).out


def test_what_is_printed_in_passing_holds_nobodys_words(labs):
    from cmo_eval import api

    for name in ("plain", "tangled"):
        evaluation = api.load(labs[name])
        talk = evaluation.repository.talk("FG1")
        passing = [repr(evaluation), str(evaluation), repr(evaluation.repository), repr(evaluation.sources), repr(talk)]
        passing += [repr(evaluation.citation("FG1-002")), str(evaluation.citation("FG1-002"))]
        passing += [
            repr(vars(api.disclose(labs[name], "team"))),
            *(frame.to_csv() for frame in evaluation.frames().values()),
        ]
        assert not any(GONE.search(one) or HELD.search(one) for one in passing)
