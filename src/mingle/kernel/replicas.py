"""Reads from streaming replicas that still show everybody their own writes.

After a commit, the primary's WAL position (LSN) is kept in Valkey under the actor's id. A read of that actor goes to
a replica only once the replica has replayed that position. A mark that Valkey lost must not count as "has written
nothing": every read is also bounded by an epoch mark, the primary's position at some moment of the last minute, which
is set anew from the primary whenever it is missing. So a flushed Valkey is harmless, a mark that has expired is always
older than the epoch, and nobody is shown anything much older than a minute, however far a replica is behind. Where
Valkey does not answer, reads go to the primary.
"""

import asyncio
import random
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from psycopg_pool import AsyncConnectionPool
from redis.asyncio import Redis
from redis.exceptions import RedisError

from mingle.kernel import context
from mingle.kernel.log import get_logger

log = get_logger(__name__)
Raw = psycopg.AsyncConnection[Any]
Pool = AsyncConnectionPool[Raw]

EPOCH_SECONDS = 60
MARK_SECONDS = 2 * EPOCH_SECONDS
CONNECT_SECONDS = 0.5
DISTRUST_SECONDS = 5.0

# Two writes of one actor may be noted in the other order: a mark only rises.
_RAISE = """
if tonumber(redis.call('GET', KEYS[1]) or 0) < tonumber(ARGV[1]) then
    redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
end
"""


@dataclass(slots=True)
class _Replica:
    pool: Pool
    replayed: WeakKeyDictionary[Raw, int] = field(default_factory=WeakKeyDictionary[Raw, int])
    """What each connection was last told that it shows: a new one may be to a server that was started anew."""
    distrusted_until: float = 0.0
    """Not asked before this moment of the monotonic clock: it was lost a moment ago."""


class Replicas:
    """The replicas of one primary."""

    def __init__(self, pools: Sequence[Pool], valkey: Redis, prefix: str) -> None:
        self._replicas = [_Replica(pool) for pool in pools]
        self._valkey = valkey
        self._epoch_key = f"{prefix}:lsn:epoch"
        self._prefix = prefix
        self._missed_a_mark = False

    @property
    def pools(self) -> list[Pool]:
        """One of each replica."""
        return [replica.pool for replica in self._replicas]

    async def position(self, raw: Raw) -> int | None:
        """Where the primary is, right after a commit on this connection; None where it does not say."""
        try:
            return await _primary_position(raw)
        except psycopg.OperationalError as error:
            log.warning("a write's position is not known", error=str(error).strip())
            return None

    async def remember_write(self, position: int | None, actor_ids: Collection[UUID]) -> None:
        """Note that these people's reads need at least this position."""
        if not actor_ids:
            return
        try:
            if position is not None:
                marks = [self._raise(f"{self._prefix}:lsn:{one}", position, MARK_SECONDS) for one in actor_ids]
                await asyncio.gather(*marks)
                return
        except (RedisError, OSError) as error:
            log.warning("a write's position could not be kept", error=str(error))
        self._missed_a_mark = True

    async def choose(self, primary: Pool) -> tuple[Pool, Raw] | None:
        """A connection to a replica that shows the actor's own writes, to be put back into its pool; or None.

        None says that the primary must answer.
        """
        if context.must_be_fresh():
            return None
        needed = await self._needed_position(primary)
        if needed is None:
            return None
        now = time.monotonic()
        trusted = [replica for replica in self._replicas if replica.distrusted_until <= now]
        for replica in random.sample(trusted, len(trusted)):
            raw = await _connect(replica)
            if raw is None:
                continue
            shows = False
            try:
                shows = await _shows(replica, raw, needed)
            finally:
                if not shows:
                    await replica.pool.putconn(raw)
            if shows:
                return replica.pool, raw
        return None

    async def _needed_position(self, primary: Pool) -> int | None:
        work = context.current()
        keys = [self._epoch_key]
        if work is not None and work.actor is not None:
            keys.append(f"{self._prefix}:lsn:{work.actor.id}")
        try:
            epoch, *marks = await self._valkey.mget(keys)
            if epoch is None or self._missed_a_mark:
                # A mark that could not be kept is made up for by an epoch after it.
                self._missed_a_mark = False
                epoch = await self._begin_epoch(primary)
        except (RedisError, OSError, psycopg.OperationalError):
            return None
        return max(int(mark) for mark in (epoch, *marks) if mark is not None)

    async def _begin_epoch(self, primary: Pool) -> int:
        try:
            async with primary.connection() as raw:
                position = await _primary_position(raw)
            await self._raise(self._epoch_key, position, EPOCH_SECONDS)
        except BaseException:  # one that was cancelled has kept no mark either; raised again, nothing is hidden
            self._missed_a_mark = True
            raise
        return position

    async def _raise(self, key: str, position: int, seconds: int) -> None:
        await self._valkey.eval(_RAISE, 1, key, position, seconds)


async def _connect(replica: _Replica) -> Raw | None:
    try:
        return await replica.pool.getconn(timeout=CONNECT_SECONDS)
    except psycopg.OperationalError as error:
        replica.distrusted_until = time.monotonic() + DISTRUST_SECONDS
        log.warning("a replica cannot be reached", pool=replica.pool.name, error=str(error).strip())
        return None


async def _shows(replica: _Replica, raw: Raw, needed: int) -> bool:
    if replica.replayed.get(raw, -1) >= needed:
        return True
    try:
        # A server that is no replica has replayed nothing: the function is null there.
        cursor = await raw.execute("SELECT coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::bigint")
        row = await cursor.fetchone()
    except psycopg.OperationalError:
        return False
    replica.replayed[raw] = int(row[0]) if row else 0
    return replica.replayed[raw] >= needed


async def _primary_position(raw: Raw) -> int:
    # What is flushed holds every commit that was told of, unless commits do not wait for that. What is inserted after
    # that may wait for a quarter of a minute on an idle server before any replica hears of it.
    cursor = await raw.execute("""
        SELECT pg_wal_lsn_diff(
            CASE current_setting('synchronous_commit')
            WHEN 'off' THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END, '0/0')::bigint
    """)
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
