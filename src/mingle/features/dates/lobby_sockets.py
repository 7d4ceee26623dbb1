"""Socket events of the lobby: CONTRACT.md, "Sockets"."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from mingle.features import calls
from mingle.features.calls import Lease, Note, Seat
from mingle.features.dates import lobby_flows, next_flows
from mingle.features.dates.errors import ProfileHidden
from mingle.features.dates.lobby_hearing import Hearing
from mingle.features.dates.lobby_models import (
    AvailableTold,
    Came,
    LobbyNote,
    Nothing,
    PresenceTold,
    QueueJoin,
    QueueJoined,
    QueueNext,
    QueueWaiting,
)
from mingle.features.dates.lobby_policy import MOST_TOLD
from mingle.features.dates.lobby_service import NOTES, lobby_room
from mingle.kernel.ids import new_id
from mingle.kernel.resources import Resources
from mingle.realtime.events import identity_of
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Identity
from mingle.realtime.sockets import Socket

SIGNS_OF_LIFE_A_LEASE: Final = 3
COMING_AT_ONCE: Final = 4
"""So many come in side by side, so that a crowd leaves connections to PostgreSQL to everybody else."""
TICK_SECONDS: Final = 1.0
"""How often what is due is looked for: who has left, who waits for somebody."""


class Seated(NamedTuple):
    """A socket by which somebody is in the lobby."""

    socket: Socket
    seat: Seat
    event_id: UUID | None = None


class LobbySockets:
    """The handlers of one process, and which of its sockets are in the lobby."""

    def __init__(self, hub: Hub, resources: Resources) -> None:
        self._hub = hub
        self._resources = resources
        self._seats: dict[UUID, Seated] = {}
        self._arriving: set[UUID] = set()
        """Of those with a seat, who is about to be written down."""
        self._watching: dict[UUID, set[Socket]] = {}
        self._calls: dict[UUID, set[UUID]] = {}
        """Who of those here is in which call."""
        self._busy: set[UUID] = set()
        """Who was in some call when they came."""
        self._hearing = Hearing()
        self._listening: asyncio.Task[None] | None = None
        self._calls_here = hub.extension(calls.CallSockets)
        self._calls_here.on_note.append(self._hear_call)
        self._is_pairing = False
        self._coming = asyncio.Semaphore(COMING_AT_ONCE)
        hub.every(resources.settings.lobby_lease_seconds / SIGNS_OF_LIFE_A_LEASE, self.renew)
        hub.every(TICK_SECONDS, self.reap)
        hub.every(TICK_SECONDS, self.pair)
        hub.on_departure.append(self.depart)
        resources.bus.on_gap(lambda: hub.run(self._catch_up()))
        hub.on("queue:join", QueueJoin, self.join, errors=[ProfileHidden])
        hub.on("queue:leave", Nothing, self.leave)
        hub.on("queue:next", QueueNext, self.next, errors=[ProfileHidden, calls.InAnotherCall])
        hub.on("presence:join", Nothing, self.watch)

    # Coming and going.

    async def join(self, socket: Socket, asked: QueueJoin) -> QueueJoined:
        """`queue:join`: this socket is the person's in the lobby from now on."""

        async def act(seat: Seat) -> Came:
            return await lobby_flows.join(self._resources, seat)

        return QueueJoined((await self.sit(socket, asked.device_id, act)).is_available)

    async def leave(self, socket: Socket, _asked: Nothing) -> Nothing:
        """`queue:leave`: leave the lobby."""
        account_id = _id_of(socket)
        self._stop_watching(socket, account_id)
        seated = self._seats.get(account_id)
        if seated is not None and seated.socket is socket:
            self._stand_up(seated)
            await lobby_flows.leave(self._resources, account_id, seated.seat.binding)
        return Nothing()

    async def next(self, socket: Socket, asked: QueueNext) -> QueueWaiting:
        """`queue:next`: wait for whoever fits, or no longer."""
        seated = self._seats.get(_id_of(socket))
        if asked.on and (seated is None or seated.socket is not socket):

            async def act(seat: Seat) -> Came:
                return await lobby_flows.join(self._resources, seat, waits=True)

            await self.sit(socket, asked.device_id, act)
        elif seated is not None:
            actor = identity_of(socket).actor
            await lobby_flows.wait_for_next(self._resources, actor, seated.seat.binding, on=asked.on)
        if asked.on:
            self._hub.run(self.pair())
        return QueueWaiting(asked.on)

    async def watch(self, socket: Socket, _asked: Nothing) -> Nothing:
        """`presence:join`: hear of those in the lobby whom one could meet, without being in it."""
        await self._listen()
        account_id = _id_of(socket)
        self._watching.setdefault(account_id, set()).add(socket)  # first: who comes while it looks is heard of, too
        try:
            self._hearing.add(account_id, await lobby_flows.begin_watching(self._resources, account_id))
        except BaseException:
            self._stop_watching(socket, account_id)
            raise
        if not socket.is_connected:
            self._stop_watching(socket, account_id)
        return Nothing()

    def depart(self, socket: Socket, identity: Identity) -> None:
        """Who was in the lobby by a socket that is gone leaves it in a moment, unless they are back."""
        account_id: UUID = identity.actor.id
        self._stop_watching(socket, account_id)
        seated = self._seats.get(account_id)
        if seated is not None and seated.socket is socket:
            self._stand_up(seated)
            self._hub.run(lobby_flows.close(self._resources, account_id, seated.seat.binding))

    async def sit(
        self,
        socket: Socket,
        device_id: str | None,
        act: Callable[[Seat], Coroutine[Any, Any, Came]],
        event_id: UUID | None = None,
    ) -> Came:
        """Let a socket be its person's in the lobby, or in that of an event; `act` writes it."""
        await self._listen()
        account_id = _id_of(socket)
        before = self._seats.get(account_id)
        is_same = before is not None and before.socket is socket
        binding = before.seat.binding if before is not None and is_same else new_id()
        seat = Seat(account_id, device_id or (before.seat.device_id if before and is_same else str(binding)), binding)
        await self._hub.join(socket, lobby_room(binding))
        await self._hub.join(socket, calls.seat_room(binding))  # so that no signal is too early
        self._seats[account_id] = Seated(socket, seat, event_id)  # before anybody can be given to them
        try:
            async with self._arrival(account_id):
                came = await act(seat)
        except BaseException:
            self._seats.pop(account_id, None)
            if before is not None:
                self._seats[account_id] = before
            if not is_same:
                self._leave_rooms(socket, binding)
            raise
        if before is not None and not is_same:
            self._leave_rooms(before.socket, before.seat.binding)
            self._hub.tell(before.socket, "queue:moved", Nothing())
        if not came.is_available:
            self._busy.add(account_id)
        self._hearing.add(account_id, came.near)
        self._forget_unless_here(account_id)
        if not socket.is_connected:  # it went meanwhile
            self.depart(socket, identity_of(socket))
        return came

    async def leave_event(self, socket: Socket, event_id: UUID) -> None:
        """Let somebody leave the lobby of an event."""
        seated = self._seats.get(_id_of(socket))
        if seated is not None and seated.socket is socket and seated.event_id == event_id:
            self._stand_up(seated)
            await lobby_flows.leave(self._resources, seated.seat.account_id, seated.seat.binding)

    def in_events(self) -> dict[UUID, list[Socket]]:
        """The sockets of this process that are in the lobbies of events."""
        found: dict[UUID, list[Socket]] = {}
        for seated in self._seats.values():
            if seated.event_id is not None:
                found.setdefault(seated.event_id, []).append(seated.socket)
        return found

    def _stand_up(self, seated: Seated) -> None:
        if self._seats.get(seated.seat.account_id) is seated:
            del self._seats[seated.seat.account_id]
        self._busy.discard(seated.seat.account_id)
        self._forget_unless_here(seated.seat.account_id)
        self._leave_rooms(seated.socket, seated.seat.binding)

    def _leave_rooms(self, socket: Socket, binding: UUID) -> None:
        self._hub.leave(socket, lobby_room(binding))
        if not self._calls_here.is_seated(socket, binding):
            self._hub.leave(socket, calls.seat_room(binding))

    def _stop_watching(self, socket: Socket, account_id: UUID) -> None:
        sockets = self._watching.get(account_id, set())
        sockets.discard(socket)
        if not sockets:
            self._watching.pop(account_id, None)
            self._forget_unless_here(account_id)

    def _hears(self, account_id: UUID) -> bool:
        """Whether somebody is in the lobby here, and not in that of an event, or watches it."""
        seated = self._seats.get(account_id)
        return account_id in self._watching or (seated is not None and seated.event_id is None)

    def _forget_unless_here(self, account_id: UUID) -> None:
        if not self._hears(account_id):
            self._hearing.forget_listener(account_id)

    # What other processes say.

    async def _listen(self) -> None:
        """Hear of the lobby, and of calls, from the first one on who is in it by this process."""
        if self._listening is None:
            self._listening = asyncio.ensure_future(self._resources.bus.subscribe(NOTES, self._hear))
        try:
            await asyncio.shield(self._listening)
        except Exception:
            self._listening = None  # the next one tries again
            raise
        await self._calls_here.listen()

    def _hear(self, _room: str, packet: bytes) -> None:
        """Tell those of whom it concerns who are here."""
        _, note = msgspec.json.decode(packet, type=tuple[str, LobbyNote])
        if note.parted_from is not None:
            self._part(note.user_id, note.parted_from)
            return
        for account_id in filter(self._hears, note.to):
            self._hearing.add(account_id, [note.user_id])
        self._tell(self._hearing.listeners(note.user_id), note)
        if note.online is False:
            self._hearing.forget(note.user_id)

    def _part(self, one_id: UUID, other_id: UUID) -> None:
        for listener_id, gone_id in ((one_id, other_id), (other_id, one_id)):
            if self._hearing.remove(listener_id, gone_id):
                self._tell([listener_id], LobbyNote(gone_id, available=False, online=False))

    def _tell(self, account_ids: Iterable[UUID], note: LobbyNote) -> None:
        sockets: set[Socket] = set()
        for account_id in account_ids:
            sockets.update(self._watching.get(account_id, ()))
            if account_id in self._seats:
                sockets.add(self._seats[account_id].socket)
        events: list[tuple[str, Any]] = [("queue:update", AvailableTold(note.user_id, note.available))]
        if note.online is not None:
            events.insert(0, ("presence:update", PresenceTold(note.user_id, note.online, note.available)))
        self._hub.tell_each(sockets, *events)

    async def _catch_up(self) -> None:
        """Notes may have been lost: look for whom each hears of anew, and tell them how it is."""
        for account_id in self._hearing.all_listeners():
            if self._hears(account_id):
                near, available = await lobby_flows.look_again(self._resources, account_id)
                for gone_id in self._hearing.told_of(account_id).difference(near):
                    if len(near) < MOST_TOLD and self._hearing.remove(account_id, gone_id):
                        self._tell([account_id], LobbyNote(gone_id, available=False, online=False))
                self._hearing.add(account_id, near)
                for other_id in near:
                    self._tell([account_id], LobbyNote(other_id, other_id in available, online=True))

    def _hear_call(self, note: Note) -> None:
        """Who of those here has come into a call, or out of it, can be invited no longer, or again."""
        before = self._calls.pop(note.call_id, set())
        inside = {one for one in note.places if one in self._seats and not note.is_invitation}
        if inside:
            self._calls[note.call_id] = inside
        for account_id in inside:
            self._seat_in_call(self._seats[account_id], note)
        for account_id in (before - inside) & self._seats.keys():
            seated = self._seats[account_id]
            self._hub.run(self._hub.join(seated.socket, calls.seat_room(seated.seat.binding)))  # for the next one
        changed = (inside ^ before) & self._seats.keys()
        if not note.places:
            changed |= self._busy
            self._busy.clear()
        if changed:
            self._hub.run(lobby_flows.tell_availability(self._resources, changed))

    def _seat_in_call(self, seated: Seated, note: Note) -> None:
        """Who was given to somebody is in the call by the socket by which they are in the lobby."""
        seat, place = seated.seat, note.places[seated.seat.account_id]
        is_new = not self._calls_here.is_seated(seated.socket, seat.binding)
        if place.binding == seat.binding and not place.is_dropped and is_new:
            lease = Lease(note.call_id, seat.account_id)
            self._hub.run(self._calls_here.adopt(seated.socket, lease, seat.device_id, seat.binding, note))

    # Signs of life, and what is due.

    async def renew(self) -> None:
        """Give a sign of life of all who are in the lobby here; who was taken for gone is there again."""
        if self._watching:
            await lobby_flows.watch(self._resources, self._watching)
        seats = {one: seated for one, seated in self._seats.items() if one not in self._arriving}
        if not seats:
            return
        found = await lobby_flows.renew(self._resources, [one.seat for one in seats.values()])
        there = {one.account_id: one.binding for one in found}
        for account_id, seated in seats.items():
            if self._seats.get(account_id) is not seated:
                continue
            if account_id not in there:
                self._hub.run(self._come_back(seated))  # which must not keep the next sign of life waiting
            elif there[account_id] != seated.seat.binding:
                self._stand_up(seated)

    async def _come_back(self, seated: Seated) -> None:
        account_id = seated.seat.account_id
        try:
            async with self._arrival(account_id):
                if self._seats.get(account_id) is not seated:
                    return
                came = await lobby_flows.come_back(self._resources, seated.seat, seated.event_id)
        except ProfileHidden:  # or erased
            self._stand_up(seated)
            return
        self._hearing.add(account_id, came.near)
        self._forget_unless_here(account_id)

    @asynccontextmanager
    async def _arrival(self, account_id: UUID) -> AsyncGenerator[None]:
        """Somebody is written down as in the lobby, by a few at a time."""
        self._arriving.add(account_id)
        try:
            async with self._coming:
                yield
        finally:
            self._arriving.discard(account_id)

    async def reap(self) -> None:
        """Let those leave whom other processes have left behind, too."""
        await lobby_flows.reap(self._resources)

    async def pair(self) -> None:
        """Give those to each other who wait for whoever fits."""
        if self._is_pairing:
            return
        self._is_pairing = True
        try:
            await next_flows.pair_waiting(self._resources)
        finally:
            self._is_pairing = False


def _id_of(socket: Socket) -> UUID:
    account_id: UUID = identity_of(socket).actor.id
    return account_id
