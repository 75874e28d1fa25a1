"""What a chapter begins with: on whose word a conclusion rests, what speaks against it, and what is uncertain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cmo_eval.analysis.evidence import Side
from cmo_eval.analysis.verification import ClaimResult
from cmo_eval.messages import label, phrase, say
from cmo_eval.model import STANCES, Stance
from cmo_eval.report import contents
from cmo_eval.report.contents import Quote
from cmo_eval.report.sentences import amount, sentence, within

MOST_NAMED = 12
"""How many of those who speak against a claim are named, by role and number; the others are counted."""
_MOST_FLIPS = 2

_AGAINST: tuple[Stance, ...] = tuple(stance for stance in STANCES if stance != "supports")
# what a decision made of counter-evidence, where its verdict says as much as that stance does
_TAKEN_UP = {("nuances", "nuanced"), ("refutes", "rejected"), ("suggests", "transformed")}


def conclusion(
    result: ClaimResult,
    robustness: contents.Robustness,
    titles: Mapping[str, str],
    language: str,
    why_silent: Mapping[str, str] | None = None,
) -> contents.Conclusion:
    """In a few sentences what a reader asks first; without rules, ids and names.

    Args:
        result: the claim, weighed.
        robustness: on what that hangs.
        titles: of the groups, by key.
        language: of the report.
        why_silent: by key of a group of which no voice counts, why what it said does not count here.
    """
    unopposed = "report.no_counter_evidence" if resting_on(result)[0] == "supports" else "report.nobody_for"
    return contents.Conclusion(
        unopposed=label(unopposed, language),
        left_out=sentence(_left_out(result, language)),
        whose=_in_favour(result, titles, language),
        against=tuple(_against(result, titles, language, groups=True)),
        heard=_how_many(result, titles, language, named=True),
        voices=_how_many(result, titles, language, named=False),
        opposed=tuple(_against(result, titles, language, groups=False)),
        uncertain=tuple(map(sentence, _uncertain(result, robustness, titles, language, why_silent or {}))),
    )


def resting_on(result: ClaimResult) -> tuple[Stance, Side]:
    """On whose word the conclusion rests: those in favour, or where the claim is given up those who wanted that.

    A claim that was rejected rests on who refutes it, one that was transformed on who suggests what it becomes (or
    another claim, where nobody suggests that one).
    """
    sides, decision = result.question.sides, result.decision
    if decision is not None and decision.verdict == "rejected":
        return "refutes", sides.taking("refutes")
    if decision is not None and decision.verdict == "transformed":
        becomes = (decision.becomes or "").partition("@")[0]
        return "suggests", sides.suggests.get(becomes) or sides.taking("suggests")
    return "supports", sides.for_


def _beside(result: ClaimResult, stance: Stance) -> Side:
    """Who takes a stance against the claim, without those on whose word the conclusion rests."""
    heard, (resting, side) = result.question.sides.taking(stance), resting_on(result)
    if stance != resting:
        return heard
    return Side([row for row in heard.rows if row.voice not in side.voices])


_WHOSE = {
    "supports": ("report.whose.one", "report.whose"),
    "refutes": ("report.whose.refutes.one", "report.whose.refutes"),
    "suggests": ("report.whose.suggests.one", "report.whose.suggests"),
}
"""What is said of one voice, and of several."""


def _in_favour(result: ClaimResult, titles: Mapping[str, str], language: str) -> str:
    stance, side = resting_on(result)
    if not side.voices:
        return ""
    cases = [*_cases_against(result, language)] if stance == "refutes" else []
    said = phrase(
        _WHOSE[stance][len(side.voices) > 1],
        voices=amount(len(side.voices), "voice", language),
        groups=_groups(side, titles, language),
        kinds=amount(len(side.kinds), "report.kinds", language),
    )
    if cases:
        said = phrase("report.among_them", said=say(said, language).removesuffix("."), cases=cases)
    return sentence(say(said, language))


def _how_many(result: ClaimResult, titles: Mapping[str, str], language: str, *, named: bool) -> str:
    _, side = resting_on(result)
    voices = amount(len(side.voices), "voice", language) if side.voices else ""
    if not side.groups:
        return voices
    if named:
        return f"{voices} ({_groups(side, titles, language)})"
    return say(phrase("report.voices_of", voices=voices, groups=amount(len(side.groups), "group", language)), language)


def _groups(side: Side, titles: Mapping[str, str], language: str) -> str:
    """The groups that are heard, the largest first, each with how many voices it has, and those of no known group."""
    return _named_groups(_groups_of(side), titles, language)


def _groups_of(side: Side) -> Mapping[str, frozenset[str]]:
    """By voice the groups that it is heard from; none where none is known."""
    found: dict[str, set[str]] = {}
    for who in (row.who for row in side.rows):
        found.setdefault(who.voice, set()).update([who.group] if who.group is not None else [])
    return {voice: frozenset(groups) for voice, groups in found.items()}


def _named_groups(groups: Mapping[str, frozenset[str]], titles: Mapping[str, str], language: str) -> str:
    """The groups of these voices, said; see `_groups`."""
    heard = Counter(group for own in groups.values() for group in own)
    ordered = sorted(heard.items(), key=lambda one: (-one[1], one[0]))
    named = [(titles.get(key, key), n) for key, n in ordered]
    if without := sum(not own for own in groups.values()):
        named.append((label("report.no_group", language), without))
    said = [f"{title} ({n})" if len(named) > 1 else title for title, n in named]
    if several := sum(len(own) > 1 for own in groups.values()):
        said.append(say(phrase("report.of_more_groups", n=several), language))
    return ", ".join(said)


def _against(result: ClaimResult, titles: Mapping[str, str], language: str, *, groups: bool) -> Iterator[str]:
    """What speaks against the claim, by stance.

    A voice is one of those in favour only where it is counted there. A publication whose own sentences are heard there
    with the talks that it tells of, and that takes a stance alone, is told as what it is.
    """
    in_favour, itself = _groups_of(result.question.sides.for_), beside_talks(result)
    if resting_on(result)[0] != "supports" and in_favour:
        said = phrase("report.spoke_for", voices=amount(len(in_favour), "voice", language))
        named = f" ({_groups(result.question.sides.for_, titles, language)})" if groups else ""
        yield say(said, language) + named + on_both_sides(result, "supports", in_favour, language)
    for stance in _AGAINST:
        heard = _beside(result, stance)
        if not heard.voices:
            continue
        noun, own = label(f"report.noun.{stance}", language), _groups_of(heard)
        of_these = {voice: groups or in_favour[voice] for voice, groups in own.items() if voice in in_favour}
        alone = {*own} & itself
        named = f" ({_named_groups(of_these, titles, language)})" if groups and of_these else ""
        if stance == "nuances" and len(of_these) == len(own):
            share = "some" if len(own) < len(in_favour) else "all" if len(in_favour) > 1 else "this"
            told = say(phrase(f"report.said_by.{share}", noun=noun, n=len(own)), language) + named
        elif alone and len(of_these) + len(alone) == len(own):
            who = [amount(len(of_these), "report.also_in_favour", language) + named] if of_these else []
            who.append(amount(len(alone), "report.publication_itself", language))
            voices = amount(len(own), "voice", language)
            told = say(phrase("report.said_by.both", noun=noun, voices=voices, who=say(who, language)), language)
        else:
            told = say(phrase("report.said_by", noun=noun, voices=amount(len(own), "voice", language)), language)
            told += f" ({_named_groups(own, titles, language)})" if groups else ""
            told += on_both_sides(result, stance, own, language)
        cases = [*_cases_against(result, language)] if stance == "refutes" else []
        yield say(phrase("report.among_them", said=told, cases=cases), language) if cases else told
    if left_out := _left_out(result, language):
        yield left_out


def _left_out(result: ClaimResult, language: str) -> str:
    """What speaks against the conclusion and is not weighed, by stance with why; empty where nothing was left out."""
    contrary = {"refutes", "nuances"} if resting_on(result)[0] == "supports" else {"supports"}
    found: dict[tuple[str, str], set[str]] = {}
    for row, reason in result.evidence.left_out:
        if row.stance in contrary and reason in {"disputed", "below_quality"}:
            found.setdefault((row.stance, reason), set()).add(row.voice)
    told = []
    for (stance, why), voices in found.items():
        noun, who = label(f"report.noun.{stance}", language), amount(len(voices), "voice", language)
        said = phrase("report.said_by", noun=noun, voices=who)
        told.append(phrase("report.against_left_out", said=said, why=phrase(f"left_out.{why}")))
    return "; ".join(say(one, language) for one in told)


def on_both_sides(result: ClaimResult, stance: str, voices: Collection[str], language: str) -> str:
    """How many of the voices that take a stance are counted elsewhere too, as a clause; empty where none is.

    Who supports and refutes is heard on both sides, and is one voice that nuances; who nuances and refutes stands
    against; who supports and suggests another claim counts for both.
    """
    sides = result.question.sides
    others = {
        "supports": sides.torn,
        "nuances": sides.against.voices,
        "refutes": sides.torn,
        "suggests": [row.voice for row in sides.taking("supports").rows],
    }
    n = len({*voices} & {*others[stance]})
    if not n:
        return ""
    many = "" if n == 1 else ".many"
    which = f"all{many}" if n == len(voices) else "some"
    who = say(phrase(f"report.of_which.{which}", voices=amount(n, "voice", language)), language)
    return f", {who} {label(f'report.also.{stance}{many}', language)}"


def beside_talks(result: ClaimResult) -> frozenset[str]:
    """Publications, as voices, of which own sentences in favour are heard with the talks that they tell of."""
    told = {row.publication for row in result.question.sides.for_.rows if row.who.own_sentence}
    rows = (row for row in result.evidence.weighed if row.who.own_sentence and row.publication in told)
    return frozenset(row.voice for row in rows) - {*result.question.sides.for_.voices}


def _cases_against(result: ClaimResult, language: str) -> Iterator[str]:
    """The cases that are voices against the claim since an outcome or a goal in them was not reached, counted."""
    absent = {row.citation for row in result.evidence.absences}
    if absent:
        yield say(phrase("report.absent_cases", n=amount(len(absent), "case", language)), language)
    missed = {row.case for row in result.evidence.results if row.stance == "refutes"}
    if missed:
        yield say(phrase("report.goals_not_reached", n=amount(len(missed), "case", language)), language)


def _uncertain(
    result: ClaimResult,
    robustness: contents.Robustness,
    titles: Mapping[str, str],
    language: str,
    why_silent: Mapping[str, str],
) -> Iterator[str]:
    decision = result.decision
    reading = decision is not None and decision.reported_in is not None
    if result.stale:
        yield label("report.stale", language)
    if result.agrees is False:
        key = "report.points_elsewhere_reading" if reading else "report.points_elsewhere"
        yield say(phrase(key, verdict=phrase(result.proposal.verdict)), language)
    yield from (say(reason, language) for reason in result.preliminary)
    if result.why_shown not in {None, "shown"}:
        yield label(f"why_shown.{result.why_shown}", language)
    if result.question.not_heard:
        unheard = [f"‘{titles.get(key, key)}’" for key in result.question.not_heard]
        yield say(phrase("report.none_counts", groups=unheard), language)
        for key in result.question.not_heard:
            if key in why_silent:
                yield say(
                    phrase("report.none_counts.why", group=f"‘{titles.get(key, key)}’", why=why_silent[key]), language
                )
    everybody = result.question.sides.everybody
    if everybody.publications and not everybody.own_voices:
        publications = amount(len(everybody.publications), "publication", language)
        yield say(phrase("report.through", publications=publications), language)
    if result.claim.disconfirming_search is None:
        yield label("report.no_search", language)
    if robustness.flips:
        changes = [(change, one.verdict) for one in robustness.flips for change in one.changes]
        # a flip to undecided says that the claim just reaches the thresholds; one to another verdict tells more
        changes.sort(key=lambda one: one[1] == "undecided")
        told = [
            say(phrase("report.hangs_on.flip", what=change.what, verdict=phrase(verdict)), language)
            for change, verdict in changes[:_MOST_FLIPS]
        ]
        values = {"n": robustness.times, "m": robustness.changes, "verdict": phrase(result.proposal.verdict)}
        key = "report.hangs_on.all" if len(changes) <= _MOST_FLIPS else "report.hangs_on"
        yield say(phrase(key, **values, flips="; ".join(told)), language)


# ---- counter-evidence in words ---------------------------------------------------------------------------------------


def voiced(result: ClaimResult, counter: Sequence[Quote], language: str) -> Iterator[contents.Voiced]:
    """For each stance against the claim that was heard: who speaks, and what the decision made of it.

    Who may not be quoted is counted and not named.
    """
    for stance in _AGAINST:
        own = [quote for quote in counter if _counted_as(result, quote) == stance]
        if own:
            shown = [quote for quote in own if not quote.held_back]
            heard, ids = result.question.sides.taking(stance), {quote.id for quote in shown}
            spoken = {row.voice for row in heard.rows if row.citation in ids} | {quote.voice for quote in shown}
            silent, speakers = len({*heard.voices} - spoken), _speakers(shown)
            more = sum(sum(names.values()) for names in speakers.values()) - (len(heard.voices) - silent)
            yield contents.Voiced(
                stance=stance,
                voices=amount(len(heard.voices), "voice", language)
                + on_both_sides(result, stance, heard.voices, language),
                together=_together(result, heard, more, language),
                who=_named(speakers, language),
                silent=amount(silent, "voice", language) if silent else "",
                held=_held(silent, len(heard.voices), language),
                done=label(_done(result, stance, {quote.id for quote in own}), language),
            )


def _held(silent: int, voices: int, language: str) -> str:
    """That so many of the voices may not be quoted, in a sentence; empty where all may."""
    if not silent:
        return ""
    if silent >= voices:
        return label("report.silent.only" if voices == 1 else "report.silent.all", language)
    if silent == 1:
        return label("report.silent.one", language)
    return say(phrase("report.silent", n=amount(silent, "voice", language)), language)


def _together(result: ClaimResult, heard: Side, more: int, language: str) -> str:
    """Why more speakers are named than voices are counted; empty where that is not so.

    Args:
        result: the claim, weighed.
        heard: who takes the stance.
        more: how many more are named.
        language: of the report.
    """
    if more <= 0:
        return ""
    own = {row.who for row in result.evidence.weighed if row.who.own_sentence and row.citation in heard.citations}
    joined = len({who.voice for who in own} - {*heard.voices})
    reasons = ["report.together.publication"] if joined else []
    reasons += ["report.together.same"] if more > joined else []
    return say([label(reason, language) for reason in reasons], language)


def _counted_as(result: ClaimResult, quote: Quote) -> str:
    """The stance by which a quote counts: what somebody who stands against the claim nuances is told with that."""
    against = quote.stance == "nuances" and quote.voice in result.question.sides.against.voices
    return "refutes" if against else quote.stance


def _speakers(quotes: Iterable[Quote]) -> Mapping[str, Mapping[str, int]]:
    """By group who speaks, in how many citations of different sources."""
    found: dict[str, Counter[str]] = {}
    for group, name, _ in dict.fromkeys((quote.group, quote.name, quote.source) for quote in quotes):
        found.setdefault(group, Counter())[name] += 1
    return found


def _named(speakers: Mapping[str, Mapping[str, int]], language: str) -> str:
    left, said = MOST_NAMED, []
    for group, names in sorted(speakers.items()):
        shown = list(names.items())[:left]
        left -= len(shown)
        told = [within(name, language) + (f" ({times}×)" if times > 1 else "") for name, times in shown]
        if told:
            joined = say(told, language)
            said.append(f"{joined} ({group})" if group else joined)
    more = sum(map(len, speakers.values())) - MOST_NAMED
    if more > 0:
        said.append(say(phrase("report.and_more", n=more), language))
    return "; ".join(said)


def _done(result: ClaimResult, stance: str, citations: set[str]) -> str:
    """The key of what the decision made of that counter-evidence."""
    decision = result.decision
    if decision is None:
        return "report.done.open"
    if decision.reported_in is not None:
        return "report.done.reading"
    aside = citations & {*decision.sets_aside}
    if aside:
        return "report.done.aside" if aside == citations else "report.done.partly_aside"
    return "report.done.taken_up" if (stance, decision.verdict) in _TAKEN_UP else "report.done.weighed"
