"""Who withdrew is in no page, part of a page, file or answer; who may not be quoted, in no file for others."""

import html
import re
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from pages import Served

sys.path.insert(0, str(Path(__file__).parents[1] / "disclosure"))
from canaries import searchable
from lab import CORRECTED, FILES, GONE, HELD, TANGLED, TEXT

PARTS = ("/findings", "/coders/figures", "/shares", "/find?q=the", "/find?words=vlom*", "/coders?coder=EF")
NOTHING = {"stances": [], "codes": [], "quality": "report", "utterance": None, "memo": "", "speaker": None}


@pytest.fixture(params=["plain", "tangled", "corrected"])
def lab(request, tmp_path):
    root = tmp_path / "lab"
    for name, text in {"plain": FILES, "tangled": TANGLED, "corrected": CORRECTED}[request.param].items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Served(root)


def walked(served, first=("/",), most=400):
    """Each address that a page leads to, with the text of its answer."""
    seen, ahead = {}, list(first)
    while ahead and len(seen) < most:
        path = ahead.pop(0)
        if path in seen:
            continue
        answer = served.get(path)
        text = searchable(answer.content) if "html" not in answer.headers["content-type"] else answer.text
        seen[path] = html.unescape(unquote(text))
        if "html" in answer.headers["content-type"]:
            links = re.findall(r'(?:href|action)="(/[^"#]*)', answer.text)
            ahead += [html.unescape(one) for one in links if not one.startswith("/static/")]
    return seen


def test_whoever_follows_all_links_meets_nobody_who_withdrew(lab):
    seen = walked(lab, ("/", *PARTS, *(f"/transcripts/{id_}" for id_ in ("FG1", "IN1", "FG1?coder=CD"))))
    assert len(seen) > 25
    assert {path: sorted(set(GONE.findall(text))) for path, text in seen.items() if GONE.search(text)} == {}
    assert any(HELD.search(text) for text in seen.values())  # the team reads what may not be quoted, and it says so


@pytest.mark.parametrize("audience", ["public", "committee", "team"])
@pytest.mark.parametrize("form", ["docx", "xlsx", "md", "csv"])
def test_a_file_has_no_words_that_its_readers_may_not_read(lab, audience, form):
    answer = lab.get(f"/find/quotes?audience={audience}&format={form}")
    assert answer.status_code == 200 or audience == "public"  # for which something may stand in the way
    text = searchable(answer.content)
    assert not GONE.search(text)
    assert not HELD.search(text)


@pytest.mark.parametrize("path", ["code", "effect"])
def test_no_passage_can_be_chosen_that_brings_them_up(lab, path):
    text = (lab.memory.root / "texts/FG1.txt").read_text("utf-8")
    size = len(text)
    for start in range(0, size - 8, 37):
        for length in (8, 60, size - start):
            sent = {"start": start, "end": min(size, start + length), "judgement": NOTHING}
            answer = lab.post(f"/transcripts/FG1/{path}", sent)
            assert answer.status_code in {200, 422}
            assert not GONE.search(html.unescape(answer.text)), (start, length)
    assert "vlomgone" in TEXT


def test_a_withdrawn_citation_or_source_cannot_be_opened(lab):
    for path in ("/transcripts/IN1", "/transcripts/FG1/citations/FG1-003", "/transcripts/IN1/citations/IN1-001"):
        answer = lab.get(path)
        assert answer.status_code == 404
        assert not GONE.search(answer.text)
    for path in ("recode", "remove"):
        answer = lab.post(f"/transcripts/FG1/{path}", {"citation": "FG1-003"})
        assert answer.status_code == 422
        assert not GONE.search(answer.text)
