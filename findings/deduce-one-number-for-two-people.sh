#!/usr/bin/env bash
# deduce 3.0.6 (takes names, dates and numbers out of Dutch text and puts numbered placeholders in their place). What we
# guessed before running: the same number for the same name, other numbers for other names, dates and ages.
#
# Seen: whatever differs by one letter or digit from an earlier one gets its number. Jan, Han and Jans are one person,
# so are Jansen, Janssen and Hansen, or Tim, Tom and Kim; the ages 34 and 35, two dates a day apart, two telephone
# numbers and the towns of Ede and Epe are one each. Who disagreed with whom is gone from the text. And the other way
# round: `De Wit` and `mevrouw Loes de Wit` have two numbers.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet deduce==3.0.6
cat > look.py <<'P'
from deduce import Deduce

deduce = Deduce()  # the first time it builds its lists, which takes minutes
expected = {
    "Jan wilde stoppen, Han niet. Jans vrouw ook.": "[PERSOON-1] wilde stoppen, [PERSOON-1] niet. [PERSOON-1] vrouw ook.",
    "Jansen is voor, Janssen tegen, Hansen weet het niet.": "[PERSOON-1] is voor, [PERSOON-1] tegen, [PERSOON-1] weet het niet.",
    "Tim vond het goed, Tom niet. Kim twijfelde.": "[PERSOON-1] vond het goed, [PERSOON-1] niet. [PERSOON-1] twijfelde.",
    "Ik ben 34 jaar en mijn man is 35 jaar.": "Ik ben [LEEFTIJD-1] jaar en mijn man is [LEEFTIJD-1] jaar.",
    "Het was op 12-03-2024 en weer op 13-03-2024.": "Het was op [DATUM-1] en weer op [DATUM-1].",
    "Bel 030-2345678 of 030-2345679.": "Bel [TELEFOONNUMMER-1] of [TELEFOONNUMMER-1].",
    "Hij woont in Ede, zij in Epe, en ik in Edam.": "Hij woont in [LOCATIE-1], zij in [LOCATIE-1], en ik in [LOCATIE-2].",
    "Kritisch was mevrouw Loes de Wit niet. De Wit zei niets.": "Kritisch was [PERSOON-1] niet. [PERSOON-2] zei niets.",
}
for said, wanted in expected.items():
    became = deduce.deidentify(said).deidentified_text
    print(said, "->", became)
    assert became == wanted, (became, wanted)
P
env/bin/python look.py
echo "as found: one number for people, ages, dates, telephones and towns that differ by one sign"
