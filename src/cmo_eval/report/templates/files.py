"""Which templates there are, and their text: the built-in ones and an evaluation's own; renders nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from difflib import get_close_matches
from pathlib import Path

from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import CmoEvalError

SUFFIX = ".md.j2"
BUILTIN = "builtin/"
"""What the name of a built-in template may begin with, to reach it where another stands in its place."""
MACROS = "macros" + SUFFIX
_MACRO = expression(r"\{%-?\s*macro\s+(\w+)")
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Templates:
    """Templates by name, as text: those of an evaluation, if they differ, and the built-in ones."""

    builtin: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The text of a template; None where there is none of that name.

        Own macros come beside the built-in ones, so that an evaluation can change one of them.
        """
        if name.startswith(BUILTIN):
            return self.builtin.get(name.removeprefix(BUILTIN))
        if name == MACROS and name in self.own:
            names = _MACRO.findall(self.builtin[MACROS])
            kept = "".join(f"{{% set {one} = builtin.{one} %}}" for one in names)
            # on one line with the first of its own, whose lines keep their numbers
            return f"{{% import '{BUILTIN}{MACROS}' as builtin %}}{kept}{self.own[name]}"
        return self.own.get(name, self.builtin.get(name))

    def unused(self, used: Collection[str]) -> Iterator[str]:
        """What is odd about own templates that no template asked for, said."""
        stems = [name.removesuffix(SUFFIX) for name in self.builtin]
        for name in self.own:
            if name in used:
                continue
            near = get_close_matches(name.removesuffix(SUFFIX), stems, n=1)
            if name in self.builtin:
                why = ": no template asks for it any more"
            elif near:
                why = f"; did you mean {near[0]}{SUFFIX}?"
            else:
                why = f"; those that are used are {', '.join(self.builtin)}"
            yield f"templates/{name} was not used{why}"


def builtin_templates() -> Path:
    """The folder of the built-in templates: in the package, else in the checkout (an editable install)."""
    packaged = Path(__file__).parents[2] / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[4] / "templates"


def read_templates(overrides: Path | None = None) -> Templates:
    """The built-in templates, and those in a folder that differ from them; none of the built-in folder itself.

    Args:
        overrides: the folder, with folders in it; it need not be there.

    Raises:
        CmoEvalError: one cannot be read, is no UTF-8, is larger than 1 MB, or is a link to outside the folder.
    """
    folder = builtin_templates()
    builtin = {file.name: _text(file, folder) for file in sorted(folder.glob("*" + SUFFIX))}
    if overrides is None or not overrides.is_dir() or overrides.resolve() == folder.resolve():
        return Templates(builtin)
    own = {
        file.relative_to(overrides).as_posix(): _text(file, overrides)
        for file in sorted(overrides.rglob("*" + SUFFIX))
        if file.is_symlink() or file.is_file()
    }
    return Templates(builtin, {name: text for name, text in own.items() if text != builtin.get(name)})


def inside(file: Path, folder: Path, what: str) -> Path:
    """The file, where it lies in the folder and not elsewhere by way of a link.

    What an evaluation brings along must not bring a file of the reader's machine into the report.

    Raises:
        CmoEvalError: it is a link to outside the folder.
    """
    try:
        found = file.resolve()
    except (OSError, RuntimeError):  # a link in a circle
        found = Path()
    if not found.is_relative_to(folder.resolve()):
        raise CmoEvalError(f"the {what} {file} is a link to outside its folder", "put the file itself there")
    return file


def _text(file: Path, folder: Path) -> str:
    """The template with line feeds, without a byte order mark."""
    inside(file, folder, "template")
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise CmoEvalError(f"the template {file} is larger than 1 MB", "take out what is no layout")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CmoEvalError(
            f"template {file.name}, line {line}: the file is not UTF-8 text", "save it again as UTF-8"
        ) from None
    except OSError as error:
        raise CmoEvalError(f"the template {file} cannot be read: {error.strerror or error}", "mend that") from None


# ---- the house style -------------------------------------------------------------------------------------------------

_STYLE_SHEET = "report.css"
_ELSEWHERE = expression(r"@import|url\(\s*[\"']?\s*(?!data:|#)[^\s\"')]", re.IGNORECASE)


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
    changes = _own(folder, "house.css")
    css = _css(_own(folder, _STYLE_SHEET) or builtin_templates() / _STYLE_SHEET) + (_css(changes) if changes else "")
    return House(css, reference or _own(folder, "reference.docx"))


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
