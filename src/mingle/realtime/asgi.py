"""How the server stands in an ASGI application and in uvicorn: polling as requests, WebSockets past ASGI altogether."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mingle.realtime.engine import Engine
from mingle.realtime.polling import PollingEndpoint
from mingle.realtime.websocket import STATE_KEY, WebSocketProtocol

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's, which tells the sessions first when the server ends: else it would wait for polls that wait."""

    def connection_made(self, transport: Any) -> None:
        """A client connects: every WebSocket begins so, or at another process of this kind."""
        super().connection_made(transport)
        engine: Engine | None = self.app_state.get(STATE_KEY)
        if engine is not None:
            engine.connections = self.connections

    def shutdown(self) -> None:
        """The server ends."""
        engine: Engine | None = self.app_state.get(STATE_KEY)
        if engine is not None:
            engine.drain()
        super().shutdown()


UVICORN_OPTIONS: dict[str, Any] = {"http": HttpProtocol, "ws": WebSocketProtocol}
"""What uvicorn must be started with."""


class Mount:
    """Answers what is for an engine, and passes everything else on to an application.

    Args:
        app: the application, whose lifespan is the engine's; or None.
        engine: whose clients are served.
    """

    def __init__(self, app: App | None, engine: Engine) -> None:
        self._app = app
        self._engine = engine
        self.endpoint = PollingEndpoint(engine)
        self._paths = (engine.options.path, engine.options.path.rstrip("/"))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request, or the lifespan."""
        if scope["type"] == "http" and scope["path"] in self._paths:
            await self.endpoint(scope, receive, send)
            return
        if scope["type"] == "lifespan":
            scope.setdefault("state", {})[STATE_KEY] = self._engine
        if self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self._engine.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
