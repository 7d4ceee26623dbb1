"""Engine.IO v4, packet by packet."""

import asyncio
import time
from contextlib import AsyncExitStack

import httpx
import msgspec
import pytest
from picows import WSMsgType

from mingle.realtime.asgi import Mount
from mingle.realtime.engine import Engine, Options
from tests.conformance.app import PING_INTERVAL, PING_TIMEOUT, Echo
from tests.conformance.conftest import serving
from tests.support.sockets import RawSocket, raw_socket

pytestmark = pytest.mark.anyio
POLL = "/engine.io/?EIO=4&transport=polling"
PATH = "/engine.io/"


def base(client: httpx.AsyncClient) -> str:
    return str(client.base_url).rstrip("/")


async def handshake(client: httpx.AsyncClient) -> str:
    answer = await client.get(POLL)
    assert answer.status_code == 200
    return msgspec.json.decode(answer.content[1:])["sid"]


async def test_the_handshake_says_how_sessions_are_held(engine: httpx.AsyncClient) -> None:
    polled = msgspec.json.decode((await engine.get(POLL)).content[1:])
    async with raw_socket(base(engine), path=PATH) as socket:
        opened = msgspec.json.decode(str(await socket.next())[1:].encode())
    assert polled.pop("sid") != opened.pop("sid")
    assert polled == {"upgrades": ["websocket"], "pingInterval": 300, "pingTimeout": 200, "maxPayload": 1_000_000}
    assert opened == {**polled, "upgrades": []}


@pytest.mark.parametrize(
    ("method", "query"),
    [
        ("GET", ""),
        ("GET", "EIO=4"),
        ("GET", "EIO=3&transport=polling"),
        ("GET", "EIO=4&transport=websocket"),
        ("GET", "EIO=4&transport=polling&sid=unknown"),
        ("POST", "EIO=4&transport=polling"),
        ("PUT", "EIO=4&transport=polling"),
        ("GET", "&".join(["EIO=4&transport=polling", *["a=1"] * 100])),
    ],
)
async def test_what_is_no_request_of_the_protocol_is_refused(
    engine: httpx.AsyncClient, method: str, query: str
) -> None:
    answer = await engine.request(method, f"{PATH}?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message"}


async def test_packets_echo_through_polls_in_order(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    sent = await engine.post(f"{POLL}&sid={sid}", content="4one\x1e4zwei ü\x1ebAQIDBA==")
    assert (sent.status_code, sent.text) == (200, "ok")
    assert (await engine.get(f"{POLL}&sid={sid}")).text == "4one\x1e4zwei ü\x1ebAQIDBA=="


@pytest.mark.parametrize("body", ["abc", "", "b!!", "2", "4ok\x1e9", "5"])
async def test_a_malformed_body_closes_only_its_sender(engine: httpx.AsyncClient, body: str) -> None:
    sid, other = await handshake(engine), await handshake(engine)
    assert (await engine.post(f"{POLL}&sid={sid}", content=body)).status_code == 400
    assert (await engine.get(f"{POLL}&sid={sid}")).status_code == 400
    assert (await engine.post(f"{POLL}&sid={other}", content="4x")).status_code == 200


async def test_a_body_that_is_too_long_is_refused(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    assert (await engine.post(f"{POLL}&sid={sid}", content=b"4" + b"x" * 1_000_000)).status_code == 413


async def test_two_polls_at_once_close_the_session(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    first = asyncio.create_task(engine.get(f"{POLL}&sid={sid}"))
    second = asyncio.create_task(engine.get(f"{POLL}&sid={sid}"))
    answers = sorted([(await first), (await second)], key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[0].text == "1"


async def test_heartbeats_go_on_while_they_are_answered_and_end_the_session_else(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    for _ in range(3):
        assert (await engine.get(f"{POLL}&sid={sid}")).text == "2"
        assert (await engine.post(f"{POLL}&sid={sid}", content="3")).status_code == 200
    async with raw_socket(base(engine), path=PATH) as alive, raw_socket(base(engine), path=PATH) as dead:
        dead.answers_pings = False
        await dead.gone()
        alive.send("4still here")
        await alive.until(lambda packet: packet == "4still here")


async def test_a_process_that_was_held_up_does_not_take_its_clients_for_dead(engine: httpx.AsyncClient) -> None:
    async with raw_socket(base(engine), path=PATH) as alive, raw_socket(base(engine), path=PATH) as dead:
        dead.answers_pings = False
        for _ in range(3):
            time.sleep(2 * (PING_INTERVAL + PING_TIMEOUT))  # nothing happens here, as in a stopped process
            alive.send("4still here")
            await alive.until(lambda packet: packet == "4still here")
        await dead.gone()


@pytest.mark.parametrize("packet", ["abc", "", "2", "5", b"\x00" * 1_000_001, "4" + "x" * 1_000_000])
async def test_a_malformed_or_oversize_message_closes_only_its_sender(
    engine: httpx.AsyncClient, packet: str | bytes
) -> None:
    async with raw_socket(base(engine), path=PATH) as bad, raw_socket(base(engine), path=PATH) as good:
        bad.send(packet)
        await bad.gone()
        good.send("4x")
        await good.until(lambda packet: packet == "4x")


async def test_a_message_of_the_most_that_is_allowed_passes(engine: httpx.AsyncClient) -> None:
    async with raw_socket(base(engine), path=PATH) as socket:
        await socket.next()
        socket.send(b"\x07" * 1_000_000)
        assert await socket.next() == b"\x07" * 1_000_000


async def test_what_waits_for_a_poll_goes_over_with_the_upgrade_once_and_in_order(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    async with raw_socket(base(engine), path=PATH, query=f"EIO=4&transport=websocket&sid={sid}") as socket:
        poll = asyncio.create_task(engine.get(f"{POLL}&sid={sid}"))
        socket.send("2probe")
        assert await socket.next() == "3probe"
        assert (await poll).text == "6"
        await engine.post(f"{POLL}&sid={sid}", content="4one\x1ebAQI=\x1e4two")
        socket.send("5")
        assert [await socket.next() for _ in range(3)] == ["4one", b"\x01\x02", "4two"]
        assert (await engine.get(f"{POLL}&sid={sid}")).status_code == 400
        async with raw_socket(base(engine), path=PATH, query=f"EIO=4&transport=websocket&sid={sid}") as late:
            await late.gone()
        socket.send("4here")
        assert await socket.next() == "4here"


async def test_a_probe_that_says_nonsense_leaves_the_session_alone(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    async with raw_socket(base(engine), path=PATH, query=f"EIO=4&transport=websocket&sid={sid}") as socket:
        socket.send("5")
        await socket.gone()
    assert (await engine.post(f"{POLL}&sid={sid}", content="4x")).status_code == 200
    assert (await engine.get(f"{POLL}&sid={sid}")).text == "4x"


async def test_a_client_that_leaves_ends_its_poll(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    poll = asyncio.create_task(engine.get(f"{POLL}&sid={sid}"))
    assert (await engine.post(f"{POLL}&sid={sid}", content="1")).text == "ok"
    assert (await poll).text == "6"
    assert (await engine.get(f"{POLL}&sid={sid}")).status_code == 400


async def test_a_poll_that_was_hung_up_on_is_not_in_the_way_of_the_next(engine: httpx.AsyncClient) -> None:
    sid = await handshake(engine)
    async with httpx.AsyncClient(base_url=engine.base_url, trust_env=False, timeout=0.05) as impatient:
        with pytest.raises(httpx.ReadTimeout):
            await impatient.get(f"{POLL}&sid={sid}")
    await engine.post(f"{POLL}&sid={sid}", content="4x")
    assert (await engine.get(f"{POLL}&sid={sid}")).text == "4x"


async def fragments(socket: RawSocket) -> None:
    socket.transport.send(WSMsgType.TEXT, b"4in ", fin=False)
    socket.transport.send(WSMsgType.CONTINUATION, b"two ", fin=False)
    socket.transport.send(WSMsgType.CONTINUATION, b"pieces", fin=True)


async def test_a_message_may_come_in_pieces(engine: httpx.AsyncClient) -> None:
    async with raw_socket(base(engine), path=PATH) as socket:
        await fragments(socket)
        await socket.until(lambda packet: packet == "4in two pieces")


async def test_firefox_asks_in_its_own_words(engine: httpx.AsyncClient) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", engine.base_url.port)
    writer.write(
        b"GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert (await reader.readline()).startswith(b"HTTP/1.1 101 ")
    head = await reader.readuntil(b"\r\n\r\n")
    assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head  # the example of RFC 6455, section 1.3
    writer.close()


async def test_the_end_of_the_server_is_told_to_everybody_at_once() -> None:
    """Heartbeats are far apart here: whoever is not told would wait."""
    async with AsyncExitStack() as clients:
        async with serving(Mount(None, Engine(Echo, Options(path=PATH)))) as server:
            url = base(server)
            client = await clients.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False, timeout=20))
            sid = await handshake(client)
            poll = asyncio.create_task(client.get(f"{POLL}&sid={sid}"))
            socket = await clients.enter_async_context(raw_socket(url, path=PATH))
            await socket.next()
        assert (await poll).text == "1"
        await socket.gone()
        assert socket.code == 1001
