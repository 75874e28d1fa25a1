"""0xx: what reading itself finds; its severity is fixed, for what was not read cannot be judged."""

from __future__ import annotations

from cmo_eval.diagnostics import ERROR, WARNING, declare

declare(
    "CMO001",
    ERROR,
    "a file cannot be read",
    hint="check that the file exists and that you may read it",
    explanation="""
The file is there but cannot be opened: no permission, a link in a circle, a folder with a file's
name, or it went away while the tool was running. Everything that rests on the file is marked *incomplete*.

Bad: `claims/C1-x.yaml` with mode 000. Good: the same file, readable by you.""",
)

declare(
    "CMO002",
    ERROR,
    "a file is not UTF-8 text",
    hint="save the file as UTF-8 in your editor",
    explanation="""
Every file of an evaluation is UTF-8. A file saved as Latin-1 or Windows-1252 would turn `é` into
something else without anybody noticing, so it is refused, with the line of the first byte that does not fit.

Bad: `title: Één wijk` saved as Latin-1. Good: the same text saved as UTF-8.""",
)

declare(
    "CMO003",
    ERROR,
    "a file is not YAML",
    explanation="""
The text cannot be taken apart into keys and values. Most often a text holds `: ` and is
not quoted, a bracket or quote is not closed, or a tab stands in the indentation.

Bad: `title: Motives: why they joined`

Good: `title: "Motives: why they joined"`, or the text on the next line after `>-`.""",
)

declare(
    "CMO004",
    ERROR,
    "a YAML feature that evaluations do not use",
    explanation="""
Anchors, aliases, tags, merge keys, keys that are no text and several documents in one
file make a file mean something other than it seems to say, or let a small file grow without bound.

Bad: `reasoning: *same`

Good: the text itself. Text that really begins with `*`, `&` or `!` goes between quotes.""",
)

declare(
    "CMO005",
    ERROR,
    "a key stands twice in one mapping",
    explanation="""
Most YAML readers keep the last one and lose the other silently. Both places are named.

Bad: `title: A` and, four lines down, `title: B`. Good: one of the two.""",
)

declare(
    "CMO006",
    ERROR,
    "a file is empty",
    hint="fill it in or remove it; `cmo-eval new` writes one to start from",
    explanation="""
A file without content can be a write that was cut off. It is never taken for an empty record.

Bad: a `claims/C4-networks.yaml` of 0 bytes. Good: the claim, or no file.""",
)

declare(
    "CMO007",
    ERROR,
    "a file does not hold a mapping",
    hint="begin the file with keys at the margin, such as `id: C3`",
    explanation="""
Each file is one mapping of keys to values. A list or a bare text at the top is something else.

Bad: a claim file that begins with `- id: C1`. Good: it begins with `id: C1`.""",
)

declare(
    "CMO008",
    ERROR,
    "a file is too large or too deeply nested",
    hint="split the file; a source may have its citations in one file of up to 64 MiB",
    explanation="""
Files over 64 MiB and values nested more than 100 levels deep are refused before they are read, so that
no file can exhaust the machine.

Bad: 200 opening brackets. Good: the two or three levels that the guide to the files shows.""",
)

declare(
    "CMO010",
    ERROR,
    "a key that is not known here",
    hint="`cmo-eval schema` lists the keys of each kind of file",
    explanation="""
A key that is spelled differently would otherwise be ignored, and what it says with it.

Bad: `titel: Networks` in a claim. Good: `title: Networks`.""",
)

declare(
    "CMO011",
    ERROR,
    "a field is missing",
    explanation="""
Some fields a record cannot do without: a claim has an id, a title and a first version; a citation of
the agreed coding has a quote and a quality.

Bad: a source without `kind`. Good: `kind: focus_group`.""",
)

declare(
    "CMO012",
    ERROR,
    "a value of the wrong kind",
    explanation="""
The value does not fit its field: a list where a text belongs, a word that is not one of the choices, a
date that does not exist.

Bad: `quality: good`. Good: `quality: observation`.""",
)

declare(
    "CMO013",
    WARNING,
    "a file that looks like a record but is not read",
    hint="name it <id>-<words>.yaml",
    explanation="""
In `claims/`, `patterns/`, `cases/` and `sources/` only files that end in `.yaml` are read. One that
ends in `.yml` would silently be left out.

Bad: `claims/C4-networks.yml`. Good: `claims/C4-networks.yaml`.""",
)

declare(
    "CMO014",
    ERROR,
    "defaults stand after the citations they are for",
    hint="move `defaults:` and `coder:` above `citations:`",
    explanation="""
Files of citations are read one citation at a time, since they can be long; what holds for all of them
stands above the list.

Bad: `citations: [...]` and then `defaults: {quality: report}`. Good: the other way round.""",
)

declare(
    "CMO015",
    ERROR,
    "an evaluation without evaluation.yaml that can be read",
    hint="mend evaluation.yaml first; nothing can be weighed without its policies",
    explanation="""
Groups, questions, team and thresholds come from `evaluation.yaml`. While it cannot be read the other files
are checked for their shape only.

Bad: an `evaluation.yaml` with a broken line. Good: the same file, mended.""",
)

declare(
    "CMO019",
    ERROR,
    "a text that a comma broke off",
    hint="put the text between quotes, or on the next line after >-",
    explanation="""
Between `{ }` a comma ends a value. The rest of the sentence becomes a key of its own, without a value,
and the text is cut short.

Bad: `{why: seen by coaches, board members and clients, met: true}`

Good: `{why: "seen by coaches, board members and clients", met: true}`""",
)
