"""A model's answer taken in as proposals: checked word by word, kept beside the citations, and counted by nothing."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from cmo_eval.attribution import Answer
from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.answer import Formless, Offer, offers_in
from cmo_eval.edits.coding.citation_text import new_file, with_citations, with_fields
from cmo_eval.edits.coding.file import CodingFile, read_coding
from cmo_eval.edits.plan import Plan
from cmo_eval.edits.transcripts.placing import SourceText, text_of
from cmo_eval.errors import UsageError, said_of
from cmo_eval.model import CitationFile, ModelRuns, Source
from cmo_eval.model.base import ID_PATTERN
from cmo_eval.nearest import key
from cmo_eval.store.folder import named
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import Change, FileChange, digest
from cmo_eval.transcripts import anchoring, speakers, strict
from cmo_eval.transcripts.strict import NotTaken, Standing

REASONS: Mapping[str, str] = {
    "words": "its words do not stand so in the transcript",
    "negation": "it stops next to a negation, which turns what it says",
    "several": "its words stand there more than once, and no line says which is meant",
    "turns": "its words are of several turns",
    "cuts": "it has a cut: each part is a proposal of its own",
    "empty": "it has no words",
    "interviewer": "it is what the interviewer says",
    "not_heard": "whoever says it withdrew or may not be quoted",
    "unknown_id": "it names a code, claim or pattern that there is not",
    "form": "it is not of the form that the brief asks for",
    "not_open": "models that run where this one does may not read the source, or it has no transcript at hand",
    "unknown_source": "it is of a source that there is not",
    "twice": "the same was proposed already",
}
"""Why a proposal is refused, in a word and in words; the first are keys of the file of proposals."""

_HEAD = """\
# What the model {name} proposed for {source}. Nothing here counts: a person accepts it or does not, one by one:
#   cmo-eval code review {source}
"""
_NUMBER = expression(r"\d{1,9}\Z")


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """A proposal that was refused: its number in the answer, from 1, its source, why, and lines that tell it."""

    number: int
    source: str
    reason: str
    lines: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposing(Plan):
    """What becomes of an answer: ids of new proposals by source, what was refused; `before`: it came in already."""

    name: str
    offered: int
    accepted: Mapping[str, tuple[str, ...]]
    refused: tuple[NotAccepted, ...]
    before: bool = False

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many were refused, by the reason, the most frequent first."""
        return dict(Counter(one.reason for one in self.refused).most_common())


@dataclass(frozen=True, slots=True)
class Model:
    """Who proposes: what it is called here, which model it is, the digest of what it was asked, and where it runs.

    `where` is `local` (on a computer of the team's own) or `any`: what those who were heard must have agreed to.
    """

    name: str
    model: str
    prompt_sha256: str
    where: ModelRuns = "local"


def plan(
    root: Path,
    repository: Repository,
    answer: bytes,
    model: Model,
    *,
    date: str,
    texts: str | Path | None = None,
) -> Proposing:
    """What an answer becomes.

    A proposal is kept where its words stand in the transcript exactly or but for typography (`transcripts.strict`), and
    all that it names exists. Kept are the transcript's words, never the model's. The same answer again is nothing new.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        answer: what the model answered.
        model: which one.
        date: of today.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        UsageError: it is no answer, or the model's name, digest or earlier answers do not go with it.
        CmoEvalError: a file of proposals cannot be written without rewriting more.
    """
    _check(repository, model)
    mark = hashlib.sha256(answer).hexdigest()
    try:
        offers = [*offers_in(answer.decode("utf-8-sig"))]
    except UnicodeDecodeError:
        raise UsageError("the answer is no text in UTF-8", "save it as UTF-8") from None
    taking = _Taking(root, repository, model, texts)
    if any(mark in file.answers for file in taking.known_files()):
        return Proposing(
            root=root, change=Change(()), name=model.name, offered=len(offers), accepted={}, refused=(), before=True
        )
    for number, offer in offers:
        taking.take(number, offer)
    change = Change(tuple(taking.changes(mark, date)), what=f"code propose, of {model.name}")
    accepted = {file.source: tuple(file.new) for file in taking.files.values() if file.new}
    return Proposing(
        root=root,
        change=change,
        name=model.name,
        offered=len(offers),
        accepted=accepted,
        refused=tuple(taking.refused),
        notes=tuple(taking.notes()),
    )


def _check(repository: Repository, model: Model) -> None:
    """Refuse a name or a digest that cannot be."""
    if not re.match(ID_PATTERN, model.name):
        raise UsageError(f"the model is called '{model.name[:40]}'", "a letter, then letters, digits or _: model_a")
    people = {*repository.evaluation.team, *(one.coder for one in repository.coded if one.coder)}
    if key(model.name) in {key(one) for one in people}:
        raise UsageError(f"{model.name} is a person who codes here", "call the model something else")
    if not re.fullmatch(r"[0-9a-f]{64}", model.prompt_sha256):
        hint = "`cmo-eval code brief` says it of what it wrote; `sha256sum FILE` of any file"
        raise UsageError("the digest of the prompt is no SHA-256: 64 digits and letters a-f", hint)
    if not model.model.strip():
        raise UsageError("nothing says which model it was", "give its name with its version: --model")


@dataclass
class _File:
    """The proposals of a model for one source, with what is added."""

    source: str
    coding: CodingFile
    proposed: dict[str, Any]
    text: SourceText
    seen: set[tuple[int, int, frozenset[str], str]]
    last: int
    new: dict[str, dict[str, Any]] = field(default_factory=dict)
    offered: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def answers(self) -> Sequence[str]:
        return self.proposed.get("answers") or ()


class _Taking:
    """An answer while it is taken in; each source's text and file are read once."""

    def __init__(self, root: Path, repository: Repository, model: Model, texts: str | Path | None) -> None:
        self._root, self._repository, self._model, self._texts = root, repository, model, texts
        self.files: dict[str, _File] = {}
        self.refused: list[NotAccepted] = []

    def known_files(self) -> Iterator[_File]:
        """The files that this model has already; that they are of another one, or were asked otherwise, is refused."""
        for name in self._repository.proposal_files:
            if name.coder is not None and key(name.coder) == key(self._model.name) and name.source is not None:
                if name.coder != self._model.name:
                    raise UsageError(f"{self._model.name} is {name.coder} but for capitals", f"write {name.coder}")
                if name.source in self._repository.sources:
                    yield self._file(self._repository.sources[name.source])

    def take(self, number: int, offer: Offer | Formless) -> None:
        """Put one proposal where it belongs, or say why not."""
        source = self._repository.sources.get(offer.source)
        if source is None:
            what = offer.what if isinstance(offer, Formless) else ""
            self._refuse(None, number, offer.source, "unknown_source" if offer.source else "form", detail=what)
            return
        file = self._file(source)
        file.offered += 1
        if isinstance(offer, Formless):
            self._refuse(file, number, source.id, "form", detail=offer.what)
        elif not source.open_to(self._model.where) or file.text.text is None:
            self._refuse(file, number, source.id, "not_open")
        elif not self._exists(offer):
            self._refuse(file, number, source.id, "unknown_id")
        else:
            found = strict.standing(file.text.prepared, offer.quote, offer.line)
            if isinstance(found, NotTaken):
                self._refuse(file, number, source.id, found.why, found.lines)
            elif speakers.is_interviewer(file.text.prepared.transcript.line_of(found.start).speaker or ""):
                self._refuse(file, number, source.id, "interviewer", (found.line,))
            elif not _is_heard(file.text, found):
                self._refuse(file, number, source.id, "not_heard")
            elif (mark := _mark(found, offer)) in file.seen:
                self._refuse(file, number, source.id, "twice", (found.line,))
            else:
                file.seen.add(mark)
                file.last += 1
                id_ = f"{source.id}-{self._model.name}-{file.last:03d}"
                file.new[id_] = {"id": id_, **self._entry(file.text, found, offer)}

    def changes(self, mark: str, date: str) -> Iterator[FileChange]:
        """The files of proposals before and after."""
        for file in self.files.values():
            if not file.offered:
                continue
            refused = Counter(file.proposed.get("refused") or {}) + file.refused
            coded_first = [*dict.fromkeys(one.id for one in self._repository.citations.of_source.get(file.source, ()))]
            said = {
                "by": self._model.name,
                "model": self._model.model.strip(),
                "prompt_sha256": self._model.prompt_sha256,
                "date": file.proposed.get("date") or date,
                "answers": [*file.answers, mark],
                "offered": int(file.proposed.get("offered") or 0) + file.offered,
                "refused": {reason: refused[reason] for reason in REASONS if refused[reason]},
                "coded_first": file.proposed["coded_first"] if file.coding.before is not None else coded_first,
            }
            said = {name: value for name, value in said.items() if value not in ({}, [])}
            yield self._change(file, said)

    def notes(self) -> Iterator[str]:
        """What a person should know of the texts."""
        for file in self.files.values():
            recorded, text = file.text.source.text_sha256, file.text.text
            if text is not None and recorded is not None and recorded != text.sha256:
                yield f"{text.name} changed since {file.source} recorded it (text_sha256)"

    def _change(self, file: _File, said: Mapping[str, Any]) -> FileChange:
        before, path = file.coding.before, file.coding.file
        with said_of(path):
            if before is None:
                text = new_file(path, [*file.new.values()], proposed=said)
                head = _HEAD.format(name=self._model.name, source=file.source)
                after = re.sub(r"(?m)^# What was coded in [^\n]*\n", lambda _: head, text, count=1)
            else:
                text = with_fields(file.coding.text, {"proposed": said}, tuple(CitationFile.model_fields))
                after = with_citations(text, add=[*file.new.values()])
        return FileChange(path, None if before is None else digest(before), after.encode("utf-8"))

    def _refuse(
        self, file: _File | None, number: int, source: str, reason: str, lines: tuple[int, ...] = (), detail: str = ""
    ) -> None:
        if file is not None:
            file.refused[reason] += 1
        self.refused.append(NotAccepted(number, source, reason, lines, detail))

    def _file(self, source: Source) -> _File:
        if source.id not in self.files:
            coding = read_coding(self._root, source.id, self._model.name, proposed=True)
            stored = self._repository.proposal_files.get(named(coding.file))
            known = stored.record.proposed if stored is not None else None
            proposed = known.model_dump(exclude_defaults=True) if known is not None else {}
            if coding.before is not None and known is None:
                hint = f"mend or remove it; `cmo-eval validate` shows what is wrong with {coding.file}"
                raise UsageError(f"{coding.file} does not say whose proposals it holds", hint)
            ours = (self._model.model.strip(), self._model.prompt_sha256)
            if known is not None and (known.model, known.prompt_sha256) != ours:
                what = "another model" if known.model != ours[0] else "a model that was asked something else"
                raise UsageError(
                    f"{self._model.name} is {what} in {coding.file}", "give this one a name of its own: --coder"
                )
            proposed["coded_first"] = list(known.coded_first) if known is not None else []
            proposed["answers"] = list(known.answers) if known is not None else []
            text = text_of(self._root, self._repository, source, self._texts)
            seen = {one for entry in coding.entries if (one := _mark_of(entry.value)) is not None}
            numbers = (_NUMBER.search(entry.id) for entry in coding.entries)
            last = max((int(match[0]) for match in numbers if match is not None), default=0)
            self.files[source.id] = _File(source.id, coding, proposed, text, seen, last)
        return self.files[source.id]

    def _exists(self, offer: Offer) -> bool:
        repository = self._repository
        known = not set(offer.codes) - repository.codes.keys()
        for said in offer.evidence:
            known = known and _claim(said) in repository.claims and said.get("pattern") in {None, *repository.patterns}
        return known

    def _entry(self, text: SourceText, found: Standing, offer: Offer) -> dict[str, Any]:
        """The values of a proposal, with the transcript's own words."""
        prepared = text.prepared
        line = prepared.transcript.line_of(found.start)
        anchor = anchoring.Anchor(found.start, found.end, "", "", 1.0, "exact", ((found.start, found.end),))
        at = {"line": line.number, "page": line.page, "time": line.time}
        entry = {
            "quote": anchoring.words_at(prepared, anchor),
            "speaker": text.speaker_in(line),
            "at": {name: value for name, value in at.items() if value is not None},
            "selector": text.selector(found.start, found.end),
            "quality": offer.quality,
            "evidence": [*map(self._stance, offer.evidence)],
            "codes": [*offer.codes],
            "memo": offer.why,
        }
        return {name: value for name, value in entry.items() if value not in (None, "", [])}

    def _stance(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """A stance on the claim as it reads now, which is what the model read."""
        version = self._repository.claims[_claim(said)].versions[-1].version
        return {**said, **({"version": version} if version != 1 else {})}


def _claim(said: Mapping[str, Any]) -> str:
    """The claim that a stance is on."""
    return next(str(said[stance]) for stance in ("supports", "nuances", "refutes") if stance in said)


def _is_heard(text: SourceText, found: Standing) -> bool:
    """Whether the words are of nobody who withdrew or may not be quoted."""
    if text.talk is not None:
        return text.talk.of_passage([(found.start, found.end)]) is Answer.HEARD
    return True


def _mark(found: Standing, offer: Offer) -> tuple[int, int, frozenset[str], str]:
    return found.start, found.end, frozenset(offer.codes), _said(offer.evidence)


def _mark_of(value: Mapping[str, Any]) -> tuple[int, int, frozenset[str], str] | None:
    """What tells a proposal that stands in a file from others; None of one without a place."""
    place = value.get("selector")
    if not isinstance(place, Mapping):
        return None
    codes = value.get("codes") or ()
    given = frozenset([codes] if isinstance(codes, str) else codes)
    return int(place.get("start", -1)), int(place.get("end", -1)), given, _said(value.get("evidence") or ())


def _said(evidence: Iterable[Mapping[str, Any]]) -> str:
    return repr(sorted(repr(sorted((name, str(one[name])) for name in one if name != "version")) for one in evidence))
