"""The load of likes: pairs who like each other at the same instant, each of the two on a server of their own.

Both likes of a pair are sent one right after the other, each over a connection to another server; the time runs until
both of the two have been told `match:new` over their sockets.

- *open loop*: pairs fall due at random moments (Poisson) of a fixed rate, and the time counts from the moment a pair
  was due.
- *all at once*: every pair is due at the beginning, each like on a connection of its own.

It says that it is ready once everybody is connected and has looked at their matches, as whoever likes has the app open;
and begins when it is told to.
"""

import random
import select
import sys
import time
from collections import deque

import msgspec

from bench.load import Connection
from bench.sockets_load import Client

_CHUNK = 1 << 18
_GRACE_SECONDS = 60.0
_TOLD = b'"match:new"'
_CONNECTIONS = 32


class Order(msgspec.Struct):
    """What to do."""

    ports: tuple[int, int]
    """Of the server of the first of each pair, and of that of the second."""
    people: list[tuple[str, str]]
    """Everybody's id and token, the two of a pair one after the other."""
    rate: float | None = None
    """Pairs a second; None: all at once."""


class Report(msgspec.Struct):
    """What came back. Times are from when a pair was due until both had been told."""

    answered: int
    refused: int
    matched: int
    seconds: float
    p50_ms: float
    p99_ms: float


class Crowd:
    """People, and the pairs that are on their way to each other."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._pairs = len(order.people) // 2
        self._clients = [Client(order.ports[n % 2], n, token) for n, (_, token) in enumerate(order.people)]
        self._by_socket = {client.socket.fileno(): client for client in self._clients}
        count = self._pairs if order.rate is None else _CONNECTIONS
        self._idle = [deque(Connection(port) for _ in range(count)) for port in order.ports]
        self._side = {one.fileno(): side for side, idle in enumerate(self._idle) for one in idle}
        self._connections = {one.fileno(): one for idle in self._idle for one in idle}
        self._rest = dict.fromkeys(self._by_socket, b"")
        self._due: list[float] = []
        self._untold = [2] * self._pairs
        self._times: list[float] = []
        self._report = Report(0, 0, 0, 0.0, 0.0, 0.0)

    def open_apps(self) -> None:
        """Let everybody look at their matches, so that the servers know their sessions."""
        for number, (_, token) in enumerate(self._order.people):
            connection = self._idle[number % 2][0]
            connection.send(_look(token), time.perf_counter())
            while not connection.receive():
                pass

    def run(self) -> Report:
        """Carry out the order."""
        poll, report = select.epoll(), self._report
        for number in (*self._by_socket, *self._connections):
            poll.register(number, select.EPOLLIN)
        requests = [self._requests(pair) for pair in range(self._pairs)]
        began = time.perf_counter()
        dues = deque(self._dues(began))
        give_up = dues[-1] + _GRACE_SECONDS
        while (report.answered < 2 * self._pairs or report.matched < self._pairs) and time.perf_counter() < give_up:
            while dues and dues[0] <= time.perf_counter() and all(self._idle):
                for idle, request in zip(self._idle, requests[len(self._due)], strict=True):
                    idle.popleft().send(request, dues[0])
                self._due.append(dues.popleft())
            # PostgreSQL has the same core: while nothing comes, it is PostgreSQL's.
            pause = max(0.0, dues[0] - time.perf_counter()) if dues and all(self._idle) else 1.0
            for number, _ in poll.poll(pause):
                self._take(number)
        report.seconds = time.perf_counter() - began
        times = sorted(self._times) or [0.0]
        report.p50_ms, report.p99_ms = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.99))
        return report

    def _dues(self, began: float) -> list[float]:
        if self._order.rate is None:
            return [began] * self._pairs
        chance, due = random.Random(2), began
        return [due := due + chance.expovariate(self._order.rate) for _ in range(self._pairs)]

    def _requests(self, pair: int) -> tuple[bytes, bytes]:
        (one, one_token), (other, other_token) = self._order.people[2 * pair : 2 * pair + 2]
        return _like(one_token, other), _like(other_token, one)

    def _take(self, number: int) -> None:
        connection = self._connections.get(number)
        if connection is None:
            self._hear(self._by_socket[number])
        elif connection.receive():
            self._idle[self._side[number]].append(connection)
            self._report.answered += 1
            self._report.refused += not connection.succeeded

    def _hear(self, client: Client) -> None:
        number = client.socket.fileno()
        said = self._rest[number] + client.socket.recv(_CHUNK)
        if b"\x81\x012" in said[-3:]:  # a heartbeat
            client.send(b"3")
        self._rest[number] = said[-len(_TOLD) + 1 :]
        if _TOLD not in said:
            return
        pair = client.number // 2
        self._untold[pair] -= 1
        if not self._untold[pair]:
            self._times.append(time.perf_counter() - self._due[pair])
            self._report.matched += 1


def _look(token: str) -> bytes:
    return f"GET /api/matches HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n".encode()


def _like(token: str, other: str) -> bytes:
    body = f'{{"userId":"{other}","kind":"like"}}'
    head = f"POST /api/likes HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n"
    return f"{head}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()


if __name__ == "__main__":
    crowd = Crowd(msgspec.json.decode(sys.stdin.buffer.readline(), type=Order))
    crowd.open_apps()
    print("ready", flush=True)
    sys.stdin.readline()
    sys.stdout.buffer.write(msgspec.json.encode(crowd.run()))
