"""A door between clients and servers: it can be shut, slowed down, or lead to another server."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

CHUNK = 16 * 1024
SLOWLY = 64 * 1024


class Door:
    """Passes TCP connections on to `port`."""

    def __init__(self) -> None:
        self.port = 0
        """Where it leads to."""
        self.address = ""
        self.is_open = True
        self.most_each: int | None = None
        """How much each connection may send before it gets slow."""
        self._opened = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Break every connection that there is."""
        for writer in self._writers:
            writer.transport.abort()

    def shut(self) -> None:
        """Break every connection, and take no more."""
        self.is_open = False
        self.cut()

    def open(self) -> None:
        """Let everybody and everything through again."""
        self.is_open = True
        self.most_each = None
        self._opened.set()

    def narrow(self, most_each: int) -> None:
        """Let each connection send so much, and what comes then at 64 KB/s until the door is opened."""
        self._opened.clear()
        self.most_each = most_each

    async def enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one connection."""
        ours = {writer}
        self._writers |= ours
        try:
            if self.is_open:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
                ours.add(far_writer)
                self._writers.add(far_writer)
                await asyncio.gather(self._pass(reader, far_writer, is_limited=True), self._pass(far_reader, writer))
        except OSError:
            # Nobody is there: the connection ends below.
            pass
        finally:
            self._writers -= ours
            for each in ours:
                if not each.is_closing():
                    each.transport.abort()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_limited: bool = False
    ) -> None:
        passed = 0
        with suppress(OSError):
            while content := await reader.read(CHUNK):
                if is_limited and self.most_each is not None and passed >= self.most_each:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._opened.wait(), CHUNK / SLOWLY)
                if writer.is_closing():
                    break
                passed += len(content)
                writer.write(content)
                await writer.drain()
        if not writer.is_closing():
            writer.close()

    async def leave(self) -> None:
        """Break every connection for good."""
        self.shut()
        self._opened.set()


@asynccontextmanager
async def open_door() -> AsyncGenerator[Door]:
    """A door on a port of its own; set where it leads to."""
    door = Door()
    listener = socket.socket()
    # So that a browser cannot hand over much more than is let through.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * CHUNK)
    listener.bind(("127.0.0.1", 0))
    server = await asyncio.start_server(door.enter, sock=listener, limit=CHUNK)
    door.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield door
    finally:
        server.close()
        await door.leave()
