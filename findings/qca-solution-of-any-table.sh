#!/usr/bin/env bash
# ba 0.3.1 (Bayesian Association, with a part for Qualitative Comparative Analysis). What we guessed before running: on
# Lipset's data in crisp sets (18 countries between the wars, five conditions, whether democracy survived) it gives
# the published complex solution, in which each term needs development, literacy and stable governments.
#
# Seen: the truth table is right, and so are necessity and the prime implicants that the solution holds as data. The
# expression, which is what it prints and what goes into a report, is made from names that have nothing to do with them:
# `~DEV*~URB + ~DEV*~URB`, so that democracy survived where nothing was developed. Of all 268 tables of two or three
# conditions with both outcomes, 266 have an expression that is false of the table it was made from. No error is raised.
# setqca 0.2.0 has the published solution.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet ba==0.3.1 setqca==0.2.0 pandas==2.3.3 numpy==2.4.6
cat > look.py <<'P'
import itertools

import ba
import pandas
import setqca

CONDITIONS = ["DEV", "URB", "LIT", "IND", "STB"]
lipset = """101100 111111 111111 001010 101011 101111 111100 000000 001000
101011 000010 111111 001000 000000 000000 000000 101111 111111"""
cases = pandas.DataFrame([list(map(int, case)) for case in lipset.split()], columns=[*CONDITIONS, "SURV"])


def true_of(expression, row):
    """Whether a sum of products, such as `A*~B + C`, holds of one row of the truth table."""
    return any(
        all(bool(row[one.strip("~ ")]) != one.strip().startswith("~") for one in term.split("*"))
        for term in expression.split(" + ")
    )


table = ba.qca.truth_table(cases, "SURV", CONDITIONS)
found = ba.qca.minimize(table)
print("ba:     ", found.expression)
print("it holds:", found.prime_implicants)
reference = setqca.CSQCA().fit(cases, outcome="SURV", conditions=CONDITIONS)
print("setqca: ", next(line.strip() for line in str(reference).splitlines() if "DEV*" in line))
assert "DEV*~URB*LIT*STB + DEV*LIT*IND*STB" in str(reference)
assert found.expression == "~DEV*~URB + ~DEV*~URB"
held = [{name: value for name, value in one.items() if value is not None} for one in found.prime_implicants]
assert {"DEV": 1, "URB": 0, "LIT": 1, "STB": 1} in held and {"DEV": 1, "LIT": 1, "IND": 1, "STB": 1} in held, held
survived = table[table["OUT"] == 1].to_dict("records")
assert len(survived) == 3 and not any(true_of(found.expression, row) for row in survived)

false = total = 0
for conditions in ("AB", "ABC"):
    rows = list(itertools.product((0, 1), repeat=len(conditions)))
    for outcomes in itertools.product((0, 1), repeat=len(rows)):
        if len(set(outcomes)) == 1:
            continue
        table = pandas.DataFrame(rows, columns=list(conditions)).assign(n=5, consistency=outcomes, OUT=outcomes, flag="")
        expression = ba.qca.minimize(table).expression
        total += 1
        false += any(true_of(expression, row) != row["OUT"] for row in table.to_dict("records"))
print(f"of {total} tables {false} have an expression that is false of them")
assert (total, false) == (268, 266), (total, false)
P
env/bin/python -W ignore look.py
echo "as found: the expression of a solution is made from other conditions than the solution"
