"""An interview guide as Markdown, for the same formats as a report; decides nothing about what is asked.

Questions stand in plain letters, numbered through within a claim; what is for who asks only stands in italics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmo_eval.analysis.completeness import configuration, names_of, running
from cmo_eval.analysis.guide import Guide, GuideQuestion, Theme
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import PARTS, Evaluation
from cmo_eval.report.document.markdown import cell, line
from cmo_eval.report.sentences import amount, sentence


def guide_title(guide: Guide, evaluation: Evaluation) -> str:
    """What the document is called."""
    return say(phrase("guide.title", group=guide.title), evaluation.language)


def guide_markdown(guide: Guide, evaluation: Evaluation) -> str:
    """The guide of a group, in the language of the evaluation."""
    return _Writer(evaluation).guide(guide)


def overview_markdown(guides: Mapping[str, Guide], evaluation: Evaluation) -> str:
    """A table of the groups: how many were heard, how much there is to ask them, and of which claims first."""
    return _Writer(evaluation).overview(guides)


class _Writer:
    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation, self._language = evaluation, evaluation.language
        self._names = names_of(evaluation)

    def guide(self, guide: Guide) -> str:
        return self._page(self._parts(guide, guide_title(guide, self._evaluation)))

    def overview(self, guides: Mapping[str, Guide]) -> str:
        return self._page(self._table(guides))

    def _page(self, blocks: Iterable[str]) -> str:
        return "\n\n".join(filter(None, blocks)) + "\n"

    def _say(self, key: str, **values: object) -> str:
        return line(say(phrase(key, **values), self._language))

    def _list(self, items: Iterable[str]) -> str:
        return "\n".join(f"- {item}" for item in items)

    def _numbered(self, questions: Iterable[str], first: int = 1) -> str:
        return "\n".join(f"{number}. {question}" for number, question in enumerate(questions, first))

    def _head(self, title: str) -> Iterator[str]:
        yield f"# {line(title)}"
        yield f"*{line(self._evaluation.title)}*"
        if self._evaluation.fictional:
            yield f"*{self._say('report.fictional')}*"

    # ---- one guide ----

    def _parts(self, guide: Guide, title: str) -> Iterator[str]:
        yield from self._head(title)
        yield f"## {self._say('guide.before')}"
        voices = amount(guide.voices, "voice", self._language)
        heard = self._say("guide.heard", voices=voices) if guide.voices else self._say("guide.heard.nobody")
        notes = [heard, *self._look_for(guide)]
        yield self._list([*notes, *(self._say(f"guide.use.{one}") for one in ("theory", "aloud", "order", "consent"))])
        yield f"## {self._say('guide.begin')}"
        programme = self._evaluation.programme.name
        yield self._numbered([self._say("guide.begin.role", programme=programme), self._say("guide.begin.change")])
        if not guide.themes:
            yield self._say("guide.nothing")
        for number, theme in enumerate(guide.themes, 1):
            yield from self._theme(theme, number)
        yield f"## {self._say('guide.end')}"
        yield self._numbered([self._say("guide.end.missed"), self._say("guide.end.who")])
        if guide.rest:
            yield f"## {self._say('guide.rest')}"
            yield self._say("guide.rest.why")
            yield self._list(f"{line(claim.title)} [{claim.id}]" for claim in guide.rest)

    def _look_for(self, guide: Guide) -> Iterator[str]:
        strata: dict[str, list[str]] = {}
        for one in guide.unheard:
            strata.setdefault(one.dimension, []).append(one.title)
        if strata:
            said = "; ".join(f"{label(name, self._language)} {', '.join(values)}" for name, values in strata.items())
            yield self._say("guide.look_for", values=said)

    def _theme(self, theme: Theme, number: int) -> Iterator[str]:
        claim, language = theme.claim, self._language
        yield f"## {number} {line(claim.title)} [{claim.id}]"
        decided = []
        if claim.decision is not None:
            decided.append(phrase("guide.decided", verdict=phrase(claim.decision.verdict)))
        about = [(label("guide.open", language), "; ".join(say(one, language) for one in (*theme.why, *decided)))]
        if theme.lacking:
            about.append((label("guide.lacking", language), "; ".join(say(one, language) for one in theme.lacking)))
        if claim.criteria.researchable is not None:
            about.append((label("guide.seen_by", language), claim.criteria.researchable.why))
        yield self._list(f"*{line(sentence(f'{name}: {running(text, self._names)}'))}*" for name, text in about)
        asked = 1
        for heading, intro, questions in self._sections(theme):
            if heading:
                yield f"### {heading}"
            if intro:
                yield intro
            yield self._numbered(map(self._question, questions), asked)
            asked += len(questions)
        yield f"### {self._say('guide.said')}"
        yield self._list(f"*{one}*" for one in self._said(theme))

    def _sections(self, theme: Theme) -> Iterator[tuple[str, str, Sequence[GuideQuestion]]]:
        """Headings, what stands below them for who asks, and the questions."""
        yield "", "", theme.asked
        for working in theme.workings:
            title = f"{self._say('guide.working', title=working.pattern.title)} [{working.pattern.id}]"
            whole = configuration(working.pattern, self._language, self._names)
            yield title, f"*{line(whole)}*", working.asked
        for key, questions in (("differ", theme.contested), ("rivals", theme.rivals), ("tests", theme.tests)):
            if questions:
                yield self._say(f"guide.{key}"), "", questions

    def _question(self, asked: GuideQuestion) -> str:
        words = line(say(asked.words, self._language))
        if asked.why is None:
            return words
        part = f"{label(f'part.{asked.gap}', self._language)}: " if asked.gap in PARTS else ""
        return f"{words} *({line(part + say(asked.why, self._language))})*"

    def _said(self, theme: Theme) -> Iterator[str]:
        """What each stance was taken by, in numbers of voices by group; and of which other groups nobody was heard."""
        titles = self._evaluation.groups
        for (stance, other), groups in theme.said.items():
            said = "; ".join(
                f"{titles.get(key, key) or label('guide.said.no_group', self._language)}:"
                f" {amount(voices, 'voice', self._language)}"
                for key, voices in groups.items()
            )
            yield line(f"{label(f'guide.said.{stance}', self._language)}{f' ({other})' if other else ''} – {said}")
        if not theme.said:
            yield self._say("guide.said.nothing")
        if theme.not_heard:
            yield self._say("guide.said.not_heard", groups="; ".join(titles[key] for key in theme.not_heard))

    # ---- which guides there are ----

    def _table(self, guides: Mapping[str, Guide]) -> Iterator[str]:
        yield from self._head(label("guide.titles", self._language))
        heads = " | ".join(
            self._say(f"guide.table.{one}") for one in ("group", "heard", "claims", "first", "questions")
        )
        rows = [f"| {heads} |", "| --- | ---: | ---: | --- | ---: |"]
        for key, guide in guides.items():
            first = ", ".join(theme.claim.id for theme in guide.themes[:3])
            cells = (f"{guide.title} ({key})", guide.voices, len(guide.themes), first, guide.questions)
            rows.append(f"| {' | '.join(cell(str(one)) for one in cells)} |")
        yield "\n".join(rows)
        for guide in list(guides.values())[:1]:
            yield self._list(self._look_for(guide))
            yield say(phrase("guide.table.how", group=f"`{guide.group}`"), self._language)
