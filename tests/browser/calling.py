"""What the tests of calls in browsers share: people with cameras, what they press, and what really arrives."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.arriving import come_in
from tests.browser.test_chats import begin_to_write
from tests.browser.test_people import PHONE
from tests.support.eventually import eventually

# Every connection of the page, so that what really arrives can be counted, and how often anything was paused.
KEEP_CONNECTIONS = """
window.connections = []
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...rest) { super(...rest); window.connections.push(this) }
}
window.pauses = 0
window.addEventListener("pause", () => { window.pauses += 1 }, { capture: true })
"""
RECEIVED = """
async () => {
  const received = []
  for (const connection of window.connections) {
    if (connection.connectionState !== "connected") continue
    const each = { audio: 0, video: 0 }
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type !== "inbound-rtp") continue
      each[stat.kind] += stat.kind === "video" ? (stat.framesDecoded ?? 0) : stat.packetsReceived
    }
    received.push(each)
  }
  return received
}
"""
SEEN = """
(video) => ({ width: video.videoWidth, time: video.currentTime })
"""


class Caller(NamedTuple):
    """Somebody with a phone, and their id."""

    page: Page
    id: str
    name: str


@asynccontextmanager
async def people(browser: Browser, site: str, *names: str) -> AsyncGenerator[list[Caller]]:
    """People who can be seen, each with a phone whose camera and microphone they let Mingle use."""
    async with AsyncExitStack() as stack:
        callers: list[Caller] = []
        for name in names:
            context = await browser.new_context(
                base_url=site, viewport=PHONE, reduced_motion="reduce", permissions=["camera", "microphone"]
            )
            stack.push_async_callback(context.close)
            await context.add_init_script(KEEP_CONNECTIONS)
            page = await context.new_page()
            callers.append(Caller(page, await come_in(page, name), name))
        yield callers


async def start(page: Page, kind: str = "Video call") -> None:
    """Call those in the chat that is open."""
    await page.get_by_role("button", name="Call", exact=True).click()
    await page.get_by_role("menuitem", name=kind).click()


def ringing(page: Page, name: str) -> Locator:
    return page.get_by_role("alertdialog").filter(has_text=f"{name} calls you")


async def answer(page: Page, name: str, how: str = "Answer with video") -> None:
    await ringing(page, name).get_by_role("button", name=how, exact=True).click()


def call(page: Page) -> Locator:
    """The screen of the call."""
    return page.get_by_role("dialog").filter(has=page.get_by_role("group", name="What you can do in this call"))


def control(page: Page, name: str) -> Locator:
    return call(page).get_by_role("button", name=name, exact=True)


def over(page: Page, text: str) -> Locator:
    return page.get_by_role("dialog").get_by_role("heading", name=text)


def picture(page: Page, name: str) -> Locator:
    return call(page).get_by_label(f"{name}, live")


async def received(page: Page, kind: str) -> list[int]:
    """How much of this kind has come over each line: decoded frames, or packets of sound."""
    return [each[kind] for each in await page.evaluate(RECEIVED)]


async def goes_on(page: Page, kind: str, lines: int = 1) -> None:
    """More and more of this kind comes over so many lines."""
    before = 0

    async def grows() -> bool:
        nonlocal before
        now = await received(page, kind)
        if len(now) != lines or min(now) == 0:
            return False
        if before == 0:
            before = min(now)
        return min(now) > before + 2

    await eventually(grows, f"{kind} comes over {lines} lines", patience=120)


async def is_seen(page: Page, name: str) -> None:
    """Their picture moves."""
    shown = picture(page, name)
    await expect(shown).to_be_visible()

    async def moves() -> bool:
        seen = await shown.evaluate(SEEN)
        return bool(seen["width"] > 0 and seen["time"] > 0)

    await eventually(moves, f"{name} moves", patience=60)


@asynccontextmanager
async def two_talking(browser: Browser, site: str, kind: str = "Video call") -> AsyncGenerator[tuple[Page, Page]]:
    """Ines has called Tomas, and he has answered in the same way."""
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, tomas_id, _)):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await start(ines, kind)
        await answer(tomas, "Ines", "Answer with video" if kind == "Video call" else "Answer")
        for page in (ines, tomas):
            await goes_on(page, "audio")
        yield ines, tomas
