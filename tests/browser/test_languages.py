"""The app in the reader's language: the browser's, or the one that was chosen here."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.watch import no_complaints, open_app

pytestmark = pytest.mark.anyio

TURNED_ROUND = "document.documentElement.dir"


async def test_speaks_as_the_browser_does(browser: Browser, site: str) -> None:
    page = await browser.new_page(locale="de-AT")
    async with no_complaints(page):
        await open_app(page, site)
        await expect(page.get_by_role("link", name="Registrieren")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "de-AT")
    await page.close()


async def test_a_chosen_language_is_kept_on_this_device(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_app(page, site)
        await page.get_by_role("combobox", name="Language").select_option("Deutsch")
        await expect(page.get_by_role("link", name="Registrieren")).to_be_visible()
        await open_app(page, f"{site}/sign-in")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Schön, dass du wieder da bist")
        await open_app(page, site)
        await page.get_by_role("combobox", name="Sprache").select_option("English")
        await expect(page.get_by_role("link", name="Sign up")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("link", name="Sign up")).to_be_visible()


async def test_is_laid_out_from_the_right_in_arabic(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_app(page, site)
        await page.get_by_role("combobox", name="Language").select_option("العربية")
        await expect(page.get_by_role("link", name="إنشاء حساب")).to_be_visible()
        assert await page.evaluate(TURNED_ROUND) == "rtl"
        name = await page.get_by_role("banner").get_by_role("paragraph").bounding_box()
        assert name is not None
        assert name["x"] > 640, "the name stands at the right of 1280 pixels"
        overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, "nothing sticks out to the side"


async def test_texts_that_cannot_be_loaded_are_in_english(page: Page, site: str) -> None:
    await page.route("**/assets/de-*.js", lambda route: route.abort())
    await open_app(page, site)
    await page.get_by_role("combobox", name="Language").select_option("Deutsch")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await expect(page.get_by_role("link", name="Sign up")).to_be_visible()
