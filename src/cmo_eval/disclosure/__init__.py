"""Who may see what: consent, confidentiality and small cells; leaves printing to others."""

from cmo_eval.disclosure.audience import AUDIENCES, Audience, may_see, opened_to
from cmo_eval.disclosure.cells import identifying
from cmo_eval.disclosure.consent import quotable, words_at_desk
from cmo_eval.disclosure.disclosed import Disclosed, Held
from cmo_eval.disclosure.gate import disclose

__all__ = [
    "AUDIENCES",
    "Audience",
    "Disclosed",
    "Held",
    "disclose",
    "identifying",
    "may_see",
    "opened_to",
    "quotable",
    "words_at_desk",
]
