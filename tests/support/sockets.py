"""A raw client: WebSocket frames and nothing that would hide what the server does."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import picows
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from tests.support.eventually import PATIENCE_SECONDS
from tests.support.published import require_published

_picows: Any = picows


class RawSocket(WSListener):
    """A WebSocket that answers heartbeats, and keeps what else comes."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[str | bytes] = asyncio.Queue()
        self.closed = asyncio.Event()
        self._stirred = asyncio.Event()
        self.code: int | None = None
        self.answers_pings = True
        self.transport: WSTransport
        self._number = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.code = int(frame.get_close_code())  # pyright: ignore[reportArgumentType]  # an int, in truth
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type == WSMsgType.BINARY:
            self.inbox.put_nowait(frame.get_payload_as_bytes())
        elif (text := frame.get_payload_as_utf8_text()) == "2" and self.answers_pings:
            self.send("3")
        else:
            self.inbox.put_nowait(text)
        self._stirred.set()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        del transport
        self.closed.set()
        self._stirred.set()

    def send(self, packet: str | bytes) -> None:
        """Send a packet: text as text, bytes as binary."""
        kind = WSMsgType.TEXT if isinstance(packet, str) else WSMsgType.BINARY
        self.transport.send(kind, packet.encode() if isinstance(packet, str) else packet)

    async def next(self) -> str | bytes:
        """What came next.

        Raises:
            ConnectionResetError: nothing will come any more.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.inbox.empty():
                if self.closed.is_set():
                    raise ConnectionResetError(f"closed with {self.code}")
                self._stirred.clear()
                await self._stirred.wait()
        packet = self.inbox.get_nowait()
        await asyncio.sleep(0)  # one of many who read a lot keeps the others from answering heartbeats else
        if isinstance(packet, str) and packet.startswith('42["'):
            require_published(*msgspec.json.decode(packet[2:].encode()))
        return packet

    async def until(self, wanted: Callable[[str], bool]) -> str:
        """The next packet of a kind; others are passed over."""
        while True:
            packet = await self.next()
            if isinstance(packet, str) and wanted(packet):
                return packet

    async def gone(self) -> None:
        """Wait until the connection is closed."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.closed.wait()

    async def connect(self, **auth: Any) -> str:
        """Connect to the main namespace; what was answered."""
        self.send("40" + msgspec.json.encode(auth).decode())
        return await self.until(lambda packet: packet.startswith(("40", "44")))

    def emit(self, event: str, payload: Any) -> None:
        """Send an event that wants no answer."""
        self.send("42" + msgspec.json.encode((event, payload)).decode())

    async def call(self, event: str, payload: Any) -> Any:
        """Send an event; what was answered."""
        self._number += 1
        self.send(f"42{self._number}" + msgspec.json.encode((event, payload)).decode())
        answer = await self.until(lambda packet: packet.startswith(f"43{self._number}["))
        return msgspec.json.decode(answer.partition("[")[2][:-1].encode())

    async def event(self, name: str) -> Any:
        """The payload of the next event of this name."""
        found = await self.until(lambda packet: packet.startswith(f'42["{name}"'))
        return msgspec.json.decode(found[2:].encode())[1]

    def abort(self) -> None:
        """Go without a word."""
        self.transport.disconnect(graceful=False)


@asynccontextmanager
async def raw_socket(
    base_url: str,
    trust: ssl.SSLContext | None = None,
    /,
    *,
    path: str = "/socket.io/",
    query: str = "EIO=4&transport=websocket",
    **headers: str,
) -> AsyncGenerator[RawSocket]:
    """A WebSocket to the server at this address."""
    url = f"{base_url}{path}?{query}".replace("http", "ws", 1)
    transport, client = await _picows.ws_connect(RawSocket, url, ssl_context=trust, extra_headers=headers)
    assert isinstance(client, RawSocket)
    try:
        yield client
    finally:
        transport.disconnect(graceful=False)
