"""Make the documents in this folder with LibreOffice: a fictional talk as .docx, .odt and .pdf, and a scan of a page.

Run it once: `python tests/transcripts/files/make.py`; it needs `soffice` and `pdftoppm`. The tests read what it made.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'

BY = "<office:change-info><dc:creator>A coder</dc:creator><dc:date>2024-05-01T10:00:00</dc:date></office:change-info>"

FRONT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} {DC} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
  <style:default-style style:family="paragraph">
    <style:paragraph-properties fo:margin-bottom="0.2cm"/>
    <style:text-properties fo:font-size="12pt" fo:language="en" fo:country="US" fo:hyphenate="true"/>
  </style:default-style>
  <style:style style:name="Standard" style:family="paragraph" style:class="text"/>
</office:styles>
<office:automatic-styles>
  <style:style style:name="Next" style:family="paragraph" style:parent-style-name="Standard">
    <style:paragraph-properties fo:break-before="page"/>
  </style:style>
  <style:style style:name="Frame" style:family="graphic">
    <style:graphic-properties style:wrap="none" fo:border="0.5pt solid #000000"/>
  </style:style>
  <style:page-layout style:name="A5">
    <style:page-layout-properties fo:page-width="14.8cm" fo:page-height="21cm" fo:margin="2cm"/>
    <style:header-style/><style:footer-style/>
  </style:page-layout>
</office:automatic-styles>
<office:master-styles>
  <style:master-page style:name="Standard" style:page-layout-name="A5">
    <style:header><text:p>Warm Welcome, talk with three libraries (fictional)</text:p></style:header>
    <style:footer><text:p>page <text:page-number/></text:p></style:footer>
  </style:master-page>
</office:master-styles>
<office:body><office:text>
"""

CHANGES = f"""<text:tracked-changes>
  <text:changed-region text:id="c1" xml:id="c1"><text:insertion>{BY}</text:insertion></text:changed-region>
  <text:changed-region text:id="c2" xml:id="c2"><text:deletion>{BY}<text:p>never </text:p></text:deletion>
  </text:changed-region>
</text:tracked-changes>
"""

NOTE = """<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>The count of October, not of May.</text:p></text:note-body></text:note>"""

COMMENT = """<office:annotation office:name="a1"><dc:creator>A coder</dc:creator><dc:date>2024-05-02T10:00:00</dc:date>
<text:p>Ask which Friday.</text:p></office:annotation>"""

ADDED = '<text:change-start text:change-id="c1"/>'
DELETED = '<text:change-end text:change-id="c1"/><text:change text:change-id="c2"/>'

LONG = (
    "In the winter the heating of the whole neighbourhood failed, and everybody who lived near the canal came in with "
    "blankets, flasks and homework; nobody had organised it, there was no programme and no poster, but the volunteers "
    "unlocked the reading room, the schoolchildren translated for their grandmothers, and an extraordinarily patient "
    "caretaker understood that responsibility is sometimes simply staying until half past nine. "
)

PARAGRAPHS = [
    "INT: Welcome. What did the coach do at your library?",
    f"R1 (desk): She sat next to me at the desk{COMMENT} for six Fridays. I had {ADDED}always {DELETED}asked first.",
    f"R2: We counted eleven families.{NOTE} That is a coöperation of the café and the library.",
    "INT: And<text:tab/>then?<text:line-break/>R1: Then<text:s text:c='3'/>we dared.",
    f"R2: {LONG}{LONG}",
    "Let op: this line is no speaker, it goes on with R2.",
    f"R1: {LONG}",
]

TABLE = """<table:table table:name="T"><table:table-column table:number-columns-repeated="3"/>
<table:table-row><table:table-cell><text:p>0:12:31</text:p></table:table-cell>
<table:table-cell><text:p>R2</text:p></table:table-cell>
<table:table-cell><text:p>From here it stands in a table.</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>0:12:40</text:p></table:table-cell>
<table:table-cell><text:p>INT</text:p></table:table-cell>
<table:table-cell><text:p>Why?</text:p></table:table-cell></table:table-row></table:table>
"""

LATER = [
    f"R1: {LONG}{LONG}",
    "INT: Thank you.",
]

BOX = """<text:p text:style-name="Standard"><draw:frame draw:style-name="Frame" text:anchor-type="as-char"
svg:width="8cm" svg:height="1.5cm"><draw:text-box><text:p>A box beside the text.</text:p></draw:text-box>
</draw:frame></text:p>
"""

SCAN = """<text:p><draw:frame text:anchor-type="as-char" svg:width="9cm" svg:height="12cm"><draw:image>
<office:binary-data>PICTURE</office:binary-data></draw:image></draw:frame></text:p>
"""


def document() -> str:
    """The talk as a flat OpenDocument text, with what a word processor can put beside the words."""

    def paragraphs(texts: list[str], first: str = "Standard") -> str:
        styles = [first, *["Standard"] * len(texts)]
        return "".join(f'<text:p text:style-name="{s}">{one}</text:p>\n' for s, one in zip(styles, texts, strict=False))

    return (
        "".join(
            (
                FRONT,
                CHANGES,
                paragraphs(PARAGRAPHS),
                TABLE,
                BOX,
                paragraphs(LATER, "Next"),
                "</office:text></office:body>",
            )
        )
        + "</office:document>\n"
    )


def convert(source: Path, to: str, folder: Path) -> Path:
    """The file that LibreOffice makes of another."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    return folder / f"{source.stem}.{to}"


def main() -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        flat = folder / "talk.fodt"
        flat.write_text(document(), encoding="utf-8")
        odt = convert(flat, "odt", folder)
        for made in (odt, convert(odt, "docx", folder), convert(odt, "pdf", folder)):
            shutil.copy(made, HERE / made.name)
        command = ["pdftoppm", "-r", "20", "-gray", "-png", "-f", "1", "-l", "1", "-singlefile"]
        subprocess.run([*command, str(folder / "talk.pdf"), str(folder / "scan")], check=True, timeout=60)
        picture = base64.b64encode((folder / "scan.png").read_bytes()).decode("ascii")
        flat = folder / "scan.fodt"
        front = re.sub(r"<style:(header|footer)>.*?</style:\1>", "", FRONT)
        flat.write_text(f"{front}{SCAN.replace('PICTURE', picture)}</office:text></office:body></office:document>\n")
        shutil.copy(convert(flat, "pdf", folder), HERE / "scan.pdf")


if __name__ == "__main__":
    main()
