"""A solver that tries everything: every term, every set of terms; slow, and in no way like the one that it checks."""

from __future__ import annotations

from itertools import combinations, product


def holds(term, config):
    return all(wanted in {None, value} for wanted, value in zip(term, config, strict=True))


def primes(positives, allowed, levels):
    """Terms that hold for allowed combinations only, for a positive one, and of which no part can be left out."""
    every = list(product(*(range(level) for level in levels)))

    def fine(term):
        return all(config in allowed for config in every if holds(term, config))

    def shorter(term):
        return [(*term[:at], None, *term[at + 1 :]) for at, value in enumerate(term) if value is not None]

    terms = product(*((None, *range(level)) for level in levels))
    return {
        term
        for term in terms
        if any(holds(term, config) for config in positives)
        and fine(term)
        and not any(fine(other) for other in shorter(term))
    }


def models(positives, terms):
    """All the smallest sets of terms of which one at least holds for each positive combination."""
    rows = {term: {config for config in positives if holds(term, config)} for term in terms}
    for size in range(1, len(positives) + 1):
        found = {
            frozenset(chosen)
            for chosen in combinations(sorted(terms, key=str), size)
            if set().union(*(rows[term] for term in chosen)) == set(positives)
        }
        if found:
            return found
    return set()


def easy(positives, negatives, model, expected, levels):
    """Combinations without cases that somebody finds who goes through all pairs of an observed and an unseen one."""
    found = set()
    for unseen in product(*(range(level) for level in levels)):
        if unseen in positives or unseen in negatives:
            continue
        for seen in positives:
            differ = [at for at, pair in enumerate(zip(seen, unseen, strict=True)) if pair[0] != pair[1]]
            follows = all(
                at in expected and unseen[at] in expected[at] and seen[at] not in expected[at] for at in differ
            )
            if follows and any(holds(term, seen) and holds(term, unseen) for term in model):
                found.add(unseen)
    return found


def solutions(positives, negatives, levels, expected):
    """The models of the conservative, parsimonious and intermediate solution, and the easy counterfactuals."""
    every = set(product(*(range(level) for level in levels)))
    long = models(positives, primes(positives, set(positives), levels))
    short = models(positives, primes(positives, every - set(negatives), levels))
    between, used = set(), set()
    for model in short:
        more = easy(positives, negatives, model, expected, levels)
        used |= more
        between |= models(positives, primes(positives, set(positives) | more, levels))
    return long, short, between, used
