#!/usr/bin/env bash
# folia-tools 2.5.9 with folia 2.5.12 (FoLiA, the format for annotated Dutch texts): a talk as FoLiA to HTML and to text,
# and an interview as TEI to FoLiA. What we guessed before running: where a word was corrected one of the two is read, the
# corrected one; who speaks stays; and words of which one is marked stay apart.
#
# Seen: the HTML has both words as words: `Ik wil niet nit bellen`. Neither the HTML nor the text names who speaks, so that
# a question and its answer are one line. On the way from TEI a correction becomes one word of both (`neitniet`), the blank
# between an unclear word and an added one is gone (`woorderbij`), and utterances (`u`, what TEI has for speech) are left out,
# with a warning. The library itself reads the talk rightly, and its own validator says that it is valid.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet folia-tools==2.5.9 folia==2.5.12
cat > talk.xml <<'X'
<?xml version="1.0" encoding="utf-8"?>
<FoLiA xmlns="http://ilk.uvt.nl/folia" xml:id="talk" version="2.5.3" generator="hand">
  <metadata type="native"><annotations>
    <text-annotation/><utterance-annotation/><token-annotation/><correction-annotation set="spelling"/>
  </annotations></metadata>
  <speech xml:id="talk.speech">
    <utt xml:id="u1" speaker="Nurse"><w xml:id="u1.w1"><t>Belde</t></w><w xml:id="u1.w2" space="no"><t>u</t></w>
      <w xml:id="u1.w3"><t>?</t></w></utt>
    <utt xml:id="u2" speaker="R1"><w xml:id="u2.w1"><t>Ik</t></w><w xml:id="u2.w2"><t>wil</t></w>
      <correction xml:id="u2.c1" class="typed" set="spelling">
        <new><w xml:id="u2.w3"><t>niet</t></w></new>
        <original auth="no"><w xml:id="u2.w4"><t>nit</t></w></original>
      </correction>
      <w xml:id="u2.w5"><t>bellen</t></w></utt>
  </speech>
</FoLiA>
X
cat > interview.tei.xml <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="talk"><teiHeader><fileDesc><titleStmt><title>Talk</title></titleStmt>
<publicationStmt><p>none</p></publicationStmt><sourceDesc><p>none</p></sourceDesc></fileDesc></teiHeader>
<text><body><div><u who="#N">Belde u?</u>
<p>Ze kwamen <choice><sic>neit</sic><corr>niet</corr></choice> om tien uur.</p>
<p>Een <unclear>woord</unclear> <add>erbij</add>.</p></div></body></text></TEI>
X
env/bin/foliavalidator talk.xml
env/bin/folia2html talk.xml > talk.html
env/bin/folia2txt talk.xml > talk.txt
mkdir made && env/bin/tei2folia -o made interview.tei.xml
cat > look.py <<'P'
import re
from pathlib import Path

import folia.main as folia

talk = folia.Document(file="talk.xml")
said = [(one.speaker, " ".join(one.text().split())) for one in talk.select(folia.Utterance)]
print("the library:", said)
assert said == [("Nurse", "Belde u?"), ("R1", "Ik wil niet bellen")]

page = Path("talk.html").read_text()
body = page[page.index("<body>") :]
words = re.findall(r'class="t">([^<]*)<', body)
print("as HTML:", words)
assert words == ["Belde", "u", "?", "Ik", "wil", "niet", "nit", "bellen"]
plain = " ".join(Path("talk.txt").read_text().split())
print("as text:", plain)
assert plain.endswith("Belde u? Ik wil niet bellen")
assert "Nurse" not in body + plain and "R1" not in body + plain

(made,) = Path("made").iterdir()
text = folia.Document(file=str(made)).text()
print("from TEI:", " ".join(text.split()))
assert "Ze kwamen neitniet om tien uur." in text and "Een woorderbij." in text and "Belde" not in text
P
env/bin/python look.py
echo "as found: a corrected word is read twice"
