"""Who is in which room on this process, and the fan-out to them: the hottest loop of the server."""

from collections.abc import Iterable

from mingle.realtime import packets
from mingle.realtime.counters import Counters
from mingle.realtime.engine import Write
from mingle.realtime.frames import text_frame
from mingle.realtime.sockets import Socket


class Room:
    """The members of a room."""

    __slots__ = ("others", "writers")

    def __init__(self) -> None:
        self.writers: dict[Socket, Write] = {}
        """Members on WebSockets: a frame that is made once is written to each of these."""
        self.others: set[Socket] = set()

    def __len__(self) -> int:
        return len(self.writers) + len(self.others)

    def add(self, socket: Socket) -> None:
        """Let a socket hear the room by the transport that it has now."""
        self.remove(socket)
        write = socket.connection.session.transport.write
        if write is None:
            self.others.add(socket)
        else:
            self.writers[socket] = write

    def remove(self, socket: Socket) -> None:
        """Let a socket hear no more."""
        self.writers.pop(socket, None)
        self.others.discard(socket)

    def members(self) -> list[Socket]:
        """Everybody."""
        return [*self.writers, *self.others]


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

    def deliver(self, name: str, packet: bytes) -> int:
        """Send an event whose JSON is ready to everybody in a room; how many they are."""
        room = self._rooms.get(name)
        if room is None:
            return 0
        message = packets.event_message(self._namespace, packet)
        writers = room.writers
        if writers:
            frame = text_frame(message)
            # A copy: a write that finds its client too slow closes it, and that takes it out of here.
            for write in list(writers.values()):
                write(frame)
        for socket in list(room.others):
            socket.connection.session.send_text(message)
        sent = len(writers)
        self._counters.events_out += sent + len(room.others)
        self._counters.bytes_out += sent * len(message)
        return sent + len(room.others)
