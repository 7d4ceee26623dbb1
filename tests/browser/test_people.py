"""People in a real browser: how they begin, what they show and hide, and how they leave and come back."""

import re
from time import monotonic

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.test_accessibility import AXE, SERIOUS_VIOLATIONS
from tests.browser.test_accounts import PASSWORD, come_in_as_guest, own_id, sign_in, sign_up, write_birthdate
from tests.browser.uploading import payload, photo
from tests.browser.watch import no_complaints
from tests.features.media.samples import tiny_video
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


@pytest.fixture
def site(whole_site: str) -> str:
    """The page's own has a worker, which makes pictures of what is uploaded."""
    return whole_site


async def choose(page: Page, button: Locator, content: bytes, name: str, mime: str) -> None:
    """Choose a file as in the browser's own dialog."""
    async with page.expect_file_chooser() as choosing:
        await button.click()
    await (await choosing.value).set_files(payload(content, name, mime))


async def add_photo(page: Page, name: str = "me.jpg") -> None:
    """Choose a photo and take the part of it that is offered."""
    await choose(page, page.get_by_role("button", name="Choose files"), photo(), name, "image/jpeg")
    await page.get_by_role("button", name="Use this part").click()


def title(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", level=1, name=name)


async def go_on(page: Page) -> None:
    await page.get_by_role("button", name="Go on").click()


async def become_visible(page: Page) -> None:
    """From the first question to the end, with what is required and nothing else."""
    await add_photo(page)
    await go_on(page)
    await page.get_by_text("Women", exact=True).click()
    await page.get_by_text("Men", exact=True).click()
    await go_on(page)
    for question in ("Where are you?", "What do you like?", "Say something", "Say hello in a video"):
        await expect(title(page, question)).to_be_focused()
        await page.get_by_role("button", name="Skip").click()
    await expect(title(page, "You are visible")).to_be_visible()
