#!/usr/bin/env bash
# resvg-py 0.5.0 and typst 0.15.2 (both set drawings with usvg). What we guessed before running: where a colour is said
# twice, once as every program knows it and once in a form of CSS Color 4 or 5, a program that does not know the second
# keeps the first, as CSS asks.
#
# Seen: the first is forgotten and black is drawn, in pictures as in PDF: for `light-dark()`, `oklch()` and `var()` with
# its fallback, and for `rgb(0 0 255 / 50%)`, which is half transparent elsewhere. Dark text on such a ground cannot be
# read, and nothing is said. What stands in `@layer` or is nested is black too; rules within `@media` are left out.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet resvg-py==0.5.0 typst==0.15.2 pillow==12.3.0
cat > look.py <<'P'
import io

import resvg_py
import typst
from PIL import Image

DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{}</svg>'
RECT = '<rect width="40" height="40"/>'
BLUE, BLACK = (0, 0, 255), (0, 0, 0)
expected = {
    "plain": ("<style>rect{fill:#00f}</style>" + RECT, BLUE),
    "light-dark() after blue": ("<style>rect{fill:#00f;fill:light-dark(#00f,#f00)}</style>" + RECT, BLACK),
    "oklch() after blue": ("<style>rect{fill:#00f;fill:oklch(45% 0.31 264)}</style>" + RECT, BLACK),
    "var() with blue as fallback": ("<style>rect{fill:var(--ground,#00f)}</style>" + RECT, BLACK),
    "half transparent blue": ('<rect width="40" height="40" fill="rgb(0 0 255 / 50%)"/>', BLACK),
    "blue in a layer": ("<style>@layer one{rect{fill:#00f}}</style>" + RECT, BLACK),
    "red for dark screens only": ("<style>rect{fill:#00f}@media (prefers-color-scheme:dark){rect{fill:#f00}}</style>" + RECT, BLUE),
}


def middle(png):
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return picture.getpixel((picture.width // 2, picture.height // 2))


for name, (drawn, colour) in expected.items():
    with open("drawn.svg", "w", encoding="utf-8") as file:
        file.write(DRAWN.format(drawn))
    with open("page.typ", "w", encoding="utf-8") as file:
        file.write('#set page(width: 40pt, height: 40pt, margin: 0pt)\n#image("drawn.svg", width: 40pt)')
    seen = middle(bytes(resvg_py.svg_to_bytes(svg_string=DRAWN.format(drawn)))), middle(typst.compile("page.typ", format="png"))
    print(f"{name}: resvg {seen[0]}, typst {seen[1]}")
    assert seen == (colour, colour), (name, seen)
P
env/bin/python look.py
echo "as found: a colour that is not known is black, also where a known one was said before it"
