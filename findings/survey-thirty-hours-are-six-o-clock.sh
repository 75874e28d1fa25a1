#!/usr/bin/env bash
# A survey in SPSS's .sav with how long people waited, as TIME and as DTIME: in SPSS both are durations, in seconds. Read by
# pyreadstat 1.3.7, readstat-arrow 2026.10.20.0, polars-readstat 0.25.0 and svy-io 0.7.1, which all read this format.
# What we guessed before running: thirty hours come out as thirty hours, as a number of seconds, or with an error; and what
# svy-io writes has the values that it was given.
#
# Seen: thirty hours are six o'clock in pyreadstat, in both kinds, and in readstat-arrow as TIME; in polars-readstat whoever
# waited a day or more gave no answer; svy-io has thirty hours, but of DTIME a bare number. So the same person waited thirty
# hours, six, or is not counted, by which program read the file. An hour before (-1:00) is 23:00 or nothing. Of what svy-io
# writes, times of day and decimal numbers (weights) are missing for everybody. No word is said.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet pyreadstat==1.3.7 pandas==2.3.3 readstat-arrow==2026.10.20.0 polars-readstat==0.25.0 svy-io==0.7.1
cat > look.py <<'P'
from datetime import time, timedelta
from decimal import Decimal

import pandas
import polars
import polars_readstat
import pyreadstat
import readstat_arrow
from svy_io.spss import read_sav, write_sav

waited = pandas.DataFrame({"wait": [1800.0, 108000.0, -3600.0], "long": [1800.0, 108000.0, -3600.0]})
pyreadstat.write_sav(waited, "waits.sav", variable_format={"wait": "TIME8", "long": "DTIME12"})
seconds, _ = pyreadstat.read_sav("waits.sav", disable_datetime_conversion=True)
assert seconds["wait"].tolist() == seconds["long"].tolist() == [1800, 108000, -3600]

half, thirty, before = timedelta(minutes=30), timedelta(hours=30), timedelta(hours=-1)
clock = [time(0, 30), time(6), time(23)]
by_pyreadstat, _ = pyreadstat.read_sav("waits.sav")
by_arrow = readstat_arrow.read_sav("waits.sav")[0].to_pydict()
by_polars = polars_readstat.scan_readstat("waits.sav").collect().to_dict(as_series=False)
by_svy = read_sav("waits.sav")[0].to_dict(as_series=False)
print("pyreadstat:", by_pyreadstat.to_dict("list"))
print("readstat-arrow:", by_arrow)
print("polars-readstat:", by_polars)
print("svy-io:", by_svy)
assert by_pyreadstat.to_dict("list") == {"wait": clock, "long": clock}
assert by_arrow == {"wait": clock, "long": [half, thirty, before]}
assert by_polars == {"wait": [time(0, 30), None, None], "long": [half, thirty, before]}
assert by_svy == {"wait": [half, thirty, before], "long": [1800.0, 108000.0, -3600.0]}

survey = polars.DataFrame({"began": [time(9, 30), time(14)], "weight": [Decimal("1.25"), Decimal("0.75")], "n": [1, 2]})
write_sav(survey, "survey.sav")
written, _ = pyreadstat.read_sav("survey.sav")
print("written by svy-io:", written.to_dict("list"))
assert written["n"].tolist() == [1, 2] and written[["began", "weight"]].isna().all().all()
P
env/bin/python look.py
echo "as found: thirty hours are six o'clock, no answer, or thirty hours"
