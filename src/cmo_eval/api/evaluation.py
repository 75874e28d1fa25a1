"""An evaluation in memory, and all that Python users ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmo_eval.deferred import dataclass
from cmo_eval.diagnostics import Finding
from cmo_eval.errors import CmoEvalError
from cmo_eval.nearest import unknown
from cmo_eval.store.folder import EVALUATION_FILE, FileName, find_project, list_files

if TYPE_CHECKING:
    import pandas as pd

    from cmo_eval.analysis.agreement import Agreement, By
    from cmo_eval.analysis.case_sets import CaseSets, Question
    from cmo_eval.analysis.completeness import Completeness
    from cmo_eval.analysis.framework_table import FrameworkTable
    from cmo_eval.analysis.guide import Guide
    from cmo_eval.analysis.ladder import Ladder
    from cmo_eval.analysis.matrix import Crosstab, Unit
    from cmo_eval.analysis.model_coding import ModelCoder
    from cmo_eval.analysis.quotes import Quotes
    from cmo_eval.analysis.refinement import History
    from cmo_eval.analysis.robustness import Sensitivity, Without
    from cmo_eval.analysis.sampling import Sampling
    from cmo_eval.analysis.saturation import Saturation
    from cmo_eval.analysis.term_evidence import TermEvidence
    from cmo_eval.analysis.trace import Trace
    from cmo_eval.analysis.verification import ById, Details, Verification
    from cmo_eval.edits.decide import Decided, Taken
    from cmo_eval.model import Case, Citation, Claim, Pattern, Source
    from cmo_eval.store.loading import Loaded
    from cmo_eval.store.repository import Repository


@dataclass(frozen=True, repr=False)
class Evaluation:
    """A loaded evaluation; whatever was withdrawn is not in it.

    Where claims, groups, sources or coders are asked for, one may be named by itself: `verify("C3")`.
    """

    root: Path
    repository: Repository
    unread: tuple[str, ...]
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        """Which one it is, and how much is in it: no words, which may be many and confidential."""
        kept = self.repository
        many = {"claims": kept.claims, "patterns": kept.patterns, "cases": kept.cases, "sources": kept.sources}
        counts = [f"{what}={len(of)}" for what, of in {**many, "citations": kept.citations}.items()]
        return f"{type(self).__name__}({', '.join([repr(kept.evaluation.id), *counts])})"

    @property
    def claims(self) -> Mapping[str, Claim]:
        """Claims by id, in natural order."""
        return self.repository.claims

    @property
    def patterns(self) -> Mapping[str, Pattern]:
        """CMO patterns by id, in natural order."""
        return self.repository.patterns

    @property
    def cases(self) -> Mapping[str, Case]:
        """Cases by id, in natural order."""
        return self.repository.cases

    @property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id, in natural order."""
        return self.repository.sources

    def citation(self, id_: str) -> Citation:
        """The whole citation, read from its file.

        Raises:
            KeyError: there is no citation with that id.
        """
        return self.repository.citation(id_)

    def verify(self, claims: Sequence[str] = (), *, version: int | None = None) -> Verification:
        """Proposal and decision for the named claims, or for all, by claim id.

        Raises:
            UsageError: there is no such claim, or it has no such version.
        """
        from cmo_eval.analysis import verification

        return verification.verify(self.repository, _several(claims), version)

    def sensitivity(self, claims: Sequence[str] = (), *, version: int | None = None) -> ById[Sensitivity]:
        """What would flip the proposal for each of these claims, or of all: the loss of whom or what.

        By claim id; `frame()` has a row for each loss that flips one.

        Raises:
            UsageError: there is no such claim, or it has no such version.
        """
        from cmo_eval.analysis import robustness

        results = self.verify(claims, version=version).values()
        return robustness.by_flip(robustness.sensitivities(self.repository, results))

    def without(self, names: Sequence[str], claims: Sequence[str] = ()) -> ById[Without]:
        """The proposals without these sources or participants, as if they had never been heard; no file changes.

        By claim id; `frame()` has a row a claim.

        Args:
            names: ids of sources, and of participants as `SOURCE.PARTICIPANT`.
            claims: ids; all unless given.

        Raises:
            UsageError: there is no such source, participant or claim.
        """
        from cmo_eval.analysis import robustness

        return robustness.by_loss(robustness.without(self.repository, self.verify(claims), _several(names)))

    def history(self, claims: Sequence[str] = ()) -> ById[History]:
        """How these claims, or all, were refined: their versions, and what evidence each gained, lost or left behind.

        By claim id; `frame()` has a row a version.

        Raises:
            UsageError: there is no such claim.
        """
        from cmo_eval.analysis.refinement import by_version, refinement

        return by_version({id_: refinement(self.repository, one) for id_, one in self.verify(claims).items()})

    def saturation(self, claims: Sequence[str] = ()) -> Saturation:
        """What each next source still added, in order of date; with claims, about these; `frame()` makes it a table.

        Raises:
            UsageError: there is no such claim.
        """
        from cmo_eval.analysis.saturation import saturation_of

        return saturation_of(self.repository, tuple(self.verify(claims)) if claims else ())

    def completeness(self, claims: Sequence[str] = ()) -> ById[Completeness]:
        """Which parts of each pattern of these claims, or of all, have evidence, from whom and in which cases.

        By pattern id; `frame()` has a row for each part.

        Raises:
            UsageError: there is no such claim.
        """
        from cmo_eval.analysis import completeness

        return completeness.by_part(completeness.completeness_of(self.repository, self.verify(claims).values()))

    def details(
        self,
        verification: Verification,
        claims: Sequence[str] = (),
        *,
        explain: bool = False,
        sensitivity: bool = False,
        without: Sequence[str] = (),
        history: bool = False,
        saturation: bool = False,
    ) -> Details:
        """All of this about results that are there, as `cmo-eval verify` shows it; `claims` are those of saturation.

        Raises:
            UsageError: `without` names a source or participant that does not exist.
        """
        from cmo_eval.analysis import completeness, robustness
        from cmo_eval.analysis.refinement import refinement
        from cmo_eval.analysis.saturation import saturation_of
        from cmo_eval.analysis.verification import Details

        repository, results = self.repository, verification.values()
        names = completeness.names_of(repository.evaluation)
        found = {one.claim.id: completeness.completeness_of(repository, [one]) for one in results if explain}
        return Details(
            explain,
            completeness=found,
            sentences={
                id_: completeness.configuration(repository.patterns[id_], repository.evaluation.language, names)
                for id_ in sorted({pattern for patterns in found.values() for pattern in patterns})
            },
            sensitivity=robustness.sensitivities(repository, results) if sensitivity else {},
            without=robustness.without(repository, verification, without) if without else {},
            history={one.claim.id: refinement(repository, one) for one in results} if history else {},
            saturation=saturation_of(repository, claims) if saturation else None,
        )

    def ladder(self, claim: str) -> Ladder:
        """How far the claim has come on its route; `next_step` says what to do next.

        Raises:
            UsageError: there is no such claim.
        """
        from cmo_eval.analysis.ladder import ladder

        return ladder(self.verify([claim])[claim])

    def plan_decision(self, claim: str, taken: Taken) -> Decided:
        """A person's decision as a change of the claim's file, with the evidence it is taken on; nothing is written.

        Its `apply` makes the change, whole or not at all.

        Args:
            claim: its id.
            taken: verdict, version, who, when and why, as a `cmo_eval.edits.decide.Taken`.

        Raises:
            UsageError: it is none that may be taken, or a file of the evaluation cannot be read.
            CmoEvalError: the claim's file is not as it was read.
        """
        from cmo_eval.edits import decide

        return decide.plan(self.root, self.repository, claim, taken)

    def guides(self, groups: Sequence[str] = ()) -> Mapping[str, Guide]:
        """What to ask these address groups in an interview, or each of the evaluation, by the group's key.

        Questions are phrases that `say("en")` or `say("nl")` says; none holds what somebody said.

        Args:
            groups: keys; all unless given.

        Raises:
            UsageError: there is no such group.
        """
        from cmo_eval.analysis.guide import guides

        return guides(self.repository, _several(groups))

    def trace(self, id_: str) -> Trace:
        """What rests on something and what it rests on, both ways through the whole chain.

        Args:
            id_: of a citation, pattern, claim, case, source or recommendation, or the key of a question.

        Raises:
            UsageError: there is nothing with that id.
        """
        from cmo_eval.analysis.trace import trace

        return trace(self.repository, self.verify(), id_)

    def quotes(self, *, background: bool = False, language: str = "en", **filters: Any) -> Quotes:
        """The words of citations that pass all filters, in reading order, with who said them and where.

        `rows` has one for each citation, without words where they may not be quoted; `frame()` makes it a table.

        Args:
            background: words too that may not be quoted, to be read by whoever codes or decides.
            language: in which stances are said, `nl` or `en`.
            filters: those of `analysis.selection.Selection`, each one value or several of which any will do:
                `evaluation.quotes(code="trust", stance=["nuances", "refutes"])`.

        Raises:
            UsageError: there is no such filter, one asks for what does not exist, or a date is none.
        """
        from dataclasses import fields

        from cmo_eval.analysis.quotes import quotes_of
        from cmo_eval.analysis.selection import Selection, chosen

        known = [one.name for one in fields(Selection)]
        for name in filters:
            if name not in known:
                raise unknown("filter", name, known, f"there are: {', '.join(known)}")
        citations = chosen(self.repository, Selection(**filters))
        return quotes_of(self.repository, citations, background=background, language=language)

    def matrix(self, rows: str, columns: str, *, count: Unit = "citations", weighed: bool = True) -> Crosstab:
        """Citations, sources or voices counted by two of `analysis.matrix.DIMENSIONS`; `frame()` makes it a table.

        Args:
            rows: what stands at the side, such as `claims`.
            columns: what stands at the top, such as `stances`.
            count: `citations`, `sources` or `voices`.
            weighed: only what `verify` weighs, or all.

        Raises:
            UsageError: there is no such dimension.
        """
        from cmo_eval.analysis.matrix import matrix

        return matrix(self.repository, rows, columns, count=count, weighed=weighed)

    def framework_table(self, framework: str, by: str | None = None) -> FrameworkTable:
        """Cases beside each other by the dimensions of a framework: values, texts, citations, who agrees and differs.

        Args:
            framework: its key in evaluation.yaml.
            by: None for a row for each case, `organisation` for each partner of a case, or an attribute of cases.

        Raises:
            UsageError: there is no such framework or attribute.
        """
        from cmo_eval.analysis.framework_table import framework_table

        return framework_table(self.repository, framework, by)

    def case_sets(self, question: Question | str) -> CaseSets:
        """Cases as sets by conditions and an outcome, to be put into a truth table and solved (`comparison.solving`).

        Args:
            question: what is asked, or the key of a comparison of evaluation.yaml.

        Raises:
            UsageError: it names what there is not, or a case has a value that its dimension cannot have.
        """
        from cmo_eval.analysis.case_sets import asked_by, case_sets

        if isinstance(question, str):
            question = asked_by(self.repository, question)
        return case_sets(self.repository, question)

    def evidence_of_terms(self, question: Question | str, term: str | None = None) -> list[TermEvidence]:
        """What carries a term of a solution: its cases, in each the values behind it, patterns and words.

        Args:
            question: what is asked, or the key of a comparison of evaluation.yaml.
            term: `A*~B`, also of no solution, or several with `+`; all terms of the solutions unless given.

        Raises:
            UsageError: it names what there is not, or a case has a value that its dimension cannot have.
        """
        from cmo_eval.analysis import term_evidence
        from cmo_eval.analysis.case_sets import solved

        found = self.case_sets(question)
        terms = term_evidence.terms_of(found, term) if term is not None else None
        return term_evidence.evidence_of_terms(self.repository, found, solved(found), terms)

    def sampling(self) -> Sampling:
        """Invitations beside targets, who came, who was heard and who was not; `frames()` makes pandas tables."""
        from cmo_eval.analysis.sampling import sampling

        return sampling(self.repository)

    def agreement(
        self,
        sources: Sequence[str] = (),
        *,
        by: By = "summary",
        coders: Sequence[str] = (),
        models: bool = False,
    ) -> Agreement:
        """How far coders agree on codes, stances, quality, and on where fragments begin and end.

        It has `rows`, `disagreements`, fragments that were marked differently (`boundaries`), and `frame()` for pandas.

        Args:
            sources: ids of sources with a second coding; all unless given.
            by: `summary`, or a row for each `code`, `stance`, `quality`, source (`boundary`) or pair of coders
                (`coder`).
            coders: initials of those to compare, or models' names; all unless given.
            models: language models are second coders too, of what people coded first.

        Raises:
            UsageError: there is no such source or table, a source has no second coding, or a coder coded none of it.
        """
        from cmo_eval.analysis.agreement import agreement
        from cmo_eval.analysis.model_coding import with_models

        repository = with_models(self.repository) if models else self.repository
        return agreement(repository, _several(sources), by=by, coders=_several(coders))

    def model_coders(self) -> tuple[ModelCoder, ...]:
        """What language models proposed, what became of it, and how they code what a person coded first."""
        from cmo_eval.analysis.model_coding import model_coders

        return model_coders(self.repository)

    def frames(self) -> dict[str, pd.DataFrame]:
        """One tidy pandas table each for `claims`, `patterns`, `cases`, `sources`, `citations` and `evidence`.

        A row is one record; `evidence` has a row for each stance of each citation, whether it is weighed or not.
        Qualities are an ordered category (opinion < report < observation < documented); the four parts are booleans
        (shown), and `lacks` is a tuple of those that are denied; a case's attributes are columns that begin with
        `attribute_`.
        """
        from cmo_eval.api.frames import frames

        return frames(self.repository)


def _several(names: Sequence[str]) -> Sequence[str]:
    """Names, of which one may stand by itself: `verify("C3")`."""
    return (names,) if isinstance(names, str) else names


def load(project: str | Path = ".", *, texts: str | Path | None = None, source: str | None = None) -> Evaluation:
    """The evaluation that the folder `project` lies in; with `texts` as in `validate`.

    With `source` (an id) it has the citations of that source only, for who codes in it.

    Raises:
        CmoEvalError: there is none, or its evaluation.yaml cannot be read. Other files that cannot be read are named
            in `unread`, and the claims they may touch are marked incomplete.
    """
    from cmo_eval.store import loading

    def only(file: FileName) -> bool:
        return source is None or file.kind != "citations" or (file.source or "").casefold() == source.casefold()

    return evaluation_of(loading.load(find_project(Path(project)), texts=texts, only=only))


def evaluation_of(loaded: Loaded) -> Evaluation:
    """What was read, to be asked things.

    Raises:
        CmoEvalError: evaluation.yaml cannot be read.
    """
    return Evaluation(loaded.root, repository_of(loaded), loaded.unread, loaded.findings)


def repository_of(loaded: Loaded) -> Repository:
    """The records of what was read.

    Raises:
        CmoEvalError: evaluation.yaml cannot be read, so that there are none.
    """
    if loaded.repository is None:
        first = next(finding for finding in loaded.findings if finding.location.file == EVALUATION_FILE)
        raise CmoEvalError(
            f"{first.location}: {first.message}",
            "mend evaluation.yaml; `cmo-eval validate` shows all that is wrong",
        )
    return loaded.repository


def names_in_files(root: Path) -> list[str]:
    """Ids that file names begin with, also of files that cannot be read, so that no id is given out twice."""
    return [file.id_in_name for file in list_files(root).files]
