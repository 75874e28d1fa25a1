"""An evaluation as it was in the history of git, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cmo_eval.api.evaluation import Evaluation, evaluation_of
from cmo_eval.deferred import dataclass
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.folder import EVALUATION_FILE, find_project

if TYPE_CHECKING:
    import pandas as pd

    from cmo_eval.analysis.difference import ClaimDifference, Difference
    from cmo_eval.store.loading import Content
    from cmo_eval.store.reading import FileRead


@dataclass(frozen=True)
class Moment:
    """One of two states that are compared: a revision of the git history, or with None the files as they are now.

    `date` is that of the commit (2024-10-10); `unread` names the files that could not be read in that state.
    """

    revision: str | None = None
    commit: str | None = None
    date: str | None = None
    unread: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.revision is None:
            return "the files as they are now"
        return f"{self.revision} ({', '.join(filter(None, ((self.commit or '')[:8], self.date)))})"


@dataclass(frozen=True)
class Comparison:
    """How the claims, proposals and decisions of an evaluation changed from one state to another."""

    before: Moment
    after: Moment
    difference: Difference

    @property
    def claims(self) -> Mapping[str, ClaimDifference]:
        """Those that changed, by id."""
        return {claim.id: claim for claim in self.difference.claims}

    def frame(self) -> pd.DataFrame:
        """A pandas table with a row for each thing that changed about a claim."""
        return self.difference.frame()


def diff(project: str | Path = ".", old: str = "HEAD", new: str | None = None) -> Comparison:
    """What changed between two states of the git history, and which change of the evidence changed a proposal.

    Both states are weighed by this program's rules, each with its own thresholds.

    Args:
        project: a folder in the evaluation, which lies in a git repository.
        old: a commit, tag or branch: the state before.
        new: the state after; the files as they are now unless given.

    Raises:
        UsageError: there is no such revision, or no evaluation in it.
        CmoEvalError: there is no evaluation or no git history, or the evaluation.yaml of a state cannot be read.
    """
    from cmo_eval.analysis.difference import difference
    from cmo_eval.store import loading

    root = find_project(Path(project))
    with ExitStack() as stack:
        known: dict[Content, FileRead] = {}
        before, one = stack.enter_context(at(root, old, known))
        if new is not None:
            after, other = stack.enter_context(at(root, new, known))
        else:
            other = evaluation_of(loading.load(root, known=known))
            after = Moment(unread=other.unread)
        found = difference(one.repository, other.repository)
    return Comparison(before, after, found)


@contextmanager
def at(root: Path, revision: str, known: dict[Content, FileRead] | None = None) -> Iterator[tuple[Moment, Evaluation]]:
    """The evaluation in the folder `root` as it was then, while that lasts, with its transcripts where they lie now.

    `known` is what was read of another state, as for `loading.load`.

    Raises:
        UsageError: there is no such revision, or no evaluation in it.
        CmoEvalError: there is no git history, or the evaluation.yaml of that state cannot be read.
    """
    from cmo_eval.analysis.history import state
    from cmo_eval.store import loading
    from cmo_eval.transcripts import store

    now = loading.load(root, only=lambda _: False).repository
    texts = store.folder(root, now.evaluation.texts if now is not None else None)
    with state(root, revision, (EVALUATION_FILE, "codebook.yaml", "conclusions.yaml", *loading.KINDS)) as then:
        if EVALUATION_FILE not in then.files:
            raise UsageError(
                f"there was no {EVALUATION_FILE} in this folder at {revision}",
                "the evaluation may have been elsewhere then; name a later revision",
            )
        try:
            loaded = evaluation_of(loading.load(then.folder, texts=texts, known=known))
        except CmoEvalError as error:
            raise CmoEvalError(
                f"at {revision}, {error.message}", "name a revision whose evaluation.yaml can be read"
            ) from None
        yield Moment(then.revision, then.commit, then.date or None, loaded.unread), loaded
