"""`cmo-eval text`: transcripts in, and shown with what is coded; a group of commands."""

from __future__ import annotations

from cmo_eval.cli.group import Named
from cmo_eval.cli.group import app as group_app

COMMANDS = {
    "import": Named("cmo_eval.cli.text_import", "Bring transcripts in, each as the text of a source."),
    "show": Named("cmo_eval.cli.text_show", "Show a transcript with what is coded in it."),
}

app = group_app(
    "text",
    COMMANDS,
    """Bring transcripts in, and show them with what is coded.

    \b
    Example:
      cmo-eval text import ~/transcripts/FG2.docx
      cmo-eval text show FG2 --lines 10-40
    """,
)


@app.callback()
def _group() -> None:
    """Typer takes no group without commands of its own, and these come when they are wanted."""
