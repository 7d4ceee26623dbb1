"""Groups and channels in real browsers: beginning them, looking after them, and the ways out."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


async def begin_group(page: Page, site: str, name: str, *others: str) -> None:
    """From the list of chats, by the names of those who are to be in it."""
    await page.goto(f"{site}/chats")
    await page.get_by_role("button", name="New chat").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="New group").click()
    await dialog.get_by_label("Name", exact=True).fill(name)
    for other in others:
        await dialog.get_by_label("Search by name").fill(other)
        await dialog.get_by_role("button", name=other).click()
    await no_serious_violations(page)
    await dialog.get_by_role("button", name="Begin the group").click()
    await expect(title(page, name)).to_be_visible()


async def open_info(page: Page) -> Locator:
    """What there is to know about the chat that is open."""
    await page.get_by_role("button", name="About this group").click()
    sheet = page.get_by_role("dialog", name="About this group")
    await expect(sheet).to_be_visible()
    return sheet


async def do(page: Page, sheet: Locator, name: str, act: str) -> None:
    """What the menu of a member offers."""
    await sheet.get_by_role("button", name=f"What to do about {name}").click()
    await page.get_by_role("menuitem", name=act).click()


async def test_a_group_is_begun_led_and_handed_over(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines), no_complaints(tomas):
        await begin_group(ines, site, "Thursday circle", "Tomas")
        await tomas.goto(f"{site}/chats")
        await tomas.get_by_role("link", name="Thursday circle").click()
        await expect(title(tomas, "Thursday circle")).to_be_visible()
        theirs = await open_info(tomas)
        await expect(theirs.get_by_role("heading", name="2 members")).to_be_visible()
        await expect(theirs.get_by_role("button", name="Let people in")).to_have_count(0)

        sheet = await open_info(ines)
        await do(ines, sheet, "Tomas", "Make an admin")
        await expect(sheet.get_by_role("listitem").filter(has_text="Tomas")).to_contain_text("Admin")
        await expect(theirs.get_by_role("button", name="Let people in")).to_be_visible()
        await theirs.get_by_role("button", name="Name and description").click()
        form = tomas.get_by_role("dialog", name="Name and description")
        await form.get_by_label("Name").fill("Friday circle")
        await form.get_by_label("What it is about").fill("We read **one** book a month.")
        await form.get_by_role("button", name="Save").click()
        await expect(title(ines, "Friday circle")).to_be_attached()
        await expect(sheet.get_by_role("strong")).to_have_text("one")
        await no_serious_violations(ines)

        await do(ines, sheet, "Tomas", "Hand the chat over")
        await ines.get_by_role("button", name="Hand it over").click()
        await expect(sheet.get_by_role("listitem").filter(has_text="Tomas")).to_contain_text("Owner")
        await sheet.get_by_role("button", name="Leave the group").click()
        await ines.get_by_role("button", name="Leave", exact=True).click()
        await expect(ines.get_by_role("link", name="Friday circle")).to_have_count(0)
        await expect(theirs.get_by_role("heading", name="1 member")).to_be_visible()
        await theirs.get_by_role("button", name="End the group for everybody").click()
        await tomas.get_by_role("button", name="End it for everybody").click()
        await expect(tomas.get_by_role("link", name="Friday circle")).to_have_count(0)


async def test_how_one_wants_a_chat_is_kept(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, _, _), no_complaints(ines):
        await begin_group(ines, site, "Thursday circle")
        sheet = await open_info(ines)
        await sheet.get_by_role("button", name="Mute").click()
        await ines.get_by_role("menuitem", name="Until I say otherwise").click()
        await expect(sheet.get_by_role("button", name="Muted")).to_be_visible()
        await sheet.get_by_role("button", name="Pin", exact=True).click()
        await expect(sheet.get_by_role("button", name="Unpin")).to_be_visible()
        await sheet.get_by_role("button", name="Archive").click()
        await expect(sheet.get_by_role("button", name="Bring back")).to_be_visible()
        await ines.reload()
        sheet = await open_info(ines)
        for name in ("Muted", "Unpin", "Bring back"):
            await expect(sheet.get_by_role("button", name=name)).to_be_visible()


async def test_somebody_is_put_out_and_let_in_again(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines):
        await begin_group(ines, site, "Thursday circle", "Tomas")
        sheet = await open_info(ines)
        await tomas.goto(f"{site}/chats")
        await expect(tomas.get_by_role("link", name="Thursday circle")).to_be_visible()
        await do(ines, sheet, "Tomas", "Put out")
        await ines.get_by_role("alertdialog").get_by_role("button", name="Put out").click()
        await expect(sheet.get_by_role("heading", name="1 member")).to_be_visible()
        await expect(tomas.get_by_role("link", name="Thursday circle")).to_have_count(0)
        await sheet.get_by_role("button", name="Let people in").click()
        dialog = ines.get_by_role("dialog", name="Let people in")
        await dialog.get_by_label("Search by name").fill("Tomas")
        await dialog.get_by_role("button", name="Tomas").click()
        await dialog.get_by_role("button", name="Let 1 in").click()
        await expect(sheet.get_by_role("heading", name="2 members")).to_be_visible()
        await expect(tomas.get_by_role("link", name="Thursday circle")).to_be_visible()


async def test_a_link_leads_into_a_group_until_it_is_taken_back(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _):
        async with no_complaints(ines):
            await begin_group(ines, site, "Thursday circle")
            sheet = await open_info(ines)
            await sheet.get_by_role("button", name="Make a link").click()
            link = sheet.get_by_text(f"{site}/join/")
            await expect(link).to_be_visible()
            address = await link.inner_text()
            async with no_complaints(tomas):
                await tomas.goto(address)
                await expect(title(tomas, "Thursday circle")).to_be_visible()
                await no_serious_violations(tomas)
                await tomas.get_by_role("button", name="Join").click()
                await expect(tomas.get_by_role("button", name="About this group")).to_be_visible()
            await expect(sheet.get_by_role("heading", name="2 members")).to_be_visible()
            await sheet.get_by_role("button", name="Take the link back").click()
            await expect(link).to_have_count(0)
        await tomas.goto(address)
        await expect(tomas.get_by_text("This invitation leads nowhere")).to_be_visible()
