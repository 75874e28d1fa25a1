"""A file becomes the text of a source: what the transcript will be, what to look at in it, and the change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from cmo_eval.analysis.coded_text import withdrawn_participants
from cmo_eval.deferred import dataclass
from cmo_eval.edits.examples import without_examples
from cmo_eval.edits.plan import Plan, opened
from cmo_eval.edits.transcripts.who_speaks import as_before
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Source
from cmo_eval.nearest import alike, did_you_mean
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.store.writing.change import Change, FileChange, beside, digest, named
from cmo_eval.store.yaml_io import read
from cmo_eval.transcripts import store
from cmo_eval.transcripts.reading import Rows
from cmo_eval.transcripts.speakers import asks, folded
from cmo_eval.transcripts.transcript import Transcript, is_note, parse
from cmo_eval.transcripts.turns import UNKNOWN, Register, Turn, Voice, lines_of, turns_in, voices, written

_MOST_LABELS = 12

ENOUGH = 2 / 3
"""The share of words with a speaker below which a file with turns does not come in without being told to."""


@dataclass(frozen=True)
class Incoming:
    """A file that was read, for a source: what it holds and who speaks in it."""

    name: str
    rows: Rows
    source: Stored[Source]
    register: Register
    turns: tuple[Turn, ...]
    voices: tuple[Voice, ...]
    as_before: frozenset[str] = frozenset()
    """Labels (folded) of which the text that is there told whose they are."""
    left: tuple[str, ...] = ()
    """Who withdrew and speaks in the text that is there, whose words may be gone from it for good."""

    @cached_property
    def text(self) -> str:
        """The transcript."""
        return written(self.turns, self.voices)

    @cached_property
    def transcript(self) -> Transcript:
        """The transcript with its lines."""
        return parse(self.text, [voice.becomes for voice in self.voices])

    @cached_property
    def doubts(self) -> Mapping[int, str]:
        """What looks like the beginning of a turn and was not taken for one, by the number (from 1) of its line.

        Labels that became others are looked for as the file has them, which the transcript no longer does.
        """
        text = self.transcript.text
        found = {line.number: text[line.start : line.end] for line in self.transcript.doubts}
        for number, (turn, line) in enumerate(lines_of(self.turns, self.voices), 1):
            doubt = self.turns[turn].doubt
            if doubt is not None and doubt in line and self.turns[turn].label != UNKNOWN:
                found.setdefault(number, line[line.index(doubt) :])
        return dict(sorted(found.items()))

    @cached_property
    def share(self) -> float:
        """The share (0-1) of the transcript's words of which it is known who says them; 1 where there are none."""
        of_somebody = whole = 0
        for line in self.transcript.lines:
            if line.is_page or is_note(self.transcript.text[line.start : line.end]):
                continue
            words = len(self.transcript.words(line).split())
            whole += words
            of_somebody += words if line.speaker is not None and not line.doubtful else 0
        return of_somebody / whole if whole else 1.0

    @property
    def few_speak(self) -> bool:
        """Whether there are turns, and too few words stand in them for the file to have been read as it was meant."""
        return bool(self.voices) and self.share < ENOUGH

    @property
    def notes(self) -> Mapping[str, int]:
        """What stands between ( ) behind labels, and is not in the transcript; how often each."""
        return Counter(turn.note for turn in self.turns if turn.note)

    @property
    def unknown(self) -> tuple[Voice, ...]:
        """Those who speak of whom nobody said who they are."""
        return tuple(voice for voice in self.voices if voice.how in {"code", "name"})


@dataclass(frozen=True)
class NewText:
    """A text that may take its place in the folder `texts`.

    `name` is what the source calls the text, `path` where it lies; `becomes` is what it does to the text that is there,
    and `files` those of the text and of the source, as far as they change. `corrected` says which corrections by hand
    would be lost of the text that is there, None where nobody changed it since it was brought in or nothing of it
    changes; `citations` counts what is coded in the source.
    """

    texts: Path
    incoming: Incoming
    name: str
    path: Path
    becomes: Literal["becomes", "replaces", "is already"]
    files: tuple[FileChange, ...]
    corrected: str | None
    citations: int


@dataclass(frozen=True, kw_only=True)
class TextImport(Plan):
    """These texts as one change; the folders that they are to lie in are made for oneself alone."""

    texts: tuple[NewText, ...]

    def apply(self) -> None:
        """Make the change, whole or not at all; folders that were made for it are gone again after an error.

        Raises:
            CmoEvalError: as `Plan.apply`; or a folder cannot be made, since the one around it is not there either.
        """
        with folders_made((one.texts, one.path) for one in self.texts):
            Plan.apply(self)


@contextmanager
def folders_made(texts: Iterable[tuple[Path, Path]]) -> Iterator[None]:
    """While texts are written: the folders that they are to lie in are made for oneself alone, and go after an error.

    Args:
        texts: for each the folder of texts, and its path.

    Raises:
        CmoEvalError: a folder cannot be made, since the one around it is not there either.
    """
    with ExitStack() as undo:
        for top, path in texts:
            missing = [folder for folder in path.parents if not folder.exists()]
            for folder in reversed([folder for folder in missing if folder.is_relative_to(top)]):
                try:
                    folder.mkdir(mode=0o700)
                except OSError as error:
                    what = f"{error.filename} cannot be made: {(error.strerror or 'error').lower()}"
                    raise CmoEvalError(what, "make the folder of texts first") from None
                undo.callback(_removed, folder)
        yield
        undo.pop_all()


def _removed(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def together(root: Path, texts: Sequence[NewText], also: Sequence[FileChange] = ()) -> TextImport:
    """Those of these texts of which something changes as one change, with what changes `also` if any of them does."""
    changing = tuple(one for one in texts if one.files)
    ids = ", ".join(one.incoming.source.record.id for one in changing)
    files = (*(file for one in changing for file in one.files), *(also if changing else ()))
    folders = tuple({one.texts for one in changing})
    return TextImport(root=root, change=Change(files, folders, f"text import: {ids}"), texts=changing)


# ---- which source ---------------------------------------------------------------------------------------------------


def guessed_source(name: str, ids: Collection[str]) -> str | None:
    """The source that a file's name points at: `FG2.docx`, `FG2-transcript.docx`, `transcript FG2 (def).docx`."""
    stem = re.sub(r"\.\w{1,8}$", "", name)
    by_key = {id_.casefold(): id_ for id_ in ids if alike(id_, ids) is None}
    if stem.casefold() in by_key:
        return by_key[stem.casefold()]
    words = [by_key[word] for word in re.split(r"[\W_]+", stem.casefold()) if word in by_key]
    return words[0] if len(set(words)) == 1 else None


def no_source(name: str) -> UsageError:
    """The error that a file's name points at no source; it may begin with an id, such as FG2 in `FG2-final.docx`."""
    match = re.match(r"([A-Za-z]{1,6}\d{1,4})(?![A-Za-z0-9])", name)
    if match is None:
        hint = "say it with --source ID, or let it make a new one with --new"
        return UsageError(f"{name} does not say of which source it is the text", hint)
    id_ = match[1].upper()
    return UsageError(f"{name} is of {id_}, and there is no such source", "--new makes it; or give --source ID")


def source_of(repository: Repository, id_: str, taken: Collection[str] = ()) -> Stored[Source]:
    """The source with that id.

    Args:
        repository: the evaluation, without what was withdrawn.
        id_: of the source.
        taken: ids that files begin with, those of withdrawn sources too.

    Raises:
        UsageError: there is none, it was withdrawn, or two files hold it.
    """
    held = [stored for stored in repository.stored_sources if stored.record.id == id_]
    if len(held) > 1:
        raise UsageError(f"{id_} stands in {' and in '.join(one.file for one in held)}", "give one another id")
    if held:
        return held[0]
    if id_ in taken and repository.kind_of(id_) is None:
        raise UsageError(f"{id_} was withdrawn, or its file cannot be read", "`cmo-eval validate` says which")
    near = did_you_mean(id_, repository.sources)
    make = f'make it first: `cmo-eval new source --id {id_} --kind interview --title "..."`'
    raise UsageError(f"there is no source {id_}", f"{near} or {make}" if near else make)


# ---- what comes in --------------------------------------------------------------------------------------------------


def register_of(
    source: Stored[Source], given: Mapping[str, str], *, never: Collection[str] = (), strict: bool = True
) -> Register:
    """Who may speak in a source, by the ids of its participants and the labels that a user gave ids to.

    Of a label with the id `?` it is known that somebody speaks, and no more; those in `never` are no labels.

    Raises:
        UsageError: an id is of no participant, and is not INT; unless not `strict`, where it counts as not given.
    """
    silent = withdrawn_participants(source)
    ids = [person.id for person in source.record.participants if person.id not in silent]
    for id_ in ids:
        if (other := alike(id_, (*ids, *silent))) is not None:
            raise UsageError(
                f"{id_} and {other} of {source.record.id} differ by capitals only, so that labels may mean either",
                f"give one of them another id in {source.file}",
            )
    every = {id_.casefold(): id_ for id_ in (*ids, *silent)}
    meant: dict[str, str] = {}
    for label, id_ in given.items():
        if id_.casefold() in every:
            meant[folded(label)] = every[id_.casefold()]
        elif asks(id_):
            meant[folded(label)] = id_.upper()
        elif strict and id_ != "?":
            known = f"its participants are {', '.join(ids)}" if ids else "it has none yet"
            raise UsageError(
                f"{source.record.id} has no participant {id_}; {known}",
                f"write {id_} under `participants` in {source.file} first, or give INT for who asks the questions",
            )
    heard = [folded(label) for label, id_ in given.items() if id_ == "?"]
    return Register(tuple(ids), tuple(silent), meant, tuple(heard), tuple(map(folded, never)))


def incoming(
    name: str,
    rows: Rows,
    source: Stored[Source],
    given: Mapping[str, str],
    *,
    never: Collection[str] = (),
    before: str | None = None,
) -> Incoming:
    """What the file holds, with everybody who speaks in it under the label that they will have.

    Args:
        name: of the file.
        rows: as it was read.
        source: whose text it will be.
        given: as in `register_of`; an id of no participant counts as not given.
        never: as there.
        before: the text that the source has: whose words stand there, theirs they are in the file too.
    """
    register = register_of(source, given, never=never, strict=False)
    turns = turns_in(rows.rows, register)
    came = Incoming(name, rows, source, register, turns, voices(turns, register))
    if before is None or not (open_ := _nobody_said(came)):
        return came
    ids = [person.id for person in source.record.participants]
    told = as_before(before, ids, turns, open_)
    again = incoming(name, rows, source, {**told, **given}, never=never) if told else came
    heard = {folded(line.speaker) for line in parse(before, ids).lines if line.speaker is not None}
    left = tuple(id_ for id_ in register.withdrawn if folded(id_) in heard)
    return replace(again, as_before=frozenset(map(folded, told)), left=left)


def _nobody_said(came: Incoming) -> list[Voice]:
    """Those of whom neither the register nor a user says who they are, or that nobody registered them."""
    heard = {folded(label) for label in came.register.heard}
    return [voice for voice in came.unknown if voice.label != UNKNOWN and folded(voice.label) not in heard]


def text_of(source: Stored[Source], texts: Path | None) -> str | None:
    """The text that the source has; None where there is none or it cannot be read."""
    found = store.look(texts, source.record.text) if source.record.text else None
    return found.text if isinstance(found, store.Text) else None


def refuse_unsure(came: Incoming) -> None:
    """Leave nothing out of which it cannot be told whether it is of somebody who withdrew.

    Raises:
        UsageError: in the turn of somebody who withdrew, a line looks like the beginning of another's turn; or nobody
            said of a label that it is not theirs.
    """
    silent = {folded(voice.label) for voice in came.voices if voice.how == "withdrawn"}
    if came.left and (unknown := _nobody_said(came)):
        label = unknown[0].label
        raise UsageError(
            f"{came.name}: {' and '.join(came.left)} withdrew, and nobody says whether '{label}' is that person",
            f'--speaker "{label}={came.left[0]}" leaves those turns out; "{label}=ID": another participant; '
            f'"{label}=?": somebody else, whom nobody registered',
        )
    speaking = ""
    for turn in came.turns:
        speaking = folded(turn.label) if turn.label is not None else speaking
        if turn.doubt is None or speaking not in silent:
            continue
        where = f"line {turn.row + 1}" if turn.row is not None else "a line"
        begins = f"stands in a turn of somebody who withdrew, and begins with '{turn.doubt}'"
        raise UsageError(
            f"{came.name}: {where} {begins}, which may be another's label",
            f'--speaker "{turn.doubt}=ID" says who speaks ("{turn.doubt}=?": nobody registered); '
            f'--no-speaker "{turn.doubt}" says that it is words, which are left out with the turn',
        )


def refuse_unheard(files: Sequence[Incoming], given: Mapping[str, str]) -> None:
    """Take no label or id that a user gave for something else than was meant.

    Raises:
        UsageError: nobody speaks under such a label, or its id is of no participant.
    """
    there = list(dict.fromkeys(f"'{voice.label}'" for came in files for voice in came.voices))
    heard = {folded(voice.label) for came in files for voice in came.voices}
    for label in given:
        if folded(label) not in heard:
            who = f"who speaks is {', '.join(there[:_MOST_LABELS])}" if there else "no turns were recognised"
            raise UsageError(f"nobody speaks as '{label}'", f"write the label as it stands before the turns: {who}")
    for came in files:
        labels = {folded(voice.label) for voice in came.voices}
        register_of(came.source, {label: id_ for label, id_ in given.items() if folded(label) in labels})


# ---- the change -----------------------------------------------------------------------------------------------------


def new_text(
    root: Path, repository: Repository, came: Incoming, texts: Path | None, *, begins: str | None = None
) -> NewText:
    """The transcript in the folder of texts, and the source with its name and digest.

    Args:
        root: the evaluation folder.
        repository: what was read from it.
        came: the file.
        texts: the folder of texts.
        begins: of a source that is made by the same change, the text of its file.

    Raises:
        UsageError: nobody says where texts lie, or the source's file is a link.
        CmoEvalError: a file cannot be read, the text's name leads out of the folder, or the source's file cannot be
            changed without changing what else it says.
    """
    if texts is None:
        raise UsageError(
            "evaluation.yaml does not say where the texts lie",
            "write `texts: ../texts` into it (a folder outside is safer), or give --texts DIR",
        )
    source = came.source.record
    called = source.text or ""
    name = called if called.lower().endswith((".txt", ".md")) else f"{source.id}.txt"
    found = store.look(texts, name)
    path = store.place(texts, name)
    if (other := beside(path)) is not None and not path.exists():
        raise UsageError(
            f"{name} would be {other.name} on half of all disks, which do not tell capitals apart",
            f"give the source another `text:`, or move {other.name} away",
        )
    if isinstance(found, store.Refused) and (store.leaves(name) or not path.is_file() or path.is_symlink()):
        raise CmoEvalError(f"the text of {source.id}: {found.why}", found.hint)
    try:
        before = path.read_bytes() if path.exists() else None
    except OSError as error:
        raise CmoEvalError(f"{path} cannot be read: {(error.strerror or 'error').lower()}", "look at it") from None
    after = came.text.encode("utf-8")
    changes = [
        (named(root, path), before, after),
        (came.source.file, *_with_text(root, came.source.file, name, store.digest(came.text), begins)),
    ]
    return NewText(
        texts,
        came,
        name,
        path,
        "becomes" if before is None else "is already" if before == after else "replaces",
        tuple(FileChange(file, None if was is None else digest(was), now) for file, was, now in changes if was != now),
        _corrected(source, name, found.text, came.text) if isinstance(found, store.Text) else None,
        len(repository.citations.of_source.get(source.id, ())),
    )


def _corrected(source: Source, name: str, now: str, after: str) -> str | None:
    """Which corrections by hand of the text that is there, and now called `name`, the new one would undo, in words."""
    if now == after or source.imported_sha256 == store.digest(now):
        return None
    imported = source.imported_sha256 or source.text_sha256
    where = lines_named(_changed(now.removesuffix("\n").split("\n"), after.removesuffix("\n").split("\n")))
    if imported in {None, store.digest(now)}:
        return f"nothing says whether {name} was corrected by hand since it was brought in; {where} would change"
    said = f"{name} was corrected by hand since it was brought in; {where} would lose that"
    return said if imported == store.digest(after) else f"{said}, or change because the file did"


_MOST_LINES = 20_000
"""Lines of which it is looked up which is which; of more, those are named that do not stand in the other text."""


def _changed(old: Sequence[str], new: Sequence[str]) -> tuple[int, ...]:
    """The numbers (from 1) of the old lines that change or go, and of those before which another would come."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - seldom needed

    if max(len(old), len(new)) > _MOST_LINES:
        there = set(new)
        return tuple(number for number, line in enumerate(old, 1) if line not in there)
    found: set[int] = set()
    for block in Levenshtein.opcodes(old, new):
        if block.tag == "insert":
            found.add(min(block.src_start + 1, len(old)))
        elif block.tag != "equal":
            found.update(range(block.src_start + 1, block.src_end + 1))
    return tuple(sorted(found))


def _with_text(root: Path, file: str, name: str, sha256: str, begins: str | None) -> tuple[bytes | None, bytes]:
    """The source's file as it is, and with `text`, `text_sha256` and `imported_sha256`; another text has its names."""
    before, text = opened(root, file) if begins is None else (None, begins)
    value = read(text).value
    if not isinstance(value, dict):
        raise CmoEvalError(f"{file} changed since it was read", "nothing was written; run again")
    ours = {"text": name, "text_sha256": sha256, "imported_sha256": sha256}
    wanted: dict[str, object] = {}
    for key, part in value.items():
        if key == "text":
            wanted |= ours
        elif key == "pseudonymised" and value.get("text_sha256") != sha256:
            continue  # of the text that was there; this one has its names
        elif key not in ours or "text" not in value:
            wanted[key] = part
    wanted |= ours
    after = with_value(begins or (before or b"").decode("utf-8"), wanted)
    return before, without_examples(after, "source", str(value.get("id")), ("text",)).encode("utf-8")


def lines_named(numbers: Sequence[int]) -> str:
    """Lines by their numbers, of many the first: `line 3`, `lines 3, 4 and 9 more`."""
    shown = ", ".join(map(str, numbers[:8])) + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")
    return f"line {shown}" if len(numbers) == 1 else f"lines {shown}"
