#!/usr/bin/env bash
# odfpy 1.4.1 (reads OpenDocument text). What we guessed before running: the text of a paragraph is what stands on the
# page: without comments and notes, and what was deleted while changes were recorded is in no paragraph.
#
# Seen: a comment of a coder stands in the middle of the sentence that an interviewee said, with the coder's name and
# the date, and the words of a footnote with its number. Looked for all paragraphs, comment and note come once more as
# paragraphs of their own; the deleted word comes as the first paragraph, and the words of a text box come twice.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet odfpy==1.4.1
cat > look.py <<'P'
import zipfile

from odf import teletype, text
from odf.opendocument import load

NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "svg" else "svg-compatible"}:1.0"'
    for name in ("office", "text", "style", "svg")
) + ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
WHEN = "<dc:creator>Coder B</dc:creator><dc:date>2026-01-05T10:00:00</dc:date>"
SAID = f"""
<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:deletion><office:change-info>{WHEN}</office:change-info>
<text:p>really </text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>R1: It did <text:change text:change-id="c1"/>not help<office:annotation>{WHEN}<text:p>no mechanism</text:p></office:annotation> us<text:note
 text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>on tape</text:p></text:note-body></text:note>.</text:p>
<text:p>R1: We stopped<draw:frame text:anchor-type="as-char" svg:width="3cm"><draw:text-box><text:p>in a box</text:p></draw:text-box></draw:frame>.</text:p>
"""
MANIFEST = "".join(
    f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
    for path, kind in (("/", "application/vnd.oasis.opendocument.text"), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
)
with zipfile.ZipFile("talk.odt", "w") as file:
    file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    file.writestr(
        "META-INF/manifest.xml",
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f"{MANIFEST}</manifest:manifest>",
    )
    file.writestr("styles.xml", f'<office:document-styles{NAMES} office:version="1.3"><office:styles/></office:document-styles>')
    file.writestr(
        "content.xml",
        f'<office:document-content{NAMES} office:version="1.3"><office:body><office:text>{SAID}</office:text></office:body></office:document-content>',
    )
seen = [teletype.extractText(one) for one in load("talk.odt").getElementsByType(text.P)]
for one in seen:
    print(repr(one))
assert seen == [
    "really ",
    "R1: It did not helpCoder B2026-01-05T10:00:00no mechanism us1on tape.",
    "no mechanism",
    "on tape",
    "R1: We stoppedin a box.",
    "in a box",
], seen
P
env/bin/python look.py
echo "as found: comments, notes and their makers are words of the speaker, and what stands in a box comes twice"
