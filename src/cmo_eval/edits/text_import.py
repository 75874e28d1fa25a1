"""A file becomes the text of a source: what the transcript will be, and the change that puts it in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cmo_eval.analysis.coded_text import withdrawn_participants
from cmo_eval.edits.files import opened
from cmo_eval.edits.plan import Plan
from cmo_eval.edits.yaml_edits import with_value
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Source
from cmo_eval.nearest import did_you_mean
from cmo_eval.store.repository import Repository, Stored
from cmo_eval.store.writing.change import Change, FileChange, alike, beside, digest, named
from cmo_eval.store.yaml_io import read
from cmo_eval.transcripts import speakers, store
from cmo_eval.transcripts.reading import Rows
from cmo_eval.transcripts.speakers import folded
from cmo_eval.transcripts.transcript import Transcript, is_note, parse
from cmo_eval.transcripts.turns import UNKNOWN, Register, Turn, Voice, lines_of, turns_in, voices, written

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
    def unsure(self) -> tuple[Turn, ...]:
        """Lines within turns of people who withdrew that look like the beginning of another's turn."""
        silent = {folded(voice.label) for voice in self.voices if voice.how == "withdrawn"}
        found: list[Turn] = []
        speaking = ""
        for turn in self.turns:
            speaking = folded(turn.label) if turn.label is not None else speaking
            if turn.doubt is not None and speaking in silent:
                found.append(turn)
        return tuple(found)

    @property
    def unknown(self) -> tuple[Voice, ...]:
        """Those who speak of whom nobody said who they are."""
        return tuple(voice for voice in self.voices if voice.how in {"code", "name"})


@dataclass(frozen=True, slots=True)
class Corrections:
    """What of a text that is there would be lost, since the one that comes in differs.

    `lines` are the numbers (from 1) of the lines that would change or go, in the text that is there. `certain` when
    they were changed by hand, since the digest of the text as it was brought in says so; else nothing says whether they
    were. `only` when what comes in is what was brought in before, so that all of it is correction.
    """

    lines: tuple[int, ...]
    certain: bool
    only: bool


@dataclass(frozen=True)
class NewText:
    """A text that may take its place: the transcript's file and the source's, before and after.

    `name` is what the source calls the text, `path` where it lies; `corrections` are what would be lost of the text
    that is there, None where nobody changed it since it was brought in or nothing of it changes; `citations` counts
    what is coded in the source.
    """

    root: Path
    texts: Path
    incoming: Incoming
    name: str
    path: Path
    text_before: bytes | None
    source_before: bytes
    source_after: bytes
    corrections: Corrections | None
    citations: int

    @property
    def text_after(self) -> bytes:
        """The bytes of the transcript: UTF-8, line ends LF."""
        return self.incoming.text.encode("utf-8")

    @property
    def files(self) -> tuple[FileChange, ...]:
        """The files that change; none where everything is as it was."""
        text = named(self.root, self.path)
        old = digest(self.text_before) if self.text_before is not None else None
        changes = []
        if self.text_before != self.text_after:
            changes.append(FileChange(text, old, self.text_after))
        if self.source_before != self.source_after:
            file = self.incoming.source.file
            changes.append(FileChange(file, digest(self.source_before), self.source_after))
        return tuple(changes)


@dataclass(frozen=True, kw_only=True)
class TextImport(Plan):
    """These texts as one change; the folders that they are to lie in are made for oneself alone."""

    texts: tuple[NewText, ...]

    def apply(self) -> None:
        """Make the change, whole or not at all; folders that were made for it are gone again after an error.

        Raises:
            CmoEvalError: as `Plan.apply`; or a folder cannot be made, since the one around it is not there either.
        """
        made: list[Path] = []
        try:
            for one in self.texts:
                missing = [folder for folder in (one.path.parent, *one.path.parent.parents) if not folder.exists()]
                for folder in reversed([folder for folder in missing if folder.is_relative_to(one.texts)]):
                    folder.mkdir(mode=0o700)
                    made.append(folder)
            Plan.apply(self)
        except BaseException as error:
            for folder in reversed(made):
                with suppress(OSError):
                    folder.rmdir()
            if isinstance(error, OSError):
                reason = (error.strerror or "error").lower()
                hint = "make the folder of texts first"
                raise CmoEvalError(f"{error.filename} cannot be made: {reason}", hint) from None
            raise


def together(root: Path, texts: Sequence[NewText]) -> TextImport:
    """Those of these texts of which something changes, as one change."""
    changing = tuple(one for one in texts if one.files)
    ids = ", ".join(one.incoming.source.record.id for one in changing)
    files = tuple(file for one in changing for file in one.files)
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


def would_be_source(name: str) -> str | None:
    """The id that a file's name begins with, whether there is such a source or not: FG2 of `FG2-final.docx`."""
    match = re.match(r"([A-Za-z]{1,6}\d{1,4})(?![A-Za-z0-9])", name)
    return match[1].upper() if match is not None else None


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
    make = f'or make it first: `cmo-eval new source --id {id_} --kind interview --title "..."`'
    near = did_you_mean(id_, repository.sources)
    raise UsageError(f"there is no source {id_}", f"{near} {make}" if near else make.removeprefix("or "))


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
    heard = [speakers.folded(label) for label, id_ in given.items() if id_ == "?"]
    for label, id_ in given.items():
        if id_ == "?":
            continue
        if re.fullmatch(r"INT\d{0,2}", id_.upper()) and id_.casefold() not in every:
            meant[speakers.folded(label)] = id_.upper()
        elif id_.casefold() in every:
            meant[speakers.folded(label)] = every[id_.casefold()]
        elif strict:
            known = f"its participants are {', '.join(ids)}" if ids else "it has none yet"
            raise UsageError(
                f"{source.record.id} has no participant {id_}; {known}",
                f"write {id_} under `participants` in {source.file} first, or give INT for who asks the questions",
            )
    return Register(tuple(ids), tuple(silent), meant, tuple(heard), tuple(map(speakers.folded, never)))


def incoming(name: str, rows: Rows, source: Stored[Source], register: Register) -> Incoming:
    """What the file holds, with everybody who speaks in it under the label that they will have."""
    turns = turns_in(rows.rows, register)
    return Incoming(name, rows, source, register, turns, voices(turns, register))


# ---- the change -----------------------------------------------------------------------------------------------------


def new_text(root: Path, repository: Repository, came: Incoming, texts: Path | None) -> NewText:
    """The transcript in the folder of texts, and the source with its name and digest.

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
    name = (
        source.text if source.text is not None and source.text.lower().endswith((".txt", ".md")) else f"{source.id}.txt"
    )
    found = store.look(texts, name)
    path = texts / name
    if (other := beside(path)) is not None and not path.exists():
        raise UsageError(
            f"{name} would be {other.name} on half of all disks, which do not tell capitals apart",
            f"give the source another `text:`, or move {other.name} away",
        )
    if isinstance(found, store.Refused) and (store.leaves(name) or not path.is_file() or path.is_symlink()):
        raise CmoEvalError(f"the text of {source.id}: {found.why}", found.hint)
    before = _bytes(path)
    source_before, after = _with_text(root, came.source.file, name, store.digest(came.text))
    corrections = _corrections(source, found.text, came.text) if isinstance(found, store.Text) else None
    citations = len(repository.citations.of_source.get(source.id, ()))
    return NewText(root, texts, came, name, path, before, source_before, after, corrections, citations)


def _corrections(source: Source, now: str, after: str) -> Corrections | None:
    """What a person may have corrected in the text that is there and would be lost."""
    if now == after:
        return None
    if source.imported_sha256 == store.digest(now):
        return None
    imported = source.imported_sha256 or source.text_sha256
    lines = _changed(now.removesuffix("\n").split("\n"), after.removesuffix("\n").split("\n"))
    certain = imported is not None and imported != store.digest(now)
    return Corrections(lines, certain, only=imported == store.digest(after))


_MOST_LINES = 20_000
"""Lines of which it is looked up which is which; of more, those are named that do not stand in the other text."""


def _changed(old: Sequence[str], new: Sequence[str]) -> tuple[int, ...]:
    """The numbers (from 1) of the old lines that change or go, and of those before which another would come."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - seldom needed

    if max(len(old), len(new)) > _MOST_LINES:
        there = set(new)
        return tuple(number for number, line in enumerate(old, 1) if line not in there)
    numbers: dict[str, int] = {}
    one, other = ([numbers.setdefault(line, len(numbers)) for line in lines] for lines in (old, new))
    found: set[int] = set()
    for block in Levenshtein.opcodes(one, other):
        if block.tag == "insert":
            found.add(min(block.src_start + 1, len(old)))
        elif block.tag != "equal":
            found.update(range(block.src_start + 1, block.src_end + 1))
    return tuple(sorted(found))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CmoEvalError(f"{path} cannot be read: {(error.strerror or 'error').lower()}", "look at it") from None


def _with_text(root: Path, file: str, name: str, sha256: str) -> tuple[bytes, bytes]:
    """The source's file as it is, and with `text` and, below it, `text_sha256` and `imported_sha256`."""
    before, text = opened(root, file)
    value = read(text).value
    if not isinstance(value, dict):
        raise CmoEvalError(f"{file} changed since it was read", "nothing was written; run again")
    digests = {"text_sha256": sha256, "imported_sha256": sha256}
    wanted: dict[str, object] = {}
    for key, part in value.items():
        if key in digests and "text" in value:
            continue
        wanted[key] = part
        if key == "text":
            wanted |= {"text": name, **digests}
    wanted |= {"text": name, **digests}
    return before, with_value(before.decode("utf-8"), wanted).encode("utf-8")
