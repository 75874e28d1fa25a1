"""What a reader finds in the files of a report, however they are made: words, titles, alternatives, properties.

It reads the bytes that are about to be written, so that nothing can come into them unseen: by a template, a style
sheet, a reference document or a library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cmo_eval.errors import CmoEvalError
from cmo_eval.report.templates import SUFFIX
from cmo_eval.rules.names import Names
from cmo_eval.transcripts.file_words import said

_MOST = 5


def refuse_names(files: Mapping[str, bytes], names: Names, own: Path) -> None:
    """Nothing, where no name of the list stands in any of these files.

    Args:
        files: what is about to be written, by relative names.
        names: the list of names that must never be published.
        own: the folder of the evaluation's own templates, in which a name that is printed may stand.

    Raises:
        CmoEvalError: one does; says in which file, and where it may come from.
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    for file, content in files.items():
        for text in (file, *said(file, content)):
            if text not in seen:
                seen.add(text)
                for masked in names.found(text):
                    found.setdefault(file, masked)
    if not found:
        return
    shown = [f"{file} ({masked})" for file, masked in list(found.items())[:_MOST]]
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    origin = ", ".join(_origins(own, names))
    raise CmoEvalError(
        f"a name of the list would be printed in {', '.join(shown)}{more}: nothing was written",
        f"it stands in {origin}" if origin else "it comes from a template, the style sheet or the reference document",
    )


def _origins(own: Path, names: Names) -> Iterator[str]:
    """The files of the user's own that bring a name in, text ones with the line."""
    for path in sorted(own.rglob("*")) if own.is_dir() else ():
        if not path.is_file() or path.is_symlink() or not path.name.endswith((SUFFIX, ".css", ".docx")):
            continue
        content = path.read_bytes()
        shown = f"{own.name}/{path.relative_to(own).as_posix()}"
        if path.suffix == ".docx":
            if any(True for text in said(path.name, content) for _ in names.found(text)):
                yield shown
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if any(True for _ in names.found(line)):
                yield f"{shown}, line {number}"
                break
