"""Earlier states of a folder out of the git history, as files in a folder of their own; knows git, no YAML.

Only plumbing that reads objects is used, and nothing that a repository's own configuration could make run a program:
no hooks, no filters, no file system monitor, no pager, no network.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.writing.output import passing_folder

_SAFE = (
    *("--no-pager", "--no-replace-objects", "--literal-pathspecs", "--no-optional-locks"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "safe.bareRepository=explicit"),
)
_KEPT = {"GIT_CONFIG_GLOBAL", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH", "GIT_DISCOVERY_ACROSS_FILESYSTEM"}
_FILE_MODES = {b"100644", b"100664", b"100755"}
_COMMITTED = expression(rb"^committer .*> (\d+) ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_WRITTEN_IN = expression(rb"^encoding (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Version:
    """A file as git keeps it: path from the top of the repository, and the commits that made it so (empty: staged).

    `content` is None where it is larger than was asked for.
    """

    commits: tuple[str, ...]
    path: str
    content: bytes | None


@dataclass(frozen=True)
class State:
    """A folder as it was: `revision` as somebody named it, the commit, its date (2024-10-10), and a copy of the files.

    The copy is in `folder`, which is gone when the state is no longer used.
    """

    revision: str
    commit: str
    date: str
    folder: Path
    files: tuple[str, ...]


@contextmanager
def state(root: Path, revision: str, paths: Sequence[str]) -> Iterator[State]:
    """The folder `root` as it was in that revision of the repository it lies in.

    Args:
        root: a folder in a git repository.
        revision: a commit, tag, branch, or what git takes for one (`HEAD~2`, `main@{yesterday}`).
        paths: names in `root` to look at: files, or folders whose files are wanted. Links, submodules and folders in
            these folders are left out.

    Raises:
        UsageError: there is no such revision, or it has none of these files.
        CmoEvalError: there is no git program, or `root` lies in no repository.
    """
    git = _Git(root)
    commit = git.commit(revision)
    entries = list(git.files(commit, paths))
    if not entries:
        raise UsageError(
            f"there is no evaluation in {git.prefix or 'the repository'} at {revision}",
            "it may have been elsewhere then; name a later revision",
        )
    with passing_folder() as folder:
        try:
            date = git.extract(commit, entries, folder)
        except OSError as error:
            raise CmoEvalError(
                f"the state at {revision} cannot be put into {folder.parent}: {error.strerror or error}",
                "make room there, or let TMPDIR name another folder",
            ) from error
        yield State(revision, commit, date, folder, tuple(sorted(path for path, _ in entries)))


def versions(root: Path, most: int) -> Iterator[Version]:
    """Each version of each file under a folder that git keeps, in any branch, stash, or what it lets go of later.

    Nothing where the folder lies in no repository. What no log leads to any more is not among them.

    Args:
        root: the folder.
        most: the content of larger files is not read.

    Raises:
        CmoEvalError: there is no git program, or it cannot read its objects.
    """
    if _is_kept(root):
        yield from _Git(root).versions(most)


def messages(root: Path) -> Iterator[tuple[str, str]]:
    """What people wrote about each commit and each tag of the repository that a folder lies in, and its full name.

    Of all branches, stashes, and of what git lets go of later. Nothing where the folder lies in no repository.

    Raises:
        CmoEvalError: there is no git program, or it cannot read its objects.
    """
    if _is_kept(root):
        yield from _Git(root).messages()


def _is_kept(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root.absolute(), *root.absolute().parents))


class _Git:
    """The git program in one folder, asked harmless questions only."""

    def __init__(self, root: Path) -> None:
        self._root = root
        program = shutil.which("git")
        if program is None or Path(program).resolve().parent in {Path.cwd(), root.resolve()}:
            raise CmoEvalError("the program git is not found", "install it, or put it on the PATH")
        self._program = program
        try:
            self.prefix = os.fsdecode(self._asked("rev-parse", "--show-prefix").removesuffix(b"\n"))
        except CmoEvalError as error:
            if "not a git repository" in error.message:
                nothing = f"{root} is in no git repository, so it has no history"
                raise CmoEvalError(nothing, "`git init` and a first commit begin one") from None
            if "dubious ownership" in error.message:  # as on a shared disk
                trust = "if you trust it: `git config --global --add safe.directory` and the folder that git names"
                raise CmoEvalError(error.message, trust) from None
            raise

    def commit(self, revision: str) -> str:
        """The full name of the commit."""
        if ".." in revision:
            first, _, second = revision.replace("...", "..").partition("..")
            raise UsageError(
                f"{revision} names two revisions at once", f"name them apart: {first or 'HEAD'} {second or 'HEAD'}"
            )
        if revision and not revision.startswith("-") and revision.isprintable():
            done = self._run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
            found = done.stdout.decode("ascii", "replace").strip()
            if not done.returncode and re.fullmatch("[0-9a-f]{40,64}", found):
                return found
        hint = "name a commit, tag or branch, such as HEAD~1; `git log --oneline` lists commits"
        if self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            hint = (
                "this clone has the last commits only: `git fetch --unshallow` gets the others "
                "(in GitHub Actions: `fetch-depth: 0` of actions/checkout)"
            )
        raise UsageError(f"there is no revision {revision or '(empty)'} in the git history", hint)

    def files(self, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Path in the folder and name of the object of each plain file."""
        wanted = [self.prefix + path for path in paths]
        for entry in self._asked("ls-tree", "-r", "-z", "--full-tree", commit, "--", *wanted).split(b"\0"):
            about, _, name = entry.partition(b"\t")
            mode, _, rest = about.partition(b" ")
            path = os.fsdecode(name).removeprefix(self.prefix)
            if mode in _FILE_MODES and _is_plain(path):
                yield path, rest.split(b" ")[1].decode("ascii")

    def extract(self, commit: str, entries: Sequence[tuple[str, str]], folder: Path) -> str:
        """Write the files into the folder; the date of the commit."""
        with self._objects() as program:
            date = _date(_object(program, commit) or b"")
            for path, name in entries:
                place = folder / path
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(_object(program, name) or b"")
        return date

    def versions(self, most: int) -> Iterator[Version]:
        """Each version of each file in the folder, with the commits that made it so."""
        commits = self._asked("rev-list", "--all", "--reflog")
        # `git log` would do, but obeys what a repository configures
        raw = self._asked("diff-tree", "--stdin", "-r", "-m", "--root", "-z", "--no-renames", "--", ".", given=commits)
        made: dict[tuple[str, str], dict[str, None]] = {}
        commit, about = "", b""
        for part in raw.split(b"\0"):
            if about:
                _, mode, _, name, _ = about[1:].split(b" ")
                if mode in _FILE_MODES:
                    made.setdefault((os.fsdecode(part), name.decode("ascii")), {})[commit] = None
                about = b""
            elif part.startswith(b":"):
                about = part
            elif part:
                commit = part.split()[0].decode("ascii")
        stage = self._asked("ls-files", "-s", "-z", "--full-name", "--", ".")
        for entry in stage.split(b"\0"):
            where, _, staged = entry.partition(b"\t")
            if staged:
                made.setdefault((os.fsdecode(staged), where.split(b" ")[1].decode("ascii")), {"": None})
        with self._objects() as program:
            for (where_, object_), by in made.items():
                yield Version(tuple(by), where_, _object(program, object_, most))

    def messages(self) -> Iterator[tuple[str, str]]:
        """What was written about each commit, and about each tag that has a message, with its full name."""
        names = self._asked("rev-list", "--all", "--reflog").split()
        tags = self._asked("for-each-ref", "--format=%(objecttype) %(objectname)", "refs/tags").splitlines()
        names += [tag.split()[1] for tag in tags if tag.startswith(b"tag ")]
        with self._objects() as program:
            for name in (raw.decode("ascii") for raw in names):
                head, _, message = (_object(program, name) or b"").partition(b"\n\n")
                written = _WRITTEN_IN.search(head)
                yield name, _decoded(message, written[1].decode("ascii", "replace") if written else "utf-8")

    def _asked(self, *arguments: str, given: bytes = b"") -> bytes:
        done = self._run(*arguments, given=given)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0].removeprefix("fatal: ")
            raise CmoEvalError(f"git says: {said or 'nothing'}", "put that right, then run again")
        return done.stdout

    @contextmanager
    def _objects(self) -> Iterator[subprocess.Popen[bytes]]:
        """The program that gives objects by their names."""
        with subprocess.Popen(  # noqa: S603 - a program of our own choice, with no shell
            [self._program, *_SAFE, "cat-file", "--batch"],
            cwd=self._root,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as program:
            yield program
            if program.stdin is not None:
                program.stdin.close()

    def _run(self, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - the same
                [self._program, *_SAFE, *arguments],
                cwd=self._root,
                env=_environment(),
                input=given or b"",
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise CmoEvalError(
                f"git cannot be run: {(error.strerror or '').lower()}", "is it installed well?"
            ) from None


def _environment() -> dict[str, str]:
    """The user's variables without those that would turn git to another repository or make it run something."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    return {
        **kept,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "none",  # what is not at hand is not fetched
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _object(program: subprocess.Popen[bytes], name: str, most: int | None = None) -> bytes | None:
    """The bytes of an object; one is asked for at a time, so that neither side waits for the other.

    None where there are more than `most`.
    """
    if program.stdin is None or program.stdout is None:
        raise AssertionError("opened with pipes")
    try:
        program.stdin.write(f"{name}\n".encode("ascii"))
        program.stdin.flush()
    except OSError:
        raise CmoEvalError("git stopped while its history was read", "is the repository whole? `git fsck`") from None
    header = program.stdout.readline().split()
    if len(header) != 3:
        raise CmoEvalError(f"git cannot give the object {name[:12]}", "is the history here whole? `git fsck`")
    size = int(header[2])
    if most is not None and size > most:
        while size > 0:
            size -= len(program.stdout.read(min(size, most))) or size
        program.stdout.read(1)
        return None
    content = program.stdout.read(size)
    program.stdout.read(1)  # a line end
    return content


def _decoded(message: bytes, encoding: str) -> str:
    try:
        return message.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return message.decode("latin-1")


def _date(commit: bytes) -> str:
    found = _COMMITTED.search(commit.partition(b"\n\n")[0])
    if found is None:
        return ""
    minutes = (int(found[3]) * 60 + int(found[4])) * (-1 if found[2] == b"-" else 1)
    try:
        zone = timezone(timedelta(minutes=minutes)) if minutes else UTC
        return datetime.fromtimestamp(int(found[1]), zone).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _is_plain(path: str) -> bool:
    """A file of its folder, or of one folder in it, whose name means the same on every system."""
    parts = path.split("/")
    odd = any(part in {"", ".", ".."} or "\\" in part or (os.name == "nt" and ":" in part) for part in parts)
    return len(parts) <= 2 and not odd
