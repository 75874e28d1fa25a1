"""An evaluation as one audience may see it, and what stands in the way of that."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmo_eval.api.evaluation import Evaluation, repository_of
from cmo_eval.api.validation import judged
from cmo_eval.deferred import dataclass
from cmo_eval.diagnostics import Finding, Location, Severity
from cmo_eval.errors import CmoEvalError
from cmo_eval.nearest import unknown
from cmo_eval.store.folder import find_project

if TYPE_CHECKING:
    from cmo_eval.analysis.coding import Coding
    from cmo_eval.analysis.quotes import Quotes
    from cmo_eval.analysis.robustness import Recoded
    from cmo_eval.disclosure import Audience, Disclosed
    from cmo_eval.disclosure.redaction import Redaction
    from cmo_eval.rules.publishing import Repeats, Watch
    from cmo_eval.store.loading import Loaded
    from cmo_eval.store.repository import Repository, Stored


@dataclass(frozen=True, repr=False)
class Disclosure(Evaluation):
    """An evaluation as one audience may see it; `repository.held` counts what was held back.

    `repeats` are the places where a text of the writers, which is printed, repeats words that are held back. `watch`
    tells whether a text from elsewhere may be published; it is there where the audience is the public. `untold` are
    sources in which somebody may not be quoted, or something was taken back, and whose transcript is not at hand: whose
    words are quoted from them was told by their citations alone. `coding` counts who coded how much of the whole, and
    how alike; `recoded` for how many claims a second coder's reading gives another proposal.
    """

    repository: Disclosed
    repeats: tuple[Location, ...] = ()
    watch: Watch | None = None
    untold: tuple[str, ...] = ()
    coding: Callable[[], Coding] = field(repr=False, kw_only=True)
    recoded: Callable[[], Recoded] = field(repr=False, kw_only=True)


@dataclass(frozen=True, repr=False)
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
        UsageError: there is no such audience.
        UnpublishableError: for the public, a file cannot be read, an id is used twice, or a text holds what points at
            a person and was not accepted, or a name of the list, or that list cannot be read.
        CmoEvalError: there is no evaluation, or its evaluation.yaml cannot be read.
    """
    from cmo_eval.disclosure import AUDIENCES
    from cmo_eval.rules import publishing
    from cmo_eval.store import loading

    if audience not in AUDIENCES:
        raise unknown("audience", audience, AUDIENCES, f"there are: {', '.join(AUDIENCES)}")
    root = find_project(Path(project))
    watch = publishing.Watch(root) if audience == "public" else None
    repeats = publishing.Repeats()

    def look(stored: Stored[Any]) -> Iterable[Finding]:
        repeats.look(stored)
        return watch(stored) if watch is not None else ()

    loaded = loading.load(root, inspect=None if audience == "team" else look)
    return _disclosed(loaded, repository_of(loaded), watch, repeats, audience, language)


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
    whole = repository_of(loaded)
    standing, _ = judged(loaded, whole)
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
    from cmo_eval.analysis.robustness import recoded
    from cmo_eval.disclosure.gate import disclose
    from cmo_eval.rules import privacy, publishing

    if watch is not None:
        found = publishing.in_the_way(loaded.root, loaded.findings, repository.stored_evaluation)
        found = (*found, *privacy.words_in_the_way(repository), *publishing.used_twice(repository))
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
    return Disclosure(
        loaded.root,
        disclosed,
        loaded.unread,
        loaded.findings,
        repeated,
        watch,
        untold,
        coding=partial(coding_of, repository),
        recoded=partial(recoded, repository),
    )


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
    repository = repository_of(loaded)
    found = publishing.in_the_way(root, loaded.findings, repository.stored_evaluation)
    if found:
        raise UnpublishableError(
            "nothing was written: claims or patterns hold what must not be told to others",
            "mend it, or accept it with a reason where it points at nobody",
            found,
        )
    repeated = repeats.held_back(disclose(repository, "public"))
    return Watched(root, repository, loaded.unread, loaded.findings, repeated)


def redaction(
    project: str | Path, repository: Repository | None = None, *, texts: str | Path | None = None
) -> Redaction:
    """How the files of an evaluation may be shown: without the words of whoever withdrew or may not be quoted.

    Args:
        project: a folder in the evaluation.
        repository: what was read from it, if it was; else it is read. Where it cannot be, nobody's words are shown.
        texts: where the transcripts lie; else where CMO_EVAL_TEXTS or evaluation.yaml says so.
    """
    from cmo_eval.disclosure.redaction import Redaction
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
    return Redaction(root, of, store.folder(root, known.evaluation.texts if known is not None else None, texts))


def refuse_named(evaluation: Evaluation, files: Mapping[str, bytes]) -> None:
    """Refuse files for the public, by their paths, in which a name of the list stands.

    Raises:
        CmoEvalError: one does.
    """
    if isinstance(evaluation, Disclosure) and evaluation.watch is not None and evaluation.watch.names is not None:
        from cmo_eval.report import refuse_names

        refuse_names(files, evaluation.watch.names, evaluation.root / "templates")


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
