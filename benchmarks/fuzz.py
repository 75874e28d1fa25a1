"""Feeds the program damaged evaluations and records whatever it does that it should not.

python benchmarks/fuzz.py --inputs 5000 --processes 2 --seed 1 --out DIR   # a run; failing inputs go to DIR
python benchmarks/fuzz.py --seed 1 --replay 1234 --out DIR                 # one input of a run again, with its files

Input N of a seed is the same whatever the number of inputs and processes. Each is the demo, cut down to a few files,
of which one or two are changed: bytes, YAML structure, or what the records say. All are validated, every 10th is
verified and shown in each format, every 50th is reported. Exits 1 when something failed.
"""

from __future__ import annotations

import argparse
import copy
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import cmo_eval
from cmo_eval import api
from cmo_eval.analysis.verification import Details
from cmo_eval.cli.output import findings_block
from cmo_eval.disclosure.gate import disclose
from cmo_eval.errors import CmoEvalError
from cmo_eval.output.explanation import explanation
from cmo_eval.output.findings import findings_github, findings_json
from cmo_eval.output.schema import KINDS
from cmo_eval.output.verification import overview, verification_csv, verification_json, verification_markdown
from cmo_eval.report import documents, view
from cmo_eval.store import yaml_io

DEMO = Path(cmo_eval.__file__).parent / "edits" / "demo"
FILES = (
    "evaluation.yaml",
    "codebook.yaml",
    "conclusions.yaml",
    "claims/C1-listening-changes-the-offer.yaml",
    "claims/C3-the-count-helps-to-steer.yaml",
    "patterns/P01-listening-round.yaml",
    "patterns/P06-count-as-account.yaml",
    "cases/K2-one-person-on-the-desk.yaml",
    "sources/FG1.yaml",
    "sources/FG1.citations.yaml",
    "sources/FG1.citations.CD.yaml",
    "sources/CI2.yaml",
    "sources/CI2.citations.yaml",
    "sources/DD1.yaml",
)
LEFT_OUT = {
    "evaluation.yaml": (65, 84),
    "codebook.yaml": (24, 70),
    "claims/C1-listening-changes-the-offer.yaml": (59, 80),
    "claims/C3-the-count-helps-to-steer.yaml": (51, 63),
    "sources/FG1.citations.yaml": (56, 93),
    "sources/FG1.citations.CD.yaml": (22, 57),
    "sources/CI2.citations.yaml": (24, 55),
}
"""First and last line (from 1) of what is cut from a file, so that a run takes few milliseconds."""
KIND_OF_FILE = (
    ("evaluation", "evaluation"),
    ("codebook", "codebook"),
    ("conclusions", "conclusions"),
    ("claims/", "claim"),
    ("patterns/", "pattern"),
    ("cases/", "case"),
    ("sources/", "source"),
)
SECONDS = 2
"""Of the processor: the machine may do other things meanwhile."""
MEBIBYTES = 500
EXAMPLES_KEPT = 3
"""Failing inputs that are kept of each kind of failure, by each process."""

NUMBERS = ("-1", "0", "1", "2", "7", "007", "1.0", "1_0", "1e3", "0x1F", "9" * 20, "9" * 30, "9" * 4300, "9" * 5000)
DATES = ("2017", "2017-3", "2017-03", "2017-02-30", "0000", "9999-12-31", "٢٠١٧", "20170320", "12:30", "2024-10-08")
ODD = (
    "",
    " ",
    "~",
    "null",
    "no",
    "true",
    "é",
    "e\u0301",
    "🦔" * 3,
    "מזהה",
    "\u202eC1",
    "a\u200bb",
    "\x1b[31mred",
    "\x07",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "²",
    "a1²",
    "C1²",
    "C٣",
    "C1@2",
    "C1@" + "9" * 30,
    "C1@" + "9" * 5000,
    "C" + "1" * 5000,
    "FG1-" + "0" * 4400,
    "[key]",
    "<<",
    "*C1",
    "&C1 x",
    "!!python/object/apply:os.getcwd []",
    "- x",
    "a: b",
    "#",
    "%",
    "@",
    "`",
    "{{ 7 * 7 }}",
    "{voices}",
    "<script>",
    "|",
    "=1+1",
    "../../x",
    "a/b",
    "CMO101",
    "a\nb\n\nc",
    "a" * 300,
    "word " * 2000,
    "a" * 100_000,
)
ODD_NAMES = (
    "🦔.yaml",
    "a\nb.yaml",
    "..yaml",
    "x.citations.yaml",
    "..citations.yaml",
    "FG1.citations..yaml",
    "FG1.citations.é.yaml",
    "a.b.citations.yaml",
    "C1.yaml",
    "\u202ex.yaml",
    "[key].yaml",
)
STANCES = ("supports", "nuances", "refutes", "suggests")
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .,()/-]*[A-Za-z0-9_.)]|[A-Za-z0-9_]")

Random = random.Random
Files = dict[str, bytes | None]
"""Changed files by path; None for a file that is taken away."""


class TooSlow(BaseException):
    """The alarm went off; no Exception, so that nothing in between takes it for its own."""


class Material:
    """The demo's files as bytes and as data, and what stands under each key anywhere in the demo."""

    def __init__(self) -> None:
        self.bytes = {path: _cut(path) for path in FILES}
        self.data = {path: yaml_io.read(content.decode()).value for path, content in self.bytes.items()}
        self.under: dict[str, list[Any]] = {}
        for path in sorted(DEMO.rglob("*.yaml")):
            self._note("", yaml_io.read(path.read_text(encoding="utf-8")).value)
        self.keys = sorted(key for key in self.under if key)
        self.words = sorted({value for values in self.under.values() for value in values if _short(value)})
        self.ids = [word for word in self.words if re.fullmatch(r"[A-Z][A-Z]?\d+(-\d+)?", word)]
        self.schemas = {kind: model.model_json_schema(by_alias=True) for kind, (model, _) in KINDS.items()}
        self.fields: dict[str, list[tuple[str, Any, Any]]] = {}
        for schema in self.schemas.values():
            for part in (schema, *schema.get("$defs", {}).values()):
                known = part.get("properties", {})
                for name in known:
                    self.fields.setdefault(name, []).extend((other, known[other], schema) for other in known)

    def _note(self, key: str, value: Any) -> None:
        known = self.under.setdefault(key, [])
        if isinstance(value, dict):
            for name, part in value.items():
                self._note(name, part)
        elif isinstance(value, list):
            for part in value:
                self._note(key, part)
        if value not in known and len(known) < 60:
            known.append(value)


def _cut(path: str) -> bytes:
    first, last = LEFT_OUT.get(path, (0, 0))
    lines = (DEMO / path).read_bytes().splitlines(keepends=True)
    return b"".join(line for number, line in enumerate(lines, start=1) if not first <= number <= last)


def _short(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 40


# --- values


def odd_value(chance: Random, material: Material, depth: int = 0) -> Any:  # noqa: PLR0911 - a table of chances
    """A value of any kind that may or may not belong where it comes to stand."""
    choice = chance.random()
    if choice < 0.12:
        return None
    if choice < 0.30:
        return chance.choice(NUMBERS)
    if choice < 0.38:
        return chance.choice(DATES)
    if choice < 0.58:
        return chance.choice(ODD)
    if choice < 0.74:
        return chance.choice(material.words)
    if choice < 0.78 and depth == 0:
        return _nested(chance, chance.choice((3, 30, 99, 101, 150)))
    if choice < 0.80 and depth == 0:
        return [odd_value(chance, material, 1) for _ in range(chance.choice((50, 400)))]
    if choice < 0.90:
        return [odd_value(chance, material, depth + 1) for _ in range(chance.randrange(3))] if depth < 3 else []
    names = chance.sample((*material.keys, *ODD[:40]), chance.randrange(4))
    return {name: odd_value(chance, material, depth + 1) for name in names} if depth < 3 else {}


def _nested(chance: Random, depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value] if chance.random() < 0.5 else {"a": value}
    return value


def generated(  # noqa: PLR0911 - a case for each kind of schema
    chance: Random, material: Material, schema: Any, root: Any, key: str = "", depth: int = 0
) -> Any:
    """A value by the grammar of a model's JSON Schema, with now and then one that is not."""
    if chance.random() < 0.01:
        return odd_value(chance, material, 1)
    if "$ref" in schema:
        return generated(chance, material, root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root, key, depth)
    if "anyOf" in schema:
        options = [option for option in schema["anyOf"] if option.get("type") != "null"]
        return generated(chance, material, chance.choice(options), root, key, depth)
    if "enum" in schema:
        return chance.choice(schema["enum"])
    if schema.get("type") == "array":
        number = chance.choice((0, 1, 1, 2, 3)) if depth < 5 else 0
        return [generated(chance, material, schema.get("items", {}), root, key, depth + 1) for _ in range(number)]
    if schema.get("type") == "object":
        return _generated_mapping(chance, material, schema, root, depth)
    if schema.get("type") == "boolean":
        return chance.choice(("true", "false"))
    if schema.get("type") == "integer":
        return chance.choice(NUMBERS) if chance.random() < 0.1 else str(chance.randrange(1, 4))
    seen = [value for value in material.under.get(key, ()) if isinstance(value, str)]
    return chance.choice(seen) if seen and chance.random() < 0.85 else chance.choice((*ODD, *DATES, *material.ids))


def _generated_mapping(chance: Random, material: Material, schema: Any, root: Any, depth: int) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    wanted = 0.4 if depth < 4 else 0.1
    value = {
        name: generated(chance, material, part, root, name, depth + 1)
        for name, part in schema.get("properties", {}).items()
        if chance.random() < (0.97 if name in required else wanted)
    }
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        for _ in range(chance.randrange(4)):
            value[chance.choice(material.words)] = generated(chance, material, more, root, "", depth + 1)
    return value


# --- writing YAML in many styles


def written(chance: Random, value: Any) -> str:
    """The value as YAML, in block or flow style, with quotes as they come."""
    return "\n".join(_block(chance, value, 0)) + "\n"


def _block(chance: Random, value: Any, indent: int) -> Iterator[str]:
    space = " " * indent
    if not value or not isinstance(value, dict | list) or indent > 160 or chance.random() < 0.08:
        yield space + _flow(chance, value)
        return
    step = chance.choice((2, 2, 2, 4))
    pairs = [(f"{_scalar(chance, key)}:", part) for key, part in value.items()] if isinstance(value, dict) else []
    for head, part in pairs or [("-", part) for part in value]:
        if part and isinstance(part, dict | list) and chance.random() < 0.85:
            yield space + head
            yield from _block(chance, part, indent + step)
        elif isinstance(part, str) and 30 < len(part) < 400 and part.isprintable() and part == part.strip():
            yield f"{space}{head} {chance.choice(('>-', '|-', '>', '|'))}"
            yield f"{space}{' ' * step}{part}"
        else:
            yield f"{space}{head} {_flow(chance, part)}".rstrip(" ")


def _flow(chance: Random, value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(chance, key)}: {_flow(chance, part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(chance, part) for part in value) + "]"
    return _scalar(chance, value)


def _scalar(chance: Random, value: Any) -> str:
    if value is None:
        return chance.choice(("~", "null"))
    text = str(value)
    style = chance.random()
    if (_PLAIN.fullmatch(text) and style < 0.8) or style < 0.03:
        return text
    if style > 0.9 and "\n" not in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=any(unicodedata.category(letter)[0] == "C" for letter in text))


# --- changes on three levels


def change_bytes(chance: Random, content: bytes) -> bytes:
    """Flip, insert, delete or duplicate some bytes, or cut off the end."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(content) + 1)
        length = chance.choice((1, 1, 2, 8, 60))
        kind = chance.randrange(6)
        if kind == 0 and content:
            place = min(place, len(content) - 1)
            content = content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]
        elif kind == 1:
            inserted = chance.choice((b"\x00", b"\xff", b"\xc3", b"\t", b"\r", b"\n", b"  ", b":", b"- ", b"[", b"]",
                b"{", b"}", b'"', b"'", b"#", b"&", b"*", b"!", b"|", b">", b"\xe2\x80\xa8", b"\xc2\x85", b"---\n",
                b"\xef\xbb\xbf", bytes([chance.randrange(256)]) * length))  # fmt: skip
            content = content[:place] + inserted + content[place:]
        elif kind == 2:
            content = content[:place] + content[place + length :]
        elif kind == 3:
            content = content[: place + length] + content[place:]
        elif kind == 4:
            other = chance.randrange(len(content) + 1)
            content = content[:place] + content[other : other + length] + content[place + length :]
        elif chance.random() < 0.3:
            content = content[:place]
    return content


def change_lines(chance: Random, content: bytes) -> bytes:
    """Change how lines are indented, ended, quoted, ordered."""
    lines = content.decode().split("\n")
    for _ in range(chance.choice((1, 1, 2, 4))):
        place = chance.randrange(len(lines))
        kind = chance.randrange(8)
        if kind == 0:
            lines[place] = " " * chance.choice((1, 2, 3)) + lines[place]
        elif kind == 1:
            lines[place] = lines[place][chance.choice((1, 2)) :]
        elif kind == 2:
            lines[place] = lines[place].replace("  ", "\t", 1)
        elif kind == 3:
            lines[place] = re.sub(r": (.+)", chance.choice((r': "\1"', r": '\1'", r": >-\1", r": [\1]", r": {\1}")),
                                  lines[place])  # fmt: skip
        elif kind == 4:
            lines.insert(place, lines[chance.randrange(len(lines))])
        elif kind == 5:
            del lines[place : place + chance.choice((1, 1, 3))]
            lines = lines or [""]
        elif kind == 6:
            other = chance.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            lines[place] += chance.choice((" #", " # x", ":", " :", ",", "]", "}", '"', "\u2028", "\u0085", "\\"))
    return chance.choice(("\n", "\n", "\n", "\r\n", "\r")).join(lines).encode()


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every mapping or list within the value, with each of its keys or indexes."""
    found, waiting = [], [value]
    while waiting:
        here = waiting.pop()
        steps = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        for step in steps:
            found.append((here, step))
            waiting.append(here[step])
    return found


def _renamed(mapping: dict[str, Any], old: str, new: str) -> None:
    items = [(new if key == old else key, part) for key, part in mapping.items()]
    mapping.clear()
    mapping.update(items)


def change_structure(chance: Random, material: Material, value: Any) -> None:
    """Drop, duplicate, swap or rename keys and items, or put something else in a value's place."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        places = _places(value)
        if not places:
            return
        here, step = chance.choice(places)
        kind = chance.randrange(8)
        if kind == 0:
            del here[step]
        elif kind == 1 and isinstance(here, list):
            here.insert(step, copy.deepcopy(here[step]))
        elif kind == 2:
            other, there = chance.choice(places)
            if there in other if isinstance(other, dict) else there < len(other):
                here[step], other[there] = copy.deepcopy(other[there]), copy.deepcopy(here[step])
        elif kind == 3 and isinstance(here, dict):
            new = chance.choice(material.keys) if chance.random() < 0.7 else chance.choice(ODD)
            _renamed(here, step, chance.choice((new, new, step[:-1], step.upper(), step + "s")))
        elif kind == 4:
            here[step] = chance.choice(([here[step]], {step if isinstance(step, str) else "a": here[step]}, [], {}))
        elif kind in {5, 6} and isinstance(here, dict):
            _added(chance, material, here, step)
        else:
            here[step] = odd_value(chance, material)


def _added(chance: Random, material: Material, mapping: dict[str, Any], beside: str) -> None:
    """A key more: most often one that may stand beside that key, with a value that fits or does not."""
    beside_it = material.fields.get(beside)
    if beside_it and chance.random() < 0.7:
        name, schema, root = chance.choice(beside_it)
        fits = chance.random() < 0.5
        mapping[name] = generated(chance, material, schema, root, name) if fits else odd_value(chance, material)
    else:
        mapping[chance.choice((*material.keys, *ODD))] = odd_value(chance, material)


def change_domain(chance: Random, material: Material, value: Any) -> None:
    """Put what other records say in a value's place: other ids, stances, dates, versions, choices."""
    for _ in range(chance.choice((1, 2, 3, 6))):
        places = [(here, step) for here, step in _places(value) if not isinstance(here[step], dict | list)]
        if not places:
            return
        stances = [pair for pair in places if pair[1] in STANCES]
        here, step = chance.choice(stances if stances and chance.random() < 0.3 else places)
        old = here[step]
        choice = chance.random()
        if step in STANCES and choice < 0.5:
            _renamed(here, step, chance.choice((*STANCES, "instead_of", "version", "pattern")))
        elif old in material.ids and choice < 0.8:
            here[step] = chance.choice(material.ids)
        elif isinstance(old, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", old):
            here[step] = chance.choice(DATES)
        elif isinstance(old, str) and old.isdigit():
            here[step] = chance.choice(NUMBERS)
        elif isinstance(step, str) and choice < 0.8:
            here[step] = copy.deepcopy(chance.choice(material.under.get(step) or [old]))
        else:
            here[step] = chance.choice(material.words)


def kind_of(path: str) -> str:
    """The kind of file by the names of `cmo-eval schema`."""
    if ".citations" in path:
        return "citations"
    return next(kind for beginning, kind in KIND_OF_FILE if path.startswith(beginning))


def one_change(chance: Random, material: Material, path: str) -> Files:
    """One file, changed on one level."""
    level = chance.random()
    if level < 0.15:
        return {path: change_bytes(chance, material.bytes[path])}
    if level < 0.25:
        return {path: change_lines(chance, material.bytes[path])}
    if level < 0.30:
        return _change_place(chance, material, path)
    if level < 0.42:
        schema = material.schemas[kind_of(path)]
        value = generated(chance, material, schema, schema)
        if isinstance(value, dict) and "id" in value and chance.random() < 0.7:
            value["id"] = material.data[path]["id"]
    else:
        value = copy.deepcopy(material.data[path])
        if level < 0.72:
            change_structure(chance, material, value)
        else:
            change_domain(chance, material, value)
    content = written(chance, value).encode("utf-8", "surrogatepass")
    return {path: change_bytes(chance, content) if chance.random() < 0.05 else content}


def _change_place(chance: Random, material: Material, path: str) -> Files:
    """A file taken away, with another's content, under another name, or empty."""
    folder, _, name = path.rpartition("/")
    start = f"{folder}/" if folder else ""
    kind = chance.randrange(5)
    if kind == 0 and path != "evaluation.yaml":
        return {path: None}
    if kind == 1:
        return {path: material.bytes[chance.choice(FILES)]}
    if kind == 2 and folder:
        return {path: None, start + chance.choice(material.ids) + "-x.yaml": material.bytes[path]}
    if kind == 3 and folder:
        return {start + chance.choice((*ODD_NAMES, f"{name}.yml")): material.bytes[path]}
    return {path: chance.choice((b"", b"\n", b"---\n", b"...", b"[]", b"{}", b"x", b"~", b"--- {}\n--- {}\n"))}


def changed_files(seed: int, number: int, material: Material) -> Files:
    """What input `number` of this seed changes in the evaluation."""
    chance = Random(f"{seed}:{number}")
    changes: Files = {}
    for path in chance.sample(FILES, chance.choice((1, 1, 2))):
        changes.update(one_change(chance, material, path))
    return changes


# --- running


def exercise(root: Path, number: int) -> None:
    """Validate the evaluation; every 10th also verify and show it, every 50th also report it."""
    validation = api.validate(root)
    for finding in validation.findings:
        if finding.location.line < 1 or finding.location.column < 1:
            raise AssertionError(f"{finding.code} stands at {finding.location.line}:{finding.location.column}")
    if number % 10:
        return
    findings_block(validation.findings, root, sys.stdout)
    findings_github(validation.findings)
    json.loads(findings_json(validation.findings, files=validation.files, accepted=len(validation.accepted)))
    try:
        evaluation = api.load(root)
    except CmoEvalError as error:
        if str(error).startswith("evaluation.yaml"):
            return
        raise
    verification = evaluation.verify()
    json.loads(verification_json(verification, Details(explain=True)))
    verification_csv(verification)
    verification_markdown(verification)
    overview(verification, evaluation.repository.evaluation.title)
    explanation(verification)
    if number % 50 == 0:
        documents(view(disclose(evaluation.repository, "team"), verification, "nl" if number % 100 else "en"))


def outcome(root: Path, number: int) -> tuple[str, str] | None:
    """The kind of failure and what was seen of it, or None; a run of more than `SECONDS` is stopped."""
    failure = None
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        exercise(root, number)
    except (TooSlow, Exception) as error:  # noqa: BLE001 - whatever it is, that is what is looked for
        # nothing changes while it runs and evaluation.yaml is there: that it cannot run is wrong as well
        failure = _kind(error), traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    peak = peak_mebibytes()
    if failure is None and peak > MEBIBYTES:
        failure = f"more than {MEBIBYTES} MiB", f"{peak} MiB"
    return failure


def _kind(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "cmo_eval" in frame.filename]
    own = [frame for frame in frames if Path(frame.filename).name != "fuzz.py"]
    last = own[-1] if own else None
    place = f"{last.filename.rsplit('cmo_eval/', 1)[-1]} {last.name}" if last else "?"
    return f"{type(error).__name__} in {place}"


def peak_mebibytes() -> int:
    """The most memory that this process had since it was asked last; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def write(root: Path, files: Files) -> None:
    """Put the files into the folder, and take away those that are None."""
    for path, content in files.items():
        file = root / path
        if content is None:
            file.unlink(missing_ok=True)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def run_inputs(seed: int, numbers: range, out: Path, current: Any) -> None:
    """Run the inputs one after the other; a line of JSON in `out` for each failure, and the files of some."""

    def alarm(*_: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGPROF, alarm)
    material = Material()
    kept: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="cmo-fuzz-") as folder:
        root = Path(folder)
        write(root, dict(material.bytes))
        for number in numbers:
            current.value = number
            files = changed_files(seed, number, material)
            write(root, files)
            failure = outcome(root, number)
            if failure is not None:
                kind, seen = failure
                kept[kind] += 1
                if kept[kind] <= EXAMPLES_KEPT:
                    keep(out, kind, number, files, seen)
                with (out / f"failures-{os.getpid()}.jsonl").open("a", encoding="utf-8") as record:
                    record.write(json.dumps({"input": number, "kind": kind}) + "\n")
            write(root, {path: material.bytes.get(path) for path in files})


def keep(out: Path, kind: str, number: int, files: Files, seen: str) -> None:
    """Write a failing input's changed files and what was seen into a folder of its own."""
    folder = out / re.sub(r"\W+", "-", kind).strip("-") / str(number)
    write(folder / "files", {path: content for path, content in files.items() if content is not None})
    gone = "".join(f"without {path}\n" for path, content in files.items() if content is None)
    (folder / "seen.txt").write_text(f"{kind}\n{gone}{seen}", encoding="utf-8", errors="backslashreplace")


def run(inputs: int, processes: int, seed: int, out: Path) -> Counter[str]:
    """Run the inputs in that many processes; failures by kind. A process that dies is a failure and is replaced."""
    context = multiprocessing.get_context("spawn")
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("failures-*.jsonl"):
        old.unlink()
    died: Counter[str] = Counter()

    def start(numbers: range) -> tuple[Any, Any, range]:
        current = context.Value("q", numbers.start)
        process = context.Process(target=run_inputs, args=(seed, numbers, out, current))
        process.start()
        return process, current, numbers

    shares = [inputs * share // processes for share in range(processes + 1)]
    running = [start(range(first, end)) for first, end in pairwise(shares)]
    while running:
        process, current, numbers = running.pop(0)
        process.join()
        if process.exitcode:
            died[f"the process died ({process.exitcode})"] += 1
            material = Material()
            keep(out, "died", current.value, changed_files(seed, current.value, material), f"exit {process.exitcode}")
            running.append(start(range(current.value + 1, numbers.stop)))
    failures = Counter(died)
    for record in sorted(out.glob("failures-*.jsonl")):
        failures.update(json.loads(line)["kind"] for line in record.read_text(encoding="utf-8").splitlines())
    return failures


def replay(seed: int, number: int, out: Path) -> None:
    """Write the whole evaluation of one input into a folder of `out`, and run it without limits."""
    material = Material()
    root = out / f"replay-{seed}-{number}"
    shutil.rmtree(root, ignore_errors=True)
    write(root, dict(material.bytes))
    write(root, changed_files(seed, number, material))
    print(f"files: {root}")
    exercise(root, number)
    print("nothing failed")


def main() -> None:
    """Read the options, run, say in a line a kind what failed."""
    parser = argparse.ArgumentParser(description="Fuzz cmo-eval with damaged evaluations.")
    whole: Callable[[str], int] = int
    parser.add_argument("--inputs", type=whole, default=1000)
    parser.add_argument("--processes", type=whole, default=2)
    parser.add_argument("--seed", type=whole, default=1)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "cmo-fuzz")
    parser.add_argument("--replay", type=whole, metavar="NUMBER", help="run this one input of the seed again")
    options = parser.parse_args()
    if options.replay is not None:
        replay(options.seed, options.replay, options.out)
        return
    begun = time.monotonic()
    failures = run(options.inputs, options.processes, options.seed, options.out)
    seconds = time.monotonic() - begun
    print(f"{options.inputs} inputs, {seconds:.0f} seconds, {failures.total()} failures (seed {options.seed})")
    for kind, number in failures.most_common():
        print(f"{number:>7}  {kind}")
    if failures:
        print(f"failing inputs: {options.out}")
        sys.exit(1)


if __name__ == "__main__":
    main()
