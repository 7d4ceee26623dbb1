"""What waits to be sent, in real browsers: slowed down, written in two tabs, and with files."""

import asyncio
import json
from itertools import groupby

import pytest
from playwright.async_api import Browser, Page, Request, Route, expect

from tests.browser.test_chats import begin_to_write, field, holds, is_kept, message, open_chat, write
from tests.browser.test_people import choose
from tests.browser.test_people_together import two_people
from tests.browser.uploading import photo
from tests.browser.watch import no_complaints
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

WAITING = "waiting to be sent"


async def test_who_writes_too_fast_is_only_slowed_down(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        refusal = {"success": False, "error": {"code": "rate_limited", "message": "Too many requests."}}
        tried: list[str] = []

        async def slow_down(route: Route) -> None:
            tried.append(json.loads(route.request.post_data or "")["content"])
            if tried[-1] == "two" and tried.count("two") <= 2:
                await route.fulfill(status=429, json=refusal, headers={"Retry-After": "1"})
            else:
                await route.continue_()

        await ines.route("**/api/messages", slow_down)
        for text in ("one", "two", "three"):
            await write(ines, text)
        await expect(ines.get_by_text(WAITING)).to_have_count(0)
        await holds(ines, "one", "two", "three")
        assert tried.count("two") > 2
        assert [text for text, _ in groupby(tried)] == ["one", "two", "three"]
        await expect(ines.get_by_role("alert")).to_have_count(0)
        await open_chat(tomas, site, "Ines")
        await holds(tomas, "one", "two", "three")


async def test_what_is_sent_in_the_moment_of_a_reload_is_a_message_or_a_draft_and_never_both(
    browser: Browser, site: str
) -> None:
    async with two_people(browser, site) as (ines, _, _, tomas_id):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await expect(field(ines)).to_be_visible()
        texts = [f"Word {number}." for number in range(10)]
        for text in texts:
            await field(ines).fill(text)
            await eventually(lambda: is_kept(ines, "drafts", text), "what is typed is kept")  # noqa: B023  # waited for here
            await field(ines).press("Enter")
            await ines.reload()
            sent, draft = message(ines, text), ines.locator("textarea").filter(has_text=text)
            await expect(sent.or_(draft)).to_be_visible()
            if await sent.count() == 0:
                await field(ines).press("Enter")
                await expect(sent).to_be_visible()
            await expect(field(ines)).to_have_value("")
        await holds(ines, *texts)


async def test_of_two_tabs_one_sends_what_both_write_and_the_other_goes_on_where_it_is_closed(
    browser: Browser, site: str
) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id), no_complaints(tomas):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        other = await ines.context.new_page()
        sendings = sendings_of(other)
        await open_chat(other, site, "Tomas")
        await write(other, "from the second")
        await expect(message(ines, "from the second")).to_be_visible()
        await ines.context.set_offline(True)
        await write(ines, "from the first")
        await expect(ines.get_by_text(WAITING)).to_have_count(1)
        history = other.get_by_role("region", name="Messages: Tomas")
        await expect(history.get_by_text("from the first")).to_be_visible()
        await write(other, "and from the second")
        for tab in (ines, other):
            await expect(tab.get_by_text(WAITING)).to_have_count(2)
        assert sendings == []
        await ines.close()
        await other.context.set_offline(False)
        await expect(other.get_by_text(WAITING)).to_have_count(0)
        assert sendings, "perhaps more than two: the first may have been asked before the line was back"
        await open_chat(tomas, site, "Ines")
        for page in (other, tomas):
            await holds(page, "from the second", "from the first", "and from the second")


def sendings_of(page: Page) -> list[Request]:
    """What a tab asks the server to send, as it goes on."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/messages"):
            asked.append(request)

    page.on("request", note)
    return asked


async def test_files_wait_as_well_also_across_a_reload(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id):
        await begin_to_write(ines, site, tomas_id, "Tomas")
        held: asyncio.Queue[Route] = asyncio.Queue()
        await ines.route("**/api/files/tus/**", held.put)
        await ines.get_by_role("button", name="Attach").click()
        item = ines.get_by_role("menuitem", name="Picture or video")
        await choose(ines, item, photo(), "evening.jpg", "image/jpeg")
        await ines.get_by_role("textbox", name="Add a caption").fill("The sea at eight")
        await ines.get_by_role("button", name="Send", exact=True).click()
        await held.get()
        await expect(ines.get_by_text(WAITING)).to_have_count(1)
        await ines.unroute("**/api/files/tus/**")
        await ines.reload()
        await expect(ines.get_by_text(WAITING)).to_have_count(0)
        await open_chat(tomas, site, "Ines")
        for page in (ines, tomas):
            await expect(page.get_by_role("article")).to_have_count(1)
            picture = message(page, "The sea at eight").locator("img").first
            await expect(picture).to_have_js_property("complete", value=True)
            await expect(picture).not_to_have_js_property("naturalWidth", 0)
