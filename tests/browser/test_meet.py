"""Meet in real browsers: two people find each other, match and write; and what one does on the way."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from mingle.settings import Settings
from tests.browser.test_chats import holds, write
from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints
from tests.features.discovery.feed_world import multiply, run_sql
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


async def meet(page: Page, site: str, name: str) -> Locator:
    """The deck, with somebody on top."""
    await page.goto(f"{site}/meet")
    card = page.get_by_role("article", name=name)
    await expect(card).to_be_visible()
    return card


async def throw(page: Page, card: Locator, pixels: int) -> None:
    """With the finger down, so far to the right, in many small steps as hands do."""
    box = await card.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + pixels, y + 10, steps=12)
    await page.mouse.up()


def moment(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=f"You and {name} like each other")


def nobody_left(page: Page) -> Locator:
    return page.get_by_text("That is everybody for now")


async def test_two_people_find_each_other_match_write_and_part(browser: Browser, site: str) -> None:
    async with (
        two_people(browser, site) as (ines, _, tomas, _),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await meet(ines, site, "Tomas")
        await no_serious_violations(ines)
        await ines.get_by_role("button", name="Like", exact=True).click()
        await expect(nobody_left(ines)).to_be_visible()
        await no_serious_violations(ines)

        await tomas.goto(f"{site}/meet/likes")
        await expect(tomas.get_by_role("listitem").filter(has_text="Ines")).to_be_visible()
        await no_serious_violations(tomas)
        await throw(tomas, await meet(tomas, site, "Ines"), 320)
        await expect(moment(tomas, "Ines")).to_be_visible()
        await no_serious_violations(tomas)
        await moment(tomas, "Ines").get_by_role("link", name="Write to Ines").click()
        await expect(title(tomas, "Ines")).to_be_visible()
        await write(tomas, "Hello from the other side of the deck")

        await moment(ines, "Tomas").get_by_role("button", name="Keep looking").click()
        await ines.get_by_role("link", name="Matches").click()
        row = ines.get_by_role("listitem").filter(has_text="Tomas")
        await expect(row).to_contain_text("Your turn")
        await no_serious_violations(ines)
        await row.get_by_role("link").click()
        await holds(ines, "Hello from the other side of the deck")

        await tomas.goto(f"{site}/meet/matches")
        await tomas.get_by_role("button", name="More about Ines").click()
        await tomas.get_by_role("menuitem", name="Unmatch Ines").click()
        await tomas.get_by_role("alertdialog").get_by_role("button", name="Unmatch").click()
        await expect(tomas.get_by_text("No matches yet")).to_be_visible()
        await ines.goto(f"{site}/chats")
        await expect(ines.get_by_role("link", name="Tomas")).to_have_count(0)


async def test_whoever_is_elsewhere_is_told_of_a_match_in_passing(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines):
        await meet(ines, site, "Tomas")
        await ines.get_by_role("button", name="Like", exact=True).click()
        await expect(nobody_left(ines)).to_be_visible()
        await ines.get_by_role("navigation", name="Places").get_by_role("link", name="Chats").click()
        await throw(tomas, await meet(tomas, site, "Ines"), 320)
        await expect(moment(tomas, "Ines")).to_be_visible()
        await expect(ines.get_by_text("You and Tomas like each other")).to_be_visible()
        await expect(moment(ines, "Tomas")).to_have_count(0)
        await ines.get_by_role("button", name="Write to Tomas").click()
        await expect(title(ines, "Tomas")).to_be_visible()


async def test_a_card_that_is_let_go_too_early_comes_back(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, *_):
        card = await meet(ines, site, "Tomas")
        before = await card.bounding_box()
        await throw(ines, card, 60)

        async def is_back() -> bool:
            return await card.bounding_box() == before

        await eventually(is_back, "the card is where it was")
        await expect(ines.get_by_role("button", name="Take back the last one")).to_be_disabled()


async def test_the_keyboard_steers_all_of_it(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines):
        card = await meet(ines, site, "Tomas")
        for key in ("ArrowLeft", "ArrowDown"):
            await ines.keyboard.press(key)
            await expect(nobody_left(ines)).to_be_visible()
            await ines.keyboard.press("Backspace")
            await expect(card).to_be_visible()
        await ines.get_by_role("button", name="Open Tomas's profile").press("Enter")
        profile = ines.get_by_role("dialog", name="Tomas's profile")
        await expect(profile.get_by_role("heading", name="Tomas")).to_have_count(2)
        await no_serious_violations(ines)
        await ines.keyboard.press("Escape")
        await expect(profile).to_be_hidden()
        await ines.keyboard.press("ArrowUp")
        await ines.get_by_role("dialog", name="Superlike Tomas").get_by_role("textbox").fill("That smile")
        await no_serious_violations(ines)
        await ines.keyboard.press("Tab")
        await ines.keyboard.press("Enter")
        await expect(nobody_left(ines)).to_be_visible()
        await tomas.goto(f"{site}/meet/likes")
        await expect(tomas.get_by_role("listitem").filter(has_text="Ines")).to_contain_text("That smile")
        await tomas.get_by_role("button", name="Like Ines").click()
        await expect(moment(tomas, "Ines")).to_be_visible()


async def test_many_at_a_glance_is_remembered(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, *_), no_complaints(ines):
        await meet(ines, site, "Tomas")
        await ines.get_by_role("button", name="Many at a glance").click()
        tile = ines.get_by_role("list", name="People to meet").get_by_role("listitem")
        await expect(tile).to_contain_text("Tomas")
        await no_serious_violations(ines)
        await ines.reload()
        await expect(tile).to_contain_text("Tomas")
        await tile.get_by_role("button", name="Pass on Tomas").click()
        await expect(nobody_left(ines)).to_be_visible()


async def test_others_are_wanted_and_others_come(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, *_), no_complaints(ines):
        await meet(ines, site, "Tomas")
        filters = ines.get_by_role("dialog", name="Whom you see")
        few = "Fewer than five people, or nobody"
        for choice, seen in (("Women", nobody_left(ines)), ("Women", ines.get_by_role("article", name="Tomas"))):
            await ines.get_by_role("button", name="Filters").first.click()
            await expect(filters.get_by_text(few)).to_be_visible()
            await filters.get_by_text(choice, exact=True).click()
            await filters.get_by_role("button", name="Show these people").click()
            await expect(seen).to_be_visible()


async def test_where_nobody_is_left_a_choice_is_widened_with_one_tap(
    browser: Browser, site: str, own: Settings
) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id), no_complaints(ines):
        multiply(own, tomas_id, 5)
        run_sql(own, "UPDATE accounts SET birthdate = now() - interval '44 years' WHERE display_name = 'More'")
        await meet(ines, site, "Tomas")
        await ines.keyboard.press("ArrowLeft")
        await expect(nobody_left(ines)).to_be_visible()
        row = ines.get_by_role("listitem").filter(has_text="Age")
        await expect(row).to_contain_text("Leaves out at least 5 people")
        await no_serious_violations(ines)
        await row.get_by_role("button").click()
        await expect(ines.get_by_role("article", name="More, 44").first).to_be_visible()
