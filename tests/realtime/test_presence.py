"""Who is there, as those see it who watch."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis

from mingle.kernel.resources import connect_valkey
from mingle.settings import Settings
from tests.realtime.meeting import BLOCKED, MEETING, SHY, authenticate_socket, token_of
from tests.support.eventually import eventually
from tests.support.servers import running_server
from tests.support.sockets import RawSocket, raw_socket

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Leases so short that a test can wait for their end."""
    return settings.model_copy(update={"presence_lease_seconds": 0.6})


async def sign_in(socket: RawSocket, user: UUID) -> None:
    assert (await socket.connect(token=token_of(user, str(uuid4())))).startswith("40")


async def watch(socket: RawSocket, *users: UUID) -> list[Any]:
    answer = await socket.call("presence:watch", {"userIds": [str(user) for user in users]})
    return [seen["status"] for seen in answer["data"]]


async def test_several_devices_on_several_processes_count_as_one(server: str, other_server: str) -> None:
    alice, bob = uuid4(), uuid4()
    async with raw_socket(server) as viewer:
        await sign_in(viewer, alice)
        assert await watch(viewer, bob, alice) == ["offline", "online"]
        async with raw_socket(other_server) as phone:
            await sign_in(phone, bob)
            assert await viewer.event("user:status") == {"userId": str(bob), "status": "online"}
            async with raw_socket(server) as laptop:
                await sign_in(laptop, bob)
            # Only when both are gone is there something to tell, and nothing was told before it.
        assert await viewer.event("user:status") == {"userId": str(bob), "status": "offline"}
        assert (await viewer.event("user:last-seen"))["userId"] == str(bob)
        answer = await viewer.call("presence:watch", {"userIds": [str(bob)]})
        assert set(answer["data"][0]) == {"userId", "status", "lastSeenAt"}


async def test_a_page_that_is_loaded_anew_is_not_gone(settings: Settings) -> None:
    slow = settings.model_copy(update={"presence_lease_seconds": 20})
    alice, bob = uuid4(), uuid4()
    async with running_server(slow, [MEETING], authenticate_socket=authenticate_socket) as client:
        url = str(client.base_url).rstrip("/")
        async with raw_socket(url) as viewer:
            await sign_in(viewer, alice)
            async with raw_socket(url) as before:
                await sign_in(before, bob)
                await watch(viewer, bob)
            async with raw_socket(url) as after:
                await sign_in(after, bob)
                await after.call("user:status-change", {"status": "dnd"})
                assert (await viewer.event("user:status"))["status"] == "dnd"


async def test_a_chosen_status_is_shown_and_offline_hides(server: str) -> None:
    alice, bob = uuid4(), uuid4()
    async with raw_socket(server) as viewer, raw_socket(server) as phone:
        await sign_in(viewer, alice)
        await sign_in(phone, bob)
        assert await watch(viewer, bob) == ["online"]
        for status in ("away", "offline", "online"):
            assert (await phone.call("user:status-change", {"status": status}))["success"]
            assert (await viewer.event("user:status"))["status"] == status
            assert await watch(viewer, bob) == [status]
        assert (await phone.call("user:status-change", {"status": "dancing"}))["error"]["code"] == "validation_failed"


async def test_only_those_who_watch_are_told_and_nobody_watches_the_whole_world(server: str) -> None:
    alice, bob = uuid4(), uuid4()
    async with raw_socket(server) as viewer, raw_socket(server) as phone:
        await sign_in(viewer, alice)
        await sign_in(phone, bob)
        await watch(viewer, bob)
        await watch(viewer)
        await phone.call("user:status-change", {"status": "away"})
        too_many = [str(uuid4()) for _ in range(201)]
        assert (await viewer.call("presence:watch", {"userIds": too_many}))["error"]["code"] == "validation_failed"
        assert viewer.inbox.empty()


async def test_a_crash_leaves_nobody_online(server: str, settings: Settings) -> None:
    """A process that gives no more signs of life: here only its lease and what it wrote are there."""
    alice, bob = uuid4(), uuid4()
    valkey: Redis = connect_valkey(settings.valkey_url)
    store: Any = valkey
    prefix = f"{settings.valkey_prefix}:presence"
    now = asyncio.get_running_loop().time()
    async with raw_socket(server) as viewer:
        await sign_in(viewer, alice)
        await store.zadd(f"{prefix}:nodes", {"killed": 4102444800})
        await store.hset(f"{prefix}:of:{bob}", "killed", "1")
        await store.sadd(f"{prefix}:at:killed", str(bob))
        assert await watch(viewer, bob) == ["online"]
        await store.zadd(f"{prefix}:nodes", {"killed": 1})
        assert (await viewer.event("user:status"))["status"] == "offline"
        assert asyncio.get_running_loop().time() - now < 10
    await valkey.aclose()


async def test_what_valkey_forgets_is_written_down_again(server: str, settings: Settings) -> None:
    alice, bob = uuid4(), uuid4()
    valkey: Redis = connect_valkey(settings.valkey_url)
    store: Any = valkey
    async with raw_socket(server) as viewer, raw_socket(server) as phone:
        await sign_in(viewer, alice)
        await sign_in(phone, bob)
        for key in await store.keys(f"{settings.valkey_prefix}:presence:*"):
            await store.delete(key)

        async def is_back() -> bool:
            return await watch(viewer, bob) == ["online"]

        await eventually(is_back, "bob is online again")
    await valkey.aclose()


async def test_who_is_blocked_sees_nothing_and_who_is_shy_does_not_say_when_they_left(server: str) -> None:
    alice, bob, shy = uuid4(), uuid4(), uuid4()
    BLOCKED.add((str(alice), str(bob)))
    SHY.add(str(shy))
    async with raw_socket(server) as viewer, raw_socket(server) as phone:
        await sign_in(viewer, alice)
        await sign_in(phone, bob)
        async with raw_socket(server) as other:
            await sign_in(other, shy)
            assert await watch(viewer, bob, shy) == ["offline", "online"]
            await phone.call("user:status-change", {"status": "away"})
        assert await viewer.event("user:status") == {"userId": str(shy), "status": "offline"}
        answer = await viewer.call("presence:watch", {"userIds": [str(bob), str(shy)]})
        assert answer["data"] == [{"userId": str(user), "status": "offline"} for user in (bob, shy)]
        assert viewer.inbox.empty()
