"""Uploading as people do it: chosen, dropped, pasted, photographed, spoken; and what they see of it."""

import re
from base64 import b64encode

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_accessibility import AXE, SERIOUS_VIOLATIONS
from tests.browser.uploading import HAND_OVER, Gallery, noise, payload, photo, visit
from tests.browser.watch import no_complaints
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

NATURAL_SIZE = "(picture) => [picture.naturalWidth, picture.naturalHeight]"
COLOUR_AT = """
(picture, [x, y]) => {
  const canvas = document.createElement("canvas")
  canvas.width = picture.naturalWidth
  canvas.height = picture.naturalHeight
  const context = canvas.getContext("2d")
  context.drawImage(picture, 0, 0)
  return Array.from(context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3))
}
"""


@pytest.fixture
async def gallery(page: Page, site: str) -> Gallery:
    """The gallery of somebody who is signed in."""
    return await visit(page, site)


async def test_a_chosen_photo_becomes_a_picture_of_the_server(page: Page, gallery: Gallery) -> None:
    async with no_complaints(page):
        await gallery.choose(payload(photo()))
        tile = gallery.uploads.get_by_role("listitem")
        picture = tile.get_by_role("img", name="evening.jpg")
        await expect(picture).to_be_visible()
        # In the smallest format and size that will do for a tile.
        shown = await eventually(lambda: picture.evaluate("(picture) => picture.currentSrc"), "it has been chosen")
        assert re.search(r"/api/files/[0-9a-f-]+/thumbnail\.avif\?", shown)
        await expect(tile.get_by_role("status")).to_have_text("Ready")


async def test_what_the_server_makes_of_it_is_told_live(page: Page, gallery: Gallery) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.route(re.compile(r"/api/files/[0-9a-f-]{36}$"), lambda route: route.abort())
    await gallery.choose(payload(photo()))
    await expect(gallery.uploads.get_by_role("img", name="evening.jpg")).to_be_visible()


async def test_it_asks_where_nobody_tells(page: Page, gallery: Gallery) -> None:
    await page.route("**/socket.io/**", lambda route: route.abort())
    await page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    await page.reload()
    await gallery.choose(payload(photo()))
    await expect(gallery.uploads.get_by_role("img", name="evening.jpg")).to_be_visible()


@pytest.mark.parametrize("event", ["drop", "paste"])
async def test_a_file_is_handed_over(page: Page, gallery: Gallery, event: str) -> None:
    content = [b64encode(photo()).decode(), "handed.jpg", "image/jpeg"]
    transfer = await page.evaluate_handle(HAND_OVER, content)
    if event == "drop":
        await gallery.uploader.dispatch_event("dragenter", {"dataTransfer": transfer})
        await expect(gallery.uploader).to_contain_text("Drop them here")
        await gallery.uploader.dispatch_event("drop", {"dataTransfer": transfer})
        await expect(gallery.uploader).not_to_contain_text("Drop them here")
    else:
        await page.evaluate(
            "(clipboardData) => document.body.dispatchEvent("
            "new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))",
            transfer,
        )
    await expect(gallery.uploads.get_by_role("img", name="handed.jpg")).to_be_visible()


async def test_a_picture_is_taken_with_the_camera(page: Page, gallery: Gallery) -> None:
    await page.context.grant_permissions(["camera"])
    await gallery.uploader.get_by_role("button", name="Take a picture").click()
    dialog = page.get_by_role("dialog", name="Take a picture")
    view = dialog.get_by_label("What the camera sees")
    await eventually(lambda: view.evaluate("(video) => video.videoWidth > 0"), "it sees")
    await dialog.get_by_role("button", name="Take the picture").click()
    await expect(dialog.get_by_role("img", name="The picture that you took")).to_be_visible()
    await dialog.get_by_role("button", name="Use it").click()
    await expect(dialog).to_be_hidden()
    await expect(gallery.uploads.get_by_role("img", name="camera.jpg")).to_be_visible()


async def test_a_camera_that_may_not_be_used_is_explained(page: Page, gallery: Gallery) -> None:
    await gallery.uploader.get_by_role("button", name="Take a picture").click()
    dialog = page.get_by_role("dialog", name="Take a picture")
    await expect(dialog.get_by_role("alert")).to_contain_text("The browser does not let Mingle use it.")


async def test_a_picture_is_cropped_by_keyboard(page: Page, gallery: Gallery) -> None:
    async with no_complaints(page):
        await gallery.choose(payload(photo()), gallery.photos)
        dialog = page.get_by_role("dialog", name="Choose what is seen")
        area = dialog.get_by_role("group", name="Part of the picture.")
        await expect(area).to_be_focused()
        # To the right, until only the blue half is left.
        for _ in range(60):
            await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("+")
        await expect(dialog).to_contain_text("110 %")
        await expect(dialog.get_by_role("button", name="Use this part")).to_be_enabled()
        await dialog.get_by_role("button", name="Use this part").click()
        await expect(dialog).to_be_hidden()
        picture = gallery.cropped.get_by_role("img", name="evening.jpg")
        await expect(picture).to_be_visible()
        width, height = await picture.evaluate(NATURAL_SIZE)
        assert width / height == pytest.approx(4 / 5, abs=0.02)
        red, _, blue = await picture.evaluate(COLOUR_AT, [0.1, 0.5])
        assert blue > red


async def test_a_picture_is_moved_by_hand_and_turned(page: Page, gallery: Gallery) -> None:
    await gallery.choose(payload(photo()), gallery.photos)
    dialog = page.get_by_role("dialog", name="Choose what is seen")
    box = await dialog.get_by_role("group", name="Part of the picture.").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await page.mouse.move(*middle)
    await page.mouse.down()
    await page.mouse.move(middle[0] - 400, middle[1], steps=8)
    await page.mouse.up()
    await dialog.get_by_role("button", name="Turn").click()
    await dialog.get_by_role("button", name="Use this part").click()
    picture = gallery.cropped.get_by_role("img", name="evening.jpg")
    await expect(picture).to_be_visible()
    # Turned to the right, red is above and blue below.
    above, below = [await picture.evaluate(COLOUR_AT, [0.5, y]) for y in (0.02, 0.98)]
    assert above[0] > above[2]
    assert below[2] > below[0]


async def test_a_file_is_downloaded_as_it_was(gallery: Gallery) -> None:
    await gallery.choose(payload(noise(40_000), "notes.bin", "application/octet-stream"))
    row = gallery.uploads.get_by_role("listitem")
    await expect(row).to_contain_text("notes.bin")
    await expect(row.get_by_role("status")).to_have_text("Ready")


async def test_what_is_not_accepted_says_why(gallery: Gallery) -> None:
    await gallery.choose(payload(photo()[:5000]))
    tile = gallery.uploads.get_by_role("listitem")
    await expect(tile.get_by_role("alert")).to_contain_text("This file is damaged or incomplete.")
    await tile.get_by_role("button", name="Remove evening.jpg").click()
    await expect(gallery.uploads).to_be_hidden()


async def test_a_picture_that_the_browser_cannot_show_is_used_as_it_is(page: Page, gallery: Gallery) -> None:
    await gallery.choose(payload(noise(2000), "strange.heic", "image/heic"), gallery.photos)
    await expect(page.get_by_text("This browser cannot show that picture")).to_be_visible()
    await expect(gallery.cropped.get_by_role("alert")).to_have_text("A file of this kind does not belong here.")


@pytest.mark.usefixtures("gallery")
async def test_a_voice_message_is_recorded_heard_and_sent(page: Page) -> None:
    await page.context.grant_permissions(["microphone"])
    async with no_complaints(page):
        await page.locator("#media").get_by_role("button", name="Record a voice message").click()
        recording = page.get_by_role("group", name="Recording")
        await expect(recording.get_by_role("timer")).to_have_text("0:02")
        await recording.get_by_role("button", name="Stop and listen").click()
        preview = page.get_by_role("group", name="Your recording")
        await preview.get_by_role("button", name="Play").click()
        await expect(preview.get_by_role("button", name="Pause")).to_be_visible()
        await page.get_by_role("button", name="Send").last.click()
        sent = page.get_by_role("group", name="Voice message, yours")
        await sent.get_by_role("button", name="Play").click()
        position = sent.get_by_role("slider", name="Position")

        async def plays() -> bool:
            return float(await position.input_value()) > 0.2

        await eventually(plays, "it plays")
        await sent.get_by_role("button", name="Pause").click()
        await position.focus()
        await page.keyboard.press("Home")
        await expect(position).to_have_value("0")
        await page.keyboard.press("End")
        await expect(position).to_have_attribute("aria-valuetext", re.compile(r"^0:02 of 0:02$"))


@pytest.mark.usefixtures("gallery")
async def test_a_recording_is_thrown_away(page: Page) -> None:
    await page.context.grant_permissions(["microphone"])
    record = page.locator("#media").get_by_role("button", name="Record a voice message")
    await record.click()
    await expect(page.get_by_role("timer")).to_have_text("0:01")
    await page.get_by_role("button", name="Discard the recording").click()
    await expect(record).to_be_visible()


@pytest.mark.usefixtures("gallery")
async def test_a_microphone_that_may_not_be_used_is_explained(page: Page) -> None:
    await page.locator("#media").get_by_role("button", name="Record a voice message").click()
    await expect(page.get_by_role("alert").filter(has_text="does not let Mingle")).to_be_visible()


@pytest.mark.usefixtures("gallery")
async def test_a_video_is_loaded_only_when_somebody_wants_to_see_it(page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    play = page.get_by_role("button", name="Play: An evening by the sea")
    await play.scroll_into_view_if_needed()
    assert not any(url.endswith(".mp4") for url in loaded)
    await play.click()
    video = page.locator("video[controls]")
    await expect(video).to_be_visible()
    await eventually(lambda: video.evaluate("(video) => video.currentTime > 0"), "it plays")
    # Whoever begins to speak makes it pause.
    voice = page.get_by_role("group", name="Voice message from Mara")
    await voice.get_by_role("button", name="Play").click()
    await eventually(lambda: video.evaluate("(video) => video.paused"), "it pauses")


@pytest.mark.parametrize("opens", ["Choose what is seen", "Take a picture"])
async def test_nothing_serious_in_what_opens(page: Page, gallery: Gallery, opens: str) -> None:
    await page.emulate_media(reduced_motion="reduce")
    if opens == "Take a picture":
        await page.context.grant_permissions(["camera"])
        await gallery.uploader.get_by_role("button", name=opens).click()
    else:
        await gallery.choose(payload(photo()), gallery.photos)
    await expect(page.get_by_role("dialog", name=opens)).to_be_visible()
    await page.evaluate(AXE.read_text("utf-8"))
    assert await page.evaluate(SERIOUS_VIOLATIONS) == []
