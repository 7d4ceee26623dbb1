"""Two-step sign-in and passkeys, as people go through them; the passkeys are in an authenticator of Chromium's own."""

import re
from datetime import timedelta
from typing import Any, Literal

import psycopg
import pytest
from playwright.async_api import Page, expect
from pyotp.totp import TOTP

from mingle.kernel import clock
from mingle.settings import Settings
from tests.browser.test_accessibility import AXE, SERIOUS_VIOLATIONS
from tests.browser.test_accounts import PASSWORD, sign_in, sign_up
from tests.browser.watch import no_complaints, open_app

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("middle_of_a_step")]

NEXT_STEP = timedelta(seconds=30)
LATER = timedelta(minutes=11)
INSIDE: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

# As in browsers that cannot; Chromium's authenticator would take the offer by itself.
NO_OFFER_AT_THE_FIELD = "PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)"


@pytest.fixture
def own(own: Settings) -> Settings:
    """Reached by name: passkeys are bound to one."""
    return own.model_copy(update={"public_url": own.public_url.replace("127.0.0.1", "localhost")})


class Finger:
    """The authenticator of a page's browser, and whether somebody touches it."""

    def __init__(self, session: Any, authenticator_id: str) -> None:
        self._session = session
        self._id = authenticator_id

    async def touches(self, *, on: bool) -> None:
        await self._session.send(
            "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self._id, "enabled": on}
        )

    async def is_known(self, *, known: bool) -> None:
        await self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": known})


async def put_finger(page: Page) -> Finger:
    session: Any = await page.context.new_cdp_session(page)  # its answers have no types
    await session.send("WebAuthn.enable")
    added = await session.send("WebAuthn.addVirtualAuthenticator", {"options": INSIDE})
    return Finger(session, added["authenticatorId"])


async def go_to_security(page: Page) -> None:
    await page.get_by_role("link", name="Security").click()
    await expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()


async def sign_out(page: Page, site: str) -> None:
    if not page.url.endswith("/you"):
        await page.get_by_role("link", name="Back to You").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_url(f"{site}/")


async def switch_on(page: Page) -> tuple[str, list[str]]:
    """Go through the set-up; the key that was shown to type, and the recovery codes."""
    section = page.get_by_role("region", name="Two-step sign-in")
    await section.get_by_role("button", name="Set it up").click()
    await expect(section.get_by_role("heading", name="Scan this with your app")).to_be_focused()
    await expect(section.get_by_role("img", name="The key of your account")).to_be_visible()
    key = (await section.locator("code").inner_text()).replace(" ", "")
    await section.get_by_label("Code").fill(TOTP(key).at(clock.now()))  # sent as soon as it is whole
    await expect(section.get_by_role("heading", name="Keep these codes")).to_be_focused()
    codes = await section.get_by_role("list", name="Recovery codes").get_by_role("listitem").all_inner_texts()
    return key, codes


async def test_two_step_sign_in_with_the_code_and_with_a_recovery_code(page: Page, site: str) -> None:
    username = await sign_up(page, site)
    async with no_complaints(page):
        await go_to_security(page)
        key, codes = await switch_on(page)
        assert len(codes) == 10
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Download").click()
        kept = await (await download.value).path()
        assert set(codes) <= set(kept.read_text().split())
        await page.get_by_role("button", name="I have kept them").click()
        await expect(page.get_by_text("10 recovery codes left")).to_be_visible()
        await expect(page.get_by_text("You switched two-step sign-in on")).to_be_visible()
        await sign_out(page, site)

    await open_app(page, f"{site}/sign-in")
    await sign_in(page, username)
    await expect(page.get_by_role("heading", level=1, name="One more step")).to_be_focused()
    await page.get_by_label("Code").fill("000000")
    await expect(page.get_by_text("This code is not right, has been used, or is too old.")).to_be_visible()
    await expect(page.get_by_label("Code")).to_be_focused()
    with clock.moved(NEXT_STEP):
        await page.get_by_label("Code").fill(TOTP(key).at(clock.now()))
        await expect(page.get_by_role("heading", level=1, name="Mara")).to_be_visible()
    await sign_out(page, site)

    await open_app(page, f"{site}/sign-in")
    await sign_in(page, username)
    await page.get_by_role("button", name="Use a recovery code").click()
    await expect(page.get_by_role("heading", level=1, name="A recovery code")).to_be_focused()
    await page.get_by_label("Recovery code").fill(codes[0].upper())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Mara")).to_be_visible()
    await go_to_security(page)
    await expect(page.get_by_text("9 recovery codes left")).to_be_visible()


async def test_what_weighs_much_asks_again(page: Page, site: str) -> None:
    await sign_up(page, site)
    await go_to_security(page)
    key, _ = await switch_on(page)
    await page.get_by_role("button", name="I have kept them").click()
    with clock.moved(LATER):
        await page.get_by_role("button", name="Switch it off").click()
        await page.get_by_role("alertdialog").get_by_role("button", name="Switch it off").click()
        dialog = page.get_by_role("dialog", name="Is it you?")
        await expect(dialog.get_by_label("Code")).to_be_focused()
        await dialog.get_by_label("Code").fill("000000")
        await page.keyboard.press("Enter")
        await expect(dialog.get_by_text("This code is not right")).to_be_visible()
        await dialog.get_by_role("button", name="Close").click()
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_role("button", name="Switch it off")).to_be_visible()
        await page.get_by_role("button", name="Switch it off").click()
        await page.get_by_role("alertdialog").get_by_role("button", name="Switch it off").click()
        await dialog.get_by_label("Code").fill(TOTP(key).at(clock.now()))
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Off. The password alone opens your account.")).to_be_visible()


async def test_the_password_is_asked_for_where_there_is_nothing_else(page: Page, site: str) -> None:
    await sign_up(page, site)
    await go_to_security(page)
    with clock.moved(LATER):
        await page.get_by_role("button", name="Set it up").click()
        dialog = page.get_by_role("dialog", name="Is it you?")
        await dialog.get_by_label("Password", exact=True).fill("not this one")
        await page.keyboard.press("Enter")
        await expect(dialog.get_by_text("This password is not your current password.")).to_be_visible()
        await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Scan this with your app")).to_be_visible()
        await page.get_by_role("button", name="Not now").click()
        await expect(page.get_by_text("Off. The password alone opens your account.")).to_be_visible()


async def test_a_passkey_is_added_renamed_used_and_removed(page: Page, site: str) -> None:
    await put_finger(page)
    async with no_complaints(page):
        username = await sign_up(page, site)
        await go_to_security(page)
        section = page.get_by_role("region", name="Passkeys")
        await section.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_role("log")).to_contain_text("The passkey is added.")
        await section.get_by_role("button", name=re.compile("^Rename")).click()
        name = section.get_by_label("Name of the passkey")
        await expect(name).to_be_focused()
        await name.fill("My laptop")
        await page.keyboard.press("Enter")
        await expect(section.get_by_text("My laptop")).to_be_visible()
        await sign_out(page, site)
        await page.add_init_script(NO_OFFER_AT_THE_FIELD)
        await open_app(page, f"{site}/sign-in")
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(page.get_by_text(f"@{username}", exact=True)).to_be_visible()
        await go_to_security(page)
        await expect(section.get_by_text("Used")).to_be_visible()
        await section.get_by_role("button", name="Remove My laptop").click()
        await page.get_by_role("alertdialog").get_by_role("button", name="Remove it").click()
        await expect(section.get_by_text("You have none yet.")).to_be_visible()


async def test_a_passkey_is_offered_at_the_field(page: Page, site: str) -> None:
    await put_finger(page)
    username = await sign_up(page, site)
    await go_to_security(page)
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_role("log")).to_contain_text("The passkey is added.")
    await sign_out(page, site)
    await page.get_by_role("link", name="Sign in").click()
    # Chromium's authenticator takes the first offer by itself.
    await expect(page.get_by_text(f"@{username}", exact=True)).to_be_visible()


async def test_a_finger_that_is_not_known_is_told_what_to_do(page: Page, site: str) -> None:
    finger = await put_finger(page)
    await sign_up(page, site)
    await go_to_security(page)
    await finger.is_known(known=False)
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_role("log")).to_contain_text("The passkey was not used.")
    await expect(page.get_by_text("You have none yet.")).to_be_visible()


async def test_staff_are_led_to_a_second_factor(page: Page, site: str, settings: Settings) -> None:
    finger = await put_finger(page)
    username = await sign_up(page, site)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE accounts SET role = 'moderator' WHERE username = %s", (username,))
    await page.reload()
    notice = page.get_by_role("region", name="You help to run this site")
    await notice.get_by_role("link", name="Set one up").click()
    await expect(notice).to_contain_text("That asks for a second factor")
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(notice).to_be_hidden()
    await finger.touches(on=False)
    await sign_out(page, site)
    await open_app(page, f"{site}/sign-in")
    await sign_in(page, username)  # with the password alone
    await expect(notice).to_contain_text("Show your second factor")
    await finger.touches(on=True)
    await notice.get_by_role("button", name="Show it").click()
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(notice).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "wide"])
async def test_nothing_serious(page: Page, site: str, theme: Literal["light", "dark"], size: tuple[int, int]) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    await put_finger(page)

    async def examine() -> None:
        await page.evaluate(AXE.read_text("utf-8"))
        assert await page.evaluate(SERIOUS_VIOLATIONS) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]

    username = await sign_up(page, site)
    async with no_complaints(page):
        await go_to_security(page)
        await page.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_role("button", name=re.compile("^Rename"))).to_be_visible()
        await page.get_by_role("button", name="Set it up").click()
        await expect(page.get_by_role("img", name="The key of your account")).to_be_visible()
        await examine()
        await page.get_by_role("button", name="Not now").click()
        await switch_on(page)
        await examine()
    context = await page.context.browser.new_context(  # pyright: ignore[reportOptionalMemberAccess]
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
    )
    page = await context.new_page()
    await open_app(page, f"{site}/sign-in")
    await examine()
    await sign_in(page, username)
    await expect(page.get_by_role("heading", level=1, name="One more step")).to_be_visible()
    await examine()
    await page.get_by_role("button", name="Use a recovery code").click()
    await expect(page.get_by_role("heading", level=1, name="A recovery code")).to_be_visible()
    await examine()
    await context.close()
