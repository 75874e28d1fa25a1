"""The folder of a portfolio: which evaluations are in it, each whole or not at all, and who may write."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.nearest import unknown
from cmo_eval.portfolio.schema import VERSION
from cmo_eval.store.folder import EVALUATION_FILE, KINDS
from cmo_eval.store.writing import FOLDER
from cmo_eval.store.writing.lock import locked, own_folder, reason

if TYPE_CHECKING:
    from cmo_eval.disclosure import Disclosed

FILE = "mechanisms.yaml"
EVALUATIONS = "evaluations"
_MADE, _OLD, _FROM = "made", "old", "from.json"
"""In the program's own folder: what is being written, what is being replaced, and where evaluations came from."""

_WAIT = 120.0
"""Seconds that a run waits for another one, which may be sorting ten million citations."""

BLANK = """\
# The mechanisms that the evaluations of this portfolio share: middle-range theories. A pattern names the one that it is
# an instance of, by its key: `instance_of: trusted-third-party`. For each a title, or a title and more:
#
# mechanisms:
#   trusted-third-party:
#     title: A third party that both sides trust
#     theory: Who is of neither side can say what neither side can say to the other.
#     reference: Where it was written down first
"""

Stamp = tuple[tuple[str, int, int], ...]
"""By which a changed evaluation is known: name, size and time of each of its files."""


@dataclass(frozen=True)
class Portfolio:
    """A folder with mechanisms.yaml, and under `evaluations/` a folder of Parquet files for each evaluation."""

    root: Path

    @property
    def evaluations(self) -> Mapping[str, Path]:
        """The folders of the evaluations by id."""
        self.recover()
        try:
            names = [one.name for one in os.scandir(self.root / EVALUATIONS) if one.is_dir() and one.name[0] != "."]
        except FileNotFoundError:
            names = []
        return {name: self.root / EVALUATIONS / name for name in sorted(names)}

    def stamps(self) -> Mapping[str, Stamp]:
        """By evaluation what its files look like from outside; under an empty name, mechanisms.yaml."""
        shared = (self.root / FILE).stat()
        found: dict[str, Stamp] = {"": ((FILE, shared.st_size, shared.st_mtime_ns),)}
        for id_, folder in self.evaluations.items():
            about = ((one.name, one.stat()) for one in os.scandir(folder) if one.name.endswith(".parquet"))
            found[id_] = tuple(sorted((name, one.st_size, one.st_mtime_ns) for name, one in about))
        return found

    def came_from(self) -> Mapping[str, str]:
        """By evaluation the folder on this computer that it was added from, where that is known."""
        with suppress(OSError, ValueError):
            known = json.loads((self.own / _FROM).read_text(encoding="utf-8"))
            if isinstance(known, dict):
                return {str(key): str(value) for key, value in known.items()}
        return {}

    def outdated(self) -> Mapping[str, str]:
        """The evaluations of which a file changed since they were put in, with the folders that they came from.

        Those of which that folder is not at hand say nothing.
        """
        found = {}
        here, known = self.evaluations, self.came_from()
        for id_, source in ((id_, known[id_]) for id_ in here if id_ in known):
            with suppress(OSError, ValueError):  # nothing is there any more, on one side or the other
                put_in = min(one.stat().st_mtime_ns for one in os.scandir(here[id_]) if one.name.endswith(".parquet"))
                if _changed(Path(source)) > put_in:
                    found[id_] = source
        return found

    @property
    def own(self) -> Path:
        """The program's own folder in it."""
        return own_folder(self.root)

    # ---- writing ----

    def _refuse_other(self, evaluation: str, source: Path) -> None:
        """Refuse an evaluation whose id is that of another one in the portfolio.

        Raises:
            UsageError: another folder's evaluation has that id here.
        """
        for id_ in self.evaluations:
            known = self.came_from().get(id_)
            if id_.casefold() != evaluation.casefold() or (id_ == evaluation and known == str(source)):
                continue
            whence = f"from {known}" if known else "from a folder that is not known here"
            raise UsageError(
                f"{source}: an evaluation {id_} is here already, {whence}",
                "give one of them another `id` in evaluation.yaml; or --replace, where this is that evaluation",
            )

    def add(self, disclosed: Disclosed, source: Path, *, replace: bool = False) -> Mapping[str, int]:
        """The evaluation in the place of what was there of it, whole; where that fails, all is as it was.

        Args:
            disclosed: what the readers of the portfolio may see of it, in which `validate` finds no error.
            source: the folder that it comes from.
            replace: also where another folder's evaluation has that id.

        Returns:
            The number of rows in each table.

        Raises:
            UsageError: another folder's evaluation has that id here.
            CmoEvalError: it cannot be written.
        """
        from cmo_eval.portfolio import parquet  # noqa: PLC0415 - only who adds needs records
        from cmo_eval.portfolio.rows import rows  # noqa: PLC0415
        from cmo_eval.store.writing.steps import sync_folder  # noqa: PLC0415

        evaluation, made = disclosed.evaluation.id, self.own / _MADE / f"{os.getpid()}"
        try:
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(parents=True)
            counts = parquet.write(made, evaluation, rows(disclosed))
            sync_folder(made)
            with self.writing():
                if not replace:
                    self._refuse_other(evaluation, source)
                self._note({**self.came_from(), evaluation: str(source)})
                self._swap(evaluation, made)
        except OSError as error:
            raise CmoEvalError(f"{evaluation} cannot be written: {reason(error)}", "all is as it was") from None
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return counts

    def remove(self, evaluation: str) -> None:
        """Take an evaluation out.

        Raises:
            UsageError: there is no such evaluation.
            CmoEvalError: it cannot be removed.
        """
        with self.writing():
            known = self.evaluations
            if evaluation not in known:
                hint = f"here are {', '.join(known)}" if known else "nothing was added yet"
                raise unknown("evaluation", evaluation, known, hint)
            try:
                gone = self.own / _MADE / f"{os.getpid()}-gone"
                gone.parent.mkdir(exist_ok=True)
                shutil.rmtree(gone, ignore_errors=True)
                known[evaluation].rename(gone)  # at once; its files go one by one
                shutil.rmtree(gone, ignore_errors=True)
                self._note({id_: place for id_, place in self.came_from().items() if id_ != evaluation})
            except OSError as error:
                raise CmoEvalError(f"{evaluation} cannot be removed: {reason(error)}", "all is as it was") from None

    def _swap(self, evaluation: str, made: Path) -> None:
        """Two renames; where a run is cut off between them, `recover` puts back what was there."""
        from cmo_eval.store.writing.steps import sync_folder  # noqa: PLC0415 - only who adds

        place, old = self.root / EVALUATIONS / evaluation, self.own / _OLD / evaluation
        place.parent.mkdir(exist_ok=True)
        old.parent.mkdir(exist_ok=True)
        if place.exists():
            place.rename(old)
        try:
            made.rename(place)
        except BaseException:
            if old.exists():
                old.rename(place)
            raise
        sync_folder(place.parent)
        shutil.rmtree(old, ignore_errors=True)

    def recover(self) -> None:
        """Put back what a run that was cut off was replacing, and clear away what it had made."""
        old, made = self.root / FOLDER / _OLD, self.root / FOLDER / _MADE
        if not any(folder.is_dir() and any(folder.iterdir()) for folder in (old, made)):
            return
        from cmo_eval.store.writing.output import runs  # noqa: PLC0415 - hardly ever

        with self._locked():
            for one in old.iterdir() if old.is_dir() else ():
                place = self.root / EVALUATIONS / one.name
                if place.exists():
                    shutil.rmtree(one, ignore_errors=True)
                else:
                    one.rename(place)
            for one in made.iterdir() if made.is_dir() else ():
                with suppress(OSError):
                    if not runs(int(one.name.split("-")[0]), one.stat().st_mtime):
                        shutil.rmtree(one, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Nobody else writes here meanwhile, and what was cut off earlier is put right."""
        with self._locked():
            self.recover()
            yield

    def _locked(self) -> AbstractContextManager[None]:
        return locked(self.root, wait=_WAIT)

    def _note(self, known: Mapping[str, str]) -> None:
        from cmo_eval.store.writing.output import replace_files  # noqa: PLC0415 - only who writes

        replace_files({self.own / _FROM: json.dumps(known, indent=1, sort_keys=True).encode()})


def _changed(source: Path) -> int:
    """When a file of an evaluation changed last, came or went, in nanoseconds.

    Raises:
        OSError: there is no evaluation in that folder.
    """
    last = (source / EVALUATION_FILE).stat().st_mtime_ns
    for folder in (source, *(source / kind for kind in KINDS)):
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
            times = [one.stat().st_mtime_ns for one in entries if one.name.endswith(".yaml")]
            last = max(last, *times, 0 if folder == source else folder.stat().st_mtime_ns)
    return last


def find(start: Path | None) -> Portfolio:
    """The portfolio in that folder; without one the nearest upwards from here.

    Raises:
        CmoEvalError: there is none.
    """
    here = (start or Path()).absolute()
    for folder in (here,) if start is not None else (here, *here.parents):
        if (folder / FILE).is_file():
            return Portfolio(folder)
    where = f"in {start}" if start is not None else "here or above"
    raise CmoEvalError(
        f"there is no portfolio {where}: no {FILE}", "`cmo-eval portfolio add EVALUATION... --portfolio DIR` makes one"
    )


def make(start: Path | None) -> Portfolio:
    """The portfolio that `find` finds; where a folder is named that holds none, one is begun there.

    Raises:
        CmoEvalError: no folder is named and there is none, or it cannot be made.
    """
    if start is None or (start / FILE).exists():
        return find(start)
    if (start / "evaluation.yaml").exists():
        raise UsageError(f"{start} is an evaluation", "a portfolio has a folder of its own: name another")
    from cmo_eval.store.writing.output import replace_files  # noqa: PLC0415 - only who writes

    try:
        start.mkdir(parents=True, exist_ok=True)
        replace_files({start / FILE: BLANK.encode()})
    except OSError as error:
        raise CmoEvalError(f"no portfolio can be made in {start}: {reason(error)}", "name another folder") from None
    return find(start)


def refuse_newer(folders: Mapping[str, Path]) -> None:
    """Refuse evaluations whose tables this program does not know.

    Raises:
        CmoEvalError: a newer program wrote one, or a file is missing or broken.
    """
    from cmo_eval.portfolio import parquet  # noqa: PLC0415 - only where tables changed

    found = parquet.versions([*folders.values()])
    for id_, folder in folders.items():
        if found[folder] > VERSION:
            raise CmoEvalError(
                f"{id_} was written by a newer cmo-eval: its tables have version {found[folder]}, "
                f"and this one knows {VERSION}",
                "renew cmo-eval, or add the evaluation again with this one",
            )
