"""Socket events of calls: CONTRACT.md, "Sockets"."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final
from uuid import UUID

import msgspec

from mingle.features.calls import flows, policy, reaping
from mingle.features.calls.errors import (
    AnsweredElsewhere,
    CallEnded,
    CallFull,
    InAnotherCall,
    NobodyToCall,
    NotCallable,
    NotInCall,
    NotJoined,
    NotRung,
    ResumeTooLate,
    SignalTooLarge,
)
from mingle.features.calls.keeping_service import NOTES, Kept
from mingle.features.calls.lease_queries import Lease
from mingle.features.calls.models import (
    CallView,
    Candidate,
    Initiate,
    Initiated,
    Leave,
    Note,
    OfCall,
    OnDevice,
    Signal,
    SignalTold,
)
from mingle.features.calls.seats import Seated, Seats, call_room, seat_room
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, RateLimited
from mingle.kernel.ids import new_id
from mingle.kernel.resources import Resources
from mingle.realtime.events import identity_of
from mingle.realtime.flood import Bucket
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Identity
from mingle.realtime.presence import Presence
from mingle.realtime.sockets import Socket

OF_INITIATING = (NotFound, NotCallable, NobodyToCall, InAnotherCall, AnsweredElsewhere, CallFull)
OF_ANSWERING = (NotFound, CallEnded, AnsweredElsewhere, CallFull, InAnotherCall)
OF_SIGNALS = (NotInCall, SignalTooLarge)
SIGNS_OF_LIFE_A_LEASE: Final = 3
"""So that one may be lost, and the next one comes in time."""


def connect(hub: Hub, _presence: Presence, resources: Resources) -> None:
    """Handle the events of calls, and keep the leases of those who are in calls by sockets of this process."""
    hub.extend(CallSockets(hub, resources))


class CallSockets:
    """The handlers of one process; features above, whose people come into calls by other events, ask the hub for it."""

    def __init__(self, hub: Hub, resources: Resources) -> None:
        self._hub = hub
        self._resources = resources
        self._seats = Seats(hub, self._come_back)
        self._buckets: dict[Socket, Bucket] = {}
        self._listening: asyncio.Task[None] | None = None
        self.on_note: list[Callable[[Note], None]] = []
        """Called when who is in a call has changed, for features above; `listen` first."""
        every = resources.settings.calls_lease_seconds / SIGNS_OF_LIFE_A_LEASE
        hub.every(every, self.renew)
        hub.every(every, self.reap)
        hub.on_welcome.append(self.welcome)
        hub.on_departure.append(self.depart)
        hub.on("call:initiate", Initiate, self.initiate, errors=OF_INITIATING)
        hub.on("call:answer", OnDevice, self.answer, errors=OF_ANSWERING)
        hub.on("call:resume", OnDevice, self.resume, errors=[NotFound, CallEnded, ResumeTooLate, NotJoined])
        hub.on("call:reject", OfCall, self.reject, errors=[NotFound, NotRung])
        hub.on("call:end", Leave, self.end, errors=[NotFound])
        hub.on("call:upgrade", OfCall, self.upgrade, errors=[NotFound, CallEnded, NotJoined])
        hub.on("call:signal", Signal, self.signal, errors=OF_SIGNALS)
        hub.on("call:ice-candidate", Candidate, self.candidate, errors=OF_SIGNALS)

    def welcome(self, socket: Socket, _identity: Identity) -> None:
        """Let a new device ring with the others."""
        self._hub.run(self._ring(socket))

    async def _ring(self, socket: Socket) -> None:
        for told in await flows.incoming(self._resources, _actor(socket)):
            self._hub.tell(socket, "call:incoming", told)

    def depart(self, socket: Socket, _identity: Identity) -> None:
        """Who was in a call by a socket that is gone is dropped from it at once."""
        self._buckets.pop(socket, None)
        for seated in self._seats.of_socket(socket):
            self._seats.remove(seated)
            self._hub.run(flows.drop(self._resources, seated.lease, seated.binding))

    # Coming and going.

    async def initiate(self, socket: Socket, asked: Initiate) -> Initiated:
        """`call:initiate`: call everybody in a chat, or come into the call that is on there."""

        def act(binding: UUID) -> Awaitable[Kept]:
            return flows.initiate(self._resources, _actor(socket), asked, binding)

        call = (await self.sit(socket, asked.device_id, new_id(), act)).call
        return Initiated(call.id, call)

    async def answer(self, socket: Socket, asked: OnDevice) -> CallView:
        """`call:answer`: come into a call by this socket."""

        def act(binding: UUID) -> Awaitable[Kept]:
            return flows.answer(self._resources, _actor(socket), asked, binding)

        return CallView((await self.sit(socket, asked.device_id, self._binding(socket, asked), act)).call)

    async def resume(self, socket: Socket, asked: OnDevice) -> CallView:
        """`call:resume`: this socket is the person's in the call from now on."""

        def act(binding: UUID) -> Awaitable[Kept]:
            return flows.resume(self._resources, _actor(socket), asked, binding)

        return CallView((await self.sit(socket, asked.device_id, self._binding(socket, asked), act)).call)

    async def reject(self, socket: Socket, asked: OfCall) -> CallView:
        """`call:reject`: let it ring no more on any of one's devices."""
        return CallView(await flows.reject(self._resources, _actor(socket), asked.call_id))

    async def end(self, socket: Socket, asked: Leave) -> CallView:
        """`call:end`: leave a call or a date; between two it ends."""
        call_id = policy.require_leavable(asked)
        return CallView(await flows.end(self._resources, _actor(socket), call_id, is_quiet=asked.quiet))

    async def upgrade(self, socket: Socket, asked: OfCall) -> CallView:
        """`call:upgrade`: make it a video call."""
        return CallView(await flows.upgrade(self._resources, _actor(socket), asked.call_id))

    def _binding(self, socket: Socket, asked: OnDevice) -> UUID:
        """That of the socket, if it is in the call by that device already."""
        seated = self._seats.find(socket, asked.call_id, _actor(socket).id)
        return seated.binding if seated is not None and seated.device_id == asked.device_id else new_id()

    async def sit(self, socket: Socket, device_id: str, binding: UUID, act: Callable[[UUID], Awaitable[Kept]]) -> Kept:
        """Let a socket hear what is meant for it before anybody knows that it is there, and then be there.

        Args:
            socket: by which its person comes into a call.
            device_id: what the device calls itself.
            binding: that by which they are to be in it.
            act: given the binding, brings them into it.
        """
        await self.listen()
        room = seat_room(binding)
        was_in = room in socket.rooms
        await self._hub.join(socket, room)
        try:
            kept = await act(binding)
        except BaseException:
            if not was_in:
                self._hub.leave(socket, room)
            raise
        lease = Lease(kept.call.id, _actor(socket).id)
        place = kept.note.places.get(lease.account_id)
        if place is None or place.binding != binding:  # it ended as it began
            self._hub.leave(socket, room)
            return kept
        await self.adopt(socket, lease, device_id, binding, kept.note)
        return kept

    async def adopt(self, socket: Socket, lease: Lease, device_id: str, binding: UUID, note: Note) -> None:
        """Let a socket be that by which somebody is in a call, as it is written already."""
        await self.listen()
        self._seats.add(Seated(socket, lease, device_id, binding), note)  # first: they may speak at once
        await self._hub.join(socket, seat_room(binding))
        await self._hub.join(socket, call_room(lease.call_id))
        if not socket.is_connected:  # it went meanwhile, and had no seat to leave then
            self.depart(socket, identity_of(socket))

    def is_seated(self, socket: Socket, binding: UUID) -> bool:
        """Whether a socket is in a call by this binding."""
        return any(one.binding == binding for one in self._seats.of_socket(socket))

    async def listen(self) -> None:
        """Hear of all calls from the first one on that this process has a part in."""
        if self._listening is None:
            self._listening = asyncio.ensure_future(self._resources.bus.subscribe(NOTES, self._hear))
        try:
            await asyncio.shield(self._listening)
        except Exception:
            self._listening = None  # the next call tries again
            raise

    def _hear(self, _room: str, packet: bytes) -> None:
        _, note = msgspec.json.decode(packet, type=tuple[str, Note])
        self._seats.hear(note)
        for heard in self.on_note:
            heard(note)

    # Signs of life.

    async def renew(self) -> None:
        """Give a sign of life of everybody who is in a call by a socket of this process, and look who else is."""
        for told in await flows.renew(self._resources, [(one.lease, one.binding) for one in self._seats.all()]):
            if isinstance(told, Note):
                self._seats.hear(told)
            else:
                self._seats.forget(told)

    async def reap(self) -> None:
        """End the calls that other processes have left behind, too."""
        await reaping.reap(self._resources)

    def _come_back(self, seated: Seated) -> None:
        self._hub.run(flows.come_back(self._resources, seated.lease, seated.binding))

    # Signals.

    def signal(self, socket: Socket, asked: Signal) -> Coroutine[Any, Any, None] | None:
        """`call:signal`: for the device by which somebody is in the call, and for no other."""
        return self._relay(socket, asked.call_id, asked.to_user_id, "signal", asked.signal)

    def candidate(self, socket: Socket, asked: Candidate) -> Coroutine[Any, Any, None] | None:
        """`call:ice-candidate`: arrives as a signal."""
        wrapped = msgspec.Raw(b'{"candidate":' + bytes(asked.candidate) + b"}")
        return self._relay(socket, asked.call_id, asked.to_user_id, "candidate", wrapped)

    def _relay(
        self, socket: Socket, call_id: UUID, to_user_id: UUID, field: str, signal: msgspec.Raw
    ) -> Coroutine[Any, Any, None] | None:
        """Pass a signal on: mostly without a word to the database, and without a task."""
        self._count(socket)
        policy.require_sound_signal(field, signal)
        account_id = _actor(socket).id
        if self._seats.find(socket, call_id, account_id) is None:
            return flows.refuse_to_relay(self._resources, _actor(socket), call_id)
        told = SignalTold(call_id, account_id, signal)
        return None if self._pass_on(to_user_id, told) else self._pass_on_late(to_user_id, told)

    def _pass_on(self, to_user_id: UUID, told: SignalTold) -> bool:
        place = self._seats.place_of(told.call_id, to_user_id)
        if place is None or place.is_dropped or to_user_id == told.from_user_id:
            return False
        self._hub.emit_uncommitted(seat_room(place.binding), "call:signal", told)
        return True

    async def _pass_on_late(self, to_user_id: UUID, told: SignalTold) -> None:
        """See whether somebody is in the call after all, of whom this process has not heard."""
        note = await flows.find_note(self._resources, told.call_id)
        if note is not None:
            self._seats.hear(note)
        if not self._pass_on(to_user_id, told):
            raise NotInCall

    def _count(self, socket: Socket) -> None:
        if not self._resources.settings.rate_limits:
            return
        bucket = self._buckets.get(socket)
        if bucket is None:
            bucket = self._buckets[socket] = Bucket(policy.SIGNALS)
        bucket.is_bursting()
        if bucket.is_empty():
            raise RateLimited


def _actor(socket: Socket) -> Actor:
    actor: Actor = identity_of(socket).actor
    return actor
