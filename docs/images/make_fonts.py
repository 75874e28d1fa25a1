"""Makes the fonts in src/cmo_eval/charts/fonts: DejaVu Sans Condensed with the letters for European languages.

Needs fonttools; run it as `python docs/images/make_fonts.py FOLDER`, with the folder that holds the whole fonts
(version 2.37).
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).parents[2] / "src" / "cmo_eval" / "charts" / "fonts"
KEPT = (
    "U+0020-024F,U+0300-036F,U+0370-03FF,U+0400-045F,U+1E00-1EFF,U+2000-206F,U+20AC,U+2190-2199,U+2212,"
    "U+2260-2265,U+25A0-25CF,U+2713-2717,U+FFFD"
)

for name in ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"):
    subset.main(
        [
            str(Path(sys.argv[1]) / name),
            f"--unicodes={KEPT}",
            "--no-hinting",
            "--name-IDs=0,1,2,3,4,5,6,13,14",  # the licence stays; without 16 the family is found by its whole name
            "--drop-tables+=FFTM",
            f"--output-file={FONTS / name}",
        ]
    )
