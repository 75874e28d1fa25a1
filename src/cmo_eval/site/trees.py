"""Which chain of boxes a page shows: from what is concluded down to the words, with no more boxes than can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from cmo_eval.messages import label, phrase, say
from cmo_eval.report.contents import Chapter, Named, Pattern, Quote, ReportView
from cmo_eval.report.sentences import in_quotation_marks
from cmo_eval.site.chain import Box, drawn
from cmo_eval.site.fragments import escape
from cmo_eval.site.grounds import Grounds
from cmo_eval.site.places import Key, Places, called

_MOST = 36
"""Boxes below each other: with more, the words of a chain are left to the next page, and then its patterns."""
_EACH = 2
_OF_ONE = 6


def chained(root: Box, language: str, above: Sequence[Box] = ()) -> str:
    """A chain as a figure in HTML, with what it shows below it."""
    name, about = (escape(label(key, language)) for key in ("site.chain", "site.chain_about"))
    return f'<figure class="chained">{drawn(root, name, above)}<figcaption>{about}</figcaption></figure>'


def some_boxes(
    quotes: Iterable[Quote], most: int, language: str, where: Callable[[Quote], str], *, stance: bool = False
) -> tuple[Box, ...]:
    """The first quotes whose words are shown, of different voices, as boxes; `where` says the address of each.

    `stance`: of those that do not support the claim that they are about, with what they do to it.
    """
    chosen: dict[str, Quote] = {}
    for one in quotes:
        if len(chosen) == most:
            break
        if one.text and one.voice not in chosen:
            chosen[one.voice] = one
    return tuple(_quote(one, language, where(one), stance) for one in chosen.values())


def _quote(quote: Quote, language: str, href: str, stance: bool = False) -> Box:
    head, text = quote.speaker, quote.text
    if stance and quote.stance not in {"", "supports"}:
        head = f"{label(quote.stance, language).capitalize()} · {head}"
    if not text:
        text = label("site.not_shown" if quote.held_back else "site.no_words", language)
    elif quote.verbatim:
        text = in_quotation_marks(text, language)
    return Box("citation", head, text, href)


class Trees:
    """The chains of boxes of a site."""

    def __init__(self, view: ReportView, places: Places, grounds: Grounds) -> None:
        """Chains of everything in `view`."""
        self._places, self._grounds, self._language = places, grounds, view.language
        self._chapters: Mapping[str, Chapter] = {one.id: one for one in view.chapters}
        self._patterns: Mapping[str, Pattern] = {one.id: one for one in view.patterns}
        self._drawn: set[str] = set()  # patterns in this chain: what they rest on is told once
        self._weighed = cache(self._rows)

    def of_conclusion(self, key: Key, text: str, grounds: Sequence[Named]) -> Box:
        """An answer or recommendation with what it names as its grounds, and what those rest on."""
        keys = [Key(one.kind, one.id) for one in grounds]
        for words, patterns in ((_EACH, True), (1, True), (0, True), (0, False)):
            self._drawn.clear()
            found = self._box(key, text, tuple(self._below(one, words, patterns) for one in keys))
            if found.leaves <= _MOST:
                break
        return found

    def of_claim(self, chapter: Chapter) -> Box:
        """A claim with its patterns, and some of the words on each."""
        key = Key("claim", chapter.id)
        for words in (_EACH, 1, 0):
            self._drawn.clear()
            found = self._below(key, words, True)
            if found.leaves <= _MOST:
                break
        return found

    def of_pattern(self, pattern: Pattern) -> Box:
        """A pattern with some of its words."""
        self._drawn.clear()
        return self._pattern(pattern.id, _OF_ONE)

    def above(self, keys: Iterable[Key]) -> Sequence[Box]:
        """What rests on something, each as a box without what it rests on."""
        return tuple(self._box(key, self._places.titles[key]) for key in keys)

    def _below(self, key: Key, words: int, patterns: bool) -> Box:
        if key.kind == "claim" and key.id in self._chapters:
            chapter = self._chapters[key.id]
            if not patterns:
                return self._box(key, chapter.title)
            used = tuple(self._pattern(one.pattern.id, words, key.id) for one in chapter.mechanisms)
            loose = used or self._quotes(key.id, "", words, self._places.file(key))
            return self._box(key, chapter.title, loose)
        if key.kind == "pattern" and key.id in self._patterns:
            return self._pattern(key.id, words)
        if key.kind == "citation" and key.id in self._grounds.quotes:
            quote = self._grounds.quotes[key.id]
            return _quote(quote, self._language, self._where(quote))
        return self._box(key, self._places.titles.get(key, ""))

    def _pattern(self, id_: str, words: int, claim: str = "") -> Box:
        """A pattern with some words on it; of a claim, if it is one's, those that speak about that."""
        key, title = Key("pattern", id_), self._patterns[id_].title
        page = self._places.file(key)
        if id_ in self._drawn:
            head = f"{called(key, self._language, begin=True)} · {label('site.told_above', self._language)}"
            return Box(key.kind, head, title, page)
        below = self._quotes(claim, id_, words, page)
        if below:
            self._drawn.add(id_)
        return self._box(
            key, title, below or (Box("more", label("site.no_quote", self._language), "", f"{page}#quotes"),)
        )

    def _rows(self, claim: str, pattern: str) -> Mapping[str, Quote]:
        """The citations that are weighed on a claim or a pattern, or on both, each in its first row about it."""
        rows = self._grounds.of_claim[claim] if claim else self._grounds.of_pattern[pattern]
        found: dict[str, Quote] = {}
        for row in rows:
            if not row.left_out and pattern in {"", row.pattern}:
                found.setdefault(row.id, row)
        return found

    def _quotes(self, claim: str, pattern: str, words: int, page: str) -> tuple[Box, ...]:
        """The first quotes whose words are shown, of different voices, and how many there are beside these."""
        rows = self._weighed(claim, pattern)
        boxes = [*some_boxes(rows.values(), words, self._language, self._where, stance=bool(claim))]
        rest = len(rows) - len(boxes)
        if rest:
            noun = label("citation" if rest == 1 else "citation.many", self._language)
            more = say(phrase("site.more", n=rest), self._language) if boxes else str(rest)
            boxes.append(Box("more", f"{more} {noun}", "", f"{page}#quotes"))
        return tuple(boxes)

    def _where(self, quote: Quote) -> str:
        return self._places.href(Key("citation", quote.id))

    def _box(self, key: Key, text: str, below: tuple[Box, ...] = ()) -> Box:
        return Box(key.kind, called(key, self._language, begin=True), text, self._places.href(key), below)
