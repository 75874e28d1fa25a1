"""What is seen of citations as they are read and is kept without their words: dates, lacks, and digests of quotes.

A digest tells whether two quotes are the same, and not what they say. It is salted with the evaluation's id, so that
digests of two evaluations cannot be compared; quotes of a few words have none, since these could be guessed.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from struct import Struct
from typing import Any

from cmo_eval.model import Citation
from cmo_eval.model.base import last_day
from cmo_eval.register import folded

_PRINT = Struct("<QLL")
_NONE = bytes(_PRINT.size)
_LEAST = 24  # letters: what is shorter is said twice by chance, and could be guessed from its digest
_EDGE = 32


def salt_of(evaluation_id: str) -> str:
    """The salt of an evaluation's digests."""
    return hashlib.blake2b(evaluation_id.encode(), digest_size=8).hexdigest()


def prints(packed: str) -> list[tuple[int, int, int]]:
    """For each citation of a file the digests of its quote, of how it begins, and of how it ends; zeros for none."""
    return list(_PRINT.iter_unpack(b64decode(packed)))


@dataclass
class Seen:
    """What is seen of a file of citations; `salt` is that of the evaluation."""

    salt: str = ""
    first_coded: str | None = None
    no_place: bool = False
    odd_selector: bool = False
    odd_adjudication: bool = False
    _prints: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        key = self.salt.encode()
        self._start = zlib.crc32(key)
        self._empty = hashlib.blake2b(digest_size=8, key=key)

    def add(self, citation: Citation) -> None:
        """Take in one citation, in the order of the file."""
        coded = citation.coded
        if coded is not None:
            coded = last_day(coded)
            if self.first_coded is None or coded < self.first_coded:
                self.first_coded = coded
            if citation.adjudicated is not None and adjudicated_too_soon(citation):
                self.odd_adjudication = True
        selector = citation.selector
        if selector is not None:
            self.odd_selector = self.odd_selector or selector.end <= selector.start
        elif citation.at is None and citation.verbatim and citation.quote is not None:
            self.no_place = True
        self._prints.append(_NONE if citation.quote is None else self._print(citation.quote))

    def _print(self, quote: str) -> bytes:
        words = folded(quote)
        if len(words) < _LEAST:
            return _NONE
        exact = self._empty.copy()  # to copy a keyed digest is faster than to make one
        exact.update(words)
        start = self._start
        return exact.digest() + _EDGES.pack(zlib.crc32(words[:_EDGE], start), zlib.crc32(words[-_EDGE:], start))

    def facts(self) -> dict[str, Any]:
        """What rules over the whole ask of it; `odd` names what is wrong in it somewhere."""
        odd = [name for name in ("no_place", "odd_selector", "odd_adjudication") if getattr(self, name)]
        return {"first_coded": self.first_coded, "odd": odd, "salt": self.salt}

    @property
    def prints(self) -> str:
        """The digests of all quotes, as `prints` reads them."""
        return b64encode(b"".join(self._prints)).decode("ascii")


_EDGES = Struct("<LL")


def adjudicated_too_soon(citation: Citation) -> bool:
    """Whether the difference was settled before the citation was coded."""
    settled = citation.adjudicated
    return settled is not None and citation.coded is not None and last_day(settled.date) < citation.coded
