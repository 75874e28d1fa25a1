"""What a person makes of a fragment, as the form of the pages (`stances.html`, `stances.js`) sends it and shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cmo_eval.analysis.code_tree import code_tree
from cmo_eval.edits.coding.draft import Draft, Stance, completed, stance_of
from cmo_eval.edits.coding.edit import Edited
from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES, STANCES, Citation, Evidence, Part, Quality, Source
from cmo_eval.model import Stance as Taken
from cmo_eval.store.repository import Coded, Repository

RECENT = 9
"""Codes that a digit chooses: those given last."""

_UTTERANCES = ("claim", "concern", "issue")


class Held(BaseModel):
    """A stance on a claim; of `suggests`, `claim` is the one that `suggested` would replace."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stance: Taken
    claim: str
    suggested: str | None = None
    version: int | None = Field(default=None, ge=1, le=10**9)
    pattern: str | None = None
    parts: tuple[Part, ...] = ()
    lacks: tuple[Part, ...] = ()
    favours: str | None = None


class Judgement(BaseModel):
    """What a citation is made to say. It is all of it: what is not in it, nobody says any more.

    `speaker` is of a citation with words of its own; who codes another's words says nothing about who spoke them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    stances: tuple[Held, ...] = ()
    codes: tuple[str, ...] = ()
    quality: Quality | None = None
    utterance: Literal["claim", "concern", "issue"] | None = None
    memo: str = ""
    speaker: str | None = None
    case: str | None = None

    @property
    def taken(self) -> tuple[Stance, ...]:
        """The stances, as edits take them.

        Raises:
            UsageError: a suggestion does not say what would fit better, or a part is both shown and denied.
        """
        for one in self.stances:
            if one.stance == "suggests" and not one.suggested:
                raise UsageError(f"nothing says which claim would fit better than {one.claim}", "choose that claim")
        return completed([Stance(**one.model_dump()) for one in self.stances])

    def draft(self, source: str, quote: str = "", **more: Any) -> Draft:
        """The draft of a citation of which this is said.

        Args:
            source: its id.
            quote: the words; empty where a second coder codes a citation of the agreed coding by its id.
            more: what else there is to say of it (see `Draft`).
        """
        return Draft(
            source=source,
            quote=quote,
            stances=self.taken,
            codes=self.codes,
            quality=self.quality,
            utterance=self.utterance,
            speaker=self.speaker,
            case=self.case,
            remarks={"memo": self.memo},
            **more,
        )

    def edited(self, of: Coded, **more: Any) -> Edited:
        """The edit after which the citation says this, and nothing else than it said in what the form does not show.

        Args:
            of: the citation as it is.
            more: what else becomes of it (see `Edited`).
        """
        citation, draft = of.citation, self.draft(of.source)
        gone = set()
        # what is as it was stays as it is written, and what comes from the file's defaults stays there
        if _as_sets(draft.stances) == _as_sets([stance_of(one) for one in citation.evidence]):
            draft = replace(draft, stances=())
        elif citation.evidence:
            gone.add("evidence")
        if draft.codes == tuple(citation.codes):
            draft = replace(draft, codes=())
        elif citation.codes:
            gone.add("codes")
        for key in ("utterance", "memo", "quality", "case"):
            if getattr(citation, key) is not None and not getattr(self, key):
                gone.add(key)
        if draft.speaker == citation.speaker:
            draft = replace(draft, speaker=None)
        elif draft.speaker is None and citation.quote is not None:
            gone.add("speaker")
        return Edited(citation=of.id, draft=draft, coder=of.coder, cleared=frozenset(gone), **more)


def _as_sets(stances: Iterable[Stance]) -> set[tuple[object, ...]]:
    """Stances, to be compared whatever their order and that of their parts."""
    about = attrgetter("stance", "claim", "suggested", "pattern", "favours")
    return {(*about(one), one.version or 1, frozenset(one.parts), frozenset(one.lacks)) for one in stances}


def judgement_of(citation: Citation) -> Judgement:
    """What a citation says, as the form shows it."""
    return Judgement(
        stances=tuple(map(held, citation.evidence)),
        codes=tuple(citation.codes),
        quality=citation.quality,
        utterance=citation.utterance,
        memo=citation.memo or "",
        speaker=citation.speaker,
        case=citation.case,
    )


def held(said: Evidence) -> Held:
    """A stance of a citation, as the form shows it."""
    return Held(
        stance=said.stance,
        claim=said.claim,
        suggested=said.suggests,
        version=said.version,
        pattern=said.pattern,
        parts=said.parts,
        lacks=said.lacks,
        favours=said.favours,
    )


def choices(
    repository: Repository, source: Source, *, coder: str | None = None, recent: Iterable[Coded] = ()
) -> Mapping[str, Any]:
    """What can be chosen in the form, as plain values for the macro `judgement` of `stances.html`.

    Args:
        repository: the evaluation.
        source: whose fragments are judged.
        coder: initials of a second coder, whose file's defaults are meant; else those of the agreed coding.
        recent: citations, of which the codes of the last ones get a digit each.

    Returns:
        `claims` (each with id, title, statement, versions, patterns and rivals), `patterns` and `codes` by id,
        `recent` (ids of codes), `people` (id and role), `defaults` (what the file presets: quality and speaker),
        `cases` (id and title) but for `own_case`, the source's, and the words `stances`, `qualities` and `utterances`.
    """
    preset = next(
        (
            one.record
            for file, one in repository.coding_files.items()
            if one and (file.source, file.coder) == (source.id, coder)
        ),
        None,
    )
    defaults = preset.defaults if preset is not None else None
    return {
        "claims": [
            {
                "id": claim.id,
                "title": claim.title,
                "statement": claim.versions[-1].statement,
                "versions": [version.version for version in claim.versions],
                "patterns": [pattern for pattern in claim.patterns if pattern in repository.patterns],
                "rivals": [{"id": rival.id, "text": rival.text} for rival in claim.rivals if rival.id],
            }
            for claim in repository.claims.values()
        ],
        "patterns": {
            pattern.id: {
                "title": pattern.title,
                "context": "; ".join(pattern.context),
                "resource": pattern.resource or "",
                "reasoning": pattern.reasoning or "",
                "outcome": pattern.outcome.text if pattern.outcome else "",
            }
            for pattern in repository.patterns.values()
        },
        "codes": [
            {"id": used.id, "label": used.code.label or used.id, "kind": used.code.kind, "depth": used.depth}
            for used in code_tree(repository)
            if used.code is not None
        ],
        "recent": _recent(repository, recent),
        "people": [{"id": person.id, "role": person.role or ""} for person in source.participants],
        "defaults": {
            "quality": defaults.quality if defaults else None,
            "speaker": defaults.speaker if defaults else None,
        },
        "stances": STANCES,
        "qualities": QUALITIES,
        "utterances": _UTTERANCES,
        "cases": [{"id": case.id, "title": case.title} for case in repository.cases.values() if case.id != source.case],
        "own_case": source.case or "",
    }


def _recent(repository: Repository, citations: Iterable[Coded]) -> list[str]:
    """The codes given last, in the order of the codebook: a digit stays that of its code as long as it can."""
    last: dict[str, None] = {}
    for one in reversed([*citations]):
        last.update(dict.fromkeys(one.citation.codes))
        if len(last) >= RECENT:
            break
    return [code for code in repository.codes if code in list(last)[:RECENT]]


def today() -> str:
    """The day on which this runs, as files have it: 2024-05-13."""
    return datetime.now().astimezone().date().isoformat()
