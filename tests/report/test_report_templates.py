"""Templates of an evaluation in place of the built-in ones."""

from __future__ import annotations

import shutil
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from reported import FILES, changed

from cmo_eval.errors import CmoEvalError
from cmo_eval.report import documents
from cmo_eval.report.templates import documents_with, files
from cmo_eval.report.templates.files import builtin_templates, read_templates


@pytest.fixture
def templates(tmp_path):
    def write(**files):
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.md.j2").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def here(see, templates):
    """The documents with own templates by name, made in this process: what they say is the same apart."""

    def build(files=None, **own):
        return documents_with(see(files), read_templates(templates(**own)))

    return build


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
    assert not read_templates(copy).own
    assert not read_templates(builtin_templates()).own
    (copy / "chapter.md.j2").write_text("x")
    assert read_templates(copy).own == {"chapter.md.j2": "x"}


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
        ("\n{{ 'a' is notest }}", 2),
        ("\n{% nothing %}", 2),
        ("\n{{ chapter.title|number }}", 2),
        ("\n{{ count(chapter.title, 'voice') }}", 2),
        ("\n{{ chapter.number + chapter.title }}", 2),
        ("\n{% for one in chapter.number %}{% endfor %}", 2),
        ("\n{{ _('report.clam') }}", 2),
        ("\n{{ _('report.voices_of') }}", 2),
        ("\r\n{{ nobody }}", 2),
        ("\ufeff\n{{ nobody }}", 2),
    ],
)
def test_mistake_in_a_template_is_told_with_its_line(here, template, line):
    with pytest.raises(CmoEvalError) as caught:
        here(chapter=template)
    assert f"template chapter.md.j2, line {line}:" in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("chapter.titel", "a Chapter has no titel; did you mean title?"),
        ("veiw.head", "there is no veiw here"),
        ("_('report.clam')", "there are no words for report.clam; did you mean report.claim?"),
        ("_('report.voices_of', voices=1)", "_('report.voices_of') needs groups=..."),
        ("'x'|number", "number is for whole numbers, not 'x'"),
        ("chapter.title|cell(1)", "cell() takes 1 positional argument but 2 were given"),
    ],
)
def test_slip_is_told_with_what_is_nearest(here, expression, said):
    with pytest.raises(CmoEvalError) as caught:
        here(chapter=f"{{{{ {expression} }}}}")
    assert caught.value.message == f"template chapter.md.j2, line 1: {said}"


def test_mistake_in_an_included_macro_is_told_with_both_places(report, templates):
    own = "{% import 'builtin/macros.md.j2' as m %}\n\n{{ m.quote(chapter) }}"
    with pytest.raises(
        CmoEvalError, match=r"macros.md.j2, line \d+ \(called from chapter.md.j2, line 3\): a Chapter has"
    ):
        report(overrides=templates(chapter=own))
    folder = templates(chapter="\n{% include 'parts/one.md.j2' %}")
    (folder / "parts").mkdir()
    (folder / "parts" / "one.md.j2").write_text("\n\n{{ nobody }}", encoding="utf-8")
    with pytest.raises(CmoEvalError) as caught:
        report(overrides=folder)
    assert caught.value.message == "template parts/one.md.j2, line 3: there is no nobody here"


def test_a_macro_that_a_builtin_template_calls_otherwise_is_told_as_the_own_one(report, templates):
    """As one of an earlier version is: the place is in a template that the user never saw."""
    with pytest.raises(CmoEvalError, match="takes no") as caught:
        report(overrides=templates(macros="{% macro quote() %}- words{% endmacro %}"))
    assert caught.value.hint == "it calls macros.md.j2 of yours: mend that, or take it away to use the built-in one"


def test_one_macro_can_be_changed_alone(report, templates):
    text = report(
        overrides=templates(macros="{% macro quote(one, chapter, pattern=false) %}- EIGEN {{ one.id }}{% endmacro %}")
    )
    assert "- EIGEN FG1-001" in text["report.md"]
    assert "## Samenvatting" in text["report.md"]
    with pytest.raises(CmoEvalError, match=r"^template macros.md.j2, line 2: a Quote has no nothing"):
        report(
            overrides=templates(
                macros="{% macro quote(one, chapter, pattern=false) %}\n{{ one.nothing }}{% endmacro %}"
            )
        )


BUILTIN = ["chapter.md.j2", "evaluation.md.j2", "justification.md.j2", "macros.md.j2", "method.md.j2"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("chaptr", "templates/chaptr.md.j2 was not used; did you mean chapter.md.j2?"),
        (
            "annex",
            f"templates/annex.md.j2 was not used; those that are used are {', '.join(BUILTIN)}",
        ),
    ],
)
def test_template_that_is_not_used_is_told(see, templates, name, said):
    told = []
    documents(see(), templates(**{name: "x"}), told.append)
    assert told == [said]


def test_line_ends_and_a_byte_order_mark_are_no_override(tmp_path):
    copy = tmp_path / "templates"
    copy.mkdir()
    for path in builtin_templates().glob("*.j2"):
        content = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        (copy / path.name).write_bytes(b"\xef\xbb\xbf" + content)
    assert not read_templates(copy).own


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"one\n\xff\xfe", "template chapter.md.j2, line 2: the file is not UTF-8 text"),
        (b"x" * 1_000_001, "is larger than 1 MB"),
    ],
)
def test_template_that_cannot_be_read_is_told(templates, content, said):
    folder = templates(chapter="")
    (folder / "chapter.md.j2").write_bytes(content)
    with pytest.raises(CmoEvalError, match=said):
        read_templates(folder)


def test_characters_that_no_document_can_hold_are_replaced(report, templates):
    texts = report(overrides=templates(chapter="a\x00b{{ '\\ud800' }}c"))
    assert texts["chapters/C2-later.md"].endswith("-->\n\na\ufffdb\ufffdc\n")


def test_template_cannot_change_the_view(report, templates):
    with pytest.raises(CmoEvalError, match=r"template chapter\.md\.j2, line 1:"):
        report(overrides=templates(chapter="{{ chapter.versions.__setattr__('x', 1) }}"))


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
        "chapter.title|e",
        "chapter.title|escape",
        "chapter.title|forceescape",
        "chapter.title|replace('@', _('report.claim'))",
    ],
)
def test_value_that_is_joined_with_a_label_is_escaped_for_markdown(here, expression):
    files = changed("claims/C1-waarde.yaml", "title: Waarde vóór kosten", "title: '*W* [x](y) & <b>'")
    (text,) = (
        text for name, text in here(files, chapter=f"{{{{ {expression} }}}}").items() if name.startswith("chapters/C1")
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


def test_only_the_builtin_templates_are_kept_compiled(see, templates, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path / "python"))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    folder = Path(cache_from_source(files.__file__)).parent
    folder.mkdir(parents=True)
    view, own = see(), read_templates(templates(chapter="EIGEN {{ chapter.title }}"))
    theirs = documents_with(view, own)
    assert len(list(folder.iterdir())) == 4
    assert not any(b"EIGEN" in path.read_bytes() for path in folder.iterdir())
    first = documents(view)
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    assert len(kept) == 5
    assert documents(view) == first
    assert documents_with(view, own) == theirs
    assert {path: path.read_bytes() for path in folder.iterdir()} == kept


def test_nothing_is_kept_where_python_may_not_keep_its_own(report, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path / "nowhere"))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    assert "report.md" in report()
    assert list(tmp_path.rglob("*.pyc")) == []
