"""The example evaluations: each is one document of a file, and says in what it differs from the base and what is found.

`python tests/corpus/corpus.py NAME FOLDER` writes one out as a whole evaluation, to look at.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from cmo_eval import api

HERE = Path(__file__).parent
KINDS = {"negative": "broken", "positive": "unusual"}


@dataclass(frozen=True)
class Example:
    """An evaluation with what must be found in it.

    `code` is the finding that a broken one is about, if that is one. `what` says what is broken or unusual; it is the
    first line of evaluation.yaml, unless `silent`. `edits` are pieces
    of the base's files, each of which stands there once, and what takes their place; `files` are whole ones, `bytes`
    those that are no text (Latin-1 stands for bytes); `also` names files of `more/`, `without` files of the base that
    are not there. `finds` has a line for each finding: `file:line:column CODE id`, sorted.
    """

    file: Path
    id: str
    what: str
    code: str = ""
    silent: bool = False
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    edits: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    bytes: Mapping[str, str] = field(default_factory=dict)
    finds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its kind and name, such as `negative/no-title`."""
        return f"{self.file.parent.name}/{self.id}"

    def write(self, folder: Path) -> Path:
        """Write the whole evaluation into a folder, and return that."""
        for name, content in self._contents():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return folder

    def found(self, empty: Path) -> list[str]:
        """What `validate` finds in it, written into an empty folder: a line each, `-` where it is about no id."""
        shutil.copy(HERE / "names.txt", empty)
        findings = api.validate(self.write(empty / self.name)).findings
        return sorted(f"{finding.location} {finding.code} {finding.subject or '-'}" for finding in findings)

    def _contents(self) -> Iterator[tuple[str, bytes]]:
        whole = {*self.files, *self.bytes, *self.without}
        for name, content in BASE.items():
            if name in whole:
                continue
            said = name == "evaluation.yaml" and not self.silent
            text = (f"# {KINDS[self.file.parent.name]}: {self.what}\n" if said else "") + content.decode("utf-8")
            for edit in self.edits.get(name, ()):
                if text.count(edit["old"]) != 1:
                    raise ValueError(f"{self.name}: this does not stand once in {name}: {edit['old']!r}")
                text = text.replace(edit["old"], edit["new"])
            yield name, text.encode("utf-8")
        yield from ((name, (HERE / "more" / name).read_bytes()) for name in self.also)
        yield from ((name, text.encode("utf-8")) for name, text in self.files.items())
        yield from ((name, text.encode("latin-1")) for name, text in self.bytes.items())


def _base() -> dict[str, bytes]:
    folder = HERE / "base"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


BASE = _base()


def documents(file: Path) -> list[str]:
    """The documents of a file, in its order; the texts within them are indented, so that none looks like an end."""
    return re.split(r"^---\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)


def read(file: Path) -> Iterator[Example]:
    """The examples in a file, in its order."""
    for document in documents(file):
        value = yaml.load(document, Loader=yaml.CSafeLoader)
        name, what = value.pop("name"), value.pop(KINDS[file.parent.name])
        parts = {key: tuple(part) if isinstance(part, list) else part for key, part in value.items()}
        yield Example(file, name, what, **parts)


def examples(kind: str) -> list[Example]:
    """The examples of a kind (negative or positive), by name."""
    return sorted((one for file in (HERE / kind).iterdir() for one in read(file)), key=lambda one: one.id)


def difference(before: list[str], after: list[str]) -> list[str]:
    """What is gone (-) and what is new (+), lines that stand several times counted."""
    gone, new = list(before), list(after)
    for line in before:
        if line in new:
            new.remove(line)
            gone.remove(line)
    return [*(f"- {line}" for line in gone), *(f"+ {line}" for line in new)]


def known_bugs() -> dict[str, str]:
    """Examples (kind/name) that the program gets wrong, with the reason."""
    bugs = {}
    for line in (HERE / "known_bugs.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, why = line.partition(" ")
            bugs[name] = why.strip()
    return bugs


if __name__ == "__main__":
    (wanted,) = (one for kind in KINDS for one in examples(kind) if one.id == sys.argv[1])
    wanted.write(Path(sys.argv[2]))
