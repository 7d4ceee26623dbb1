"""The clients that people use, unmodified and with their default settings: polling first, then the upgrade."""

import asyncio
from asyncio.subprocess import PIPE
from contextlib import suppress
from typing import Any

import httpx
import msgspec
import pytest
import socketio

from tests.conformance.conftest import BIN, CLIENTS
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


@pytest.mark.usefixtures("node_clients")
@pytest.mark.parametrize("transports", [(), ("websocket",), ("polling",)])
async def test_javascript(sockets: httpx.AsyncClient, transports: tuple[str, ...]) -> None:
    url = str(sockets.base_url).rstrip("/")
    visit = await asyncio.create_subprocess_exec(
        BIN / "node", CLIENTS / "visit.js", url, *transports, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(30):
            said, failed = await visit.communicate()
    finally:
        with suppress(ProcessLookupError):
            visit.kill()
    assert failed == b""
    assert msgspec.json.decode(said) == {
        "auth": {"token": "123"},
        "first": transports[0] if transports else "polling",
        "transport": transports[0] if transports else "websocket",
        "back": [1, "zwei ü", {"deep": [True, None]}],
        "ack": {"n": 5},
        "binary": [[1, 2, 3], [255]],
        "custom": {},
        "unknown": "Invalid namespace",
        "gone": "io client disconnect",
    }


@pytest.mark.parametrize("transports", [None, ["websocket"], ["polling"]])
async def test_python(sockets: httpx.AsyncClient, transports: list[str] | None) -> None:
    client: Any = socketio.AsyncClient()
    heard: asyncio.Queue[object] = asyncio.Queue()

    def hear(*given: object) -> None:
        heard.put_nowait(given)

    client.on("message-back", hear)
    try:
        await client.connect(str(sockets.base_url), auth={"token": "123"}, transports=transports, retry=True)
        await client.emit("message", (1, {"bytes": b"\x01\x02"}))
        async with asyncio.timeout(20):
            assert await heard.get() == (1, {"bytes": b"\x01\x02"})
        assert await client.call("message-with-ack", {"n": 5}) == {"n": 5}
        wanted = (transports or ["websocket"])[0]
        await eventually(lambda: client.transport() == wanted, f"the transport is {wanted}")
        assert await client.call("message-with-ack", b"\xff") == b"\xff"
    finally:
        await client.disconnect()
