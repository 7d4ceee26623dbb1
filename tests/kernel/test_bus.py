"""The bus: a hint that reaches every process, and comes back by itself."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from mingle.embedded import ValkeyServer
from mingle.kernel import context
from mingle.kernel.bus import MAX_PENDING, Bus
from mingle.kernel.cache import Cache
from mingle.kernel.db import Event
from mingle.kernel.resources import connect_valkey
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def bus_of(url: str, *, ping_seconds: float = 10) -> AsyncGenerator[Bus]:
    valkey: Redis = connect_valkey(url)
    bus = Bus(valkey, Cache(valkey, "test-bus"), "test-bus", ping_seconds=ping_seconds)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()
        await valkey.aclose()


@asynccontextmanager
async def two_buses(url: str, *, ping_seconds: float = 10) -> AsyncGenerator[tuple[Bus, Bus]]:
    async with bus_of(url, ping_seconds=ping_seconds) as one, bus_of(url, ping_seconds=ping_seconds) as other:
        await one.connected()
        await other.connected()
        yield one, other


class Ear:
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.request_ids: list[str] = []

    def hear(self, room: str, packet: bytes) -> None:
        self.heard.append((room, packet))
        self.request_ids.append(context.current_request_id())

    def has(self, *packets: bytes) -> Callable[[], bool]:
        return lambda: [packet for _, packet in self.heard] == list(packets)


def said(room: str, packet: bytes) -> list[Event]:
    return [Event(room, packet)]


def dropped() -> float:
    return REGISTRY.get_sample_value("mingle_bus_dropped_total") or 0.0


async def test_what_one_says_in_a_room_the_others_in_it_hear(own_valkey: ValkeyServer) -> None:
    async with two_buses(own_valkey.url) as (one, other):
        ear, elsewhere = Ear(), Ear()
        await other.subscribe("chat:1", ear.hear)
        await other.subscribe("chat:2", elsewhere.hear)
        with context.work_context(context.WorkContext("the-request")):
            one.publish([Event("chat:1", b"a"), Event("chat:1", b"b")])
        await eventually(ear.has(b"a", b"b"), "both events, in order")
        assert ear.heard[0] == ("chat:1", b"a")
        assert ear.request_ids == ["the-request"] * 2
        assert elsewhere.heard == []


async def test_who_left_a_room_hears_no_more(own_valkey: ValkeyServer) -> None:
    async with two_buses(own_valkey.url) as (one, other):
        left, stays = Ear(), Ear()
        await other.subscribe("left", left.hear)
        await other.subscribe("stays", stays.hear)
        await other.unsubscribe("left")
        await other.unsubscribe("never joined")
        one.publish([Event("left", b"a"), Event("stays", b"b")])
        await eventually(stays.has(b"b"), "the event for those who stay")
        assert left.heard == []


async def test_whoever_is_told_that_it_is_subscribed_is(own_valkey: ValkeyServer) -> None:
    """Joining, leaving and joining again at the same moment: after the last join nothing is missed."""
    async with two_buses(own_valkey.url) as (one, other):
        for n in range(50):
            ear, room = Ear(), f"room:{n % 3}"
            first = asyncio.create_task(other.subscribe(room, Ear().hear))
            leaving = asyncio.create_task(other.unsubscribe(room))
            second = asyncio.create_task(other.subscribe(room, ear.hear))
            await second
            one.publish(said(room, b"x"))
            await eventually(ear.has(b"x"), f"the event of round {n}")
            await asyncio.gather(first, leaving)


async def test_a_cancelled_join_keeps_nobody_else_waiting(own_valkey: ValkeyServer) -> None:
    async with two_buses(own_valkey.url) as (one, other):
        for _ in range(20):
            joining = asyncio.create_task(other.subscribe("room", Ear().hear))
            await asyncio.sleep(0)
            joining.cancel()
            await asyncio.gather(joining, return_exceptions=True)
        ear = Ear()
        async with asyncio.timeout(5):
            await other.subscribe("room", ear.hear)
        one.publish(said("room", b"x"))
        await eventually(ear.has(b"x"), "the event")


async def test_a_handler_that_fails_stops_nothing(own_valkey: ValkeyServer) -> None:
    async with two_buses(own_valkey.url) as (one, other):
        ear = Ear()

        def fail(_room: str, _packet: bytes) -> None:
            raise RuntimeError

        await other.subscribe("bad", fail)
        await other.subscribe("good", ear.hear)
        valkey: Redis = connect_valkey(own_valkey.url)
        await valkey.publish("test-bus:room:good", b"\xc1 not of ours")  # pyright: ignore[reportUnknownMemberType]
        await valkey.aclose()
        one.publish([Event("bad", b"a"), Event("good", b"b")])
        await eventually(ear.has(b"b"), "the event after the failure")


async def test_it_comes_back_after_a_restart_of_valkey(own_valkey: ValkeyServer) -> None:
    async with two_buses(own_valkey.url) as (one, other):
        ear, late, gaps = Ear(), Ear(), list[str]()
        await other.subscribe("room", ear.hear)

        def fail() -> None:
            raise RuntimeError

        other.on_gap(fail)
        other.on_gap(lambda: gaps.append("gap"))
        await own_valkey.stop()
        await eventually(lambda: not other.is_connected and not one.is_connected, "the loss is noticed")

        before = dropped()
        async with asyncio.timeout(1):  # neither waits nor fails
            one.publish(said("room", b"lost"))
            await other.subscribe("late", late.hear)
        await eventually(lambda: dropped() == before + 1, "the event is counted as dropped")

        await own_valkey.start()
        await eventually(lambda: other.is_connected and one.is_connected, "both hear Valkey again")
        assert gaps == ["gap"]
        one.publish([Event("room", b"again"), Event("late", b"too")])
        await eventually(ear.has(b"again"), "the room is heard again")
        await eventually(late.has(b"too"), "a room joined in the meantime is heard")


async def test_it_begins_when_valkey_comes_late_and_calls_that_no_gap(own_valkey: ValkeyServer) -> None:
    await own_valkey.stop()
    async with bus_of(own_valkey.url) as bus:
        ear, gaps = Ear(), list[str]()
        bus.on_gap(lambda: gaps.append("gap"))
        await bus.subscribe("room", ear.hear)
        await own_valkey.start()
        async with asyncio.timeout(10):
            await bus.connected()
        bus.publish(said("room", b"x"))
        await eventually(ear.has(b"x"), "the event")
        assert gaps == []


async def test_a_valkey_that_only_seems_to_be_there_is_given_up(own_valkey: ValkeyServer) -> None:
    """A frozen server, or a network that drops everything: nothing fails, nothing is heard."""
    assert own_valkey.process is not None
    async with two_buses(own_valkey.url, ping_seconds=0.2) as (one, other):
        ear, gaps = Ear(), list[str]()
        await other.subscribe("room", ear.hear)
        other.on_gap(lambda: gaps.append("gap"))
        os.kill(own_valkey.process.pid, signal.SIGSTOP)
        try:
            await eventually(lambda: not other.is_connected, "the silence is noticed", patience=5)
        finally:
            os.kill(own_valkey.process.pid, signal.SIGCONT)
        await eventually(lambda: other.is_connected and one.is_connected, "both hear it again")
        one.publish(said("room", b"x"))
        await eventually(lambda: ("room", b"x") in ear.heard, "the event")
        assert gaps


async def test_silence_alone_is_no_loss(own_valkey: ValkeyServer) -> None:
    async with bus_of(own_valkey.url, ping_seconds=0.5) as bus:
        gaps = list[str]()
        bus.on_gap(lambda: gaps.append("gap"))
        await bus.connected()
        valkey: Redis = connect_valkey(own_valkey.url)

        async def pings() -> int:
            stats: dict[str, dict[str, int]] = await valkey.info("commandstats")  # pyright: ignore[reportUnknownMemberType]
            return stats.get("cmdstat_ping", {"calls": 0})["calls"]

        async def enough() -> bool:
            return await pings() >= 2

        await eventually(enough, "two pings")
        await valkey.aclose()
        assert gaps == []
        assert bus.is_connected


async def test_what_is_pending_is_still_said_at_the_end(own_valkey: ValkeyServer) -> None:
    async with bus_of(own_valkey.url) as other:
        await other.connected()
        ear = Ear()
        await other.subscribe("room", ear.hear)
        async with bus_of(own_valkey.url) as one:
            one.publish(said("room", b"last words"))
        await eventually(ear.has(b"last words"), "the last words")


async def test_too_much_to_say_is_dropped_not_hoarded() -> None:
    async with bus_of("unix:///nowhere/valkey.sock") as bus:
        before = dropped()
        bus.publish([Event("room", b"x")] * MAX_PENDING)
        bus.publish([Event("room", b"y")])
        assert dropped() == before + 1
