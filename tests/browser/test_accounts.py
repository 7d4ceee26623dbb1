"""The ways in and out, as people go through them."""

import re
from typing import Literal
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.session import session_of
from tests.browser.test_accessibility import AXE, SERIOUS_VIOLATIONS
from tests.browser.watch import no_complaints, open_app

pytestmark = pytest.mark.anyio

PASSWORD = "green door at eight o'clock"
NEW_PASSWORD = "a blue door at nine o'clock"


async def write_birthdate(page: Page, year: str = "1994") -> None:
    await page.get_by_label("Day").fill("3")
    await page.get_by_label("Month").fill("7")
    await page.get_by_label("Year").fill(year)


async def leave_for_later(page: Page, name: str) -> None:
    """Leave what a new person is asked first, and arrive at You."""
    await expect(page.get_by_role("heading", level=1, name="Show your face")).to_be_visible()
    await page.get_by_role("link", name="Later").click()
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


async def sign_up(page: Page, site: str) -> str:
    """Fill the form as a new person; their username."""
    username = f"mara_{uuid4().hex[:8]}"
    await open_app(page, f"{site}/sign-up")
    await page.get_by_label("Name", exact=True).fill("Mara")
    await page.get_by_label("E-mail").fill(f"{username}@example.org")
    await page.get_by_label("Username").fill(username)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await write_birthdate(page)
    await page.get_by_role("button", name="Sign up").click()
    await leave_for_later(page, "Mara")
    return username


async def come_in_as_guest(page: Page, site: str) -> None:
    await page.goto(f"{site}/guest")
    await page.get_by_label("Name", exact=True).fill("Ines")
    await write_birthdate(page)
    await page.get_by_label("Gender").select_option("woman")
    await page.get_by_role("button", name="Come in").click()
    await leave_for_later(page, "Ines")


async def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail or username").fill(login)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.keyboard.press("Enter")


async def own_id(page: Page) -> str:
    """The id that the API tells for the session of the page's cookie."""
    return str((await session_of(page))["user"]["id"])


async def test_sign_up_sign_out_sign_in(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_app(page, site)
        await page.get_by_role("link", name="Sign up").click()
        await expect(page.get_by_role("heading", level=1, name="Make yourself at home")).to_be_visible()
        username = await sign_up(page, site)
        await expect(page).to_have_url(f"{site}/you")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page).to_have_url(f"{site}/")
        await page.get_by_role("link", name="Sign in").click()
        await sign_in(page, username)
        await expect(page.get_by_role("heading", level=1, name="Mara")).to_be_visible()
        await expect(page.get_by_text(f"@{username}", exact=True)).to_be_visible()


async def test_guest_keeps_name_and_id_when_made_permanent(page: Page, site: str) -> None:
    username = f"ines_{uuid4().hex[:8]}"
    async with no_complaints(page):
        await come_in_as_guest(page, site)
        before = await own_id(page)
        await page.get_by_role("link", name="Keep this account").click()
        await page.get_by_label("E-mail").fill(f"{username}@example.org")
        await page.get_by_label("Username").fill(username)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Keep the account").click()
        await expect(page.get_by_role("log")).to_contain_text("The account is yours to keep.")
        await expect(page.get_by_text(f"@{username}", exact=True)).to_be_visible()
        await expect(page.get_by_role("link", name="Keep this account")).to_be_hidden()
        await page.get_by_role("button", name="Sign out").click()
        await page.get_by_role("link", name="Sign in").click()
        await sign_in(page, f"{username}@example.org")
        await expect(page.get_by_role("heading", level=1, name="Ines")).to_be_visible()
        assert await own_id(page) == before


async def test_guest_is_asked_before_leaving_for_good(page: Page, site: str) -> None:
    await come_in_as_guest(page, site)
    await page.get_by_role("button", name="Sign out").click()
    alert = page.get_by_role("alertdialog", name="Leave for good?")
    await expect(alert.get_by_role("button", name="Cancel")).to_be_focused()
    await alert.get_by_role("button", name="Leave for good").click()
    await expect(page).to_have_url(f"{site}/")
    await expect(page.get_by_role("link", name="Sign in")).to_be_visible()


async def test_wrong_password_is_said_at_the_form(page: Page, site: str) -> None:
    await open_app(page, f"{site}/sign-in")
    await sign_in(page, "nobody@example.org", "this is not it")
    alert = page.get_by_role("alert")
    await expect(alert).to_have_text("This login and this password do not fit together.")
    await expect(alert).to_be_focused()
    await expect(page.get_by_label("E-mail or username")).to_have_value("nobody@example.org")


async def test_bad_fields_are_named_at_their_fields(page: Page, site: str) -> None:
    await open_app(page, f"{site}/sign-up")
    await page.get_by_label("E-mail").fill("mara@")
    await page.get_by_label("Username").fill("-")
    await page.get_by_label("Password", exact=True).fill("sesame")
    await page.get_by_role("button", name="Sign up").click()
    name = page.get_by_label("Name", exact=True)
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description(re.compile("Write the name people may call you.$"))
    await expect(page.get_by_text("Write the whole address, such as mara@example.org.")).to_be_visible()
    await expect(page.get_by_text("This password must have at least 8 characters.")).to_be_visible()
    await expect(page.get_by_text("Write the day, month and year of your birth.")).to_be_visible()
    await expect(page.get_by_label("E-mail")).to_have_value("mara@")
    # What is being mended is no longer complained about.
    await name.fill("Mara")
    await expect(page.get_by_text("Write the name people may call you.")).to_be_hidden()


async def test_a_taken_name_an_easy_password_and_a_child_are_refused(page: Page, browser: Browser, site: str) -> None:
    taken = await sign_up(page, site)
    context = await browser.new_context(base_url=site)
    other = await context.new_page()
    await open_app(other, f"{site}/sign-up")
    await other.get_by_label("Name", exact=True).fill("Mara")
    await other.get_by_label("E-mail").fill("another@example.org")
    await other.get_by_label("Username").fill(taken)
    await other.get_by_label("Password", exact=True).fill("password1")
    await write_birthdate(other, "2020")
    submit = other.get_by_role("button", name="Sign up")
    await submit.click()
    await expect(other.get_by_text("People here are 18 or older.", exact=True)).to_be_visible()
    await write_birthdate(other)
    await submit.click()
    password = other.get_by_label("Password", exact=True)
    await expect(password).to_be_focused()
    await expect(other.get_by_text("This password is easy to guess.")).to_be_visible()
    await password.fill(PASSWORD)
    await submit.click()
    await expect(other.get_by_label("Username")).to_be_focused()
    await expect(other.get_by_text("This username is taken.")).to_be_visible()
    await context.close()


async def test_reload_keeps_the_session_and_the_address(page: Page, site: str) -> None:
    async with no_complaints(page):
        await sign_up(page, site)
        await page.get_by_role("link", name="Security").click()
        await page.reload()
        await expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("This device", exact=True)).to_be_visible()
        await open_app(page, f"{site}/sign-in")
        await expect(page).to_have_url(f"{site}/you")
        await open_app(page, site)
        await page.get_by_role("link", name="Go in").click()
        await expect(page.get_by_role("heading", level=1, name="Mara")).to_be_visible()


async def test_tokens_stay_out_of_the_reach_of_scripts(page: Page, site: str) -> None:
    await sign_up(page, site)
    kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
    assert "ey" not in kept.replace("key", "")
    assert await page.evaluate("document.cookie") == ""


async def test_strangers_sign_in_first_and_then_arrive_where_they_wanted(page: Page, site: str) -> None:
    username = await sign_up(page, site)
    await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_url(f"{site}/")
    async with no_complaints(page):
        await page.goto(f"{site}/you/security")
        await expect(page.get_by_text("Then we take you where you wanted to go.")).to_be_visible()
        await sign_in(page, username)
        await expect(page).to_have_url(f"{site}/you/security")
        await expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()


async def test_never_leads_to_another_site_after_signing_in(page: Page, site: str) -> None:
    username = await sign_up(page, site)
    await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_url(f"{site}/")
    await page.goto(f"{site}/sign-in?to=//example.org/")
    await sign_in(page, username)
    await expect(page).to_have_url(f"{site}/you")


async def test_revoked_device_falls_out(page: Page, browser: Browser, site: str) -> None:
    username = await sign_up(page, site)
    context = await browser.new_context(base_url=site, viewport={"width": 390, "height": 844})
    phone = await context.new_page()
    await open_app(phone, f"{site}/sign-in")
    await sign_in(phone, username)
    await expect(phone.get_by_role("heading", level=1, name="Mara")).to_be_visible()

    await page.get_by_role("link", name="Security").click()
    await expect(page.get_by_text("This device", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Sign out").click()
    alert = page.get_by_role("alertdialog")
    await expect(alert.get_by_role("button", name="Cancel")).to_be_focused()
    await alert.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("log").get_by_text("is signed out.")).to_be_visible()
    await expect(page.get_by_text("A device was signed out")).to_be_visible()

    # Nobody has to touch it: its live connection ends with its session.
    await expect(phone.get_by_text("You were signed out on this device.")).to_be_visible()
    await sign_in(phone, username)
    await expect(phone.get_by_role("heading", level=1, name="Mara")).to_be_visible()
    await context.close()


async def test_other_tabs_hear_of_coming_and_going(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_app(page, f"{site}/sign-in")
        tab = await page.context.new_page()
        username = await sign_up(tab, site)
        await expect(page).to_have_url(f"{site}/you")
        await tab.get_by_role("button", name="Sign out").click()
        await expect(page).to_have_url(f"{site}/")
        await expect(page.get_by_role("link", name="Sign in")).to_be_visible()
        assert username


async def test_tabs_that_open_together_all_stay_signed_in(page: Page, site: str) -> None:
    async with no_complaints(page):
        await sign_up(page, site)
        tabs = [await page.context.new_page() for _ in range(4)]
        for tab in tabs:
            await tab.goto(f"{site}/you/security", wait_until="commit")
        for tab in tabs:
            await expect(tab.get_by_text("This device", exact=True)).to_be_visible()


async def test_password_is_changed_and_other_devices_leave(page: Page, site: str) -> None:
    username = await sign_up(page, site)
    await page.get_by_role("link", name="Password").click()
    await page.get_by_label("Current password").fill("not this one")
    await page.get_by_label("New password").fill(NEW_PASSWORD)
    await page.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_text("This is not your current password.")).to_be_visible()
    await expect(page.get_by_label("Current password")).to_be_focused()
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_role("log")).to_contain_text("Your password is changed.")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("link", name="Sign in").click()
    await sign_in(page, username, NEW_PASSWORD)
    await expect(page.get_by_role("heading", level=1, name="Mara")).to_be_visible()


async def test_asks_for_a_new_password(page: Page, site: str) -> None:
    async with no_complaints(page):
        await open_app(page, f"{site}/sign-in")
        await page.get_by_role("link", name="Forgot your password?").click()
        await page.get_by_label("E-mail").fill("mara@example.org")
        await page.get_by_role("button", name="Send the link").click()
        title = page.get_by_role("heading", level=1, name="Look into your mail")
        await expect(title).to_be_focused()
        await expect(page.get_by_text("If mara@example.org belongs to an account")).to_be_visible()


@pytest.mark.parametrize("path", ["/reset-password", "/verify-email"])
async def test_token_of_a_link_leaves_the_address_at_once(page: Page, site: str, path: str) -> None:
    await page.goto(f"{site}{path}#abcdefghijklmnopqrstuvwxyz0123456789abcdefg")
    await expect(page).to_have_url(f"{site}{path}")
    if path == "/reset-password":
        await page.get_by_label("New password").fill(NEW_PASSWORD)
        await page.get_by_role("button", name="Keep this password").click()
    await expect(page.get_by_role("heading", level=1, name="This link does not work any more")).to_be_focused()


async def test_places_that_are_not_there_yet_say_so(page: Page, site: str) -> None:
    async with no_complaints(page):
        await sign_up(page, site)
        places = page.get_by_role("navigation", name="Places")
        await expect(places.get_by_role("link")).to_have_text(["Meet", "Dates", "Salons", "Chats", "You"])
        await places.get_by_role("link", name="Salons").click()
        await expect(page.get_by_text("Salons open with a later version")).to_be_visible()
        await expect(places.get_by_role("link", name="Salons")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("path", ["/sign-up", "/guest", "/sign-in", "/you", "/you/security", "/meet"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "wide"])
async def test_nothing_serious(
    page: Page, site: str, path: str, theme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    async with no_complaints(page):
        if path in {"/you", "/you/security", "/meet"}:
            await come_in_as_guest(page, site)
        await open_app(page, f"{site}{path}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.evaluate(AXE.read_text("utf-8"))
    assert await page.evaluate(SERIOUS_VIOLATIONS) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
