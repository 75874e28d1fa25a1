"""What Python users and the command line call: an evaluation, loaded, validated, verified, as tidy tables."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmo_eval.deferred import dataclass
from cmo_eval.diagnostics import Finding, Location, Severity
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.progress import stage
from cmo_eval.store.folder import EVALUATION_FILE, FileName, find_project, list_files

if TYPE_CHECKING:
    import pandas as pd

    from cmo_eval.analysis.agreement import Agreement, By
    from cmo_eval.analysis.carried import Carried
    from cmo_eval.analysis.coding import Coding
    from cmo_eval.analysis.compared import Compared, Question
    from cmo_eval.analysis.completeness import Completeness
    from cmo_eval.analysis.difference import ClaimDifference, Difference
    from cmo_eval.analysis.framework_table import FrameworkTable
    from cmo_eval.analysis.further import Further
    from cmo_eval.analysis.guide import Guide
    from cmo_eval.analysis.ladder import Ladder
    from cmo_eval.analysis.matrix import Crosstab, Unit
    from cmo_eval.analysis.model_coding import ModelCoder
    from cmo_eval.analysis.quotes import Quotes
    from cmo_eval.analysis.refinement import History
    from cmo_eval.analysis.robustness import Sensitivity, Without
    from cmo_eval.analysis.sampling import Sampling
    from cmo_eval.analysis.saturation import Saturation
    from cmo_eval.analysis.search import Found, Wanted
    from cmo_eval.analysis.trace import Trace
    from cmo_eval.analysis.verification import ById, Verification
    from cmo_eval.disclosure import Audience, Disclosed
    from cmo_eval.disclosure.veil import Veil
    from cmo_eval.edits.decide import Decided, Taken
    from cmo_eval.edits.fix import Mending
    from cmo_eval.edits.propose import Model, Proposing
    from cmo_eval.model import Case, Citation, Claim, Pattern, Source
    from cmo_eval.output.brief import Brief, Where
    from cmo_eval.rules.publishing import Repeats, Watch
    from cmo_eval.store.loading import Content, Loaded
    from cmo_eval.store.reading import FileRead
    from cmo_eval.store.repository import Repository, Stored


@dataclass(frozen=True)
class Validation:
    """The findings of one run, in the order of files and lines; `accepted` are those that the team accepts.

    `files` counts the files looked at. `repository` is what was read, with what was withdrawn; None while
    evaluation.yaml cannot be read.
    """

    root: Path
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    files: int
    repository: Repository | None = field(default=None, repr=False, compare=False)

    def count(self, severity: Severity) -> int:
        """How many findings of that severity stand."""
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True)
class Evaluation:
    """A loaded evaluation; whatever was withdrawn is not in it."""

    root: Path
    repository: Repository
    unread: tuple[str, ...]
    findings: tuple[Finding, ...]

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

        return verification.verify(self.repository, claims, version)

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

        chosen = [names] if isinstance(names, str) else names
        return robustness.by_loss(robustness.without(self.repository, self.verify(claims), chosen))

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

    def further(
        self,
        verification: Verification,
        claims: Sequence[str] = (),
        *,
        explain: bool = False,
        sensitivity: bool = False,
        without: Sequence[str] = (),
        history: bool = False,
        saturation: bool = False,
    ) -> Further:
        """All of this about results that are there, as `cmo-eval verify` shows it; `claims` are those of saturation.

        Raises:
            UsageError: `without` names a source or participant that does not exist.
        """
        from cmo_eval.analysis import completeness, robustness
        from cmo_eval.analysis.further import Further
        from cmo_eval.analysis.refinement import refinement
        from cmo_eval.analysis.saturation import saturation_of

        repository, results = self.repository, verification.values()
        names = completeness.names_of(repository.evaluation)
        found = {one.claim.id: completeness.completeness_of(repository, [one]) for one in results if explain}
        return Further(
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

        return guides(self.repository, groups)

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
            UsageError: a filter asks for what does not exist, or a date is none.
        """
        from cmo_eval.analysis.quotes import quotes_of
        from cmo_eval.analysis.selection import Selection, chosen

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

    def compared(self, question: Question | str) -> Compared:
        """Cases as sets by conditions and an outcome, to be put into a truth table and solved (`comparison.solving`).

        Args:
            question: what is asked, or the key of a comparison of evaluation.yaml.

        Raises:
            UsageError: it names what there is not, or a case has a value that its dimension cannot have.
        """
        from cmo_eval.analysis.compared import asked_by, compared

        return compared(self.repository, asked_by(self.repository, question) if isinstance(question, str) else question)

    def carried(self, question: Question | str, term: str | None = None) -> list[Carried]:
        """What carries a term of a solution: its cases, in each the values behind it, patterns and words.

        Args:
            question: what is asked, or the key of a comparison of evaluation.yaml.
            term: `A*~B`, also of no solution, or several with `+`; all terms of the solutions unless given.

        Raises:
            UsageError: it names what there is not, or a case has a value that its dimension cannot have.
        """
        from cmo_eval.analysis import carried
        from cmo_eval.analysis.compared import solved

        found = self.compared(question)
        terms = carried.terms_of(found, term) if term is not None else None
        return carried.carried(self.repository, found, solved(found), terms)

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
        return agreement(repository, sources, by=by, coders=coders)

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
        return _frames(self.repository)


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

    return _evaluation(loading.load(find_project(Path(project)), texts=texts, only=only))


def _evaluation(loaded: Loaded) -> Evaluation:
    return Evaluation(loaded.root, _repository_of(loaded), loaded.unread, loaded.findings)


@dataclass(frozen=True)
class Disclosure(Evaluation):
    """An evaluation as one audience may see it; `repository.held` counts what was held back.

    `repeats` are the places where a text of the writers, which is printed, repeats words that are held back. `watch`
    tells whether a text from elsewhere may be published; it is there where the audience is the public. `untold` are
    sources in which somebody may not be quoted, or something was taken back, and whose transcript is not at hand: whose
    words are quoted from them was told by their citations alone. `coding` counts who coded how much of the whole, and
    how alike.
    """

    repository: Disclosed
    repeats: tuple[Location, ...] = ()
    watch: Watch | None = None
    untold: tuple[str, ...] = ()
    coding: Callable[[], Coding] = field(repr=False, kw_only=True)


def quotes_file(
    evaluation: Evaluation, found: Quotes, filters: Mapping[str, Sequence[str]], form: str, language: str
) -> str | bytes:
    """Quotes as a file to hand on.

    Args:
        evaluation: the one they are from, or what readers may see of it.
        found: the quotes, in the language if people are to read it.
        filters: those that chose them, as `Selection.given` has them.
        form: `md`, `docx`, `xlsx`, `csv` or `json`.
        language: of the file, `nl` or `en`.

    Raises:
        CmoEvalError: a reference document cannot be read.
        UsageError: there are more than a sheet has rows.
    """
    from cmo_eval.output.quotes import quotes_csv, quotes_json
    from cmo_eval.report.quotations import Quotations
    from cmo_eval.report.templates.files import house

    if form == "csv":
        return quotes_csv(found)
    if form == "json":
        return quotes_json(found, filters)
    readers = evaluation.repository.audience if isinstance(evaluation, Disclosure) else "team"
    one = Quotations(found, filters, evaluation.repository, readers, language)
    if form == "xlsx":
        return one.workbook()
    return one.markdown() if form == "md" else one.word(house(evaluation.root / "templates"))


@dataclass(frozen=True)
class Watched(Evaluation):
    """A whole evaluation of which the evaluators' own texts are told to others, as in an interview guide.

    `repeats` are the places where a claim, a pattern or the evaluation itself repeats words that are held back.
    """

    repeats: tuple[Location, ...] = ()


class UnpublishableError(CmoEvalError):
    """What stands in the way of publishing an evaluation: `findings` say where, never what."""

    def __init__(self, message: str, hint: str, findings: Sequence[Finding]) -> None:
        super().__init__(message, hint)
        self.findings = tuple(findings)


def disclose(project: str | Path = ".", audience: Audience = "public", *, language: str | None = None) -> Disclosure:
    """The evaluation that the folder `project` lies in, as an audience may see it: what is written, is written from it.

    Its proposals and totals are those of the whole.

    Args:
        project: a folder in the evaluation.
        audience: `public`, `committee` or `team`.
        language: in which a source that is closed to the audience is called by its kind; the evaluation's own unless
            given.

    Raises:
        UnpublishableError: for the public, a file cannot be read, or a text holds what points at a person and was not
            accepted, or a name of the list, or that list cannot be read.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval.rules import publishing
    from cmo_eval.store import loading

    root = find_project(Path(project))
    watch = publishing.Watch(root) if audience == "public" else None
    repeats = publishing.Repeats()

    def look(stored: Stored[Any]) -> Iterable[Finding]:
        repeats.look(stored)
        return watch(stored) if watch is not None else ()

    loaded = loading.load(root, inspect=None if audience == "team" else look)
    return _disclosed(loaded, _repository_of(loaded), watch, repeats, audience, language)


def admit(project: str | Path, audience: Audience = "public") -> Disclosure:
    """The same of an evaluation that goes to others with many: one in which `validate` finds no error, read once.

    Args:
        project: a folder in the evaluation.
        audience: `public`, `committee` or `team`.

    Raises:
        UnpublishableError: `validate` finds an error, a file cannot be read, or something stands in the way of these
            readers.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval import rules
    from cmo_eval.rules import publishing
    from cmo_eval.store import loading
    from cmo_eval.store.withdrawal import without_withdrawn

    root = find_project(Path(project))
    watch = publishing.Watch(root, judged=True) if audience == "public" else None
    repeats = publishing.Repeats()

    def look(stored: Stored[Any]) -> Iterator[Finding]:
        yield from rules.inspect(stored)
        repeats.look(stored)
        if watch is not None:
            yield from watch(stored)

    loaded = loading.load(root, inspect=look, withdrawn=True)
    whole = _repository_of(loaded)
    standing, _ = _judged(loaded, whole)
    errors = [one for one in standing if one.severity is Severity.ERROR or one.location.file in loaded.unread]
    if errors:
        raise UnpublishableError(
            "it has errors, and its verdicts may rest on them",
            "mend them: `cmo-eval validate` shows each",
            sorted({*errors}, key=operator.attrgetter("sort_key")),
        )
    return _disclosed(loaded, without_withdrawn(whole), watch, repeats, audience, None)


def _disclosed(
    loaded: Loaded,
    repository: Repository,
    watch: Watch | None,
    repeats: Repeats,
    audience: Audience,
    language: str | None,
) -> Disclosure:
    """What an audience may see of what was read, where nothing stands in the way (see `disclose`)."""
    from cmo_eval.analysis.coding import coding_of
    from cmo_eval.disclosure.gate import disclose
    from cmo_eval.rules import privacy, publishing

    if watch is not None:
        found = publishing.in_the_way(loaded.root, loaded.findings, repository.stored_evaluation)
        found = (*found, *privacy.words_in_the_way(repository))
        unread = [one for one in loaded.findings if one.location.file in loaded.unread]
        if found or loaded.unread:
            raise UnpublishableError(
                "nothing was written: the files hold what stands in the way of publishing",
                "mend it, or choose --audience committee or team for a version that stays with them",
                sorted({*found, *unread}, key=lambda one: one.sort_key),
            )
    disclosed = disclose(repository, audience, language)
    talks = (repository.talk(id_) for id_ in repository.citations.of_source)
    untold = tuple(one.source.id for one in talks if one is not None and one.source.text and one.text is None)
    repeated = repeats.held_back(disclosed)
    coding = partial(coding_of, repository)
    return Disclosure(loaded.root, disclosed, loaded.unread, loaded.findings, repeated, watch, untold, coding=coding)


def watched(project: str | Path = ".") -> Watched:
    """The evaluation that the folder `project` lies in, where its claims and patterns may be told to others.

    Raises:
        UnpublishableError: one of these, or evaluation.yaml, holds what points at a person and was not accepted, or a
            name of the list, or that list cannot be read.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval.disclosure.gate import disclose
    from cmo_eval.model import Citation, Claim, Pattern
    from cmo_eval.model import Evaluation as Head
    from cmo_eval.rules import publishing
    from cmo_eval.store import loading

    root = find_project(Path(project))
    watch, repeats = publishing.Watch(root), publishing.Repeats()

    def look(stored: Stored[Any]) -> Iterable[Finding]:
        told = isinstance(stored.record, Head | Claim | Pattern)
        if told or isinstance(stored.record, Citation):
            repeats.look(stored)
        return watch(stored) if told else ()

    loaded = loading.load(root, inspect=look)
    repository = _repository_of(loaded)
    found = publishing.in_the_way(root, loaded.findings, repository.stored_evaluation)
    if found:
        raise UnpublishableError(
            "nothing was written: claims or patterns hold what must not be told to others",
            "mend it, or accept it with a reason where it points at nobody",
            found,
        )
    repeated = repeats.held_back(disclose(repository, "public"))
    return Watched(root, repository, loaded.unread, loaded.findings, repeated)


def veil(project: str | Path, repository: Repository | None = None, *, texts: str | Path | None = None) -> Veil:
    """How the files of an evaluation may be shown: without the words of whoever withdrew or may not be quoted.

    Args:
        project: a folder in the evaluation.
        repository: what was read from it, if it was; else it is read. Where it cannot be, nobody's words are shown.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.
    """
    from cmo_eval.disclosure.veil import Veil
    from cmo_eval.store import loading
    from cmo_eval.transcripts import store

    root = find_project(Path(project))
    some: dict[str, Repository | None] = {} if repository is None else {"": repository}

    def of(source: str) -> Repository | None:
        """What there is to know of a source: of the whole where that was read, else its own files are."""
        if repository is not None:
            return repository
        if source not in some:
            some[source] = loading.load(
                root, only=lambda file: source in {file.source, file.id_in_name}, texts=texts
            ).repository
        return some[source]

    known = of("")
    return Veil(root, of, store.folder(root, known.evaluation.texts if known is not None else None, texts))


def _repository_of(loaded: Loaded) -> Repository:
    if loaded.repository is None:
        first = next(finding for finding in loaded.findings if finding.location.file == EVALUATION_FILE)
        raise CmoEvalError(
            f"{first.location}: {first.message}",
            "mend evaluation.yaml; `cmo-eval validate` shows all that is wrong",
        )
    return loaded.repository


def search(
    words: Sequence[str], project: str | Path = ".", wanted: Wanted | None = None, *, texts: str | Path | None = None
) -> Found:
    """What holds all the words, in quotes, memos and transcripts; never what was withdrawn.

    Args:
        words: words, phrases (with blanks in them) and word starts (`zorg*`); case and accents do not matter.
        project: a folder in the evaluation.
        wanted: where to look; else everywhere.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        UsageError: there is nothing to search for, or no such source, code or claim.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval.analysis import search as searching
    from cmo_eval.analysis.query import parsed
    from cmo_eval.store import loading
    from cmo_eval.transcripts import store

    query = parsed(words)
    root = find_project(Path(project))
    loaded = loading.load(root, only=lambda file: file.kind in {"codebook", "claims"})
    known = _repository_of(loaded)
    folder = store.folder(root, known.evaluation.texts, texts)
    found = searching.search(root, known, query, wanted or searching.Wanted(), folder)
    found.unread, found.findings = (*loaded.unread, *found.unread), (*loaded.findings, *found.findings)
    return found


def brief(
    sources: Sequence[str], project: str | Path = ".", *, where: Where = "local", texts: str | Path | None = None
) -> Brief:
    """What a coder needs to code these sources, as far as one that runs there may read them; nothing is sent.

    Args:
        sources: ids of sources.
        project: a folder in the evaluation.
        where: `local`, on a computer of the team's own, or `any`.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        UsageError: there is no such source, or nothing that may be read.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval.output.brief import brief as made

    evaluation = load(project, texts=texts)
    return made(evaluation.root, evaluation.repository, sources, where=where, texts=texts)


def propose(
    answer: bytes, model: Model, date: str, project: str | Path = ".", *, texts: str | Path | None = None
) -> Proposing:
    """What a language model answered, as proposals that count for nothing; `apply()` of it writes them.

    Args:
        answer: JSON, alone or among other words, in UTF-8.
        model: what it is called here, which it is, and the digest of what it was asked.
        date: of today, such as 2026-11-30.
        project: a folder in the evaluation.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        UsageError: it is no answer, or the model's name or digest cannot be.
        CmoEvalError: there is no evaluation, or a file of proposals cannot be written.
    """
    from cmo_eval.edits import propose as proposing

    evaluation = load(project, texts=texts)
    return proposing.plan(evaluation.root, evaluation.repository, answer, model, date=date, texts=texts)


def validate(project: str | Path = ".", *, texts: str | Path | None = None) -> Validation:
    """Whether the files of an evaluation are well formed and consistent, and quotes stand in their texts.

    What was withdrawn is looked at too. Nothing is written. Severities are those that the evaluation gives; what it
    accepts, under `ignore` or in a comment, stands apart.

    Args:
        project: a folder in the evaluation.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.

    Raises:
        CmoEvalError: `project` lies in no evaluation folder.
    """
    from cmo_eval import rules
    from cmo_eval.store import loading
    from cmo_eval.store.writing import forget_old_cache

    root = find_project(Path(project))
    forget_old_cache(root)
    loaded = loading.load(root, inspect=rules.inspect, withdrawn=True, texts=texts)
    standing, tolerated = _judged(loaded, loaded.repository)
    by_place = operator.attrgetter("sort_key")
    return Validation(
        root,
        tuple(sorted(standing, key=by_place)),
        tuple(sorted(tolerated, key=by_place)),
        loaded.files,
        loaded.repository,
    )


def _judged(loaded: Loaded, repository: Repository | None) -> tuple[list[Finding], list[Finding]]:
    """What is found in what was read, with what was withdrawn: the findings that stand, and those that are accepted."""
    from cmo_eval import rules
    from cmo_eval.rules import acceptance
    from cmo_eval.rules.begun import without_begun

    found, evaluation = list(loaded.findings), None
    if repository is not None:
        evaluation = repository.stored_evaluation
        stage("checking")
        found += rules.check(repository)
        found = list(acceptance.weighed(found, evaluation))
    standing, tolerated = acceptance.split(found, evaluation, loaded.root, loaded.commented)
    if repository is not None:
        standing = list(without_begun(standing, repository))
    return standing, tolerated


@dataclass(frozen=True)
class Moment:
    """One of two states that are compared: a revision of the git history, or with None the files as they are now.

    `date` is that of the commit (2024-10-10); `unread` names the files that could not be read in that state.
    """

    revision: str | None = None
    commit: str | None = None
    date: str | None = None
    unread: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.revision is None:
            return "the files as they are now"
        return f"{self.revision} ({', '.join(filter(None, ((self.commit or '')[:8], self.date)))})"


@dataclass(frozen=True)
class Comparison:
    """How the claims, proposals and decisions of an evaluation changed from one state to another."""

    before: Moment
    after: Moment
    difference: Difference

    @property
    def claims(self) -> Mapping[str, ClaimDifference]:
        """Those that changed, by id."""
        return {claim.id: claim for claim in self.difference.claims}

    def frame(self) -> pd.DataFrame:
        """A pandas table with a row for each thing that changed about a claim."""
        return self.difference.frame()


def diff(project: str | Path = ".", old: str = "HEAD", new: str | None = None) -> Comparison:
    """What changed between two states of the git history, and which change of the evidence changed a proposal.

    Both states are weighed by this program's rules, each with its own thresholds.

    Args:
        project: a folder in the evaluation, which lies in a git repository.
        old: a commit, tag or branch: the state before.
        new: the state after; the files as they are now unless given.

    Raises:
        UsageError: there is no such revision, or no evaluation in it.
        CmoEvalError: there is no evaluation or no git history, or the evaluation.yaml of a state cannot be read.
    """
    from cmo_eval.analysis.difference import difference
    from cmo_eval.store import loading

    root = find_project(Path(project))
    with ExitStack() as stack:
        known: dict[Content, FileRead] = {}
        before, one = stack.enter_context(at(root, old, known))
        if new is not None:
            after, other = stack.enter_context(at(root, new, known))
        else:
            other = _evaluation(loading.load(root, known=known))
            after = Moment(unread=other.unread)
        found = difference(one.repository, other.repository)
    return Comparison(before, after, found)


@contextmanager
def at(root: Path, revision: str, known: dict[Content, FileRead] | None = None) -> Iterator[tuple[Moment, Evaluation]]:
    """The evaluation in the folder `root` as it was then, while that lasts, with its transcripts where they lie now.

    `known` is what was read of another state, as for `loading.load`.

    Raises:
        UsageError: there is no such revision, or no evaluation in it.
        CmoEvalError: there is no git history, or the evaluation.yaml of that state cannot be read.
    """
    from cmo_eval.analysis.history import state
    from cmo_eval.store import loading
    from cmo_eval.transcripts import store

    now = loading.load(root, only=lambda _: False).repository
    texts = store.folder(root, now.evaluation.texts if now is not None else None)
    with state(root, revision, (EVALUATION_FILE, "codebook.yaml", "conclusions.yaml", *loading.KINDS)) as then:
        if EVALUATION_FILE not in then.files:
            raise UsageError(
                f"there was no {EVALUATION_FILE} in this folder at {revision}",
                "the evaluation may have been elsewhere then; name a later revision",
            )
        try:
            loaded = _evaluation(loading.load(then.folder, texts=texts, known=known))
        except CmoEvalError as error:
            raise CmoEvalError(
                f"at {revision}, {error.message}", "name a revision whose evaluation.yaml can be read"
            ) from None
        yield Moment(then.revision, then.commit, then.date or None, loaded.unread), loaded


def plan_fixes(project: str | Path = ".", *, texts: str | Path | None = None) -> Mending:
    """What can be mended in the files without a decision of anyone; nothing is written.

    Its `apply` makes the change, whole or not at all.

    Args:
        project: a folder in the evaluation.
        texts: where the transcripts lie; else where evaluation.yaml says so.

    Raises:
        CmoEvalError: `project` lies in no evaluation folder.
    """
    from cmo_eval.edits import fix

    return fix.plan(find_project(Path(project)), Path(texts) if texts is not None else None)


def _frames(repository: Repository) -> dict[str, pd.DataFrame]:
    import pandas as pd

    from cmo_eval.model import PARTS, QUALITIES

    def frame(columns: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
        return pd.DataFrame(list(rows), columns=columns.split())

    claims = frame(
        "claim title kind statement version questions groups patterns decision",
        (
            (
                *(one.id, one.title, one.kind, one.versions[-1].statement, one.versions[-1].version),
                *(one.questions, one.for_, one.patterns, one.decision.verdict if one.decision else None),
            )
            for one in repository.claims.values()
        ),
    )
    patterns = frame(
        "pattern title intervention context actor resource reasoning outcome leads_to",
        (
            (
                *(one.id, one.title, one.intervention, "; ".join(one.context), one.actor, one.resource, one.reasoning),
                *(one.outcome.text if one.outcome else None, one.leads_to),
            )
            for one in repository.patterns.values()
        ),
    )
    cases = frame(
        "case title kind summary", ((one.id, one.title, one.kind, one.summary) for one in repository.cases.values())
    )
    attributes = [one.attributes for one in repository.cases.values()]
    for name in dict.fromkeys(name for case in attributes for name in case):
        cases[f"attribute_{name}"] = [case.get(name, float("nan")) for case in attributes]
    sources = frame(
        "source title kind group case date participants pooled",
        (
            (one.id, one.title, one.kind, one.group, one.case, one.date, len(one.participants), one.pooled)
            for one in repository.sources.values()
        ),
    )
    citations = frame(
        "citation source voice speaker role group coder quality verbatim disputed codes file line",
        (
            (
                *(one.id, one.source, repository.voice_of(one), one.citation.speaker),
                *(repository.role_of(one), repository.group_of(one), one.coder, one.citation.quality),
                *(one.citation.verbatim, one.citation.disputed is not None, one.citation.codes, one.file, one.line),
            )
            for one in repository.citations
        ),
    )
    citations["quality"] = citations["quality"].astype(pd.CategoricalDtype(list(QUALITIES), ordered=True))
    evidence = frame(
        f"citation claim version stance suggests pattern {' '.join(PARTS)} lacks favours",
        (
            (
                *(one.id, stance.claim, stance.version, stance.stance, stance.suggests, stance.pattern),
                *(part in stance.parts for part in PARTS),
                *(stance.lacks, stance.favours),
            )
            for one in repository.citations
            for stance in one.citation.evidence
        ),
    )
    found = {"claims": claims, "patterns": patterns, "cases": cases, "sources": sources, "citations": citations}
    return {**found, "evidence": evidence}


def names_in_files(root: Path) -> list[str]:
    """Ids that file names begin with, also of files that cannot be read, so that no id is given out twice."""
    return [file.id_in_name for file in list_files(root).files]
