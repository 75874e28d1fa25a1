"""How often tests at random try: a fifth of it each time, all of it with CMO_EVAL_THOROUGH=1."""

import os


def often(times: int) -> int:
    """So many tries of `times`, which is what a claim in the documentation rests on."""
    return times if os.environ.get("CMO_EVAL_THOROUGH") else times // 5
