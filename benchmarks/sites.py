"""Measures the site of 10,000 quotes beside mkdocs-material on the same material; how soon it opens and finds words.

python benchmarks/sites.py                          # all of it; makes an environment for mkdocs, which needs a network
python benchmarks/sites.py --mkdocs ENV/bin/mkdocs  # with a mkdocs-material 9.8.2 that is installed already
python benchmarks/sites.py --without-mkdocs --citations 1000

`python` is the one that `cmo-eval` and the packages of requirements-browser.lock are installed for; Chromium is looked
for on the path. Prints a Markdown table; with --strict it exits 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import generate
from page import CHROMIUM, Row, table
from run import UNCOMPILED, say

from cmo_eval import api

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PEER = "mkdocs-material==9.8.2"
BUILT, SIZE, OPENED, FOUND = 2.0, 10.0, 0.6, 30.0
WORDS = ("budget", "neighbour meeting", "coach plan roster")
# all that the page does when the address changed, until what was found is in the page
BEGUN = 'addEventListener("hashchange", () => (window.begun = performance.now()))'
FINDING = """
(words) => new Promise((resolve) => {
  addEventListener("hashchange", () => resolve(performance.now() - window.begun), { once: true });
  location.hash = `q=${encodeURIComponent(words)}`;
})
"""


def spent(*command: str | Path) -> float:
    """CPU seconds of a program, which must do well, and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    installed = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, env=installed)
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def megabytes(folder: Path) -> float:
    """How much the files of a folder hold, in millions of bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def material(root: Path, docs: Path) -> None:
    """The same quotes, claims and patterns as pages of Markdown: one a source, a claim and a pattern, with links."""
    evaluation = api.load(root)
    repository = evaluation.repository
    claims, patterns = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    docs.mkdir()
    for source in repository.sources.values():
        lines = [f"# {source.id} {source.title}"]
        for coded in repository.citations.of_source[source.id]:
            citation = coded.citation
            who = f"{repository.role_of(coded)}, {citation.quality}"
            lines += [f"## {coded.id}", f"> {citation.quote}", who]
            link = f"[{coded.id}](source-{source.id}.md#{coded.id.lower()})"
            for said in citation.evidence:
                parts = ", ".join(said.parts)
                claims[said.claim].append(f"| {link} | {who} | {said.stance} |")
                lines.append(f"{said.stance} [{said.claim}](claim-{said.claim}.md)")
                if said.pattern:
                    lines.append(f"shows {parts} of [{said.pattern}](pattern-{said.pattern}.md)")
                    patterns[said.pattern].append(f"- {link} {parts}")
        (docs / f"source-{source.id}.md").write_text("\n\n".join(lines), encoding="utf-8")
    for claim in repository.claims.values():
        head = [f"# {claim.id} {claim.title}", "", claim.versions[-1].statement, "", "| citation | who | stance |"]
        text = "\n".join([*head, "| --- | --- | --- |", *claims[claim.id]])
        (docs / f"claim-{claim.id}.md").write_text(text, encoding="utf-8")
    for pattern in repository.patterns.values():
        text = "\n".join([f"# {pattern.id} {pattern.title}", "", *patterns[pattern.id]])
        (docs / f"pattern-{pattern.id}.md").write_text(text, encoding="utf-8")
    start = ["# Start", "", *(f"- [{one.id} {one.title}](claim-{one.id}.md)" for one in repository.claims.values())]
    (docs / "index.md").write_text("\n".join(start), encoding="utf-8")


def opened(browser: Browser, site: Path) -> float:
    """Seconds until the start page is loaded from disk and painted, in a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"file://{site}/index.html")
    seconds = page.evaluate(
        "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))))"
    )
    context.close()
    return float(seconds) / 1000


def found(browser: Browser, site: Path, runs: int) -> list[float]:
    """Milliseconds of searches in all quotes; the first, which folds them, is not counted."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(BEGUN)
    page.goto(f"file://{site}/quotes.html")
    page.evaluate(FINDING, "first")
    # never twice the same, or nothing would change
    asked = [words[: len(words) - number % 3] for number in range(runs) for words in WORDS]
    seen = [float(page.evaluate(FINDING, one)) for one in asked]
    context.close()
    return seen


def rows(browser: Browser, mkdocs: Path | None, folder: Path, citations: int, runs: int) -> list[Row]:
    """Everything that is measured; builds are taken in turn, and the least of each counts."""
    root, site = folder / "evaluation", folder / "site"
    generate.generate(root, claims=20, patterns=20, citations=citations, sources=100)
    program = Path(sys.executable).with_name("cmo-eval")
    if mkdocs is not None:
        (folder / "mkdocs.yml").write_text("site_name: Site\ntheme: {name: material}\nuse_directory_urls: false\n")
        material(root, folder / "docs")
    own: list[float] = []
    theirs: list[float] = []
    for _ in range(runs):
        own.append(spent(program, "site", "--project", root, "-o", site))
        if mkdocs is not None and len(theirs) < 2:
            theirs.append(spent(mkdocs, "build", "-q", "-f", folder / "mkdocs.yml", "-d", folder / "theirs"))
    peer, size = (min(theirs), megabytes(folder / "theirs")) if theirs else (None, None)
    return [
        Row(f"a site of {citations:,} quotes built, CPU of the whole program", min(own), "s", BUILT, peer, 0.25),
        Row("its files", megabytes(site), "MB", SIZE, size),
        Row("start page opened from disk", statistics.median(opened(browser, site) for _ in range(runs)), "s", OPENED),
        Row("words found, median", statistics.median(found(browser, site, runs)), "ms", FOUND),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--citations", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--mkdocs", type=Path)
    parser.add_argument("--without-mkdocs", action="store_true")
    parser.add_argument("--strict", action="store_true")
    given = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not there without `make browser`
    except ImportError:
        sys.exit("playwright is not installed: `make browser` does it")

    place = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if place is None:
        sys.exit("there is no Chromium on the path")
    with tempfile.TemporaryDirectory(prefix="cmo-eval-site-") as name, sync_playwright() as playwright:
        folder, mkdocs = Path(name), given.mkdocs
        if mkdocs is None and not given.without_mkdocs:
            say(f"installing {PEER}")
            subprocess.run([sys.executable, "-m", "venv", str(folder / "peer")], check=True)
            subprocess.run([str(folder / "peer/bin/python"), "-m", "pip", "install", "-q", PEER], check=True)
            mkdocs = folder / "peer/bin/mkdocs"
        browser = playwright.chromium.launch(executable_path=place, chromium_sandbox=False)
        found_ = rows(browser, mkdocs, folder, given.citations, given.runs)
        browser.close()
    print(table(found_, "mkdocs-material"))
    if given.strict and any(row.met is False for row in found_):
        sys.exit(1)


if __name__ == "__main__":
    main()
