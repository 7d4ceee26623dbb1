"""Pictures of groups and channels in real browsers, and the names of those who have left."""

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, Request, expect

from tests.browser.test_chats import message, write
from tests.browser.test_chats_admin import begin_group, open_info
from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.uploading import payload, photo
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


async def choose(page: Page, place: Locator, file: FilePayload, *, button: str = "Choose a picture") -> None:
    """Choose a picture as in the browser's own dialog."""
    async with page.expect_file_chooser() as choosing:
        await place.get_by_role("button", name=button).click()
        if button == "Change the picture":
            await page.get_by_role("menuitem", name="Choose another one").click()
    await (await choosing.value).set_files(file)


async def use_this_part(page: Page) -> None:
    await page.get_by_role("button", name="Use this part").click()


def head(page: Page, name: str) -> Locator:
    """Of the chat that is open."""
    return page.locator("header").filter(has_text=name)


async def shows_initials(place: Locator) -> None:
    """There is no picture."""
    await expect(place.get_by_text("TC", exact=True)).to_be_visible()


async def shows_picture(place: Locator) -> None:
    """There is one, and it has loaded."""
    await expect(place.get_by_text("TC", exact=True)).to_have_count(0)
    await expect(place.locator("img").first).to_have_js_property("complete", value=True)
    await expect(place.locator("img").first).not_to_have_js_property("naturalWidth", 0)


async def test_a_picture_is_chosen_changed_and_taken_away_and_all_see_it_at_once(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines), no_complaints(tomas):
        await begin_group(ines, site, "Thursday circle", "Tomas")
        await tomas.goto(f"{site}/chats")
        row = tomas.get_by_role("link", name="Thursday circle")
        await shows_initials(row)
        sheet = await open_info(ines)
        await choose(ines, sheet, payload(photo()))
        await no_serious_violations(ines)
        await use_this_part(ines)
        change = sheet.get_by_role("button", name="Change the picture")
        await expect(change).to_be_visible()
        await shows_picture(row)
        for place in (sheet, head(ines, "Thursday circle")):
            await shows_picture(place)
        await no_serious_violations(ines)
        await row.click()
        await expect(tomas.get_by_text("Ines changed the picture").last).to_be_visible()
        await shows_picture(head(tomas, "Thursday circle"))
        theirs = await open_info(tomas)
        await shows_picture(theirs)
        await expect(theirs.get_by_role("button", name="Change the picture")).to_have_count(0)

        before = await theirs.locator("img").first.get_attribute("src")
        await choose(ines, sheet, payload(photo(900, 900)), button="Change the picture")
        await use_this_part(ines)
        await expect(theirs.locator("img").first).not_to_have_attribute("src", before or "")
        await change.click()
        await ines.get_by_role("menuitem", name="Take the picture away").click()
        await expect(sheet.get_by_role("button", name="Choose a picture")).to_be_focused()
        await shows_initials(theirs)
        await expect(tomas.get_by_text("Ines took the picture away").last).to_be_attached()


async def test_what_is_no_picture_is_refused_and_the_one_before_stays(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, _, _):
        await begin_group(ines, site, "Thursday circle")
        sheet = await open_info(ines)
        await choose(ines, sheet, payload(photo()))
        await use_this_part(ines)
        await expect(sheet.get_by_role("button", name="Change the picture")).to_be_visible()
        broken = payload(photo()[:300], "broken.jpg")
        await choose(ines, sheet, broken, button="Change the picture")
        await expect(sheet.get_by_role("alert")).to_be_visible()
        await no_serious_violations(ines)
        await sheet.get_by_role("button", name="Leave it").click()
        await expect(sheet.get_by_role("alert")).to_have_count(0)
        await expect(sheet.get_by_role("button", name="Change the picture")).to_be_focused()
        await shows_picture(sheet)


async def test_a_group_is_begun_with_a_picture_and_who_is_invited_sees_it(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines), no_complaints(tomas):
        await ines.goto(f"{site}/chats")
        await ines.get_by_role("button", name="New chat").first.click()
        dialog = ines.get_by_role("dialog", name="New")
        await dialog.get_by_role("button", name="New channel").click()
        await choose(ines, dialog, payload(photo()))
        await use_this_part(ines)
        await shows_picture(dialog)
        await dialog.get_by_label("Name", exact=True).fill("Lisbon walks")
        await no_serious_violations(ines)
        await dialog.get_by_role("button", name="Begin the channel").click()
        await expect(title(ines, "Lisbon walks")).to_be_visible()
        await shows_picture(head(ines, "Lisbon walks"))
        await ines.get_by_role("button", name="About this channel").click()
        await ines.get_by_role("button", name="Make a link").click()
        address = await ines.get_by_text(f"{site}/join/").inner_text()
        await tomas.goto(address)
        await expect(title(tomas, "Lisbon walks")).to_be_visible()
        await shows_picture(tomas.get_by_role("main"))
        await no_serious_violations(tomas)


async def test_who_has_left_is_still_called_by_name(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines):
        await begin_group(ines, site, "Thursday circle", "Tomas")
        await tomas.goto(f"{site}/chats")
        await tomas.get_by_role("link", name="Thursday circle").click()
        for text in ("I am moving away", "Goodbye"):
            await write(tomas, text)
            await expect(message(ines, text)).to_be_visible()
        sheet = await open_info(tomas)
        await sheet.get_by_role("button", name="Leave the group").click()
        await tomas.get_by_role("button", name="Leave", exact=True).click()
        await expect(ines.get_by_text("Tomas left").last).to_be_visible()
        asked: list[Request] = []
        ines.on("request", lambda one: asked.append(one) if "/people?ids=" in one.url else None)
        await ines.reload()
        await expect(ines.get_by_role("article").filter(has_text="I am moving away")).to_contain_text("Tomas")
        await expect(ines.get_by_text("Tomas left").last).to_be_visible()
        await expect(ines.get_by_text("Somebody")).to_have_count(0)
        assert len(asked) == 1, [one.url for one in asked]


async def test_the_list_says_who_wrote_in_a_group_and_what_happened_to_whom(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines), no_complaints(tomas):
        await begin_group(ines, site, "Thursday circle", "Tomas")
        await tomas.goto(f"{site}/chats")
        row = tomas.get_by_role("link", name="Thursday circle")
        await expect(row).to_contain_text("Ines")
        await row.click()
        await write(tomas, "Here I am")
        await expect(message(ines, "Here I am")).to_be_visible()
        asked: list[Request] = []
        tomas.on("request", lambda one: asked.append(one) if "/people?ids=" in one.url else None)
        await tomas.goto(f"{site}/chats")
        await expect(row).to_contain_text("You: Here I am")
        assert asked == []
        # Of what comes while the list is open, only the sender's id is told.
        await write(ines, "Half past seven")
        await expect(row).to_contain_text("Ines: Half past seven")
        assert len(asked) == 1, [one.url for one in asked]
