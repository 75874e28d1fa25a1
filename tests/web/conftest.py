import pytest
from browser import (  # noqa: F401 - what tests in a browser ask for
    axe,
    axe_source,
    browse,
    chromium,
    complaints,
    opened,
    page,
    profiles,
    pytest_collection_modifyitems,
    started,
)
from pages import Served

TRANSCRIPT = """\
I: What did you see?
r1: We saw it on the table. Everybody went quiet 😀 for a while.
[p. 2]
r2: It changed nothing for us, I must say. We went on as before.
And the café stayed open.
"""

SOURCE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
text: FG1.txt
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: visitor, group: users, consent: quote}
"""


@pytest.fixture
def talk(evaluation):
    """The folder of a small evaluation with a transcript."""
    return evaluation(
        {
            "evaluation.yaml+": "texts: texts\n",
            "texts/FG1.txt": TRANSCRIPT,
            "sources/FG1.yaml": SOURCE,
            "codebook.yaml": "codes:\n  - {id: trust, label: Trust, kind: theme}\n",
        }
    )


@pytest.fixture
def served(talk):
    """That evaluation, served."""
    return Served(talk)
