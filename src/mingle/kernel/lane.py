"""A lane for the busiest reads: past the framework, whose routing, injection and middleware cost more than they do.

The lane answers what is plain. Everything else (other parameters, other origins, what nobody foresaw) goes on to the
route that the framework has for the same address: a read may be done twice, since it changes nothing.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast
from urllib.parse import parse_qsl

import brotli
import msgspec
from litestar import Litestar, MediaType
from litestar.connection import ASGIConnection
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from mingle.kernel.actor import Actor
from mingle.kernel.errors import MingleError
from mingle.kernel.http import Ok, failure_answer
from mingle.kernel.resources import Resources

Read = Callable[[Resources, Actor, Mapping[str, str]], Awaitable[Any]]
"""Given what the address and the query say, the answer's `data`. A `MingleError` is told;
whatever else it raises, the framework answers."""

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
            answer = await self._answer(scope, found.groupdict()) if found is not None else None
            if answer is not None:
                scope["path_template"] = self._route
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _answer(self, scope: HTTPScope, said: dict[str, str]) -> ASGIApp | None:
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
            body = msgspec.json.encode(Ok(data=await self._read(self._api.state.resources, actor, said)))
            return _good_answer(body, connection.headers.get("accept-encoding", ""))
        except MingleError as error:  # what was counted, or waited for in vain, is not to be so twice
            return failure_answer(error)
        except Exception:  # noqa: BLE001  # the framework meets it again, and tells
            return None


def _good_answer(body: bytes, accepted: str) -> ASGIResponse:
    if len(body) < WORTH_COMPRESSING_BYTES or "br" not in accepted:
        return ASGIResponse(body=body, media_type=MediaType.JSON)
    packed = cast("bytes", brotli.compress(body, quality=BROTLI_QUALITY))  # pyright: ignore[reportUnknownMemberType]
    return ASGIResponse(body=packed, media_type=MediaType.JSON, headers={"content-encoding": "br"})
