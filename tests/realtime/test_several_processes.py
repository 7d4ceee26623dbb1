"""Clients that poll, behind a port that gives each request to another process."""

import asyncio
from contextlib import AsyncExitStack
from itertools import cycle
from uuid import uuid4

import httpx
import msgspec
import pytest

from tests.realtime.meeting import token_of

pytestmark = pytest.mark.anyio
PATH = "/socket.io/?EIO=4&transport=polling"


async def test_a_client_that_polls_now_here_now_there_is_served(server: str, other_server: str) -> None:
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False, timeout=20))
            for url in (other_server, server)
        ]
        turn = cycle(clients)
        opened = await clients[1].get(PATH)
        path = f"{PATH}&sid={msgspec.json.decode(opened.content[1:])['sid']}"
        connect = "40" + msgspec.json.encode({"token": token_of(uuid4())}).decode()
        for packet, answer in ((connect, '40{"sid":'), ('421["echo",{"text":"a"}]', "431"), ('422["echo",{}]', "432")):
            poll = asyncio.create_task(next(turn).get(path))
            assert (await next(turn).post(path, content=packet)).text == "ok"
            assert (await poll).text.startswith(answer)
            next(turn)  # so that each kind of request comes to each of them
        assert (await next(turn).post(path, content="nonsense")).status_code == 400
        for client in clients:
            assert (await client.get(path)).status_code == 400


async def test_a_poll_that_is_hung_up_on_at_the_wrong_process_is_forgotten_at_the_right_one(
    server: str, other_server: str
) -> None:
    async with (
        httpx.AsyncClient(base_url=server, trust_env=False, timeout=20) as right,
        httpx.AsyncClient(base_url=other_server, trust_env=False, timeout=20) as wrong,
    ):
        path = f"{PATH}&sid={msgspec.json.decode((await right.get(PATH)).content[1:])['sid']}"
        with pytest.raises(httpx.ReadTimeout):
            await wrong.get(path, timeout=0.3)
        # The word of it is on the bus before whatever the client sends next.
        poll = asyncio.create_task(wrong.get(path))
        connect = "40" + msgspec.json.encode({"token": token_of(uuid4())}).decode()
        assert (await wrong.post(path, content=connect)).text == "ok"
        assert (await poll).text.startswith("40")


async def test_a_session_of_a_process_that_is_gone_is_unknown_at_once(server: str) -> None:
    async with httpx.AsyncClient(base_url=server, trust_env=False, timeout=5) as client:
        answer = await client.get(f"{PATH}&sid=goneproc12345678901234567890")
        assert answer.status_code == 400
        assert answer.json() == {"code": 1, "message": "Session ID unknown"}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_pages_of_others_are_refused(server: str, origin: str) -> None:
    async with httpx.AsyncClient(base_url=server, trust_env=False, timeout=60) as client:
        upgrade = {
            "origin": origin, "connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        }  # fmt: skip
        assert (await client.get("/socket.io/?EIO=4&transport=websocket", headers=upgrade)).status_code == 403
        polled = await client.get(PATH, headers={"origin": origin})
        assert polled.status_code == 403
        assert "access-control-allow-origin" not in polled.headers
        own = {"origin": "http://localhost:8000"}
        polled = await client.get(PATH, headers=own)
        assert polled.headers["access-control-allow-origin"] == own["origin"]
        assert (await client.get("/socket.io/?EIO=4&transport=websocket", headers=upgrade | own)).status_code == 101
