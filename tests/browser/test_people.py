"""People in a real browser: how they begin, what they show and hide, and how they leave and come back."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from playwright.async_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.browser.test_accessibility import AXE, SERIOUS_VIOLATIONS
from tests.browser.test_accounts import PASSWORD, come_in_as_guest, own_id, sign_in, sign_up, write_birthdate
from tests.browser.uploading import payload, photo
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


@pytest.fixture
def site(whole_site: str) -> str:
    """The page's own has a worker, which makes pictures of what is uploaded."""
    return whole_site


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
    await page.goto(site)
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
        await expect(title(page, "You are visible")).to_be_visible(timeout=20_000)
        await expect(page.get_by_role("heading", level=2, name="Ines")).to_be_visible()
        await no_serious_violations(page)
        await page.get_by_role("link", name="Done").click()
        await page.get_by_role("link", name="See it as others do").click()
        await expect(title(page, "Ines")).to_be_visible()
        await expect(page.get_by_text("Berlin, Germany")).to_be_visible()
        await expect(page.get_by_text("tea, and a long table")).to_be_visible()
        await expect(page.get_by_role("button", name="Intro video of Ines")).to_be_visible(timeout=30_000)
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
            await expect(photos).to_have_count(count, timeout=15_000)
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


async def test_blocking_hides_both_and_is_taken_back(browser: Browser, site: str) -> None:
    async with person(browser, site) as ines, person(browser, site) as tomas:
        await begin_as_guest(ines, site, "Ines")
        await become_visible(ines)
        await begin_as_guest(tomas, site, "Tomas")
        await become_visible(tomas)
        ines_id = await own_id(ines)
        async with no_complaints(tomas):
            await tomas.goto(f"{site}/people")
            await tomas.get_by_label("Name or username").fill("ine")
            await tomas.get_by_role("link", name="Ines").click()
            await expect(title(tomas, "Ines")).to_be_visible()
            await no_serious_violations(tomas)
            await tomas.get_by_role("button", name="More about Ines").click()
            await tomas.get_by_role("menuitem", name="Block Ines").click()
            await expect(tomas.get_by_role("log")).to_contain_text("Ines is blocked")
            await tomas.get_by_role("log").get_by_role("button", name="Undo").click()
            await expect(title(tomas, "Ines")).to_be_visible()
            await tomas.get_by_role("button", name="More about Ines").click()
            await tomas.get_by_role("menuitem", name="Block Ines").click()
            await expect(title(tomas, "Find people")).to_be_visible()
        tomas_id = await own_id(tomas)
        for page, other in ((tomas, ines_id), (ines, tomas_id)):
            await page.goto(f"{site}/people/{other}")
            await expect(title(page, "Nobody here")).to_be_attached()
        await tomas.goto(f"{site}/you/blocked")
        await no_serious_violations(tomas)
        await tomas.get_by_role("button", name="Unblock Ines").click()
        await expect(tomas.get_by_text("Nobody is blocked")).to_be_visible()
        await ines.reload()
        await expect(title(ines, "Tomas")).to_be_visible()


async def test_a_pause_and_what_is_hidden_hold_for_others(browser: Browser, site: str) -> None:
    async with person(browser, site) as ines, person(browser, site) as tomas:
        await begin_as_guest(ines, site, "Ines")
        await become_visible(ines)
        ines_id = await own_id(ines)
        await begin_as_guest(tomas, site, "Tomas")
        await become_visible(tomas)
        await tomas.goto(f"{site}/people/{ines_id}")
        await expect(tomas.get_by_text("Woman", exact=True)).to_be_visible()
        await ines.goto(f"{site}/you/privacy")
        async with no_complaints(ines):
            await ines.get_by_role("switch", name="Gender").uncheck()
            await tomas.goto(f"{site}/people/{ines_id}")
            await expect(title(tomas, "Ines")).to_be_visible()
            await expect(tomas.get_by_text("Woman", exact=True)).to_be_hidden()
            await ines.get_by_role("switch", name="Take a pause").check()
            await ines.reload()
            await expect(ines.get_by_role("switch", name="Take a pause")).to_be_checked()
            await no_serious_violations(ines)
        await tomas.reload()
        await expect(title(tomas, "Nobody here")).to_be_attached()
        await ines.goto(f"{site}/you")
        await ines.get_by_role("button", name="End the pause").click()
        await expect(ines.get_by_text("You are on a pause")).to_be_hidden()
        await tomas.reload()
        await expect(title(tomas, "Ines")).to_be_visible()


async def test_a_switch_stays_where_it_was_put_while_an_older_answer_comes(page: Page, site: str) -> None:
    await come_in_as_guest(page, site)
    await page.goto(f"{site}/you/privacy")
    held: asyncio.Queue[Route] = asyncio.Queue()

    async def hold(route: Route) -> None:
        await (held.put(route) if route.request.method == "PUT" else route.continue_())

    await page.route("**/api/user/me", hold)
    gender, incognito = (page.get_by_role("switch", name=name) for name in ("Gender", "Incognito"))
    await gender.uncheck()
    await incognito.check()
    await (await held.get()).continue_()
    second = await held.get()  # it goes out when the first has been answered
    await expect(incognito).to_be_checked()
    await expect(gender).not_to_be_checked()
    await second.continue_()
    await page.reload()
    await expect(incognito).to_be_checked()


async def test_incognito_is_seen_by_nobody_whom_one_has_not_liked(browser: Browser, site: str) -> None:
    async with person(browser, site) as ines, person(browser, site) as tomas:
        await begin_as_guest(ines, site, "Ines")
        await become_visible(ines)
        ines_id = await own_id(ines)
        await begin_as_guest(tomas, site, "Tomas")
        await become_visible(tomas)
        await tomas.goto(f"{site}/people/{ines_id}")
        await expect(title(tomas, "Ines")).to_be_visible()
        await ines.goto(f"{site}/you/privacy")
        incognito = ines.get_by_role("switch", name="Incognito")
        async with ines.expect_response("**/api/user/me"):
            await incognito.check()
        await tomas.reload()
        await expect(title(tomas, "Nobody here")).to_be_attached()
        async with ines.expect_response("**/api/user/me"):
            await incognito.uncheck()
        await tomas.reload()
        await expect(title(tomas, "Ines")).to_be_visible()


async def test_where_else_one_is_found_is_seen_by_whom_it_was_given(browser: Browser, site: str) -> None:
    async with person(browser, site) as ines, person(browser, site) as tomas:
        await begin_as_guest(ines, site, "Ines")
        await become_visible(ines)
        ines_id = await own_id(ines)
        await begin_as_guest(tomas, site, "Tomas")
        await become_visible(tomas)
        tomas_id = await own_id(tomas)
        async with no_complaints(ines):
            await ines.goto(f"{site}/you/profile")
            await ines.get_by_label("Instagram").fill("ines.dances")
            await ines.get_by_role("button", name="Save").click()
            await expect(ines.get_by_text("Saved.", exact=True)).to_be_visible()
        await tomas.goto(f"{site}/people/{ines_id}")
        await expect(title(tomas, "Ines")).to_be_visible()
        await expect(tomas.get_by_text("ines.dances")).to_be_hidden()
        await ines.goto(f"{site}/people/{tomas_id}")
        for choice, is_shown in (("Give my social handles", True), ("Take my handles back", False)):
            await ines.get_by_role("button", name="More about Tomas").click()
            async with ines.expect_response(f"**/api/users/{tomas_id}/socials"):
                await ines.get_by_role("menuitem", name=choice).click()
            await tomas.reload()
            await expect(title(tomas, "Ines")).to_be_visible()
            await expect(tomas.get_by_role("link", name="ines.dances")).to_be_visible(visible=is_shown)


async def test_a_voice_intro_is_recorded_and_heard_by_others(browser: Browser, site: str) -> None:
    async with person(browser, site) as ines, person(browser, site) as tomas:
        await begin_as_guest(ines, site, "Ines")
        await become_visible(ines)
        ines_id = await own_id(ines)
        async with no_complaints(ines):
            await ines.goto(f"{site}/you/profile")
            await ines.get_by_role("button", name="Record a voice message").click()
            recording = ines.get_by_role("group", name="Recording")
            await expect(recording.get_by_role("timer")).to_have_text("0:02")
            await recording.get_by_role("button", name="Stop and listen").click()
            await ines.get_by_role("button", name="Send").click()
            await expect(ines.get_by_role("group", name="Your voice intro")).to_be_visible()
        await begin_as_guest(tomas, site, "Tomas")
        await become_visible(tomas)
        await tomas.goto(f"{site}/people/{ines_id}")
        intro = tomas.get_by_role("group", name="Ines in their own voice")
        await intro.get_by_role("button", name="Play").click()
        await expect(intro.get_by_role("button", name="Pause")).to_be_visible()


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
        await expect(link).to_be_visible(timeout=20_000)
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
