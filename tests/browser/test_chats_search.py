"""Finding what was said, in real browsers."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_chats import begin_to_write, message, write
from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


async def test_what_was_said_is_found_and_gone_to(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id), no_complaints(ines):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "The ferry leaves at noon #sunday")
        await expect(message(ines, "The ferry")).to_be_visible()
        for number in range(30):
            await write(ines, f"Something else {number}")
        await expect(message(ines, "Something else 29")).to_be_visible()
        await ines.goto(f"{site}/chats")
        search = ines.get_by_role("searchbox")
        found = ines.get_by_role("region", name="Messages").get_by_role("link")
        await search.fill("ferr")
        await expect(found).to_have_count(1)
        await no_serious_violations(ines)
        await search.fill("submarine")
        await expect(ines.get_by_text("No message is like that")).to_be_visible()
        await search.fill("#sunday")
        await found.filter(has_text="The ferry leaves").click()
        await expect(title(ines, "Tomas")).to_be_visible()
        await expect(message(ines, "The ferry")).to_be_in_viewport()


async def test_a_chat_is_searched_and_its_filters_hold(browser: Browser, site: str) -> None:
    async with (
        two_people(browser, site) as (ines, ines_id, tomas, tomas_id),
        no_complaints(ines),
    ):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "A long walk along the river")
        await expect(message(ines, "A long walk")).to_be_visible()
        for number in range(30):
            await write(ines, f"Something else {number}")
        await begin_to_write(tomas, site, ines_id, "Ines")
        await write(tomas, "I walked there too")
        await expect(message(ines, "I walked there too")).to_be_visible()

        await ines.get_by_role("button", name="Search in this chat").click()
        search = ines.get_by_role("search")
        words = search.get_by_role("searchbox")
        await expect(words).to_be_focused()
        await words.fill("walk")
        results = search.get_by_role("region", name="Messages").get_by_role("listitem")
        await expect(results).to_have_count(2)
        await expect(results.first.locator("mark")).to_have_text("walked")
        await no_serious_violations(ines)
        await words.press("Enter")
        await expect(search.get_by_text("1 of 2")).to_be_visible()
        await search.get_by_role("button", name="To the older one").click()
        await expect(search.get_by_text("2 of 2")).to_be_visible()
        await expect(message(ines, "A long walk")).to_be_in_viewport()
        await expect(search.get_by_role("button", name="To the older one")).to_be_disabled()
        await search.get_by_role("button", name="To the newer one").click()
        await expect(message(ines, "I walked there")).to_be_in_viewport()

        await search.get_by_role("button", name="Filters").click()
        await search.get_by_label("From", exact=True).select_option("Tomas")
        await expect(results).to_have_count(1)
        await expect(results).to_contain_text("I walked there too")
        await no_serious_violations(ines)
        await search.get_by_label("Kind").select_option("Pictures")
        await expect(search.get_by_text("No message is like that")).to_be_visible()
        await search.get_by_role("button", name="Clear the filters").click()
        await expect(results).to_have_count(2)
        await words.press("Escape")
        await expect(search).to_have_count(0)


async def test_all_chats_are_searched_with_filters_alone(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, ines_id, tomas, tomas_id), no_complaints(ines):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "What I said")
        await begin_to_write(tomas, site, ines_id, "Ines")
        await write(tomas, "What he said")
        await expect(message(ines, "What he said")).to_be_visible()
        await ines.goto(f"{site}/chats")
        found = ines.get_by_role("region", name="Messages").get_by_role("link")
        await ines.get_by_role("button", name="Filters").click()
        await ines.get_by_label("From", exact=True).select_option("Tomas")
        await expect(found).to_have_count(1)
        await expect(found).to_contain_text("What he said")
        await no_serious_violations(ines)
        await ines.get_by_label("From", exact=True).select_option("Anybody")
        await ines.get_by_label("Kind").select_option("Text")
        await expect(found).to_have_count(2)
        await ines.get_by_label("Since").fill("2020-01-01")
        await ines.get_by_label("Until").fill("2020-01-02")
        await expect(ines.get_by_text("No message is like that")).to_be_visible()
