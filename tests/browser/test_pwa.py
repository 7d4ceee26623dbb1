"""The app on somebody's phone: installed, opened in a tunnel, shared to, replaced by a newer one, and left."""

import json
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from mingle.settings import Settings
from mingle.site import find_web_dir
from tests.browser.calling import control, two_talking
from tests.browser.conftest import serving
from tests.browser.test_accounts import come_in_as_guest
from tests.browser.test_chats import begin_to_write, field, message, open_chat, write
from tests.browser.test_people import choose, no_serious_violations, person, title
from tests.browser.test_people_together import two_people
from tests.browser.uploading import photo
from tests.browser.watch import no_complaints, open_app
from tests.support.door import Door
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

IS_CONTROLLED = "navigator.serviceWorker.controller !== null"
KEPT = """
async () => {
  const urls = []
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) urls.push([name, url])
  return urls
}
"""
SHARE = """
([text, url]) => {
  const form = document.createElement("form")
  Object.assign(form, { action: "/share", method: "POST", enctype: "multipart/form-data" })
  for (const [name, value] of Object.entries({ title: "", text, url })) {
    const input = document.createElement("input")
    Object.assign(input, { name, value })
    form.append(input)
  }
  const files = document.createElement("input")
  Object.assign(files, { type: "file", name: "files" })
  const picked = new DataTransfer()
  picked.items.add(new File([Uint8Array.from(window.shared)], "tide.jpg", { type: "image/jpeg" }))
  files.files = picked.files
  form.append(files)
  document.body.append(form)
  form.submit()
}
"""
WATCH_BADGE = "window.badges = []; navigator.setAppBadge = async (count) => { window.badges.push(count) }"


async def installed(page: Page) -> None:
    """The service worker is there, and all that the page asks for from now on goes through it."""
    await true(page, IS_CONTROLLED)


async def true(page: Page, expression: str) -> None:
    """Wait for it. The page's policy forbids Playwright's own way."""
    await eventually(lambda: page.evaluate(expression), expression)


async def kept(page: Page, cache: str | None = None) -> list[str]:
    """What the device keeps, by address."""
    return [url for name, url in await page.evaluate(KEPT) if cache in (None, name)]


async def open_saved(page: Page, site: str) -> None:
    await page.goto(f"{site}/chats")
    await page.get_by_role("button", name="Saved messages").click()
    await expect(title(page, "Saved messages")).to_be_visible()


async def send_picture(page: Page) -> None:
    await page.get_by_role("button", name="Attach").click()
    await choose(page, page.get_by_role("menuitem", name="Picture or video"), photo(), "sea.jpg", "image/jpeg")
    await page.get_by_role("textbox", name="Add a caption").fill("The sea at eight")
    await page.get_by_role("button", name="Send", exact=True).click()
    await shows_picture(page)


async def shows_picture(page: Page) -> None:
    picture = message(page, "The sea at eight").locator("img").first
    await expect(picture).to_have_js_property("complete", value=True)
    await expect(picture).not_to_have_js_property("naturalWidth", 0)


async def test_the_app_can_be_installed(page: Page, site: str) -> None:
    await open_app(page, site)
    await installed(page)
    devtools: Any = await page.context.new_cdp_session(page)
    manifest = await devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    told: dict[str, Any] = json.loads(manifest["data"])
    assert told["display"] == "standalone"
    assert {icon.get("purpose", "any") for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        answer = await page.request.get(site + icon["src"])
        assert answer.headers["content-type"] == icon["type"]
    errors = (await devtools.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    # Each test is in a private window of its own.
    assert [error for error in errors if error["errorId"] != "in-incognito"] == []
    for path in ("/sw.js", "/manifest.webmanifest"):
        assert (await page.request.get(site + path)).headers["cache-control"] == "no-cache"


async def test_opened_in_a_tunnel_what_was_read_is_there_and_what_is_written_goes_out_later(
    browser: Browser, site: str, door: Door
) -> None:
    async with person(browser, site) as first:
        await come_in_as_guest(first, site)
        await installed(first)
        await open_saved(first, site)
        await write(first, "Remember the tide table")
        await send_picture(first)
        await first.reload()
        await shows_picture(first)
        assert [url for url in await kept(first, "pictures") if "?" in url] == []
        door.shut()
        await first.context.set_offline(True)
        await first.close()

        page = await first.context.new_page()
        await page.goto(f"{site}/chats")
        await expect(page.get_by_text("You are offline. What you see")).to_be_visible()
        await page.get_by_role("link", name="Saved messages").click()
        await expect(message(page, "Remember the tide table")).to_be_visible()
        await shows_picture(page)
        await no_serious_violations(page)
        await write(page, "Written in a tunnel")
        await expect(page.get_by_text("waiting to be sent")).to_have_count(1)

        others = [await page.context.new_page() for _ in range(3)]
        for other, path in zip(others, ("/you", "/meet", "/you/blocked"), strict=True):
            await other.goto(site + path)
            await expect(other.get_by_role("alert").first).to_contain_text(re.compile("offline|could not be|reach"))
            await expect(other.get_by_role("link", name="Chats")).to_be_visible()
        door.open()
        await page.context.set_offline(False)
        await expect(page.get_by_text("waiting to be sent")).to_have_count(0)
        for other in others:
            await expect(other.get_by_role("alert")).to_have_count(0)
        await expect(title(others[0], "Ines")).to_be_visible()


async def test_nothing_that_the_api_says_is_kept(page: Page, site: str) -> None:
    await come_in_as_guest(page, site)
    await installed(page)
    await open_saved(page, site)
    await send_picture(page)
    await page.reload()
    await shows_picture(page)
    paths = [url.removeprefix(site) for url in await kept(page)]
    pictures = [path for path in paths if path.startswith("/api/")]
    assert pictures
    assert [path for path in pictures if not re.fullmatch(r"/api/files/[0-9a-f-]{36}/[a-z0-9.]+", path)] == []
    assert [path for path in paths if path.startswith(("/socket.io", "/health", "/metrics", "/docs"))] == []


async def test_who_signs_out_leaves_nothing_to_the_next(page: Page, site: str) -> None:
    await page.add_init_script(WATCH_BADGE)
    await come_in_as_guest(page, site)
    await installed(page)
    await open_saved(page, site)
    await send_picture(page)
    await page.reload()
    await shows_picture(page)
    assert await kept(page, "pictures")
    await page.goto(f"{site}/you")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Leave for good").click()
    await expect(page).to_have_url(f"{site}/")

    async def is_clean() -> bool:
        names = await page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")
        return not await kept(page, "pictures") and not [name for name in names if name.startswith("mingle")]

    await eventually(is_clean, "nothing of hers is kept")
    assert (await page.evaluate("window.badges"))[-1] == 0
    assert "Ines" not in await page.evaluate("JSON.stringify({ ...localStorage })")


async def test_what_another_app_shares_becomes_a_draft_with_its_picture(page: Page, site: str) -> None:
    await come_in_as_guest(page, site)
    await installed(page)
    await open_saved(page, site)
    await field(page).fill("For Thursday:")
    await page.evaluate("(bytes) => { window.shared = bytes }", list(photo()))
    async with no_complaints(page):
        await page.evaluate(SHARE, ["High water at eight", "https://sea.example/tides"])
        await expect(title(page, "Send to which chat?")).to_be_visible()
        await no_serious_violations(page)
        await page.get_by_role("list", name="Your chats").get_by_role("button", name="Saved messages").click()
        words = "For Thursday:\nHigh water at eight\nhttps://sea.example/tides"
        attached = page.get_by_role("list", name="Attached files").get_by_role("listitem")
        caption = page.get_by_role("textbox", name="Add a caption")
        for _ in range(2):
            await expect(caption).to_have_value(words)
            await expect(attached).to_have_count(1)
            await page.reload()
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(message(page, "High water at eight").locator("img").first).to_be_visible()
        await page.reload()
        await expect(message(page, "High water at eight")).to_be_visible()
        await expect(field(page)).to_have_value("")
        await page.goto(f"{site}/share")
        await expect(page.get_by_text("Nothing is waiting here")).to_be_visible()


async def test_the_icon_says_in_how_many_chats_something_waits(browser: Browser, site: str) -> None:
    async with two_people(browser, site) as (ines, _, tomas, tomas_id):
        await tomas.add_init_script(WATCH_BADGE)
        await tomas.goto(f"{site}/you")
        await begin_to_write(ines, site, tomas_id, "Tomas")
        await write(ines, "Are you there?")
        await true(tomas, "window.badges.at(-1) === 1")
        await open_chat(tomas, site, "Ines")
        await true(tomas, "window.badges.length > 0 && window.badges.at(-1) === 0")


@asynccontextmanager
async def opened(browser: Browser, own: Settings, door: Door) -> AsyncGenerator[Page]:
    """Somebody who has the app of one build, whose server then goes away."""
    async with person(browser, own.public_url) as page:
        async with serving(own, door):
            await come_in_as_guest(page, own.public_url)
            await installed(page)
            await open_saved(page, own.public_url)
        yield page


HOLD = """
new Promise((begin) => {
  void navigator.locks.request("mingle:busy", { mode: "shared" }, () => {
    begin()
    return new Promise((end) => { window.end = end })
  })
})
"""


@asynccontextmanager
async def busy_elsewhere(page: Page) -> AsyncGenerator[Page]:
    """Another tab of theirs, in which something goes on until `window.end()`."""
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.evaluate(HOLD)
    yield other


def newer(own: Settings, folder: Path) -> Settings:
    """The same app, built anew with a small change."""
    built = find_web_dir(own)
    assert built is not None
    shutil.copytree(built, folder)
    for path in (folder / "index.html", folder / "sw.js"):
        for packed in (f"{path}.br", f"{path}.gz"):
            Path(packed).unlink()
    page, worker = folder / "index.html", folder / "sw.js"
    page.write_text(page.read_text("utf-8").replace("<head>", '<head><meta name="build" content="2">'), "utf-8")
    script = worker.read_text("utf-8")
    changed = re.sub(r'("?revision"?:)(["`])[0-9a-f]{32}\2(,"?url"?:["`]/["`])', r"\1\g<2>newer\2\3", script)
    assert changed != script
    worker.write_text(changed, "utf-8")
    return own.model_copy(update={"web_dir": folder})


LOOK = "navigator.serviceWorker.getRegistration().then((registration) => registration.update())"


async def test_a_newer_version_is_offered_and_what_is_being_written_stays(
    browser: Browser, own: Settings, door: Door, tmp_path: Path
) -> None:
    async with opened(browser, own, door) as page, serving(newer(own, tmp_path / "newer"), door):
        await page.evaluate(LOOK)
        offer = page.get_by_role("log").filter(has_text="A new version of Mingle is here.")
        await expect(offer).to_be_visible()
        build = page.locator("meta[name=build]")
        await expect(build).to_have_count(0)
        await field(page).press_sequentially("Half a sent")
        await offer.get_by_role("button", name="Reload").click()
        await expect(build).to_have_attribute("content", "2")
        await expect(field(page)).to_have_value("Half a sent")
        await expect(offer).to_have_count(0)


async def test_a_newer_version_waits_for_the_end_of_a_call(
    browser: Browser, own: Settings, door: Door, tmp_path: Path
) -> None:
    async with (
        opened(browser, own, door) as page,
        busy_elsewhere(page) as other,
        serving(newer(own, tmp_path / "newer"), door),
    ):
        await page.evaluate(LOOK)
        await true(page, "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting !== null)")
        wants = "navigator.locks.query().then(({ pending }) => pending.some(({ name }) => name === 'mingle:busy'))"
        await true(page, wants)
        offer = page.get_by_text("A new version of Mingle is here.")
        await expect(offer).to_have_count(0)
        await other.evaluate("window.end()")
        await expect(offer).to_be_visible()


async def test_a_call_holds_a_newer_version_off(browser: Browser, site: str) -> None:
    holds = "navigator.locks.query().then(({ held }) => held.some(({ name }) => name === 'mingle:busy'))"
    async with two_talking(browser, site, "Audio call") as (ines, tomas):
        for page in (ines, tomas):
            await true(page, holds)
        await control(ines, "Hang up").click()
        for page in (ines, tomas):
            await true(page, f"{holds}.then((held) => !held)")
