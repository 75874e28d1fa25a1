"""An evaluation while an assistant looks at it: read when it is asked for first, and again where files changed.

What is read, and all that this takes, is imported then: the first answer, to the handshake, needs none of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from cmo_eval.errors import CmoEvalError
from cmo_eval.store.folder import EVALUATION_FILE, list_files
from cmo_eval.store.writing import recover
from cmo_eval.transcripts import store

if TYPE_CHECKING:
    from cmo_eval.assistant.snapshot import Snapshot
    from cmo_eval.disclosure import Audience
    from cmo_eval.model import ModelRuns

_MOST_TEXTS = 10_000
"""Files in the folder of the transcripts that are looked after."""

_Mark = tuple[str, int, int, int, int]


class View:
    """An evaluation while an assistant looks at it.

    Args:
        root: the evaluation folder.
        audience: who is taken to read what the assistant gets.
        where: where its model runs: on a computer of the team's own, or anywhere.
    """

    def __init__(self, root: Path, audience: Audience, where: ModelRuns) -> None:
        self.root, self.audience, self.where = root, audience, where
        self._marks: tuple[_Mark, ...] = ()
        self._beside: tuple[Path, ...] = ()
        self._seen: Snapshot | CmoEvalError | None = None
        self._lock = RLock()

    def warm(self) -> None:
        """Work out what all ask, so that nobody waits for it; what is wrong is told to whoever asks."""
        with suppress(CmoEvalError):
            seen = self.now()
            for what in ("verification", "words", "arrows", "validation"):
                getattr(seen, what)

    def now(self) -> Snapshot:
        """What may be seen now; nothing is read again as long as no file changed.

        Raises:
            UnpublishableError: for the public, something stands in the way of publishing.
            CmoEvalError: evaluation.yaml cannot be read.
        """
        from cmo_eval import api  # noqa: PLC0415 - see above
        from cmo_eval.assistant.snapshot import Snapshot  # noqa: PLC0415 - as above

        with self._lock:
            recover(self.root)
            marks = self._look()
            if self._seen is None or marks != self._marks:
                self._beside = _beside(self.root)
                self._marks = self._look()  # before reading: what changes meanwhile is read again
                try:
                    self._seen = Snapshot(api.disclose(self.root, self.audience), self.where)
                except CmoEvalError as error:
                    self._seen = error  # what could be seen before may not be now
            if isinstance(self._seen, CmoEvalError):
                raise self._seen
            return self._seen

    def _look(self) -> tuple[_Mark, ...]:
        """What tells that a file, transcripts and lists of names too, was written to, without reading it."""
        found = []
        for path in self._paths():
            with suppress(OSError, ValueError):
                stat = os.stat(path)  # noqa: PTH116 - of thousands
                found.append((path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino))
        return tuple(found)

    def _paths(self) -> Iterator[str]:
        listing = list_files(self.root)
        for name in (*listing.paths, *listing.misnamed):
            yield f"{self.root}/{name}"
        for path in self._beside:
            yield str(path)
            yield from islice((f"{top}/{name}" for top, _, files in os.walk(path) for name in files), _MOST_TEXTS)


def _beside(root: Path) -> tuple[Path, ...]:
    """The folder of the transcripts and the list of names, as far as the evaluation says where they are."""
    from cmo_eval.store.yaml_io import YamlProblem, read, read_text  # noqa: PLC0415 - as above

    try:
        value = read(read_text(root / EVALUATION_FILE)).value
    except YamlProblem:
        return ()
    said = value if isinstance(value, dict) else {}
    texts = store.folder(root, str(said["texts"]) if said.get("texts") else None)
    names = root / str(said["names"]) if said.get("names") else None
    return tuple(filter(None, (texts, names)))
