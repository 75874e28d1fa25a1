"""What the shell completes while a command is typed: ids with their titles, from as few files as will do.

Nothing here complains: a folder that is no evaluation, or a broken file, completes to nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cmo_eval.deferred import expression

_MOST = 200
"""Ids that a shell is offered; more are of no use to anybody."""

_HEAD = 64 * 1024
_WITHDRAWN = expression(r"""^["']?withdrawn["']?[ \t]*:|[{,][ \t]*["']?withdrawn["']?[ \t]*:""", re.MULTILINE)
_TITLE = expression(r"^(?:title|label):[ \t]*(?:>-?[ \t]*\r?\n[ \t]+)?(.+?)[ \t]*$", re.MULTILINE)

Completion = list[tuple[str, str]]


def sources(ctx: Any, incomplete: str) -> Completion:
    """Ids of sources, with their titles."""
    return _records(ctx, "sources", incomplete)


def claims(ctx: Any, incomplete: str) -> Completion:
    """Ids of claims, with their titles; in the notation of stances only the first one."""
    before, divider, last = incomplete.rpartition("/")
    return [(f"{before}{divider}{id_}", title) for id_, title in _records(ctx, "claims", last)]


def pages(ctx: Any, incomplete: str) -> Completion:
    """Ids of sources, claims and patterns, each of which has a page."""
    return [*sources(ctx, incomplete), *claims(ctx, incomplete), *patterns(ctx, incomplete)]


def patterns(ctx: Any, incomplete: str) -> Completion:
    """Ids of patterns, with their titles."""
    return _records(ctx, "patterns", incomplete)


def cases(ctx: Any, incomplete: str) -> Completion:
    """Ids of cases, with their titles."""
    return _records(ctx, "cases", incomplete)


def groups(ctx: Any, incomplete: str) -> Completion:
    """Keys of address groups, with what they are."""
    return _keys(ctx, "groups", incomplete)


def frameworks(ctx: Any, incomplete: str) -> Completion:
    """Keys of the frameworks by which cases are compared."""
    return [(key, "") for key, _ in _keys(ctx, "frameworks", incomplete)]


def comparisons(ctx: Any, incomplete: str) -> Completion:
    """Keys of the comparisons of cases."""
    return [(key, "") for key, _ in _keys(ctx, "comparisons", incomplete)]


def compared(ctx: Any, incomplete: str) -> Completion:
    """Keys of comparisons, and of the frameworks by which cases are compared."""
    return comparisons(ctx, incomplete) + frameworks(ctx, incomplete)


def coders(ctx: Any, incomplete: str) -> Completion:
    """Initials of the team, with what each does."""
    return _keys(ctx, "team", incomplete)


def codes(ctx: Any, incomplete: str) -> Completion:
    """Codes of the codebook, with their labels; behind a comma the next one."""
    before, divider, last = incomplete.rpartition(",")
    book = _read(_root(ctx), "codebook.yaml")
    found = book.get("codes") if isinstance(book, dict) else None
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    rows = [(str(one.get("id") or ""), str(one.get("label") or one.get("kind") or "")) for one in listed]
    return [
        (f"{before}{divider}{id_}", label) for id_, label in rows if id_ and id_.casefold().startswith(last.casefold())
    ][:_MOST]


def speakers(ctx: Any, incomplete: str) -> Completion:
    """Ids of the participants of the source that was typed before, with their roles."""
    root = _root(ctx)
    # an option that waits for its value keeps the arguments before it from being told apart
    given = ctx.params.get("source") or ctx.params.get("citation")
    first = (given[0] if given and not isinstance(given, str) else given) or next(iter(ctx.args), None)
    source = str(first).partition("-")[0] if first else None  # a citation's id begins with it
    for path in _files(root, "sources", source) if source else ():
        record = _read(root, f"sources/{path.name}")
        told = isinstance(record, dict) and record.get("id") == source and "withdrawn" not in record
        people = record.get("participants") if told else None
        if isinstance(people, list):
            return [
                (str(person["id"]), str(person.get("role") or ""))
                for person in people
                if isinstance(person, dict)
                and person.get("id")
                and person.get("consent") != "withdrawn"
                and str(person["id"]).startswith(incomplete)
            ]
    return []


def citations(ctx: Any, incomplete: str) -> Completion:
    """Ids of the citations of a source, once that is typed; before that the sources, each with the hyphen."""
    source, hyphen, _ = incomplete.partition("-")
    found = _records(ctx, "sources", source)
    if not hyphen:
        return [(f"{id_}-", title) for id_, title in found]
    if source not in {id_ for id_, _ in found}:
        return []
    listed: dict[str, None] = {}
    for name in _codings(_root(ctx), source):
        value = _read(_root(ctx), name)
        entries = value.get("citations") if isinstance(value, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and "withdrawn" not in entry:
                listed[str(entry.get("id") or "")] = None
    return [(id_, "") for id_ in listed if id_.startswith(incomplete)][:_MOST]


def one_of(*choices: str) -> Callable[[str], list[str]]:
    """A completion to some of these words."""

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return complete


def _root(ctx: Any) -> Path | None:
    from cmo_eval.errors import CmoEvalError
    from cmo_eval.store.folder import find_project

    try:
        return find_project(Path(ctx.params.get("project") or "."))
    except (CmoEvalError, OSError, ValueError):
        return None


def _files(root: Path | None, kind: str, start: str) -> Iterator[Path]:
    """Files of records whose ids begin so, whatever the case of their letters."""
    try:
        names = sorted(entry.name for entry in os.scandir(root / kind)) if root is not None else []
    except OSError:
        return
    for name in names:
        wanted = name.endswith(".yaml") and ".citations." not in name and ".proposed." not in name
        if root is not None and wanted and _id_in(name).casefold().startswith(start.casefold()):
            yield root / kind / name


def _codings(root: Path | None, source: str) -> list[str]:
    """The files of citations of a source, second coders' too."""
    try:
        names = sorted(entry.name for entry in os.scandir(root / "sources")) if root is not None else []
    except OSError:
        return []
    return [f"sources/{name}" for name in names if re.fullmatch(rf"{re.escape(source)}\.citations(\.\w+)?\.yaml", name)]


def _records(ctx: Any, kind: str, incomplete: str) -> Completion:
    """Ids and titles, from the first lines of files without reading them as YAML: they may be long, or broken."""
    found: Completion = []
    for path in _files(_root(ctx), kind, incomplete):
        if len(found) == _MOST:
            break
        head = ""
        with suppress(OSError), path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
        if _WITHDRAWN.search(head) is None:  # of a source that is gone nothing is told
            match = _TITLE.search(head)
            title = re.sub(r"[\x00-\x1f\x7f]", " ", match[1].strip("'\" "))[:80] if match else ""
            found.append((_id_in(path.name), title))
    return found


def _keys(ctx: Any, key: str, incomplete: str) -> Completion:
    """What evaluation.yaml names under a key."""
    record = _read(_root(ctx), "evaluation.yaml")
    listed = record.get(key) if isinstance(record, dict) else None
    rows = listed.items() if isinstance(listed, dict) else ()
    return [(str(id_), str(what)) for id_, what in rows if str(id_).casefold().startswith(incomplete.casefold())]


def _id_in(name: str) -> str:
    return re.split(r"[-.]", name, maxsplit=1)[0]


def _read(root: Path | None, file: str) -> Any:
    from cmo_eval.store.yaml_io import YamlProblem, read, read_text

    try:
        return read(read_text(root / file)).value if root is not None else None
    except (YamlProblem, OSError):
        return None
