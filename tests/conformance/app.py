"""The small application that Socket.IO's own protocol test suites talk to: `app.py engine|socket PORT`.

The suites are https://github.com/socketio/engine.io-protocol and https://github.com/socketio/socket.io-protocol; the
settings are theirs.
"""

import asyncio
import sys
from typing import Any

import msgspec
import uvicorn

from mingle.realtime.asgi import UVICORN_OPTIONS, Mount
from mingle.realtime.counters import Counters
from mingle.realtime.engine import Engine, Options, Session
from mingle.realtime.sockets import Incoming, Namespace, Socket, SocketServer

PING_INTERVAL, PING_TIMEOUT = 0.3, 0.2


class Echo:
    """Sends every message back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def text(self, message: bytes) -> None:
        self._session.send_text(message)

    def binary(self, message: bytes) -> None:
        self._session.send_binary(message)

    def moved(self) -> None:
        pass

    def closed(self, reason: str) -> None:
        pass


def engine_app(path: str = "/engine.io/") -> Mount:
    """Engine.IO alone: what is sent comes back."""
    return Mount(None, Engine(Echo, _options(path)))


def socket_app() -> Mount:
    """Socket.IO: `message` comes back as `message-back`, `message-with-ack` as the acknowledgement."""
    counters = Counters()
    server = SocketServer(counters)
    for name in ("/", "/custom"):
        server.add(Namespace(name, _connect, _event, welcome=_welcome))
    return Mount(None, Engine(server.accept, _options(), counters))


def _options(path: str = "/socket.io/") -> Options:
    return Options(path=path, ping_interval=PING_INTERVAL, ping_timeout=PING_TIMEOUT, max_payload=1_000_000)


async def _connect(socket: Socket, auth: bytes) -> None:
    socket.data = msgspec.json.decode(auth)


def _welcome(socket: Socket) -> None:
    # Not in the same breath: of two messages that arrive in one piece, the suite hears only the first.
    asyncio.get_running_loop().call_later(0.01, socket.emit, "auth", socket.data)


def _event(socket: Socket, event: Incoming) -> None:
    arguments: list[Any] = [msgspec.json.decode(a) if isinstance(a, msgspec.Raw) else a for a in event.arguments]
    if event.name == "message":
        socket.emit("message-back", *arguments)
    elif event.name == "message-with-ack":
        socket.answer(event.ack_id, *arguments)


def main() -> None:
    """Serve until interrupted."""
    kind, port = sys.argv[1:]
    app = engine_app() if kind == "engine" else socket_app()
    uvicorn.run(app, port=int(port), loop="uvloop", lifespan="on", log_level="warning", **UVICORN_OPTIONS)


if __name__ == "__main__":
    main()
