"""What a newer file of a project that came in before says otherwise, by cause; nothing of it is taken over unasked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from cmo_eval.attribution import MASK
from cmo_eval.deferred import expression
from cmo_eval.edits.exchange.codes import said_of
from cmo_eval.edits.exchange.ids import IdMap
from cmo_eval.edits.exchange.meanings import Meanings
from cmo_eval.edits.exchange.sources import Home, on_one_line
from cmo_eval.model import Citation
from cmo_eval.projects.counting import Placed
from cmo_eval.projects.project import Code
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts.store import digest

WORDS = "on other words there now (`code edit --quote`)"
MEMO = "with another memo there (`code edit --memo`)"
CODE_OFF = "without a code there that came in with it (`code edit --drop-code`)"
TAKEN_OUT = "coded there no more (`code remove`)"
NOT_THERE = "not in the file: coded since it was written, held back, or taken out there"
NAME = "a code called otherwise there (`label` in codebook.yaml, or `code rename`)"
TREE = "a code that stands elsewhere in the tree there (`parent` in codebook.yaml)"
MEANING = "a code described otherwise there (`use` in codebook.yaml)"
TEXT = "another text there; codings are looked up by their words"

_NOT_MASKED = expression(f"[^{MASK}]+")

_FEW = 6
"""Digits of a digest: enough to tell that something changed, too few to tell what it was."""


def _short(text: str) -> str:
    said = text.strip()
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:_FEW] if said else ""


def of_coding(one: Placed) -> str:
    """What a coding says when it comes in, to be compared later: its place in the document, and its memo."""
    return f"{one.start}-{one.end}.{_short(one.coding.memo)}"


def of_code(code: Code) -> str:
    """What a code says when it comes in, to be compared later: its name, what it stands under, its description."""
    return ".".join(map(_short, (code.name, code.parent or "", code.description)))


def changed(
    repository: Repository,
    id_map: IdMap,
    meanings: Meanings,
    known: Sequence[tuple[Placed, str]],
    homes: Sequence[Home],
    here: Collection[str],
    seen: Collection[str] | None,
) -> dict[str, tuple[str, ...]]:
    """What is otherwise in the file than when it came in, and than it is here, by cause.

    Args:
        repository: the evaluation.
        id_map: what came in, and what that said then.
        meanings: what the codes of the file mean here.
        known: its codings that came in before, each with its name here.
        homes: the sources of its documents.
        here: the names of all codings that are here.
        seen: the names of all its codings that have one here; None where it may be a choice of them.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    same = {home.document.id for home in homes if home.original is not None and home.original == home.text}
    for several in (
        _texts(homes),
        _codings(repository, id_map, known, same),
        _codes(repository, id_map, meanings),
        () if seen is None else _missing(repository, id_map, homes, here, seen),
    ):
        for cause, what in several:
            found[cause][what] = None
    return {cause: tuple(what) for cause, what in found.items()}


def _texts(homes: Iterable[Home]) -> Iterator[tuple[str, str]]:
    for home in homes:
        there, text, now = home.there, home.text, home.original
        if there is None or text is None or now is None or text == now or _is_masked(text, now):
            continue
        if home.before and there.source.imported_sha256 != digest(now):
            yield TEXT, home.id


def _is_masked(text: str, other: str) -> bool:
    """Whether the other text is this one with dots for what may not be quoted."""
    if text == other or len(text) != len(other):
        return text == other
    return all(text.startswith(said[0], said.start()) for said in _NOT_MASKED.finditer(other))


def _codings(
    repository: Repository, id_map: IdMap, known: Iterable[tuple[Placed, str]], same: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Citations whose codings cover other words there, or have another memo."""
    entries: dict[tuple[str, str], Citation] = {(one.id, one.coder or "-"): one.citation for one in repository.coded}
    memos: dict[str, list[str]] = defaultdict(list)
    for one in repository.coded:
        memos[one.source].append(one.citation.memo or "")
    for placed, name in known:
        id_, coder, _ = _parts(name)
        citation, agreed = entries.get((id_, coder)), repository.citations.by_id.get(id_)
        if citation is None:
            continue
        before = id_map.said.get(placed.coding.id)
        place, _, memo = of_coding(placed).partition(".")
        place_then, _, memo_then = before.partition(".") if before is not None else ("", "", "")
        quote = citation.quote or (agreed.citation.quote if agreed is not None else None) or ""
        at = citation.selector or (agreed.citation.selector if agreed is not None else None)
        elsewhere = placed.coding.document in same and at is not None and at.start != placed.start
        moved = placed.start >= 0 and place != place_then  # a table of passages knows them by their words
        words = on_one_line(placed.words)
        otherwise = words != quote and not (before is None and _with_cuts(quote, words))
        if moved and (otherwise or elsewhere):
            yield WORDS, id_
        written = placed.coding.memo
        ours = [citation.memo or ""] if before is not None else memos[agreed.source if agreed is not None else ""]
        gone = not written.strip() and before is not None and bool(citation.memo)
        if memo != memo_then and (gone or not any(_holds(one, written) for one in ours)):
            yield MEMO, id_


def _with_cuts(quote: str, words: str) -> bool:
    """Whether a quote is these words but for what it leaves out: it goes out as the whole of them."""
    first, *more = [part.strip(" []()") for part in quote.replace("...", "…").split("…")]
    if not more or not words.startswith(first) or not words.endswith(more[-1]):
        return False
    at = len(first)
    for part in more:
        if (found := words.find(part, at)) < 0:
            return False
        at = found + len(part)
    return True


def _holds(memo: str, written: str) -> bool:
    return " ".join(written.split()) in " ".join(memo.split())


def _codes(repository: Repository, id_map: IdMap, meanings: Meanings) -> Iterator[tuple[str, str]]:
    """Codes that have another name, place in the tree or description there."""
    for code in meanings.codes.values():
        meaning = meanings.meaning.get(code.id, "")
        book = repository.codes.get(meaning[1:]) if meaning.startswith("#") else None
        if book is None or (id_map.named("codes", code.id) is None and id_map.guid("codes", meaning) != code.id):
            continue
        before = id_map.said.get(code.id)
        then = before.split(".") if before is not None else [None] * 3
        now = of_code(code).split(".")
        called = book.label or book.id
        if now[0] != then[0] and code.name not in {called, book.id, f"{called} ({book.id})"}:  # as `tree` calls it
            yield NAME, f"{book.id}: {code.name}"
        above = meanings.meaning.get(code.parent or "", "")
        above = above[1:] if above.startswith("#") else ""
        if now[1] != then[1] and above != (book.parent or ""):
            yield TREE, f"{book.id}: {f'below {above}' if above else 'at the top'}"
        said = said_of(code.description)
        if now[2] != then[2] and (said.get("use"), said.get("avoid")) != (book.use, book.avoid):
            yield MEANING, book.id


def _missing(
    repository: Repository, id_map: IdMap, homes: Sequence[Home], here: Collection[str], seen: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Citations, and codes of some, that came in from these documents or went out as them, and are not in the file."""
    sources = {home.id for home in homes if home.before}
    if not sources:
        return
    came, here = frozenset(id_map.names.get("codings", {}).values()), frozenset(here)
    source = {one.id: one.source for one in repository.coded}
    coded = {(one.id, one.coder or "-") for one in repository.coded}
    still = {_parts(name)[:2] for name in seen}
    went = {source.get(_parts(name)[0]) for name in seen if name not in came}
    masked = {home.id for home in homes if home.text and home.original and _is_masked(home.text, home.original)}
    masked -= {home.id for home in homes if home.text == home.original}  # a file that we wrote has dots in it
    went |= masked
    for name in sorted(came | here):
        id_, coder, meaning = _parts(name)
        if name in seen or (id_, coder) not in coded or source[id_] not in sources:
            continue
        if meaning and name not in here:
            continue  # it was taken off here
        whole = (id_, coder) not in still
        if not whole and not meaning:
            continue  # a passage without a code there has one now, such as its quality
        what = id_ if whole else f"{id_} {meaning}"
        if name in came and source[id_] not in masked:
            yield TAKEN_OUT if whole else CODE_OFF, what
        elif source[id_] in went and (whole or meaning.startswith("#")):
            yield NOT_THERE, what


def _parts(name: str) -> tuple[str, str, str]:
    """The citation, the coder (or -) and the meaning in the name of a coding."""
    id_, _, rest = name.partition(" ")
    coder, _, meaning = rest.partition(" ")
    return id_, coder, meaning
