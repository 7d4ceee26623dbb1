"""Reporting somebody in real browsers: from the menus, with a block, and that the other is told nothing."""

import psycopg
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from mingle.settings import Settings
from tests.browser.test_chats import begin_to_write, choose, holds, open_chat, write
from tests.browser.test_meet import meet, nobody_left
from tests.browser.test_people import no_serious_violations, title
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints

pytestmark = pytest.mark.anyio


def kept(own: Settings) -> list[tuple[str, str, str | None]]:
    """What was reported: of what kind, why, and what was said of it."""
    with psycopg.connect(own.database_url) as connection:
        return connection.execute("SELECT subject_kind, reason, note FROM reports ORDER BY id").fetchall()


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=name)


async def send(asked: Locator, reason: str) -> None:
    await asked.get_by_text(reason, exact=True).click()
    await asked.get_by_role("button", name="Send the report").click()


async def test_somebody_is_reported_from_meet_and_blocked_with_it(browser: Browser, site: str, own: Settings) -> None:
    async with two_people(browser, site) as (ines, _, tomas, _), no_complaints(ines), no_complaints(tomas):
        await meet(ines, site, "Tomas")
        await ines.get_by_role("button", name="Open Tomas's profile").click()
        await dialog(ines, "Tomas's profile").get_by_role("button", name="Report Tomas").click()
        asked = dialog(ines, "Report Tomas")
        await asked.get_by_role("button", name="Send the report").click()
        await expect(asked.get_by_role("alert")).to_contain_text("Choose what comes closest")
        await no_serious_violations(ines)
        await asked.get_by_role("textbox").fill("These are not his photos.")
        await asked.get_by_text("Also block Tomas").click()
        await send(asked, "They are not who they say they are")
        thanks = dialog(ines, "Thank you for saying so")
        await expect(thanks).to_contain_text("Tomas is blocked")
        await no_serious_violations(ines)
        await thanks.get_by_role("button", name="Done").click()
        await expect(nobody_left(ines)).to_be_visible()
        assert kept(own) == [("profile", "fake", "These are not his photos.")]

        await ines.goto(f"{site}/you/blocked")
        await ines.get_by_role("button", name="Report Tomas").click()
        await expect(asked.get_by_text("Also block")).to_have_count(0)
        await send(asked, "Something else")
        await expect(thanks).to_be_visible()
    assert kept(own) == [("profile", "other", "These are not his photos.")]


async def test_a_message_and_its_writer_are_reported_in_a_chat(browser: Browser, site: str, own: Settings) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id), no_complaints(ines), no_complaints(tomas):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "Hello")
        await open_chat(tomas, site, "Ines")
        await write(tomas, "I know where you live")
        await holds(ines, "Hello", "I know where you live")
        await choose(ines, "I know where you live", "Report")
        await send(dialog(ines, "Report what Tomas wrote"), "It hurts, threatens or pushes me")
        thanks = dialog(ines, "Thank you for saying so")
        await expect(thanks).to_contain_text("Tomas is not told")
        await thanks.get_by_role("button", name="Done").click()
        await holds(ines, "Hello", "I know where you live")

        await ines.get_by_role("button", name="About this chat").click()
        await ines.get_by_role("button", name="Report Tomas").click()
        asked = dialog(ines, "Report Tomas")
        await asked.get_by_text("Also block Tomas").click()
        await send(asked, "It is violent, or calls for it")
        await thanks.get_by_role("button", name="Done").click()
        await expect(ines.get_by_role("link", name="Tomas")).to_have_count(0)
    assert kept(own) == [("message", "harassment", None), ("profile", "violence", None)]


async def test_somebody_is_reported_from_their_page(browser: Browser, site: str, own: Settings) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id), no_complaints(ines):
        await ines.goto(f"{site}/people/{tomas_id}")
        await ines.get_by_role("button", name="More about Tomas").click()
        await ines.get_by_role("menuitem", name="Report Tomas").click()
        await send(dialog(ines, "Report Tomas"), "It sells something, or cheats")
        await dialog(ines, "Thank you for saying so").get_by_role("button", name="Done").click()
        await expect(title(ines, "Tomas")).to_be_visible()
    assert kept(own) == [("profile", "spam", None)]
