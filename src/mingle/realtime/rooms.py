"""Who is in which room on this process, and the fan-out to them: the hottest loop of the server.

What is said in a room within one turn of the event loop is joined once and then written once to each member: a system
call costs more than everything else about a small event. So events of one room arrive in their order; between rooms,
and between a room and what is sent to a socket itself, there is none.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mingle.realtime import packets
from mingle.realtime.counters import Counters
from mingle.realtime.engine import Write
from mingle.realtime.frames import text_frame
from mingle.realtime.sockets import Socket


class Prepared(NamedTuple):
    """An event as it goes out: encoded once, for however many hear it."""

    message: bytes
    frame: bytes


class Room:
    """The members of a room."""

    __slots__ = ("others", "unsent", "writers")

    def __init__(self) -> None:
        self.writers: dict[Socket, Write] = {}
        """Members on WebSockets: a frame that is made once is written to each of these."""
        # Most rooms are one person's, who has a WebSocket and hears nothing now: they must be small.
        self.others: set[Socket] | None = None
        self.unsent: list[bytes] | None = None
        """What was said in this turn of the loop."""

    def __len__(self) -> int:
        return len(self.writers) + len(self.others or ())

    def add(self, socket: Socket) -> None:
        """Let a socket hear the room by the transport that it has now."""
        self.remove(socket)
        write = socket.connection.session.transport.write
        if write is None:
            self.others = self.others or set()
            self.others.add(socket)
        else:
            self.writers[socket] = write

    def remove(self, socket: Socket) -> None:
        """Let a socket hear no more."""
        self.writers.pop(socket, None)
        if self.others is not None:
            self.others.discard(socket)

    def members(self) -> list[Socket]:
        """Everybody."""
        return [*self.writers, *(self.others or ())]


class Rooms:
    """The rooms of one namespace that have members on this process."""

    def __init__(self, namespace: str, counters: Counters) -> None:
        self._namespace = namespace
        self._counters = counters
        self._rooms: dict[str, Room] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._rooms

    def __len__(self) -> int:
        return len(self._rooms)

    def names(self) -> Iterable[str]:
        """The rooms that have members here."""
        return list(self._rooms)

    def add(self, name: str, socket: Socket) -> bool:
        """Let a socket into a room; whether it is the first here."""
        room = self._rooms.get(name)
        is_first = room is None
        if room is None:
            room = self._rooms[name] = Room()
            self._counters.rooms_now += 1
        room.add(socket)
        socket.rooms.add(name)
        return is_first

    def remove(self, name: str, socket: Socket) -> bool:
        """Take a socket out of a room; whether nobody is left here."""
        socket.rooms.discard(name)
        room = self._rooms.get(name)
        if room is None:
            return False
        room.remove(socket)
        if len(room):
            return False
        del self._rooms[name]
        self._counters.rooms_now -= 1
        return True

    def moved(self, socket: Socket) -> None:
        """A socket has another transport now."""
        for name in socket.rooms:
            room = self._rooms.get(name)
            if room is not None:
                room.add(socket)

    def members(self, name: str) -> list[Socket]:
        """Who is in a room here."""
        room = self._rooms.get(name)
        return [] if room is None else room.members()

    def deliver(self, name: str, packet: bytes) -> None:
        """Send an event whose JSON is ready to everybody in a room, with what else is said there in this moment."""
        room = self._rooms.get(name)
        if room is None:
            return
        if room.unsent is None:
            room.unsent = []
            asyncio.get_running_loop().call_soon(self._send, room)
        room.unsent.append(packets.event_message(self._namespace, packet))

    def prepare(self, packet: bytes) -> Prepared:
        """Make an event whose JSON is ready into what `deliver_to` sends to many."""
        message = packets.event_message(self._namespace, packet)
        return Prepared(message, text_frame(message))

    def deliver_to(self, socket: Socket, events: Sequence[Prepared]) -> None:
        """Send events to one socket, in their order."""
        write = socket.connection.session.transport.write
        if write is None or not socket.is_connected:
            for event in events:
                socket.send_raw(event.message)
        else:
            frames = b"".join(event.frame for event in events)
            write(frames)
            self._counters.events_out += len(events)
            self._counters.bytes_out += len(frames)

    def _send(self, room: Room) -> None:
        messages, room.unsent = room.unsent or [], None
        writers, others = room.writers, list(room.others or ())
        if writers:
            frames = text_frame(messages[0]) if len(messages) == 1 else b"".join(map(text_frame, messages))
            # A copy: a write that finds its client too slow closes it, and that takes it out of here.
            for write in list(writers.values()):
                write(frames)
            self._counters.bytes_out += len(frames) * len(writers)
        for socket in others:
            for message in messages:
                socket.connection.session.send_text(message)
        self._counters.events_out += len(messages) * (len(writers) + len(others))
