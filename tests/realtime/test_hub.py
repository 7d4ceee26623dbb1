"""Events, answers, rooms and people, through the front door."""

import asyncio
from contextlib import AsyncExitStack, nullcontext, suppress
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from prometheus_client import REGISTRY

from mingle.kernel.feature import Feature
from mingle.kernel.resources import Resources
from mingle.realtime.hub import TOLD_AT_ONCE, Hub
from mingle.realtime.presence import Presence
from mingle.settings import Settings
from tests.realtime.meeting import authenticate_socket, token_of
from tests.support.eventually import eventually
from tests.support.servers import running_server
from tests.support.sockets import RawSocket, raw_socket

pytestmark = pytest.mark.anyio


async def sign_in(socket: RawSocket, user: UUID | None = None, session: str = "s1", lives: float = 3600) -> UUID:
    user = user or uuid4()
    assert (await socket.connect(token=token_of(user, session, lives))).startswith("40")
    return user


async def test_an_event_is_answered_with_the_envelope(server: str) -> None:
    async with raw_socket(server) as socket:
        await sign_in(socket)
        assert await socket.call("echo", {"text": "hi"}) == {"success": True, "data": {"text": "hi"}}


@pytest.mark.parametrize(
    ("event", "payload", "code", "field"),
    [
        ("nothing", {}, "unknown_event", None),
        ("echo", {"text": 5}, "validation_failed", "text"),
        ("echo", {}, "validation_failed", "text"),
        ("echo", [1], "validation_failed", "body"),
        ("echo", {"text": "x" * 2001}, "validation_failed", "text"),
        ("join", {"room": "closed"}, "closed", None),
        ("fail", {}, "internal_error", None),
    ],
)
async def test_bad_events_get_a_clear_error_and_nothing_else(
    server: str, event: str, payload: object, code: str, field: str | None
) -> None:
    async with raw_socket(server) as socket:
        await sign_in(socket)
        answer = await socket.call(event, payload)
        assert answer["success"] is False
        assert answer["error"]["code"] == code
        assert "secret" not in str(answer)
        assert [d["field"] for d in answer["error"].get("details", [])] == ([field] if field else [])
        socket.emit(event, payload)
        told = await socket.event("error")
        assert (told["event"], told["code"]) == (event, code)
        assert (await socket.call("echo", {"text": "still here"}))["success"]


@pytest.mark.parametrize("depth", [2000, 100_000])
async def test_a_payload_that_is_nested_too_deeply_is_an_error_like_others(server: str, depth: int) -> None:
    async with raw_socket(server) as socket:
        await sign_in(socket)
        socket.send('4277["echo",' + "[" * depth + "]" * depth + "]")
        answer = await socket.until(lambda packet: packet.startswith("4377"))
        assert msgspec.json.decode(answer[4:])[0]["error"]["code"] == "validation_failed"
        assert (await socket.call("echo", {"text": "still here"}))["success"]


async def test_the_events_of_a_socket_are_handled_in_order(server: str) -> None:
    async with raw_socket(server) as socket:
        await sign_in(socket)
        for number, pause in enumerate((0.05, 0.0, 0.02, 0.0)):
            socket.send(f'42{number}["echo",{{"text":"{number}","pause":{pause}}}]')
        answers = [await socket.until(lambda packet: packet.startswith("43")) for _ in range(4)]
        assert [answer[2] for answer in answers] == ["0", "1", "2", "3"]


async def test_a_room_hears_across_processes_in_order(server: str, other_server: str) -> None:
    async with raw_socket(server) as alice, raw_socket(other_server) as bob, raw_socket(other_server) as carol:
        for socket in (alice, bob, carol):
            await sign_in(socket)
        await alice.call("join", {"room": "chat:1"})
        await bob.call("join", {"room": "chat:1"})
        for n in range(20):
            carol.emit("say", {"room": "chat:1", "text": str(n)})
        for socket in (alice, bob):
            assert [(await socket.event("said"))["text"] for _ in range(20)] == [str(n) for n in range(20)]
        await alice.call("leave", {"room": "chat:1"})
        carol.emit("say", {"room": "chat:1", "text": "later"})
        await bob.event("said")
        await alice.call("echo", {"text": "x"})
        assert alice.inbox.empty()


async def test_a_crowd_is_told_in_order_and_keeps_nobody_else_waiting(server: str) -> None:
    async with AsyncExitStack() as stack:
        crowd = [await stack.enter_async_context(raw_socket(server)) for _ in range(2 * TOLD_AT_ONCE)]
        for socket in crowd:
            await sign_in(socket)
            await socket.call("join", {"room": "square"})
        last = crowd[-1]
        last.send('427["shout",{"room":"square","text":"one two three"}]')
        assert str(await last.next()).startswith("437["), "it is answered before all others were told"
        for socket in crowd:
            heard = [str(await socket.next()) for _ in range(6)]
            assert [packet for packet in heard if "begins" not in packet] == [
                f'42["said",{{"text":"{word}"}}]' for word in ("one", "two", "three")
            ]
            assert all("begins" in packet for packet in heard[::2])


async def test_what_a_transaction_says_arrives_when_it_commits_and_never_else(server: str, other_server: str) -> None:
    async with raw_socket(server) as alice, raw_socket(other_server) as bob:
        await sign_in(alice)
        await sign_in(bob)
        await alice.call("join", {"room": "wall"})
        assert not (await bob.call("note", {"room": "wall", "text": "never"}))["success"]
        assert (await bob.call("note", {"room": "wall", "text": "done"}))["success"]
        assert await alice.event("said") == {"text": "done"}


async def test_who_is_in_a_room_on_all_processes(server: str, other_server: str) -> None:
    async with raw_socket(server) as alice, raw_socket(other_server) as bob, raw_socket(other_server) as phone:
        one, two = await sign_in(alice), await sign_in(bob)
        await sign_in(phone, two, "s2")
        for socket in (alice, bob, phone):
            await socket.call("join", {"room": "call:1"})
        assert (await alice.call("who", {"room": "call:1"}))["data"] == sorted({str(one), str(two)})
        assert (await alice.call("who", {"room": "call:2"}))["data"] == []


async def test_ending_a_session_closes_its_sockets_everywhere_and_no_others(server: str, other_server: str) -> None:
    async with raw_socket(server) as here, raw_socket(other_server) as there, raw_socket(other_server) as phone:
        user = await sign_in(here, session="stolen")
        await sign_in(there, user, "stolen")
        await sign_in(phone, user, "phone")
        phone.emit("end", {"room": "stolen"})
        for socket in (here, there):
            assert (await socket.event("auth:failed"))["code"] == "session_ended"
            await socket.gone()
        assert (await phone.call("echo", {"text": "x"}))["success"]


async def test_the_server_asks_and_the_client_answers(server: str) -> None:
    async with raw_socket(server) as socket:
        await sign_in(socket)
        socket.emit("ask", {})
        asked = await socket.until(lambda packet: packet.startswith("42") and "question" in packet)
        assert asked == '421["question",{"n":1}]'
        socket.send('431["because"]')
        assert (await socket.call("echo", {"text": "x"}))["success"]


@pytest.mark.parametrize("token", ["nonsense", 5, "a" * 5000])
async def test_a_bad_token_is_refused_with_data(server: str, token: object) -> None:
    async with raw_socket(server) as socket:
        answer = await socket.connect(token=token)
        assert answer.startswith("44{")
        assert set(msgspec.json.decode(answer[2:])["data"]) == {"code"}


async def test_an_expired_token_is_refused(server: str) -> None:
    async with raw_socket(server) as socket:
        answer = await socket.connect(token=token_of(uuid4(), lives=-1))
        assert msgspec.json.decode(answer[2:])["data"] == {"code": "token_expired"}


async def test_who_connects_first_may_say_later_who_it_is(server: str) -> None:
    async with raw_socket(server) as socket:
        assert (await socket.connect()).startswith("40")
        assert (await socket.call("echo", {"text": "x"}))["error"]["code"] == "unauthenticated"
        user = uuid4()
        socket.emit("auth", {"sessionToken": "nonsense"})
        assert (await socket.event("auth:failed"))["code"] == "unauthenticated"
        socket.emit("auth", {"sessionToken": token_of(user)})
        assert await socket.event("auth:success") == {"userId": str(user)}
        assert (await socket.call("echo", {"text": "x"}))["success"]


async def test_a_socket_cannot_become_somebody_else(server: str) -> None:
    async with raw_socket(server) as socket:
        await sign_in(socket)
        answer = await socket.call("auth", {"sessionToken": token_of(uuid4())})
        assert answer["error"]["code"] == "another_user"


async def test_a_token_that_expires_closes_the_socket_unless_it_is_renewed(server: str) -> None:
    async with raw_socket(server) as forgetful, raw_socket(server) as careful:
        await sign_in(forgetful, lives=0.4)
        user = await sign_in(careful, lives=0.4)
        assert (await careful.call("auth", {"sessionToken": token_of(user)}))["success"]
        assert (await forgetful.event("auth:failed"))["code"] == "token_expired"
        await forgetful.gone()
        assert (await careful.call("echo", {"text": "x"}))["success"]


async def test_a_persons_room_is_left_when_the_last_socket_goes(server: str, other_server: str) -> None:
    async with raw_socket(other_server) as watcher:
        await sign_in(watcher)
        async with raw_socket(server) as socket:
            await sign_in(socket)
            await socket.call("join", {"room": "chat:9"})
            assert len((await watcher.call("who", {"room": "chat:9"}))["data"]) == 1

        async def nobody() -> bool:
            return (await watcher.call("who", {"room": "chat:9"}))["data"] == []

        await eventually(nobody, "the room is empty")


async def test_a_token_in_the_address_is_nobodys(server: str) -> None:
    async with raw_socket(server, query=f"EIO=4&transport=websocket&token={token_of(uuid4())}") as socket:
        await socket.connect()
        assert (await socket.call("echo", {"text": "x"}))["error"]["code"] == "unauthenticated"


async def test_prometheus_sees_sockets_rooms_events_and_bytes(server: str) -> None:
    async with raw_socket(server) as socket, httpx.AsyncClient(base_url=server, trust_env=False, timeout=60) as client:
        await sign_in(socket)
        await socket.call("join", {"room": "metrics"})
        await socket.call("nothing", {})
        socket.emit("say", {"room": "metrics", "text": "x"})

        async def numbers() -> dict[str, float]:
            lines = [line.rsplit(" ", 1) for line in (await client.get("/metrics")).text.splitlines() if line[0] != "#"]
            return {name: float(value) for name, value in lines}

        async def are_told() -> bool:
            found = await numbers()
            wanted = ('events_total{direction="in"}', 'events_total{direction="out"}', 'bytes_total{direction="in"}',
                      'bytes_total{direction="out"}', "rejected_total", "rooms", "sessions_total")  # fmt: skip
            heard = found["mingle_bus_lag_seconds_count"] >= 1
            return found["mingle_sockets"] >= 1 and heard and all(found[f"mingle_socket_{one}"] >= 1 for one in wanted)

        await eventually(are_told, "the numbers are told")


async def test_an_unknown_namespace_is_told_and_counted_and_nothing_else(server: str) -> None:
    def refused() -> float:
        return REGISTRY.get_sample_value("mingle_socket_refused_total") or 0.0

    async with raw_socket(server) as socket:
        await sign_in(socket)
        before = refused()
        socket.send("40/nowhere,")
        assert await socket.next() == '44/nowhere,{"message":"Invalid namespace"}'
        await eventually(lambda: refused() == before + 1, "it is counted")
        assert (await socket.call("echo", {"text": "still here"}))["success"]


async def test_a_server_stops_although_a_cancellation_is_lost(settings: Settings) -> None:
    """As in `asyncio.wait_for` before Python 3.12, where what it waits for comes in the same moment."""
    at_work = asyncio.Event()

    async def deaf_once() -> None:
        deaf = nullcontext() if at_work.is_set() else suppress(asyncio.CancelledError)
        at_work.set()
        with deaf:
            await asyncio.Event().wait()

    def register(hub: Hub, _presence: Presence, _resources: Resources) -> None:
        hub.every(0.0, deaf_once)

    async with running_server(settings, [Feature("deaf", sockets=register)], authenticate_socket=authenticate_socket):
        await at_work.wait()
