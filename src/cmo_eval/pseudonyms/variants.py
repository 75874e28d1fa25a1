"""The forms in which a person's name may stand besides those that are listed: parts of it, initials, turned round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cmo_eval.pseudonyms.lists import PARTICLES, TITLES


def variants(forms: Sequence[str], *, person: bool) -> Iterator[tuple[str, bool]]:
    """Each form, and whether it is listed; what follows from a person's whole name comes after those that are.

    Args:
        forms: as they are listed.
        person: whether they are those of a person.
    """
    yield from ((form, True) for form in forms)
    if person:
        for form in forms:
            yield from ((one, False) for one in _derived(form))


def _derived(form: str) -> Iterator[str]:
    words = [word for word in form.split() if word.casefold() not in TITLES]
    if len(words) < 2 or "," in form or not words[0][:1].isupper():
        return
    if words[0].casefold() in PARTICLES:  # a surname alone
        yield from (words[-1:] if words[-1][:1].isupper() else ())
        return
    first = next((at for at, word in enumerate(words) if at and word.casefold() in PARTICLES), len(words) - 1)
    given, family = words[:first], words[first:]
    between, core = family[:-1], family[-1]
    if not core[:1].isupper():
        return
    surname = " ".join(family)
    yield surname
    yield core
    initials = [part[0] for word in given for part in word.replace("-", " ").replace(".", " ").split()]
    if not initials:
        return
    if not any("." in word or len(word) < 2 for word in given):
        yield given[0]
        yield " ".join(given)
        yield f"{surname}, {' '.join(given)}"
        yield f"{core}, {' '.join([*given, *between])}"
        yield f"{given[0]} {core}"
    dotted = ". ".join(initials)
    for some in {dotted, initials[0]}:
        yield f"{some}. {surname}"
        yield f"{some}. {core}"
        yield f"{surname}, {some}."
        yield f"{core}, {some}. {' '.join(between)}".strip()
    letters = [*initials, *(word.lstrip("'")[0] for word in between), core[0]]
    yield "".join(f"{letter}." for letter in letters)
    if between:
        yield "".join(letters)
