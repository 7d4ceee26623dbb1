"""Uploads that are resumed: tus 1.0.0, spoken by hand, so that every way to break off can be had."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.media.conftest import LIVE, Person, at_work, enter, picture
from tests.features.media.standin import PNG
from tests.support.eventually import eventually
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {**TUS, "Content-Type": "application/offset+octet-stream"}


def metadata(**values: str) -> str:
    """As the header `Upload-Metadata` says it."""
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in values.items())


async def create(person: Person, length: int, content: bytes = b"", **values: str) -> httpx.Response:
    """Begin an upload."""
    headers = {**(CHUNK if content else TUS), **person.headers, "Upload-Length": str(length)}
    if values:
        headers["Upload-Metadata"] = metadata(**values)
    return await person.client.post("/api/files/tus", content=content, headers=headers)


async def begun(person: Person, length: int, content: bytes = b"", **values: str) -> str:
    """Begin an upload that is taken; where it goes on."""
    answer = await create(person, length, content, **values)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def append(
    person: Person, url: str, offset: int, content: Any, client: httpx.AsyncClient | None = None
) -> httpx.Response:
    """Go on with it."""
    headers = {**CHUNK, **person.headers, "Upload-Offset": str(offset)}
    return await (client or person.client).patch(url, content=content, headers=headers)


async def offset_of(person: Person, url: str, client: httpx.AsyncClient | None = None) -> int:
    """Where it stands."""
    answer = await (client or person.client).head(url, headers={**TUS, **person.headers})
    assert answer.status_code == 204, answer.status_code
    return int(answer.headers["upload-offset"])


async def test_what_this_server_can_do_is_told(client: httpx.AsyncClient) -> None:
    answer = await client.options("/api/files/tus")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["tus-extension"] == "creation,creation-with-upload,expiration,termination"
    assert int(answer.headers["tus-max-size"]) == 200 * 1024 * 1024


async def test_an_upload_in_three_pieces_is_one_file(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        content = picture(3000)
        url = await begun(mara, 3000, filename="Strand ä.png", filetype="image/png", purpose="photo")
        assert await offset_of(mara, url) == 0
        for offset in (0, 1000, 2000):
            answer = await append(mara, url, offset, content[offset : offset + 1000])
            assert answer.status_code == 204, answer.text
            assert answer.headers["upload-offset"] == str(offset + 1000)
            assert ("mingle-file-id" in answer.headers) == (offset == 2000)
        file = await mara.settled(answer.headers["mingle-file-id"])
        assert (file["status"], file["name"], file["size"]) == ("ready", "Strand ä.png", 3000)
        shown = await client.get(file["url"], follow_redirects=True)
        assert shown.content == b"full.webp of " + content
        again = await client.head(url, headers={**TUS, **mara.headers})
        assert again.headers["mingle-file-id"] == file["id"], "whoever missed the last answer hears of it"
