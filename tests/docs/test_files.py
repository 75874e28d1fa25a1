"""docs/files.md names every key of every kind of file, and no key that does not exist."""

import re
from collections.abc import Iterator

from walking import ROOT

from cmo_eval import model
from cmo_eval.model.base import Record, Slotted
from cmo_eval.output.schema import KINDS

PAGE = (ROOT / "docs/files.md").read_text(encoding="utf-8")


def _all_records(*above: type) -> Iterator[type]:
    for kind in above or (Record, Slotted):
        for record in kind.__subclasses__():
            if "__weakref__" not in vars(record) or not issubclass(record, Slotted):  # what `slotted` replaced
                yield record
                yield from _all_records(record)


def _keys(record: type) -> set[str]:
    return {field.alias or name for name, field in record.model_fields.items()}


def _section(kind: str) -> str:
    headings = {"claim": "claims", "pattern": "patterns", "case": "cases", "source": "sources"}
    headings["writing"] = "writing/SECTION.yaml"
    heading = headings.get(kind, kind if kind == "citations" else f"{kind}.yaml")
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert match is not None, f"there is no section {heading}"
    return match[1]


def test_every_key_of_every_model_occurs():
    records = list(_all_records())
    assert model.Evaluation in records
    missing = {(one.__name__, key) for one in records for key in _keys(one) if f"`{key}`" not in PAGE}
    assert not missing


def test_every_top_key_stands_in_the_section_of_its_file():
    missing = {
        (kind, key) for kind, (one, _) in KINDS.items() for key in _keys(one) if f"`{key}`" not in _section(kind)
    }
    assert not missing


def test_a_key_is_bold_exactly_when_its_file_cannot_do_without_it():
    for kind, (record, _) in KINDS.items():
        table = re.search(r"^\| key \|.*\n\| ---.*\n((?:\|.*\n)+)", _section(kind), re.MULTILINE)
        assert table is not None, kind
        bold = set(re.findall(r"^\| \*\*`(\w+)`\*\* \|", table[1], re.MULTILINE))
        assert bold == {field.alias or name for name, field in record.model_fields.items() if field.is_required()}, kind


def test_no_key_in_a_table_is_unknown():
    known = set().union(*(_keys(one) for one in _all_records()))
    named = set(re.findall(r"^\| \*{0,2}`(\w+)`\*{0,2} \|", PAGE, re.MULTILINE))
    assert named
    assert named <= known
