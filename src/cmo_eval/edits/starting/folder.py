"""A whole evaluation folder to start from, and writing files that were not there before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.store.writing.alike import beside

_EVALUATION = """\
# What is evaluated, and by which conventions. `cmo-eval schema evaluation` lists all keys.
schema: 1
id: "{id}"
title: {title}
language: {language}            # of the reports: nl or en
basis: fieldwork        # or published: a re-reading of published reports
programme:
  name: {title}
  # owner: who answers for the programme
  # executor: who carries it out
  # period: {{from: 2022, to: 2025}}

# The questions of the evaluation; claims and answers refer to them by their key.
questions:
  Q1: {question}

# Address groups: whom the answers are for, and who is heard.
groups:
  internal: {internal}
  participants: {participants}
  non-participants: {others}

# The team, by initials only.
team:
  AB: {{role: researcher}}
  CD: {{role: second reader}}

policy:
  # How much must be heard before a verdict is proposed; printed in every report.
  verdict: {{min_sources: 3, min_kinds: 2, min_groups: 2, min_quality: report, require_disconfirming_search: true}}
  # Who may see which kind of source: public, committee or team.
  confidentiality: {{key_actor: committee, focus_group: committee, case_interview: team, document: public}}
  small_cell: 3

# Transcripts are confidential and usually lie outside this folder.
# texts: ../texts
"""

_CODEBOOK = """\
# Codes, a tree by `parent`; kinds: context, resource, reasoning, mechanism, outcome, actor, intervention, theme.
version: 1
codes: []
#  - {id: scan, label: Organisation scan, kind: resource, use: what the scan is or does}
"""

_WORDS = {
    "nl": {
        "question": "Wat werkt, voor wie, in welke omstandigheden, en waarom?",
        "internal": "Opdrachtgever en programmaorganisatie",
        "participants": "Deelnemende organisaties",
        "others": "Organisaties die niet meededen",
    },
    "en": {
        "question": "What works, for whom, in which circumstances, and why?",
        "internal": "The owner of the programme and its organisation",
        "participants": "Participating organisations",
        "others": "Organisations that did not take part",
    },
}


def new_folder(title: str, language: str) -> dict[str, str]:
    """Files of an empty evaluation, by their path with `/`; a path that ends in `/` is a folder."""
    id_ = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if not id_ or not id_[0].isalpha():
        id_ = f"evaluation-{id_}".rstrip("-")
    quoted = json.dumps(title, ensure_ascii=False)
    evaluation = _EVALUATION.format(id=id_, title=quoted, language=language, **_WORDS[language])
    return {
        "evaluation.yaml": evaluation,
        "codebook.yaml": _CODEBOOK,
        "claims/": "",
        "patterns/": "",
        "cases/": "",
        "sources/": "",
    }


def demo_files() -> dict[str, str]:
    """Files of the fictional demo evaluation, by their path with `/`."""
    found: dict[str, str] = {}

    def walk(folder: Traversable, path: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue  # what a run over the demo itself left there
            if entry.is_dir():
                walk(entry, f"{path}{entry.name}/")
            else:
                found[path + entry.name] = entry.read_text(encoding="utf-8")

    walk(resources.files("cmo_eval.edits.starting") / "demo", "")
    return found


def write_new(root: Path, files: Mapping[str, str]) -> None:
    """Write files into `root`, all of them new.

    Raises:
        UsageError: one of them exists already; then none is written.
        CmoEvalError: a file cannot be written; those that were are removed.
    """
    for name in files:
        target = root / name
        in_the_way = target if target.exists() and not (name.endswith("/") and target.is_dir()) else beside(target)
        for parent in target.parents:
            if parent.exists() and not parent.is_dir():
                in_the_way = parent
        if in_the_way is not None:
            raise UsageError(
                f"{in_the_way} is there already", "name another folder, or move it away; nothing was written"
            )
    written: list[Path] = []
    try:
        for name, text in files.items():
            target = root / name
            if name.endswith("/"):
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as out:
                written.append(target)
                out.write(text)
    except OSError as error:
        for target in written:
            target.unlink(missing_ok=True)
        reason = (error.strerror or type(error).__name__).lower()
        raise CmoEvalError(f"cannot write into {root}: {reason}", "nothing was left behind") from None
