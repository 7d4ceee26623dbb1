"""What a bad client, a dead Valkey and a dead process do to everybody else: as little as can be."""

import asyncio
import os
import random
import signal
import socket
import struct
import time
from contextlib import AsyncExitStack, suppress
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from prometheus_client import REGISTRY

from mingle.embedded import ValkeyServer
from mingle.settings import Settings
from tests.faults.conftest import Measure
from tests.realtime.meeting import MEETING, authenticate_socket, token_of
from tests.support.eventually import eventually
from tests.support.programs import program
from tests.support.servers import running_server
from tests.support.sockets import RawSocket, raw_socket

pytestmark = pytest.mark.anyio
STEP, MAX_UNSENT = 50_000, 1 << 20


async def sign_in(client: RawSocket, user: UUID | None = None) -> None:
    assert (await client.connect(token=token_of(user or uuid4()))).startswith("40")


def closed(reason: str) -> float:
    return REGISTRY.get_sample_value("mingle_socket_closed_total", {"reason": reason}) or 0.0


class Deaf(asyncio.Protocol):
    """A client that joins a room and then reads nothing more."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()
        self.heard = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.lost.set()

    def send(self, payload: bytes) -> None:
        head = (
            bytes((0x81, 0x80 | len(payload))) if len(payload) < 126 else b"\x81\xfe" + len(payload).to_bytes(2, "big")
        )
        self.transport.write(head + b"\0\0\0\0" + payload)


UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n"
    b"upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def deaf_client(server: str, room: str) -> Deaf:
    port = int(server.rpartition(":")[2])
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.connect(("127.0.0.1", port))
    _, deaf = await asyncio.get_running_loop().create_connection(Deaf, sock=small)
    deaf.transport.write(UPGRADE)
    await eventually(lambda: b'"maxPayload"' in deaf.heard, "the handshake")
    deaf.send(b"40" + msgspec.json.encode({"token": token_of(uuid4())}))
    await eventually(lambda: b'40{"sid"' in deaf.heard, "the connection")
    deaf.send(b'421["join",{"room":"%b"}]' % room.encode())
    await eventually(lambda: b"431[" in deaf.heard, "the room")
    deaf.transport.pause_reading()
    return deaf


async def test_a_client_that_does_not_read_is_closed_at_1_mib_and_nobody_waits(server: str) -> None:
    before, room = closed("slow"), {"room": "loud"}
    deaf = await deaf_client(server, "loud")
    async with raw_socket(server) as speaker, raw_socket(server) as listener:
        for client in (speaker, listener):
            await sign_in(client)
        await listener.call("join", {"room": "heard"})
        text = "x" * STEP
        most, unsent = 0, 0
        while unsent >= 0:
            most = max(most, unsent)
            await speaker.call("fill", {"room": "loud", "text": text})
            await speaker.call("say", {"room": "heard", "text": text})
            assert (await listener.event("said"))["text"] == text
            unsent = (await speaker.call("unsent", room))["data"]
        assert MAX_UNSENT - 2 * STEP < most <= MAX_UNSENT
        await eventually(lambda: closed("slow") == before + 1, "the slow client is counted")
    deaf.transport.resume_reading()
    await deaf.lost.wait()


@pytest.mark.parametrize("resets", [False, True])
async def test_clients_that_are_gone_before_they_are_answered_leave_nothing(settings: Settings, resets: bool) -> None:
    async def come_and_go(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.setblocking(False)
            await asyncio.get_running_loop().sock_sendall(client, UPGRADE)
            if resets:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def now() -> float:
        return REGISTRY.get_sample_value("mingle_sockets") or 0.0

    before = now()  # some of which others may have left a moment ago
    async with running_server(settings, [MEETING], authenticate_socket=authenticate_socket) as client:
        assert client.base_url.port is not None
        for _ in range(20):
            await asyncio.gather(*(come_and_go(client.base_url.port) for _ in range(20)))
        await eventually(lambda: now() <= before, "all are forgotten")


async def test_what_is_volatile_is_dropped_for_who_does_not_read_and_only_then(server: str) -> None:
    room = {"room": "flashes"}
    deaf = await deaf_client(server, "flashes")
    async with raw_socket(server) as speaker:
        await sign_in(speaker)
        while not (await speaker.call("unsent", room))["data"]:
            await speaker.call("fill", room | {"text": "x" * STEP})
        await speaker.call("flash", room)  # dropped
        await speaker.call("fill", room | {"text": "the end"})
        deaf.transport.resume_reading()
        await eventually(lambda: b"the end" in deaf.heard, "the end")
        assert b"flashed" not in deaf.heard
        await speaker.call("flash", room)
        await eventually(lambda: b"flashed" in deaf.heard, "a flash for who reads")


@pytest.mark.parametrize("settings", ["limited"], indirect=True)
async def test_a_flood_is_refused_then_closed_and_others_are_served(server: str) -> None:
    async with raw_socket(server) as flooder, raw_socket(server) as other:
        await sign_in(flooder)
        await sign_in(other)
        before = closed("flood")
        refused = asyncio.create_task(flooder.event("error"))
        while not flooder.closed.is_set():
            for _ in range(200):
                if not flooder.closed.is_set():
                    flooder.emit("echo", {"text": "x"})
            assert (await other.call("echo", {"text": "still served"}))["success"]
        assert (await refused)["code"] == "rate_limited"
        assert flooder.code == 1008
        await eventually(lambda: closed("flood") == before + 1, "the flood is counted")


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The tests' settings; `limited` ones count events, as production does."""
    is_limited = getattr(request, "param", None) == "limited"
    return settings.model_copy(update={"rate_limits": True, "socket_events_per_second": 20}) if is_limited else settings


@pytest.mark.parametrize(
    "packet",
    ["", "9", "4", "49", "42", "42{}", '42["', '421e5["echo",{}]', "43", '42[["echo"]]', '42["connect"]', "40",
     '451-["echo",{"_placeholder":true,"num":0}]\n', "451-[]", '4599-["x"]', b"\x00", "41{}", "44{}", "4" * 1_000_001,
     b"\xff" * 1_000_001],
)  # fmt: skip
async def test_what_is_malformed_or_too_large_closes_only_its_sender(server: str, packet: str | bytes) -> None:
    async with raw_socket(server) as bad, raw_socket(server) as good:
        await sign_in(bad)
        await sign_in(good)
        bad.send(packet)
        if packet in ('451-["echo",{"_placeholder":true,"num":0}]\n', "451-[]"):
            bad.send("42[]")  # where an attachment belongs
        await bad.gone()
        assert (await good.call("echo", {"text": "x"}))["success"]


async def test_random_bytes_never_break_the_server(server: str) -> None:
    chance = random.Random(4)
    async with raw_socket(server) as good:
        await sign_in(good)
        for _ in range(60):
            async with raw_socket(server) as bad:
                await sign_in(bad)
                for _ in range(20):
                    letters = bytes(chance.choices(b'0123456789[]{}",:/-abc\\\x00\xff', k=chance.randrange(30)))
                    with suppress(UnicodeDecodeError):
                        bad.send("4" + letters.decode() if chance.random() < 0.5 else letters)
        assert (await good.call("echo", {"text": "x"}))["success"]


async def test_valkey_killed_under_load_closes_no_socket_and_all_flows_again(
    settings: Settings, own_valkey: ValkeyServer, measure: Measure
) -> None:
    settings = settings.model_copy(update={"valkey_url": own_valkey.url})
    async with AsyncExitStack() as stack:
        clients: list[RawSocket] = []
        for number in range(2):
            running = running_server(settings, [MEETING], authenticate_socket=authenticate_socket)
            server = str((await stack.enter_async_context(running)).base_url).rstrip("/")
            for _ in range(measure.clients // 2):
                client = await stack.enter_async_context(raw_socket(server))
                await sign_in(client)
                assert (await client.call("join", {"room": f"room-{number % 2}"}))["success"]
                clients.append(client)
        loading = asyncio.create_task(keep_talking(clients))
        assert own_valkey.process is not None
        os.kill(own_valkey.process.pid, signal.SIGKILL)
        await own_valkey.stop()
        await hears_again(clients[1], clients[0], "room-0")  # who are at the same process still meet
        until = time.monotonic() + measure.valkey_away_seconds
        while time.monotonic() < until:  # sockets live on, and answer
            assert (await clients[0].call("echo", {"text": "without"}))["success"]
        await own_valkey.start()
        back = time.monotonic()
        for room, listener in (("room-0", clients[0]), ("room-1", clients[-1])):
            await hears_again(clients[len(clients) // 2], listener, room)
        loading.cancel()
        assert time.monotonic() - back < 5
        assert not any(client.closed.is_set() for client in clients)


async def keep_talking(clients: list[RawSocket]) -> None:
    while True:
        await clients[1].call("say", {"room": "room-0", "text": "load"})


async def hears_again(speaker: RawSocket, listener: RawSocket, room: str) -> None:
    mark = str(uuid4())

    async def hear() -> None:
        while (await listener.event("said"))["text"] != mark:
            pass

    hearing = asyncio.create_task(hear())
    while not hearing.done():
        speaker.emit("say", {"room": room, "text": mark})
        await asyncio.wait({hearing}, timeout=0.1)


async def test_a_server_that_is_killed_sends_its_clients_to_the_other(settings: Settings, measure: Measure) -> None:
    """With the pauses that stock clients make: a second at first, twice as long each time, half of it at random."""
    async with AsyncExitStack() as stack:
        dying = await stack.enter_async_context(program("tests.faults.meeting_server", settings))
        assert dying.stdout is not None
        first = f"http://127.0.0.1:{int(await dying.stdout.readline())}"
        running = running_server(settings, [MEETING], authenticate_socket=authenticate_socket)
        second = str((await stack.enter_async_context(running)).base_url).rstrip("/")
        clients = [await stack.enter_async_context(raw_socket(first)) for _ in range(measure.clients)]
        await asyncio.gather(*(sign_in(client) for client in clients))
        dying.kill()
        began = time.monotonic()

        async def come_back(client: RawSocket) -> None:
            await client.closed.wait()
            await asyncio.sleep(random.uniform(0.5, 1.5))
            again = await stack.enter_async_context(raw_socket(second))
            await sign_in(again)
            assert (await again.call("echo", {"text": "back"}))["success"]

        await asyncio.gather(*(come_back(client) for client in clients))
        assert time.monotonic() - began < 60


async def test_nobody_is_online_longer_than_the_lease_of_a_killed_server(settings: Settings) -> None:
    settings = settings.model_copy(update={"presence_lease_seconds": 3.0})
    bob = uuid4()
    async with AsyncExitStack() as stack:
        dying = await stack.enter_async_context(program("tests.faults.meeting_server", settings))
        assert dying.stdout is not None
        first = f"http://127.0.0.1:{int(await dying.stdout.readline())}"
        running = running_server(settings, [MEETING], authenticate_socket=authenticate_socket)
        second = str((await stack.enter_async_context(running)).base_url).rstrip("/")
        phone = await stack.enter_async_context(raw_socket(first))
        viewer = await stack.enter_async_context(raw_socket(second))
        await sign_in(phone, bob)
        await sign_in(viewer)

        async def status() -> str:
            return (await viewer.call("presence:watch", {"userIds": [str(bob)]}))["data"][0]["status"]

        assert await status() == "online"
        dying.kill()
        killed = time.monotonic()
        while (await viewer.event("user:status"))["status"] != "offline":
            pass  # that they came may still have been on its way
        # A lease, and until a living process looks: a third of one.
        assert time.monotonic() - killed < 2 * settings.presence_lease_seconds
        assert await status() == "offline"
