"""The words of citations in reading order, with who said them and where; what may not be quoted has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from cmo_eval.analysis.selection import names_speakers, reading_order
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import quotable
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import Evidence
from cmo_eval.store.repository import Coded, Repository

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Said:
    """A citation to be read: what was said, by whom, where, and what it shows.

    `citation` is its id; `title`, `kind` and `date` are those of the source, `case` is what it is about. `words` are
    None where they may not be quoted; without `verbatim` they are a paraphrase. `evidence` says each stance: `supports
    C3 (P07 context)`.
    """

    citation: str
    source: str
    title: str
    kind: str
    date: str | None
    case: str | None
    speaker: str | None
    role: str | None
    group: str | None
    line: int | None
    page: str | None
    section: str | None
    time: str | None
    words: str | None
    verbatim: bool
    quality: str | None
    evidence: tuple[str, ...]
    codes: tuple[str, ...]
    coder: str | None


@dataclass(frozen=True, repr=False)
class Quotes:
    """Citations in reading order: source by source, and in each by their place."""

    rows: tuple[Said, ...]

    def __repr__(self) -> str:
        """How many there are; `rows` and `frame()` show them."""
        return f"Quotes(rows={len(self.rows)}, sources={self.sources}, held_back={self.held_back})"

    @property
    def held_back(self) -> int:
        """Of how many the words may not be quoted."""
        return sum(row.words is None for row in self.rows)

    @property
    def sources(self) -> int:
        """How many sources they come from."""
        return len({row.source for row in self.rows})

    def frame(self) -> pd.DataFrame:
        """A pandas table with a row for each citation and a column for each attribute of `Said`."""
        import pandas as pd  # noqa: PLC0415 - heavy

        return pd.DataFrame([asdict(row) for row in self.rows], columns=[*Said.__dataclass_fields__])


def quotes_of(
    repository: Repository, citations: Iterable[Coded], *, background: bool = False, language: str = "en"
) -> Quotes:
    """These citations with their words, in reading order.

    Args:
        repository: the evaluation, or what an audience may see of it; beyond the team nobody is called by an id.
        citations: some of its own.
        background: words too that may not be quoted, to be read by whoever codes or decides.
        language: in which stances are said, `nl` or `en`.
    """
    return Quotes(tuple(_said(repository, one, language, background=background) for one in reading_order(citations)))


def _said(repository: Repository, coded: Coded, language: str, *, background: bool) -> Said:
    citation, source, at = coded.citation, repository.sources.get(coded.source), coded.citation.at
    return Said(
        citation=coded.id,
        source=coded.source,
        title=source.title if source else coded.source,
        kind=source.kind if source else "",
        date=source.since if source else None,
        case=repository.case_of(coded),
        speaker=citation.speaker if names_speakers(repository) else None,
        role=repository.role_of(coded),
        group=repository.group_of(coded),
        line=at.line if at else None,
        page=at.page if at else None,
        section=at.section if at else None,
        time=at.time if at else None,
        words=citation.quote if background or quotable(repository, coded) else None,
        verbatim=citation.verbatim,
        quality=citation.quality,
        evidence=tuple(stance_line(evidence, language) for evidence in citation.evidence),
        codes=tuple(citation.codes),
        coder=coded.coder,
    )


def stance_line(evidence: Evidence, language: str = "en") -> str:
    """A stance with what it shows of which pattern, and its rival: `refutes C3 (P07 lacks outcome; favours pay)`."""
    stance = f"{label(evidence.stance, language)} {evidence.claim}"
    if evidence.suggests is not None:
        stance = say(phrase("suggesting", claim=evidence.suggests, other=evidence.claim), language)
    parts = [label(f"part.{part}", language) for part in evidence.parts]
    parts += [say(phrase("lacking", part=phrase(f"part.{part}")), language) for part in evidence.lacks]
    said = [" ".join(filter(None, (evidence.pattern, ", ".join(parts))))]
    said += [say(phrase("favouring", rival=evidence.favours), language)] if evidence.favours else []
    more = "; ".join(filter(None, said))
    return f"{stance} ({more})" if more else stance
