"""A headless browser for tests of the page: Playwright with the system's Chromium or its own, or a reason to skip."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
INSTALL_SECONDS = 120


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium. Skips the test where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_api.sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except sync_api.Error as error:
            pytest.skip(f"no Chromium: apt-get install chromium, or playwright install chromium ({str(error)[:80]})")
        yield found
        found.close()


@cache
def npm_package(name: str, folder: Path) -> Path:
    """Install a package of npm into a folder. Skips the test where that is not possible."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    options = ["--silent", "--no-audit", "--no-fund", "--fetch-retries=0", "--prefix", str(folder)]
    command = ["npm", "install", *options, name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {name} in {INSTALL_SECONDS} s")
    if done.returncode:
        pytest.skip(f"npm cannot install {name}: {done.stderr.decode(errors='replace')[-200:]}")
    return folder / "node_modules" / name.partition("@")[0]
