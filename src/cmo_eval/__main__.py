"""The program `cmo-eval`: how a run ends, whatever happens."""

from __future__ import annotations

import os
import sys

from cmo_eval.errors import CmoEvalError, UsageError

USAGE, COULD_NOT_RUN = 2, 3


def main() -> None:
    """Run the command line; exit with 0 clean, 1 findings, 2 usage, 3 could not run, 130 interrupted."""
    from cmo_eval.cli import app  # noqa: PLC0415 - `python -m` and the console script share one start

    try:
        app(prog_name="cmo-eval")
    except CmoEvalError as error:
        _say(error.message, error.hint)
        sys.exit(USAGE if isinstance(error, UsageError) else COULD_NOT_RUN)
    except Exception as error:
        if os.environ.get("CMO_EVAL_DEBUG"):
            raise
        _say(
            f"internal error: {type(error).__name__}: {error}",
            "your files were not changed; run again with CMO_EVAL_DEBUG=1 and report what it prints",
        )
        sys.exit(COULD_NOT_RUN)


def _say(message: str, hint: str) -> None:
    line = " ".join(message.split())
    print(f"cmo-eval: {line}" + (f"\n  hint: {hint}" if hint else ""), file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
