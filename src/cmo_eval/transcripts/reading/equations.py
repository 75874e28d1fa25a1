"""Equations of a word processor on one line: 40/60, x^2, √(a+b)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from cmo_eval.transcripts.reading.archive import Element, inner, value_of
from cmo_eval.transcripts.reading.paragraphs import Account

_SINGLE = re.compile(r"[\w.,]+|\(.*\)", re.DOTALL)


def linear(element: Element, account: Account) -> str:
    """The words and signs of an equation (`m:oMath` or what is in one) as somebody would type them."""
    tag = element.tag
    if tag in {"m:t", "w:t"}:
        return account.read(element)
    if tag == "w:del" or tag.endswith("Pr"):
        account.left_out(element)
        return ""
    parts = [(child.tag, linear(child, account)) for child in element]
    of: defaultdict[str, str] = defaultdict(str, parts)
    if tag in _WRITTEN:
        return _WRITTEN[tag](of)
    if tag == "m:mr":
        return ", ".join(text for _, text in parts)
    if tag == "m:m":
        return f"[{'; '.join(text for name, text in parts if name == 'm:mr')}]"
    if tag == "m:d":
        inside = _sign(element, "sepChr", "|").join(text for name, text in parts if name == "m:e")
        return f"{_sign(element, 'begChr', '(')}{inside}{_sign(element, 'endChr', ')')}"
    if tag == "m:nary":
        return f"{_sign(element, 'chr', '∫')}{_at_corners(of)} {of['m:e']}"
    return "".join(text for _, text in parts)


def _sign(element: Element, name: str, usual: str) -> str:
    """A sign that the properties of an element name, which may be none at all, or else the usual one."""
    found = value_of(inner(element, f"{element.tag}Pr"), f"m:{name}")
    return usual if found is None else found


def _grouped(text: str) -> str:
    return text if _SINGLE.fullmatch(text) else f"({text})"


def _raised(text: str, sign: str = "") -> str:
    return f"{sign}{_grouped(text)}" if text else ""


def _at_corners(of: Mapping[str, str]) -> str:
    return f"{_raised(of['m:sub'], '_')}{_raised(of['m:sup'], '^')}"


_WRITTEN: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "m:f": lambda of: f"{_grouped(of['m:num'])}/{_grouped(of['m:den'])}",
    "m:rad": lambda of: f"{_raised(of['m:deg'])}√({of['m:e']})",
    "m:func": lambda of: f"{of['m:fName']} {of['m:e']}",
    **dict.fromkeys(("m:limLow", "m:limUpp"), lambda of: f"{of['m:e']} {of['m:lim']}"),
    **dict.fromkeys(("m:sSub", "m:sSup", "m:sSubSup"), lambda of: f"{of['m:e']}{_at_corners(of)}"),
    "m:sPre": lambda of: f"{_at_corners(of)} {of['m:e']}",
}

_MATHML = {
    "math:mfrac": ("m:f", "m:num", "m:den"),
    "math:msub": ("m:sSub", "m:e", "m:sub"),
    "math:msup": ("m:sSup", "m:e", "m:sup"),
    "math:msubsup": ("m:sSubSup", "m:e", "m:sub", "m:sup"),
    "math:mroot": ("m:rad", "m:e", "m:deg"),
}
"""The element of a Word document that one of MathML is written as, and what the parts of it are there."""


def of_mathml(element: Element) -> str:
    """The same for MathML (`math:math` or what is in one), as OpenDocument has it."""
    tag = element.tag
    if tag.startswith("math:annotation"):
        return ""
    parts = [of_mathml(child) for child in element]
    if not parts:
        return (element.text or "").strip()
    if tag in _MATHML:
        like, *names = _MATHML[tag]
        return _WRITTEN[like](defaultdict(str, zip(names, parts, strict=False)))
    if tag == "math:mtr":
        return ", ".join(parts)
    if tag == "math:mtable":
        return f"[{'; '.join(parts)}]"
    return f"√({''.join(parts)})" if tag == "math:msqrt" else "".join(parts)
