"""The program as a whole: help, start-up, pipes, and how a run ends that goes wrong."""

import ast
import json
import os
import subprocess
import sys

import pytest

import cmo_eval
from cmo_eval.cli import COMMANDS as TOP
from cmo_eval.cli.group import names

COMMANDS = names(TOP)
HEAVY = ("pandas", "openpyxl", "jinja2", "typer._adapters", "importlib.metadata")
"""The last two are what typer and pydantic import for validators of options, and for plugins."""


def test_the_version_is_that_of_the_package(cmo):
    assert cmo("--version").out == f"cmo-eval {cmo_eval.__version__}\n"


def test_bare_it_shows_its_help_with_every_command_and_an_example(cmo):
    out = cmo("--help").out
    assert "Example" in out
    assert [name for name in TOP if name not in out] == []
    bare = cmo()
    assert all(name in bare.out + bare.err for name in TOP)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example_that_fits_80_columns(cmo, name):
    run = cmo(*name.split(), "--help")
    assert run.code == 0
    assert "Example" in run.out
    assert f"cmo-eval {name}" in run.out.split("Example", 1)[1]
    assert [line for line in run.out.splitlines() if len(line) > 80] == []


def test_the_short_option_asks_for_help_too(cmo):
    assert cmo("verify", "-h").out == cmo("verify", "--help").out


@pytest.mark.parametrize("arguments", [("verifi",), ("verify", "--explane"), ("verify", "--version", "two")])
def test_a_mistake_in_use_ends_with_2_and_nothing_on_stdout(cmo, arguments):
    run = cmo(*arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err


IMPORTS = """
import json, sys
from cmo_eval.__main__ import main
seen = {{}}
for arguments in {runs!r}:
    sys.argv = ["cmo-eval", *arguments]
    try:
        main()
    except SystemExit:
        pass
    seen[" ".join(arguments)] = [name for name in {heavy!r} if name in sys.modules]
print(json.dumps(seen), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "runs",
    [
        [[], ["--help"], ["--version"], *([*name.split(), "--help"] for name in COMMANDS)],
        [["verify"], ["validate"], ["list", "claims"], ["show", "C1"], ["schema", "claim"]],
    ],
    ids=["help", "looking"],
)
def test_what_needs_nothing_heavy_imports_nothing_heavy(process, evaluation, runs):
    """One process for all: the first that is named is the one to blame."""
    run = process("-c", IMPORTS.format(runs=runs, heavy=HEAVY), cwd=evaluation())
    seen = json.loads(run.err.splitlines()[-1])
    assert len(seen) == len(runs)
    assert {arguments: heavy for arguments, heavy in seen.items() if heavy} == {}


@pytest.mark.parametrize(
    "arguments",
    ["verify", "verify --format json", "show C1", "--help"],  # results leave through one function, help through typer
)
def test_a_reader_that_goes_away_is_no_error(environment, evaluation, arguments):
    """`cmo-eval verify | head -0`"""
    with subprocess.Popen(
        [sys.executable, "-m", "cmo_eval", *arguments.split()],
        cwd=evaluation(),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        err = running.stderr.read().decode()
    assert running.returncode == 0
    assert "Traceback" not in err
    assert "rror" not in err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110
def test_a_full_disk_is_said_in_a_line_and_ends_with_3(environment, evaluation):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "cmo_eval", "verify"],
            cwd=evaluation(),
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith("cmo-eval: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("form", "encoding"),
    [("text", "cp1252"), ("text", "ascii"), ("json", "ascii"), ("csv", "ascii"), ("markdown", "ascii")],
)
def test_a_stream_that_cannot_say_every_character_is_no_internal_error(process, evaluation, form, encoding):
    """On Windows a pipe is often cp1252."""
    root = evaluation({"cases/K1.yaml": "id: K1\ntitle: 会 → één\n"})
    title = root / "claims/C1-value.yaml"
    title.write_bytes(title.read_bytes().replace(b"Value comes first", "Waarde → 会 vóór kosten".encode()))
    program = "from cmo_eval.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "verify", "--format", form],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(cmo_eval.__path__[0]) + "/..", "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


FAULT = """
import sys
import cmo_eval.api

def broken(*_, **__):
    raise {error}

cmo_eval.api.validate = broken
sys.argv = ["cmo-eval", "validate"]
from cmo_eval.__main__ import main
main()
"""


def test_an_internal_error_is_one_line_with_how_to_report_it(process):
    run = process("-c", FAULT.format(error='RuntimeError("boom\\nand more")'))
    assert (run.code, run.out) == (3, "")
    first, *rest = run.err.splitlines()
    assert first == "cmo-eval: internal error: RuntimeError: boom and more"
    assert len(rest) == 1
    assert "CMO_EVAL_DEBUG=1" in rest[0]


def test_an_internal_error_shows_its_trace_when_debugging(process):
    run = process("-c", FAULT.format(error='RuntimeError("boom")'), CMO_EVAL_DEBUG="1")
    assert run.code != 0
    assert "Traceback" in run.err
    assert "RuntimeError: boom" in run.err


def test_an_interrupted_run_ends_with_130(process):
    run = process("-c", FAULT.format(error="KeyboardInterrupt"))
    assert run.code == 130
    assert "Traceback" not in run.err


def test_the_module_runs_as_a_program(process, evaluation):
    run = process("-m", "cmo_eval", "list", "claims", cwd=evaluation())
    assert (run.code, run.out, run.err) == (0, "C1  Value comes first\n", "")


def test_output_does_not_depend_on_the_hash_seed(process, evaluation):
    """Ids that read the same as numbers, such as FG1 and FG01, still have one order."""
    files = {}
    for id_ in ("FG01", "FG001", "FG0001"):
        files[f"sources/{id_}.yaml"] = f"id: {id_}\nkind: focus_group\ntitle: T\ngroup: staff\n"
        files[f"sources/{id_}.citations.yaml"] = (
            f"citations: [{{id: {id_}-001, quote: q, quality: report, evidence: [{{supports: C1}}]}}]\n"
        )
    root = evaluation(files)
    runs = {
        process("-m", "cmo_eval", "verify", "--format", "json", cwd=root, PYTHONHASHSEED=str(seed)).out
        for seed in range(3)
    }
    assert len(runs) == 1


def test_a_command_is_imported_only_when_it_is_wanted(process):
    """Each command costs its own start only, however many there are."""
    run = process(
        "-c", "import cmo_eval.cli, sys; print([name for name in sys.modules if name.startswith('cmo_eval.')])"
    )
    assert sorted(ast.literal_eval(run.out)) == ["cmo_eval.cli", "cmo_eval.cli.group"]


def test_an_option_of_an_earlier_version_does_nothing(cmo, evaluation):
    root = evaluation()
    assert cmo("validate", "--no-cache", cwd=root) == cmo("validate", cwd=root)
    assert "--no-cache" not in cmo("validate", "--help").out


def test_whatever_else_pydantic_wants_of_the_module_that_finds_plugins_it_gets(process):
    code = "from cmo_eval.__main__ import _app; _app(); from pydantic.plugin import _loader; "
    run = process("-c", code + "print(_loader.get_plugins(), _loader.PYDANTIC_ENTRY_POINT_GROUP)")
    assert (run.code, run.out) == (0, "() pydantic\n")


@pytest.mark.parametrize(
    ("output", "rooms"),
    [("agreement", ("cmo_eval.edits",)), ("counts", ("cmo_eval.spreadsheet.book", "cmo_eval.analysis"))],
)
def test_what_is_shown_needs_nothing_of_what_writes(output, rooms, process):
    code = f"import cmo_eval.output.{output}, sys; print([name for name in sys.modules if name.startswith({rooms})])"
    assert process("-c", code).out == "[]\n"


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_numpy_starts_no_threads_unless_somebody_wants_them(given, threads, process):
    code = "import os; from cmo_eval.__main__ import _app; _app(); print(os.environ['OPENBLAS_NUM_THREADS'])"
    assert process("-c", code, **given).out == f"{threads}\n"
