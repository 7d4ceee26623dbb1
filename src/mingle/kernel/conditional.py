"""Conditional reads (RFC 9110, section 13): an answer that the client already has costs no body."""

from hashlib import blake2b

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send


class ConditionalRead:
    """Gives a route's 200 answers a weak ETag, and answers 304 when `If-None-Match` names it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a 200 answer back until it is whole."""
        start: HTTPResponseStartEvent | None = None
        chunks: list[bytes] = []

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
            elif message["type"] == "http.response.body" and start is not None:
                chunks.append(message["body"])
                if not message["more_body"]:
                    await _send_tagged(start, b"".join(chunks), _wanted(scope), send)
            else:
                await send(message)

        await self.app(scope, receive, hold)


async def _send_tagged(start: HTTPResponseStartEvent, body: bytes, wanted: set[bytes], send: Send) -> None:
    tag = b'"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    headers = [(name, value) for name, value in start["headers"] if name not in (b"etag", b"cache-control")]
    headers += [(b"etag", b"W/" + tag), (b"cache-control", b"private, no-cache")]
    if tag in wanted or b"*" in wanted:
        start["status"], body = 304, b""
        headers = [(name, value) for name, value in headers if not name.startswith(b"content-")]
    start["headers"] = headers
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _wanted(scope: Scope) -> set[bytes]:
    """The tags in `If-None-Match`, without the mark of weak ones: this comparison is the weak one."""
    sent = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return {tag.strip().removeprefix(b"W/") for tag in sent.split(b",")}
