"""What each kind of source is, for whoever has to choose one."""

from __future__ import annotations

SOURCE_KINDS = {
    "key_actor": "who shaped or runs the programme, and voices its claims",
    "focus_group": "a panel that was invited to talk about the claims",
    "group_interview": "several people interviewed together, such as colleagues",
    "case_interview": "a talk for a case; sources of one case are one voice",
    "interview": "one person, about what he or she went through",
    "informal": "a talk in passing, noted down afterwards",
    "document": "something written, such as minutes; needs a reference",
    "observation": "what somebody of the team saw on the spot",
    "research": "a study by others, such as a survey; needs a reference",
}

USUAL_KIND = "interview"
"""What a source is where nobody says it."""


def explained() -> str:
    """Each kind with what it is, a line each that fits into 80 columns."""
    wide = max(map(len, SOURCE_KINDS))
    return "\n".join(f"  {kind:{wide}}  {means}" for kind, means in SOURCE_KINDS.items())
