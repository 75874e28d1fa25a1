"""Files as they may be shown before they are written: without words that are not to be heard; changes no file.

A diff shows what stands around a change, and so does an excerpt around a mistake. Here each line of a file is given as
it may be shown: the keys of a citation that hold somebody's words, who withdrew, and the turns of a transcript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.attribution import MASK, Answer, Talk
from cmo_eval.deferred import expression
from cmo_eval.model import Citation, holding
from cmo_eval.store.folder import named
from cmo_eval.store.reading import merged
from cmo_eval.store.repository import Repository
from cmo_eval.store.writing.change import Change, Shown
from cmo_eval.store.yaml_io import Item, Node, YamlProblem, read, stream
from cmo_eval.transcripts import store

SAID = holding(Citation)
"""What of a citation is somebody's words, or told after them."""

HELD, GONE = "[may not be quoted]", "[not to be heard]"

_LINE_END = expression("\r\n|\r|\n")
_ODD_LINE_ENDS = expression("[\x85\u2028\u2029]")


class Redaction:
    """How the files of an evaluation may be shown.

    Args:
        root: the evaluation folder.
        repository_of: what was read of a source, by its id; None where it cannot be read: then nobody is heard.
        texts: where the transcripts lie.
    """

    def __init__(
        self, root: Path, repository_of: Callable[[str], Repository | None], texts: Path | None = None
    ) -> None:
        self._root = root
        self._repository_of = repository_of
        self._texts = texts

    def __call__(self, file: str, content: bytes) -> list[str] | None:
        """The lines of a file as they may be shown, one for each line of its content; None for them as they are.

        Args:
            file: its path in the folder, with `/`.
            content: its bytes, before a change or after it.
        """
        text = content.decode("utf-8", "replace")
        lines = _LINE_END.split(text)
        if file.startswith("sources/") and file.endswith(".yaml"):
            name = named(file)
            if name.kind == "citations":
                return self._citations(name.source or "", text, lines)
            return self._source(text, lines)
        source = self._text_of(file)
        return self._transcript(source, text, lines) if source is not None else None

    # ---- citations --------------------------------------------------------------------------------------------------

    def _citations(self, source: str, text: str, lines: list[str]) -> list[str] | None:
        talk = self._talk(source)
        repository = self._repository_of(source)
        if talk is None and repository is not None and source in repository.sources:
            return None
        shown = list(lines)
        if _ODD_LINE_ENDS.search(text):
            return [GONE] * len(lines)
        try:
            items = [one for one in stream(text, "citations") if isinstance(one, Item)]
        except YamlProblem:
            return [_key_of(line) for line in lines]
        starts = [item.locate(()).line for item in items] + [len(lines) + 1]
        for number, item in enumerate(items):
            answer = self._answer(talk, item)
            if answer is not Answer.HEARD:
                mark = GONE if answer is Answer.GONE else HELD
                _hide_keys(shown, item, (starts[number], starts[number + 1]), mark, broken=answer is None)
        return shown

    @staticmethod
    def _answer(talk: Talk | None, item: Item) -> Answer | None:
        """Whether the words of an entry may be heard; None where it is no citation."""
        if talk is None:
            return Answer.GONE
        try:
            return talk.hearing(Citation.model_validate(merged(item))).answer
        except ValidationError:
            return None

    # ---- sources ----------------------------------------------------------------------------------------------------

    def _source(self, text: str, lines: list[str]) -> list[str] | None:
        """The file of a source without who withdrew, now or in this state of it."""
        try:
            node = read(text)
        except YamlProblem:
            return [_key_of(line) for line in lines]
        value = node.value if isinstance(node.value, dict) else {}
        id_ = str(value.get("id", ""))
        talk = self._talk(id_)
        whole = "withdrawn" in value or (talk is not None and talk.source.withdrawn is not None)
        if whole or _ODD_LINE_ENDS.search(text):
            return [_key_of(line) for line in lines]
        listed = value.get("participants")
        people = listed if isinstance(listed, list) else []
        registered = talk.source.participants if talk is not None else ()
        silent = {one.id for one in registered if one.consent == "withdrawn"}
        shown = list(lines)
        for index, person in enumerate(people):
            if isinstance(person, dict) and (person.get("consent") == "withdrawn" or str(person.get("id")) in silent):
                first, behind = _extent(node, index, people, len(lines) + 1)
                for number in range(first, behind):
                    shown[number - 1] = f"{_indent(lines[number - 1])}{GONE}"
        return shown

    # ---- transcripts ------------------------------------------------------------------------------------------------

    def _text_of(self, file: str) -> str | None:
        """The id of the source whose transcript a file is."""
        if file.endswith((".yaml", ".toml", ".gitignore")):
            return None
        if self._texts is None:
            return ""
        for path in sorted((self._root / "sources").glob("*.yaml")):  # those that were withdrawn too
            source = re.split(r"[-.]", path.name, maxsplit=1)[0]
            talk = self._talk(source) if ".citations" not in path.name else None
            name = talk.source.text if talk is not None else None
            if name is not None and store.place(self._texts, name).resolve() == (self._root / file).resolve():
                return source
        return None

    def _transcript(self, source: str, text: str, lines: list[str]) -> list[str]:
        talk = self._talk(source)
        if talk is None:
            return [GONE if line.strip() else line for line in lines]
        plain = store.composed(text.removeprefix("\ufeff"))
        over = talk.over(plain)
        shown = []
        for line in over.transcript.lines:
            words = over.shown(line)
            label = plain[line.start : line.words]
            if over.is_unnamed(line):
                label = re.sub(r"\w", MASK, label)
            mark = GONE if over.of_line(line) is Answer.GONE else HELD
            shown.append(f"{label}{mark if words is None and line.words < line.end else words or ''}")
        return shown + lines[len(shown) :] if len(shown) <= len(lines) else [GONE] * len(lines)

    def _talk(self, source: str) -> Talk | None:
        repository = self._repository_of(source)
        return repository.talk(source) if repository is not None else None


def as_before(root: Path, change: Change, redaction: Shown) -> Shown:
    """How files may be shown of which only words change, line by line: what is hidden of them before is so after.

    Whose words a quote holds is told by the transcript, which after the change says other words.

    Args:
        root: the evaluation folder.
        change: files that keep their lines; of one that does not, and is no record of a source, nothing of what it
            becomes is shown.
        redaction: how they may be shown before it.
    """
    named_before = {one.target: one.file for one in change.files}

    def shown(file: str, content: bytes) -> Sequence[str] | None:
        file = named_before.get(file, file)
        before = (root / file).read_bytes()
        seen = redaction(file, before)
        if seen is None or content == before:
            return seen
        old, new = (_LINE_END.split(text.decode("utf-8", "replace")) for text in (before, content))
        if len(old) != len(new):  # whom the record of a source is about, it says itself
            return redaction(file, content) if named(file).kind == "sources" else ()
        return [line if said == was else said for was, line, said in zip(old, new, seen, strict=True)]

    return shown


def _hide_keys(shown: list[str], item: Item, extent: tuple[int, int], mark: str, *, broken: bool) -> None:
    """Hide what is said in an entry, which stands from the first line to before the second.

    Of one that is `broken` all is hidden but its id: a part of a quote may have become a key, or another key's value.
    One without keys is hidden whole.
    """
    if not isinstance(item.value, dict):
        for number in range(*extent):
            if shown[number - 1].strip():
                shown[number - 1] = f"{_indent(shown[number - 1])}{mark}"
        return
    places = sorted((item.locate((key,), key=True), key) for key in item.value if isinstance(key, str))
    for number, (place, key) in enumerate(places):
        told = key in SAID or (key == "at" and mark == GONE)  # a section may say what was said
        if key in Citation.model_fields and not told and (key == "id" or not broken):
            continue
        behind = places[number + 1][0] if number + 1 < len(places) else None
        last = extent[1] if behind is None else behind.line
        line = shown[place.line - 1]
        alone = not line[: place.column - 1].strip(" -") and (behind is None or behind.line > place.line)
        if not alone:  # written between braces: all that follows on the line may be words
            shown[place.line - 1] = f"{line[: place.column - 1]}{mark}"
            last = max(last, extent[1])
        else:
            known = f"{key}: " if key in Citation.model_fields else ""
            shown[place.line - 1] = f"{line[: place.column - 1]}{known}{mark}"
        for other in range(place.line + 1, last):
            if shown[other - 1].strip():
                shown[other - 1] = f"{_indent(shown[other - 1])}{mark}"
        if not alone:
            return
    for number in range(*extent):
        if shown[number - 1].lstrip().startswith("#"):  # a comment may say again what was said
            shown[number - 1] = f"{_indent(shown[number - 1])}# {mark}"


def _extent(node: Node, index: int, people: Sequence[Any], end: int) -> tuple[int, int]:
    """The first line of a participant and the first behind them."""
    first = node.locate(("participants", index)).line
    if index + 1 < len(people):
        return first, max(first + 1, node.locate(("participants", index + 1)).line)
    keys = node.value if isinstance(node.value, Mapping) else {}
    later = [line for key in keys if (line := node.locate((key,), key=True).line) > first]
    return first, min(later, default=end)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" -"))]


def _key_of(line: str) -> str:
    """A line of which only the key is shown; one that says whether names are replaced tells of nobody."""
    if not line.strip() or line in {"pseudonymised: true", "pseudonymised: false"}:
        return line
    match = re.match(r"\s*(?:- )?[a-z_0-9]{1,20}:(?=\s|$)", line)
    if match is None:
        return GONE
    return f"{match[0]} {GONE}" if match.end() < len(line.rstrip()) else match[0]
