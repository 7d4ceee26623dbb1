"""Scratch: screenshots."""

import pytest
from pathlib import Path
from playwright.async_api import Browser, expect
from tests.browser.test_accounts import come_in_as_guest

pytestmark = pytest.mark.anyio
OUT = Path("/tmp/shots")
OUT.mkdir(exist_ok=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_shots(browser: Browser, whole_site: str, theme) -> None:
    site = whole_site
    for size in [(390, 844), (1280, 800)]:
        ctx = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            reduced_motion="reduce",
            has_touch=size[0] < 500,
            is_mobile=size[0] < 500,
            permissions=["camera", "microphone"],
        )
        page = await ctx.new_page()
        page.on("console", lambda m: print(m.type, m.text))
        await come_in_as_guest(page, site)
        await page.goto(f"{site}/gallery#media")
        await expect(page.get_by_role("heading", name="Media", exact=True)).to_be_visible()
        await page.get_by_role("heading", name="Files, and what cannot").scroll_into_view_if_needed()
        await page.wait_for_timeout(800)
        await page.locator("#media").screenshot(path=OUT / f"{theme}-{size[0]}.png")
        await page.locator("#media").evaluate("e => e.scrollIntoView()")
        group = page.get_by_role("group", name="Choose files").nth(1)
        await group.locator("input[type=file]").set_input_files("/tmp/evening.jpg")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.wait_for_timeout(700)
        await page.screenshot(path=OUT / f"{theme}-{size[0]}-crop.png")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Take a picture").first.click()
        await page.wait_for_timeout(1200)
        await page.screenshot(path=OUT / f"{theme}-{size[0]}-camera.png")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Record a voice").click()
        await page.wait_for_timeout(2600)
        await page.get_by_role("group", name="Recording").screenshot(path=OUT / f"{theme}-{size[0]}-rec.png")
        await page.get_by_role("button", name="Stop and listen").click()
        await page.wait_for_timeout(500)
        await (
            page.get_by_role("group", name="Your recording")
            .locator("xpath=..")
            .screenshot(path=OUT / f"{theme}-{size[0]}-rec2.png")
        )
        await ctx.close()
