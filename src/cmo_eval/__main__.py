"""The program `cmo-eval`: how a run ends, whatever happens."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys

from cmo_eval.errors import CmoEvalError, UsageError

TYPE_CHECKING = False  # little is imported before `_app`: whoever interrupts that would see where Python was
if TYPE_CHECKING:
    from typing import NoReturn, TextIO

    import typer

USAGE, COULD_NOT_RUN, INTERRUPTED = 2, 3, 130

_REFUSALS = frozenset(("ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE", "ENOMEM", "EFBIG", "EACCES", "EPERM"))
"""What a system says no with to whatever program: a full disk, too many open files, no rights."""


def main() -> None:
    """Run the command line; exit with 0 clean, 1 findings, 2 usage, 3 could not run, 128 and more when told to stop."""
    app = _app()
    try:
        app(prog_name="cmo-eval")
    except SystemExit as ending:
        # typer exits with 1 when whoever reads its help goes away, and puts a wrapper where stdout was
        if ending.code == 1 and type(sys.stdout).__name__ == "PacifyFlushWrapper":
            sys.exit(0)
        raise
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except CmoEvalError as error:
        _say(error.message, error.hint)
        sys.exit(USAGE if isinstance(error, UsageError) else COULD_NOT_RUN)
    except Exception as error:  # noqa: BLE001 - told, with how to report it
        _tell_unforeseen(error)
    finally:
        gc.freeze()  # when Python ends it looks for cycles all the same, unless there is nothing to look at


def _app() -> typer.Typer:
    """The command line with all that it imports; whoever interrupts that ends a run that has not begun anything."""
    interrupted = signal.getsignal(signal.SIGINT)
    quietly = interrupted is signal.default_int_handler  # else whoever started this wants it otherwise
    if quietly:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from cmo_eval.output.plain import shown_on  # noqa: PLC0415 - after the line above

        sys.stdout, sys.stderr = (shown_on(stream) for stream in _speak_utf8())
        _clean_up_when_told_to_stop()
        _without_plugins_of_pydantic()
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else numpy starts threads, for sums that we never ask for
        gc.disable()  # a run is short and makes hardly a cycle; looking for them would take a third of it
        from cmo_eval.cli import app  # noqa: PLC0415 - `python -m` and the console script share one start
    finally:
        if quietly:
            signal.signal(signal.SIGINT, interrupted)
    return app


def _without_plugins_of_pydantic() -> None:
    """Let pydantic look for no plugins: it would do so in every package, and imports `email` and more to be able to."""
    from types import ModuleType  # noqa: PLC0415 - as above

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    name = "pydantic.plugin._loader"

    class Loader(ModuleType):
        """What pydantic asks for plugins; the real one comes as soon as it is asked for anything else."""

        @staticmethod
        def get_plugins() -> tuple[()]:
            return ()

        def __getattr__(self, attribute: str) -> object:
            if attribute.startswith("__"):
                raise AttributeError(attribute)
            from importlib import import_module  # noqa: PLC0415

            sys.modules.pop(name, None)
            return getattr(import_module(name), attribute)

    sys.modules.setdefault(name, Loader(name))


def _tell_unforeseen(error: Exception) -> NoReturn:
    """End with what the system refused, or else with an error of the program itself."""
    import errno  # noqa: PLC0415 - hardly ever

    if os.environ.get("CMO_EVAL_DEBUG"):
        raise error
    if isinstance(error, OSError) and errno.errorcode.get(error.errno or 0) in _REFUSALS:
        where = f"{error.filename}: " if error.filename else ""
        _say(f"the system refuses: {where}{(error.strerror or '').lower()}", "make room, or look at the permissions")
    else:
        _say(
            f"internal error: {type(error).__name__}: {error}",
            "run again with CMO_EVAL_DEBUG=1 and report what it prints",
        )
    sys.exit(COULD_NOT_RUN)


def _clean_up_when_told_to_stop() -> None:
    """What was begun is put away on SIGTERM, and when a terminal goes, as it is on Ctrl-C."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(128 + number))


def _speak_utf8() -> tuple[TextIO, TextIO]:
    """Both streams; results are UTF-8 in a pipe or file, and a terminal that lacks a character shows its escape."""
    out = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - closed by the caller
    err = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (out, err):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return out, err


def _say(message: str, hint: str) -> None:
    import shutil  # noqa: PLC0415 - as above
    import textwrap  # noqa: PLC0415

    from cmo_eval.output.plain import escaped  # noqa: PLC0415

    lines = [
        escaped(line) for line in (f"cmo-eval: {' '.join(message.split())}", *([f"  hint: {hint}"] if hint else []))
    ]
    if sys.stderr.isatty():
        wide = max(40, shutil.get_terminal_size((100, 24)).columns)
        lines = [textwrap.fill(line, wide, subsequent_indent="    ", break_on_hyphens=False) for line in lines]
    print("\n".join(lines), file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
