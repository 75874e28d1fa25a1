"""The program `cmo-eval`: how a run ends, whatever happens."""

from __future__ import annotations

import gc
import io
import os
import shutil
import signal
import sys
import textwrap

from cmo_eval.errors import CmoEvalError, UsageError

USAGE, COULD_NOT_RUN = 2, 3


def main() -> None:
    """Run the command line; exit with 0 clean, 1 findings, 2 usage, 3 could not run, 128 and more when told to stop."""
    _speak_utf8()
    _clean_up_when_told_to_stop()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for them in every installed package
    gc.disable()  # a run is short and makes hardly a cycle; looking for them would take a third of it
    from cmo_eval.cli import app  # noqa: PLC0415 - `python -m` and the console script share one start

    try:
        app(prog_name="cmo-eval")
    except SystemExit as ending:
        # typer exits with 1 when whoever reads its help goes away, and puts a wrapper where stdout was
        if ending.code == 1 and type(sys.stdout).__name__ == "PacifyFlushWrapper":
            sys.exit(0)
        raise
    except CmoEvalError as error:
        _say(error.message, error.hint)
        sys.exit(USAGE if isinstance(error, UsageError) else COULD_NOT_RUN)
    except Exception as error:
        if os.environ.get("CMO_EVAL_DEBUG"):
            raise
        _say(
            f"internal error: {type(error).__name__}: {error}",
            "run again with CMO_EVAL_DEBUG=1 and report what it prints",
        )
        sys.exit(COULD_NOT_RUN)
    finally:
        gc.freeze()  # when Python ends it looks for cycles all the same, unless there is nothing to look at


def _clean_up_when_told_to_stop() -> None:
    """What was begun is put away on SIGTERM, and when a terminal goes, as it is on Ctrl-C."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(128 + number))


def _speak_utf8() -> None:
    """Results are UTF-8 in a pipe or file; a terminal that lacks a character shows its escape."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - closed by the caller
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(message: str, hint: str) -> None:
    lines = [f"cmo-eval: {' '.join(message.split())}", *([f"  hint: {hint}"] if hint else [])]
    if sys.stderr.isatty():
        wide = max(40, shutil.get_terminal_size((100, 24)).columns)
        lines = [textwrap.fill(line, wide, subsequent_indent="    ", break_on_hyphens=False) for line in lines]
    print("\n".join(lines), file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
