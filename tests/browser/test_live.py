"""The one live connection of the app: whose it is, and that it comes back."""

import signal

import pytest
from playwright.async_api import Browser, Page, WebSocket, expect

from mingle.settings import Settings
from tests.browser.test_accounts import come_in_as_guest
from tests.browser.watch import open_app
from tests.cli.commands import running
from tests.cli.test_serve import SECRET, answering
from tests.support.door import Door
from tests.support.eventually import eventually
from tests.support.ports import free_port

pytestmark = pytest.mark.anyio

AWAY = "Mingle does not answer right now."


class Wires:
    """The WebSockets of a page, and what went over them."""

    def __init__(self, page: Page) -> None:
        self.all: list[WebSocket] = []
        self.sent: list[str] = []
        self.heard: list[str] = []
        self._let_in: set[WebSocket] = set()
        page.on("websocket", self._add)

    def _add(self, wire: WebSocket) -> None:
        self.all.append(wire)
        wire.on("framesent", lambda frame: self.sent.append(str(frame)))
        wire.on("framereceived", lambda frame: self._hear(wire, str(frame)))

    def _hear(self, wire: WebSocket, frame: str) -> None:
        self.heard.append(frame)
        if frame.startswith("40{"):
            self._let_in.add(wire)

    @property
    def is_open(self) -> bool:
        """Whether the last one is, and has been let in."""
        return bool(self.all) and not self.all[-1].is_closed() and self.all[-1] in self._let_in


async def test_is_there_for_who_is_signed_in_and_follows_their_tokens(page: Page, site: str) -> None:
    wires = Wires(page)
    await open_app(page, site)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert wires.all == []
    await come_in_as_guest(page, site)
    await eventually(lambda: wires.is_open, "it is connected")

    # A second tab exchanges the token for both of them. Tokens of one second are the same one.
    other = await page.context.new_page()
    others = Wires(other)
    await other.goto(f"{site}/you")
    await eventually(lambda: others.is_open, "the second tab is connected")

    async def told_anew() -> bool:
        await other.reload()
        return any('["auth",' in frame for frame in wires.sent)

    await eventually(told_anew, "the first says who it is again")
    await eventually(lambda: any("auth:success" in frame for frame in wires.heard), "the first took the newer token")
    assert len(wires.all) == 1

    await other.get_by_role("button", name="Sign out").click()
    await other.get_by_role("alertdialog").get_by_role("button", name="Leave for good").click()
    await expect(page).to_have_url(f"{site}/")
    await eventually(lambda: wires.all[-1].is_closed() and others.all[-1].is_closed(), "both are closed")
    assert len(wires.all) == 1


async def test_says_so_only_when_it_is_away_for_long(page: Page, site: str, door: Door) -> None:
    wires = Wires(page)
    await page.clock.install()
    await come_in_as_guest(page, site)
    await eventually(lambda: wires.is_open, "it is connected")
    door.shut()
    await eventually(lambda: len(wires.all) > 1, "it tries to come back")
    await expect(page.get_by_text(AWAY)).to_be_hidden()
    await page.clock.fast_forward(8_000)
    await expect(page.get_by_text(AWAY)).to_be_visible()
    door.open()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.get_by_text(AWAY)).to_be_hidden()


async def test_goes_over_to_another_process_when_its_own_is_killed(
    browser: Browser, settings: Settings, door: Door
) -> None:
    names = ("database_url", "valkey_url", "valkey_prefix", "data_dir")
    shared = {name: str(getattr(settings, name)) for name in names}
    own = {**shared, "secret": SECRET, "mode": "development", "public_url": door.address}
    ports = [str(free_port()), str(free_port())]
    async with running("serve", **own, port=ports[0]) as first, running("serve", **own, port=ports[1]) as second:
        await answering(first, ports[0])
        await answering(second, ports[1])
        door.port = int(ports[0])
        context = await browser.new_context()
        page = await context.new_page()
        wires = Wires(page)
        await come_in_as_guest(page, door.address)
        await eventually(lambda: wires.is_open, "it is connected to the first")
        door.port = int(ports[1])
        heard = len(wires.heard)
        await first.end(signal.SIGKILL)
        await eventually(lambda: any(f.startswith("40{") for f in wires.heard[heard:]), "it is with the second")
        await expect(page.get_by_role("heading", level=1, name="Ines")).to_be_visible()
        await expect(page.get_by_text(AWAY)).to_be_hidden()
        await context.close()
