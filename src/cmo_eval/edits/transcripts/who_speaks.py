"""Who a file's labels stand for, told by the transcript that is there already: the same words are the same person's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from cmo_eval.transcripts.speakers import INTERVIEWER, folded, is_interviewer
from cmo_eval.transcripts.transcript import parse
from cmo_eval.transcripts.turns import UNKNOWN, Turn, Voice

_FEW = 3  # words; fewer are said by anybody
_ALIKE, _CORRECTED, _TRIED = 85, 5, 40  # of 100; words at least; turns of one label that are looked at


def as_before(before: str, ids: Collection[str], turns: Sequence[Turn], unknown: Sequence[Voice]) -> Mapping[str, str]:
    """The ids of those whose labels nobody knows, by label, as far as all words say the same.

    A label is somebody's where words under it stand in the earlier text in turns of that one person and of nobody else.
    Where all words under it were corrected, those that are most alike tell it.

    Args:
        before: the text that is there.
        ids: of the participants, those who withdrew too.
        turns: of the file that comes in.
        unknown: those of whom it is not known who they are.
    """
    known = {folded(id_): id_ for id_ in ids}
    of_words: dict[str, set[str | None]] = defaultdict(set)
    transcript = parse(before, ids)
    for line in transcript.lines:
        words = _plain(transcript.words(line))
        if not line.is_page and words.count(" ") + 1 >= _FEW:
            of_words[words].add(None if line.doubtful else _id(line.speaker, known))
    said: dict[str, list[str]] = defaultdict(list)
    for label, words in _said(turns):
        said[label].append(words)
    told: dict[str, str] = {}
    for voice in unknown:
        its = said[folded(voice.label)]
        votes = [one for each in its if len(one := of_words.get(each, set())) == 1] or _alike(its, of_words)
        found = Counter(id_ for one in votes for id_ in one)
        if voice.label != UNKNOWN and len(found) == 1 and (id_ := next(iter(found))) is not None:
            told[voice.label] = id_
    return told


def _alike(words: Sequence[str], of_words: Mapping[str, set[str | None]]) -> list[set[str | None]]:
    """Who said the words that each of these is a correction of."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - seldom needed

    found = []
    for one in words[:_TRIED]:
        if one.count(" ") + 1 >= _CORRECTED:
            best = process.extractOne(one, list(of_words), scorer=fuzz.ratio, score_cutoff=_ALIKE)
            found += [of_words[best[0]]] if best is not None else []
    return found


def _said(turns: Sequence[Turn]) -> Iterator[tuple[str, str]]:
    """The words of each turn with its label, folded; without those of which it is in doubt whose they are."""
    speaking, doubtful = "", False
    for turn in turns:
        if turn.is_apart:
            continue
        if turn.label is not None:
            speaking, doubtful = folded(turn.label), False
        doubtful = doubtful or turn.doubt is not None
        words = _plain(turn.words)
        if speaking and not doubtful and words.count(" ") + 1 >= _FEW:
            yield speaking, words


def _id(label: str | None, known: Mapping[str, str]) -> str | None:
    """Whose label of the earlier text it is: a participant's id, or INT of who asks the questions."""
    if label is None:
        return None
    if (id_ := known.get(folded(label))) is not None:
        return id_
    return label if is_interviewer(label) and label.startswith(INTERVIEWER) else None


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
