"""5xx: what was promised to those who spoke."""

from __future__ import annotations

import json

import pytest
from tables import Bad, Good, check_bad, check_good, name

SOURCE, CITATIONS, SECOND = "sources/FG1.yaml", "sources/FG1.citations.yaml", "sources/FG1.citations.CD.yaml"
PEOPLE = "  - {id: r2, role: coach, consent: background}\n  - {id: r3, role: coach, consent: withdrawn}\n"


def says(more):
    return {
        f"{SOURCE}+": PEOPLE,
        f"{CITATIONS}+": f"  - {{id: FG1-002, quote: q, {more}, evidence: [{{supports: C1}}]}}\n",
    }


TALK = """\
R1: The trams ran late all year.
R2: The board hid it all from us.
R3: Nobody asked the drivers at all.
INT: Who begins?
R1: We saw it on the table.
"""
HEARD = {"evaluation.yaml+": "basis: published\ntexts: texts\n", "texts/FG1.txt": TALK}


def heard(more):
    """FG1 with its text, in which r2 may not be quoted and r3 withdrew, and a citation in it."""
    entry = f"  - {{id: FG1-002, {more}, evidence: [{{supports: C1}}]}}\n"
    said = {f"{SOURCE}+": f"{PEOPLE}text: FG1.txt\n", f"{CITATIONS}+": entry}
    return {**HEARD, **said}


def taken_back(more, remark="quote: The trams ran late, speaker: r1"):
    """The same, where everybody may be quoted and one remark was taken back."""
    shows = "evidence: [{supports: C1}]"
    gone = f"  - {{id: FG1-002, {remark}, {shows}, withdrawn: 2024-05-01}}\n"
    return {**HEARD, f"{SOURCE}+": "text: FG1.txt\n", f"{CITATIONS}+": f"{gone}  - {{id: FG1-003, {more}, {shows}}}\n"}


def second(more):
    return {SECOND: f"coder: CD\ncitations:\n  - {{id: FG1-CD-001, {more}, evidence: [{{supports: C1}}]}}\n"}


CLAIM, PATTERN, EVALUATION = "claims/C1-value.yaml", "patterns/P1-scan.yaml", "evaluation.yaml"
NAMES = {f"{EVALUATION}+": "names: ../names.txt\n"}
PUBLIC = "policy: {confidentiality: {case_interview: public}}\n"


def told(words, more=""):
    entry = f"  - {{id: FG1-002, quote: {words!r}, speaker: r1, evidence: [{{supports: C1}}]{more}}}\n"
    return {f"{CITATIONS}+": entry}


def spoken(words):
    entry = f"  - {{id: FG1-002, quote: {json.dumps(words, ensure_ascii=False)}, speaker: r1}}\n"
    return {f"{CITATIONS}+": entry.replace("}", ", evidence: [{supports: C1}]}")}


def listed(root):
    (root.parent / "names.txt").write_text("Jan Jansen\n\nÉmile\n", encoding="utf-8")


KEPT = {"exchange.xml": '<parts><part in="Document" of="FG1"><Description>cold</Description></part></parts>'}

BAD = [
    Bad("CMO503", told("Mail me at jan@example.org."), [(CITATIONS, "'Mail")],
        "FG1-002 holds an e-mail address (j…@…)", about="FG1-002"),
    Bad("CMO503", told("Call 06-12345678 now"), [(CITATIONS, "'Call")], "a phone number (06…)"),
    Bad("CMO503", told("Call +32 2 501 02 11"), [(CITATIONS, "'Call")], "a phone number (+3…)"),
    Bad("CMO503", told("Mine is 111222333."), [(CITATIONS, "'Mine")], "a citizen service number, BSN (1…)"),
    Bad("CMO503", told("To NL91 ABNA 0417 1643 00 then"), [(CITATIONS, "'To")], "a bank account number (NL…)"),
    Bad("CMO503", told("At 1234 AB 12"), [(CITATIONS, "'At")], "a postcode with a house number (12…)"),
    Bad("CMO503", told("Long Street 12a, 1234 AB Town"), [(CITATIONS, "'Long")], "a postcode with a house number"),
    Bad("CMO503", told("q", ", memo: ask jan@example.org"), [(CITATIONS, "ask")], "an e-mail address"),
    Bad("CMO503", {f"{PATTERN}+": "other_influences: [a, jan@example.org]\n"}, [(PATTERN, "jan")],
        "P1 holds an e-mail address", about="P1"),
    Bad("CMO503", {f"{CLAIM}+": "intended: call 020-1234567\n"}, [(CLAIM, "call")], "C1 holds a phone number"),
    Bad("CMO503", {f"{SOURCE}+": "tables: [{id: T1, rows: {jan@example.org: 3}}]\n"}, [(SOURCE, "jan")], "FG1 holds"),
    *(
        Bad("CMO503", spoken(words), [(CITATIONS, f'"{words[:4]}')], what)
        for words, what in (
            ("Call 06\u00a031\u00a042\u00a053\u00a064 now", "a phone number (06…)"),
            ("Call 06\u201131425364 now", "a phone number (06…)"),
            ("Call \uff10\uff16\uff13\uff11\uff14\uff12\uff15\uff13\uff16\uff14 now", "a phone number (06…)"),
            ("To NL91\u202fABNA\u202f0417\u202f1643\u202f00", "a bank account number (NL…)"),
            ("To nl91abna0417164300 please", "a bank account number (nl…)"),
            ("To NL91-ABNA-0417-1643-00", "a bank account number (NL…)"),
            ("From NL12 words to BE68 5390 0754 7034", "a bank account number (BE…)"),
            ("Lives at 1234\u00a0AB\u00a056", "a postcode with a house number (12…)"),
            ("Long Street 12\u00a0a,\u00a01234\u00a0AB Town", "a postcode with a house number"),
            ("Mine is 1112\u00a022\u00a0333", "a citizen service number, BSN (1…)"),
            ("My BSN is 111-222-333", "a citizen service number, BSN (1…)"),
            ("Mail kim\u00ad@exam\u00adple.org", "an e-mail address (k…@…)"),
            ("Mail kim\uff20example.org", "an e-mail address (k…@…)"),
            ("Mail kim@b\u00fccher.example", "an e-mail address (k…@…)"),
            ("Mail kim (at) example (dot) org", "an e-mail address (k…@…)"),
            ("Mail kim.b[at]example.org", "an e-mail address (k…@…)"),
        )
    ),
    Bad("CMO503", told("q", ", selector: {start: 1, end: 2, prefix: 'ask jan@example.org '}"),
        [(CITATIONS, "'ask")], "an e-mail address"),
    Bad("CMO503", told("q", ", at: {section: jan@example.org}"), [(CITATIONS, "jan")], "an e-mail address"),
    Bad("CMO505", {f"{EVALUATION}+": PUBLIC}, [(EVALUATION, "public")], "notes of case interviews public",
        about="demo"),
    Bad("CMO505", {"sources/CI1.yaml": "id: CI1\nkind: case_interview\ntitle: T\ngroup: users\n"
                                       "confidentiality: public\n"},
        [("sources/CI1.yaml", "public")], "the notes of case interview CI1 are public", about="CI1"),
    Bad("CMO506", {**NAMES, **told("As JAN  Jansen said"), f"{PATTERN}+": "actor: emile\n"},
        [(CITATIONS, "'As"), (PATTERN, "emile")], "holds a name of the list (", prepare=listed),
    Bad("CMO506", {**NAMES, f"{CLAIM}+": "intended: 'said \u00c9mile'\n"}, [(CLAIM, "'said")],
        "C1 holds a name of the list (E…)",
        prepare=listed, about="C1"),
    Bad("CMO506", {**NAMES, "cases/K1-emile.yaml": "id: K1\ntitle: T\nattributes: {Emile: x}\n"},
        [("cases/K1-emile.yaml", "id"), ("cases/K1-emile.yaml", "Emile")], "a name of the list (E…)", prepare=listed,
        also={"CMO311"}),
    Bad("CMO506", {**NAMES, f"{SOURCE}+": "reference: {title: T, url: 'https://example.org/%C3%89mile'}\n"},
        [(SOURCE, "'https")], "FG1 holds a name of the list (E…)", prepare=listed),
    Bad("CMO506", {**NAMES, "codebook.yaml": "codes:\n  - {id: jan_jansen, kind: theme, use: x}\n"},
        [("codebook.yaml", "jan_jansen")], "a name of the list (J… J…)", prepare=listed),
    Bad("CMO507", {f"{EVALUATION}+": "names: names.txt\n", "names.txt": "Jansen\n"}, [(EVALUATION, "names.txt")],
        "lies in the evaluation's folder", about="demo"),
    Bad("CMO508", NAMES, [(EVALUATION, "../names.txt")], "names are not looked for: the file does not exist",
        about="demo"),
    Bad("CMO501", says("speaker: r2"), [(CITATIONS, "FG1-002")],
        "FG1-002 gives the words of r2, whose consent is 'background'", about="FG1-002"),
    Bad("CMO501", says("speaker: r3"), [(CITATIONS, "FG1-002")], "the words of r3, whose consent is 'withdrawn'"),
    Bad("CMO501", says("speaker: r3, verbatim: false"), [(CITATIONS, "FG1-002")], "consent is 'withdrawn'"),
    Bad("CMO510", heard("speaker: r1, quote: The board hid it all"), [(CITATIONS, "FG1-002")],
        "FG1-002 holds words from the turn of r2, who may not be quoted (line 2)", also={"CMO416"}, about="FG1-002"),
    Bad("CMO510", heard("speaker: r1, quote: Nobody asked the drivers"), [(CITATIONS, "FG1-002")],
        "FG1-002 holds words from the turn of r3, who withdrew (line 3)", also={"CMO416"}, about="FG1-002"),
    Bad("CMO510", heard("role: driver, quote: Nobody asked the drivers"), [(CITATIONS, "FG1-002")], "turn of r3"),
    Bad("CMO510", heard("quote: Nobody asked the drivers"), [(CITATIONS, "FG1-002")], "turn of r3"),
    Bad("CMO510", heard("speaker: r1, quote: 'ran late all year. The board hid'"), [(CITATIONS, "FG1-002")],
        "holds words of several turns, one of r2, who may not be quoted (line 1)"),
    Bad("CMO510", heard("speaker: r1, quote: 'ran late […] asked the drivers'"), [(CITATIONS, "FG1-002")],
        "holds words of several turns, one of r3, who withdrew (line 1)"),
    Bad("CMO510", heard("speaker: r1, verbatim: false, quote: A secret, at: {line: 2}"), [(CITATIONS, "FG1-002")],
        "turn of r2", also={"CMO420"}),
    Bad("CMO510", {**heard("speaker: r1, quote: late all year"), **second("speaker: r1, quote: The board hid it all")},
        [(SECOND, "FG1-CD-001")], "FG1-CD-001 holds words from the turn of r2", also={"CMO416"}),
    Bad("CMO511", taken_back("quote: ran late all, speaker: r1"), [(CITATIONS, "FG1-003")],
        "FG1-003 repeats words that were taken back, or are of somebody who may not be heard (line 1)"),
    Bad("CMO511", {**taken_back("quote: on the table, role: a"), **second("quote: The trams ran late, speaker: r1")},
        [(SECOND, "FG1-CD-001")], "FG1-CD-001 repeats words that were taken back"),
    Bad("CMO511", {**taken_back("quote: trams ran late, speaker: r1"), "texts/FG1.txt": None}, [(CITATIONS, "FG1-003")],
        "FG1-003 repeats words that were taken back", also={"CMO417"}),
    Bad("CMO512", heard("quote: Somebody said this"), [(CITATIONS, "FG1-002")],
        "FG1-002 does not say who speaks where r3 withdrew: it does not count", also={"CMO416"}, about="FG1-002"),
    Bad("CMO512", heard("quote: The board hid it all"),
        [(CITATIONS, "FG1-002")], "FG1-002 does not say who speaks where r2 may not be quoted: it is held back"),
    Bad("CMO512", taken_back("quote: ran late all, speaker: r1", "verbatim: false, quote: Late trams, at: {line: 1}"),
        [(CITATIONS, "FG1-003")], "FG1-003 may hold words of which a paraphrase was taken back"),
    Bad("CMO513", {**KEPT, f"{SOURCE}+": "withdrawn: 2024-05-01\n"}, [(SOURCE, "2024-05-01")],
        "exchange.xml keeps what another program said of FG1, which was withdrawn", about="FG1"),
    Bad("CMO514", {f"{SOURCE}+": "  - {id: r2, consent: quote, same_as: FG1.r3}\n  - {id: r3, consent: withdrawn}\n"},
        [(SOURCE, "{id: r2")], "FG1.r2 is the same person as FG1.r3, who withdrew", about="FG1"),
    Bad("CMO514", {"sources/FG1b.yaml": "id: FG1\nkind: focus_group\ntitle: Again\ndate: 2024-03-12\n"
        "participants:\n"
        "  - {id: r8, consent: quote, same_as: FG1.r9}\n  - {id: r9, consent: withdrawn}\n"},
        [("sources/FG1b.yaml", "{id: r8")], "FG1.r8 is the same person as FG1.r9, who withdrew",
        also={"CMO101", "CMO102", "CMO117", "CMO305"}, about="FG1"),
    Bad("CMO502", {f"{SOURCE}+": "  - {id: r2, role: coach}\n"}, [(SOURCE, "{id: r2")],
        "no consent is recorded of r2", about="FG1"),
]  # fmt: skip

GOOD = [
    Good("CMO501", says("speaker: r2, verbatim: false")),
    Good("CMO501", says("speaker: r1")),
    Good("CMO510", heard("speaker: r1, quote: The trams ran late all year.")),
    Good("CMO510", heard("quote: ran late all year, at: {line: 1}")),
    Good("CMO510", heard("role: manager, quote: Who begins, at: {line: 4}")),
    Good("CMO511", taken_back("quote: all year, speaker: r1")),
    Good("CMO512", heard("speaker: r1, quote: ran late all year, at: {line: 1}")),
    Good("CMO513", KEPT),
    Good("CMO513", {f"{SOURCE}+": "withdrawn: 2024-05-01\n"}),
    Good(
        "CMO513",
        {**KEPT, "exchange.xml": KEPT["exchange.xml"].replace("FG1", "FG2"), f"{SOURCE}+": "withdrawn: 2024-05-01\n"},
    ),
    Good(
        "CMO514",
        {f"{SOURCE}+": "  - {id: r2, consent: withdrawn, same_as: FG1.r3}\n  - {id: r3, consent: withdrawn}\n"},
    ),
    Good("CMO502", {f"{SOURCE}+": "  - {id: r2, role: coach, consent: quote}\n"}),
    *(
        Good("CMO503", told(words))
        for words in (
            "In 2017 we saw 279 of 433",
            "1.200.000.000 euro",
            "mail @ noon",
            "123456789",
            "12345678901234",
            "2017-03-20 12:30",
            "1.112.223.337 and 111.222.333 euro",
            "we were (at) home. Then we left",
            "in12 words of some length that say nothing at all",
            "1112\u00a0223\u00a0337 euro",
        )
    ),
    Good("CMO503", {f"{SOURCE}+": "reference: {title: T, url: 'https://example.org/0612345678/a@b.nl'}\n"}),
    Good("CMO505", {f"{EVALUATION}+": PUBLIC.replace("public", "team")}),
    *(Good(code, {f"{EVALUATION}+": "names: ../../names.txt\n"}, also={"CMO508"}) for code in ("CMO506", "CMO507")),
    Good("CMO508", {}),
]


@pytest.mark.parametrize("case", BAD, ids=name)
def test_a_broken_promise_is_found_at_its_place(case, evaluation, place):
    check_bad(case, evaluation, place)


@pytest.mark.parametrize("case", GOOD, ids=name)
def test_promises_that_are_kept_have_no_finding(case, evaluation):
    check_good(case, evaluation)


def test_words_in_a_second_coders_file_are_looked_at_too(evaluation, place):
    second = "coder: CD\ncitations:\n  - {id: FG1-CD-001, quote: q, speaker: r2, evidence: [{supports: C1}]}\n"
    files = {f"{SOURCE}+": PEOPLE, SECOND: second}
    check_bad(Bad("CMO501", files, [(SECOND, "FG1-CD-001")], "the words of r2"), evaluation, place)


def test_names_of_the_list_are_whole_words(evaluation):
    from cmo_eval import api

    root = evaluation({**NAMES, **told("The janitor and Jan Jansens and emiles")})
    listed(root)
    assert api.validate(root).findings == ()


DIGITS = "ab111222333" + "c" * 53
WRITTEN = """\
decisions:
  - verdict: holds
    by: AB
    evidence:
      sha256: DIGITS
      voices: DIGITS
      citations: ["FG1-001 supports observation 111222333"]
"""


def test_what_stands_around_a_quote_is_replaced_where_it_is_from(evaluation):
    from cmo_eval import api

    around = ', selector: {start: 3, end: 4, prefix: "", suffix: "my number 06-12345678"}'
    found = [one for one in api.validate(evaluation(told("q", around))).findings if one.code == "CMO503"]
    assert ["text pseudonymise" in one.hint for one in found] == [True]
    found = [one for one in api.validate(evaluation(told("Call 06-12345678 now"))).findings if one.code == "CMO503"]
    assert ["text pseudonymise" in one.hint for one in found] == [False]


def test_what_the_program_writes_is_not_read_as_numbers_of_a_person(evaluation):
    from cmo_eval import api

    again = "  - {id: FG1-002, quote: q, speaker: r1, selector: {start: 111222333, end: 111222334}}\n"
    files = {
        f"{CLAIM}+": WRITTEN.replace("DIGITS", DIGITS),
        f"{SOURCE}+": f"text: FG1.txt\ntext_sha256: {DIGITS}\n",
        f"{CITATIONS}+": again,
    }
    assert [one for one in api.validate(evaluation(files)).findings if one.code == "CMO503"] == []
    files[f"{CLAIM}+"] += "    rationale: mine is 111222333\n"
    assert [one.code for one in api.validate(evaluation(files)).findings if one.code == "CMO503"] == ["CMO503"]


def test_all_fields_that_the_program_writes_are_known_by_their_types():
    from cmo_eval.model import Citation, Claim, Source, form_of

    recorded = form_of(Claim).at("decisions").at(0).at("evidence")
    assert all(recorded.at(key).closed for key in ("sha256", "voices", "citations"))
    assert form_of(Source).at("text_sha256").closed
    where = form_of(Citation).at("selector")
    assert where.at("start").closed
    assert where.at("end").closed
    assert not where.at("prefix").closed
    assert form_of(Citation).at("quality").closed
    assert not form_of(Claim).at("decisions").at(0).at("rationale").closed
    assert not form_of(Source).at("tables").at(0).at("rows").at("a row").closed


def test_a_changed_list_of_names_is_seen(evaluation):
    from cmo_eval import api

    root = evaluation({**NAMES, **told("As Pieters said")})
    listed(root)
    assert api.validate(root).findings == ()
    (root.parent / "names.txt").write_text("Pieters\n")
    assert [finding.code for finding in api.validate(root).findings] == ["CMO506"]


def test_no_message_repeats_what_it_found(evaluation):
    from cmo_eval import api

    secrets = ("jan@example.org", "06-12345678", "111222333", "NL91 ABNA 0417 1643 00", "1234 AB 12", "Emile")
    root = evaluation({**NAMES, **told(" and ".join(secrets))})
    listed(root)
    findings = api.validate(root).findings
    assert len(findings) == len(secrets)
    assert not [secret for secret in secrets for finding in findings if secret.casefold() in str(finding).casefold()]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (heard("speaker: r1, quote: The board hid it all"), "CMO510"),
        (taken_back("quote: ran late all, speaker: r1"), "CMO511"),
        (heard("quote: The board hid it all"), None),  # CMO512: held back already
    ],
)
def test_words_of_another_stop_a_public_report_and_words_of_nobody_do_not(evaluation, files, code):
    from cmo_eval import api

    root = evaluation(files)
    if code is None:
        assert api.disclose(root, "public").repository.held.words > 0
        return
    with pytest.raises(api.UnpublishableError) as caught:
        api.disclose(root, "public")
    assert {one.code for one in caught.value.findings} == {code}
