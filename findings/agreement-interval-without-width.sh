#!/usr/bin/env bash
# irrCAC 0.4.4 (with the scipy 1.12.0 that it pins), two coders. What we guessed before running: where kappa is 0 because
# one coder gave one code throughout, an interval far to both sides of it, since ten units say little; and an interval
# of four units cut off at -1 and at 1, between which every one of these coefficients lies.
#
# Seen: for ten units of which the coders differ on one, and one coder never used the second code, Cohen's kappa (its
# `conger` for two coders) is 0 with a standard error of 0 and an interval from 0 to 0: as sure as can be, on ten units.
# Krippendorff's alpha on the same units has an interval as wide as it should be. And on four units, of which three agree,
# the upper bounds are cut off at 1, but the lower ones of alpha and of Fleiss' kappa lie below -1.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet irrCAC==0.4.4 scipy==1.12.0
cat > look.py <<'P'
import pandas as pd
from irrCAC.raw import CAC

def estimates(pairs):
    table = CAC(pd.DataFrame(pairs, columns=["first coder", "second coder"]))
    found = {name: getattr(table, name)()["est"] for name in ("conger", "krippendorff", "fleiss")}
    for name, one in found.items():
        print(name, one["coefficient_value"], "standard error", one["se"], "interval", one["confidence_interval"])
    return found

print("ten units, one coder with one code throughout")
one_sided = estimates([("need", "need")] * 9 + [("offer", "need")])
print("four units, one difference")
few = estimates([("need", "need"), ("offer", "offer"), ("need", "offer"), ("need", "need")])
assert one_sided["conger"]["coefficient_value"] == one_sided["conger"]["se"] == 0
assert [abs(bound) for bound in one_sided["conger"]["confidence_interval"]] == [0, 0]
low, high = one_sided["krippendorff"]["confidence_interval"]
assert high - low > 0.2
for name in ("krippendorff", "fleiss"):
    low, high = few[name]["confidence_interval"]
    assert low < -1 and high == 1, (name, low, high)
P
env/bin/python look.py
echo "as found: an interval of no width, and bounds below -1"
