"""What a decision lacks, asked of facts where they tell enough; the one place where rules weigh evidence."""

from __future__ import annotations

from cmo_eval.analysis.decision import OPPOSING, lacking, lacking_given
from cmo_eval.analysis.evidence import evidence_for
from cmo_eval.messages import Phrase
from cmo_eval.model import QUALITIES, Claim, Decision
from cmo_eval.store.register import Register


def lacks(register: Register, claim: Claim, decision: Decision) -> tuple[Phrase, ...]:
    """What the decision lacks, by the facts where they tell enough, else by the evidence itself.

    Facts do not tell which supporting citations there are, nor who among the speakers withdrew.
    """
    if decision.reported_in is not None or register.lost("sources"):
        return lacking_given(decision, (), rests_on_something=True)  # what it rests on cannot be known
    sources = {facts.ids[0]: facts.more for _, facts in register.of_kind("sources")}
    somebody_withdrew = any("withdrawn" in more["consent"].values() for more in sources.values())
    if decision.verdict == "rejected" or somebody_withdrew:
        return lacking(decision, evidence_for(register.repository(), claim, decision.version))
    least = QUALITIES.index(register.evaluation.policy.verdict.min_quality)
    rests, against = False, []
    for _, facts in register.of_kind("citations"):
        source = facts.more["source"]
        weight = facts.more["weight"].get(f"{claim.id}@{decision.version}")
        if weight is None or source not in sources or sources[source]["withdrawn"]:
            continue
        supports, others, opposing = weight
        rests = rests or any(others[least:]) or (source not in claim.origin and any(supports[least:]))
        against += [citation for citation, quality in opposing if quality >= least]
    opposes = OPPOSING.get(decision.verdict, ())
    return lacking_given(decision, against if opposes else (), rests_on_something=rests)
