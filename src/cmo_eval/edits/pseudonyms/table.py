"""The table of names and pseudonyms: where it lies, outside the evaluation, how it is read and written."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.plan import MEND
from cmo_eval.edits.yaml.edits import changed
from cmo_eval.errors import CmoEvalError, UsageError, reason_of
from cmo_eval.pseudonyms.finding import EVERYWHERE, KINDS, Finder, Kind, Name, Where, key, words_of
from cmo_eval.pseudonyms.suggesting import Suggestion
from cmo_eval.spreadsheet.csv_tables import csv_text, unguarded
from cmo_eval.store.folder import EVALUATION_FILE
from cmo_eval.store.writing.change import Change
from cmo_eval.store.writing.output import replace_files
from cmo_eval.store.writing.transaction import apply
from cmo_eval.store.yaml_io import YamlProblem, read, read_text
from cmo_eval.transcripts import store

COLUMNS = ("accept", "pseudonym", "kind", "forms", "where", "sure", "why", "seen")
"""What stands in a row of a table that is a spreadsheet; in YAML these are the keys."""

HEAD = """\
# Who is who: names, and what stands for them in the evaluation. Whoever has this file has the names: keep it to
# yourself, out of the evaluation's folder, out of git and mail. Lost, nobody can tell any more who was meant.
# accept: yes or no, of what was suggested; maybe is not decided yet. kind: person, organisation, place, other, or word
# for what looks like a name and stays. where: only there (FG1, FG1:12, FG1:3-9). sure: forms that are this name though
# they are common words or may be another's name.
"""

_YES = frozenset(["yes", "y", "ja", "j", "x", "1", "true"])
_NO = frozenset(["no", "n", "nee", "neen", "0", "false"])
_WHERE = expression(r"([^:]+)(?::\s*(\d+)(?:\s*[-–]\s*(\d+))?)?")
_UNFIT = expression('[<>&"\\\\#:{}|*%@`\x00-\x1f\x7f\u2028\u2029]')


@dataclass(frozen=True)
class Row:
    """A row of the table: a name, whether it is accepted (None: not decided), and why it was suggested."""

    name: Name
    accepted: bool | None = True
    why: str = ""
    seen: str = ""


@dataclass(frozen=True)
class NameTable:
    """The table of an evaluation.

    Attributes:
        path: where it lies, whether it is there or not.
        rows: its rows.
        done: ids of sources in which names were replaced before.
        open_to_others: whether other users of the computer can read it.
    """

    path: Path
    rows: tuple[Row, ...] = ()
    done: frozenset[str] = frozenset()
    open_to_others: bool = False

    @property
    def names(self) -> tuple[Name, ...]:
        """The names that are accepted."""
        return tuple(row.name for row in self.rows if row.accepted)

    @cached_property
    def finder(self) -> Finder:
        """Finds the names that are accepted."""
        return Finder(self.names)

    @property
    def undecided(self) -> int:
        """How many suggestions nobody decided on."""
        return sum(row.accepted is None for row in self.rows)


# ---- where it lies ---------------------------------------------------------------------------------------------------


def usual_place(root: Path, id_: str) -> Path:
    """Where the table of an evaluation lies where nobody says so: among what programs keep for this user alone.

    Args:
        root: the evaluation folder; two of the same id have each their own table.
        id_: of the evaluation.
    """
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    mark = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:8]
    return base / "cmo-eval" / "pseudonyms" / f"{id_}-{mark}.yaml"


def place_of(root: Path, table: Path | None, texts: str | Path | None) -> tuple[Path, Path | None]:
    """Where the table of the evaluation in `root` lies, and where its transcripts do.

    Args:
        root: the evaluation folder.
        table: where somebody says that it lies.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        UsageError: evaluation.yaml cannot be read.
    """
    try:
        value = read(read_text(root / EVALUATION_FILE)).value
    except YamlProblem as problem:
        raise UsageError(f"{EVALUATION_FILE}:{problem.position.line}: {problem.message}", MEND) from None
    said = value if isinstance(value, dict) else {}
    folder = said.get("texts")
    id_ = re.sub(r"[^\w-]+", "_", str(said.get("id") or root.name))
    path = table.expanduser() if table is not None else usual_place(root, id_)
    return path, store.folder(root, folder if isinstance(folder, str) else None, texts)


def refuse_place(path: Path, root: Path, texts: Path | None) -> None:
    """Refuse a table that would travel with the evaluation.

    Raises:
        UsageError: it lies in the evaluation's folder, in its git repository, or with the transcripts.
    """
    place, top = path.resolve(), root.resolve()
    repository = next((one for one in (top, *top.parents) if (one / ".git").exists()), None)
    for folder, what in (
        (top, "in the evaluation's own folder"),
        (repository, "in the git repository of the evaluation"),
        (texts.resolve() if texts is not None else None, "in the folder of the transcripts"),
    ):
        if folder is not None and place.is_relative_to(folder):
            raise UsageError(
                f"{path} lies {what}: who gets that, gets the names",
                "put the table elsewhere, and name it with --table; without --table it lies with your own data",
            )


# ---- read ------------------------------------------------------------------------------------------------------------


def read_table(path: Path) -> NameTable:
    """The table, which may be YAML, .csv or .xlsx.

    Raises:
        UsageError: it cannot be read, or a row says what cannot be.
    """
    if path.suffix.lower() in {".csv", ".xlsx"}:
        rows, done = _spread(path)
    else:
        rows, done = _yaml(path)
    made = [_row(number, row, path) for number, row in enumerate(rows, 1)]
    table = NameTable(path, tuple(made), frozenset(done), _open(path))
    _check(table)
    return table


def _open(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _yaml(path: Path) -> tuple[list[Mapping[str, Any]], list[str]]:
    try:
        value = read(read_text(path)).value
    except YamlProblem as problem:
        raise UsageError(
            f"{path}:{problem.position.line}: {problem.message}", "mend the table; nothing was changed"
        ) from None
    said = {} if value is None else value
    rows = said.get("names") if isinstance(said, dict) else None
    rows = [] if rows is None else rows
    done = said.get("done") or [] if isinstance(said, dict) else []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not isinstance(done, list):
        raise UsageError(f"{path} is no table of pseudonyms", "it has a list `names:`; `--suggest` writes one")
    for number, row in enumerate(rows, 1):
        for name in row:
            if name not in COLUMNS:
                raise UsageError(f"{path}: row {number} has '{name}'", f"a row has {', '.join(COLUMNS)}")
    return rows, [str(one) for one in done]


def _spread(path: Path) -> tuple[list[Mapping[str, Any]], list[str]]:
    from cmo_eval.edits.case_table import rows_of  # noqa: PLC0415 - numpy, for tables of numbers

    found = [row for row in rows_of(path, COLUMNS) if any(cell.strip() for cell in row)]
    head = [cell.strip().casefold() for cell in found[0]] if found else []
    if not {"pseudonym", "forms"} <= set(head):
        raise UsageError(f"{path} is no table of pseudonyms", f"its first row has {', '.join(COLUMNS)}")
    rows: list[Mapping[str, Any]] = []
    done: list[str] = []
    for cells in found[1:]:
        row = {name: unguarded(cell.strip()) for name, cell in zip(head, cells, strict=False) if name in COLUMNS}
        if row.get("kind", "").casefold() == "done":
            done += _list(row.get("forms"))
            continue
        rows.append({name: said for name, said in row.items() if said or name == "accept"})
    return rows, done


def _list(value: Any) -> list[str]:
    parts = re.split(r"[;\n]", value) if isinstance(value, str) else value if isinstance(value, list) else []
    return [unicodedata.normalize("NFC", str(part)).strip() for part in parts if part is not None and str(part).strip()]


def _row(number: int, row: Mapping[str, Any], path: Path) -> Row:
    where = f"{path}: row {number}"
    accepted = _accepted(row.get("accept"), where) if "accept" in row else True
    kind = str(row.get("kind") or "person").strip().casefold()
    if kind not in KINDS:
        raise UsageError(f"{where} has the kind '{kind}'", f"it can be {', '.join(KINDS)}")
    if isinstance(row.get("pseudonym"), list | dict):
        raise UsageError(f"{where} has a list as its pseudonym", "write one name, between quotes if it has [ ]")
    forms = tuple(dict.fromkeys(_list(row.get("forms"))))
    pseudonym = " ".join(unicodedata.normalize("NFC", str(row.get("pseudonym") or "")).split())
    name = Name(
        "" if kind == "word" else pseudonym,
        forms,
        _kind(kind),
        tuple(_where(one, where) for one in _list(row.get("where"))),
        frozenset(key(one) for one in _list(row.get("sure"))),
        number,
    )
    seen = row.get("seen")
    shown = "; ".join(map(str, seen)) if isinstance(seen, list) else str(seen or "")
    return Row(name, accepted, str(row.get("why") or ""), shown)


def _kind(kind: str) -> Kind:
    return next(one for one in KINDS if one == kind)


def _accepted(value: Any, where: str) -> bool | None:
    said = str("" if value is None else value).strip().casefold()
    if said in _YES or said in _NO:
        return said in _YES
    if said in {"", "maybe", "?"}:
        return None
    raise UsageError(f"{where} has '{said}' under accept", "write yes or no; maybe, or nothing, leaves it open")


def _where(text: str, where: str) -> Where:
    match = _WHERE.fullmatch(text)
    if match is None:
        raise UsageError(f"{where} says '{text}' under where", "write FG1, FG1:12 or FG1:3-9")
    first, last = (int(number) if number else None for number in match.group(2, 3))
    return Where(match[1].strip(), first, last)


def _check(table: NameTable) -> None:
    """Refuse what cannot be applied.

    Raises:
        UsageError: a row lacks what it needs, or its pseudonym is a name of the table.
    """
    accepted = [row.name for row in table.rows if row.accepted]
    for name in accepted:
        where = f"{table.path}: row {name.row}"
        if not name.forms:
            raise UsageError(f"{where} has no forms", "write under forms how the name stands in the texts")
        for form in name.forms:
            if not any(len(word) > 1 for word in words_of(form)):
                raise UsageError(f"{where} has the form '{form}'", "a form has a word of two letters or more")
        if name.kind == "word":
            continue
        if not any(map(str.isalnum, name.pseudonym)):
            raise UsageError(f"{where} has no pseudonym", "write what is to stand for the name")
        unfit = _UNFIT.search(name.pseudonym)
        if unfit is not None or len(name.pseudonym) > 100:
            what = f"holds {unfit[0]!r}" if unfit is not None else "has more than 100 characters"
            raise UsageError(f"{where}: the pseudonym {what}", "take letters, digits, spaces, hyphens or [ ]")
        for said in dict.fromkeys((name.pseudonym, name.pseudonym.upper())):
            taken = [hit for hit in table.finder.found(said, EVERYWHERE) if hit.doubt != "capitals"]
            if taken:
                raise UsageError(
                    f"{where}: the pseudonym {name.pseudonym} is, or holds, a name of row {taken[0].names[0].row}",
                    "take another pseudonym; what stands for a name may be nobody's name here",
                )
    _refuse_shared(table.path, accepted)


def _refuse_shared(path: Path, names: Sequence[Name]) -> None:
    """Two rows with one pseudonym would be one person to every reader."""
    seen: dict[str, Name] = {}
    for name in names:
        if name.kind == "word":
            continue
        other = seen.setdefault(key(name.pseudonym), name)
        if other is not name:
            raise UsageError(
                f"{path}: rows {other.row} and {name.row} have the pseudonym {name.pseudonym}",
                "of one person put all forms into one row; give two persons two pseudonyms",
            )


@dataclass(frozen=True)
class UndoCleared:
    """Nothing is changed, and what undo keeps is emptied."""

    root: Path
    change: Change = field(default_factory=lambda: Change(()))

    def apply(self) -> None:
        """Empty it.

        Raises:
            CmoEvalError: another run is writing, or the disk refuses.
        """
        apply(self.root, self.change, forget=True)


# ---- written ---------------------------------------------------------------------------------------------------------


def with_suggestions(table: NameTable, found: Iterable[Suggestion], pseudonyms: Iterable[str]) -> NameTable:
    """The table with these suggestions below what is there, none of them accepted yet."""
    rows = [
        Row(
            Name(pseudonym, one.forms, one.kind, row=len(table.rows) + number),
            None,
            f"{one.why}; {one.times} {'time' if one.times == 1 else 'times'}",
            "; ".join(one.seen),
        )
        for number, (one, pseudonym) in enumerate(zip(found, pseudonyms, strict=True), 1)
    ]
    return replace(table, rows=(*table.rows, *rows))


def write_table(table: NameTable, language: str = "en") -> None:
    """The table as its file, which only its owner can read; a Dutch Excel opens CSV with semicolons.

    Raises:
        CmoEvalError: it cannot be written.
    """
    path = table.path
    try:
        if path.suffix.lower() == ".xlsx":
            raise UsageError("a table is written as YAML or CSV", "save the workbook as .csv, or name a .yaml")
        content = _as_csv(table, ";" if language == "nl" else ",") if path.suffix.lower() == ".csv" else _as_yaml(table)
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700)
        before = os.umask(0o077)  # closed to others before anything stands in it
        try:
            if path.exists():
                path.chmod(0o600)
            replace_files({path: content.encode("utf-8")})
        finally:
            os.umask(before)
    except OSError as error:
        raise CmoEvalError(f"{path} cannot be written: {reason_of(error)}", "name another file with --table") from None


def _fields(row: Row) -> dict[str, Any]:
    name = row.name
    said: dict[str, Any] = {} if row.accepted is True and not row.why else {"accept": _ACCEPT[row.accepted]}
    said |= {"pseudonym": name.pseudonym} if name.kind != "word" else {}
    said |= {"kind": name.kind, "forms": list(name.forms)}
    said |= {"where": [_said_where(one) for one in name.where]} if name.where else {}
    said |= {"sure": sorted(name.sure)} if name.sure else {}
    said |= {"why": row.why} if row.why else {}
    return said | ({"seen": row.seen} if row.seen else {})


_ACCEPT = {True: "yes", False: "no", None: "maybe"}


def _said_where(one: Where) -> str:
    lines = "" if one.first is None else f":{one.first}" + (f"-{one.last}" if one.last is not None else "")
    return f"{one.of}{lines}"


def _as_yaml(table: NameTable) -> str:
    """The table with what is new in it, every other byte of what a person wrote as it was."""
    try:
        before = read_text(table.path) if table.path.exists() else HEAD

        def after(value: Any) -> dict[str, Any]:
            said = dict(value or {})
            kept = list(said.get("names") or [])
            said["names"] = [*kept, *(_fields(row) for row in table.rows[len(kept) :])]
            return said | ({"done": sorted(table.done)} if table.done else {})

        return changed(before, after, block=("names",))
    except YamlProblem as problem:
        raise UsageError(f"{table.path}: {problem.message}", "mend the table; nothing was changed") from None


def _as_csv(table: NameTable, delimiter: str) -> str:
    rows: list[list[str]] = [list(COLUMNS)]
    for row in table.rows:
        said = _fields(row)
        rows.append(["; ".join(value) if isinstance(value := said.get(name, ""), list) else value for name in COLUMNS])
    if table.done:
        rows.append(["", "", "done", "; ".join(sorted(table.done)), "", "", "", ""])
    return "\ufeff" + csv_text(rows, delimiter)
