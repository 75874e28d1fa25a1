#!/usr/bin/env bash
# pyqca 0.2.0 (qualitative comparative analysis). What we guessed before running: the order in which conditions are named
# changes nothing but the order of the letters, and a value at an anchor of the calibration gets that anchor's membership.
#
# Seen: where two models fit equally well, one is given as the solution and the other is not mentioned, and which one
# depends on the order of the columns: of six orders three say A*~B + B*~C + ~A*C, three ~A*B + ~B*C + A*~C, each
# with consistency and coverage 1. And of the logistic calibration only the middle anchor comes out: with anchors 10, 30
# and 60 the values 10 and 60 get 0.087 and 0.972, where 0.05 and 0.95 were asked.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet pyqca==0.2.0 pandas==2.3.3
cat > look.py <<'P'
import itertools
import warnings

import pandas
import qca

warnings.simplefilter("ignore")
rows = [(*row, int(0 < sum(row) < 3)) for row in itertools.product((0, 1), repeat=3)]
cases = pandas.DataFrame(rows, columns=["A", "B", "C", "OUT"]).assign(case=[f"case {number}" for number in range(8)])
found = {}
for order in itertools.permutations("ABC"):
    solved = qca.CSQCA(cases, outcome="OUT", conditions=list(order), case_id="case").fit()
    said = [term.strip("() ").split(" * ") for term in solved.formula.split(" + ")]
    terms = frozenset("*".join(sorted(term, key=lambda one: one[-1])) for term in said)
    found.setdefault(terms, []).append("".join(order))
    assert (solved.consistency, solved.coverage) == (1.0, 1.0)
for terms, orders in found.items():
    print(" + ".join(sorted(terms)), "when the columns are", *orders)
assert sorted(map(sorted, found)) == [["A*~B", "B*~C", "~A*C"], ["A*~C", "~A*B", "~B*C"]], found
assert [len(orders) for orders in found.values()] == [3, 3]

measured = pandas.DataFrame({"share": [10.0, 20.0, 30.0, 45.0, 60.0]})
sets = qca.calibrate_logistic(measured, "share", full_out=10, crossover=30, full_in=60, mem_full_out=0.05, mem_full_in=0.95)
print("membership of 10, 30 and 60:", [round(float(sets.df[sets.out_col][row]), 3) for row in (0, 2, 4)])
assert [round(float(sets.df[sets.out_col][row]), 3) for row in (0, 2, 4)] == [0.087, 0.5, 0.972]
P
env/bin/python look.py
echo "as found: another order of columns, another answer; and two of three anchors are missed"
