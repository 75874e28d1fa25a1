"""Counts quotes that lie elsewhere, without a word said of it, after their transcripts were edited at random.

python benchmarks/misplaced.py                        # 40 talks, some 460 quotes, six edits each
python benchmarks/misplaced.py --talks 400 --rounds 3 # 400 talks, edited and anchored three times
python benchmarks/misplaced.py --first 1000           # other talks

Talks, quotes and edits are those of the tests (tests/edits/edited_talks.py): people who say the same things, words
corrected within quotes, turns taken out, put in, moved, swapped, copied, given to somebody else. Prints a Markdown
table; ends with 1 where a quote was misplaced.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/edits"))

from edited_talks import Tally, edited


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--talks", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=1, help="times that each talk is edited and its quotes placed")
    parser.add_argument("--edits", type=int, default=6, help="edits in a round")
    parser.add_argument("--first", type=int, default=0, help="seed of the first talk")
    given = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.talks):
            edited(Path(folder) / str(seed), seed, tally, rounds=given.rounds, edits=given.edits)
    print("| talks | quotes | placed again | elsewhere without a sign | untouched | of these asked about |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(
        f"| {given.talks} | {tally.quotes} | {tally.placed} | {len(tally.misplaced)} | {tally.untouched} "
        f"| {tally.questioned} |"
    )
    print("\n" + ", ".join(f"{number} {outcome}" for outcome, number in tally.outcomes.most_common()))
    for seed, id_, names in tally.misplaced:
        print(f"seed {seed}, {id_}, after: {', '.join(names)}")
    return 1 if tally.misplaced else 0


if __name__ == "__main__":
    raise SystemExit(main())
