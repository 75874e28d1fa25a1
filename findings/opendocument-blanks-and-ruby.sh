#!/usr/bin/env bash
# odfdo 3.27.3: OpenDocument writes several blanks in a row as <text:s text:c="3"/>, which word processors make of any
# two blanks that somebody typed. `get_formatted_text` leaves the element out, so that the words on both sides become
# one; it leaves out ruby (base and reading) as well. `text_recursive` of the same
# paragraph has the blanks, and runs ruby's base and reading together. Expected before running: both have the blanks.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet odfdo==3.27.3
cat > look.py <<'P'
from odfdo import Document, Element
document = Document("text")
body = document.body
body.clear()
body.append(Element.from_tag('<text:p>we waited<text:s text:c="3"/>for years</text:p>'))
body.append(Element.from_tag('<text:p>in <text:ruby><text:ruby-base>Kanji</text:ruby-base><text:ruby-text>reading</text:ruby-text></text:ruby> too</text:p>'))
one, two = body.get_paragraphs()
formatted = document.get_formatted_text()
print("get_formatted_text:", repr(formatted))
print("text_recursive:    ", repr(one.text_recursive), repr(two.text_recursive))
assert "we waitedfor years" in formatted
assert "Kanji" not in formatted and "reading" not in formatted
assert one.text_recursive == "we waited   for years"
assert two.text_recursive == "in Kanjireading too"
P
env/bin/python look.py
echo "as found: two words became one, and ruby is gone"
