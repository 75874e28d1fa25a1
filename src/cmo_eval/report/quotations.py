"""Quotes as something to hand on: Markdown, the same as a Word document, and a workbook with a row for each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from cmo_eval.analysis.completeness import names_of
from cmo_eval.analysis.quotes import Quotes, Said
from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import Audience
from cmo_eval.errors import UsageError
from cmo_eval.messages import label, phrase, say
from cmo_eval.report.document.markdown import MARK, document, line
from cmo_eval.report.formats import CREATOR, moment
from cmo_eval.report.sentences import amount, date, in_quotation_marks, place, speaker
from cmo_eval.report.templates.files import House
from cmo_eval.spreadsheet.book import Book, Column, Sheet, Value, write_book
from cmo_eval.spreadsheet.text import MAX_ROWS
from cmo_eval.store.repository import Repository


@dataclass(frozen=True)
class Quotations:
    """Quotes, and what must be known to write them down.

    Attributes:
        found: the quotes, their stances said in the language.
        given: the filters that chose them, as `Selection.given` has them.
        repository: the evaluation they are from, or what the readers may see of it.
        audience: who will read them.
        language: `nl` or `en`.
    """

    found: Quotes
    given: Mapping[str, Sequence[str]]
    repository: Repository
    audience: Audience
    language: str

    @property
    def title(self) -> str:
        """The title of the document."""
        return f"{self.repository.evaluation.title}: {label('report.quotes', self.language)}"

    def markdown(self) -> str:
        """The quotes below their sources; those that may not be quoted are counted."""
        mark = f"{MARK}: {label('report.mark', self.language)} -->"
        parts = [mark, f"# {line(self.title)}", f"*{label(f'report.audience.{self.audience}', self.language)}*"]
        parts += [f"{line(self._filters)}."] if self.given else []
        parts += [line(text) for text in self._counts()]
        for source, rows in groupby(self.found.rows, key=attrgetter("source")):
            shown = [one for one in rows if one.words is not None]
            if shown:
                parts.append(f"## {line(f'{source} {shown[0].title}')}")
                about = [self._word("source_kind", shown[0].kind), date(shown[0].date or "", self.language)]
                parts.append(line(", ".join(filter(None, about))))
                parts += map(self._quotation, shown)
        return "\n\n".join(parts) + "\n"

    def word(self, house: House) -> bytes:
        """The same as a Word document.

        Raises:
            CmoEvalError: the reference document of the house cannot be read.
        """
        from cmo_eval.report.formats.word import word_bytes  # noqa: PLC0415 - heavy

        evaluation = self.repository.evaluation
        tree = document(self.markdown(), self.title, self.language, date=evaluation.date or "")
        return word_bytes(tree, {}, house)

    def workbook(self) -> bytes:
        """A workbook with one sheet and a row for each citation; the same quotes give the same bytes.

        Raises:
            UsageError: there are more than Excel has rows.
        """
        rows = self.found.rows
        if len(rows) > MAX_ROWS - 10:
            raise UsageError(f"there are {len(rows)} quotes, more than a sheet has rows", "choose fewer, or write CSV")
        columns = [
            Column(self._of_column(key), width, self._of_column(f"{key}.about")) for key, width in _COLUMNS.items()
        ]
        sheet = Sheet(label("report.quotes", self.language), columns, map(self._row, rows), len(rows))
        made = moment(self.repository.evaluation.date or "").replace(tzinfo=None)
        packed = io.BytesIO()
        write_book(Book([sheet], title=self.title, subject=self._filters, creator=CREATOR, made=made), packed)
        return packed.getvalue()

    def _of_column(self, key: str) -> str:
        own = key.partition(".")[0] in _OWN
        return label(f"report.quotes.{key}" if own else f"column.{key}", self.language)

    @cached_property
    def _names(self) -> frozenset[str]:
        return names_of(self.repository.evaluation)

    @property
    def _filters(self) -> str:
        said = (
            f"{label(f'report.filter.{name}', self.language)}: {', '.join(one)}" for name, one in self.given.items()
        )
        return "; ".join(said)

    def _counts(self) -> Iterator[str]:
        shown = [row for row in self.found.rows if row.words is not None]
        sources = len({row.source for row in shown})
        both = {"citations": amount(len(shown), "citation", self.language)}
        both["sources"] = amount(sources, "source", self.language)
        yield say(phrase("report.quotes.count", **both), self.language)
        held = self.found.held_back
        if held:
            yield say(phrase("report.held_back.one" if held == 1 else "report.held_back.many", n=held), self.language)

    def _quotation(self, one: Said) -> str:
        words = " ".join((one.words or "").split())
        words = in_quotation_marks(words, self.language) if one.verbatim else words
        about = [
            one.citation,
            place(one, self.language),
            *(() if one.verbatim else [label("report.paraphrase", self.language)]),
        ]
        shows = [*one.evidence, ", ".join(one.codes)]
        said = f"{line(who(self.repository, one, self.language, self._names))} [{line(', '.join(filter(None, about)))}]"
        shown = f": {line('; '.join(filter(None, shows)))}" if any(shows) else ""
        return f"> {line(words)}\n>\n> — {said}{shown}"

    def _word(self, key: str, value: str | None) -> str:
        return label(f"{key}.{value}", self.language) if value else ""

    def _row(self, one: Said) -> list[Value]:
        yes_no = {True: label("status.yes", self.language), False: label("status.no", self.language)}
        return [
            *(one.citation, one.source, one.title, self._word("source_kind", one.kind), one.date, one.case),
            *(
                _group(self.repository, one),
                one.role,
                one.speaker,
                place(one, self.language),
                one.words,
                yes_no[one.verbatim],
            ),
            *(yes_no[one.words is None], self._word("quality", one.quality)),
            *("; ".join(one.evidence), "; ".join(one.codes), one.coder),
        ]


def who(repository: Repository, one: Said, language: str, names: frozenset[str]) -> str:
    """Who said it, by role and group and never by name; the team reads the id too. `names` as in `names_of`."""
    source = repository.sources.get(one.source)
    foreign = language != repository.evaluation.language
    found = speaker(one.role, _group(repository, one), source, language, names, foreign=foreign)
    return f"{found}, {one.speaker}" if one.speaker else found


def _group(repository: Repository, one: Said) -> str:
    return repository.evaluation.groups.get(one.group, one.group) if one.group else ""


_COLUMNS: Mapping[str, int] = {
    "citation": 11,
    "source": 8,
    "source_title": 24,
    "source_kind": 16,
    "date": 11,
    "case": 7,
    "group": 20,
    "role": 16,
    "speaker": 9,
    "place": 12,
    "words": 80,
    "verbatim": 9,
    "held_back": 9,
    "quality": 16,
    "shows": 34,
    "codes": 24,
    "coder": 8,
}
"""The columns of the workbook with their widths in characters."""
_OWN = frozenset({"speaker", "shows", "codes", "coder"})
"""Those that the workbook of a report does not have, or has otherwise."""
