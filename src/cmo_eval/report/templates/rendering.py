"""Markdown from a view and templates; knows neither files nor the model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cmo_eval.errors import CmoEvalError
from cmo_eval.messages import label
from cmo_eval.report.contents import Chapter, ReportView
from cmo_eval.report.marks import MARK
from cmo_eval.report.templates.files import SUFFIX, Templates

if TYPE_CHECKING:
    from jinja2 import Environment

    from cmo_eval.report.templates.environment import Loader

REPORT = "report.md"
_CHAPTER = "chapter" + SUFFIX
MOST_CHARACTERS = 100_000_000
"""How long all documents together may be."""

# what Markdown and the formats made from it cannot hold: controls, and halves of characters
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def documents_with(
    view: ReportView,
    templates: Templates,
    notice: Callable[[str], None] = lambda _: None,
    *,
    chapters: bool = True,
) -> dict[str, str]:
    """The documents by file name, rendered here and now; `cmo_eval.report.documents` guards what users' templates do.

    Args:
        view: what the report says.
        templates: the templates.
        notice: is told what is odd about them.
        chapters: also each chapter as a document of its own.

    Raises:
        CmoEvalError: a template cannot be rendered.
    """
    from cmo_eval.report.templates.environment import Loader, environment_for  # noqa: PLC0415 - heavy

    loader = Loader(templates)
    environment = environment_for(view.language, loader)
    mark = f"{MARK}: {label('report.mark', view.language)} -->\n\n"
    left = MOST_CHARACTERS
    texts = {}
    for file, name, chapter in _plan(view, chapters=chapters):
        about = {} if chapter is None else {"chapter": chapter}
        text = _render(environment, loader, name, left, view=view, level=1, **about)
        left -= len(text)
        texts[file] = mark + text
    for said in templates.unused({*loader.used, _CHAPTER} if not chapters else loader.used):
        notice(said)
    return texts


def _plan(view: ReportView, *, chapters: bool) -> Iterator[tuple[str, str, Chapter | None]]:
    """Each document: its file, its template, and the chapter that it is about."""
    yield REPORT, "evaluation" + SUFFIX, None
    for chapter in view.chapters if chapters else ():
        yield f"chapters/{chapter_file(chapter)}", _CHAPTER, chapter


def chapter_file(chapter: Chapter) -> str:
    """The file name of a chapter: the claim's id and its title as a slug of at most 60 characters."""
    plain = unicodedata.normalize("NFKD", chapter.title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{chapter.id}-{slug}.md" if slug else f"{chapter.id}.md"


# what an expression in a template can run into; SyntaxError where loops are nested deeper than Python's can be
_SLIPS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


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
        if _compiling(error):
            raise _failure(f"template {[*loader.used][-1]}, line 1", "its parts are nested too deeply") from error
        raise _failure(_place(error, templates, name), _message(error)) from error


def _compiling(error: BaseException) -> bool:
    """Whether a template could not be read at all, in which case it has no line of its own."""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_name in {"_parse", "_generate", "_compile"} and "jinja2" in code.co_filename:
            return True
        trace = trace.tb_next
    return False


def _message(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    if isinstance(error, MemoryError):
        return "it needs more memory than a template may use"
    return str(error) or type(error).__name__


def _place(error: BaseException, templates: Templates, name: str) -> str:
    """Where the error arose: the innermost place in a template, and from where in an own one that was called."""
    found = [(name, 1)]
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(SUFFIX) and templates.get(file) is not None:
            found.append((file, trace.tb_lineno))
        trace = trace.tb_next
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
