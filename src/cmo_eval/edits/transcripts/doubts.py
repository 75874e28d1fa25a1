"""What somebody should look at before a text is used: who speaks, what may be a name, quotes that are not in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple

from cmo_eval.attribution import wanted
from cmo_eval.edits.transcripts.text_import import Incoming, NewText, lines_named
from cmo_eval.pseudonyms.identifiers import Names, identifiers, may_identify
from cmo_eval.store.repository import Repository
from cmo_eval.store.yaml_io import YamlProblem
from cmo_eval.transcripts import store
from cmo_eval.transcripts.anchoring import PreparedText, anchors
from cmo_eval.transcripts.speakers import folded, is_nobody
from cmo_eval.transcripts.turns import UNKNOWN, spoken_names

LISTED = "names from the list of names"
_SHOWN = 5


class Doubt(NamedTuple):
    """What somebody should look at: a sentence without a full stop, which goes on with the option that settles it."""

    what: str
    option: str = ""


def doubts(repository: Repository, new: NewText, names: str | None = None) -> list[Doubt]:
    """What somebody should look at before the text is used.

    Args:
        repository: the evaluation.
        new: the text.
        names: names that must never be published, one a line.
    """
    came = new.incoming
    named = [Doubt(one) for one in _of_names(came, names)]
    if named:
        replaced = "once it is in, `cmo-eval text pseudonymise` puts pseudonyms in place of names and numbers"
        named.append(Doubt(f"{replaced}, in every file"))
    said = [*_of_speakers(came), *named]
    if new.corrected is not None:
        said.append(Doubt(f"{new.corrected}: see the lines with - below"))
    prepared = PreparedText(came.text, came.transcript, came.register.ids)
    coded = [one.citation for one in repository.citations.of_source.get(came.source.record.id, ())]
    quoted = [one for one in coded if one.verbatim and one.quote is not None]
    recorded = came.source.record.text_sha256
    found = anchors(prepared, [wanted(one, recorded) for one in quoted], same=recorded == store.digest(came.text))
    placed = zip(quoted, found, strict=True)
    lost = [
        one.id
        for one, anchor in placed
        if anchor is None or anchor.doubt == "sense" or not (anchor.sure or anchor.home)
    ]
    if lost:
        shown = ", ".join(lost[:5]) + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
        said.append(Doubt(f"the quotes of {shown} do not stand in it"))
    return said


def _of_speakers(came: Incoming) -> Iterator[Doubt]:
    """Who speaks and is not known, and where it is not sure that somebody begins to."""
    unknown = [voice for voice in came.unknown if voice.how == "name" or came.register.ids]
    nobody = [voice.label for voice in came.unknown if voice.label == UNKNOWN or is_nobody(voice.label)]
    if nobody:
        yield Doubt(f"who speaks in the turns of {' and '.join(nobody)} is not said by the file")
    unknown = [voice for voice in unknown if voice.label not in nobody]
    taken = {voice.becomes.casefold() for voice in came.voices}
    free = [id_ for id_ in came.register.ids if id_.casefold() not in taken]
    # of several nobody can tell who is who, least of all by their order
    certain = len(unknown) == len(free) == 1 and not came.register.withdrawn
    examples = [f"r{number}" for number in range(1, len(unknown) + 1)] if not came.register.ids else free * certain
    for voice, id_ in zip(unknown, chain(examples, repeat("ID")), strict=False):
        what = (
            f"'{voice.label}' may be a name, so it becomes {voice.becomes}"
            if voice.how == "name"
            else f"{voice.label} is no participant of {came.source.record.id}"
        )
        yield Doubt(what, f'; --speaker "{voice.label}={id_}" says who it is')
    if unknown and not certain:
        yield Doubt("", f"--speaker knows INT, and who stands under `participants` in {came.source.file}")
    for label, notes in _told_apart(came).items():
        yield Doubt(
            f"'{label}' stands with {' and with '.join(notes)}: if these are two people, give each a label of "
            "their own in the file"
        )
    heard = {folded(voice.label) for voice in came.voices} | {folded(voice.becomes) for voice in came.voices}
    known = [label for label in in_doubt(came) if folded(label) in heard]
    if known:
        yield Doubt(
            "who speaks is not known in lines that begin with the label of somebody who speaks elsewhere",
            f": if that person begins there, put a colon behind '{known[0]}' in the file, as before the other turns",
        )
    if labels := Counter(label for label in in_doubt(came) if folded(label) not in heard).most_common():
        (label, _), *others = labels
        shown = [f"'{other}'{f' ({times} times)' if times > 1 else ''}" for other, times in others[:_SHOWN]]
        shown += [f"{len(others) - _SHOWN} more"] if len(others) > _SHOWN else []
        also = f"; so for {', '.join(shown)}" if others else ""
        yield Doubt(
            "who speaks is not known in lines that look like the beginning of a turn",
            f': if it is one, --speaker "{label}=ID" says whose ("{label}=?" of nobody registered); else --no-speaker '
            f'"{label}"{also}',
        )


def _told_apart(came: Incoming) -> dict[str, list[str]]:
    """Labels with several notes between ( ) that each come back, as of a man and a woman under one label."""
    count = Counter((turn.label, turn.note) for turn in came.turns if turn.label is not None and turn.note)
    notes: dict[str, list[str]] = defaultdict(list)
    for (label, note), times in count.items():
        if times > 1:
            notes[label].append(note)
    return {label: several for label, several in notes.items() if len(several) > 1}


def in_doubt(came: Incoming) -> list[str]:
    """What stands before words and may be a label, each time that it does."""
    read = Counter(turn.doubt for turn in came.turns if turn.doubt is not None and turn.label != UNKNOWN)
    written = Counter(line.maybe for line in came.transcript.doubts if line.maybe is not None)
    return [*(read | written).elements()]  # mostly the same lines


def listed_names(root: Path, repository: Repository) -> str | None:
    """The names that must never be published, where evaluation.yaml says where they lie and the file is there."""
    name = repository.evaluation.names
    if name is None:
        return None
    from cmo_eval.rules import privacy  # noqa: PLC0415 - all rules come with it

    try:
        return privacy.listed_names(root / name)
    except YamlProblem:
        return None


def _of_names(came: Incoming, names: str | None) -> Iterator[str]:
    """What in the words may give a person away."""
    for id_, lines in spoken_names(came.text, came.voices).items():
        yield f"the name of {id_} stands in what is said too, in {lines_named(lines)}; replace it there"
    for what, where in pointing(came.text, Names(names) if names is not None else None).items():
        listed = what == LISTED
        yield f"{what} stand in {lines_named(where)}" if listed else f"{lines_named(where)} may hold {what}"


def pointing(text: str, listed: Names | None) -> dict[str, list[int]]:
    """What in a text points at somebody: names of the list (LISTED), and what has such a form; each with its lines."""
    numbered = list(enumerate(text.split("\n"), 1))
    found: dict[str, list[int]] = {}
    if listed is not None:
        where = [number for number, line in numbered if next(listed.found(line), None) is not None]
        found |= {LISTED: where} if where else {}
    for number, line in numbered:
        for what in identifiers(line) if may_identify(line) else ():
            found.setdefault(what, []).append(number)
    return found
