#!/usr/bin/env bash
# Two coders who give every fragment the same one code agree wholly, and chance-corrected agreement divides by zero.
# What is reported depends on the library: nltk 3.10.4 says 1 for alpha and kappa; scikit-learn 1.9.1 (Cohen's kappa) and
# statsmodels 0.15.0 (Fleiss' kappa) say nan; krippendorff 0.9.0 raises ValueError. With one rating missing nltk's alpha
# is still right, and its kappa ends in RuntimeError("generator raised StopIteration"). statsmodels refuses rows with
# unequal numbers of ratings by an assertion that says nothing. Expected before running: nan from all.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet nltk==3.10.4 krippendorff==0.9.0 statsmodels==0.15.0 scikit-learn==1.9.1
cat > look.py <<'P'
import math, warnings
import krippendorff
import numpy
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa
warnings.simplefilter("ignore")
same = [(coder, fragment, "theme") for coder in "AB" for fragment in "1234"]
nltk = AnnotationTask(data=same)
print("nltk alpha, kappa:  ", nltk.alpha(), nltk.kappa())
print("scikit-learn kappa: ", cohen_kappa_score(["theme"] * 4, ["theme"] * 4))
print("statsmodels fleiss: ", fleiss_kappa([[2, 0]] * 4))
assert (nltk.alpha(), nltk.kappa()) == (1, 1)
assert math.isnan(cohen_kappa_score(["theme"] * 4, ["theme"] * 4))
assert math.isnan(fleiss_kappa(numpy.array([[2, 0]] * 4)))
try:
    krippendorff.alpha(reliability_data=[[1] * 4] * 2, level_of_measurement="nominal")
    raise SystemExit("krippendorff gave a number")
except ValueError as error:
    print("krippendorff:       ", "ValueError:", error)
missing = [("A", "1", "x"), ("B", "1", "x"), ("A", "2", "y"), ("B", "2", "x"), ("A", "3", "y")]
print("nltk alpha, one rating missing:", round(AnnotationTask(data=missing).alpha(), 4))
assert abs(AnnotationTask(data=missing).alpha()) < 1e-9  # 1 - 0.5 / 0.5, by hand
try:
    AnnotationTask(data=missing).kappa()
    raise SystemExit("nltk gave a kappa")
except RuntimeError as error:
    print("nltk kappa, one rating missing: RuntimeError:", error)
try:
    fleiss_kappa(numpy.array([[3, 0], [2, 0]]))
    raise SystemExit("statsmodels gave a number")
except AssertionError as error:
    print("statsmodels, unequal rows: AssertionError", repr(str(error)))
P
env/bin/python look.py
echo "as found: 1, nan or an error for the same unanimous coders"
