"""The words in which coders write stances, parts, qualities and the like, in English and Dutch; knows no evaluation."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Mapping

from cmo_eval.errors import UsageError


def plain(word: str) -> str:
    """A word as words are compared here: without case, accents, blanks around it, and with a space for `_` and `-`."""
    bare = unicodedata.normalize("NFKD", word).casefold().replace("_", " ").replace("-", " ")
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).split())


def _by_word(words: Mapping[str, str]) -> Mapping[str, str]:
    """From each word to what it stands for; that itself is one of them."""
    return {plain(word): name for name, listed in words.items() for word in (name, *listed.split(", ")) if word}


STANCES = _by_word(
    {
        "supports": "support, supported, supporting, ondersteunt, ondersteunend, steunt, bevestigt, voor, pro",
        "nuances": "nuance, nuanced, qualifies, nuanceert, nuancering, genuanceerd, nuancerend",
        "refutes": "refute, refuted, contradicts, weerlegt, weerleggend, ontkracht, spreekt tegen, tegen, contra",
        "suggests": "suggest, suggested, suggereert, stelt voor, wijst op",
    }
)
"""What a stance is called."""

PARTS = _by_word(
    {
        "context": "contexts, contexten, omstandigheid, omstandigheden, c",
        "resource": "resources, middel, middelen, hulpbron, hulpbronnen, mr",
        "reasoning": "redenering, redenatie, reactie, beredenering, reasonings",
        "outcome": "outcomes, uitkomst, uitkomsten, resultaat, resultaten, o",
        "mechanism": "mechanisms, mechanisme, mechanismen, m",
    }
)
"""What a part of a pattern is called; `mechanism` stands for resource and reasoning."""

QUALITIES = _by_word(
    {
        "opinion": "mening, opinie, 0",
        "report": "hearsay, horen zeggen, van horen zeggen, verslag, tweedehands, second hand, 1",
        "observation": "observatie, waarneming, eigen waarneming, first hand, eerstehands, 2",
        "documented": "gedocumenteerd, document, documentatie, vastgelegd, 3",
    }
)
"""What a quality of an observation is called; 0 to 3 is its rank."""

UTTERANCES = _by_word({"claim": "bewering, claims", "concern": "zorg, zorgen, bezwaar", "issue": "kwestie, twistpunt"})
"""What an utterance is called."""

TRUTHS = _by_word({"yes": "y, true, x, ja, j, waar, 1", "no": "n, false, nee, onwaar, 0"})
"""Yes and no."""


def meant(word: str, words: Mapping[str, str], what: str) -> str:
    """What the word stands for.

    Args:
        word: as somebody wrote it, in English or Dutch, whatever its case.
        words: one of the tables above.
        what: of which the word is said to be one, for the message.

    Raises:
        UsageError: it stands for nothing; with the nearest word.
    """
    found = words.get(plain(word))
    if found is None:
        known = list(dict.fromkeys(words.values()))
        raise UsageError(f"{what} is '{_short(word)}'", near(word, words) or f"it can be {', '.join(known)}")
    return found


def near(word: str, known: Collection[str]) -> str:
    """A hint that names the nearest known word, letters' case aside; empty where none is near."""
    if len(word) > _LONGEST_LOOKED_UP:
        return ""
    folded = {other.casefold(): other for other in list(known)[:_MOST_COMPARED]}
    found = difflib.get_close_matches(word.casefold(), folded, n=1)
    return f"did you mean '{folded[found[0]]}'?" if found else ""


_LONGEST_LOOKED_UP = 100
_MOST_COMPARED = 5000


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"
