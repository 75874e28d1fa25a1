"""What may be asked of a verification beyond its verdicts, together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from cmo_eval.deferred import dataclass

if TYPE_CHECKING:
    from cmo_eval.analysis.completeness import Completeness
    from cmo_eval.analysis.refinement import History
    from cmo_eval.analysis.robustness import Sensitivity, Without
    from cmo_eval.analysis.saturation import Yield


@dataclass(frozen=True)
class Details:
    """What was asked for beyond the verdicts, if the way to them is; by claim id, `completeness` by pattern too."""

    explain: bool = False
    completeness: Mapping[str, Mapping[str, Completeness]] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    sensitivity: Mapping[str, Sensitivity] = field(default_factory=dict)
    without: Mapping[str, Without] = field(default_factory=dict)
    history: Mapping[str, History] = field(default_factory=dict)
    saturation: Sequence[Yield] | None = None
