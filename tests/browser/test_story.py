"""One evening, from the first visit to what is left of it: the whole product, as two people come through it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Locator, expect

from mingle.settings import Settings
from tests.browser import calling, dating
from tests.browser.guests import Guest, Theme, arriving
from tests.browser.test_accounts import PASSWORD, sign_in, write_birthdate
from tests.browser.test_chats import field, message
from tests.browser.test_meet import moment, nobody_left, throw
from tests.browser.test_people import add_photo, title
from tests.browser.uploading import payload, photo
from tests.browser.watch import open_app
from tests.features.discovery.feed_world import run_sql
from tests.features.media.processing import recordings
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

HAS_LOADED = "(image) => image.complete && image.naturalWidth > 0"


async def sign_up(guest: Guest, gender: str) -> str:
    """From the landing page to the first question; one's username."""
    page, username = guest.page, f"{guest.name.lower()}_{uuid4().hex[:8]}"
    await open_app(page, "/")
    await expect(page.get_by_role("link", name="Sign up")).to_be_visible()
    await guest.looks_right("the landing page")
    await guest.link("Sign up")
    await guest.screen("Make yourself at home")
    await page.get_by_label("Name", exact=True).fill(guest.name)
    await page.get_by_label("E-mail").fill(f"{username}@example.org")
    await page.get_by_label("Username").fill(username)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await write_birthdate(page)
    await page.get_by_label("Gender").select_option(gender)
    await guest.button("Sign up")
    return username


async def answer(guest: Guest, wanted: str, film: Path | None) -> None:
    """All that a new person is asked, to the end."""
    page = guest.page
    await guest.screen("Show your face")
    for name in ("one.jpg", "two.jpg"):
        await add_photo(page, name)
    await expect(page.get_by_role("list", name="Your photos").get_by_role("img")).to_have_count(2)
    await guest.looks_right("one's photos")
    await guest.button("Go on")
    await guest.screen("Whom do you want to see?")
    await guest.press(page.get_by_text(wanted, exact=True))
    await guest.press(page.get_by_text("Good conversation"))
    await guest.button("Go on")
    await guest.screen("Where are you?")
    if guest.is_phone:
        await guest.button("Use where I am")
    else:
        await page.get_by_role("combobox", name="City").fill("Ber")
        await guest.press(page.get_by_role("option", name="Berlin, Germany"))
    await guest.screen("What do you like?")
    await guest.press(page.get_by_text("jazz", exact=True))
    await guest.button("Go on")
    await guest.screen("Say something")
    await page.get_by_label("Your answer").fill("tea, and a long table")
    await guest.button("Go on")
    await guest.screen("Say hello in a video")
    await (record(guest) if film is None else choose_film(guest, film))
    await expect(page.get_by_role("button", name="Your intro video")).to_be_visible()
    await guest.looks_right("one's intro video")
    await guest.button("Go on")
    await guest.screen("You are visible")


async def record(guest: Guest) -> None:
    """Film an intro video right here."""
    page = guest.page
    await guest.button("Film one")
    await expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    await guest.looks_right("about to film")
    await guest.button("Begin")
    await expect(page.get_by_role("progressbar", name="2 seconds")).to_be_visible()
    await guest.button("Done")
    await expect(page.get_by_role("button", name="Use this one")).to_be_visible()
    await guest.looks_right("what was filmed")
    await guest.button("Use this one")


async def choose_film(guest: Guest, film: Path) -> None:
    async with guest.page.expect_file_chooser() as choosing:
        await guest.button("Choose a video")
    await (await choosing.value).set_files(film)


async def come_in(guest: Guest, gender: str, wanted: str, film: Path | None = None) -> str:
    """From nothing to a profile that others see, and to the first others."""
    username = await sign_up(guest, gender)
    await answer(guest, wanted, film)
    await guest.link("Meet people")
    return username


async def find_each_other(ines: Guest, tomas: Guest) -> None:
    """Ines likes Tomas after a long look at him; he throws her card to the right; both hear that they match."""
    page = ines.page
    await expect(page.get_by_role("article", name="Tomas")).to_be_visible()
    await ines.looks_right("somebody in the feed")
    await ines.button("Open Tomas's profile")
    profile = page.get_by_role("dialog", name="Tomas's profile")
    await expect(profile.get_by_role("button", name="Intro video of Tomas")).to_be_visible()
    await ines.looks_right("a whole profile")
    await ines.button("Like", profile)
    await expect(nobody_left(page)).to_be_visible()
    await ines.looks_right("nobody left")
    card = tomas.page.get_by_role("article", name="Ines")
    await expect(card).to_be_visible()
    await tomas.looks_right("somebody in the feed")
    await throw(tomas.page, card, 320)
    for guest, other in ((tomas, "Ines"), (ines, "Tomas")):
        await expect(moment(guest.page, other)).to_be_visible()
        await guest.looks_right("a match")


async def write(guest: Guest, text: str) -> None:
    """Write and send it, as it is done on this device."""
    await field(guest.page).fill(text)
    if guest.is_phone:
        await guest.button("Send")
    else:
        await field(guest.page).press("Enter")


async def write_to_each_other(ines: Guest, tomas: Guest) -> list[str]:
    """Words, a voice message and two photos; what stands in the chat then."""
    await tomas.link("Write to Ines", moment(tomas.page, "Ines"))
    await expect(title(tomas.page, "Ines")).to_be_visible()
    await tomas.looks_right("a chat in which nothing was said")
    await ines.link("Write to Tomas", moment(ines.page, "Tomas"))
    await write(tomas, "Jazz, then. Which record first?")
    await expect(message(ines.page, "Which record first?")).to_be_visible()
    await write(ines, "Kind of Blue. Always.")
    await expect(message(tomas.page, "Kind of Blue")).to_be_visible()
    await speak(ines)
    await expect(voice_of(tomas.page.get_by_role("article"), "Ines")).to_be_visible()
    await send_photos(tomas)
    await expect(photos(ines)).to_have_count(2)
    for guest in (ines, tomas):
        await guest.looks_right("a chat with a voice message and photos")
    return ["Which record first?", "Kind of Blue. Always.", "", "From the balcony"]


async def speak(guest: Guest) -> None:
    """Send a voice message of two seconds."""
    page = guest.page
    await guest.button("Record a voice message")
    recording = page.get_by_role("group", name="Recording")
    await expect(recording.get_by_role("timer")).to_have_text("0:02")
    await guest.looks_right("recording")
    await guest.button("Send the voice message")


def voice_of(place: Locator, name: str) -> Locator:
    return place.get_by_role("group", name=f"Voice message, {name}")


def photos(guest: Guest) -> Locator:
    """Those in the chat that is open."""
    return message(guest.page, "From the balcony").locator("img")


async def send_photos(guest: Guest) -> None:
    page = guest.page
    await guest.button("Attach")
    async with page.expect_file_chooser() as choosing:
        await guest.press(page.get_by_role("menuitem", name="Picture or video"))
    await (await choosing.value).set_files([payload(photo(), "balcony.jpg"), payload(photo(900, 1200), "kitchen.jpg")])
    await page.get_by_role("textbox", name="Add a caption").fill("From the balcony")
    await guest.looks_right("photos to send")
    await guest.button("Send")


async def meet_on_a_date(ines: Guest, tomas: Guest, own: Settings, *, until_time_is_over: bool) -> None:
    """Through the lobby into a room, where both see each other, and out of it with two yeses."""
    for guest in (ines, tomas):
        if guest.is_phone:
            await guest.link("All chats")
        await guest.place("Dates")
        await guest.looks_right("dates")
        await guest.button("Show me my picture")
        seen = guest.page.get_by_label("What your camera sees")
        await eventually(lambda seen=seen: seen.evaluate("(video) => video.videoWidth > 0"), "one's own picture")
        await guest.looks_right("one's own picture")
        await guest.button("Go into the lobby")
    await expect(dating.tile(ines.page, "Tomas")).to_be_visible()
    await expect(dating.tile(tomas.page, "Ines")).to_be_visible()
    await ines.looks_right("the lobby")
    await dating.invite(ines.page, "Tomas", "5 min")
    await expect(dating.asking(ines.page, "Waiting for Tomas")).to_be_visible()
    await ines.looks_right("an invitation on its way")
    await expect(dating.invited(tomas.page, "Ines")).to_be_visible()
    await tomas.looks_right("an invitation")
    await dating.accept(tomas.page, "Ines", "3 min")
    for guest, other in ((ines, "Tomas"), (tomas, "Ines")):
        await calling.goes_on(guest.page, "video")
        await calling.goes_on(guest.page, "audio")
        await dating.is_seen(guest.page, other)
        await guest.looks_right("a date")
    if until_time_is_over:
        # The clock is the server's: where it says that the time is over, it is.
        run_sql(own, "UPDATE calls SET ends_at = now(), due_at = now() WHERE state = 'active'")
    else:
        await ines.press(dating.control(ines.page, "Leave"))
    for guest in (ines, tomas):
        words = "That was your time" if until_time_is_over else "The date is over"
        await expect(dating.over(guest.page, words)).to_be_visible()
        await guest.looks_right("after a date")
    for guest in (ines, tomas):
        await guest.button("Yes, I would", dating.after(guest.page))
    for guest, other in ((ines, "Tomas"), (tomas, "Ines")):
        await expect(dating.over(guest.page, f"You and {other} would meet again")).to_be_visible()
        await guest.looks_right("two yeses")
        await guest.link(f"Write to {other}", dating.after(guest.page))
        await expect(title(guest.page, other)).to_be_visible()


async def call_each_other(ines: Guest, tomas: Guest) -> None:
    """Tomas calls Ines from the chat, and they see and hear each other."""
    if tomas.is_phone:
        await tomas.button("Call")
        await tomas.press(tomas.page.get_by_role("menuitem", name="Video call"))
    else:
        await tomas.button("Video call")
    await expect(calling.ringing(ines.page, "Tomas")).to_be_visible()
    await ines.looks_right("somebody calls")
    await calling.answer(ines.page, "Tomas")
    for guest, other in ((ines, "Tomas"), (tomas, "Ines")):
        await calling.goes_on(guest.page, "video")
        await calling.goes_on(guest.page, "audio")
        await calling.is_seen(guest.page, other)
        await guest.looks_right("a call")
    await ines.press(calling.control(ines.page, "Hang up"))
    for guest in (ines, tomas):
        await expect(calling.over(guest.page, "The call is over")).to_be_visible()
        await guest.looks_right("after a call")
        await guest.button("Close")
        await expect(guest.page.get_by_role("region", name="Messages").get_by_text("Video call ·")).to_be_visible()


async def go_through_a_tunnel(ines: Guest, tomas: Guest) -> list[str]:
    """Ines loses the network while they write, writes on, and comes out again; what was said."""
    await write(ines, "The train goes into the tunnel")
    await expect(message(tomas.page, "into the tunnel")).to_be_visible()
    await ines.page.context.set_offline(True)
    await expect(ines.page.get_by_text("What you write goes out when you are back.")).to_be_visible()
    for text in ("It is dark in here", "And loud"):
        await write(ines, text)
    await expect(ines.page.get_by_text("waiting to be sent")).to_have_count(2)
    await ines.looks_right("in a tunnel")
    await write(tomas, "Are you still there?")
    await expect(message(tomas.page, "still there?").get_by_text("sent", exact=True)).to_be_attached()
    await ines.page.context.set_offline(False)
    await expect(message(ines.page, "still there?")).to_be_visible()
    await expect(message(tomas.page, "And loud")).to_be_visible()
    await expect(ines.page.get_by_text("waiting to be sent")).to_have_count(0)
    return ["The train goes into the tunnel", "Are you still there?", "It is dark in here", "And loud"]


async def everything_is_there(guest: Guest, other: str, said: Sequence[str]) -> None:
    """All that was said stands in the chat, once and in its order, and photos and voices can be seen and heard."""
    page = guest.page
    articles = page.get_by_role("article")
    await expect(articles).to_have_count(len(said))
    for index, text in enumerate(said):
        await expect(articles.nth(index)).to_contain_text(text)
    await expect(photos(guest)).to_have_count(2)
    for one in await photos(guest).all():
        await one.scroll_into_view_if_needed()
        await eventually(lambda one=one: one.evaluate(HAS_LOADED), "the photo is seen")
    voice = voice_of(articles.nth(2), "Ines" if other == "Ines" else "You")
    await voice.get_by_role("button", name="Play").scroll_into_view_if_needed()
    await guest.button("Play", voice)
    await expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    await expect(page.get_by_role("region", name="Messages").get_by_text("Video call ·")).to_have_count(1)


@pytest.mark.timeout(900)  # it is a whole evening, on machines that may be busy
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_one_evening_from_the_first_visit_to_the_second_date(
    browser: Browser, site: str, own: Settings, tmp_path: Path, theme: Theme
) -> None:
    is_phone, other_theme = theme == "light", ("dark" if theme == "light" else "light")
    film = await asyncio.to_thread(recordings.video, tmp_path / "hello.mp4", "640x360", 3)
    async with (
        arriving(browser, site, "Ines", is_phone=is_phone, theme=theme) as ines,
        arriving(browser, site, "Tomas", is_phone=not is_phone, theme=other_theme) as tomas,
    ):
        username = await come_in(ines, "woman", "Men")
        await come_in(tomas, "man", "Women", film)
        await find_each_other(ines, tomas)
        said = await write_to_each_other(ines, tomas)
        await meet_on_a_date(ines, tomas, own, until_time_is_over=is_phone)
        await call_each_other(ines, tomas)
        said += await go_through_a_tunnel(ines, tomas)
        for guest, other in ((ines, "Tomas"), (tomas, "Ines")):
            await guest.page.reload()
            await everything_is_there(guest, other, said)
        async with arriving(browser, site, "Ines", is_phone=not is_phone, theme=theme) as again:
            await open_app(again.page, "/")
            await again.link("Sign in")
            await again.screen("Good to see you again")
            await sign_in(again.page, username)
            await again.screen("Ines")
            await again.place("Chats")
            await again.press(again.page.get_by_role("link", name="Tomas"))
            await expect(title(again.page, "Tomas")).to_be_visible()
            await everything_is_there(again, "Tomas", said)
            await again.looks_right("the chat on another device")
