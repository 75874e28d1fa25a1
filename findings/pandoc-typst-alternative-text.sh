#!/usr/bin/env bash
# Alternative text of a picture, written as pandoc's manual has it ({alt="..."}, or the description of a picture within a
# line), reaches HTML, and is gone in Typst: pandoc 3.9 writes image("f.png") without it. So typst 0.15.2, asked for
# accessible PDF (PDF/UA-1), refuses every report with a figure that comes by that way, and without that standard the
# pictures have no words for who cannot see them. Expected before running: alt: "..." in the Typst.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet pypandoc-binary==1.17 typst==0.15.2
cat > look.py <<'P'
import struct, zlib
import pypandoc
import typst

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

with open("f.png", "wb") as file:  # one grey pixel
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b""))
version = str(pypandoc.get_pandoc_version())
print("pandoc", version)
assert version == "3.9"
figures = {
    "figure with alt": '# H\n\n![A caption](f.png){alt="Two arrows"}\n',
    "picture in a line": "# H\n\nText ![Two arrows](f.png) text.\n",
}
for name, text in figures.items():
    html = pypandoc.convert_text(text, "html", format="markdown")
    made = pypandoc.convert_text(text, "typst", format="markdown", extra_args=["-s", "-M", "title=T", "-M", "lang=en"])
    print(f"{name}: HTML has it: {'Two arrows' in html}; Typst has it: {'Two arrows' in made}")
    assert "Two arrows" in html and "Two arrows" not in made
    with open("m.typ", "w") as file:
        file.write(made)
    assert typst.compile("m.typ", format="pdf")[:5] == b"%PDF-"
    try:
        typst.compile("m.typ", format="pdf", pdf_standards=["ua-1"])
        raise SystemExit("typst took it as PDF/UA-1")
    except typst.TypstError as error:
        print("  as PDF/UA-1:", error.message)
        assert "missing alt text" in error.message
P
env/bin/python look.py
echo "as found: pandoc leaves the alternative text of pictures out of Typst, and accessible PDF is refused"
