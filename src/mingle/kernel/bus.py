"""The bus: tells every process what happened, through Valkey pub/sub.

It is only ever a hint. What is lost while Valkey is away is counted and dropped; after a reconnect `on_gap` says so,
and clients catch up from PostgreSQL.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from mingle.kernel import context, metrics
from mingle.kernel.cache import Cache
from mingle.kernel.db import Event
from mingle.kernel.log import get_logger

log = get_logger(__name__)

Handler = Callable[[str, bytes], None]
"""Called with the room and the event's packet, on the event loop; it must not block."""

MAX_PENDING = 100_000
PING_SECONDS = 10.0
MAX_PAUSE_SECONDS = 1.0


class _Message(msgspec.Struct, array_like=True):
    request_id: str
    packet: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Message).decode


class Bus:
    """One process's ear and mouth. `publish` never waits and never fails."""

    def __init__(self, valkey: Redis, cache: Cache, prefix: str) -> None:
        self._valkey = valkey
        self._cache = cache
        self._prefix = f"{prefix}:room:".encode()
        self._control = f"{prefix}:bus".encode()
        self._handlers: dict[bytes, Handler] = {}
        self._confirmations: dict[bytes, asyncio.Future[None]] = {}
        self._gap_listeners: list[Callable[[], None]] = []
        self._pending: list[tuple[bytes, bytes]] = []
        self._wake = asyncio.Event()
        self._pubsub: PubSub | None = None
        self._connected = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to listen and to publish; returns at once, also when Valkey is away."""
        self._tasks = [asyncio.create_task(self._publish_forever()), asyncio.create_task(self._listen_forever())]

    async def stop(self) -> None:
        """Send what is pending, if Valkey takes it within a second, and stop."""
        if self._pending:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._flush(), 1.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def is_connected(self) -> bool:
        return self._connected.is_set()

    async def connected(self) -> None:
        """Wait until it hears Valkey."""
        await self._connected.wait()

    def on_gap(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever events may have been missed."""
        self._gap_listeners.append(listener)

    def publish(self, events: Sequence[Event]) -> None:
        """Tell the rooms of these events."""
        if len(self._pending) + len(events) > MAX_PENDING:
            metrics.BUS_DROPPED.inc(len(events))
            return
        request_id = context.current_request_id()
        for event in events:
            self._pending.append((self._channel(event.room), _encode(_Message(request_id, event.packet))))
        self._wake.set()

    async def invalidate(self, tags: Sequence[str]) -> None:
        """Drop what the cache holds under these tags."""
        await self._cache.invalidate(tags)

    async def subscribe(self, room: str, handler: Handler) -> None:
        """Hear a room: when this returns, later events arrive (while Valkey is away: after its return)."""
        channel = self._channel(room)
        self._handlers[channel] = handler
        if self._pubsub is None or not self.is_connected:
            return
        confirmation = self._confirmations.setdefault(channel, asyncio.get_running_loop().create_future())
        with suppress(RedisError, OSError):
            await self._pubsub.subscribe(channel)
            await confirmation

    async def unsubscribe(self, room: str) -> None:
        """Stop hearing a room."""
        channel = self._channel(room)
        if self._handlers.pop(channel, None) is not None and self._pubsub is not None and self.is_connected:
            with suppress(RedisError, OSError):
                await self._pubsub.unsubscribe(channel)

    def _channel(self, room: str) -> bytes:
        return self._prefix + room.encode()

    async def _publish_forever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._flush()

    async def _flush(self) -> None:
        """Hand everything pending to Valkey in one round trip."""
        batch, self._pending = self._pending, []
        if not batch:
            return
        pipeline = self._valkey.pipeline(transaction=False)
        for channel, message in batch:
            pipeline.publish(channel, message)
        try:
            await pipeline.execute()
        except (RedisError, OSError) as error:
            metrics.BUS_DROPPED.inc(len(batch))
            log.warning("events were dropped: Valkey is away", events=len(batch), error=str(error))
        else:
            metrics.BUS_PUBLISHED.inc(len(batch))

    async def _listen_forever(self) -> None:
        pause, connected_before = 0.0, False
        while True:
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            try:
                async with self._valkey.pubsub() as pubsub:
                    await pubsub.subscribe(self._control, *self._handlers)
                    self._pubsub = pubsub
                    await self._listen(pubsub, after_gap=connected_before)
            except (RedisError, OSError) as error:
                connected_before = connected_before or self.is_connected
                pause = 0.05 if self.is_connected else min(max(pause, 0.05) * 2, MAX_PAUSE_SECONDS)
                self._lose(error)

    async def _listen(self, pubsub: PubSub, *, after_gap: bool) -> None:
        while True:
            message: dict[str, Any] | None = await pubsub.get_message(timeout=PING_SECONDS)
            if message is None:
                await pubsub.ping()
            elif message["type"] == "message":
                self._dispatch(message["channel"], message["data"])
            elif message["type"] == "subscribe":
                self._confirm(message["channel"])
                if message["channel"] == self._control:
                    self._begin(after_gap=after_gap)

    def _begin(self, *, after_gap: bool) -> None:
        self._connected.set()
        metrics.BUS_CONNECTED.set(1)
        if after_gap:
            log.info("the bus hears Valkey again")
            for listener in self._gap_listeners:
                listener()

    def _lose(self, error: Exception) -> None:
        if self.is_connected:
            log.warning("the bus lost Valkey and tries again", error=str(error))
        self._connected.clear()
        metrics.BUS_CONNECTED.set(0)
        self._pubsub = None
        for channel in list(self._confirmations):
            self._confirm(channel)

    def _confirm(self, channel: bytes) -> None:
        confirmation = self._confirmations.pop(channel, None)
        if confirmation is not None and not confirmation.done():
            confirmation.set_result(None)

    def _dispatch(self, channel: bytes, data: bytes) -> None:
        handler = self._handlers.get(channel)
        if handler is None:
            return
        metrics.BUS_RECEIVED.inc()
        message = _decode(data)
        room = channel[len(self._prefix) :].decode()
        with context.work_context(context.WorkContext(message.request_id)):
            log.debug("event", room=room)
            try:
                handler(room, message.packet)
            except Exception:
                log.exception("a handler of the bus failed", room=room)
