"""Boundaries: unitised alpha as published and by hand, and fragments that only one coder marked are said."""

from __future__ import annotations

import json
import random
from itertools import pairwise

import pytest

import cmo_eval
from cmo_eval.analysis.unitizing import lengths, unitized_alpha

# Krippendorff (2019, figure 12.11): three coders, 60 characters; first and last character of a fragment, and its label
ALEX = [(1, 7, 1), (8, 13, 2), (31, 32, 5), (33, 37, 6), (38, 44, 6), (45, 60, 7)]
PAUL = [(1, 7, 1), (8, 13, 3), (14, 21, 5), (33, 44, 6)]
SUZAN = [(1, 7, 1), (8, 13, 4), (14, 21, 5), (33, 37, 6), (38, 41, 6), (42, 44, 6)]


def spans(fragments, label=None):
    return [(first - 1, last, label or named) for first, last, named in fragments]


def test_the_published_example():
    found = unitized_alpha([lengths([spans(one) for one in (ALEX, PAUL, SUZAN)], 60)])
    assert round(found.value, 3) == 0.510


def test_the_published_example_of_boundaries_alone():
    """Published as 0.413; without rounding on the way 0.4136."""
    found = unitized_alpha([lengths([spans(one, "marked") for one in (ALEX, PAUL, SUZAN)], 60)])
    assert found.value == pytest.approx(0.413, abs=1e-3)


def test_two_coders_by_hand():
    """20 characters; 2-10 and 4-10 marked: 2 of 20 differ.

    Marked 8 + 6 = 14 of 40, between 26; paired with themselves 64 + 36 = 100 and 26. Expected agreement:
    (14 * 14 - 100 + 26 * 26 - 26) / (40 * 40 - 126) = 746 / 1474; alpha 1 - (2 / 20) / (1 - 746 / 1474).
    """
    found = unitized_alpha([lengths([[(2, 10, "m")], [(4, 10, "m")]], 20)])
    assert found.value == pytest.approx(1 - 0.1 / (1 - 746 / 1474))
    assert found.observed == pytest.approx(0.9)


def test_it_is_what_the_definition_says_character_by_character():
    """Chance: all pairs of characters of all coders, but for those of one fragment, or of itself between them."""
    chance = random.Random(5)  # noqa: S311 - no secret
    for _ in range(20):
        coders = []
        for _ in range(3):
            cuts = sorted(chance.sample(range(31), 6))
            coders.append([(*cut, chance.choice("abc")) for cut in pairwise(cuts) if chance.random() < 0.7])
        of = [[(None, (coder, at)) for at in range(30)] for coder in range(3)]
        for coder, fragments in enumerate(coders):
            for start, end, label in fragments:
                of[coder][start:end] = [(label, (coder, start, end))] * (end - start)
        alike = [
            one[0] == other[0] for a, b in ((0, 1), (0, 2), (1, 2)) for one, other in zip(of[a], of[b], strict=True)
        ]
        every = [one for coder in of for one in coder]
        pairs = [one[0] == other[0] for one in every for other in every if one[1] != other[1]]
        observed, expected = sum(alike) / len(alike), sum(pairs) / len(pairs)
        wanted = (observed - expected) / (1 - expected)
        assert unitized_alpha([lengths(coders, 30)]).value == pytest.approx(wanted)


def test_texts_add_up_to_one_long_text():
    first, second = [[(2, 10, "m")], [(4, 10, "m")]], [[(0, 5, "m")], []]
    long = [[(2, 10, "m"), (20, 25, "m")], [(4, 10, "m")]]
    joined = unitized_alpha([lengths(first, 20), lengths(second, 30)])
    assert joined.value == pytest.approx(unitized_alpha([lengths(long, 50)]).value)


def test_the_same_fragments_and_nothing_in_common():
    assert unitized_alpha([lengths([[(2, 10, "m")]] * 3, 20)]).value == 1
    assert unitized_alpha([lengths([[(0, 5, "m")], [(10, 15, "m")]], 20)]).value < 0


def test_nothing_marked_is_not_computable():
    assert unitized_alpha([lengths([[], []], 20)]).why == "no_variation"
    assert unitized_alpha([lengths([[(0, 20, "m")], [(0, 20, "m")]], 20)]).why == "no_variation"


def test_two_fragments_that_touch_are_two():
    whole, halves = [[(0, 10, "m")]] * 2, [[(0, 5, "m"), (5, 10, "m")]] * 2
    one, other = (unitized_alpha([lengths(cut, 20)]) for cut in (whole, halves))
    assert one.value == other.value == 1
    assert one.expected < other.expected


# ---- in an evaluation -----------------------------------------------------------------------------------------------

AGREED, SECOND = "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"


def entry(id_, place=None, codes="scan", quote=""):
    start, end = place or (0, 0)
    where = f", selector: {{start: {start}, end: {end}}}" if place else ""
    words = f", quote: {quote or f'Words of {id_}.'}" if quote is not None else ""
    return f"  - {{id: {id_}, codes: [{codes}], quality: report{words}{where}}}\n"


@pytest.fixture
def marked(evaluation):
    """An evaluation in which AB and CD marked these fragments of a text of 1,000 characters."""

    def make(first, second, *, text=True, **files):
        source = "id: FG1\nkind: focus_group\ntitle: t\ngroup: staff\n" + ("text: FG1.txt\n" if text else "")
        return evaluation(
            {
                "codebook.yaml": "codes:\n  - {id: scan, kind: theme, use: u}\n  - {id: plan, kind: theme, use: u}\n",
                "evaluation.yaml+": "texts: texts\n",
                "texts/FG1.txt": "word " * 200 if text else None,
                "sources/FG1.yaml": source,
                AGREED: "coder: AB\ncitations:\n" + "".join(first),
                SECOND: "coder: CD\ncitations:\n" + "".join(second),
                **files,
            }
        )

    return make


def eight_and_ten(marked, *, places=True):
    """AB has eight fragments, CD ten; they share two, on which they agree in all."""
    theirs = [entry(f"FG1-00{at}", (100 * at, 100 * at + 50) if places else None) for at in range(1, 9)]
    theirs[1] = theirs[1].replace("scan", "plan")
    shared = [entry("FG1-001", quote=None), entry("FG1-002", quote=None, codes="plan")]
    own = [entry(f"FG1-CD-00{at}", (100 * at + 60, 100 * at + 90) if places else None) for at in range(1, 9)]
    return marked(theirs, [*shared, *own])


def row(found, source=None):
    return next(row for row in found.rows if (row.about, row.item) == ("boundary", source))


def test_where_eight_and_ten_share_two_the_fragments_differ(cmo, marked):
    root = eight_and_ten(marked)
    found = cmo_eval.load(root).agreement()
    assert row(found).measure("krippendorff_alpha_unitized").value < 0.3
    assert (row(found).units, len(found.boundaries), found.disagreements) == (16, 14, ())
    out = cmo("agreement", cwd=root).out
    assert "They marked 14 fragments differently: 6 by AB only, 8 by CD only." in " ".join(out.split())
    assert "No disagreements." not in out
    assert "1.00 [1.00 1.00]" not in out
    kappa = next(one for one in found.rows if one.about == "code").measure("cohen_kappa")
    assert (kappa.value, kappa.low < 0) == (1, True)


def test_each_fragment_that_differs_is_listed(cmo, marked):
    out = cmo("agreement", "--disagreements", cwd=eight_and_ten(marked)).out
    assert "Marked differently (14):" in out
    assert 'FG1-003  "Words of FG1-003."\n  boundary - AB: characters 300-350; CD: none\n' in out
    assert "FG1-CD-008" in out
    assert "FG1-001" not in out.split("Marked differently")[1]


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_machines_read_them_too(cmo, marked, form):
    out = cmo("agreement", "--format", form, "--disagreements", cwd=eight_and_ten(marked)).out
    assert "FG1-CD-008" in out
    if form == "json":
        data = json.loads(out)
        assert len(data["boundaries"]["differing"]) == 14
        alpha = data["rows"][-1]["coefficients"]["krippendorff_alpha_unitized"]
        assert (data["rows"][-1]["about"], alpha["low"]) == ("boundary", None)


def test_without_places_boundaries_cannot_be_compared_and_differing_fragments_are_said(cmo, marked):
    root = eight_and_ten(marked, places=False)
    found = cmo_eval.load(root).agreement()
    assert row(found).measure("krippendorff_alpha_unitized").coefficient.why == "no_places"
    assert len(found.boundaries) == 14
    out = " ".join(cmo("agreement", cwd=root).out.split())
    assert "Boundaries cannot be compared: nothing says from where to where" in out
    assert "14 fragments differently: 6 by AB only, 8 by CD only" in out


def test_who_codes_what_another_marked_has_no_boundaries(cmo, marked):
    first = [entry("FG1-001", (0, 50)), entry("FG1-002", (60, 90))]
    root = marked(first, [entry("FG1-001", quote=None), entry("FG1-002", quote=None)])
    found = cmo_eval.load(root).agreement()
    assert row(found).measure("percent").coefficient.why == "given"
    assert found.boundaries == ()
    out = cmo("agreement", cwd=root).out
    assert "Boundaries cannot be compared: only one of them marked fragments" in out
    assert "No disagreements.\n" in out


def test_a_sample_is_no_difference_in_boundaries(cmo, marked):
    root = marked([entry("FG1-001", (0, 50)), entry("FG1-002", (60, 90))], [entry("FG1-001", quote=None)])
    assert cmo_eval.load(root).agreement().boundaries == ()
    assert "No disagreements on what two of them coded." in cmo("agreement", cwd=root).out


def test_fragments_that_overlap_are_one_entry(marked):
    root = marked([entry("FG1-001", (100, 200))], [entry("FG1-CD-001", (120, 200)), entry("FG1-CD-002", (400, 450))])
    found = cmo_eval.load(root).agreement()
    assert [(one.citation, dict(one.said)) for one in found.boundaries] == [
        ("FG1-001", {"AB": "characters 100-200", "CD": "characters 120-200 (FG1-CD-001)"}),
        ("FG1-CD-002", {"AB": "none", "CD": "characters 400-450"}),
    ]
    assert row(found).measure("percent").value == pytest.approx(1 - 70 / 1000)


def test_of_three_who_marked_it_is_said_who_did(cmo, marked):
    third = {"sources/FG1.citations.EF.yaml": "coder: EF\ncitations:\n" + entry("FG1-EF-001", (100, 200))}
    theirs = [entry("FG1-CD-001", (100, 200)), entry("FG1-CD-002", (300, 350)), entry("FG1-CD-003", (500, 540))]
    root = marked([entry("FG1-001", (100, 190)), entry("FG1-002", (300, 350))], theirs, **third)
    out = " ".join(cmo("agreement", cwd=root).out.split())
    assert "They marked 3 fragments differently: 1 by CD only, 1 not by all, 1 with other boundaries." in out


def test_of_fragments_that_overlap_the_one_with_most_in_common_is_beside(marked):
    root = marked([entry("FG1-001", (100, 200))], [entry("FG1-CD-001", (10, 110)), entry("FG1-CD-002", (150, 900))])
    first, second = cmo_eval.load(root).agreement().boundaries
    assert (first.citation, first.said["AB"]) == ("FG1-CD-001", "characters 100-200 (FG1-001)")
    assert second.said["CD"] == "characters 150-900 (FG1-CD-002)"


def test_fragments_that_touch_stay_two(marked):
    root = marked([entry("FG1-001", (100, 150)), entry("FG1-002", (150, 200))], [entry("FG1-CD-001", (100, 190))])
    wanted = unitized_alpha([lengths([[(100, 150, "m"), (150, 200, "m")], [(100, 190, "m")]], 1000)]).value
    found = row(cmo_eval.load(root).agreement()).measure("krippendorff_alpha_unitized")
    assert found.value == pytest.approx(wanted)


def test_a_coder_without_any_place_is_not_one_who_marked_nothing(marked):
    found = cmo_eval.load(marked([entry("FG1-001", (100, 150))], [entry("FG1-CD-001")])).agreement()
    assert row(found).measure("percent").coefficient.why == "no_places"


def test_fragments_without_a_place_among_others_are_named(cmo, marked):
    first = [entry("FG1-001", (100, 150)), entry("FG1-002"), entry("FG1-003", (90, 90))]
    out = " ".join(cmo("agreement", cwd=marked(first, [entry("FG1-CD-001", (100, 150))])).out.split())
    assert "Boundaries: 2 fragments left out, since nothing says from where to where (FG1-002, FG1-003)." in out
    assert "coded under another" not in out


def test_a_place_of_their_own_under_the_first_coders_id_is_their_boundary(cmo, marked):
    root = marked([entry("FG1-001", (100, 150))], [entry("FG1-001", (110, 150))])
    found = cmo_eval.load(root).agreement()
    assert dict(found.boundaries[0].said) == {"AB": "characters 100-150", "CD": "characters 110-150"}
    assert row(found).measure("percent").value == pytest.approx(0.99)


def test_what_waits_in_a_second_file_was_not_marked_and_what_was_taken_over_is_said(cmo, marked):
    first = [entry("FG1-001", (100, 150)), entry("FG1-002", (200, 250))]
    theirs = [entry("FG1-001", quote=None), "  - {id: FG1-002}\n", entry("FG1-CD-001", (300, 350))]
    root = marked(first, theirs)
    assert [one.citation for one in cmo_eval.load(root).agreement().boundaries] == ["FG1-002", "FG1-CD-001"]
    out = " ".join(cmo("agreement", cwd=root).out.split())
    assert "Boundaries: 1 fragment coded under another coder's id, and so taken as marked alike;" in out
    assert "left out, since" not in out


def test_the_same_place_under_two_ids_is_no_difference(marked):
    root = marked([entry("FG1-001", (100, 200))], [entry("FG1-CD-001", (100, 200))])
    found = cmo_eval.load(root).agreement()
    assert found.boundaries == ()
    alpha = row(found).measure("krippendorff_alpha_unitized")
    assert (alpha.value, alpha.low, alpha.no_interval) == (1, None, "one_text")


def test_fragments_of_one_coder_that_overlap_count_once(marked):
    first = [entry("FG1-001", (100, 200)), entry("FG1-002", (150, 250))]
    found = cmo_eval.load(marked(first, [entry("FG1-CD-001", (100, 250))])).agreement()
    assert row(found).measure("percent").value == 1


def test_a_text_that_is_not_at_hand_ends_with_its_last_fragment(marked):
    root = marked([entry("FG1-001", (0, 50))], [entry("FG1-CD-001", (0, 100))], text=False)
    assert row(cmo_eval.load(root).agreement()).measure("percent").value == 0.5


def test_what_was_taken_over_stays_a_fragment_of_its_coder(marked):
    settled = entry("FG1-CD-001", (400, 450)).replace("}}\n", "}, adjudicated: {by: EF, date: 2025-01-01}}\n")
    root = marked([entry("FG1-001", (100, 200)), settled], [entry("FG1-CD-001", (400, 450))])
    first, taken = cmo_eval.load(root).agreement().boundaries
    assert (first.said["CD"], first.settled) == ("none", None)
    assert (taken.citation, taken.said["AB"], taken.settled.by) == ("FG1-CD-001", "none", "EF")


def test_words_that_may_not_be_quoted_are_not_shown(cmo, marked):
    person = "participants: [{id: r1, role: manager, consent: background}]\n"
    source = {"sources/FG1.yaml": f"id: FG1\nkind: focus_group\ntitle: t\ngroup: staff\n{person}"}
    spoken = entry("FG1-CD-001", (400, 450)).replace("id:", "speaker: r1, id:", 1)
    out = cmo("agreement", "--disagreements", cwd=marked([entry("FG1-001", (1, 50))], [spoken], **source)).out
    assert 'FG1-CD-001  "[may not be quoted]"' in out
    assert "Words of" not in out


def test_where_nobody_coded_the_same_citation_the_fragments_are_said(cmo, marked):
    out = cmo("agreement", cwd=marked([entry("FG1-001", (1, 50))], [entry("FG1-CD-001", (400, 450))])).out
    assert out.startswith("No citation of FG1 was coded by two coders.\n\nThey marked 2 fragments differently")
    assert "isagreements on" not in out


def test_each_source_has_a_row_and_all_an_interval(cmo, marked):
    other = {
        "sources/FG2.yaml": "id: FG2\nkind: focus_group\ntitle: t\ngroup: staff\n",
        "sources/FG2.citations.yaml": "coder: AB\ncitations:\n" + entry("FG2-001", (0, 50)),
        "sources/FG2.citations.CD.yaml": "coder: CD\ncitations:\n" + entry("FG2-CD-001", (10, 100)),
    }
    given = {
        "sources/FG3.yaml": "id: FG3\nkind: focus_group\ntitle: t\ngroup: staff\n",
        "sources/FG3.citations.yaml": "coder: AB\ncitations:\n" + entry("FG3-001", (0, 50)),
        "sources/FG3.citations.CD.yaml": "coder: CD\ncitations:\n" + entry("FG3-001", quote=None),
    }
    root = marked([entry("FG1-001", (100, 200))], [entry("FG1-CD-001", (120, 200))], **other, **given)
    found = cmo_eval.load(root).agreement(by="boundary")
    assert [(one.item, one.units, one.sources) for one in found.rows] == [(None, 4, 2), ("FG1", 2, 1), ("FG2", 2, 1)]
    alpha = row(found).measure("krippendorff_alpha_unitized")
    assert alpha.low < alpha.value < alpha.high
    assert "FG2" in cmo("agreement", "--by", "boundary", cwd=root).out
