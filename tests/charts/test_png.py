"""A PNG shows the picture with its text on any machine, and needs one of two libraries."""

import os
import struct
import subprocess
import sys
import zlib
from types import SimpleNamespace

import pytest

from cmo_eval.charts import picture
from cmo_eval.charts.picture import About, ours
from cmo_eval.charts.plots import Bar, stacked_bars
from cmo_eval.errors import CmoEvalError

SVG = stacked_bars(About("t", "T", "D", "nl"), ["ja", "nee"], [Bar("C1", "Één cliënt", (3, 1), 4)], "n", "totaal").svg


def _chunks(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, []
    while at < len(png):
        size = struct.unpack(">I", png[at : at + 4])[0]
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + content)
        found.append((kind, content))
        at += 12 + size
    return found


@pytest.fixture(params=["typst", "resvg_py"])
def only(request, monkeypatch):
    """Only this one is installed; what keeps the other one out of a program."""
    other = {"typst": "resvg_py", "resvg_py": "typst"}[request.param]
    monkeypatch.setitem(sys.modules, other, None)
    return f"import sys; sys.modules[{other!r}] = None; "


def test_library_that_cannot_be_loaded_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(CmoEvalError, match="resvg-py") as error:
        picture.png(SVG)
    assert "install cmo-eval again" in error.value.hint


def test_the_fonts_come_along_with_their_licence():
    assert sorted(path.suffix for path in picture.FONTS.iterdir()) == ["", ".ttf", ".ttf"]
    assert "Permission is hereby granted" in (picture.FONTS / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.usefixtures("only")
def test_a_png_has_its_size_in_print(tmp_path):
    chunks = _chunks(picture.png(SVG, 2))
    kinds = dict(chunks)
    assert next(kind for kind, _ in chunks) == b"IHDR"
    assert struct.unpack(">II", kinds[b"IHDR"][:8])[0] == 1280
    assert struct.unpack(">IIB", kinds[b"pHYs"]) == (7559, 7559, 1)  # 192 to the inch
    (tmp_path / "a.png").write_bytes(picture.png(SVG))
    assert ours(tmp_path / "a.png")


def test_text_is_drawn_where_no_machine_has_fonts(tmp_path, only):
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    code = f"{only}from cmo_eval.charts.picture import png; sys.stdout.buffer.write(png(sys.stdin.read(), 1))"
    bare = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    bare |= {"FONTCONFIG_PATH": str(tmp_path), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", code], input=SVG.encode(), capture_output=True, env=bare, check=True)
    assert run.stdout == picture.png(SVG, 1)
    without = picture.png(SVG.replace("Één cliënt", "x"), 1)
    assert len(run.stdout) > len(without) + 300  # the letters are there


@pytest.mark.usefixtures("only")
def test_a_picture_that_is_very_high_is_drawn_with_fewer_pixels(monkeypatch):
    monkeypatch.setattr(picture, "_MOST_PIXELS", 100_000)
    width, height = struct.unpack(">II", dict(_chunks(picture.png(SVG, 3)))[b"IHDR"][:8])
    assert width * height < 110_000


def test_typst_draws_what_it_can_in_the_letters_that_come_along(monkeypatch):
    drawn = picture.png(SVG, 1)
    monkeypatch.setattr(picture, "import_module", {"typst": sys.modules["typst"]}.__getitem__)
    assert picture.png(SVG, 1) == drawn
    given = {}
    typst = SimpleNamespace(compile=lambda *_, **more: given.update(more) or drawn, TypstError=ValueError)
    monkeypatch.setattr(picture, "import_module", {"typst": typst}.__getitem__)
    picture.png(SVG.replace("cliënt", "客户"), 1)  # the machine's fonts are looked at, Arial too
    assert not given["ignore_system_fonts"]
    assert "Arial" not in given["sys_inputs"]["svg0"]


def test_pictures_drawn_together_are_what_each_is_alone(monkeypatch):
    svgs = [SVG, SVG.replace("cliënt", "客户"), SVG.replace("<rect", "<broken", 1), SVG.replace("cliënt", "team")]
    alone = [picture.png(svg, 2) for svg in svgs]
    assert picture.pngs(svgs, 2) == alone
    assert len(set(alone)) == len(alone)
    broken = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 5"><g>'  # typst refuses it, and resvg-py is asked
    monkeypatch.setattr(picture, "_by_resvg", lambda *_: alone[0])
    assert picture.pngs([svgs[0], broken, svgs[3]], 2)[::2] == [alone[0], alone[3]]


def test_no_line_of_pixels_is_lost_where_a_drawing_is_no_whole_number_of_them_high():
    bars = "".join(f'<rect y="{y}" width="65" height="1" fill="#000"/>' for y in range(0, 402, 2))
    rows = []
    for width, height in ((64, 401), (63.4, 400.12)):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{bars}</svg>'
        rows.append(picture.png(svg, 1))
    assert rows[0] == rows[1]
    kinds = dict(_chunks(rows[0]))
    assert struct.unpack(">II", kinds[b"IHDR"][:8]) == (64, 401)
    # as each line is unlike the one above it, and like the one above that, few bytes tell all
    assert len(kinds[b"IDAT"]) < 1000


def test_what_is_no_picture_is_refused_in_a_line():
    with pytest.raises(CmoEvalError, match="cannot be drawn"):
        picture.png('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 5"><broken')


def test_a_file_of_somebody_else_is_not_ours(tmp_path):
    for content in (b"", b"<svg>", b"\x89PNG\r\n", b"flowchart TB\n", b"\xff\xfe"):
        (tmp_path / "x").write_bytes(content)
        assert not ours(tmp_path / "x")
    assert not ours(tmp_path / "none")
    assert not ours(tmp_path)
