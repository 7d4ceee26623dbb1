"""Finding what was said, in real browsers."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_chats import begin_to_write, message, write
from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


@pytest.fixture
def site(whole_site: str) -> str:
    """Sockets tell what is new."""
    return whole_site


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
        await expect(ines.get_by_text("No message has these words")).to_be_visible()
        await search.fill("#sunday")
        await found.filter(has_text="The ferry leaves").click()
        await expect(title(ines, "Tomas")).to_be_visible()
        await expect(message(ines, "The ferry")).to_be_in_viewport()
