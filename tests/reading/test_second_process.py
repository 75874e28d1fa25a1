"""Where there is much to read a second process reads half of it, and nobody can tell from what was found."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from cmo_eval import rules
from cmo_eval.store import loading
from cmo_eval.store.folder import list_files
from cmo_eval.store.loading import load

GOOD = "defaults: {{quality: report}}\ncitations:\n" + "".join(
    f"  - {{{{id: {{0}}-{place:03}, quote: 'Mail jan@example.org, word {place}.', at: {{{{line: 1}}}}, codes: [a],\n"
    f"     evidence: [{{{{supports: C1, pattern: P1, parts: [mechanism]}}}}]}}}}\n"
    for place in range(5)
)


@pytest.fixture
def root(evaluation):
    texts = {f"sources/IN{number}.citations.yaml": GOOD.format(f"IN{number}") for number in range(6)}
    texts |= {f"sources/IN{number}.yaml": f"id: IN{number}\nkind: interview\ntitle: x\n" for number in range(6)}
    texts["sources/IN6.citations.yaml"] = "citations: [{id: IN6-1, colour: red}, {id: IN6-2"
    return evaluation({**texts, "sources/IN7.citations.yaml": "citations: [] # cmo: ignore[CMO999] no"})


@pytest.fixture
def much(monkeypatch):
    """Everything is much, and there are two processors."""
    monkeypatch.setattr(loading, "MUCH", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def told(loaded):
    """All that can be told of what was read."""
    coded = [
        (one.citation, one.source, one.coder, one.file, one.index, one.line, one.withdrawn)
        for one in loaded.repository.coded
    ]
    coding = {file: one and (one.record, one.node.locate(())) for file, one in loaded.repository.coding_files.items()}
    return loaded.findings, loaded.files, loaded.unread, loaded.commented, coded, coding


@pytest.mark.parametrize("inspect", [None, rules.inspect], ids=["reading", "with rules"])
def test_what_is_read_is_the_same(root, much, monkeypatch, inspect):
    both = told(load(root, inspect=inspect, withdrawn=True))
    monkeypatch.setattr(loading, "MUCH", 1 << 60)
    assert told(load(root, inspect=inspect, withdrawn=True)) == both
    assert len(both[4]) >= 30


def test_half_is_for_the_second(root, much):
    files = list_files(root).files
    share = loading._share(root, files)
    sizes = {file: (root / file.path).stat().st_size for file in files if file.kind == "citations"}
    assert share < sizes.keys()
    assert 0.3 < sum(sizes[file] for file in share) / sum(sizes.values()) <= 0.5


def test_little_is_read_by_one(root):
    assert loading._share(root, list_files(root).files) == frozenset()


def test_the_second_does_read(root, much, monkeypatch):
    share = loading._share(root, list_files(root).files)
    read = []
    original = loading.read_file
    monkeypatch.setattr(
        loading, "read_file", lambda root, file, inspect: (read.append(file), original(root, file, inspect))[1]
    )
    load(root)
    assert share
    assert share.isdisjoint(read)


@pytest.mark.parametrize("broken", ["nowhere", "no Python", "breaks off"])
def test_what_a_broken_one_leaves_is_read_all_the_same(root, much, monkeypatch, tmp_path, broken):
    whole = told(load(root))
    if broken == "breaks off":
        monkeypatch.setattr(
            loading,
            "_CHILD",
            loading._CHILD.replace(
                "answer()",
                "import os, io; out = sys.stdout; sys.stdout = io.TextIOWrapper(io.BytesIO()); answer();"
                " out.buffer.write(sys.stdout.buffer.getvalue()[:700]); out.flush(); os._exit(9)",
            ),
        )
    else:
        program = tmp_path / "python"
        program.write_text("#!/bin/sh\nexit 3\n")
        program.chmod(0o755 if broken == "no Python" else 0o644)
        monkeypatch.setattr(sys, "executable", str(program))
    assert told(load(root)) == whole


def test_what_cannot_be_sent_looks_at_all_records_itself(root, much):
    seen = []
    load(root, inspect=lambda stored: seen.append(stored.record) or ())
    assert len(seen) > 30


def test_from_a_script_without_a_guard(root):
    """Which is what a notebook is, too: nothing of it runs a second time."""
    script = textwrap.dedent("""
        import os, sys
        os.cpu_count = lambda: 2
        from cmo_eval.store import loading
        loading.MUCH = 1
        import cmo_eval
        print(len(cmo_eval.load(sys.argv[1]).repository.citations))
    """)
    run = subprocess.run([sys.executable, "-", str(root)], input=script, capture_output=True, text=True, check=True)
    assert int(run.stdout) >= 30
    assert run.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="other signals")
def test_whoever_interrupts_leaves_no_process_behind(root, tmp_path):
    script = textwrap.dedent("""
        import os, signal, sys, time
        signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs these tests may ignore it
        os.cpu_count = lambda: 2
        from cmo_eval.store import loading
        loading.MUCH = 1
        loading._CHILD = loading._CHILD.replace("answer()", "import time; time.sleep(60)")
        started = loading._started
        def noted(*given):
            process = started(*given)
            print(process.pid, flush=True)
            return process
        loading._started = noted
        import cmo_eval
        cmo_eval.load(sys.argv[1])
    """)
    file = tmp_path / "script.py"
    file.write_text(script)
    run = subprocess.Popen([sys.executable, file, root], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    second = int(run.stdout.readline())
    time.sleep(0.5)
    run.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in run.communicate(timeout=30)[1]
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
