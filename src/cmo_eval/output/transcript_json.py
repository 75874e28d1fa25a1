"""A transcript with what is coded in it, as JSON; with the words, since whoever asks for the text wants them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cmo_eval.analysis.coded_text import Coded, CodedText
from cmo_eval.transcripts.transcript import Line


def transcript_json(found: CodedText, lines: Sequence[Line]) -> str:
    """These lines, the citations that stand in them, and the ids of those of which nothing says where they stand."""
    numbers = {line.number for line in lines}
    held = [one for one in found.coded if not numbers.isdisjoint(range(one.first, one.last + 1))]
    data = {
        "version": 1,
        "source": found.source.id,
        "text": found.text.name,
        "text_sha256": found.text.sha256,
        "changed": found.changed,
        "lines": [_line(found, line) for line in lines],
        "citations": [_citation(one) for one in held],
        "unplaced": [citation.id for citation in found.unplaced],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _line(found: CodedText, line: Line) -> dict[str, Any]:
    silent, held = found.is_silent(line), found.is_held_back(line)
    return {
        "line": line.number,
        "start": line.start,
        "words_start": line.words,
        "end": line.end,
        "speaker": found.speaker(line),
        "time": line.time,
        "page": line.page,
        "words": None if silent or held or line.is_page else found.transcript.words(line),
        "withdrawn": silent,
        "held_back": held,
        "citations": [one.citation.id for one in found.by_line.get(line.number, ())],
    }


def _citation(one: Coded) -> dict[str, Any]:
    return {
        "id": one.citation.id,
        "line": one.first,
        "last_line": one.last,
        "parts": [list(part) for part in one.parts],
        "placed_by": one.by,
        "evidence": [
            {
                "stance": evidence.stance,
                "claim": evidence.claim,
                "suggests": evidence.suggests,
                "pattern": evidence.pattern,
            }
            for evidence in one.citation.evidence
        ],
        "codes": list(one.citation.codes),
    }
