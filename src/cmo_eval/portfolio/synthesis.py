"""The synthesis chapter: mechanisms by evaluations, contexts that separate, and gaps; Markdown, Word, HTML, Excel."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from cmo_eval.deferred import dataclass
from cmo_eval.disclosure import AUDIENCES, Audience
from cmo_eval.messages import label, phrase, say
from cmo_eval.portfolio import questions, sql
from cmo_eval.portfolio.questions import Engine, Found
from cmo_eval.report.document.markdown import MARK, document, line
from cmo_eval.report.formats import CREATOR, moment
from cmo_eval.report.sentences import amount, in_quotation_marks
from cmo_eval.report.templates.files import House
from cmo_eval.spreadsheet.book import Book, Column, Sheet, write_book

FORMATS = ("md", "docx", "html", "xlsx")
MOST_COLUMNS = 5
"""So many evaluations stand beside each other on a page; of more, each mechanism has its own list only."""
MOST_QUOTES = 4
"""So many quotes of a mechanism are printed: first those that deny a part, then those that show it."""

_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Synthesis:
    """What a synthesis is written from, and in which language (`nl` or `en`)."""

    evaluations: Sequence[_Row]
    mechanisms: Sequence[_Row]
    verdicts: Sequence[_Row]
    groups: Sequence[_Row]
    attributes: Sequence[_Row]
    loose: Sequence[_Row]
    quotes: Mapping[str, Sequence[_Row]]
    theories: Mapping[str, str]
    language: str

    @property
    def title(self) -> str:
        """The title of the document."""
        count = amount(len(self.evaluations), "evaluation", self.language)
        return say(phrase("synthesis.title", evaluations=count), self.language)

    @property
    def audience(self) -> Audience:
        """Who may read it: the narrowest circle that any of the evaluations was put in for."""
        return max((one["audience"] for one in self.evaluations), key=AUDIENCES.index, default="public")

    @cached_property
    def _named(self) -> Mapping[str, list[_Row]]:
        found: dict[str, list[_Row]] = {}
        for one in self.mechanisms:
            found.setdefault(one["mechanism"], []).append(one)
        return found

    def _label(self, key: str) -> str:
        return label(f"synthesis.{key}", self.language)

    def _say(self, key: str, **values: Any) -> str:
        return line(say(phrase(f"synthesis.{key}", **values), self.language))

    # ---- Markdown ----

    def markdown(self) -> str:
        """The chapter as Markdown."""
        mark = f"{MARK}: {label('report.mark', self.language)} -->"
        parts = [mark, f"# {line(self.title)}", f"*{label(f'report.audience.{self.audience}', self.language)}*"]
        parts += [f"## {self._label('evaluations')}", self._read()]
        parts += [
            line(f"{one['title']}: {label('report.fictional', self.language)}")
            for one in self.evaluations
            if one["fictional"]
        ]
        if not any(one["pattern"] for one in self.mechanisms):
            parts.append(line(self._label("nothing")))
        else:
            if len(self.evaluations) <= MOST_COLUMNS:
                parts += [f"## {self._label('matrix')}", line(self._label("how")), self._matrix()]
            parts.append(f"## {self._label('apart')}")
            for mechanism, rows in self._named.items():
                parts += self._one(mechanism, [one for one in rows if one["pattern"]])
            parts += [f"## {self._label('contexts')}", line(self._label("contexts.about"))]
            parts.append("\n".join(f"- {one}" for one in self.separating()) or line(self._label("separates.none")))
        parts += [f"## {self._label('gaps')}", "\n".join(f"- {one}" for one in self.gaps())]
        return "\n\n".join(parts) + "\n"

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
        lines = [heads, ["---"] * len(heads), *([line(str(cell)) for cell in row] for row in rows)]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def _read(self) -> str:
        heads = [self._label("evaluation"), self._label("programme"), *(
            label(f"{one}.many", self.language).capitalize() for one in ("claim", "source", "citation")
        )]  # fmt: skip
        keys = ("programme", "claims", "sources", "citations")
        return self._table(heads, [[one["title"], *(one[key] for key in keys)] for one in self.evaluations])

    def _matrix(self) -> str:
        heads = [self._label("mechanism"), *(line(one["title"]) for one in self.evaluations)]
        rows = []
        for mechanism, found in self._named.items():
            cells = []
            for evaluation in self.evaluations:
                here = [one for one in found if one["evaluation"] == evaluation["evaluation"]]
                cells.append("; ".join(dict.fromkeys(map(self._cell, here))) or "–")
            rows.append([self.name(mechanism), *cells])
        return self._table(heads, rows)

    def _cell(self, one: _Row) -> str:
        shown = label(f"shown.{one['shown']}", self.language)
        if one["verdict"] is None:
            return shown
        return say(phrase("synthesis.cell", shown=shown, verdict=self._verdict(one)), self.language)

    def _verdict(self, one: _Row) -> str:
        words = label(str(one["verdict"]), self.language)
        if one["decision"] in {None, one["verdict"]}:
            return words
        return say(
            phrase("synthesis.decided", verdict=words, decision=label(one["decision"], self.language)), self.language
        )

    def _one(self, mechanism: str, rows: Sequence[_Row]) -> Iterator[str]:
        if not rows:
            return
        yield f"### {line(self.name(mechanism))}"
        if mechanism in self.theories:
            yield line(self.theories[mechanism])
        titles = {one["evaluation"]: one["title"] for one in self.evaluations}
        heads = [self._label(key) for key in ("evaluation", "pattern", "claim", "shown", "verdict", "heard")]
        table = []
        for one in rows:
            counts = {"showing": one["showing"], "denying": one["denying"]}
            heard = say(phrase("synthesis.voices", **counts), self.language) if one["claim"] else "–"
            where = [titles[one["evaluation"]], one["pattern_title"], self._claim(one)]
            shown = label(f"shown.{one['shown']}", self.language)
            table.append([*where, shown, self._verdict(one) if one["verdict"] else "–", heard])
        yield self._table(heads, table)
        contexts = dict.fromkeys((titles[one["evaluation"]], one["context"]) for one in rows if one["context"])
        if contexts:
            yield "\n".join(
                f"- {self._say('context', title=title, context=context.rstrip('.'))}" for title, context in contexts
            )
        quotes = self.quotes.get(mechanism, ())
        if quotes:
            yield f"**{self._label('quotes')}**"
        for one in quotes:
            words = " ".join(one["quote"].split())
            about = [one["role"], titles[one["evaluation"]], one["citation"]]
            about += [] if one["verbatim"] else [label("report.paraphrase", self.language)]
            about += [self._label("against")] if one["denies"] else []
            said = in_quotation_marks(words, self.language) if one["verbatim"] else words
            yield f"> {line(said)}\n>\n> — {line(', '.join(filter(None, about)))}"

    def _claim(self, one: _Row) -> str:
        return f"{one['claim']} {one['claim_title']}" if one["claim"] else "–"

    def name(self, mechanism: str) -> str:
        """The title of a mechanism, else its key."""
        return self._named[mechanism][0]["mechanism_title"] or mechanism

    def separating(self) -> Iterator[str]:
        """The attributes of cases that separate, for each mechanism."""
        for (mechanism, name), rows in groupby(self.attributes, key=lambda one: (one["mechanism"], one["name"])):
            found = [*rows]
            ours = [one["value"] for one in found if one["showing"]]
            theirs = [one["value"] for one in found if one["denying"]]
            if ours and theirs and not {*ours} & {*theirs}:
                sides = {"ours": ours, "theirs": theirs}
                yield self._say("separates", mechanism=self.name(mechanism), name=name, **sides)

    def gaps(self) -> Iterator[str]:
        """What is not known, and of whom."""
        by = self._named.items()
        nobody = [self.name(key) for key, rows in by if not any(one["pattern"] for one in rows)]
        in_ = {key: {one["evaluation"] for one in rows if one["pattern"]} for key, rows in by}
        once = [self.name(key) for key, found in in_.items() if len(found) == 1 and len(self.evaluations) > 1]
        unshown = [self.name(key) for key, rows in by if in_[key] and not any(one["shown"] == "shown" for one in rows)]
        for key, values in (("nobody", nobody), ("once", once), ("unshown", unshown)):
            if values:
                yield self._say(f"gap.{key}", mechanisms=values)
        titles = {one["evaluation"]: one["title"] for one in self.evaluations}
        unheard = [f"{one['label']} ({titles[one['evaluation']]})" for one in self.groups if not one["voices"]]
        if unheard:
            yield self._say("gap.unheard", groups=unheard)
        loose = [
            say(
                phrase(
                    "synthesis.loose", title=titles[one["evaluation"]], loose=one["loose"], patterns=one["patterns"]
                ),
                self.language,
            )
            for one in self.loose
            if one["loose"]
        ]
        if loose:
            yield self._say("gap.loose", patterns="; ".join(loose))
        undecided = sum(one["verdict"] == "undecided" for one in self.verdicts)
        claims = amount(len(self.verdicts), "claim", self.language)
        yield self._say("gap.undecided", undecided=undecided, claims=claims)

    # ---- other formats ----

    def file(self, format_: str, house: House) -> bytes:
        """The synthesis in one of `FORMATS`."""
        if format_ == "xlsx":
            return self._workbook()
        text = self.markdown()
        if format_ == "md":
            return text.encode("utf-8")
        tree = document(text, self.title, self.language)
        if format_ == "html":
            from cmo_eval.report.formats.html import html_bytes  # noqa: PLC0415 - heavy

            return html_bytes(tree, {}, house)
        from cmo_eval.report.formats.word import word_bytes  # noqa: PLC0415 - heavy

        return word_bytes(tree, {}, house)

    def _workbook(self) -> bytes:
        sheets = []
        for key in ("evaluations", "mechanisms", "verdicts", "groups"):
            rows: Sequence[_Row] = getattr(self, key)
            names = [*rows[0]] if rows else ["evaluation"]
            columns = [Column(name.replace("_", " "), max(10, min(40, len(name) + 4))) for name in names]
            cells = [[_plain(one[name]) for name in names] for one in rows]
            title = self._label("matrix" if key == "mechanisms" else key)
            sheets.append(Sheet(title, columns, cells, len(cells)))
        packed = io.BytesIO()
        write_book(Book(sheets, title=self.title, creator=CREATOR, made=moment("").replace(tzinfo=None)), packed)
        return packed.getvalue()


def synthesis(engine: Engine, language: str) -> Synthesis:
    """The synthesis of all that is in a portfolio, in a language."""
    mechanisms = _rows(questions.mechanisms(engine))
    named = dict.fromkeys(one["mechanism"] for one in mechanisms if one["pattern"])
    theories = engine.table("SELECT mechanism, theory FROM mechanisms WHERE theory IS NOT NULL")[1]
    return Synthesis(
        evaluations=_rows(questions.evaluations(engine)),
        mechanisms=mechanisms,
        verdicts=_rows(questions.verdicts(engine)),
        groups=_rows(questions.groups(engine)),
        attributes=_rows(Found(*engine.table(sql.ATTRIBUTES))),
        loose=_rows(Found(*engine.table(sql.LOOSE))),
        quotes={key: _told(_rows(questions.quotes(engine, key))) for key in named},
        theories={str(key): str(theory) for key, theory in theories},
        language=language,
    )


def _told(rows: Sequence[_Row]) -> Sequence[_Row]:
    """Some quotes: what denies a part first, then what shows it, the best observed and from as many evaluations."""
    said = {(one["evaluation"], one["citation"]): one for one in reversed(rows) if one["quote"]}
    chosen: list[_Row] = []
    for denies in (True, False):
        best = sorted((one for one in said.values() if one["denies"] is denies), key=lambda one: -one["quality"])
        first = {one["evaluation"]: one for one in reversed(best)}
        left = [one for one in best if one not in first.values()]
        chosen += [*first.values(), *left][: MOST_QUOTES // 2]
    return chosen


def _rows(found: Found) -> list[_Row]:
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _plain(value: Any) -> str | int | None:
    return str(value).lower() if isinstance(value, bool) else value
