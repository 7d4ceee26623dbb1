"""The messenger in real browsers: two people talk, and nothing is lost."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


@pytest.fixture
def site(whole_site: str) -> str:
    """Sockets tell what is new, and a worker looks through what is uploaded."""
    return whole_site


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
    async with two_people(browser, site) as (ines, ines_id, tomas, tomas_id):
        async with no_complaints(ines), no_complaints(tomas):
            await begin_to_write(ines, site, tomas_id, "Tomas")
            await write(ines, "Have you been to the **lake**?")
            await expect(message(ines, "lake").get_by_text("sent")).to_be_attached()
            await tomas.goto(f"{site}/you")
            await expect(tomas.get_by_role("link", name="Chats")).to_contain_text("1 unread")
            await open_chat(tomas, site, "Ines")
            await expect(message(tomas, "Have you been to the lake?")).to_be_visible()
            await expect(message(ines, "lake").get_by_text("read", exact=True)).to_be_attached()
            await tomas.keyboard.type("")
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
