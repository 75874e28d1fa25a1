"""Documents that are broken, protected or meant to do harm are refused with a message, without harm and soon."""

import io
import zipfile
from pathlib import Path

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.transcripts.reading import read_rows

FILES = Path(__file__).parent / "files"
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def changed(name: str, parts: dict[str, bytes | None], *, more: dict[str, bytes] | None = None) -> bytes:
    """A document with parts replaced or removed, and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(FILES / name) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = parts.get(info.filename, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
        for path, content in (more or {}).items():
            new.writestr(path, content)
    return out.getvalue()


def part(name: str, path: str) -> bytes:
    with zipfile.ZipFile(FILES / name) as archive:
        return archive.read(path)


def refused(tmp_path, name: str, content: bytes) -> CmoEvalError:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(CmoEvalError) as error:
        read_rows(file)
    assert error.value.message.startswith(f"{name}: ")
    assert error.value.hint
    return error.value


def rows_or_refusal(file: Path):
    """The rows of a file that may still be read in part; None where it is refused with a message and a hint."""
    try:
        return read_rows(file).rows
    except CmoEvalError as error:
        if not (error.message.startswith(f"{file.name}: ") and error.hint):
            raise
        return None


BODY = {"talk.docx": "word/document.xml", "talk.odt": "content.xml"}


@pytest.mark.parametrize("name", BODY)
def test_a_file_that_unpacks_to_more_than_200_mb_is_refused(tmp_path, name):
    bomb = changed(name, {}, more={"media/zeros.png": b"\0" * (201 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert "unpacks to 201 MiB" in refused(tmp_path, name, bomb).message


def test_markup_that_unpacks_to_more_than_any_text_is_refused(tmp_path):
    bomb = changed("talk.docx", {"word/document.xml": b" " * (65 * 1024 * 1024)})
    assert "more than 64 MiB of text and markup" in refused(tmp_path, "talk.docx", bomb).message


def test_a_size_that_is_not_true_is_found_out(tmp_path):
    content = bytearray(changed("talk.docx", {"word/document.xml": b"<a>" + b" " * 100_000 + b"</a>"}))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):  # the size in both headers says 10 bytes
        at = content.find(b"word/document.xml", content.find(start))
        while at > 0 and content[at - (30 if start == b"PK\x03\x04" else 46) :][:4] != start:
            at = content.find(b"word/document.xml", at + 1)
        offset = at - (30 - 22 if start == b"PK\x03\x04" else 46 - 24)
        content[offset : offset + 4] = (10).to_bytes(4, "little")
    assert "damaged" in refused(tmp_path, "talk.docx", bytes(content)).message


@pytest.mark.parametrize("name", BODY)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_stand(tmp_path, name, encoding):
    for path in (BODY[name], "styles.xml" if name == "talk.odt" else "word/styles.xml"):
        inside = part(name, path).decode().split("?>", 1)[1]
        evil = f"{BILLION}{inside}".replace('"1.0"?', f'"1.0" encoding="{encoding.upper()}"?', 1)
        assert "entities" in refused(tmp_path, name, changed(name, {path: evil.encode(encoding)})).message


def test_an_external_entity_is_refused_unread(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    inside = part("talk.docx", "word/document.xml").decode().split("?>", 1)[1].replace("Welcome", "&x;")
    evil = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{inside}'
    error = refused(tmp_path, "talk.docx", changed("talk.docx", {"word/document.xml": evil.encode()}))
    assert "entities" in error.message


@pytest.mark.parametrize("declared", ["UTF-7", "IBM037"])
def test_markup_in_an_encoding_that_is_not_looked_through_is_refused(tmp_path, declared):
    evil = f'<?xml version="1.0" encoding="{declared}"?><a/>'.encode()
    assert declared in refused(tmp_path, "talk.docx", changed("talk.docx", {"word/document.xml": evil})).message
    ebcdic = '<?xml version="1.0" encoding="IBM037"?><a/>'.encode("cp037")
    assert "no XML" in refused(tmp_path, "talk.docx", changed("talk.docx", {"word/document.xml": ebcdic})).message


@pytest.mark.parametrize(
    ("name", "path"),
    [("talk.docx", "word/vbaProject.bin"), ("talk.odt", "Basic/Standard/a.xml"), ("talk.odt", "Scripts/python/a.py")],
)
def test_macros_are_refused(tmp_path, name, path):
    assert "macros" in refused(tmp_path, name, changed(name, {}, more={path: b"<a/>"})).message


def test_what_is_protected_by_a_password_is_refused(tmp_path):
    protected = part("talk.odt", "META-INF/manifest.xml").replace(
        b"<manifest:file-entry", b"<manifest:encryption-data/><manifest:file-entry", 1
    )
    assert (
        "password" in refused(tmp_path, "talk.odt", changed("talk.odt", {"META-INF/manifest.xml": protected})).message
    )
    assert "password" in refused(tmp_path, "talk.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).message
    flagged = bytearray((FILES / "talk.docx").read_bytes())
    at = flagged.find(b"PK\x01\x02")
    flagged[at + 8] |= 1
    assert "password" in refused(tmp_path, "talk.docx", bytes(flagged)).message


def test_a_protected_pdf_is_refused(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=FILES / "talk.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert "protected" in refused(tmp_path, "talk.pdf", out.getvalue()).message


@pytest.mark.parametrize("name", ["talk.docx", "talk.odt", "talk.pdf"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(tmp_path, name, share):
    content = (FILES / name).read_bytes()
    file = tmp_path / name
    file.write_bytes(content[: int(len(content) * share)])
    rows = rows_or_refusal(file)
    if rows is not None:  # of a PDF, what is there can still be read
        assert name == "talk.pdf"
        assert any("Welcome" in row.text for row in rows)


@pytest.mark.parametrize("name", BODY)
def test_a_zip_file_of_which_a_piece_is_gone_is_refused(tmp_path, name):
    content = (FILES / name).read_bytes()
    for gone in (5, 30, 400):  # so that places in its list of parts lie before its beginning
        refused(tmp_path, name, content[:35] + content[35 + gone :])


@pytest.mark.parametrize("ending", [".docx", ".odt", ".pdf", ".vtt", ".srt"])
@pytest.mark.parametrize("content", [b"", b"hallo", b"PK\x03\x04", b"%PDF-1.7", bytes(range(256))])
def test_a_file_that_only_has_the_name_is_refused(tmp_path, ending, content):
    refused(tmp_path, f"a{ending}", content)


def test_a_document_of_another_kind_is_refused(tmp_path):
    assert "no Word document" in refused(tmp_path, "a.docx", (FILES / "talk.odt").read_bytes()).message
    assert "no OpenDocument text" in refused(tmp_path, "a.odt", (FILES / "talk.docx").read_bytes()).message
    sheet = changed("talk.odt", {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})
    assert "no OpenDocument text" in refused(tmp_path, "a.odt", sheet).message


@pytest.mark.parametrize(
    "path", ["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"]
)
@pytest.mark.parametrize("content", [None, b"", b"<a", b"<a/>"])
def test_a_document_with_a_part_that_is_wrong_ends_in_a_message(tmp_path, path, content):
    file = tmp_path / "a.docx"
    file.write_bytes(changed("talk.docx", {path: content}))
    rows_or_refusal(file)


@pytest.mark.parametrize("path", ["content.xml", "styles.xml", "META-INF/manifest.xml", "mimetype"])
@pytest.mark.parametrize("content", [None, b"", b"<a", b"<a/>"])
def test_an_opendocument_with_a_part_that_is_wrong_ends_in_a_message(tmp_path, path, content):
    file = tmp_path / "a.odt"
    file.write_bytes(changed("talk.odt", {path: content}))
    rows_or_refusal(file)


@pytest.mark.parametrize(("deep", "read"), [(20, True), (70, True), (1000, False)])
def test_tables_in_tables_are_read_and_too_many_are_refused(tmp_path, deep, read):
    inside = b"<w:p><w:r><w:t>deep</w:t></w:r></w:p>"
    for _ in range(deep):
        inside = b"<w:tbl><w:tr><w:tc>" + inside + b"</w:tc></w:tr></w:tbl>"
    body = part("talk.docx", "word/document.xml")
    at = body.index(b"<w:body>") + len(b"<w:body>")
    content = changed("talk.docx", {"word/document.xml": body[:at] + inside + body[at:]})
    if not read:
        refused(tmp_path, "a.docx", content)
        return
    (tmp_path / "a.docx").write_bytes(content)
    assert read_rows(tmp_path / "a.docx").rows[0].text == "deep"


LONG = [
    *(piece * 50_000 for piece in ("(", "[", "R3 ", "a:", "<v ", "0:", "#", "- ", "\t", "[0:00:01] ")),
    " " * 50_000 + "x",
    "A" * 50_000 + ":",
]


@pytest.mark.parametrize("line", LONG, ids=lambda line: line[:3])
def test_no_line_takes_long(tmp_path, line):
    import time

    from cmo_eval.transcripts.turns import Register, turns_in

    file = tmp_path / "a.txt"
    file.write_text(f"R3: a\n{line}\n{line}\n", encoding="utf-8")
    before = time.process_time()
    turns_in(read_rows(file).rows, Register(["r3"]))
    assert time.process_time() - before < 5
