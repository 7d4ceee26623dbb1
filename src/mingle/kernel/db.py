"""PostgreSQL: transactions that carry events and jobs, and reads that may go to a replica.

A transaction begins at the edge and has one exit, in one order: commit (job rows included), then publish. On an error
it rolls back and publishes nothing. A crash between commit and publish loses no data: an event is only a hint, and
clients catch up from PostgreSQL.
"""

import asyncio
import select
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString, Protocol, TypeVar
from uuid import UUID

import msgspec
import psycopg
from prometheus_client import Counter, Histogram
from psycopg.rows import scalar_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool

from mingle.kernel import context, metrics
from mingle.kernel.errors import Unavailable
from mingle.kernel.log import get_logger
from mingle.kernel.replicas import Replicas
from mingle.kernel.rows import struct_row
from mingle.kernel.together import Together

if TYPE_CHECKING:
    from mingle.kernel.jobs import JobQueue

log = get_logger(__name__)
T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")
Params = Sequence[Any] | Mapping[str, Any]
Raw = psycopg.AsyncConnection[Any]


class Event(msgspec.Struct, frozen=True):
    """Something that the members of a room are told: a Socket.IO event, encoded once."""

    room: str
    packet: bytes
    """The JSON array `["name", payload]`."""


class Publisher(Protocol):
    """Takes what a committed transaction has to say. It never fails: what it cannot deliver is only a hint."""

    def publish(self, events: Sequence[Event]) -> None:
        """Tell the rooms of these events."""
        ...

    async def invalidate(self, tags: Sequence[str]) -> None:
        """Drop what caches hold under these tags."""
        ...


def begins(column: LiteralString, beginning: LiteralString) -> LiteralString:
    """SQL for a text that begins with another, by an index with `text_pattern_ops`.

    A plan that is made once for all values cannot use such an index for LIKE, since it does not know the pattern.
    """
    return f" ({column} ~>=~ {beginning} AND {column} ~<~ ({beginning} || chr(1114111)))"


class Conn:
    """A connection that runs one statement at a time and gives structs."""

    __slots__ = ("_pool_name", "raw")

    def __init__(self, raw: Raw, pool_name: str) -> None:
        self.raw = raw
        self._pool_name = pool_name

    async def one(self, model: type[T], sql: LiteralString, params: Params = ()) -> T | None:
        """The first row as a `model` struct, or None."""
        started = time.perf_counter()
        async with self.raw.cursor(row_factory=struct_row(model)) as cursor:
            await cursor.execute(sql, params)
            row = await cursor.fetchone()
        self._count(started)
        return row

    async def all(self, model: type[T], sql: LiteralString, params: Params = ()) -> list[T]:
        """Every row as a `model` struct."""
        started = time.perf_counter()
        async with self.raw.cursor(row_factory=struct_row(model)) as cursor:
            await cursor.execute(sql, params)
            rows = await cursor.fetchall()
        self._count(started)
        return rows

    async def value(self, sql: LiteralString, params: Params = ()) -> Any:
        """The first column of the first row, or None."""
        started = time.perf_counter()
        async with self.raw.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(sql, params)
            value = await cursor.fetchone()
        self._count(started)
        return value

    async def stream(self, sql: LiteralString, params: Params = ()) -> AsyncGenerator[Any]:
        """The first column of every row, as they come: PostgreSQL's answer is never held whole."""
        async with self.raw.cursor(row_factory=scalar_row) as cursor:
            async for value in cursor.stream(sql, params):
                yield value

    async def execute(self, sql: LiteralString, params: Params = ()) -> int:
        """Run a statement; how many rows it touched."""
        started = time.perf_counter()
        async with self.raw.cursor() as cursor:
            await cursor.execute(sql, params)
            count = cursor.rowcount
        self._count(started)
        return count

    def _count(self, started: float) -> None:
        _query_timer(self._pool_name).observe(time.perf_counter() - started)
        work = context.current()
        if work is not None:
            work.queries += 1


class Tx(Conn):
    """A transaction in progress: what it writes, says and defers becomes true together, or not at all."""

    __slots__ = ("events", "jobs", "stale_tags", "writers")

    def __init__(self, raw: Raw, jobs: "JobQueue | None") -> None:
        super().__init__(raw, "primary")
        self.jobs = jobs
        self.events: list[Event] = []
        self.stale_tags: list[str] = []
        work = context.current()
        self.writers: set[UUID] = {work.actor.id} if work is not None and work.actor is not None else set()
        """Whose next reads must show what it writes."""

    def emit(self, room: str, name: str, payload: Any) -> None:
        """Tell a room, once this has committed. The payload is encoded now, so later changes to it do not show."""
        self.events.append(Event(room, msgspec.json.encode((name, payload))))

    def invalidate(self, *tags: str) -> None:
        """Drop what the cache holds under these tags, once this has committed."""
        self.stale_tags.extend(tags)


class _OneStatement(Tx):
    """A transaction of one statement, which commits by itself."""

    __slots__ = ("_is_done",)

    def __init__(self, raw: Raw) -> None:
        super().__init__(raw, None)
        self._is_done = False

    def _count(self, started: float) -> None:
        if self._is_done:
            msg = "this statement is in no transaction with the one before it"
            raise RuntimeError(msg)
        self._is_done = True
        super()._count(started)


class Database:
    """The pools of one process: the primary, and any replicas.

    Args:
        primary: a pool that is not yet open.
        replicas: where reads may go instead, or None.
        publisher: hears what committed.
        jobs: where transactions defer jobs.
    """

    def __init__(
        self,
        primary: AsyncConnectionPool[Raw],
        *,
        publisher: Publisher,
        replicas: Replicas | None = None,
        jobs: "JobQueue | None" = None,
    ) -> None:
        self.primary = primary
        self.replicas = replicas
        self._publisher = publisher
        self._jobs = jobs
        self._writers: set[asyncio.Task[Any] | None] = set()
        self._groups: dict[Any, Together[Any, Any]] = {}

    @asynccontextmanager
    async def transaction(self, *, of_one_statement: bool = False) -> AsyncGenerator[Tx]:
        """Commit what the block did, then publish what it said; roll back on an error.

        Args:
            of_one_statement: the block runs a single statement (and defers no job). It commits by itself, without the
                two round trips of BEGIN and COMMIT; what the block raises after it undoes nothing.

        Raises:
            Unavailable: no connection was free in time, or PostgreSQL cannot be reached.
        """
        with self._only_one():
            committed, position = None, None
            try:
                async with _reachable(self.primary) as raw:
                    async with nullcontext() if of_one_statement else raw.transaction():
                        tx = _OneStatement(raw) if of_one_statement else Tx(raw, self._jobs)
                        yield tx
                    committed = tx
                    if self.replicas is not None:
                        position = await self.replicas.position(raw)
            finally:
                # It is done, so it is told as well, whatever becomes of the caller from here on.
                if committed is not None and (committed.stale_tags or self.replicas is not None):
                    await asyncio.shield(_background(self._announce(committed, position)))
                elif committed is not None and committed.events:
                    self._publisher.publish(committed.events)

    async def together(
        self, work: Callable[[Tx, Sequence[Item]], Awaitable[Sequence[Result | Exception]]], item: Item
    ) -> Result:
        """Do something in one statement with all others who want the same work done at this moment.

        Args:
            work: given some items, runs one statement and answers each item with its result, or with the exception
                that it comes to; nothing of that one may have been written. Where the statement fails, nothing is
                written, and each item is tried alone.
            item: what is to be done. Each stands for itself: none may need that another is done before it.

        Raises:
            Unavailable: no connection was free in time, or PostgreSQL cannot be reached.
        """
        group = self._groups.get(work)
        if group is None:

            async def in_transaction(items: Sequence[Item]) -> Sequence[Result | Exception]:
                async with self.transaction(of_one_statement=True) as tx:
                    return await work(tx, items)

            group = self._groups[work] = Together(in_transaction)
        with self._only_one():
            return await group.do(item)

    async def _announce(self, tx: Tx, position: int | None) -> None:
        if self.replicas is not None:
            await self.replicas.remember_write(position, tx.writers)
        if tx.stale_tags:
            await self._publisher.invalidate(tx.stale_tags)
        if tx.events:
            self._publisher.publish(tx.events)

    @contextmanager
    def _only_one(self) -> Generator[None]:
        """Refuse a transaction within another: it would commit and publish what the outer one may still undo."""
        task = asyncio.current_task()
        if task in self._writers:
            msg = "a transaction is open already: pass its tx on"
            raise RuntimeError(msg)
        self._writers.add(task)
        try:
            yield
        finally:
            self._writers.discard(task)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Conn]:
        """A connection for reading: a replica that has replayed the actor's own writes, or the primary.

        Each statement sees its own snapshot.

        Raises:
            Unavailable: no connection was free in time, or PostgreSQL cannot be reached.
        """
        chosen = await self.replicas.choose(self.primary) if self.replicas is not None else None
        _read_counter("primary" if chosen is None else "replica").inc()
        if chosen is None:
            async with _reachable(self.primary) as raw:
                yield Conn(raw, self.primary.name)
        else:
            pool, raw = chosen
            try:
                with _translated(pool.name):
                    yield Conn(raw, pool.name)
            finally:
                await pool.putconn(raw)


def make_pool(url: str, name: str, *, min_size: int, max_size: int, timeout_seconds: float) -> AsyncConnectionPool[Raw]:
    """A pool that is not yet open. Its connections are in autocommit mode: transactions say so themselves."""

    async def check(raw: Raw) -> None:
        if not _has_something_to_say(raw):
            return
        try:
            await pool.check_connection(raw)
        except psycopg.OperationalError:
            # Those that wait in the pool have probably been lost with it: weed them all out now.
            _background(pool.check())
            raise

    pool: AsyncConnectionPool[Raw] = AsyncConnectionPool(
        url,
        name=name,
        min_size=min_size,
        max_size=max_size,
        timeout=timeout_seconds,
        max_idle=300,
        reconnect_timeout=5,
        kwargs={"application_name": "mingle", "connect_timeout": 5},
        configure=_configure,
        check=check,
        open=False,
    )
    return pool


def _has_something_to_say(raw: Raw) -> bool:
    """Whether there is something to read on an idle connection: mostly that the server has closed it."""
    waiting = select.poll()
    waiting.register(raw.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


async def _configure(raw: Raw) -> None:
    await raw.set_autocommit(True)
    set_json_loads(msgspec.json.decode, raw)
    # Statements on tables in partitions would be planned anew each time, which takes longer than to run them:
    # docs/decisions/013.
    await raw.execute("SET plan_cache_mode = force_generic_plan")


@cache
def _query_timer(pool_name: str) -> Histogram:
    return metrics.QUERY_SECONDS.labels(pool_name)


@cache
def _read_counter(target: str) -> Counter:
    return metrics.REPLICA_READS.labels(target)


@asynccontextmanager
async def _reachable(pool: AsyncConnectionPool[Raw]) -> AsyncGenerator[Raw]:
    with _translated(pool.name):
        async with pool.connection() as raw:
            yield raw


@contextmanager
def _translated(pool_name: str) -> Generator[None]:
    """PostgreSQL's own troubles (lost, overloaded, deadlocked) become `Unavailable`."""
    try:
        yield
    except psycopg.OperationalError as error:
        log.warning("PostgreSQL could not do it", pool=pool_name, error=str(error).strip())
        raise Unavailable from error


# The event loop itself holds its tasks only weakly.
_running: set[asyncio.Task[None]] = set()


def _background(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task
