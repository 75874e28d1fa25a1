"""Fragments coded: drafts put into the files of an evaluation one after another, as one change; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.checking import checked, coder_named, source_named
from cmo_eval.edits.coding.draft import Draft
from cmo_eval.edits.coding.file import Added, CodingFile, Outcome, Problem, Refused, given_out, read_coding
from cmo_eval.edits.plan import Plan
from cmo_eval.edits.transcripts.placing import SourceText, text_of
from cmo_eval.errors import UsageError
from cmo_eval.model import Source
from cmo_eval.nearest import key
from cmo_eval.store.folder import list_files
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import Change
from cmo_eval.store.yaml_io import YamlProblem, read_bytes

_ID = expression(rb"id: *[\"']?([A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9_-]+)")


# ---- one fragment ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Addition(Plan):
    """A citation that may be added, or (then nothing changes) is there already.

    `citation` has its values as the file does. Where the words are there, what that citation lacks of this draft stands
    in `lacking`. `unsaid` are those of the notes that tell what nobody has said of it yet.
    """

    id: str
    file: str
    stands: Callable[[], int]
    citation: Mapping[str, Any]
    lacking: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """The line where it stands or will stand in `file`, from 1; looked for when it is asked for."""
        return self.stands()


class NotInTextError(UsageError):
    """The words do not stand in their text; `passage` are those that come nearest, `line` is theirs (from 1)."""

    def __init__(self, message: str, hint: str, passage: str, line: int | None) -> None:
        super().__init__(message, hint)
        self.passage = passage
        self.line = line


def plan(
    root: Path,
    repository: Repository,
    draft: Draft,
    *,
    texts: str | Path | None = None,
    quality: str | None = None,
) -> Addition:
    """The citation that a draft would be.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        draft: the fragment and what it shows.
        texts: where the transcripts lie, in place of what evaluation.yaml says.
        quality: of what the source tells, where a citation gives none; its file keeps that.

    Raises:
        NotInTextError: the transcript is at hand, and the words do not stand in it.
        UsageError: it names what there is not, or lacks what a citation needs.
        CmoEvalError: it cannot be put into its file without rewriting more.
    """
    session = Session(root, repository, texts, {draft.source.casefold(): quality} if quality else {})
    outcome = session.put(draft)
    if isinstance(outcome, Refused):
        raise refusal(outcome.problems)
    id_, file = outcome.id, outcome.file
    if not isinstance(outcome, Added):
        entry = session.coding(draft.source, draft.coder if draft.second else None).by_id.get(id_)
        value = dict(entry.value) if entry is not None else {}
        lacking = outcome.otherwise
        return Addition(
            root=root,
            change=Change(()),
            id=id_,
            file=file,
            stands=lambda: outcome.line,
            citation=value,
            lacking=lacking,
        )
    change = session.change(f"code add {id_}")
    unsaid = []
    agreed = session.coding(session.source(draft.source).id)
    if agreed.coder is None and not draft.second:
        unsaid.append(f"{agreed.file} does not say who coded it: --coder AB writes that into it")
    if not draft.second and not outcome.entry.get("evidence") and not outcome.entry.get("codes"):
        unsaid.append("it takes no stance on a claim and has no code yet; `validate` reminds you of it")
    return Addition(
        root=root,
        change=change,
        id=id_,
        file=file,
        stands=lambda: session.lines(change)[file, id_],
        citation=outcome.entry,
        notes=(*outcome.notes, *session.notes(), *unsaid),
        unsaid=tuple(unsaid),
    )


def quality_open(root: Path, repository: Repository, source: str) -> bool:
    """Whether nothing says how good it is what a source tells, where a citation gives none.

    Raises:
        UsageError: there is no such source, or its file of citations cannot be read.
    """
    return read_coding(root, source_named(repository, source).id).defaults.get("quality") is None


def refusal(problems: Sequence[Problem]) -> UsageError:
    """The error that tells them all; a `NotInTextError` where one of them is that."""
    message = "; ".join(one.message for one in problems)
    hint = "; ".join(dict.fromkeys(one.hint for one in problems if one.hint))
    near = next((one for one in problems if one.line is not None), None)
    return NotInTextError(message, hint, near.shown, near.line) if near is not None else UsageError(message, hint)


# ---- several, one after another -------------------------------------------------------------------------------------


@dataclass
class Session:
    """An evaluation while drafts are put into its files; each file and text is read once.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        texts: where the transcripts lie, in place of what evaluation.yaml says.
        qualities: by sources' ids, casefolded, how good it is what they tell; kept in files that do not say it yet.
    """

    root: Path
    repository: Repository
    texts: str | Path | None = None
    qualities: Mapping[str, str] = field(default_factory=dict)
    _files: dict[tuple[str, str | None], CodingFile] = field(default_factory=dict)
    _texts: dict[str, SourceText] = field(default_factory=dict)

    def coding(self, source: str, coder: str | None = None) -> CodingFile:
        """The file of a source's citations: the agreed coding, or a second coder's.

        Raises:
            UsageError: it is there and cannot be read.
        """
        if (source, coder) not in self._files:
            file = self._files[source, coder] = read_coding(self.root, source, coder)
            self._reserved.update((key(entry.id), entry.id) for entry in file.entries)
        return self._files[source, coder]

    def source(self, id_: str) -> Source:
        """The source with that id.

        Raises:
            UsageError: there is none, or nothing of it may be coded.
        """
        try:
            return source_named(self.repository, id_)
        except UsageError:
            path = self.root / "sources" / f"{id_}.yaml"
            if path.name == f"{id_}.yaml" and path.exists():
                hint = "it is as if it was never heard; `cmo-eval validate` says if it cannot be read"
                raise UsageError(f"{id_} was withdrawn, or its file cannot be read", hint) from None
            raise

    def text(self, source: Source) -> SourceText:
        """The text of a source, where it is at hand."""
        if source.id not in self._texts:
            self._texts[source.id] = text_of(self.root, self.repository, source, self.texts)
        return self._texts[source.id]

    def free_id(self, file: CodingFile) -> str:
        """The next id that is free in a file of citations, and stood for nothing before."""
        return file.next_id(self._reserved.values())

    def put(self, draft: Draft) -> Outcome:
        """What becomes of a draft; what is added stands in the file for the drafts that follow."""
        try:
            source = self.source(draft.source)
            target = self._target(source, draft)
        except UsageError as error:
            return Refused((Problem(error.message, error.hint),))
        usual = self.qualities.get(source.id.casefold())
        if usual and draft.quality is None and not target.keeps(usual):
            draft = replace(draft, quality=usual)
        found = checked(self.repository, source, draft, target.defaults)
        if not draft.quote.strip():
            return self._again(source, target, draft, found.entry, [*found.problems], found.notes)
        text = self.text(source)
        placed = text.entry(draft, found.entry, target)
        if found.problems or isinstance(placed, Problem):
            return Refused((*found.problems, *([placed] if isinstance(placed, Problem) else [])))
        entry, notes = placed
        return self._put(text, target, draft, entry, [*found.notes, *notes])

    def change(self, what: str) -> Change:
        """All that was added, as one change.

        Raises:
            CmoEvalError: it cannot be added without rewriting more.
        """
        files = [one for file in self._files.values() if (one := file.change()) is not None]
        return Change(tuple(files), what=what)

    def lines(self, change: Change) -> Mapping[tuple[str, str], int]:
        """The line of each citation that the change adds, by file and id."""
        after = {one.file: (one.content or b"").decode("utf-8") for one in change.files}
        return {
            (file.file, id_): line
            for file in self._files.values()
            if file.file in after
            for id_, line in file.lines(after[file.file]).items()
        }

    def notes(self) -> list[str]:
        """What a person should know of the texts in which words were looked up, or were not."""
        return list(dict.fromkeys(text.note for text in self._texts.values() if text.note))

    @cached_property
    def _reserved(self) -> dict[str, str]:
        """Ids that stand or stood for something, by what ids are compared by; those of withdrawn citations too."""
        known = {key(id_): id_ for id_ in given_out(self.repository)}
        looked_at = {coded.file for coding in self.repository.codings for coded in coding}
        for file in list_files(self.root).files:
            if file.kind == "citations" and file.path not in looked_at:  # of another source: an id may stand there too
                with suppress(YamlProblem):
                    known |= {key(id_): id_ for id_ in _ids_in(read_bytes(self.root / file.path))}
        return known

    def _target(self, source: Source, draft: Draft) -> CodingFile:
        """The file that the draft goes into."""
        agreed = self.coding(source.id)
        coder = coder_named(self.repository, draft.coder) if draft.coder else None
        if coder and agreed.coder and coder != agreed.coder and key(coder) == key(agreed.coder):
            raise UsageError(f"the coder {coder} is {agreed.coder} but for capitals", f"write {agreed.coder}")
        if draft.second:
            if coder is None:
                raise UsageError("a second coding needs to know whose it is", "give the coder's initials")
            if coder == agreed.coder:
                hint = f"a second coder is somebody else than {coder}"
                raise UsageError(f"{coder} coded {source.id} for the agreed coding", hint)
            return self.coding(source.id, coder)
        if coder is not None and agreed.coder is None:
            agreed.coder, agreed.names_coder = coder, True
        elif coder is not None and coder != agreed.coder:
            hint = f"--second writes a coding of {coder} beside it"
            raise UsageError(f"{agreed.file} is the coding of {agreed.coder}, not {coder}", hint)
        return agreed

    def _again(
        self,
        source: Source,
        target: CodingFile,
        draft: Draft,
        entry: Mapping[str, Any],
        problems: list[Problem],
        notes: tuple[str, ...],
    ) -> Outcome:
        """A second coder's coding of a citation that the agreed coding has, by its id."""
        if target.second is None:
            problems.append(Problem("there are no words", "give the quote"))
        elif draft.id is None or draft.id not in self.coding(source.id).by_id:
            what = f"the agreed coding has no {draft.id}" if draft.id else "there are no words, and no id"
            problems.append(Problem(what, "give the quote, or the id of a citation that is coded again"))
        if problems or draft.id is None:
            return Refused(tuple(problems))
        return target.again(draft.id, entry, notes)

    def _put(
        self, text: SourceText, target: CodingFile, draft: Draft, entry: dict[str, Any], notes: list[str]
    ) -> Outcome:
        """The entry in its file, unless its words are there already, or are not to be heard."""
        known = self.repository.citations.by_id
        same = target.same(entry, text.holds)
        if target.second is not None and same is None:
            agreed = self.coding(target.source).same(entry, text.holds)
            if agreed is not None and (agreed.id in known or (agreed.id == draft.id and not agreed.line)):
                return target.again(agreed.id, entry, notes)
        if same is not None and target.second is None and same.line and same.id not in known:
            return Refused((Problem(f"the words are those of {same.id}, which was withdrawn", "leave them out"),))
        problem = text.unheard(target.with_defaults("", entry), notes)
        if problem is None and same is not None and draft.id not in {None, "", same.id}:
            problem = Problem(f"the words are {same.id} already, not {draft.id}", "leave the id out")
        elif problem is None and same is None and draft.id:
            problem = target.odd_id(draft.id, self._reserved)
        if problem is not None:
            return Refused((problem,))
        id_ = same.id if same is not None else draft.id or self.free_id(target)
        return target.put({"id": id_, **entry}, notes)


def _ids_in(content: bytes) -> Iterator[str]:
    """The ids in a file of citations that is not read as YAML, but for those in comments."""
    for found in _ID.finditer(content):
        line = content[content.rfind(b"\n", 0, found.start()) + 1 : found.start()]
        if b"#" not in line:
            yield found[1].decode()
