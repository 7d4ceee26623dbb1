"""Reads from streaming replicas that still show everybody their own writes.

After a commit, the primary's WAL position (LSN) is kept in Valkey under the actor's id. A read of that actor goes to
a replica only once the replica has replayed that position. A mark that Valkey lost (flushed, evicted, expired) must
not count as "has written nothing": every answer is also bounded by an epoch mark, the primary's position at some moment
of the last hour, which is set anew from the primary whenever it is missing. Actor marks live longer than the epoch, so
one that has expired is always older than the epoch. Where Valkey does not answer, reads go to the primary.
"""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from redis.asyncio import Redis
from redis.exceptions import RedisError

from mingle.kernel import context
from mingle.kernel.errors import Unavailable
from mingle.kernel.log import get_logger

log = get_logger(__name__)
Pool = AsyncConnectionPool[psycopg.AsyncConnection[Any]]

EPOCH_SECONDS = 3600
MARK_SECONDS = 2 * EPOCH_SECONDS
DISTRUST_SECONDS = 5.0


@dataclass(slots=True)
class _Replica:
    pool: Pool
    replayed: int = 0
    """The highest LSN that it is known to have replayed; it only rises."""
    distrusted_until: float = 0.0
    """Not asked before this moment of the monotonic clock: it was lost a moment ago."""


class Replicas:
    """The replicas of one primary."""

    def __init__(self, pools: Sequence[Pool], valkey: Redis, prefix: str) -> None:
        self._replicas = [_Replica(pool) for pool in pools]
        self._valkey = valkey
        self._epoch_key = f"{prefix}:lsn:epoch"
        self._prefix = prefix

    @property
    def pools(self) -> list[Pool]:
        return [replica.pool for replica in self._replicas]

    async def remember_write(self, raw: psycopg.AsyncConnection[Any]) -> None:
        """Note, after a commit on this connection, that the actor's reads need at least this position."""
        work = context.current()
        if work is None or work.actor is None:
            return
        try:
            position = await _primary_lsn(raw)
            await self._valkey.set(self._mark_key(work.actor.id), position, ex=MARK_SECONDS)
        except (RedisError, OSError, psycopg.OperationalError) as error:
            log.warning("a write's position could not be kept", error=str(error))

    async def choose(self, primary: Pool) -> Pool | None:
        """A replica that shows the actor's own writes, or None: then the primary must answer."""
        needed = await self._needed_lsn(primary)
        if needed is None:
            return None
        now = time.monotonic()
        trusted = [replica for replica in self._replicas if replica.distrusted_until <= now]
        for replica in random.sample(trusted, len(trusted)):
            if replica.replayed >= needed or await self._refresh(replica) >= needed:
                return replica.pool
        return None

    async def _needed_lsn(self, primary: Pool) -> int | None:
        work = context.current()
        keys = [self._epoch_key]
        if work is not None and work.actor is not None:
            keys.append(self._mark_key(work.actor.id))
        try:
            epoch, *marks = await self._valkey.mget(keys)
            if epoch is None:
                async with primary.connection() as raw:
                    epoch = await _primary_lsn(raw)
                await self._valkey.set(self._epoch_key, epoch, ex=EPOCH_SECONDS, nx=True)
        except (RedisError, OSError, PoolTimeout):
            return None
        return max(int(mark) for mark in (epoch, *marks) if mark is not None)

    async def _refresh(self, replica: _Replica) -> int:
        try:
            async with replica.pool.connection(timeout=0.5) as raw:
                cursor = await raw.execute("SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint")
                row = await cursor.fetchone()
        except (PoolTimeout, psycopg.OperationalError) as error:
            self._distrust(replica, error)
            return -1
        # A server that is no replica has replayed nothing: pg_last_wal_replay_lsn() is null there.
        replica.replayed = int(row[0] or 0) if row else 0
        return replica.replayed

    @contextmanager
    def distrusted_when_lost(self, pool: Pool) -> Iterator[None]:
        """Leave a replica alone for a while when the block finds that it cannot be reached."""
        try:
            yield
        except Unavailable as error:
            for replica in self._replicas:
                if replica.pool is pool:
                    self._distrust(replica, error)
            raise

    def _distrust(self, replica: _Replica, error: Exception) -> None:
        replica.replayed = 0
        replica.distrusted_until = time.monotonic() + DISTRUST_SECONDS
        log.warning("a replica cannot be reached", pool=replica.pool.name, error=str(error).strip())

    def _mark_key(self, actor_id: object) -> str:
        return f"{self._prefix}:lsn:{actor_id}"


async def _primary_lsn(raw: psycopg.AsyncConnection[Any]) -> int:
    cursor = await raw.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
