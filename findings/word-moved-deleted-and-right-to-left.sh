#!/usr/bin/env bash
# Word documents with an interview that was worked on: a passage moved and a table's row deleted with changes tracked, a
# word in a right-to-left run (`w:dir`), a word with ruby. What we guessed before running: a reader that leaves deleted
# words out knows moved ones and deleted rows too, and what stands in a run that is only directed otherwise is words.
#
# Seen: docx2txt 0.9 and docx2python 3.6.2 leave deleted words out and give the moved passage twice, before and after, so
# that one utterance counts for two; both still have the deleted row, and so has pandoc 3.9 when it is told to accept all
# changes. pandoc drops right-to-left words and words under ruby in silence, mammoth 1.13.0 too, with a message beside
# the text; python-docx 1.2.0 drops them and the moved passage as well, from the old place and from the new one. None
# of the five has each passage once.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet pypandoc-binary==1.17 mammoth==1.13.0 docx2txt==0.9 docx2python==3.6.2 python-docx==1.2.0
cat > look.py <<'P'
import zipfile

import docx
import docx2txt
import mammoth
import pypandoc
from docx2python import docx2python

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BY = 'w:author="editor" w:date="2026-01-05T09:00:00Z"'


def run(words):
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def change(kind, number, inside):
    return f'<w:{kind} w:id="{number}" {BY}>{inside}</w:{kind}>'


def moved(way, number):
    """A paragraph at the place it was moved from or to."""
    mark = f'<w:pPr><w:rPr><w:move{way} w:id="{number}" {BY}/></w:rPr></w:pPr>'
    begin = f'<w:move{way}RangeStart w:id="{number + 1}" w:name="move1" {BY}/>'
    words = change(f"move{way}", number + 2, run("Nobody had time."))
    return f'<w:p>{mark}{begin}{words}</w:p><w:move{way}RangeEnd w:id="{number + 1}"/>'


def row(words, properties=""):
    cell = f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr><w:p>{run(words)}</w:p></w:tc>'
    return f"<w:tr>{properties}{cell}</w:tr>"


deletion = change("del", 9, '<w:r><w:delText xml:space="preserve">quite </w:delText></w:r>')
ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('wijk')}</w:rt><w:rubyBase>{run('district')}</w:rubyBase></w:ruby></w:r>"
body = (
    f"<w:p>{run('It was ')}{deletion}{run('late.')}</w:p>"
    + moved("From", 1)
    + f"<w:p>{run('We stopped.')}</w:p>"
    + moved("To", 5)
    + f"<w:p>{run('She said ')}<w:dir w:val='rtl'>{run('شكرا')}</w:dir>{run(' and left.')}</w:p>"
    + f"<w:p>{run('The ')}{ruby}{run(' nurse.')}</w:p>"
    + '<w:tbl><w:tblPr><w:tblW w:w="4000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
    + row("Taken back.", f'<w:trPr><w:del w:id="10" {BY}/></w:trPr>')
    + row("Kept.")
    + "</w:tbl><w:p/><w:sectPr/>"
)
kinds = "http://schemas.openxmlformats.org/package/2006"
with zipfile.ZipFile("talk.docx", "w") as file:
    file.writestr(
        "[Content_Types].xml",
        f'<Types xmlns="{kinds}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    )
    file.writestr(
        "_rels/.rels",
        f'<Relationships xmlns="{kinds}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    )
    file.writestr(
        "word/document.xml",
        f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>',
    )

with open("talk.docx", "rb") as file:
    by_mammoth = mammoth.extract_raw_text(file)
with docx2python("talk.docx") as opened:
    by_docx2python = opened.text
opened = docx.Document("talk.docx")
cells = [cell.text for table in opened.tables for one in table.rows for cell in one.cells]
read = {
    "pandoc": pypandoc.convert_file("talk.docx", "plain", extra_args=["--wrap=none", "--track-changes=accept"]),
    "mammoth": by_mammoth.value,
    "docx2txt": docx2txt.process("talk.docx"),
    "docx2python": by_docx2python,
    "python-docx": "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells]),
}
found = {
    reader: (
        text.count("quite"),
        text.count("Nobody had time."),
        text.count("Taken back."),
        text.count("شكرا"),
        text.count("district"),
    )
    for reader, text in read.items()
}
print(f"{'':12}deleted words, moved passage, deleted row, right to left, under ruby: times in the text (right: 0 1 0 1 1)")
for reader, times in found.items():
    print(f"{reader:12}", *times)
print("mammoth says:", sorted(message.message for message in by_mammoth.messages))
assert found == {
    "pandoc": (0, 1, 1, 0, 0),
    "mammoth": (0, 1, 0, 0, 0),
    "docx2txt": (0, 2, 1, 1, 1),
    "docx2python": (0, 2, 1, 1, 1),
    "python-docx": (0, 0, 1, 0, 0),
}, found
P
env/bin/python look.py
echo "as found: none of five readers of Word documents has each passage once"
