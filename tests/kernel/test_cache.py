"""The cache: never an answer from before a change, and one load for a crowd."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from mingle.kernel import context
from mingle.kernel.cache import MAX_TTL, Cache
from mingle.kernel.resources import Resources, connect_valkey
from tests.sample.errors import WallFull
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)


class Answer(msgspec.Struct):
    n: int


class Source:
    """What is cached: a number that a test changes, and that counts how often it was asked for."""

    def __init__(self) -> None:
        self.n = 1
        self.loads = 0
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def load(self) -> Answer:
        self.loads += 1
        answer = Answer(self.n)
        self.begun.set()
        await self.go_on.wait()
        return answer


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def cache(resources: Resources) -> Cache:
    return resources.cache


@pytest.fixture
def elsewhere(resources: Resources) -> Cache:
    """The cache of another process."""
    return Cache(resources.valkey, resources.settings.valkey_prefix)


async def ask(cache: Cache, source: Source, *, key: str = "answer", ttl: timedelta = MINUTE) -> Answer:
    return await cache.get(key, Answer, source.load, ttl=ttl, tags=["wall"])


async def test_what_was_loaded_once_is_kept_for_all(cache: Cache, elsewhere: Cache, source: Source) -> None:
    assert [await ask(cache, source), await ask(cache, source), await ask(elsewhere, source)] == [Answer(1)] * 3
    assert source.loads == 1
    await ask(cache, source, key="another")
    assert source.loads == 2


async def test_it_is_kept_no_longer_than_asked_for(cache: Cache, source: Source, resources: Resources) -> None:
    await ask(cache, source, ttl=timedelta(milliseconds=150))
    key = f"{resources.settings.valkey_prefix}:cache:answer"
    assert 0 < await resources.valkey.pttl(key) <= 150
    await eventually(lambda: gone(resources, key), "it has run out")
    await ask(cache, source)
    assert source.loads == 2
    with pytest.raises(ValueError, match="at most"):
        await ask(cache, source, ttl=MAX_TTL + timedelta(seconds=1))


async def gone(resources: Resources, key: str) -> bool:
    return not await resources.valkey.exists(key)


async def test_a_tag_drops_it_everywhere(cache: Cache, elsewhere: Cache, source: Source) -> None:
    await ask(cache, source)
    source.n = 2
    await elsewhere.invalidate(["another tag"])
    assert await ask(cache, source) == Answer(1)
    await elsewhere.invalidate(["wall"])
    assert await ask(cache, source) == Answer(2)
    assert await ask(elsewhere, source) == Answer(2)


async def test_a_transaction_drops_it_when_it_commits_and_not_before(resources: Resources, source: Source) -> None:
    await ask(resources.cache, source)
    source.n = 2
    with pytest.raises(WallFull):
        async with resources.db.transaction() as tx:
            tx.invalidate("wall")
            raise WallFull
    assert await ask(resources.cache, source) == Answer(1)
    async with resources.db.transaction() as tx:
        tx.invalidate("wall")
        assert await ask(resources.cache, source) == Answer(1)
    assert await ask(resources.cache, source) == Answer(2)


@pytest.mark.parametrize("asked_in", ["the same process", "another process"])
async def test_what_was_read_before_a_change_is_not_served_after_it(
    cache: Cache, elsewhere: Cache, source: Source, asked_in: str
) -> None:
    source.go_on.clear()
    early = asyncio.create_task(ask(cache, source))
    await source.begun.wait()
    source.n = 2
    await cache.invalidate(["wall"])
    late = asyncio.create_task(ask(cache if asked_in == "the same process" else elsewhere, source))
    source.go_on.set()
    assert await early == Answer(1)  # it was asked for before the change
    assert await late == Answer(2)
    assert await ask(cache, source) == Answer(2)


async def test_a_crowd_loads_it_once(cache: Cache, elsewhere: Cache, source: Source) -> None:
    source.go_on.clear()
    crowd = [asyncio.create_task(ask(one, source)) for one in [cache, elsewhere] * 25]
    await source.begun.wait()
    source.go_on.set()
    assert await asyncio.gather(*crowd) == [Answer(1)] * 50
    assert source.loads == 1


async def test_an_error_is_everybodys_and_is_not_kept(cache: Cache, source: Source) -> None:
    go_on = asyncio.Event()

    async def fail() -> Answer:
        source.loads += 1
        await go_on.wait()
        raise WallFull

    crowd = [asyncio.create_task(cache.get("answer", Answer, fail, ttl=MINUTE)) for _ in range(5)]
    await eventually(lambda: source.loads, "the load has begun")
    go_on.set()
    errors = await asyncio.gather(*crowd, return_exceptions=True)
    assert [type(error) for error in errors] == [WallFull] * 5
    assert source.loads == 1
    assert await ask(cache, source) == Answer(1)


async def test_who_leaves_takes_nothing_from_the_others(cache: Cache, source: Source) -> None:
    source.go_on.clear()
    first = asyncio.create_task(ask(cache, source))
    await source.begun.wait()
    others = [asyncio.create_task(ask(cache, source)) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    source.go_on.set()
    assert await asyncio.gather(*others) == [Answer(1)] * 3
    assert source.loads == 1


async def test_a_loader_that_died_is_waited_for_no_longer_than_its_lease(
    cache: Cache, source: Source, resources: Resources
) -> None:
    await resources.valkey.set(f"{resources.settings.valkey_prefix}:cache-lock:answer", b"of the dead", px=200)
    assert await ask(cache, source) == Answer(1)
    assert source.loads == 1


async def test_a_load_longer_than_its_lease_leaves_the_next_ones_lock_alone(
    resources: Resources, source: Source
) -> None:
    prefix = resources.settings.valkey_prefix
    slow = Cache(resources.valkey, prefix, load_lease=timedelta(milliseconds=50))
    source.go_on.clear()
    loading = asyncio.create_task(ask(slow, source))
    await source.begun.wait()
    lock = f"{prefix}:cache-lock:answer"
    await eventually(lambda: gone(resources, lock), "the lease has run out")
    await resources.valkey.set(lock, b"of another", px=10_000)
    source.go_on.set()
    await loading
    assert await resources.valkey.get(lock) == b"of another"


async def test_without_valkey_it_is_loaded_each_time(source: Source) -> None:
    valkey = connect_valkey("unix:///nowhere/valkey.sock")
    cache = Cache(valkey, "nowhere")
    assert [await ask(cache, source), await ask(cache, source)] == [Answer(1)] * 2
    assert source.loads == 2
    await cache.invalidate(["wall"])
    await valkey.aclose()


async def test_also_without_valkey_a_load_from_before_a_change_is_not_joined(source: Source) -> None:
    valkey = connect_valkey("unix:///nowhere/valkey.sock")
    cache = Cache(valkey, "nowhere")
    source.go_on.clear()
    early = asyncio.create_task(ask(cache, source))
    await source.begun.wait()
    source.n = 2
    await cache.invalidate(["wall"])
    late = asyncio.create_task(ask(cache, source))
    await eventually(lambda: source.loads == 2, "the second load", patience=5)
    source.go_on.set()
    assert [await early, await late] == [Answer(1), Answer(2)]
    await valkey.aclose()


class OtherAnswer(msgspec.Struct):
    words: str


async def test_what_another_version_of_the_program_wrote_is_replaced(
    cache: Cache, source: Source, resources: Resources
) -> None:
    async def load_words() -> OtherAnswer:
        source.loads += 1
        return OtherAnswer("words")

    load: Callable[[], Awaitable[Any]] = load_words
    await ask(cache, source)
    for _ in range(2):
        assert await cache.get("answer", OtherAnswer, load, ttl=MINUTE, tags=["wall"]) == OtherAnswer("words")
    assert source.loads == 2
    await resources.valkey.set(f"{resources.settings.valkey_prefix}:cache:answer", b"\xc1")
    assert await ask(cache, source) == Answer(1)


async def test_a_load_reads_what_everybody_has_written(cache: Cache) -> None:
    """From the primary: what a replica does not show yet must not be kept for everybody."""

    async def load() -> bool:
        return context.must_be_fresh()

    assert await cache.get("fresh", bool, load, ttl=MINUTE)
    assert not context.must_be_fresh()
