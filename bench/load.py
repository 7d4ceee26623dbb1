"""The load: a process of its own that sends requests over kept-alive connections and takes the time of each answer.

It is one loop over raw sockets, so that it takes a fraction of what any server under test does, and it waits with
`select.select`, whose timeout is in microseconds where event loops round to milliseconds.

- *saturating*: every connection sends its next request as soon as it has an answer. Tells the most it can do.
- *open loop*: requests fall due at random moments (Poisson, the same for every subject) of a fixed rate, whether or not
  earlier ones have been answered. The time of an answer counts from the moment its request was due, so a server that
  stalls is charged with all that queued up behind it (no coordinated omission).
"""

import random
import re
import select
import socket
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import cycle

import msgspec

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_GRACE_SECONDS = 5.0


class Order(msgspec.Struct):
    """What to send, how, and for how long."""

    port: int
    paths: list[str]
    headers: list[dict[str, str]]
    """Taken in turn, one set a request."""
    connections: int
    seconds: float
    rate: float | None = None
    """Requests a second; None saturates."""
    bodies: list[str] = []
    """JSON to be posted, taken in turn; none: the requests are GET."""
    count: int | None = None
    """So many requests and no more, however long they take up to `seconds`."""


class Report(msgspec.Struct):
    """What came back."""

    answered: int
    failed: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float


class Connection:
    """A kept-alive connection, with one request at a time."""

    __slots__ = ("buffer", "due", "socket", "wanted")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.wanted = 0
        self.due = 0.0

    def fileno(self) -> int:
        """What `select` waits for."""
        return self.socket.fileno()

    def send(self, request: bytes, due: float) -> None:
        """Send a request that was due then."""
        self.due = due
        self.buffer, self.wanted = b"", 0
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has come; whether the answer is complete.

        Raises:
            ConnectionError: the server closed the connection.
        """
        chunk = self.socket.recv(262144)
        if not chunk:
            raise ConnectionError
        self.buffer = self.buffer + chunk if self.buffer else chunk
        if not self.wanted:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            length = _LENGTH.search(self.buffer, 0, end)
            if length is None:
                msg = "an answer without Content-Length"
                raise ConnectionError(msg)
            self.wanted = end + 4 + int(length[1])
        return len(self.buffer) >= self.wanted

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a good one."""
        return self.buffer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 201 "))


def run(order: Order) -> Report:
    """Carry out an order."""
    requests = cycle(_requests(order))
    idle = deque(Connection(order.port) for _ in range(order.connections))
    busy: set[Connection] = set()
    latencies: list[float] = []
    failed = 0
    began = time.perf_counter()
    dues = _due_times(order, began)
    due = next(dues, None)
    give_up = began + order.seconds + _GRACE_SECONDS
    while due is not None or busy:
        now = time.perf_counter()
        while due is not None and due <= now and idle:
            connection = idle.popleft()
            connection.send(next(requests), due or time.perf_counter())
            busy.add(connection)
            due = next(dues, None)
        pause = max(0.0, due - time.perf_counter()) if due is not None and idle else 1.0
        for connection in select.select(list(busy), (), (), pause)[0]:
            if connection.receive():
                busy.discard(connection)
                idle.append(connection)
                latencies.append(time.perf_counter() - connection.due)
                failed += not connection.succeeded
        if now > give_up:
            failed += len(busy)
            break
    return _report(latencies, failed, time.perf_counter() - began)


def _requests(order: Order) -> list[bytes]:
    paths, bodies = order.paths, order.bodies
    made: list[bytes] = []
    for index in range(max(len(paths), len(order.headers), len(bodies))):
        headers = order.headers[index % len(order.headers)] if order.headers else {}
        body = bodies[index % len(bodies)].encode() if bodies else b""
        if body:
            headers = {**headers, "content-type": "application/json", "content-length": str(len(body))}
        lines = [f"{'POST' if body else 'GET'} {paths[index % len(paths)]} HTTP/1.1", "host: localhost"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        made.append("\r\n".join([*lines, "", ""]).encode() + body)
    return made


def _due_times(order: Order, began: float) -> Iterator[float]:
    """When requests fall due; 0 is as soon as a connection is free."""
    if order.count is not None:
        yield from [0.0] * order.count
        return
    if order.rate is None:
        while time.perf_counter() < began + order.seconds:
            yield 0.0
        return
    gaps = random.Random(20)
    due = began
    while (due := due + gaps.expovariate(order.rate)) < began + order.seconds:
        yield due


def _report(latencies: Sequence[float], failed: int, seconds: float) -> Report:
    ordered = sorted(latencies) or [0.0]

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 3)

    return Report(len(latencies), failed, seconds, at(0.5), at(0.99), round(ordered[-1] * 1000, 3))


if __name__ == "__main__":
    taken = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(run(taken)))
