#!/usr/bin/env bash
# TextGrids written by Praat 6.1 itself (praat-parselmouth 0.4.7) in its long and in its short form, with a label of two
# lines, as Praat has it when somebody presses Enter, and with quotation marks. What we guessed before running: readers
# have the labels as Praat has them, with a blank for the new line at worst.
#
# Seen: textgrid 1.6.1, uxtg 0.3.0 and pympi-ling 1.71 do. gridio 1.0.5 drops the second line, and in the short form each
# later line then stands for the one before: a label becomes a moment in time and the moment a label, so that every later
# utterance is gone and numbers stand in its place. mytextgrid 0.10.0 is right as long as the second line does not end in
# a quotation mark; then that label swallows those that follow, with the file's own `intervals [3]:` and `xmin` as words.
# Neither says a thing; tgt 1.5 raises an error on any second line.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet praat-parselmouth==0.4.7 gridio==1.0.5 mytextgrid==0.10.0 tgt==1.5 textgrid==1.6.1 \
  uxtg==0.3.0 pympi-ling==1.71 pandas==2.3.3
cat > look.py <<'P'
import gridio
import mytextgrid
import parselmouth
import pympi
import textgrid
import tgt
import uxtg
from parselmouth.praat import call

PLAIN = ["We had stopped.", "Nobody asked.\nNobody came.", "And then?", "Then they called."]
QUOTED = ["We had stopped.", 'They wrote:\n"no need"', "And then?", "Then they called."]


def written(labels):
    made = call("Create TextGrid", 0, len(labels), "nurse", "")
    for number in range(1, len(labels)):
        call(made, "Insert boundary", 1, number)
    for number, label in enumerate(labels, 1):
        call(made, "Set interval text", 1, number, label)
    call(made, "Save as text file", "long.TextGrid")
    call(made, "Save as short text file", "short.TextGrid")
    for name in ("long", "short"):
        again = parselmouth.read(f"{name}.TextGrid")
        assert [call(again, "Get label of interval", 1, number + 1) for number in range(len(labels))] == labels


def by_gridio(name):
    return [label for _, _, label in gridio.textgrid_to_data(name)[2][0][2]]


def by_mytextgrid(name):
    return [interval.text for interval in list(mytextgrid.read_textgrid(name))[0]]


def by_tgt(name):
    return [interval.text for interval in tgt.read_textgrid(name, encoding="utf-8").tiers[0].annotations]


readers = {
    "textgrid": lambda name: [interval.mark for interval in textgrid.TextGrid.fromFile(name)[0]],
    "uxtg": lambda name: [interval.mark for interval in uxtg.read_textgrid(name).tiers[0].intervals],
    "pympi-ling": lambda name: [words for _, _, words in pympi.TextGrid(name).get_tier(1).get_all_intervals()],
}
for labels in (PLAIN, QUOTED):
    written(labels)
    for name in ("long.TextGrid", "short.TextGrid"):
        for library, read in readers.items():
            assert read(name) == labels, (library, name, read(name))
        try:
            raise SystemExit(f"tgt reads it now: {by_tgt(name)}")
        except (IndexError, ValueError) as error:
            print("tgt:", type(error).__name__, error)
        print("gridio", name, gridio.textgrid_to_data(name)[2][0][2])
    first = labels[1].splitlines()[0]
    assert by_gridio("long.TextGrid") == [labels[0], first, *labels[2:]]
    assert by_gridio("short.TextGrid") == [labels[0], first, "3", "4"], by_gridio("short.TextGrid")
    print("mytextgrid", by_mytextgrid("long.TextGrid"))
    if labels is PLAIN:
        assert by_mytextgrid("long.TextGrid") == labels
    else:
        found = by_mytextgrid("long.TextGrid")
        assert len(found) == 3 and found[2] == labels[3], found
        assert found[1].endswith("And then?") and "intervals [3]:" in found[1] and "xmin = 2" in found[1], found
P
env/bin/python look.py
echo "as found: after a label of two lines one reader has numbers for words, another the file itself"
