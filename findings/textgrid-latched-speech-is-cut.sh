#!/usr/bin/env bash
# praat-textgrids 1.4.0 (reads and writes Praat's TextGrids). What we guessed before running: what a label holds comes out
# as it went in; in the file a quotation mark is doubled and nothing else is special.
#
# Seen: a label is cut at the first equals sign with blanks around it, which transcribers write between words that follow
# each other without a pause: of `so = it = stopped` the word `so` is left. Quotation marks inside come out doubled, and
# those at the beginning and the end of a label are gone. No error is raised, and written again it stays lost. pympi-ling
# 1.71 and praatio 6.2.2 read the same file rightly; so the labels are not at fault.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet praat-textgrids==1.4.0 pympi-ling==1.71 praatio==6.2.2
cat > look.py <<'P'
import textgrids
from praatio import textgrid
from pympi.Praat import TextGrid

said = ["so = it = stopped", '"no" she said', 'she said "no" to me', "and then="]
write = TextGrid(xmax=len(said))
tier = write.add_tier("nurse")
for number, words in enumerate(said):
    tier.add_interval(number, number + 1, words)
write.to_file("talk.TextGrid")

text = open("talk.TextGrid", encoding="utf-8").read()
assert '"so = it = stopped"' in text and '"she said ""no"" to me"' in text  # as Praat writes them
assert [one[2] for one in TextGrid("talk.TextGrid").get_tier("nurse").get_all_intervals()] == said
opened = textgrid.openTextgrid("talk.TextGrid", includeEmptyIntervals=False)
assert [one.label for one in opened.getTier("nurse").entries] == said


def read(name):
    return [one.text for one in textgrids.TextGrid(name)["nurse"]]


found = read("talk.TextGrid")
for words, got in zip(said, found, strict=True):
    print(f"{words:22} -> {got}")
assert found == ["so", 'no"" she said', 'she said ""no"" to me', "and then="], found
textgrids.TextGrid("talk.TextGrid").write("again.TextGrid")
assert "stopped" not in open("again.TextGrid", encoding="utf-8").read()
P
env/bin/python look.py
echo "as found: latched words are cut off, and quotation marks are doubled or gone"
