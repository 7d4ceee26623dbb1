"""A real browser before a real server that serves the built web app."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from mingle import app
from mingle.app import declared_hooks, declared_jobs
from mingle.features.accounts import authenticate, authenticate_socket
from mingle.kernel.fetching import Fetcher
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from mingle.site import find_web_dir
from tests.support.door import Door, open_door
from tests.support.servers import running_server, running_worker

# Chromium's own housekeeping would look for its maker's servers.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
    # A microphone that beeps and a camera that shows a picture, not often enough to keep a small machine busy.
    "--use-fake-device-for-media-stream=fps=5",
]
# What is waited for is bounded so that a test ends, not so that it is fast: machines that run the tests may be busy.
expect.set_options(timeout=60_000)
INSTALLED = ("chromium", "chromium-browser", "google-chrome")


def found_browser() -> str | None:
    """The system's Chromium; None where Playwright's own has to do."""
    return next(filter(None, map(shutil.which, INSTALLED)), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found_browser(), args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def door() -> AsyncGenerator[Door]:
    """A door that leads nowhere yet."""
    async with open_door() as door:
        yield door


@pytest.fixture
def own(settings: Settings, door: Door) -> Settings:
    """The settings of the site, whose address is the door's."""
    assert find_web_dir(settings) is not None, "the web app is not built: run `make setup`"
    return settings.model_copy(update={"public_url": door.address, "host": "127.0.0.1", "port": 0})


@asynccontextmanager
async def serving(own: Settings, door: Door, fetcher: Fetcher | None = None) -> AsyncGenerator[None]:
    """A server with its sockets behind the door, and a worker that looks at others' pages with `fetcher`."""
    async with (
        open_resources(own, declared_jobs(own, app.FEATURES), declared_hooks()) as resources,
        running_worker(replace(resources, fetcher=fetcher or resources.fetcher), own),
        running_server(own, app.FEATURES, authenticate, authenticate_socket) as client,
    ):
        door.port = client.base_url.port or 0
        yield


@pytest.fixture
async def site(own: Settings, door: Door) -> AsyncGenerator[str]:
    """The address of a site of this test's own."""
    async with serving(own, door):
        yield own.public_url


@pytest.fixture
async def page(browser: Browser, site: str) -> AsyncGenerator[Page]:
    """A page of a person who has never been here."""
    context = await browser.new_context(base_url=site)
    yield await context.new_page()
    await context.close()
