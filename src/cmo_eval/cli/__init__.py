"""The command line: one small module a command, with options, streams and exit codes; no domain logic."""

from __future__ import annotations

import typer

from cmo_eval.cli.group import Commands, Group, Named
from cmo_eval.cli.group import app as group_app

TEXT = {
    "import": Named("cmo_eval.cli.texts:text", "Bring transcripts in, each as the text of a source."),
    "pseudonymise": Named("cmo_eval.cli.pseudonyms:pseudonymise", "Put pseudonyms in place of names, in every file."),
    "show": Named("cmo_eval.cli.lookup:text_show", "Show a transcript with what is coded in it."),
}

CODE = {
    "anchor": Named("cmo_eval.cli.imports:anchor", "Find quotes in their transcripts, and write where."),
    "add": Named("cmo_eval.cli.coding:add", "Code a fragment of a source."),
    "edit": Named("cmo_eval.cli.recoding:edit", "Change a citation, or split it."),
    "remove": Named("cmo_eval.cli.recoding:remove", "Take citations out."),
    "import": Named("cmo_eval.cli.imports:code", "Bring in codings from Excel, CSV or Word comments."),
    "template": Named("cmo_eval.cli.new:code_template", "Write an empty coding table."),
    "as": Named("cmo_eval.cli.who:command", "Say once who codes here."),
    "second": Named("cmo_eval.cli.coders:second", "Write a file for a second coder, who codes blind."),
    "adjudicate": Named("cmo_eval.cli.coders:adjudicate", "Record what holds where coders differed."),
    "brief": Named("cmo_eval.cli.models:brief", "Write what a coder needs, a person or a language model."),
    "propose": Named("cmo_eval.cli.models:propose", "Take in what a language model proposed; it counts for nothing."),
    "review": Named("cmo_eval.cli.models:review", "Look at what models proposed, one by one."),
    "new": Named("cmo_eval.cli.codebook:new", "Make a code in the codebook."),
    "rename": Named("cmo_eval.cli.codebook:rename", "Give a code another name, in every file."),
    "merge": Named("cmo_eval.cli.codebook:merge", "Make one code of several, in every file."),
    "history": Named("cmo_eval.cli.codebook:history", "Show what changed in the codebook."),
}

EXCHANGE = {
    "import": Named("cmo_eval.cli.exchange:import_", "Take in a project of another program for coding."),
    "export": Named("cmo_eval.cli.exchange:export", "Write a project that other programs for coding open."),
}

COMPARE = {
    "table": Named("cmo_eval.cli.compare:table", "Put cases beside each other by the dimensions of a framework."),
    "truth-table": Named("cmo_eval.cli.solving:truth_table", "Put cases with the same conditions into one row."),
    "solve": Named("cmo_eval.cli.solving:solve", "Say which combinations lead to the outcome, with all models."),
    "robust": Named("cmo_eval.cli.solving:robust", "Say which terms stay when something is chosen otherwise."),
}

PORTFOLIO = {
    "add": Named("cmo_eval.cli.portfolio:add", "Put evaluations in, each whole or not at all."),
    "list": Named("cmo_eval.cli.portfolio_query:list_", "List the evaluations that are in it."),
    "remove": Named("cmo_eval.cli.portfolio:remove", "Take evaluations out."),
    "mechanisms": Named("cmo_eval.cli.portfolio_query:mechanisms", "Show where each shared mechanism was at work."),
    "verdicts": Named("cmo_eval.cli.portfolio_query:verdicts", "Show the verdict on every claim, and who carries it."),
    "groups": Named("cmo_eval.cli.portfolio_query:groups", "Show which groups are heard, and which never."),
    "claim": Named("cmo_eval.cli.portfolio_query:claim", "Show claims alike, with their evidence."),
    "report": Named("cmo_eval.cli.synthesis:report", "Write a synthesis: mechanisms, contexts, gaps."),
    "site": Named("cmo_eval.cli.portfolio_site:site", "Write it as a site, from mechanisms down to the words."),
    "open": Named("cmo_eval.cli.portfolio_site:open_", "Read it in a browser, on this computer."),
    "sql": Named("cmo_eval.cli.portfolio_query:sql", "Ask in SQL; nothing is changed."),
}

COMMANDS: Commands = {
    "init": Named("cmo_eval.cli.new:init", "Make a new evaluation folder."),
    "new": Named("cmo_eval.cli.new:new", "Write a file for a new claim, pattern, case or source."),
    "validate": Named("cmo_eval.cli.validate:command", "Check that the files are well formed and consistent."),
    "text": Group(
        TEXT,
        "Bring transcripts in, and show them with what is coded.",
        """Bring transcripts in, and show them with what is coded.

        \b
        Example:
          cmo-eval text import ~/transcripts/FG2.docx
          cmo-eval text show FG2 --lines 10-40
        """,
    ),
    "code": Group(
        CODE,
        "Code transcripts, and keep the codebook in order.",
        """Code transcripts, and keep the codebook in order.

        Every change is shown first, and made in all files or in none.

        \b
        Example:
          cmo-eval code rename mirror outside_view --dry-run
        """,
    ),
    "exchange": Group(
        EXCHANGE,
        "Take coding in from NVivo, ATLAS.ti, MAXQDA and others, and hand it on.",
        """Take coding in from NVivo, ATLAS.ti, MAXQDA, QualCoder and others, and hand it on.

        \b
        Example:
          cmo-eval exchange import old.qdpx --dry-run
          cmo-eval exchange export coding.qdpx
        """,
    ),
    "open": Named("cmo_eval.cli.open:command", "Read and code in a browser, on this computer."),
    "agreement": Named("cmo_eval.cli.coders:agreement", "Compare what several coders made of the same citations."),
    "verify": Named("cmo_eval.cli.verify:verify", "Weigh the evidence for each claim, and propose a verdict."),
    "decide": Named("cmo_eval.cli.decide:command", "Record a person's decision on a claim."),
    "undo": Named("cmo_eval.cli.undo:undo", "Put back the last change that was made to the files."),
    "forget": Named("cmo_eval.cli.undo:forget", "Take a withdrawn person's words out of the files."),
    "diff": Named("cmo_eval.cli.verify:diff", "Show what changed between two states of the git history."),
    "guide": Named("cmo_eval.cli.guide:command", "Write an interview guide from what is still open."),
    "trace": Named("cmo_eval.cli.lookup:trace", "Walk the chain from words to conclusions, and back."),
    "search": Named("cmo_eval.cli.lookup:search", "Search in quotes, memos and transcripts."),
    "quotes": Named("cmo_eval.cli.quotes:command", "Show the words themselves, by code, claim, group and more."),
    "matrix": Named("cmo_eval.cli.counts:matrix", "Count citations, sources or voices by two dimensions."),
    "compare": Group(
        COMPARE,
        "Compare cases by what they have and what came of them.",
        """Compare cases by what they have and what came of them.

        \b
        Example:
          cmo-eval compare table process
          cmo-eval compare table process --by organisation
          cmo-eval compare solve --from t.csv --outcome OUT --conditions A,B,C
        """,
    ),
    "sampling": Named("cmo_eval.cli.counts:sampling", "Compare invitations with targets; who was not heard."),
    "graph": Named("cmo_eval.cli.graph:command", "Draw the programme theory, or charts of the evidence."),
    "report": Named("cmo_eval.cli.report:command", "Write the evaluation report."),
    "site": Named("cmo_eval.cli.site:command", "Write the evidence as a site, down to the words."),
    "portfolio": Group(
        PORTFOLIO,
        "Ask many evaluations one question.",
        """Ask many evaluations one question: where a mechanism fired, for whom, and on whose word.

        \b
        Example:
          cmo-eval portfolio add ~/evaluations/* --portfolio ministry
          cmo-eval portfolio verdicts --portfolio ministry
        """,
    ),
    "mcp": Named("cmo_eval.cli.assistant:command", "Let an assistant read, and hand in proposals."),
    "list": Named("cmo_eval.cli.lookup:list_records", "List claims, patterns, cases, sources and the like."),
    "show": Named("cmo_eval.cli.lookup:show", "Show one claim, pattern, case, source or citation."),
    "explain": Named("cmo_eval.cli.explain:explain", "Say why a finding matters, with an example."),
    "schema": Named("cmo_eval.cli.explain:schema", "List the keys that a kind of file can have."),
}

app = group_app(
    "cmo-eval",
    COMMANDS,
    """Realist policy evaluation: what works, for whom, in which circumstances, and why.

    Claims, context-mechanism-outcome patterns and interview citations are YAML files in one folder; the tool
    checks them, weighs the evidence for each claim, and writes the report.

    \b
    Example:
      cmo-eval init --demo try-it
      cmo-eval verify --project try-it
    """,
    add_completion=True,
)


@app.callback(invoke_without_command=True)
def main(
    version: bool = typer.Option(False, "--version", help="Say which version this is, and stop.", is_eager=True),
) -> None:
    if version:
        from cmo_eval import __version__

        typer.echo(f"cmo-eval {__version__}")
        raise typer.Exit
