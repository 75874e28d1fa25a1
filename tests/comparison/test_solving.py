"""Truth tables and their solutions: published values, and every solution of random tables against trying everything."""

from __future__ import annotations

import random
from itertools import combinations, product

import numpy as np
import pytest
from brute import models, primes, solutions

from cmo_eval.comparison import minimising, solving
from cmo_eval.comparison.minimising import minimum_covers
from cmo_eval.comparison.primes import covers, order, primes_within, primes_without
from cmo_eval.comparison.sets import Table, sets_of
from cmo_eval.comparison.solving import solve
from cmo_eval.comparison.truth import CutOffs, truth_table
from cmo_eval.errors import CmoEvalError
from often import often

# Lipset's democracies that survived between the wars (Rihoux and De Meur 2009), and Rokkan's nation building: DEV URB
# LIT IND STB SURV, and C R L E S
LIPSET = """AU 101100 BE 111111 CZ 111111 EE 001010 FI 101011 FR 101111 DE 111100 GR 000000 HU 001000 IE 101011 IT
000010 NL 111111 PL 001000 PT 000000 RO 000010 ES 000000 SE 101111 UK 111111"""
ROKKAN = """GB 10110 DK 10010 SE 10010 NO 10001 FI 10001 IS 10001 DE 11101 NL 11010 CH 11010 ES 00111 FR 00011 IT 00001
AT 01100 IE 01100 BE 01000 LU 01000"""
FIVE = ("DEV", "URB", "LIT", "IND", "STB")


def table_of(text, names):
    words = text.split()
    cases, rows = words[::2], words[1::2]
    return Table(tuple(cases), {name: tuple(float(row[at]) for row in rows) for at, name in enumerate(names)})


def lipset(outcome="SURV", expected=()):
    sets = sets_of(table_of(LIPSET, (*FIVE, "SURV")), outcome, FIVE)
    return solve(truth_table(sets, CutOffs(1.0)), expected)


def told(solution):
    return [
        {term.name: (round(term.fit.coverage, 3), round(term.unique_coverage, 3)) for term in model.terms}
        for model in solution.models
    ]


def test_lipset_has_the_published_truth_table():
    table = lipset().table
    assert table.combinations == 32
    assert len(table.rows) == 9
    assert table.empty == 23
    coded = {"".join(map(str, row.config)): (row.out, row.cases) for row in table.rows}
    assert coded["11111"] == (1, ("BE", "CZ", "NL", "UK"))
    assert coded["10101"] == (1, ("FI", "IE"))
    assert coded["10111"] == (1, ("FR", "SE"))
    none = {key: len(cases) for key, (out, cases) in coded.items() if out == 0}
    assert none == {"00000": 3, "00001": 2, "00100": 2, "00101": 1, "10110": 1, "11110": 1}


def test_lipset_has_the_published_solutions():
    found = lipset(expected=FIVE)
    assert told(found.conservative) == [{"DEV*~URB*LIT*STB": (0.5, 0.25), "DEV*LIT*IND*STB": (0.75, 0.5)}]
    assert told(found.parsimonious) == [{"DEV*STB": (1, 1)}]
    assert told(found.intermediate) == [{"DEV*LIT*STB": (1, 1)}]
    for solution in (found.conservative, found.parsimonious, found.intermediate):
        assert solution.models[0].fit == (1, 1, 1)
    assert found.intermediate.easy == found.intermediate.models[0].assumed == ((1, 1, 1, 0, 1),)
    assert found.parsimonious.models[0].assumptions == 5
    assert found.conservative.models[0].assumptions == 0


def test_lipset_without_the_outcome_has_the_published_solutions():
    found = lipset("~SURV")
    assert told(found.conservative) == [{"~DEV*~URB*~IND": (0.8, 0.8), "DEV*LIT*IND*~STB": (0.2, 0.2)}]
    assert told(found.parsimonious) == [{"~DEV": (0.8, 0.3), "~STB": (0.7, 0.2)}]
    assert found.intermediate is None


@pytest.mark.parametrize(
    ("name", "values"),
    {
        "DEV": (1, 0.8, 0.8),
        "URB": (0.5, 0.929, 0.8),
        "LIT": (1, 0.5, 0.615),
        "IND": (0.75, 0.833, 0.75),
        "STB": (1, 0.7, 0.727),
    }.items(),
)
def test_lipset_has_the_published_necessity(name, values):
    fit = next(one.fit for one in lipset().necessity if one.name == name)
    assert tuple(round(one, 3) for one in (fit.consistency, fit.ron, fit.coverage)) == values


def test_rokkan_has_the_published_solutions():
    sets = sets_of(table_of(ROKKAN, "CRLES"), "S", tuple("CRLE"))
    found = solve(truth_table(sets))
    assert [set(one) for one in told(found.conservative)] == [{"~C*~R*E", "~R*~L*~E", "C*R*L*~E"}]
    assert [set(one) for one in told(found.parsimonious)] == [{"~C*~R", "C*~E"}]
    assert found.parsimonious.models[0].fit == (1, 1, 1)


def drawn(seed):
    """A table of random cases whose combinations never contradict, by a seed; some conditions have three values."""
    draw = random.Random(seed)  # noqa: S311
    number = draw.randint(1, 5)
    levels = [3 if draw.random() < 0.15 and number < 5 else 2 for _ in range(number)]
    outcomes = {}
    for _ in range(draw.randint(2, 16)):
        outcomes[tuple(draw.randrange(level) for level in levels)] = draw.randint(0, 1)
    for at, level in enumerate(levels):  # so that each value that there is occurs
        first = next(iter(outcomes))
        outcomes.setdefault((*first[:at], level - 1, *first[at + 1 :]), 0)
    names = "ABCDE"[:number]
    expected = {at: frozenset({draw.randrange(level)}) for at, level in enumerate(levels) if draw.random() < 0.7}
    columns = {name: tuple(float(config[at]) for config in outcomes) for at, name in enumerate(names)}
    columns["O"] = tuple(float(one) for one in outcomes.values())
    return Table(tuple(f"k{at}" for at in range(len(outcomes))), columns), levels, expected, outcomes


@pytest.mark.parametrize("part", range(10))
def test_random_tables_have_the_solutions_that_trying_everything_finds(part):
    compared = 0
    for seed in range(part * 100, part * 100 + 100):
        table, levels, expected, outcomes = drawn(seed)
        positives = [config for config, out in outcomes.items() if out]
        negatives = [config for config, out in outcomes.items() if not out]
        if not positives or not negatives:
            continue
        compared += 1
        if compared > often(125):
            return
        names = [name for name in table.columns if name != "O"]
        words = [
            f"{names[at]}{{{value}}}" if levels[at] > 2 else names[at] if value else f"~{names[at]}"
            for at, (value,) in expected.items()
        ]
        found = solve(truth_table(sets_of(table, "O", names)), words or ["A{1}" if levels[0] > 2 else "A"])
        if not words:
            expected = {0: frozenset({1})}
        long, short, between, easy = solutions(positives, negatives, levels, expected)
        for solution, wanted in (
            (found.conservative, long),
            (found.parsimonious, short),
            (found.intermediate, between),
        ):
            shown = {frozenset(term.term for term in model.terms) for model in solution.models}
            assert solution.count == len(wanted), (seed, solution)
            assert shown == wanted if len(wanted) <= solving.SHOWN else shown < wanted, seed
        assert set(found.intermediate.easy) == easy, seed
    pytest.fail(f"only {compared} tables had rows with and without the outcome")


def test_prime_implicants_of_random_rows_are_those_that_trying_everything_finds():
    for seed in range(100):
        _, levels, _, outcomes = drawn(seed + 1000)
        positives = [config for config, out in outcomes.items() if out]
        negatives = [config for config, out in outcomes.items() if not out]
        every = set(all_of(levels))
        assert set(primes_within(positives, positives, levels)) == primes(positives, set(positives), levels)
        assert set(primes_without(positives, negatives)) == primes(positives, every - set(negatives), levels)


def all_of(levels):
    return product(*(range(level) for level in levels))


def test_thousands_of_models_are_counted_and_the_first_hundred_stand_in_order():
    # twelve rows, each of which two terms of one condition and one of two cover, whatever the others do: 2 ** 12 models
    number = 12
    rows = [tuple(int(at == one) for at in range(number)) for one in range(number)]
    terms = []
    for one in range(number):
        terms.append(tuple(1 if at == one else None for at in range(number)))
        terms.append(tuple(1 if at == one else 0 if at == (one + 1) % number else None for at in range(number)))
    found = minimum_covers(rows, terms)
    assert found.count == 4096
    assert found.exact
    literals = [sum(value is not None for term in model for value in term) for model in found.models]
    assert literals == sorted(literals)
    assert literals[0] == number
    assert len(set(found.models)) == 4096
    ended = minimum_covers(rows, terms, 10)
    assert len(ended.models) == 10
    assert ended.count == 4096


def test_a_search_that_takes_too_long_gives_what_it_found_and_says_that_there_are_more(monkeypatch):
    rows = [tuple(int(place == other) for other in range(12)) for place in range(12)]
    both = [(one, other) for one in range(12) for other in range(one)]
    pairs = [tuple(None if place in pair else 0 for place in range(12)) for pair in both]
    whole = minimum_covers(rows, pairs)
    assert (whole.count, whole.exact) == (10395, True)  # all ways to put twelve into pairs
    monkeypatch.setattr(minimising, "MOST_STEPS", 700)
    part = minimum_covers(rows, pairs)
    assert not part.exact
    assert 0 < part.count < whole.count
    assert {*part.models} <= {*whole.models}
    monkeypatch.setattr(minimising, "MOST_STEPS", 2)
    with pytest.raises(CmoEvalError, match="too many ways"):
        minimum_covers(rows, pairs)


def test_terms_that_no_row_tells_apart_make_models_of_their_own():
    # eight models: A or B or C alone says which of two cases it is, and so does each of D, E, F and G, H ...
    columns = dict.fromkeys("ABCDEFGH", (1.0, 0.0)) | {"O": (1.0, 0.0)}
    found = solve(truth_table(sets_of(Table(("x", "y"), columns), "O", "ABCDEFGH"))).parsimonious
    assert [model.name for model in found.models] == list("ABCDEFGH")


def test_a_perfect_rule_of_a_condition_with_three_values_does_not_vanish():
    columns = {"A": (0.0, 1.0, 2.0, 2.0), "B": (0.0, 1.0, 0.0, 1.0), "O": (0.0, 0.0, 1.0, 1.0)}
    found = solve(truth_table(sets_of(Table(tuple("wxyz"), columns), "O", "AB")), ["A{2}"])
    for solution in (found.conservative, found.parsimonious, found.intermediate):
        assert [model.name for model in solution.models] == ["A{2}"]
    assert [one.name for one in found.necessity] == ["A{0}", "A{1}", "A{2}", "B", "~B"]


def test_cases_that_contradict_and_that_nothing_explains_are_named():
    columns = {"A": (1.0, 1.0, 1.0, 1.0, 1.0, 0.0), "O": (1.0, 1.0, 1.0, 1.0, 0.0, 1.0), "B": (1.0,) * 5 + (0.0,)}
    columns = {name: (*values, 0.0, 0.0, 0.0) for name, values in columns.items()}
    found = solve(truth_table(sets_of(Table(tuple("abcdefghi"), columns), "O", "A")))
    model = found.parsimonious.models[0]
    assert model.name == "A"
    assert model.terms[0].cases == ("a", "b", "c", "d")
    assert model.terms[0].contradict == model.contradict == ("e",)
    assert model.uncovered == ("f",)
    assert model.fit.consistency == pytest.approx(0.8)
    row = found.table.rows[0]
    assert (row.inside, row.outside, row.contradictory, row.tie, row.out) == (tuple("abcd"), ("e",), True, True, 1)


def test_models_of_random_terms_are_all_that_trying_everything_finds_and_the_first_ones_in_order():
    for seed in range(150):
        draw = random.Random(seed)  # noqa: S311
        rows = sorted({tuple(draw.randint(0, 1) for _ in range(5)) for _ in range(draw.randint(1, 8))})
        terms = {tuple(draw.choice((None, None, value)) for value in draw.choice(rows)) for _ in range(14)}
        terms |= {row for row in rows if not any(covers(term, row) for term in terms)}
        found = minimum_covers(rows, sorted(terms, key=str))
        whole = models(rows, terms)
        assert {frozenset(model) for model in found.models} == whole, seed
        assert (found.count, found.exact) == (len(whole), True)
        assert found.models == tuple(sorted(found.models, key=literals_then_terms))
        assert {*found.some} == frozenset().union(*whole)
        assert {*found.each} == frozenset.intersection(*whole)
        few = minimum_covers(rows, sorted(terms, key=str), shown=3)
        assert (few.models, few.count) == (found.models[:3], found.count), seed


def literals_then_terms(model):
    return sum(order(term)[0] for term in model), [order(term) for term in model]


def test_rows_are_weighed_so_that_no_set_weighs_more_than_one():
    draw = random.Random(7)  # noqa: S311
    for _ in range(20):
        rows, sets = draw.randint(1, 30), draw.randint(1, 60)
        belongs = np.array([[float(draw.random() < 0.2) for _ in range(sets)] for _ in range(rows)])
        belongs[np.arange(rows), np.array([draw.randrange(sets) for _ in range(rows)])] = 1
        quick = minimising._raised(np.ones(rows), belongs)
        well = minimising._raised(minimising._weights(belongs), belongs)
        for weights in (quick, well):
            assert (weights @ belongs).max() <= 1 + 1e-9
            assert weights.min() >= 0
        assert quick.sum() >= rows / belongs.sum(axis=0).max() - 1e-9


def test_fifteen_conditions_and_sixty_random_cases_have_all_their_models_counted():
    draw = random.Random(1)  # noqa: S311
    names = [f"C{place}" for place in range(15)]
    columns = {name: tuple(float(draw.randint(0, 1)) for _ in range(60)) for name in [*names, "O"]}
    table = truth_table(sets_of(Table(tuple(f"k{at}" for at in range(60)), columns), "O", names))
    found = minimum_covers(table.coded(1), primes_without(table.coded(1), table.coded(0)), shown=100)
    assert (found.count, found.exact) == (378, True)
    for model in found.models:
        assert all(any(covers(term, row) for term in model) for row in table.coded(1))
        assert not any(covers(term, row) for term in model for row in table.coded(0))


def test_no_cover_is_found_twice_though_several_of_its_sets_have_the_same_row():
    fours = [sum(1 << row for row in some) for some in combinations(range(6), 4)]
    search = minimising._Search(fours, 0b111111)
    found = [frozenset(one) for one in search._fewest(10_000, 10_000)]
    wanted = [pair for pair in combinations(fours, 2) if pair[0] | pair[1] == 0b111111]
    assert len(found) == len(set(found)) == len(wanted)
    assert minimising._largest([0b001, 0b011, 0b110, 0b010, 0b110]) == [0b011, 0b110]
