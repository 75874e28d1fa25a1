"""What a command said before, said again while no file changed; decides nothing about what is said."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cmo_eval.cache import Answer, Cache, program
from cmo_eval.cli.output import coloured, width
from cmo_eval.folder import find_project, list_files


class Said(NamedTuple):
    """What a command says on stdout, and whether all is sound; `lasts` is False where it must be worked out anew."""

    text: str
    sound: bool
    lasts: bool = True


def replayed(where: Path, question: Sequence[Any], say: Callable[[], Said]) -> Said:
    """What `say` says, from the cache where it said it before and nothing changed since.

    Args:
        where: a folder in the evaluation.
        question: the command and all its options that bear on what it says; the terminal's width and colours are
            added here. Nothing else than these and the evaluation's files may bear on it.
        say: works it out.

    Raises:
        CmoEvalError: `where` lies in no evaluation folder, and whatever `say` raises.
    """
    root = find_project(where)
    listing = list_files(root)
    cache = Cache(root, program())
    asked = json.dumps([*question, width(), coloured(sys.stdout)])
    answer = cache.answer(asked, listing.state)
    if answer is not None:
        return Said(*answer.data)
    said = say()
    if said.lasts:
        cache.keep_answer(asked, listing, Answer(said, {}))
    return said
