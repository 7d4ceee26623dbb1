"""What chats link to, and chats that are taken along, in real browsers."""

import zipfile
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Browser, expect

from mingle.settings import Settings
from tests.browser.conftest import serving
from tests.browser.test_chats import begin_to_write, message, open_chat, write
from tests.browser.test_people import no_serious_violations
from tests.browser.test_people_together import two_people
from tests.browser.watch import no_complaints
from tests.features.media.processing.pictures import jpeg_with_secrets, two_colours
from tests.support.door import Door
from tests.support.elsewhere import Elsewhere, answer, elsewhere

pytestmark = pytest.mark.anyio

PAGE = """<meta property="og:title" content="The lake"><meta property="og:description" content="Bring a towel.">
<meta property="og:site_name" content="Daily Walks"><meta property="og:image" content="/lake.jpg">"""


@pytest.fixture
async def there() -> AsyncGenerator[Elsewhere]:
    """A server of somebody else's."""
    async with elsewhere() as found:
        found.pages["/lake"] = answer(PAGE)
        found.pages["/lake.jpg"] = answer(jpeg_with_secrets(two_colours(800, 600)), mime="image/jpeg")
        yield found


@pytest.fixture
async def site(own: Settings, door: Door, there: Elsewhere) -> AsyncGenerator[str]:
    """Its worker takes that server for the web of others."""
    async with serving(own, door, there.fetcher()):
        yield own.public_url


async def test_a_link_shows_what_it_leads_to_unless_its_writer_leaves_that_out(
    browser: Browser, site: str, there: Elsewhere
) -> None:
    async with (
        two_people(browser, site) as (ines, _, tomas, tomas_id),
        no_complaints(ines),
        no_complaints(tomas),
    ):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await open_chat(tomas, site, "Ines")
        field = ines.get_by_role("textbox", name="Message")
        await field.fill(f"Tomorrow? {there.url('/lake')}")
        await expect(ines.get_by_text("With a preview of news.example")).to_be_visible()
        await no_serious_violations(ines)
        await field.press("Enter")
        for page in (ines, tomas):
            card = message(page, "Tomorrow?").get_by_role("link", name="The lake")
            await expect(card).to_contain_text("Daily Walks")
            await expect(card).to_contain_text("Bring a towel.")
            await expect(card).to_have_attribute("href", there.url("/lake"))
            picture = card.locator("img")
            await expect(picture).to_have_js_property("complete", value=True)
            assert await picture.evaluate("image => image.naturalWidth") > 0
            assert "/api/files/" in (await picture.get_attribute("src") or "")
        await no_serious_violations(tomas)
        await field.fill(f"Or not {there.url('/lake')}")
        await ines.get_by_role("button", name="Send without the preview").click()
        await expect(ines.get_by_text("With a preview of")).to_have_count(0)
        await field.press("Enter")
        await expect(message(tomas, "Or not")).to_be_visible()
        await expect(message(tomas, "Or not").get_by_role("link", name="The lake", exact=False)).to_have_count(0)
        await tomas.reload()
        await expect(message(tomas, "Tomorrow?").get_by_role("link", name="The lake")).to_be_visible()
        await expect(message(tomas, "Or not").get_by_text("The lake")).to_have_count(0)
    assert len(there.asked) == 2, "no browser asks there by itself"


async def test_a_chat_is_taken_along(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id), no_complaints(ines):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "To the lake")
        await expect(message(ines, "To the lake")).to_be_visible()
        await ines.get_by_role("button", name="About this chat").click()
        await ines.get_by_role("button", name="Take this chat along").click()
        dialog = ines.get_by_role("dialog", name="Take this chat along")
        await no_serious_violations(ines)
        await dialog.get_by_role("checkbox", name="With pictures and files").check()
        await dialog.get_by_role("button", name="Put it together").click()
        async with ines.expect_download() as download:
            await dialog.get_by_role("link", name="Download").click()
        with zipfile.ZipFile(await (await download.value).path()) as archive:
            assert b"To the lake" in archive.read("messages.html")
