"""Finds the browser that the tests drive, and gets one when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
SENTENCE = "The browser tests need Chromium; install it (Debian: apt install chromium) or set GREENROOM_CHROMIUM."


def find() -> str | None:
    """The path of an installed browser: the one that GREENROOM_CHROMIUM names, a usual one, or Playwright's own."""
    named = os.environ.get("GREENROOM_CHROMIUM")
    if named:
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found or MAC.exists():
        return found or str(MAC)
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only when nothing else is found

    with sync_playwright() as driver:
        path = Path(driver.chromium.executable_path)
    return str(path) if path.exists() else None


def get() -> str | None:
    """Install one: from Debian as root, else by Playwright."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)
        if found := find():
            return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


if __name__ == "__main__":
    browser = find() or get()
    print(f"Browser: {browser}" if browser else SENTENCE)
    sys.exit(0 if browser else 1)
