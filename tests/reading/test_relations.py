"""What a record names, by the types of its fields, with the place of each name."""

from cmo_eval.model import Citation, Claim, Codebook, Conclusions
from cmo_eval.model.relations import references


def named(record):
    return [(one.relation, one.target, one.path, one.by) for one in references(record)]


def test_a_citation_names_claims_versions_patterns_speaker_and_codes():
    evidence = [{"suggests": "C2", "instead_of": "C1", "version": 3}, {"supports": "C1", "pattern": "P1"}]
    citation = Citation.model_validate({"id": "FG1-1", "speaker": "r1", "codes": ["a"], "evidence": evidence})
    assert named(citation) == [
        ("speaker", "r1", ("speaker",), None),
        ("claim", "C2", ("evidence", 0, "suggests"), None),
        ("claim", "C1", ("evidence", 0, "instead_of"), None),
        ("version", "C1@3", ("evidence", 0, "version"), None),
        ("claim", "C1", ("evidence", 1, "supports"), None),
        ("pattern", "P1", ("evidence", 1, "pattern"), None),
        ("version", "C1@1", ("evidence", 1, "version"), None),
        ("code", "a", ("codes", 0), None),
    ]


def test_what_a_citation_was_once_coded_as_names_nothing():
    first = {"evidence": [{"refutes": "C9"}], "codes": ["gone"]}
    settled = {"by": "EF", "date": "2024-01-01", "first": first}
    citation = Citation.model_validate({"id": "FG1-1", "adjudicated": settled})
    assert named(citation) == [("member", "EF", ("adjudicated", "by"), None)]


def test_a_decision_names_the_version_it_is_on_and_what_the_claim_becomes():
    decision = {"verdict": "transformed", "version": 2, "becomes": "C1@3", "second_reader": "CD"}
    claim = {"id": "C1", "title": "x", "versions": [{"version": 1, "statement": "x"}], "decisions": [decision]}
    assert named(Claim.model_validate(claim)) == [
        ("member", "CD", ("decisions", 0, "second_reader"), None),
        ("version", "C1@2", ("decisions", 0, "version"), None),
        ("claim", "C1", ("decisions", 0, "becomes"), None),
        ("version", "C1@3", ("decisions", 0, "becomes"), None),
    ]


def test_parts_with_a_name_of_their_own_are_called_by_it():
    book = Codebook.model_validate(
        {
            "codes": [{"id": "a", "kind": "theme"}, {"id": "b", "kind": "theme", "parent": "a"}],
            "history": [{"version": 2, "date": "2024", "by": "AB", "change": "x"}],
        }
    )
    assert named(book) == [
        ("parent", "a", ("codes", 1, "parent"), "b"),
        ("member", "AB", ("history", 0, "by"), "version 2 of the codebook"),
    ]
    answers = {"Q1": {"text": "x", "rests_on": "C1"}}
    recommended = [{"id": "A1", "text": "x", "rests_on": ["P1"], "for": "staff"}]
    conclusions = Conclusions.model_validate({"answers": answers, "recommendations": recommended})
    assert named(conclusions) == [
        ("answered", "Q1", ("answers", "Q1"), "Q1"),
        ("ground", "C1", ("answers", "Q1", "rests_on", 0), "Q1"),
        ("ground", "P1", ("recommendations", 0, "rests_on", 0), "A1"),
        ("group", "staff", ("recommendations", 0, "for", 0), "A1"),
    ]
