"""Files that are no files, that nobody may read, that change meanwhile, and their names."""

from __future__ import annotations

import os
import re
import threading
import time

import pytest

from cmo_eval import api
from cmo_eval.errors import CmoEvalError

CLAIM, CITATIONS = "claims/C2-x.yaml", "sources/FG1.citations.yaml"
ANY_FILE = [CLAIM, CITATIONS, "codebook.yaml", "sources/FG2.yaml"]
MADE = {
    "a circle": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("gone"),
    "a link to a folder": lambda path: path.symlink_to(".."),
    "a folder": lambda path: path.mkdir(),
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a device of chance": lambda path: path.symlink_to("/dev/urandom"),
    "an empty device": lambda path: path.symlink_to("/dev/null"),
    "a full device": lambda path: path.symlink_to("/dev/full"),
    "a pipe": os.mkfifo,
    "a link to a file of the system": lambda path: path.symlink_to("/proc/self/environ"),
}


def made(root, path, what):
    (root / path).unlink(missing_ok=True)
    MADE[what](root / path)
    return root


@pytest.mark.parametrize("what", MADE)
def test_what_is_no_file_is_named_and_never_waited_for(evaluation, program, what):
    root = evaluation()
    for path in ANY_FILE:
        made(root, path, what)
    ran = program(root)
    assert ran.code == 1
    assert all(f"{path}:" in ran.out for path in ANY_FILE)


@pytest.mark.parametrize("what", MADE)
def test_an_evaluation_file_that_is_no_file(evaluation, program, what):
    root = made(evaluation(), "evaluation.yaml", what)
    ran = program(root)
    assert ran.code == 1
    assert "evaluation.yaml" in ran.out + ran.err


@pytest.mark.parametrize("what", ["a circle", "a link to nothing", "an endless device", "a pipe"])
@pytest.mark.parametrize("folder", ["claims", "sources"])
def test_a_folder_of_records_that_is_none(evaluation, program, what, folder):
    root = evaluation()
    (root / folder).rename(root / "away")
    MADE[what](root / folder)
    ran = program(root)
    assert ran.code == 1
    assert f"{folder}:1:1: CMO001" in ran.out


def test_a_folder_of_records_that_links_to_the_evaluation_itself(evaluation, program):
    root = evaluation()
    (root / "cases").symlink_to(".")
    assert program(root).code == 1


def test_files_that_may_not_be_read_are_named(evaluation, program):
    root = evaluation()
    for path in (*ANY_FILE, "evaluation.yaml"):
        (root / path).write_text("id: x\n")
        (root / path).chmod(0)
    ran = program(root, mere_mortal=True)
    assert ran.code == 1
    for path in (*ANY_FILE, "evaluation.yaml"):
        assert f"{path}:1:1: CMO001 error: the file cannot be read: permission denied" in ran.out


@pytest.mark.parametrize(
    ("path", "mode", "code"), [("claims", 0, 1), ("claims", 0o400, 1), ("claims", 0o100, 1), (".", 0o300, 3)]
)
def test_a_folder_that_may_not_be_read_is_named(evaluation, program, path, mode, code):
    root = evaluation()
    (root / path).chmod(mode)
    try:
        ran = program(root, mere_mortal=True, codes=(code,))
    finally:
        (root / path).chmod(0o700)
    assert path == "." or "claims" in ran.out


@pytest.mark.parametrize("start", ["gone", "a-file", "circle", "claims/C1-value.yaml", "n" * 5000])
def test_a_folder_that_is_none_to_start_from(evaluation, start):
    root = evaluation({"a-file": ""})
    (root / "circle").symlink_to("circle")
    try:
        api.validate(root / start)
    except CmoEvalError as error:
        assert error.message  # noqa: PT017 - a file inside an evaluation may also do


NAMES = [
    "C2-a\nb.yaml",
    "C2-\x1b[31m.yaml",
    "C2-\u202e.yaml",
    "C2-🦔.yaml",
    "C2- .yaml",
    "C2-a:b,c%d.yaml",
    "C2-'\"`$(touch x).yaml",
    "C2-" + "a" * 245 + ".yaml",
    "a.yaml",
    "[key].yaml",
    "-rf.yaml",
    "C3-\udcff.yaml",
    "C2-\\.yaml",
    "::error::.yaml",
    "..yaml",
]


def test_odd_names_of_files_are_shown_on_one_line(evaluation, program, deceiving):
    root = evaluation()
    citations = [f"{name[:200].removesuffix('.yaml')}.citations.yaml" for name in NAMES]
    for path in [f"claims/{name}" for name in NAMES] + [f"sources/{name}" for name in (*NAMES, *citations)]:
        with open(os.fsencode(root / path), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write("id: [\n")
    for form in ("text", "github", "json"):
        ran = program(root, "--format", form)
        assert ran.code == 1
        assert form == "json" or not deceiving(ran.out)
        every = 3 * len(NAMES) - 3  # hidden files are left alone
        if form == "text":  # told once, with every place
            assert (ran.out.count("CMO003"), len(re.findall(r":2:1\b", ran.out))) == (1, every)
        else:
            assert ran.out.count("CMO003") == every
        if form == "github":
            assert all(line.startswith("::error file=") for line in ran.out.splitlines())


@pytest.mark.parametrize("path", [CITATIONS, "claims/C1-value.yaml", "evaluation.yaml"])
def test_a_file_that_changes_and_vanishes_meanwhile(evaluation, path):
    root = evaluation({f"{CITATIONS}+": "  - {id: FG1-002, quote: x, evidence: [{supports: C9}], speaker: r9}\n"})
    file = root / path
    good = file.read_bytes()
    over = threading.Event()

    def disturb():
        number = 0
        while not over.is_set():
            number += 1
            content = (good, good[: len(good) // 2], b"", b"\xff", None, good.replace(b"FG1-002", b"FG1-003"))[
                number % 6
            ]
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)
            time.sleep(0.0007)

    thread = threading.Thread(target=disturb)
    thread.start()
    ends, until = set(), time.monotonic() + 1
    try:
        while time.monotonic() < until:
            try:
                ends.add(len(api.validate(root).findings) > 0)
            except CmoEvalError as error:
                ends.add(error.message.split()[0])
    finally:
        over.set()
        thread.join()
    assert ends <= {True, False, "no", CITATIONS}


def test_a_folder_that_vanishes_meanwhile(evaluation):
    root = evaluation()
    over = threading.Event()

    def disturb():
        while not over.is_set():
            (root / "claims").rename(root / "away")
            (root / "away").rename(root / "claims")

    thread = threading.Thread(target=disturb)
    thread.start()
    until = time.monotonic() + 0.5
    try:
        while time.monotonic() < until:
            api.validate(root)
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("end", ["x: [\n", "x: *a\n", "\x1b\n", "coder: AB\n"])
def test_a_mistake_below_citations_with_mistakes_is_not_taken_for_a_change(evaluation, program, end):
    ran = program(evaluation({f"{CITATIONS}+": "  - {id: FG1-002, quote: x, evidence: [{supports: C9}]}\n" + end}))
    assert ran.code == 1
    assert CITATIONS in ran.out
