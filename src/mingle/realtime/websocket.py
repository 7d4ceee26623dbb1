"""WebSocket as a transport, on picows, behind uvicorn's port.

uvicorn makes a `WebSocketProtocol` for each upgrade and gives it the request. It answers what must be refused, and
hands everything else on to picows, to which the connection then belongs.
"""

import asyncio
import contextlib
from typing import Any

import picows.picows
from picows import WSAutoPingStrategy, WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from mingle.realtime import handshake, packets
from mingle.realtime.engine import Engine, Session, Upgrade, Write
from mingle.realtime.frames import binary_frame, text_frame
from mingle.realtime.handshake import Refusal

STATE_KEY = "realtime"
"""Under which the application's lifespan puts the `Engine` into the state that uvicorn gives its protocols."""

READ_BUFFER_BYTES = 1024
"""Most of what an idle socket costs; a longer message makes it grow."""
_native: Any = picows.picows
_WSProtocol: Any = _native.WSProtocol  # its type stubs leave it out
_REASONS = {"parse error": WSCloseCode.PROTOCOL_ERROR, "server shutting down": WSCloseCode.GOING_AWAY,
            "flood": WSCloseCode.POLICY_VIOLATION, "too large": WSCloseCode.MESSAGE_TOO_BIG}  # fmt: skip
# picows wants these headers and no other, in just this form; Firefox says `Connection: keep-alive, Upgrade`.
_UPGRADE = (
    b"GET / HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: %b\r\n"
    b"sec-websocket-key: %b\r\n\r\n"
)
_REFUSED = (
    b"HTTP/1.1 %d Refused\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n"
    b"x-content-type-options: nosniff\r\n%b\r\n%b"
)


class _QuietLogger:
    """picows logs what any client can cause, and makes a child logger for each connection of a real one."""

    def isEnabledFor(self, _level: int) -> bool:  # noqa: N802  # the name is logging's
        return False

    def log(self, *_: Any, **__: Any) -> None:
        """Nothing."""

    debug = info = warning = error = exception = log


_QUIET: Any = _QuietLogger()


class WebSocket(WSListener):
    """One WebSocket: a session's transport, or a probe that may become one."""

    __slots__ = ("_connections", "_fragments", "_fragments_are_text", "_is_closed", "_raw", "_session", "_ws", "engine",
                 "name", "write")  # fmt: skip

    def __init__(self, engine: Engine, raw: asyncio.Transport, session: Session | None, connections: set[Any]) -> None:
        self._connections = connections
        self.engine = engine
        self.name = "websocket" if session is None else "probe"
        self.write: Write | None = raw.write
        self._raw = raw
        self._session = session
        self._ws: WSTransport | None = None
        self._fragments: bytearray | None = None
        self._fragments_are_text = False
        self._is_closed = False

    @property
    def session(self) -> Session | None:
        """Whose transport it is, or is about to be."""
        return self._session

    def send_text(self, packet: bytes) -> None:
        """Send a packet."""
        if not self._is_closed:
            self._raw.write(text_frame(packet))

    def send_binary(self, message: bytes) -> None:
        """Send a binary message."""
        if not self._is_closed:
            self._raw.write(binary_frame(message))

    def unsent(self) -> int:
        """How many bytes wait for the client to read."""
        return self._raw.get_write_buffer_size()

    def close(self, reason: str) -> None:
        """Say why, and leave; at once where the client does not read anyway."""
        if self._is_closed or self._ws is None:
            return
        self._is_closed = True
        if reason in ("slow client", "ping timeout"):
            self._raw.abort()
            return
        self._ws.send_close(_REASONS.get(reason, WSCloseCode.OK))
        # What a client that knows the protocol answers is waited for, so that no reset overtakes our last words.
        self.engine.closing.add(self._raw.abort)

    def shutdown(self) -> None:
        """The server ends."""
        self.engine.drain()
        self.close("server shutting down")  # one that was not yet anybody's transport

    def on_ws_connected(self, transport: WSTransport) -> None:
        """The upgrade is answered: begin the session, unless this is a probe of one."""
        self._ws = transport
        self._connections.add(self)  # uvicorn tells those that it knows when it ends, and waits for them
        self._raw.set_write_buffer_limits(high=self.engine.options.max_unsent)
        # What the request said is not needed again, and ten thousand of them are.
        transport.request.headers.clear()
        transport.response.headers.clear()
        if self._session is None:
            self._session = self.engine.open(self, can_upgrade=False)
        elif self._session.transport.name != "polling" or self._session.probe is not None:
            # Accepted, then closed, as Socket.IO's own server does: its test suites ask for that.
            self.close("one too many")
        else:
            self.engine.upgrades.add(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Something came."""
        if self._is_closed and frame.msg_type != WSMsgType.CLOSE:
            return
        kind = frame.msg_type
        if kind == WSMsgType.TEXT and frame.fin:
            self._receive(frame.get_payload_as_bytes(), is_text=True)
        elif kind == WSMsgType.BINARY and frame.fin:
            self._receive(frame.get_payload_as_bytes(), is_text=False)
        elif kind in (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION):
            self._collect(frame)
        elif kind == WSMsgType.CLOSE:
            if not transport.is_close_frame_sent:
                transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The connection is gone."""
        del transport
        self._is_closed = True
        self._connections.discard(self)
        session, self._session = self._session, None
        if session is None:
            return
        if session.transport is self:
            session.close("transport close")
        elif session.probe is self:
            session.probe = None

    def pause_writing(self) -> None:
        """More is unsent than anybody may leave unread."""
        if self._session is not None and self._session.transport is self:
            self._session.too_slow()
        else:
            self._raw.abort()

    def resume_writing(self) -> None:
        """What was closed may get its last bytes away."""

    def _collect(self, frame: WSFrame) -> None:
        """Put a message together that comes in parts (RFC 6455, section 5.4)."""
        if (frame.msg_type == WSMsgType.CONTINUATION) is (self._fragments is None):
            self._malformed()
            return
        if self._fragments is None:
            self._fragments = bytearray()
            self._fragments_are_text = frame.msg_type == WSMsgType.TEXT
        self._fragments += frame.get_payload_as_memoryview()
        if len(self._fragments) > self.engine.options.max_payload:
            self._malformed("too large")
        elif frame.fin:
            message, self._fragments = bytes(self._fragments), None
            self._receive(message, is_text=self._fragments_are_text)

    def _receive(self, message: bytes, *, is_text: bool) -> None:
        session = self._session
        if session is None:
            return
        if self.name == "probe":
            self._receive_probe(session, message)
        elif is_text:
            session.receive_text(message)
        else:
            session.receive_binary(message)

    def _receive_probe(self, session: Session, message: bytes) -> None:
        """The client asks whether this way is open, then moves over to it."""
        if session.is_closed:
            self.close("transport close")
        elif message == packets.PROBE:
            self.send_text(packets.PROBE_ANSWER)
            session.probe = self
            session.transport.send_text(packets.NOOP)  # so that a poll that waits ends, and the client can move
        elif message == packets.UPGRADE and session.probe is self:
            self.name = "websocket"
            before = session.transport
            session.move_to(self)
            before.close("upgraded")
        else:
            self.close("parse error")

    def _malformed(self, reason: str = "parse error") -> None:
        self._fragments = None
        self.engine.counters.malformed += 1
        if self._session is not None and self._session.transport is self:
            self._session.close(reason)
        else:
            self.close(reason)


class WebSocketProtocol(asyncio.Protocol):
    """What uvicorn makes for an upgrade (its option `ws=`)."""

    def __init__(self, *, config: Any, server_state: Any, app_state: dict[str, Any]) -> None:
        del config
        self._engine: Engine = app_state[STATE_KEY]
        self._engine.connections = server_state.connections
        self._transport: Any = None
        self._successor: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is ours from here on."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """The request, as uvicorn puts it together again: names in lower case, one header a line."""
        if self._transport is None or self._transport.is_closing():
            return
        line, *rest = data.split(b"\r\n")
        headers = dict(header.split(b": ", 1) for header in rest if b": " in header)
        try:
            sid = self._admit(line.split(b" ")[1].decode("latin-1"), headers)
            version, key = headers.get(b"sec-websocket-version", b""), headers.get(b"sec-websocket-key", b"")
            if sid is not None and self._engine.is_elsewhere(sid) and self._engine.hand_over is not None:
                self._engine.hand_over(self._transport, Upgrade(sid, version, key))
                return
            session = None if sid is None else handshake.find_session(self._engine, sid)
        except Refusal as refusal:
            refuse(self._engine, self._transport, refusal)
            return
        self._successor = answer_upgrade(self._engine, self._transport, session, version, key)
        # uvicorn gives the connection to this object once it is back from here.
        asyncio.get_running_loop().call_soon(self._transport.set_protocol, self._successor)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone before its connection was passed on."""
        if self._successor is not None:
            self._successor.connection_lost(exc)

    def _admit(self, target: str, headers: dict[bytes, bytes]) -> str | None:
        """The id of the session that is to be upgraded, or None for a new one."""
        engine = self._engine
        path, _, query_string = target.partition("?")
        if path.rstrip("/") != engine.options.path.rstrip("/"):
            raise Refusal(0, "Not found", 404)
        query = handshake.parse_query(query_string, "websocket")
        origin, host = headers.get(b"origin", b""), headers.get(b"host", b"")
        handshake.check_origin(engine, origin.decode("latin-1"), host.decode("latin-1"))
        if engine.is_draining:
            raise handshake.LEAVING
        if query.sid is None:
            peer = self._transport.get_extra_info("peername") or ("",)
            noted = headers.get(b"x-forwarded-for", b"").decode("latin-1")
            handshake.check_rate(engine, handshake.client_address(engine, str(peer[0]), noted))
        return query.sid


def answer_upgrade(engine: Engine, transport: Any, session: Session | None, version: bytes, key: bytes) -> Any:
    """Accept a WebSocket for a session, or for a new one; what its transport must have as protocol from now on."""
    socket = WebSocket(engine, transport, session, engine.connections)
    ws: Any = _WSProtocol(
        host_port=None,
        ws_path=None,
        is_client_side=False,
        ws_listener_factory=lambda _request: socket,  # pyright: ignore[reportUnknownLambdaType]
        logger=_QUIET,
        disconnect_on_exception=True,
        websocket_handshake_timeout=None,
        enable_auto_ping=False,
        auto_ping_idle_timeout=0,
        auto_ping_reply_timeout=0,
        auto_ping_strategy=WSAutoPingStrategy.PING_WHEN_IDLE,
        enable_auto_pong=True,
        max_frame_size=engine.options.max_payload,
        extra_headers=None,
        read_buffer_init_size=READ_BUFFER_BYTES,
    )
    ws.connection_made(transport)
    request = _UPGRADE % (version, key)
    ws.get_buffer(-1)[: len(request)] = request
    ws.buffer_updated(len(request))
    return ws


def refuse(engine: Engine, transport: Any, refusal: Refusal) -> None:
    """Answer an upgrade that cannot be."""
    engine.counters.refused += 1
    wait = b"retry-after: %d\r\n" % refusal.retry_after if refusal.retry_after else b""
    transport.write(_REFUSED % (refusal.status, len(refusal.body), wait, refusal.body))
    with contextlib.suppress(OSError):
        transport.close()
