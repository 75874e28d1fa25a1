#!/usr/bin/env bash
# striprtf 0.0.35 and pandoc 3.9, on a transcript as RTF. What we guessed before running: who reads RTF leaves deleted
# words out, or marks them; and a character beyond the first 65,536, which RTF writes as two numbers, comes out as one.
#
# Seen: striprtf reads words that were deleted with changes tracked, and hidden ones, like all others: of `It did help us`
# with a `not` taken out it makes `It did not help us`. What was said in a text box, and footnotes, are gone. An emoji comes
# out as two halves of a character, and a text with these cannot be saved as UTF-8. pandoc makes two replacement characters
# of it and takes the blank behind it along, so that two words become one; deleted words look like struck out ones.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet striprtf==0.0.35 pypandoc-binary==1.17
cat > look.py <<'P'
import pypandoc
from striprtf.striprtf import rtf_to_text

talk = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}
{\*\revtbl{Unknown;}{editor;}}\uc1
\pard INT: Did it help?\par
NUR: It did {\deleted\revauthdel1 not }help us{\revised\revauth1  a lot}.\par
NUR: So {\v they say }it was \u-10179?\u-8694? fine{\super\chftn{\footnote\pard\chftn\~She laughed.}}.\par
{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard COA: Nobody told the ward.\par}}}\pard NUR: We stopped.\par
}"""
stripped = rtf_to_text(talk)
by_pandoc = pypandoc.convert_text(talk, "plain", format="rtf", extra_args=["--wrap=none"])
print("striprtf:", ascii(stripped))
print("pandoc:  ", ascii(by_pandoc))
assert "It did not help us a lot." in stripped and "So they say it was" in stripped
assert "Nobody told" not in stripped and "laughed" not in stripped and "We stopped." in stripped
try:
    stripped.encode("utf-8")
    raise SystemExit("striprtf gave a whole character")
except UnicodeEncodeError as error:
    print("striprtf, saved:", error)
assert "it was \ufffd\ufffdfine" in by_pandoc and "they say" not in by_pandoc
assert "~~not~~" in by_pandoc and "Nobody told the ward." in by_pandoc and "She laughed." in by_pandoc
P
env/bin/python look.py
echo "as found: deleted words are read, and an emoji is broken in two ways"
