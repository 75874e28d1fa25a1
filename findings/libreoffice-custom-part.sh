#!/usr/bin/env bash
# LibreOffice 7.4.7 and python-docx 1.x. What we guessed before running: a Word file keeps a custom XML part when LibreOffice
# opens and saves it, since Word does; or it loses all of them.
#
# Seen: a part that has properties of its own (`itemProps1.xml`, related by `customXmlProps`) stays, byte for byte in what it
# says; one without them, which the standard allows, is dropped without a word. The name in "last modified by" stays that of
# before, so that it does not tell who saved the file.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet 'python-docx>=1.1,<2'
cat > make.py <<'P'
import sys
import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
for name in ("bare", "with-properties"):
    word = docx.Document()
    word.add_paragraph("A sentence.")
    word.core_properties.last_modified_by = "us"
    package = word.part.package
    part = Part(PackURI("/customXml/item1.xml"), "application/xml", b'<said xmlns="urn:ours">kept?</said>', package)
    word.part.relate_to(part, f"{OFFICE}/relationships/customXml")
    if name != "bare":
        about = f'<ds:datastoreItem xmlns:ds="{OFFICE}/customXml" ds:itemID="{{6B1F0C52-93D1-4B0E-8E0A-2C5D7A41F3E6}}"/>'
        made = Part(PackURI("/customXml/itemProps1.xml"), PROPERTIES, about.encode(), package)
        part.relate_to(made, f"{OFFICE}/relationships/customXmlProps")
    word.save(f"{name}.docx")
P
env/bin/python make.py
soffice -env:UserInstallation="file://$work/profile" --headless --convert-to 'docx:MS Word 2007 XML' --outdir saved bare.docx with-properties.docx > log 2>&1
for name in bare with-properties; do
  echo "$name: $(unzip -l "saved/$name.docx" | grep -c 'customXml/item1.xml' || true) part kept"
done
[ "$(unzip -l saved/bare.docx | grep -c customXml || true)" = 0 ]
unzip -p saved/with-properties.docx customXml/item1.xml | grep -q 'kept?'
unzip -p saved/with-properties.docx docProps/core.xml | grep -q 'lastModifiedBy>us<'
