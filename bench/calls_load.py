"""The load of calls: pairs of people, each of the two with a socket at a server of their own.

- *ring*: pairs fall due at random moments (Poisson) of a fixed rate. The caller calls; the moment in which the other's
  socket has brought `call:incoming`, that one answers; once the caller has heard `call:accepted`, they hang up. Both
  times count from the moment something was due: the call, or the answer.
- *signal*: all pairs are in calls; each keeps a number of signals in flight, which go to and fro.
- *hold*: all pairs are in calls, and stay there until they are told to go.

It says that it is ready once everybody is connected (and, but for *ring*, in a call), and begins when it is told to.
"""

import random
import select
import sys
import time
from collections import deque
from typing import Literal

import msgspec

from bench.sockets_load import Client

_CHUNK = 1 << 18
_GRACE_SECONDS = 60.0
_ID = 36
_CANDIDATE = {"candidate": "candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 0.0.0.0 rport 0",
              "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "x5Yd"}  # fmt: skip


class Order(msgspec.Struct):
    """What to do."""

    kind: Literal["ring", "signal", "hold"]
    ports: tuple[int, int]
    """Of the server of the caller of each pair, and of that of the other."""
    people: list[tuple[str, str]]
    """Everybody's id and token, the two of a pair one after the other."""
    chats: list[str]
    """That of each pair."""
    rate: float = 20.0
    """Pairs a second that call."""
    seconds: float = 5.0
    """For how long signals go to and fro."""
    in_flight: int = 4
    """Signals of each pair on their way."""


class Report(msgspec.Struct):
    """What came back."""

    done: int = 0
    """Calls that were answered, or signals that have come."""
    seconds: float = 0.0
    ring_p50_ms: float = 0.0
    ring_p99_ms: float = 0.0
    accept_p50_ms: float = 0.0
    accept_p99_ms: float = 0.0
    refused: int = 0


class Phone:
    """Somebody's socket, and what came over it."""

    def __init__(self, port: int, number: int, token: str) -> None:
        self.client = Client(port, number, token)
        self.socket = self.client.socket
        self._rest = b""

    def say(self, event: str, payload: object) -> None:
        """Send an event that wants no answer."""
        self.client.send(b"42" + msgspec.json.encode((event, payload)))

    def receive(self) -> list[bytes]:
        """The messages that have come; heartbeats are answered."""
        chunk = self.socket.recv(_CHUNK)
        if not chunk:
            raise ConnectionError
        messages, self._rest = _messages(self._rest + chunk)
        if b"2" in messages:
            self.client.send(b"3")
        return messages


def _messages(data: bytes) -> tuple[list[bytes], bytes]:
    """The texts of the frames that are complete, and what is left."""
    found: list[bytes] = []
    at = 0
    while len(data) - at >= 2:
        length, head = data[at + 1] & 0x7F, 2
        if length == 126:
            length, head = int.from_bytes(data[at + 2 : at + 4]), 4
        elif length == 127:
            length, head = int.from_bytes(data[at + 2 : at + 10]), 10
        if len(data) - at < head + length:
            break
        found.append(data[at + head : at + head + length])
        at += head + length
    return found, data[at:]


class Crowd:
    """Everybody, and what they are at."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._pairs = len(order.chats)
        self._phones = [Phone(order.ports[n % 2], n, token) for n, (_, token) in enumerate(order.people)]
        self._by_socket = {phone.socket.fileno(): n for n, phone in enumerate(self._phones)}
        self._due = [0.0] * self._pairs
        self._call_ids = [""] * self._pairs
        self._rings: list[float] = []
        self._accepts: list[float] = []
        self._sent: list[deque[float]] = [deque() for _ in self._phones]
        self._report = Report()
        self._is_over = False
        self._poll = select.epoll()
        for number in self._by_socket:
            self._poll.register(number, select.EPOLLIN)

    def call_each_other(self, rate: float, *, hangs_up: bool) -> None:
        """Let every pair call."""
        chance, due = random.Random(2), time.perf_counter()
        dues = deque((due := due + chance.expovariate(rate)) for _ in range(self._pairs))
        give_up, began, pair = dues[-1] + _GRACE_SECONDS, time.perf_counter(), 0
        while self._report.done < self._pairs and time.perf_counter() < give_up:
            while dues and dues[0] <= time.perf_counter():
                self._due[pair] = dues.popleft()
                asked = {"chatId": self._order.chats[pair], "kind": "video", "deviceId": "bench"}
                self._phones[2 * pair].say("call:initiate", asked)
                pair += 1
            self._wait(max(0.0, dues[0] - time.perf_counter()) if dues else 1.0, hangs_up=hangs_up)
        self._report.seconds = time.perf_counter() - began

    def signal_each_other(self) -> None:
        """Let signals go to and fro between all who are in calls."""
        self._report, self._rings = Report(), []
        began = time.perf_counter()
        for number in range(len(self._phones)):
            for _ in range(self._order.in_flight // 2):
                self._signal(number)
        ends = began + self._order.seconds
        while (now := time.perf_counter()) < ends:
            self._wait(ends - now, hangs_up=False)
        self._report.seconds = time.perf_counter() - began
        self._is_over = True

    def report(self) -> Report:
        """What came back."""
        for name, times in (("ring", self._rings), ("accept", self._accepts)):
            ordered = sorted(times) or [0.0]
            for label, share in (("p50", 0.5), ("p99", 0.99)):
                setattr(self._report, f"{name}_{label}_ms", ordered[int(len(ordered) * share)] * 1000)
        return self._report

    def _wait(self, seconds: float, *, hangs_up: bool) -> None:
        for descriptor, _ in self._poll.poll(seconds):
            number = self._by_socket[descriptor]
            for message in self._phones[number].receive():
                self._hear(number, message, hangs_up=hangs_up)

    def _hear(self, number: int, message: bytes, *, hangs_up: bool) -> None:
        pair, now = number // 2, time.perf_counter()
        if message.startswith(b'42["call:incoming"'):
            self._rings.append(now - self._due[pair])
            at = message.index(b'"callId":"') + 10
            self._call_ids[pair] = message[at : at + _ID].decode()
            self._due[pair] = now
            self._phones[number].say("call:answer", {"callId": self._call_ids[pair], "deviceId": "bench"})
        elif message.startswith(b'42["call:accepted"') and number % 2 == 0:
            self._accepts.append(now - self._due[pair])
            self._report.done += 1
            if hangs_up:
                self._phones[number].say("call:end", {"callId": self._call_ids[pair]})
        elif message.startswith(b'42["call:signal"') and not self._is_over:
            self._rings.append(now - self._sent[number ^ 1].popleft())
            self._report.done += 1
            self._signal(number)
        elif message.startswith(b'42["error"'):
            self._report.refused += 1

    def _signal(self, number: int) -> None:
        other = self._order.people[number ^ 1][0]
        self._sent[number].append(time.perf_counter())
        asked = {"callId": self._call_ids[number // 2], "toUserId": other, "candidate": _CANDIDATE}
        self._phones[number].say("call:ice-candidate", asked)


def main() -> None:
    """Carry out the order that is given."""
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    crowd = Crowd(order)
    if order.kind != "ring":
        crowd.call_each_other(order.rate, hangs_up=False)
    print("ready", flush=True)
    sys.stdin.readline()
    if order.kind == "ring":
        crowd.call_each_other(order.rate, hangs_up=True)
    elif order.kind == "signal":
        crowd.signal_each_other()
    sys.stdout.buffer.write(msgspec.json.encode(crowd.report()))


if __name__ == "__main__":
    main()
