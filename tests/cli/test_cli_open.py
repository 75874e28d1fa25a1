"""What `open` opens; the page itself is tried in tests/web."""

import subprocess
import sys

import pytest

from cmo_eval.cli.open import _path
from cmo_eval.errors import UsageError
from cmo_eval.web.memory import Memory


@pytest.mark.parametrize(("what", "path"), [("FG1", "/transcripts/FG1"), ("C1", "/claims/C1"), ("P1", "/patterns/P1")])
def test_a_source_claim_or_pattern_has_a_page(evaluation, what, path):
    assert _path(Memory(evaluation()), what) == path


def test_what_has_no_page_is_said_with_what_comes_near(evaluation):
    with pytest.raises(UsageError, match="there is no source, claim or pattern FG11") as caught:
        _path(Memory(evaluation()), "FG11")
    assert "FG1" in caught.value.hint


def test_a_port_that_is_in_use_is_not_taken_from_another(cmo, evaluation):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = cmo("open", "--no-browser", "--port", str(other.getsockname()[1]), cwd=evaluation())
    assert done.code == 3
    assert "is in use" in done.err


def test_the_page_is_soon_there():
    heavy = "numpy", "pandas", "docx", "xlsxwriter", "cmo_eval.report.contents"
    said = f"import cmo_eval.web.serving, sys; print([one for one in {heavy} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
