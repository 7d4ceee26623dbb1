"""Presence: who is online, away, busy or gone, as one person whatever number of devices; told to those who watch."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from redis.exceptions import RedisError

from mingle import tasks
from mingle.realtime.deadlines import Deadlines
from mingle.realtime.events import identity_of
from mingle.realtime.hub import Hub
from mingle.realtime.identity import HubError, Identity
from mingle.realtime.presence_store import OFFLINE, Person, PresenceStore
from mingle.realtime.sockets import Socket

log = logging.getLogger(__name__)

MAX_WATCHED = 200
RENEW_SECONDS = 10.0
GRACE_SECONDS = 3.0
"""A page that is loaded anew is not gone."""
_BATCH = 500
_LOST = (RedisError, OSError)

UserId = Annotated[str, msgspec.Meta(max_length=64)]
SEEN = "seen:"


class Watch(msgspec.Struct, rename="camel"):
    """Whose presence a socket shows; it replaces what the socket watched before."""

    user_ids: Annotated[list[UserId], msgspec.Meta(max_length=MAX_WATCHED)]


class StatusChange(msgspec.Struct):
    """How a person wants to be seen while they are there."""

    status: Literal["online", "away", "dnd", "offline"]


class LastSeen(msgspec.Struct, rename="camel"):
    """`user:last-seen`: when somebody who is gone was last there."""

    user_id: str
    last_seen_at: datetime


class Nothing(msgspec.Struct):
    """No payload."""


class Status(msgspec.Struct, rename="camel", omit_defaults=True):
    """What is shown of a person."""

    user_id: str
    status: str
    last_seen_at: datetime | None = None


async def _everybody(_viewer: str, user_ids: Collection[str]) -> Collection[str]:
    return user_ids


async def _nobody(_user_ids: Collection[str]) -> Collection[str]:
    return ()


class Presence:
    """The presence of the people of one process, and what they watch.

    Args:
        hub: whose sockets they are.
        store: where all processes write.
        renew_seconds: how often it gives a sign of life, and looks for processes that do not.
        grace_seconds: how long a person without sockets is still there.
    """

    def __init__(
        self,
        hub: Hub,
        store: PresenceStore,
        *,
        renew_seconds: float = RENEW_SECONDS,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._hub = hub
        self._store = store
        self.may_see: Callable[[str, Collection[str]], Awaitable[Collection[str]]] = _everybody
        """Of these people, those whose presence a viewer may see: for blocks."""
        self.hides_last_seen: Callable[[Collection[str]], Awaitable[Collection[str]]] = _nobody
        """Of these people, those who do not show when they were last seen."""
        self._renew_seconds = renew_seconds
        self._sockets: Counter[str] = Counter()
        self._is_written = True
        self._unwritten_departures: set[str] = set()
        self._leaving = Deadlines[str](grace_seconds, self._leave_later)
        self._tasks: set[asyncio.Task[None]] = set()
        hub.on_arrival.append(self._arrive)
        hub.on_departure.append(self._depart)
        hub.on("presence:watch", Watch, self._watch)
        hub.on("user:status-change", StatusChange, self._change)
        hub.on("user:online", Nothing, self._come_online)
        hub.on("user:offline", Nothing, self._go_offline)

    async def start(self) -> None:
        """Begin to give signs of life."""
        with suppress(*_LOST):
            await self._store.renew()
        self._run(self._renew_forever())

    async def stop(self) -> None:
        """Take everybody who is still here out, and stop."""
        self._leaving.stop()
        await tasks.end(*self._tasks)
        with suppress(*_LOST):
            for user_id in list(self._sockets):
                await self._take(user_id)
            await self._store.leave()

    def stop_watching(self, viewer: str, user_id: str) -> None:
        """Let a person hear nothing more of another (a block)."""
        self._hub.remove_from_room(viewer, SEEN + user_id)

    # Coming and going.

    async def _arrive(self, _socket: Socket, identity: Identity) -> None:
        user_id = identity.user_id
        self._sockets[user_id] += 1
        if self._sockets[user_id] > 1:
            return
        try:
            [before], alive = await self._store.put([user_id]), await self._store.alive()
        except _LOST:
            self._is_written = False
            return
        if before.status(alive) != before.chosen:
            self._tell(Status(user_id, before.chosen))

    def _depart(self, _socket: Socket, identity: Identity) -> None:
        self._sockets[identity.user_id] -= 1
        if self._sockets[identity.user_id] <= 0:
            self._sockets[identity.user_id] = 0
            self._leaving.add(identity.user_id)

    def _leave_later(self, user_id: str, _due: float) -> None:
        if user_id in self._sockets and self._sockets[user_id] <= 0:
            self._run(self._leave(user_id))

    async def _leave(self, user_id: str) -> None:
        try:
            await self._take(user_id)
            if self._sockets[user_id] > 0:  # they have come back in the meantime
                await self._store.put([user_id])
        except _LOST:
            self._is_written = False
            self._unwritten_departures.add(user_id)

    async def _take(self, user_id: str) -> None:
        self._sockets.pop(user_id, None)
        await self._tell_that_gone(user_id, await self._store.take(user_id))

    async def _tell_that_gone(self, user_id: str, person: Person) -> None:
        if person.chosen == OFFLINE or person.nodes & await self._store.alive():
            return  # nobody has seen them, or they are still somewhere else
        self._tell(Status(user_id, OFFLINE))
        if user_id not in await self.hides_last_seen([user_id]):
            told = LastSeen(user_id, _moment(person.seen_at))
            self._hub.emit_uncommitted(SEEN + user_id, "user:last-seen", told)

    # Signs of life.

    async def _renew_forever(self) -> None:
        while True:
            # Not all at once, where all were started at once.
            await asyncio.sleep(self._renew_seconds * random.uniform(0.7, 1.0))
            try:
                was_forgotten = await self._store.renew()
                if was_forgotten or not self._is_written:
                    await self._write_all()
                for node, people in await self._store.bury_the_dead():
                    for user_id in people:
                        await self._tell_that_gone(user_id, await self._store.take(user_id, node))
            except _LOST:
                self._is_written = False
            except Exception:  # it is told; the next round mends what this one left
                log.exception("presence could not be looked after")

    async def _write_all(self) -> None:
        """Say again who is here: Valkey has been away, or has taken this process for dead."""
        while self._unwritten_departures:
            user_id = next(iter(self._unwritten_departures))
            if self._sockets[user_id] <= 0:
                await self._take(user_id)
            self._unwritten_departures.discard(user_id)
        here = [user_id for user_id, count in self._sockets.items() if count > 0]
        alive = await self._store.alive()
        for begin in range(0, len(here), _BATCH):
            batch = here[begin : begin + _BATCH]
            for user_id, before in zip(batch, await self._store.put(batch), strict=True):
                if before.status(alive) != before.chosen:
                    self._tell(Status(user_id, before.chosen))
        self._is_written = True

    # What clients ask.

    async def _watch(self, socket: Socket, asked: Watch) -> list[Status]:
        """`presence:watch`: see how these people are now, and hear of changes; replaces whom one watched before."""
        wanted = list(dict.fromkeys(asked.user_ids))
        visible = [*await self.may_see(identity_of(socket).user_id, wanted)]
        rooms = {SEEN + user_id for user_id in visible}
        for room in [room for room in socket.rooms if room.startswith(SEEN) and room not in rooms]:
            self._hub.leave(socket, room)
        for room in rooms - socket.rooms:
            await self._hub.join(socket, room)
        try:
            people = dict(zip(visible, await self._store.read(visible), strict=True)) if visible else {}
            alive = await self._store.alive()
        except _LOST:
            raise HubError("unavailable", "Presence cannot be told right now.") from None
        hidden = set(await self.hides_last_seen(visible))
        return [_status(user_id, people.get(user_id), alive, hides=user_id in hidden) for user_id in wanted]

    async def _come_online(self, socket: Socket, _asked: Nothing) -> None:
        """`user:online`: be seen as there."""
        await self._change(socket, StatusChange("online"))

    async def _go_offline(self, socket: Socket, _asked: Nothing) -> None:
        """`user:offline`: be seen as gone, and stay."""
        await self._change(socket, StatusChange("offline"))

    async def _change(self, socket: Socket, asked: StatusChange) -> None:
        """`user:status-change`: choose how one is seen while one is there."""
        user_id = identity_of(socket).user_id
        try:
            await self._store.choose(user_id, asked.status)
        except _LOST:
            raise HubError("unavailable", "The status cannot be changed right now.") from None
        self._tell(Status(user_id, asked.status))

    def _tell(self, status: Status) -> None:
        self._hub.emit_uncommitted(SEEN + status.user_id, "user:status", status)

    def _run(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _status(user_id: str, person: Person | None, alive: set[str], *, hides: bool) -> Status:
    if person is None:
        return Status(user_id, OFFLINE)
    status = person.status(alive)
    if status != OFFLINE or hides or not person.seen_at:
        return Status(user_id, status)
    return Status(user_id, status, _moment(person.seen_at))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
