"""Valkey as a cluster: the bus sends messages only to the node of their channel, and keys share a slot if told to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from mingle.embedded.binaries import valkey_program
from mingle.kernel.bus import Bus
from mingle.kernel.cache import Cache
from mingle.kernel.db import Event
from mingle.kernel.resources import connect_valkey
from mingle.realtime.presence_store import PresenceStore
from tests.support.eventually import eventually
from tests.support.ports import free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncGenerator[str]:
    """A cluster of one node, which has all slots; its address."""
    port, between_nodes = str(free_port()), str(free_port())
    node = await asyncio.create_subprocess_exec(
        valkey_program(), "--bind", "127.0.0.1", "--port", port, "--cluster-port", between_nodes, "--cluster-enabled",
        "yes", "--save", "", "--dir", str(tmp_path), stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    url = f"redis://127.0.0.1:{port}"
    valkey: Any = connect_valkey(url)

    async def is_ready() -> bool:
        with suppress(RedisError):  # it does not listen yet, or has its slots already
            await valkey.execute_command("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        try:
            return "cluster_state:ok" in str(await valkey.execute_command("CLUSTER", "INFO"))
        except RedisError:
            return False

    await eventually(is_ready, "the node")
    await valkey.aclose()
    yield url
    node.kill()
    await node.wait()


async def test_a_cluster_is_spoken_to_in_sharded_messages(cluster: str) -> None:
    valkey: Redis = connect_valkey(cluster)
    plain: Any = valkey

    heard: list[bytes] = []
    one, other = (Bus(valkey, Cache(valkey, "c"), "c") for _ in range(2))
    for bus in (one, other):
        await bus.start()
    for bus in (one, other):
        await bus.connected()
    for number in range(20):  # of any slot
        await other.subscribe(f"chat:{number}", lambda _room, packet: heard.append(packet))
        assert await one.listeners(f"chat:{number}") == 1
    assert await plain.execute_command("PUBSUB", "SHARDCHANNELS", "c:room:*")
    assert not await plain.execute_command("PUBSUB", "CHANNELS", "c:room:*")
    one.publish([Event(f"chat:{number}", str(number).encode()) for number in range(20)])
    await eventually(lambda: len(heard) == 20, "all events")
    assert set(heard) == {str(number).encode() for number in range(20)}
    await other.unsubscribe("chat:1")

    async def is_left() -> bool:
        return await one.listeners("chat:1") == 0

    await eventually(is_left, "a room that is left")
    for bus in (one, other):
        await bus.stop()
    await valkey.aclose()


async def test_keys_that_change_together_share_a_slot_where_the_prefix_is_in_braces(cluster: str) -> None:
    valkey: Redis = connect_valkey(cluster)
    store = PresenceStore(valkey, "{site}", "process", lease_seconds=30)
    await store.renew()
    await store.put(["alice", "bob"])
    await store.take("bob")
    alive = await store.alive()
    assert [person.status(alive) for person in await store.read(["alice", "bob"])] == ["online", "offline"]
    await valkey.aclose()
