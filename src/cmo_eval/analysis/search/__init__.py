"""Words in quotes, memos and transcripts; reads what it searches, and keeps nothing of it."""

from cmo_eval.analysis.search.hits import KINDS, Found, Hit, Kind, Wanted
from cmo_eval.analysis.search.query import Query, parsed
from cmo_eval.analysis.search.sources import search

__all__ = ["KINDS", "Found", "Hit", "Kind", "Query", "Wanted", "parsed", "search"]
