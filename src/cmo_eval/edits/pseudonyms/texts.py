"""Transcripts with pseudonyms, and where each place in them goes; writes nothing itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cmo_eval.edits.copies import some
from cmo_eval.edits.pseudonyms.planning import Open, Planning, Replaced
from cmo_eval.pseudonyms.finding import Edit, Finder, Name, Spot, edited, moved
from cmo_eval.store.writing.change import named
from cmo_eval.transcripts import store
from cmo_eval.transcripts.transcript import parse


def transcripts(planning: Planning, sources: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The transcripts with pseudonyms; new names of those whose names hold one, by the old."""
    renamed: dict[str, str] = {}
    seen: dict[Path, str] = {}
    for id_, source in sources.items():
        name = source.get("text")
        if not isinstance(name, str):
            continue
        found = store.look(planning.texts, name)
        if not isinstance(found, store.Text):
            why = found.why if isinstance(found, store.Refused) else f"{name} is not at hand"
            planning.open.append(
                Open(
                    f"the transcript of {id_}: {why}",
                    "--texts says where it lies; its quotes would point beside it",
                    (),
                )
            )
            continue
        path = found.path.resolve()
        if path in seen:
            planning.transcripts[id_] = planning.transcripts[seen[path]]
            continue
        seen[path] = id_
        recorded = source.get("text_sha256")
        if recorded is not None and recorded != found.sha256:
            planning.open.append(Open(f"the transcript of {id_} changed", f"`cmo-eval code anchor {id_}` first", ()))
            continue
        if found.path.is_symlink():
            planning.open.append(Open(f"the transcript of {id_} is a link", "put the file itself in its place", ()))
            continue
        count = planning.count
        edits = planning.edits(found.text, Spot(id_, named(planning.root, found.path), 1), id_)
        after = edited(found.text, edits)
        planning.transcripts[id_] = Replaced(found.text, after, moved(edits))
        _refuse_others(planning, id_, found.text)
        _look_at_turns(planning, id_, source, found.text, edits, after)
        raw = found.path.read_bytes()
        body = after.removesuffix("\n") if found.text.endswith("\n") else after
        content = store.rewritten(raw, in_place(body)) if edits else raw
        file = named(planning.root, found.path)
        target = _renamed(planning, name)
        place = None
        if target != name:
            renamed[name] = target
            place = (Path(file).parent / Path(target).name).as_posix()
        planning.put(file, raw, content, count, place)
    return renamed


def in_place(text: str) -> Callable[[str], str]:
    """What gives this text, whatever was there."""
    return lambda _: text


def _renamed(planning: Planning, name: str) -> str:
    """The name of a transcript's file with what stands for names in it."""
    folder, slash, last = name.rpartition("/")
    spaced = last.replace("_", " ")
    after = planning.words(spaced, Spot(), f"the file {name}", prose=False)
    if after == spaced:
        return name
    return folder + slash + (after.replace(" ", "_") if "_" in last else after)


def _refuse_others(planning: Planning, id_: str, text: str) -> None:
    """Pseudonyms that stand in a text before any name was replaced there: they would be one with somebody else."""
    if id_ in planning.table.done:
        return
    folded = text.casefold()
    used = [name for name in planning.table.names if name.pseudonym and name.pseudonym.casefold() in folded]
    if not used:
        return
    sure = {word for name in used for word in name.sure}
    finder = Finder(Name(name.pseudonym, (name.pseudonym,), "other", row=name.row) for name in used)
    found: dict[Name, dict[str, None]] = defaultdict(dict)
    for hit in finder.found(text, Spot(id_, line=1)):
        if hit.doubt not in {"capitals", "several"} and hit.names[0].pseudonym.casefold() not in sure:
            found[hit.names[0]][f"{id_}:{hit.line}"] = None
    for name, places in found.items():
        planning.open.append(
            Open(
                f"the pseudonym {name.pseudonym} stands in the text already, as if it were somebody's name",
                f"take another one in row {name.row}, or add it under `sure` there if it is nobody's",
                tuple(places),
            )
        )


def _look_at_turns(
    planning: Planning, id_: str, source: Mapping[str, Any], text: str, edits: Sequence[Edit], after: str
) -> None:
    """Say where a line is no longer read as the turn that it was."""
    listed = source.get("participants")
    people = [str(one.get("id")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    begins = {0, *(match.end() for match in re.finditer("\n", text))}
    if not any(text.rfind("\n", 0, edit.start) + 1 in begins and edit.start - text.rfind("\n", 0, edit.start) < 60
               and ":" in text[edit.end : edit.end + 60].partition("\n")[0] for edit in edits):  # fmt: skip
        return
    old, new = parse(text, people).lines, parse(after, people).lines
    odd = [str(a.number) for a, b in zip(old, new, strict=True) if (a.label is None) != (b.label is None)]
    if odd:
        planning.look.append(f"{id_}: lines {some(odd)} are no longer read as the turns that they were; look at them")
