"""The tus client that people use, unmodified, against uploads that break off."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from mingle.settings import Settings
from tests.conformance.conftest import BIN, CLIENTS
from tests.features.media.conftest import Person, at_work, enter, keys, picture

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("node_clients")]

SIZE = 3 * 1024 * 1024


@pytest.fixture
async def client(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server with media, whose worker works."""
    async with at_work(settings) as connected:
        yield connected


@pytest.fixture
def ocean(tmp_path: Path) -> Path:
    """A picture on somebody's disk."""
    path = tmp_path / "ocean.png"
    path.write_bytes(picture(SIZE))
    return path


async def upload(person: Person, path: Path, how: str, url: str = "") -> dict[str, Any]:
    """Upload it as the client does; what it saw."""
    url = url or str(person.client.base_url).rstrip("/")
    running = await asyncio.create_subprocess_exec(
        BIN / "node", CLIENTS / "upload.js", url, person.token, path, how, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(40):
            said, failed = await running.communicate()
    finally:
        with suppress(ProcessLookupError):
            running.kill()
    assert failed == b""
    return msgspec.json.decode(said)


async def require_same(person: Person, file_id: str, path: Path) -> None:
    """See that what is served was made of what was sent."""
    file = await person.settled(file_id)
    assert (file["status"], file["name"]) == ("ready", "ocean ü.png")
    shown = await person.client.get(file["url"])
    assert shown.content == b"full.webp of " + path.read_bytes()


@pytest.mark.parametrize(("how", "patches"), [("all", 1), (str(1024 * 1024), 3), (str(1024 * 1024 - 1), 4)])
async def test_a_file_arrives_in_one_go_or_in_chunks(
    client: httpx.AsyncClient, ocean: Path, how: str, patches: int
) -> None:
    mara = await enter(client)
    seen = await upload(mara, ocean, how)
    assert seen["requests"] == ["POST"] + ["PATCH"] * patches
    assert seen["progress"] == SIZE
    await require_same(mara, seen["fileId"], ocean)


@asynccontextmanager
async def tearing(port: int, after: list[int]) -> AsyncGenerator[str]:
    """A way to the server on which connections break after so many bytes, one after the other; the last ones hold."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: float) -> None:
        with suppress(ConnectionError):
            while most > 0 and (data := await reader.read(min(65536, int(min(most, 65536))))):
                writer.write(data)
                await writer.drain()
                most -= len(data)
        writer.transport.abort() if most <= 0 else writer.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        most = after.pop(0) if after else float("inf")
        await asyncio.gather(pump(reader, back, most), pump(there, writer, float("inf")))

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_an_upload_goes_on_where_the_connection_broke(client: httpx.AsyncClient, ocean: Path) -> None:
    mara = await enter(client)
    assert client.base_url.port is not None
    async with tearing(client.base_url.port, [1_000_000, 1_200_000]) as url:
        seen = await upload(mara, ocean, "all", url)
    # One more of both, where the client is back before the server has stored what came last.
    assert seen["requests"].count("PATCH") >= 3
    assert seen["requests"].count("HEAD") == seen["requests"].count("PATCH") - 1
    await require_same(mara, seen["fileId"], ocean)


async def test_an_upload_can_be_given_up(client: httpx.AsyncClient, ocean: Path, settings: Settings) -> None:
    mara = await enter(client)
    seen = await upload(mara, ocean, "give-up")
    assert seen["requests"][-1] == "DELETE"
    answer = await client.head(seen["url"], headers={**mara.headers, "Tus-Resumable": "1.0.0"})
    assert answer.status_code == 404
    assert await keys(settings) == set()
