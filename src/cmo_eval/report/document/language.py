"""Which words of a report are the evaluation's own, and where they stand in a document in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from cmo_eval.deferred import expression
from cmo_eval.report import contents
from cmo_eval.report import document as doc

_WORD = expression(r"\w[\w'\u2019-]*")
_PARAGRAPH = expression(r"\n\s*\n")
_CLOSING = '."”'
_LEAST = 8  # letters; a shorter word is often one of the other language too


_WHERE: Mapping[type, str] = {
    contents.ReportView: "head chapters patterns questions recommendations cases frameworks partners"
    " goals comparisons sources groups panels team checklist accepted",
    contents.Head: "title programme description owner executor",
    contents.Chapter: "title statement intended reflection rivals for_groups questions origin not_heard references"
    " versions checks criteria confidence tests heard decision search principles other_evidence counter_evidence"
    " publications absences",
    contents.Absence: "case pattern",
    contents.Wording: "statement why set_aside",
    contents.SetAside: "why",
    contents.Rival: "text",
    contents.Check: "step found",
    contents.Criterion: "why",
    contents.Component: "why",
    contents.Test: "expects",
    contents.Tally: "group",
    contents.Decision: "rationale becomes report",
    contents.Search: "where found",
    contents.Principle: "name mechanisms",
    contents.Mechanism: "pattern quotes",
    contents.Quote: "text role group",
    contents.Pattern: "title intervention context actor resource reasoning outcome retroduction other_influences"
    " leads_to contrasts_with",
    contents.Answer: "question text limits rests_on",
    contents.Recommendation: "text for_groups owner rests_on",
    contents.Case: "title summary shows",
    contents.Shown: "why",
    contents.Framework: "cases",
    contents.Partners: "case dimensions",
    contents.Comparison: "title conditions",
    contents.OwnGoal: "text owner yardstick",
    contents.Source: "title group reference",
    contents.Accepted: "why",
    contents.ChecklistItem: "text",
    **dict.fromkeys((contents.Named, contents.Group, contents.Panel), "title"),
}
"""In which fields of plain data texts that users wrote stand, or other plain data that has them."""


def own_words(view: contents.ReportView) -> frozenset[str]:
    """The texts that users wrote, a paragraph each and on one line; not what the program says itself.

    A single word that is short is left out: by itself it says little of its language.
    """
    return frozenset(part for text in _texts(view) for part in _paragraphs(text))


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif type(thing) is tuple:
        yield from chain.from_iterable(map(_texts, thing))
    elif not (isinstance(thing, contents.ChecklistItem) and thing.computed):
        for name in _WHERE.get(type(thing), "").split():
            yield from _texts(getattr(thing, name))
    if isinstance(thing, contents.ReportView):
        yield from _texts(tuple(thing.words.values()))
    elif isinstance(thing, contents.Case):
        yield from (value for _, value in thing.attributes)
    elif isinstance(thing, contents.Framework | contents.Partners):
        for name, cells in thing.rows:
            yield from (name, *chain.from_iterable((cell.value, cell.text) for cell in cells))


def in_their_language(texts: Iterable[str], language: str) -> Rewrite:
    """Marks these texts as words in that language, wherever they stand among other words.

    A first letter may be another one of the same: a sentence gives it a capital, a running text takes it away.
    """
    begins: dict[str, list[str]] = {}
    for text in texts:
        key, start = _beginning(text, 0)
        if key:
            begins.setdefault(key, []).append(text[start:])
    if not begins:
        return lambda words: (words,)
    for candidates in begins.values():
        candidates.sort(key=len, reverse=True)

    def rewrite(words: doc.Text) -> tuple[doc.Inline, ...]:
        return tuple(_marked(words.text, begins, language))

    return rewrite


def _marked(text: str, begins: dict[str, list[str]], language: str) -> Iterator[doc.Inline]:
    words = [*_WORD.finditer(text)]
    small = [word[0].lower() for word in words]
    done = 0
    for place, word in enumerate(words):
        start = word.start()
        if start < done:
            continue
        candidates = chain(begins.get(" ".join(small[place : place + 2]), ()), begins.get(small[place], ()))
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


# ---- words rewritten -------------------------------------------------------------------------------------------------

Rewrite = Callable[[doc.Text], Sequence[doc.Inline]]
"""What stands in place of words."""

_INNER: Mapping[type, Sequence[str]] = {
    doc.Document: ("blocks", "notes"),
    doc.Quotation: ("blocks", "attribution"),
    doc.Listing: ("items",),
    doc.Table: ("header", "rows", "caption"),
    doc.Figure: ("caption",),
    doc.Contents: ("heading",),
    **dict.fromkeys((doc.Heading, doc.Paragraph, doc.Caption, doc.Strong, doc.Emphasis, doc.Link), ("parts",)),
}
"""In which fields other parts of the tree stand."""


def rewritten(document: doc.Document, rewrite: Rewrite) -> doc.Document:
    """The document with all its words rewritten; what is typed or read by a machine stays as it is."""
    made: doc.Document = _rewritten(document, rewrite)
    return made


def _rewritten(part: Any, rewrite: Rewrite) -> Any:
    if isinstance(part, tuple):
        several = (rewrite(one) if isinstance(one, doc.Text) else (_rewritten(one, rewrite),) for one in part)
        return tuple(chain.from_iterable(several))
    inner = {name: _rewritten(getattr(part, name), rewrite) for name in _INNER.get(type(part), ())}
    return replace(part, **inner) if inner else part
