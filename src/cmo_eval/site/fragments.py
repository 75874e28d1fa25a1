"""Pieces of pages about quotes, each made once: a template would take as long for each of ten thousand as all of these.

HTML in, HTML out: whatever comes from an evaluation is escaped here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from html import escape as _escape
from typing import Any

from cmo_eval.deferred import expression
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import PARTS
from cmo_eval.report.contents import Quote
from cmo_eval.report.formats.html import CONTROL
from cmo_eval.report.sentences import in_quotation_marks
from cmo_eval.site.grounds import Grounds
from cmo_eval.site.places import BY_TITLE, Key, Places, called

_MENTION = expression(r"(?<![\w-])(?=[A-Za-z_-]*[0-9])[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+){0,3}(?![\w-])")
"""What may be an id in a text: a word with a digit in it."""


def escape(text: str) -> str:
    """The text as HTML, without what no page may hold."""
    return _escape(text if text.isprintable() else CONTROL.sub("\ufffd", text))


class Fragments:
    """The quotes of a site as HTML, in one language."""

    def __init__(
        self, places: Places, grounds: Grounds, language: str, own_language: str, carries: str = "site.carries"
    ) -> None:
        """Quotes are in `own_language`, which they say where that is not the site's `language`.

        `carries` is the key of what is said before the names of what rests on a quote.
        """
        self._carrying = carries
        self._places, self._grounds, self._language = places, grounds, language
        self.foreign = f' lang="{escape(own_language)}"' if own_language not in {"", language} else ""
        self._say: Callable[[str], str] = cache(lambda key: escape(label(key, language)))
        self._takes = cache(self._what_is_taken)
        self._carries = cache(self._what_is_carried)
        self._whose = cache(self._who_and_where)
        self._weighed = cache(self._whether_weighed)
        self._words: dict[str, str] = {}
        self._pages = {id_: places.file(Key("source", id_)) for id_ in grounds.of_source}

    def link(self, key: Key, text: str = "") -> str:
        """A link to a thing, by its id unless another text is given; the text alone where it has no page."""
        href, shown = self._places.href(key), escape(text) if text else key.id
        return f"<a href={href}>{shown}</a>" if href else shown

    def links(self, kind: str, ids: Iterable[str]) -> str:
        """Links to things of one kind by their ids, with commas between."""
        return ", ".join(self.link(Key(kind, id_)) for id_ in ids)

    def linked(self, text: str) -> str:
        """The text as HTML, in which the ids that it mentions are links."""
        made, done = [], 0
        for found in _MENTION.finditer(text):
            key = self._places.find(found[0])
            if key is not None:
                made += [escape(text[done : found.start()]), self.link(key)]
                done = found.end()
        return "".join([*made, escape(text[done:])])

    def paragraphs(self, text: str, tag: str = "p") -> str:
        """A text of the writers as paragraphs, in which the ids that it mentions are links."""
        several = (" ".join(one.split()) for one in text.split("\n\n"))
        return "".join(f"<{tag}{self.foreign}>{self.linked(one)}</{tag}>" for one in several if one)

    def words(self, quote: Quote) -> str:
        """The words of a quote as a block, or that they are not shown."""
        found = self._words.get(quote.id)
        if found is None:
            if quote.held_back:
                found = f"<p class=closed>{self._say('site.not_shown')}</p>"
            elif not quote.text:
                found = f"<p class=faint>{self._say('site.no_words')}</p>"
            else:
                text = in_quotation_marks(quote.text, self._language) if quote.verbatim else quote.text
                found = f"<blockquote{self.foreign}>{escape(text)}</blockquote>"
            self._words[quote.id] = found
        return found

    def whose(self, quote: Quote, *, alone: bool = False) -> str:
        """Who says it, where, and of what quality; `alone`: without the group."""
        return self._whose(quote.name if alone else quote.speaker, quote.place, quote.quality, quote.verbatim)

    def quote(self, quote: Quote, *, stance: bool = False) -> str:
        """A quote on a page about something else: words, who, and a link to where it stands among others.

        `stance`: also what it does to a claim, and why it is not weighed where it is not.
        """
        said = ""
        if stance and quote.stance:
            said = f"{self._stance(quote.stance)} "
            if quote.left_out:
                said += f"{self._not(quote.left_out)} "
        about = f"{said}{self.whose(quote)} · {self.cited(quote)}"
        return f"<div class=piece>{self.words(quote)}<p class=whose>{about}</div>\n"

    def of_pattern(self, id_: str, pattern: str) -> str:
        """A quote on the page of a pattern: words, who, and of each claim what it shows of the pattern for that."""
        quote = self._grounds.quotes[id_]
        rows = [one for one in self._grounds.rows[id_] if one.pattern == pattern]
        takes = "".join([f"<li>{self.takes(one, here=True)}" for one in rows])
        about = f"{self.whose(quote)} · {self.cited(quote)}"
        return f"<div class=piece>{self.words(quote)}<p class=whose>{about}<ul class=whose>{takes}</ul></div>\n"

    def cited(self, quote: Quote) -> str:
        """A link to a quote where it stands with its source."""
        return f"<a href={self._pages[quote.source]}#{quote.id}>{quote.id}</a>"

    def cards(self, ids: Iterable[str]) -> str:
        """Quotes on the page of their source, each as `card` makes it."""
        return "".join(map(self.card, ids))

    def card(self, id_: str) -> str:
        """A quote on the page of its source: all its stances, whether each is weighed, and what rests on it."""
        quote, rows = self._grounds.quotes[id_], self._grounds.rows[id_]
        takes = "".join([f"<li>{self.takes(one)}" for one in rows if one.stance or one.pattern])
        cases = [one for one in self._grounds.named_by.get(id_, ()) if one.kind == "case"]
        return (
            f"<article id={id_}><h3>{id_}</h3>{self.words(quote)}<p>{self.whose(quote)}"
            + (f"<ul>{takes}</ul>" if takes else f"<p class=faint>{self._say('site.no_stance')}")
            + (f"<p>{self._say('site.fills')} {', '.join(map(self.link, cases))}" if cases else "")
            + f"{self.carries(self._grounds.rest_on(id_))}</article>\n"
        )

    def trail(self, quotes: Sequence[Quote], *, words: bool) -> str:
        """Rows of the trail of a claim: which citation, the words, who and how good, what it takes, whether weighed."""
        found = []
        for one in quotes:
            said = f"<td>{self.words(one)}" if words else ""
            found.append(
                f"<tr><td>{self.cited(one)}{said}<td>{self.whose(one, alone=True)}"
                f"<td>{self.takes(one, claim=False)}{self._weighed(one.left_out)}\n"
            )
        return "".join(found)

    def _whether_weighed(self, left_out: str) -> str:
        if not left_out:
            return f"<td>{self._say('site.weighed')}"
        return f"<td class=not>{self._say('site.not_weighed')}: {self._say(f'left_out.{left_out}')}"

    def _not(self, left_out: str) -> str:
        return f"<span class=not>{self._say('site.not_weighed')}: {self._say(f'left_out.{left_out}')}</span>"

    def _stance(self, stance: str) -> str:
        return f"<b class={stance}>{self._say(stance)}</b>"

    def takes(self, quote: Quote, *, claim: bool = True, here: bool = False) -> str:
        """What a quote does to a claim, what it shows of a pattern, and whether that is weighed.

        `here`: on the page of the pattern, where that needs no name.
        """
        what = (quote.stance, quote.claim, quote.version, quote.other, quote.pattern)
        return self._takes(*what, quote.parts, quote.lacks, quote.left_out if claim else "", claim, here)

    def _what_is_taken(  # noqa: PLR0913, PLR0917 - all that a stance consists of
        self,
        stance: str,
        claim: str,
        version: int,
        other: str,
        pattern: str,
        parts: Sequence[str],
        lacks: Sequence[str],
        left_out: str,
        of_claim: bool,
        here: bool,
    ) -> str:
        pieces = []
        if stance:
            said = self._stance(stance)
            if other:
                said += f" {self.titled(Key('claim', other))}"
            if of_claim and claim:
                said += f" {self._say('site.instead')}" if other else ""
                about = (
                    f" ({escape(say(phrase('trace.version', n=version), self._language))})"
                    if left_out == "other_version"
                    else ""
                )
                said += f" {self.titled(Key('claim', claim))}{about}"
            pieces.append(said)
        if pattern:
            every = len(parts) == len(PARTS)
            shown = [self._say("site.whole")] if every else [self._say(f"part.{one}") for one in parts]
            shown += [
                escape(say(phrase("lacking", part=label(f"part.{one}", self._language)), self._language))
                for one in lacks
            ]
            named = self.titled(Key("pattern", pattern)) if of_claim else self.link(Key("pattern", pattern))
            told = ", ".join(shown)
            pieces += filter(None, [told if here else f"{named}: {told}" if told else named])
        if left_out:
            pieces.append(self._not(left_out))
        return " · ".join(pieces)

    def titled(self, key: Key) -> str:
        """A link to a thing by its id and title; of a code by its label."""
        return self.link(key, self._places.named(key))

    def carries(self, keys: Sequence[Key]) -> str:
        """The answers and recommendations that rest on something, as a paragraph; empty where none does."""
        return self._carries(tuple(keys))

    def _what_is_carried(self, keys: Sequence[Key]) -> str:
        if not keys:
            return ""
        said = (self.named(key, alone=not place or keys[place - 1].kind != key.kind) for place, key in enumerate(keys))
        return f"<p>{self._say(self._carrying)} {', '.join(said)}"

    def named(self, key: Key, *, alone: bool = True) -> str:
        """A link to an answer or a recommendation, called what it is; to what is known by its title, by that.

        Where it is not `alone`, but follows another of its kind, its id is enough.
        """
        if key.kind in BY_TITLE:
            return self.titled(key)
        return self.link(key, called(key, self._language) if alone else key.id)

    def _who_and_where(self, who: str, place: str, quality: str, verbatim: bool) -> str:
        pieces = [f"{escape(who)}, {escape(place)}" if place else escape(who)]
        pieces += [self._say(f"quality.{quality}")] if quality else []
        pieces += [] if verbatim else [self._say("report.paraphrase")]
        return " · ".join(pieces)


def first_quotes(quotes: Sequence[Quote], most: int) -> Mapping[str, Any]:
    """Of many quotes the first (`quotes`), and how many of the others there are by source (`more`)."""
    return {"quotes": quotes[:most], "more": Counter(one.source for one in quotes[most:])}


def counted(rows: Iterable[Quote]) -> Mapping[str, int]:
    """How many citations take each stance that is weighed."""
    found: dict[str, set[str]] = {}
    for one in rows:
        if one.stance and not one.left_out:
            found.setdefault(one.stance, set()).add(one.id)
    return {stance: len(ids) for stance, ids in found.items()}
