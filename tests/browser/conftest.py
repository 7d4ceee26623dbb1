"""A real browser before a real server that serves the built web app."""

import shutil
import socket
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from mingle import app
from mingle.app import declared_hooks, declared_jobs
from mingle.features.accounts import authenticate, authenticate_socket
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
    # A microphone that beeps and a camera that shows a picture.
    "--use-fake-device-for-media-stream",
]
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
async def site(settings: Settings) -> AsyncGenerator[str]:
    """The address of a server of this test's own."""
    assert find_web_dir(settings) is not None, "the web app is not built: run `make setup`"
    # The refresh token's cookie is taken from pages of the site's own origin alone, so the address is settled before.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    own = settings.model_copy(update={"port": port, "public_url": f"http://127.0.0.1:{port}"})
    async with running_server(own, app.FEATURES, authenticate) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
async def door() -> AsyncGenerator[Door]:
    """A door that leads nowhere yet."""
    async with open_door() as door:
        yield door


@pytest.fixture
async def whole_site(settings: Settings, door: Door) -> AsyncGenerator[str]:
    """A server with its sockets, and a worker, behind the door; the address of both."""
    own = settings.model_copy(update={"public_url": door.address, "host": "127.0.0.1", "port": 0})
    async with (
        open_resources(own, declared_jobs(own, app.FEATURES), declared_hooks()) as resources,
        running_worker(resources, own),
        running_server(own, app.FEATURES, authenticate, authenticate_socket) as client,
    ):
        door.port = client.base_url.port or 0
        yield door.address


@pytest.fixture
async def page(browser: Browser, site: str) -> AsyncGenerator[Page]:
    """A page of a person who has never been here."""
    context = await browser.new_context(base_url=site)
    yield await context.new_page()
    await context.close()
