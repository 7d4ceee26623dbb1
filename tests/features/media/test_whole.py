"""From a person's upload to what others are served, with nothing standing in for anything."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import psycopg
import pytest
import pyvips

from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.features.accounts import authenticate
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.features.media.conftest import Person, enter
from tests.features.media.processing.pictures import HEIC_WITH_GPS, SECRETS, jpeg_with_secrets, textured, two_colours
from tests.support.servers import running_server, running_worker

pytestmark = pytest.mark.anyio

vips: Any = pyvips.Image


@pytest.fixture
async def mara(settings: Settings) -> AsyncGenerator[Person]:
    """Somebody on a server with every feature, and a worker."""
    async with (
        open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources,
        running_worker(resources, settings),
        running_server(settings, FEATURES, authenticate) as client,
    ):
        yield await enter(client)


async def fetched(client: httpx.AsyncClient, url: str) -> bytes:
    """What a link leads to."""
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.content


async def test_a_photo_becomes_pictures_of_three_sizes_in_three_formats_without_secrets(mara: Person) -> None:
    original = jpeg_with_secrets(textured(2400, 1800), orientation=6)
    file = await mara.ready(original, "IMG_0001.jpg")
    assert (file["kind"], file["width"], file["height"]) == ("image", 1536, 2048), "upright, and no larger than screens"
    found = {(one["name"], one["mime"]) for one in file["thumbnails"]}
    sizes, formats = ("thumbnail", "card", "full"), ("image/avif", "image/webp", "image/jpeg")
    assert found == {(size, mime) for size in sizes for mime in formats}
    for one in file["thumbnails"]:
        content = await fetched(mara.client, one["url"])
        assert not [secret for secret in SECRETS if secret in content], one
        shown = vips.new_from_buffer(content, "")
        assert (shown.width, shown.height) == (one["width"], one["height"])


async def test_an_iphones_photo_is_shown_everywhere(mara: Person) -> None:
    file = await mara.ready(HEIC_WITH_GPS.read_bytes(), "IMG_0002.HEIC")
    content = await fetched(mara.client, file["url"])
    assert not [secret for secret in SECRETS if secret in content]


async def test_what_cannot_be_read_says_so(mara: Person, settings: Settings) -> None:
    whole = jpeg_with_secrets(two_colours())
    for content, name in ((whole[: len(whole) // 2], "half.jpg"), (b"GIF89a" + b"<script>" * 20, "page.gif")):
        file = await mara.settled((await mara.uploaded(content, name))["id"])
        assert (file["status"], file["url"]) == ("rejected", None)
        assert file["reason"]
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM upload_parts").fetchone() == (0,), "nothing of it is kept"


async def test_a_picture_that_looks_like_a_banned_one_waits(mara: Person, settings: Settings) -> None:
    first = await mara.ready(jpeg_with_secrets(textured(800, 600, seed=3)), "one.jpg")
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "INSERT INTO banned_pictures (hash, banned_at) SELECT perceptual_hash, now() FROM files WHERE id = %s",
            (first["id"],),
        )
    smaller = jpeg_with_secrets(textured(800, 600, seed=3).resize(0.5))
    second = await mara.settled((await mara.uploaded(smaller, "two.jpg"))["id"])
    assert (second["status"], second["reason"]) == ("held", "banned_picture")
    assert (await mara.ready(jpeg_with_secrets(textured(800, 600, seed=4)), "three.jpg"))["status"] == "ready"
