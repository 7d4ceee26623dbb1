"""The design system, used as people use it who have only a keyboard, or only a thumb."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio

MODAL_STANDS_STILL = "() => document.querySelector('dialog:modal').getAnimations().length === 0"
FOCUS_IS_INSIDE = "(dialog) => dialog.contains(document.activeElement)"


async def open_gallery(page: Page, site: str) -> None:
    await page.goto(f"{site}/gallery")
    await expect(page.get_by_role("heading", name="The design system")).to_be_visible()


async def tab_to(page: Page, target: Locator) -> None:
    """Reaches the target with the Tab key alone."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        if await target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError("the Tab key does not lead there")


async def test_dialog_traps_and_returns_the_focus(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_gallery(page, site)
        opener = page.get_by_role("button", name="Open a dialog")
        await tab_to(page, opener)
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Name this circle")
        await expect(dialog.get_by_role("textbox", name="Name of the circle")).to_be_focused()
        for _ in range(12):
            await page.keyboard.press("Tab")
            on_page = await page.evaluate("document.activeElement !== document.body")
            assert not on_page or await dialog.evaluate(FOCUS_IS_INSIDE)
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(opener).to_be_focused()


async def test_dialog_forgets_what_was_typed(page: Page, site: str) -> None:
    await open_gallery(page, site)
    opener = page.get_by_role("button", name="Open a dialog")
    field = page.get_by_role("textbox", name="Name of the circle")
    await opener.click()
    await field.fill("Thursday")
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await expect(field).to_have_count(0)
    await opener.click()
    await expect(field).to_have_value("")


async def test_menu_and_toast_work_inside_a_dialog(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_gallery(page, site)
        await page.get_by_role("button", name="Open a dialog").click()
        dialog = page.get_by_role("dialog", name="Name this circle")
        await dialog.get_by_role("button", name="More").click()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("menu")).to_be_hidden()
        await expect(dialog).to_be_visible()
        await dialog.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Say that it is saved").click()
        toast = dialog.get_by_role("log").get_by_text("Saved.")
        await expect(toast).to_be_visible()
        await dialog.get_by_role("button", name="Dismiss").click()
        await expect(toast).to_be_hidden()


async def test_alert_opens_at_the_way_out(page: Page, site: str) -> None:
    await open_gallery(page, site)
    opener = page.get_by_role("button", name="Ask before deleting")
    await opener.click()
    alert = page.get_by_role("alertdialog", name="Delete this photo?")
    await expect(alert.get_by_role("button", name="Cancel")).to_be_focused()
    await page.mouse.click(5, 5)
    await expect(alert).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_menu_follows_the_arrow_keys(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_gallery(page, site)
        opener = page.get_by_role("button", name="Chat options")
        await opener.focus()
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("menuitem", name="Pin")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("menuitem", name="Mute")).to_be_focused()
        # What cannot be chosen is passed over, and typing a first letter leads there.
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("menuitem", name="Delete the chat")).to_be_focused()
        await page.keyboard.press("m")
        await expect(page.get_by_role("menuitem", name="Mute")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("menu")).to_be_hidden()
        await expect(opener).to_be_focused()
        await expect(page.get_by_role("log")).to_contain_text("You chose “Mute”.")


async def test_context_menu_opens_where_it_was_asked_for(page: Page, site: str) -> None:
    await open_gallery(page, site)
    await page.get_by_text("Right click, or press for long").click(button="right")
    await expect(page.get_by_role("menuitem", name="Pin")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_be_hidden()


async def test_toast_is_announced_and_undone(page: Page, site: str) -> None:
    await open_gallery(page, site)
    await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    await page.get_by_role("button", name="Remove, with undo").click()
    toast = page.get_by_role("log")
    await expect(toast).to_contain_text("Jonas was removed from the circle.")
    await toast.get_by_role("button", name="Undo").click()
    await expect(toast).to_contain_text("Jonas is back.")
    await expect(toast).not_to_contain_text("Jonas was removed")


async def test_sheet_is_pulled_down_on_a_phone(page: Page, site: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await open_gallery(page, site)
    await page.get_by_role("button", name="Open a sheet").click()
    sheet = page.get_by_role("dialog", name="What may ring")
    await page.wait_for_function(MODAL_STANDS_STILL)

    async def pull(distance: int, steps: int) -> None:
        box = await sheet.bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 14)
        await page.mouse.down()
        await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 14 + distance, steps=steps)

    await pull(40, steps=40)
    moved = await sheet.evaluate("(element) => getComputedStyle(element).getPropertyValue('--drag')")
    assert moved == "40px"
    # Held still for a moment, so it is no flick: it springs back.
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    await page.mouse.move(195, 0)
    await page.mouse.up()
    await expect(sheet).to_be_visible()
    await page.wait_for_function(MODAL_STANDS_STILL)

    await pull(260, steps=8)
    await page.mouse.up()
    await expect(sheet).to_be_hidden()


async def test_sheet_closes_by_keyboard_at_the_side(page: Page, site: str) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await open_gallery(page, site)
    opener = page.get_by_role("button", name="Open a sheet")
    await opener.click()
    sheet = page.get_by_role("dialog", name="What may ring")
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_refused_form_leads_to_its_fields(page: Page, site: str) -> None:
    await open_gallery(page, site)
    await page.get_by_role("button", name="Create the account").click()
    summary = page.get_by_role("alert").filter(has_text="Before we can go on")
    await expect(summary).to_be_focused()
    await summary.get_by_role("link", name="Take at least ten characters.").click()
    password = page.get_by_label("Password", exact=True)
    await expect(password).to_be_focused()
    await expect(password).to_have_accessible_description("Take at least ten characters.")


async def test_range_of_ages_follows_the_keys(page: Page, site: str) -> None:
    await open_gallery(page, site)
    youngest = page.get_by_role("slider", name="Youngest")
    oldest = page.get_by_role("slider", name="Oldest")
    await youngest.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_text("26 to 41")).to_be_visible()
    await oldest.focus()
    await page.keyboard.press("End")
    await expect(page.get_by_text("26 to 90")).to_be_visible()


async def test_tabs_follow_the_arrow_keys(page: Page, site: str) -> None:
    await open_gallery(page, site)
    await page.get_by_role("tab", name="About").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Seats")).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("tabpanel")).to_have_text("Six of eight places are taken.")
