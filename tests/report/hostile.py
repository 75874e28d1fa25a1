"""An evaluation whose every text holds what a format could take for a mark, and more."""

from __future__ import annotations

import json

MARKS = (
    "=cmd|'/C calc'!A0 +1-1 @SUM(A1) "
    "<script>alert(1)</script> <b onclick=x> &lt;i&gt; &amp; <!-- c --> ]]> <?xml?> "
    "# kop *nadruk* _streep_ `code` [link](javascript:alert(1)) ![beeld](http://x.invalid/p.png) [^1] [TOC] | cel | "
    "\\section{x} \\input{/etc/passwd} $x^2$ % "
    '#import "x.typ" #panic("x") #text("y")[z] @ref <label> \\u{41} ~ -- --- '
    "{{ 7*7 }} {% raw %} {# c #} {{ ''.__class__ }} "
    "\" ' „x” «y» ]( ** __ ``` <br> :::"
)
SCRIPTS = "עברית שלום العربية مرحبا \u202eomgekeerd\u202c 中文 日本語 😀👩‍👩‍👧‍👦 é ẞ ﬁ Ω"
LONG = "Hottentottententententoonstelling" * 12
CONTROLS = "a\u0007b\u001bc\u0085d\u200be\ufeffff\ufffe"
NASTY = f"{MARKS} {SCRIPTS} {LONG}"
SENTENCES = {
    "marks": MARKS,
    "scripts": SCRIPTS,
    "long": LONG,
    "heading": "# Titel #",
    "list": "1. een\n- twee\n+ drie",
    "table": "| a | b |\n| --- | --- |",
    "rule": "---",
    "caption": "*Tabel 9. Vals.*",
    "fence": "```\n~~~",
    "paragraphs": "een\n\n    ingesprongen\n\ntwee",
    "quotation": "> citaat\n> — iemand",
    "footnote": "[^x]: vals",
}


def files(text: str = NASTY) -> dict[str, str]:
    """The files of an evaluation with this text in every field that takes one."""
    pattern = {
        "title": text,
        "intervention": text,
        "context": [text, text],
        "actor": text,
        "resource": text,
        "reasoning": text,
        "outcome": {"text": text, "intended": True, "direction": "mixed"},
        "retroduction": text,
        "other_influences": [text],
    }
    told = {
        "evaluation.yaml": {
            "schema": 1,
            "id": "wild",
            "title": text,
            "language": "nl",
            "date": "2017-04-20",
            "programme": {"name": text, "owner": text, "executor": text, "description": text},
            "questions": {"V1": text},
            "groups": {"inside": text, "users": text},
            "team": {"AB": text, "CD": text},
            "frameworks": {"raam": {"start": text}},
            "rameses": {"6": {"status": "unclear", "text": text}},
            "ignore": [{"code": "CMO231", "id": "C1", "why": text}],
        },
        "codebook.yaml": {
            "codes": [
                {"id": "code1", "label": text, "kind": "theme", "use": text, "avoid": text},
                {"id": "code2", "label": text, "kind": "actor", "parent": "code1"},
            ],
            "history": [{"version": 1, "date": "2017-01", "change": text, "why": text}],
        },
        "claims/C1-x.yaml": {
            "id": "C1",
            "title": text,
            "questions": ["V1"],
            "for": ["inside"],
            "intended": text,
            "versions": [
                {"version": 1, "statement": text, "why": text},
                {"version": 2, "statement": text, "why": text, "date": "2017-01"},
            ],
            "criteria": dict.fromkeys(("researchable", "refutable", "relevant", "addressed"), text),
            "mechanisms": [{"principle": text, "patterns": ["P1"]}],
            "rivals": [text],
            "disconfirming_search": {"by": "AB", "date": "2017-01-02", "where": text, "found": text},
            "tests": [{"id": "T1", "kind": "hoop", "expects": text}],
            "reflection": text,
            "confidence": {"methods": {"concern": "minor", "why": text}},
            "checks": [{"step": "core_team", "by": "AB", "date": "2017-01", "found": text}],
            "decisions": [
                {
                    "verdict": "nuanced",
                    "version": 2,
                    "by": "AB",
                    "date": "2017-03-20",
                    "second_reader": "CD",
                    "rationale": text,
                }
            ],
        },
        "patterns/P1-x.yaml": {"id": "P1", "leads_to": ["P2"], "instance_of": ["shared"], **pattern},
        "patterns/P2-x.yaml": {"id": "P2", "contrasts_with": ["P1"], **pattern},
        "cases/K1-x.yaml": {
            "id": "K1",
            "title": text,
            "attributes": {"sector": text},
            "summary": text,
            "shows": [{"pattern": "P1", "absent": ["outcome"], "why": text}],
            "framework": {"raam.start": {"text": text}},
        },
        "sources/IN1.yaml": {"id": "IN1", "kind": "interview", "title": text, "group": "users", "case": "K1"},
        "sources/IN1.citations.yaml": {
            "defaults": {"quality": "observation", "role": text},
            "citations": [
                {
                    "id": "IN1-1",
                    "quote": text,
                    "at": {"section": text},
                    "codes": ["code1", "code2"],
                    "evidence": [{"supports": "C1", "version": 2, "pattern": "P1", "parts": ["context"]}],
                },
                {"id": "IN1-2", "quote": text, "verbatim": False, "evidence": [{"refutes": "C1", "version": 2}]},
            ],
        },
        "sources/D1.yaml": {
            "id": "D1",
            "kind": "document",
            "title": text,
            "reference": {"author": text, "year": 2017, "title": text},
        },
        "conclusions.yaml": {
            "answers": {"V1": {"text": text, "rests_on": ["C1"], "limits": text}},
            "recommendations": [{"id": "A1", "text": text, "rests_on": ["C1", "IN1-1"], "for": "inside"}],
        },
    }
    # JSON is YAML; astral characters stand as themselves, since YAML does not join surrogates
    return {name: json.dumps(content, ensure_ascii=False).replace("\x7f", "") for name, content in told.items()}
