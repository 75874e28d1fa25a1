"""Measures how long it takes to find quotes in transcripts, in milliseconds a quote, and how many are found.

python benchmarks/anchoring.py                              # 1,000 quotes in texts of 200 kB
python benchmarks/anchoring.py --quotes 300 --size 50000

A text is made ready once, when the first quote needs it; that time is in a row of its own. The texts and the sentences
are those of the tests (tests/transcripts/making.py). CPU seconds, the least of three runs; prints a Markdown table.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/transcripts"))

from making import Sentence, corrupted, cut, find, transcript, typeset

from cmo_eval.transcripts.anchoring import PreparedText
from cmo_eval.transcripts.strict import NotTaken, standing

RUNS = 3


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of three runs."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def ready(text: str) -> PreparedText:
    """A text of which all forms are made."""
    prepared = PreparedText(text)
    for form in (prepared.words, prepared.plain_words, prepared.seeds.places):
        if not form:
            raise SystemExit("the text is empty")
    return prepared


def found(prepared: PreparedText, quotes: Sequence[str]) -> int:
    """How many of the quotes are found."""
    return sum(find(prepared, quote) is not None for quote in quotes)


def accepted(prepared: PreparedText, quotes: Sequence[str]) -> int:
    """How many of the quotes are taken where nothing that is alike is: in one place, or in several."""
    return sum(not isinstance(one := standing(prepared, quote), NotTaken) or one.why == "several" for quote in quotes)


def without_a_word(quote: str, chance: random.Random) -> str:
    """The quote with one of its inner words dropped."""
    words = quote.split()
    del words[chance.randrange(1, len(words) - 1)]
    return " ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quotes", type=int, default=1000)
    parser.add_argument("--size", type=int, default=200_000, help="characters of a text")
    given = parser.parse_args()

    chance = random.Random(1)  # noqa: S311 - the same quotes each time
    text, sentences = transcript(given.size, 1)
    chosen = chance.choices(sentences, k=given.quotes)
    printed, _ = typeset(text, sentences, chance)
    absent = [one.words for one in transcript(max(given.size, 100 * given.quotes), 99)[1]][: given.quotes]

    def words(sentence: Sentence) -> str:
        return sentence.words

    rows: list[tuple[str, PreparedText, list[str]]] = [
        ("exact", ready(text), [words(one) for one in chosen]),
        ("other typography, with cuts", ready(printed), [cut(words(one), chance) for one in chosen]),
        ("5 % of characters corrupted", ready(text), [corrupted(words(one), chance) for one in chosen]),
        ("not there", ready(text), absent),
    ]
    print(f"{given.quotes} quotes in a text of {len(text):,} characters\n")
    print("| | found | ms a quote |\n| --- | --- | --- |")
    print(f"| making a text ready | | {1000 * seconds(lambda: ready(text)):.0f} ms in all |")
    strictly = [
        ("taken strictly, exact", ready(text), [words(one) for one in chosen]),
        ("taken strictly, other typography", ready(printed), [words(one) for one in chosen]),
        ("taken strictly, one word gone", ready(text), [without_a_word(words(one), chance) for one in chosen]),
    ]
    for name, prepared, quotes in strictly:
        taken = seconds(lambda prepared=prepared, quotes=quotes: accepted(prepared, quotes))
        print(f"| {name} | {accepted(prepared, quotes)} | {1000 * taken / len(quotes):.3f} |")
    for name, prepared, quotes in rows:
        taken = seconds(lambda prepared=prepared, quotes=quotes: found(prepared, quotes))
        print(f"| {name} | {found(prepared, quotes)} | {1000 * taken / len(quotes):.3f} |")


if __name__ == "__main__":
    main()
