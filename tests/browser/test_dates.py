"""Dates in real browsers with fake cameras: from the lobby to whether both would meet again."""

import re

import psycopg
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from mingle.settings import Settings
from tests.browser.calling import goes_on, people, received
from tests.browser.dating import (
    a_date,
    accept,
    after,
    asking,
    choose,
    control,
    enter_lobby,
    invite,
    invited,
    is_seen,
    look,
    over,
    room,
    tile,
    two_in_the_lobby,
)
from tests.browser.test_chats import holds, write
from tests.browser.test_people import no_serious_violations, title
from tests.browser.watch import no_complaints
from tests.features.discovery.feed_world import run_sql
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


async def add_handle(page: Page, site: str, handle: str) -> None:
    """One's own name elsewhere, in one's profile."""
    await page.goto(f"{site}/you/profile")
    await page.get_by_label("Instagram").fill(handle)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("log")).to_contain_text("aved")


def clock(page: Page) -> Locator:
    return room(page).get_by_role("progressbar", name="Time left").locator("[data-clock]")


def agreed(own: Settings) -> list[tuple[int]]:
    """How long the dates are that go on, in seconds."""
    with psycopg.connect(own.database_url) as connection:
        return connection.execute("SELECT max_seconds FROM calls WHERE state = 'active'").fetchall()


async def begin(ines: Page, tomas: Page) -> None:
    """Ines would like five minutes, and Tomas three; both see and hear each other."""
    await invite(ines, "Tomas", "5 min")
    await expect(asking(ines, "Waiting for Tomas")).to_be_visible()
    await no_serious_violations(ines)
    await expect(invited(tomas, "Ines")).to_contain_text("Ines would like 5 minutes.")
    await no_serious_violations(tomas)
    await accept(tomas, "Ines", "3 min")
    for page, other in ((ines, "Tomas"), (tomas, "Ines")):
        await goes_on(page, "video")
        await goes_on(page, "audio")
        await is_seen(page, other)
        await expect(clock(page)).to_have_text(re.compile(r"^[234] min$"))
        await no_serious_violations(page)


async def write_to_each_other(ines: Page, tomas: Page) -> None:
    await control(ines, "Write").click()
    await ines.get_by_role("textbox", name="Write to Tomas").fill("My surname has two s")
    await ines.keyboard.press("Enter")
    await expect(room(tomas).get_by_text("My surname has two s")).to_be_visible()
    await control(tomas, "Write").click()
    await expect(tomas.get_by_role("complementary")).to_contain_text("My surname has two s")
    await no_serious_violations(tomas)


async def take_more_time(ines: Page, tomas: Page) -> None:
    """Tomas asks for two minutes more, and Ines would like that too."""
    await choose(tomas, "Ask for more time")
    await tomas.get_by_role("dialog", name="More time").get_by_text("2 min", exact=True).click()
    await tomas.get_by_role("button", name="Ask Ines").click()
    await expect(room(tomas).get_by_text("You asked for 2 minutes more.")).to_be_visible()
    await room(ines).get_by_role("button", name="Me too").click()
    await expect(room(tomas).get_by_text("You asked for")).to_have_count(0)
    await expect(room(ines).get_by_role("button", name="Me too")).to_have_count(0)


async def say_yes(ines: Page, tomas: Page) -> None:
    """Both would meet again, and each hears of it."""
    for page in (ines, tomas):
        await expect(over(page, "That was your time")).to_be_visible()
        await no_serious_violations(page)
    await after(ines).get_by_role("button", name="Yes, I would").click()
    await expect(after(ines)).to_contain_text("Noted, between us")
    await no_serious_violations(ines)
    await after(tomas).get_by_role("button", name="Yes, I would").click()
    for page, other in ((ines, "Tomas"), (tomas, "Ines")):
        await expect(over(page, f"You and {other} would meet again")).to_be_visible()
        await no_serious_violations(page)


async def test_a_whole_date_from_the_lobby_to_the_first_words_of_a_match(
    browser: Browser, site: str, own: Settings
) -> None:
    async with (
        two_in_the_lobby(browser, site) as ((ines, _, _), (tomas, _, _)),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await no_serious_violations(ines)
        await begin(ines, tomas)
        assert agreed(own) == [(240,)]
        await write_to_each_other(ines, tomas)
        await take_more_time(ines, tomas)
        assert agreed(own) == [(360,)]
        # The clock is the server's: where it says that the time is over, it is.
        run_sql(own, "UPDATE calls SET ends_at = now(), due_at = now() WHERE state = 'active'")
        await say_yes(ines, tomas)
        await after(tomas).get_by_role("link", name="Write to Ines").click()
        await expect(title(tomas, "Ines")).to_be_visible()
        await write(tomas, "That went by quickly")
        await after(ines).get_by_role("link", name="Write to Tomas").click()
        await holds(ines, "That went by quickly")
        await ines.goto(f"{site}/you/calls")
        past = ines.get_by_role("list", name="Calls").get_by_role("listitem")
        await expect(past).to_contain_text("Date ·")
        await expect(past).to_contain_text("You would both meet again")
        await past.get_by_text("What you wrote and gave").click()
        await expect(past).to_contain_text("My surname has two s")
        await no_serious_violations(ines)


async def test_who_is_found_elsewhere_is_given_away_by_oneself_only(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, _, _)):
        await add_handle(ines, site, "ines.reads")
        for page in (ines, tomas):
            await enter_lobby(page, site)
        await invite(ines, "Tomas")
        await accept(tomas, "Ines")
        await is_seen(ines, "Tomas")
        await choose(ines, "Give where to find you")
        sheet = ines.get_by_role("dialog", name="Where Tomas can find you")
        await sheet.get_by_text("Instagram").click()
        await no_serious_violations(ines)
        await sheet.get_by_role("button", name="Give Tomas these").click()
        await control(tomas, "Write").click()
        await expect(tomas.get_by_role("complementary").get_by_role("link", name="ines.reads")).to_be_visible()
        await control(ines, "Leave").click()
        await expect(after(tomas).get_by_role("link", name="ines.reads")).to_be_visible()
        await choose_no(tomas)
        await expect(after(tomas)).to_contain_text("Ines is not told")


async def choose_no(page: Page) -> None:
    await after(page).get_by_role("button", name="Rather not").click()


async def test_an_invitation_is_declined_taken_back_and_left_behind(browser: Browser, site: str) -> None:
    async with two_in_the_lobby(browser, site) as ((ines, _, _), (tomas, _, _)):
        await tomas.get_by_role("navigation", name="Places").get_by_role("link", name="Chats").click()
        await expect(tomas.get_by_role("region", name="Your evening")).to_contain_text("You are in the lobby")
        await invite(ines, "Tomas")
        await invited(tomas, "Ines").get_by_role("button", name="Decline").click()
        await expect(asking(ines, "Not this time")).to_be_visible()
        await no_serious_violations(ines)
        await ines.get_by_role("button", name="All right").click()

        await invite(ines, "Tomas")
        await expect(invited(tomas, "Ines")).to_be_visible()
        await eventually(lambda: is_called(tomas), "the title calls, for who looks at another tab")
        await asking(ines, "Waiting for Tomas").get_by_role("button", name="Take it back").click()
        await expect(invited(tomas, "Ines")).to_be_hidden()
        await expect(tomas.get_by_role("log").get_by_text("Ines has taken the invitation back.")).to_be_visible()

        await invite(ines, "Tomas")
        await expect(invited(tomas, "Ines")).to_be_visible()
        await tomas.context.close()
        gone = asking(ines, re.compile("Tomas (has gone|did not answer)"))
        await expect(gone).to_be_visible(timeout=60_000)
        await ines.get_by_role("button", name="All right").click()
        await expect(tile(ines, "Tomas")).to_have_count(0)
        await expect(ines.get_by_text("Nobody else is here at this moment")).to_be_visible()
        await no_serious_violations(ines)


async def is_called(page: Page) -> bool:
    return await page.title() == "Ines invites you"


async def test_a_camera_that_may_not_be_used_says_what_to_do(browser: Browser, site: str) -> None:
    async with two_in_the_lobby(browser, site) as ((ines, _, _), (tomas, _, _)):
        await tomas.goto(f"{site}/you")
        await tomas.context.clear_permissions()
        await invite(ines, "Tomas")
        await accept(tomas, "Ines")
        asked = invited(tomas, "Ines")
        await expect(asked.get_by_role("alert")).to_contain_text("Press the sign beside the address of this page")
        await no_serious_violations(tomas)
        await tomas.context.grant_permissions(["camera", "microphone"])
        await accept(tomas, "Ines")
        await is_seen(ines, "Tomas")
        await is_seen(tomas, "Ines")


async def test_the_lobby_asks_for_the_camera_when_one_wants_to_look(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines") as ((ines, _, _),):
        await ines.context.clear_permissions()
        await ines.goto(f"{site}/dates")
        await ines.get_by_role("button", name="Show me my picture").click()
        await expect(ines.get_by_role("alert")).to_contain_text("The browser does not let Mingle use it")
        await no_serious_violations(ines)
        await ines.context.grant_permissions(["camera", "microphone"])
        await ines.get_by_role("button", name="Try again").click()
        await expect(ines.get_by_role("button", name="Go into the lobby")).to_be_visible()


async def test_two_who_press_next_are_in_a_date(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, _, _)):
        for page in (ines, tomas):
            await enter_lobby(page, site)
            await page.get_by_role("button", name="Meet whoever is next").click()
        await is_seen(ines, "Tomas")
        await is_seen(tomas, "Ines")


@pytest.mark.parametrize("words", ["It is sexual, and I did not ask for it", "Block Tomas"], ids=["report", "block"])
async def test_two_taps_end_a_date_in_which_something_is_wrong(
    browser: Browser, site: str, own: Settings, words: str
) -> None:
    async with a_date(browser, site) as (ines, tomas):
        await room(ines).get_by_role("button", name="Something is wrong").click()
        await no_serious_violations(ines)
        await ines.get_by_role("dialog", name="Something is wrong?").get_by_role("button", name=words).click()
        is_report = words != "Block Tomas"
        await expect(over(ines, "Thank you for saying so" if is_report else "Tomas is blocked")).to_be_visible()
        await no_serious_violations(ines)
        await expect(over(tomas, "The date is over")).to_be_visible()
        with psycopg.connect(own.database_url) as connection:
            kept = connection.execute("SELECT subject_kind, reason FROM reports").fetchall()
            blocks = connection.execute("SELECT count(*) FROM blocks").fetchall()
        assert kept == ([("call", "nudity")] if is_report else [])
        assert blocks == [(1,)]
        await after(ines).get_by_role("button", name="Done").click()
        await expect(tile(ines, "Tomas")).to_have_count(0)


async def test_a_reload_in_the_middle_takes_the_date_up_again(browser: Browser, site: str) -> None:
    async with a_date(browser, site) as (ines, tomas):
        await control(tomas, "Mute").click()
        await tomas.reload()
        for page in (ines, tomas):
            await goes_on(page, "video")
        await is_seen(ines, "Tomas")
        await expect(control(tomas, "Unmute")).to_be_visible()
        await expect(room(ines).get_by_text("Tomas is muted")).to_be_visible()


async def test_a_network_that_comes_back_takes_the_date_up_again(browser: Browser, site: str) -> None:
    async with a_date(browser, site) as (ines, tomas):
        await ines.context.set_offline(True)
        await expect(room(ines).get_by_text("Reconnecting …").first).to_be_visible()
        await expect(room(tomas).get_by_text("Ines is coming back …").first).to_be_visible()
        await ines.context.set_offline(False)
        await expect(room(tomas).get_by_text("Ines is coming back …")).to_have_count(0)
        for page in (ines, tomas):
            await goes_on(page, "video")


async def test_a_date_made_small_goes_on_above_the_page(browser: Browser, site: str) -> None:
    async with a_date(browser, site) as (ines, _):
        await ines.keyboard.press("Escape")
        bar = ines.get_by_role("region", name="Your evening")
        await expect(bar).to_contain_text("You are in a date with Tomas")
        await no_serious_violations(ines)
        before = await received(ines, "audio")
        await eventually(lambda: is_more(ines, before[0]), "one goes on hearing Tomas")
        await bar.get_by_role("button", name="Back to the date").click()
        await is_seen(ines, "Tomas")


async def is_more(page: Page, before: int) -> bool:
    return (await received(page, "audio"))[0] > before


async def test_the_picture_is_let_go_of_when_its_page_is_left(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines") as ((ines, _, _),):
        await look(ines, site)
        await ines.get_by_role("navigation", name="Places").get_by_role("link", name="You").click()
        await expect(ines.get_by_role("heading", level=1)).to_be_visible()
        await ines.get_by_role("navigation", name="Places").get_by_role("link", name="Dates").click()
        await expect(ines.get_by_role("button", name="Show me my picture")).to_be_visible()
