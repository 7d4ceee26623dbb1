"""The load on a Socket.IO server: raw WebSockets in one loop over epoll, which only counts what comes.

All events of a run are of one length, so a chunk of bytes is a number of events: nothing is parsed, or even copied out
of the kernel. What remains of the load's own time is a system call for each socket that has something. It does not
sleep, since otherwise every message would be timed with the waking of a process, whichever server sends it.
"""

import select
import socket
import sys
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import count, cycle
from typing import Literal

import msgspec

REQUEST = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\n"
    b"connection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
TEXT = "x" * 100
_CHUNK = 1 << 18
_GRACE_SECONDS = 10.0


class Order(msgspec.Struct):
    """What to do."""

    port: int
    kind: Literal["fan-out", "idle"]
    sockets: int
    room_size: int = 0
    """How many sockets share a room; 0: no rooms."""
    in_flight: int = 1
    seconds: float = 5.0
    sleeps: bool = False
    """Whether it gives up its core while nothing comes, for others that share it."""
    echoes: int = 0
    tokens: list[str] = []
    """What each socket signs in with; where there is none, a name that needs no account."""


class Report(msgspec.Struct):
    """What came back. A message is delivered when the last member of its room has it."""

    delivered: int
    seconds: float
    p50_ms: float
    p99_ms: float


class Client:
    """One socket, signed in."""

    def __init__(self, port: int, number: int, token: str) -> None:
        self.number = number
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(REQUEST)
        self._buffer = b""
        self._read_until(b"\r\n\r\n")
        self._read_until(b"}")
        self.send(b'40{"token":"%b"}' % token.encode())
        self._read_until(b'40{"sid":')
        self._read_until(b"}")

    def send(self, payload: bytes) -> None:
        """Send a text frame, masked with zeros, which leaves it as it is."""
        self.socket.sendall(frame(payload))

    def call(self, payload: bytes) -> None:
        """Send an event and wait for its acknowledgement."""
        self.send(payload)
        self._read_until(b"}]")

    def _read_until(self, mark: bytes) -> None:
        while mark not in self._buffer:
            chunk = self.socket.recv(_CHUNK)
            if not chunk:
                raise ConnectionError
            self._buffer += chunk
        self._buffer = self._buffer.partition(mark)[2]


def frame(payload: bytes) -> bytes:
    """A client's text frame."""
    length = len(payload)
    head = bytes((0x81, 0x80 | length)) if length < 126 else bytes((0x81, 0xFE)) + length.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class Member:
    """A socket in a room, while messages are counted."""

    __slots__ = ("bytes", "messages", "room", "take")

    def __init__(self, client: Client, room: "Room") -> None:
        self.take = client.socket.recv_into
        self.room = room
        self.bytes = 0
        self.messages = 0


class Room:
    """How far its members are."""

    __slots__ = ("at", "request", "said", "slowest", "speaker")

    def __init__(self, speaker: Client, size: int, text: bytes) -> None:
        self.speaker = speaker
        self.said = deque[float]()
        """When each message was sent that not all have."""
        self.slowest = 0
        """How many messages everybody has."""
        self.at = defaultdict[int, int](int, {0: size})
        """How many members have got so many messages."""
        self.request = frame(text)


class FanOut:
    """Keeps a number of messages in flight; each goes to a room in turn, and the next when one has been delivered."""

    def __init__(self, clients: Sequence[Client], order: Order) -> None:
        text = f'42["said",{{"text":"{TEXT}"}}]'.encode()
        self._length = len(text) + (2 if len(text) < 126 else 4)
        self._in_flight = order.in_flight
        self._patience = 1.0 if order.sleeps else 0.0
        self._rooms: list[Room] = []
        self._members: dict[int, Member] = {}
        for client in clients:
            number, place = divmod(client.number, order.room_size)
            if place == 0:
                said = f'42["say",{{"room":"room-{number}","text":"{TEXT}"}}]'.encode()
                self._rooms.append(Room(client, order.room_size, said))
            self._members[client.socket.fileno()] = Member(client, self._rooms[number])
        self._turn = cycle(self._rooms)
        self.latencies: list[float] = []

    def run(self, seconds: float) -> float:
        """Keep on; how long it took until the last was delivered."""
        poll, members, length, scratch = select.epoll(), self._members, self._length, bytearray(_CHUNK)
        for number in members:
            poll.register(number, select.EPOLLIN)
        began = time.perf_counter()
        until = began + seconds
        for _ in range(self._in_flight):
            self._say()
        flying = self._in_flight
        while flying and time.perf_counter() < until + _GRACE_SECONDS:
            for number, _ in poll.poll(self._patience, len(members)):
                member = members[number]
                # Counted and dropped in the kernel (MSG_TRUNC, tcp(7)): every event is as long as the others.
                size = member.take(scratch, _CHUNK, socket.MSG_TRUNC)
                if not size:
                    raise ConnectionError
                member.bytes += size
                messages = member.bytes // length
                if messages == member.messages:
                    continue
                at, before = member.room.at, member.messages
                at[before] -= 1
                at[messages] += 1
                member.messages = messages
                if at[before] == 0 and before == member.room.slowest:
                    flying -= self._complete(member.room)
                    while flying < self._in_flight and time.perf_counter() < until:
                        self._say()
                        flying += 1
        if flying:
            raise ConnectionError
        return time.perf_counter() - began

    def _say(self) -> None:
        room = next(self._turn)
        room.said.append(time.perf_counter())
        room.speaker.socket.sendall(room.request)

    def _complete(self, room: Room) -> int:
        """How many messages the last member of a room has just got."""
        now, completed = time.perf_counter(), 0
        while not room.at[room.slowest]:
            del room.at[room.slowest]
            room.slowest += 1
            self.latencies.append(now - room.said.popleft())
            completed += 1
        return completed


def run(order: Order) -> Report:
    """Carry out an order: say when all sockets are there, and wait for the word to go on."""
    until = int(time.time()) + 86400
    names = (f"user-{number}|session-{number}|{until}" for number in count())
    clients = [Client(order.port, n, token) for n, token in zip(range(order.sockets), order.tokens or names)]  # noqa: B905
    for client in clients if order.kind == "fan-out" else ():
        client.call(f'421["join",{{"room":"room-{client.number // order.room_size}"}}]'.encode())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    if order.kind == "idle":
        latencies = _echo(clients[-1], order.echoes)
        return _report(order.echoes, sum(latencies), latencies)
    fan_out = FanOut(clients, order)
    seconds = fan_out.run(order.seconds)
    return _report(len(fan_out.latencies) * order.room_size, seconds, fan_out.latencies)


def _echo(client: Client, times: int) -> list[float]:
    latencies: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        client.call(b'422["echo",{"text":"hello"}]')
        latencies.append(time.perf_counter() - began)
    return latencies


def _report(delivered: int, seconds: float, latencies: Sequence[float]) -> Report:
    ordered = sorted(latencies) or [0.0]

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    return Report(delivered, seconds, at(0.5), at(0.99))


if __name__ == "__main__":
    done = run(msgspec.json.decode(sys.stdin.buffer.readline(), type=Order))
    sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
