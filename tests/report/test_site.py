"""The site: every link leads somewhere, every quote up to what rests on it, and one command replaces it whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import hostile
from cmo_eval import api
from cmo_eval.analysis.trace import trace
from cmo_eval.errors import CmoEvalError, UsageError
from cmo_eval.messages import label
from cmo_eval.report import documents, view
from cmo_eval.site import files, link_to, refuse_foreign, write_site
from cmo_eval.site.grounds import grounds_of
from cmo_eval.site.places import Key, places_of
from site_pages import Page, evidence, pages, reached, sound

REFERENCE = Path(__file__).parents[2]
DEMO = REFERENCE / "src" / "cmo_eval" / "edits" / "demo"


CONCLUSIONS = """\
answers: {V1: {text: Ja., rests_on: [C1]}}
recommendations:
  - {id: A1, text: Doe dit., rests_on: [C1, FG1-001]}
"""


@pytest.fixture(scope="module")
def seen():
    """What the public may see of the reference evaluation, and its site in two languages."""
    shown = api.disclose(REFERENCE)
    results = shown.verify()
    views = {one: view(shown.repository, results, one, links=link_to) for one in ("nl", "en")}
    return shown, results, {language: files(one) for language, one in views.items()}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_link_leads_to_a_place_in_the_site(seen, language):
    _, _, made = seen
    found = sound(made[language])
    assert all(f'<html lang="{language}">' in made[language][name].decode() for name in found)
    theory = made[language]["patterns.html"].decode().partition("<figure")[2].partition("</figure>")[0]
    assert {*re.findall('href="([^"]+)"', theory)} >= {name for name in made[language] if name.startswith("claim-")}
    assert reached(found) == found.keys()


def test_values_of_cases_and_partners_lead_to_their_words(seen):
    _, _, made = seen
    compared, partners, one = (made["nl"][name].decode() for name in ("cases.html", "case-K16.html", "case-K2.html"))
    assert "<dt>Periode</dt>" in one
    assert ">Deelnemers<" not in made["nl"]["sources.html"].decode()  # nobody is registered
    assert re.search(r"◑ <strong>deels</strong> \[<a [^>]*>S2-047</a>", compared)
    assert re.search(r"● <strong>meer</strong>: Weten wat goede zorg vraagt. \[<a [^>]*>S2-034</a>", partners)


def test_an_answer_names_each_claim_once(seen):
    _, _, made = seen
    grounds, beside = made["nl"]["answer-Q1.html"].decode().split("Ook over deze vraag")
    named = [re.findall("<li>(?:Claim )?<a href=(claim-C[0-9])", part) for part in (grounds, beside)]
    assert named == [["claim-C2", "claim-C5", "claim-C6"], ["claim-C3", "claim-C8"]]


def test_what_rests_on_a_quote_is_what_trace_finds(seen):
    shown, results, made = seen
    one = view(shown.repository, results, "nl")
    grounds, texts = grounds_of(one), {name: content.decode() for name, content in made["nl"].items()}
    beside = {"leads_to", "serves", "becomes", "suggested", "reworded", "tests", "set_aside", "favours"}
    for id_ in [*grounds.rows][::25]:
        found = trace(shown.repository, results, id_)
        arrows = [edge for edge in found.edges if edge.relation not in beside and not edge.left_out]
        reached, waiting = set(), [Key("citation", id_)]
        while waiting:
            here = waiting.pop()
            above = {Key(*edge.upper) for edge in arrows if Key(*edge.lower) == here} - reached
            reached |= above
            waiting += above
        tops = {key for key in reached if key.kind in {"answer", "recommendation"}}
        assert {*grounds.rest_on(id_)} == tops, id_
        text = texts[f"source-{grounds.quotes[id_].source}.html"]
        card = re.search(rf"<article id={id_}>.*?</article>", text, re.DOTALL)[0]
        for key in tops:
            assert f"<a href={key.kind}-{key.id}.html>" in card
        for row in grounds.rows[id_]:
            for kind, named in (("claim", row.claim), ("pattern", row.pattern)):
                assert not named or f"<a href={kind}-{named}.html>" in card


def test_every_citation_stands_once_with_its_source_and_in_the_trail_of_its_claims(seen):
    shown, results, made = seen
    one = view(shown.repository, results, "nl")
    found = pages(made["nl"])
    placed = [id_ for name, page in found.items() if name.startswith("source-") for id_ in page.ids]
    known = shown.repository.citations.by_id
    assert sorted(id_ for id_ in placed if id_ in known) == sorted(known)
    for chapter in one.chapters:
        text = made["nl"][f"claim-{chapter.id}.html"].decode().partition('<table class="trail')[2]
        for row in one.citations:
            if row.claim == chapter.id:
                assert f"#{row.id}>{row.id}</a>" in text
        assert text.count("<td class=not>") == sum(
            bool(row.left_out) for row in one.citations if row.claim == chapter.id
        )


def test_search_finds_every_quote_with_what_can_be_filtered(seen):
    shown, _, made = seen
    data = evidence(made["nl"])
    rows = {row[0]: row for row in data["rows"]}
    assert rows.keys() == shown.repository.citations.by_id.keys()
    coded = next(one for one in shown.repository.citations if one.citation.evidence and one.citation.quote)
    row, said = rows[coded.id], coded.citation.evidence[0]
    text = row[3] if coded.citation.verbatim else row[3][0]
    assert text == " ".join(coded.citation.quote.split())
    assert data["sources"][row[1]][0] == coded.source
    assert data["claims"][row[8]][0] == said.claim
    assert data["stances"][row[7]][0] == said.stance
    assert {one[3] for one in data["things"]} <= made["nl"].keys()


def test_the_chain_of_a_recommendation_goes_down_to_words(see):
    shown = see({"conclusions.yaml": CONCLUSIONS})
    text = files(shown)["recommendation-A1.html"].decode()
    chains = re.findall(r'<svg class="chain (wide|narrow)".*?</svg>', text, re.DOTALL)
    assert chains == ["wide", "narrow"]
    drawn = re.search(r'<svg class="chain wide".*?</svg>', text, re.DOTALL)[0]
    kinds = re.findall(r'<g class="(\w+)"><a href="([^"]+)">', drawn)
    assert kinds[0][0] in {"citation", "more", "pattern", "claim", "recommendation"}
    assert {"recommendation", "claim", "pattern", "citation"} <= {kind for kind, _ in kinds}
    assert ("citation", "source-FG1.html#FG1-001") in kinds
    assert "<a href=answer-V1.html>" in files(shown)["source-FG1.html"].decode()


def test_a_chain_tells_what_refutes_what_is_not_shown_and_where_nothing_is_said(see):
    from reported import FILES

    names = ("claims/C1-waarde.yaml", "sources/FG1.citations.yaml")
    claim, said = FILES[names[0]].replace("patterns: [P1]", "patterns: [P1, P2]"), FILES[names[1]]
    said = said.replace("supports: C1, pattern: P1, parts: [resource, reasoning]", "refutes: C1, pattern: P1")
    rest = CONCLUSIONS.replace("[C1, FG1-001]", "[C1, P1, P2, FG1-002]")
    made = files(see({names[0]: claim, names[1]: said, "conclusions.yaml": rest}))
    drawn = re.search(r'<svg class="chain wide".*?</svg>', made["recommendation-A1.html"].decode(), re.DOTALL)[0]
    boxes = [re.findall(r"<tspan[^>]*>([^<]*) </tspan>", one) for one in drawn.split("<g class=")[1:]]
    heads = [" ".join(one[:2]) for one in boxes]
    assert [one[0] for one in boxes if "zie hierboven" in one[0]] == ["Patroon P1 · zie hierboven"]
    assert [one for one in heads if one.startswith("Weerspreekt · Bestuurder")]
    assert heads.count("geen citaat dat meeweegt") == 2, "of P2, below the claim and by itself"
    assert "De woorden mogen niet" in " ".join(boxes[-1]), "FG1-002 is held back"
    of_pattern = re.search(r'<svg class="chain wide".*?</svg>', made["pattern-P1.html"].decode(), re.DOTALL)[0]
    assert "Weerspreekt" not in of_pattern, "what a quote does to a claim is told below that claim"


def test_the_same_view_gives_the_same_bytes(see, seen):
    assert files(see()) == files(see())
    command = [sys.executable, "-c", _SITE, str(REFERENCE)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == [digest(seen[2]["nl"])]


def digest(made):
    return hashlib.sha256(b"".join(name.encode() + made[name] for name in sorted(made))).hexdigest()


_SITE = """
import hashlib, sys
from cmo_eval import api
from cmo_eval.report import documents, view
from cmo_eval.site import files, link_to
shown = api.disclose(sys.argv[1])
made = files(view(shown.repository, shown.verify(), "nl", links=link_to))
print(hashlib.sha256(b"".join(name.encode() + made[name] for name in sorted(made))).hexdigest())
"""


BOOK = """\
version: 2
codes:
  - {id: rust, label: Rust, kind: theme, use: Waar men rust noemt, avoid: Waar men slaapt}
  - {id: tijd1, kind: context, parent: rust}
  - {id: nooit, label: Ongebruikt, kind: theme}
history: [{version: 2, date: 2017-02, change: Tijd is rust geworden, why: Te fijn}]
"""


def test_the_codebook_leads_to_the_quotes_of_each_code_and_the_search_to_those_of_one(see):
    from reported import FILES

    quotes = "".join(
        f"  - {{id: FG1-1{n:02}, quote: Gezegd {n}., verbatim: false, speaker: r1, codes: [{code}]}}\n"
        for n, code in [*((n, "rust") for n in range(12)), (12, "rust, tijd1")]
    )
    shown = see({"codebook.yaml": BOOK, "sources/FG1.citations.yaml": FILES["sources/FG1.citations.yaml"] + quotes})
    made = files(shown)
    found = sound(made)
    book, code = (made[name].decode() for name in ("codes.html", "code-rust.html"))
    assert re.findall(r"<a href=(code-\w+\.html)>([^<]+)</a>", book) == [
        ("code-rust.html", "Rust"),
        ("code-tijd1.html", "tijd1"),
    ]
    assert re.findall(r'<td class="number"[^>]*>(\d+)</td>', book) == ["13", "1"]
    assert {"Waar men rust noemt", "versie 2"} <= {*re.findall("Waar men rust noemt|versie 2", book)}
    assert "Tijd is rust geworden. Te fijn." in book
    assert "Ongebruikt" not in "".join(content.decode() for content in made.values())
    assert "Waar men rust noemt." in code
    assert "Waar men slaapt." in code
    assert [link for link in found["code-rust.html"].links if "#FG1-1" in link] == [
        f"source-FG1.html#FG1-1{n:02}" for n in range(10)
    ]
    assert "<a href=source-FG1.html>FG1</a> (3)" in code
    assert 'href="quotes.html#code=rust"' in code
    assert "<a href=code-tijd1.html>tijd1</a>" in code
    assert "<a href=code-rust.html>Rust</a>" in made["code-tijd1.html"].decode()
    data = evidence(made)
    coded = {row[0]: row[6] for row in data["rows"]}
    assert [data["codes"][place][0] for place in coded["FG1-112"]] == ["rust", "tijd1"]
    assert (coded["FG1-100"], coded["FG1-001"]) == (0, -1)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_on_method_tells_what_annex_a_computes(seen, cmo, tmp_path, language):
    shown, results, made = seen
    assert cmo("init", "--demo", tmp_path / "demo").code == 0
    demo = api.disclose(tmp_path / "demo")
    one = view(demo.repository, demo.verify(), language, coding=demo.coding(), links=link_to)
    hanging = [chapter for chapter in one.chapters if chapter.robustness.flips]
    for shown_, page in (
        (view(shown.repository, results, language), Page(made[language]["method.html"].decode())),
        (one, found := Page(files(one)["method.html"].decode())),
    ):
        told = " ".join("".join(page.words).split())
        said = [*shown_.method.coded, *shown_.readers, label("report.rule.V3", language)]
        for chapter in shown_.chapters:
            said += [change.what for flip in chapter.robustness.flips for change in flip.changes]
        said += [row.alpha for row in shown_.method.agreement]
        assert [line for line in said if " ".join(line.split()) not in told] == []
    assert {f"claim-{chapter.id}.html" for chapter in hanging} <= {*found.links}
    assert hanging
    assert one.method.agreement


@pytest.mark.parametrize("name", ["nasty", *sorted(hostile.SENTENCES)])
def test_no_text_becomes_anything_but_text(folder, tmp_path, name):
    from reported import FILES

    from cmo_eval.analysis.verification import verify
    from cmo_eval.disclosure.gate import disclose
    from cmo_eval.store.loading import load

    made = {}
    for text in ("gewoon", {"nasty": hostile.NASTY, **hostile.SENTENCES}[name]):
        repository = load(folder(files={**dict.fromkeys(FILES), **hostile.files(text)})).repository
        disclosed = disclose(repository, "team")
        made[text] = files(view(disclosed, verify(disclosed), disclosed.evaluation.language))
        if name == "nasty":
            made[f"shared {text}"] = over_a_portfolio(tmp_path / f"all{len(made)}", disclosed, text)
    harmless(*[*made.values()][:: 2 if name == "nasty" else 1])
    if name == "nasty":
        harmless(*[*made.values()][1::2])


def over_a_portfolio(root, disclosed, text):
    """The site over a portfolio in which this evaluation is, with that text for the mechanism that it shares."""
    from cmo_eval.portfolio.engine import opened
    from cmo_eval.portfolio.folder import make
    from cmo_eval.site.portfolio import PortfolioSite

    portfolio = make(root)
    portfolio.add(disclosed, root)
    shared = dict.fromkeys(("title", "theory", "reference"), text)
    (root / "mechanisms.yaml").write_text(
        json.dumps({"mechanisms": {"shared": shared}}, ensure_ascii=False), encoding="utf-8"
    )
    with opened(portfolio) as engine:
        return dict(PortfolioSite(engine, "en").files())


def harmless(plain, wild):
    """Pages with a wild text have the same elements as those with a plain one."""
    assert plain.keys() == wild.keys()
    found = sound(wild)
    for page, of_plain in zip(found.values(), pages(plain).values(), strict=True):
        lines = {"tspan", "g"}  # of what is long in a picture
        assert page.elements - lines == of_plain.elements - lines
    data = evidence(wild)
    assert len(data["rows"]) == len(evidence(plain)["rows"])
    assert "<" not in wild["evidence.js"].decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "".join(made_.decode() for made_ in wild.values()))


def test_ids_that_differ_in_capitals_have_files_of_their_own(see):
    shown = see(
        {
            "sources/s2.yaml": "id: Fg1\nkind: interview\ntitle: Ander\n",
            "evaluation.yaml": _with_question("één", see),
        }
    )
    places = places_of(shown)
    names = [places.file(Key(kind, id_)) for kind, ids in places.order.items() for id_ in ids]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.html", name) for name in names)
    sound(files(shown))


def _with_question(key, _):
    from reported import FILES

    return FILES["evaluation.yaml"].replace("questions: {", f"questions: {{{key}: Een vraag?, ")


# ---- on the disk -----------------------------------------------------------------------------------------------------


@pytest.fixture
def site(see, tmp_path):
    made = files(see())
    return made, tmp_path / "out"


def held(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_replaced_whole_and_what_others_put_there_stays(site):
    made, out = site
    assert write_site(out, {**made, "case-gone.html": made["index.html"]}) == 0
    (out / "CNAME").write_text("example.org")
    (out / ".git").mkdir()
    (out / ".git" / "config").write_text("x")
    (out / "notes.html").write_text("<p>mine")
    assert write_site(out, made) == 1
    assert held(out) == {*made, "CNAME", ".git/config", "notes.html"}
    assert all((out / name).read_bytes() == content for name, content in made.items())
    assert [path.name for path in out.parent.iterdir() if path.name.endswith(".tmp")] == []


def test_nothing_is_written_over_what_others_made(site):
    made, out = site
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other things"):
        write_site(out, made)
    assert held(out) == {"mine.txt"}
    write_site(out, made, force=True)
    assert (out / "mine.txt").read_text() == "mine"
    (out / "claims.html").write_text("<p>mine")
    with pytest.raises(UsageError, match=r"claims\.html exists"):
        write_site(out, made)
    assert (out / "claims.html").read_text() == "<p>mine"
    write_site(out, made, force=True)
    assert (out / "claims.html").read_bytes() == made["claims.html"]
    (out / "sources.html").unlink()
    (out / "sources.html").mkdir()
    with pytest.raises(UsageError, match=r"sources\.html exists"):
        write_site(out, made, force=True)
    with pytest.raises(UsageError, match="is no folder"):
        refuse_foreign(out / "index.html")


def test_a_site_that_cannot_be_written_leaves_the_earlier_one(site, monkeypatch):
    made, out = site
    write_site(out, made)
    (out / "CNAME").write_text("example.org")
    before = {name: (out / name).read_bytes() for name in held(out)}
    rename = Path.rename
    for fails in range(1, 4):
        calls = []

        def broken(path, target, calls=calls, fails=fails):
            calls.append(path)
            if len(calls) == fails:
                raise OSError(28, "No space left on device")
            return rename(path, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", broken)
            with pytest.raises(CmoEvalError, match="cannot be written"):
                write_site(out, {**made, "index.html": b"other"})
        assert {name: (out / name).read_bytes() for name in held(out)} == before
        assert [path.name for path in out.parent.iterdir() if path.name.endswith(".tmp")] == []


def test_what_a_run_left_that_was_ended_is_put_right(site):
    made, out = site
    write_site(out, made)
    (out / "CNAME").write_text("example.org")
    dead = 2**22 - 3
    out.rename(out.with_name(f".out.{dead}.old.tmp"))  # ended between the two renames
    (out.with_name(f".out.{dead}.new.tmp")).mkdir()
    write_site(out, made)
    assert held(out) == {*made, "CNAME"}
    old = out.with_name(f".out.{dead}.old.tmp")  # ended before what others made was moved
    old.mkdir()
    (old / "robots.txt").write_text("x")
    (old / "index.html").write_bytes(made["index.html"])
    write_site(out, made)
    assert held(out) == {*made, "CNAME", "robots.txt"}
    assert not old.exists()


def test_what_a_link_points_at_is_replaced(site, tmp_path):
    made, out = site
    real = tmp_path / "real"
    write_site(real, made)
    out.symlink_to(real)
    write_site(out, made)
    assert out.is_symlink()
    assert held(real) == {*made}


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_and_says_where_to_begin(cmo, folder):
    root = folder()
    done = cmo("site", "--project", root, "--audience", "team")
    assert done.code == 0, done.err
    assert f"begin at {root / 'site-team' / 'index.html'}" in done.out
    assert held(root / "site-team")
    again = cmo("site", "--project", root, "--audience", "team", "--dry-run")
    assert again.out.startswith("would write ")


def test_a_public_site_with_a_name_of_the_list_is_not_written(cmo, folder, tmp_path):
    from reported import FILES

    (tmp_path / "listed.txt").write_text("Quxman\n", encoding="utf-8")
    files_of = {"evaluation.yaml": FILES["evaluation.yaml"] + "names: ../listed.txt\n"}
    files_of["claims/C2-later.yaml"] = FILES["claims/C2-later.yaml"].replace("Later", "Quxman later")
    done = cmo("site", "--project", folder(files=files_of), "-o", tmp_path / "out")
    assert done.code == 1
    assert "quxman" not in (done.err + done.out).casefold()
    assert not (tmp_path / "out").exists()


def test_a_site_that_would_print_a_name_of_the_list_by_itself_is_not_written(cmo, folder, tmp_path):
    from reported import FILES

    (tmp_path / "listed.txt").write_text("Verantwoording\n", encoding="utf-8")
    root = folder(files={"evaluation.yaml": FILES["evaluation.yaml"] + "names: ../listed.txt\n"})
    done = cmo("site", "--project", root, "-o", tmp_path / "out")
    assert done.code == 1
    assert "a name of the list would be printed in claim-C1.html" in done.err
    assert not (tmp_path / "out").exists()


def test_who_speaks_is_told_apart_by_the_person_in_one_source(see):
    coded = """\
defaults: {quality: observation}
citations:
  - {id: FG1-001, quote: Een., speaker: r1, evidence: [{supports: C1}]}
  - {id: FG1-002, quote: Twee., speaker: r5, evidence: [{supports: C1}]}
  - {id: FG1-003, quote: Drie., role: adviseur, evidence: [{supports: C1}]}
  - {id: FG1-004, quote: Vier., role: wethouder, evidence: [{supports: C1}]}
"""
    from reported import FILES

    person = "participants:\n  - {id: r5, role: coach, group: users, consent: quote}\n"
    source = FILES["sources/FG1.yaml"].replace("participants:\n", person)
    shown = see({"sources/FG1.citations.yaml": coded, "sources/FG1.yaml": source})
    names = [one.name.lower() for one in shown.citations if one.source == "FG1"]
    assert names == ["bestuurder 1", "coach 2", "een adviseur", "een wethouder"]


def test_a_file_that_cannot_be_read_stops_the_public_site_and_marks_others(cmo, folder, tmp_path):
    root = folder(files={"claims/C9-x.yaml": "id: [C9\n"})
    assert cmo("site", "--project", root, "-o", tmp_path / "out").code == 1
    assert not (tmp_path / "out").exists()
    done = cmo("site", "--project", root, "-o", tmp_path / "out", "--audience", "committee", "--language", "en")
    assert done.code == 1
    assert "C9-x.yaml" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_the_command_tells_who_coded_though_the_public_does_not_see_them(cmo, tmp_path):
    assert cmo("init", "--demo", tmp_path / "demo").code == 0
    assert cmo("site", "--project", tmp_path / "demo", "-o", tmp_path / "site", "--language", "en").code == 0
    told = (tmp_path / "site" / "method.html").read_text("utf-8")
    assert label("report.coded_by_nobody", "en") not in told
    assert '<td class="number" data-label="Coded twice">' in told


# ---- what is counted is what is listed


@pytest.fixture(scope="module", params=[REFERENCE, DEMO], ids=["reference", "demo"])
def whole(request):
    """What the public may see of the reference evaluation or of the demo, with documents and site in English."""
    shown = api.disclose(request.param)
    results = shown.verify()
    made = view(shown.repository, results, "en", links=link_to)
    plain = view(shown.repository, results, "en")
    return plain, documents(plain), files(made)


def _listed(page):
    """Of the quotes on the page of a pattern: the id, and for each claim the words on what it takes and shows."""
    below = page.partition('<h2 id="quotes">')[2]
    for piece in re.findall(r"<div class=piece>.*?</ul></div>", below, re.DOTALL):
        id_ = re.search(r"#([^>\"]+)>\1</a>", piece)[1]
        yield id_, [re.sub("<[^>]+>", "", one) for one in re.findall(r"<li>((?:(?!<li>|</ul>).)*)", piece, re.DOTALL)]


def _counted(page, part):
    """How many citations the page of a pattern says show a part, and how many deny it."""
    box = page.partition(f'<section class="box {part}"')[2].partition("</section>")[0]
    found = (re.search(rf"{said} by (\d+) citation", box) for said in ("shown", "denied"))
    return tuple(int(one[1]) if one else 0 for one in found)


def test_the_page_of_a_pattern_counts_the_citations_that_it_lists_as_weighed(whole):
    plain, _, made = whole
    compared = 0
    for pattern in plain.patterns:
        page = made[f"pattern-{pattern.id}.html"].decode()
        listed = {id_: [one for one in takes if "not weighed" not in one] for id_, takes in _listed(page)}
        assert len(listed) == len({one.id for one in plain.citations if one.pattern == pattern.id})
        for part, number in pattern.evidence:
            told = (part, "all four parts")
            shows = {
                id_
                for id_, takes in listed.items()
                for stance, *parts in (one.split(" · ") for one in takes)
                if stance.startswith(("supports", "nuances")) and {*", ".join(parts).split(", ")} & {*told}
            }
            denies = {id_ for id_, takes in listed.items() if any(f"lacks {part}" in one for one in takes)}
            assert _counted(page, part) == (number, dict(pattern.denied)[part]) == (len(shows), len(denies))
            compared += number
    assert compared


def test_a_chapter_lists_only_what_is_weighed_and_says_what_is_not_where_nothing_is(whole):
    plain, texts, made = whole
    empty = 0
    for chapter in plain.chapters:
        rows = [one for one in plain.citations if one.claim == chapter.id and one.version == chapter.version]
        weighed = {(one.id, one.pattern) for one in rows if not one.left_out}
        page = unescape(made[f"claim-{chapter.id}.html"].decode())
        (text,) = (text for name, text in texts.items() if name.startswith(f"chapters/{chapter.id}-"))
        for one in chapter.mechanisms:
            own = {id_ for id_, pattern in weighed if pattern == one.pattern.id}
            others = {row.id for row in rows if row.left_out and row.pattern == one.pattern.id}
            printed = {quote.id for quote in (*one.quotes, *one.denials)}
            assert printed <= own
            assert len(own) == one.citations
            assert one.unweighed.startswith(f"{len(others)} citation") or not others
            if not own:
                empty += 1
                assert one.unweighed in text
                assert one.unweighed in page
                assert not one.quotes
        trail = re.findall(r"<td class=not>not weighed", page)
        assert len(trail) == len([row for row in plain.citations if row.claim == chapter.id and row.left_out])
    assert empty or plain.head.fictional


def test_quotes_on_the_page_of_a_code_say_whether_they_are_not_weighed(whole):
    plain, _, made = whole
    first = {}
    for one in plain.citations:
        first.setdefault(one.id, one)
    told = set()
    for name in (name for name in made if name.startswith("code-")):
        for piece in re.findall(r"<div class=piece>.*?</div>", made[name].decode(), re.DOTALL):
            one = first[re.search(r"#([^>\"]+)>\1</a>", piece)[1]]
            assert ("not weighed" in piece) == bool(one.left_out)
            told.add(bool(one.left_out))
    assert told == {True, False}
    assert not any("they count" in content.decode() for name, content in made.items() if name.endswith(".html"))
