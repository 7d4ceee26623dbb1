"""Uploads that are refused before they have come: their sender reads the answer, and no connection is held for ever."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

pytestmark = pytest.mark.anyio

LENGTH = 8 * 1024 * 1024
PIECE = b"x" * 64 * 1024


@asynccontextmanager
async def upload(client: httpx.AsyncClient) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """The head of an upload that is longer than any may be, and the first piece of its body."""
    url = client.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"POST /api/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
    writer.write(b"Content-Length: %d\r\n\r\n" % LENGTH + PIECE)
    await writer.drain()
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def require_refusal(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in head


async def test_what_is_sent_on_after_a_refusal_is_taken_and_the_connection_closed(client: httpx.AsyncClient) -> None:
    async with upload(client) as (reader, writer):
        await require_refusal(reader)
        for _ in range(LENGTH // len(PIECE) - 1):
            writer.write(PIECE)
            await writer.drain()
        assert b'"payload_too_large"' in await reader.read()


async def test_a_sender_who_stops_is_not_waited_for(client: httpx.AsyncClient) -> None:
    async with upload(client) as (reader, _writer):
        await require_refusal(reader)
        assert b'"payload_too_large"' in await reader.read()


async def test_a_short_body_costs_nobody_their_connection(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/notes", json={"text": "short"})
    assert answer.status_code == 401
    assert "connection" not in answer.headers
