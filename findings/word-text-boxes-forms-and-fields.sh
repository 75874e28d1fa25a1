#!/usr/bin/env bash
# Word documents with words in a text box, in a form (content control), in a field and in a smart tag. What we guessed
# before running: a reader has what a person sees on the page, each word once; text boxes perhaps not at all.
#
# Seen: Word writes a text box twice, for programs that know its newer form and for those that do not; docx2txt 0.9 and
# docx2python 3.6.2 read both, so that one utterance counts for two. pandoc 3.9 reads it once, and drops the words of the
# paragraph that the box is anchored in. python-docx 1.2.0 drops the box, what was filled in in a form and what a smart tag
# is about; pandoc, mammoth 1.13.0 and python-docx drop a field that is written in its short form. All five read hidden
# words like all others. Only mammoth says that it left something out, and none of the five has what a person sees.
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

OPEN = "http://schemas.openxmlformats.org"
NAMES = {
    "w": f"{OPEN}/wordprocessingml/2006/main",
    "r": f"{OPEN}/officeDocument/2006/relationships",
    "a": f"{OPEN}/drawingml/2006/main",
    "wp": f"{OPEN}/drawingml/2006/wordprocessingDrawing",
    "mc": f"{OPEN}/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}


def run(words, looks=""):
    return f'<w:r>{looks}<w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs):
    return f"<w:p>{''.join(runs)}</w:p>"


within = f"<w:txbxContent>{paragraph(run('COA: Nobody told the ward.'))}</w:txbxContent>"
size = '<wp:extent cx="2000000" cy="500000"/><wp:docPr id="1" name="Text Box 1"/>'
shape = f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{within}</wps:txbx><wps:bodyPr/></wps:wsp>'
drawn = f'<wp:inline>{size}<a:graphic><a:graphicData uri="{NAMES["wps"]}">{shape}</a:graphicData></a:graphic></wp:inline>'
older = f'<w:pict><v:shape type="#_x0000_t202" style="width:150pt"><v:textbox>{within}</v:textbox></v:shape></w:pict>'
box = (
    f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{drawn}</w:drawing></mc:Choice>'
    f"<mc:Fallback>{older}</mc:Fallback></mc:AlternateContent></w:r>"
)
form = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('safe here')}</w:sdtContent></w:sdt>"
field = f'<w:fldSimple w:instr=" DATE ">{run("3 March")}</w:fldSimple>'
smart = f'<w:smartTag w:element="place">{run("in Ede")}</w:smartTag>'
body = (
    paragraph(run("INT: Did it help?"), box)
    + paragraph(run("NUR: I feel "), form, run(" now."))
    + paragraph(run("NUR: On "), field, run(" it began, "), smart, run("."))
    + paragraph(run("NUR: They "), run("never ", "<w:rPr><w:vanish/></w:rPr>"), run("asked."))
)
named = " ".join(f'xmlns:{short}="{name}"' for short, name in NAMES.items())
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
parts = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{KIND}"/></Types>',
    "_rels/.rels": f'{XML}<Relationships xmlns="{OPEN}/package/2006/relationships"><Relationship Id="one"'
    f' Type="{NAMES["r"]}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/document.xml": f"{XML}<w:document {named}><w:body>{body}<w:sectPr/></w:body></w:document>",
}
with zipfile.ZipFile("talk.docx", "w") as packed:
    for name, content in parts.items():
        packed.writestr(name, content)

with docx2python("talk.docx") as read, open("talk.docx", "rb") as opened:
    texts = {
        "docx2txt": docx2txt.process("talk.docx"),
        "docx2python": read.text,
        "pandoc": pypandoc.convert_file("talk.docx", "plain", extra_args=["--wrap=none"]),
        "mammoth": mammoth.extract_raw_text(opened).value,
        "python-docx": "\n".join(one.text for one in docx.Document("talk.docx").paragraphs),
    }
WORDS = ("Did it help?", "Nobody told", "safe here", "3 March", "in Ede", "never")
found = {name: tuple(text.count(words) for words in WORDS) for name, text in texts.items()}
print(f"{'':12}", *WORDS, sep=" | ")
for name, counts in found.items():
    print(f"{name:12}", *(f"{count:^{len(words)}}" for words, count in zip(WORDS, counts)), sep=" | ")
assert found == {
    "docx2txt": (1, 2, 1, 1, 1, 1),
    "docx2python": (1, 2, 1, 1, 1, 1),
    "pandoc": (0, 1, 1, 0, 1, 1),
    "mammoth": (1, 1, 1, 0, 1, 1),
    "python-docx": (1, 0, 0, 0, 0, 1),
}, found
P
env/bin/python look.py
echo "as found: words in boxes are read twice or never, and words beside them are lost"
