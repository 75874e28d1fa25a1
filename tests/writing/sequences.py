"""Writing commands, edits by hand and `undo` in random order; `python tests/writing/sequences.py 500` tries 500.

What must hold: `undo` puts back the bytes of the last change, or refuses and names a file that changed since; it
touches no other file; and no command loses a citation.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from unittest import mock

from cmo_eval.__main__ import main
from cmo_eval.edits.new import demo_files
from cmo_eval.store.writing.transaction import KEPT

CODED = re.compile(rb"^\s*-\s*\{?\s*id:\s*([A-Z]+\d+-[A-Z0-9-]*\d+)\b", re.MULTILINE)
SOURCES = ("CI1", "CI2", "FG1", "FG2", "IN1", "KA1", "NP1")


def tree(root):
    """All that lies in the folder, but for what the program keeps there for itself."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_relative_to(root / ".cmo-eval") and not path.name.startswith("given")
    }


def run(root, *words):
    """A command in this process: how it ended, and what it said."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with (
        mock.patch.object(sys, "argv", ["cmo-eval", *map(str, words)]),
        mock.patch.object(sys, "stdin", io.StringIO()),
        mock.patch.dict(os.environ, {"COLUMNS": "200"}),
        contextlib.chdir(root),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    assert isinstance(code, int)
    assert "internal error" not in err.getvalue(), (words, err.getvalue())
    return code, out.getvalue() + err.getvalue()


class Sequence:
    """One evaluation, and what was done to it; `changes` and `undone` are what `undo` should know."""

    def __init__(self, root, chance):
        self.root, self.chance = root, chance
        for name, text in demo_files().items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.changes, self.undone, self.log, self.counts = [], [], [], Counter()

    def step(self):
        """Do one thing, and see what became of it."""
        kind = self.chance.choices(("write", "undo", "again", "edit", "forget"), (10, 5, 3, 4, 0.3))[0]
        getattr(self, f"_{kind}")()

    # ---- what is done ----

    def _write(self):
        words = self.chance.choice(COMMANDS)(self)
        if words is None:
            return
        before = tree(self.root)
        code, said = self._run(*words)
        after = tree(self.root)
        lost = ids(before) - ids(after)
        assert lost <= ({words[2].encode()} if words[:2] == ("code", "remove") else set()), (self.log, lost)
        if before != after:
            self.changes = [*self.changes, delta(before, after)][-KEPT:]
            self.undone = []
            self.counts[" ".join(words[:2]) if words[0] in {"code", "text"} else words[0]] += 1
        else:
            assert code in {0, 1, 2, 3}, said

    def _undo(self):
        self._back(self.changes, self.undone, "undo", 0, 1)

    def _again(self):
        self._back(self.undone, self.changes, "undo --again", 1, 0)

    def _back(self, here, there, command, now, then):
        before = tree(self.root)
        code, said = self._run(*command.split(), "--yes")
        after = tree(self.root)
        if not here:
            assert (code, after) == (2, before), (self.log, said)
            return
        files = here[-1]
        changed = [name for name, states in files.items() if before.get(name) != states[then]]
        if changed:
            assert code != 0, (self.log, said)
            assert after == before, self.log
            assert any(name in said for name in changed), (self.log, changed, said)
            self.counts[f"{command} refused"] += 1
            return
        assert code == 0, (self.log, said)
        expected = {**before, **{name: states[now] for name, states in files.items()}}
        assert after == {name: content for name, content in expected.items() if content is not None}, self.log
        there.append(here.pop())
        self.counts[command] += 1

    def _edit(self):
        last = [name for name in (self.changes[-1] if self.changes else ()) if (self.root / name).is_file()]
        every = [name for name in tree(self.root) if name.endswith((".yaml", ".txt"))]
        names = last if last and self.chance.random() < 0.3 else every
        path = self.root / self.chance.choice(names)
        content = path.read_bytes()
        if path.suffix == ".txt":
            lines = content.splitlines(keepends=True)
            number = self.chance.randrange(len(lines))
            lines[number] = lines[number].rstrip(b"\n") + b" and so on\n"
            path.write_bytes(b"".join(lines))
        else:
            path.write_bytes(content + b"# a remark\n")
        self.counts["edit"] += 1
        self.log.append(("edit", path.name))

    def _forget(self):
        before = tree(self.root)
        self._run("forget", f"{self.chance.choice(SOURCES)}.r1", "--yes")
        if tree(self.root) != before:
            self.changes, self.undone = [], []
            self.counts["forget"] += 1

    def _run(self, *words):
        self.log.append(words)
        return run(self.root, *words)

    # ---- words for commands ----

    def spoken(self):
        """A source, and some words that somebody says in it."""
        source = self.chance.choice(SOURCES)
        path = self.root / "texts" / f"{source}.txt"
        lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("R") and len(line) > 60]
        words = self.chance.choice(lines).partition(": ")[2] if lines else "nothing that anybody said in this talk"
        return source, " ".join(words.split()[: self.chance.randrange(8, 20)])

    def coded(self):
        """The id of a citation that two people coded."""
        return f"FG1-{self.chance.randrange(1, 12):03}"

    def any_citation(self):
        """The id of a citation."""
        return self.chance.choice(sorted(ids(tree(self.root)))).decode()

    def codes(self):
        """The ids of codes."""
        return re.findall(r"(?m)^  - (?:\{)?id: ([\w-]+)", (self.root / "codebook.yaml").read_text("utf-8"))


def ids(files):
    """The ids of all citations."""
    return {id_ for name, content in files.items() if ".citations." in name for id_ in CODED.findall(content)}


def delta(before, after):
    """Files that differ, with their bytes before and after; None where there was or is none."""
    names = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return {name: (before.get(name), after.get(name)) for name in names}


def _new(one):
    kind = one.chance.choice(("claim", "pattern", "case", "source"))
    return ("new", kind, "--title", f"Something else {one.chance.randrange(99)}")


def _code_add(one):
    source, quote = one.spoken()
    stance = one.chance.choice(("--supports", "--nuances", "--refutes"))
    return ("code", "add", source, "--quote", quote, stance, "C1", "--quality", "observation", "--yes")


def _code_import(one):
    rows = [("Source", "Quote", "Supports", "Quality")]
    rows += [(*one.spoken(), "C2", "report") for _ in range(3)]
    with (one.root / "given.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return ("code", "import", "given.csv", "--coder", "AB", "--yes")


def _code_edit(one):
    said = one.chance.choice(
        (
            ("--memo", f"Look again, {one.chance.randrange(99)}."),
            ("--drop", "C1", "--nuances", "C1"),
            ("--supports", "C2"),
            ("--quality", one.chance.choice(("report", "documented"))),
            ("--split", one.chance.choice(("and", "the", "was"))),
            ("--disputed", "Who said so?"),
            ("--clear", "memo"),
            *((("--code", one.chance.choice(codes)),) if (codes := one.codes()) else ()),
        )
    )
    return ("code", "edit", one.any_citation(), *said, "--yes")


def _code_new(one):
    return ("code", "new", f"made{one.chance.randrange(999)}", "--kind", "theme", "--by", "AB", "--yes")


def _code_rename(one):
    codes = one.codes()
    who = ("--by", "AB", "--why", "it says more", "--yes")
    return ("code", "rename", one.chance.choice(codes), f"renamed{one.chance.randrange(999)}", *who) if codes else None


def _code_merge(one):
    codes = one.codes()
    if len(codes) < 2:
        return None
    first, second = one.chance.sample(codes, 2)
    return ("code", "merge", first, "--into", second, "--by", "AB", "--why", "they are the same", "--yes")


def _text_import(one):
    source, _ = one.spoken()
    text = (one.root / "texts" / f"{source}.txt").read_text("utf-8")
    (one.root / "given.txt").write_text(text.replace(" the ", " that ", 2), encoding="utf-8")
    return ("text", "import", "given.txt", "--source", source, "--yes", *one.chance.choice(((), ("--overwrite",))))


COMMANDS = (
    _new,
    _code_add,
    _code_add,
    _code_import,
    _code_edit,
    _code_edit,
    _code_new,
    _code_rename,
    _code_merge,
    lambda one: (
        "code",
        "remove",
        one.any_citation(),
        one.chance.choice(("--yes", "--drop-names", "--force")),
        "--yes",
    ),
    _text_import,
    lambda _: ("code", "anchor", "--yes"),
    lambda one: ("code", "second", one.chance.choice(SOURCES), "--coder", "EF"),
    lambda one: ("code", "adjudicate", one.coded(), "--by", "EF", "--take", one.chance.choice(("AB", "CD")), "--yes"),
    lambda one: (
        *("decide", f"C{one.chance.randrange(1, 6)}", "--verdict", "undecided", "--by", "AB", "--second-reader", "CD"),
        *("--rationale", f"Too little was said, {one.chance.randrange(99)}.", "--yes"),
    ),
    lambda _: ("validate", "--fix", "--yes"),
)


def try_sequences(number, seed, steps=12):
    """Try so many sequences, and count what was done in them.

    Raises:
        AssertionError: something was lost, or `undo` did not do what it should; with all that was done before.
    """
    counts = Counter()
    for one in range(number):
        with tempfile.TemporaryDirectory() as folder:
            sequence = Sequence(Path(folder), random.Random(f"{seed} {one}"))  # noqa: S311 - the same each time
            for _ in range(steps):
                sequence.step()
            counts += sequence.counts
    return counts


if __name__ == "__main__":
    for what, times in sorted(try_sequences(int(sys.argv[1]), seed=int((*sys.argv, "1")[2])).items()):
        print(f"{times:6} {what}")  # noqa: T201 - a script
