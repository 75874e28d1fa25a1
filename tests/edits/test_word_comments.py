"""Comments of a Word document come with the words that they are about."""

import zipfile

import pytest
from commented import Document

from cmo_eval.edits.coding.word_comments import read_comments
from cmo_eval.errors import UsageError
from cmo_eval.transcripts.reading import read_rows
from cmo_eval.transcripts.turns import Register, turns_in, voices, written

LINES = ["INT: What changed?", "R1: Our room, they say.", "R2: And not your room.", "R1: It is on a red ribbon."]


@pytest.fixture
def document():
    return Document(LINES)


def test_the_words_between_the_ends_of_the_range_are_the_comments(document, tmp_path):
    document.comment("Our room", "+C1")
    (found,) = read_comments(document.save(tmp_path / "a.docx"))
    assert (found.under.words, found.text, found.author, found.initials) == ("Our room", "+C1", "Anna Bakker", "AB")
    assert (found.under.prefix[-4:], found.under.suffix[:10]) == ("R1: ", ", they say")
    assert len(found.date) == len("2024-05-13")


def test_a_range_goes_over_runs_and_paragraphs(document, tmp_path):
    document.run("room, they", bold=True)
    document.comment(["Our ", "not your"], "+C1")
    (found,) = read_comments(document.save(tmp_path / "a.docx"))
    assert found.under.words == "Our room, they say. And not your"


def test_comments_may_overlap_and_stand_in_each_other(document, tmp_path):
    document.comment(["Our ", "say."], "outer")
    document.comment("room", "inner")
    document.comment([", they", "R2: "], "across")
    found = {one.text: one.under.words for one in read_comments(document.save(tmp_path / "a.docx"))}
    assert found == {"outer": "Our room, they say.", "inner": "room", "across": ", they say."}


def test_comments_are_numbered_in_the_order_of_their_words(document, tmp_path):
    document.comment("red ribbon", "last")
    document.comment("Our room", "first")
    found = read_comments(document.save(tmp_path / "a.docx"))
    assert [(one.number, one.text) for one in found] == [(1, "first"), (2, "last")]


def test_a_comment_without_a_range_has_no_words(document, tmp_path):
    comment = document.comment("Our room", "+C1")
    document.take_out("commentRangeStart", comment)
    document.take_out("commentRangeEnd", comment)
    (found,) = read_comments(document.save(tmp_path / "a.docx"))
    assert (found.under.words, found.text) == ("", "+C1")


def test_a_range_that_never_ends_ends_where_the_comment_is_referred_to(document, tmp_path):
    document.take_out("commentRangeEnd", document.comment("Our room", "+C1"))
    (found,) = read_comments(document.save(tmp_path / "a.docx"))
    assert found.under.words == "Our room"


def test_a_range_that_never_begins_has_no_words(document, tmp_path):
    document.take_out("commentRangeStart", document.comment("Our room", "+C1"))
    assert read_comments(document.save(tmp_path / "a.docx"))[0].under.words == ""


def test_tracked_changes_are_read_as_accepted(document, tmp_path):
    document.comment(["Our ", "say."], "+C1")
    document.delete(", they")
    document.insert("say.")
    assert read_comments(document.save(tmp_path / "a.docx"))[0].under.words == "Our room say."


def test_words_that_were_deleted_are_no_words(document, tmp_path):
    document.comment("Our room", "+C1")
    document.delete("Our room")
    assert read_comments(document.save(tmp_path / "a.docx"))[0].under.words == ""


def test_replies_belong_to_what_they_reply_to(document, tmp_path):
    first = document.comment("Our room", "+C1")
    second = document.comment("red ribbon", "#keys")
    reply = document.comment("Our room", "I see it so too", "Chris", "CD")
    later = document.comment("Our room", "and I", "Eva", "EF")
    path = document.save(tmp_path / "a.docx", replies=[(reply, first), (later, reply)])
    found = read_comments(path)
    assert [one.text for one in found] == ["+C1", "#keys"]
    assert [one.text for one in found[0].replies] == ["I see it so too", "and I"]
    assert second.text == "#keys"


def test_a_circle_of_replies_ends(document, tmp_path):
    first, second = document.comment("Our room", "a"), document.comment("red ribbon", "b")
    path = document.save(tmp_path / "a.docx", replies=[(first, second), (second, first)])
    assert isinstance(read_comments(path), list)


def test_comments_in_tables_are_read(tmp_path):
    document = Document(["above"])
    cell = document.docx.add_table(1, 2).cell(0, 1)
    run = cell.paragraphs[0].add_run("R1: in a table")
    document.docx.add_comment(run, "#keys", author="A", initials="A")
    assert read_comments(document.save(tmp_path / "a.docx"))[0].under.words == "in a table"


def test_a_comment_has_the_line_of_the_text_that_is_brought_in(tmp_path):
    head = ["Panel-Meeting Transcript", "1 March 2026", "27m 42s", "Irma B started transcription"]
    document = Document([*head, "Irma B   0:03", "Yes.", "Ben   0:09", "No.", "Irma B   0:12", "Yes."])
    document.docx.paragraphs[9].clear().add_run("Yes. ")
    document.docx.paragraphs[9].add_run("Again.")
    document.comment("Again.", "+C1")
    document.comment("27m", "of the head")
    path = document.save(tmp_path / "a.docx")
    talk, head_of = sorted(read_comments(path), key=lambda one: one.text)
    rows = read_rows(path).rows
    turns = turns_in(rows, Register())
    lines = written(turns, voices(turns, Register())).split("\n")
    assert (talk.under.words, talk.under.line, head_of.under.words) == ("Again.", 3, "")
    assert lines[2].endswith("Yes. Again.")


def test_paragraphs_of_a_comment_are_its_lines(document, tmp_path):
    document.comment("Our room", "+C1").add_paragraph("memo: look again")
    assert read_comments(document.save(tmp_path / "a.docx"))[0].text == "+C1\nmemo: look again"


def test_a_document_without_comments_has_none(document, tmp_path):
    assert read_comments(document.save(tmp_path / "a.docx")) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"R1: only text", "no Word document"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "protected by a password, or in an old format"),
    ],
)
def test_what_is_no_word_document_is_refused(content, says, tmp_path):
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(UsageError, match=says):
        read_comments(tmp_path / "a.docx")


def test_a_zip_without_a_document_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as file:
        file.writestr("x.xml", "<x/>")
    with pytest.raises(UsageError, match="no Word document"):
        read_comments(tmp_path / "a.docx")


def test_entities_are_refused(document, tmp_path):
    document.comment("Our room", "+C1")
    document.save(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as before, zipfile.ZipFile(tmp_path / "b.docx", "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "word/comments.xml":
                part = part.replace(b"<w:comments", b'<!DOCTYPE x [<!ENTITY a "b">]><w:comments', 1)
            after.writestr(name, part)
    with pytest.raises(UsageError, match="entities"):
        read_comments(tmp_path / "b.docx")


def test_a_folder_and_a_missing_file_are_said(tmp_path):
    with pytest.raises(UsageError, match=r"is a folder|is no file"):
        read_comments(tmp_path)
    with pytest.raises(UsageError, match="there is no file"):
        read_comments(tmp_path / "a.docx")
