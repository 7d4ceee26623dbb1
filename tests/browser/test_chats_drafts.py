"""What one has begun to write, on two devices of one person."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.test_accounts import sign_in, sign_up
from tests.browser.test_chats import field, message
from tests.browser.test_people import no_serious_violations, person, title
from tests.browser.watch import no_complaints, open_app

pytestmark = pytest.mark.anyio


def saved(page: Page) -> Locator:
    return page.get_by_role("link", name="Saved messages")


async def leave_field(page: Page) -> None:
    await title(page, "Saved messages").focus()


async def test_what_is_begun_on_one_device_is_gone_on_with_on_another(browser: Browser, site: str) -> None:
    async with person(browser, site) as phone, person(browser, site) as tablet:
        username = await sign_up(phone, site)
        await open_app(tablet, f"{site}/sign-in")
        await sign_in(tablet, username)
        await expect(title(tablet, "Mara")).to_be_visible()
        async with no_complaints(phone), no_complaints(tablet):
            await phone.goto(f"{site}/chats")
            await phone.get_by_role("button", name="Saved messages").click()
            await tablet.goto(f"{site}/chats")
            await field(phone).press_sequentially("Bring the")
            await expect(saved(tablet)).to_contain_text("Draft: Bring the")
            await no_serious_violations(tablet)
            await saved(tablet).click()
            await expect(field(tablet)).to_have_value("Bring the")
            await leave_field(phone)
            await field(tablet).fill("Bring the map")
            await expect(field(phone)).to_have_value("Bring the map")

            await field(tablet).press_sequentially(" and bread")
            await field(phone).fill("Something else")
            await leave_field(phone)
            await expect(field(phone)).to_have_value("Bring the map and bread")
            await expect(field(tablet)).to_have_value("Bring the map and bread")

            await field(tablet).press("Enter")
            await expect(message(phone, "Bring the map and bread")).to_be_visible()
            await expect(field(phone)).to_have_value("")
            await phone.reload()
            await expect(message(phone, "Bring the map and bread")).to_be_visible()
            await expect(field(phone)).to_have_value("")


async def test_what_is_written_away_is_told_when_one_is_back(browser: Browser, site: str) -> None:
    async with person(browser, site) as phone, person(browser, site) as tablet:
        username = await sign_up(phone, site)
        await open_app(tablet, f"{site}/sign-in")
        await sign_in(tablet, username)
        await expect(title(tablet, "Mara")).to_be_visible()
        await phone.goto(f"{site}/chats")
        await phone.get_by_role("button", name="Saved messages").click()
        await expect(field(phone)).to_be_visible()
        await phone.context.set_offline(True)
        await field(phone).fill("Written on a train")
        await leave_field(phone)
        await phone.context.set_offline(False)
        await tablet.goto(f"{site}/chats")
        await expect(saved(tablet)).to_contain_text("Draft: Written on a train")
