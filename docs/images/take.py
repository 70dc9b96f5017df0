"""Take the README's picture anew: preview specs/npt.yaml in a scratch folder, and photograph the page.

python docs/images/take.py        needs Debian's chromium and chromium-driver, and the test extras
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync --no-first-run "
    "--disable-component-update --hide-scrollbars --window-size=1280,1360"
)

#: Whether every chart that can be seen has been drawn.
DRAWN = """
return [...document.querySelectorAll(".chart")]
  .filter(chart => chart.getBoundingClientRect().top < window.innerHeight)
  .every(chart => chart.querySelector("svg, canvas"));
"""


def main() -> None:
    """Write ``workspace.png`` beside this file."""
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "npt.html"
        spec = ROOT / "specs" / "npt.yaml"
        command = [sys.executable, "-m", "wbgen.cli.main", "preview", spec, "--view", "default", "-o", page]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=scratch, env=environment, check=True)
        photograph(page.as_uri(), Path(__file__).with_name("workspace.png"), scratch)


def photograph(url: str, file: Path, scratch: str) -> None:
    """Open a page in headless Chromium and save what it shows."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in [*FLAGS.split(), f"--user-data-dir={scratch}/browser"]:
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        browser.get(url)
        WebDriverWait(browser, 60).until(lambda it: it.execute_script(DRAWN))
        browser.save_screenshot(str(file))
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
