#!/usr/bin/env bash
# krippendorff-aleph-alpha 0.1.17 (needs Python 3.13) and krippendorff-unitized-alpha 0.1.0. What we guessed before running:
# the first gives the alphas that Krippendorff published for his own example (0.743, 0.815, 0.849 and 0.797 for nominal,
# ordinal, interval and ratio data), and the second, for passages in a text, what the definition gives by hand.
#
# Seen: the first has none of the four: 0.784, 0.784, 0.761 and 1. "Ordinal" is the nominal figure whatever the order of the
# codes, and ratio data are full agreement although the coders differ, as what was expected by chance is infinite where a
# code is missing. Where none is missing all are too high: 0.799 where the nominal alpha is 0.612. The second is right when
# all text between the passages is given; its own helper that makes these gaps leaves out a character on either side of a
# passage, and passages of 8 and 6 of 20 characters have 0.886 in place of 0.798. Neither says a thing.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
export PYENV_VERSION=${PYENV_VERSION:-3.13.0}  # says nothing where there is no pyenv
python3.13 -m venv env
env/bin/python -m pip install --quiet krippendorff-aleph-alpha==0.1.17 krippendorff==0.9.0
env/bin/python -m pip install --quiet --no-deps krippendorff-unitized-alpha==0.1.0  # asks for an older numpy without need
cat > look.py <<'P'
import krippendorff
import numpy
import pandas
from krippendorff_alpha.compute_alpha import compute_alpha
from krippendorff_alpha.schema import ColumnMapping
from krippendorff_unitized_alpha.krippendorffs_unitized_alpha import (
    EMPTY_TAG,
    KrippendorffUnitizedAlpha,
    Segment,
    impute_empty_segments,
)

KINDS = ("nominal", "ordinal", "interval", "ratio")
none = None
published = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
    [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none],
]
complete = [[1, 2, 3, 3, 2, 1, 4, 1, 2, 5], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5], [2, 3, 3, 3, 2, 3, 4, 2, 2, 5]]


def by_aleph(rows, kind):
    named = kind in ("nominal", "ordinal")  # codes as words, as it asks for
    table = {"text": [f"unit {number}" for number in range(len(rows[0]))]}
    for number, row in enumerate(rows):
        codes = [code if code is none or not named else str(code) for code in row]
        table[f"coder{number}"] = pandas.Series(codes, dtype=object if named else float)
    coders = ColumnMapping(text_col="text", annotator_cols=[name for name in table if name != "text"])
    return float(compute_alpha(df=pandas.DataFrame(table), data_type=kind, column_mapping=coders)["alpha"])


def by_krippendorff(rows, kind):
    data = numpy.array([[numpy.nan if code is none else code for code in row] for row in rows], dtype=float)
    return round(float(krippendorff.alpha(data, level_of_measurement=kind)), 3)


print("published:", [(kind, by_krippendorff(published, kind), by_aleph(published, kind)) for kind in KINDS])
assert [by_krippendorff(published, kind) for kind in KINDS] == [0.743, 0.815, 0.849, 0.797]
assert [by_aleph(published, kind) for kind in KINDS] == [0.784, 0.784, 0.761, 1.0]
print("complete:", [(kind, by_krippendorff(complete, kind), by_aleph(complete, kind)) for kind in KINDS])
assert [by_krippendorff(complete, kind) for kind in KINDS] == [0.612, 0.792, 0.859, 0.692]
assert [by_aleph(complete, kind) for kind in KINDS] == [0.799, 0.799, 0.927, 0.844]


def whole(start, end):
    gaps = [Segment(EMPTY_TAG, 0, start), Segment("trust", start, end), Segment(EMPTY_TAG, end, 20)]
    return [one for one in gaps if one.start < one.end]


first, second = (2, 10), (4, 10)
by_hand = 1 - 0.1 / (1 - 746 / 1474)
given = KrippendorffUnitizedAlpha({"A": whole(*first), "B": whole(*second)}).result
made = [impute_empty_segments([Segment("trust", *passage)], 20) for passage in (first, second)]
helped = KrippendorffUnitizedAlpha(dict(zip("AB", made, strict=True))).result
print("passages:", by_hand, given, helped, made[0])
assert round(by_hand, 3) == round(given, 3) == 0.798 and round(helped, 3) == 0.886
assert [(one.start, one.end) for one in made[0]] == [(0, 1), (2, 10), (11, 19)]
P
env/bin/python look.py
echo "as found: what is called Krippendorff's alpha is none"
