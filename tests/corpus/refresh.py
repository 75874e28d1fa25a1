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

from corpus import KINDS, Example, difference, documents, examples, known_bugs


def main(arguments: list[str]) -> int:
    if os.environ.get("PYTEST_CURRENT_TEST") or os.environ.get("CI"):
        sys.stderr.write("refresh.py is for people who look at the difference; it does not run in tests\n")
        return 2
    show = "--show" in arguments
    names = [name for name in arguments if not name.startswith("-")]
    known = {example.id: example for kind in KINDS for example in examples(kind)}
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
            write(example, after)
    return 0


def write(example: Example, finds: list[str]) -> None:
    """Write what an example finds; all else of its file stays byte for byte."""
    told = documents(example.file)
    (nth,) = (nth for nth, document in enumerate(told) if document.startswith(f"name: {example.id}\n"))
    before = told[nth].rpartition("\nfinds:")[0] or told[nth].removesuffix("\n")
    told[nth] = f"{before}\n{yaml.safe_dump({'finds': finds}, width=1000, allow_unicode=True)}"
    example.file.write_text("---\n".join(told), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
