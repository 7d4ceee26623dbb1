"""HTTP long-polling as a transport: an ASGI application, mounted where clients ask."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from mingle.realtime import handshake, packets
from mingle.realtime.engine import Engine, Session, Write
from mingle.realtime.handshake import Refusal

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_TEXT = b"text/plain; charset=UTF-8"
_JSON = b"application/json"


class Polling:
    """The transport of a session that polls: what waits for the next poll."""

    name = "polling"
    write: Write | None = None

    def __init__(self, max_unsent: int) -> None:
        self.session: Session | None = None
        self._packets: list[bytes] = []
        self._size = 0
        self._max_unsent = max_unsent
        self._poll: asyncio.Future[list[bytes]] | None = None
        self._is_closed = False

    @property
    def is_polled(self) -> bool:
        """Whether a poll waits."""
        return self._poll is not None

    def send_text(self, packet: bytes) -> None:
        """Send a packet with the poll that waits, or the next."""
        if self._is_closed:
            return
        if packet == packets.NOOP and self._poll is None:
            return  # there is nothing to end
        self._packets.append(packet)
        self._size += len(packet)
        if self._size > self._max_unsent and self.session is not None:
            self._packets.clear()
            self.session.too_slow()
        elif self._poll is not None:
            asyncio.get_running_loop().call_soon(self._answer)  # with what else is sent in this moment

    def send_binary(self, message: bytes) -> None:
        """Send a binary message, as text."""
        self.send_text(packets.encode_binary(message))

    def unsent(self) -> int:
        """How many bytes wait for a poll."""
        return self._size

    def close(self, reason: str) -> None:
        """Tell the poll that waits. After an upgrade, what it did not get goes the new way."""
        if self._is_closed:
            return
        if reason == "upgraded" and self.session is not None:
            left, self._packets = self._packets, []
            for packet in left:
                self._send_elsewhere(self.session, packet)
        self._packets.append(packets.CLOSE if reason in ("duplicate poll", "server shutting down") else packets.NOOP)
        self._is_closed = True
        self._answer()

    async def poll(self) -> list[bytes]:
        """What there is to send, as soon as there is any."""
        if not self._packets:
            self._poll = asyncio.get_running_loop().create_future()
            try:
                return await self._poll
            finally:
                self._poll = None
        return self.take()

    def send_now(self, packet: bytes) -> None:
        """Let the next poll not wait."""
        self._packets.append(packet)

    def take(self) -> list[bytes]:
        """What there is to send."""
        taken, self._packets, self._size = self._packets, [], 0
        return taken

    def _answer(self) -> None:
        if self._poll is not None and not self._poll.done() and self._packets:
            self._poll.set_result(self.take())

    def _send_elsewhere(self, session: Session, packet: bytes) -> None:
        if packet[:1] == b"b":
            session.send_binary(bytes(packets.decode_payload(packet)[0]))
        elif packet != packets.NOOP:
            session.send_text(packet)


@dataclass
class Request:
    """A request, wherever it came in."""

    method: str
    query_string: str
    origin: str
    host: str
    body: bytes = b""
    address: str = ""


@dataclass
class Answer:
    """What is answered."""

    status: int
    body: bytes
    content_type: bytes = _TEXT
    headers: Headers = field(default_factory=list[tuple[bytes, bytes]])


class PollingEndpoint:
    """Answers the requests of clients that poll.

    Args:
        engine: whose sessions they are.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.pass_on: Callable[[Request, str], Awaitable[Answer]] | None = None
        """Asks the process that holds a session, where there are several."""
        self._last_words: dict[str, bytes] = {}
        """For polls that were on their way when their client said that it leaves."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        request = Request(
            scope["method"],
            scope["query_string"].decode("latin-1"),
            headers.get(b"origin", ""),
            headers.get(b"host", ""),
            address=(scope.get("client") or ("",))[0],
        )
        try:
            if request.method == "POST":
                request.body = await self._read_body(receive)
            answer = await self._answer_or_leave(request, receive)
        except Refusal as refusal:
            self._engine.counters.refused += 1
            wait = [(b"retry-after", b"%d" % refusal.retry_after)] if refusal.retry_after else []
            answer = Answer(refusal.status, refusal.body, _JSON, wait)
        if answer is not None:
            await self._send(answer, request, send)

    async def answer(self, request: Request) -> Answer:
        """Serve one request.

        Raises:
            Refusal: it cannot be served.
        """
        engine = self._engine
        handshake.check_origin(engine, request.origin, request.host)
        if request.method == "OPTIONS":
            return Answer(204, b"", headers=_PREFLIGHT)
        query = handshake.parse_query(request.query_string, "polling")
        if query.sid is None:
            return self._begin(request)
        last_words = self._last_words.pop(query.sid, None) if request.method == "GET" else None
        if last_words is not None:
            return Answer(200, last_words)
        if self.pass_on is not None and engine.is_elsewhere(query.sid):
            return await self.pass_on(request, query.sid)
        session = handshake.find_session(engine, query.sid)
        transport = session.transport
        if not isinstance(transport, Polling):
            raise handshake.BAD_REQUEST
        if request.method == "GET":
            return await self._poll(session, transport)
        if request.method == "POST":
            return self._take(session, request.body)
        raise handshake.BAD_REQUEST

    def _begin(self, request: Request) -> Answer:
        if request.method != "GET":
            raise handshake.BAD_METHOD
        if self._engine.is_draining:
            raise handshake.LEAVING
        handshake.check_rate(self._engine, request.address)
        transport = Polling(self._engine.options.max_unsent)
        transport.session = self._engine.open(transport, can_upgrade=True)
        return Answer(200, packets.encode_payload(transport.take()))

    async def _poll(self, session: Session, transport: Polling) -> Answer:
        if transport.is_polled:
            session.close("duplicate poll")
            raise handshake.BAD_REQUEST
        if session.probe is not None:  # it is on its way to the other transport
            transport.send_now(packets.NOOP)
        return Answer(200, packets.encode_payload(await transport.poll()))

    def _take(self, session: Session, body: bytes) -> Answer:
        try:
            received = packets.decode_payload(body)
        except packets.Malformed:
            session.malformed()
            raise handshake.BAD_REQUEST from None
        for packet in received:
            if session.is_closed:
                break
            if packet == packets.CLOSE:
                self._leave(session)
            elif isinstance(packet, bytes):
                session.receive_text(packet)
                if session.is_closed:
                    raise handshake.BAD_REQUEST
            else:
                session.receive_binary(bytes(packet))
        return Answer(200, b"ok", b"text/html")

    def _leave(self, session: Session) -> None:
        transport = session.transport
        if isinstance(transport, Polling) and not transport.is_polled:
            self._last_words[session.sid] = packets.NOOP
            self._engine.closing.add(lambda: self._last_words.pop(session.sid, None))
        session.receive_text(packets.CLOSE)

    async def _read_body(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise handshake.BAD_REQUEST
            body += message.get("body", b"")
            if len(body) > self._engine.options.max_payload:
                raise handshake.TOO_LARGE
            if not message.get("more_body"):
                return bytes(body)

    async def _answer_or_leave(self, request: Request, receive: Receive) -> Answer | None:
        """The answer, or None when the client hangs up before there is one."""
        if request.method != "GET":
            return await self.answer(request)
        answering = asyncio.ensure_future(self.answer(request))
        leaving = asyncio.ensure_future(_hang_up(receive))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return await answering if answering.done() else None
        finally:
            for task in (answering, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, Refusal):
                    await task

    async def _send(self, answer: Answer, request: Request, send: Send) -> None:
        headers: Headers = [
            (b"content-type", answer.content_type),
            (b"content-length", str(len(answer.body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            *answer.headers,
        ]
        if request.origin and answer.status != handshake.FORBIDDEN.status:
            headers += [
                (b"access-control-allow-origin", request.origin.encode("latin-1")),
                (b"access-control-allow-credentials", b"true"),
                (b"vary", b"Origin"),
            ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"600"),
]


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
