"""The real server and a real Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser.chromium import find
from tests.running_server import RunningServer, greenroom

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module and no longer: while it is open, no other test could run an event loop."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, "--no-sandbox"] if as_root else list(FLAGS)
    path = find()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=flags)
        yield started
        started.close()


@pytest.fixture
def strangers() -> list[str]:
    """The addresses outside this machine that `page` asked for; it never gets there."""
    return []


@pytest.fixture
def page(browser: Browser, strangers: list[str]) -> Iterator[Page]:
    """A tab of a browser without history, which reaches this machine only."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})

    def stay_home(route: Route) -> None:
        if urlsplit(route.request.url).hostname in {"localhost", "127.0.0.1"}:
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    context.route(lambda url: url.startswith("http"), stay_home)
    made = context.new_page()
    made.set_default_timeout(20_000)
    yield made
    context.close()


@pytest.fixture(scope="session")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom in the local mode, on an empty house that all who ask share."""
    with greenroom(tmp_path_factory.mktemp("house")) as server:
        yield server
