"""What the sources, codes and coders of another program's project are here, as somebody says it once in a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, get_args

from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.checking import named
from cmo_eval.edits.exchange.codes import is_ours
from cmo_eval.edits.kinds import SOURCE_KINDS, USUAL_KIND
from cmo_eval.edits.plan import content_of
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES
from cmo_eval.model.base import ID_PATTERN, KEY_PATTERN
from cmo_eval.model.codebook import CodeKind
from cmo_eval.store.shape import short
from cmo_eval.store.yaml_io import YamlProblem, decoded, read

CODE_KINDS: tuple[str, ...] = get_args(CodeKind)
USUAL_CODE = "theme"
USUAL_QUALITY = "report"
CONSENTS = ("quote", "background")
NOTHING = "nothing"
"""What a code means that is not to come in."""

_USUAL = {
    "kind": [*SOURCE_KINDS],
    "group": None,
    "consent": [*CONSENTS],
    "quality": [*QUALITIES],
    "code_kind": CODE_KINDS,
}
_PARTS = {
    "sources": {"name", "guid", "id", "kind", "group", "consent", "title", "leave_out"},
    "codes": {"name", "guid", "id", "kind", "means"},
    "coders": {"name", "guid", "initials"},
}

_EMPTY = "name a file that is not there: it is written, to be filled in"
_IDS: dict[str, tuple[str, str]] = {
    "id of sources": (ID_PATTERN, "begin with a letter, then letters, digits or _, such as IN7"),
    "id of codes": (KEY_PATTERN, "begin with a letter, then letters, digits, _ or -, without blanks"),
    "initials of coders": (KEY_PATTERN, "begin with a letter, then letters, digits, _ or -, such as AB"),
}

_HEAD = """\
# What the sources, codes and coders of {name} are here. Change what is not right, then:
#   cmo-eval exchange import {name} --map {map}
# kind, group and consent hold for all sources that do not say otherwise; without consent (quote or background) nobody's
# words are printed. quality is that of what says none. A code of the codebook has an id and a kind; in place of these,
# `means` may say a stance (supports C3, refutes C3:P07:outcome), a part of a pattern (P07:context) for codings that
# have one stance beside it, or `nothing` for a code that stays out.
"""


@dataclass(frozen=True)
class Mapped:
    """What is said of all (`usual`), and of sources, codes and coders, each by its GUID or name."""

    usual: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def of(self, what: str, guid: str, *names: str) -> Mapping[str, str]:
        """What is said of a source, code or coder: by its GUID, else by one of its names."""
        said = self.parts.get(what, {})
        return next((said[key] for key in (guid, *names) if key in said), {})

    def strange(self, what: str, known: Collection[str]) -> Iterator[str]:
        """The names of sources, codes or coders of which something is said, and which are not among these."""
        said = self.parts.get(what, {})
        keys: dict[int, list[str]] = defaultdict(list)
        for key, one in said.items():
            keys[id(one)].append(key)
        for names in keys.values():
            if not any(name in known for name in names):
                yield said[names[0]].get("name", names[0])


def mapping(path: Path, groups: Iterable[str]) -> Mapped:
    """What a file says.

    Args:
        path: of the file.
        groups: the groups of the evaluation.

    Raises:
        UsageError: it is not there, cannot be read, or says what cannot be.
    """
    try:
        value = read(decoded(content_of(path, _EMPTY))).value
    except YamlProblem as problem:
        raise UsageError(f"{path.name}:{problem.position.line}: {problem.message}", "mend it") from None
    if not isinstance(value, dict):
        raise UsageError(f"{path.name} does not say what is what", _EMPTY)
    return mapped(value, groups, path.name)


def mapped(value: Mapping[str, Any], groups: Iterable[str], where: str) -> Mapped:
    """What is said by the keys of a mapping file.

    Args:
        value: the keys with what they say.
        groups: the groups of the evaluation.
        where: it is said, for messages.

    Raises:
        UsageError: it says what cannot be.
    """
    choices = {**_USUAL, "group": [*groups]}
    usual: dict[str, str] = {}
    parts: dict[str, dict[str, Mapping[str, str]]] = {}
    for key, part in value.items():
        if named(key, [*_USUAL, *_PARTS], f"key of {where}") in _PARTS:
            parts[key] = _items(where, key, part, choices)
        elif part:
            usual[key] = named(str(part), choices[key] or (), key)
    return Mapped(usual, parts)


def _items(where: str, what: str, items: Any, choices: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for item in items or ():
        if not isinstance(item, dict) or not (item.get("guid") or item.get("name")):
            raise UsageError(f"{where}: an entry of {what} says neither guid nor name", "say which it is about")
        said = {named(key, _PARTS[what], f"key in {what}"): str(part) for key, part in item.items() if part}
        about = said.get("name") or said.get("guid", "")
        for key, id_ in said.items():
            form, hint = _IDS.get(f"{key} of {what}", (".*", ""))
            if re.fullmatch(form, id_, re.DOTALL) is None:
                raise UsageError(f"{where}: '{short(id_)}' cannot be the {key} of {short(about)}", hint)
        if said.get("leave_out", "true").lower() not in {"true", "false"}:
            raise UsageError(
                f"{where}: leave_out of {short(about)} is '{short(said['leave_out'])}'", "say true or false"
            )
        if "leave_out" in said:
            said["leave_out"] = said["leave_out"].lower()
        of_codes = {"kind": CODE_KINDS}
        for key in ("kind", "group", "consent"):
            if key in said:
                said[key] = named(said[key], (of_codes if what == "codes" else choices)[key], key)
        means = said.get("means")
        if means and means != NOTHING and not is_ours(means):
            hint = "write it as supports C3, refutes C3:P07:outcome, P07:context or nothing, or give the code an `id`"
            raise UsageError(f"{where}: '{means[:40]}' is nothing that a code can mean", hint)
        for key in ("guid", "name"):
            if key in said:
                found.setdefault(said[key].lower() if key == "guid" else said[key], said)
    return found


def template(file: Path, path: Path, parts: Mapping[str, Any]) -> bytes:
    """A file to fill in.

    Args:
        file: the project that it is about.
        path: where it will lie.
        parts: what is proposed for each source, code and coder, and of all what is not usual.
    """
    usual = {"kind": USUAL_KIND, "group": "", "consent": "", "quality": USUAL_QUALITY, "code_kind": USUAL_CODE}
    value = {**usual, **{what: items for what, items in parts.items() if items}}
    return with_value(_HEAD.format(name=file.name, map=path.name), value).encode("utf-8")
