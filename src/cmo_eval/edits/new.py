"""New claims, patterns, cases and sources (`new`): their next ids, and files with comments that say what goes where.

What the files say stands in the folder `blank`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from importlib import resources
from string import Template

KINDS = ("claim", "pattern", "case", "source")

_PREFIXES = {"claim": "C", "pattern": "P", "case": "K"}
SOURCE_PREFIXES = {
    "key_actor": "KA",
    "focus_group": "FG",
    "group_interview": "GI",
    "case_interview": "CI",
    "interview": "IN",
    "informal": "IF",
    "document": "DOC",
    "observation": "OB",
    "research": "R",
}


def next_id(kind: str, taken: Iterable[str], source_kind: str = "interview") -> str:
    """The next free id of its kind: one more than the highest, as wide as the others are written."""
    prefix = SOURCE_PREFIXES[source_kind] if kind == "source" else _PREFIXES[kind]
    numbers = [match[1] for id_ in taken if (match := re.fullmatch(rf"{prefix}(\d+)", id_))]
    width = max((len(number) for number in numbers), default=2 if kind == "pattern" else 1)
    return f"{prefix}{max((int(number) for number in numbers), default=0) + 1:0{width}d}"


def record_files(
    kind: str,
    id_: str,
    title: str,
    *,
    source_kind: str = "interview",
    questions: Iterable[str] = (),
    groups: Iterable[str] = (),
) -> dict[str, str]:
    """The files of a new record, by their path with `/`: one, and for a source also that of its citations."""
    quoted = json.dumps(title, ensure_ascii=False)
    if kind == "source":
        return {
            f"sources/{id_}.yaml": blank("source", id=id_, kind=source_kind, title=quoted),
            f"sources/{id_}.citations.yaml": blank("citations", id=id_),
        }
    text = blank(kind, id=id_, title=quoted, questions=", ".join(questions), groups=", ".join(groups))
    return {f"{kind}s/{id_}{_slug(title)}.yaml": text}


def blank(name: str, **words: str) -> str:
    """The text of a file to fill in, with these words in their places."""
    text = (resources.files("cmo_eval.edits") / "blank" / f"{name}.yaml").read_text(encoding="utf-8")
    return Template(text).substitute(words)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:6]
    return ("-" + "-".join(words))[:60].rstrip("-") if words else ""
