"""PDF: rows are paragraphs, made again of the words that stand on the pages; each page begins with a row of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.beginnings import labels_in
from cmo_eval.transcripts.encoding import cleaned
from cmo_eval.transcripts.reading import Row, Rows, remarks
from cmo_eval.transcripts.reading.pdf.columns import ordered, with_notes_apart
from cmo_eval.transcripts.reading.pdf.margins import (
    without_edges,
    without_line_numbers,
    without_notes_beside,
    without_what_is_drawn_again,
)
from cmo_eval.transcripts.reading.pdf.pages import Page, pages_in, text_of, usual_size
from cmo_eval.transcripts.reading.pdf.pdfium import UNREAD
from cmo_eval.transcripts.reading.plain import begins_anew, joined, with_next, words_of

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LONGEST_EXAMPLE = 60
_MOST_NAMED = 12


def rows(content: bytes, ending: str) -> Rows:  # noqa: ARG001 - as in `plain`
    """The rows of a PDF; page numbers, running heads and numbers of lines are left out, and it is said.

    Columns are read one after the other, labels beside words and tables row by row; footnotes and what is printed
    sideways come at the end of their page.

    Raises:
        CmoEvalError: it is no PDF, is damaged or protected, or is a scan without text.
    """
    pages = pages_in(content)
    number = len(pages)
    if not any(page.words or page.turned for page in pages):
        raise CmoEvalError(
            f"none of its {number} pages has text: it is a scan, or pictures of text" if number != 1
            else "its page has no text: it is a scan, or a picture of text",
            "let a program for text recognition (OCR) make a PDF with text, or type it over",
        )  # fmt: skip
    bare = [at for at, page in enumerate(pages, 1) if not (page.words or page.turned or page.unread)]
    if sum(word.text.count(UNREAD) for page in pages for word in page.words) * 2 > sum(page.letters for page in pages):
        what = "its fonts do not say which letters they show, so that it cannot be read"
        raise CmoEvalError(what, "let a program for text recognition (OCR) make a PDF with text")
    numbered = without_line_numbers(pages)
    gone = [*without_edges(pages), *_without_stamps(pages)]
    beside = without_notes_beside(pages)
    again = without_what_is_drawn_again(pages)
    kept = _letters(word.text for page in pages for word in page.words)
    body = usual_size(word for page in pages for word in page.words)
    noted = [with_notes_apart(ordered(page.words), body) for page in pages]
    lines = [line.text for one in noted for line in one.lines]
    apart = [text for one in noted for text in (*one.marks, *one.notes)]
    words = frozenset(re.findall(r"(?<![\w\u00ad])[^\W\d_]+(?![\w\u00ad])", "\n".join(lines).casefold()))
    found = []
    for one, page in zip(noted, pages, strict=True):
        texts: list[str] = []
        for line in one.lines:  # as `joined` takes them: an empty one before each that begins a paragraph
            texts += [""] if line.begins and texts else []
            texts.append(_clean(line.text, words))
        found.append((texts, [_clean(note, words) for note in (*one.notes, *map(text_of, page.turned))]))
    made = tuple(_rows(found, _labels(pages)))
    lost = kept - _letters([*lines, *apart])
    said = [*_left_out(gone, numbered, beside, again), *remarks({"footnote": sum(len(one.notes) for one in noted)})]
    said += (remark for many, remark in _remarks(pages, bare, made, lost) if many > 0)
    return Rows(made, "PDF", said=tuple(said))


def _letters(texts: Iterable[str]) -> int:
    """How many letters there are, without blanks and the hyphens that joining words takes away."""
    return sum(not (one.isspace() or one in "-\u2010\u00ad") for text in texts for one in text)


def _left_out(
    gone: Sequence[str], numbered: Sequence[int], beside: Sequence[str], again: Sequence[str]
) -> Iterator[str]:
    for texts, what in (
        (gone, "page numbers and running heads"),
        (beside, "notes in small type beside the text"),
        (again, "what the page before ends with"),
    ):
        example = " ".join(texts[len(texts) // 2].split()) if texts else ""
        if len(example) > _LONGEST_EXAMPLE:
            example = f"{example[:_LONGEST_EXAMPLE]}…"
        if texts:
            yield f"{what} left out ({_count(len(texts), 'line')}), such as “{example}”"
    if numbered:
        yield f"numbers of lines in the margin left out ({len(numbered)}, from {min(numbered)} to {max(numbered)})"


def _remarks(pages: Sequence[Page], bare: Sequence[int], made: Sequence[Row], lost: int) -> Iterator[tuple[int, str]]:
    """What else a reader should know of how the pages were read, each with how much of it there is."""
    every = list(enumerate(pages, 1))
    turned = sum(len(page.turned) for page in pages)
    yield turned, f"{_count(turned, 'line')} that stand{'s' if turned == 1 else ''} askew read at the end of the page"
    unread = sum(UNREAD in word for row in made for word in row.text.split())
    what = f"{_count(unread, 'word')} could not be read whole"
    yield unread, f"{what}: a font does not say which letters ({UNREAD}) it has"
    hidden = [at for at, page in every if page.hidden]
    yield len(hidden), f"text that is not seen, as under a recognised picture, is read ({_named(hidden)})"
    doubtful = [at for at, page in every if page.lacking < 0]
    what = "a font is not in the file, and nobody can tell whether letters are missing"
    yield len(doubtful), f"{what} ({_named(doubtful)})"
    lacking = [at for at, page in every if page.lacking > 0]
    number = _count(sum(pages[at - 1].lacking for at in lacking), "letter")
    yield len(lacking), f"some {number} could not be read: the file lacks their font ({_named(lacking)})"
    for many, what, became in (
        (sum(page.outside for page in pages), "letter", "beyond the edges of the pages left out"),
        (sum(page.twice for page in pages), "letter", "drawn twice, as for bold, read once"),
        (sum(page.notes for page in pages), "note", "on the pages left out"),
        (sum(page.fields for page in pages), "filled form field", "on the pages left out"),
    ):
        yield many, f"{_count(many, what)} {became}"
    damaged = [at for at, page in every if page.unread]
    what = f"{_count(len(damaged), 'page')} could not be read: the file is damaged there"
    yield len(damaged), f"{what} ({_named(damaged)})"
    yield len(bare), f"{_count(len(bare), 'page')} without text ({_named(bare)})"
    yield lost, f"{_count(lost, 'letter')} of the pages found no place in the text"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _named(pages: Sequence[int]) -> str:
    """Pages by their places in the file, a few of them when there are many."""
    some = ", ".join(map(str, pages[:_MOST_NAMED]))
    more = f" and {len(pages) - _MOST_NAMED} more" if len(pages) > _MOST_NAMED else ""
    return f"page{'s' if len(pages) != 1 else ''} {some}{more} of the file"


def _without_stamps(pages: Sequence[Page]) -> list[str]:
    """Take what stands askew on most pages from them, such as DRAFT across each; what was taken."""
    counted = Counter(text for page in pages for text in {text_of(line) for line in page.turned})
    stamps = {text for text, number in counted.items() if number >= 3 and number * 2 >= len(pages)}
    gone = [text for page in pages for text in map(text_of, page.turned) if text in stamps]
    for page in pages:
        page.turned = [line for line in page.turned if text_of(line) not in stamps]
    return gone


def _labels(pages: Sequence[Page]) -> list[str]:
    """The numbers of the pages as they are printed, where the file says so; else counted from 1."""
    labels = [" ".join(page.label.split()) for page in pages]
    good = len(set(labels)) == len(labels) and all(re.fullmatch(r"[^\s\[\]]{1,20}", one) for one in labels)
    return labels if good else [str(number) for number in range(1, len(pages) + 1)]


def _clean(text: str, words: Collection[str]) -> str:
    """A line with letters for ligatures, and with hyphens where the font calls them soft ones.

    A soft hyphen that is drawn inside a line is a hyphen, as many fonts have one sign for both, if words of the text
    stand on both sides of it, and else a word's that was broken before its lines were.
    """

    def hyphen(match: re.Match[str]) -> str:
        left, right = match[1], match[2]
        both = left.casefold() in words and right.casefold() in words
        is_one = both or not left.isalpha() or not right[:1].islower()
        return f"{left}-" if left and right and is_one else left

    for sign, letters in _LIGATURES.items():
        text = text.replace(sign, letters)
    text = re.sub(r"(?<=\w)\u00ad[ \t]*$", "-", text)
    return cleaned(re.sub(r"([^\W_]*)\u00ad(?=([^\W_]*))", hyphen, text))[0].strip()


def _rows(pages: Sequence[tuple[Sequence[str], Sequence[str]]], labels: Sequence[str]) -> Iterator[Row]:
    """Page by page; a word that goes on over a page's end stands whole on the page where it begins."""
    every = [line for page, _ in pages for line in page]
    known = labels_in(every)
    hyphened, plain = words_of("\n".join(every))
    made = [joined(page, known) for page, _ in pages]
    for number, (page, (_, notes), label) in enumerate(zip(made, pages, labels, strict=True)):
        yield Row("", page=label)
        following = next((other for other in made[number + 1 :] if other), None)
        if page and following and page[-1].endswith(("-", "\u2010")) and not begins_anew(following[0], known):
            word, _, rest = following[0].partition(" ")
            page[-1] = with_next(page[-1], word, hyphened, plain)
            following[0] = rest
        yield from (Row(line) for line in page if line)
        yield from (Row(f"[{note}]", aside=True) for note in notes if note)
