"""Words in another language than the report's: found, marked in every format, and hyphenated by their own rules."""

from __future__ import annotations

import io
import re
import zipfile

from hypothesis import given
from hypothesis import strategies as st
from reported import FILES, changed

from cmo_eval.report import documents, files, house
from cmo_eval.report.document import Foreign, Text, plain
from cmo_eval.report.document.language import in_their_language, own_words, rewritten
from cmo_eval.report.document.markdown import document
from cmo_eval.report.formats.pdf import typst_text

DUTCH = ("Waarde ging voor kosten", "een verborgen probleem", "Weinig tijd", "deelnemende organisaties")


def mark(text, texts=DUTCH):
    return in_their_language(texts, "nl")(Text(text))


def test_words_are_found_among_others():
    assert mark("The claim is: Waarde ging voor kosten. So far.") == (
        Text("The claim is: "),
        Foreign("Waarde ging voor kosten.", "nl"),
        Text(" So far."),
    )


def test_first_letter_may_be_a_capital_or_not():
    assert mark("If een verborgen probleem; weinig tijd") == (
        Text("If "),
        Foreign("een verborgen probleem", "nl"),
        Text("; "),
        Foreign("weinig tijd", "nl"),
    )


def test_text_ends_where_a_word_ends():
    assert mark("weinig tijdverlies") == (Text("weinig tijdverlies"),)


def test_longest_text_is_taken():
    found = mark("een huis aan zee", ["een huis", "een huis aan zee"])
    assert found == (Foreign("een huis aan zee", "nl"),)


def test_what_users_wrote_of_a_quote_is_theirs(see):
    view = see(FILES, "en")
    quotes = [quote for chapter in view.chapters for one in chapter.mechanisms for quote in one.quotes]
    roles = {quote.role for quote in quotes if len(quote.role) > 7}  # a shorter word is often one of both languages
    assert roles
    assert roles | {quote.group for quote in quotes if quote.group} <= own_words(view)


def test_marks_that_the_user_typed_around_a_text_do_not_hide_it(see):
    typed = changed("conclusions.yaml", "Weinig afhakers gehoord.", "'\"Weinig afhakers gehoord.\"'")
    found = own_words(see(typed, "en"))
    assert in_their_language(found, "nl")(Text("What is uncertain: “Weinig afhakers gehoord.”")) == (
        Text("What is uncertain: “"),
        Foreign("Weinig afhakers gehoord.", "nl"),
        Text("”"),
    )


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=4))
def test_no_word_is_lost(text, texts):
    assert plain(mark(text, texts)) == text


def test_texts_of_users_are_known_and_words_of_the_program_are_not(see):
    found = own_words(see(language="en"))
    assert {"Waarde ging voor kosten", "De scan onthult", "Wat opvalt is de rust", "een scan door derden"} <= found
    assert not {one for one in found if one.startswith(("If this is so", "2 citations"))}


def test_cells_and_paragraphs_say_their_language_in_html(see):
    shown = see(language="en")
    page = files(shown, documents(shown), ["html"], house(None), chapters=False)["report.html"].decode("utf-8")
    assert '<p lang="nl">Wat opvalt is de rust.</p>' in page
    assert re.search(r'<td(?: data-label="[^"]+")? lang="nl">(?:Dat kan\.|dat kan)</td>', page)
    assert '<html lang="en">' in page


def test_runs_say_their_language_in_word(see):
    shown = see(language="en")
    content = files(shown, documents(shown), ["docx"], house(None), chapters=False)["report.docx"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        body = packed.read("word/document.xml").decode("utf-8")
    assert '<w:r><w:rPr><w:lang w:val="nl-NL"/></w:rPr><w:t xml:space="preserve">Wat opvalt is de rust.</w:t>' in body
    assert not re.search(r"<w:lang [^>]*/><w:[a-z]", body)  # Word wants it last of a run's properties


def test_words_say_their_language_in_typst():
    (one,) = mark("Waarde ging voor kosten")
    made = typst_text(rewritten(document("# Kop\n\nzin\n", "Titel", "en"), lambda _: (one,)), {})
    assert '#text(lang: "nl")[#"Waarde ging voor kosten"]' in made


def test_report_in_the_language_of_its_texts_marks_nothing(see):
    shown = see(language="nl")
    page = files(shown, documents(shown), ["html"], house(None), chapters=False)["report.html"].decode("utf-8")
    assert not re.search(r"<(p|td|li|span|h[1-6])[^>]* lang=", page)


def test_sign_of_a_section_stays_with_its_number(see):
    for language in ("nl", "en"):
        shown = see(language=language)
        page = files(shown, documents(shown), ["html"], house(None), chapters=False)["report.html"].decode("utf-8")
        assert not re.search(r"§ \d", page)
        assert re.search("§\u00a0\\d", page)


def test_stance_stays_with_its_number(see):
    for language, stances in (("nl", "steun|nuancering|tegenspraak"), ("en", "support|nuance|refutation")):
        shown = see(language=language)
        page = files(shown, documents(shown), ["html"], house(None), chapters=False)["report.html"].decode("utf-8")
        assert not re.search(rf"[:,] ({stances}) \d+[,.<]", page)
        assert re.search(f"[:,] ({stances})\u00a0\\d", page)
