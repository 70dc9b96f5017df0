"""Take the README's picture anew: apply specs/npt.yaml into a scratch folder, serve it, photograph it.

python docs/images/take.py        needs Debian's chromium and chromium-driver, and the test extras
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium import webdriver

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync --no-first-run "
    "--disable-component-update --hide-scrollbars --window-size=1280,1360"
)


def main() -> None:
    """Write ``workspace.png`` beside this file."""
    sys.path.insert(0, str(ROOT))
    from tests.live import served

    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "wbgen.cli.main", "apply", str(ROOT / "specs" / "npt.yaml")]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        printed = subprocess.run(
            command, cwd=scratch, env=environment, capture_output=True, text=True, check=True
        )
        workspace = re.search(r"http://127\.0\.0\.1:8086(/\S+nw=\S+)", printed.stdout)
        assert workspace
        with served(Path(scratch) / ".wbgen") as server:
            photograph(server.url + workspace[1], Path(__file__).with_name("workspace.png"), scratch)


def photograph(url: str, file: Path, scratch: str) -> None:
    """Open a page in headless Chromium and save what it shows."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in [*FLAGS.split(), f"--user-data-dir={scratch}/browser"]:
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        browser.get(url)
        browser.save_screenshot(str(file))
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
