"""The tables of a portfolio: their columns, what these mean, and the version of all that; reads and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

VERSION = 1
"""The version of these tables, in every Parquet file under `KEY`; a file with a higher one is refused."""
KEY = "cmo_eval_portfolio"


class Column(NamedTuple):
    """A column: its type in SQL, and what it holds."""

    type: str
    about: str


class Table(NamedTuple):
    """A table: what a row is, its columns in their order, and by which of them the rows are sorted."""

    about: str
    columns: Mapping[str, Column]
    order: tuple[str, ...]


_TYPES = {"text": "VARCHAR", "number": "INTEGER", "truth": "BOOLEAN"}


def _table(about: str, order: str, columns: str) -> Table:
    found = {"evaluation": Column("VARCHAR", "id of the evaluation")}
    for line in columns.strip().splitlines():
        name, kind, words = line.split(maxsplit=2)
        found[name] = Column(_TYPES[kind], words)
    return Table(about, found, ("evaluation", *order.split()))


_PARTS = "\n".join(
    f"{verb}_{part} truth whether the {part} of the pattern is {what}"
    for verb, what in (("shows", "shown"), ("lacks", "denied"))
    for part in ("context", "resource", "reasoning", "outcome")
)

TABLES: Mapping[str, Table] = {
    "evaluations": _table(
        "an evaluation, with its conventions",
        "",
        """
        title text title
        language text nl or en
        basis text fieldwork, or published: a re-reading
        programme text name of the programme
        begins text when the programme began, as precise as known
        ends text when it ended
        date text date of the evaluation
        fictional truth whether nothing in it is real
        audience text who may see what is here: public, committee or team
        held_back number citations whose words are held back from them
        min_sources number least number of voices of a verdict
        min_kinds number least number of kinds of source
        min_groups number least number of groups
        min_publications number least number of publications, without fieldwork
        min_quality number least quality that counts: 0 opinion, 1 report, 2 observation, 3 documented
        requires_search truth whether a verdict in favour needs a search for counter-evidence
        """,
    ),
    "groups": _table("a group that an evaluation is for", "group_key", "group_key text key\nlabel text who they are"),
    "claims": _table(
        "a claim",
        "claim",
        """
        claim text id
        title text title
        kind text claim, concern, issue or need
        statement text its latest wording
        version number number of that wording
        decided_version number the wording that the last decision is about
        meets_criteria truth whether all four criteria are met
        separated_by text attributes, by their keys, that tell those in favour from those against; spaces between
        record text the claim as its file has it, as JSON: what the rules ask beside the evidence
        """,
    ),
    "addressed": _table(
        "a group that a claim is for", "claim group_key", "claim text the claim\ngroup_key text the group"
    ),
    "listed": _table(
        "a citation that a claim's test, or its search for counter-evidence, lists",
        "claim citation",
        "claim text the claim\nlisted_by text test or search\ntest text id of the test\ncitation text the citation",
    ),
    "decisions": _table(
        "a decision of people on a claim, or our reading of a report's",
        "claim number",
        """
        claim text the claim
        number number from 1, the oldest; the last one counts
        counts truth whether it is the last one
        verdict text holds, nuanced, rejected, transformed or undecided
        becomes text the claim that takes its place
        version number the wording that it is about
        date text when it was taken
        reported truth whether it is our reading of a published report
        rationale text why
        """,
    ),
    "patterns": _table(
        "a context-mechanism-outcome pattern",
        "pattern",
        """
        pattern text id
        title text title
        intervention text what the programme did
        context text in which circumstances; several with ; between
        actor text whose reasoning changes
        resource text what is offered
        reasoning text what that changes in how the actor thinks
        outcome text what comes of it
        direction text positive, negative or mixed
        """,
    ),
    "working": _table("a pattern that works in a claim", "claim pattern", "claim text claim\npattern text pattern"),
    "instances": _table(
        "a shared mechanism that a pattern is an instance of",
        "mechanism pattern",
        "mechanism text key of the mechanism\npattern text the pattern",
    ),
    "contexts": _table(
        "a circumstance in which a pattern works",
        "pattern context",
        "pattern text the pattern\ncontext text the circumstance",
    ),
    "cases": _table(
        "a case",
        "case_id",
        """
        case_id text id
        title text title
        kind text case_study, programme or practice_example
        summary text what it is about
        """,
    ),
    "attributes": _table(
        "an attribute of a case, as far as it may be shown",
        "name case_id",
        "case_id text the case\nname text key of the attribute\nvalue text its value",
    ),
    "sources": _table(
        "somebody or something that was heard or read",
        "source",
        """
        source text id
        title text title, or its kind where it is closed
        kind text kind of source
        group_key text the group that speaks here
        case_id text the case that it belongs to
        date text when
        participants number how many were heard
        """,
    ),
    "citations": _table(
        "a citation of the agreed coding",
        "group_key voice citation",
        """
        citation text id
        source text its source
        voice text the independent origin that it comes from
        kind text kind of source
        group_key text the group that it counts for
        case_id text the case that it is about
        quality number 0 opinion, 1 report, 2 observation, 3 documented
        disputed truth whether it does not count until something is resolved
        verbatim truth whether the words are literal
        role text role of the speaker, where it may be told
        quote text the words, where they may be shown
        """,
    ),
    "codes": _table(
        "a code of a citation",
        "code citation",
        "citation text the citation\ncode text the code\nlabel text what the code means",
    ),
    "evidence": _table(
        "a stance on a claim: of a citation, of a case without the outcome, or of a goal's result",
        "claim stance voice citation",
        f"""
        claim text the claim
        version number the wording of the claim that it is about; empty of an absence and a goal, which are about each
        citation text the citation; of an absence the case
        absence truth whether a case lacks the outcome while the pattern was at work
        goal text the goal of a case whose result it shows, where the claim is judged by those
        source text the source
        voice text the independent origin that it comes from
        publication text the report through which it is known; empty of fieldwork of one's own
        own_sentence truth whether it is that report's own sentence
        group_key text the group that it counts for
        kind text kind of source
        case_id text the case that it is about
        quality number 0 opinion, 1 report, 2 observation, 3 documented
        stance text supports, nuances, refutes or suggests
        other text the claim that is suggested instead
        pattern text the pattern that is shown
        {_PARTS}
        favours text the rival explanation that it speaks for
        disputed truth whether it does not count until something is resolved
        own_origin truth whether it is support from what voiced the claim
        own_conclusion truth whether a report repeats in it what it concludes
        no_result truth whether it is support by words of a claim that is judged by results
        """,
    ),
}
"""The tables by name."""
