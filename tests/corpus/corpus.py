"""The example evaluations of the corpus, and what stands in them."""

from __future__ import annotations

from pathlib import Path

from cmo_eval import api

HERE = Path(__file__).parent
EXPECTED = "expected.txt"


def folders(kind: str) -> list[Path]:
    """The example folders of a kind (negative or positive), by name."""
    return sorted(path for path in (HERE / kind).iterdir() if path.is_dir())


def found(folder: Path) -> list[str]:
    """What `validate` finds, a line each: `file:line:col CODE id`; `-` where it is about no id."""
    findings = api.validate(folder).findings
    return sorted(f"{finding.location} {finding.code} {finding.subject or '-'}" for finding in findings)


def expected(folder: Path) -> list[str]:
    """The lines of its expected.txt."""
    return (folder / EXPECTED).read_text(encoding="utf-8").splitlines()


def what(folder: Path) -> str:
    """What the example says of itself: the first line of its evaluation.yaml, or its broken.txt."""
    for name in ("broken.txt", "evaluation.yaml"):
        file = folder / name
        if file.is_file():
            text = file.read_bytes().decode("utf-8-sig", "replace")
            return text.split("\n", 1)[0].strip("# \r")
    return ""


def difference(before: list[str], after: list[str]) -> list[str]:
    """What is gone (-) and what is new (+), lines that stand several times counted."""
    gone, new = list(before), list(after)
    for line in before:
        if line in new:
            new.remove(line)
            gone.remove(line)
    return [*(f"- {line}" for line in gone), *(f"+ {line}" for line in new)]


def known_bugs() -> dict[str, str]:
    """Examples (kind/name) that the program gets wrong, with the reason."""
    bugs = {}
    for line in (HERE / "known_bugs.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, why = line.partition(" ")
            bugs[name] = why.strip()
    return bugs
