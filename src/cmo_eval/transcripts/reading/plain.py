"""Plain text: a row a line, or a paragraph where the lines were broken to a width."""

from __future__ import annotations

from cmo_eval.transcripts.encoding import cleaned, decoded
from cmo_eval.transcripts.reading import Row, Rows
from cmo_eval.transcripts.reading.counting import words_in
from cmo_eval.transcripts.reading.paragraphs import is_broken, joined
from cmo_eval.transcripts.reading.told import told


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - formats that share a module are told apart by it
    """The rows of a plain text.

    Raises:
        CmoEvalError: it is no text.
    """
    found = decoded(content)
    text, unseen = cleaned(found.text)
    said = [found.note] if found.note else []
    said += told({"invisible character": unseen})
    lines = text.split("\n")
    if is_broken(lines):
        lines = joined(lines)
        said.append("lines that were broken to a width are joined to paragraphs")
    count = words_in(lines)
    return Rows(tuple(Row(line) for line in lines), "plain text", found.encoding, found.guessed, tuple(said), count)
