"""Write expected.txt of examples anew, after review: python tests/corpus/refresh.py NAME...

Shows what changes, and what the example says of itself; `--show` writes nothing. Look at each line before you commit
it: an expected.txt says what must be found, not what happens to be found.
"""

from __future__ import annotations

import os
import sys

from corpus import EXPECTED, HERE, difference, expected, folders, found, known_bugs, what


def main(arguments: list[str]) -> int:
    if os.environ.get("PYTEST_CURRENT_TEST") or os.environ.get("CI"):
        sys.stderr.write("refresh.py is for people who look at the difference; it does not run in tests\n")
        return 2
    show = "--show" in arguments
    names = [name.rstrip("/").rsplit("/", 1)[-1] for name in arguments if not name.startswith("-")]
    known = {folder.name: folder for kind in ("negative", "positive") for folder in folders(kind)}
    strange = [name for name in names if name not in known]
    if strange or not names:
        sys.stderr.write(f"no such example: {', '.join(strange)}\n" if strange else f"{__doc__}\n")
        return 2
    for folder in (known[name] for name in names):
        before = expected(folder) if (folder / EXPECTED).exists() else []
        after = found(folder)
        changes = difference(before, after)
        name = folder.relative_to(HERE).as_posix()
        sys.stdout.write(f"{name}\n  {what(folder)}\n")
        sys.stdout.write("".join(f"  {line}\n" for line in changes) or "  no difference\n")
        if name in known_bugs():
            sys.stdout.write("  a known bug: what must be found stands there already; nothing is written\n")
        elif changes and not show:
            (folder / EXPECTED).write_text("".join(f"{line}\n" for line in after), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
