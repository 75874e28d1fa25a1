"""A change to many files, killed at random moments; `python tests/writing/kill.py 200` does it 200 times."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

FILES = 500
EVALUATION = b"schema: 1\nid: killed\ntitle: Killed\nlanguage: en\nprogramme: {name: P}\n"
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from kill import change
from cmo_eval.store.writing.transaction import apply
import filelock, cmo_eval.store.writing.transaction
root = Path(sys.argv[1])
planned = change(root, sys.argv[2])
print("go", flush=True)
apply(root, planned)
print("done", flush=True)
"""
RECOVERER = """
import sys
from pathlib import Path
from cmo_eval.store.writing import recover
print("go", flush=True)
recover(Path(sys.argv[1]))
"""


def state(which, files=FILES):
    """All files of the evaluation before (`a`) or after (`b`): most change, some are made, removed or renamed."""
    found = {"evaluation.yaml": EVALUATION}
    for number in range(files):
        here, there = f"sources/S{number}.yaml", f"sources/S{number}-named.yaml"
        text = f"id: S{number}\nkind: interview\ntitle: {{}}\n# {'x' * (number % 97) * 40}\n"
        kind = number % 20
        if kind == 0 and which == "b":
            continue
        if kind == 1 and which == "a":
            continue
        found[there if kind in {2, 3} and which == "b" else here] = text.format("same" if kind == 3 else which).encode()
    return found


def tree(root):
    """All that lies in the folder, but for what the program keeps there for itself."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_relative_to(root / ".cmo-eval")
    }


def change(root, to, files=FILES):
    """The change from one state to the other."""
    from cmo_eval.store.writing.change import Change, FileChange, digest

    old, new = state("a" if to == "b" else "b", files), state(to, files)
    changes = []
    for file in sorted(old.keys() | new.keys()):
        if file in old and file in new:
            if old[file] != new[file]:
                changes.append(FileChange(file, digest(old[file]), new[file]))
            continue
        other = file.replace("-named", "") if "-named" in file else file.replace(".yaml", "-named.yaml")
        if file in old and other in new:
            changes.append(FileChange(file, digest(old[file]), new[other], other))
        elif file in old:
            changes.append(FileChange(file, digest(old[file]), None))
        elif other not in old:
            changes.append(FileChange(file, None, new[file]))
    return Change(tuple(changes))


def killed_after(seconds, script, *arguments, once=None):
    """Run a script of Python and kill it so long after it said `go`, or after the file `once` came up.

    Returns:
        Whether it was still running.
    """
    run = subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stdout.readline() == b"go\n"
    while once is not None and not once.exists() and run.poll() is None:
        pass
    time.sleep(seconds)
    running = run.poll() is None
    run.kill()  # SIGKILL: nothing can be caught
    run.wait()
    run.stdout.close()
    return running


def whole(root, to):
    """How many seconds the change takes when nobody kills it."""
    run = subprocess.Popen([sys.executable, "-c", WRITER, root, to, Path(__file__).parent], stdout=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stdout.readline() == b"go\n"
    before = time.perf_counter()
    assert run.communicate()[0] == b"done\n"
    return time.perf_counter() - before


def rounds(root: Path, number: int, seed: int = 0, say=lambda _: None):
    """Kill so many times, and look each time what the next command finds.

    Returns:
        How often which phase was hit, and what came of it.

    Raises:
        AssertionError: the files were neither all as before nor all as after, or something was left lying about.
    """
    from cmo_eval.store.loading import find_project

    chance = random.Random(seed)  # noqa: S311
    for file, content in state("a").items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(content)
    states = {"a": state("a"), "b": state("b")}
    here, took, seen = "a", 0.0, Counter()
    for turn in range(number + 1):
        to = "b" if here == "a" else "a"
        if turn == 0:  # how long the whole of it takes
            took = whole(root, to)
            here = to
            say(f"a change to {len(states['a'].keys() | states['b'].keys())} files takes {took:.2f} s")
            continue
        under_way = root / ".cmo-eval" / "change"
        late = chance.random() < 0.5  # the shorter part, in which the files themselves change
        moment = chance.uniform(0, took / 6 if late else took)
        once = under_way / "journal" if late else None
        running = killed_after(moment, WRITER, root, to, Path(__file__).parent, once=once)
        names = {path.name for path in under_way.iterdir()} if under_way.exists() else set()
        phase = "making" if "journal" in names else "staging" if names else "before or after"
        again = 0
        while names and again < 5 and chance.random() < 0.4:  # the recovery is killed too
            killed_after(chance.uniform(0, took / 4), RECOVERER, root)
            again += 1
        find_project(root)
        found = tree(root)
        outcome = next((name for name, files in states.items() if files == found), None)
        assert outcome is not None, f"round {turn}, seed {seed}: neither as before nor as after"
        assert outcome == to or phase != "making", f"round {turn}: the journal was there, and it was not finished"
        left = {path.name for path in (root / ".cmo-eval").iterdir()}
        assert left <= {".gitignore", "lock", "lock.holder", "undo"}, left
        seen[f"{phase}{' and again' if again else ''}: {'all' if outcome == to else 'none'}"] += 1
        seen["killed while running" if running else "had finished"] += 1
        here = outcome
        if turn % 20 == 0:
            say(f"{turn} rounds: {dict(seen)}")
    return seen


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        times = int(sys.argv[1]) if len(sys.argv) > 1 else 25
        start = time.perf_counter()
        print(rounds(Path(folder) / "evaluation", times, seed=int(time.time()), say=print))  # noqa: T201
        print(f"{times} rounds in {time.perf_counter() - start:.0f} s: each time all or none, nothing left")  # noqa: T201
