"""A newcomer who is alone, in a real browser: a date and a call with demo people, whose pictures really arrive."""

import pytest
from playwright.async_api import Browser, expect

from mingle.settings import Settings
from tests.browser.calling import goes_on, people
from tests.browser.dating import after, control, enter_lobby, is_seen, over, room
from tests.browser.test_people import no_serious_violations
from tests.browser.watch import no_complaints
from tests.support.demo import demo_people

pytestmark = pytest.mark.anyio


async def test_a_newcomer_has_a_date_with_a_demo_person(browser: Browser, site: str, own: Settings) -> None:
    async with (
        people(browser, site, "Ines") as [(ines, _, _)],
        demo_people(own, site),
        no_complaints(ines),
    ):
        await enter_lobby(ines, site)
        tile = ines.get_by_role("list", name="Here now").get_by_role("listitem").first
        await expect(tile.get_by_text("Demo", exact=True)).to_be_visible()
        await no_serious_violations(ines)
        await tile.get_by_role("button").click()
        sheet = ines.get_by_role("dialog", name="Invite")
        name = str(await sheet.get_by_role("heading").inner_text()).removeprefix("Invite ")
        await sheet.get_by_role("button", name="Invite").last.click()
        await is_seen(ines, name)
        await goes_on(ines, "video")
        await goes_on(ines, "audio")
        await expect(room(ines).get_by_text("Demo", exact=True).first).to_be_visible()
        await no_serious_violations(ines)
        await control(ines, "Write").click()
        await expect(ines.get_by_role("complementary")).to_contain_text("I am a demo")
        await control(ines, "Leave").click()
        await after(ines).get_by_role("button", name="Yes, I would").click()
        await expect(over(ines, f"You and {name} would meet again")).to_be_visible()
