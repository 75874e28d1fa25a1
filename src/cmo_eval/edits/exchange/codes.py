"""Claims, stances, patterns and parts as codes of other programs, and codes read back as what they mean here.

A code is taken by its name, wherever it stands in the tree and whichever GUID it has: other programs keep names.
`supports C3`, `refutes C3@2:P07:context-outcome favours R1` and `suggests C9/C3` are a stance in the notation of
`draft`; `P07:context` a part that joins the stance beside it; `quality: report` and `paraphrase` say what they say. All
else is a code of the codebook, named by what it means with a # before its id.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from cmo_eval.deferred import expression
from cmo_eval.edits.coding.draft import notation, shown_and_denied, stance_of, stances_in
from cmo_eval.edits.exchange.ids import IdMap
from cmo_eval.errors import UsageError
from cmo_eval.model import QUALITIES, STANCES, Citation, Evidence
from cmo_eval.model import Code as BookCode
from cmo_eval.projects.project import Code
from cmo_eval.store.repository import Repository

PARAPHRASE = "paraphrase"
QUALITY = "quality: "

_STANCE = expression(rf"({'|'.join(STANCES)}) (\S+)(?: favours ([A-Za-z][A-Za-z0-9_]*))?")
_PART = expression(r"([A-Za-z][A-Za-z0-9_]*):([a-z+-]+)")
_ODD = expression(r"[^\w-]+")
_BETWEEN = expression(r"_[-_]+|-+_+")
_LONGEST = 40
"""Characters of an id that is made of a name; the label has all of it."""
_FIELD = expression(r"(?m)^(Id|Label|Kind|Use|Avoid): ")


# ---- out ------------------------------------------------------------------------------------------------------------


def meanings(citation: Citation) -> Iterator[str]:
    """What a citation says, each as the name of a code, or # and the id of a code of the codebook."""
    yield from (f"#{code}" for code in citation.codes)
    for evidence in citation.evidence:
        yield stance_name(evidence)
    if citation.quality is not None:
        yield f"{QUALITY}{citation.quality}"
    if not citation.verbatim:
        yield PARAPHRASE


def stance_name(evidence: Evidence) -> str:
    """A stance as the name of a code."""
    favours = f" favours {evidence.favours}" if evidence.favours else ""
    return f"{evidence.stance} {notation(stance_of(evidence))}{favours}"


def tree(repository: Repository, used: Iterable[str], id_map: IdMap) -> tuple[Code, ...]:
    """All codes: the codebook's, then a branch of claims with their stances, then one of how good citations are.

    Args:
        repository: with the codebook and the claims.
        used: what citations mean, as `meanings` gives it; codes that the codebook lacks and stances are made of it.
        id_map: GUIDs and colours of what came in.
    """
    found: dict[str, Code] = {}

    taken: dict[str, str] = {}

    def add(meaning: str, name: str, parent: str | None = None, description: str = "", *, codable: bool = True) -> None:
        if (
            taken.setdefault(name.casefold(), meaning) != meaning
        ):  # programs that keep codes by name would make them one
            description = "\n".join(filter(None, (f"Label: {name}", description)))
            name = f"{name} ({meaning.removeprefix('#')})"
        above = found[parent].id if parent is not None else None
        guid, colour = id_map.guid("codes", meaning), id_map.colours.get(meaning, "")
        found.setdefault(meaning, Code(guid, name, description, above, colour, codable))

    used = [*dict.fromkeys(used)]
    for id_ in downwards({code.id: code.parent for code in repository.codes.values()}):
        code, above = repository.codes[id_], f"#{repository.codes[id_].parent}"
        known = code.parent is not None and above in found
        add(f"#{id_}", code.label or id_, above if known else None, _described(code))
    for meaning in sorted(one for one in used if one.startswith("#")):
        add(meaning, meaning[1:])
    stances = [(match[1], one) for one in used if (match := _STANCE.fullmatch(one)) is not None]
    if repository.claims:
        add("branch claims", "Claims", codable=False)
    for claim in repository.claims.values():
        add(f"branch {claim.id}", f"{claim.id} {claim.title}", "branch claims", codable=False)
        for stance in STANCES:
            if stance != "suggests":
                add(f"{stance} {claim.id}", f"{stance} {claim.id}", f"branch {claim.id}")
            for one in sorted(name for taken, name in stances if taken == stance and _claim(name) == claim.id):
                below = f"{stance} {claim.id}"
                add(one, one, below if below in found else f"branch {claim.id}")
    for _, one in sorted(stances):  # on a claim that is not there
        add(one, one)
    add("branch citations", "Citations", codable=False)
    for name in (*(f"{QUALITY}{quality}" for quality in QUALITIES), PARAPHRASE):
        add(name, name, "branch citations")
    return tuple(found.values())


def _claim(name: str) -> str:
    """The claim that a stance is about."""
    stance = stance_meant(name)
    return stance.claim if stance is not None else ""


def downwards(parents: Mapping[str, str | None]) -> dict[str, list[str]]:
    """The ids of codes, each followed by those below it, and which these are.

    Those of a circle, or below what is not there, stand at the top.

    Args:
        parents: for each code the one that it stands under, None at the top.
    """
    below: dict[str | None, list[str]] = defaultdict(list)
    for id_, parent in parents.items():
        below[parent if parent in parents else None].append(id_)
    found: dict[str, list[str]] = {}
    for top in (*below[None], *parents):
        waiting = [top]  # no calls within calls: a tree may be deeper than these may be
        while waiting:
            if (id_ := waiting.pop()) not in found:
                found[id_] = below[id_]
                waiting += reversed(below[id_])
    return found


def _described(code: BookCode) -> str:
    """What the codebook says of a code beside its name, a line begun with each of its keys."""
    name = code.label or code.id
    said = {"Id": code.id if code_id(name) != code.id else None, "Kind": code.kind}
    said |= {"Use": code.use, "Avoid": code.avoid}
    return "\n".join(f"{key}: {value}" for key, value in said.items() if value)


# ---- in -------------------------------------------------------------------------------------------------------------


def code_id(name: str) -> str:
    """The id that a code of that name gets: its first words, with _ for what stands between; '' where it has none."""
    id_ = _BETWEEN.sub("_", _ODD.sub("_", name.strip())).strip("_-").lower()
    if len(id_) > _LONGEST:
        id_ = id_[:_LONGEST].rpartition("_")[0] or id_[:_LONGEST]
    return f"c{id_}" if id_[:1].isdigit() else id_ if re.match(r"[^\W\d_]", id_) else ""


def said_of(description: str) -> dict[str, str]:
    """What a description says by key: `id`, `label`, `kind`, `use`, `avoid`; without keys, all of it is `use`."""
    parts = _FIELD.split(description.strip())
    if len(parts) == 1:
        return {"use": parts[0].strip()} if parts[0].strip() else {}
    said = {key.lower(): value.strip() for key, value in zip(parts[1::2], parts[2::2], strict=True)}
    before = parts[0].strip()
    return {key: value for key, value in {"use": before, **said}.items() if value}


@cache
def stance_meant(name: str) -> Evidence | None:
    """The stance that the name of a code means; None where it means none."""
    match = _STANCE.fullmatch(name)
    if match is None:
        return None
    try:
        (one,) = stances_in(match[1], match[2])
    except (UsageError, ValueError):
        return None
    claims = {"suggests": one.suggested, "instead_of": one.claim} if one.stance == "suggests" else {match[1]: one.claim}
    more = {"version": one.version, "pattern": one.pattern, "favours": match[3]}
    said: dict[str, Any] = {key: value for key, value in {**claims, **more}.items() if value}
    said |= {key: [*value] for key, value in (("parts", one.parts), ("lacks", one.lacks)) if value}
    try:
        return Evidence.model_validate(said)
    except ValueError:
        return None


@cache
def part_meant(name: str) -> Mapping[str, Any] | None:
    """The pattern and parts that the name of a code means, as keys of a stance; None where it means none."""
    match = _PART.fullmatch(name)
    if match is None:
        return None
    try:
        parts, lacks = shown_and_denied(match[2])
    except UsageError:
        return None
    said = {"pattern": match[1], "parts": [*parts], "lacks": [*lacks]}
    return {key: value for key, value in said.items() if value}


def is_ours(name: str) -> bool:
    """Whether a code of that name means something else than a code of the codebook."""
    quality = name.startswith(QUALITY) and name.removeprefix(QUALITY) in QUALITIES
    return name == PARAPHRASE or quality or stance_meant(name) is not None or part_meant(name) is not None
