"""The cache: answers kept in Valkey for a while, dropped by tag when what they were made from changes.

A tag has a random version. An entry holds the versions that its tags had *before* it was loaded, and counts only while
they are still the same; `invalidate` gives a tag a new version. So an answer that was read from PostgreSQL before a
change, but arrives in the cache after it, is stale from the start and never served. Many callers who miss the same key
at once load it once: one in each process by a shared task, one among processes by a lock with a lease.

It fails open: without Valkey everything is loaded afresh.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from mingle.kernel.context import fresh_reads
from mingle.kernel.log import get_logger

log = get_logger(__name__)
T = TypeVar("T")

MAX_TTL = timedelta(hours=12)
TAG_TTL = timedelta(hours=24)
LOAD_LEASE = timedelta(seconds=10)
POLL_SECONDS = 0.02


class _Entry(msgspec.Struct, array_like=True):
    tag_versions: list[bytes]
    value: bytes


class Cache:
    """A cache of msgspec values under string keys."""

    def __init__(self, valkey: Redis, prefix: str, *, load_lease: timedelta = LOAD_LEASE) -> None:
        self._valkey = valkey
        self._prefix = prefix
        self._load_lease = load_lease
        self._loading: dict[tuple[str, tuple[bytes, ...]], asyncio.Task[Any]] = {}
        self._invalidations = 0

    async def get(
        self, key: str, kind: type[T], load: Callable[[], Awaitable[T]], *, ttl: timedelta, tags: Sequence[str] = ()
    ) -> T:
        """The value under `key`, loaded by `load` when the cache has none that is still good.

        Args:
            key: names the value, all that it depends on included.
            kind: what the value is decoded as.
            load: makes the value; whatever it raises, every caller who waits for it gets. It reads from the primary:
                what a replica does not show yet must not be kept for everybody.
            ttl: how long the value may be used, at most 12 hours.
            tags: `invalidate` of any of them drops the value.
        """
        if ttl > MAX_TTL:
            msg = f"a cached value may live {MAX_TTL} at most"
            raise ValueError(msg)
        try:
            entry, versions = await self._fetch(key, tags)
        except (RedisError, OSError):
            entry, versions = None, [b"%d" % self._invalidations]  # nobody knows more
        if entry is not None:
            with suppress(msgspec.DecodeError):  # an older or newer program wrote it
                return msgspec.msgpack.decode(entry, type=kind)
        # Who comes after an invalidation does not join a load from before it: that goes by other versions.
        flight = (key, tuple(versions))
        loading: asyncio.Task[T] | None = self._loading.get(flight)
        if loading is None:
            loading = asyncio.create_task(self._load_once(key, kind, load, ttl, tags))
            self._loading[flight] = loading
            loading.add_done_callback(lambda done: self._land(flight, done))
        # In a task of its own, so that a caller who is cancelled takes nothing away from the others.
        return await asyncio.shield(loading)

    def _land(self, flight: tuple[str, tuple[bytes, ...]], done: "asyncio.Task[Any]") -> None:
        del self._loading[flight]
        if not done.cancelled():
            done.exception()  # it has been seen: nobody need be waiting

    async def invalidate(self, tags: Sequence[str]) -> None:
        """Drop every value that has one of these tags, in every process."""
        self._invalidations += 1
        try:
            pipeline = self._valkey.pipeline(transaction=False)
            for tag in tags:
                pipeline.set(self._tag_key(tag), secrets.token_bytes(8), ex=TAG_TTL)
            await pipeline.execute()
        except (RedisError, OSError) as error:
            # A value may now outlive the change by its ttl: say so, since nobody else will.
            log.warning("cache tags could not be invalidated", tags=list(tags), error=str(error))

    async def _load_once(
        self, key: str, kind: type[T], load: Callable[[], Awaitable[T]], ttl: timedelta, tags: Sequence[str]
    ) -> T:
        """Load and store, unless another process does: then wait for what it stores."""
        lock_key = f"{self._prefix}:cache-lock:{key}"
        token = secrets.token_bytes(8)
        with fresh_reads():
            try:
                while not await self._valkey.set(lock_key, token, px=self._load_lease, nx=True):  # noqa: ASYNC110  # who has it is in another process
                    await asyncio.sleep(POLL_SECONDS)
                entry, versions = await self._fetch(key, tags)
            except (RedisError, OSError):
                return await load()
            try:
                if entry is not None:
                    with suppress(msgspec.DecodeError):
                        return msgspec.msgpack.decode(entry, type=kind)
                value = await load()
                await self._store(key, value, versions, ttl)
                return value
            finally:
                await self._release(lock_key, token)

    async def _fetch(self, key: str, tags: Sequence[str]) -> tuple[bytes | None, list[bytes]]:
        """The value if it is still good, and the current versions of the tags (made where they have none)."""
        found: list[Any] = await self._valkey.mget(self._value_key(key), *(self._tag_key(tag) for tag in tags))
        raw: bytes | None = found[0]
        versions = [version or await self._begin_version(tag) for tag, version in zip(tags, found[1:], strict=True)]
        if raw is None:
            return None, versions
        try:
            entry = msgspec.msgpack.decode(raw, type=_Entry)
        except msgspec.DecodeError:
            return None, versions
        return (entry.value if entry.tag_versions == versions else None), versions

    async def _begin_version(self, tag: str) -> bytes:
        fresh = secrets.token_bytes(8)
        await self._valkey.set(self._tag_key(tag), fresh, ex=TAG_TTL, nx=True)
        version: Any = await self._valkey.get(self._tag_key(tag))  # another may have been quicker
        return version or fresh

    async def _store(self, key: str, value: object, versions: list[bytes], ttl: timedelta) -> None:
        entry = msgspec.msgpack.encode(_Entry(versions, msgspec.msgpack.encode(value)))
        try:
            await self._valkey.set(self._value_key(key), entry, px=ttl)
        except (RedisError, OSError) as error:
            log.warning("a value could not be cached", key=key, error=str(error))

    async def _release(self, lock_key: str, token: bytes) -> None:
        try:
            # Not atomic, and need not be: the worst case is one more load.
            if await self._valkey.get(lock_key) == token:
                await self._valkey.delete(lock_key)
        except (RedisError, OSError) as error:
            log.warning("a cache lock was left to its lease", error=str(error))

    def _value_key(self, key: str) -> str:
        return f"{self._prefix}:cache:{key}"

    def _tag_key(self, tag: str) -> str:
        return f"{self._prefix}:tag:{tag}"
