"""What changed between two states of an evaluation, as Markdown."""

from __future__ import annotations

import re

from cmo_eval.analysis.difference import Difference
from cmo_eval.messages import phrase
from cmo_eval.output.difference_text import policy_lines, sections, summary

_SPECIAL = re.compile(r"([\\`*_\[\]#|])")


def difference_markdown(difference: Difference, before: str, after: str, *, language: str = "en") -> str:
    """A heading with both states, then a part for each claim that changed, its changes as a list."""
    said = phrase("difference.between", before=before, after=after).say(language)
    lines = [f"# {_escaped(said)}", "", _escaped(summary(difference, language))]
    policy = [f"- {_escaped(line)}" for line in policy_lines(difference, language)]
    lines += ["", *policy] if policy else []
    for claim in difference.claims:
        lines += ["", f"## {_escaped(f'{claim.id} {claim.title}')}", ""]
        for heading, parts in sections(claim, language):
            if len(parts) == 1:
                lines.append(f"- **{_escaped(heading)}**: {_escaped(parts[0])}")
            else:
                lines.append(f"- **{_escaped(heading)}**:")
                lines += [f"  - {_escaped(part)}" for part in parts]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("<", "&lt;")
