"""What a label says of who speaks: a code, a role, an address, a name; or that it is no label but words before a colon.

Which lines of a text begin with a label is not decided here but by the form of the text; see `beginnings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

INTERVIEWER = "INT"
"""The label of whoever asks the questions."""

TIME = r"\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"

_CODE = re.compile(
    r"""(?!(?:[qQhH]|art|fig|tab|nr|no|cmo)[-.]?\d)(?:[A-Za-z]{1,4}[-._]?|[A-Za-z][ ])\d{1,3}[A-Za-z]?  # R3, INT2, P-04
    |[A-Za-z]{1,6}\d{0,3}[-_./][A-Za-z]{1,6}[-_]?\d{1,3}[A-Za-z]?                               # FG1-R3
    |[^\W\d_]{2,20}_\d{1,3}                                                                    # SPEAKER_00
    """,
    re.VERBOSE,
)
_BETWEEN = re.compile(r"(?<=[a-z])[-. ](?=\d)")  # of r-3 and R 3
_NUMBERED_ROLE = re.compile(
    r"""([^\W\d_]+)(?:[ \t\u00a0_-]*(?:nr\.?|no\.?|\#)?[ \t\u00a0]*\d{1,3}[a-z]?
    |[ \t\u00a0_-]+(?:one|two|three|four|five|six|een|één|twee|drie|vier|vijf|zes|[a-h]))""",
    re.VERBOSE,
)
_NUMBERED = re.compile(
    r"([^\W\d_]+(?:[ \u00a0'’-][^\W\d_]+){0,3})[ \t\u00a0_-]*(?:nr\.?|no\.?|#)?[ \t\u00a0]*\d{1,3}[A-Za-z]?"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\(?\d(?:[ ./()-]{0,2}\d){6,16}")
_ABBREVIATED = re.compile(r"[^\W\d_]{1,2}\.|(?:[^\W\d_]\.){2,4}")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_INTERVIEWERS = _listed(
    "int int. i interviewer interviewster moderator gespreksleider facilitator onderzoeker researcher"
)
_ROLES = _INTERVIEWERS | _listed(
    """r v a respondent respondente deelnemer deelneemster participant geïnterviewde interviewee spreker speaker
    informant iemand onbekend unknown allen man vrouw"""
)
_PARTICLES = _listed("van de der den het ter ten te von zu du la le el al bin in 't op d' of and en da dos di")
_TITLES = _listed("dr dr. mr mr. mrs mrs. ms ms. drs drs. ir ir. ing ing. prof prof. dhr dhr. mevr mevr. mw mw.")
_NO_NAMES = _listed(
    """note notes nb ps vraag antwoord question answer opmerking remark conclusie conclusion voorbeeld bijvoorbeeld
    example datum date plaats locatie location place aanwezig afwezig present absent onderwerp subject titel title
    bron source tijd time duur duration bijlage annex appendix thema theme topic samenvatting summary inleiding
    introduction hoofdstuk chapter tabel table figuur figure kortom dus maar so but let pas attention warning doel
    goal aim context mechanism mechanisme outcome uitkomst resultaat result agenda contact telefoon phone email mail
    website tel fax project organisatie organisation functie role rol status versie version deel part fase phase stap
    reason reden cost price prijs kosten problem probleem solution oplossing advantage voordeel nadeel tip advies advice
    monday tuesday wednesday thursday friday saturday sunday maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    step interview transcript transcriptie verslag report focusgroep ja nee yes no ok oké week dag day
    maand month jaar year ronde round stage level niveau punt point item option optie paragraph sectie section pagina
    page line regel onderdeel appendices keywords abstract name naam age leeftijd duration length recorded
    recording opname audio video file"""
)
_PARTS = _listed("art fig tab nr no cmo eq ref")
_ASKED = _listed("vraag antwoord question answer q")
_PROSE = _listed(
    """i you he she it we they me him us them my your our their this that these those what who which when where why
    how one thing things is are was were be been am do does did has have had would can could should might must not if
    then than there here yes yeah yep no nope okay ok well so but and or because though although also just only really
    maybe perhaps actually honestly basically again anyway said says say saying asked told thought think thinks mean
    means like right sure exactly oh ah um uh hmm hm mm eh the an at for with about from by as to let still now
    ik jij je hij zij ze wij jullie u dit dat deze die wat wie waar wanneer waarom hoe zijn waren ben heb hebt heeft
    hadden zei zeg zegt zeiden dacht denk vroeg vraagt niet als dan ja nee nou goed maar want omdat ook dus toen daarna
    eerst vervolgens misschien eigenlijk eerlijk namelijk kortom samengevat een ding zo nog gewoon precies inderdaad
    ich du er sie wir ihr das dies wer wo wann warum ist sind habe hat hatte sagte sagt nicht wenn dann nein aber oder
    weil auch nur gut genau
    je tu il elle nous vous ils elles ce cela ça que qui quoi où quand pourquoi comment est sont était avons dit disait
    pas si alors oui non mais ou parce donc aussi bien voilà
    yo tú él ella nosotros ellos eso esto qué quién cómo cuándo son era dijo sí pero porque también bueno"""
)
_BEFORE_HOURS = _listed(
    """om rond omstreeks tegen vanaf tot sinds na voor around until till since after before between gegen ab bis nach
    seit vers depuis dès avant après"""
)
_SAYING = ("我", "你", "他", "她", "它", "这", "那")  # with which a Chinese sentence begins, and no name
_LONGEST_UNSPACED = 8
"""Letters of a label in a script that puts no blanks between words."""


def folded(label: str) -> str:
    """The label as labels are compared: without regard to case and blanks."""
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def is_code(label: str) -> bool:
    """Whether the label is a code such as R3, INT2, P-04, FG1-R3 or SPEAKER_00."""
    return _CODE.fullmatch(label) is not None


def is_role(label: str) -> bool:
    """Whether the label says what someone does in a talk, such as INT, Moderator or Respondent 3."""
    key = folded(label)
    if key in _ROLES:
        return True
    numbered = _NUMBERED_ROLE.fullmatch(key)
    return numbered is not None and numbered[1] in _ROLES


def is_interviewer(label: str) -> bool:
    """Whether the label is of whoever asks the questions, such as INT, Interviewer or Moderator 2."""
    key = folded(label)
    return re.sub(r"[ \t_]*\d{1,2}$", "", key) in _INTERVIEWERS


def is_address(label: str) -> bool:
    """Whether the label is an address of e-mail or a telephone's number, as of who joined a meeting by it."""
    return _ADDRESS.fullmatch(label) is not None


def is_numbered(label: str) -> bool:
    """Whether the label is words with a number behind them, such as Teacher 1, but none of parts as Phase 2."""
    match = _NUMBERED.fullmatch(label)
    if match is None or len(match[1]) == 1 or match[1].casefold() in _PARTS:
        return False
    return not is_heading(label) and not is_prose(match[1])


def is_inside_sentence(label: str) -> bool:
    """Whether words with a number begin as no label does: small, and three or more (`then in room 3`)."""
    return label[:1].islower() and label.count(" ") > 1 and not looks_like_name(label)


def tells_no_name(label: str) -> bool:
    """Whether the label may stand before a turn as it is: a code, a role, or one word with a number such as Teacher 1.

    `Health visitor 2` is one as well; `Petra Smit 2` is not.
    """
    match = _NUMBERED.fullmatch(label)
    later = re.split(r"[ \u00a0-]", match[1])[1:] if match is not None else ()
    numbered = match is not None and all(word[:1].islower() for word in later)
    return is_code(label) or is_role(label) or numbered


def is_heading(label: str) -> bool:
    """Whether the label is a word for a part of a document, such as Note, Date or Phase 2."""
    stem = _stem(label)
    if stem in _NO_NAMES or stem.removesuffix("s") in _NO_NAMES:
        return True
    return folded(label).split(" ")[0].rstrip(".") in _NO_NAMES


def is_asked(label: str) -> bool:
    """Whether the label is Question, Answer or the like, which stand before turns in some texts."""
    return _stem(label) in _ASKED


def is_before_hour(label: str) -> bool:
    """Whether the label is a word that stands before an hour of the day, such as `Om` in `Om 10:30: we left`."""
    return folded(label) in _BEFORE_HOURS


def is_prose(label: str) -> bool:
    """Whether the label has words of which sentences are made and no names, such as `He said` or `One thing`."""
    words = folded(label).split(" ")
    if len(words) > 1:
        words = [word for word in words if word not in _PARTICLES and _ABBREVIATED.fullmatch(word) is None]
    prose = any(word.strip(".,’'") in _PROSE for word in words)
    return prose or label.startswith(_SAYING)


def ends_sentence(label: str) -> bool:
    """Whether the words end as a sentence or a part of one does, such as `Okay.` or `Yeah,`."""
    last = label.rsplit(maxsplit=1)[-1] if label.split() else ""
    if last.endswith(","):
        return True
    known = last.casefold() in _TITLES or last.casefold() in _ROLES
    return last.endswith(".") and not known and _ABBREVIATED.fullmatch(last) is None


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
    return re.sub(r"[ \t\u00a0_#.-]*\d{0,3}[a-z]?$" if re.search(r"\d[a-z]?$", label) else r"\.$", "", folded(label))


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


def parts_of_name(label: str) -> tuple[str, ...]:
    """The parts of a label that looks like a name by which somebody can be known: no titles, particles, initials."""
    if not looks_like_name(label):
        return ()
    apart = _PARTICLES | _TITLES
    parts = (part.strip(".,") for part in re.split(r"[ \t\u00a0]+", label) if part.casefold() not in apart)
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
