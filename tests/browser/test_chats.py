"""The messenger in real browsers: two people talk, and nothing is lost."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, async_playwright, expect
from playwright.async_api import Error as PlaywrightError

from tests.browser.conftest import ARGUMENTS, found_browser
from tests.browser.test_accounts import come_in_as_guest
from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


async def begin_to_write(page: Page, site: str, other_id: str, name: str) -> None:
    """From somebody's page into the chat with them."""
    await page.goto(f"{site}/people/{other_id}")
    await page.get_by_role("button", name="Write").click()
    await expect(title(page, name)).to_be_visible()


async def open_chat(page: Page, site: str, name: str) -> None:
    """From the list into a chat."""
    await page.goto(f"{site}/chats")
    await page.get_by_role("link", name=name).click()
    await expect(title(page, name)).to_be_visible()


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Write a message")


async def write(page: Page, text: str) -> None:
    await field(page).fill(text)
    await field(page).press("Enter")


def message(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text)


async def choose(page: Page, text: str, choice: str) -> None:
    """What the menu of a message offers."""
    await message(page, text).click(button="right")
    await page.get_by_role("menuitem", name=choice, exact=True).click()


async def test_two_people_talk(browser: Browser, site: str) -> None:
    async with (
        two_people(browser, site) as (ines, _, tomas, tomas_id),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "Have you been to the **lake**?")
        await expect(message(ines, "lake")).to_be_visible()
        await tomas.goto(f"{site}/you")
        await expect(tomas.get_by_role("link", name="Chats")).to_contain_text("1 unread")
        await open_chat(tomas, site, "Ines")
        await expect(message(tomas, "Have you been to the lake?")).to_be_visible()
        await expect(message(ines, "lake").get_by_text("read", exact=True)).to_be_attached()
        await field(tomas).press_sequentially("Ye")
        await expect(ines.get_by_text("writing …").last).to_be_visible()
        await field(tomas).fill("")
        await choose(tomas, "lake", "Reply")
        await write(tomas, "Yes, twise")
        await expect(message(ines, "Yes, twise")).to_contain_text("Have you been to the lake?")
        await choose(tomas, "Yes, twise", "Edit")
        await expect(field(tomas)).to_have_value("Yes, twise")
        await write(tomas, "Yes, twice")
        await expect(message(ines, "Yes, twice")).to_contain_text("edited")
        await choose(ines, "Yes, twice", "React")
        await ines.get_by_role("dialog").get_by_role("button", name="Thumbs up").click()
        await expect(message(tomas, "Yes, twice").get_by_role("button", name="👍, 1")).to_be_visible()
        await choose(tomas, "Yes, twice", "Pin")
        await expect(ines.get_by_role("button", name="Pinned message")).to_contain_text("Yes, twice")
        await no_serious_violations(ines)
        await choose(tomas, "Yes, twice", "Delete for everyone")
        await tomas.get_by_role("button", name="Delete the message").click()
        await expect(message(ines, "This message was deleted")).to_be_visible()
        await expect(ines.get_by_text("Yes, twice")).to_have_count(0)
        await ines.goto(f"{site}/chats")
        await expect(ines.get_by_role("link", name="Tomas")).to_be_visible()
        await no_serious_violations(ines)


async def holds(page: Page, *texts: str) -> None:
    """After a reload these are the messages that have arrived, in their order, and no others."""
    await page.reload()
    articles = page.get_by_role("article")
    await expect(articles).to_have_count(len(texts))
    for index, text in enumerate(texts):
        await expect(articles.nth(index)).to_contain_text(text)


async def test_a_reload_in_the_middle_of_sending_loses_and_doubles_nothing(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        held: asyncio.Queue[Route] = asyncio.Queue()

        async def deliver_and_say_nothing(route: Route) -> None:
            await route.fetch()
            await held.put(route)

        await ines.route("**/api/messages", deliver_and_say_nothing)
        await write(ines, "one")
        await write(ines, "two")
        await held.get()
        await expect(ines.get_by_text("two")).to_be_visible()
        await ines.unroute("**/api/messages")
        await ines.reload()
        await expect(message(ines, "two")).to_be_visible()
        await holds(ines, "one", "two")
        await open_chat(tomas, site, "Ines")
        await expect(tomas.get_by_role("article")).to_have_count(2)


async def test_what_is_written_offline_goes_out_later_in_its_order(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, ines_id, tomas, tomas_id):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "before")
        await begin_to_write(tomas, site, ines_id, "Ines")
        await expect(message(tomas, "before")).to_be_visible()
        await ines.context.set_offline(True)
        await expect(ines.get_by_text("What you write goes out when you are back.")).to_be_visible()
        await expect(ines.get_by_text("You are offline.")).to_have_count(1)
        await expect(message(ines, "before")).to_be_visible()
        for text in ("first", "second", "third"):
            await write(ines, text)
        await expect(ines.get_by_text("waiting to be sent")).to_have_count(3)
        await write(tomas, "meanwhile")
        await expect(message(tomas, "meanwhile")).to_be_visible()
        await ines.context.set_offline(False)
        await expect(message(ines, "meanwhile")).to_be_visible()
        await expect(ines.get_by_text("waiting to be sent")).to_have_count(0)
        await holds(ines, "before", "meanwhile", "first", "second", "third")
        await expect(message(tomas, "third")).to_be_visible()


async def test_what_is_refused_says_so_and_lets_the_next_go_on(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        refusal = {"success": False, "error": {"code": "readers_only", "message": "Nobody writes here now."}}
        times = 0

        async def refuse_once(route: Route) -> None:
            nonlocal times
            times += 1
            await (route.fulfill(status=403, json=refusal) if times == 1 else route.continue_())

        await ines.route("**/api/messages", refuse_once)
        await write(ines, "refused")
        await expect(ines.get_by_role("alert")).to_contain_text("Nobody writes here now.")
        await write(ines, "accepted")
        await expect(message(ines, "accepted")).to_be_visible()
        await no_serious_violations(ines)
        await ines.reload()
        await ines.get_by_role("button", name="Try again").click()
        await expect(message(ines, "refused")).to_be_visible()
        await holds(ines, "accepted", "refused")


async def test_a_killed_browser_sends_its_outbox_when_it_is_opened_again(site: str, tmp_path: Path) -> None:
    async with async_playwright() as playwright:

        async def opened() -> BrowserContext:
            return await playwright.chromium.launch_persistent_context(
                tmp_path, executable_path=found_browser(), args=ARGUMENTS
            )

        context = await opened()
        page = context.pages[0]
        await come_in_as_guest(page, site)
        # The browser keeps its own session for good when it is closed properly; only ours is put to the test.
        await context.close()
        context = await opened()
        page = context.pages[0]
        await page.goto(f"{site}/chats")
        await page.get_by_role("button", name="Saved messages").click()
        await context.route("**/api/messages", lambda route: route.abort())
        await write(page, "not to be forgotten")
        await expect(page.get_by_text("waiting to be sent")).to_have_count(1)
        await eventually(lambda: is_kept(page, "letters", "not to be forgotten"), "what is to be sent is kept")
        address = page.url
        # Nothing is asked of the page before it ends.
        await kill(page)
        with suppress(PlaywrightError):
            await context.close()
        context = await opened()
        page = context.pages[0]
        await page.goto(address)
        await expect(message(page, "not to be forgotten")).to_be_visible()
        await holds(page, "not to be forgotten")
        await context.close()


async def is_kept(page: Page, store: str, text: str) -> bool:
    """Whether these words are on the device: of what is being typed in `drafts`, of what is to be sent in `letters`."""
    return await page.evaluate(
        """
        async ([store, text]) => {
          const found = (await indexedDB.databases()).find(({ name }) => name.startsWith("mingle-chats-"))
          const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
          const database = await done(indexedDB.open(found.name))
          const rows = await done(database.transaction(store).objectStore(store).getAll())
          database.close()
          return rows.some(({ content }) => content === text)
        }
        """,
        [store, text],
    )


async def kill(page: Page) -> None:
    """Ends the whole browser as a crash would."""
    session = await page.context.new_cdp_session(page)
    with suppress(PlaywrightError):
        await session.send("Browser.crash")  # pyright: ignore[reportUnknownMemberType]  # of Playwright
