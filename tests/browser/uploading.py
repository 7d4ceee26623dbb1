"""What the tests of media do in the gallery, where each part of it can be used by who is signed in."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyvips
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.test_accounts import come_in_as_guest

MEGABYTE = 1024 * 1024

HAND_OVER = """
([content, name, mime]) => {
  const transfer = new DataTransfer()
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
  transfer.items.add(new File([bytes], name, { type: mime }))
  return transfer
}
"""


def photo(width: int = 1200, height: int = 800) -> bytes:
    """A JPEG whose left half is red and whose right half is blue."""
    red = pyvips.Image.black(width // 2, height, bands=3).linear([1], [200, 30, 30])
    blue = pyvips.Image.black(width - width // 2, height, bands=3).linear([1], [30, 30, 200])
    return bytes(red.join(blue, "horizontal").cast("uchar").copy(interpretation="srgb").write_to_buffer(".jpg[Q=90]"))


def noise(size: int) -> bytes:
    """Bytes that are nothing in particular, the same every time."""
    return np.random.default_rng(7).bytes(size)


def payload(content: bytes, name: str = "evening.jpg", mime: str = "image/jpeg") -> FilePayload:
    """A file to choose."""
    return {"name": name, "mimeType": mime, "buffer": content}


@dataclass
class Gallery:
    """The gallery's media, as one person uses it."""

    page: Page
    upload_url: str = ""

    @property
    def uploader(self) -> Locator:
        """The one that takes everything."""
        return self.page.get_by_role("group", name="Choose files").first

    @property
    def photos(self) -> Locator:
        """The one that crops."""
        return self.page.get_by_role("group", name="Choose files").nth(1)

    @property
    def uploads(self) -> Locator:
        """What the first uploader has taken."""
        return self.uploader.locator("xpath=..").get_by_role("region", name="Uploads")

    @property
    def cropped(self) -> Locator:
        """What the one that crops has taken."""
        return self.photos.locator("xpath=..").get_by_role("region", name="Uploads")

    async def choose(self, file: FilePayload | Path, uploader: Locator | None = None) -> None:
        """Choose a file as in the browser's own dialog."""
        async with self.page.expect_file_chooser() as choosing:
            await (uploader or self.uploader).get_by_role("button", name="Choose files").click()
        await (await choosing.value).set_files(file)

    async def open(self, site: str) -> None:
        """Go there, and wait until it can be used."""
        await self.page.goto(f"{site}/gallery")
        await expect(self.uploader.get_by_role("button", name="Choose files")).to_be_enabled()


async def visit(page: Page, site: str) -> Gallery:
    """Come in as a guest and go there."""
    await come_in_as_guest(page, site)
    gallery = Gallery(page)
    await gallery.open(site)
    return gallery
