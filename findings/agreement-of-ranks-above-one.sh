#!/usr/bin/env bash
# kendall-w 1.0.0 (Kendall's coefficient of concordance, for coders who put things in order). It says itself that W lies
# between 0 and 1, and asks for whole numbers. What we guessed before running: coders who all give the same order have a W
# of 1, also where two things share a place, for which Kendall's formula has a correction; and what is no rank is refused
# or made one, as R's irr does.
#
# Seen: with a shared first place (1, 1, 3) coders of one mind have a W of 1.33, more than full agreement; written as
# 1, 1, 2 it is 0.33, poor agreement. Half ranks (1.5), which the correction is for, are refused. Ratings in place of ranks
# are taken for ranks: on a scale of 5 the W is 1.39, the same ratings times ten give 139. No word is said. Without shared
# places the W is right (0.162 for Siegel's three judges of six applicants); scipy 1.17.1 gives 1, 1 and 0.88 of the others.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet kendall-w==1.0.0 scipy==1.17.1
cat > look.py <<'P'
from kendall_w import compute_w
from scipy.stats import friedmanchisquare


def by_scipy(things):
    """W with the correction for shared places, from Friedman's statistic of the same ranks."""
    return friedmanchisquare(*things).statistic / (len(things[0]) * (len(things) - 1))


siegel = [[1, 1, 6], [6, 5, 3], [3, 6, 2], [2, 4, 5], [5, 2, 4], [4, 3, 1]]
one_mind = {"1, 1, 3": [[1] * 4, [1] * 4, [3] * 4], "1, 1, 2": [[1] * 4, [1] * 4, [2] * 4]}
ratings = [[4, 4, 5], [4, 5, 5], [2, 1, 2], [5, 5, 5]]
print("Siegel:", compute_w(siegel), by_scipy(siegel))
assert round(compute_w(siegel), 3) == round(by_scipy(siegel), 3) == 0.162

found = {places: (round(compute_w(things), 2), round(by_scipy(things), 2)) for places, things in one_mind.items()}
print("coders of one mind:", found)
assert found == {"1, 1, 3": (1.33, 1.0), "1, 1, 2": (0.33, 1.0)}

tens = [[10 * one for one in thing] for thing in ratings]
print("ratings:", compute_w(ratings), by_scipy(ratings), "times ten:", compute_w(tens), by_scipy(tens))
assert (round(compute_w(ratings), 2), round(compute_w(tens), 1)) == (1.39, 139.4)
assert by_scipy(ratings) == by_scipy(tens) < 1
P
env/bin/python look.py
echo "as found: agreement above 1"
