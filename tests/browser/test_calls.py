"""Calls in real browsers with fake cameras: sound and picture that really arrive, and stay."""

from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.calling import (
    answer,
    call,
    control,
    goes_on,
    is_seen,
    over,
    people,
    picture,
    received,
    ringing,
    start,
    two_talking,
)
from tests.browser.conftest import ARGUMENTS, found_browser
from tests.browser.session import ask
from tests.browser.test_chats import begin_to_write, open_chat
from tests.browser.test_people import no_serious_violations
from tests.browser.watch import no_complaints
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


async def test_two_people_see_and_hear_each_other(browser: Browser, site: str) -> None:
    async with (
        people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, tomas_id, _)),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await start(ines)
        await expect(call(ines).get_by_text("Ringing …")).to_be_visible()
        await no_serious_violations(ines)
        await expect(ringing(tomas, "Ines")).to_be_visible()
        await no_serious_violations(tomas)
        await answer(tomas, "Ines")
        for page, other in ((ines, "Tomas"), (tomas, "Ines")):
            await goes_on(page, "video")
            await goes_on(page, "audio")
            await is_seen(page, other)
            await expect(call(page).get_by_role("timer")).to_be_visible()
            await no_serious_violations(page)
            assert await page.evaluate("window.pauses") == 0, "nobody pauses what happens now"
        await control(tomas, "Hang up").click()
        for page in (ines, tomas):
            await expect(over(page, "The call is over")).to_be_visible()
            await no_serious_violations(page)
            await page.get_by_role("button", name="Close").click()
        await expect(ines.get_by_role("region", name="Messages").get_by_text("Video call ·")).to_be_visible()
        await ines.get_by_role("button", name="Call back").click()
        await expect(ringing(tomas, "Ines")).to_be_visible()


async def test_a_call_of_sound_becomes_one_of_pictures(browser: Browser, site: str) -> None:
    async with two_talking(browser, site, "Audio call") as (ines, tomas):
        assert await received(ines, "video") == [0]
        await control(ines, "Add video").click()
        await is_seen(tomas, "Ines")
        await expect(call(tomas).get_by_text("This is a video call now.")).to_be_visible()
        await no_serious_violations(tomas)
        await control(tomas, "Camera on").click()
        await is_seen(ines, "Tomas")
        await goes_on(ines, "video")
        await control(tomas, "Camera off").click()
        await expect(picture(ines, "Tomas")).to_be_hidden()


@pytest.fixture
async def open_minded() -> AsyncGenerator[Browser]:
    """A browser that lets every page see what it wants: without eyes, nobody could choose a screen."""
    async with async_playwright() as playwright:
        arguments = [*ARGUMENTS, "--use-fake-ui-for-media-stream"]
        chromium = await playwright.chromium.launch(executable_path=found_browser(), args=arguments)
        yield chromium
        await chromium.close()


async def test_a_screen_is_shared_and_the_sharing_ended(open_minded: Browser, site: str) -> None:
    async with two_talking(open_minded, site) as (ines, tomas):
        await control(tomas, "Share screen").click()
        screen = call(ines).get_by_label("The screen of Tomas")
        await expect(screen).to_be_visible()
        await eventually(lambda: screen.evaluate("(video) => video.videoWidth > 0"), "the screen is seen")
        await is_seen(ines, "Tomas")
        await no_serious_violations(ines)
        await control(tomas, "Stop sharing").click()
        await expect(screen).to_be_hidden()


async def test_who_is_muted_is_seen_and_not_heard(browser: Browser, site: str) -> None:
    async with two_talking(browser, site) as (ines, tomas):
        await control(ines, "Mute").click()
        await expect(call(tomas).get_by_text("muted")).to_be_attached()
        await control(ines, "Unmute").click()
        await expect(call(tomas).get_by_text("muted")).to_have_count(0)


async def test_a_call_is_declined(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, tomas_id, _)):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await start(ines, "Audio call")
        await ringing(tomas, "Ines").get_by_role("button", name="Decline").click()
        await expect(ringing(tomas, "Ines")).to_be_hidden()
        await expect(over(ines, "Tomas declined")).to_be_visible()
        await no_serious_violations(ines)


async def test_a_call_that_is_cancelled_was_missed(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, tomas_id, _)):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await start(ines)
        await expect(ringing(tomas, "Ines")).to_be_visible()
        await control(ines, "Cancel").click()
        await expect(ringing(tomas, "Ines")).to_be_hidden()
        await expect(tomas.get_by_role("log").get_by_text("You missed a call from Ines.")).to_be_visible()
        await open_chat(tomas, site, "Ines")
        await expect(tomas.get_by_role("region", name="Messages").get_by_text("Missed video call")).to_be_visible()
        await tomas.get_by_role("link", name="All chats").click()
        await tomas.goto(f"{site}/you/calls")
        row = tomas.get_by_role("list", name="Calls").get_by_role("listitem")
        await expect(row).to_contain_text("Missed")
        await no_serious_violations(tomas)
        await row.get_by_role("button", name="Call Ines back").click()
        # It rings above the end of the other call.
        await expect(ringing(ines, "Tomas")).to_be_visible()


async def second_device(context: BrowserContext, site: str) -> Page:
    """Another tab of the same person, which rings by itself."""
    page = await context.new_page()
    await page.goto(f"{site}/you")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


async def test_answering_on_one_device_stops_the_ringing_of_the_other(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, tomas_id, _)):
        other = await second_device(tomas.context, site)
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await start(ines)
        for page in (tomas, other):
            await expect(ringing(page, "Ines")).to_be_visible()
        await answer(other, "Ines")
        await expect(ringing(tomas, "Ines")).to_be_hidden()
        await goes_on(other, "video")
        await expect(call(tomas)).to_have_count(0)


async def test_a_reload_in_the_middle_takes_the_call_up_again(browser: Browser, site: str) -> None:
    async with two_talking(browser, site) as (ines, tomas):
        await control(tomas, "Mute").click()
        await tomas.reload()
        await goes_on(tomas, "video")
        await goes_on(ines, "video")
        await expect(control(tomas, "Unmute")).to_be_visible()
        await expect(call(ines).get_by_text("muted")).to_be_attached()
        await is_seen(ines, "Tomas")


async def test_a_network_that_comes_back_takes_the_call_up_again(browser: Browser, site: str) -> None:
    async with two_talking(browser, site) as (ines, tomas):
        await ines.context.set_offline(True)
        await expect(call(ines).get_by_text("Reconnecting …").first).to_be_visible()
        await expect(call(tomas).get_by_text("Ines is coming back …")).to_be_visible()
        await ines.context.set_offline(False)
        await expect(call(ines).get_by_role("timer")).to_be_visible()
        await expect(call(tomas).get_by_text("Ines is coming back …")).to_be_hidden()
        for page in (ines, tomas):
            await goes_on(page, "video")


async def test_one_goes_on_writing_while_one_talks(browser: Browser, site: str) -> None:
    async with two_talking(browser, site) as (ines, tomas):
        await ines.keyboard.press("Escape")
        bar = ines.get_by_role("region", name="In a call")
        await expect(bar).to_be_visible()
        await ines.get_by_role("textbox", name="Write a message").fill("The link that I spoke of")
        await ines.get_by_role("textbox", name="Write a message").press("Enter")
        await expect(ines.get_by_role("article").filter(has_text="The link")).to_be_visible()
        await no_serious_violations(ines)
        await goes_on(ines, "audio")
        await ines.get_by_role("link", name="All chats").click()
        await expect(bar).to_be_visible()
        await bar.get_by_role("button", name="Back to the call").click()
        await is_seen(ines, "Tomas")
        await control(ines, "Hang up").click()
        await expect(over(tomas, "The call is over")).to_be_visible()


async def test_the_own_picture_is_moved_with_keys_and_a_hand(browser: Browser, site: str) -> None:
    async with two_talking(browser, site) as (ines, _):
        own = call(ines).get_by_role("button", name="Your picture.")
        await expect(own).to_have_attribute("data-corner", "bottom-right")
        await own.press("ArrowUp")
        await expect(own).to_have_attribute("data-corner", "top-right")
        box = await own.bounding_box()
        assert box is not None
        await ines.mouse.move(box["x"] + 20, box["y"] + 20)
        await ines.mouse.down()
        await ines.mouse.move(60, 700, steps=8)
        await ines.mouse.up()
        await expect(own).to_have_attribute("data-corner", "bottom-left")


async def test_devices_are_chosen_with_a_look_and_a_listen(browser: Browser, site: str) -> None:
    async with two_talking(browser, site) as (ines, tomas):
        await control(ines, "Devices").click()
        sheet = ines.get_by_role("dialog", name="Camera and sound")
        view = sheet.get_by_label("What your camera sees")
        await eventually(lambda: view.evaluate("(video) => video.videoWidth > 0"), "it sees")
        meter = sheet.get_by_role("meter", name="How loud you are")

        async def hears() -> bool:
            return int(await meter.get_attribute("aria-valuenow") or 0) > 0

        await eventually(hears, "it hears the beep of the fake microphone")
        await no_serious_violations(ines)
        camera = sheet.get_by_label("Camera", exact=True)
        await camera.select_option(index=1)
        await eventually(lambda: view.evaluate("(video) => video.videoWidth > 0"), "it sees again")
        await ines.keyboard.press("Escape")
        await expect(sheet).to_be_hidden()
        await is_seen(tomas, "Ines")


async def test_a_camera_that_may_not_be_used_says_what_to_do(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, tomas_id, _)):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await ines.context.clear_permissions()
        await start(ines)
        await expect(over(ines, "The browser does not let Mingle use it")).to_be_visible()
        await expect(ines.get_by_text("Press the sign beside the address of this page")).to_be_visible()
        await no_serious_violations(ines)
        await expect(ringing(tomas, "Ines")).to_have_count(0)
        await ines.context.grant_permissions(["microphone"])
        await ines.get_by_role("button", name="Try again").click()
        await expect(ringing(tomas, "Ines")).to_be_visible()
        await expect(call(ines).get_by_text("You are heard, but not seen")).to_be_visible()
        await answer(tomas, "Ines")
        await is_seen(ines, "Tomas")


async def test_somebody_is_called_from_their_profile(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas") as ((ines, _, _), (tomas, tomas_id, _)):
        await ines.goto(f"{site}/people/{tomas_id}")
        await ines.get_by_role("button", name="Call Tomas").click()
        await ines.get_by_role("menuitem", name="Audio call").click()
        await answer(tomas, "Ines", "Answer")
        await goes_on(ines, "audio")


async def test_four_people_see_each_other(browser: Browser, site: str) -> None:
    async with people(browser, site, "Ines", "Tomas", "Mara", "Jonas") as callers:
        ines = callers[0].page
        chat_id = await found_group(ines, [caller.id for caller in callers[1:]])
        await ines.goto(f"{site}/chats/{chat_id}")
        await start(ines)
        for page, _, _ in callers[1:]:
            await answer(page, "Ines")
        for page, _, name in callers:
            await goes_on(page, "video", lines=3)
            for other in {caller.name for caller in callers} - {name}:
                await is_seen(page, other)
        await no_serious_violations(ines)
        await control(callers[3].page, "Hang up").click()
        await expect(picture(ines, "Jonas")).to_have_count(0)
        await goes_on(ines, "video", lines=2)
        # Who has left may come back for as long as it goes on.
        await callers[3].page.get_by_role("button", name="Call again").click()
        await is_seen(ines, "Jonas")


async def found_group(page: Page, member_ids: list[str]) -> str:
    """A group of the person of this page and these others."""
    draft = {"type": "group", "name": "Four", "memberIds": member_ids}
    return str((await ask(page, "POST", "/chats", draft))["chat"]["id"])
