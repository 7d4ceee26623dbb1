"""The door: how many sessions an address may open, and what a crowd at it does to those who are in."""

import asyncio
import random
from collections.abc import AsyncGenerator
from uuid import uuid4

import httpx
import pytest
from picows import WSInvalidStatusError

from mingle.settings import Settings
from tests.realtime.meeting import MEETING, authenticate_socket, token_of
from tests.support.servers import running_server
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio
POLL = "/socket.io/?EIO=4&transport=polling"
LIMIT, CROWD = 20, 60
UPGRADE = {
    "connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


@pytest.fixture
async def door(settings: Settings) -> AsyncGenerator[str]:
    """A server that lets an address open twenty sessions a second, behind a proxy on this machine; its address."""
    limited = {"rate_limits": True, "socket_handshakes": f"{LIMIT}/second", "trusted_proxies": ["127.0.0.1"],
               "socket_events_per_second": 1e6}  # fmt: skip
    settings = settings.model_copy(update=limited)
    async with running_server(settings, [MEETING], authenticate_socket=authenticate_socket) as client:
        yield str(client.base_url).rstrip("/")


@pytest.mark.parametrize("transport", ["polling", "websocket"])
async def test_an_address_that_opens_too_many_waits_and_others_do_not(door: str, transport: str) -> None:
    async with httpx.AsyncClient(base_url=door, trust_env=False, timeout=60) as client:

        async def knock(address: str) -> httpx.Response:
            headers = {"x-forwarded-for": f"203.0.113.99, {address}"}
            if transport == "polling":
                return await client.get(POLL, headers=headers)
            return await client.get("/socket.io/?EIO=4&transport=websocket", headers=headers | UPGRADE)

        answers = await asyncio.gather(*(knock("198.51.100.7") for _ in range(3 * LIMIT)))
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(answers) - len(refused) <= 2 * LIMIT
        assert refused
        assert all(answer.headers["retry-after"] == "1" for answer in refused)
        assert (await knock("198.51.100.8")).status_code in (101, 200)


async def test_a_session_that_goes_on_is_no_handshake(door: str) -> None:
    async with httpx.AsyncClient(base_url=door, trust_env=False, timeout=20) as client:
        opened = (await client.get(POLL)).text
        sid = opened.partition('"sid":"')[2].partition('"')[0]
        assert (await client.post(f"{POLL}&sid={sid}", content="40")).text == "ok"
        for _ in range(2 * LIMIT):
            assert (await client.post(f"{POLL}&sid={sid}", content="6")).status_code == 200


async def test_a_stampede_gets_in_bit_by_bit_while_those_inside_are_served(door: str) -> None:
    """With the pauses of stock clients: they grow, and are half of them chance."""

    async def come_in() -> int:
        for attempt in range(12):
            try:
                async with raw_socket(door) as client:
                    assert (await client.connect(token=token_of(uuid4()))).startswith("40")
                    assert (await client.call("echo", {"text": "in"}))["success"]
                    return attempt
            except WSInvalidStatusError:
                await asyncio.sleep(min(5.0, 2**attempt) * random.uniform(0.5, 1.5))
        pytest.fail("never let in")

    async with raw_socket(door, **{"x-forwarded-for": "198.51.100.9"}) as inside:
        await inside.connect(token=token_of(uuid4()))
        crowd = asyncio.gather(*(come_in() for _ in range(CROWD)))
        while not crowd.done():
            assert (await inside.call("echo", {"text": "still here"}))["success"]
        assert sum(await crowd) >= CROWD - 2 * LIMIT, "most were sent away at first"
