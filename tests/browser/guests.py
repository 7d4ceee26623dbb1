"""Guests of a whole evening, each with a phone or a computer, and a close look at every screen they come past."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.calling import KEEP_CONNECTIONS
from tests.browser.test_accessibility import AXE
from tests.browser.watch import no_complaints

Theme = Literal["light", "dark"]
OTHER: dict[Theme, Theme] = {"light": "dark", "dark": "light"}
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
VIOLATIONS = """
async (rules) => {
  // Colours that are on their way to the other theme are nobody's; what inherits one begins when it has arrived.
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  const moving = () => document.getAnimations().filter((animation) => animation instanceof CSSTransition)
  for (await frame(); moving().length > 0; await frame())
    await Promise.allSettled(moving().map(({ finished }) => finished))
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...rules })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any, all }) => `${id}: ${html} ${[...any, ...all].map(({ message }) => message)}`))
}
"""


@dataclass(frozen=True)
class Guest:
    """Somebody before a screen of their own."""

    name: str
    page: Page
    is_phone: bool
    theme: Theme

    async def press(self, target: Locator) -> None:
        """With a finger, or with a mouse."""
        await (target.tap() if self.is_phone else target.click())

    async def button(self, name: str, within: Locator | None = None) -> None:
        """Press a button of exactly that name."""
        await self.press((within or self.page).get_by_role("button", name=name, exact=True))

    async def link(self, name: str, within: Locator | None = None) -> None:
        """Follow a link of exactly that name."""
        await self.press((within or self.page).get_by_role("link", name=name, exact=True))

    async def place(self, name: str) -> None:
        """Go to one of the places, and see its title."""
        await self.press(self.page.get_by_role("navigation", name="Places").get_by_role("link", name=name))
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    async def screen(self, title: str) -> None:
        """A screen that has this title: everybody can use it, in both themes, and nothing is wider than it."""
        heading = self.page.get_by_role("heading", name=title).and_(self.page.locator(":visible"))
        await expect(heading.first).to_be_visible()
        await self.looks_right(title)

    async def looks_right(self, what: str) -> None:
        """Axe finds nothing at all on what is to be seen now, in one's own theme and in the colours of the other."""
        await self.page.evaluate(AXE.read_text("utf-8"))
        looks: list[tuple[Theme, dict[str, list[str]]]] = [
            (OTHER[self.theme], {"runOnly": ["color-contrast"]}),
            (self.theme, {}),
        ]
        for theme, rules in looks:
            await self.page.emulate_media(color_scheme=theme)
            assert await self.page.evaluate(VIOLATIONS, rules) == [], f"{self.name}, {what}, {theme}"
        size = self.page.viewport_size
        assert size is not None
        assert await self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], what


@asynccontextmanager
async def arriving(browser: Browser, site: str, name: str, *, is_phone: bool, theme: Theme) -> AsyncGenerator[Guest]:
    """Somebody who has never been here, on a device that has a camera, and who complains about nothing."""
    context = await browser.new_context(
        base_url=site,
        viewport=PHONE if is_phone else DESKTOP,
        has_touch=is_phone,
        is_mobile=is_phone,
        color_scheme=theme,
        reduced_motion="reduce",
        permissions=["camera", "microphone", "geolocation"],
        geolocation={"latitude": 52.52, "longitude": 13.405},
    )
    await context.add_init_script(KEEP_CONNECTIONS)
    page = await context.new_page()
    async with no_complaints(page, in_a_tunnel=True):
        yield Guest(name, page, is_phone, theme)
    await context.close()
