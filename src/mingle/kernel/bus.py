"""The bus: tells every process what happened, through Valkey pub/sub.

It is only ever a hint. What is lost while Valkey is away is counted and dropped; after a reconnect `on_gap` says so,
and clients catch up from PostgreSQL.
"""

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, cast

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as ValkeyLost
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
LAST_WORDS_SECONDS = 1.0


class _Message(msgspec.Struct, array_like=True):
    request_id: str
    packet: bytes
    sent_at: float = 0.0


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Message).decode


class Bus:
    """One process's ear and mouth. `publish` never waits and never fails.

    Args:
        valkey: what to publish and to listen through.
        cache: whose tags `invalidate` drops.
        prefix: begins every channel.
        ping_seconds: after a silence this long Valkey is asked whether it is there; after another it is taken for lost.
    """

    def __init__(self, valkey: Redis, cache: Cache, prefix: str, *, ping_seconds: float = PING_SECONDS) -> None:
        self._valkey = valkey
        self._cache = cache
        self._prefix = f"{prefix}:room:".encode()
        self._control = f"{prefix}:bus".encode()
        self._ping_seconds = ping_seconds
        self._handlers: dict[bytes, Handler] = {}
        self._confirmations: defaultdict[bytes, deque[asyncio.Future[None] | None]] = defaultdict(deque)
        """For each channel who waits for Valkey's words that it listens, in the order in which it was asked."""
        self._gap_listeners: list[Callable[[], None]] = []
        self._pending: list[tuple[bytes, bytes]] = []
        self._wake = asyncio.Event()
        self._pubsub: PubSub | None = None
        self._connected = asyncio.Event()
        self._stopping = False
        self._dropping = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to listen and to publish; returns at once, also when Valkey is away."""
        self._tasks = [asyncio.create_task(self._publish_forever()), asyncio.create_task(self._listen_forever())]

    async def stop(self) -> None:
        """Send what is pending, if Valkey takes it within a second, and stop."""
        self._stopping = True
        self._wake.set()
        await asyncio.wait(self._tasks[:1], timeout=LAST_WORDS_SECONDS)
        # Again and again, since redis-py swallows a cancellation while it connects.
        while running := [task for task in self._tasks if not task.done()]:
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=0.1)
        self._disconnected()

    @property
    def is_connected(self) -> bool:
        """Whether it hears Valkey."""
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
        request_id, now = context.current_request_id(), time.time()
        for event in events:
            self._pending.append((self._channel(event.room), _encode(_Message(request_id, event.packet, now))))
        self._wake.set()

    async def invalidate(self, tags: Sequence[str]) -> None:
        """Drop what the cache holds under these tags."""
        await self._cache.invalidate(tags)

    async def subscribe(self, room: str, handler: Handler) -> None:
        """Hear a room: when this returns, later events arrive (while Valkey is away: after its return)."""
        channel = self._channel(room)
        self._handlers[channel] = handler
        if self._pubsub is None:
            return  # the next connection begins with every channel that has a handler
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._confirmations[channel].append(confirmed)
        try:
            await self._pubsub.subscribe(channel)
        except BaseException as error:
            self._forget(channel, confirmed)
            if not isinstance(error, RedisError | OSError):
                raise
        else:
            await confirmed

    async def unsubscribe(self, room: str) -> None:
        """Stop hearing a room."""
        channel = self._channel(room)
        if self._handlers.pop(channel, None) is not None and self._pubsub is not None:
            with suppress(RedisError, OSError):
                await self._pubsub.unsubscribe(channel)  # pyright: ignore[reportUnknownMemberType]

    async def listeners(self, room: str) -> int:
        """How many processes hear a room; 0 where Valkey cannot tell."""
        try:
            found = await self._valkey.pubsub_numsub(self._channel(room))  # pyright: ignore[reportUnknownMemberType]
        except (RedisError, OSError):
            return 0
        return found[0][1]

    def _channel(self, room: str) -> bytes:
        return self._prefix + room.encode()

    async def _publish_forever(self) -> None:
        while self._pending or not self._stopping:
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
            pipeline.publish(channel, message)  # pyright: ignore[reportUnknownMemberType]
        try:
            await pipeline.execute()
        except Exception as error:  # noqa: BLE001  # whatever it was, a process that says nothing must try again
            metrics.BUS_DROPPED.inc(len(batch))
            if not self._dropping:
                log.warning("events are dropped: Valkey is away", error=str(error))
            self._dropping = True
        else:
            metrics.BUS_PUBLISHED.inc(len(batch))
            self._dropping = False

    async def _listen_forever(self) -> None:
        pause, connected_before = 0.0, False
        while not self._stopping:
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            try:
                async with self._valkey.pubsub() as pubsub:  # pyright: ignore[reportUnknownMemberType]
                    await self._begin(pubsub)
                    await self._listen(pubsub, after_gap=connected_before)
            except Exception as error:  # noqa: BLE001  # whatever it was, a process that hears nothing must try again
                connected_before = connected_before or self.is_connected
                pause = 0.05 if self.is_connected else min(max(pause, 0.05) * 2, MAX_PAUSE_SECONDS)
                if self.is_connected:
                    log.warning("the bus lost Valkey and tries again", error=str(error))
                self._disconnected()

    async def _begin(self, pubsub: PubSub) -> None:
        """Ask for every channel that has a handler, those that come or go in the meantime included."""
        asked = [self._control, *self._handlers]
        for channel in asked:
            self._confirmations[channel].append(None)
        await pubsub.subscribe(*asked)
        self._pubsub = pubsub
        came = self._handlers.keys() - asked
        gone = set(asked[1:]) - self._handlers.keys()
        for channel in came:
            self._confirmations[channel].append(None)
        if gone:  # first: whoever joins one of them from now on asks for it after this
            await pubsub.unsubscribe(*gone)  # pyright: ignore[reportUnknownMemberType]
        if came:
            await pubsub.subscribe(*came)

    async def _listen(self, pubsub: PubSub, *, after_gap: bool) -> None:
        asked_whether_it_is_there = False
        get_message = cast("Callable[..., Awaitable[dict[str, Any] | None]]", pubsub.get_message)
        while True:
            message = await get_message(timeout=self._ping_seconds)
            if message is None:
                if asked_whether_it_is_there:
                    msg = "Valkey does not answer"
                    raise ValkeyLost(msg)
                await pubsub.ping()  # pyright: ignore[reportUnknownMemberType]
                asked_whether_it_is_there = True
                continue
            asked_whether_it_is_there = False
            if message["type"] == "message":
                self._dispatch(message["channel"], message["data"])
            elif message["type"] == "subscribe":
                self._confirm(message["channel"])
                if message["channel"] == self._control:
                    self._is_heard(after_gap=after_gap)

    def _is_heard(self, *, after_gap: bool) -> None:
        self._connected.set()
        metrics.BUS_CONNECTED.set(1)
        if after_gap:
            log.info("the bus hears Valkey again")
            for listener in self._gap_listeners:
                try:
                    listener()
                except Exception:  # one listener's fault must not silence the others
                    log.exception("a listener for gaps of the bus failed")

    def _disconnected(self) -> None:
        self._connected.clear()
        metrics.BUS_CONNECTED.set(0)
        self._pubsub = None
        for channel in list(self._confirmations):
            while channel in self._confirmations:
                self._confirm(channel)

    def _confirm(self, channel: bytes) -> None:
        waiting = self._confirmations.get(channel)
        if not waiting:
            return
        confirmed = waiting.popleft()
        if not waiting:
            del self._confirmations[channel]
        if confirmed is not None and not confirmed.done():
            confirmed.set_result(None)

    def _forget(self, channel: bytes, confirmed: asyncio.Future[None]) -> None:
        """It was not asked for, so it will not be confirmed."""
        waiting = self._confirmations.get(channel)
        if waiting and confirmed in waiting:
            waiting.remove(confirmed)
            if not waiting:
                del self._confirmations[channel]

    def _dispatch(self, channel: bytes, data: bytes) -> None:
        handler = self._handlers.get(channel)
        if handler is None:
            return
        metrics.BUS_RECEIVED.inc()
        room = channel[len(self._prefix) :].decode()
        try:
            message = _decode(data)
            if message.sent_at:
                metrics.BUS_LAG.observe(max(0.0, time.time() - message.sent_at))
            with context.work_context(context.WorkContext(message.request_id)):
                log.debug("event", room=room)
                handler(room, message.packet)
        except Exception:  # one handler's fault, or a packet nobody understands, must not end the bus
            log.exception("a handler of the bus failed", room=room)
