"""People in a real browser: how they begin, what they show and hide, and how they leave and come back."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.test_accessibility import AXE, SERIOUS_VIOLATIONS
from tests.browser.test_accounts import PASSWORD, come_in_as_guest, sign_in, sign_up, write_birthdate
from tests.browser.uploading import payload, photo
from tests.browser.watch import no_complaints, open_app

pytestmark = pytest.mark.anyio


async def choose(page: Page, button: Locator, content: bytes, name: str, mime: str) -> None:
    """Choose a file as in the browser's own dialog."""
    async with page.expect_file_chooser() as choosing:
        await button.click()
    await (await choosing.value).set_files(payload(content, name, mime))


async def add_photo(page: Page, name: str = "me.jpg") -> None:
    """Choose a photo and take the part of it that is offered."""
    await choose(page, page.get_by_role("button", name="Choose files"), photo(), name, "image/jpeg")
    await page.get_by_role("button", name="Use this part").click()


PHONE: ViewportSize = {"width": 390, "height": 844}


@asynccontextmanager
async def person(browser: Browser, site: str) -> AsyncGenerator[Page]:
    """A phone of somebody who has never been here, with a camera that they let Mingle use."""
    context = await browser.new_context(
        base_url=site,
        viewport=PHONE,
        reduced_motion="reduce",
        permissions=["camera", "microphone", "geolocation"],
        geolocation={"latitude": 52.52, "longitude": 13.405},
    )
    yield await context.new_page()
    await context.close()


def title(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", level=1, name=name)


async def no_serious_violations(page: Page) -> None:
    """What axe finds on the page as it is."""
    await page.evaluate(AXE.read_text("utf-8"))
    assert await page.evaluate(SERIOUS_VIOLATIONS) == []


async def go_on(page: Page) -> None:
    await page.get_by_role("button", name="Go on").click()


async def become_visible(page: Page) -> None:
    """From the first question to the end, with what is required and nothing else."""
    await add_photo(page)
    await go_on(page)
    await page.get_by_text("Women", exact=True).click()
    await page.get_by_text("Men", exact=True).click()
    await go_on(page)
    for question in ("Where are you?", "What do you like?", "Say something", "Say hello in a video"):
        await expect(title(page, question)).to_be_focused()
        await page.get_by_role("button", name="Skip").click()
    await expect(title(page, "You are visible")).to_be_visible()


async def begin_as_guest(page: Page, site: str, name: str = "Ines") -> None:
    """From the first page to the first question."""
    await open_app(page, site)
    await page.get_by_role("link", name="Come in as a guest").click()
    await page.get_by_label("Name", exact=True).fill(name)
    await write_birthdate(page)
    await page.get_by_label("Gender").select_option("woman")
    await page.get_by_role("button", name="Come in").click()
    await expect(title(page, "Show your face")).to_be_visible()


async def test_from_the_first_page_to_a_visible_profile_with_photo_and_video(browser: Browser, site: str) -> None:
    began = monotonic()
    async with person(browser, site) as page, no_complaints(page):
        await begin_as_guest(page, site)
        await no_serious_violations(page)
        await add_photo(page)
        await go_on(page)
        await expect(title(page, "Whom do you want to see?")).to_be_focused()
        await page.get_by_text("Men", exact=True).click()
        await page.get_by_text("Good conversation").click()
        await no_serious_violations(page)
        await go_on(page)
        await expect(title(page, "Where are you?")).to_be_focused()
        await page.get_by_role("combobox", name="City").fill("Ber")
        await page.get_by_role("option", name="Berlin, Germany").click()
        await expect(title(page, "What do you like?")).to_be_focused()
        await page.get_by_text("jazz", exact=True).click()
        await go_on(page)
        await expect(title(page, "Say something")).to_be_focused()
        await page.get_by_label("Your answer").fill("tea, and a long table")
        await go_on(page)
        await expect(title(page, "Say hello in a video")).to_be_focused()
        await page.get_by_role("button", name="Film one").click()
        await page.get_by_role("button", name="Begin").click()
        await expect(page.get_by_role("progressbar", name="2 seconds")).to_be_visible()
        await page.get_by_role("button", name="Done").click()
        await page.get_by_role("button", name="Use this one").click()
        await go_on(page)
        await expect(title(page, "You are visible")).to_be_visible()
        await expect(page.get_by_role("heading", level=2, name="Ines")).to_be_visible()
        await no_serious_violations(page)
        await page.get_by_role("link", name="Meet people").click()
        await expect(title(page, "Meet")).to_be_visible()
        await page.get_by_role("navigation", name="Places").get_by_role("link", name="You").click()
        await page.get_by_role("link", name="See it as others do").click()
        await expect(title(page, "Ines")).to_be_visible()
        await expect(page.get_by_text("Berlin, Germany")).to_be_visible()
        await expect(page.get_by_text("tea, and a long table")).to_be_visible()
        await expect(page.get_by_role("button", name="Intro video of Ines")).to_be_visible()
        await no_serious_violations(page)
    assert monotonic() - began < 120


async def test_the_beginning_goes_on_where_it_was_left(browser: Browser, site: str) -> None:
    async with person(browser, site) as page, no_complaints(page):
        await begin_as_guest(page, site)
        await expect(page.get_by_role("button", name="Go on")).to_be_disabled()
        await add_photo(page)
        await expect(page.get_by_role("button", name="Go on")).to_be_enabled()
        await page.get_by_role("link", name="Later").click()
        await page.get_by_role("link", name="Finish it").click()
        await expect(title(page, "Whom do you want to see?")).to_be_visible()
        # Nobody is shown to somebody who has not said whom they want to see.
        await go_on(page)
        await expect(page.get_by_role("alert")).to_contain_text("Choose at least one")
        await page.get_by_text("Women", exact=True).click()
        await go_on(page)
        await expect(title(page, "Where are you?")).to_be_visible()
        await page.get_by_role("button", name="Use where I am").click()
        await expect(title(page, "What do you like?")).to_be_visible()
        await page.get_by_role("button", name="Back").click()
        await expect(page.get_by_text("Berlin, Germany")).to_be_visible()


async def test_photos_are_moved_with_keys_and_a_mouse_and_come_back(browser: Browser, site: str) -> None:
    async with person(browser, site) as page, no_complaints(page):
        await come_in_as_guest(page, site)
        await page.get_by_role("link", name="Edit profile").click()
        photos = page.get_by_role("list", name="Your photos").get_by_role("img")
        for count, name in enumerate(("one.jpg", "two.jpg", "three.jpg"), start=1):
            await add_photo(page, name)
            await expect(photos).to_have_count(count)
        pictures = "(photos) => photos.map(({ src }) => /files\\/([^/]+)/.exec(src)[1])"
        one, two, three = await photos.evaluate_all(pictures)
        await page.get_by_role("button", name="Move photo 1 of 3").press("ArrowRight")
        await eventually_in_order(photos, [two, one, three])
        await expect(page.get_by_role("button", name="Move photo 2 of 3")).to_be_focused()
        await page.get_by_role("button", name="Move photo 3 of 3").drag_to(
            page.get_by_role("button", name="Move photo 1 of 3")
        )
        await eventually_in_order(photos, [three, two, one])
        await page.get_by_role("button", name="Remove photo 1").click()
        await eventually_in_order(photos, [two, one])
        await page.get_by_role("log").get_by_role("button", name="Undo").click()
        await eventually_in_order(photos, [three, two, one])
        await page.reload()
        await eventually_in_order(photos, [three, two, one])
        await no_serious_violations(page)


async def eventually_in_order(photos: Locator, ids: list[str]) -> None:
    await expect(photos).to_have_count(len(ids))
    for index, file_id in enumerate(ids):
        await expect(photos.nth(index)).to_have_attribute("src", re.compile(file_id))


async def test_what_is_written_is_previewed_saved_and_hidden(page: Page, site: str) -> None:
    async with no_complaints(page):
        await come_in_as_guest(page, site)
        await page.get_by_role("link", name="Edit profile").click()
        await page.get_by_label("About you").fill("Long tables, short answers.")
        await page.get_by_role("textbox", name="Work").fill("Carpenter")
        await page.get_by_label("Add a language").select_option("fi")
        await page.get_by_role("radio", name="As others see it").check(force=True)
        await expect(page.get_by_text("Carpenter")).to_be_visible()
        await expect(page.get_by_text("Finnish")).to_be_visible()
        await page.get_by_role("radio", name="Edit", exact=True).check(force=True)
        await page.get_by_role("switch", name="Others see: Work").uncheck()
        # Whoever goes is told that nothing is kept yet.
        await page.get_by_role("link", name="You", exact=True).first.click()
        await page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("textbox", name="Work")).to_have_value("Carpenter")
        await page.get_by_role("radio", name="As others see it").check(force=True)
        await expect(page.get_by_text("Long tables, short answers.")).to_be_visible()
        await expect(page.get_by_text("Carpenter")).to_be_hidden()


async def test_bad_text_is_told_and_changes_nothing(page: Page, site: str) -> None:
    await come_in_as_guest(page, site)
    await page.get_by_role("link", name="Edit profile").click()
    await page.get_by_label("About you").fill("<script>alert(1)</script>")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("About you")).to_have_accessible_description(re.compile("HTML"))
    await page.get_by_role("button", name="Discard").click()
    await expect(page.get_by_label("About you")).to_have_value("")


async def test_who_leaves_may_come_back(page: Page, site: str) -> None:
    username = await sign_up(page, site)
    await page.goto(f"{site}/you/data")
    await no_serious_violations(page)
    leave = page.get_by_role("button", name="Leave for good")
    await expect(leave).to_be_disabled()
    await page.get_by_role("checkbox", name="I want to leave").check()
    await leave.click()
    await expect(page).to_have_url(f"{site}/")
    await page.get_by_role("link", name="Sign in").click()
    await sign_in(page, username, PASSWORD)
    await expect(title(page, "Mara")).to_be_visible()


async def test_an_export_is_put_together_and_downloaded(page: Page, site: str) -> None:
    async with no_complaints(page):
        await come_in_as_guest(page, site)
        await page.goto(f"{site}/you/data")
        await page.get_by_role("button", name="Put it together").click()
        link = page.get_by_role("link", name="Download")
        await expect(link).to_be_visible()
        async with page.expect_download() as downloading:
            await link.click()
        assert (await downloading.value).suggested_filename.endswith(".zip")


async def test_photo_verification_asks_for_a_pose_and_waits(browser: Browser, site: str) -> None:
    async with person(browser, site) as page, no_complaints(page):
        await begin_as_guest(page, site)
        await become_visible(page)
        await page.goto(f"{site}/you/verification")
        await page.get_by_role("button", name="Begin").click()
        await expect(page.get_by_role("button", name="Ask for another pose")).to_be_visible()
        await no_serious_violations(page)
        await choose(page, page.get_by_role("button", name="Choose files"), photo(), "selfie.jpg", "image/jpeg")
        await expect(page.get_by_text("Your selfie is with a moderator.")).to_be_visible()
