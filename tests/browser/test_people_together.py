"""What people see of each other in a real browser: blocks, pauses, what is hidden, and what is given."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.arriving import come_in
from tests.browser.test_accounts import come_in_as_guest
from tests.browser.test_live import Wires
from tests.browser.test_people import no_serious_violations, person, title
from tests.browser.watch import no_complaints
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def two_people(browser: Browser, site: str) -> AsyncGenerator[tuple[Page, str, Page, str]]:
    """The phones of two who can be seen, Ines and Tomas, each with its owner's id."""
    async with person(browser, site) as ines, person(browser, site) as tomas:
        yield ines, await come_in(ines, "Ines"), tomas, await come_in(tomas, "Tomas")


async def test_blocking_hides_both_and_is_taken_back(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, ines_id, tomas, tomas_id):
        async with no_complaints(tomas):
            await tomas.goto(f"{site}/people")
            await tomas.get_by_label("Name or username").fill("ine")
            await tomas.get_by_role("link", name="Ines").click()
            await expect(title(tomas, "Ines")).to_be_visible()
            await no_serious_violations(tomas)
            await tomas.get_by_role("button", name="More about Ines").click()
            await tomas.get_by_role("menuitem", name="Block Ines").click()
            await expect(tomas.get_by_role("log")).to_contain_text("Ines is blocked")
            await tomas.get_by_role("log").get_by_role("button", name="Undo").click()
            await expect(title(tomas, "Ines")).to_be_visible()
            await tomas.get_by_role("button", name="More about Ines").click()
            await tomas.get_by_role("menuitem", name="Block Ines").click()
            await expect(title(tomas, "Find people")).to_be_visible()
        for page, other in ((tomas, ines_id), (ines, tomas_id)):
            await page.goto(f"{site}/people/{other}")
            await expect(title(page, "Nobody here")).to_be_attached()
        await tomas.goto(f"{site}/you/blocked")
        await no_serious_violations(tomas)
        await tomas.get_by_role("button", name="Unblock Ines").click()
        await expect(tomas.get_by_text("Nobody is blocked")).to_be_visible()
        await ines.reload()
        await expect(title(ines, "Tomas")).to_be_visible()


async def test_a_pause_and_what_is_hidden_hold_for_others(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, ines_id, tomas, _):
        await tomas.goto(f"{site}/people/{ines_id}")
        await expect(tomas.get_by_text("Woman", exact=True)).to_be_visible()
        await ines.goto(f"{site}/you/privacy")
        async with no_complaints(ines):
            await ines.get_by_role("switch", name="Gender").uncheck()
            await tomas.goto(f"{site}/people/{ines_id}")
            await expect(title(tomas, "Ines")).to_be_visible()
            await expect(tomas.get_by_text("Woman", exact=True)).to_be_hidden()
            await ines.get_by_role("switch", name="Take a pause").check()
            await ines.reload()
            await expect(ines.get_by_role("switch", name="Take a pause")).to_be_checked()
            await no_serious_violations(ines)
        await tomas.reload()
        await expect(title(tomas, "Nobody here")).to_be_attached()
        await ines.goto(f"{site}/you")
        await ines.get_by_role("button", name="End the pause").click()
        await expect(ines.get_by_text("You are on a pause")).to_be_hidden()
        await tomas.reload()
        await expect(title(tomas, "Ines")).to_be_visible()


async def test_a_switch_stays_where_it_was_put_while_older_news_comes(page: Page, site: str) -> None:
    wires = Wires(page)
    await come_in_as_guest(page, site)
    await page.goto(f"{site}/you/privacy")
    await eventually(lambda: wires.is_open, "it is connected")
    held: asyncio.Queue[Route] = asyncio.Queue()

    async def hold(route: Route) -> None:
        await (held.put(route) if route.request.method == "PUT" else route.continue_())

    await page.route("**/api/user/me", hold)
    gender, incognito = (page.get_by_role("switch", name=name) for name in ("Gender", "Incognito"))
    await gender.uncheck()
    await incognito.check()
    await (await held.get()).continue_()
    second = await held.get()  # it goes out when the first has been answered
    other = await page.context.new_page()
    await other.goto(f"{site}/you/privacy")
    async with page.expect_response("**/api/user/me"):
        await other.get_by_role("switch", name="Languages").uncheck()
    await expect(page.get_by_role("switch", name="Languages")).not_to_be_checked()
    await expect(gender).not_to_be_checked()
    await expect(incognito).to_be_checked()
    async with page.expect_response(lambda answer: answer.request == second.request):
        await second.continue_()
    await page.reload()
    await expect(incognito).to_be_checked()


async def test_a_switch_goes_back_where_the_server_refuses(page: Page, site: str) -> None:
    await come_in_as_guest(page, site)
    await page.goto(f"{site}/you/privacy")
    incognito = page.get_by_role("switch", name="Incognito")
    await expect(incognito).not_to_be_checked()
    await page.route("**/api/user/me", lambda route: route.abort())
    await incognito.click()
    await expect(page.get_by_text("The server could not be reached")).to_be_visible()
    await expect(incognito).not_to_be_checked()


async def test_incognito_is_seen_by_nobody_whom_one_has_not_liked(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, ines_id, tomas, _):
        await tomas.goto(f"{site}/people/{ines_id}")
        await expect(title(tomas, "Ines")).to_be_visible()
        await ines.goto(f"{site}/you/privacy")
        incognito = ines.get_by_role("switch", name="Incognito")
        async with ines.expect_response("**/api/user/me"):
            await incognito.check()
        await tomas.reload()
        await expect(title(tomas, "Nobody here")).to_be_attached()
        async with ines.expect_response("**/api/user/me"):
            await incognito.uncheck()
        await tomas.reload()
        await expect(title(tomas, "Ines")).to_be_visible()


async def test_where_else_one_is_found_is_seen_by_whom_it_was_given(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, ines_id, tomas, tomas_id):
        async with no_complaints(ines):
            await ines.goto(f"{site}/you/profile")
            await ines.get_by_label("Instagram").fill("ines.dances")
            await ines.get_by_role("button", name="Save").click()
            await expect(ines.get_by_text("Saved.", exact=True)).to_be_visible()
        await tomas.goto(f"{site}/people/{ines_id}")
        await expect(title(tomas, "Ines")).to_be_visible()
        await expect(tomas.get_by_text("ines.dances")).to_be_hidden()
        await ines.goto(f"{site}/people/{tomas_id}")
        for choice, is_shown in (("Give my social handles", True), ("Take my handles back", False)):
            await ines.get_by_role("button", name="More about Tomas").click()
            async with ines.expect_response(f"**/api/users/{tomas_id}/socials"):
                await ines.get_by_role("menuitem", name=choice).click()
            await tomas.reload()
            await expect(title(tomas, "Ines")).to_be_visible()
            await expect(tomas.get_by_role("link", name="ines.dances")).to_be_visible(visible=is_shown)


async def test_a_voice_intro_is_recorded_and_heard_by_others(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, ines_id, tomas, _):
        async with no_complaints(ines):
            await ines.goto(f"{site}/you/profile")
            await ines.get_by_role("button", name="Record a voice message").click()
            recording = ines.get_by_role("group", name="Recording")
            await expect(recording.get_by_role("timer")).to_have_text("0:02")
            await recording.get_by_role("button", name="Stop and listen").click()
            await ines.get_by_role("button", name="Send").click()
            await expect(ines.get_by_role("group", name="Your voice intro")).to_be_visible()
        await tomas.goto(f"{site}/people/{ines_id}")
        intro = tomas.get_by_role("group", name="Ines in their own voice")
        await intro.get_by_role("button", name="Play").click()
        await expect(intro.get_by_role("button", name="Pause")).to_be_visible()
