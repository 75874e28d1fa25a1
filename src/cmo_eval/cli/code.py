"""`cmo-eval code`: what is coded, and the codebook; a group of commands."""

from __future__ import annotations

from cmo_eval.cli.group import Named
from cmo_eval.cli.group import app as group_app

COMMANDS = {
    "anchor": Named("cmo_eval.cli.code_anchor", "Find quotes in their transcripts, and write where."),
    "add": Named("cmo_eval.cli.code_add", "Code a fragment of a source."),
    "import": Named("cmo_eval.cli.code_import", "Bring in codings from Excel, CSV or Word comments."),
    "template": Named("cmo_eval.cli.code_template", "Write an empty coding table."),
    "second": Named("cmo_eval.cli.code_second", "Write a file for a second coder, who codes blind."),
    "adjudicate": Named("cmo_eval.cli.code_adjudicate", "Record what holds where coders differed."),
    "rename": Named("cmo_eval.cli.code_rename", "Give a code another name, in every file."),
    "merge": Named("cmo_eval.cli.code_merge", "Make one code of several, in every file."),
    "history": Named("cmo_eval.cli.code_history", "Show what changed in the codebook."),
}

app = group_app(
    "code",
    COMMANDS,
    """Code transcripts, and keep the codebook in order.

    Every change is shown first, and made in all files or in none.

    \b
    Example:
      cmo-eval code rename mirror outside_view --dry-run
    """,
)


@app.callback()
def _group() -> None:
    """Typer takes no group without commands of its own, and these come when they are wanted."""
