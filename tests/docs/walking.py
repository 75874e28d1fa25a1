"""Does what a page of the documentation tells its reader: writes its files, runs its commands, compares what is shown.

In a page stand:

- a `yaml` block whose first line is `# claims/C1-x.yaml`: that file; `# add to claims/C1-x.yaml`: more at its end;
- `<!-- change claims/C1-x.yaml: old => new -->`: what the text above it asks the reader to change by hand;
- `<!-- file talk.vtt -->` above a `text` block: that file; `<!-- word talk.docx -->`: the same as a Word document, with
  what stands before the first colon of a line in bold;
- `<!-- fill coding.xlsx -->` above a table: its rows, in the columns of the workbook that have these headers;
- `<!-- comments talk.docx -->` above a table: comments on these words of the document;
- a `console` block: commands after `$ ` (on several lines with `\\` at the ends), each followed by what it prints (not
  compared when nothing is shown); a line `...` stands for any lines, and `/home/you` for the folder;
- `<!-- exits 1 -->` above a block: how its last command ends, if not with 0.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import docx
import openpyxl

from cmo_eval.__main__ import main
from cmo_eval.cli import COMMANDS as TOP
from cmo_eval.cli.group import names

ROOT = Path(__file__).parents[2]
COMMANDS = names(TOP)
"""Every command by its whole name."""
HOME = "/home/you"
"""Where the reader of a page is said to be."""

_PIECE = re.compile(
    r"^```(?P<language>\w+)\n(?P<body>.*?)^```$"
    r"|^<!-- (?P<word>change|exits|file|word) (?P<rest>.*?) -->$"
    r"|^<!-- (?P<tabled>fill|comments) (?P<into>\S+) -->\n\n(?P<rows>(?:\|[^\n]*\|\n)+)",
    re.DOTALL | re.MULTILINE,
)
_FILE = re.compile(r"# (?P<add>add to )?(?P<path>[\w./-]+\.yaml)\n")


def walk(page: Path, folder: Path) -> list[str]:
    """Follow the page in `folder`, an empty one; the commands that were run.

    Raises:
        AssertionError: a command prints something else than the page shows, or ends otherwise.
    """
    here, ends, ran = folder, 0, []
    given = ("", "")
    for piece in _PIECE.finditer(page.read_text(encoding="utf-8")):
        if piece["word"] == "change":
            path, old, new = re.fullmatch(r"(\S+): (.+) => (.+)", piece["rest"], re.DOTALL).groups()
            text = (here / path).read_text(encoding="utf-8")
            assert old in text, f"{path} does not hold {old!r}"
            (here / path).write_text(text.replace(old, new, 1), encoding="utf-8")
        elif piece["word"] == "exits":
            ends = int(piece["rest"])
        elif piece["word"]:
            given = (piece["word"], piece["rest"])
        elif piece["tabled"]:
            _tabled(piece["tabled"], here / piece["into"], _rows(piece["rows"]))
        elif piece["language"] == "text" and given[0]:
            _given(given[0], here / given[1], piece["body"])
            given = ("", "")
        elif piece["language"] == "yaml":
            _write(here, piece["body"])
        elif piece["language"] == "console":
            commands = list(commands_in(piece["body"]))
            for number, (command, shown) in enumerate(commands, start=1):
                words = shlex.split(command)
                if words[0] == "cd":
                    here = here / words[1]
                    continue
                code, printed = run(words, here)
                printed = printed.replace(str(folder.resolve()), HOME)
                ran.append(command)
                expected = ends if number == len(commands) else 0
                assert code == expected, f"`{command}` ends with {code}:\n{printed}"
                if shown:
                    compare(command, shown, printed)
            ends = 0
    return ran


def _write(here: Path, body: str) -> None:
    match = _FILE.match(body)
    if match is None:
        return
    file = here / match["path"]
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if match["add"] else ""
    file.write_text(before + (body[match.end() :] if match["add"] else body), encoding="utf-8")


def _given(how: str, file: Path, body: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if how == "file":
        file.write_text(body, encoding="utf-8")
        return
    document = docx.Document()
    for line in body.splitlines():
        label, colon, words = line.partition(": ")
        paragraph = document.add_paragraph()
        paragraph.add_run(label + colon).bold = bool(colon)
        paragraph.add_run(words)
    document.save(str(file))


def _rows(table: str) -> list[dict[str, str]]:
    headers, _, *rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    return [dict(zip(headers, row, strict=True)) for row in rows]


def _tabled(how: str, file: Path, rows: list[dict[str, str]]) -> None:
    if how == "comments":
        document = docx.Document(str(file))
        runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
        for row in rows:
            run = next(run for run in runs if run.text == row["commented words"])
            document.add_comment(run, text=row["comment"], author="Anna Bakker", initials="AB")
        document.save(str(file))
        return
    book = openpyxl.load_workbook(file)
    page = book.active
    places = {cell.value: cell.column for cell in page[1]}
    for number, row in enumerate(rows, start=2):
        for header, value in row.items():
            page.cell(number, places[header], value or None)
    book.save(file)


def commands_in(body: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines that it is said to print."""
    command, shown = "", []
    for line in body.splitlines():
        if command.endswith("\\"):
            command = command.removesuffix("\\") + line
        elif line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        else:
            shown.append(line)
    if command:
        yield command, shown


def run(words: list[str], here: Path) -> tuple[int, str]:
    """Exit code and output (both streams as they come) of a `cmo-eval` command, 80 columns wide, without colour."""
    assert words[0] == "cmo-eval", f"the documentation runs {words[0]}, which is not ours"
    environment = {key: value for key, value in os.environ.items() if key not in {"FORCE_COLOR", "GITHUB_ACTIONS"}}
    environment |= {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code: object = 0
    with (
        contextlib.chdir(here),
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.multiple(sys, argv=words, stdin=io.StringIO()),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    assert isinstance(code, int)
    return code, stream.buffer.getvalue().decode()


def tidy(text: str) -> list[str]:
    """Lines without blanks at their ends, and without empty lines at the beginning and the end."""
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def compare(command: str, shown: list[str], printed: str) -> None:
    """Assert that the output is what the page shows."""
    wanted = tidy("\n".join(shown))
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in wanted)
    got = "\n".join(tidy(printed)) + "\n"
    assert re.fullmatch(pattern, got), f"`{command}` prints\n\n{got}\nand the page shows\n\n" + "\n".join(wanted)
