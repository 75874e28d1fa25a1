"""A small example of each kind of file, as an editor shows it; together they are one fictional evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "evaluation": {
        "schema": 1,
        "id": "craft",
        "title": "Craft at School",
        "language": "en",
        "programme": {"name": "Craft at School", "owner": "The ministry", "period": {"from": "2023", "to": "2025"}},
        "questions": {"Q1": "For which pupils does it make a difference, and why?"},
        "groups": {"internal": "The ministry and the programme bureau", "schools": "Schools that took part"},
        "team": {"AB": "researcher", "CD": {"role": "second reader"}},
        "policy": {
            "verdict": {"min_sources": 3, "min_kinds": 2, "min_groups": 2, "min_quality": "report"},
            "confidentiality": {"focus_group": "committee", "case_interview": "team", "document": "public"},
        },
        "fictional": True,
    },
    "codebook": {
        "version": 1,
        "codes": [
            {"id": "customer", "label": "Somebody is waiting", "kind": "resource"},
            {"id": "deadline", "kind": "resource", "parent": "customer", "use": "any date outside school"},
        ],
    },
    "claim": {
        "id": "C1",
        "title": "Making something real brings pupils back",
        "questions": ["Q1"],
        "for": ["schools"],
        "origin": "KA1",
        "versions": [
            {
                "version": 1,
                "date": "2025-03-02",
                "statement": "Pupils who had given up take part again when somebody is waiting for what they make.",
                "why": "first wording",
            }
        ],
        "criteria": {
            "researchable": "teachers and heads can have seen whether pupils took part",
            "refutable": "pupils who make something real and stay away",
            "relevant": "the workshop is the heart of the programme",
            "addressed": {"met": False, "why": "nobody at the ministry was asked yet"},
        },
        "mechanisms": [{"principle": "Being needed", "patterns": ["P01"]}],
        "rivals": ["small groups, whatever they do"],
        "checks": [{"step": "test", "by": "CD", "date": "2025-05-08"}],
        "decisions": [
            {
                "verdict": "nuanced",
                "by": "AB",
                "date": "2025-05-12",
                "second_reader": "CD",
                "rationale": "It holds where somebody outside the school is waiting; an exercise changes nothing.",
            }
        ],
    },
    "pattern": {
        "id": "P01",
        "title": "Somebody is waiting for it",
        "context": ["pupils who expect to fail at written work"],
        "actor": "pupils who had given up",
        "resource": "a real commission",
        "reasoning": "somebody is waiting for this, and I can do it",
        "outcome": {"text": "they come to school on the other days too", "intended": True, "direction": "positive"},
    },
    "case": {
        "id": "K1",
        "title": "A school with a bicycle workshop",
        "kind": "case_study",
        "opened_by": ["FG1-001"],
        "attributes": {"region": "north", "size": "small"},
        "summary": "Pupils repair bicycles for the neighbourhood, one day a week.",
        "shows": [{"pattern": "P01", "absent": ["outcome"], "why": "Two pupils who joined halfway stayed away."}],
    },
    "source": {
        "id": "FG1",
        "kind": "focus_group",
        "title": "Focus group with teachers of three schools",
        "date": "2025-03-12",
        "group": "schools",
        "participants": [
            {"id": "r1", "role": "teacher", "group": "schools", "consent": "quote", "attributes": {"region": "north"}}
        ],
        "invited": {"region": {"north": 10, "south": 15}},
    },
    "citations": {
        "coder": "AB",
        "defaults": {"verbatim": True, "quality": "observation"},
        "citations": [
            {
                "id": "FG1-001",
                "quote": "They had a date to deliver. […] I had not heard him say anything since October.",
                "speaker": "r1",
                "at": {"line": 22},
                "evidence": [{"supports": "C1", "pattern": "P01", "parts": ["context", "mechanism"]}],
                "codes": ["deadline"],
            }
        ],
    },
    "conclusions": {
        "answers": {
            "Q1": {
                "text": "For pupils who had given up, because somebody was waiting for what they made.",
                "rests_on": ["C1", "P01"],
                "limits": "Pupils themselves were not heard.",
            }
        },
        "recommendations": [
            {
                "id": "A1",
                "text": "Agree on a commission from outside the school before the workshop begins.",
                "rests_on": ["C1"],
                "for": ["internal"],
            }
        ],
    },
}
