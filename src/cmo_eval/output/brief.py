"""What a coder needs who is to code a transcript, person or language model, in one text: nothing leaves by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from cmo_eval.analysis.coded_text import CodedText, coded_text
from cmo_eval.deferred import dataclass
from cmo_eval.edits.coding.answer import SCHEMA
from cmo_eval.edits.transcripts.doubts import LISTED, listed_names, pointing
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import PARTS, Claim, ModelRuns, Pattern, Source
from cmo_eval.nearest import unknown
from cmo_eval.output.plain import number_of
from cmo_eval.pseudonyms.identifiers import Names
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts import store
from cmo_eval.transcripts.transcript import Line


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What a brief does not have: a source, or lines of it; why, and what would change that."""

    source: str
    why: str
    hint: str = ""


@dataclass(frozen=True)
class Brief:
    """The text, the sources that it holds and what was held back; `sha256` is its digest, to be kept with answers."""

    text: str
    sources: tuple[str, ...]
    held: tuple[HeldBack, ...]

    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def brief(
    root: Path,
    repository: Repository,
    sources: Sequence[str],
    *,
    where: ModelRuns = "local",
    texts: str | Path | None = None,
) -> Brief:
    """The brief for a coder of these sources, as far as a coder who runs there may read them.

    Held back are sources that are not pseudonymised, that do not consent to such models, or in which a listed name or
    what has the form of somebody's address or number stands; and the turns of whoever withdrew or may not be quoted.

    Args:
        root: the evaluation folder.
        repository: what was read from it, without what was withdrawn.
        sources: ids of sources.
        where: where the coder runs.
        texts: where the transcripts lie, in place of what evaluation.yaml says.

    Raises:
        UsageError: there is no such source, nothing to code by, or nothing that may be read.
    """
    for id_ in sources:
        if id_ not in repository.sources:
            raise unknown("source", id_, repository.sources)
    if not repository.codes and not repository.claims:
        raise UsageError("there is neither a code nor a claim to code by", "write a codebook.yaml, or a claim")
    names = listed_names(root, repository)
    listed = Names(names) if names is not None else None
    folder = store.folder(root, repository.evaluation.texts, texts)
    held: list[HeldBack] = []
    shown: list[tuple[str, str]] = []
    for id_ in dict.fromkeys(sources):
        source = repository.sources[id_]
        refused = _closed(source, where)
        if refused is not None:
            held.append(refused)
            continue
        stored = next(one for one in repository.stored_sources if one.record.id == id_)
        try:
            found = coded_text(repository, stored, folder, blind=True)
        except CmoEvalError as error:
            held.append(HeldBack(id_, error.message, error.hint))
            continue
        text = "\n".join(_lines(found, repository.evaluation.language))
        given_away = pointing(text, listed)
        if given_away:
            held.append(_given_away(id_, given_away))
            continue
        silent = sum(found.is_silent(line) or found.is_held_back(line) for line in found.transcript.lines)
        if silent:
            why = f"{number_of(silent, 'line')} of people who withdrew or may not be quoted"
            held.append(HeldBack(id_, why))
        shown.append((id_, text))
    if not shown:
        first = held[0]
        raise UsageError(f"nothing may be read: {first.source}: {first.why}", first.hint)
    text = "\n".join(_whole(repository, shown)) + "\n"
    if pointing(text, listed).get(LISTED):
        raise UsageError("a name of the list stands in the codebook, a claim or a pattern", "`cmo-eval validate`")
    return Brief(text, tuple(id_ for id_, _ in shown), tuple(held))


def _closed(source: Source, where: ModelRuns) -> HeldBack | None:
    """Why a coder who runs there may not read the source; None where that is allowed."""
    if not source.pseudonymised:
        hint = "`cmo-eval text pseudonymise` replaces names; `pseudonymised: true` says that it was done before"
        return HeldBack(source.id, "its names are not known to be replaced by pseudonyms", hint)
    if source.open_to(where):
        return None
    allowed = "models of the team's own only" if source.models == "local" else "no model"
    hint = "`consent: {models: local}` or `any` in its file says that those who were heard agreed"
    return HeldBack(source.id, f"those who were heard agreed to {allowed} (consent.models: {source.models})", hint)


def _given_away(id_: str, found: dict[str, list[int]]) -> HeldBack:
    lines = sorted({number for numbers in found.values() for number in numbers})
    some = ", ".join(map(str, lines[:5])) + (", ..." if len(lines) > 5 else "")
    why = f"{' and '.join(found)} may stand in line{'s' if len(lines) > 1 else ''} {some}"
    return HeldBack(id_, why, "replace it in the transcript")


def _whole(repository: Repository, shown: Sequence[tuple[str, str]]) -> Iterator[str]:
    language = repository.evaluation.language
    ids = ", ".join(id_ for id_, _ in shown)
    yield f"# {say(phrase('brief.title', id=ids), language)}\n"
    for one in ("task", "quotes", "ids"):
        yield f"{label(f'brief.{one}', language)}\n"
    if repository.codes:
        yield f"## {label('brief.codes', language)}\n"
        for code in repository.codes.values():
            yield f"- `{code.id}` ({label(f'report.code_kind.{code.kind}', language)}): {code.label or code.id}"
            for said, text in (("use", code.use), ("avoid", code.avoid)):
                if text:
                    yield f"  - {say(phrase(f'brief.{said}', text=_folded(text)), language)}"
        yield ""
    if repository.claims:
        yield f"## {label('brief.claims', language)}\n"
        for claim in repository.claims.values():
            yield from _claim(claim, language)
        yield ""
    if repository.patterns:
        yield f"## {label('brief.patterns', language)}\n"
        for pattern in repository.patterns.values():
            yield from _pattern(pattern, language)
        yield ""
    for id_, text in shown:
        yield f"## {say(phrase('brief.transcript', id=id_), language)}\n\n```text\n{text}\n```\n"
    yield f"## {label('brief.form', language)}\n"
    yield f"{label('brief.answer', language)}\n\n```json\n{json.dumps(SCHEMA, indent=1)}\n```\n"
    example = json.dumps(_example(repository, shown[0][0]), indent=1, ensure_ascii=False)
    yield f"{label('brief.example', language)}\n\n```json\n{example}\n```"


def _claim(claim: Claim, language: str) -> Iterator[str]:
    yield f"- `{claim.id}`: {_folded(claim.versions[-1].statement)}"
    refutable = claim.criteria.refutable
    if refutable is not None:
        yield f"  - {say(phrase('brief.refutable', text=_folded(refutable.why)), language)}"


def _pattern(pattern: Pattern, language: str) -> Iterator[str]:
    yield f"- `{pattern.id}`: {pattern.title}"
    for part in PARTS:
        value = getattr(pattern, part)
        text = "; ".join(value) if isinstance(value, tuple) else getattr(value, "text", value)
        if text:
            yield f"  - {label(f'part.{part}', language)} (`{part}`): {_folded(text)}"


def _lines(found: CodedText, language: str) -> Iterator[str]:
    """The lines with their numbers and who speaks, by a code."""
    for line in found.transcript.lines:
        if not line.is_page and (line.label is not None or found.transcript.words(line).strip()):
            yield f"{line.number} {_said(found, line, language)}"


def _said(found: CodedText, line: Line, language: str) -> str:
    if found.is_silent(line) or found.is_held_back(line):
        return label("brief.held_line", language)
    who = found.speaker(line) if line.label is not None else None
    return (f"{who}: " if who else "") + found.transcript.words(line).strip()


def _example(repository: Repository, source: str) -> dict[str, object]:
    codes, claim = [*repository.codes][:1], next(iter(repository.claims), None)
    said = {"source": source, "line": 12, "quote": "…", "codes": codes}
    if claim is not None:
        said["evidence"] = [{"supports": claim}]
    return {"proposals": [{**said, "why": "…"}]}


def _folded(text: str) -> str:
    return " ".join(text.split())
