"""One connection to the Socket.IO server, as any client has it (protocol 5 over Engine.IO 4, WebSocket only)."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import picows
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from mingle.demo.refused import Refused

_picows: Any = picows
ANSWER_SECONDS = 30.0

Hear = Callable[[str, Any], None]
"""Is told the name and the payload of every event."""


class DemoSocket(WSListener):
    """A connection that answers heartbeats, asks, and passes on what it hears."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._transport: WSTransport | None = None
        self._number = 0
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the way out."""
        self._transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one packet."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            self._take(frame.get_payload_as_utf8_text())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Let nobody wait for what will not come."""
        del transport
        self.closed.set()
        for waiting in (self._welcome, *self._asked.values()):
            if not waiting.done():
                waiting.set_exception(Refused("disconnected"))
                waiting.exception()  # nobody may be waiting

    def _take(self, packet: str) -> None:
        if packet == "2":
            self._send("3")
        elif packet.startswith("40"):
            self._welcome.set_result(None)
        elif packet.startswith("41"):
            self.close()
        elif packet.startswith("44"):
            self._welcome.set_exception(Refused(packet))
        elif packet.startswith("42"):
            self._hear(*msgspec.json.decode(packet[2:].encode()))
        elif packet.startswith("43"):
            number, _, data = packet[2:].partition("[")
            waiting = self._asked.pop(int(number), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(msgspec.json.decode(data[:-1].encode()))

    def _send(self, packet: str) -> None:
        if self._transport is None or self.closed.is_set():
            raise Refused("disconnected")
        self._transport.send(WSMsgType.TEXT, packet.encode())

    async def sign_in(self, token: str) -> None:
        """Connect to the main namespace.

        Raises:
            Refused: the server does not know the token.
        """
        self._send("40" + msgspec.json.encode({"token": token}).decode())
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._welcome

    def say(self, event: str, **payload: Any) -> None:
        """Send an event, whatever becomes of it."""
        self._send("42" + msgspec.json.encode((event, payload)).decode())

    async def ask(self, event: str, **payload: Any) -> Any:
        """Send an event; what is answered.

        Raises:
            Refused: with the code of the error.
        """
        self._number += 1
        number = self._number
        waiting = self._asked[number] = asyncio.get_running_loop().create_future()
        self._send(f"42{number}" + msgspec.json.encode((event, payload)).decode())
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await waiting
        except TimeoutError as error:
            raise Refused("unanswered") from error
        finally:
            self._asked.pop(number, None)
        if not answer["success"]:
            raise Refused(answer["error"]["code"])
        return answer.get("data")

    def close(self) -> None:
        """Go."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)


async def connect(base_url: str, token: str, hear: Hear) -> DemoSocket:
    """A signed-in connection to the server at this address.

    Raises:
        Refused: the server does not let it in.
        OSError: it cannot be reached.
    """
    url = f"{base_url}/socket.io/?EIO=4&transport=websocket".replace("http", "ws", 1)
    _, socket = await _picows.ws_connect(lambda: DemoSocket(hear), url)
    assert isinstance(socket, DemoSocket)
    try:
        await socket.sign_in(token)
    except BaseException:
        socket.close()
        raise
    return socket
