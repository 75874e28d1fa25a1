"""A terminal that obeys nothing but the program: what users' files hold reaches it as something to read.

Formats show users' words with `plain.visible`; this is for what goes there in another form (JSON, CSV, Markdown,
messages): on a terminal, and only there, characters that it would obey are shown as escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TextIO, cast

from cmo_eval.output.plain import escaped

_STYLE = re.compile(r"(\x1b\[[0-9;]*m)")


class Terminal:
    """A text stream to a terminal; `bare` is the stream itself, for what moves the cursor on purpose."""

    def __init__(self, bare: TextIO) -> None:
        self.bare = bare

    def write(self, text: str) -> int:
        """Write the text, all but line ends, tabs and styles shown as escapes where a terminal would obey it."""
        self.bare.write("".join(part if _STYLE.fullmatch(part) else escaped(part) for part in _STYLE.split(text)))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of them."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)


def shown_on(stream: TextIO) -> TextIO:
    """The stream, guarded where it is a terminal."""
    return cast("TextIO", Terminal(stream)) if stream.isatty() and not isinstance(stream, Terminal) else stream
