"""Uploads over connections that break, pages that are reloaded, and people who change their minds."""

import hashlib
from pathlib import Path

import pytest
from playwright.async_api import Page, Request, expect

from mingle.features.media.flows import PIECE_BYTES
from tests.browser.session import session_of
from tests.browser.uploading import MEGABYTE, Gallery, noise, visit
from tests.support.door import Door
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

SIZE = 8 * MEGABYTE
PART = PIECE_BYTES + MEGABYTE
CONTENT = noise(SIZE)
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
async def gallery(page: Page, site: str, door: Door, tmp_path: Path) -> Gallery:
    """Somebody whose upload hardly moves once the server has put away the first piece of it."""
    (tmp_path / "notes.bin").write_bytes(CONTENT)
    gallery = await visit(page, site)
    door.narrow(PART)
    async with page.expect_response(lambda response: "location" in response.headers) as beginning:
        await gallery.choose(tmp_path / "notes.bin")
    gallery.upload_url = (await (await beginning.value).all_headers())["location"]
    headers = {**TUS, "Authorization": f"Bearer {(await session_of(page))['accessToken']}"}

    async def is_kept() -> bool:
        answer = await page.request.head(gallery.upload_url, headers=headers)
        return int(answer.headers["upload-offset"]) >= PIECE_BYTES

    await eventually(is_kept, "a piece of it is put away")
    await expect(gallery.uploads.get_by_role("status")).to_contain_text("of 8.4 MB")
    return gallery


async def test_goes_on_where_it_was_when_the_connection_is_back(page: Page, gallery: Gallery, door: Door) -> None:
    begins = offsets(page)
    row = gallery.uploads.get_by_role("listitem")
    door.shut()
    await expect(row.get_by_role("status")).to_have_text("Waiting for the connection. It goes on by itself.")
    async with page.expect_response(lambda response: "mingle-file-id" in response.headers) as arriving:
        door.open()
    await expect(row.get_by_role("status")).to_have_text("Ready")
    assert begins[-1] >= PIECE_BYTES
    await downloads(page, await (await arriving.value).header_value("mingle-file-id"))


async def test_goes_on_where_it_was_after_a_reload(page: Page, site: str, gallery: Gallery, door: Door) -> None:
    begins = offsets(page)
    await page.goto("about:blank")
    # What the browser had handed to the network already would arrive all the same.
    door.cut()
    door.narrow(MEGABYTE)
    await gallery.open(site)
    await expect(gallery.uploads.get_by_role("status")).to_contain_text("of 8.4 MB")
    async with page.expect_response(lambda response: "mingle-file-id" in response.headers) as arriving:
        door.open()
    await expect(gallery.uploads.get_by_role("status")).to_have_text("Ready")
    assert begins[-1] >= PIECE_BYTES
    await downloads(page, await (await arriving.value).header_value("mingle-file-id"))

    # What has arrived is still there after another one, until it is put to use or removed.
    await gallery.open(site)
    await expect(gallery.uploads.get_by_role("status")).to_have_text("Ready")
    async with page.expect_response(lambda response: response.request.method == "DELETE") as removing:
        await gallery.uploads.get_by_role("button", name="Remove notes.bin").click()
    assert (await removing.value).status == 200
    await expect(gallery.uploads).to_be_hidden()


async def test_a_second_tab_leaves_it_alone(page: Page, site: str, gallery: Gallery, door: Door) -> None:
    other = Gallery(await page.context.new_page())
    patches: list[str] = []
    other.page.on("request", lambda request: patches.append(request.method))
    await other.open(site)
    door.open()
    await expect(gallery.uploads.get_by_role("status")).to_have_text("Ready")
    await expect(other.uploads).to_be_hidden()
    assert "PATCH" not in patches


async def test_is_taken_back_when_it_is_cancelled(page: Page, site: str, gallery: Gallery, door: Door) -> None:
    async with page.expect_response(lambda response: response.request.method == "DELETE") as ending:
        await gallery.uploads.get_by_role("button", name="Cancel the upload of notes.bin").click()
    assert (await ending.value).status == 204
    await expect(gallery.uploads).to_be_hidden()
    door.open()
    await gallery.open(site)
    await expect(gallery.uploads).to_be_hidden()


@pytest.mark.usefixtures("gallery")
async def test_nothing_of_it_stays_on_the_device_when_its_owner_leaves(page: Page, site: str, door: Door) -> None:
    door.open()
    await page.goto(f"{site}/you")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("button", name="Leave for good").click()
    await expect(page).to_have_url(f"{site}/")

    async def is_empty() -> bool:
        return await page.evaluate("indexedDB.databases().then((databases) => databases.length === 0)")

    await eventually(is_empty, "nothing is left")


def offsets(page: Page) -> list[int]:
    """From where on the page sends, each time that it begins."""
    seen: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            seen.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return seen


async def downloads(page: Page, file_id: str | None) -> None:
    """What the server has is what was sent."""
    headers = {"Authorization": f"Bearer {(await session_of(page))['accessToken']}"}
    told = await (await page.request.get(f"/api/files/{file_id}", headers=headers)).json()
    content = await (await page.request.get(told["data"]["file"]["url"])).body()
    assert hashlib.sha256(content).digest() == hashlib.sha256(CONTENT).digest()
