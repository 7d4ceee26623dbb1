"""A door between clients and servers: it can be shut, slowed down, or lead to another server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

CHUNK = 16 * 1024


class Door:
    """Passes TCP connections on to `port`."""

    def __init__(self) -> None:
        self.port = 0
        """Where it leads to."""
        self.address = ""
        self.is_open = True
        self.passed_in = 0
        """Bytes that clients have sent through it."""
        self.most_each: int | None = None
        """How much each connection may send; what comes then waits until the door is opened or shut."""
        self._opened = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()

    def shut(self) -> None:
        """Break every connection, and take no more."""
        self.is_open = False
        for writer in self._writers:
            writer.transport.abort()

    def open(self) -> None:
        """Let everybody and everything through again."""
        self.is_open = True
        self.most_each = None
        self._opened.set()

    def narrow(self, most_each: int) -> None:
        """Let each connection send so much and no more."""
        self._opened.clear()
        self.most_each = most_each

    async def enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one connection."""
        if not self.is_open:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.transport.abort()
            return
        ours = {writer, far_writer}
        self._writers |= ours
        try:
            await asyncio.gather(self._pass(reader, far_writer, counts=True), self._pass(far_reader, writer))
        finally:
            self._writers -= ours

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool = False) -> None:
        passed = 0
        with suppress(OSError):
            while content := await reader.read(CHUNK):
                if counts and self.most_each is not None and passed >= self.most_each:
                    await self._opened.wait()
                passed += len(content)
                self.passed_in += len(content) * counts
                writer.write(content)
                await writer.drain()
        writer.close()

    async def leave(self) -> None:
        """Break every connection for good."""
        self.shut()
        self._opened.set()


@asynccontextmanager
async def open_door() -> AsyncGenerator[Door]:
    """A door on a port of its own; set where it leads to."""
    door = Door()
    server = await asyncio.start_server(door.enter, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    door.address = f"http://127.0.0.1:{port}"
    try:
        yield door
    finally:
        server.close()
        await door.leave()
