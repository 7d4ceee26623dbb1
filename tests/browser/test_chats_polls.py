"""Polls in real browsers."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_chats import begin_to_write, message, open_chat
from tests.browser.test_people import no_serious_violations
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


async def test_a_poll_is_asked_answered_and_ended(browser: Browser, site: str) -> None:
    async with (
        two_people(browser, site) as (ines, _, tomas, tomas_id),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await open_chat(tomas, site, "Ines")
        await ines.get_by_role("button", name="Attach").click()
        await ines.get_by_role("menuitem", name="Poll").click()
        await ines.get_by_label("Question").fill("Where shall we go?")
        await ines.get_by_label("Answer 1").fill("To the lake")
        await ines.get_by_label("Answer 2").fill("Up the hill")
        await no_serious_violations(ines)
        await ines.get_by_role("button", name="Ask", exact=True).click()
        theirs = message(tomas, "Where shall we go?")
        await theirs.get_by_role("radio", name="To the lake").click()
        await expect(theirs.get_by_role("radio", name="To the lake")).to_be_checked()
        asked = message(ines, "Where shall we go?")
        await expect(asked.get_by_text("1 person has voted")).to_be_visible()
        await expect(asked.get_by_role("radio", name="To the lake")).not_to_be_checked()
        await asked.get_by_role("radio", name="Up the hill").click()
        await expect(theirs.get_by_text("2 people have voted")).to_be_visible()
        await expect(theirs.get_by_role("radio", name="To the lake")).to_be_checked()
        await theirs.get_by_role("button", name="Take my vote back").click()
        await expect(asked.get_by_text("1 person has voted")).to_be_visible()
        await asked.get_by_role("button", name="End the poll").click()
        await expect(theirs.get_by_text("Ended")).to_be_visible()
        await expect(theirs.get_by_role("radio")).to_have_count(0)
        await no_serious_violations(tomas)
        await tomas.reload()
        await expect(theirs.get_by_text("Ended")).to_be_visible()
        await expect(theirs.get_by_text("100 %")).to_be_visible()
