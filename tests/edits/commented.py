"""A Word document with comments, made as the tests need it: by python-docx and, where it lacks something, by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement


class Document:
    """Paragraphs whose words can be commented on, whatever runs they are in."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.docx = docx.Document()
        self.paragraphs = [self.docx.add_paragraph(text) for text in paragraphs]

    def run(self, words: str, *, bold: bool = False):
        """A run with exactly these words, its neighbours cut off."""
        for paragraph in self.docx.paragraphs:
            for run in paragraph.runs:
                if words in run.text:
                    before, after = run.text.split(words, 1)
                    run.text = before
                    element = run._r
                    made = []
                    for text in (words, after):
                        new = OxmlElement("w:r")
                        new.text = text
                        element.addnext(new)
                        element = new
                        made.append(new)
                    found = next(one for one in paragraph.runs if one._r is made[0])
                    found.bold = bold
                    return found
        raise AssertionError(f"no run has {words!r}")

    def comment(self, words: str | Sequence[str], text: str, author: str = "Anna Bakker", initials: str = "AB"):
        """Comment on the words, or from the first of some words to the last."""
        runs = [self.run(one) for one in ([words] if isinstance(words, str) else words)]
        return self.docx.add_comment(runs, text, author=author, initials=initials)

    def take_out(self, name: str, comment) -> None:
        """Take the start or end of a comment's range, or the reference, out of the document."""
        for element in list(self.docx.element.body.iter(qn(f"w:{name}"))):
            if element.get(qn("w:id")) == str(comment.comment_id):
                element.getparent().remove(element)

    def delete(self, words: str) -> None:
        """Mark the words as deleted, in a change that is tracked."""
        run = self.run(words)._r
        wrapper = OxmlElement("w:del")
        wrapper.set(qn("w:id"), "900")
        wrapper.set(qn("w:author"), "X")
        run.addprevious(wrapper)
        wrapper.append(run)
        for text in run.iter(qn("w:t")):
            text.tag = qn("w:delText")

    def insert(self, words: str) -> None:
        """Mark the words as inserted, in a change that is tracked."""
        run = self.run(words)._r
        wrapper = OxmlElement("w:ins")
        wrapper.set(qn("w:id"), "901")
        wrapper.set(qn("w:author"), "X")
        run.addprevious(wrapper)
        wrapper.append(run)

    def save(self, path: Path, replies: Sequence[tuple[object, object]] = ()) -> Path:
        """Write it; `replies` are pairs of a comment and the one that it replies to."""
        packed = io.BytesIO()
        self.docx.save(packed)
        with zipfile.ZipFile(packed) as before, zipfile.ZipFile(path, "w") as after:
            for name in before.namelist():
                part = before.read(name)
                if replies and name == "word/comments.xml":
                    part = _named(part.decode()).encode()
                if replies and name == "word/_rels/document.xml.rels":
                    part = part.replace(b"</Relationships>", _RELATION + b"</Relationships>")
                if replies and name == "[Content_Types].xml":
                    part = part.replace(b"</Types>", _TYPE + b"</Types>")
                after.writestr(name, part)
            if replies:
                pairs = [(one.comment_id, other.comment_id) for one, other in replies]
                after.writestr("word/commentsExtended.xml", _extended(pairs))
        return path


_RELATION = (
    b'<Relationship Id="rId900" Target="commentsExtended.xml" '
    b'Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended"/>'
)
_TYPE = (
    b'<Override PartName="/word/commentsExtended.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"/>'
)
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def _named(xml: str) -> str:
    """Comments whose last paragraphs have names, as Word gives them."""

    def one(match: re.Match[str]) -> str:
        head, _, tail = match[0].rpartition("<w:p>")
        return f'{head}<w:p xmlns:w14="{_W14}" w14:paraId="{int(match[1]):08X}">{tail}' if tail else match[0]

    return re.sub(r'<w:comment [^>]*w:id="(\d+)".*?</w:comment>', one, xml, flags=re.DOTALL)


def _extended(pairs: Sequence[tuple[int, int]]) -> str:
    rows = "".join(
        f'<w15:commentEx w15:paraId="{one:08X}" w15:paraIdParent="{other:08X}" w15:done="0"/>' for one, other in pairs
    )
    return f'<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">{rows}</w15:commentsEx>'
