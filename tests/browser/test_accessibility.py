"""axe-core finds nothing serious on any page, in both themes, on a phone and on a wide screen."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.browser.watch import no_complaints, open_app

pytestmark = pytest.mark.anyio

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"

SERIOUS_VIOLATIONS = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] })
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html} ${any.map((c) => c.message)}`))
}
"""

TOUCH_TARGETS_TOO_SMALL = """
() => Array.from(document.querySelectorAll("button, [role=tab], [role=slider], select, nav a, input"))
  .filter((element) => element.checkVisibility() && !element.disabled)
  // Within a sentence they are as high as its words (WCAG 2.5.8).
  .filter(({ parentNode }) => !Array.from(parentNode.childNodes).some(({ data }) => data?.trim()))
  .filter((element) => {
    const { width, height } = (element.closest("label") ?? element).getBoundingClientRect()
    // The thumb of a slider is larger to the finger than to the eye.
    const unseen = element.getAttribute("role") === "slider" ? 16 : 0
    return Math.min(width, height) + unseen < 43.5
  })
  .map((element) => element.outerHTML)
"""


@pytest.mark.parametrize("path", ["/", "/gallery", "/nowhere"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "wide"])
async def test_nothing_serious(
    page: Page, site: str, path: str, theme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    await open_app(page, f"{site}{path}")
    await page.wait_for_load_state("networkidle")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.evaluate(AXE.read_text("utf-8"))
    assert await page.evaluate(SERIOUS_VIOLATIONS) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("path", ["/", "/gallery"])
async def test_no_complaints(page: Page, site: str, path: str) -> None:
    async with no_complaints(page):
        await open_app(page, f"{site}{path}")
        await page.wait_for_load_state("networkidle")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("opener", ["Open a dialog", "Ask before deleting", "Open a sheet"])
async def test_nothing_serious_in_what_opens(page: Page, site: str, opener: str) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{site}/gallery")
    await page.get_by_role("button", name=opener).click()
    await expect(page.locator("dialog:modal")).to_be_visible()
    await page.evaluate(AXE.read_text("utf-8"))
    assert await page.evaluate(SERIOUS_VIOLATIONS) == []


async def test_targets_fit_a_thumb(page: Page, site: str) -> None:
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone = await context.new_page()
    await phone.goto(f"{site}/gallery")
    await expect(phone.get_by_role("region", name="Chats")).to_be_visible()  # it comes last
    assert await phone.evaluate(TOUCH_TARGETS_TOO_SMALL) == []
    await context.close()
