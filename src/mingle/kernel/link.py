"""A connection to Valkey for the bus: what comes is heard in the turn of the event loop in which it comes.

redis-py opens it, since it knows addresses, TLS and passwords. Its way of reading takes several awaits for each
message, which is more than everything else that the bus does for one.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import hiredis
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ValkeyLost
from redis.exceptions import RedisError

OPEN_SECONDS = 2.0

_hiredis: Any = hiredis
_pack: Callable[[tuple[bytes, ...]], bytes] = _hiredis.pack_command


class Link(asyncio.Protocol):
    """A connection that is there.

    Attributes:
        is_cluster: whether the server is part of a cluster.
        chunks: how many times something came.
        lost: done when the connection is gone.
    """

    def __init__(self, hear: Callable[[Any], None], *, is_cluster: bool) -> None:
        self.is_cluster = is_cluster
        self.chunks = 0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._hear = hear
        self._reader: Any = hiredis.Reader()
        self._writer: Any = None
        self._transport: Any = None

    def attach(self, writer: Any) -> None:
        """Take over the connection of an asyncio stream."""
        self._writer = writer  # it would close its transport if it were let go
        self._transport = writer.transport
        self._transport.set_protocol(self)

    def send(self, commands: Iterable[tuple[bytes, ...]]) -> None:
        """Send commands, unless the connection is lost; answers come as everything does."""
        if not self._transport.is_closing():
            self._transport.write(b"".join(map(_pack, commands)))

    def close(self) -> None:
        """Close it."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Hear what is complete."""
        self.chunks += 1
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not False:
                self._hear(reply)
        except hiredis.HiredisError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits."""
        del exc
        if not self.lost.done():
            self.lost.set_result(None)


@asynccontextmanager
async def open_link(valkey: Redis, hear: Callable[[Any], None]) -> AsyncGenerator[Link]:
    """A connection as `valkey` makes them, beside its pool.

    Args:
        valkey: knows the address.
        hear: called with each reply and each message; it must not raise.

    Raises:
        RedisError: Valkey is away, or refuses.
        OSError: the network does.
    """
    pool: Any = valkey.connection_pool
    connection = pool.make_connection()
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            await connection.connect()
            is_cluster = await _is_cluster(connection)
        link = Link(hear, is_cluster=is_cluster)
        link.attach(connection._writer)  # noqa: SLF001
        connection._writer = connection._reader = None  # noqa: SLF001  # so that it neither reads nor closes
    except TimeoutError as error:
        msg = "Valkey does not answer"
        raise ValkeyLost(msg) from error
    finally:
        await connection.disconnect()
    try:
        yield link
    finally:
        link.close()


async def _is_cluster(connection: Any) -> bool:
    try:
        await connection.send_command("INFO", "cluster")
        told: Any = await connection.read_response()
    except RedisError:  # not allowed to ask
        return False
    return b"cluster_enabled:1" in (told if isinstance(told, bytes) else str(told).encode())
