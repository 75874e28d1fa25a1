"""What the tables of the rules are made of: evaluations that have a finding, and evaluations that have none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cmo_eval import api
from cmo_eval.diagnostics import Location
from cmo_eval.rules import CODES

Files = Mapping[str, str | bytes | None]


@dataclass(frozen=True)
class Bad:
    """A small evaluation with findings of `code` at exactly the places `at`: (file, snippet, which occurrence).

    An empty snippet means the file's beginning. `says` is part of each message; `also` are the other codes that
    come along.
    """

    code: str
    files: Files
    at: Sequence[tuple[str, str] | tuple[str, str, int]]
    says: str
    also: Collection[str] = ()
    prepare: Callable[[Path], object] | None = None
    about: str | None = None


@dataclass(frozen=True)
class Good:
    """A small evaluation like the bad one, with nothing to find but `also`."""

    code: str
    files: Files
    also: Collection[str] = ()


Place = Callable[..., Location]


def check_bad(case: Bad, evaluation: Callable[[Files], Path], place: Place) -> None:
    root = evaluation(case.files)
    if case.prepare is not None:
        case.prepare(root)
    expected = [Location(spot[0], 1, 1) if spot[1] == "" else place(root, *spot) for spot in case.at]
    findings = api.validate(root).findings
    found = [finding for finding in findings if finding.code == case.code]
    assert [finding.location for finding in found] == sorted(expected)
    assert all(case.says in finding.message for finding in found), [finding.message for finding in found]
    assert {finding.severity for finding in found} == {CODES[case.code].severity}
    assert {finding.code for finding in findings} - {case.code} == set(case.also)
    if case.about is not None:
        assert {finding.subject for finding in found} == {case.about}


def check_good(case: Good, evaluation: Callable[[Files], Path]) -> None:
    findings = api.validate(evaluation(case.files)).findings
    assert {finding.code for finding in findings} == set(case.also), [str(finding) for finding in findings]


def name(case: Bad | Good) -> str:
    return case.code
