"""Conditional reads (RFC 9110, section 13): an answer that the client already has costs no body."""

from hashlib import blake2b
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send


class ConditionalRead:
    """Gives a route's 200 answers a weak ETag, and answers 304 when `If-None-Match` names it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = _header(scope, b"if-none-match")
        start: Message | None = None
        chunks: list[bytes] = []

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
                return
            if message["type"] != "http.response.body" or start is None:
                await send(message)
                return
            chunks.append(message["body"])
            if not message["more_body"]:
                await _send_tagged(start, b"".join(chunks), wanted, send)

        await self.app(scope, receive, hold)


async def _send_tagged(start: Any, body: bytes, wanted: bytes, send: Send) -> None:
    tag = b'W/"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    headers = [(name, value) for name, value in start["headers"] if name not in (b"etag", b"cache-control")]
    headers += [(b"etag", tag), (b"cache-control", b"private, no-cache")]
    if tag in [candidate.strip() for candidate in wanted.split(b",")] or wanted.strip() == b"*":
        kept = [(name, value) for name, value in headers if not name.startswith(b"content-")]
        await send({**start, "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    else:
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")
