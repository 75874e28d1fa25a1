"""Draws what `cmo-eval verify` and `cmo-eval graph C3` show of the evaluation in the root of this project.

Run it with the Python that cmo-eval is installed for: `python docs/images/make.py`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parents[2]
WIDTH = 92

# no fonts from elsewhere: the picture shows in a page without any connection
_TEMPLATE = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "font-family: Fira Code, monospace", "font-family: ui-monospace, Menlo, Consolas, monospace"
)


def picture() -> str:
    """The terminal as SVG."""
    environment = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "GITHUB_ACTIONS"}}
    environment |= {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color", "PYTHONUTF8": "1"}
    shown = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "cmo_eval", "verify", "--project", str(ROOT)],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    ).stdout
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.assemble(("$ ", "bold green"), ("cmo-eval verify", "bold")))
    console.print(Text.from_ansi(shown.rstrip()))
    drawn = console.export_svg(title="cmo-eval verify", theme=MONOKAI, code_format=_TEMPLATE, unique_id="verify")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def theory() -> str:
    """The programme theory of a claim."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "cmo_eval", "graph", "C3", "--format", "svg", "--project", str(ROOT)],
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    ).stdout


if __name__ == "__main__":
    (ROOT / "docs" / "images" / "theory.svg").write_text(theory(), encoding="utf-8", newline="\n")
    (ROOT / "docs" / "images" / "verify.svg").write_text(picture(), encoding="utf-8", newline="\n")
