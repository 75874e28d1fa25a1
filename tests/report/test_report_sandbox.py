"""What a template of somebody else cannot do: get at Python, files, secrets or the network, or never end."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from cmo_eval.errors import CmoEvalError
from cmo_eval.report import documents, house
from cmo_eval.report.templates import documents_with
from cmo_eval.report.templates.files import Templates, read_templates

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")


@pytest.fixture
def render(see):
    """The first chapter as a template makes it, in this process."""

    def run(template):
        view = see()
        texts = documents_with(view, Templates(read_templates().builtin, {"chapter.md.j2": template}))
        return texts["chapters/C2-later.md"].partition("-->")[2].strip()

    return run


@pytest.fixture
def apart(see, tmp_path):
    """The documents as a template makes them, in a process apart."""

    def run(template, name="chapter.md.j2"):
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(template, encoding="utf-8")
        return documents(see(), folder)

    return run


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__",
        "''['__class__']",
        "''|attr('__class__')",
        "''|attr('__cl' ~ 'ass__')",
        "view.__class__.__mro__",
        "view|attr('__dict__')",
        "view.__init__.__globals__",
        "'{0.__class__}'.format(view)",
        "('{0.__class__}'|safe).format(view)",
        "('{0.__class__}' ~ chapter.title).format(view)",
        "('{a.__class__}'|safe).format_map({'a': view})",
        "('{0.__class__}' ~ _('report.claim')).format(view)",
        "'%s'|format(view.__class__)",
        "[view]|join('', attribute='__class__')",
        "[view]|selectattr('__class__')|list",
        "[view]|sum(attribute='__class__')",
        "[view]|unique(attribute='__class__')|list",
        "[view]|groupby('__class__')|first|first",
        "([view]|map(attribute='__class__')|first).__mro__",
        "_.__globals__",
        "_.__closure__",
        "count.__code__",
        "range.__init__",
        "cycler.__init__.__globals__",
        "dict.mro()",
        "self.__init__",
        "self._TemplateReference__context",
        "m._body_stream",
        "m.heading._func",
        "m.__class__",
        "environment",
        "view.chapters.append(1)",
        "view.pictures.all.update({'a': 1})",
        "[].append(1)",
    ],
)
def test_python_is_out_of_reach(render, expression):
    with pytest.raises(CmoEvalError, match=r"template chapter.md.j2, line 2: "):
        render(f"{{% import 'macros.md.j2' as m %}}\n{{{{ {expression} }}}}")


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../../../../etc/passwd",
        "..\\\\..\\\\secret",
        "builtin/../../../../etc/passwd",
        "builtin/report.css",
        "file:///etc/passwd",
        "secret.md.j2",
        "../secret.md.j2",
        "house.css",
    ],
)
@pytest.mark.parametrize("tag", ["include '{}'", "import '{}' as x", "from '{}' import x", "extends '{}'"])
def test_files_that_are_no_templates_are_out_of_reach(see, tmp_path, name, tag):
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.md.j2").write_text("SECRET", encoding="utf-8")
    (folder / "house.css").write_text("SECRET", encoding="utf-8")
    (folder / "chapter.md.j2").write_text(f"{{% {tag.format(name)} %}}", encoding="utf-8")
    with pytest.raises(CmoEvalError, match="there is no template"):
        documents_with(see(), read_templates(folder))


@pytest.mark.parametrize("name", ["chapter.md.j2", "house.css", "report.css", "reference.docx"])
def test_link_to_outside_the_folder_is_refused(tmp_path, name):
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    try:
        (folder / name).symlink_to(tmp_path / "secret")
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(CmoEvalError, match="is a link to outside its folder"):
        house(folder) if not name.endswith(".j2") else read_templates(folder)


def test_link_inside_the_folder_is_followed(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "one.md.j2").write_text("x", encoding="utf-8")
    try:
        (folder / "chapter.md.j2").symlink_to("one.md.j2")
    except OSError:
        pytest.skip("no links here")
    assert read_templates(folder).own == {"chapter.md.j2": "x", "one.md.j2": "x"}
    (folder / "round.md.j2").symlink_to("round.md.j2")
    with pytest.raises(CmoEvalError, match=r"round.md.j2"):
        read_templates(folder)


@pytest.mark.parametrize(
    "expression",
    [
        "range(10**9)",
        "'x' * 10**10",
        "10**10 * 'x'",
        "[0] * 10**10",
        "2**1000000",
        "10**1000 ** 10**10",
        "'%1000000000d' % 1",
        "'%*d' % (1000000000, 1)",
        "'%1000000000d'|format(1)",
    ],
)
def test_sums_that_get_out_of_hand_are_refused_at_once(render, expression):
    with pytest.raises(CmoEvalError, match=r"line 1: .*([Tt]oo big|too large)"):
        render(f"{{{{ {expression} }}}}")


@pytest.mark.parametrize(
    "template",
    [
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% include 'chapter.md.j2' %}",
        "{% extends 'chapter.md.j2' %}",
        "{% import 'chapter.md.j2' as c %}",
    ],
)
def test_template_that_calls_itself_is_told(render, template):
    with pytest.raises(CmoEvalError, match=r"chapter.md.j2, line 1: it includes or calls itself without end"):
        render(template)


@pytest.mark.parametrize(
    "template",
    ["{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "{% for a in [1] %}" * 25 + "{% endfor %}" * 25],
)
def test_template_that_is_nested_too_deeply_is_told(render, template):
    with pytest.raises(CmoEvalError, match=r"chapter.md.j2, line 1: its parts are nested too deeply"):
        render(template)


def test_template_that_never_ends_is_stopped(apart, monkeypatch):
    monkeypatch.setattr("cmo_eval.report.templates.SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(CmoEvalError, match="did not finish within 1 seconds"):
        apart("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")
    assert time.monotonic() - began < 20


def test_template_that_writes_without_end_is_stopped(apart):
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}" + "x" * 1000 + "{% endfor %}{% endfor %}"
    with pytest.raises(CmoEvalError, match="the templates write more than 100,000,000 characters") as caught:
        apart(loop)
    assert "chapter.md.j2" in caught.value.hint


@LINUX
@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x'.ljust(10000000000)|length }}",
        "{{ [1]|batch(10000000000, 'x')|list }}",
        "{% set n = namespace(x='xx') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    ],
)
def test_template_that_fills_the_memory_is_stopped(apart, template):
    with pytest.raises(CmoEvalError, match=r"chapter.md.j2, line 1: it needs more memory than a template may use"):
        apart(template)


def test_text_that_is_very_large_is_refused(apart):
    with pytest.raises(CmoEvalError, match="more than 10 million characters"):
        apart("{{ '{:20000000}'.format(chapter.number) }}")


CHILD = """
import os, resource, socket, subprocess, sys, json
from cmo_eval.report import templates
templates.limit(30, 2**31)
templates.give_up()
import colorsys  # modules can still be read
for attempt in sys.argv[1:]:
    try:
        print("DID", attempt, eval(attempt), flush=True)
    except BaseException as error:
        print("REFUSED", attempt, type(error).__name__, error, flush=True)
"""

# one after another, as what is refused changes nothing
ATTEMPTS = [
    "open('/etc/passwd').read()",
    "open('made.txt', 'w')",
    "open('made.py', 'w')",
    "os.open('/etc/passwd', os.O_RDONLY)",
    "os.system('true')",
    "os.remove('made.txt')",
    "os.scandir('/')",
    "subprocess.run(['true'])",
    "os.fork()",
    "os.execv('/bin/true', ['true'])",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "socket.socket()",
    "__import__('ctypes').CDLL(None)",
    "bytearray(2**33)",
    "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",  # the last: root may
]


@LINUX
def test_process_has_given_up_what_a_template_never_needs(tmp_path):
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    tried = ATTEMPTS if os.geteuid() else ATTEMPTS[:-1]
    run = subprocess.run(
        [sys.executable, "-B", "-c", CHILD, *tried], cwd=tmp_path, env=path, capture_output=True, text=True, check=False
    )
    told = run.stdout.splitlines()
    assert len(told) == len(tried), run
    for attempt, line in zip(tried, told, strict=True):
        assert line.startswith(f"REFUSED {attempt} "), run
    assert list(tmp_path.iterdir()) == []


def test_process_does_not_get_the_environment(apart, monkeypatch, tmp_path):
    given = {}
    real = subprocess.run

    def watched(*arguments, **options):
        given.update(options["env"])
        return real(*arguments, **options)

    monkeypatch.setenv("GITHUB_TOKEN", "SECRET")
    monkeypatch.setenv("PYTHONSTARTUP", "SECRET")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("cmo_eval.report.templates.subprocess.run", watched)
    apart("x")
    assert "SECRET" not in "".join(given.values())
    assert not {"GITHUB_TOKEN", "HOME", "USER", "PATH", "CMO_EVAL_TEXTS"} & given.keys()


def test_module_beside_the_evaluation_does_not_stand_in_for_ours(apart, tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert apart("x")["chapters/C2-later.md"].endswith("x\n")


def test_process_that_is_killed_is_told(apart, monkeypatch):
    monkeypatch.setattr("cmo_eval.report.templates._CHILD", "import os, signal; os.kill(os.getpid(), 9)")
    with pytest.raises(CmoEvalError, match="broke off"):
        apart("x")


def test_builtin_templates_need_no_process(report, monkeypatch):
    def none(*arguments, **options):
        raise AssertionError("a process was started")

    monkeypatch.setattr("cmo_eval.report.templates.subprocess.run", none)
    assert "report.md" in report()
