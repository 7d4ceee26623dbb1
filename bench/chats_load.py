"""The load of chats: people on raw WebSockets who write over the socket, and the time until each member has a message.

- *saturating*: a number of messages is always on its way; the next goes out when one is acknowledged.
- *open loop*: messages fall due at random moments (Poisson) of a fixed rate. The time counts from the moment a message
  was due, so a server that stalls is charged with all that queued up behind it.

It says that it is ready once everybody is connected, and begins when it is told to. Every message carries its number; a
member has it when the number stands in what its socket brought.
"""

import random
import re
import select
import sys
import time
from collections import deque

import msgspec

from bench.sockets_load import Client

_CHUNK = 1 << 18
_GRACE_SECONDS = 10.0
_NEW = re.compile(rb'"message:new",[^\n]*?"content":"n(\d+)x')
_ACKNOWLEDGED = re.compile(rb"43(\d+)\[\{\"success\":(true|false)")
TEXT = "Shall we meet at the fountain, half past seven?"


class Order(msgspec.Struct):
    """What to do."""

    port: int
    tokens: list[str]
    """One a person."""
    chat_ids: list[str]
    members: int
    """How many people are in a chat: the first so many in the first, and so on."""
    seconds: float
    rate: float | None = None
    """Messages a second; None saturates."""
    in_flight: int = 8
    begin: int = 0
    """The first message's number: no client id is used twice."""


class Report(msgspec.Struct):
    """What came back. Times are from when a message was due until a member had it."""

    acknowledged: int
    refused: int
    delivered: int
    seconds: float
    p50_ms: float
    p99_ms: float


class Talk:
    """People, their chats, and what is on its way."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._clients = [Client(order.port, number, token) for number, token in enumerate(order.tokens)]
        self._by_socket = {client.socket.fileno(): client for client in self._clients}
        self._rest = dict.fromkeys(self._by_socket, b"")
        self._number = order.begin
        self._due: dict[int, float] = {}
        self._missing: dict[int, int] = {}
        self._free = deque(range(len(order.chat_ids)))
        self.report = Report(0, 0, 0, 0.0, 0.0, 0.0)
        self._latencies: list[float] = []

    def run(self) -> Report:
        """Carry out the order."""
        poll, order = select.epoll(), self._order
        for number in self._by_socket:
            poll.register(number, select.EPOLLIN)
        began = time.perf_counter()
        until, give_up = began + order.seconds, began + order.seconds + _GRACE_SECONDS
        chance, due = random.Random(1), began
        if order.rate is None:
            for _ in range(order.in_flight):
                self._write(time.perf_counter())
        while (now := time.perf_counter()) < until or (self._missing and now < give_up):
            while order.rate is not None and due <= now and due < until:
                self._write(due)
                due += chance.expovariate(order.rate)
            # PostgreSQL has the same core: while nothing comes, it is PostgreSQL's.
            for number, _ in poll.poll(max(0.0, min(due if order.rate is not None else until, until) - now)):
                if self._take(number) and order.rate is None and time.perf_counter() < until:
                    self._write(time.perf_counter())
        report = self.report
        report.seconds = time.perf_counter() - began
        times = sorted(self._latencies)
        report.p50_ms, report.p99_ms = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.99))
        report.refused += len(self._missing)
        return report

    def _write(self, due: float) -> None:
        chat = self._free.popleft()
        self._free.append(chat)
        number, members = self._number, self._order.members
        self._number += 1
        writer = self._clients[chat * members + number % members]
        draft = f'"chatId":"{self._order.chat_ids[chat]}","clientId":"b{number}","content":"n{number}x {TEXT}"'
        self._due[number], self._missing[number] = due, members
        writer.send(f'42{number}["message:send",{{{draft}}}]'.encode())

    def _take(self, number: int) -> bool:
        """Read what a socket brought; whether there was an acknowledgement."""
        client = self._by_socket[number]
        said = self._rest[number] + client.socket.recv(_CHUNK)
        now = time.perf_counter()
        if b"\x81\x012" in said[-3:]:  # a heartbeat
            client.send(b"3")
        last, acknowledged = 0, False
        for found in _NEW.finditer(said):
            last = found.end()
            self._delivered(int(found[1]), now)
        for found in _ACKNOWLEDGED.finditer(said):
            last, acknowledged = max(last, found.end()), True
            if found[2] == b"true":
                self.report.acknowledged += 1
            else:
                self.report.refused += 1
        self._rest[number] = said[last:][-2048:]
        return acknowledged

    def _delivered(self, number: int, now: float) -> None:
        if number not in self._missing:
            return
        self.report.delivered += 1
        self._latencies.append(now - self._due[number])
        self._missing[number] -= 1
        if not self._missing[number]:
            del self._missing[number], self._due[number]


if __name__ == "__main__":
    talk = Talk(msgspec.json.decode(sys.stdin.buffer.readline(), type=Order))
    print("ready", flush=True)
    sys.stdin.readline()
    sys.stdout.buffer.write(msgspec.json.encode(talk.run()))
