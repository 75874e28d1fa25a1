"""From the files of a folder to an evaluation in memory, with a finding for whatever could not be read.

Where there is much to read, a second process reads half of it: a Python of its own, which imports this program and
nothing of the one that called it, so that it works from a script or a notebook too, and where other threads run.
"""

from __future__ import annotations

import gc
import hashlib
import io
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from cmo_eval.deferred import dataclass
from cmo_eval.diagnostics import CODES, Finding, Location
from cmo_eval.progress import steps
from cmo_eval.store.folder import EVALUATION_FILE, KINDS, FileName, find_project, list_files
from cmo_eval.store.reading import FileRead, Inspector, read_file
from cmo_eval.store.repository import Citations, Repository, Stored
from cmo_eval.store.withdrawal import Talks, marked, without_withdrawn
from cmo_eval.store.yaml_io import YamlProblem, read_bytes
from cmo_eval.transcripts import store

if TYPE_CHECKING:
    import subprocess

__all__ = ["EVALUATION_FILE", "KINDS", "Loaded", "find_project", "list_files", "load"]

MUCH = 8 * 2**20
"""Bytes of citations from which a second process reads half: it takes as long to start as one MB takes to read."""

_CHILD = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer);"
    " from cmo_eval.store.loading import answer; answer()"
)

Content = tuple[FileName, bytes]
"""A file with the SHA-256 of what it holds."""


@dataclass(frozen=True)
class Loaded:
    """What a folder held: the repository (None while evaluation.yaml cannot be read) and the findings of reading.

    `files` counts the files looked at; `unread` names those that could not be read, or not wholly. `commented` names
    files that hold a comment to the tool (`# cmo: ...`).
    """

    root: Path
    repository: Repository | None
    findings: tuple[Finding, ...]
    files: int
    unread: tuple[str, ...]
    commented: tuple[str, ...] = ()


def load(
    root: Path,
    *,
    inspect: Inspector | None = None,
    withdrawn: bool = False,
    only: Callable[[FileName], bool] | None = None,
    texts: str | Path | None = None,
    known: dict[Content, FileRead] | None = None,
) -> Loaded:
    """The evaluation in `root`, each file read once.

    Args:
        root: the folder that holds evaluation.yaml.
        inspect: called with each record as it is read; what it finds joins the findings.
        withdrawn: keep what was withdrawn (sources, participants, and citations, which are marked). Without it nothing
            of it, and no reference to it, is in the repository.
        only: says which files are read besides evaluation.yaml.
        texts: where the transcripts lie, in place of what CMO_EVAL_TEXTS or evaluation.yaml says: they tell whose words
            a passage holds. Read are those of talks in which somebody withdrew.
        known: what was read of another state of these files, where two are compared: a file that is the same in both
            is not read again. What is read now joins it.
    """
    with _no_garbage_collection():
        listing = list_files(root)
        wanted = listing if only is None else listing.only(only)
        findings = [_finding("CMO001", f"{path} is not a folder that can be read", path) for path in wanted.misplaced]
        read = _read(root, wanted.files, inspect) if known is None else _unknown(root, wanted.files, inspect, known)
        findings += [finding for found in read for finding in found.findings]
        findings += [
            _finding("CMO013", "the file is not read: its name does not end in .yaml", path) for path in wanted.misnamed
        ]
        unread = (*wanted.misplaced, *(found.file.path for found in read if not found.whole))
        repository = _assembled(root, read, unread, texts)
        if repository is None:
            message = "without evaluation.yaml only the shape of files is checked"
            findings.append(_finding("CMO015", message, EVALUATION_FILE))
        elif not withdrawn:
            repository = without_withdrawn(repository)
        commented = tuple(found.file.path for found in read if found.commented)
        return Loaded(root, repository, tuple(findings), len(wanted), unread, commented)


def _finding(code: str, message: str, path: str) -> Finding:
    return CODES[code].finding(message, Location(path, 1, 1))


def _read(root: Path, files: Sequence[FileName], inspect: Inspector | None) -> list[FileRead]:
    """What each of the files holds, in their order; whatever a second process does not answer is read here."""
    theirs = _share(root, files)
    process = _started(root, theirs, inspect) if theirs else None
    if process is None:
        return [read_file(root, file, inspect) for file in steps(files, "reading files")]
    received: list[bytes] = []
    # a pipe holds little: without somebody who listens the process would wait for us
    listener = Thread(target=lambda: received.append(process.stdout.read()), daemon=True)  # type: ignore[union-attr]
    listener.start()
    try:
        own = [file for file in files if file not in theirs]
        found = {file: read_file(root, file, inspect) for file in steps(own, "reading files")}
        while listener.is_alive():
            listener.join(0.5)  # a wait without end is deaf to Ctrl-C on Windows
    finally:
        process.kill()
        with process:  # waits for it, and closes the pipes
            listener.join()
    found |= {one.file: one for one in _answers(b"".join(received))}
    return [found[file] if file in found else read_file(root, file, inspect) for file in files]


def _share(root: Path, files: Sequence[FileName]) -> frozenset[FileName]:
    """The files for a second process: half of all citations by their size; none where it does not pay."""
    sizes: dict[FileName, int] = {}
    for file in files:
        if file.kind == "citations":
            with suppress(OSError):
                sizes[file] = os.stat(f"{root}/{file.path}").st_size  # noqa: PTH116 - of thousands of files
    left = sum(sizes.values()) // 2
    if 2 * left < MUCH or (os.cpu_count() or 1) < 2 or not sys.executable or getattr(sys, "frozen", False):
        return frozenset()
    share: set[FileName] = set()
    for file, size in sorted(sizes.items(), key=lambda one: -one[1]):
        if size <= left:
            share.add(file)
            left -= size
    return frozenset(share)


def _started(root: Path, files: Collection[FileName], inspect: Inspector | None) -> subprocess.Popen[bytes] | None:
    """The process, at work; None where it cannot be started, or not be told what to do."""
    import pickle  # noqa: PLC0415 - few evaluations are so large
    import subprocess  # noqa: PLC0415

    try:
        job = pickle.dumps(sys.path) + pickle.dumps((root, sorted(files), inspect))
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-P", "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, pickle.PicklingError, AttributeError, TypeError):
        return None  # such as a function within a function, which cannot be named elsewhere
    with suppress(OSError):  # it is gone already
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        process.stdin.write(job)
        process.stdin.close()
    return process


def _answers(received: bytes) -> Iterator[FileRead]:
    """What the process said of each file, up to where it broke off."""
    import pickle  # noqa: PLC0415

    stream = io.BytesIO(received)
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            yield pickle.load(stream)  # noqa: S301 - written by our own process


def answer() -> None:
    """In the second process: read the files that are named on standard input, and write what they hold."""
    import pickle  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    gc.disable()
    root, files, inspect = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    for file in files:
        sys.stdout.buffer.write(pickle.dumps(read_file(root, file, inspect), pickle.HIGHEST_PROTOCOL))


def _unknown(
    root: Path, files: Sequence[FileName], inspect: Inspector | None, known: dict[Content, FileRead]
) -> list[FileRead]:
    """The same, of which only what is not known is read."""
    contents: dict[FileName, Content] = {}
    for file in files:
        with suppress(YamlProblem):
            contents[file] = (file, hashlib.sha256(read_bytes(f"{root}/{file.path}")).digest())
    new = [file for file in files if file not in contents or contents[file] not in known]
    read = dict(zip(new, _read(root, new, inspect), strict=True))
    known.update((contents[file], one) for file, one in read.items() if file in contents)
    return [read[file] if file in read else known[contents[file]] for file in files]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Reading makes many objects and no cycles; looking for cycles among them would take most of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _assembled(
    root: Path, read: Sequence[FileRead], unread: tuple[str, ...], texts: str | Path | None
) -> Repository | None:
    """The evaluation that these files make, with what was withdrawn; None without evaluation.yaml."""

    def stored(kind: str) -> list[Stored[Any]]:
        return [found.stored for found in read if found.file.kind == kind and found.stored is not None]

    evaluation = next(iter(stored("evaluation")), None)
    if evaluation is None:
        return None
    citations, second, proposals = Citations(), Citations(), Citations()
    for found in read:
        coding = proposals if found.file.proposed else citations if found.file.coder is None else second
        coding.extend(found.citations)
    of_citations = [found for found in read if found.file.kind == "citations"]
    sources = stored("sources")
    folder = store.folder(root, evaluation.record.texts, texts)
    talks = Talks((one.record for one in sources), (citations, second), folder)
    whole = Repository(
        stored_evaluation=evaluation,
        stored_claims=stored("claims"),
        stored_patterns=stored("patterns"),
        stored_cases=stored("cases"),
        stored_sources=sources,
        stored_codebook=next(iter(stored("codebook")), None),
        stored_conclusions=next(iter(stored("conclusions")), None),
        stored_writing=stored("writing"),
        citations=citations,
        second_codings=second,
        proposals=proposals,
        coding_files={found.file: found.coding for found in of_citations if not found.file.proposed},
        proposal_files={found.file: found.coding for found in of_citations if found.file.proposed},
        unread=unread,
        root=root,
        texts=folder,
        talk=talks,
    )
    return marked(whole, talks)
