"""Markdown from a view and templates; knows jinja2, and neither files to write nor the model."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmo_eval.errors import CmoEvalError
from cmo_eval.report.contents import Chapter, ReportView
from cmo_eval.report.markdown import cell, line, prose
from cmo_eval.report.parsing import MARK, slug
from cmo_eval.report.sentences import amount, date, in_quotation_marks, listed, number, sentence
from cmo_eval.wording import LANGUAGES, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import BaseLoader, Environment, Template

REPORT = "report.md"
SUFFIX = ".md.j2"


def documents_with(view: ReportView, overrides: Path | None) -> dict[str, str]:
    """The documents by file name, rendered here and now; `cmo_eval.report.documents` guards what users' templates do.

    Raises:
        CmoEvalError: a template cannot be rendered.
    """
    environment = _environment(view.language, overrides)
    mark = f"{MARK}: {label('report.mark', view.language)} -->\n\n"
    texts = {REPORT: mark + _render(environment, "evaluation" + SUFFIX, view=view, level=1)}
    for chapter in view.chapters:
        text = _render(environment, "chapter" + SUFFIX, view=view, chapter=chapter, level=1)
        texts[f"chapters/{chapter_file(chapter)}"] = mark + text
    return texts


def chapter_file(chapter: Chapter) -> str:
    """The file name of a chapter: the claim's id and its title as a slug of at most 60 characters."""
    plain = unicodedata.normalize("NFKD", chapter.title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{chapter.id}-{slug}.md" if slug else f"{chapter.id}.md"


def builtin_templates() -> Path:
    """The folder of the built-in templates: in the package, else in the checkout (an editable install)."""
    packaged = Path(__file__).parents[1] / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


def overridden(overrides: Path | None) -> tuple[str, ...]:
    """Names of the templates in a folder that differ from the built-in ones; none of the built-in folder itself."""
    builtin = builtin_templates()
    if overrides is None or not overrides.is_dir() or overrides.resolve() == builtin.resolve():
        return ()
    return tuple(
        file.relative_to(overrides).as_posix()
        for file in sorted(overrides.rglob("*" + SUFFIX))
        if file.is_file() and not _same(file, builtin / file.relative_to(overrides))
    )


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes().replace(b"\r\n", b"\n") == other.read_bytes().replace(b"\r\n", b"\n")


def _environment(language: str, overrides: Path | None) -> Environment:
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined  # noqa: PLC0415 - heavy
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    from cmo_eval.report.marked import TOGETHER, Generator, Marked, inline, joined, together  # noqa: PLC0415 - heavy

    builtin = FileSystemLoader(builtin_templates())
    loaders: list[BaseLoader] = [builtin, PrefixLoader({"builtin": builtin})]
    if overrides is not None and overridden(overrides):
        loaders.insert(0, FileSystemLoader(overrides))

    def safe(escape: Callable[[str], str]) -> Callable[[Any], Marked]:
        """Escapes a value unless it is Markdown already."""

        def apply(value: Any) -> Marked:
            return Marked(value if hasattr(value, "__html__") else escape(str(value)))

        return apply

    # Autoescape marks what is Markdown already (Markup); `finalize` escapes whatever else a template prints, so
    # that a template that forgets a filter is safe too.
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=safe(inline),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
    )
    environment.code_generator_class = Generator
    environment.filters.update({TOGETHER: together, "join": joined})
    environment.filters.update(md=safe(prose), cell=safe(cell), line=safe(line))
    environment.filters["sentence"] = sentence
    environment.filters["quoted"] = lambda text: in_quotation_marks(text, language)
    environment.filters["listed"] = lambda items: listed([str(item) for item in items], language)
    environment.filters["slug"] = slug
    environment.filters["date"] = lambda text: date(str(text), language)
    environment.filters["number"] = lambda value: number(int(value), language)

    def said(key: str, **values: object) -> Marked:
        """A label or sentence of the catalogues, with its values escaped."""
        if key not in LANGUAGES[language]:
            return safe(line)(key)  # a name of the user's own stands for itself
        text = label(key, language)
        escaped = {name: safe(line)(value) for name, value in values.items()}
        return Marked(text.format_map(escaped) if values else text)

    environment.globals["_"] = said
    environment.globals["count"] = lambda many, noun: amount(many, noun, language)
    return environment


def _render(environment: Environment, name: str, **values: object) -> str:
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError  # noqa: PLC0415

    try:
        template: Template = environment.get_template(name)
        return _tidy(template.render(**values))
    except TemplateSyntaxError as error:
        raise _failure(error.name or name, error.lineno, error.message or "") from error
    except TemplateNotFound as error:
        missing = f"there is no template {error.name}"
        raise _failure(*(_place(error, name)), missing, hint=f"built-in ones are {_builtin_names()}") from error
    except UnicodeDecodeError as error:
        raise _failure(name, 1, "the file is not UTF-8 text") from error
    except (TemplateError, *_SLIPS) as error:
        raise _failure(*_place(error, name), str(error) or type(error).__name__) from error


# what an expression in a template can run into
_SLIPS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, MemoryError)


def _place(error: BaseException, name: str) -> tuple[str, int]:
    """The template and line in which the error arose: the innermost frame that belongs to a template."""
    found = (name, 1)
    trace = error.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__") or trace.tb_frame.f_code.co_filename
        if isinstance(template, str) and template.endswith(SUFFIX):
            found = (_short(template), trace.tb_lineno)
        trace = trace.tb_next
    return found


def _short(file: str) -> str:
    builtin = builtin_templates()
    path = Path(file)
    return f"builtin/{path.name}" if path.parent == builtin else path.name


def _failure(name: str, number: int, message: str, hint: str = "") -> CmoEvalError:
    return CmoEvalError(
        f"template {name}, line {number}: {' '.join(message.split())}",
        hint or "mend the template, or take it away to use the built-in one",
    )


def _builtin_names() -> str:
    return ", ".join(sorted(file.name for file in builtin_templates().glob("*" + SUFFIX)))


def _tidy(text: str) -> str:
    """The text without blanks at line ends, with at most one empty line in a row, and one line feed at its end."""
    lines = "\n".join(part.rstrip() for part in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
