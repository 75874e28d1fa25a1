"""What a language model proposes: taken in word by word, looked at one by one, counted by nothing."""

import hashlib
import io
import json
import sys

import pytest
import yaml

from cmo_eval import api
from cmo_eval.edits.coding import propose, review
from cmo_eval.edits.coding.answer import SCHEMA
from cmo_eval.errors import UsageError
from cmo_eval.output.brief import brief

TALK = """\
INT: What did you see?
R1: We saw it on the table. The coach did not help us at all, I must say.
R2: I saw nothing at all, to be honest with you.
R1: It was always so. It was always so in our house.
R3: They did, and they were glad of it, all of them.
R4: My own words are not for anybody here.
"""
SOURCE = """\
id: FG1
kind: focus_group
title: First panel
group: staff
pseudonymised: true
consent: {models: any}
participants:
  - {id: r1, role: manager, group: staff, consent: quote}
  - {id: r2, role: clerk, group: staff, consent: quote}
  - {id: r3, role: clerk, group: staff, consent: quote}
  - {id: r4, role: clerk, group: staff, consent: background}
text: FG1.txt
"""
FILES = {
    "sources/FG1.yaml": SOURCE,
    "texts/FG1.txt": TALK,
    "evaluation.yaml+": "texts: texts\n",
    "codebook.yaml": "codes: [{id: scan, kind: resource, use: A scan, avoid: A plan}, {id: trust, kind: theme}]\n",
}
SHA = "a" * 64
MODEL = propose.Model("model_a", "name 1.0", SHA)
PROPOSED = "sources/FG1.proposed.model_a.yaml"
GLAD = {"source": "FG1", "line": 5, "quote": "They did, and they were glad of it, all of them.", "codes": ["trust"]}
HELP = {
    "source": "FG1",
    "quote": "The coach did not help us at all",
    "codes": ["scan"],
    "evidence": [{"refutes": "C1", "pattern": "P1", "lacks": ["outcome"]}],
    "quality": "observation",
}


@pytest.fixture
def root(evaluation):
    return evaluation(FILES)


def planned(root, *proposals, model=MODEL, text=None):
    answer = text if text is not None else json.dumps({"proposals": proposals})
    return propose.plan(root, api.load(root).repository, answer.encode(), model, date="2026-11-30")


def taken(root, *proposals, **how):
    plan = planned(root, *proposals, **how)
    plan.apply()
    return plan


def held(root):
    return yaml.safe_load((root / PROPOSED).read_text())


# ---- the brief -------------------------------------------------------------------------------------------------------


def test_a_brief_has_what_a_coder_needs(root):
    made = brief(root, api.load(root).repository, ["FG1"], where="any")
    for words in ("When to use it: A scan", "When not: A plan", "`C1`", "`P1`", "2 r1: We saw it on the table."):
        assert words in made.text
    assert '"required": [\n  "proposals"' in made.text
    assert "My own words" not in made.text
    assert "6 [held back]" in made.text
    assert [one.why for one in made.held] == ["1 line of people who withdrew or may not be quoted"]
    assert made.sha256 == hashlib.sha256(made.text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ("pseudonymised: true\n", "", "any", "its names are not known to be replaced"),
        ("consent: {models: any}\n", "", "local", "agreed to no model"),
        ("models: any", "models: none", "local", "agreed to no model"),
        ("models: any", "models: local", "any", "models of the team's own only"),
        ("models: any", "models: local", "local", None),
        ("text: FG1.txt\n", "", "any", "FG1 has no text"),
    ],
)
def test_what_may_not_be_read_is_held_back(old, new, where, why, evaluation):
    root = evaluation({**FILES, "sources/FG1.yaml": SOURCE.replace(old, new)})
    repository = api.load(root).repository
    if why is None:
        assert brief(root, repository, ["FG1"], where=where).sources == ("FG1",)
        return
    with pytest.raises(UsageError) as error:
        brief(root, repository, ["FG1"], where=where)
    assert why in error.value.message


@pytest.mark.parametrize("words", ["mail me at ada@example.org", "ask Zebedee Quillon"])
def test_a_transcript_in_which_somebody_is_named_is_held_back(words, evaluation):
    files = {**FILES, "texts/FG1.txt": f"{TALK}R1: You can {words} about it.\n", "names.txt": "Zebedee Quillon\n"}
    files["evaluation.yaml+"] = "texts: texts\nnames: names.txt\n"
    root = evaluation(files)
    with pytest.raises(UsageError) as error:
        brief(root, api.load(root).repository, ["FG1"], where="any")
    assert "line 7" in error.value.message
    assert "Quillon" not in error.value.message


# ---- an answer -------------------------------------------------------------------------------------------------------


def test_what_stands_in_the_text_is_taken_in_with_the_texts_own_words(root):
    plan = taken(root, {**GLAD, "quote": "they  did, and they\nwere glad of it, all of them"}, HELP)
    assert plan.accepted == {"FG1": ("FG1-model_a-001", "FG1-model_a-002")}
    said = held(root)
    first, second = said["citations"]
    assert first["quote"].strip() == "They did, and they were glad of it, all of them"
    start = TALK.index("They did")
    assert (first["selector"]["start"], first["selector"]["end"]) == (start, start + len(first["quote"].strip()))
    assert (first["speaker"], first["at"]) == ("r3", {"line": 5})
    assert second["evidence"] == [{"refutes": "C1", "pattern": "P1", "lacks": ["outcome"]}]
    assert said["proposed"] == {
        "by": "model_a",
        "model": "name 1.0",
        "prompt_sha256": SHA,
        "date": said["proposed"]["date"],
        "answers": said["proposed"]["answers"],
        "offered": 2,
        "coded_first": ["FG1-001"],
    }


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"quote": "They did not, and they were glad of it"}, "words"),
        ({"quote": "The coach did help us at all"}, "words"),
        ({"quote": "help us at all"}, "negation"),
        ({"quote": "It was always so"}, "several"),
        ({"quote": "It was always so", "line": 4}, "several"),
        ({"quote": "nothing at all, to be honest with you. It was always so"}, "turns"),
        ({"quote": "They did [...] all of them"}, "cuts"),
        ({"quote": "..."}, "empty"),
        ({"quote": "What did you see?"}, "interviewer"),
        ({"quote": "My own words are not for anybody here"}, "not_heard"),
        ({"codes": ["plan"]}, "unknown_id"),
        ({"evidence": [{"supports": "C9"}]}, "unknown_id"),
        ({"evidence": [{"supports": "C1", "pattern": "P9"}]}, "unknown_id"),
        ({"source": "FG9"}, "unknown_source"),
        ({"codes": []}, "form"),
        ({"codes": "trust"}, "form"),
        ({"quote": None}, "form"),
        ({"line": "five"}, "form"),
        ({"line": True}, "form"),
        ({"evidence": [{"supports": "C1", "refutes": "C1"}]}, "form"),
        ({"evidence": [{"claims": "C1"}]}, "form"),
        ({"quality": "certain"}, "form"),
        ({"confidence": 0.9}, "form"),
        ({"source": 3}, "form"),
    ],
)
def test_what_does_not_hold_is_refused_and_counted(changed, reason, root):
    plan = planned(root, {**GLAD, **changed}, GLAD)
    assert plan.accepted == {"FG1": ("FG1-model_a-001",)}
    assert plan.reasons == {reason: 1}


def test_refused_ones_are_counted_in_the_file_by_reason(root):
    taken(
        root, {**GLAD, "codes": ["plan"]}, {**GLAD, "quote": "They did not"}, {**GLAD, "quote": "And you"}, GLAD, GLAD
    )
    said = held(root)["proposed"]
    assert (said["offered"], said["refused"]) == (5, {"words": 2, "unknown_id": 1, "twice": 1})


@pytest.mark.parametrize(("models", "where", "taken_in"), [
    ("none", "local", 0), ("local", "local", 1), ("local", "any", 0), ("any", "any", 1),
])  # fmt: skip
def test_a_source_that_such_models_may_not_read_takes_no_proposals(models, where, taken_in, evaluation, cmo):
    root = evaluation({**FILES, "sources/FG1.yaml": SOURCE.replace("models: any", f"models: {models}")})
    (root.parent / "answer.json").write_text(json.dumps({"proposals": [GLAD]}), "utf-8")
    options = ("--coder", "model_a", "--model", "name 1.0", "--prompt-sha", SHA, "--model-is", where)
    done = cmo("code", "propose", root.parent / "answer.json", *options, cwd=root)
    assert (done.code, f"{taken_in} taken in" in done.out) == (1 - taken_in, True)
    assert ("models that run where this one does may not read the source" in done.out) == (not taken_in)


def test_what_is_wrong_with_an_entry_of_no_source_is_told_too(root, cmo):
    (root.parent / "answer.json").write_text(json.dumps({"proposals": [7, {"quote": "x"}, GLAD]}), "utf-8")
    options = ("--coder", "model_a", "--model", "name 1.0", "--prompt-sha", SHA, "--dry-run")
    lines = cmo("code", "propose", root.parent / "answer.json", *options, cwd=root).out.splitlines()
    assert lines[-2:] == ["    number 1: it is no object", "    number 2: it names no source"]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"proposals": [GLAD]}),
        "\ufeff" + json.dumps([GLAD]),
        f"Of course!\n\n```json\n{json.dumps({'proposals': [GLAD]}, indent=2)}\n```\nAnything else?",
        f'```\n{{"a": 1}}\n```\n~~~json\n{json.dumps({"proposals": [GLAD]})}\n~~~\n',
        f"Here it is: {json.dumps({'proposals': [GLAD]})}.",
        json.dumps({"proposals": [{**GLAD, "quote": "They did, and | they were glad"}]}).replace("|", "\n"),
    ],
)
def test_an_answer_is_json_alone_or_among_words(text, root):
    assert planned(root, text=text).accepted == {"FG1": ("FG1-model_a-001",)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("I would rather not.", "holds no JSON"),
        (json.dumps({"proposals": [GLAD]})[:-9], "holds no JSON"),
        ("[" * 100_000, "holds no JSON"),
        ('{"answer": 3}', "no list `proposals`"),
        ('"yes"', "no object `proposals`"),
        ('{"proposals": {"a": 1}}', "no list `proposals`"),
    ],
)
def test_what_is_no_answer_says_so_and_nothing_is_written(text, says, root):
    with pytest.raises(UsageError) as error:
        planned(root, text=text)
    assert says in error.value.message
    assert not (root / PROPOSED).exists()


def test_the_same_answer_twice_is_once_and_another_one_adds_what_is_new(root):
    taken(root, GLAD)
    before = (root / PROPOSED).read_bytes()
    again = planned(root, GLAD)
    assert again.before
    assert not again.change.files
    more = taken(root, GLAD, HELP)
    assert (more.accepted, more.reasons) == ({"FG1": ("FG1-model_a-002",)}, {"twice": 1})
    assert (root / PROPOSED).read_bytes() != before
    assert held(root)["proposed"]["offered"] == 3


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (propose.Model("model_a", "name 2.0", SHA), "another model"),
        (propose.Model("model_a", "name 1.0", "b" * 64), "asked something else"),
        (propose.Model("Model_A", "name 1.0", SHA), "but for capitals"),
        (propose.Model("model a", "name 1.0", SHA), "is called"),
        (propose.Model("../x", "name 1.0", SHA), "is called"),
        (propose.Model("model_b", " ", SHA), "which model it was"),
        (propose.Model("model_b", "name", "abc"), "no SHA-256"),
        (propose.Model("ab", "name", SHA), "a person who codes here"),
    ],
)
def test_one_name_is_one_model_asked_one_thing_and_no_person(model, says, evaluation):
    root = evaluation(FILES)
    taken(root, GLAD)
    with pytest.raises(UsageError) as error:
        planned(root, HELP, model=model)
    assert says in error.value.message


def test_the_schema_of_an_answer_is_one_and_takes_what_is_taken():
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate({"proposals": [GLAD, HELP]}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"proposals": [{**GLAD, "codes": "trust"}]}, SCHEMA)


def test_ten_thousand_proposals_are_taken_in(evaluation):
    lines = [f"R1: {' '.join(f'w{number}x{word}' for word in range(8))} works." for number in range(250)]
    root = evaluation({**FILES, "texts/FG1.txt": "\n".join(lines)})
    offers = [
        {"source": "FG1", "quote": f"{line[4:]}", "codes": [code]} for line in lines for code in ("scan", "trust")
    ]
    wrong = [{**one, "quote": one["quote"].replace("works", "fails")} for one in offers] * 19
    plan = planned(root, *offers, *wrong)
    assert plan.offered == 10_000
    assert (len(plan.accepted["FG1"]), plan.reasons) == (500, {"words": 9500})


# ---- a person looks -------------------------------------------------------------------------------------------------


def looked(root, proposal, outcome, **more):
    word = review.Word(outcome, "AB", "2026-11-30", **more)
    plan = review.plan(root, api.load(root).repository, proposal, word)
    plan.apply()
    return plan


def test_what_a_person_accepts_is_that_persons_citation(root):
    taken(root, GLAD, HELP)
    plan = looked(root, "FG1-model_a-002", "accepted")
    citation = api.load(root).repository.citation(plan.citation)
    assert (citation.actor, citation.proposed_by, citation.codes) == ("model", "model_a", ("scan",))
    assert (citation.evidence[0].stance, citation.quality, citation.coded) == ("refutes", "observation", "2026-11-30")
    assert citation.selector.start == TALK.index("The coach")
    assert held(root)["citations"][1]["review"] == {
        "outcome": "accepted",
        "by": "AB",
        "date": held(root)["citations"][1]["review"]["date"],
        "citation": plan.citation,
    }
    assert [one.id for one in review.waiting(api.load(root).repository)] == ["FG1-model_a-001"]


def test_what_is_changed_is_said_to_be(root):
    taken(root, HELP)
    plan = looked(root, "FG1-model_a-001", "accepted", codes=["trust"], stances=())
    citation = api.load(root).repository.citation(plan.citation)
    assert (plan.outcome, citation.codes, citation.evidence) == ("changed", ("trust",), ())


def test_what_is_rejected_is_no_citation(root):
    taken(root, HELP)
    before = (root / "sources/FG1.citations.yaml").read_bytes()
    assert looked(root, "FG1-model_a-001", "rejected").citation is None
    assert (root / "sources/FG1.citations.yaml").read_bytes() == before
    with pytest.raises(UsageError, match="was rejected by AB"):
        looked(root, "FG1-model_a-001", "accepted")


def test_a_proposal_without_quality_needs_one(evaluation):
    root = evaluation({**FILES, "sources/FG1.citations.yaml": "coder: AB\ncitations: []\n"})
    taken(root, GLAD)
    with pytest.raises(UsageError, match="no quality"):
        looked(root, "FG1-model_a-001", "accepted")
    assert looked(root, "FG1-model_a-001", "accepted", quality="report").outcome == "accepted"


def test_who_is_not_the_first_coder_accepts_into_a_coding_of_their_own(evaluation):
    root = evaluation({**FILES, "sources/FG1.citations.yaml": "coder: CD\ncitations: []\n"})
    taken(root, HELP)
    plan = looked(root, "FG1-model_a-001", "accepted")
    repository = api.load(root).repository
    assert not repository.citations.of_source.get("FG1")
    assert [(one.id, one.coder, one.citation.proposed_by) for one in repository.second_codings] == [
        (plan.citation, "AB", "model_a")
    ]


def test_a_yes_sooner_than_the_words_can_be_read_does_not_count():
    now = [0.0]
    pace = review.Pace(clock=lambda: now[0])
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    pace.shown()
    now[0] = 1.4
    with pytest.raises(UsageError, match="nobody reads that fast"):
        pace.accept(words)
    now[0] = 1.6
    pace.accept(words)
    assert not pace.ended
    for _ in range(3):
        pace.shown()
        with pytest.raises(UsageError):
            pace.accept("two words")
    assert pace.ended


@pytest.fixture
def answering(cmo, root, monkeypatch):
    """`code review` with these answers; each is given after so many seconds of the clock."""

    def run(answers, seconds):
        now = [0.0]

        class Terminal(io.StringIO):
            def isatty(self):
                return True

            def readline(self, *limits):
                now[0] += seconds
                return super().readline(*limits)

        monkeypatch.setattr(review.time, "monotonic", lambda: now[0])
        review.Pace()  # its methods are made when it is first used
        monkeypatch.setattr(review.Pace.__init__, "__defaults__", (lambda: now[0], None, 0))
        monkeypatch.setattr(sys, "stdin", Terminal("\n".join(answers) + "\n"))
        return cmo("code", "review", "--by", "AB", cwd=root)

    return run


def test_a_run_of_yes_to_all_is_refused(answering, root):
    taken(root, HELP, {**GLAD, "quality": "report"})
    run = answering(["a"] * 20, 0.01)
    assert run.err.count("nobody reads that fast") == 3
    assert "three in a row were accepted unread" in run.err
    assert [one.citation.review for one in api.load(root).repository.proposals] == [None, None]


def test_proposals_are_asked_about_one_by_one(answering, root):
    taken(root, HELP, {**GLAD, "quality": "report"})
    run = answering(["what", "change", "trust", "", "C1:P1:context", "-", "", "reject"], 9)
    assert "The coach did not help us at all" in run.out
    outcomes = [one.citation.review.outcome for one in api.load(root).repository.proposals]
    assert outcomes == ["changed", "rejected"]
    taken_over = next(one for one in api.load(root).repository.citations if one.citation.proposed_by == "model_a")
    assert [one.stance for one in taken_over.citation.evidence] == ["nuances"]  # - leaves out what was proposed


def test_nobody_says_yes_through_a_pipe(cmo, root, monkeypatch):
    taken(root, HELP)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n" * 20))
    run = cmo("code", "review", "--by", "AB", cwd=root)
    assert run.code == 2
    assert "each is looked at by a person" in run.err
    assert not any("yes" in name for name in review.plan.__annotations__)


# ---- what the rest does with them -----------------------------------------------------------------------------------


def test_forgetting_somebody_forgets_what_was_proposed_of_them(cmo, root):
    taken(root, GLAD, HELP)
    assert cmo("forget", "FG1.r3", "--yes", cwd=root).code == 0
    assert "glad of it" not in (root / PROPOSED).read_text()
    assert "help us" in (root / PROPOSED).read_text()
    assert [one.id for one in api.load(root).repository.proposals] == ["FG1-model_a-002"]


def test_proposals_move_with_their_text(cmo, root):
    taken(root, GLAD)
    (root / "texts/FG1.txt").write_text("INT: Welcome.\n" + TALK)
    assert cmo("code", "anchor", "--yes", cwd=root).code == 0
    assert held(root)["citations"][0]["at"]["line"] == 6
    assert held(root)["citations"][0]["selector"]["start"] == TALK.index("They did") + len("INT: Welcome.\n")


def test_the_commands_say_what_they_did(cmo, root, tmp_path):
    out = tmp_path / "b.md"
    made = cmo("code", "brief", "FG1", "-o", out, "--model-is", "any", cwd=root)
    sha = hashlib.sha256(out.read_bytes()).hexdigest()
    assert f"prompt-sha {sha}" in made.err
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"proposals": [GLAD, {**GLAD, "quote": "They never did"}]}))
    given = ("code", "propose", answer, "--coder", "model_a", "--model", "name 1.0", "--prompt-sha", sha)
    run = cmo(*given, cwd=root)
    assert "2 proposals of model_a: 1 taken in, 1 refused" in run.out
    assert "1 refused: its words do not stand so in the transcript" in run.out
    assert "came in before" in cmo(*given, cwd=root).out
    assert "FG1-model_a-001" in cmo("code", "review", "--list", cwd=root).out
    briefs = cmo("code", "brief", "FG1", "-o", tmp_path / "briefs", cwd=root)
    assert (tmp_path / "briefs/FG1-brief.md").exists(), briefs.err


def test_what_put_a_citation_here_is_kept(cmo, root, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text('source,quote,codes,quality\nFG1,"I saw nothing at all, to be honest with you.",trust,report\n')
    assert cmo("code", "import", rows, "--coder", "AB", "--yes", cwd=root).code == 0
    typed = ("--quote", "It was always so in our house", "--code", "scan", "--quality", "report", "--coder", "AB")
    assert cmo("code", "add", "FG1", *typed, "--yes", cwd=root).code == 0
    taken(root, HELP)
    looked(root, "FG1-model_a-001", "accepted")
    actors = [one.citation.actor for one in api.load(root).repository.citations]
    assert actors[-3:] == ["import", None, "model"]


def test_python_users_make_a_brief_and_take_an_answer_in(root):
    made = api.brief(["FG1"], root, where="any")
    assert made.sources == ("FG1",)
    plan = api.propose(json.dumps({"proposals": [GLAD]}).encode(), MODEL, "2026-11-30", root)
    assert plan.accepted == {"FG1": ("FG1-model_a-001",)}
    assert not (root / PROPOSED).exists()
