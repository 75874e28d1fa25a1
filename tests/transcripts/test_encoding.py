"""Any usual encoding is read, and it is said which it was."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.encoding import cleaned, decoded

DUTCH = "R1: Dat is een coöperatie met één café, de ‘organisatiescan’ – en die reünie in Curaçao was à 10 € geïnd.\n"
PLAIN = "R1: geen enkel accent\n"
LATIN = DUTCH.replace("‘", "'").replace("’", "'").replace("–", "-").replace("€", "EUR")


@pytest.mark.parametrize(
    ("content", "text", "name", "guessed"),
    [
        (DUTCH.encode(), DUTCH, "UTF-8", False),
        (PLAIN.encode("ascii"), PLAIN, "UTF-8", False),
        (codecs.BOM_UTF8 + DUTCH.encode(), DUTCH, "UTF-8 with byte order mark", False),
        (codecs.BOM_UTF16_LE + DUTCH.encode("utf-16-le"), DUTCH, "UTF-16 (little endian)", False),
        (codecs.BOM_UTF16_BE + DUTCH.encode("utf-16-be"), DUTCH, "UTF-16 (big endian)", False),
        (codecs.BOM_UTF32_LE + DUTCH.encode("utf-32-le"), DUTCH, "UTF-32", False),
        (DUTCH.encode("utf-16-le"), DUTCH, "UTF-16 (little endian)", True),
        (DUTCH.encode("utf-16-be"), DUTCH, "UTF-16 (big endian)", True),
        (DUTCH.encode("cp1252"), DUTCH, "Windows-1252", True),
        (LATIN.encode("latin-1"), LATIN, "Windows-1252", True),
        (DUTCH.encode("mac_roman"), DUTCH, "Mac Roman", True),
        (LATIN.encode("cp850"), LATIN, "DOS (code page 850)", True),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_an_encoding_is_found_and_named(content, text, name, guessed):
    assert decoded(content)[:3] == (text, name, guessed)


@pytest.mark.parametrize("word", ["één", "coördinatie", "reünie", "café", "‘goed’", "10 € was", "Zoë"])
@pytest.mark.parametrize("codec", ["cp1252", "utf-8", "mac_roman"])
def test_one_accent_is_enough(word, codec):
    text = f"INT: Hoe ging dat?\nR1: Dat was {word} en dat was dat.\n"
    assert decoded(text.encode(codec)).text == text


def test_other_scripts_are_left_to_charset_normalizer():
    text = "Это обычный русский текст, в котором говорится о библиотеке и о людях. " * 5
    found = decoded(text.encode("cp1251"))
    assert (found.text, found.guessed) == (text, True)
    assert found.encoding != "Windows-1252"


def test_utf8_into_which_something_else_was_pasted_is_mended_and_said():
    content = (DUTCH * 3).encode() + "R2: één\n".encode("cp1252")
    found = decoded(content)
    assert found.text == f"{DUTCH * 3}R2: één\n"
    assert found[1:] == ("UTF-8", True, "2 bytes of it in Windows-1252")


def test_utf16_cut_off_in_the_middle_of_a_character_is_read_and_said():
    found = decoded(codecs.BOM_UTF16_LE + "één".encode("utf-16-le")[:-1])
    assert found.text == "éé\ufffd"
    assert "damaged" in found.note


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"%PDF-1.7\n...", "a PDF"), (b"PK\x03\x04...", "Word"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word"),
     (b"{\\rtf1 a}", "rich text"), (bytes(range(256)) * 20, "no text"),
     (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, "no text")],
)  # fmt: skip
def test_what_is_no_text_is_refused(content, what):
    with pytest.raises(CmoEvalError, match=what) as refused:
        decoded(content)
    assert "and saved" not in (refused.value.hint or "")


def test_an_empty_file_is_an_empty_text():
    assert decoded(b"").text == ""


def test_unseen_characters_go_and_are_counted_and_line_ends_are_one():
    text, unseen = cleaned("a\r\nb\rc\x0bd\x0ce\u2028f\x85g\u00adh\u200bi\x07\tj e\u0301 \U0001f469\u200d\U0001f33e")
    assert text == "a\nb\nc\nd\ne\nf\nghi\tj é \U0001f469\u200d\U0001f33e"
    assert unseen == 3


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"])))
def test_utf8_is_always_read_as_it_was_written(text):
    content = text.encode()
    if not content.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf")):
        assert decoded(content).text == text


@given(st.binary(max_size=400))
def test_no_bytes_break_it(content):
    try:
        text = decoded(content).text
    except CmoEvalError:
        return
    cleaned(text)[0].encode()
