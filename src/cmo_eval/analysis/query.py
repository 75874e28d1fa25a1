"""What is searched for, and the text in which it is: folded, and without the words of whoever withdrew.

Words, phrases and word starts; where they and the citations of a source stand in a transcript.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from cmo_eval.attribution import Answer, Talk, wanted
from cmo_eval.deferred import dataclass, expression
from cmo_eval.errors import UsageError
from cmo_eval.model import Citation, Source
from cmo_eval.transcripts import speakers, store
from cmo_eval.transcripts.normal import PreparedText
from cmo_eval.transcripts.transcript import Line, Transcript, parse

_BEYOND = expression("[^\x00-\xff]+")
_NOT_ASCII = expression("[^\x00-\x7f]+")
_LETTERS_OF_MORE = expression("[ßẞﬀ-ﬆĲĳ]")
_SIGNS = expression(rb"\xe2[\x80-\x83][\x80-\xbf]")


@lru_cache(maxsize=10_000)
def _plain(character: str) -> str:
    """What a character is searched as: most often one character, more for a ligature or ß, never none."""
    if character == "_" or "\u2000" <= character <= "\u20ff":  # emphasis; quotation marks, dashes, spaces
        return " "
    parts = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
    if character <= "\xff" < bare:  # the micro sign would become a Greek letter
        return character
    if len(bare) == 1 or (bare and _LETTERS_OF_MORE.match(character)):
        return bare
    return " " if not character.isalnum() else character


_TABLE = bytes(ord(_plain(chr(byte))) if byte != 0xDF else byte for byte in range(256))
"""Latin-1 to Latin-1, which most texts of Western languages fit into; ß is seen to apart."""


def _folded_run(match: re.Match[str]) -> str:
    return "".join(map(_plain, match[0]))


def folded(text: str) -> str:
    """The text without case and accents; a line end stays one, so that lines keep their numbers.

    Characters keep their places too, where `aligned` says so. Accents that stand apart from their letters should be
    composed (NFC) first.
    """
    try:
        plain = text.encode("latin-1")
    except UnicodeEncodeError:
        text = _BEYOND.sub(_folded_run, text)
        try:
            plain = text.encode("latin-1")
        except UnicodeEncodeError:  # other scripts
            return _NOT_ASCII.sub(_folded_run, text.lower().replace("_", " "))
    found = plain.translate(_TABLE).decode("latin-1")
    return found.replace("ß", "ss")


def folded_bytes(content: bytes) -> str:
    """The same of the bytes of a UTF-8 file, with line ends LF; faster than by way of its text.

    Raises:
        UnicodeDecodeError: it is no UTF-8.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if content.isascii():
        return content.translate(_TABLE).decode("ascii")
    if b"\xe2" in content:
        content = _SIGNS.sub(b" ", content)
    text = content.decode("utf-8")
    try:
        return text.encode("latin-1").translate(_TABLE).decode("latin-1").replace("ß", "ss")
    except UnicodeEncodeError:
        return folded(unicodedata.normalize("NFC", text))


def places(text: str) -> Sequence[int]:
    """For each character of the folded text, and for its end, the index in the text that it comes from."""
    if _LETTERS_OF_MORE.search(text) is None:
        return range(len(text) + 1)
    found: list[int] = []
    for index, character in enumerate(text):
        found += [index] * len(folded(character))
    return [*found, len(text)]


# ---- words, phrases and word starts ----------------------------------------------------------------------------------


_PIECE = expression(r'"(?P<phrase>[^"]*)"|(?P<word>[^"\s]+)')
_WORD = expression(r"\w+")
_BETWEEN = r"[^\w\n\0]+"  # \0 stands for words that were withdrawn


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase: its `words` in folded text; `open` when the last one may go on."""

    words: tuple[str, ...]
    open: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must all occur in one line of a text, or in one part of a citation."""

    terms: tuple[Term, ...]

    def may_be_in(self, text: str) -> bool:
        """Whether a folded text holds all the words, wherever and whatever they are part of."""
        return all(word in text for term in self.terms for word in term.words)

    def lines(self, text: str) -> Iterator[tuple[int, int]]:
        """Beginning and end of each line of a folded text in which all terms occur."""
        first, *others = self._rarest_first
        at = 0
        while (match := first.search(text, at)) is not None:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end())
            end = end if end >= 0 else len(text)
            if all(other.search(text, start, end) is not None for other in others):
                yield start, end
            at = end + 1
            if at > len(text):
                return

    def all_in(self, line: str) -> bool:
        """Whether all terms occur in a folded text of one line."""
        return all(term.pattern.search(line) is not None for term in self.terms)

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Where terms stand in a folded text of one line, in their order; where two overlap, as one."""
        found: list[tuple[int, int]] = []
        for start, end in sorted(match.span() for term in self.terms for match in term.pattern.finditer(line)):
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    @property
    def _rarest_first(self) -> Sequence[re.Pattern[str]]:
        ordered = sorted(self.terms, key=lambda term: sum(map(len, term.words)), reverse=True)
        return [term.pattern for term in ordered]


def parsed(words: Sequence[str]) -> Query:
    """The query that these words, as somebody typed them, stand for.

    A word with blanks in it, or what stands between double quotes, is a phrase: its words follow each other in one
    line, whatever signs stand between them. `zorg*` is any word that begins so. Case and accents do not matter.

    Raises:
        UsageError: nothing is left to search for, or a star stands elsewhere.
    """
    terms: dict[tuple[tuple[str, ...], bool], Term] = {}
    for typed in words:
        for text in _pieces(typed):
            term = _term(text)
            terms.setdefault((term.words, term.open), term)
    if not terms:
        raise UsageError(
            "there is nothing to search for", "give a word, a phrase between quotes, or a word's start: zorg*"
        )
    return Query(tuple(terms.values()))


def _pieces(typed: str) -> Iterator[str]:
    typed = typed.replace("“", '"').replace("”", '"').replace("„", '"')
    if '"' not in typed:
        yield typed
        return
    if typed.count('"') % 2:
        raise UsageError(f"a quotation mark is not closed: {typed}", "write '\"good care\" costs'")
    for piece in _PIECE.finditer(typed):
        yield piece["phrase"] if piece["phrase"] is not None else piece["word"]


def _term(text: str) -> Term:
    plain = folded(unicodedata.normalize("NFC", text.strip()))
    bare = plain.removesuffix("*")
    found = tuple(_WORD.findall(bare))
    if not found:
        raise UsageError(f"'{text}' holds no word", "search for letters or digits")
    if "*" in bare or (plain.endswith("*") and not bare[-1:].isalnum()):
        raise UsageError(
            f"the star in '{text}' does not stand at the end of a word", "zorg* is any word that begins so"
        )
    going_on = plain.endswith("*")
    first, *others = map(re.escape, found)
    # that it begins a word is asked afterwards: a pattern that begins with letters is found ten times as fast
    whole = _BETWEEN.join([rf"{first}(?<!\w{first})", *others])
    pattern = re.compile(whole + (r"\w*" if going_on else r"(?!\w)"))
    return Term(found, going_on, pattern)


# ---- transcripts as they are searched --------------------------------------------------------------------------------

MASK = "\0"
"""What stands in a text in the place of each character that was withdrawn."""

_CUT = expression(r"\[\s*(?:\.\.\.|…)\s*\]|\(\s*(?:\.\.\.|…)\s*\)")


def quickly(texts: Path, name: str) -> str | None:
    """The folded text of a plain file in the folder; None where it must be looked at with more care."""
    if "/" in name or store.leaves(name) or "\0" in name:
        return None
    try:
        content = store.regular_file(f"{texts}/{name}", store.MAX_BYTES, links=False)
        return folded_bytes(content) if isinstance(content, bytes) else None
    except (OSError, UnicodeDecodeError):
        return None


@dataclass(frozen=True)
class Heard:
    """A transcript without what was withdrawn: in its place stand as many `MASK`s.

    `unsure` counts lines that are left out since nobody can tell whether somebody who withdrew speaks in them.
    """

    transcript: Transcript
    unsure: int = 0
    talk: Talk | None = None

    def shown(self, line: Line, *, background: bool = False) -> str | None:
        """The words of a line as they may be shown, by the same measure as those of a citation; None if none may.

        With `background` those too that may not be quoted, but none that were withdrawn.
        """
        answer = self.talk.of_line(line) if self.talk is not None else Answer.HEARD
        if answer is Answer.GONE or (answer is Answer.HELD and not background):
            return None
        return (self.text if background else self._shown)[line.words : line.end]

    @cached_property
    def _shown(self) -> str:
        return self.text if self.talk is None else _masked(self.text, self.talk.spans(Answer.HELD))

    @property
    def text(self) -> str:
        """The whole text, masked."""
        return self.transcript.text

    def speaker(self, line: Line, source: Source) -> str | None:
        """Who speaks in a line: the participant's id where the label is one's, else the label."""
        if line.speaker is None or line.doubtful:
            return None
        return speakers.participant_of(line.speaker, (person.id for person in source.participants)) or line.speaker


def heard(text: str, source: Source, talk: Talk | None) -> Heard:
    """The transcript of a source, masked.

    Args:
        text: in the form of `store.Text.text`.
        source: with its participants, those who withdrew left out.
        talk: the source as it may be heard; None where everybody may be quoted. Masked are turns of those who
            withdrew, lines of which nobody can tell whether they are theirs, and passages that were taken back.
    """
    if talk is None:
        return Heard(parse(text, [person.id for person in source.participants]))
    talk = talk.over(text)
    gone = list(talk.spans(Answer.GONE))
    unsure = 0
    for line in talk.transcript.lines:
        if talk.of_line(line) is Answer.GONE:
            gone.append((line.start, line.end))
            unsure += talk.voice(line) is None and bool(text[line.words : line.end].strip()) and not line.is_page
    return Heard(Transcript(_masked(text, gone), talk.transcript.lines), unsure, talk)


def _masked(text: str, gone: Iterable[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in sorted(gone):
        begin = max(start, done)
        if end > begin:
            parts += [text[done:begin], re.sub("[^\n]", MASK, text[begin:end])]
            done = end
    return "".join([*parts, text[done:]])


class Finder:
    """Where citations stand in a transcript; its other forms are made when the first citation needs them.

    Args:
        transcript: without what was withdrawn.
        plain: its text, folded.
        whole: with what was withdrawn: what was placed in a text stood beside it.
        recorded: the digest of the text in which citations were placed, if the source says it.
    """

    def __init__(
        self, transcript: Transcript, plain: str, whole: Transcript | None = None, recorded: str | None = None
    ) -> None:
        self._transcript = transcript
        self._plain = plain
        self._whole = whole or transcript
        self._recorded = recorded

    @cached_property
    def _prepared(self) -> PreparedText:
        return PreparedText(self._transcript.text, self._transcript)

    @cached_property
    def _prepared_whole(self) -> PreparedText:
        return PreparedText(self._whole.text, self._whole)

    @cached_property
    def _same(self) -> bool:
        return self._recorded is not None and self._recorded == store.digest(self._whole.text)

    def passages(self, citation: Citation) -> list[tuple[int, int]]:
        """Where a citation stands, as offsets: a passage for each part between cuts.

        One that was placed is at its place, if that is found. Else literal words are looked for, whatever signs stand
        between them, and else words that are like them, where the transcript was corrected since. Of several places
        the one nearest to the citation's line counts; where it gives none the first. Where the words are not found,
        and for a paraphrase, the line counts that the citation gives; nothing where it gives none.
        """
        number = citation.at.line if citation.at is not None else None
        line = self._transcript.line(number) if number is not None else None
        if citation.verbatim and citation.quote is not None:
            found = self._same_words(citation.quote, line) if citation.selector is None else []
            found = found or self._anchored(citation, citation.quote, line)
            if found:
                return found
        return [(line.start, line.end)] if line is not None else []

    def _anchored(self, citation: Citation, quote: str, line: Line | None) -> list[tuple[int, int]]:
        from cmo_eval.transcripts.anchoring import anchor_of  # noqa: PLC0415 - only what was placed or corrected asks

        asked = wanted(citation, self._recorded)
        if asked.near.placed:
            anchor = anchor_of(self._prepared_whole, asked, same=self._same)
            return list(anchor.parts) if anchor is not None and (anchor.sure or anchor.home) else []
        found = self._same_words(quote, line) if citation.selector is not None else []
        anchor = anchor_of(self._prepared, asked, same=False) if not found else None
        return list(anchor.parts) if anchor is not None and anchor.sure else found

    @cached_property
    def _words(self) -> tuple[str, Sequence[int], Sequence[tuple[int, int]]]:
        """The words of the text between blanks, where the blank before each stands there, and its place in the text."""
        back = places(self._transcript.text)
        found = list(_WORD.finditer(self._plain))
        blanks = list(accumulate((match.end() - match.start() + 1 for match in found), initial=0))
        spans = [(back[match.start()], back[match.end() - 1] + 1) for match in found]
        return f" {' '.join([match[0] for match in found])} ", blanks, spans

    def _same_words(self, quote: str, line: Line | None) -> list[tuple[int, int]]:
        """Where each part of a quote stands, word for word and one after another; nothing where one does not."""
        text, blanks, spans = self._words
        composed = unicodedata.normalize("NFC", quote)
        found: list[tuple[int, int]] = []
        behind = 0
        for words in filter(None, (_WORD.findall(folded(part)) for part in _CUT.split(composed))):
            sought = f" {' '.join(words)} "
            at = text.find(sought, behind)
            if not found and line is not None and at >= 0:
                starts = [at]
                while (at := text.find(sought, at + 1)) >= 0:
                    starts.append(at)
                at = min(starts, key=lambda start: abs(spans[bisect_left(blanks, start)][0] - line.start))
            if at < 0:
                return []
            first = bisect_left(blanks, at)
            found.append((spans[first][0], spans[first + len(words) - 1][1]))
            behind = at + len(sought) - 1
        return found
