"""Write what examples find anew, after review: python tests/corpus/refresh.py NAME...

Shows what changes, and what the example says of itself; `--show` writes nothing. Look at each line before you commit
it: `finds` says what must be found, not what happens to be found.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import yaml

from corpus import KINDS, difference, examples, known_bugs


def main(arguments: list[str]) -> int:
    if os.environ.get("PYTEST_CURRENT_TEST") or os.environ.get("CI"):
        sys.stderr.write("refresh.py is for people who look at the difference; it does not run in tests\n")
        return 2
    show = "--show" in arguments
    names = [Path(name).stem for name in arguments if not name.startswith("-")]
    known = {example.path.stem: example for kind in KINDS for example in examples(kind)}
    strange = [name for name in names if name not in known]
    if strange or not names:
        sys.stderr.write(f"no such example: {', '.join(strange)}\n" if strange else f"{__doc__}\n")
        return 2
    for example in (known[name] for name in names):
        with tempfile.TemporaryDirectory() as folder:
            after = example.found(Path(folder))
        changes = difference(list(example.finds), after)
        sys.stdout.write(f"{example.name}\n  {example.what}\n")
        sys.stdout.write("".join(f"  {line}\n" for line in changes) or "  no difference\n")
        if example.name in known_bugs():
            sys.stdout.write("  a known bug: what must be found stands there already; nothing is written\n")
        elif changes and not show:
            before = example.path.read_text(encoding="utf-8").rpartition("\nfinds:")[0]
            finds = yaml.safe_dump({"finds": after}, width=1000, allow_unicode=True)
            example.path.write_text(f"{before}\n{finds}", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
