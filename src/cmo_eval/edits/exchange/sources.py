"""Which source a document of another program's project is here, made where there is none, and where its words stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cmo_eval.deferred import dataclass, expression
from cmo_eval.edits.coding.add import Session
from cmo_eval.edits.coding.draft import Draft
from cmo_eval.edits.coding.file import CodingFile, Entry, Problem
from cmo_eval.edits.exchange.ids import IdMap
from cmo_eval.edits.exchange.mapping import Mapped
from cmo_eval.edits.exchange.words import Wording
from cmo_eval.edits.kinds import USUAL_KIND
from cmo_eval.edits.new import kind_by, modeline, next_id
from cmo_eval.edits.plan import opened
from cmo_eval.edits.transcripts.placing import SEVERAL, SourceText
from cmo_eval.edits.transcripts.text_import import guessed_source
from cmo_eval.edits.yaml.edits import with_value
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.model import Source
from cmo_eval.model.base import ID_PATTERN
from cmo_eval.nearest import key
from cmo_eval.projects.counting import Placed
from cmo_eval.projects.project import Document, Left, Project, short
from cmo_eval.projects.targets import ORIGIN
from cmo_eval.store.folder import list_files
from cmo_eval.store.writing.change import FileChange, named
from cmo_eval.store.yaml_io import YamlProblem, read
from cmo_eval.transcripts import store
from cmo_eval.transcripts.anchoring import CONTEXT
from cmo_eval.transcripts.likeness import cuts_negation

READ = frozenset({"document", "research"})
"""Kinds of sources in which nobody is heard."""

_ENDING = expression(r"\.[A-Za-z]{2,5}$")
_LONGEST_WORD = 60
_EMPTY_LINES = 4  # at the end of a text, by the number of which two may differ
_FROM_LETTER, _TO_LETTER = expression(r"\w\S*"), expression(r"\S*\w")


@dataclass
class Home:
    """The source that a document is.

    `original` is the text of the document, None where the file has none, `text` that of the source (None where it is
    not at hand). `there` is the source as it is, None of a new one, of which `files` are made; words are looked up in
    `looked_in`. `ours`: its citations come back as they went out. `before`: the document came in, or went out, under
    its id. `added` counts citations.
    """

    document: Document
    id: str
    kind: str
    original: str | None
    text: str | None
    looked_in: SourceText
    there: SourceText | None = None
    files: tuple[FileChange, ...] = ()
    ours: bool = False
    before: bool = False
    added: int = field(default=0)
    wording: Wording = field(init=False)

    def __post_init__(self) -> None:
        """Ready to look up words."""
        self.wording = Wording(self.text or "")

    @property
    def new(self) -> bool:
        """Whether the source is made."""
        return self.there is None

    @property
    def holds(self) -> Callable[[Entry], bool] | None:
        """Whether the place that a citation gives still has its words; None of a new source, where each has."""
        return self.there.holds if self.there is not None else None

    def unheard(self, entry: Entry) -> Problem | None:
        """Why words cannot be coded so, by whose they are."""
        return self.there.unheard(entry, []) if self.there is not None else None

    def place(self, one: Placed, target: CodingFile) -> dict[str, Any] | Left:
        """The words of a coding with their place in the source as keys of a citation, or why they have none.

        Args:
            one: the coding.
            target: the file that the citation goes into.
        """
        quote = on_one_line(one.words)
        if not quote:
            return Left("it covers no words", "")
        if self.text is None:
            return {"quote": quote}
        if self.text[one.start : one.end] == one.words:
            return self._at(one.start, one.end)
        if (start := self._found(one)) is not None:
            return self._at(start, start + len(one.words))
        at = {"page": one.coding.page} if one.coding.page else {}
        found = self.looked_in.entry(Draft(self.id, quote, at=at), {"quote": quote}, target)
        if not isinstance(found, Problem):
            return dict(found[0])
        if (place := self.wording.of(one)) is not None:
            return self._at(*place)
        shown = f", line {found.line} comes nearest" if found.line is not None else ""
        shown += f": “{short(found.passage, 60)}”" if found.passage else ""
        if found.cause == SEVERAL:
            shown = f", on lines {found.message.rpartition(': ')[2]}"
        return Left(found.cause or found.message, f" “{short(quote, 60)}”{shown}")

    def _found(self, one: Placed) -> int | None:
        """Where words with a place stand in another text: at their one place, or at the one behind the same words."""
        if self.original is None or one.start < 0:
            return None
        places = [match.start() for match in re.finditer(re.escape(one.words), self.text or "")]
        if len(places) > 1:
            before = self.original[max(0, one.start - CONTEXT) : one.start]
            places = [place for place in places if (self.text or "")[:place].endswith(before)]
        return places[0] if len(places) == 1 else None

    def _at(self, start: int, end: int) -> dict[str, Any]:
        """The words at a place as keys of a citation."""
        text = self.text or ""
        start, end = (start, end) if self.ours else _whole(text, start, end)
        selector = self.looked_in.selector(start, end)
        at = {"line": bisect_right(self._line_starts, start)}
        return {"quote": on_one_line(text[start:end]), "at": at, "selector": selector, **self._speaker(start)}

    def _speaker(self, start: int) -> dict[str, str]:
        """Who speaks there, where the source has registered them."""
        if self.there is None:
            return {}
        person = self.there.speaker_in(self.there.prepared.transcript.line_of(start))
        return {"speaker": person} if person and self.there.source.participant(person) is not None else {}

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text or ""))]


@lru_cache(maxsize=64)  # what a coding covers is asked for again where it is put into its citation
def on_one_line(words: str) -> str:
    """Words as a quote has them: on one line."""
    return " ".join(words.split())


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A passage with the whole of its first and last word where a part of it may say something else: `one` of `none`.

    Nobody could quote the part.
    """
    if cuts_negation(text, start, len(text)):
        start -= len(_FROM_LETTER.findall(text, max(0, start - _LONGEST_WORD), start)[-1])
    if cuts_negation(text, 0, end):
        end += len(_TO_LETTER.findall(text, end, end + _LONGEST_WORD)[0])
    return start, end


class Homes:
    """The sources that documents are, one after another.

    Args:
        session: the evaluation.
        id_map: what came in before.
        mapped: what somebody says of documents.
        texts: the folder of transcripts, None where nobody says which it is.
        project: what they are documents of.
        values: what variables of ours say of documents.
    """

    def __init__(
        self,
        session: Session,
        id_map: IdMap,
        mapped: Mapped,
        texts: Path | None,
        project: Project,
        values: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._session, self._id_map, self._mapped, self._texts = session, id_map, mapped, texts
        self._values = values
        self._ours = project.origin.startswith(ORIGIN)
        self._others = {id_map.named("documents", one.id) for one in project.documents}
        self._new: set[str] = set()
        self._taken = [file.id_in_name for file in list_files(session.root).files if file.kind == "sources"]

    def of(self, document: Document, text: str | None) -> Home | None:
        """The source of a document with that text; None where it stays out, was withdrawn or taken out.

        It may also be a source by its text or, where the file has none, by its title or the name of its transcript.

        Raises:
            UsageError: it cannot be made: nobody says where texts lie, another text is in its place, or its id or
                group is none.
        """
        given = {key: text for key, text in self._mapped.of("sources", document.id, document.name).items() if text}
        said, ours = {**self._values.get(document.id, {}), **given}, self._ours
        if said.get("leave_out") == "true":
            return None
        sources = self._session.repository.sources
        own = next((id_ for id_ in self._taken if self._id_map.guid("documents", id_) == document.id), None)
        before = self._id_map.named("documents", document.id) or own
        id_ = said.get("id") or before or guessed_source(document.name, sources) or self._begins(document)
        if id_ is None:
            id_ = self._titled(document.name) if text is None else self._with_text(document, text)
            self._others.add(id_)
        if id_ is not None and id_ in sources:
            there = self._session.text(sources[id_])
            words = there.text.text if there.text is not None else None
            known = before == id_
            return Home(document, id_, sources[id_].kind, text, words, there, there, ours=ours, before=known)
        if id_ in self._new:
            hint = "give it another id in the mapping file"
            raise UsageError(f"{document.name} cannot be the source {id_}: another document is", hint)
        if (
            id_ in self._taken
            or (id_ == before and id_ is not None)
            or (text and store.digest(text) in self._withdrawn)
        ):
            return None  # as if it was never heard
        kind = said.get("kind") or kind_by(id_ or "")
        kind = kind or self._mapped.usual.get("kind", USUAL_KIND)
        id_ = id_ or next_id("source", self._taken, kind)
        if re.fullmatch(ID_PATTERN, id_) is None or any(key(one) == key(id_) for one in self._taken):
            raise UsageError(f"{document.name} cannot be the source {id_}", "give it another id in the mapping file")
        self._taken.append(id_)
        self._new.add(id_)
        source, files = self._made(document, id_, kind, text, said)
        held = store.Text(f"{id_}.txt", Path(f"{id_}.txt"), text) if text is not None else None
        looked_in = SourceText(source, {}, held, "it has no transcript")
        return Home(document, id_, kind, text, text, looked_in, None, files, ours)

    def consent(self, document: Document) -> str | None:
        """What is said of whether its words may be quoted."""
        said = self._mapped.of("sources", document.id, document.name)
        return said.get("consent") or self._mapped.usual.get("consent")

    def _titled(self, name: str) -> str | None:
        """The one source that bears a title, or has a transcript of a name, whatever they end in."""
        called = _ENDING.sub("", name).strip().casefold()
        sources = self._session.repository.sources.values()
        for names in ([(one.id, one.title) for one in sources], [(one.id, one.text or "") for one in sources]):
            found = [id_ for id_, held in names if _ENDING.sub("", held).strip().casefold() == called]
            if len(found) == 1:
                return found[0]
        return None

    def _with_text(self, document: Document, text: str) -> str | None:
        """The source with that very text which no other document is: by its title, or where there is but one.

        Some programs give all ids anew with each file that they write, and NVivo ends a text with one empty line more
        on a Mac than it does on Windows.
        """
        if not text.strip():
            return None
        bare, title = text.rstrip("\n"), _ENDING.sub("", document.name).strip()
        digests = {store.digest(bare + "\n" * count) for count in range(_EMPTY_LINES)} | {store.digest(text)}
        sources = self._session.repository.sources.values()
        found = [one for one in sources if digests & {one.text_sha256, one.imported_sha256}]
        found = [one for one in found if one.id not in self._others]
        titled = [one for one in found if one.title == title] or found
        return titled[0].id if len(titled) == 1 else None

    @cached_property
    def _withdrawn(self) -> frozenset[str]:
        """The digests of texts that came in of sources that were withdrawn."""
        found = set()
        for file in list_files(self._session.root).files:
            if file.kind == "sources" and file.id_in_name not in self._session.repository.sources:
                with suppress(CmoEvalError, YamlProblem):
                    value = read(opened(self._session.root, file.path)[1]).value
                    found.add(str(value.get("imported_sha256") if isinstance(value, dict) else ""))
        return frozenset(found)

    def _begins(self, document: Document) -> str | None:
        """The id that a document of ours is called by."""
        first = document.name.split(" ", 1)[0]
        return first if self._ours and re.fullmatch(ID_PATTERN, first) else None

    def _made(
        self, document: Document, id_: str, kind: str, text: str | None, said: Mapping[str, str]
    ) -> tuple[Source, tuple[FileChange, ...]]:
        """A new source, and the files that it and its text are."""
        if self._texts is None and text is not None:
            raise UsageError(
                "evaluation.yaml does not say where the texts lie",
                "write `texts: ../texts` into it (a folder outside is safer), or give --texts DIR",
            )
        name, file = f"{id_}.txt", f"sources/{id_}.yaml"
        sha256 = store.digest(text) if text is not None else None
        own = self._begins(document) == id_
        title = document.name.removeprefix(id_).strip() if own else _ENDING.sub("", document.name).strip()
        group, consent = said.get("group") or self._mapped.usual.get("group"), self.consent(document)
        person = {"id": "r1", "consent": consent} if consent else {"id": "r1"}
        value = {
            "id": id_,
            "kind": kind,
            "title": said.get("title") or title or id_,
            "date": said.get("date"),
            "group": group,
            "participants": None if kind in READ else [person],
            "text": name if text is not None else None,
            "text_sha256": sha256,
            "imported_sha256": sha256,
        }
        value = {name: part for name, part in value.items() if part is not None}
        try:
            source = Source.model_validate(value)
        except ValidationError as error:
            what = f"{document.name} cannot be a source: {error.errors()[0]['msg'].lower()}"
            raise UsageError(what, "say in the mapping file what it is") from None
        head = f"{modeline(file)}# Who was heard. People by a code and a role, never by name.\n"
        made = FileChange(file, None, with_value(head, value).encode("utf-8"))
        if self._texts is None or text is None:
            return source, (made,)
        path, content = self._texts / name, text.encode("utf-8")
        if not path.exists():
            return source, (made, FileChange(named(self._session.root, path), None, content))
        if path.read_bytes() != content:
            hint = f"move it away, or give {document.name} another id in the mapping file"
            raise UsageError(f"{path} is there already, with another text", hint)
        return source, (made,)
