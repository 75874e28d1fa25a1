"""Which words of a report are the evaluation's own, and where they stand in a document in another language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from cmo_eval.report import contents
from cmo_eval.report import document as doc

_WORD = re.compile(r"\w[\w'\u2019-]*")
_PARAGRAPH = re.compile(r"\n\s*\n")
_CITED = re.compile(r"\s*\[[^\[\]]*\]$")
_CLOSING = '."”'
_LEAST = 8  # letters; a shorter word is often one of the other language too


def own_words(view: contents.ReportView) -> frozenset[str]:
    """The texts that users wrote, a paragraph each and on one line; not what the program says itself.

    A single word that is short is left out: by itself it says little of its language. So are the words of citations
    that are only named: those are many, and no document prints them.
    """
    head = view.head
    texts = chain(
        (head.title, head.programme, head.description, head.owner, head.executor),
        *map(_chapter, view.chapters),
        *map(_pattern, view.patterns),
        *((one.question.title, one.text, one.limits, *_titles(one.rests_on)) for one in view.questions),
        *((one.text, *one.for_groups, *_titles(one.rests_on)) for one in view.recommendations),
        *map(_case, view.cases),
        *map(_framework, view.frameworks),
        *((one.title, one.group, one.reference) for one in view.sources),
        _titles(view.groups),
        _titles(view.panels),
        _titles(view.team),
        (one.text for one in view.checklist if not one.computed),
        (one.why for one in view.accepted),
    )
    return frozenset(part for text in texts for part in _paragraphs(text))


def in_their_language(texts: Iterable[str], language: str) -> Rewrite:
    """Marks these texts as words in that language, wherever they stand among other words.

    A first letter may be another one of the same: a sentence gives it a capital, a running text takes it away.
    """
    begins: dict[str, list[str]] = {}
    for text in texts:
        key, start = _beginning(text, 0)
        if key:
            begins.setdefault(key, []).append(text[start:])
    for candidates in begins.values():
        candidates.sort(key=len, reverse=True)

    def rewrite(words: doc.Text) -> tuple[doc.Inline, ...]:
        return tuple(_marked(words.text, begins, language))

    return rewrite


def _marked(text: str, begins: dict[str, list[str]], language: str) -> Iterator[doc.Inline]:
    done = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < done:
            continue
        two, _ = _beginning(text, start)
        candidates = (one for key in (two, word[0].lower()) for one in begins.get(key, ()))
        found = next((one for one in candidates if _stands(one, text, start)), None)
        if found is None:
            continue
        end = start + len(found)
        if text[end : end + 1] == ".":
            end += 1
        if start > done:
            yield doc.Text(text[done:start])
        yield doc.Foreign(text[start:end], language)
        done = end
    if done < len(text):
        yield doc.Text(text[done:])


def _beginning(text: str, at: int) -> tuple[str, int]:
    """The first two words from there, by which texts are found, or the only one; and where they begin."""
    first = _WORD.search(text, at)
    if first is None:
        return "", at
    second = _WORD.search(text, first.end())
    return f"{first[0]} {second[0]}".lower() if second else first[0].lower(), first.start()


def _stands(one: str, text: str, start: int) -> bool:
    """Whether the text goes on with these words, and they end where a word ends."""
    end = start + len(one)
    return text.startswith(one[1:], start + 1) and not (one[-1:].isalnum() and text[end : end + 1].isalnum())


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in _PARAGRAPH.split(text):
        one = " ".join(paragraph.split()).rstrip(_CLOSING)  # within a sentence it goes without
        if " " in one or len(one) >= _LEAST:
            yield one


def _titles(named: Iterable[contents.Named | contents.Group | contents.Panel]) -> Iterator[str]:
    return (one.title for one in named)


def _chapter(chapter: contents.Chapter) -> Iterator[str]:
    decision, search = chapter.decision, chapter.search
    yield from (chapter.title, chapter.statement, chapter.intended, chapter.reflection, *chapter.rivals)
    for said in (chapter.for_groups, chapter.questions, chapter.origin, chapter.not_heard, chapter.references):
        yield from _titles(said)
    for version in chapter.versions:
        yield from (version.statement, version.why)
    for check in chapter.checks:
        yield from (check.step, check.found)
    yield from (one.why for one in chapter.criteria)
    yield from (one.why for one in chapter.confidence)
    yield from (one.expects for one in chapter.tests)
    yield from (one.group for one in chapter.heard)
    if decision is not None:
        yield from (decision.rationale, decision.becomes, decision.report.title if decision.report else "")
    if search is not None:
        yield from (search.where, search.found)
    yield from (principle.name for principle in chapter.principles)
    for mechanism in chapter.mechanisms:
        yield from chain(_pattern(mechanism.pattern), _quotes(mechanism.quotes))
    yield from _quotes((*chapter.other_evidence, *chapter.counter_evidence))


def _quotes(quotes: Iterable[contents.Quote]) -> Iterator[str]:
    for quote in quotes:
        yield from (quote.text, quote.role, quote.group)


def _pattern(pattern: contents.Pattern) -> Iterator[str]:
    yield from (pattern.title, pattern.intervention, pattern.actor, pattern.resource, pattern.reasoning)
    yield from (pattern.outcome, pattern.retroduction, *pattern.context, *pattern.other_influences)
    yield from _titles((*pattern.leads_to, *pattern.contrasts_with))


def _case(case: contents.Case) -> Iterator[str]:
    yield from (case.title, case.summary, *(value for _, value in case.attributes))
    for shown in case.shows:
        yield shown.why


def _framework(framework: contents.Framework) -> Iterator[str]:
    yield from _titles(framework.cases)
    for dimension, cells in framework.rows:
        yield from (dimension, *(_CITED.sub("", cell) for cell in cells))


# ---- words rewritten -------------------------------------------------------------------------------------------------

Rewrite = Callable[[doc.Text], Sequence[doc.Inline]]
"""What stands in place of words."""


def rewritten(document: doc.Document, rewrite: Rewrite) -> doc.Document:
    """The document with all its words rewritten; what is typed or read by a machine stays as it is."""
    return replace(
        document,
        blocks=_blocks(document.blocks, rewrite),
        notes=tuple(_blocks(note, rewrite) for note in document.notes),
    )


def _blocks(blocks: Sequence[doc.Block], rewrite: Rewrite) -> tuple[doc.Block, ...]:
    return tuple(_block(block, rewrite) for block in blocks)


def _block(block: doc.Block, rewrite: Rewrite) -> doc.Block:
    match block:
        case doc.Heading() | doc.Paragraph():
            return replace(block, parts=_parts(block.parts, rewrite))
        case doc.Quotation(blocks, attribution):
            return doc.Quotation(_blocks(blocks, rewrite), _parts(attribution, rewrite))
        case doc.Listing(items):
            return replace(block, items=tuple(_blocks(item, rewrite) for item in items))
        case doc.Table():
            return replace(
                block,
                header=tuple(_parts(cell, rewrite) for cell in block.header),
                rows=tuple(tuple(_parts(cell, rewrite) for cell in row) for row in block.rows),
                caption=_caption(block.caption, rewrite),
            )
        case doc.Figure():
            return replace(block, caption=_caption(block.caption, rewrite))
        case doc.Contents():
            heading = block.heading
            return replace(block, heading=heading and replace(heading, parts=_parts(heading.parts, rewrite)))
        case _:
            return block


def _caption(caption: doc.Caption | None, rewrite: Rewrite) -> doc.Caption | None:
    return caption and replace(caption, parts=_parts(caption.parts, rewrite))


def _parts(parts: Sequence[doc.Inline], rewrite: Rewrite) -> tuple[doc.Inline, ...]:
    found: list[doc.Inline] = []
    for part in parts:
        match part:
            case doc.Text():
                found += rewrite(part)
            case doc.Strong() | doc.Emphasis() | doc.Link():
                found.append(replace(part, parts=_parts(part.parts, rewrite)))
            case _:
                found.append(part)
    return tuple(found)
