"""The command line: one small module a command, with options, streams and exit codes; no domain logic."""

from __future__ import annotations

import typer

from cmo_eval.cli import (
    decide,
    diff,
    explain,
    init,
    list_,
    matrix,
    new,
    report,
    sampling,
    schema,
    show,
    trace,
    validate,
    verify,
)

app = typer.Typer(
    name="cmo-eval",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Realist policy evaluation: what works, for whom, in which circumstances, and why.

    Claims, context-mechanism-outcome patterns and interview citations are YAML files in one folder; the tool
    checks them, weighs the evidence for each claim, and writes the report.

    \b
    Example:
      cmo-eval init --demo try-it
      cmo-eval verify --project try-it
    """,
)

app.command("init")(init.command)
app.command("new")(new.command)
app.command("validate")(validate.command)
app.command("verify")(verify.command)
app.command("decide")(decide.command)
app.command("diff")(diff.command)
app.command("trace")(trace.command)
app.command("matrix")(matrix.command)
app.command("sampling")(sampling.command)
app.command("report")(report.command)
app.command("list")(list_.command)
app.command("show")(show.command)
app.command("explain")(explain.command)
app.command("schema")(schema.command)


@app.callback(invoke_without_command=True)
def main(
    version: bool = typer.Option(False, "--version", help="Say which version this is, and stop.", is_eager=True),
) -> None:
    if version:
        from cmo_eval import __version__

        typer.echo(f"cmo-eval {__version__}")
        raise typer.Exit
