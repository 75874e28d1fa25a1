"""What a source is (its kind, group and date) as variables of another program's project, and as these come back.

Nothing of persons: a variable of a source is what programs sort and compare texts by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from xml.etree import ElementTree as ET

from pydantic import TypeAdapter, ValidationError

from cmo_eval.edits.exchange.ids import IdMap, our_guid
from cmo_eval.edits.kinds import SOURCE_KINDS
from cmo_eval.model import Source
from cmo_eval.model.base import PartialDate
from cmo_eval.projects.project import Part, Project
from cmo_eval.projects.refi_parts import element_of, markup, name_of
from cmo_eval.store.repository import Repository

_NAMES = {field: f"cmo-eval {field}" for field in ("kind", "group", "date")}


def with_values(project: Project, repository: Repository, id_map: IdMap) -> Project:
    """A project that goes out with what its documents are, as far as the repository says it of their sources."""
    sources = {id_map.guid("documents", id_): source for id_, source in repository.sources.items()}
    found = {(one.id, field): text for one in project.documents for field, text in _said(sources[one.id])}
    used = {field for _, field in found}
    variables = (Part("Variables", _guid(field), (), "", _variable(field)) for field in _NAMES if field in used)
    values = (
        Part("Document", _guid(field), (document,), "", _value(field, text))
        for (document, field), text in found.items()
    )
    return replace(project, parts=(*project.parts, *variables, *values))


def without_values(project: Project, repository: Repository) -> tuple[Project, Mapping[str, Mapping[str, str]]]:
    """A project that comes in without these variables, and by document what they say of it.

    They are known by their ids or, where another program gave them others, by their names; what says nothing that can
    be here is passed over.
    """
    ours = {part.id: field for part in project.parts if part.where == "Variables" and (field := _field(part))}
    if not ours:
        return project, {}
    groups = repository.evaluation.groups
    said: dict[str, dict[str, str]] = defaultdict(dict)
    others = []
    for part in project.parts:
        if part.id not in ours or part.where not in {"Variables", "Document"}:
            others.append(part)
        elif part.where == "Document" and _can_be(ours[part.id], _text(part), groups):
            said[part.of[0]][ours[part.id]] = _text(part)
    return replace(project, parts=tuple(others)), said


def _said(source: Source) -> Iterator[tuple[str, str]]:
    yield from ((field, text) for field in _NAMES if (text := getattr(source, field)))


def _can_be(field: str, text: str, groups: Collection[str]) -> bool:
    if field != "date":
        return text in (SOURCE_KINDS if field == "kind" else groups)
    try:
        TypeAdapter(PartialDate).validate_python(text)
    except ValidationError:
        return False
    return True


def _guid(field: str) -> str:
    return our_guid(f"variable {field}")


def _field(part: Part) -> str:
    """What a variable is of ours; '' of another one."""
    name = element_of(part.markup).get("name")
    return next((field for field in _NAMES if part.id == _guid(field) or name == _NAMES[field]), "")


def _variable(field: str) -> str:
    return markup(ET.Element("Variable", guid=_guid(field), name=_NAMES[field], typeOfVariable="Text"))


def _value(field: str, text: str) -> str:
    value = ET.Element("VariableValue")
    ET.SubElement(value, "VariableRef", targetGUID=_guid(field))
    ET.SubElement(value, "TextValue").text = text
    return markup(value)


def _text(part: Part) -> str:
    values = (one.text for one in element_of(part.markup) if name_of(one).endswith("Value"))
    return next((text.strip() for text in values if text), "")
