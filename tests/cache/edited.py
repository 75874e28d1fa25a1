"""A small evaluation with findings in it, and what may happen to its files."""

import os
import time
from contextlib import suppress

from cmo_eval import api
from minimal import MINIMAL

LONG_AGO = time.time() - 3600
QUOTE = "The key hung on a nail behind the desk and anybody could see it hanging there all day."
FILES = {
    **MINIMAL,
    "evaluation.yaml": MINIMAL["evaluation.yaml"] + "ignore:\n  - {code: CMO104, id: C1, why: known}\n",
    "claims/C2-cost.yaml": MINIMAL["claims/C1-value.yaml"].replace("C1", "C2").replace("[P1]", "[P1, P2]"),
    "patterns/P2-word.yaml": MINIMAL["patterns/P1-scan.yaml"].replace("P1", "P2").replace("a plan", "a word"),
    "sources/FG1.citations.yaml": MINIMAL["sources/FG1.citations.yaml"]
    + f"  - {{id: FG1-002, quote: {QUOTE}, at: {{line: 2}}, codes: [a_code]}}\n",
    "sources/FG2.yaml": MINIMAL["sources/FG1.yaml"].replace("FG1", "FG2"),
    "sources/FG2.citations.yaml": MINIMAL["sources/FG1.citations.yaml"].replace("FG1", "FG2")
    + "  - id: FG2-002\n    quote: Something else was said here, long enough to be known again.\n    at: {line: 2}\n",
}
"""By path a small evaluation, with findings in it."""


class Folder:
    """An evaluation, and what may happen to it."""

    def __init__(self, root):
        self.root = root
        self.clock = 0
        for path, text in FILES.items():
            self.write(path, text.encode())

    def write(self, path, content):
        self.away(path)
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(content)
        self.touch(path)

    def away(self, path):
        file = self.root / path
        if file.is_dir() and not file.is_symlink():
            file.rmdir()
        else:
            file.unlink(missing_ok=True)

    def touch(self, path):
        """Another time each time, so long ago that it is trusted."""
        if (self.root / path).is_file():
            self.clock += 1
            os.utime(self.root / path, (LONG_AGO + self.clock, LONG_AGO + self.clock))

    def swapped(self, path, old, new):
        """The file's bytes with the one in place of the other, or the other way round."""
        content = (self.root / path).read_bytes() if (self.root / path).is_file() else FILES[path].encode()
        old, new = old.encode(), new.encode()
        return content.replace(old, new, 1) if old in content else content.replace(new, old, 1)

    def swap(self, path, old, new):
        self.write(path, self.swapped(path, old, new))

    def swap_unseen(self, path, old, new):
        """With the time of before; where both are as long, only the time of the change of the inode tells."""
        content = self.swapped(path, old, new)
        if (self.root / path).is_file():
            before = (self.root / path).stat()
            (self.root / path).write_bytes(content)
            os.utime(self.root / path, ns=(before.st_atime_ns, before.st_mtime_ns))
        else:
            self.write(path, content)

    def young(self, path):
        if (self.root / path).is_file():
            os.utime(self.root / path)

    def folder(self, path):
        self.away(path)
        (self.root / path).mkdir()

    def link(self, path):
        self.away(path)
        (self.root / path).symlink_to("nowhere")

    def damage(self, path):
        self.write(path, b"id: [C1\n\xff")

    def restore(self, path):
        self.write(path, FILES[path].encode())

    def exchange(self, path, other):
        """Two files take each other's name."""
        if path != other and (self.root / path).is_file() and (self.root / other).is_file():
            (self.root / path).rename(self.root / "between")
            (self.root / other).rename(self.root / path)
            (self.root / "between").rename(self.root / other)

    def rename(self, path, other):
        """To a name that came with it, or away from it."""
        old, new = (self.root / path, self.root / other)
        if old.is_file() and not new.exists():
            old.rename(new)
        elif new.is_file():
            self.away(path)
            new.rename(old)

    def load(self):
        with suppress(api.CmoEvalError):
            api.load(self.root, cache=True)
