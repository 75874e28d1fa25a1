"""A programme theory as Mermaid text, for pages that draw it themselves; no label can break it."""

from __future__ import annotations

import unicodedata

from cmo_eval.charts.lettering import clean
from cmo_eval.charts.picture import About
from cmo_eval.charts.theory import Theory

MARK = "%% cmo-eval"
"""How every Mermaid text of ours begins: such a file may be written over."""

_PLAIN = frozenset(" .,:-–—‘’'()/?!+−±=…")


def theory_mermaid(about: About, theory: Theory, contrast: str) -> str:
    """A flowchart with a subgraph for each group.

    Args:
        about: its title and description.
        theory: what is drawn.
        contrast: the words on a line between boxes that contrast.
    """
    lines = [MARK, "flowchart TB", f"  accTitle: {_line(about.title)}", f"  accDescr: {_line(about.alternative)}"]
    names: dict[str, str] = {}
    for number, group in enumerate(theory.groups, start=1):
        words = " ".join(filter(None, (group.id, group.title)))
        title = f"{words} ({group.note})" if group.note else words
        lines.append(f'  subgraph g{number}["{label(title)}"]')
        lines.append("    direction LR")
        for box in group.boxes:
            names[box.id] = f"b{len(names) + 1}"
            sign = f" ({box.sign})" if box.sign else ""
            lines.append(f'    {names[box.id]}["{label(f"{box.id} {box.title}{sign}")}"]')
        lines.append("  end")
    for one, other in dict.fromkeys(theory.ripples):
        if one in names and other in names:
            lines.append(f"  {names[one]} --> {names[other]}")
    for one, other in dict.fromkeys(theory.contrasts):
        if one in names and other in names:
            lines.append(f'  {names[one]} -.-|"{label(contrast)}"| {names[other]}')
    return "\n".join(lines) + "\n"


def label(text: str) -> str:
    """The text as it may stand between quotation marks: what could be markup is written as a number (`#60;`)."""
    return "".join(one if one in _PLAIN or _harmless(one) else f"#{ord(one)};" for one in clean(text))


def _harmless(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _line(text: str) -> str:
    """The text as a title or description, which Mermaid reads to the end of the line as it stands.

    It would end at a `#` or `;`, and read settings between `%%{` and `}%%`.
    """
    return "".join(
        {"#": "", ";": ",", "%": "", "{": "(", "}": ")", "<": "", ">": ""}.get(one, one) for one in clean(text)
    )
