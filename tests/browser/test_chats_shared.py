"""What was sent beside words, and who is there, in real browsers."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.test_chats import begin_to_write, field, message, write
from tests.browser.test_people import choose, no_serious_violations
from tests.browser.test_people_together import two_people
from tests.browser.uploading import photo
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


async def attach(page: Page, kind: str, content: bytes, name: str, mime: str) -> None:
    """Chooses a file in the menu, and sends it."""
    await page.get_by_role("button", name="Attach").click()
    await choose(page, page.get_by_role("menuitem", name=kind), content, name, mime)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_text("waiting to be sent")).to_have_count(0)


async def open_shared(page: Page) -> Locator:
    await page.get_by_role("button", name="About this chat").click()
    await page.get_by_role("button", name="Pictures, files and links").click()
    sheet = page.get_by_role("dialog", name="Pictures, files and links")
    await expect(sheet).to_be_visible()
    return sheet


async def test_what_was_sent_beside_words_is_found_again(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id), no_complaints(ines):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "The map is at https://maps.example.org/lake")
        await write(ines, "http is a protocol")
        await attach(ines, "Picture or video", photo(), "first.jpg", "image/jpeg")
        await attach(ines, "Picture or video", photo(600, 900), "second.jpg", "image/jpeg")
        await attach(ines, "File", b"milk, bread", "shopping.txt", "text/plain")
        await expect(message(ines, "shopping.txt")).to_be_visible()
        sheet = await open_shared(ines)
        pictures = sheet.get_by_role("tabpanel").get_by_role("button", name="Picture from You")
        await expect(pictures).to_have_count(2)
        await no_serious_violations(ines)
        await pictures.first.click()
        viewer = ines.get_by_role("dialog", name="You", exact=True)
        await expect(viewer).to_contain_text("2 of 2")
        await ines.keyboard.press("ArrowLeft")
        await expect(viewer).to_contain_text("1 of 2")
        await ines.keyboard.press("Escape")
        await sheet.get_by_role("tab", name="Files").click()
        await expect(sheet.get_by_role("listitem")).to_have_count(1)
        await expect(sheet.get_by_role("listitem")).to_contain_text("shopping.txt")
        await sheet.get_by_role("tab", name="Voice").click()
        await expect(sheet.get_by_text("Nothing here yet")).to_be_visible()
        await sheet.get_by_role("tab", name="Links").click()
        await expect(sheet.get_by_role("listitem")).to_have_count(1)
        await expect(sheet.get_by_role("link")).to_have_attribute("href", "https://maps.example.org/lake")
        await no_serious_violations(ines)


async def test_one_sees_whether_the_other_is_there(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id), no_complaints(ines):
        await tomas.goto(f"{site}/you")
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await expect(field(ines)).to_be_visible()
        await expect(ines.get_by_text("online", exact=True)).to_be_visible()
        await tomas.context.set_offline(True)
        await tomas.close()
        await expect(ines.get_by_text("last seen")).to_be_visible()
        await expect(ines.get_by_text("online", exact=True)).to_have_count(0)
