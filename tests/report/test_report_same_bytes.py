"""The same evaluation gives the same bytes, whoever writes the report, where and when."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys

from cmo_eval.edits.new import demo_files

OWN = """\
{% extends 'builtin/evaluation.md.j2' %}
{% block head %}
{{ super() }}
*{{ view.groups|map(attribute='title')|unique|join(', ') }}*

{% endblock %}
"""
HERE = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
THERE = {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C", "LANG": "nl_NL", "COLUMNS": "40"}


def run_in(folder, surroundings, umask, when):
    """The digests of the demo's report in all formats, written in these surroundings."""
    for name, text in demo_files().items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        os.utime(path, (when, when))
    (folder / "files" / "templates").mkdir()
    (folder / "files" / "templates" / "evaluation.md.j2").write_text(OWN, encoding="utf-8")
    code = f"import os; os.umask({umask}); from cmo_eval.__main__ import main; main()"
    options = ["--format", "md,xlsx,docx,html,pdf", "--language", "nl", "--audience", "team", "-o", "out"]
    clean = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    run = subprocess.run(
        [sys.executable, "-c", code, "report", "--project", "files", *options],
        cwd=folder,
        env={**clean, "PYTHONPATH": os.pathsep.join(sys.path), **surroundings},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    out = folder / "out"
    written = [path for path in out.rglob("*") if path.is_file()]
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in written}


def test_same_evaluation_gives_the_same_bytes_elsewhere(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "somewhere élse").mkdir()
    one = run_in(tmp_path / "a", HERE, 0o022, 1_500_000_000)
    other = run_in(tmp_path / "somewhere élse", THERE, 0o077, 1_700_000_000)
    assert {"report.md", "report.xlsx", "report.docx", "report.html", "report.pdf"} <= one.keys()
    assert one == other


def test_a_report_of_an_evaluation_without_comparisons_loads_no_numpy(tmp_path):
    for name, text in demo_files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if name != "evaluation.yaml" else _without_comparisons(text), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", LOADED, str(tmp_path)], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]


def _without_comparisons(text):
    return re.sub(r"^comparisons:\n(?:[ #].*\n|\n)*", "", text, flags=re.MULTILINE)


LOADED = """
import sys
from cmo_eval import api
from cmo_eval.report import view
shown = api.disclose(sys.argv[1])
made = view(shown.repository, shown.verify(), "nl")
print("numpy" in sys.modules, bool(made.chapters))
"""
