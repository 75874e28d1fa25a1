"""Draws `page.png`, the transcript of the demo while a fragment is coded, with Chromium; run by hand when that changes.

python docs/images/make_page.py [CHROMIUM]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent


def main(chromium: str = "/usr/bin/chromium") -> None:
    """Make the demo, open it, code some words and take the picture before they are saved."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "cmo_eval"]
        subprocess.run([*command, "init", "--demo", f"{folder}/demo"], check=True, capture_output=True)  # noqa: S603
        server = subprocess.Popen(  # noqa: S603
            [*command, "open", "--no-browser", "--project", f"{folder}/demo"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert server.stdout is not None  # noqa: S101
            address = next(line.split()[-1] for line in server.stdout if "http://" in line)
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            page.goto(address.partition("/?")[0] + "/transcripts/CI2")
            page.locator("#again button").first.wait_for()
            for _ in range(9):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            page.locator(".claim-to-hold").nth(4).get_by_role("button", name="supports").click()
            page.locator(".effect").wait_for()
            page.screenshot(path=HERE / "page.png")
            browser.close()
        finally:
            server.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
