"""Messages that go out later, silently, or do not stay, in real browsers."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.test_chats import begin_to_write, field, message, open_chat, write
from tests.browser.test_people import no_serious_violations
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


async def send_as(page: Page, text: str, way: str) -> None:
    """With what the menu beside the button offers."""
    await field(page).fill(text)
    await page.get_by_role("button", name="More ways to send").click()
    await page.get_by_role("menuitem", name=way).click()


async def test_a_message_waits_for_its_time_is_changed_and_sent(browser: Browser, site: str) -> None:
    async with (
        two_people(browser, site) as (ines, _, tomas, tomas_id),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "Hello")
        await open_chat(tomas, site, "Ines")
        for text in ("Happy birthday", "Never mind"):
            await send_as(ines, text, "Send later")
            await no_serious_violations(ines)
            await ines.get_by_role("button", name="Tomorrow morning").click()
        strip = ines.get_by_role("button", name="2 messages go out later")
        await strip.click()
        waiting = ines.get_by_role("dialog", name="Goes out later").get_by_role("listitem")
        await expect(waiting).to_have_count(2)
        await no_serious_violations(ines)
        unwanted = waiting.filter(has_text="Never mind")
        await unwanted.get_by_role("button", name="Take it back").click()
        await expect(waiting).to_have_count(1)
        was = await waiting.locator("p").first.inner_text()
        await waiting.get_by_role("button", name="Change the time").click()
        in_an_hour = ines.get_by_role("button", name="In an hour")
        await in_an_hour.click()
        await expect(in_an_hour).to_have_count(0)
        await expect(waiting).not_to_contain_text(was)
        await waiting.get_by_role("button", name="Change the words").click()
        await waiting.get_by_label("Message").fill("Happy birthday, Tomas")
        await waiting.get_by_role("button", name="Save").click()
        await expect(waiting.get_by_label("Message")).to_have_count(0)
        await expect(message(tomas, "Happy birthday")).to_have_count(0)
        await waiting.get_by_role("button", name="Send it now").click()
        await expect(message(tomas, "Happy birthday, Tomas")).to_be_visible()
        await expect(waiting).to_have_count(0)
        await ines.keyboard.press("Escape")
        await expect(message(ines, "Happy birthday, Tomas")).to_be_visible()
        await expect(strip).to_have_count(0)
        await expect(ines.get_by_role("article")).to_have_count(2)


async def test_a_message_is_sent_silently(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id), no_complaints(ines):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await send_as(ines, "Not to wake you", "Send silently")
        await open_chat(tomas, site, "Ines")
        await expect(message(tomas, "Not to wake you").get_by_text("sent silently")).to_be_attached()
        await write(ines, "Good morning")
        await expect(message(tomas, "Good morning")).to_be_visible()
        await expect(message(tomas, "Good morning").get_by_text("sent silently")).to_have_count(0)


async def test_messages_disappear_from_the_screen_when_their_time_is_over(browser: Browser, site: str) -> None:
    async with (
        two_people(browser, site) as (ines, _, tomas, tomas_id),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "This one stays")
        await expect(message(ines, "This one stays")).to_be_visible()
        await ines.get_by_role("button", name="About this chat").click()
        await ines.get_by_label("Messages disappear").select_option("After 1 hour")
        await no_serious_violations(ines)
        await ines.get_by_role("dialog").get_by_role("button", name="Close").click()
        await expect(ines.get_by_text("You made new messages disappear after 1 hour")).to_be_visible()
        await tomas.clock.install()
        await open_chat(tomas, site, "Ines")
        await expect(tomas.get_by_text("Ines made new messages disappear after 1 hour").last).to_be_visible()
        await write(ines, "This one goes")
        goes = message(tomas, "This one goes")
        await expect(goes.get_by_text("disappears in")).to_be_attached()
        await expect(message(tomas, "This one stays").get_by_text("disappears in")).to_have_count(0)
        await tomas.clock.fast_forward("59:00")
        await expect(goes).to_be_visible()
        # To the connection it was an hour as well: it is back before time leaps again.
        await write(ines, "Still there?")
        await expect(message(tomas, "Still there?")).to_be_visible()
        await tomas.clock.fast_forward("01:01")
        await expect(goes).to_have_count(0)
        await expect(message(tomas, "This one stays")).to_be_visible()
        await expect(message(ines, "This one goes")).to_be_visible()
