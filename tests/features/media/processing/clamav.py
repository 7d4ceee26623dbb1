"""A clamd that speaks the real protocol (clamd(8), INSTREAM) over TCP or a Unix socket, and knows one virus: EICAR."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test string that every scanner takes for a virus (eicar.org); it does nothing."""


class FakeClamd:
    """What it was sent, and how it answers."""

    def __init__(self, most_bytes: int = 100 * 1024 * 1024, answer: bytes | None = None) -> None:
        self.received: list[bytes] = []
        self.largest_chunk = 0
        self._most_bytes = most_bytes
        self._answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        content = bytearray()
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            self.largest_chunk = max(self.largest_chunk, size)
            content += await reader.readexactly(size)
            if len(content) > self._most_bytes:
                await self._say(writer, b"INSTREAM size limit exceeded. ERROR")
                return
        self.received.append(bytes(content))
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"stream: OK"
        await self._say(writer, found if self._answer is None else self._answer)

    async def _say(self, writer: asyncio.StreamWriter, words: bytes) -> None:
        writer.write(words + b"\0")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(fake: FakeClamd) -> AsyncGenerator[str]:
    """The fake on a port of its own; its address."""
    async with await asyncio.start_server(fake.serve, "127.0.0.1", 0) as server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def listening_at(fake: FakeClamd, path: Path) -> AsyncGenerator[str]:
    """The fake at a path; its address."""
    async with await asyncio.start_unix_server(fake.serve, path):
        yield f"unix://{path}"
