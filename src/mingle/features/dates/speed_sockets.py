"""Socket events of speed dating."""

from uuid import UUID

from mingle.features.calls import Seat
from mingle.features.dates import round_flows, speed_flows
from mingle.features.dates.errors import ProfileHidden
from mingle.features.dates.lobby_models import Came, Nothing
from mingle.features.dates.lobby_sockets import TICK_SECONDS, LobbySockets
from mingle.features.dates.speed_errors import EventNotOpen, EventOver
from mingle.features.dates.speed_models import EnterEvent, LeaveEvent, SpeedEvent, SpeedEventView
from mingle.kernel.errors import NotFound
from mingle.kernel.resources import Resources
from mingle.realtime.events import identity_of
from mingle.realtime.hub import Hub
from mingle.realtime.sockets import Socket


class SpeedSockets:
    """The handlers of one process."""

    def __init__(self, hub: Hub, resources: Resources, lobby: LobbySockets) -> None:
        self._hub = hub
        self._resources = resources
        self._lobby = lobby
        self._told: dict[UUID, SpeedEvent] = {}
        """How each event was when those of its lobby who are here were last told of it."""
        hub.every(TICK_SECONDS, self.drive)
        hub.every(TICK_SECONDS, self.tell)
        hub.on("event:enter", EnterEvent, self.enter, errors=[NotFound, ProfileHidden, EventOver, EventNotOpen])
        hub.on("event:leave", LeaveEvent, self.leave)

    async def enter(self, socket: Socket, asked: EnterEvent) -> SpeedEventView:
        """`event:enter`: this socket is the person's in the lobby of an event from now on."""
        found: list[SpeedEvent] = []

        async def act(seat: Seat) -> Came:
            actor = identity_of(socket).actor
            found.append(await speed_flows.enter(self._resources, actor, asked.event_id, seat))
            return Came(is_available=True)

        await self._lobby.sit(socket, asked.device_id, act, asked.event_id)
        return SpeedEventView(found[0])

    async def leave(self, socket: Socket, asked: LeaveEvent) -> Nothing:
        """`event:leave`: leave the lobby of an event."""
        await self._lobby.leave_event(socket, asked.event_id)
        return Nothing()

    async def drive(self) -> None:
        """Let all events go on."""
        await round_flows.drive(self._resources)

    async def tell(self) -> None:
        """Tell those in the lobbies of events who are here how these are now, once a second at most."""
        here = self._lobby.in_events()
        if not here:
            self._told.clear()
            return
        now = await speed_flows.read_present(self._resources, list(here))
        for event_id, event in now.items():
            if self._told.get(event_id) != event:
                for socket in here[event_id]:
                    self._hub.tell(socket, "event:updated", SpeedEventView(event))
        self._told = now
