"""Every code that a finding can have: its severity, title and hint; a code is never reused.

Codes 0xx come from reading and carry their explanation here; the others are explained by the docstring of
the rule that finds them.
"""

from __future__ import annotations

from dataclasses import dataclass

from cmo_eval.diagnostics import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Entry:
    """A code of the catalogue; `explanation` (Markdown) where no rule's docstring holds it."""

    code: str
    severity: Severity
    title: str
    hint: str = ""
    explanation: str = ""


def _entries(*entries: Entry) -> dict[str, Entry]:
    catalogue = {entry.code: entry for entry in entries}
    if len(catalogue) != len(entries):
        raise AssertionError("a code stands in the catalogue twice")
    return catalogue


FAMILIES = {
    "0": "reading",
    "1": "ids and references",
    "2": "claims and patterns",
    "3": "evidence",
    "4": "coding",
    "5": "privacy",
    "6": "conclusions",
}

CATALOGUE = _entries(
    Entry(
        "CMO001",
        ERROR,
        "a file cannot be read",
        "check that the file exists and that you may read it",
        """The file is there but cannot be opened: no permission, a link in a circle, a folder with a file's
name, or it went away while the tool was running. Everything that rests on the file is marked *incomplete*.

Bad: `claims/C1-x.yaml` with mode 000. Good: the same file, readable by you.""",
    ),
    Entry(
        "CMO002",
        ERROR,
        "a file is not UTF-8 text",
        "save the file as UTF-8 in your editor",
        """Every file of an evaluation is UTF-8. A file saved as Latin-1 or Windows-1252 would turn `é` into
something else without anybody noticing, so it is refused, with the line of the first byte that does not fit.

Bad: `title: Één wijk` saved as Latin-1. Good: the same text saved as UTF-8.""",
    ),
    Entry(
        "CMO003",
        ERROR,
        "a file is not YAML",
        explanation="""The text cannot be taken apart into keys and values. Most often a text holds `: ` and is
not quoted, a bracket or quote is not closed, or a tab stands in the indentation.

Bad: `title: Motives: why they joined`

Good: `title: "Motives: why they joined"`, or the text on the next line after `>-`.""",
    ),
    Entry(
        "CMO004",
        ERROR,
        "a YAML feature that evaluations do not use",
        explanation="""Anchors, aliases, tags, merge keys, keys that are no text and several documents in one
file make a file mean something other than it seems to say, or let a small file grow without bound.

Bad: `reasoning: *same`

Good: the text itself. Text that really begins with `*`, `&` or `!` goes between quotes.""",
    ),
    Entry(
        "CMO005",
        ERROR,
        "a key stands twice in one mapping",
        explanation="""Most YAML readers keep the last one and lose the other silently. Both places are named.

Bad: `title: A` and, four lines down, `title: B`. Good: one of the two.""",
    ),
    Entry(
        "CMO006",
        ERROR,
        "a file is empty",
        "fill it in or remove it; `cmo-eval new` writes one to start from",
        """A file without content can be a write that was cut off. It is never taken for an empty record.

Bad: a `claims/C4-networks.yaml` of 0 bytes. Good: the claim, or no file.""",
    ),
    Entry(
        "CMO007",
        ERROR,
        "a file does not hold a mapping",
        "begin the file with keys at the margin, such as `id: C3`",
        """Each file is one mapping of keys to values. A list or a bare text at the top is something else.

Bad: a claim file that begins with `- id: C1`. Good: it begins with `id: C1`.""",
    ),
    Entry(
        "CMO008",
        ERROR,
        "a file is too large or too deeply nested",
        "split the file; a source may have its citations in one file of up to 64 MiB",
        """Files over 64 MiB and values nested more than 100 levels deep are refused before they are read, so that
no file can exhaust the machine.

Bad: 200 opening brackets. Good: the two or three levels that the guide to the files shows.""",
    ),
    Entry(
        "CMO010",
        ERROR,
        "a key that is not known here",
        "`cmo-eval schema` lists the keys of each kind of file",
        """A key that is spelled differently would otherwise be ignored, and what it says with it.

Bad: `titel: Networks` in a claim. Good: `title: Networks`.""",
    ),
    Entry(
        "CMO011",
        ERROR,
        "a field is missing",
        "",
        """Some fields a record cannot do without: a claim has an id, a title and a first version; a citation of
the agreed coding has a quote and a quality.

Bad: a source without `kind`. Good: `kind: focus_group`.""",
    ),
    Entry(
        "CMO012",
        ERROR,
        "a value of the wrong kind",
        "",
        """The value does not fit its field: a list where a text belongs, a word that is not one of the choices, a
date that does not exist.

Bad: `quality: good`. Good: `quality: observation`.""",
    ),
    Entry(
        "CMO013",
        WARNING,
        "a file that looks like a record but is not read",
        "name it <id>-<words>.yaml",
        """In `claims/`, `patterns/`, `cases/` and `sources/` only files that end in `.yaml` are read. One that
ends in `.yml` would silently be left out.

Bad: `claims/C4-networks.yml`. Good: `claims/C4-networks.yaml`.""",
    ),
    Entry(
        "CMO014",
        ERROR,
        "defaults stand after the citations they are for",
        "move `defaults:` and `coder:` above `citations:`",
        """Files of citations are read one citation at a time, since they can be long; what holds for all of them
stands above the list.

Bad: `citations: [...]` and then `defaults: {quality: report}`. Good: the other way round.""",
    ),
    Entry(
        "CMO015",
        ERROR,
        "an evaluation without evaluation.yaml that can be read",
        "mend evaluation.yaml first; nothing can be weighed without its policies",
        """Groups, questions, team and thresholds come from `evaluation.yaml`. While it cannot be read the other files
are checked for their shape only.

Bad: an `evaluation.yaml` with a broken line. Good: the same file, mended.""",
    ),
    Entry(
        "CMO016",
        WARNING,
        "an accepted finding that matches nothing",
        "remove the entry, or correct its code or id",
    ),
    Entry(
        "CMO017",
        WARNING,
        "an inline acceptance without a reason",
        "write the reason after the bracket: `# cmo: ignore[CMO305] why it may stay`",
        """A comment `# cmo: ignore[CODE]` accepts a finding only with a reason, so that a later reader knows why it
may stay. Until it gives one the finding stands.

Bad: `outcome: a plan  # cmo: ignore[CMO203]`

Good: `outcome: a plan  # cmo: ignore[CMO203] the report gives no other words`""",
    ),
    Entry(
        "CMO018",
        WARNING,
        "a severity for a code that cannot have one",
        "`cmo-eval explain` lists the codes; those that begin with CMO0 keep theirs",
        """Under `severity` an evaluation says which findings weigh more or less for it. A code that does not exist
changes nothing, and what comes from reading (0xx) is always as it is: what was not read cannot be judged.

Bad: `severity: {CMO099: note}`

Good: `severity: {CMO201: note}`""",
    ),
    Entry(
        "CMO019",
        ERROR,
        "a text that a comma broke off",
        "put the text between quotes, or on the next line after >-",
        """Between `{ }` a comma ends a value. The rest of the sentence becomes a key of its own, without a value,
and the text is cut short.

Bad: `{why: seen by coaches, board members and clients, met: true}`

Good: `{why: "seen by coaches, board members and clients", met: true}`""",
    ),
    Entry("CMO101", ERROR, "an id is used twice", "give one of the two another id"),
    Entry("CMO102", ERROR, "a file's name does not begin with its id", "rename the file to <id>-<words>.yaml"),
    Entry("CMO103", ERROR, "a claim that does not exist", "`cmo-eval list claims` shows the ids"),
    Entry("CMO104", ERROR, "a pattern that does not exist", "`cmo-eval list patterns` shows the ids"),
    Entry("CMO105", ERROR, "a case that does not exist", "`cmo-eval list cases` shows the ids"),
    Entry("CMO106", ERROR, "a source that does not exist", "`cmo-eval list sources` shows the ids"),
    Entry("CMO107", ERROR, "a citation that does not exist", "`cmo-eval list citations` shows the ids"),
    Entry(
        "CMO108",
        ERROR,
        "a speaker who is no participant of the source",
        "add the participant, or give a `role`",
    ),
    Entry("CMO109", ERROR, "a question that evaluation.yaml does not ask", "add it under `questions`"),
    Entry("CMO110", ERROR, "an address group that evaluation.yaml does not name", "add it under `groups`"),
    Entry("CMO111", ERROR, "initials that are not in the team", "add the person under `team` in evaluation.yaml"),
    Entry("CMO112", ERROR, "a code that the codebook does not have", "add it to codebook.yaml, or correct it"),
    Entry(
        "CMO113",
        ERROR,
        "a framework cell that evaluation.yaml does not define",
        "write <framework>.<dimension> as under `frameworks` in evaluation.yaml",
    ),
    Entry("CMO114", ERROR, "a version that the claim does not have", "add the version to the claim's `versions`"),
    Entry("CMO115", ERROR, "citations without their source", "write sources/<id>.yaml for them"),
    Entry(
        "CMO116",
        ERROR,
        "a citation's id does not begin with its source's id",
        "write <source>-<number>, such as FG2-014",
    ),
    Entry("CMO201", WARNING, "a criterion that is unmet or not judged", "say under `criteria` why it is met"),
    Entry(
        "CMO202",
        WARNING,
        "a mechanism without reasoning",
        "write under `reasoning` what changes in how the actor thinks",
    ),
    Entry(
        "CMO203",
        WARNING,
        "a configuration that lacks a part",
        "write the part; when the sources do not give it, accept the finding with that reason",
    ),
    Entry(
        "CMO204",
        ERROR,
        "a decision that lacks what a decision needs",
        "complete the decision in the claim's file",
    ),
    Entry("CMO205", WARNING, "a claim without working mechanisms", "list its patterns under `mechanisms`"),
    Entry("CMO206", WARNING, "a pattern that serves no claim", "list it under a claim's `mechanisms`"),
    Entry("CMO207", ERROR, "a decision read by its own maker", "ask another member of the team to read it"),
    Entry("CMO208", WARNING, "a claim for nobody or for no question", "fill in `for` and `questions`"),
    Entry(
        "CMO209",
        WARNING,
        "a decision without rival explanations",
        "name under `rivals` what else could explain it, and weigh it in the rationale",
    ),
    Entry(
        "CMO210",
        NOTE,
        "a decided claim without what was intended",
        "say under `intended` what the programme meant to do here",
    ),
    Entry(
        "CMO211",
        ERROR,
        "a test that was declared after its result",
        "correct the dates; a test that was declared afterwards is none, so remove it",
    ),
    Entry(
        "CMO212",
        WARNING,
        "a result of a test that nobody can check",
        "give `declared`, `date` and the `citations` that show the result",
    ),
    Entry(
        "CMO213",
        WARNING,
        "a decision dated before the wording it decides on",
        "correct the date or the version, or decide again",
    ),
    Entry(
        "CMO214",
        WARNING,
        "a decision dated before the coding of its evidence",
        "weigh what was coded since, and decide again",
    ),
    Entry(
        "CMO215",
        WARNING,
        "versions of a claim whose dates do not ascend",
        "correct the dates; the oldest wording stands first",
    ),
    Entry(
        "CMO216",
        WARNING,
        "a route on which one person has two roles",
        "plan another member of the team, or accept it with the reason",
    ),
    Entry("CMO217", WARNING, "a check by somebody whose own work it checks", "ask another member of the team to do it"),
    Entry(
        "CMO218",
        WARNING,
        "a decision without a search for evidence against it",
        "search for it, and log where and what was found under `disconfirming_search`",
    ),
    Entry(
        "CMO219",
        ERROR,
        "an overall confidence without its four components",
        "judge methods, coherence, adequacy and relevance first, or remove `overall`",
    ),
    Entry(
        "CMO220",
        NOTE,
        "a nuance that no version of the claim words",
        "add a version with the claim as it now stands",
    ),
    Entry(
        "CMO221",
        ERROR,
        "a claim that becomes itself",
        "name under `becomes` another claim, or a later version (C3@2)",
    ),
    Entry(
        "CMO222",
        WARNING,
        "a claim that no citation is about",
        "code what was heard about it, or say that nothing was",
    ),
    Entry(
        "CMO223",
        NOTE,
        "a decided claim that was not tested or checked at a distance",
        "let two others do it, and record it under `checks`",
    ),
    Entry(
        "CMO224",
        WARNING,
        "a later version of a claim without a reason",
        "say under `why` or `citations` what made the wording change",
    ),
    Entry(
        "CMO230",
        ERROR,
        "a pattern that leads to or contrasts with itself",
        "name the other pattern, or remove the id",
    ),
    Entry(
        "CMO231",
        WARNING,
        "a contrast that the other pattern does not name",
        "name this pattern under `contrasts_with` of the other, or remove it here",
    ),
    Entry(
        "CMO232",
        NOTE,
        "patterns that lead to each other in a loop",
        "say in a `retroduction` what sets it going and what ends it",
    ),
    Entry("CMO233", NOTE, "an outcome without other influences", "name under `other_influences` what else contributed"),
    Entry(
        "CMO234",
        NOTE,
        "a pattern of a decided claim without retroduction",
        "say under `retroduction` why this mechanism explains the outcome",
    ),
    Entry(
        "CMO235",
        WARNING,
        "a retroduction that repeats the configuration",
        "say why the reasoning follows from the resource in this context, or remove it",
    ),
    Entry("CMO236", WARNING, "two patterns that are worded alike", "keep one, or word what makes the difference"),
    Entry(
        "CMO301",
        WARNING,
        "a citation that shows nothing",
        "add `evidence`, or `codes` if it only illustrates",
    ),
    Entry(
        "CMO302",
        WARNING,
        "evidence for a pattern that its claim does not list",
        "list the pattern under the claim's `mechanisms`, or correct it",
    ),
    Entry("CMO303", ERROR, "a table whose rows do not add up to its total", "check the figures in the document"),
    Entry(
        "CMO304",
        WARNING,
        "a declared count that the register does not bear out",
        "correct it, or accept it with a reason",
    ),
    Entry(
        "CMO305",
        WARNING,
        "a citation of whom nobody knows the group",
        "give the speaker or the source a `group`",
    ),
    Entry(
        "CMO306",
        WARNING,
        "a claim heard from one address group only",
        "hear another group, or accept it with the reason why only this one can know",
    ),
    Entry(
        "CMO307",
        WARNING,
        "invitations that are off the targets",
        "correct the numbers, or accept it with the reason why others were invited",
    ),
    Entry(
        "CMO308",
        WARNING,
        "a focus group of more people than the sampling allows",
        "split the group, or correct `max_attendance`",
    ),
    Entry("CMO309", WARNING, "a focus group of one", "call it an interview, or add the other participants"),
    Entry("CMO310", WARNING, "a talk without a date", "add `date`, as precise as it is known"),
    Entry("CMO311", NOTE, "a case that nothing comes from", "name the case in a source, or citations in the case"),
    Entry(
        "CMO312",
        NOTE,
        "a case study left out of a comparison",
        "fill in a cell, be it with what was looked for and not found",
    ),
    Entry(
        "CMO313",
        WARNING,
        "a decided pattern that no citation shows",
        "name the pattern in the evidence that shows it, or take it out of the claim",
    ),
    Entry(
        "CMO314",
        NOTE,
        "a pattern whose parts are never shown together",
        "look for words that show how one part leads to another",
    ),
    Entry(
        "CMO315",
        WARNING,
        "a document without a reference",
        "add `reference` with a title, and author and year where it gives them",
    ),
    Entry(
        "CMO316",
        WARNING,
        "a pooled source with participants",
        "give each talk a source of its own, or a `role` to each citation",
    ),
    Entry(
        "CMO317",
        NOTE,
        "a talk in fieldwork that only a report tells of",
        "enter the report as a document, or say `basis: published`",
    ),
    Entry("CMO318", ERROR, "a declared count of a kind that does not exist", "write a kind of source or of case"),
    Entry(
        "CMO319",
        NOTE,
        "a disputed citation on a decided claim",
        "settle the dispute, or say in the rationale why it does not matter",
    ),
    Entry("CMO320", WARNING, "words without a place in their transcript", "add `at`, such as `at: {line: 120}`"),
    Entry("CMO401", NOTE, "a code that is never used", "use it, or take it out of the codebook"),
    Entry("CMO402", ERROR, "codes that stand above each other in a circle", "remove `parent` from one of them"),
    Entry("CMO403", NOTE, "a code without a description of its use", "say under `use` when to use it"),
    Entry(
        "CMO404",
        ERROR,
        "a citation coded before its talk was held",
        "correct the date of the talk or of the coding",
    ),
    Entry(
        "CMO405",
        WARNING,
        "a difference settled before it was coded",
        "correct one of the dates, or settle it again",
    ),
    Entry("CMO406", NOTE, "a quote that stands there twice", "keep one citation, with all that it shows"),
    Entry("CMO408", ERROR, "a selector whose end is not after its start", "remove the selector, or correct it"),
    Entry(
        "CMO409",
        WARNING,
        "a second coding by the agreed coding's coder",
        "rename the file to the second coder's initials",
    ),
    Entry(
        "CMO410",
        ERROR,
        "a second coder's citation that the agreed coding does not have",
        "correct the id, or name an own fragment <source>-<initials>-<number>",
    ),
    Entry("CMO411", ERROR, "a claim suggested instead of itself", "name the claim that would fit better"),
    Entry(
        "CMO412",
        WARNING,
        "a stance that is taken twice in one citation",
        "keep one entry, with all parts that it shows",
    ),
    Entry(
        "CMO413",
        NOTE,
        "a transcript that is not in the folder of texts",
        "correct `text`, or put the transcript there",
    ),
    Entry("CMO414", ERROR, "a text outside the folder of texts", "name the file as it lies in the folder of texts"),
    Entry(
        "CMO415",
        WARNING,
        "a quote that differs from its text",
        "correct the quote, or run `cmo-eval code anchor --accept`",
    ),
    Entry(
        "CMO416", ERROR, "a quote that is not in its text", "look it up, or mark a paraphrase with `verbatim: false`"
    ),
    Entry("CMO417", NOTE, "quotes that were not checked against their text", "say with --texts where the texts lie"),
    Entry("CMO418", WARNING, "a selector that does not point at the words", "run `cmo-eval code anchor`"),
    Entry(
        "CMO419",
        NOTE,
        "a text that changed since its quotes were placed",
        "run `cmo-eval code anchor`",
    ),
    Entry(
        "CMO420",
        WARNING,
        "a citation in the turn of somebody else than its speaker",
        "see who says it, and correct `speaker` or the transcript",
    ),
    Entry(
        "CMO501",
        WARNING,
        "a verbatim quote of someone who may not be quoted",
        "write a paraphrase and `verbatim: false`",
    ),
    Entry(
        "CMO502",
        WARNING,
        "a participant without recorded consent",
        "record `consent: quote, background or withdrawn`",
    ),
    Entry(
        "CMO503",
        ERROR,
        "something in a text that points at a person",
        "replace it by […], or accept it with the reason why it may be known",
    ),
    Entry("CMO505", WARNING, "notes of case interviews that are public", "write `team`"),
    Entry("CMO506", ERROR, "a name that must not be published", "replace the name by […] or by a role"),
    Entry(
        "CMO507",
        ERROR,
        "a list of names in the evaluation's own folder",
        "move it out of the folder and its repository",
    ),
    Entry("CMO508", WARNING, "a list of names that cannot be read", "put the list there, or correct `names`"),
    Entry(
        "CMO510",
        ERROR,
        "words from the turn of somebody who may not be heard, under another's name",
        "name who speaks there, or leave these words out",
    ),
    Entry("CMO511", ERROR, "words that were taken back, coded again", "remove it, or mark it as withdrawn too"),
    Entry(
        "CMO512",
        WARNING,
        "nobody is named in a talk where somebody withdrew or may not be quoted",
        "say who spoke: `speaker: r1`",
    ),
    Entry(
        "CMO601",
        ERROR,
        "a conclusion that rests on nothing",
        "name under `rests_on` the findings it follows from",
    ),
    Entry(
        "CMO602",
        ERROR,
        "a conclusion that rests on something that does not exist",
        "name claims, patterns, cases or citations",
    ),
    Entry("CMO603", WARNING, "a question without an answer", "answer it in conclusions.yaml"),
    Entry(
        "CMO604",
        WARNING,
        "a conclusion that rests only on undecided claims",
        "decide on the claims, or rest it on what was found",
    ),
    Entry("CMO605", NOTE, "an answer without limits", "say under `limits` what it does not cover and how sure it is"),
    Entry("CMO606", WARNING, "a recommendation for nobody", "name under `for` the groups that can act on it"),
    Entry(
        "CMO607",
        WARNING,
        "a recommendation that is made twice",
        "keep one, for both groups, or word the difference",
    ),
    Entry(
        "CMO608",
        WARNING,
        "a question that no claim serves",
        "name it under `questions` of a claim, or write a claim for it",
    ),
    Entry(
        "CMO609",
        WARNING,
        "a decided claim that no conclusion rests on",
        "name it under `rests_on` of the answer that it bears on",
    ),
    Entry(
        "CMO610",
        WARNING,
        "an answer that rests on claims about other questions",
        "correct `rests_on`, or the claims' `questions`",
    ),
)
