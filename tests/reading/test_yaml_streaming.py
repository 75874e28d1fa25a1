"""A list that is read one item at a time says the same as the file read whole."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.diagnostics import Position
from cmo_eval.store.yaml_io import Item, YamlProblem, read, stream

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufeff\u2028\u2029"),
    max_size=20,
)
KEYS = st.text("abcdefgé日 ", min_size=1, max_size=6).map(str.strip).filter(bool)
DATA = st.recursive(
    TEXTS | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


class Quoted(yaml.SafeDumper):
    """Writes every text in double quotes, so that it stays text."""


Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, '"'))


def dumped(data, *, flow):
    return yaml.dump(data, Dumper=Quoted, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=10_000)


@given(DATA, st.booleans())
def test_what_was_written_is_what_is_read(data, flow):
    assert read(dumped(data, flow=flow)).value == data


@given(
    before=st.dictionaries(KEYS, DATA, max_size=3),
    items=st.lists(DATA, max_size=6),
    after=st.dictionaries(KEYS, DATA, max_size=3),
    flow=st.booleans(),
)
def test_streaming_equals_reading(before, items, after, flow):
    data = {**before, "citations": items}
    data.update((key, value) for key, value in after.items() if key not in data)
    text = dumped(data, flow=flow)
    whole = read(text)
    *streamed, rest = stream(text, "citations")

    assert all(isinstance(item, Item) for item in streamed)
    assert [item.index for item in streamed] == list(range(len(items)))
    assert [item.value for item in streamed] == items
    assert [item.locate(()) for item in streamed] == [whole.locate(("citations", index)) for index in range(len(items))]
    assert not isinstance(rest, Item)
    assert rest.value == {**whole.value, "citations": []}
    assert rest.locate(("citations",)) == whole.locate(("citations",))


@given(DATA)
def test_every_position_points_at_the_value_itself(data):
    text = dumped({"top": data}, flow=True)
    lines = text.split("\n")

    node = read(text)

    def at(path, *, key=False):
        position = node.locate(path, key=key)
        return lines[position.line - 1][position.column - 1 :]

    def check(value, path):
        if isinstance(value, dict):
            assert at(path).startswith("{")
            for key, part in value.items():
                assert at((*path, key), key=True).startswith(f'"{key}"')
                check(part, (*path, key))
        elif isinstance(value, list):
            assert at(path).startswith("[")
            for index, part in enumerate(value):
                check(part, (*path, index))
        else:
            assert at(path).startswith("null" if value is None else '"')

    check(node.value, ())


def test_an_item_knows_what_stands_above_the_list():
    text = "coder: AB\ndefaults: {quality: report}\ncitations:\n  - a\n  - b\n"
    seen = [dict(node.before) for node in stream(text, "citations") if isinstance(node, Item)]
    assert [before["coder"] for before in seen] == ["AB", "AB"]
    assert seen[0]["defaults"] == {"quality": "report"}


def test_items_before_a_mistake_are_given_first():
    nodes = stream("citations:\n  - a\n  - b\n  - c: d: e\n", "citations")
    assert [next(nodes).value, next(nodes).value] == ["a", "b"]
    with pytest.raises(YamlProblem) as caught:
        next(nodes)
    assert caught.value.position == Position(4, 9)


@pytest.mark.parametrize(
    "text",
    [
        "- citations: [a]\n",
        "x: {citations: [a, b]}\n",
        "citations: a\n",
        "citations: {a: b}\n",
        "citations:\n",
        "a: 1\n",
    ],
)
def test_only_a_list_at_the_top_under_that_key_is_streamed(text):
    (only,) = stream(text, "citations")
    assert only.value == read(text).value


def test_a_list_inside_an_item_stays_whole():
    first, second, rest = stream("citations:\n- {a: [1, [2]], citations: [3]}\n- [4, 5]\nb: [6]\n", "citations")
    assert first.value == {"a": ["1", ["2"]], "citations": ["3"]}
    assert second.value == ["4", "5"]
    assert rest.value == {"citations": [], "b": ["6"]}
