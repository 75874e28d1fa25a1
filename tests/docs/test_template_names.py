"""docs/report.md names everything that a template sees, and nothing that it does not see."""

import re
from dataclasses import is_dataclass

from jinja2.filters import FILTERS
from walking import ROOT

from cmo_eval.charts.picture import Picture
from cmo_eval.disclosure import Held
from cmo_eval.report import contents
from cmo_eval.report.figures import Pictures
from cmo_eval.report.templates.environment import Loader, environment_for
from cmo_eval.report.templates.files import Templates, read_templates

PAGE = (ROOT / "docs/report.md").read_text(encoding="utf-8")
THINGS = {
    one.__name__: one
    for one in [*vars(contents).values(), Held, Picture, Pictures]
    if is_dataclass(one) or hasattr(one, "_fields")
}
ROW = re.compile(r"^\| (\w+) \| (.*) \| (.*) \|$", re.MULTILINE)


def _names(thing):
    return {*thing.__annotations__} | {name for name, value in vars(thing).items() if isinstance(value, property)}


def _section(heading):
    return re.search(rf"^### {heading}\n(.*?)(?=^### |^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)[1]


def test_every_thing_has_a_row_with_all_its_names():
    rows = ROW.findall(_section("What a template sees"))
    said = {name: set(re.findall(r"`(\w+)`", names)) for name, _, names in rows}
    assert said == {name: _names(thing) for name, thing in THINGS.items()}


def test_what_has_parts_says_of_what_kind_they_are():
    for name, _, names in ROW.findall(_section("What a template sees")):
        for field, type_ in THINGS[name].__annotations__.items():
            kinds = [kind for kind in re.findall(r"\w+", str(type_)) if kind in THINGS]
            said = re.search(rf"`{field}`(?: \(([^)]*)\))?", names)[1] or ""
            assert all(re.search(rf"\b{kind}\b", said) for kind in kinds), (name, field)


def test_every_filter_and_function_of_ours_is_named_and_those_that_are_gone():
    environment = environment_for("en", Loader(Templates({})))
    ours = environment.filters.keys() - FILTERS.keys() - {"together"}
    section = _section("What a template sees")
    for name in ours:
        assert f"`{name}`" in section
    for name in FILTERS.keys() - environment.filters.keys():
        assert f"`{name}`" in section
    for name in ("_", "count"):
        assert f"`{name}(" in section


def test_every_block_and_template_is_named():
    for name, text in read_templates().builtin.items():
        assert f"`{name}`" in PAGE
        for block in re.findall(r"{% block (\w+)", text):
            assert re.search(rf"^\| `{name}` \|.*`{block}`", PAGE, re.MULTILINE), (name, block)
