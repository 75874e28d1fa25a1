"""What is said of a file that was read: what was left out of it, and what was taken in that one might not expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_HOW = {
    "comment": "left out",
    "tracked deletion": "left out",
    "tracked insertion": "read as accepted",
    "picture": "left out",
    "chart": "left out",
    "diagram": "left out",
    "drawn word": "left out",
    "embedded object": "left out",
    "embedded part": "left out: open it in a word processor and save it anew, and its words are read",
    "placeholder of a form": "left out",
    "automatic number of a list": "left out",
    "reading aid above words": "left out",
    "equation": "read on one line",
    "piece of hidden text": "left out",
    "symbol": "left out",
    "index": "left out",
    "piece of HTML": "left out",
    "address of a link": "left out",
    "name of a language of code": "left out",
    "number before a turn": "left out",
    "paragraph with odd marks": "read with its marks",
    "paragraph with very many marks": "read with its marks",
    "line of the header": "left out",
    "comment (NOTE)": "left out",
    "style or region": "left out",
    "name of a cue": "left out",
    "cue without words": "left out",
    "footnote": "read below the paragraph",
    "text box": "read below the paragraph",
    "further reference to a footnote": "left out",
    "repeated row or cell": "read once",
    "table": "read, a row a line",
    "invisible character": "left out",
}
UNCOUNTED = ("chart", "diagram", "drawn word", "embedded object", "embedded part")
"""What may hold words of which nobody knows how many."""

_PLURALS = {
    "index": "indexes",
    "text box": "text boxes",
    "piece of hidden text": "pieces of hidden text",
    "piece of HTML": "pieces of HTML",
    "repeated row or cell": "repeated rows or cells",
    "placeholder of a form": "placeholders of forms",
    "automatic number of a list": "automatic numbers of lists",
    "reading aid above words": "reading aids above words",
    "further reference to a footnote": "further references to footnotes",
    "address of a link": "addresses of links",
    "name of a language of code": "names of languages of code",
    "number before a turn": "numbers before turns",
    "paragraph with odd marks": "paragraphs with odd marks",
    "paragraph with very many marks": "paragraphs with very many marks",
    "line of the header": "lines of the header",
    "comment (NOTE)": "comments (NOTE)",
    "style or region": "styles and regions",
    "name of a cue": "names of cues",
    "cue without words": "cues without words",
}


def told(seen: Mapping[str, int]) -> Iterator[str]:
    """A few words on each kind of thing that was met, such as `2 comments left out`."""
    for what, how in _HOW.items():
        number = seen.get(what, 0)
        if number:
            yield f"{number} {what if number == 1 else _PLURALS.get(what, f'{what}s')} {how}"
