"""Mistakes that can be mended without a decision of anyone, planned as a change; writes nothing itself."""

from cmo_eval.edits.fixing.plan import Left, Mend, Plan, plan

__all__ = ["Left", "Mend", "Plan", "plan"]
