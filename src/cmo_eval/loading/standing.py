"""What rules over the whole found in an earlier run, and whether it still stands; asks no rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cmo_eval.diagnostics import Finding
from cmo_eval.folder import stamp_at
from cmo_eval.register import Facts, Noted


@dataclass(frozen=True)
class Standing:
    """What the rules found, and what else than facts they looked at.

    `reread` names files whose records they read, `outside` gives by path the stamp of what lies outside the folder;
    `words` says that they looked at the words of all files, `about` what else they depend on. `unread` names files that
    could not be read.
    """

    findings: tuple[Finding, ...]
    reread: frozenset[str]
    outside: Mapping[str, str | None]
    words: bool
    about: str = ""
    unread: tuple[str, ...] = ()

    @classmethod
    def after(cls, findings: Collection[Finding], noted: Noted, about: str = "") -> Standing:
        """What stands after the rules were asked."""
        return cls(tuple(findings), frozenset(noted.reread), dict(noted.outside), noted.words, about)

    @classmethod
    def of(cls, plain: Any) -> Standing | None:
        """What `plain` gave; None where there is none, or where anything outside the folder is another than it was."""
        try:
            findings, reread, outside, words, about, unread = plain
            if any(stamp_at(path) != stamp for path, stamp in outside.items()):
                return None
            return cls(tuple(map(Finding.of, findings)), frozenset(reread), outside, words, about, tuple(unread))
        except (ValueError, TypeError, AttributeError):
            return None

    def plain(self, unread: Collection[str]) -> list[Any]:
        """The same as lists and texts, to be kept."""
        findings = [finding.plain for finding in self.findings]
        return [findings, sorted(self.reread), self.outside, self.words, self.about, [*unread]]

    def stands_without(self, changed: Collection[str]) -> bool:
        """Whether it stands while nothing but words changed in these files."""
        if not changed:
            return True
        touched = {finding.location.file for finding in self.findings}
        touched |= {finding.related.file for finding in self.findings if finding.related is not None}
        return not self.words and (self.reread | touched).isdisjoint(changed)


def wordings(facts: Facts) -> list[bytes]:
    """The digests by which a file's wordings are found again in other files."""
    if facts.kind == "patterns":
        return [facts.prints.encode()] if facts.prints else []
    return [one[:8] for one in facts.each_print() if any(one[:8])] if facts.kind == "citations" else []


def all_differ(facts: Facts) -> bool:
    """Whether no two wordings within the file are the same, or begin or end alike."""
    if facts.kind != "citations":
        return True
    prints = [one for one in facts.each_print() if any(one[:8])]
    return all(len({one[part] for one in prints}) == len(prints) for part in _PARTS)


_PARTS = (slice(0, 8), slice(8, 12), slice(12, 16))
