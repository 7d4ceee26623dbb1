"""The bus: tells every process what happened, through Valkey pub/sub.

It is only ever a hint. What is lost while Valkey is away is counted and dropped; after a reconnect `on_gap` says so,
and clients catch up from PostgreSQL.
"""

import asyncio
import random
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ValkeyLost
from redis.exceptions import RedisError

from mingle import tasks
from mingle.kernel import context, metrics
from mingle.kernel.cache import Cache
from mingle.kernel.db import Event
from mingle.kernel.link import Link, open_link
from mingle.kernel.log import get_logger

log = get_logger(__name__)

Handler = Callable[[str, bytes], None]
"""Called with the room and the event's packet, on the event loop; it must not block."""

MAX_PENDING = 100_000
PING_SECONDS = 10.0
MAX_PAUSE_SECONDS = 1.0
LAST_WORDS_SECONDS = 1.0
ANSWER_SECONDS = 1.0


class _Words(NamedTuple):
    subscribe: bytes
    unsubscribe: bytes
    publish: bytes
    ask: str


_PLAIN = _Words(b"SUBSCRIBE", b"UNSUBSCRIBE", b"PUBLISH", "NUMSUB")
# In a cluster plain messages go to every node; sharded ones only to the node of their channel.
_SHARDED = _Words(b"SSUBSCRIBE", b"SUNSUBSCRIBE", b"SPUBLISH", "SHARDNUMSUB")


class _Message(msgspec.Struct, array_like=True):
    request_id: str
    packet: bytes
    sent_at: float = 0.0
    origin: str = ""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Message).decode


class Bus:
    """One process's ear and mouth. `publish` never waits and never fails.

    What a process says reaches its own handlers at once and without Valkey, the others' through it. So those of one
    process hear it in one order; what two processes say at the same moment, others may hear in either.

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
        self._id = secrets.token_urlsafe(9)
        self._handlers: dict[bytes, Handler] = {}
        self._confirmations: defaultdict[bytes, deque[asyncio.Future[None] | None]] = defaultdict(deque)
        """For each channel who waits for Valkey's words that it listens, in the order in which it was asked."""
        self._gap_listeners: list[Callable[[], None]] = []
        self._pending: list[tuple[bytes, bytes]] = []
        self._near: list[tuple[bytes, _Message]] = []
        """What this process's own handlers are about to hear."""
        self._unanswered = 0
        self._answered = asyncio.Event()
        self._wake = asyncio.Event()
        self._ear: Link | None = None
        self._words = _PLAIN
        self._connected = asyncio.Event()
        self._connected_before = False
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
        await tasks.end(*self._tasks)
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
        request_id, now = context.current_request_id(), time.time()
        is_full = len(self._pending) + len(events) > MAX_PENDING
        for event in events:
            channel = self._channel(event.room)
            message = _Message(request_id, event.packet, now, self._id)
            if channel in self._handlers:
                if not self._near:
                    asyncio.get_running_loop().call_soon(self._tell_near)
                self._near.append((channel, message))
            if not is_full:
                self._pending.append((channel, _encode(message)))
        if is_full:
            metrics.BUS_DROPPED.inc(len(events))
        self._wake.set()

    async def invalidate(self, tags: Sequence[str]) -> None:
        """Drop what the cache holds under these tags."""
        await self._cache.invalidate(tags)

    async def subscribe(self, room: str, handler: Handler) -> None:
        """Hear a room: when this returns, later events arrive (while Valkey is away: after its return)."""
        channel = self._channel(room)
        self._handlers[channel] = handler
        if self._ear is None:
            return  # the next connection begins with every channel that has a handler
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._confirmations[channel].append(confirmed)
        self._ear.send([(self._words.subscribe, channel)])
        await confirmed

    async def unsubscribe(self, room: str) -> None:
        """Stop hearing a room."""
        channel = self._channel(room)
        if self._handlers.pop(channel, None) is not None and self._ear is not None:
            self._ear.send([(self._words.unsubscribe, channel)])

    async def listeners(self, room: str) -> int:
        """How many processes hear a room; 0 where Valkey cannot tell."""
        try:
            valkey: Any = self._valkey
            found: list[Any] = await valkey.execute_command("PUBSUB", self._words.ask, self._channel(room))
        except (RedisError, OSError):
            return 0
        return found[1]

    def _channel(self, room: str) -> bytes:
        return self._prefix + room.encode()

    # The mouth.

    async def _publish_forever(self) -> None:
        while self._pending or not self._stopping:
            await self._wake.wait()
            try:
                async with open_link(self._valkey, self._hear_answer) as mouth:
                    while self._pending or not self._stopping:
                        await self._wake.wait()
                        self._wake.clear()
                        await self._flush(mouth)
            except Exception as error:  # noqa: BLE001  # whatever it was, a process that says nothing must try again
                lost, self._pending = self._unanswered + len(self._pending), []
                self._unanswered = 0
                metrics.BUS_DROPPED.inc(lost)
                if lost and not self._dropping:
                    log.warning("events are dropped: Valkey is away", error=str(error))
                    self._dropping = True
                if not self._stopping:
                    self._wake.clear()

    async def _flush(self, mouth: Link) -> None:
        """Hand everything pending to Valkey at once, and wait until it has taken it."""
        if mouth.lost.done():
            msg = "the connection was closed"
            raise ValkeyLost(msg)
        batch, self._pending = self._pending, []
        if not batch:
            return
        self._unanswered = len(batch)
        self._answered.clear()
        word = (_SHARDED if mouth.is_cluster else _PLAIN).publish
        mouth.send((word, channel, message) for channel, message in batch)
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._answered.wait()
        metrics.BUS_PUBLISHED.inc(len(batch))
        self._dropping = False

    def _hear_answer(self, reply: Any) -> None:
        if isinstance(reply, Exception):
            metrics.BUS_DROPPED.inc()
            log.warning("Valkey takes no event", error=str(reply))
        self._unanswered -= 1
        if self._unanswered <= 0:
            self._answered.set()

    # The ear.

    async def _listen_forever(self) -> None:
        pause = 0.0
        while not self._stopping:
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            try:
                async with open_link(self._valkey, self._hear) as ear:
                    self._words = _SHARDED if ear.is_cluster else _PLAIN
                    self._ear = ear
                    asked = [*self._handlers, self._control]
                    for channel in asked:
                        self._confirmations[channel].append(None)
                    ear.send((self._words.subscribe, channel) for channel in asked)
                    await self._listen(ear)
            except Exception as error:  # noqa: BLE001  # whatever it was, a process that hears nothing must try again
                pause = 0.05 if self.is_connected else min(max(pause, 0.05) * 2, MAX_PAUSE_SECONDS)
                if self.is_connected:
                    log.warning("the bus lost Valkey and tries again", error=str(error))
                self._connected_before = self._connected_before or self.is_connected
                self._disconnected()

    async def _listen(self, ear: Link) -> None:
        """Look now and then whether Valkey is still there; what it says is heard meanwhile."""
        has_asked = False
        while True:
            before = ear.chunks
            await asyncio.wait([ear.lost], timeout=self._ping_seconds)
            if ear.lost.done():
                msg = "the connection was closed"
                raise ValkeyLost(msg)
            if ear.chunks != before:
                has_asked = False
            elif has_asked:
                msg = "Valkey does not answer"
                raise ValkeyLost(msg)
            else:
                ear.send([(b"PING",)])
                has_asked = True

    def _hear(self, reply: Any) -> None:
        if isinstance(reply, Exception):
            log.warning("Valkey lets the bus hear nothing", error=str(reply))
            if self._ear is not None:
                self._ear.close()
        elif isinstance(reply, list):
            kind, channel, content = cast("list[bytes]", reply)
            if kind in (b"message", b"smessage"):
                self._take(channel, content)
            elif kind in (b"subscribe", b"ssubscribe"):
                self._confirm(channel)

    def _is_heard(self) -> None:
        self._connected.set()
        metrics.BUS_CONNECTED.set(1)
        if self._connected_before:
            log.info("the bus hears Valkey again")
            for listener in self._gap_listeners:
                try:
                    listener()
                except Exception:  # one listener's fault must not silence the others
                    log.exception("a listener for gaps of the bus failed")

    def _disconnected(self) -> None:
        self._connected.clear()
        metrics.BUS_CONNECTED.set(0)
        self._ear = None
        waiting, self._confirmations = self._confirmations, defaultdict(deque)
        for confirmed in (one for channel in waiting.values() for one in channel):
            if confirmed is not None and not confirmed.done():
                confirmed.set_result(None)

    def _confirm(self, channel: bytes) -> None:
        if channel == self._control:
            self._is_heard()
        waiting = self._confirmations.get(channel)
        if not waiting:
            return
        confirmed = waiting.popleft()
        if not waiting:
            del self._confirmations[channel]
        if confirmed is not None and not confirmed.done():
            confirmed.set_result(None)

    # What is heard.

    def _take(self, channel: bytes, data: bytes) -> None:
        metrics.BUS_RECEIVED.inc()
        try:
            message = _decode(data)
        except msgspec.MsgspecError:
            log.warning("the bus brought what nobody understands")
            return
        if message.sent_at:
            metrics.BUS_LAG.observe(max(0.0, time.time() - message.sent_at))
        if message.origin != self._id:
            self._dispatch(channel, message)

    def _tell_near(self) -> None:
        near, self._near = self._near, []
        for channel, message in near:
            self._dispatch(channel, message)

    def _dispatch(self, channel: bytes, message: _Message) -> None:
        handler = self._handlers.get(channel)
        if handler is None:
            return
        room = channel[len(self._prefix) :].decode()
        try:
            with context.work_context(context.WorkContext(message.request_id)):
                log.debug("event", room=room)
                handler(room, message.packet)
        except Exception:  # one handler's fault must not end the bus
            log.exception("a handler of the bus failed", room=room)
