"""Whose words a passage of a talk holds, and whether they may be heard: one rule for every screen and file.

A citation says in its fields who speaks; where the text is at hand, the turns that its words lie in say it too. The
strictest of all decides. Knows no files and no audience.
"""

from cmo_eval.attribution.places import Answer, Span, wanted
from cmo_eval.attribution.talk import MASK, Hearing, Key, Talk, answer_of, masked

__all__ = ["MASK", "Answer", "Hearing", "Key", "Span", "Talk", "answer_of", "masked", "wanted"]
