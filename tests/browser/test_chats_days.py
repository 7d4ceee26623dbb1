"""Going to a day, and who has read what, in real browsers."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_chats import begin_to_write, choose, message, open_chat, write
from tests.browser.test_chats_admin import begin_group
from tests.browser.test_people import no_serious_violations
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


async def test_one_goes_to_where_a_day_begins(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id), no_complaints(ines):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        for number in range(1, 31):
            await write(ines, f"Message {number} of today")
        await expect(message(ines, "Message 30 of today")).to_be_in_viewport()
        await expect(message(ines, "Message 1 of today")).not_to_be_in_viewport()
        await ines.get_by_role("button", name="About this chat").click()
        await ines.get_by_role("button", name="Go to a day").click()
        await no_serious_violations(ines)
        await ines.get_by_role("button", name="Go there").click()
        await expect(message(ines, "Message 1 of today")).to_be_in_viewport()
        await ines.get_by_role("button", name="To the newest message").click()
        await expect(message(ines, "Message 30 of today")).to_be_in_viewport()

        await ines.get_by_role("button", name="About this chat").click()
        await ines.get_by_role("button", name="Go to a day").click()
        await ines.get_by_role("button", name="Go there").click()
        await ines.get_by_role("button", name="Today").click()
        dialog = ines.get_by_role("dialog", name="Go to a day")
        today = await ines.evaluate("new Date().toLocaleDateString('sv')")
        await expect(dialog.get_by_label("Day")).to_have_value(today)
        await dialog.get_by_label("Day").fill("2020-01-01")
        await dialog.get_by_role("button", name="Go there").click()
        await expect(message(ines, "Message 1 of today")).to_be_in_viewport()

        await write(ines, "So this is how it began")
        await expect(message(ines, "So this is how it began")).to_be_in_viewport()
        history = ines.get_by_role("region", name="Messages: Tomas")
        await history.evaluate("scroller => { scroller.scrollTop = 0 }")
        await expect(message(ines, "Message 1 of today")).to_be_in_viewport()
        await write(ines, "I had forgotten that")
        await expect(message(ines, "I had forgotten that")).to_be_in_viewport()


async def test_a_group_sees_who_has_read_a_message_and_who_does_not_tell_is_left_out(
    browser: Browser, site: str
) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines):
        await begin_group(ines, site, "Thursday circle", "Tomas")
        await write(ines, "Who is coming?")
        await open_chat(tomas, site, "Thursday circle")
        await expect(message(tomas, "Who is coming?")).to_be_visible()
        await expect(message(ines, "Who is coming?").get_by_text("read", exact=True)).to_be_attached()
        await choose(ines, "Who is coming?", "Read by")
        readers = ines.get_by_role("dialog", name="Read by")
        await expect(readers.get_by_role("listitem")).to_have_text(["Tomas"])
        await no_serious_violations(ines)
        await ines.keyboard.press("Escape")
        await tomas.goto(f"{site}/you/privacy")
        async with tomas.expect_response("**/api/user/me"):
            await tomas.get_by_role("switch", name="Show what I have read").uncheck()
        await choose(ines, "Who is coming?", "Read by")
        await expect(readers.get_by_text("Nobody has read it yet")).to_be_visible()
