"""What a new file shows by way of example goes when something real takes its place."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from importlib import resources
from string import Template

from cmo_eval.deferred import expression
from cmo_eval.store.yaml_io import YamlProblem, read

_KEY = expression(r"(# )?(\w+):")


def without_examples(text: str, name: str, id_: str, keys: Collection[str]) -> str:
    """The text of a file without the commented lines that `new` wrote in the places of these keys.

    A line that somebody changed stays, and so does what is said of the file as a whole.

    Args:
        text: the file, as it will be.
        name: of the template that it came from, such as `citations`.
        id_: of the record.
        keys: those that are filled in now, such as `citations`.
    """
    example = _examples(name, id_, keys)
    lines = text.splitlines(keepends=True)
    left = "".join(line for line in lines if line.rstrip("\r\n") not in example)
    with suppress(YamlProblem):
        if left != text and read(left).value == read(text).value:
            return left
    return text


def _examples(name: str, id_: str, keys: Collection[str]) -> frozenset[str]:
    """The commented lines of a template that stand in the places of these keys: `# key:` and what is below it."""
    template = (resources.files("cmo_eval.edits") / "blank" / f"{name}.yaml").read_text(encoding="utf-8")
    found, key = set(), ""
    for line in Template(template).safe_substitute(id=id_).splitlines():
        if (match := _KEY.match(line)) is not None:
            key = match[2]
        if key in keys and line.startswith("#"):
            found.add(line)
    return frozenset(found)
