"""Whether the words in which a quote and its text differ may turn what is said; knows no quotes and no texts.

Two texts of which only one says "not" resemble each other more than two in one of which three words were mistyped. So
what differs is looked at word by word: negations and what limits ("hardly", "bijna"), numbers, who does it and whether
it must or may, and prefixes and endings that say the contrary (`on-`, `un-`, `-less`). The lists are of Dutch, English,
German and French, the languages of the field's transcripts; of another language only figures and prefixes tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_FIGURES = re.compile(r"\d+")
_BEFORE = re.compile(r"(?<![^\W_])(?:niet|non|un|on|im|in|dis)[-\u2010\u2011\u00ad]?[^\W\d_]\Z", re.IGNORECASE)
_HEAD = re.compile(r"[^\W\d_]+\Z")
_BEHIND = re.compile(r"(?:n?['\u2019\u02bc\u00b4`]|n)t(?![^\W_])", re.IGNORECASE)
_STEM = 3  # letters that a prefix or an ending leaves at least; more where they need not be quite the same
_TOGETHER = 0.75  # likeness of words without the blanks between them, of which the blanks are what differs


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEGATIONS = _listed(
    """no not never none nothing nobody nowhere neither nor cannot without noone aint cant dont doesnt didnt wont
    wouldnt couldnt shouldnt isnt arent wasnt werent hasnt havent hadnt mustnt neednt
    niet geen nooit nee neen niets niks niemand nergens noch zonder geenszins evenmin
    nicht kein keine keinen keinem keiner keines nie niemals nichts nirgends weder ohne nein
    ne pas jamais rien aucun aucune personne sans non"""
)
_LIMITS = _listed(
    """only merely solely hardly scarcely barely almost nearly seldom rarely except unless if
    alleen slechts enkel uitsluitend nauwelijks amper bijna haast vrijwel zelden behalve tenzij mits
    nur lediglich kaum fast beinahe selten außer seulement uniquement presque rarement sauf"""
)
_CONTRASTS = tuple(
    {word: place for place, row in enumerate(rows.split("|")) for word in row.split()}
    for rows in (
        # who: words of two persons, such as `her` and `zij`, are left out
        """i me my mine myself ik mij mijn ich mich mir mein | you your yours jij jou jouw jullie du dich dir vous votre
        | he him his himself hij hem ihm ihn | she herself hers | they them their theirs hun hen ils elles leur
        | we us our ours wij ons wir uns unser nous notre""",
        # whether it must or may
        """can could kan kunnen konden kon kann können konnte | may might mag mogen mocht darf | must moet moeten moest
        moesten muss müssen musste | should soll sollte | will would zal zullen zou zouden | wil willen wilde wilden""",
        # how much, how often, in which order
        "more meer mehr plus | less fewer minder weniger moins",
        """much many veel viel viele | few little weinig wenig wenige | all every alle allemaal elke
        | some sommige einige""",
        "always altijd immer toujours | sometimes often usually soms vaak meestal manchmal oft parfois souvent",
        "before voordat bevor avant | after nadat nachdem après",
        "up op | down neer af",
        "good better best goed beter goede | bad worse worst slecht slechter slechte",
        "yes ja yeah | maybe perhaps misschien vielleicht",
        """one | two twee zwei deux | three drie drei trois | four vier quatre | five vijf fünf cinq | six zes sechs
        | seven zeven sieben sept | eight acht huit | nine negen neun neuf | ten tien zehn dix | eleven elf
        | twelve twaalf zwölf douze | thirteen dertien | fourteen veertien | fifteen vijftien fünfzehn quinze
        | sixteen zestien | seventeen zeventien | eighteen achttien | nineteen negentien | twenty twintig zwanzig vingt
        | thirty dertig | forty veertig | fifty vijftig | sixty zestig | seventy zeventig | eighty tachtig
        | ninety negentig | hundred honderd hundert cent | thousand duizend tausend mille | half halve helft
        | quarter kwart | double dubbel | once | twice | first eerste | second tweede | third derde""",
    )
)
_CONTRARY = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "on", "niet", "ont")
_ENDINGS = (("less", "ful"), ("loos", "vol"), ("loze", "volle"), ("los", "voll"), ("less", ""), ("loos", ""))
# what a negation becomes by one wrong letter and is a word as well, so that it is no slip
_WORDS = _listed(
    """ever one now note noted hot lot nut got ten net neck eon gen geef veen teen been ooit nu iet iets zee mee vee
    twee een nog toch nacht sonder sein eine einen einem einer eines ein die wie fein par son mon bon cant wont want
    with within know known knew other either does did so do go we he me to no ne of or in is it as at an am be by my up
    us nu na ga ja ze te de di da en er om op zo als et es"""
)


def is_turned(ours: str, theirs: str, known: Callable[[str], int]) -> bool:
    """Whether one may say what the other does not, as far as single words tell.

    Args:
        ours: the quote's words, in their light form.
        theirs: the text's words, in their light form.
        known: how often a word of three letters or more stands in the text; what stands there is no slip of the pen.
    """
    left, right = _WORD.findall(ours), _WORD.findall(theirs)
    return left != right and any(_turns(mine, other, known) for mine, other in _differences(left, right))


def is_negative(word: str) -> bool:
    """Whether a word in its light form says that something is not so, or is so within limits only."""
    return word in _NEGATIONS or word in _LIMITS or word.endswith("n't")


def has_negative(words: str) -> bool:
    """Whether one of the words, in their light form, is such a word."""
    return any(map(is_negative, _WORD.findall(words)))


def cuts_negation(text: str, start: int, end: int) -> bool:
    """Whether a part of a text leaves out what turns its first or last word: `can` of `can't`, `he` of `she`."""
    if not text[end : end + 1].isspace() and _BEHIND.match(text, end):
        return True
    if start == 0 or text[start - 1].isspace():
        return False
    if _BEFORE.search(text, max(0, start - 8), start + 1):
        return True
    if not (text[start - 1].isalpha() and text[start : start + 1].isalpha()):
        return False
    word = _WORD.match(text, start)
    first = _HEAD.search(text, max(0, start - 40), start)
    if word is None or first is None:
        return False
    own = word[0].casefold()
    return is_turned(own, first[0].casefold() + own, lambda _: 0)


def _differences(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """What of the two stands in each other's place; what only one of them writes apart is no difference."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as in `likeness`

    mine: list[str] = []
    other: list[str] = []
    for code in [*Levenshtein.opcodes(left, right), None]:
        if code is not None and code.tag != "equal":
            mine += left[code.src_start : code.src_end]
            other += right[code.dest_start : code.dest_end]
            continue
        if "".join(mine) != "".join(other):
            yield mine, other
        mine, other = [], []


def _turns(ours: list[str], theirs: list[str], known: Callable[[str], int]) -> bool:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - as in `likeness`

    if Counter(_FIGURES.findall(" ".join(ours))) != Counter(_FIGURES.findall(" ".join(theirs))):
        return True
    mine, other = [one for one in ours if one not in theirs], [one for one in theirs if one not in ours]
    for one, rest, itself in ((mine, other, 1), (other, mine, 0)):  # a word of the text stands there once itself
        marked = [word for word in one if is_negative(word)]
        if len(marked) > sum(is_negative(word) for word in rest):
            slips = [word for word in rest if len(word) > 1 and word not in _WORDS and known(word) <= itself]
            together = Indel.normalized_similarity("".join(one), "".join(rest)) >= _TOGETHER
            if not all(_slipped(word, slips, together=together) for word in marked):
                return True
    return _contrast(mine, other) or any(_contrary(one, another) for one in mine for another in other)


def _slipped(word: str, others: Sequence[str], *, together: bool) -> bool:
    """Whether one of the others, none of which is a word, is this one with a slip of the pen.

    With `together` also one that begins or ends with it, as where the blank between two words was forgotten.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as in `likeness`

    return any(
        OSA.distance(word, other) <= 1 or (together and (other.startswith(word) or other.endswith(word)))
        for other in others
    )


def _contrast(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether a word stands in the place of another one that excludes it."""
    for rows in _CONTRASTS:
        mine, other = {rows[word] for word in ours if word in rows}, {rows[word] for word in theirs if word in rows}
        if mine and other and mine != other:
            return True
    return False


def _contrary(one: str, other: str) -> bool:
    """Whether the one is the other with a prefix or an ending that says the contrary, but for a slip of the pen."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as in `likeness`

    short, long = sorted((one, other), key=len)
    for prefix in _CONTRARY:
        if long.startswith(prefix) and len(long) - len(prefix) >= _STEM and not short.startswith(prefix):
            stem = long[len(prefix) :]
            if stem == short or (len(stem) > _STEM + 1 and OSA.distance(stem, short) <= 1 < OSA.distance(long, short)):
                return True
    for ending, contrary in _ENDINGS:
        for word, against in ((one, other), (other, one)):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _STEM and against.endswith(contrary):
                bare = against.removesuffix(contrary) if contrary else against
                if stem == bare:
                    return True
    return False
