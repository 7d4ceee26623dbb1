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
from prometheus_client import REGISTRY

from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.media.conftest import LIVE, Person, at_work, enter, keys, picture, renewed
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


def received() -> float:
    """How many bytes of uploads have come to the servers of this process."""
    return REGISTRY.get_sample_value("mingle_uploaded_bytes_total") or 0


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


async def test_a_file_may_come_along_with_the_beginning(mara: Person) -> None:
    content = picture()
    answer = await create(mara, len(content), content)
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "1000")
    assert (await mara.settled(answer.headers["mingle-file-id"]))["status"] == "ready"


async def test_what_came_before_the_connection_broke_is_kept(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        content = picture(10_000)
        url = await begun(mara, 10_000)
        before = received()
        _reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        asked = {**CHUNK, **mara.headers, "Host": "localhost", "Upload-Offset": "0", "Content-Length": "10000"}
        head = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        writer.write(f"PATCH {url} HTTP/1.1\r\n{head}\r\n".encode() + content[:6000])
        await eventually(lambda: received() == before + 6000, "they have come")
        writer.close()

        async def stands_there() -> bool:
            return await offset_of(mara, url) == 6000

        await eventually(stands_there, "the 6000 bytes are kept")
        answer = await append(mara, url, 6000, content[6000:])
        file = await mara.settled(answer.headers["mingle-file-id"])
        assert (await client.get(file["url"], follow_redirects=True)).content == b"full.webp of " + content


@pytest.mark.parametrize("beginning", [0, 5])
async def test_of_two_who_send_the_same_bytes_to_two_processes_one_is_heard(stored: Settings, beginning: int) -> None:
    """The pieces of both arrive at the same time, each longer than what is stored at once."""
    size = 9 * 1024 * 1024
    async with at_work(stored) as here, running_server(stored, *LIVE) as there:
        mara = await enter(here)
        url = await begun(mara, beginning + size)
        if beginning:
            await append(mara, url, 0, b"start")
        both_are_in = asyncio.Barrier(2)

        async def body(letter: bytes) -> AsyncGenerator[bytes]:
            yield letter * 1000
            await both_are_in.wait()
            yield letter * (size - 1000)

        answers = await asyncio.gather(
            append(mara, url, beginning, body(b"a"), here), append(mara, url, beginning, body(b"b"), there)
        )
        assert sorted(answer.status_code for answer in answers) == [204, 409]
        winner = b"ab"[[answer.status_code for answer in answers].index(204)]
        file = await mara.settled(url.rpartition("/")[2])
        content = (await here.get(file["url"], follow_redirects=True)).content
        assert content == b"start"[:beginning] + bytes([winner]) * size


async def test_a_wrong_offset_is_refused_and_changes_nothing(mara: Person) -> None:
    url = await begun(mara, 100)
    await append(mara, url, 0, b"x" * 40)
    for offset in (0, 39, 41, 100, 1000):
        answer = await append(mara, url, offset, b"y" * 10)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "offset_mismatch")
    assert await offset_of(mara, url) == 40


async def test_more_than_was_said_is_refused(mara: Person) -> None:
    url = await begun(mara, 100)
    answer = await append(mara, url, 0, b"x" * 101)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "file_too_large")
    assert await offset_of(mara, url) == 0


async def test_requests_that_are_not_tus_are_refused(mara: Person) -> None:
    url = await begun(mara, 100)
    good = {**CHUNK, **mara.headers, "Upload-Offset": "0"}
    for changed, status, code in (
        ({"Tus-Resumable": "0.2.2"}, 412, "precondition_failed"),
        ({"Content-Type": "application/octet-stream"}, 415, "not_a_chunk"),
        ({"Upload-Offset": "-1"}, 400, "validation_failed"),
        ({"Upload-Offset": "\uff11"}, 400, "validation_failed"),
        ({"Upload-Offset": "9" * 30}, 400, "validation_failed"),
    ):
        headers = [(name, value.encode()) for name, value in {**good, **changed}.items()]
        answer = await mara.client.patch(url, content=b"x", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), changed
        assert answer.headers["tus-version"] == "1.0.0"
    assert await offset_of(mara, url) == 0


@pytest.mark.parametrize(
    ("headers", "status", "field"),
    [
        ({}, 400, "Upload-Length"),
        ({"Upload-Length": "many"}, 400, "Upload-Length"),
        ({"Upload-Length": "0"}, 400, "file"),
        ({"Upload-Length": str(1024**3)}, 413, None),
        ({"Upload-Length": "5", "Upload-Metadata": "filename not-base64!"}, 400, "Upload-Metadata"),
        ({"Upload-Length": "5", "Upload-Metadata": "filename /w=="}, 400, "Upload-Metadata"),
        ({"Upload-Length": "5", "Upload-Metadata": "a " + "A" * 5000}, 400, "Upload-Metadata"),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(purpose="export")}, 400, "purpose"),
        ({"Upload-Length": "5", "Upload-Metadata": metadata(purpose="x", kind="image")}, 400, "purpose"),
    ],
)
async def test_a_bad_beginning_is_told_and_leaves_nothing(
    mara: Person, resources: Resources, headers: dict[str, str], status: int, field: str | None
) -> None:
    answer = await mara.client.post("/api/files/tus", headers={**TUS, **mara.headers, **headers})
    error = answer.json()["error"]
    assert answer.status_code == status, answer.text
    assert (error["details"][0]["field"] if field else error["code"]) == (field or "file_too_large")
    async with resources.db.read() as conn:
        assert await conn.value("SELECT count(*) FROM uploads") == 0
        assert await conn.value("SELECT count(*) FROM upload_days") == 0


async def test_content_that_is_not_taken_is_told_before_it_is_all_here(mara: Person) -> None:
    url = await begun(mara, 9 * 1024 * 1024, purpose="photo")
    answer = await append(mara, url, 0, b"a film, not a picture".ljust(5 * 1024 * 1024))
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong_kind")
    assert await offset_of(mara, url) == 0


async def test_an_upload_can_be_given_up(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        url = await begun(mara, 100, b"x" * 50)
        assert await keys(stored, "uploads")
        assert (await client.delete(url, headers={**TUS, **mara.headers})).status_code == 204
        assert await keys(stored, "uploads") == set()
        assert (await client.head(url, headers={**TUS, **mara.headers})).status_code == 404
        assert (await append(mara, url, 50, b"x")).status_code == 404


async def test_an_upload_that_is_whole_can_no_longer_be_given_up(mara: Person) -> None:
    url = await begun(mara, 1000, picture())
    assert (await mara.client.delete(url, headers={**TUS, **mara.headers})).status_code == 204
    assert (await mara.settled(url.rpartition("/")[2]))["status"] == "ready"


async def test_an_upload_waits_for_a_day(mara: Person) -> None:
    answer = await create(mara, 100)
    until = parsedate_to_datetime(answer.headers["upload-expires"])
    assert timedelta(hours=23, minutes=59) < until - clock.now() <= timedelta(days=1)
    url = answer.headers["location"]
    with clock.moved(timedelta(hours=23)):
        later = await renewed(mara)
        assert (await append(later, url, 0, b"x" * 10)).status_code == 204
    with clock.moved(timedelta(hours=25)):
        later = await renewed(later)
        answer = await append(later, url, 10, b"x" * 10)
        assert (answer.status_code, answer.json()["error"]["code"]) == (410, "upload_expired")


async def test_somebody_elses_upload_is_not_there(mara: Person, noor: Person) -> None:
    url = await begun(mara, 100)
    theirs, nobodys = await append(noor, url, 0, b"x"), await append(noor, f"/api/files/tus/{uuid4()}", 0, b"x")
    assert theirs.status_code == nobodys.status_code == 404
    assert (await mara.client.head(url, headers={**TUS, **noor.headers})).status_code == 404
    assert (await mara.client.delete(url, headers={**TUS, **noor.headers})).status_code == 404
    assert await offset_of(mara, url) == 0


async def test_pages_of_other_origins_may_read_what_tus_says(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"allowed_origins": ["https://app.example"]})
    async with running_server(elsewhere, *LIVE) as client:
        mara = await enter(client)
        headers = {**TUS, **mara.headers, "Upload-Length": "5", "Origin": "https://app.example"}
        answer = await client.post("/api/files/tus", headers=headers)
        exposed = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
        assert {"location", "upload-offset", "upload-length", "mingle-file-id", "tus-resumable"} <= exposed
        asked = {
            "Origin": "https://app.example",
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "tus-resumable,upload-offset,content-type,authorization",
        }
        preflight = await client.options("/api/files/tus", headers=asked)
        assert preflight.status_code < 300
        assert "PATCH" in preflight.headers["access-control-allow-methods"]
        assert "upload-offset" in preflight.headers["access-control-allow-headers"].lower()
