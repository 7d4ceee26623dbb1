"""Uploading in one go: a form with a file, which becomes what it is by its content and is told of live."""

import httpx
import pytest

from mingle.settings import Settings
from tests.features.media.conftest import Person, at_work, enter, picture
from tests.features.media.standin import OGG, PNG, WEBM
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio


async def test_a_picture_becomes_ready_wherever_files_are_kept(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        sent = await mara.uploaded(content := picture(), "holiday.png")
        assert sent["status"] == "uploaded"
        assert (sent["url"], sent["thumbnails"]) == (None, [])
        file = await mara.settled(sent["id"])
        assert file["status"] == "ready"
        assert {name: file[name] for name in ("kind", "mime", "size", "name", "width", "height")} == {
            "kind": "image",
            "mime": "image/png",
            "size": len(content),
            "name": "holiday.png",
            "width": 4000,
            "height": 3000,
        }
        assert file["placeholder"]
        assert [(one["name"], one["mime"], one["width"]) for one in file["thumbnails"]] == [
            ("full", "image/avif", 1600),
            ("full", "image/jpeg", 1600),
            ("full", "image/webp", 1600),
            ("thumbnail", "image/webp", 160),
        ]
        shown = await client.get(file["url"], follow_redirects=True)
        assert shown.content == b"full.webp of " + content
        assert shown.headers["content-type"] == "image/webp"
