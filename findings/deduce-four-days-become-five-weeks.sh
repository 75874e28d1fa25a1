#!/usr/bin/env bash
# belgian-deduce 5.0.0 (takes names and dates out of Dutch and French texts; rules after deduce). It can move the dates of
# one person by a number of days, so that the time between them stays. What we guessed before running: each date it knows is
# moved by as many days and in its own form; one that it does not know, it leaves; and a period stays as long as it was.
#
# Seen: of a period whose year is said once only the end is moved. `van 28 februari tot 3 maart 2021`, four days, becomes
# `van 28 februari tot 7 april 2022`, five weeks and more, and in a text that looks moved the first day is the real one, with
# its weekday (`maandag 3 mei t.e.m. donderdag 9 jun 2022`). A second visit without a year (`5 mei 2021 en op 8 mei`) comes
# a month before the first. A French date is left as it was. With a dash (`3-5 mei 2021`) both ends are moved. Two people
# whose names differ by a letter get one number, as in deduce 3.0.6.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet belgian-deduce==5.0.0 docdeid==1.0.1
cat > look.py <<'P'
from belgian_deduce import Deduce

reader = Deduce()


def moved(text):
    found = reader.deidentify(text, metadata={"date_shift_days": 400}).deidentified_text
    print(text, "->", found)
    return found


assert moved("Zij kwam op 5 mei 2021 en op 08.05.21.") == "Zij kwam op 9 jun 2022 en op 12.06.22."
assert moved("Opname 3-5 mei 2021.") == "Opname 7-9 jun 2022."

assert moved("Opname van 28 februari tot 3 maart 2021.") == "Opname van 28 februari tot 7 april 2022."
assert moved("Van maandag 3 mei t.e.m. woensdag 5 mei 2021.") == "Van maandag 3 mei t.e.m. donderdag 9 jun 2022."
assert moved("Zij kwam op 5 mei 2021 en op 8 mei.") == "Zij kwam op 9 jun 2022 en op 8 mei."
assert moved("Venue le 3 mai 2021.").endswith("le 3 mai 2021.")

two = reader.deidentify("Els Smit belde Els Smid.").deidentified_text
print(two)
assert two == "[PERSON-1] belde [PERSON-1]."
P
env/bin/python look.py
echo "as found: of a period only the end is moved"
