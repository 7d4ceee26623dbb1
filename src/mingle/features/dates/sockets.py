"""Socket events of invitations and dates: CONTRACT.md, "Sockets"."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from mingle.features import calls
from mingle.features.calls import Kept, Seat
from mingle.features.dates import flows
from mingle.features.dates.errors import (
    AdultsOnly,
    Busy,
    ClockIsFixed,
    CooldownActive,
    DateOver,
    InvitationOver,
    NotAvailable,
    Offline,
    ProfileHidden,
)
from mingle.features.dates.models import (
    Accept,
    ChatTold,
    Entered,
    Extend,
    Extended,
    GiveSocial,
    InvitationDraft,
    Invited,
    Nothing,
    OfInvitation,
    OfRoom,
    Room,
    RoomOnDevice,
    Say,
    SocialTold,
)
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound
from mingle.kernel.ids import new_id
from mingle.kernel.resources import Resources
from mingle.realtime.events import identity_of
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Identity
from mingle.realtime.sockets import Socket

_DONE = Nothing()
TICK_SECONDS: Final = 1.0
"""How often invitations that nobody hears are looked for."""
OF_INVITING = (
    NotFound,
    AdultsOnly,
    ProfileHidden,
    calls.InAnotherCall,
    Busy,
    CooldownActive,
    Offline,
    NotAvailable,
)
OF_ACCEPTING = (NotFound, calls.NotRung, InvitationOver, calls.InAnotherCall, calls.AnsweredElsewhere)
OF_ROOMS = (NotFound, DateOver)


class DateSockets:
    """The handlers of one process."""

    def __init__(self, hub: Hub, resources: Resources) -> None:
        self._hub = hub
        self._resources = resources
        self._calls = hub.extension(calls.CallSockets)
        hub.on_welcome.append(self.welcome)
        hub.every(TICK_SECONDS, self.end_unheard)
        hub.on("call:invite", InvitationDraft, self.invite, errors=OF_INVITING)
        hub.on("call:accept", Accept, self.accept, errors=OF_ACCEPTING)
        hub.on("call:decline", OfInvitation, self.decline, errors=[NotFound, calls.NotRung])
        hub.on("call:rescind", OfInvitation, self.rescind, errors=[NotFound, InvitationOver])
        hub.on("room:flowing", OfRoom, self.flowing, errors=OF_ROOMS)
        hub.on("room:chat", Say, self.say, errors=OF_ROOMS)
        hub.on("room:giveSocial", GiveSocial, self.give_social, errors=OF_ROOMS)
        hub.on("room:extend", Extend, self.extend, errors=[*OF_ROOMS, ClockIsFixed])
        hub.on("room:unblur", OfRoom, self.unblur, errors=OF_ROOMS)
        hub.on("room:resume", RoomOnDevice, self.resume, errors=OF_ROOMS)

    def welcome(self, socket: Socket, _identity: Identity) -> None:
        """Let a new device ring with the others."""
        self._hub.run(self._ring(socket))

    async def end_unheard(self) -> None:
        """Let no invitation ring on for who has gone."""
        await flows.end_unheard(self._resources)

    async def _ring(self, socket: Socket) -> None:
        for told in await flows.incoming(self._resources, _actor(socket)):
            self._hub.tell(socket, "call:notify", told)

    async def invite(self, socket: Socket, asked: InvitationDraft) -> Invited:
        """`call:invite`: ask somebody in the lobby for a date of so many seconds."""

        async def act(seat: Seat) -> Kept:
            return await flows.invite(self._resources, _actor(socket), asked.to_user_id, asked.requested_seconds, seat)

        return flows.invited(await self._sit(socket, asked.device_id, act))

    async def accept(self, socket: Socket, asked: Accept) -> Entered:
        """`call:accept`: take an invitation; the date lasts for the smaller of both wishes."""

        async def act(seat: Seat) -> tuple[Kept, Room]:
            return await flows.accept(self._resources, _actor(socket), asked.invite_id, asked.requested_seconds, seat)

        return await self._enter(socket, asked.device_id, act)

    async def resume(self, socket: Socket, asked: RoomOnDevice) -> Entered:
        """`room:resume`: this socket is the person's on the date from now on."""

        async def act(seat: Seat) -> tuple[Kept, Room]:
            return await flows.resume(self._resources, _actor(socket), asked.room_id, seat)

        return await self._enter(socket, asked.device_id, act)

    async def decline(self, socket: Socket, asked: OfInvitation) -> Nothing:
        """`call:decline`: not this one."""
        await flows.decline(self._resources, _actor(socket), asked.invite_id)
        return _DONE

    async def rescind(self, socket: Socket, asked: OfInvitation) -> Nothing:
        """`call:rescind`: take an invitation of one's own back."""
        await flows.rescind(self._resources, _actor(socket), asked.invite_id)
        return _DONE

    async def flowing(self, socket: Socket, asked: OfRoom) -> Nothing:
        """`room:flowing`: this device shows the other; once both do, the clock starts."""
        await flows.flowing(self._resources, _actor(socket), asked.room_id)
        return _DONE

    async def say(self, socket: Socket, asked: Say) -> ChatTold:
        """`room:chat`: write to the other on the date."""
        return await flows.say(self._resources, _actor(socket), asked)

    async def give_social(self, socket: Socket, asked: GiveSocial) -> SocialTold:
        """`room:giveSocial`: tell the other where else one can be found."""
        return await flows.give_social(self._resources, _actor(socket), asked)

    async def extend(self, socket: Socket, asked: Extend) -> Extended:
        """`room:extend`: wish to stay longer; where both do, they stay for the smaller of both wishes."""
        return Extended(await flows.extend(self._resources, _actor(socket), asked))

    async def unblur(self, socket: Socket, asked: OfRoom) -> Nothing:
        """`room:unblur`: agree to be seen; once both have, both are."""
        await flows.unblur(self._resources, _actor(socket), asked.room_id)
        return _DONE

    async def _enter(
        self, socket: Socket, device_id: str | None, act: Callable[[Seat], Awaitable[tuple[Kept, Room]]]
    ) -> Entered:
        """Let a socket come into a room; how it is there."""
        found: list[Room] = []

        async def enter(seat: Seat) -> Kept:
            kept, room = await act(seat)
            found.append(room)
            return kept

        await self._sit(socket, device_id, enter)
        return Entered(found[0])

    async def _sit(self, socket: Socket, device_id: str | None, act: Callable[[Seat], Awaitable[Kept]]) -> Kept:
        """Let a socket be that by which its person is in a call."""
        account_id, device = _actor(socket).id, device_id or f"socket-{socket.id}"

        def bound(binding: UUID) -> Awaitable[Kept]:
            return act(Seat(account_id, device, binding))

        return await self._calls.sit(socket, device, new_id(), bound)


def _actor(socket: Socket) -> Actor:
    actor: Actor = identity_of(socket).actor
    return actor
