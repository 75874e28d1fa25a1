"""An evaluation of a talk in which people are named, with quotes that hold names, for tests of pseudonyms."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

from minimal import MINIMAL

TEXT = """\
INT: Wie deed dat?
R1: Marijke de Vries begon ermee. Marijkes moeder, mevrouw De Vries, deed mee.
R2: En René? Die kwam met M. de Vries van Stichting De Brug. Mail maar naar rene@debrug.example.
R1: Januari was stil. Toen zei Marijke: we gaan door.
"""

TABLE = """\
# my own table
names:
  - {pseudonym: Karin, forms: [Marijke de Vries]}
  - pseudonym: Bas
    forms: [René]
  - {pseudonym: De Linde, kind: organisation, forms: [Stichting De Brug, de Brug]}
"""

QUOTES = (
    "Marijke de Vries begon ermee.",
    "moeder, mevrouw De Vries, deed",
    "kwam met M. de Vries van Stichting De Brug",
    "Januari was stil.",
    "Toen zei Marijke: we gaan door",
)


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n"))


def village(folder: Path, text: str = TEXT, quotes: tuple[str, ...] = QUOTES, name: str = "FG1.txt") -> Path:
    """The folder of the evaluation; its transcript lies beside it, as it was given, byte by byte."""
    root, texts = folder / "evaluation", folder / "texts"
    plain = composed(text)
    rows = []
    for number, quote in enumerate(quotes, 1):
        start = plain.index(quote)
        end = start + len(quote)
        said_by = plain[plain.rfind("\n", 0, start) + 1 :][:2].lower()
        before, after = plain[max(0, start - 32) : start], plain[end : end + 32]
        rows.append(
            f"  - id: FG1-{number:03d}\n    quote: >-\n      {quote.replace(' ', chr(10) + '      ', 1)}\n"
            f"    selector:\n      start: {start}\n      end: {end}\n"
            f"      prefix: {_quoted(before)}\n      suffix: {_quoted(after)}\n"
            f"    speaker: {said_by}\n    evidence: [{{supports: C1, pattern: P1, parts: [resource]}}]\n"
        )
    files = {
        **MINIMAL,
        "evaluation.yaml": MINIMAL["evaluation.yaml"].replace("language: en", "language: nl") + "texts: ../texts\n",
        "claims/C1-value.yaml": MINIMAL["claims/C1-value.yaml"].replace(
            "- {version: 1, statement: Value came before cost.}",
            "- version: 1\n    statement: Waar Marijke komt, gaat het door.  # zegt René",
        ),
        "sources/FG1.yaml": "id: FG1\nkind: focus_group\ntitle: Talk with Marijke de Vries\ngroup: staff\n"
        "participants:\n"
        "  - {id: r1, role: manager, group: staff, consent: quote}\n"
        "  - {id: r2, role: manager, group: staff, consent: quote}\n"
        f"text: {name}\ntext_sha256: {hashlib.sha256(plain.encode()).hexdigest()}\n",
        "sources/FG1.citations.yaml": "coder: AB\ndefaults: {quality: observation}\ncitations:\n" + "".join(rows),
        "sources/FG1.citations.CD.yaml": "coder: CD\ndefaults: {quality: observation}\ncitations:\n"
        + "".join(rows[:1]),
        "writing/draft.md": "Volgens **Marijke de\nVries** (Stichting De Brug) en Rene.\r\n",
        "exchange.xml": '<?xml version="1.0"?>\n<parts><part in="Memo" is="m"><Note name="René">Marijke</Note></part>'
        "</parts>\n",
    }
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode())
    texts.mkdir()
    (texts / name).write_bytes(text.encode())
    return root


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def table(folder: Path, text: str = TABLE) -> Path:
    """A table of names, beside the evaluation."""
    path = folder / "safe" / "names.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder but those of the program and of git."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".cmo-eval", ".git", "safe"} & set(path.parts)
    }
