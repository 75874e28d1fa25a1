"""Text that NVivo exports of a code (a node): below each file that is coded its references, as rows of a table."""

from __future__ import annotations

import re
from pathlib import Path

from cmo_eval.deferred import expression
from cmo_eval.projects.tables import Row, Table, lines_of
from cmo_eval.transcripts.encoding import decoded

HEADERS = ("folder", "document", "code", "words")

_FILE = expression(
    r"[ \t]*<?([^\n<>]*?)>?[ \t]+[-–][ \t]+§[ \t]*\d+ references? coded[ \t]*\[[^\[\]\n]*%[^\[\]\n]*\][ \t]*"
)
_REFERENCE = expression(r"[ \t]*Reference \d+ [-–][ \t]*[\d.,]+[ \t]?% Coverage[ \t]*")
_AREA = expression(r"(?:Page \d+ : )?\(\d+,\d+\) - \(\d+,\d+\)")


def table(name: str, content: bytes) -> Table | None:
    """The references in a text or a Word document; None where it is no such export.

    The export does not say which code it is of: programs and people name the file after it.

    Raises:
        CmoEvalError: it is damaged, protected or no text.
    """
    text = decoded(content).text if name.casefold().endswith(".txt") else lines_of(name, content)
    code = Path(name).stem
    rows: list[Row] = []
    folder, document, words, number = "", "", list[str](), 0

    def end() -> None:
        if number:
            whole = "\n".join(words).strip()
            cells = {1: folder, 2: document, 3: code, 4: "" if _AREA.fullmatch(whole) else whole}
            rows.append(Row(number, {place: cell for place, cell in cells.items() if cell}, len(cells), {}))

    for line_number, line in enumerate(text.splitlines(), 1):
        file = _FILE.fullmatch(line)
        if file is not None or _REFERENCE.fullmatch(line) is not None:
            end()
            words, number = [], 0 if file is not None else line_number
            if file is not None:
                *folders, document = re.split(r"\\+", file[1].strip())
                folder = "/".join(folders)
        elif number:
            words.append(line.strip())
    end()
    return Table(dict(enumerate(HEADERS, 1)), tuple(rows), ragged=False) if rows else None
