"""What codes and coders of another program's project are here, and what its codings of one passage say together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.exchange.codes import (
    PARAPHRASE,
    QUALITY,
    code_id,
    downwards,
    is_ours,
    part_meant,
    said_of,
    stance_meant,
)
from cmo_eval.edits.exchange.ids import NOBODY, IdMap
from cmo_eval.edits.exchange.mapping import CODE_KINDS, NOTHING, USUAL_CODE, Mapped
from cmo_eval.model import PARTS
from cmo_eval.nearest import key
from cmo_eval.projects.counting import Placed
from cmo_eval.projects.project import Code, Coder, Project
from cmo_eval.store.repository import Repository

_DAY = expression(r"\d{4}-\d\d-\d\d")
_INITIALS = expression(r"[A-ZÀ-Þ]{2,4}[0-9]?")


def initials(project: Project, id_map: IdMap, mapped: Mapped, team: Sequence[str]) -> dict[str, str]:
    """The initials of each coder, by GUID: as they came in before, as somebody says, or of their name; not nobody's."""
    found: dict[str, str] = {}
    for coder in project.coders:
        if coder.id == NOBODY.id or coder.name == NOBODY.name:
            continue
        given = id_map.named("coders", coder.id) or mapped.of("coders", coder.id, coder.name).get("initials")
        own = next((one for one in team if id_map.guid("coders", one) == coder.id), None)
        found[coder.id] = given or own or _initials(coder, team, found.values())
    return found


def _initials(coder: Coder, team: Sequence[str], taken: Collection[str]) -> str:
    name = coder.name.strip()
    if name in team or _INITIALS.fullmatch(name):
        return name
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name))[:3].upper() or "X"
    letters = letters if len(letters) > 1 else (re.sub(r"[\W\d_]", "", name)[:2].upper() or "X").ljust(2, "X")
    used = {*team, *taken}
    return next(one for number in range(len(used) + 2) if (one := f"{letters}{number or ''}") not in used)


class Meanings:
    """What the codes of a project mean here, by GUID; `new` are those that the codebook gets, as entries of it."""

    def __init__(self, project: Project, repository: Repository, id_map: IdMap, mapped: Mapped) -> None:
        self.codes = {code.id: code for code in project.codes}
        self.meaning: dict[str, str] = {}
        self.new: dict[str, dict[str, str]] = {}
        self.colours: dict[str, str] = {}
        self._repository, self._id_map, self._mapped = repository, id_map, mapped
        self._labels = {code.label: code.id for code in repository.codes.values() if code.label}
        coded = {coding.code for coding in project.codings}
        below = downwards({code.id: code.parent for code in project.codes})
        for id_ in below:
            if is_ours(self.codes[id_].name) or not self._holds_ours(id_, below, coded):
                self._take(self.codes[id_])

    def _holds_ours(self, code: str, below: Mapping[str, Sequence[str]], coded: Collection[str | None]) -> bool:
        """Whether a code, or what stands below it, is no more than what holds codes of ours together."""
        inner, seen = [code], set[str]()
        while inner:
            one = inner.pop()
            if one in coded or one in seen or not below[one]:
                return False
            seen.add(one)
            inner += [under for under in below[one] if not is_ours(self.codes[under].name)]
        return True

    def path(self, code: Code) -> str:
        """The names of a code and of those above it: `trust/staff`."""
        names, above = [code.name], code.parent
        while above in self.codes and len(names) <= len(self.codes):
            names.append(self.codes[above].name)
            above = self.codes[above].parent
        return "/".join(reversed(names))

    def otherwise(self, used: Collection[str | None]) -> Iterator[str]:
        """The codes of these that mean a stance or the like here, which came neither from here nor in before."""
        for guid, meaning in self.meaning.items():
            known = guid not in used or self._id_map.named("codes", guid) or self._id_map.guid("codes", meaning) == guid
            if meaning and not meaning.startswith("#") and not known:
                name = self.codes[guid].name
                yield name if name == meaning else f"{name}: {meaning}"

    def _take(self, code: Code) -> None:
        said = self._mapped.of("codes", code.id, self.path(code), code.name)
        before = self._id_map.named("codes", code.id)
        if means := said.get("means"):
            self.meaning[code.id] = "" if means == NOTHING else means
        elif before is not None and (not before.startswith("#") or before[1:] in self._repository.codes):
            self.meaning[code.id] = before
        elif is_ours(code.name) and not said.get("id"):
            self.meaning[code.id] = code.name
        else:
            self.meaning[code.id] = f"#{self._of_book(code, said)}"
        if code.colour and self.meaning[code.id]:
            self.colours[self.meaning[code.id]] = code.colour

    def _of_book(self, code: Code, said: Mapping[str, str]) -> str:
        book, described = self._repository.codes, said_of(code.description)
        own = next((id_ for id_ in book if self._id_map.guid("codes", f"#{id_}") == code.id), None)
        wanted = said.get("id") or own or described.get("id") or code_id(code.name)
        if wanted in book:
            return wanted
        if code.name in self._labels and not said.get("id"):
            return self._labels[code.name]
        taken = {key(id_) for id_ in (*book, *self.new)}
        id_ = wanted = wanted or "code"
        above = code_id(self.codes[code.parent].name) if code.parent in self.codes else ""
        if key(id_) in taken and above not in {"", wanted}:
            id_ = wanted = f"{above}_{wanted}"
        number = 2
        while key(id_) in taken:
            id_, number = f"{wanted}_{number}", number + 1
        kind = said.get("kind") or described.get("kind")
        parent, label = self.meaning.get(code.parent or "", ""), described.get("label", code.name)
        self.new[id_] = {
            "id": id_,
            "label": label if label != id_ else "",
            "kind": kind if kind in CODE_KINDS else self._mapped.usual.get("code_kind", USUAL_CODE),
            "parent": parent[1:] if parent.startswith("#") else "",
            "use": described.get("use", ""),
            "avoid": described.get("avoid", ""),
        }
        return id_


@dataclass(frozen=True)
class Said:
    """What codings of one coder at one place say: `entry` has keys of a citation, `taken` what each coding means.

    `left` are those that say nothing here, each with why.
    """

    entry: dict[str, Any] = field(default_factory=dict)
    taken: list[tuple[Placed, str]] = field(default_factory=list)
    left: list[tuple[str, Placed]] = field(default_factory=list)


def said(some: Sequence[Placed], meanings: Meanings, repository: Repository) -> Said:
    """What codings of one coder at one place say together."""
    found = Said()
    stances: dict[str, dict[str, Any]] = {}
    parts: list[tuple[Placed, str, Mapping[str, Any]]] = []
    for one in some:
        meaning = meanings.meaning.get(one.coding.code, "") if one.coding.code is not None else ""
        if meaning.startswith("#"):
            found.taken.append((one, meaning))
            continue
        part, evidence = part_meant(meaning), stance_meant(meaning)
        if (why := _why_not(one, meaning, repository, found.entry)) is not None:
            found.left.append((why, one))
        elif part is not None:
            parts.append((one, meaning, part))
        else:
            if evidence is not None:
                dumped = evidence.model_dump(exclude_defaults=True, exclude_none=True)
                stances[meaning] = {name: [*it] if isinstance(it, tuple) else it for name, it in dumped.items()}
            elif meaning.startswith(QUALITY):
                found.entry["quality"] = meaning.removeprefix(QUALITY)
            elif meaning == PARAPHRASE:
                found.entry["verbatim"] = False
            found.taken.append((one, meaning))
    for one, meaning, part in parts:
        if _joined([*stances.values()], part):
            found.taken.append((one, meaning))
        else:
            found.left.append(("a part of a pattern stands without one stance beside it", one))
    found.entry.update(_besides(found.taken, [*stances.values()]))
    return found


def _besides(taken: Sequence[tuple[Placed, str]], stances: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The keys of a citation in which these codings say more than its quality, with what they say."""
    codes, memos, day = dict[str, None](), dict[str, None](), ""
    for one, meaning in taken:
        if meaning.startswith("#"):
            codes[meaning[1:]] = None
        if memo := one.coding.memo.strip():
            memos[memo] = None
        if not day and (dated := _DAY.match(one.coding.date)) is not None:
            day = dated[0]
    for name, value in (("evidence", stances), ("codes", [*codes]), ("memo", "\n".join(memos)), ("coded", day)):
        if value:
            yield name, value


NOT_HERE = expression(r"there is no (\S+) here")
"""Why a coding says nothing here that names a claim or pattern which there is not."""


def _why_not(one: Placed, meaning: str, repository: Repository, entry: Mapping[str, Any]) -> str | None:
    """Why a coding says nothing here, beside what the entry has; None where it does."""
    if one.coding.code is not None and not meaning:
        return "its code stays out"
    if meaning.startswith(QUALITY) and entry.get("quality", meaning.removeprefix(QUALITY)) not in meaning:
        return "a passage has two qualities"
    part, evidence = part_meant(meaning), stance_meant(meaning)
    named: list[tuple[str | None, Mapping[str, object]]] = []
    if part is not None:
        named.append((part["pattern"], repository.patterns))
    if evidence is not None:
        named = [(evidence.claim, repository.claims), (evidence.suggests, repository.claims)]
        named.append((evidence.pattern, repository.patterns))
    lost = next((name for name, known in named if name is not None and name not in known), None)
    return f"there is no {lost} here" if lost is not None else None


def _joined(stances: Sequence[dict[str, Any]], part: Mapping[str, Any]) -> bool:
    """Whether a part of a pattern could join the one stance that there is."""
    if len(stances) != 1 or stances[0].get("pattern", part["pattern"]) != part["pattern"]:
        return False
    for which in ("parts", "lacks"):
        if both := {*stances[0].get(which, ()), *part.get(which, ())}:
            stances[0][which] = [one for one in PARTS if one in both]
    stances[0]["pattern"] = part["pattern"]
    return True
