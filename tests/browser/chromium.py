"""Headless Chromium as tests drive it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--no-first-run",
    "--window-size=1440,1000",
)

#: Marks of the tests of a module that need it.
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (shutil.which(CHROMIUM) and shutil.which(DRIVER)), reason="no /usr/bin/chromium and chromedriver"
    ),
]

#: Seconds in which a page does what it is waited for, on a busy machine too.
PATIENCE = 120


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """A browser with an empty profile in a folder, which logs what pages complain of and ask for."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


def resize(browser: Chrome, width: int, theme: str = "light") -> None:
    """Give the page a width in pixels, and the system a theme."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": theme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def find(browser: Chrome, selector: str) -> list[WebElement]:
    """The elements of a CSS selector."""
    found: list[WebElement] = browser.find_elements("css selector", selector)
    return found


def complaints(browser: Chrome) -> list[str]:
    """What the browser logged since it was last asked."""
    entries: list[dict[str, str]] = browser.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries]


def wait(browser: Chrome, condition: Callable[[], Any]) -> Any:
    """What a condition gives once it holds."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, PATIENCE, poll_frequency=0.1).until(lambda _: condition())
