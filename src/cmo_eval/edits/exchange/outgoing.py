"""An evaluation as a project of other programs: texts, codes and citations, without what may not be quoted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cmo_eval.attribution import MASK, Talk
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import quotable
from cmo_eval.edits.coding.file import Entry
from cmo_eval.edits.exchange.codes import QUALITY, meanings, tree
from cmo_eval.edits.exchange.ids import NOBODY, IdMap
from cmo_eval.edits.transcripts.placing import SourceText, text_of
from cmo_eval.model import Citation, Source
from cmo_eval.projects.project import Coder, Coding, Document, Project
from cmo_eval.projects.targets import ORIGIN
from cmo_eval.store.repository import Coded, Repository
from cmo_eval.transcripts import anchoring
from cmo_eval.transcripts.store import composed

HELD_BACK = "its words may not be quoted"
NO_PLACE = "it has no place in its transcript: `cmo-eval code anchor` gives it one"
PARAPHRASED = "it is a paraphrase, which has no place in a transcript"
OTHER_QUALITY = "its quality, since the coder has another citation at its place with another one"
NO_WORDS = "it has no words"

_BETWEEN = "\n\n"


@dataclass(frozen=True)
class Outgoing:
    """The project, and by cause the ids of citations that are not in it.

    `in_quotes` are sources of which the quotes stand in place of a transcript, one below the other, and `not_at_hand`
    those of them that name one; `masked` those in whose transcript dots stand for words that may not be quoted.
    """

    project: Project
    left: Mapping[str, tuple[str, ...]]
    in_quotes: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    not_at_hand: tuple[str, ...] = ()


class _Placed(NamedTuple):
    """A citation with its place in the text of its source, and what it means."""

    coded: Coded
    start: int
    end: int
    meanings: tuple[str, ...]


def outgoing(root: Path, repository: Repository, id_map: IdMap, texts: str | Path | None = None) -> Outgoing:
    """The evaluation as a project, of which places count code points of texts with LF line ends.

    Args:
        root: the evaluation folder.
        repository: what was read from it, or what an audience may see of that: then quotes stand for transcripts.
        id_map: GUIDs of what came in.
        texts: where the transcripts lie, in place of what evaluation.yaml says.
    """
    left: dict[str, list[str]] = defaultdict(list)
    documents: list[Document] = []
    placed: list[tuple[Document, list[_Placed]]] = []
    in_quotes: list[str] = []
    masked: list[str] = []
    second: dict[str, list[Coded]] = defaultdict(list)
    for one in repository.second_codings:
        second[one.source].append(one)
    for source in repository.sources.values():
        coded = [*repository.citations.of_source.get(source.id, ()), *second[source.id]]
        said = [*quotable_of(repository, coded, left)]
        where = text_of(root, repository, source, texts)
        if where.text is None:
            text, places = _quotes(said)
            if not places:
                continue
            in_quotes += [source.id]
        else:
            text, places = _in_text(where, said, left)
            masked += [source.id] * (text != where.text.text)
        document = Document(id_map.guid("documents", source.id), _called(source), "text", text)
        documents.append(document)
        placed.append((document, places))
    used = [meaning for _, places in placed for one in places for meaning in one.meanings]
    codes = tree(repository, used, id_map)
    number = {code.id: place for place, code in enumerate(codes)}
    agreed = [one.coder for one in repository.citations if one.coder]
    initials = [*dict.fromkeys([*agreed, *(one.coder for one in repository.second_codings if one.coder)])]
    coders = tuple(Coder(id_map.guid("coders", name), name) for name in initials)
    rank = {coder.id: place for place, coder in enumerate(coders)}
    codings: list[Coding] = []
    for document, places in placed:
        passages: dict[tuple[int, int, str | None], list[_Placed]] = defaultdict(list)
        for here in places:
            passages[here.start, here.end, here.coded.coder].append(here)
        found = [coding for some in passages.values() for coding in _codings(document, some, id_map)]
        for first, *others in passages.values():
            quality = first.coded.citation.quality
            left[OTHER_QUALITY] += [one.coded.id for one in others if one.coded.citation.quality != quality]
        codings += sorted(
            found,
            key=lambda one: (one.start, one.end, rank.get(one.coder or "", -1), number.get(one.code or "", -1)),
        )
    unnamed = (NOBODY,) * any(one.coder == NOBODY.id for one in codings)
    project = Project(ORIGIN, (*coders, *unnamed), codes, tuple(documents), tuple(codings))
    causes = {cause: tuple(ids) for cause, ids in left.items() if ids}
    not_at_hand = tuple(id_ for id_ in in_quotes if repository.sources[id_].text is not None)
    return Outgoing(project, causes, tuple(in_quotes), tuple(masked), not_at_hand)


def _called(source: Source) -> str:
    """What a document is called: the source's id, by which it is known again, and its title."""
    return source.id if source.title == source.id else f"{source.id} {source.title}"


def quotable_of(
    repository: Repository, coded: Sequence[Coded], left: dict[str, list[str]]
) -> Iterator[tuple[Coded, Coded]]:
    """Each citation whose words may be quoted, with the one that has the words: a second coder's may have none."""
    for one in coded:
        words = one if one.citation.quote else repository.citations.by_id.get(one.id, one)
        if not (quotable(repository, words) and (words is one or quotable(repository, one))):
            left[HELD_BACK].append(one.id)
        elif not words.citation.quote:
            left[NO_WORDS].append(one.id)
        else:
            yield one, words


def _quotes(said: list[tuple[Coded, Coded]]) -> tuple[str, list[_Placed]]:
    """The quotes one below the other, and where each stands."""
    parts: dict[tuple[str, int], tuple[int, int]] = {}
    whole, places, at = [], [], 0
    for one, words in said:
        if words.key not in parts:
            quote = composed(words.citation.quote or "")
            whole.append(quote)
            parts[words.key] = at, at + len(quote)
            at += len(quote) + len(_BETWEEN)
        places.append(_Placed(one, *parts[words.key], (*meanings(one.citation),)))
    return _BETWEEN.join(whole), places


def _in_text(
    where: SourceText, said: list[tuple[Coded, Coded]], left: dict[str, list[str]]
) -> tuple[str, list[_Placed]]:
    """The transcript as it may be read, and the citations that stand in it."""
    assert where.text is not None  # noqa: S101 - the caller saw to it
    whole = where.text.text
    shown = _masked(where.talk) if where.talk is not None else whole
    places = []
    for one, words in said:
        span = span_of(where, words.citation)
        if span is None:
            left[NO_PLACE if words.citation.verbatim else PARAPHRASED].append(one.id)
        elif shown[slice(*span)] != whole[slice(*span)]:
            left[HELD_BACK].append(one.id)
        else:
            places.append(_Placed(one, *span, (*meanings(one.citation),)))
    return shown, places


def span_of(where: SourceText, citation: Citation) -> tuple[int, int] | None:
    """Where the words of a citation stand in the transcript, as it says or, where it does not, found there."""
    selector, quote = citation.selector, citation.quote or ""
    whole = where.text.text if where.text is not None else ""
    if selector is not None:
        start, end = selector.start, selector.end
        if not 0 <= start < end <= len(whole):
            return None
        at = {"start": start, "end": end}
        there = where.reads(start, end, quote) or where.holds(Entry(citation.id, {"quote": quote}, {"selector": at}))
        return (start, end) if there else None
    if not citation.verbatim:
        return None
    line = citation.at.line if citation.at is not None else None
    found = anchoring.nearest_to(where.prepared, quote, anchoring.Near(line=line, speaker=citation.speaker))
    if found is None or found.how == "fuzzy" or not found.sure or found.ambiguous:
        return None
    return found.start, found.end


def _masked(talk: Talk) -> str:
    """The transcript with a dot for each character that may not be quoted, so that places stay."""
    text = talk.transcript.text
    parts, at = [], 0
    for line in talk.transcript.lines:
        words = talk.shown(line)
        gone = talk.is_unnamed(line)
        parts.append(text[at : line.start])
        parts.append(MASK * (line.words - line.start) if gone else text[line.start : line.words])
        parts.append(MASK * (line.end - line.words) if words is None or gone else words)
        at = line.end
    return "".join([*parts, text[at:]])


def _codings(document: Document, some: Sequence[_Placed], id_map: IdMap) -> Iterator[Coding]:
    """The codings of a passage by one coder: one for each thing that is said of it, or one without a code.

    Where it is several citations, the first has quality, memo and date for all: other programs know one passage.
    """
    first, start, end, _ = some[0]
    leading = first.citation
    said = {meaning: one.coded for one in reversed(some) for meaning in one.meanings if not meaning.startswith(QUALITY)}
    if leading.quality is not None:
        said[f"{QUALITY}{leading.quality}"] = first
    day = leading.coded if leading.coded is not None and len(leading.coded) == len("2024-03-03") else None
    date = f"{day}T00:00:00Z" if day else ""
    coder = id_map.guid("coders", first.coder) if first.coder else NOBODY.id
    words, memo = (document.text or "")[start:end], leading.memo or ""
    passages = bool(id_map.names.get("passages"))
    for meaning, one in (said or {"": first}).items():
        id_ = id_map.guid("codings", coding_name(one.id, one.coder, meaning))
        code = id_map.guid("codes", meaning) if meaning else None
        passage = id_map.known("passages", coding_name(one.id, one.coder, "")) if passages else ""
        yield Coding(id_, document.id, start, end, code, coder, words, memo, date, passage)


def coding_name(citation: str, coder: str | None, meaning: str) -> str:
    """What tells a coding from all others here, as `IdMap` has it."""
    return f"{citation} {coder or '-'} {meaning}".rstrip()


def known_codings(repository: Repository, id_map: IdMap) -> dict[str, str]:
    """The GUIDs that the codings of all citations have, or would have when they go out, each with its name here."""
    names = (
        coding_name(one.id, one.coder, meaning)
        for one in repository.coded
        for meaning in [*meanings(one.citation)] or [""]
    )
    return {id_map.guid("codings", name): name for name in names}
