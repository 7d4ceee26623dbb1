"""Dates in real browsers, beside the straight way: from a chat, blurred, taken over, without a path or a camera."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from mingle.settings import Settings
from tests.browser.calling import Caller, goes_on, people
from tests.browser.conftest import serving
from tests.browser.dating import (
    a_date,
    accept,
    after,
    asking,
    control,
    enter_lobby,
    invite,
    invited,
    is_seen,
    room,
    tile,
    two_in_the_lobby,
)
from tests.browser.session import ask
from tests.browser.test_chats import begin_to_write
from tests.browser.test_people import no_serious_violations, title
from tests.support.door import Door

pytestmark = pytest.mark.anyio

NO_PATH = """
const only = (configuration) => ({ ...configuration, iceServers: [], iceTransportPolicy: "relay" })
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(configuration) { super(only(configuration)) }
  setConfiguration(configuration) { super.setConfiguration(only(configuration)) }
}
"""
CAMERA_IN_USE = """
const devices = navigator.mediaDevices
const open = devices.getUserMedia.bind(devices)
devices.getUserMedia = async (wanted) => {
  if (wanted.video && !window.isFree) throw new DOMException("Could not start video source", "NotReadableError")
  return await open(wanted)
}
"""


async def match(one: Caller, other: Caller) -> None:
    for liker, liked in ((one, other), (other, one)):
        await ask(liker.page, "POST", "/likes", {"userId": liked.id, "kind": "like"})


async def wish(page: Page, name: str, length: str) -> None:
    """How long a date should be with somebody whom one has chosen to invite."""
    sheet = page.get_by_role("dialog", name=f"Invite {name}")
    await sheet.get_by_text(length, exact=True).click()
    await no_serious_violations(page)
    await sheet.get_by_role("button", name=f"Invite {name}").click()


async def test_a_match_is_invited_from_the_chat(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as (ines, tomas):
        await match(ines, tomas)
        await tomas.page.goto(f"{site}/you")
        await begin_to_write(ines.page, site, tomas.id, "Tomas")
        await ines.page.get_by_role("button", name="Call", exact=True).click()
        await ines.page.get_by_role("menuitem", name="Invite to a date").click()
        await wish(ines.page, "Tomas", "3 min")
        await expect(invited(tomas.page, "Ines")).to_contain_text("Ines would like 3 minutes.")
        await accept(tomas.page, "Ines")
        await is_seen(ines.page, "Tomas")
        await is_seen(tomas.page, "Ines")


async def test_a_match_who_is_not_there_is_written_to_instead(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as (ines, tomas):
        await match(ines, tomas)
        await tomas.page.context.close()
        await ines.page.goto(f"{site}/meet/matches")
        await ines.page.get_by_role("button", name="More about Tomas").click()
        await ines.page.get_by_role("menuitem", name="Invite to a date").click()
        await wish(ines.page, "Tomas", "5 min")
        gone = asking(ines.page, re.compile("Tomas (is not here right now|has gone|did not answer)"))
        await expect(gone).to_be_visible()
        await no_serious_violations(ines.page)
        await gone.get_by_role("button", name="Write to Tomas").click()
        await expect(title(ines.page, "Tomas")).to_be_visible()
        await expect(gone).to_be_hidden()


def picture(page: Page, name: str) -> Locator:
    return room(page).get_by_label(f"{name}, live")


async def test_both_are_blurred_until_both_want_to_be_seen(browser: Browser, own: Settings, door: Door) -> None:
    async with (
        serving(own.model_copy(update={"dates_blur": True}), door),
        a_date(browser, own.public_url) as (ines, tomas),
    ):
        both = ((ines, "Tomas"), (tomas, "Ines"))
        for page, other in both:
            await expect(picture(page, other)).to_have_attribute("data-blurred", "true")
            await expect(picture(page, other)).to_have_css("filter", re.compile("blur"))
            await no_serious_violations(page)
        await room(ines).get_by_role("button", name="Show ourselves").click()
        await expect(room(ines).get_by_text("You are ready. Tomas decides when.")).to_be_visible()
        for page, other in both:
            await expect(picture(page, other)).to_have_attribute("data-blurred", "true")
        await room(tomas).get_by_role("button", name="Show ourselves").click()
        for page, other in both:
            await expect(picture(page, other)).to_have_attribute("data-blurred", "false")
            await expect(room(page).get_by_role("button", name="Show ourselves")).to_have_count(0)


async def test_the_lobby_is_in_one_tab_and_comes_along_to_another(browser: Browser, site: str) -> None:
    async with two_in_the_lobby(browser, site) as ((ines, _, _), (tomas, _, _)):
        other = await ines.context.new_page()
        await enter_lobby(other, site)
        await expect(ines.get_by_role("heading", name="You are in the lobby elsewhere")).to_be_visible()
        await no_serious_violations(ines)
        await ines.get_by_role("button", name="Come in here instead").click()
        await expect(ines.get_by_role("heading", name="You are in the lobby", exact=True)).to_be_visible()
        await expect(other.get_by_role("heading", name="You are in the lobby elsewhere")).to_be_visible()
        await expect(tile(tomas, "Ines")).to_have_count(1)


async def test_a_date_is_taken_over_by_another_tab(browser: Browser, site: str) -> None:
    async with a_date(browser, site) as (ines, tomas):
        other = await ines.context.new_page()
        await other.goto(f"{site}/you")
        bar = other.get_by_role("region", name="Your evening")
        await expect(bar).to_contain_text("Your date with Tomas is on another device")
        await no_serious_violations(other)
        await bar.get_by_role("button", name="Go on here").click()
        await is_seen(other, "Tomas")
        await goes_on(tomas, "video")
        await expect(room(ines)).to_have_count(0)
        await expect(ines.get_by_role("region", name="Your evening")).to_contain_text("on another device")


async def test_without_a_path_one_is_told_what_may_be_in_between(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, _, _)):
        await tomas.context.add_init_script(NO_PATH)
        for page in (ines, tomas):
            await enter_lobby(page, site)
        await invite(ines, "Tomas")
        await accept(tomas, "Ines")
        for page, other in ((ines, "Tomas"), (tomas, "Ines")):
            await expect(room(page).get_by_text(f"No way to {other} has been found so far.")).to_be_visible()
        await no_serious_violations(ines)
        await control(ines, "Leave").click()
        for page in (ines, tomas):
            await expect(after(page)).to_contain_text("You did not find each other this time.")
            await expect(after(page).get_by_role("button", name="Yes, I would")).to_have_count(0)


async def test_a_camera_that_is_in_use_is_freed_and_turned_on(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines") as ((ines, _, _),):
        await ines.context.add_init_script(CAMERA_IN_USE)
        await ines.goto(f"{site}/dates")
        await ines.get_by_role("button", name="Show me my picture").click()
        lobby = ines.get_by_role("region", name="The lobby")
        await expect(lobby).to_contain_text("another program uses the camera")
        await no_serious_violations(ines)
        await ines.evaluate("window.isFree = true")
        await lobby.get_by_role("button", name="Camera on").click()
        await expect(ines.get_by_label("What your camera sees")).to_be_visible()
        await expect(lobby).not_to_contain_text("another program")


async def test_no_camera_and_no_microphone_to_be_had_says_what_to_do(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines") as ((ines, _, _),):
        await ines.context.add_init_script(CAMERA_IN_USE.replace("wanted.video && ", ""))
        await ines.goto(f"{site}/dates")
        await ines.get_by_role("button", name="Show me my picture").click()
        await expect(ines.get_by_role("alert")).to_contain_text("Another program uses it")
        await ines.evaluate("window.isFree = true")
        await ines.get_by_role("button", name="Try again").click()
        await expect(ines.get_by_role("button", name="Go into the lobby")).to_be_visible()
