"""Socket.IO v5 on a session: namespaces, events, acknowledgements (https://github.com/socketio/socket.io-protocol)."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from mingle.realtime import packets
from mingle.realtime.counters import Counters
from mingle.realtime.engine import Session
from mingle.realtime.flood import Bucket, Flood
from mingle.realtime.packets import Kind, Malformed, Packet, TooDeep

ACK_SECONDS = 10.0
MAX_NAMESPACES = 8
MAIN = "/"


class ConnectRefused(Exception):
    """Raised while a client connects to a namespace: it is told `message`, and `data` if there is any."""

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class Incoming(msgspec.Struct):
    """An event as it came."""

    name: str
    arguments: list[Any]
    """Each is JSON (`msgspec.Raw`), or plain values where the event has attachments."""
    ack_id: int | None
    problem: str | None = None
    """`too_deep` or `too_many`: it must be answered, not handled."""


class Namespace:
    """What happens in a namespace.

    Args:
        name: with its slash.
        connect: given the socket and what the client sent along, as JSON; it may raise `ConnectRefused`.
        event: given each event, in order; it must not block or raise.
        disconnect: given the socket and the reason, once for each that was connected.
        welcome: called when the client has been told that it is connected.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[["Socket", bytes], Awaitable[None]],
        event: Callable[["Socket", Incoming], None],
        disconnect: Callable[["Socket", str], None] = lambda _socket, _reason: None,
        welcome: Callable[["Socket"], None] = lambda _socket: None,
    ) -> None:
        self.name = name
        self.connect = connect
        self.event = event
        self.disconnect = disconnect
        self.welcome = welcome
        self.moved: Callable[[Socket], None] = lambda _socket: None


class Socket:
    """A client in a namespace."""

    __slots__ = ("_acks", "_next_ack", "connection", "data", "id", "is_connected", "namespace", "rooms")

    def __init__(self, connection: "Connection", namespace: Namespace) -> None:
        self.connection = connection
        self.namespace = namespace
        self.id = secrets.token_urlsafe(15)
        self.is_connected = False
        self.data: Any = None
        """For whoever runs the namespace."""
        self.rooms: set[str] = set()
        self._acks: dict[int, asyncio.Future[list[Any]]] | None = None
        self._next_ack = 0

    def emit(self, name: str, *arguments: Any) -> None:
        """Send an event; bytes anywhere in its arguments go as attachments."""
        self._send(Kind.EVENT, (name, *arguments))

    def emit_volatile(self, name: str, *arguments: Any) -> None:
        """Send an event, or drop it where the client has not yet read what it was sent before."""
        if self.connection.session.transport.unsent() == 0:
            self._send(Kind.EVENT, (name, *arguments))

    async def call(self, name: str, *arguments: Any, timeout: float = ACK_SECONDS) -> list[Any]:  # noqa: ASYNC109
        """Send an event and wait for what the client answers.

        Raises:
            TimeoutError: it did not in time.
            ConnectionError: it left.
        """
        if not self.is_connected:
            raise ConnectionError
        if self._acks is None:
            self._acks = {}
        self._next_ack += 1
        number, answered = self._next_ack, asyncio.get_running_loop().create_future()
        self._acks[number] = answered
        try:
            self._send(Kind.EVENT, (name, *arguments), number)
            async with asyncio.timeout(timeout):
                return await answered
        finally:
            self._acks_now().pop(number, None)

    def answer(self, ack_id: int | None, *arguments: Any) -> None:
        """Acknowledge an event, if the client asked for it."""
        if ack_id is not None:
            self._send(Kind.ACK, arguments, ack_id)

    def send_raw(self, message: bytes) -> None:
        """Send an Engine.IO message that is ready."""
        if self.is_connected:
            self.connection.counters.events_out += 1
            self.connection.session.send_text(message)

    def disconnect(self, *, close: bool = False) -> None:
        """Take the client out of the namespace, or close its session; after neither does a stock client come back."""
        if self.is_connected:
            self.connection.session.send_text(packets.encode_packet(Kind.DISCONNECT, self.namespace.name, None))
        self.left("server namespace disconnect")
        if close:
            self.connection.session.close("forced server close")

    def left(self, reason: str) -> None:
        """The client is no longer here."""
        was_connected, self.is_connected = self.is_connected, False
        self.connection.sockets.pop(self.namespace.name, None)
        waiting, self._acks = self._acks, None
        for answered in (waiting or {}).values():
            if not answered.done():
                answered.set_exception(ConnectionError())
        if was_connected:
            self.namespace.disconnect(self, reason)

    def acknowledged(self, ack_id: int, arguments: list[Any]) -> None:
        """The client has answered."""
        answered = self._acks_now().get(ack_id)
        if answered is not None and not answered.done():
            answered.set_result(arguments)

    def _acks_now(self) -> dict[int, asyncio.Future[list[Any]]]:
        return self._acks if self._acks is not None else {}

    def _send(self, kind: Kind, parts: Sequence[Any], ack_id: int | None = None) -> None:
        if not self.is_connected:
            return
        message, attachments = packets.encode_with_attachments(kind, self.namespace.name, parts, ack_id)
        session = self.connection.session
        self.connection.counters.events_out += 1
        session.send_text(message)
        for attachment in attachments:
            session.send_binary(attachment)


class Connection:
    """Socket.IO on one session: the engine's receiver."""

    __slots__ = ("_bucket", "_partial", "_server", "counters", "session", "sockets")

    def __init__(self, server: "SocketServer", session: Session) -> None:
        self._server = server
        self.counters = server.counters
        self.session = session
        self.sockets: dict[str, Socket] = {}
        self._bucket = Bucket(server.flood)
        self._partial: tuple[Packet, list[bytes], int] | None = None
        """A packet whose attachments are still on their way, what has come of them, and its size."""

    def text(self, message: bytes) -> None:
        """A message came."""
        if self._bucket.is_bursting():
            self.counters.flooded += 1
            self.session.close("flood")
            return
        try:
            if self._partial is not None:
                raise Malformed
            packet = packets.decode(message)
            if packet.attachments:
                self._partial = packet, [], len(message)
            else:
                self._take(packet, ())
        except Malformed:
            self.session.malformed()

    def binary(self, message: bytes) -> None:
        """An attachment came."""
        if self._partial is None:
            self.session.malformed()
            return
        packet, attachments, size = self._partial
        attachments.append(message)
        self._partial = packet, attachments, size + len(message)
        if size + len(message) > self._server.max_payload:
            self._partial = None
            self.session.close("too large")
        elif len(attachments) == packet.attachments:
            self._partial = None
            try:
                self._take(packet, attachments)
            except Malformed:
                self.session.malformed()

    def moved(self) -> None:
        """The session has another transport now."""
        for socket in self.sockets.values():
            socket.namespace.moved(socket)

    def closed(self, reason: str) -> None:
        """The session is over."""
        self._partial = None
        self._server.forget(self)
        for socket in list(self.sockets.values()):
            socket.left(reason)

    def _take(self, packet: Packet, attachments: Sequence[bytes]) -> None:
        if packet.kind is Kind.CONNECT:
            self._connect(packet)
            return
        socket = self.sockets.get(packet.namespace)
        if socket is None or not socket.is_connected:
            return  # it has just left, or is not yet in
        if packet.kind in (Kind.EVENT, Kind.BINARY_EVENT):
            self._take_event(socket, packet, attachments)
        elif packet.kind in (Kind.ACK, Kind.BINARY_ACK):
            self._take_ack(socket, packet, attachments)
        elif packet.kind is Kind.DISCONNECT and not packet.json:
            socket.left("client namespace disconnect")
        else:
            raise Malformed

    def _take_event(self, socket: Socket, packet: Packet, attachments: Sequence[bytes]) -> None:
        self.counters.events_in += 1
        try:
            arguments = _decode(packet, attachments)
            if not arguments:
                raise Malformed
            incoming = Incoming(packets.decode_name(arguments[0]), arguments[1:], packet.ack_id)
        except TooDeep:
            incoming = Incoming("", [], packet.ack_id, "too_deep")
        if self._bucket.is_empty():
            incoming.problem = "too_many"
        socket.namespace.event(socket, incoming)

    def _take_ack(self, socket: Socket, packet: Packet, attachments: Sequence[bytes]) -> None:
        if packet.ack_id is None:
            raise Malformed
        try:
            arguments = _decode(packet, attachments)
            socket.acknowledged(
                packet.ack_id, [msgspec.json.decode(a) if isinstance(a, msgspec.Raw) else a for a in arguments]
            )
        except (TooDeep, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Malformed from None

    def _connect(self, packet: Packet) -> None:
        if packet.json and packet.json[:1] != b"{":
            raise Malformed
        namespace = self._server.namespaces.get(packet.namespace)
        if namespace is None or len(self.sockets) >= MAX_NAMESPACES:
            self.counters.refused += 1
            self._refuse(packet.namespace, ConnectRefused("Invalid namespace"))
        elif packet.namespace in self.sockets:
            raise Malformed
        else:
            socket = self.sockets[packet.namespace] = Socket(self, namespace)
            self._server.run(self._admit(socket, packet.json or b"{}"))

    async def _admit(self, socket: Socket, auth: bytes) -> None:
        name = socket.namespace.name
        try:
            await socket.namespace.connect(socket, auth)
        except ConnectRefused as refused:
            self.counters.refused += 1
            self.sockets.pop(name, None)
            self._refuse(name, refused)
            return
        if self.session.is_closed or self.sockets.get(name) is not socket:
            socket.is_connected = True  # so that what it has joined is left again
            socket.left("transport close")
            return
        socket.is_connected = True
        self.session.send_text(packets.encode_packet(Kind.CONNECT, name, {"sid": socket.id}))
        socket.namespace.welcome(socket)

    def _refuse(self, namespace: str, refused: ConnectRefused) -> None:
        body: dict[str, Any] = {"message": refused.message}
        if refused.data is not None:
            body["data"] = refused.data
        self.session.send_text(packets.encode_packet(Kind.CONNECT_ERROR, namespace, body))


class SocketServer:
    """The namespaces of one process; its `accept` is what an `Engine` wants.

    Args:
        counters: where it counts.
        flood: how much a client may send.
        max_payload: the most that one event's attachments may have together, in bytes.
    """

    def __init__(
        self, counters: Counters | None = None, flood: Flood | None = None, max_payload: int = 1_000_000
    ) -> None:
        self.counters = counters or Counters()
        self.flood = flood or Flood()
        self.max_payload = max_payload
        self.namespaces: dict[str, Namespace] = {}
        self._connections: set[Connection] = set()
        self._running: set[asyncio.Task[None]] = set()

    def add(self, namespace: Namespace) -> None:
        """Let clients connect to a namespace."""
        self.namespaces[namespace.name] = namespace

    def accept(self, session: Session) -> Connection:
        """What stands on a new session."""
        connection = Connection(self, session)
        self._connections.add(connection)
        return connection

    def connections(self) -> list[Connection]:
        """All clients of this process."""
        return list(self._connections)

    def forget(self, connection: Connection) -> None:
        """A client is gone."""
        self._connections.discard(connection)

    def run(self, work: Any) -> None:
        """Let something run on by itself."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for what runs, then end it."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()


def _decode(packet: Packet, attachments: Sequence[bytes]) -> list[Any]:
    if attachments:
        return packets.decode_with_attachments(packet, attachments)
    return list[Any](packets.decode_arguments(packet))
