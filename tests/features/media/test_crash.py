"""Servers that are killed, and servers that are measured: nothing acknowledged is lost, and little memory is needed."""

import asyncio
import re
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from mingle.features.media.flows import PIECE_BYTES
from mingle.settings import Settings
from tests.features.media.conftest import at_work, enter, picture
from tests.features.media.test_tus import append, begun, offset_of
from tests.support.eventually import eventually
from tests.support.programs import program

pytestmark = pytest.mark.anyio

MEGABYTE = 1024 * 1024
MEMORY_BYTES = 32 * MEGABYTE


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[tuple[httpx.AsyncClient, Process]]:
    """A server as a process of its own."""
    async with program("tests.features.media.serving", settings) as process:
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        assert address.startswith("http"), address
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:
            yield client, process


async def test_what_was_acknowledged_outlives_a_killed_server(stored: Settings) -> None:
    content = picture(5 * PIECE_BYTES + 1234)
    async with at_work(stored) as other:
        mara = await enter(other)
        url = await begun(mara, len(content))
        told = 0
        for _ in range(3):
            async with serving(stored) as (client, process):
                is_dead = asyncio.Event()

                async def body(start: int, is_dead: asyncio.Event) -> AsyncGenerator[bytes]:
                    yield content[start : start + PIECE_BYTES + 999]
                    await is_dead.wait()
                    yield content[start + PIECE_BYTES + 999 :]

                sending = asyncio.create_task(append(mara, url, told, body(told, is_dead), client))

                async def has_grown(before: int = told) -> int | None:
                    offset = await offset_of(mara, url, other)
                    return offset if offset > before else None

                told = await eventually(has_grown, "a piece of it is kept")
                process.kill()
                await process.wait()
                is_dead.set()
                with pytest.raises(httpx.TransportError):
                    await sending
            assert await offset_of(mara, url) == told
        assert told >= 3 * PIECE_BYTES
        answer = await append(mara, url, told, content[told:])
        file = await mara.settled(answer.headers["mingle-file-id"])
        assert (await other.get(file["url"], follow_redirects=True)).content == b"full.webp of " + content


def peak_bytes(process: Process) -> int:
    """The most memory that a process has had."""
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE)
    assert peak is not None
    return int(peak[1]) * 1024


@pytest.mark.parametrize("how", ["form", "tus"])
async def test_a_hundred_megabytes_come_in_and_go_out_without_being_held(stored: Settings, how: str) -> None:
    roomy = stored.model_copy(update={"storage_direct": False})
    async with serving(roomy) as (client, process):
        mara = await enter(client)
        await send(mara.headers, client, how, 2)
        before = peak_bytes(process)
        await send(mara.headers, client, how, 100)
        assert peak_bytes(process) - before < MEMORY_BYTES


async def send(headers: dict[str, str], client: httpx.AsyncClient, how: str, megabytes: int) -> None:
    """Send a file of this size."""
    if how == "form":
        start = b'--here\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        end = b"\r\n--here--\r\n"
        size = len(start) + megabytes * MEGABYTE + len(end)
        asked = {"Content-Type": "multipart/form-data; boundary=here", "Content-Length": str(size)}
        answer = await client.post(
            "/api/files/upload", content=_body(megabytes, start, end), headers={**headers, **asked}
        )
        assert answer.status_code == 201, answer.text
        return
    tus = {**headers, "Tus-Resumable": "1.0.0"}
    made = await client.post("/api/files/tus", headers={**tus, "Upload-Length": str(megabytes * MEGABYTE)})
    asked = {**tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    answer = await client.patch(made.headers["location"], content=_body(megabytes), headers=asked)
    assert "mingle-file-id" in answer.headers, answer.text


async def _body(megabytes: int, start: bytes = b"", end: bytes = b"") -> AsyncGenerator[bytes]:
    yield start + b"x" * MEGABYTE
    for _ in range(megabytes - 2):
        yield b"x" * MEGABYTE
    yield b"x" * MEGABYTE + end
