"""What one voice more may do to a proposal, on random mixes of evidence."""

import random
from dataclasses import replace

import pytest
from weighing import FAILED_HOOP, claim, left_behind

from cmo_eval.analysis.evidence import EvidenceRow, EvidenceTable
from cmo_eval.analysis.proposal import Question
from cmo_eval.analysis.verdict import propose
from cmo_eval.model import VerdictPolicy
from cmo_eval.store.voices import Speaker
from often import often

MIXES = often(10_000)
RANK = {"rejected": 0, "undecided": 1, "nuanced": 2, "holds": 3}
KINDS = ["key_actor", "focus_group", "case_interview", "interview", "document"]
GROUPS = ["internal", "participants", "dropouts", "others", None]
BOTH = [["supports"], ["supports"], ["nuances"], ["refutes"], ["refutes"], ["supports", "refutes"]]
STANCES = [["supports", "supports", "refutes"], *BOTH, ["nuances", "refutes"], ["supports", "nuances"]]


def row(number, who, kind, quality, stance):
    return EvidenceRow(f"X-{number}", who.voice, who, kind, None, quality, stance)


def voice(draw, name, stances, publications):
    """What one voice says: rows of one source, some of them a report's own sentences."""
    kind, publication = draw.choice(KINDS), draw.choice(publications)
    own = publication is not None and draw.random() < 0.3
    attributes = (("region", draw.choice(["north", "south", "North"])),) if draw.random() < 0.5 else ()
    who = Speaker(publication if own else name, publication, own, draw.choice(GROUPS), None, attributes)
    return [
        row(f"{name}{place}", who, kind, draw.choice([0, 1, 2, 2, 3]), stance) for place, stance in enumerate(stances)
    ]


CLAIMS = {
    (searched, failed): claim(
        **({} if searched else {"disconfirming_search": None}), **({"tests": [FAILED_HOOP]} if failed else {})
    )
    for searched in (True, False)
    for failed in (True, False)
}


def mix(draw):
    """A claim with evidence on it and conventions, as they may come together."""
    rows = [
        one
        for number in range(draw.randrange(9))
        for one in voice(draw, f"v{number}", draw.choice(STANCES), [None, None, "A", "B"])
    ]
    policy = VerdictPolicy(
        min_sources=draw.choice([2, 3, 4]), min_kinds=draw.choice([1, 2, 3]), min_groups=draw.choice([1, 2])
    )
    about = CLAIMS[draw.random() < 0.7, draw.random() < 0.05]
    who = Speaker("K9", None, own_sentence=False, group=draw.choice(GROUPS), organisation=None, attributes=())
    absent = row("K9", who, "case_interview", draw.choice([1, 2, 3]), "refutes")
    table = EvidenceTable("C1", 1, rows, absences=[absent] if draw.random() < 0.1 else ())
    if draw.random() < 0.1:
        old = Speaker("old", None, own_sentence=False, group="others", organisation=None, attributes=())
        table = left_behind(table, row("old", old, "interview", 2, "refutes"))
    return Question(about, table, policy)


def with_more(question, rows):
    return replace(question, evidence=replace(question.evidence, kept=[*question.evidence.kept, *rows]))


def renamed(draw, question):
    """The same evidence, of voices and publications that are called otherwise."""
    table = question.evidence
    names = sorted({one.voice for one in (*table.weighed, *(old for old, _ in table.earlier))} | {"A", "B"})
    others = dict(zip(names, draw.sample([f"z{number}" for number in range(len(names))], len(names)), strict=True))

    def anew(one):
        who = one.who._replace(voice=others[one.voice], publication=others.get(one.publication))
        return one._replace(who=who)

    earlier = [(anew(one), number) for one, number in table.earlier]
    kept, absences = ([anew(one) for one in rows] for rows in (table.kept, table.absences))
    return replace(question, evidence=replace(table, kept=kept, absences=absences, earlier=earlier))


@pytest.mark.parametrize("stance", ["supports", "refutes"])
def test_one_voice_more_never_moves_a_proposal_the_other_way(stance):
    draw = random.Random(20170320)  # noqa: S311 - the same mixes each time
    moved = 0
    for _ in range(MIXES):
        question = mix(draw)
        before = propose(question).verdict
        after = propose(with_more(question, voice(draw, "new", [stance], [None, "A", "C"]))).verdict
        worse = RANK[after] < RANK[before] if stance == "supports" else RANK[after] > RANK[before]
        assert not worse, (before, after, question)
        moved += before != after
    assert moved > MIXES / 100


def test_a_voice_that_says_one_thing_more_never_moves_a_proposal_the_other_way():
    draw = random.Random(20170321)  # noqa: S311 - the same
    moved = 0
    for _ in range(MIXES // 2):
        question = mix(draw)
        if not question.evidence.kept:
            continue
        stance = draw.choice(["supports", "refutes"])
        more = draw.choice(question.evidence.kept)._replace(citation="x", stance=stance, quality=draw.choice([1, 2]))
        before, after = propose(question).verdict, propose(with_more(question, [more])).verdict
        worse = RANK[after] < RANK[before] if stance == "supports" else RANK[after] > RANK[before]
        assert not worse, (before, after, question, more)
        moved += before != after
    assert moved > MIXES / 200


def test_order_double_coding_and_names_change_nothing():
    draw = random.Random(17)  # noqa: S311 - the same
    for _ in range(MIXES // 5):
        question = mix(draw)
        rows = [*question.evidence.kept, *draw.choices(question.evidence.kept, k=3)] if question.evidence.kept else []
        draw.shuffle(rows)
        again = replace(question, evidence=replace(question.evidence, kept=rows))
        one, other = propose(question), propose(again)
        assert (one.verdict, one.rule, one.reason) == (other.verdict, other.rule, other.reason)
        called_otherwise = propose(renamed(draw, question))
        assert (one.verdict, one.rule) == (called_otherwise.verdict, called_otherwise.rule)
