"""The words of all citations that may be printed, read once and kept packed; knows nothing of stances or claims."""

from __future__ import annotations

from array import array

from cmo_eval.disclosure import quotable
from cmo_eval.progress import steps
from cmo_eval.report.sentences import place
from cmo_eval.store.repository import Repository


class Spoken:
    """What was said in each citation, and where: text after text in one run of bytes, with where each begins.

    A hundred thousand texts take what they are long, and no object each.
    """

    def __init__(self, citations: int) -> None:
        """Of so many citations, nothing yet."""
        self._bytes = bytearray()
        self._starts = array("Q", bytes(8 * citations))
        self._lengths = array("I", bytes(4 * citations))
        self._places = array("I", bytes(4 * citations))

    def keep(self, row: int, text: str, at: str) -> None:
        """Keep the words of a row of the citations, and where they stand."""
        self._starts[row] = len(self._bytes)
        for part, lengths in ((text, self._lengths), (at, self._places)):
            encoded = part.encode("utf-8", "surrogatepass")
            lengths[row] = len(encoded)
            self._bytes += encoded

    def text(self, row: int) -> str:
        """The words of a row; empty where they are held back."""
        start = self._starts[row]
        return self._bytes[start : start + self._lengths[row]].decode("utf-8", "surrogatepass")

    def place(self, row: int) -> str:
        """Where they stand in their source, said; empty where it is not given."""
        start = self._starts[row] + self._lengths[row]
        return self._bytes[start : start + self._places[row]].decode("utf-8", "surrogatepass")


def read_spoken(repository: Repository, language: str) -> Spoken:
    """The words of every citation, unless they may not be printed; each file is read once.

    Of an id that is used twice, the first is taken.

    Raises:
        CmoEvalError: a file changed since it was read.
    """
    columns = repository.citations
    # file by file, so that each file is parsed once however the rows are mixed
    order = sorted(columns.row_of.values(), key=lambda row: (columns.files[row], columns.indexes[row]))
    spoken = Spoken(len(columns))
    for row, citation in zip(steps(order, "reading quotes"), repository.whole_citations(order), strict=True):
        words = " ".join((citation.quote or "").split()) if quotable(repository, row) else ""
        spoken.keep(row, words, place(citation.at, language))
    return spoken
