"""A model as one more blind coder, and what its proposals change of everything else: nothing."""

import json
import random
import re
import shutil

import pytest

from cmo_eval import api
from cmo_eval.analysis.coefficients import coefficient
from cmo_eval.disclosure.gate import disclose
from cmo_eval.edits.coding import propose, review

MODEL = propose.Model("model_a", "name 1.0", "a" * 64)
SOURCES = ("FG1", "FG2", "IN1", "CI1")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The example evaluation, its sources open to models."""
    from cmo_eval.edits.new import demo_files

    root = tmp_path_factory.mktemp("demo") / "demo"
    for name, content in demo_files().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    for source in (root / "sources").glob("*.yaml"):
        if ".citations" not in source.name and "\ntext:" in source.read_text():
            source.write_text(f"{source.read_text().rstrip()}\npseudonymised: true\nconsent: {{models: any}}\n")
    return root


def proposing(root, offers):
    answer = json.dumps({"proposals": offers}).encode()
    plan = propose.plan(root, api.load(root).repository, answer, MODEL, date="2026-11-30")
    plan.apply()
    return plan


def made_up(repository, root, chance, number):
    """Offers of whole lines of the transcripts, with codes and stances by chance."""
    for _ in range(number):
        source = chance.choice(SOURCES)
        lines = (root / "texts" / f"{source}.txt").read_text().splitlines()
        line = chance.randrange(1, len(lines))
        claim = chance.choice([*repository.claims])
        offer = {"source": source, "line": line + 1, "quote": lines[line].partition(": ")[2] or lines[line]}
        offer["codes"] = chance.sample([*repository.codes], chance.randint(1, 2))
        offer["evidence"] = [{chance.choice(["supports", "nuances", "refutes"]): claim}]
        yield {**offer, "quality": chance.choice(["opinion", "report", "observation"])}


def told(root):
    """Everything that is counted or weighed, as text."""
    evaluation = api.load(root)
    frames = [table.to_csv() for table in evaluation.frames().values()]
    matrices = [
        evaluation.matrix(rows, columns).frame().to_csv()
        for rows, columns in (("codes", "sources"), ("claims", "groups"))
    ]
    verdicts = [str(one.proposal) for one in evaluation.verify().values()]
    rows = [str(row) for row in evaluation.agreement().rows]
    rows += [one.id for one in evaluation.repository.coded]
    rows += [str(finding) for finding in api.validate(root).findings]
    shown = disclose(evaluation.repository, "public").citations
    return [*frames, *matrices, *verdicts, *rows, *(str(one.citation.model_dump()) for one in shown)]


@pytest.mark.parametrize("seed", range(6))
def test_taking_all_proposals_away_changes_no_verdict_matrix_or_count(seed, demo, tmp_path):
    root = tmp_path / "demo"
    shutil.copytree(demo, root)
    chance = random.Random(seed)  # noqa: S311
    before = told(root)
    plan = proposing(root, [*made_up(api.load(root).repository, root, chance, 40)])
    assert sum(map(len, plan.accepted.values())) > 5
    assert told(root) == before
    findings = {one.code for one in api.validate(root).findings}
    assert not findings & {"CMO323", "CMO324", "CMO325", "CMO326"}


def test_the_report_changes_in_the_sentence_about_the_model_alone(demo, tmp_path, cmo):
    root = tmp_path / "demo"
    shutil.copytree(demo, root)

    def report():
        assert cmo("report", "-o", tmp_path / "report", "--audience", "public", "--yes", cwd=root).code == 0
        return (tmp_path / "report/report.md").read_text()

    before = report()
    offers = made_up(api.load(root).repository, root, random.Random(3), 40)  # noqa: S311
    proposing(root, [*offers])
    after = report()
    assert after != before
    sentences = re.search(
        r" A language model \(name 1\.0\) proposed .*?counts as that person's coding\.", after, re.DOTALL
    )
    assert after.replace(sentences[0], "") == before


# ---- the model as a coder -------------------------------------------------------------------------------------------

TALK = "".join(f"R1: The line number {number} has words of its own.\n" for number in range(1, 9))
CODED = [("scan",), ("scan", "plan"), (), ("plan",), ("scan",)]
FILES = {
    "sources/FG1.yaml": (
        "id: FG1\nkind: focus_group\ntitle: T\ngroup: staff\npseudonymised: true\nconsent: {models: any}\n"
        "text: FG1.txt\nparticipants: [{id: r1, role: manager, group: staff, consent: quote}]\n"
    ),
    "texts/FG1.txt": TALK,
    "evaluation.yaml+": "texts: texts\n",
    "codebook.yaml": "codes: [{id: scan, kind: resource, use: u}, {id: plan, kind: theme, use: u}]\n",
    "sources/FG1.citations.yaml": "coder: AB\ndefaults: {quality: report}\ncitations:\n"
    + "".join(
        f"  - {{id: FG1-00{number}, quote: The line number {number} has words of its own., at: {{line: {number}}}, "
        f"codes: [{', '.join(codes)}]}}\n"
        for number, codes in enumerate(CODED, 1)
    ),
}


def of_line(number, *codes):
    return {"source": "FG1", "quote": f"The line number {number} has words of its own.", "codes": [*codes]}


@pytest.fixture
def coded(evaluation):
    root = evaluation(FILES)
    offers = [of_line(1, "scan"), of_line(2, "plan"), of_line(3, "scan"), of_line(7, "plan")]
    proposing(root, [*offers, of_line(1, "scan"), {**of_line(1, "scan"), "quote": "The line number 1 has no words"}])
    return root


def test_a_model_is_a_coder_of_what_people_coded_first(coded):
    found = api.load(coded).agreement(by="code", models=True)
    assert found.compared.coders == ("AB", "model_a")
    assert [unit.citation for unit in found.compared.units] == [f"FG1-00{number}" for number in range(1, 6)]
    scan = next(row for row in found.rows if row.item == "scan")
    labels = [(True, True), (True, False), (False, True), (False, False), (True, False)]
    alpha = coefficient("krippendorff_alpha_nominal", labels).value
    assert scan.measure("krippendorff_alpha_nominal").value == pytest.approx(alpha)
    assert [one.second for one in found.compared.alone] == [("FG1-model_a-004",)]
    assert not api.load(coded).agreement().compared.units


def test_precision_and_recall_are_against_the_settled_coding(coded):
    (one,) = api.load(coded).model_coders()
    assert (one.offered, one.taken, one.refused, one.waiting, one.units) == (6, 4, {"words": 1, "twice": 1}, 4, 5)
    shares = {row.code: (row.people, row.model, row.both, row.precision, row.recall) for row in one.codes}
    assert shares == {None: (5, 3, 2, 2 / 3, 2 / 5), "scan": (3, 2, 1, 1 / 2, 1 / 3), "plan": (2, 1, 1, 1.0, 1 / 2)}


def test_what_a_person_took_from_the_model_or_coded_later_is_not_compared(coded, cmo):
    repository = api.load(coded).repository
    word = review.Word("accepted", "AB", "2026-11-30")
    review.plan(coded, repository, "FG1-model_a-004", word).apply()
    (one,) = api.load(coded).model_coders()
    assert (one.units, one.outcomes, one.waiting) == (5, {"accepted": 1}, 3)
    told = " ".join(cmo("agreement", "--models", cwd=coded).out.split())
    assert "FG1: 1 citation not compared with model_a: coded after its answer, taken from it" in told
    assert "not in model_a's file" not in told


def test_another_model_is_not_compared_on_what_was_taken_from_the_first(coded):
    word = review.Word("accepted", "AB", "2026-11-30")
    taken = review.plan(coded, api.load(coded).repository, "FG1-model_a-004", word)
    taken.apply()
    answer = json.dumps({"proposals": [of_line(7, "plan")]}).encode()
    other = propose.Model("model_b", "name 2.0", "b" * 64)
    propose.plan(coded, api.load(coded).repository, answer, other, date="2026-11-30").apply()
    repository = api.load(coded).repository
    held = next(one.record.proposed for name, one in repository.proposal_files.items() if name.coder == "model_b")
    assert taken.citation in held.coded_first
    assert [one.units for one in api.load(coded).model_coders()] == [5, 5]


def test_the_command_says_so_in_each_form(coded, cmo):
    told = cmo("agreement", "--models", cwd=coded).out
    assert "model_a (name 1.0) on FG1: 6 proposals, 2 refused, 4 taken in" in " ".join(told.split())
    assert re.search(r"scan +3 +2 +1 +0\.50 +0\.33", told)
    data = json.loads(cmo("agreement", "--models", "--format", "json", cwd=coded).out)
    assert data["models"][0]["codes"][1] == {
        "code": "scan", "people": 3, "model": 2, "both": 1, "precision": 0.5, "recall": 1 / 3,
    }  # fmt: skip
    assert "| scan | 3 | 2 | 1 | 0.50 | 0.33 |" in cmo("agreement", "--models", "--format", "markdown", cwd=coded).out
    assert "models" not in json.loads(cmo("agreement", "--format", "json", cwd=coded).out)


def test_the_transcript_shows_proposals_as_such(coded, cmo):
    run = cmo("text", "show", "FG1", cwd=coded)
    assert "FG1-model_a-004 proposed" in run.out
    assert "4 proposals of language models count for nothing yet" in run.err
    assert "proposed" not in cmo("text", "show", "FG1", "--blind", cwd=coded).out
    data = json.loads(cmo("text", "show", "FG1", "--format", "json", cwd=coded).out)
    assert data["proposals"][0]["id"] == "FG1-model_a-001"
    assert {one["id"] for one in data["citations"]} == {f"FG1-00{number}" for number in range(1, 6)}
