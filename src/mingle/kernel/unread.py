"""Requests that are answered before their body has come: what of it is on its way is read, and the connection closed.

Without this, a client that stops in the middle of a refused upload would hold its connection for ever; closed at
once, the connection would be reset before the client has read the answer (RFC 9112, section 9.6).
"""

import asyncio
from contextlib import suppress

from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

LONG_BYTES = 64 * 1024
"""Shorter bodies are sent in one go by whoever means well, and are not worth a connection."""
LINGER_SECONDS = 30.0
IDLE_SECONDS = 5.0


class UnreadBodies:
    """Wraps the application: long bodies that it does not read to their end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; then, where something is left to read, read on for a while."""
        if scope["type"] != "http" or not _may_be_long(scope):
            await self.app(scope, receive, send)
            return
        is_read = False
        is_early = False

        async def receive_and_note() -> Message:
            nonlocal is_read
            message = await receive()
            is_read = is_read or message["type"] == "http.disconnect" or not message.get("more_body", False)
            return message  # pyright: ignore[reportReturnType]

        async def drain() -> None:
            while not is_read:
                async with asyncio.timeout(IDLE_SECONDS):
                    await receive_and_note()

        async def send_and_linger(message: Message) -> None:
            nonlocal is_early
            if message["type"] == "http.response.start" and not is_read:
                is_early = True
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            if not is_early or message["type"] != "http.response.body" or message.get("more_body", False):
                await send(message)
                return
            await send({**message, "more_body": True})
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER_SECONDS):
                    await drain()
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        await self.app(scope, receive_and_note, send_and_linger)  # pyright: ignore[reportArgumentType]


def _may_be_long(scope: HTTPScope) -> bool:
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return True
        if name == b"content-length":
            return not value.isdigit() or int(value) > LONG_BYTES
    return False
