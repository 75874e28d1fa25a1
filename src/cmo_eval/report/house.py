"""The house style that a report is given: CSS for HTML, a reference document for Word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.report.templates import builtin_templates, inside

STYLE_SHEET = "report.css"
OWN_STYLE_SHEET = "house.css"
REFERENCE = "reference.docx"


_ELSEWHERE = re.compile(r"@import|url\(\s*[\"']?\s*(?!data:|#)[^\s\"')]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class House:
    """How documents look: `css` for HTML, and for Word the document whose styles are taken, if there is one."""

    css: str
    reference: Path | None = None


def house(folder: Path | None, reference: Path | None = None) -> House:
    """The house style of an evaluation.

    Args:
        folder: the evaluation's own `templates`: its `report.css` takes the place of the built-in one, its `house.css`
            comes after it, and its `reference.docx` gives Word its styles.
        reference: a Word document that does so instead.

    Raises:
        CmoEvalError: a style sheet cannot be read, asks for another file, or is a link to outside the folder.
    """
    css = _css(_own(folder, STYLE_SHEET) or builtin_templates() / STYLE_SHEET)
    changes = _own(folder, OWN_STYLE_SHEET)
    if changes is not None:
        css += _css(changes)
    return House(css, reference or _own(folder, REFERENCE))


def _own(folder: Path | None, name: str) -> Path | None:
    return inside(folder / name, folder, "file") if folder is not None and (folder / name).is_file() else None


def _css(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CmoEvalError(f"the style sheet {path} cannot be read: {error}", "mend it, or take it away") from error
    if _ELSEWHERE.search(text):
        raise CmoEvalError(
            f"the style sheet {path} asks for another file", "put in it what it needs; pictures as data: addresses"
        )
    # in HTML only </style ends a style sheet; < stays the same in CSS when it is written as its number
    return text.replace("\r\n", "\n").replace("</", "<\\/").rstrip("\n") + "\n"
