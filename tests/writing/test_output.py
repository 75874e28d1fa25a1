"""Files that a user asked for are replaced whole, or are what they were."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.writing import output
from cmo_eval.store.writing.output import replace_files, write_file

WRITERS = {
    "matrix": ("m.csv", ["matrix", "claims", "groups", "--yes", "-o", "m.csv"]),
    "graph": ("g.svg", ["graph", "--yes", "-o", "g.svg"]),
    "code template": ("t.xlsx", ["code", "template", "--yes", "-o", "t.xlsx"]),
    "code import": ("rest.csv", ["code", "import", "in.csv", "--rest", "rest.csv", "--yes"]),
    "report": ("out/report.md", ["report", "--yes", "-o", "out", "--format", "md"]),
}


@pytest.fixture
def folder(evaluation):
    return evaluation({"in.csv": "Source,Quote,Supports\nFG1,words of nobody at all,C9\n"})


@pytest.mark.parametrize("name", WRITERS)
def test_on_a_full_disk_what_was_there_stays(cmo, folder, monkeypatch, name):
    file, words = WRITERS[name]
    target = folder / file
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"what was there")

    def no_room(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(output, "fsync", no_room)
        done = cmo(*words, cwd=folder)
    assert (done.code, target.read_bytes()) == (3, b"what was there")
    assert "no space left" in done.err.lower()
    assert [path.name for path in target.parent.glob(".*.tmp")] == []
    assert cmo(*words, cwd=folder).code in {0, 1}
    assert target.read_bytes() != b"what was there"


def test_several_files_are_replaced_together_or_not_at_all(tmp_path, monkeypatch):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    real = type(one).replace

    def refused(self, target):
        if target == two:
            raise PermissionError(errno.EACCES, "no")
        return real(self, target)

    monkeypatch.setattr(type(one), "replace", refused)
    with pytest.raises(PermissionError):
        replace_files({one: b"new", two: b"new"})
    assert one.read_bytes() == b"1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one"]


def test_permissions_stay_and_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_file(link, b"new", "")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_device_gets_the_content_as_it_is():
    write_file(output.Path(os.devnull), b"new", "")
    assert not output.Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["folder", "no/such/folder/file"])
def test_what_cannot_be_written_is_told_with_what_to_do(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "no").write_bytes(b"a file")
    with pytest.raises(CmoEvalError, match="cannot be written: ") as refused:
        write_file(tmp_path / name, b"new", "name another file")
    assert refused.value.hint == "name another file"


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize("module", ["cmo_eval.output.plain", "typing", "typer", "cmo_eval.cli.group"])
def test_interrupted_while_it_is_imported_it_ends_without_a_word(tmp_path, module):
    interrupting = f"""
import os, signal, sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs these tests may ignore it
sys.modules.pop("typing", None)
sys.meta_path.insert(0, Interrupted())
sys.argv = ["cmo-eval", "list", "claims"]
from cmo_eval.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", interrupting], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
