"""Equations of a word processor on one line: 40/60, x^2, √(a+b)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from cmo_eval.transcripts.reading.account import Account
from cmo_eval.transcripts.reading.archive import Element, attribute, inner, too_deep

_MOST_DEPTH = 100
_SINGLE = re.compile(r"[\w.,]+|\(.*\)", re.DOTALL)


def linear(element: Element, account: Account, depth: int = 0) -> str:
    """The words and signs of an equation (`m:oMath` or what is in one) as somebody would type them.

    Raises:
        CmoEvalError: it is nested without end.
    """
    if depth > _MOST_DEPTH:
        raise too_deep()
    tag = element.tag
    if tag in {"m:t", "w:t"}:
        return account.read(element)
    if tag == "w:del" or tag.endswith("Pr"):
        account.left_out(element)
        return ""
    parts = [(child.tag, linear(child, account, depth + 1)) for child in element]
    if tag in _WRITTEN:
        of: defaultdict[str, str] = defaultdict(str, parts)
        return _WRITTEN[tag](of)
    if tag == "m:mr":
        return ", ".join(text for _, text in parts)
    if tag == "m:m":
        return f"[{'; '.join(text for name, text in parts if name == 'm:mr')}]"
    if tag == "m:d":
        begin, between, end = (_sign(element, f"m:{name}") for name in ("begChr", "sepChr", "endChr"))
        inside = _or(between, "|").join(text for name, text in parts if name == "m:e")
        return f"{_or(begin, '(')}{inside}{_or(end, ')')}"
    if tag == "m:nary":
        of = defaultdict(str, parts)
        return f"{_or(_sign(element, 'm:chr'), '∫')}{_at_corners(of)} {of['m:e']}"
    return "".join(text for _, text in parts)


def _raised(text: str, sign: str) -> str:
    return f"{sign}{_grouped(text)}" if text else ""


def _grouped(text: str) -> str:
    return text if _SINGLE.fullmatch(text) else f"({text})"


def _at_corners(of: Mapping[str, str]) -> str:
    return f"{_raised(of['m:sub'], '_')}{_raised(of['m:sup'], '^')}"


_WRITTEN: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "m:f": lambda of: f"{_grouped(of['m:num'])}/{_grouped(of['m:den'])}",
    "m:rad": lambda of: f"{_raised(of['m:deg'], '')}√({of['m:e']})",
    "m:func": lambda of: f"{of['m:fName']} {of['m:e']}",
    "m:limLow": lambda of: f"{of['m:e']} {of['m:lim']}",
    "m:limUpp": lambda of: f"{of['m:e']} {of['m:lim']}",
    "m:sSub": lambda of: f"{of['m:e']}{_at_corners(of)}",
    "m:sSup": lambda of: f"{of['m:e']}{_at_corners(of)}",
    "m:sSubSup": lambda of: f"{of['m:e']}{_at_corners(of)}",
    "m:sPre": lambda of: f"{_at_corners(of)} {of['m:e']}",
}


def _sign(element: Element, name: str) -> str | None:
    """A sign that the properties of an element name."""
    found = inner(element, f"{element.tag}Pr", name)
    return attribute(found, "val") if found is not None else None


def _or(sign: str | None, usual: str) -> str:
    return usual if sign is None else sign


def of_mathml(element: Element, depth: int = 0) -> str:
    """The same for MathML (`math:math` or what is in one), as OpenDocument has it.

    Raises:
        CmoEvalError: it is nested without end.
    """
    if depth > _MOST_DEPTH:
        raise too_deep()
    name = element.tag.partition(":")[2]
    if name.startswith("annotation"):
        return ""
    parts = [of_mathml(child, depth + 1) for child in element]
    if not parts:
        return (element.text or "").strip()
    first, second, third = (*parts, "", "")[:3] if len(parts) < 3 else parts[:3]
    written = {
        "mfrac": f"{_grouped(first)}/{_grouped(second)}",
        "msup": f"{first}{_raised(second, '^')}",
        "msub": f"{first}{_raised(second, '_')}",
        "msubsup": f"{first}{_raised(second, '_')}{_raised(third, '^')}",
        "msqrt": f"√({''.join(parts)})",
        "mroot": f"{_raised(second, '')}√({first})",
        "mtable": f"[{'; '.join(parts)}]",
        "mtr": ", ".join(parts),
    }
    return written.get(name, "".join(parts))
