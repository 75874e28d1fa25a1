#!/usr/bin/env bash
# qc (qualitative-coding 1.7.8 with SQLAlchemy 2.1.9; codes transcripts line by line, for several coders, and tells how
# often codes go together). What we guessed before running: two codes go together at most as often as the rarer of them
# occurs, a share of all is at most 1, and a code that is in one document is in one document.
#
# Seen: where two people coded, every code of the one is paired with every code of the other on that line, so that
# `absence`, given once, goes together with `time` twice, and the probability of `time` where `absence` is, is told as 2.
# By document each number is multiplied by how many documents the project has: of three transcripts of which one is
# coded, each code in it is found three times, and `qc codes stats` says once. With one coder, by line, all is right.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet qualitative-coding==1.7.8 SQLAlchemy==2.1.9
mkdir hand talks && printf '#!/bin/sh\ncp "$CODES" "$2"\n' > hand/code && chmod +x hand/code  # the person at the editor
printf 'INT: Did it help?\nR1: Nobody had time.\n' > one.txt
printf 'INT: And then?\nR2: Nothing.\n' > two.txt
cp two.txt three.txt
printf '\ntime, absence\n' > by-first.txt
printf '\ntime\n' > by-second.txt
cd talks
PATH="$work/hand:$work/env/bin:$PATH"
export PATH
qc init >/dev/null
for talk in one two three; do qc corpus import "../$talk.txt" -i verbatim >>../log 2>&1; done
table() { qc codes crosstab time absence -m tsv "$@" 2>/dev/null; }
CODES="$work/by-first.txt" qc code first -p one.txt >>../log 2>&1
echo "one coder, by line:"; table | tee ../alone.tsv
CODES="$work/by-second.txt" qc code second -p one.txt >>../log 2>&1
echo "two coders, by line:"; table | tee ../line.tsv
echo "as probabilities:"; table --probs | tee ../share.tsv
echo "by document:"; table --unit document | tee ../document.tsv
qc codes stats --unit document -m tsv | tee ../stats.tsv
cd ..
cat > look.py <<'P'
def cells(name):
    with open(f"{name}.tsv", encoding="utf-8") as file:
        rows = [[cell.strip() for cell in line.rstrip("\n").split("\t")] for line in file if line.strip()]
    codes = rows[0][1:]
    return {(row[0], code): float(cell) for row in rows[1:] for code, cell in zip(codes, row[1:]) if cell}


alone, line, share, document, stats = map(cells, ("alone", "line", "share", "document", "stats"))
together = {frozenset(pair): count for pair, count in alone.items()}
assert together == {frozenset(["time"]): 1, frozenset(["absence"]): 1, frozenset(["time", "absence"]): 1}, alone
assert max(count for pair, count in line.items() if len(set(pair)) == 2) == 2, line
assert line["absence", "absence"] == 1 and line["time", "time"] == 2, line
assert share["absence", "time"] == 2, share
assert set(document.values()) - {0} == {3}, document
assert stats == {("time", "Count"): 1, ("absence", "Count"): 1}, stats
P
python3 look.py
echo "as found: two codes go together more often than one of them occurs"
