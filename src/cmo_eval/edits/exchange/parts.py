"""What other programs' projects hold beside texts, codes and codings: kept in `exchange.xml`, and handed on from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.exchange.ids import IdMap
from cmo_eval.edits.plan import opened
from cmo_eval.errors import UsageError, said_of
from cmo_eval.projects.project import Coder, Key, Part, Project
from cmo_eval.projects.refi_parts import element_of, guid_of, ids_in, markup, shaped, words_of
from cmo_eval.projects.side_file import FILE, content, parts_in
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import FileChange, digest

_BY = expression(r' creatingUser="([^"]+)"')

HELD_BACK = "about a source in which somebody may not be quoted, or that is not here"
ALONE = "what it is about is not here"


@dataclass(frozen=True)
class Side:
    """The parts that are kept, and the side file as it is; None where there is none."""

    parts: tuple[Part, ...] = ()
    before: bytes | None = None


def side(root: Path) -> Side:
    """The parts that an evaluation keeps.

    Raises:
        UsageError: the side file cannot be read, so that what it keeps would be lost.
    """
    if not (root / FILE).exists() and not (root / FILE).is_symlink():
        return Side()
    before, _ = opened(root, FILE)
    with said_of(FILE, UsageError):
        return Side(parts_in(before), before)


# ---- in -------------------------------------------------------------------------------------------------------------


@dataclass
class Keeping:
    """What of a project is kept: `parts` by key, and what the plan says of them, each by cause.

    `kept` are all that have their place in the side file, `left` those whose source does not come in, `changed` those
    that are otherwise than before, `gone` those that the project had before.
    """

    parts: dict[Key, Part] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    left: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def new(self, before: Side) -> list[Part]:
        """The parts that are not in the side file as they are."""
        known = {*before.parts}
        return [part for part in self.parts.values() if part not in known]

    def change(self, before: Side) -> FileChange | None:
        """The change to the side file; None where it has all of it."""
        known = {part.key: part for part in before.parts}
        if all(known.get(key) == part for key, part in self.parts.items()):
            return None
        whole = content([*{**known, **self.parts}.values()])
        return FileChange(FILE, None if before.before is None else digest(before.before), whole)


def keeping(parts: Iterable[Part], before: Side, homes: Mapping[str, str], stays_out: Iterable[str]) -> Keeping:
    """What is kept of the parts of a project.

    What is there in the side file becomes what the project has now; nothing is taken out of it, since another program
    may have lost what it knew nothing of.

    Args:
        parts: of the project.
        before: what is kept already.
        homes: the sources that its documents are, by their ids there.
        stays_out: ids of sources without a text that are not to come in.
    """
    memos = [part for part in before.parts if part.where == "Project" and part.markup.startswith("<Description")]
    written = [words_of(part).strip() for part in memos]
    found, known, out = Keeping(), {part.key: part for part in before.parts}, frozenset(stays_out)
    for part in parts:
        told = f"{part.cause}"
        if not homes.keys() >= {*part.of} or (part.where == "Sources" and part.id in out):
            found.left[told] += part.whats
            continue
        ours = replace(part, of=tuple(homes[id_] for id_ in part.of))
        if told:
            found.kept[told] += part.whats
        if ours.where == "Project" and words_of(ours).strip() in {*written, "\n\n".join(written)} - {""}:
            found.parts |= {one.key: one for one in memos}  # we write those of all projects as one
        else:
            found.parts[ours.key] = ours
        was = known.get(ours.key)
        if was is not None and was != ours:
            found.changed[told or "a memo"] += part.whats or ours.of
    if found.parts.keys() & known.keys():  # it is the same project
        here = {*homes.values()}
        for key, part in known.items():
            if key not in found.parts and part.cause and here.issuperset(part.of):
                found.gone[part.cause].append(", ".join(part.of) or part.where)
    found.left.pop("", None)
    return found


def who_made(parts: Iterable[Part]) -> frozenset[str]:
    """The ids of the coders that parts name."""
    return frozenset(id_ for part in parts for id_ in _BY.findall(part.markup))


# ---- out ------------------------------------------------------------------------------------------------------------


def with_parts(
    project: Project, repository: Repository, id_map: IdMap, before: Side
) -> tuple[Project, Mapping[str, tuple[str, ...]]]:
    """A project that goes out to the team with what is kept, and what is not in it, by cause.

    What is about a source goes along where everybody in that may be quoted: a memo may repeat anybody's words.

    Args:
        project: without parts.
        repository: what it was made of.
        id_map: GUIDs of what came in.
        before: what is kept.
    """
    if not before.parts:
        return project, {}
    there = {one.id for one in project.documents}
    guids = {id_: id_map.guid("documents", id_) for id_ in repository.sources if repository.talk(id_) is None}
    guids = {id_: guid for id_, guid in guids.items() if guid in there}
    left: dict[str, list[str]] = defaultdict(list)
    wanted: list[Part] = []
    for part in before.parts:
        if guids.keys() >= {*part.of}:
            id_ = guids[part.of[0]] if part.id in _ids_of(id_map, part.of) else part.id
            wanted.append(replace(part, id=id_, of=tuple(guids[one] for one in part.of)))
        elif part.cause:
            left[HELD_BACK].append(part.cause)
    homes = {guid_of(guid): id_map.guid(kind, name) for kind, guid, name in _named(id_map)}
    who = {
        id_map.guid("coders", name): name for name in (*id_map.names.get("coders", {}).values(), *_coders(repository))
    }
    there |= {*who, *(code.id for code in project.codes), *(one.passage for one in project.codings if one.passage)}
    parts = _referring(wanted, homes, there)
    ids = {part.key: part for part in parts}
    left[ALONE] += (part.cause for part in wanted if part.cause and part.key not in ids)
    for part in wanted:
        if part.key in ids:
            lost = part.markup.count("<Coding ") - ids[part.key].markup.count("<Coding ")
            left[ALONE] += [f"a coding in {part.cause}"] * lost
    known = {one.id for one in project.coders}
    coders = (*project.coders, *(Coder(id_, who[id_]) for id_ in sorted(who_made(parts) - known)))
    causes = {cause: tuple(what) for cause, what in left.items() if what}
    return replace(project, coders=coders, parts=tuple(parts)), causes


def _referring(wanted: list[Part], homes: Mapping[str, str], there: set[str]) -> list[Part]:
    """The parts with what they refer to as it goes out; without what refers to nothing that does."""
    elements = [(part, element_of(part.markup)) for part in wanted]
    while True:
        ids = there.union(*(ids_in(element) for _, element in elements))

        def refer(id_: str, ids: set[str] = ids) -> str | None:
            target = homes.get(id_, id_)
            return target if target in ids else None

        shaped_ = [(part, made) for part, element in elements if (made := shaped(element, refer)) is not None]
        if sum(len(ids_in(one)) for _, one in shaped_) == sum(len(ids_in(one)) for _, one in elements):
            return [replace(part, markup=markup(element)) for part, element in shaped_]
        elements = shaped_


def _named(id_map: IdMap) -> Iterator[tuple[str, str, str]]:
    for kind in ("coders", "codes", "documents"):
        for guid, name in id_map.names.get(kind, {}).items():
            yield kind, guid, name


def _ids_of(id_map: IdMap, sources: Iterable[str]) -> frozenset[str]:
    """All ids under which sources came in."""
    wanted = frozenset(sources)
    return frozenset(guid_of(guid) for guid, name in id_map.names.get("documents", {}).items() if name in wanted)


def _coders(repository: Repository) -> Iterator[str]:
    yield from repository.evaluation.team
    yield from (one.coder for one in repository.coded if one.coder)
