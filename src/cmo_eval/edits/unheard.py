"""Why words cannot be coded so, where somebody withdrew or may not be quoted; the reasons hold nobody's words."""

from __future__ import annotations

from cmo_eval.edits.checking import Problem
from cmo_eval.hearing import Answer, Hearing
from cmo_eval.model import Citation


def unheard(citation: Citation, hearing: Hearing, notes: list[str]) -> Problem | None:
    """What is wrong with a new citation whose words are not to be heard; None where it may be coded all the same.

    Words of somebody who may not be quoted are coded under that person's own name, and turn by turn: then they count,
    and are held back. What is good to know then joins the notes.
    """
    gone = hearing.answer is Answer.GONE
    who, verb = ", ".join(hearing.whose), "withdrew" if gone else "may not be quoted"
    whose = f"{who}, who {verb}" if who else f"somebody who {verb}"
    line = f" on line {hearing.line}" if hearing.line is not None else ""
    if hearing.why == "turns":
        hint = "code the turn of each by itself" + (", and leave out who withdrew" if gone else "")
        return Problem(f"the words{line} are of several turns, one of {whose}", hint)
    if hearing.why == "remark":
        return Problem(
            "the words, or part of them, were taken back, or are of somebody who may not be heard", "leave them out"
        )
    if hearing.why == "nobody":
        if gone:
            return Problem(
                f"nobody can tell whose words these are, and {who} withdrew",
                "say who spoke: its speaker or, of who is not registered, a role",
            )
        notes.append(f"nobody can tell whose words these are, and {who} may not be quoted: they are held back")
        return None
    if gone:
        return Problem(f"the words are of {whose}", "they are as if never said: leave them out")
    named = citation.speaker or citation.role
    if hearing.why == "turn" and named is not None:
        hint = f"name {hearing.whose[0]} as the speaker" if hearing.whose else "name who speaks there"
        return Problem(f"the words{line} stand in the turn of {whose}, not of {named}", hint)
    return None
