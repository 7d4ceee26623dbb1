"""A lane for the busiest reads: past the framework, whose routing, injection and middleware cost more than they do.

The lane answers only what is plain and well. Everything else goes on to the route that the framework has for the same
address, which says what is wrong in its one way: a read may be done twice, since it changes nothing.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast
from urllib.parse import parse_qsl

import brotli
import msgspec
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from mingle.kernel.actor import Actor
from mingle.kernel.http import Ok
from mingle.kernel.resources import Resources

Read = Callable[[Resources, Actor, Mapping[str, str]], Awaitable[Any]]
"""Given what the address and the query say, the answer's `data`; raises whatever where the framework shall answer."""

WORTH_COMPRESSING_BYTES: Final = 1024
# Of an answer of 7 KB, 1 leaves 1.3 KB and 4 leaves 1.2 KB, for nearly four times the CPU.
BROTLI_QUALITY: Final = 1


class Lane:
    """Wraps the application: GET of one route, for people who are signed in."""

    def __init__(self, app: ASGIApp, api: Litestar, route: str, path: re.Pattern[str], read: Read) -> None:
        """Answer addresses of `path`, whose named groups `read` is given, in the name of the framework's `route`."""
        self._app = app
        self._api = api
        self._route = route
        self._path = path
        self._read = read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the framework."""
        if scope["type"] == "http" and scope["method"] == "GET":
            found = self._path.fullmatch(scope["path"])
            body = await self._answer(scope, found.groupdict()) if found is not None else None
            if body is not None:
                await self._send(scope, body, send)
                return
        await self._app(scope, receive, send)

    async def _answer(self, scope: HTTPScope, said: dict[str, str]) -> bytes | None:
        for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
            if name in said:
                return None
            said[name] = value
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection({**scope, "litestar_app": self._api})
        if "origin" in connection.headers:
            return None
        try:
            actor = await self._api.state.admit(connection)
            if actor is None:
                return None
            return msgspec.json.encode(Ok(data=await self._read(self._api.state.resources, actor, said)))
        except Exception:  # noqa: BLE001  # the framework meets it again, and tells
            return None

    async def _send(self, scope: HTTPScope, body: bytes, send: Send) -> None:
        scope["path_template"] = self._route
        headers = [(b"content-type", b"application/json")]
        asked = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
        if len(body) >= WORTH_COMPRESSING_BYTES and b"br" in asked:
            body = cast("bytes", brotli.compress(body, quality=BROTLI_QUALITY))  # pyright: ignore[reportUnknownMemberType]
            headers.append((b"content-encoding", b"br"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
