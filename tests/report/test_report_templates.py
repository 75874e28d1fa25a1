"""Templates of an evaluation in place of the built-in ones."""

from __future__ import annotations

import shutil
import sys

import pytest
from reported import FILES, changed

from cmo_eval.errors import CmoEvalError
from cmo_eval.report.document import builtin_templates, documents_with, overridden


@pytest.fixture
def templates(tmp_path):
    def write(**files):
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.md.j2").write_text(text, encoding="utf-8")
        return folder

    return write


def test_override_replaces_by_name(report, templates):
    texts = report(overrides=templates(chapter="Alleen {{ chapter.title }}"))
    assert texts["chapters/C2-later.md"].endswith("-->\n\nAlleen Later\n")
    assert "Alleen Later" in texts["report.md"]


def test_builtin_stays_reachable(report, templates):
    own = "{% extends 'builtin/chapter.md.j2' %}{% block counter_evidence %}WEG{% endblock %}"
    text = report(overrides=templates(chapter=own))["chapters/C1-waarde-voor-kosten.md"]
    assert "WEG" in text
    assert "## Werkingsmechanismen" in text
    assert "## Tegenbewijs" not in text


def test_identical_copy_is_no_override(tmp_path):
    copy = tmp_path / "templates"
    shutil.copytree(builtin_templates(), copy)
    assert overridden(copy) == ()
    assert overridden(builtin_templates()) == ()
    (copy / "chapter.md.j2").write_text("x")
    assert overridden(copy) == ("chapter.md.j2",)


def test_absent_folder_is_no_override(report, tmp_path):
    assert report(overrides=tmp_path / "nothing") == report()


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("one\n{% if %}", 2),
        ("one\ntwo\n{{ chapter.nothing }}", 3),
        ("{{ nobody }}", 1),
        ("\n{{ ''.__class__.__mro__ }}", 2),
        ("\n\n{{ 1 / 0 }}", 3),
        ("\n{% include 'absent.md.j2' %}", 2),
        ("\n{{ 'a'|nofilter }}", 2),
    ],
)
def test_mistake_in_a_template_is_told_with_its_line(see, templates, template, line):
    with pytest.raises(CmoEvalError) as caught:
        documents_with(see(), templates(chapter=template))  # in this process; others show that errors come across
    assert f"template chapter.md.j2, line {line}:" in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_template_cannot_change_the_view(report, templates):
    with pytest.raises(CmoEvalError, match=r"template chapter\.md\.j2, line 1:"):
        report(overrides=templates(chapter="{{ chapter.versions.__setattr__('x', 1) }}"))


def test_template_that_never_ends_is_stopped(report, templates, monkeypatch):
    monkeypatch.setattr("cmo_eval.report.apart.SECONDS", 1)
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(CmoEvalError, match="did not finish within 1 seconds"):
        report(overrides=templates(chapter=loop))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_template_that_fills_the_memory_is_stopped(report, templates):
    with pytest.raises(CmoEvalError):
        report(overrides=templates(chapter="{{ ('x' * 4000000000)|length }}"))


def test_unfiltered_value_is_escaped(report, templates):
    files = changed("claims/C1-waarde.yaml", "title: Waarde vóór kosten", "title: '# <b>Waarde | kosten</b>'")
    text = next(
        text
        for name, text in report(files, overrides=templates(chapter="{{ chapter.title }}")).items()
        if name.startswith("chapters/C1")
    )
    assert text.endswith("\\# &lt;b>Waarde &#124; kosten&lt;/b>\n")


@pytest.mark.parametrize(
    "expression",
    [
        "_('report.claim') ~ ': ' ~ chapter.title",
        "chapter.title ~ _('report.claim')",
        "_('report.claim') + chapter.title",
        "chapter.title + _('report.claim')",
        "[_('report.claim'), chapter.title]|join(', ')",
        "[chapter]|map(attribute='title')|join(_('report.claim'))",
        "[chapter, chapter]|join(_('report.claim'), attribute='title')",
        "_('report.rests_on')|replace('B', chapter.title)",
        "'%s'|format(chapter.title)",
        "(_('report.rests_on') ~ '%s')|format(chapter.title)",
    ],
)
def test_value_that_is_joined_with_a_label_is_escaped_for_markdown(report, templates, expression):
    files = changed("claims/C1-waarde.yaml", "title: Waarde vóór kosten", "title: '*W* [x](y) & <b>'")
    (text,) = (
        text
        for name, text in report(files, overrides=templates(chapter=f"{{{{ {expression} }}}}")).items()
        if name.startswith("chapters/C1")
    )
    assert "\\*W\\* \\[x\\](y) & &lt;b>" in text
    assert "&amp;" not in text


def test_text_of_a_user_does_not_break_the_chapter(report):
    wild = "'| a | b <script>alert(1)</script> `x` {{ 7*7 }} {% raw %}'"
    files = {
        **changed("claims/C1-waarde.yaml", "researchable: dat kan", f"researchable: {wild}"),
        "evaluation.yaml": FILES["evaluation.yaml"].replace("Kleine evaluatie", "'# titel <b>'"),
    }
    texts = report(files)
    assert not any("<script" in text or "<b>" in text for text in texts.values())
    row = next(line for line in texts["report.md"].splitlines() if "alert(1)" in line)
    assert row.count("|") == 4
    assert "\\{\\{ 7\\*7 \\}\\}" in row
