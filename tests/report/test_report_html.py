"""The HTML report: valid, read aloud in order, and alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.report import documents, files, house
from cmo_eval.report.document.markdown import document
from cmo_eval.report.formats.html import html_bytes
from cmo_eval.report.templates.files import builtin_templates

VOID = {"meta", "br", "hr", "col", "wbr"}


class Page(HTMLParser):
    """What a reader of a page needs: headings, ids, links, tables, figures."""

    def __init__(self, text):
        super().__init__()
        self.open, self.headings, self.ids, self.links, self.seen, self.words = [], [], [], [], [], {}
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        self.seen.append((tag, own, [one for one, _ in self.open]))
        self.ids += [own["id"]] if "id" in own else []
        self.links += [own["href"]] if "href" in own else []
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append((tag, len(self.seen) - 1))

    def handle_endtag(self, tag):
        name, place = self.open.pop()
        assert name == tag
        self.words.setdefault(place, "")

    def handle_data(self, data):
        for _, place in self.open:
            self.words[place] = self.words.get(place, "") + data

    def all(self, tag):
        return [
            (own, within, self.words.get(place, "")) for place, (one, own, within) in enumerate(self.seen) if one == tag
        ]


@pytest.fixture
def page(see):
    """The page of the evaluation, as text and read."""

    def build(language=None):
        shown = see(language=language)
        text = files(shown, documents(shown), ["html"], house(None), chapters=False)["report.html"].decode("utf-8")
        return text, Page(text)

    return build


def html(markdown, **more):
    text = html_bytes(document(markdown, "Titel", "nl", **more), {}, house(None)).decode("utf-8")
    return text, Page(text)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_strict_parser_finds_no_mistake(page):
    html5lib = pytest.importorskip("html5lib")
    text, _ = page()
    html5lib.HTMLParser(strict=True).parse(text)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_language_and_title_are_said(page, language):
    text, read = page(language)
    assert text.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert [words for _, within, words in read.all("title") if "svg" not in within] == ["Kleine evaluatie"]


def test_headings_stand_in_order_below_one_title(page):
    _, read = page()
    assert read.headings.count(1) == 1
    assert read.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))


def test_ids_stand_once_and_links_lead_to_them(page):
    _, read = page()
    assert len(read.ids) == len(set(read.ids))
    assert read.links
    assert {link[1:] for link in read.links} <= set(read.ids)


def test_nothing_is_asked_of_the_network(page):
    text, read = page()
    assert not [
        tag for tag, own, _ in read.seen if tag in {"script", "link", "img", "iframe", "object"} or "src" in own
    ]
    assert not re.search(r"@import|url\((?!#)", text)


def test_reader_can_skip_to_the_one_main_part(page):
    _, read = page()
    first_link = next(own for own, _, _ in read.all("a"))
    assert first_link["href"] == "#main"
    assert [own for own, _, _ in read.all("main")] == [{"id": "main"}]


def test_every_table_has_a_caption_and_heads_with_scope_and_words(page):
    _, read = page()
    tables = read.all("table")
    assert len(tables) > 10
    assert len(read.all("caption")) == len(tables)
    assert all(own.get("scope") == "col" and words.strip() for own, _, words in read.all("th"))
    assert all("thead" in within for _, within, _ in read.all("th"))
    # on a telephone each cell of a small table has the head of its column
    few = [place for place, (own, _, _) in enumerate(tables) if "few" in own.get("class", "").split()]
    assert 0 < len(few) < len(tables)
    assert {own.get("data-label") for own, _, _ in read.all("td")} >= {"Conclusie", "Op wiens woord", None}


def test_every_figure_has_words_for_who_does_not_see_it(page):
    _, read = page()
    drawings = read.all("svg")
    assert len(drawings) >= 3
    for own, _, _ in drawings:
        assert own["role"] == "img"
        assert set(own["aria-labelledby"].split()) <= set(read.ids)
    assert len([words for _, within, words in read.all("desc") if words.strip() and "svg" in within]) == len(drawings)


def test_two_drawings_do_not_take_each_others_ids(see):
    shown = see()
    (picture, *_) = shown.pictures.evidence
    text = html_bytes(
        document("# T\n\n![a](figures/evidence.svg)\n\n![a](figures/evidence.svg)", "T", "nl"),
        {"evidence": picture},
        house(None),
    ).decode()
    read = Page(text)
    assert len(read.all("svg")) == 2
    assert len(read.ids) == len(set(read.ids))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(read.ids)


def test_of_two_drawings_of_a_figure_one_is_shown_for_the_width_of_the_screen(see):
    text = html_bytes(
        document("# T\n\n![a](figures/theory.svg)\n\n![a](figures/evidence.svg)", "T", "nl"),
        {one.id: one for one in (*see().pictures.theory, *see().pictures.evidence)},
        house(None),
    ).decode()
    read = Page(text)
    boxes = [own["viewbox"].split()[2] for own, _, _ in read.all("svg")]
    assert boxes == ["640", "320", "640"]
    assert [own["class"] for own, _, _ in read.all("div")] == ["wide", "narrow"]
    assert len(read.ids) == len(set(read.ids))
    narrow = text.index("figure .wide { display: none; }")
    assert text.index("figure .narrow { display: none; }") < text.index("(max-width: 40rem)") < narrow


def test_footnotes_lead_there_and_back():
    text, read = html("a[^x] b[^x]\n\n[^x]: Noot.\n")
    assert {"#note-1", "#mark-1", "#mark-1-2"} <= set(read.links)
    assert {"note-1", "mark-1", "mark-1-2"} <= set(read.ids)
    assert 'role="doc-noteref"' in text
    assert 'role="doc-endnotes"' in text


def test_two_notes_in_a_row_are_two_numbers():
    text = html_bytes(
        document("# Kop\n\nZin.[^a][^b]\n\n[^a]: Een.\n\n[^b]: Twee.\n", "T", "nl"), {}, house(None)
    ).decode()
    assert ">1</a></sup><sup>,\u00a0</sup><sup><a " in text


def test_paragraph_stays_with_the_list_that_it_heads():
    text = html_bytes(
        document("# Kop\n\n**A1.** Doe dit.\n\n- a\n\nZin.\n\n- b\n", "T", "nl"), {}, house(None)
    ).decode()
    assert '<p class="heads"><strong>A1.' in text
    assert "<p>Zin.</p>" in text
    assert ".heads { break-after: avoid" in text


def test_paragraph_right_below_a_heading_stays_with_the_table_or_the_text_that_it_is_a_note_to():
    words = (
        "# Kop\n\n*Een noot.*\n\nZin.\n\n*Nog een noot.*\n\nNa de zin.\n\n| a |\n| - |\n| b |\n"
        "\n## Kop\n\nNog een.\n\n| a |\n| - |\n| b |\n"
    )
    text = html_bytes(document(words, "T", "nl"), {}, house(None)).decode()
    assert "<p>Na de zin.</p>" in text
    assert "<p><em>Nog een noot.</em></p>" in text
    assert '<p class="heads"><em>Een noot.</em>' in text
    assert "<p>Zin.</p>" in text
    assert '<p class="heads">Nog een.</p>' in text


def test_word_that_no_column_could_hold_may_go_on_on_the_next_line():
    long = "https://voorbeeld.invalid/een?a=1&b=" + "z" * 40
    _, page = html(f"| A | B |\n| --- | --- |\n| {long} | verantwoordelijkheidsgevoel |\n")
    cells = [words for place, words in page.words.items() if page.seen[place][0] == "td"]
    assert cells == [long, "verantwoordelijkheidsgevoel"]
    assert sum(tag == "wbr" for tag, *_ in page.seen) >= 3


def test_quotation_names_its_speaker():
    text, _ = html("> Woorden.\n>\n> — Een bestuurder")
    assert "<figcaption>Een bestuurder</figcaption>" in text


def test_deep_headings_keep_their_level():
    text, _ = html("\n\n".join(f"{'#' * level} k{level}" for level in range(1, 7)))
    assert "<h6" in text


def test_properties_say_who_and_when():
    text, _ = html("# T", authors=("AB",), subject="Zorg", date="2017-04")
    assert '<meta name="author" content="AB">' in text
    assert '<meta name="dcterms.date" content="2017-04">' in text


# ---- the style sheet ------------------------------------------------------------------------------------------------


def _light(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", ["paper", "wash"])
@pytest.mark.parametrize("letters", ["ink", "quiet", "accent"])
def test_colours_have_contrast(letters, ground):
    css = (builtin_templates() / "report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", css))
    one, other = sorted((_light(colours[letters]), _light(colours[ground])), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= 7  # WCAG 2 level AAA asks 7, AA 4.5


def test_no_colour_is_written_outside_the_list():
    css = (builtin_templates() / "report.css").read_text(encoding="utf-8").partition("}")[2]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", css)


def test_house_style_comes_after_ours(tmp_path):
    (tmp_path / "house.css").write_text(":root { --accent: #7a0000; }\n", encoding="utf-8")
    css = house(tmp_path).css
    assert css.index("--accent: #154273") < css.index("--accent: #7a0000")
    (tmp_path / "report.css").write_text("p { color: red; }\r\n", encoding="utf-8")
    assert house(tmp_path).css == "p { color: red; }\n:root { --accent: #7a0000; }\n"


@pytest.mark.parametrize(
    ("css", "said"),
    [
        (b"\xff\xfe", "cannot be read"),
        (b"@import 'x.css';", "another file"),
        (b"a { background: url( 'https://x.invalid/p.png') }", "another file"),
    ],
)
def test_style_sheet_that_would_not_work_alone_is_refused(tmp_path, css, said):
    (tmp_path / "house.css").write_bytes(css)
    with pytest.raises(CmoEvalError, match=said):
        house(tmp_path)


def test_style_sheet_cannot_end_its_element(tmp_path):
    (tmp_path / "house.css").write_text("a::after { content: '</style><script>x</script>'; }", encoding="utf-8")
    text = html_bytes(document("# T", "T", "nl"), {}, house(tmp_path)).decode()
    assert "<script>" not in Page(text).all("script")
    assert text.count("</style>") == 1
