"""Which sockets of this process are in which calls, and who else is in those.

What is held of others is a copy, replaced by each note that a change of the call sends to all processes, and by each
renewal of the leases. Should a note be lost, a signal goes where nobody hears it, never to somebody who has left: each
connection has a room of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from mingle.features.calls.lease_queries import Lease
from mingle.features.calls.models import MovedTold, Note, Place
from mingle.realtime.hub import Hub
from mingle.realtime.sockets import Socket


class Seated(NamedTuple):
    """A socket by which somebody is in a call."""

    socket: Socket
    lease: Lease
    device_id: str
    binding: UUID


@dataclass
class _Here:
    """A call of which this process holds sockets."""

    seats: dict[UUID, Seated] = field(default_factory=dict[UUID, Seated])
    note: Note | None = None


class Seats:
    """Those of one process.

    Args:
        hub: whose sockets they are.
        lost: called with who counts as dropped although their socket is here.
    """

    def __init__(self, hub: Hub, lost: Callable[[Seated], None]) -> None:
        self._hub = hub
        self._lost = lost
        self._calls: dict[UUID, _Here] = {}
        self._of_socket: dict[Socket, set[UUID]] = {}

    def find(self, socket: Socket, call_id: UUID, account_id: UUID) -> Seated | None:
        """By which binding a socket is in a call."""
        here = self._calls.get(call_id)
        seated = here.seats.get(account_id) if here is not None else None
        return seated if seated is not None and seated.socket is socket else None

    def place_of(self, call_id: UUID, account_id: UUID) -> Place | None:
        """Where somebody is in a call of which a socket is here, as far as is known."""
        here = self._calls.get(call_id)
        return here.note.places.get(account_id) if here is not None and here.note is not None else None

    def of_socket(self, socket: Socket) -> list[Seated]:
        """By what a socket is in calls."""
        here = [self._calls[call_id] for call_id in self._of_socket.get(socket, ())]
        return [one for call in here for one in call.seats.values() if one.socket is socket]

    def all(self) -> list[Seated]:
        """Everybody who is in a call by a socket of this process."""
        return [one for here in self._calls.values() for one in here.seats.values()]

    def add(self, seated: Seated, note: Note) -> None:
        """A socket is in a call from now on, in place of any other of the same person."""
        here = self._calls.setdefault(seated.lease.call_id, _Here())
        before = here.seats.get(seated.lease.account_id)
        here.seats[seated.lease.account_id] = seated
        self._of_socket.setdefault(seated.socket, set()).add(seated.lease.call_id)
        if before is not None and before.binding != seated.binding:
            self._let_go(before, keeps_call=before.socket is seated.socket)
            if before.socket is not seated.socket:
                self._tell_moved(before, seated.device_id)
        self.hear(note)

    def remove(self, seated: Seated) -> None:
        """A socket is in a call no longer."""
        here = self._calls.get(seated.lease.call_id)
        if here is None or here.seats.get(seated.lease.account_id) is not seated:
            return
        del here.seats[seated.lease.account_id]
        if not here.seats:
            del self._calls[seated.lease.call_id]
        self._let_go(seated, keeps_call=False)

    def hear(self, note: Note) -> None:
        """A call has changed: who left it, or is in it by another socket, is let go."""
        here = self._calls.get(note.call_id)
        if here is None or (here.note is not None and note.version < here.note.version):
            return
        here.note = note
        for account_id, seated in list(here.seats.items()):
            place = note.places.get(account_id)
            if place is None:
                self.remove(seated)
            elif place.binding != seated.binding:
                self.remove(seated)
                self._tell_moved(seated, place.device_id)
            elif place.is_dropped:
                self._lost(seated)

    def forget(self, call_id: UUID) -> None:
        """A call is there no longer."""
        here = self._calls.get(call_id)
        for seated in list(here.seats.values()) if here is not None else ():
            self.remove(seated)

    def _let_go(self, seated: Seated, *, keeps_call: bool) -> None:
        self._hub.leave(seated.socket, seat_room(seated.binding))
        if keeps_call:
            return
        self._hub.leave(seated.socket, call_room(seated.lease.call_id))
        calls = self._of_socket.get(seated.socket)
        if calls is not None:
            calls.discard(seated.lease.call_id)
            if not calls:
                del self._of_socket[seated.socket]

    def _tell_moved(self, seated: Seated, device_id: str) -> None:
        self._hub.tell(seated.socket, "call:moved", MovedTold(seated.lease.call_id, device_id))


def call_room(call_id: UUID) -> str:
    """Where those in a call are told of it."""
    return f"call:{call_id}"


def seat_room(binding: UUID) -> str:
    """Where one connection hears the signals that are meant for it."""
    return f"call-seat:{binding}"
