"""What deduce takes for names in Dutch text, where it is installed: its findings only, never its numbers.

It makes people whose names differ by one letter one person, and a name at the end of a sentence goes on into the next:
so it is asked sentence by sentence, and whose name is whose is decided by our own table.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from cmo_eval.errors import UsageError
from cmo_eval.pseudonyms.finding import Kind
from cmo_eval.pseudonyms.suggesting import Ask

_KINDS: dict[str, Kind] = {
    "persoon": "person",
    "patient": "person",
    "locatie": "place",
    "ziekenhuis": "organisation",
    "zorginstelling": "organisation",
    "instelling": "organisation",
}


def asker() -> Ask:
    """Whom to ask; takes some ten seconds, so once for all texts.

    Raises:
        UsageError: deduce is not installed.
    """
    try:
        program: Any = import_module("deduce").Deduce()
    except ImportError:
        raise UsageError(
            "deduce is not installed beside this program",
            "`pip install deduce` where cmo-eval is, or leave --deduce out",
        ) from None
    except (EOFError, OSError, ValueError) as error:  # its own lists, built the first time and cut off
        raise UsageError(
            f"deduce does not start: {str(error) or type(error).__name__}",
            'build its lists anew: python -c "from deduce import Deduce; Deduce(build_lookup_structs=True)"',
        ) from None

    def ask(sentence: str) -> Iterator[tuple[str, Kind]]:
        for one in program.deidentify(sentence).annotations:
            kind = _KINDS.get(one.tag)
            if kind is not None:
                yield one.text, kind

    return ask
