"""Writes rules.md: what each code means, from where it is declared: most often the docstring of its rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cmo_eval.rules import CODES, FAMILIES

PAGE = Path(__file__).parent / "rules.md"


def page() -> str:
    """The page: an overview of all codes, then a section for each."""
    return "\n".join([*_overview(), *_sections()])


def _overview() -> Iterator[str]:
    yield "# What `cmo-eval validate` finds\n"
    yield "Made from the rules themselves; `cmo-eval explain CODE` says the same."
    for family, name in FAMILIES.items():
        entries = [entry for entry in CODES.values() if entry.code[3] == family]
        if not entries:
            continue
        yield f"\n## {family}xx: {name}\n\n| code | severity | what |\n| --- | --- | --- |"
        for entry in entries:
            yield f"| [{entry.code}](#{entry.code.lower()}) | {entry.severity} | {entry.title} |"


def _sections() -> Iterator[str]:
    for entry in CODES.values():
        todo = f"\n**What to do:** {entry.hint}.\n" if entry.hint else ""
        yield f"\n## {entry.code}\n\n*{entry.title[:1].upper()}{entry.title[1:]}; severity: {entry.severity}.*\n"
        yield f"{entry.explanation}\n{todo}".rstrip("\n")
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
