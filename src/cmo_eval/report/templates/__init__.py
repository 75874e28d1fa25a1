"""Markdown from a view and templates; with an evaluation's own templates in a process apart.

Jinja's sandbox keeps a template away from Python, but lets it loop for ever or fill the memory. The process has limits
for that, and gives up what a template never needs: other files, programs, the network and the user's environment. So
there is little to be found for a template that would get out of the sandbox.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

from cmo_eval import messages
from cmo_eval.deferred import expression
from cmo_eval.errors import CmoEvalError
from cmo_eval.report.contents import Chapter, ReportView
from cmo_eval.report.document.markdown import MARK
from cmo_eval.report.templates.files import SUFFIX, Templates, read_templates

if TYPE_CHECKING:
    from jinja2 import Environment

    from cmo_eval.report.templates.environment import Loader

SECONDS = 60
"""How long rendering may take, and as many seconds more as there are MB of data to render."""
BYTES = 2 * 2**30
"""How much memory it may use, and ten times the data; where the system can hold a process to that."""

# looking for cycles among what is imported would take a tenth of its time
_CHILD = "import gc; gc.disable(); from cmo_eval.report.templates import answer; answer()"
# what Python needs to start; nothing else of the user's environment goes along
_NEEDED = ("SYSTEMROOT", "WINDIR", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
_REFUSED = ("ctypes.", "os.", "shutil.", "socket.", "sqlite3.", "subprocess.", "winreg.", "_winapi.")
_MODULES = (".py", ".pyc", ".so", ".pyd")


def documents(
    view: ReportView,
    overrides: Path | None = None,
    notice: Callable[[str], None] = lambda _: None,
    *,
    chapters: bool = True,
) -> dict[str, str]:
    """The report and its chapters: relative file names (with `/`) and their text.

    `report.md` is the whole report; `chapters/C1-<slug>.md` one claim. The same view gives the same text.

    Args:
        view: what the report says.
        overrides: a folder whose templates replace the built-in ones by name; built-in ones stay reachable as
            `builtin/NAME`. Where it overrides something, rendering happens in a process apart, with limits.
        notice: is told what is odd about those templates.
        chapters: also each chapter as a document of its own; only Markdown has them.

    Raises:
        CmoEvalError: a template cannot be read or rendered, or not within the limits.
    """
    templates = read_templates(overrides)
    if not templates.own:
        return documents_with(view, templates, chapters=chapters)
    given = pickle.dumps((view, templates, chapters))
    needed = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    seconds, most = SECONDS + len(given) // 1_000_000, BYTES + 10 * len(given)
    try:
        run = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            # -P and -s: a module beside the evaluation's files, or of the user, must not stand in for one of ours
            [sys.executable, "-P", "-s", "-B", "-c", _CHILD, str(seconds), str(most)],
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**needed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired:
        raise CmoEvalError(
            f"the templates in {overrides} did not finish within {seconds} seconds",
            "look for a loop that is too long, or take the templates away to use the built-in ones",
        ) from None
    if run.returncode or not run.stdout:
        raise CmoEvalError(
            f"rendering with the templates in {overrides} broke off ({_ending(run.returncode)})",
            "they may use too much memory or too much time; take them away to use the built-in ones",
        )
    said = json.loads(run.stdout)
    if "message" in said:
        raise CmoEvalError(said["message"], said["hint"])
    for odd in said["odd"]:
        notice(odd)
    texts: dict[str, str] = said["texts"]
    return texts


def answer() -> None:
    """In the child: read a view and templates from standard input, write texts or the error as JSON."""
    seconds, most = map(int, sys.argv[1:])
    limit(seconds, most)
    view, templates, chapters = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent process
    from cmo_eval.report.templates import environment  # noqa: F401, PLC0415 - while it may still be read

    messages.keys()  # the same
    gc.enable()  # a template can make as many as it likes
    give_up()
    odd: list[str] = []
    try:
        said: dict[str, object] = {"texts": documents_with(view, templates, odd.append, chapters=chapters), "odd": odd}
    except CmoEvalError as error:
        said = {"message": error.message, "hint": error.hint}
    sys.stdout.buffer.write(json.dumps(said).encode())


def limit(seconds: int, most: int) -> None:
    """Hold this process to so many seconds and bytes, no new files and no other programs, as far as the system can."""
    if sys.platform == "win32":
        return  # has no such limits; whoever started the process still ends it in time
    import resource  # noqa: PLC0415 - not on Windows

    # a few seconds more than the parent waits: this is for a parent that is no longer there
    wanted = {"AS": most, "CPU": seconds + 5, "FSIZE": 0, "CORE": 0, "NPROC": 0}
    for name, value in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is not None:
            _, ceiling = resource.getrlimit(which)
            lower = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
            with contextlib.suppress(ValueError, OSError):  # macOS knows some of them by name only
                resource.setrlimit(which, (lower, lower))


def give_up() -> None:
    """From now on this process opens no files but Python's modules, starts nothing and has no network."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, mode = arguments[:2]
        reading = mode is None or (isinstance(mode, str) and not set(mode) & set("wax+"))
        if isinstance(path, str) and path.endswith(_MODULES) and reading:
            return
    elif event == "os.listdir" or not event.startswith(_REFUSED):
        return
    raise PermissionError(f"a template has no right to {event}")


def _ending(code: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"signal {-code}"


# ---- here and now ----------------------------------------------------------------------------------------------------

REPORT = "report.md"
_CHAPTER = "chapter" + SUFFIX
MOST_CHARACTERS = 100_000_000
"""How long all documents together may be."""

# what Markdown and the formats made from it cannot hold: controls, and halves of characters
_NO_TEXT = expression(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def documents_with(
    view: ReportView,
    templates: Templates,
    notice: Callable[[str], None] = lambda _: None,
    *,
    chapters: bool = True,
) -> dict[str, str]:
    """What `documents` gives, rendered here and now: it is `documents` that guards what users' templates do.

    Raises:
        CmoEvalError: a template cannot be rendered.
    """
    from cmo_eval.report.templates.environment import Loader, environment_for  # noqa: PLC0415 - heavy

    loader = Loader(templates)
    environment = environment_for(view.language, loader)
    mark = f"{MARK}: {messages.label('report.mark', view.language)} -->\n\n"
    left = MOST_CHARACTERS
    texts = {}
    planned: list[tuple[str, str, dict[str, object]]] = [(REPORT, "evaluation" + SUFFIX, {})]
    if chapters:
        planned += [(f"chapters/{chapter_file(one)}", _CHAPTER, {"chapter": one}) for one in view.chapters]
    for file, name, about in planned:
        text = _render(environment, loader, name, left, view=view, level=1, **about)
        left -= len(text)
        texts[file] = mark + text
    for said in templates.unused({*loader.used, _CHAPTER} if not chapters else loader.used):
        notice(said)
    return texts


def chapter_file(chapter: Chapter) -> str:
    """The file name of a chapter: the claim's id and its title as a slug of at most 60 characters."""
    plain = unicodedata.normalize("NFKD", chapter.title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{chapter.id}-{slug}.md" if slug else f"{chapter.id}.md"


# what an expression in a template can run into; SyntaxError where loops are nested deeper than Python's can be
_SLIPS = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError),
    *(RuntimeError, SyntaxError, TypeError, ValueError),
)


_TOO_MUCH: Mapping[type, str] = {
    RecursionError: "it includes or calls itself without end",
    MemoryError: "it needs more memory than a template may use",
}


def _render(environment: Environment, loader: Loader, name: str, most: int, **values: object) -> str:
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError  # noqa: PLC0415 - heavy

    templates = loader.templates
    try:
        parts = []
        for part in environment.get_template(name).generate(**values):
            most -= len(part)
            if most < 0:
                what = f"the templates write more than {MOST_CHARACTERS:,} characters"
                raise CmoEvalError(what, f"look for a loop that is too long in {', '.join(templates.own)}")
            parts.append(part)
        return _tidy("".join(parts))
    except TemplateSyntaxError as error:
        raise _failure(f"template {error.name or name}, line {error.lineno}", error.message or "") from error
    except TemplateNotFound as error:
        missing, known = f"there is no template {error.name}", ", ".join(sorted({*templates.builtin, *templates.own}))
        raise _failure(_place(error, templates, name), missing, hint=f"there are {known}") from error
    except (TemplateError, *_SLIPS) as error:
        codes = [frame.f_code for frame, _ in walk_tb(error.__traceback__)]
        # what could not be read at all has no line of its own
        if any(one.co_name in {"_parse", "_generate", "_compile"} and "jinja2" in one.co_filename for one in codes):
            raise _failure(f"template {[*loader.used][-1]}, line 1", "its parts are nested too deeply") from error
        said = _TOO_MUCH.get(type(error)) or str(error) or type(error).__name__
        place = _place(error, templates, name)
        # a built-in one that calls a macro of an own one, which may be of an earlier version
        own = [one for one in templates.own if f"template {one}, " not in place and f"from {one}, " not in place]
        builtin = len(own) == len(templates.own) > 0
        hint = f"it calls {' or '.join(own)} of yours: mend that, or take it away to use the built-in one"
        raise _failure(place, said, hint if builtin else "") from error


def _place(error: BaseException, templates: Templates, name: str) -> str:
    """Where the error arose: the innermost place in a template, and from where in an own one that was called."""
    found = [(name, 1)]
    for frame, line in walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if file.endswith(SUFFIX) and templates.get(file) is not None:
            found.append((file, line))
    innermost = found[-1]
    place = "template {}, line {}".format(*innermost)
    calling = [one for one in found[1:-1] if one[0] in templates.own and one[0] != innermost[0]]
    if innermost[0] not in templates.own and calling:
        place += " (called from {}, line {})".format(*calling[-1])
    return place


def _failure(place: str, message: str, hint: str = "") -> CmoEvalError:
    return CmoEvalError(
        f"{place}: {' '.join(message.split())}",
        hint or "mend the template, or take it away to use the built-in one",
    )


def _tidy(text: str) -> str:
    """The text without blanks at line ends, with at most one empty line in a row, and one line feed at its end."""
    lines = "\n".join(part.rstrip() for part in _NO_TEXT.sub("\ufffd", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
