"""The questions in SQL, in the part of it that DuckDB and Spark read alike; runs nothing.

Names that either of them reserves are avoided, no lists, no quoting, every order is told, with where the empty ones go.
"""

from __future__ import annotations

_OF_CLAIMS = """
FROM evidence e
JOIN evaluations p ON p.evaluation = e.evaluation
JOIN claims c ON c.evaluation = e.evaluation AND c.claim = e.claim
"""
_BELOW = "e.quality < CASE WHEN c.kind = 'need' THEN 0 ELSE p.min_quality END"

EVIDENCE = f"SELECT e.*, {_BELOW} AS below_quality {_OF_CLAIMS}"
"""The evidence, and whether each is below the quality that counts for its claim: of a need opinions do."""

KEPT = f"""
SELECT e.*, c.decided_version, c.version AS latest {_OF_CLAIMS}
WHERE e.absence OR NOT (e.disputed OR e.own_origin OR e.own_conclusion OR e.no_result OR {_BELOW})
"""
"""Rule V0: what is weighed, in whatever wording of the claim."""

WORDINGS = """
SELECT c.evaluation, c.claim,
  coalesce(c.decided_version, max(k.version), c.version) AS weighed
FROM claims c LEFT JOIN kept k ON k.evaluation = c.evaluation AND k.claim = c.claim
GROUP BY c.evaluation, c.claim, c.decided_version, c.version
"""
"""The wording of each claim that is weighed: the decision's, else the latest with evidence, else the latest."""

WEIGHED = """
SELECT k.* FROM kept k JOIN wordings w ON w.evaluation = k.evaluation AND w.claim = k.claim
WHERE k.version IS NULL OR k.version = w.weighed
"""
"""What is weighed about that wording, and the cases that lack the outcome."""

_SHOWS = "(w.shows_context OR w.shows_resource OR w.shows_reasoning OR w.shows_outcome)"
_LACKS = "(w.lacks_context OR w.lacks_resource OR w.lacks_reasoning OR w.lacks_outcome)"
_FOR = "w.stance IN ('supports', 'nuances')"
_SHOWING = f"{_FOR} AND w.pattern IS NOT NULL AND ({_SHOWS} OR NOT {_LACKS})"
_PARTS = ("context", "resource", "reasoning", "outcome")
_SAW = ", ".join(
    f"max(CASE WHEN {_FOR} AND w.quality >= 2 AND w.shows_{part} THEN 1 ELSE 0 END) AS saw_{part}" for part in _PARTS
)
_SHOWN = " + ".join(f"CASE WHEN w.shows_{part} THEN 1 ELSE 0 END" for part in _PARTS)

TOLD = f"""
SELECT w.evaluation, w.claim, w.pattern, w.voice, w.group_key, w.case_id, {_SAW},
  max(CASE WHEN {_SHOWING} THEN 1 ELSE 0 END) AS showing, max(CASE WHEN {_LACKS} THEN 1 ELSE 0 END) AS denying,
  max(CASE WHEN {_SHOWING} THEN w.quality END) AS best, count(*) AS citations
FROM weighed w GROUP BY w.evaluation, w.claim, w.pattern, w.voice, w.group_key, w.case_id
"""
"""What is weighed, collapsed to voices: who shows, saw or denies which pattern for which claim."""

_SEEN = ", ".join(f"max(t.saw_{part}) AS saw_{part}" for part in _PARTS)

SEEN = f"""
SELECT t.evaluation, t.claim, t.pattern, {_SEEN},
  count(DISTINCT CASE WHEN t.showing = 1 THEN t.voice END) AS showing,
  count(DISTINCT CASE WHEN t.denying = 1 THEN t.voice END) AS denying,
  count(DISTINCT CASE WHEN t.showing = 1 THEN t.group_key END) AS groups_showing,
  count(DISTINCT CASE WHEN t.showing = 1 THEN t.case_id END) AS cases_showing,
  max(t.best) AS best
FROM told t WHERE t.pattern IS NOT NULL
GROUP BY t.evaluation, t.claim, t.pattern
"""
"""Of each pattern in each claim: which parts were seen first hand, and how many voices show it or deny a part."""

HEARD = """
SELECT c.evaluation, c.group_key, c.voice, count(*) AS citations
FROM citations c WHERE NOT c.disputed GROUP BY c.evaluation, c.group_key, c.voice
"""
"""The voices of each group, with their citations."""

VIEWS = {"kept": KEPT, "wordings": WORDINGS, "weighed": WEIGHED, "told": TOLD, "seen": SEEN, "heard": HEARD}
"""Views by name, in the order in which they build on each other."""
SORTED = ("weighed", "told", "seen", "heard")
"""Those whose rows the sorted tables of DuckDB hold, so that they are not worked out for each question."""

_ABOUT = "CASE WHEN k.version < w.weighed THEN -1 WHEN k.version > w.weighed THEN 1 ELSE 0 END"
_BEFORE = "CASE WHEN k.version < w.weighed THEN k.version END"
_WHICH = "CASE WHEN k.version < w.weighed THEN k.citation END"
_SAID = """k.evaluation, k.claim, k.absence, k.voice, k.publication, k.own_sentence, k.group_key, k.kind, k.stance,
  k.other, k.goal"""

STATEMENTS = f"""
SELECT {_SAID}, {_ABOUT} AS about, {_BEFORE} AS before, coalesce({_WHICH}, min(k.citation)) AS citation,
  max(k.quality) AS quality, count(*) AS citations
FROM kept k JOIN wordings w ON w.evaluation = k.evaluation AND w.claim = k.claim
WHERE k.version IS NULL OR k.version >= w.weighed OR k.stance IN ('nuances', 'refutes')
GROUP BY {_SAID}, {_ABOUT}, {_BEFORE}, {_WHICH}, k.quality >= 2
"""
"""What the rules see: each voice once for each thing that it says, with how many citations say so.

`about` is -1 for an earlier wording, 0 for the one that is weighed, 1 for a later one.
"""

LISTED = """
SELECT l.evaluation, l.claim, l.listed_by, l.citation,
  max(CASE WHEN l.listed_by = 'test' AND c.quality >= 2 AND NOT c.disputed THEN 1 ELSE 0 END) AS first_hand,
  max(CASE WHEN l.listed_by = 'search' AND e.stance <> 'supports' THEN 1 ELSE 0 END) AS contrary
FROM listed l
JOIN citations c ON c.evaluation = l.evaluation AND c.citation = l.citation
LEFT JOIN evidence e
  ON e.evaluation = l.evaluation AND e.claim = l.claim AND e.citation = l.citation AND e.version IS NOT NULL
GROUP BY l.evaluation, l.claim, l.listed_by, l.citation
"""
"""Of what tests and searches list: which is first hand and stands, and which says something else than support."""

EVALUATIONS = """
SELECT e.evaluation, e.title, e.programme, e.basis, e.date, e.fictional, e.audience,
  coalesce(c.claims, 0) AS claims, coalesce(s.sources, 0) AS sources, coalesce(q.citations, 0) AS citations, e.held_back
FROM evaluations e
LEFT JOIN (SELECT evaluation, count(*) AS claims FROM claims GROUP BY evaluation) c ON c.evaluation = e.evaluation
LEFT JOIN (SELECT evaluation, count(*) AS sources FROM sources GROUP BY evaluation) s ON s.evaluation = e.evaluation
LEFT JOIN (SELECT evaluation, count(*) AS citations FROM citations GROUP BY evaluation) q ON q.evaluation = e.evaluation
ORDER BY e.evaluation
"""
"""The evaluations, and how much there is of each."""

_VERDICTS = """
SELECT v.evaluation, v.claim, c.title, v.version, v.verdict, v.becomes, v.rule, v.decision, v.agrees,
  v.for_voices, v.for_kinds, v.for_groups, v.for_publications, v.for_best,
  v.against_voices, v.against_kinds, v.against_groups, v.against_publications, v.against_best, v.left_behind, {reason}
FROM verdicts v JOIN claims c ON c.evaluation = v.evaluation AND c.claim = v.claim
ORDER BY v.evaluation, v.claim
"""
VERDICTS = _VERDICTS.format(reason="v.reason")
"""Each claim with the verdict that the rules propose, the decision beside it, and who is heard on each side."""
VERDICTS_NL = _VERDICTS.format(reason="v.reason_nl AS reason")
"""The same with its reason in Dutch."""

GROUPS = """
SELECT g.evaluation, g.group_key, g.label, coalesce(h.voices, 0) AS voices, coalesce(h.citations, 0) AS citations,
  coalesce(a.claims, 0) AS claims, coalesce(a.unheard, 0) AS unheard
FROM groups g
LEFT JOIN (
  SELECT evaluation, group_key, count(*) AS voices, sum(citations) AS citations
  FROM heard GROUP BY evaluation, group_key
) h ON h.evaluation = g.evaluation AND h.group_key = g.group_key
LEFT JOIN (
  SELECT a.evaluation, a.group_key, count(*) AS claims, sum(CASE WHEN w.claim IS NULL THEN 1 ELSE 0 END) AS unheard
  FROM addressed a LEFT JOIN (SELECT DISTINCT evaluation, claim, group_key FROM told) w
  ON w.evaluation = a.evaluation AND w.claim = a.claim AND w.group_key = a.group_key
  GROUP BY a.evaluation, a.group_key
) a ON a.evaluation = g.evaluation AND a.group_key = g.group_key
ORDER BY g.evaluation, g.group_key
"""
"""Each group with its voices, the claims that are for it, and of how many of these nobody of it is heard."""

MECHANISMS = """
WITH pairs AS (
  SELECT evaluation, claim, pattern FROM working UNION SELECT evaluation, claim, pattern FROM seen
)
SELECT k.mechanism, m.title AS mechanism_title, i.evaluation, i.pattern, p.title AS pattern_title, p.context, p.outcome,
  x.claim, c.title AS claim_title, v.verdict, v.decision,
  CASE WHEN i.pattern IS NULL THEN NULL
    WHEN s.saw_context + s.saw_resource + s.saw_reasoning + s.saw_outcome = 4 THEN 'shown'
    WHEN s.saw_context + s.saw_resource + s.saw_reasoning + s.saw_outcome > 0 THEN 'partly'
    ELSE 'not_shown' END AS shown,
  coalesce(s.showing, 0) AS showing, coalesce(s.denying, 0) AS denying,
  coalesce(s.groups_showing, 0) AS groups_showing, coalesce(s.cases_showing, 0) AS cases_showing, s.best
FROM (SELECT mechanism FROM mechanisms UNION SELECT mechanism FROM instances) k
LEFT JOIN mechanisms m ON m.mechanism = k.mechanism
LEFT JOIN instances i ON i.mechanism = k.mechanism
LEFT JOIN patterns p ON p.evaluation = i.evaluation AND p.pattern = i.pattern
LEFT JOIN pairs x ON x.evaluation = i.evaluation AND x.pattern = i.pattern
LEFT JOIN claims c ON c.evaluation = x.evaluation AND c.claim = x.claim
LEFT JOIN seen s ON s.evaluation = i.evaluation AND s.pattern = i.pattern AND s.claim = x.claim
LEFT JOIN verdicts v ON v.evaluation = x.evaluation AND v.claim = x.claim
ORDER BY k.mechanism, i.evaluation NULLS FIRST, i.pattern NULLS FIRST, x.claim NULLS FIRST
"""
"""Each shared mechanism with the patterns and claims in which it was at work, and whether somebody showed it there.

`shown`: each part of the pattern was seen first hand by somebody for the claim; `partly`: some were. `showing` and
`denying` count voices.
"""

QUOTES = f"""
SELECT i.mechanism, w.evaluation, w.pattern, w.claim, w.stance, w.citation, w.source, w.voice, w.group_key, w.kind,
  w.quality, {_SHOWN} AS parts, CASE WHEN {_LACKS} THEN TRUE ELSE FALSE END AS denies, c.verbatim, c.role, c.quote
FROM instances i
JOIN weighed w ON w.evaluation = i.evaluation AND w.pattern = i.pattern
LEFT JOIN citations c ON c.evaluation = w.evaluation AND c.citation = w.citation AND NOT w.absence
WHERE {{where}}
ORDER BY i.mechanism, w.evaluation, w.pattern, w.claim, w.stance, w.citation, w.source
"""
"""What is weighed about the patterns of some mechanisms, down to the words; `parts` counts those that are shown."""

BACK = """
SELECT e.citation, e.evaluation, e.claim, e.stance, e.pattern, i.mechanism
FROM evidence e LEFT JOIN instances i ON i.evaluation = e.evaluation AND i.pattern = e.pattern
WHERE e.evaluation = {evaluation} AND (e.citation = {id} OR e.pattern = {id})
ORDER BY e.citation, e.claim, e.pattern NULLS FIRST, i.mechanism NULLS FIRST
"""
"""From a citation, or a pattern, up to claims, patterns and mechanisms."""

CLAIMS = """
SELECT c.evaluation, c.claim, c.title, c.statement, v.verdict, v.decision
FROM claims c JOIN verdicts v ON v.evaluation = c.evaluation AND v.claim = c.claim
ORDER BY c.evaluation, c.claim
"""
"""Every claim, in its own words."""

ON_CLAIMS = """
SELECT w.evaluation, w.claim, w.stance, w.citation, w.source, w.voice, w.group_key, w.kind, w.quality,
  c.verbatim, c.role, c.quote
FROM weighed w
LEFT JOIN citations c ON c.evaluation = w.evaluation AND c.citation = w.citation AND NOT w.absence
WHERE {where}
ORDER BY w.evaluation, w.claim, w.stance, w.citation, w.source
"""
"""What is weighed about some claims, down to the words."""

ATTRIBUTES = """
SELECT i.mechanism, a.name, a.value,
  count(DISTINCT CASE WHEN t.showing = 1 THEN concat(t.evaluation, '/', t.case_id) END) AS showing,
  count(DISTINCT CASE WHEN t.denying = 1 THEN concat(t.evaluation, '/', t.case_id) END) AS denying
FROM told t
JOIN instances i ON i.evaluation = t.evaluation AND i.pattern = t.pattern
JOIN attributes a ON a.evaluation = t.evaluation AND a.case_id = t.case_id
GROUP BY i.mechanism, a.name, a.value
ORDER BY i.mechanism, a.name, a.value
"""
"""By mechanism and attribute of cases, in how many cases with each value it was shown, and a part of it denied."""

LOOSE = """
SELECT p.evaluation, count(*) AS patterns, sum(CASE WHEN i.pattern IS NULL THEN 1 ELSE 0 END) AS loose
FROM patterns p LEFT JOIN (SELECT DISTINCT evaluation, pattern FROM instances) i
  ON i.evaluation = p.evaluation AND i.pattern = p.pattern
GROUP BY p.evaluation
ORDER BY p.evaluation
"""
"""By evaluation its patterns, and how many of them are an instance of no shared mechanism."""
