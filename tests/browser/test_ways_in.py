"""Other ways in, as people go through them: a real provider, a real mail server, a text message."""

import re
from typing import Literal

import pytest
from playwright.async_api import Page, expect
from pydantic import SecretStr

from mingle.settings import Settings
from tests.browser.test_accessibility import AXE, SERIOUS_VIOLATIONS
from tests.browser.test_accounts import (
    NEW_PASSWORD,
    PASSWORD,
    come_in_as_guest,
    leave_for_later,
    own_id,
    sign_in,
    sign_up,
    write_birthdate,
)
from tests.browser.watch import no_complaints, open_app
from tests.features.accounts.conftest import Mailbox, mailbox
from tests.support.oidc import OidcServer
from tests.support.twilio import Twilio

pytestmark = pytest.mark.anyio
__all__ = ["mailbox"]

MARA = "mara@example.org"


@pytest.fixture
def own(own: Settings, oidc: OidcServer, twilio: Twilio, mailbox: Mailbox) -> Settings:
    """Everything there is: a provider, text messages and mail."""
    return oidc.trusted(twilio.used_by(own), smtp_url=SecretStr(mailbox.url))


async def sign_in_at_provider(page: Page, login: str = MARA) -> None:
    """The provider's own pages: who it is, and that they agree."""
    await page.get_by_placeholder("Enter any login").fill(login)
    await page.get_by_placeholder("and password").fill("anything")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()


async def arrive(page: Page, site: str) -> None:
    await open_app(page, f"{site}/sign-up")
    await page.get_by_role("button", name="Continue with Example").click()
    await sign_in_at_provider(page)
    await expect(page.get_by_role("heading", level=1, name="Nice to meet you")).to_be_focused()
    await write_birthdate(page)
    await page.get_by_role("button", name="Come in").click()
    await leave_for_later(page, "Mara")


async def test_sign_up_and_in_again_with_a_provider(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_app(page, f"{site}/sign-up")
        await page.get_by_role("button", name="Continue with Example").click()
        await sign_in_at_provider(page)
        title = page.get_by_role("heading", level=1, name="Nice to meet you")
        await expect(title).to_be_focused()
        await expect(page).to_have_url(f"{site}/sign-in/with/example")  # the code has left the address
        await expect(page.get_by_label("Name", exact=True)).to_have_value("Mara")
        await expect(page.get_by_text(f"We write to {MARA}")).to_be_visible()
        await write_birthdate(page)
        await page.get_by_label("Username").fill("mara")
        await page.get_by_role("button", name="Come in").click()
        await leave_for_later(page, "Mara")
        await expect(page).to_have_url(f"{site}/you")
        await expect(page.get_by_text("@mara", exact=True)).to_be_visible()
        before = await own_id(page)
        await page.get_by_role("button", name="Sign out").click()
        await expect(page).to_have_url(f"{site}/")
        # Who wanted to go somewhere arrives there. The provider still knows them, and asks nothing.
        await page.goto(f"{site}/you/security")
        await page.get_by_role("button", name="Continue with Example").click()
        await expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()
        assert await own_id(page) == before


async def test_a_child_and_a_taken_name_are_told_at_their_fields(page: Page, site: str) -> None:
    taken = await sign_up(page, site)
    await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_url(f"{site}/")
    await open_app(page, f"{site}/sign-in")
    await page.get_by_role("button", name="Continue with Example").click()
    await sign_in_at_provider(page)
    await write_birthdate(page, "2020")
    await page.get_by_label("Username").fill(taken)
    submit = page.get_by_role("button", name="Come in")
    await submit.click()
    await expect(page.get_by_text("People here are 18 or older.", exact=True)).to_be_visible()
    await write_birthdate(page)
    await submit.click()
    await expect(page.get_by_text("This username is taken.")).to_be_visible()
    await page.get_by_label("Username").fill("")
    await submit.click()
    await page.get_by_role("link", name="Later").click()
    await expect(page.get_by_text(re.compile(r"^@mara\.\d{6}$"))).to_be_visible()


async def test_who_turns_back_is_told_so_and_can_begin_again(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_app(page, f"{site}/sign-in")
        await page.get_by_role("button", name="Continue with Example").click()
        await page.get_by_role("link", name="Cancel").click()
        await expect(page.get_by_role("heading", level=1, name="That did not work")).to_be_focused()
        await expect(page.get_by_text("You came back without an answer")).to_be_visible()
        await expect(page).to_have_url(f"{site}/sign-in/with/example")
        await page.get_by_role("link", name="Begin again").click()
        await expect(page).to_have_url(f"{site}/sign-in")


async def test_an_answer_that_began_in_another_browser_is_refused(page: Page, site: str) -> None:
    await page.goto(f"{site}/sign-in/with/example?code=somebodys&state=somebodys")
    await expect(
        page.get_by_text("This sign-in has been used, is too old, or began in another browser.")
    ).to_be_visible()
    await expect(page).to_have_url(f"{site}/sign-in/with/example")


async def test_an_account_is_linked_and_unlinked(page: Page, site: str) -> None:
    username = await sign_up(page, site)
    before = await own_id(page)
    await page.goto(f"{site}/you/security")
    await page.get_by_role("button", name="Link Example").click()
    dialog = page.get_by_role("dialog", name="Link Example")
    await dialog.get_by_label("Password", exact=True).fill("a guess of mine")
    await dialog.get_by_role("button", name="Continue with Example").click()
    await expect(dialog.get_by_text("This password is not your current password.")).to_be_visible()
    await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    async with no_complaints(page):
        await dialog.get_by_role("button", name="Continue with Example").click()
        await sign_in_at_provider(page)
        await expect(page.get_by_role("log")).to_contain_text("Example is linked.")
        await expect(page).to_have_url(f"{site}/you/security")
        await expect(page.get_by_text("An account elsewhere was linked")).to_be_visible()
        await page.goto(f"{site}/you")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page).to_have_url(f"{site}/")
        await open_app(page, f"{site}/sign-in")
        await page.get_by_role("button", name="Continue with Example").click()
        await expect(page.get_by_text(f"@{username}", exact=True)).to_be_visible()
        assert await own_id(page) == before
        await page.goto(f"{site}/you/security")
        await page.get_by_role("button", name="Unlink Example").click()
        await page.get_by_role("alertdialog").get_by_role("button", name="Unlink").click()
        await expect(page.get_by_text("Example is unlinked.")).to_be_visible()
        await expect(page.get_by_role("button", name="Link Example")).to_be_visible()


async def test_the_last_way_in_is_kept_with_a_reason(page: Page, site: str) -> None:
    await arrive(page, site)
    await page.goto(f"{site}/you/security")
    await page.get_by_role("button", name="Unlink Example").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Unlink").click()
    await expect(page.get_by_text("This is the only way into your account.")).to_be_visible()
    await expect(page.get_by_role("button", name="Unlink Example")).to_be_visible()


async def test_a_guest_keeps_the_account_with_a_provider(page: Page, site: str) -> None:
    async with no_complaints(page):
        await come_in_as_guest(page, site)
        before = await own_id(page)
        await page.get_by_role("link", name="Keep this account").click()
        await page.get_by_role("button", name="Continue with Example").click()
        await sign_in_at_provider(page)
        await expect(page).to_have_url(f"{site}/you")
        await expect(page.get_by_text(re.compile(r"^@ines\.\d{6}$"))).to_be_visible()
        await expect(page.get_by_role("link", name="Keep this account")).to_be_hidden()
        assert await own_id(page) == before


async def test_a_number_is_verified_with_the_code_of_the_message(page: Page, site: str, twilio: Twilio) -> None:
    await sign_up(page, site)
    await page.get_by_role("link", name="Mobile number").click()
    await page.get_by_label("Mobile number").fill("312")
    await page.get_by_role("button", name="Send the code").click()
    await expect(page.get_by_text("such as +39 312 345 6789.").last).to_be_visible()
    await page.get_by_label("Mobile number").fill("+39 312 345 6789")
    await page.get_by_role("button", name="Send the code").click()
    await expect(page.get_by_role("heading", level=1, name="Type in the code")).to_be_focused()
    field = page.get_by_label("Code", exact=True)
    await expect(field).to_have_attribute("autocomplete", "one-time-code")
    code = await twilio.code_for("+393123456789")
    await field.fill(f"{(int(code) + 1) % 1_000_000:06}")
    await page.get_by_role("button", name="Verify the number").click()
    await expect(page.get_by_text("This code is not right, has been used, or is too old.")).to_be_visible()
    await field.fill(code)
    async with no_complaints(page):
        await page.get_by_role("button", name="Verify the number").click()
        await expect(page.get_by_role("log")).to_contain_text("Your number is verified.")
        await expect(page.get_by_text("+393123456789")).to_be_visible()
        await page.get_by_role("link", name="Mobile number").click()
        await page.get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("log")).to_contain_text("Your number is removed.")


async def test_a_lost_password_is_replaced_through_the_mail(page: Page, site: str, mailbox: Mailbox) -> None:
    username = await sign_up(page, site)
    await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_url(f"{site}/")
    async with no_complaints(page):
        await open_app(page, f"{site}/sign-in")
        await page.get_by_role("link", name="Forgot your password?").click()
        await page.get_by_label("E-mail").fill(f"{username}@example.org")
        await page.get_by_role("button", name="Send the link").click()
        letter = await mailbox.letter_to(f"{username}@example.org", "Choose a new password")
        [link] = re.findall(r"http\S+/reset-password#\S+", letter)
        await page.goto(link)
        await page.get_by_label("New password").fill(NEW_PASSWORD)
        await page.get_by_role("button", name="Keep this password").click()
        await expect(page.get_by_role("heading", level=1, name="Your password is changed")).to_be_focused()
        await page.get_by_role("link", name="Sign in").click()
        await sign_in(page, username, NEW_PASSWORD)
        await expect(page.get_by_role("heading", level=1, name="Mara")).to_be_visible()
    await mailbox.letter_to(f"{username}@example.org", "Your password was changed")


async def test_the_address_is_changed_through_the_mail(page: Page, site: str, mailbox: Mailbox) -> None:
    username = await sign_up(page, site)
    await page.get_by_role("button", name="Send it again").click()
    await expect(page.get_by_role("log")).to_contain_text("Another link is on its way")
    # It rises over the row that is pressed next.
    await page.get_by_role("log").get_by_role("button", name="Dismiss").click()
    await page.get_by_role("link", name="E-mail").click()
    await page.get_by_label("New address").fill("new@example.org")
    await page.get_by_label("Current password").fill("a guess of mine")
    await page.get_by_role("button", name="Send the link").click()
    await expect(page.get_by_text("This password is not your current password.")).to_be_visible()
    await page.get_by_label("Current password").fill(PASSWORD)
    async with no_complaints(page):
        await page.get_by_role("button", name="Send the link").click()
        await expect(page.get_by_role("heading", level=1, name="Look into your mail")).to_be_focused()
        letter = await mailbox.letter_to("new@example.org", "Confirm your new address")
        link = re.search(rf"{re.escape(site)}/verify-email#\S+", letter)
        assert link is not None, letter
        await page.goto(link[0])
        await expect(page.get_by_role("heading", level=1, name="Your address is confirmed")).to_be_visible()
        await page.get_by_role("link", name="Go in").click()
        await expect(page.get_by_text("new@example.org", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await expect(page).to_have_url(f"{site}/")
        await open_app(page, f"{site}/sign-in")
        await sign_in(page, "new@example.org")
        await expect(page.get_by_text(f"@{username}", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/sign-in", "/you", "/you/security", "/you/email", "/you/phone", "/sign-in/with/example"]
)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "wide"])
async def test_nothing_serious(
    page: Page, site: str, path: str, theme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    async with no_complaints(page):
        if path.startswith("/you"):
            await arrive(page, site)
        if path == "/sign-in/with/example":
            await open_app(page, f"{site}/sign-in")
            await page.get_by_role("button", name="Continue with Example").click()
            await sign_in_at_provider(page)
        else:
            await open_app(page, f"{site}{path}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        if path == "/you/security":
            await expect(page.get_by_role("button", name="Unlink Example")).to_be_visible()
    await page.evaluate(AXE.read_text("utf-8"))
    assert await page.evaluate(SERIOUS_VIOLATIONS) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
