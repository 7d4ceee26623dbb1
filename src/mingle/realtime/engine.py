"""Engine.IO v4: sessions over two transports, with heartbeats (https://github.com/socketio/engine.io-protocol)."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from mingle.realtime import packets
from mingle.realtime.counters import Counters
from mingle.realtime.deadlines import Deadlines

CLOSING_SECONDS = 1.0
LATE_SECONDS = 0.5
"""A process that looks so much too late was held up: what it has not read yet may be what it looks for."""
NODE_LENGTH = 8
"""Characters at the beginning of a session's id that say which process holds it."""
Write = Callable[[bytes], None]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How sessions are held. Times are in seconds.

    Attributes:
        path: where clients ask, with a slash at both ends.
        ping_interval: from one heartbeat to the next.
        ping_timeout: how long a heartbeat may stay without an answer.
        upgrade_timeout: how long a WebSocket may take to become the transport of a session that polls.
        max_payload: the longest message, and the longest body of a request, in bytes.
        max_unsent: a client that has read so much too little is closed.
        allows_origin: whether a page of this `Origin` may connect to this `Host`; without an Origin nobody is asked,
            since only browsers send one, and they always do where it is another's.
        must_wait: counts a session that an address opens; how many seconds it must wait first, 0 when it need not.
        is_trusted_proxy: whether the `X-Forwarded-For` that this address sends is believed.
    """

    path: str = "/socket.io/"
    ping_interval: float = 25.0
    ping_timeout: float = 20.0
    upgrade_timeout: float = 10.0
    max_payload: int = 1_000_000
    max_unsent: int = 1 << 20
    allows_origin: Callable[[str, str], bool] = field(default=lambda _origin, _host: True)
    must_wait: Callable[[str], float] = field(default=lambda _address: 0.0)
    is_trusted_proxy: Callable[[str], bool] = field(default=lambda _address: False)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What is needed of a request to make its connection a WebSocket."""

    sid: str
    version: bytes
    key: bytes


class Receiver(Protocol):
    """What stands on a session. None of these may block or raise."""

    def text(self, message: bytes) -> None:
        """A message came: the whole packet, its `4` included."""
        ...

    def binary(self, message: bytes) -> None:
        """A binary message came."""
        ...

    def moved(self) -> None:
        """The session has another transport now."""
        ...

    def closed(self, reason: str) -> None:
        """The session is over."""
        ...


class Transport(Protocol):
    """How packets reach the client at present."""

    name: str
    write: Write | None
    """Takes a WebSocket frame that is ready; None where there are no frames."""

    def send_text(self, packet: bytes) -> None:
        """Send a packet."""
        ...

    def send_binary(self, message: bytes) -> None:
        """Send a binary message."""
        ...

    def unsent(self) -> int:
        """How many bytes wait for the client to read."""
        ...

    def close(self, reason: str) -> None:
        """Tell the client, and send nothing more."""
        ...


class Session:
    """One client, whatever carries its packets."""

    __slots__ = ("_engine", "is_alive", "is_closed", "probe", "receiver", "sid", "transport")

    def __init__(self, engine: "Engine", sid: str, transport: Transport) -> None:
        self._engine = engine
        self.sid = sid
        self.transport = transport
        self.receiver: Receiver
        self.probe: Transport | None = None
        """A WebSocket that is about to become the transport."""
        self.is_alive = True
        """Whether it has answered the last heartbeat."""
        self.is_closed = False

    def send_text(self, packet: bytes) -> None:
        """Send a packet, unless the session is over."""
        if not self.is_closed:
            self._engine.counters.bytes_out += len(packet)
            self.transport.send_text(packet)

    def send_binary(self, message: bytes) -> None:
        """Send a binary message, unless the session is over."""
        if not self.is_closed:
            self._engine.counters.bytes_out += len(message)
            self.transport.send_binary(message)

    def receive_text(self, packet: bytes) -> None:
        """Take what the client sent."""
        counters = self._engine.counters
        counters.packets_in += 1
        counters.bytes_in += len(packet)
        kind = packet[:1]
        if kind == packets.MESSAGE:
            self.receiver.text(packet)
        elif kind == packets.PONG:
            self.is_alive = True
        elif kind == packets.CLOSE:
            self.close("transport close")
        elif kind != packets.NOOP:  # also a ping: in version 4 only the server sends those
            self.malformed()

    def receive_binary(self, message: bytes) -> None:
        """Take a binary message that the client sent."""
        self._engine.counters.packets_in += 1
        self._engine.counters.bytes_in += len(message)
        self.receiver.binary(message)

    def malformed(self) -> None:
        """The client does not keep to the protocol."""
        if not self.is_closed:
            self._engine.counters.malformed += 1
            self.close("parse error")

    def too_slow(self) -> None:
        """The client does not read what it is sent."""
        if not self.is_closed:
            self._engine.counters.slow_closed += 1
            self.close("slow client")

    def move_to(self, transport: Transport) -> None:
        """Send through another transport from now on."""
        self.transport, self.probe = transport, None
        self._engine.counters.upgrades += 1
        self.receiver.moved()

    def close(self, reason: str) -> None:
        """End it. The client is told, and what stands on the session."""
        if self.is_closed:
            return
        self.is_closed = True
        self._engine.forget(self)
        self.transport.close(reason)
        if self.probe is not None:
            self.probe.close(reason)
        self.receiver.closed(reason)

    def shutdown(self) -> None:
        """The server ends (uvicorn calls this on each connection that it knows)."""
        self.close("server shutting down")


class Engine:
    """All sessions of one process.

    Args:
        accept: gives what stands on a new session.
        options: how sessions are held.
        counters: where it counts.
    """

    def __init__(
        self, accept: Callable[[Session], Receiver], options: Options | None = None, counters: Counters | None = None
    ) -> None:
        self._accept = accept
        self.options = options or Options()
        self.counters = counters or Counters()
        self.node = secrets.token_urlsafe(NODE_LENGTH * 3 // 4)
        self.sessions: dict[str, Session] = {}
        self.connections: set[Any] = set()
        """What the HTTP server tells when it ends, and waits for."""
        self.hand_over: Callable[[Any, Upgrade], None] | None = None
        """Gives a connection (an asyncio transport) to the process that holds its session, where there are several."""
        self.is_draining = False
        interval, timeout = self.options.ping_interval, self.options.ping_timeout
        self._to_ping = Deadlines[Session](interval, self._ping)
        self._to_answer = Deadlines[Session](timeout, self._check)
        self._to_ping_again = Deadlines[Session](max(0.0, interval - timeout), self._ping)
        self.upgrades = Deadlines[Transport](self.options.upgrade_timeout, lambda probe, _due: _give_up(probe))
        self.closing = Deadlines[Callable[[], object]](CLOSING_SECONDS, _finish)

    def open(self, transport: Transport, *, can_upgrade: bool) -> Session:
        """Begin a session and tell the client."""
        session = Session(self, self._new_sid(), transport)
        session.receiver = self._accept(session)
        self.sessions[session.sid] = session
        self.counters.sessions += 1
        self.counters.sessions_now += 1
        self._to_ping.add(session)
        session.send_text(self._handshake(session.sid, can_upgrade=can_upgrade))
        return session

    def is_elsewhere(self, sid: str) -> bool:
        """Whether another process began a session, as its id says."""
        return not sid.startswith(self.node)

    def forget(self, session: Session) -> None:
        """A session is over."""
        if self.sessions.pop(session.sid, None) is not None:
            self.counters.sessions_now -= 1

    def drain(self) -> None:
        """Close every session, and open no more. Stock clients come back elsewhere, each after a pause of its own."""
        if self.is_draining:
            return
        self.is_draining = True
        for session in list(self.sessions.values()):
            session.shutdown()

    def stop(self) -> None:
        """Close everything, and let no timer run on."""
        self.drain()
        for deadlines in (self._to_ping, self._to_answer, self._to_ping_again, self.upgrades, self.closing):
            deadlines.stop()

    def _new_sid(self) -> str:
        return self.node + secrets.token_urlsafe(15)

    def _handshake(self, sid: str, *, can_upgrade: bool) -> bytes:
        return packets.OPEN + msgspec.json.encode(
            {
                "sid": sid,
                "upgrades": ["websocket"] if can_upgrade else [],
                "pingInterval": round(self.options.ping_interval * 1000),
                "pingTimeout": round(self.options.ping_timeout * 1000),
                "maxPayload": self.options.max_payload,
            }
        )

    def _ping(self, session: Session, _due: float) -> None:
        if session.is_closed:
            return
        session.is_alive = False
        session.send_text(packets.PING)
        self._to_answer.add(session)

    def _check(self, session: Session, due: float) -> None:
        if session.is_closed:
            return
        if session.is_alive:
            self._to_ping_again.add(session, due)
        elif asyncio.get_running_loop().time() - due > LATE_SECONDS:
            self._to_answer.add(session)
        else:
            self.counters.timed_out += 1
            session.close("ping timeout")


def _give_up(probe: Transport) -> None:
    """It has had its time to become a transport; one that has become it does nothing here."""
    if probe.name == "probe":
        probe.close("upgrade timeout")


def _finish(finish: Callable[[], object], _due: float) -> None:
    finish()
