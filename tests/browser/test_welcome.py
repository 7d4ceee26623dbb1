"""The front page: it tells what this instance is, and stays honest when it cannot."""

import json

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.watch import no_complaints, open_app

pytestmark = pytest.mark.anyio

PAPER = "getComputedStyle(document.body).backgroundColor"
PLACE_OF_FEATURE = {"discovery": "Meet", "dates": "Dates", "conversations": "Salons", "chats": "Chats"}


def instance(name: str, *features: str) -> str:
    return json.dumps({"success": True, "data": {"name": name, "version": "9.8.7", "features": features}})


async def test_tells_the_name_and_the_places_that_the_api_tells(page: Page, site: str) -> None:
    async with no_complaints(page):
        answer = await page.request.get(f"{site}/api/instance")
        told = (await answer.json())["data"]
        await open_app(page, site)
        await expect(page.get_by_role("banner")).to_contain_text(told["name"])
        await expect(page.get_by_role("contentinfo")).to_contain_text(told["version"])
        places = [place for feature, place in PLACE_OF_FEATURE.items() if feature in told["features"]]
        evening = page.get_by_role("region", name="The evening, in its order")
        await expect(evening.get_by_role("heading", level=3)).to_have_text([*places, "You"])
        await expect(page).to_have_title(f"{told['name']}: come in")


async def test_hides_the_places_that_are_switched_off(page: Page, site: str) -> None:
    async def two_features(route: Route) -> None:
        await route.fulfill(body=instance("Noord", "chats", "conversations", "payments"))

    await page.route("**/api/instance", two_features)
    await open_app(page, site)
    await expect(page.get_by_role("banner")).to_contain_text("Noord")
    evening = page.get_by_role("region", name="The evening, in its order")
    await expect(evening.get_by_role("heading", level=3)).to_have_text(["Salons", "Chats", "You"])


async def test_tries_again_when_the_server_did_not_answer(page: Page, site: str) -> None:
    await page.route("**/api/instance", lambda route: route.abort())
    await open_app(page, site)
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("The server did not answer")
    await page.unroute("**/api/instance")
    await alert.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("heading", name="You", exact=True)).to_be_visible()
    await expect(alert).to_be_hidden()


async def test_says_that_the_device_is_offline(page: Page, site: str) -> None:
    await open_app(page, site)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    banner = page.get_by_text("You are offline.")
    await page.context.set_offline(True)
    await expect(banner).to_be_visible()
    await page.context.set_offline(False)
    await expect(banner).to_be_hidden()


async def test_waits_for_the_network_when_a_page_is_not_loaded_yet(page: Page, site: str) -> None:
    await open_app(page, site)
    design = page.get_by_role("link", name="Design")
    await expect(design).to_be_visible()
    await page.context.set_offline(True)
    await design.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", level=1)).to_have_text("The design system")


async def test_keeps_the_chosen_theme_from_the_first_paint(page: Page, site: str) -> None:
    await page.emulate_media(color_scheme="light")
    await open_app(page, site)
    light = await page.evaluate(PAPER)
    await page.get_by_role("radio", name="Dark").check(force=True)
    assert await page.evaluate(PAPER) != light

    # Whatever the app's own script does, the page is dark before it.
    await page.route("**/assets/*.js", lambda route: route.abort())
    await page.reload(wait_until="domcontentloaded")
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


async def test_answers_an_unknown_address(page: Page, site: str) -> None:
    await page.goto(f"{site}/there/is/nothing/here")
    await expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    await expect(page).to_have_title("There is nothing at this address")
    await page.get_by_role("link", name="Go to the front page").click()
    title = page.get_by_role("heading", level=1)
    await expect(title).to_contain_text("Come in")
    await expect(title).to_be_focused()


async def test_skips_to_the_content(page: Page, site: str) -> None:
    await open_app(page, site)
    await expect(page.get_by_role("banner")).to_be_visible()
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()


async def test_serves_the_documentation_of_the_api(page: Page, site: str) -> None:
    async with no_complaints(page):
        await page.goto(f"{site}/api/docs")
        await expect(page.get_by_text("/api/instance", exact=True)).to_be_visible()
        await page.get_by_text("/api/instance", exact=True).click()
        await expect(page.get_by_text("Responses", exact=True).first).to_be_visible()
        told = page.locator("#receive-message\\:send")
        await told.get_by_text("message:send", exact=True).click()
        await expect(told.get_by_role("heading", name="Acknowledgement")).to_be_visible()
        await expect(told.get_by_text("readers_only")).to_be_visible()


async def test_nothing_moves_when_motion_is_reduced(page: Page, site: str) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{site}/gallery")
    await expect(page.get_by_role("region", name="Chats")).to_be_visible()  # it comes last, and spins until then
    spinner = page.get_by_role("status").filter(has_text="Loading").locator("svg")
    await expect(spinner).to_be_attached()
    assert await spinner.evaluate("(element) => getComputedStyle(element).animationIterationCount") == "1"
