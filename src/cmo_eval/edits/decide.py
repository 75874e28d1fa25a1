"""A person's decision as a change to the claim's file; says no to what a decision may not be; writes nothing itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from cmo_eval.analysis.decision import OPPOSING, evidence_record
from cmo_eval.analysis.evidence import evidence_for
from cmo_eval.analysis.proposal import RULES_VERSION
from cmo_eval.analysis.verification import ClaimResult, verify
from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.examples import without_examples
from cmo_eval.edits.plan import Plan, opened
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Decision, EvidenceRecord, Verdict
from cmo_eval.nearest import did_you_mean, unknown
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.store.yaml_io import YamlProblem, read

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

_BLANKS = expression("[ \t\r\n\x0b\x0c\x85\u2028\u2029]+")
_PARAGRAPHS = expression(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\s*")


@dataclass(frozen=True)
class Taken:
    """What a person decided, in that person's words; `version` is of the claim."""

    verdict: str
    version: int
    by: str
    second_reader: str
    date: str
    rationale: str
    sets_aside: Sequence[str] = ()
    becomes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Decided(Plan):
    """A decision that may be taken, put at the end of those in the claim's file."""

    file: str
    decision: Decision


# ---- may there be a decision ----------------------------------------------------------------------------------------


def weighed(repository: Repository, claim: str, version: int | None = None) -> ClaimResult:
    """The result that a decision on the claim would be about.

    Raises:
        UsageError: nobody can decide on it now: a file cannot be read, it is a re-reading, there is no such claim
            or version, or two files hold it.
    """
    unread = repository.unread
    if unread:
        files = "1 file" if len(unread) == 1 else f"{len(unread)} files"
        raise UsageError(
            f"{files} cannot be read ({unread[0]}{', ...' if len(unread) > 1 else ''}), so evidence may be missing",
            "mend it first; `cmo-eval validate` shows what is wrong",
        )
    if repository.evaluation.basis == "published":
        raise UsageError(
            "this is a re-reading of published reports (basis: published), in which nobody decides",
            "write into the claim's file what the authors conclude, with `reported_in`",
        )
    if claim not in repository.claims:
        repository.refuse_unread(claim)
        known = f"the claims are {', '.join(repository.claims)}" if repository.claims else "there are no claims yet"
        raise unknown("claim", claim, repository.claims, known)
    repository.refuse_twice(claim)
    return verify(repository, (claim,), version)[claim]


def member(repository: Repository, initials: str, what: str) -> str:
    """The initials, if they are of somebody in the team.

    Raises:
        UsageError: they are not.
    """
    team = repository.evaluation.team
    if not team:
        raise UsageError(
            "evaluation.yaml names no team, so nobody can decide", "add initials under `team`: `AB: researcher`"
        )
    if initials not in team:
        raise UsageError(
            f"{what} {initials} is not in the team", did_you_mean(initials, team) or f"it is {', '.join(team)}"
        )
    return initials


def other_reader(repository: Repository, initials: str, by: str) -> str:
    """The initials, if they are of somebody else in the team than who decides.

    Raises:
        UsageError: they are not.
    """
    if member(repository, initials, "the second reader") == by:
        raise UsageError(
            f"{by} cannot be second reader of a decision by {by}", "ask another member of the team to read it"
        )
    return initials


def target(repository: Repository, becomes: str, claim: str, version: int) -> str:
    """The claim, or a version of one (C3@2), if it can take the place of this version of `claim`.

    Raises:
        UsageError: it cannot, or does not exist.
    """
    id_, at, number = becomes.partition("@")
    other = repository.claims.get(id_)
    if other is None:
        raise UsageError(
            f"there is no claim {id_} for {claim} to become",
            did_you_mean(id_, repository.claims) or "write that claim first: `cmo-eval new claim`",
        )
    if at and (not re.fullmatch("[1-9][0-9]{0,8}", number) or other.version(int(number)) is None):
        numbers = ", ".join(str(known.version) for known in other.versions)
        raise UsageError(f"{id_} has no version {number or '...'}", f"its versions are {numbers}")
    if id_ == claim and (not at or int(number) <= version):
        raise UsageError(
            f"version {version} of {claim} cannot become {becomes}, itself",
            f"name another claim, or a later version ({claim}@{version + 1})",
        )
    return becomes


def opposing(result: ClaimResult, verdict: str) -> tuple[str, ...]:
    """Ids of the citations that stand against the verdict."""
    stances = OPPOSING.get(verdict, ())
    return tuple(dict.fromkeys(row.citation for row in result.evidence.rows if row.stance in stances))


def set_aside(result: ClaimResult, verdict: str, ids: Sequence[str]) -> tuple[str, ...]:
    """The ids, each once, if they are of evidence on the claim and leave no opposing evidence out.

    Raises:
        UsageError: one is not, or opposing evidence is not among them.
    """
    known = dict.fromkeys(
        [*(row.citation for row in result.evidence.rows), *(row.citation for row, _ in result.evidence.left_out)]
    )
    for id_ in ids:
        if id_ not in known:
            raise UsageError(
                f"{id_} is no evidence on version {result.version} of {result.claim.id}, so it is not set aside",
                did_you_mean(id_, known) or f"`cmo-eval verify {result.claim.id} --explain` shows the evidence",
            )
    missing = [id_ for id_ in opposing(result, verdict) if id_ not in ids]
    if missing:
        raise UsageError(
            f"'{verdict}' has {', '.join(missing)} against it, not set aside",
            f"deal with it in the rationale, and name it: --sets-aside {','.join(missing)}",
        )
    return tuple(dict.fromkeys(ids))


def refuse_uncarried(result: ClaimResult, verdict: str) -> None:
    """Refuse a verdict that no evidence carries.

    Raises:
        UsageError: there is none, and the verdict is another than undecided.
    """
    if verdict != "undecided" and not result.evidence.rows:
        raise UsageError(
            f"no evidence on version {result.version} of {result.claim.id} is weighed, so '{verdict}' rests on nothing",
            "decide 'undecided', or code evidence first",
        )


def words(text: str, what: str) -> str:
    """The text with its white space folded, paragraphs kept.

    Raises:
        UsageError: nothing is left, or it holds characters that a file cannot.
    """
    paragraphs = (_BLANKS.sub(" ", part).strip(" ") for part in _PARAGRAPHS.split(text.strip()))
    folded = "\n".join(part for part in paragraphs if part)
    if not folded:
        raise UsageError(f"{what} is empty", "say why, and how the evidence against it was weighed")
    if any(
        letter != "\n" and (unicodedata.category(letter) in {"Cc", "Cs"} or letter == "\ufeff") for letter in folded
    ):
        raise UsageError(f"{what} holds a character that no text file should", "leave control characters out")
    return folded


# ---- the change -----------------------------------------------------------------------------------------------------


def plan(root: Path, repository: Repository, claim: str, taken: Taken) -> Decided:
    """The decision at the end of those in the claim's file, with the evidence that it is taken on.

    Raises:
        UsageError: it is none that may be taken.
        CmoEvalError: the file is not as it was read, or the decision cannot be put into it without a change of
            something else.
    """
    decision = _decision(repository, weighed(repository, claim, taken.version), taken)
    file = next(stored.file for stored in repository.stored_claims if stored.record.id == claim)
    before, _ = opened(root, file)
    after = without_examples(with_decision(before.decode("utf-8"), _plain(decision)), "claim", claim, ("decisions",))
    one = FileChange(file, digest(before), after.encode("utf-8"))
    return Decided(root=root, change=Change((one,), what=f"a decision in {file}"), file=file, decision=decision)


def with_decision(text: str, decision: Mapping[str, Any]) -> str:
    """The text of a claim with the decision at the end of `decisions`, every other byte as it was.

    Raises:
        CmoEvalError: the text is no claim any more, or nothing was found that reads so.
    """
    try:
        value = read(text.removeprefix("\ufeff")).value
    except YamlProblem:
        value = None
    if not isinstance(value, dict):
        raise CmoEvalError("the claim's file changed since it was read", "nothing was written; run again")
    taken = {"decisions": [*(value.get("decisions") or ()), decision]}
    try:
        return with_value(text, {**value, **taken}, block=("decisions",))
    except CmoEvalError:
        if text.endswith(("\n", "\r")):
            raise
        # below a text that keeps its line ends, and has none at the end, nothing can be put before it has one
        found = re.search("\r\n|\r|\n", text)
        return with_decision(text + (found[0] if found else "\n"), decision)


def same_evidence(repository: Repository, claim: str, taken_on: EvidenceRecord, version: int) -> bool:
    """Whether the evidence on the claim is still what a decision was planned on."""
    found = repository.claims.get(claim)
    return (
        not repository.unread
        and found is not None
        and evidence_record(evidence_for(repository, found, version)) == taken_on
    )


def _decision(repository: Repository, result: ClaimResult, taken: Taken) -> Decision:
    claim = result.claim
    if taken.verdict not in VERDICTS:
        known = f"it can be {', '.join(VERDICTS)}"
        raise UsageError(f"the verdict is '{taken.verdict}'", did_you_mean(taken.verdict, VERDICTS) or known)
    refuse_uncarried(result, taken.verdict)
    if taken.verdict == "transformed" and taken.becomes is None:
        proposed = result.proposal.becomes
        raise UsageError(
            "'transformed' needs the claim that takes its place",
            f"{proposed} is proposed: --becomes {proposed}" if proposed else "name it: --becomes C9, or --becomes C3@2",
        )
    if taken.becomes is not None:
        if taken.verdict not in {"transformed", "nuanced"}:
            raise UsageError(f"'{taken.verdict}' becomes nothing else", "leave --becomes out, or decide 'transformed'")
        target(repository, taken.becomes, claim.id, taken.version)
    by = member(repository, taken.by, "who decides,")
    try:
        return Decision(
            verdict=taken.verdict,
            version=taken.version,
            by=by,
            date=taken.date,
            second_reader=other_reader(repository, taken.second_reader, by),
            rationale=words(taken.rationale, "the rationale"),
            sets_aside=set_aside(result, taken.verdict, taken.sets_aside),
            becomes=taken.becomes,
            rules=RULES_VERSION,
            evidence=evidence_record(result.evidence),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{where} {first['msg'].removeprefix('Value error, ')}", "give it another value") from None


def _plain(decision: Decision) -> dict[str, Any]:
    """The decision as its file says it: what is empty is left out, but not an empty list of evidence."""
    said = decision.model_dump(mode="json")
    keys = ("verdict", "version", "by", "date", "second_reader", "rationale", "sets_aside", "becomes", "rules")
    plain = {key: said[key] for key in keys if said[key]}
    if said["evidence"] is not None:
        plain["evidence"] = {key: said["evidence"][key] for key in ("sha256", "voices", "citations")}
    return plain
