"""Writes a page for each code of the catalogue, from the docstring of its rule, and their index."""

from __future__ import annotations

from pathlib import Path

from cmo_eval.catalogue import CATALOGUE, FAMILIES
from cmo_eval.rules import explanation

HERE = Path(__file__).parent


def pages() -> dict[str, str]:
    """The pages by file name."""
    index = [
        "# What `cmo-eval validate` finds",
        "",
        "Made from the rules themselves; `cmo-eval explain CODE` says the same.",
    ]
    found = {}
    for family, name in FAMILIES.items():
        entries = [entry for entry in CATALOGUE.values() if entry.code[3] == family]
        if not entries:
            continue
        index += ["", f"## {family}xx: {name}", "", "| code | severity | what |", "| --- | --- | --- |"]
        for entry in entries:
            index.append(f"| [{entry.code}]({entry.code}.md) | {entry.severity} | {entry.title} |")
            todo = f"\n\n**What to do:** {entry.hint}." if entry.hint else ""
            heading = f"# {entry.code}: {entry.title}\n\n*Severity: {entry.severity}.*"
            found[f"{entry.code}.md"] = f"{heading}\n\n{explanation(entry.code)}{todo}\n"
    found["README.md"] = "\n".join(index) + "\n"
    return found


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
