"""Citations taken out of the coding, as a change to every file that holds or names them; writes nothing.

What somebody withdrew is not taken out so, but forgotten: its id stays, and nothing that names it breaks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.add import Session
from cmo_eval.edits.coding.checking import coder_named
from cmo_eval.edits.coding.citation_text import with_citations
from cmo_eval.edits.coding.consequences import stale_after
from cmo_eval.edits.coding.edit import no_citation
from cmo_eval.edits.plan import MEND, Plan, opened, unreadable
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import UsageError, said_of
from cmo_eval.store.folder import list_files
from cmo_eval.store.repository import Coded, Repository
from cmo_eval.store.withdrawal import names_in, without_names
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.yaml_io import YamlProblem, read

_EVIDENCE = "decisions.evidence.citations"


class Named(NamedTuple):
    """A place that names a citation: the id, the file, the line (from 1), and the keys that lead there."""

    citation: str
    file: str
    line: int
    keys: str

    @property
    def binds(self) -> bool:
        """Whether a decision or a conclusion names it there."""
        return self.keys.startswith(("decisions", "answers", "recommendations"))

    @property
    def recorded(self) -> bool:
        """Whether it is in the evidence that a decision was taken on, which stays as it was then."""
        return self.keys == _EVIDENCE


@dataclass(frozen=True, kw_only=True)
class Removal(Plan):
    """Citations that may be taken out; `named` are the places that name them, in the order of files.

    `along` are the codings of the same citations in second coders' files, as pairs of id and coder. `broken` says
    whether names would be left of what is not there any more.
    """

    ids: tuple[str, ...]
    named: tuple[Named, ...]
    along: tuple[tuple[str, str], ...]
    broken: bool


def plan(
    root: Path, repository: Repository, ids: Sequence[str], *, coder: str | None = None, names: bool = False
) -> Removal:
    """The citations taken out, with second coders' codings of them.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        ids: of the citations.
        coder: initials of the second coder out of whose file alone they are taken; None for the agreed coding.
        names: the names of them go as well, out of all lists that have them.

    Raises:
        UsageError: there is no such citation or coder or there are two, or a file cannot be read, which may name it.
        CmoEvalError: a file cannot be changed without rewriting more.
    """
    if repository.unread:
        raise UsageError(f"{repository.unread[0]} cannot be read wholly, and may name what is taken out", MEND)
    found = {id_: _found(repository, id_, coder) for id_ in ids}
    session = Session(root, repository)
    own = [one for several in found.values() for one in several]
    whole = [id_ for id_, several in found.items() if any(one not in repository.second_codings for one in several)]
    gone = {*whole, *(one.id for one in own if one.id not in repository.citations.by_id)}
    changes: list[FileChange] = []
    for file in dict.fromkeys(one.file for one in own):
        there = [one for one in own if one.file == file]
        coding = session.coding(there[0].source, there[0].coder if there[0] in repository.second_codings else None)
        with said_of(file):
            after = with_citations(coding.text, remove=list(dict.fromkeys(one.id for one in there)))
        changes.append(FileChange(file, digest(coding.before or b""), after.encode("utf-8")))
    notes: list[str] = []
    named = [*_named(root, gone, changes if names else None, notes)]
    stale = stale_after(repository, {one.key: () for one in own if one not in repository.second_codings})
    order = {file.path: number for number, file in enumerate(list_files(root).files)}
    what = f"{ids[0]} removed" if len(found) == 1 else f"{len(found)} citations removed"
    return Removal(
        root=root,
        change=Change(tuple(sorted(changes, key=lambda one: order[one.file])), what=what),
        notes=(*notes, *stale),
        ids=tuple(found),
        named=tuple(named),
        along=tuple((one.id, one.coder or "") for one in own if one in repository.second_codings and one.id in whole),
        broken=not names and not all(one.recorded for one in named),
    )


def _found(repository: Repository, id_: str, coder: str | None) -> list[Coded]:
    """The citation in all files from which it goes."""
    theirs = [one for one in repository.second_codings if one.id == id_]
    if coder is None:
        found = [*(one for one in repository.citations if one.id == id_), *theirs]
    else:
        coder_named(repository, coder)
        found = [one for one in theirs if one.coder == coder]
        if not found and (theirs or id_ in repository.citations.by_id):
            known = ", ".join(one.coder or "" for one in theirs) or "nobody"
            raise UsageError(
                f"{id_} is not in a file of second coder {coder}", f"{known} coded it beside the agreed one"
            )
    if not found:
        raise no_citation(repository, id_)
    agreed = [one for one in found if one in repository.citations]
    if len(agreed) > 1:  # two people gave it to words of their own, on two branches of git
        places = " and in ".join(f"{one.file}:{one.line}" for one in agreed)
        raise UsageError(f"{id_} stands in {places}", "give one of the two another id first")
    return found


def _named(root: Path, gone: Collection[str], changes: list[FileChange] | None, notes: list[str]) -> Iterator[Named]:
    """The places that name what goes; with `changes`, files without these names join them."""
    words = [id_.encode() for id_ in gone]
    for name in list_files(root).files:
        if name.kind in {"citations", "sources"}:
            continue
        raw, text = opened(root, name.path)
        if not any(word in raw for word in words) and b"\\" not in raw:
            continue
        try:
            node = read(text)
        except YamlProblem as problem:
            raise unreadable(name.path, problem) from None
        places = [*names_in(node.value, gone)]
        for path, id_ in (*places, *_evidence(node.value, gone)):
            keys = ".".join(step for step in path if isinstance(step, str))
            yield Named(id_, name.path, node.locate(path).line, keys)
        accepted = node.value.get("ignore") if isinstance(node.value, dict) else None
        notes += [
            f"{name.path} accepts {entry.get('code')} of {entry['id']}: take that entry out"
            for entry in (accepted if isinstance(accepted, list) else ())
            if isinstance(entry, dict) and entry.get("id") in gone
        ]
        if places and changes is not None:
            with said_of(name.path):
                after = with_value(raw.decode("utf-8"), without_names(node.value, gone))
            changes.append(FileChange(name.path, digest(raw), after.encode("utf-8")))


def _evidence(value: Any, gone: Collection[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where the evidence that decisions were taken on has lines about what goes: the path of each, and the id."""
    decisions = value.get("decisions") if isinstance(value, dict) else None
    for index, decision in enumerate(decisions if isinstance(decisions, list) else ()):
        lines = (decision.get("evidence") or {}).get("citations") or ()
        for number, line in enumerate(lines):
            if (id_ := line.split(maxsplit=1)[0]) in gone:
                yield ("decisions", index, "evidence", "citations", number), id_
