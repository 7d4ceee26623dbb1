"""The first page of a stranger: it is read before any script has come, and the app takes its place unnoticed."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio

HEADLINE = "Come in."
SCRIPTS = "**/assets/*.js"


class Delivery:
    """Scripts that are on their way until they are let through."""

    def __init__(self) -> None:
        self._arrived = asyncio.Event()

    async def hold(self, route: Route) -> None:
        await self._arrived.wait()
        await route.continue_()

    def arrive(self) -> None:
        self._arrived.set()


@pytest.fixture
async def delivery(page: Page) -> Delivery:
    """The scripts of the page."""
    delivery = Delivery()
    await page.route(SCRIPTS, delivery.hold)
    return delivery


async def visit(page: Page, path: str) -> None:
    """Go there, and wait for no scripts."""
    await page.goto(path, wait_until="domcontentloaded")


@pytest.mark.parametrize(
    ("locale", "path", "title"),
    [
        ("en-GB", "/", HEADLINE),
        ("de-AT", "/sign-in", "Schön, dass du wieder da bist"),
        ("ar", "/sign-up", "البيت بيتك"),
    ],
)
async def test_is_read_without_scripts(browser: Browser, site: str, locale: str, path: str, title: str) -> None:
    page = await browser.new_page(base_url=site, locale=locale, java_script_enabled=False)
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    await expect(page.locator("html")).to_have_attribute("dir", "rtl" if locale == "ar" else "ltr")
    await page.close()


async def test_the_app_takes_its_place_where_one_has_scrolled_to(page: Page, delivery: Delivery) -> None:
    async with no_complaints(page):
        await visit(page, "/")
        promises = page.get_by_role("heading", name="How you are treated here")
        await promises.scroll_into_view_if_needed()
        before = await page.evaluate("scrollY")
        assert before > 0
        delivery.arrive()
        await expect(page.locator("#prerendered")).to_have_count(0)
        await expect(promises).to_be_in_viewport()
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)


async def test_who_has_begun_with_the_keyboard_goes_on_where_they_were(page: Page, delivery: Delivery) -> None:
    await visit(page, "/")
    skip, sign_up = (page.get_by_role("link", name=name) for name in ("Skip to the content", "Sign up"))
    await page.keyboard.press("Tab")
    await expect(skip).to_be_focused()
    await sign_up.focus()
    delivery.arrive()
    await expect(page.locator("#prerendered")).to_have_count(0)
    await expect(sign_up).to_be_focused()


async def test_who_has_skipped_to_the_content_stays_there(page: Page, delivery: Delivery) -> None:
    await visit(page, "/")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    delivery.arrive()
    await expect(page.locator("#prerendered")).to_have_count(0)
    await expect(page.get_by_role("main")).to_be_focused()


async def test_its_links_lead_on_before_the_app_is_there(page: Page, delivery: Delivery) -> None:
    await visit(page, "/")
    await page.get_by_role("link", name="Sign up").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Make yourself at home")
    delivery.arrive()
    await expect(page.locator("#prerendered")).to_have_count(0)
    await page.get_by_role("textbox", name="E-mail").fill("ada@mingle.example")


async def test_nothing_can_be_typed_that_would_be_lost(page: Page, delivery: Delivery) -> None:
    await visit(page, "/sign-in")
    name = page.get_by_label("E-mail or username")
    await expect(name).to_be_visible()
    await page.keyboard.press("Tab")
    for _ in range(5):
        assert not await name.evaluate("(field) => field === document.activeElement")
        await page.keyboard.press("Tab")
    typing = asyncio.ensure_future(name.fill("ada"))
    delivery.arrive()
    await typing
    await expect(page.locator("#prerendered")).to_have_count(0)
    await expect(name).to_have_value("ada")


@pytest.mark.parametrize(("key", "value"), [("signedIn", "{}"), ("language", "de")])
async def test_who_is_known_here_sees_nobody_elses(page: Page, delivery: Delivery, key: str, value: str) -> None:
    await page.goto("/robots.txt")
    await page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, value])
    await visit(page, "/")
    await expect(page.get_by_text(HEADLINE)).to_be_hidden()
    delivery.arrive()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
