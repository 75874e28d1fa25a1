"""What somebody should look at before a transcript is used: who is not known, and what may give a person away."""

from __future__ import annotations

from collections.abc import Sequence

from cmo_eval.edits.text_import import Incoming, NewText
from cmo_eval.hearing import wanted
from cmo_eval.rules.identifiers import Names, identifiers, may_identify
from cmo_eval.store.repository import Repository
from cmo_eval.transcripts.anchoring import PreparedText, anchors
from cmo_eval.transcripts.store import digest
from cmo_eval.transcripts.turns import UNKNOWN, spoken_names


def doubts(came: Incoming, names: str | None = None) -> list[str]:
    """What somebody should look at before the text is used, in sentences without a full stop.

    Args:
        came: what comes in.
        names: names that must never be published, one a line.
    """
    said: list[str] = []
    unknown = [voice for voice in came.unknown if voice.how == "name" or came.register.ids]
    nobodys = [voice for voice in unknown if voice.label == UNKNOWN]
    unknown = [voice for voice in unknown if voice.label != UNKNOWN]
    said += [f"who speaks in the turns of {UNKNOWN} is not said by the file" for _ in nobodys]
    taken = {voice.becomes.casefold() for voice in came.voices}
    free = [id_ for id_ in came.register.ids if id_.casefold() not in taken]
    examples = free if came.register.ids else [f"r{number}" for number in range(1, len(unknown) + 1)]
    for place, voice in enumerate(unknown):
        id_ = examples[place] if place < len(examples) else "INT"
        what = (
            f"'{voice.label}' may be a name, so it becomes {voice.becomes}"
            if voice.how == "name"
            else f"{voice.label} is no participant of {came.source.record.id}"
        )
        said.append(f'{what}; --speaker "{voice.label}={id_}" says who it is')
    if len(unknown) > len(free):
        said.append(f"--speaker knows INT, and who stands under `participants` in {came.source.file}")
    in_doubt = [turn.doubt for turn in came.turns if turn.doubt is not None and turn.label != UNKNOWN]
    in_doubt += [line.maybe for line in came.transcript.doubts if line.maybe is not None]
    if in_doubt:
        label = in_doubt[0]
        said.append(
            f"who speaks is not known in lines that look like the beginning of a turn: if it is one, "
            f'--speaker "{label}=ID" says whose ("{label}=?" of nobody registered); else --no-speaker "{label}"'
        )
    for id_, lines in spoken_names(came.text, came.voices).items():
        said.append(f"the name of {id_} stands in what is said too, in {_lines(lines)}; replace it there")
    if names is not None:
        listed = Names(names)
        where = [n for n, line in enumerate(came.text.split("\n"), 1) if next(listed.found(line), None) is not None]
        if where:
            said.append(f"names from the list of names stand in {_lines(where)}")
    found = [
        (number, what)
        for number, line in enumerate(came.text.split("\n"), 1)
        if may_identify(line)
        for what in identifiers(line)
    ]
    kinds = dict.fromkeys(what for _, what in found)
    said += [f"{_lines([number for number, one in found if one == what])} may hold {what}" for what in kinds]
    return said


def corrections_lost(new: NewText) -> str | None:
    """Which corrections by hand the text that comes in would undo, in words; None where it undoes none."""
    lost = new.corrections
    if lost is None:
        return None
    where = _lines(lost.lines)
    if not lost.certain:
        return f"nothing says whether {new.name} was corrected by hand since it was brought in; {where} would change"
    said = f"{new.name} was corrected by hand since it was brought in; {where} would lose that"
    return said if lost.only else f"{said}, or change because the file did"


def quotes_lost(repository: Repository, came: Incoming) -> list[str]:
    """Ids of the citations of the source whose words do not stand in the text that comes in."""
    source = came.source.record.id
    prepared = PreparedText(came.text, came.transcript, came.register.ids)
    coded = [one.citation for one in repository.citations.of_source.get(source, ())]
    quoted = [one for one in coded if one.verbatim and one.quote is not None]
    recorded = came.source.record.text_sha256
    found = anchors(prepared, [wanted(one, recorded) for one in quoted], same=recorded == digest(came.text))
    return [
        citation.id
        for citation, anchor in zip(quoted, found, strict=True)
        if anchor is None or not (anchor.sure or anchor.home)
    ]


def _lines(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:8])) + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")
    return f"line {shown}" if len(numbers) == 1 else f"lines {shown}"
