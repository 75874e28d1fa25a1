"""3xx: citations that show something, and figures that add up."""

from __future__ import annotations

from collections.abc import Iterator

from cmo_eval.model import Citation, Source
from cmo_eval.register import Register
from cmo_eval.repository import Stored
from cmo_eval.rules.registry import Hit, rule


@rule("CMO301", on=Citation)
def shows_nothing(stored: Stored[Citation]) -> Iterator[Hit]:
    """A citation without evidence and without codes.

    It was picked out of the talk for a reason that nobody wrote down.

    Bad:

    ```yaml
    - id: FG2-014
      quote: the scan put it on the table
      quality: observation
    ```

    Good: the same with `evidence: [{supports: C3, pattern: P07}]`, or with `codes: [scan]`.
    """
    citation = stored.record
    if not citation.evidence and not citation.codes:
        yield Hit(stored.at("id"), f"{citation.id} has neither evidence nor codes", citation.id)


@rule("CMO302")
def pattern_outside_claim(register: Register) -> Iterator[Hit]:
    """Evidence that names a pattern which its claim does not list.

    The chapter of the claim presents the patterns under `mechanisms`; this piece of evidence for a mechanism would
    stand under none.

    Bad: `{supports: C3, pattern: P21}` while C3 lists P07 and P08.

    Good: P21 under the `mechanisms` of C3, or `pattern: P07`.
    """
    listed = {
        f"{facts.ids[0]} {pattern}" for _, facts in register.of_kind("claims") for pattern in facts.more["patterns"]
    }
    claims, patterns = register.ids("claims"), register.ids("patterns")
    for file, facts in register.of_kind("citations"):
        pairs = {pair for pair in facts.names.get("listed", ()) if pair not in listed}
        strange = {pair for pair in pairs if pair.split()[0] in claims and pair.split()[1] in patterns}
        for where, reference, by in register.places(file, "listed", strange) if strange else ():
            claim, pattern = reference.target.split()
            yield Hit(where, f"{by} is evidence on {claim} for {pattern}, which {claim} does not list", by)


@rule("CMO303", on=Source)
def table_does_not_add_up(stored: Stored[Source]) -> Iterator[Hit]:
    """A table whose rows do not add up to the total that it prints.

    Either the document is wrong, which a report that uses it must say, or a figure was copied wrongly.

    Bad:

    ```yaml
    tables:
      - {id: T2, rows: {intake: 138, scan: 60}, total: 279}
    ```

    Good: all rows of the table, with their total.
    """
    for index, table in enumerate(stored.record.tables):
        found = sum(table.rows.values())
        if table.total is not None and found != table.total:
            where = stored.at("tables", index, "total")
            subject = f"{stored.record.id}.{table.id}"
            yield Hit(where, f"the rows of {subject} add up to {found}, not to {table.total}", subject)


@rule("CMO304")
def declared_count(register: Register) -> Iterator[Hit]:
    """A count that the report states and the register does not bear out.

    Counts in a report are computed from the register, else they go wrong as soon as a source is added. A count
    that is stated is compared with the sources and cases of its kinds.

    Bad: `{what: case studies, count: 4, kinds: [case_study]}` while `cases/` holds three.

    Good: `count: 3`, or the fourth case.
    """
    kinds = [facts.more["kind"] for _, facts in register.of_kind("sources") if not facts.more["withdrawn"]]
    kinds += [facts.more["kind"] for _, facts in register.of_kind("cases")]
    for index, declared in enumerate(register.evaluation.declared):
        found = sum(kind in declared.kinds for kind in kinds)
        if found != declared.count:
            where = register.stored_evaluation.at("declared", index, "count")
            message = f"{declared.count} {declared.what} are declared, the register has {found}"
            yield Hit(where, message, declared.what)


@rule("CMO305", on=Source)
def nobodys_voice(stored: Stored[Source]) -> Iterator[Hit]:
    """Evidence from someone whose address group is not known, in a source that is a talk.

    A claim must be heard from several groups; a voice without a group counts for none. A document is nobody's voice
    unless it says so, and needs no group.

    Bad: a focus group without `group`, with participants without `group`.

    Good: `group: participants`.
    """
    source = stored.record
    if source.kind in {"document", "research", "observation"} or source.group is not None:
        return
    if not any(person.group for person in source.participants):
        yield Hit(stored.at("id"), f"{source.id} is a talk, but nobody in it has an address group", source.id)
        return
    for index, person in enumerate(source.participants):
        if person.group is None:
            message = f"neither {person.id} nor {source.id} has an address group"
            yield Hit(stored.at("participants", index), message, source.id)
