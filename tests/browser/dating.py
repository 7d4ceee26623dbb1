"""What the tests of dates in browsers share: people in the lobby, what they press, and a date that has begun."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from re import Pattern

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.calling import Caller, goes_on, people
from tests.support.eventually import eventually

SEEN = "(video) => ({ width: video.videoWidth, time: video.currentTime })"


async def look(page: Page, site: str) -> None:
    """On the page of dates, with one's own picture before one's eyes."""
    await page.goto(f"{site}/dates")
    await page.get_by_role("button", name="Show me my picture").click()
    own = page.get_by_label("What your camera sees")
    await eventually(lambda: own.evaluate("(video) => video.videoWidth > 0"), "one's own picture is there")


async def enter_lobby(page: Page, site: str) -> None:
    await look(page, site)
    await page.get_by_role("button", name="Go into the lobby").click()
    # The button has gone: a keyboard goes on from what took its place.
    await expect(page.get_by_role("heading", name="You are in the lobby")).to_be_focused()


def tile(page: Page, name: str) -> Locator:
    """Somebody in the reel."""
    return page.get_by_role("list", name="Here now").get_by_role("listitem").filter(has_text=name)


async def invite(page: Page, name: str, length: str = "5 min") -> None:
    await tile(page, name).get_by_role("button", name=f"Invite {name} to a date").click()
    sheet = page.get_by_role("dialog", name=f"Invite {name}")
    await sheet.get_by_text(length, exact=True).click()
    await sheet.get_by_role("button", name=f"Invite {name}").click()


def asking(page: Page, words: str | Pattern[str]) -> Locator:
    """One's own invitation, while it waits for an answer and when it has one."""
    return page.get_by_role("alertdialog", name=words)


def invited(page: Page, name: str) -> Locator:
    return page.get_by_role("alertdialog", name=f"{name} invites you to a date")


async def accept(page: Page, name: str, length: str | None = None) -> None:
    if length is not None:
        await invited(page, name).get_by_text(length, exact=True).click()
    await invited(page, name).get_by_role("button", name="Accept").click()


def room(page: Page) -> Locator:
    """The screen of a date that goes on."""
    return page.get_by_role("dialog").filter(has=page.get_by_role("group", name="What you can do in this date"))


def control(page: Page, name: str) -> Locator:
    return room(page).get_by_role("button", name=name, exact=True)


async def choose(page: Page, name: str) -> None:
    """One of those things behind "More"."""
    await control(page, "More").click()
    await page.get_by_role("menuitem", name=name).click()


async def is_seen(page: Page, name: str) -> None:
    """Their picture moves."""
    shown = room(page).get_by_label(f"{name}, live")
    await expect(shown).to_be_visible()

    async def moves() -> bool:
        seen = await shown.evaluate(SEEN)
        return bool(seen["width"] > 0 and seen["time"] > 0)

    await eventually(moves, f"{name} moves", patience=60)


def after(page: Page) -> Locator:
    """What is said and asked when a date is over."""
    return page.get_by_role("dialog").filter(has=page.get_by_role("button", name="Done"))


def over(page: Page, words: str) -> Locator:
    return after(page).get_by_role("heading", name=words)


@asynccontextmanager
async def two_in_the_lobby(browser: Browser, site: str) -> AsyncGenerator[tuple[Caller, Caller]]:
    """Ines and Tomas, who see that the other one is there."""
    async with people(browser, site, "Ines", "Tomas") as (ines, tomas):
        for caller in (ines, tomas):
            await enter_lobby(caller.page, site)
        await expect(tile(ines.page, "Tomas")).to_be_visible()
        await expect(tile(tomas.page, "Ines")).to_be_visible()
        yield ines, tomas


@asynccontextmanager
async def a_date(browser: Browser, site: str) -> AsyncGenerator[tuple[Page, Page]]:
    """Ines has invited Tomas, and they see each other."""
    async with two_in_the_lobby(browser, site) as (ines, tomas):
        await invite(ines.page, "Tomas")
        await accept(tomas.page, "Ines")
        for page, other in ((ines.page, "Tomas"), (tomas.page, "Ines")):
            await goes_on(page, "video")
            await is_seen(page, other)
        yield ines.page, tomas.page
