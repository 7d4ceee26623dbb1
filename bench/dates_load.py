"""The load of dates: people in the lobby, each by a socket, of whom pairs invite each other.

First everybody comes into the lobby, one after the other, which is told to those whom it concerns. Then pairs fall due
at random moments (Poisson) of a fixed rate: one invites; in the moment in which the other's socket has brought
`call:notify`, that one accepts; once both have heard `call:start`, the first one ends it. Times count from the moment
something was due: the invitation, or the acceptance. Then others press "next", two at a time: that counts from the
second who pressed it until both have heard `call:start`. At last everybody leaves the lobby.

It says that it is ready once everybody is connected, and begins when it is told to.
"""

import random
import select
import sys
import time
from collections import deque

import msgspec

from bench.calls_load import Phone

_GRACE_SECONDS = 60.0
_ID = 36
_JOIN, _LEAVE = b'420["queue:join",{}]', b'421["queue:leave",{}]'
_JOINED, _LEFT = b"430[", b"431["
_TOLD = (b'42["presence:update"', b'42["queue:update"')


class Order(msgspec.Struct):
    """What to do."""

    ports: tuple[int, int]
    """Of the server of who invites of each pair, and of that of the other."""
    people: list[tuple[str, str]]
    """Everybody's id and token, the two of a pair one after the other."""
    pairs: int
    """How many of them meet by invitation."""
    nexts: int
    """How many of the others meet by pressing "next"."""
    rate: float
    """Pairs a second."""


class Report(msgspec.Struct):
    """What came back."""

    refusals: dict[str, int] = {}
    """The codes of the errors that came, and how many of each."""
    rings: list[float] = []
    """From when an invitation was due until it rang, in milliseconds."""
    starts: list[float] = []
    """From when an acceptance was due until both had heard that their date begins, in milliseconds."""
    nexts: list[float] = []
    """From when the second of two had pressed "next" until both had heard that their date begins, in milliseconds."""
    coming_seconds: float = 0.0
    told_of_comings: int = 0
    meeting_seconds: float = 0.0
    told_of_meetings: int = 0


class Lobby:
    """Everybody, and what they are at."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._phones = [Phone(order.ports[n % 2], n, token) for n, (_, token) in enumerate(order.people)]
        self._by_socket = {phone.socket.fileno(): n for n, phone in enumerate(self._phones)}
        self._due = [0.0] * (order.pairs + order.nexts)
        self._unstarted = [2] * (order.pairs + order.nexts)
        self._answered = self._told = 0
        self._report = Report()
        self._poll = select.epoll()
        for number in self._by_socket:
            self._poll.register(number, select.EPOLLIN)

    def run(self) -> Report:
        """Carry out the order."""
        report = self._report
        report.coming_seconds, report.told_of_comings = self._all_say(_JOIN)
        began, self._told, self._answered = time.perf_counter(), 0, 0
        self._meet()
        report.meeting_seconds, report.told_of_meetings = time.perf_counter() - began, self._told
        for pair in range(self._order.pairs, self._order.pairs + self._order.nexts):
            self._press_next(pair)
        self._all_say(_LEAVE)
        return report

    def _all_say(self, event: bytes) -> tuple[float, int]:
        """Let everybody say the same and have it answered; how long it took, and how many updates came of it."""
        began, self._answered, self._told = time.perf_counter(), 0, 0
        give_up = began + _GRACE_SECONDS + len(self._phones) / 10
        for phone in self._phones:
            phone.client.send(event)
            self._wait(0)
        while self._answered < len(self._phones) and time.perf_counter() < give_up:
            self._wait(1.0)
        return time.perf_counter() - began, self._told

    def _meet(self) -> None:
        chance, due = random.Random(2), time.perf_counter()
        dues = deque((due := due + chance.expovariate(self._order.rate)) for _ in range(self._order.pairs))
        give_up, pair = dues[-1] + _GRACE_SECONDS, 0
        while self._answered < self._order.pairs and time.perf_counter() < give_up:
            while dues and dues[0] <= time.perf_counter():
                self._due[pair] = dues.popleft()
                other, _ = self._order.people[2 * pair + 1]
                self._phones[2 * pair].say("call:invite", {"toUserId": other, "requestedSeconds": 300})
                pair += 1
            self._wait(max(0.0, dues[0] - time.perf_counter()) if dues else 1.0)

    def _press_next(self, pair: int) -> None:
        """Two press "next", who are given to each other, because nobody else waits."""
        self._answered = 0
        for phone in self._phones[2 * pair : 2 * pair + 2]:
            phone.say("queue:next", {"on": True})
        self._due[pair] = time.perf_counter()
        while not self._answered and time.perf_counter() < self._due[pair] + _GRACE_SECONDS:
            self._wait(1.0)

    def _wait(self, seconds: float) -> None:
        for descriptor, _ in self._poll.poll(seconds):
            number = self._by_socket[descriptor]
            for message in self._phones[number].receive():
                self._hear(number, message)

    def _hear(self, number: int, message: bytes) -> None:
        pair, now, phone = number // 2, time.perf_counter(), self._phones[number]
        if message.startswith(_TOLD):
            self._told += 1
        elif message.startswith((_JOINED, _LEFT)):
            self._answered += 1
        elif message.startswith(b'42["call:notify"'):
            self._report.rings.append((now - self._due[pair]) * 1000)
            self._due[pair] = now
            phone.say("call:accept", {"inviteId": _id_in(message, b'"inviteId":"'), "requestedSeconds": 200})
        elif message.startswith(b'42["call:start"'):
            self._unstarted[pair] -= 1
            if not self._unstarted[pair]:
                times = self._report.starts if pair < self._order.pairs else self._report.nexts
                times.append((now - self._due[pair]) * 1000)
                self._answered += 1
                phone.say("call:end", {"roomId": _id_in(message, b'"roomId":"')})
        elif message.startswith(b'42["error"'):
            code = msgspec.json.decode(message[2:])[1]["code"]
            self._report.refusals[code] = self._report.refusals.get(code, 0) + 1
            self._answered += 1


def _id_in(message: bytes, name: bytes) -> str:
    at = message.index(name) + len(name)
    return message[at : at + _ID].decode()


if __name__ == "__main__":
    lobby = Lobby(msgspec.json.decode(sys.stdin.buffer.readline(), type=Order))
    print("ready", flush=True)
    sys.stdin.readline()
    sys.stdout.buffer.write(msgspec.json.encode(lobby.run()))
