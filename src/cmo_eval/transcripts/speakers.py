"""What a label says of who speaks: a code, a role, an address, a name; or that it is no label but words before a colon.

Which lines of a text begin with a label is not decided here but by the form of the text; see `beginnings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from cmo_eval.deferred import expression

INTERVIEWER = "INT"  # the label of whoever asks the questions

REGISTERED, SURE, LIKELY, MAYBE, NEVER = 4, 3, 2, 1, 0
"""How surely a label is somebody's: registered; a code, a role or an address; with a number or capitals as names have;
any other words; words of a sentence or of a document's parts."""

TIME = r"\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"


def lists_in(file: Path) -> Mapping[str, str]:
    """The lists of a file by name, each with blanks or line ends between its words."""
    return dict(re.findall(r"^= ([a-z ]+): .*\n((?:[^=#\n].*\n)+)", file.read_text("utf-8"), re.MULTILINE))


LISTS = lists_in(Path(__file__).with_name("words.txt"))
"""The lists of `words.txt`."""

_CODE = expression(
    r"""(?!(?:[qQhH]|art|fig|tab|nr|no|cmo)[-.]?\d)(?:[A-Za-z]{1,4}[-._]?|[A-Za-z][ ])\d{1,3}[A-Za-z]?  # R3, INT2, P-04
    |[A-Za-z]{1,6}\d{0,3}[-_./][A-Za-z]{1,6}[-_]?\d{1,3}[A-Za-z]?                               # FG1-R3
    |[^\W\d_]{2,20}_\d{1,3}                                                                    # SPEAKER_00
    """,
    re.VERBOSE,
)
_BETWEEN = expression(r"(?<=[a-z])[-. ](?=\d)")  # of r-3 and R 3
_NUMBERED_ROLE = expression(
    r"""([^\W\d_]+)(?:[ \t\u00a0_-]*(?:nr\.?|no\.?|\#)?[ \t\u00a0]*\d{1,3}[a-z]?
    |[ \t\u00a0_-]+(?:one|two|three|four|five|six|een|één|twee|drie|vier|vijf|zes|[a-h]))""",
    re.VERBOSE,
)
_IN_LETTERS = expression(r"(\D+)[ _-](?:one|two|three|four|five|six|een|één|twee|drie|vier|vijf|zes)")
_NUMBERED = expression(
    r"([^\W\d_]+(?:[ \u00a0'’-][^\W\d_]+){0,3})[ \t\u00a0_-]*(?:nr\.?|no\.?|#)?[ \t\u00a0]*\d{1,3}[A-Za-z]?"
)
_ADDRESS = expression(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\(?\d(?:[ ./()-]{0,2}\d){6,16}")
_NOBODY = expression(
    r"(?:unknown|unidentified)(?: speaker)?|speaker (?:unknown|undefined)|unbekannte[rn]?(?: sprecher(?:in)?)?"
    r"|onbekende? ?(?:spreker)?|(?:locuteur|interlocuteur) inconnu"
)
_INITIALS = expression(r"(?:[^\W\d_]\.-?)+")
_ABBREVIATED = expression(r"[^\W\d_]{1,2}\.|(?:[^\W\d_]\.){2,4}")

_INTERVIEWERS, _PARTICLES, _TITLES, _NO_NAMES, _REMARKS, _PARTS, _ASKED, _PROSE, _BEFORE_HOURS = (
    frozenset(LISTS[name].split())
    for name in (
        "interviewers",
        "particles",
        "titles",
        "no names",
        "remarks",
        "parts",
        "asked",
        "prose",
        "before hours",
    )
)
_ROLES = _INTERVIEWERS.union(LISTS["roles"].split())
_ADDRESSED = _TITLES | _ROLES  # may end in a point and end no sentence
_SAYING = ("我", "你", "他", "她", "它", "这", "那")  # with which a Chinese sentence begins, and no name
_FEW_WORDS = 3
_REMARK = 4
_LISTED = 5
_LONGEST_UNSPACED = 8  # letters of a label in a script that puts no blanks between words


_TYPED = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'") | dict.fromkeys("\u2010\u2011", "-"))


def folded(label: str) -> str:
    """The label as labels are compared: without regard to case, blanks, kind of apostrophe and a point behind it.

    So `R.` is `R`, and `Tom O’Brien` is `TOM O'BRIEN`.
    """
    return _spelled(label).removesuffix(".")


def _spelled(label: str) -> str:
    """The label's letters and points, without regard to case, blanks and kind of apostrophe."""
    return " ".join(unicodedata.normalize("NFC", label).translate(_TYPED).casefold().split())


def is_code(label: str) -> bool:
    """Whether the label is a code such as R3, INT2, P-04, FG1-R3 or SPEAKER_00."""
    return _CODE.fullmatch(label) is not None


def is_role(label: str) -> bool:
    """Whether the label says what someone does in a talk, such as INT, Moderator or Respondent 3."""
    key = folded(label)
    return key in _ROLES or ((numbered := _NUMBERED_ROLE.fullmatch(key)) is not None and numbered[1] in _ROLES)


def is_interviewer(label: str) -> bool:
    """Whether the label is of whoever asks the questions, such as INT, Interviewer or Moderator 2."""
    return re.sub(r"[ \t_]*\d{1,2}$", "", folded(label)) in _INTERVIEWERS


def is_one_of_letters(label: str, others: Collection[str]) -> bool:
    """Whether a label of one letter is the next one in a row of them, as `I` is of A to Q; others are folded."""
    letter = folded(label)
    several = sum(len(other) == 1 for other in others) >= _LISTED
    return len(letter) == 1 and several and not {chr(ord(letter) - 1), chr(ord(letter) + 1)}.isdisjoint(others)


def asks(id_: str) -> bool:
    """Whether the id is one that whoever asks the questions is given, such as INT or INT2."""
    return re.fullmatch(rf"{INTERVIEWER}\d{{0,2}}", id_.upper()) is not None


def is_nobody(label: str) -> bool:
    """Whether the label says that it is not known who speaks, as programs do; several people may stand under it."""
    return _NOBODY.fullmatch(folded(label)) is not None


def is_address(label: str) -> bool:
    """Whether the label is an address of e-mail or a telephone's number, as of who joined a meeting by it."""
    return _ADDRESS.fullmatch(label) is not None


def is_numbered(label: str) -> bool:
    """Whether the label is words with a number behind them, such as Teacher 1, but none of parts as Phase 2."""
    match = _NUMBERED.fullmatch(label)
    if match is None or len(match[1]) == 1 or match[1].casefold() in _PARTS:
        return False
    return not is_heading(label) and not is_prose(match[1])


def numbered_in_letters(key: str) -> str | None:
    """What stands before a number in letters, of a folded label such as `resident one`; None of others."""
    match = _IN_LETTERS.fullmatch(key)
    return match[1] if match is not None else None


def are_initials(label: str) -> bool:
    """Whether the label is two or three capitals."""
    return len(label) in {2, 3} and label.isalpha() and label.isupper()


def is_inside_sentence(label: str) -> bool:
    """Whether words with a number begin as no label does: small, and three or more (`then in room 3`)."""
    return label[:1].islower() and label.count(" ") > 1 and not looks_like_name(label)


def tells_no_name(label: str) -> bool:
    """Whether the label may stand before a turn as it is: a code, a role, or one word with a number such as Teacher 1.

    `Health visitor 2` is one as well; `Petra Smit 2` is not.
    """
    match = _NUMBERED.fullmatch(label)
    numbered = match is not None and all(word[:1].islower() for word in re.split(r"[ \u00a0-]", match[1])[1:])
    return numbered or is_code(label) or is_role(label)


def is_heading(label: str) -> bool:
    """Whether the label is a word for a part of a document, such as Note, Date or Phase 2."""
    stem = _stem(label)
    return not _NO_NAMES.isdisjoint((stem, stem.removesuffix("s"), folded(label).split(" ")[0].rstrip(".")))


def is_remark(label: str) -> bool:
    """Whether the label stands before what whoever wrote a talk down adds to it, such as Note or Observation notes."""
    words = _stem(label).split(" ")
    return len(words) <= _REMARK and not _REMARKS.isdisjoint((words[0], words[-1])) and not is_prose(label)


def is_asked(label: str) -> bool:
    """Whether the label is Question, Answer or the like, which stand before turns in some texts."""
    return _stem(label) in _ASKED


def is_before_hour(label: str) -> bool:
    """Whether the label is a word that stands before an hour of the day, such as `Om` in `Om 10:30: we left`."""
    return folded(label) in _BEFORE_HOURS


def is_prose(label: str) -> bool:
    """Whether the label has words of which sentences are made and no names, such as `He said` or `One thing`."""
    words = _spelled(label).split(" ")
    if len(words) > 1:
        words = [word for word in words if word not in _PARTICLES and _ABBREVIATED.fullmatch(word) is None]
    return label.startswith(_SAYING) or any(word.strip(".,’'") in _PROSE for word in words)


def ends_sentence(label: str) -> bool:
    """Whether the words end as a sentence or a part of one does, such as `Okay.` or `Yeah,`."""
    last = label.rsplit(maxsplit=1)[-1] if label.split() else ""
    if not last.endswith("."):
        return last.endswith(",")
    return last.casefold() not in _ADDRESSED and _ABBREVIATED.fullmatch(last) is None


def may_end_sentence(words: str) -> bool:
    """Whether a sentence may end with these words: with a title or an initial, as before a name, none does."""
    last = words.rsplit(maxsplit=1)[-1].casefold() if words.split() else ""
    return last not in _ADDRESSED and last.rstrip(".") not in _TITLES and _INITIALS.fullmatch(last) is None


def looks_like_name(label: str) -> bool:
    """Whether the label may be a person's name: one to six words with capitals, particles such as `van` aside.

    In scripts without capitals, one to six words of some letters.
    """
    words = [word for word in label.replace(",", ", ").split() if word != ","]
    if not 1 <= len(words) <= 6 or label.count(",") > 1 or ends_sentence(label):
        return False
    if is_code(label) or is_role(label) or folded(label) in _NO_NAMES:
        return False
    named = [word for word in words if word.casefold() not in _PARTICLES and word.casefold() not in _TITLES]
    return (
        bool(named)
        and not any(word.casefold().strip(".,") in _NO_NAMES for word in words if word not in _PARTICLES)
        and all(_begins_name(word) and not any(letter.isdigit() for letter in word) for word in named)
        and words[0].casefold() not in {"of", "and", "en", "in", "op", "het"}
    )


def _stem(label: str) -> str:
    return re.sub(r"[ \t\u00a0_#.-]*\d{0,3}[a-z]?$" if re.search(r"\d[a-z]?$", label) else r"\.$", "", _spelled(label))


def _begins_name(word: str) -> bool:
    first = word.lstrip("'’@")[:1]
    if not first.isalpha():
        return False
    if first.lower() == first.upper():
        return len(word) <= _LONGEST_UNSPACED or not is_ideographic(first)
    return first.isupper() or word.startswith("@") or (len(word) > 1 and word[1].isupper())  # deVries


def is_unspaced(label: str) -> bool:
    """Whether the label is longer than names are in a script that puts no blanks between words."""
    return len(label) > _LONGEST_UNSPACED and is_ideographic(label[0])


def is_ideographic(letter: str) -> bool:
    """Whether the letter is of a script that puts no blanks between words."""
    return unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"))


def strength(label: str, times: int) -> int:
    """How surely a label that nobody registered is somebody's: SURE to NEVER.

    Args:
        label: as a line begins with it.
        times: lines of the text that begin with it.
    """
    if is_address(label) or is_role(label) or is_code(label):
        return SURE
    if len(folded(label)) == 1 and folded(label).isalpha():
        return SURE  # for now; whoever knows the whole text sees whether it comes back
    if is_heading(label) or is_remark(label) or is_asked(label) or ends_sentence(label):
        return NEVER
    name = looks_like_name(label)
    if is_prose(label):
        return LIKELY if name and times > (1 if " " in label else _FEW_WORDS) else NEVER
    if name or is_numbered(label):
        return LIKELY
    few = len(label.split()) <= _FEW_WORDS and not is_unspaced(label)
    return MAYBE if few else NEVER


def parts_of_name(label: str) -> tuple[str, ...]:
    """The parts of a label that looks like a name by which somebody can be known: no titles, particles, initials."""
    words = re.split(r"[ \t\u00a0]+", label) if looks_like_name(label) else []
    parts = (word.strip(".,") for word in words if word.casefold() not in _PARTICLES | _TITLES)
    return tuple(
        part for part in parts if "." not in part and (len(part) > 2 or (len(part) == 2 and is_ideographic(part[0])))
    )


def participant_of(label: str, ids: Iterable[str], given: Mapping[str, str] | None = None) -> str | None:
    """The id of the participant whom the label is of; None where it is nobody's.

    Args:
        label: as a line begins with it, such as `R3` or `Jan de Vries`.
        ids: of the source's participants; without regard to case they are labels themselves.
        given: ids by label, as a user gave them; labels in the form of `folded`.
    """
    key = folded(label)
    if given and key in given:
        return given[key]
    plain = _BETWEEN.sub("", key)
    return next((id_ for id_ in ids if _BETWEEN.sub("", folded(id_)) == plain), None)


# ---- the labels of a text, one after another -------------------------------------------------------------------------


def returning(keys: Sequence[str]) -> frozenset[str]:
    """Labels that come back after another one."""
    turns = Counter(key for before, key in pairwise(["", *keys]) if key != before)
    return frozenset(key for key, count in turns.items() if count > 1)


def recurring(keys: Sequence[str]) -> bool:
    """Whether any of the labels stands there more than once."""
    return any(count > 1 for count in Counter(keys).values())


def counts_up(keys: Sequence[str]) -> bool:
    """Whether the labels are the numbers of a list, such as C1 to C5 once each; S1 is our own for unknown people."""
    matches = [re.fullmatch(r"(.*?)(\d+)", key) for key in keys]
    parts = [(match[1], int(match[2])) for match in matches if match is not None]
    up = all(one[0] == other[0] and other[1] == one[1] + 1 for one, other in pairwise(parts))
    return up and len(parts) == len(keys) >= _LISTED and keys[0] != "s1"


def are_fields(keys: Sequence[str]) -> bool:
    """Whether three labels or more come back in one order, like those of records: Title, Author, Year, Title, ..."""
    period = len(set(keys))
    rounds = len(keys) // period if period else 0
    return period > 2 and rounds > 1 and all(key == keys[n % period] for n, key in enumerate(keys))
