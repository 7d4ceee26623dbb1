"""Files that are open for reading, whole or in parts, wherever they are kept."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

PIECE_BYTES = 256 * 1024
# Read what lies in the system's memory, and do not wait for the disk (Linux; elsewhere every read goes to a thread).
_NO_WAITING: int = getattr(os, "RWF_NOWAIT", 0)


class OpenFile(Protocol):
    """A file that is open. It stays readable, and the same, whatever becomes of its key."""

    size: int
    """In bytes."""
    etag: str
    """Another one when the content is another."""

    def read(self, start: int, stop: int, /) -> AsyncGenerator[bytes]:
        """The bytes from one offset to before another, piece by piece."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class LocalFile:
    """A file on a local disk.

    Most of what is served lies in the system's memory already, and is read from there at once; to go to a thread for
    it would cost more than ten times as much. What would have to wait for the disk is read on a thread.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        found = os.fstat(self._descriptor)
        self.size = found.st_size
        self.etag = f"{found.st_ino:x}-{found.st_mtime_ns:x}-{found.st_size:x}"

    async def read(self, start: int, stop: int, /) -> AsyncGenerator[bytes]:
        """The bytes from one offset to before another, piece by piece."""
        while start < stop:
            size = min(PIECE_BYTES, stop - start)
            data = self._read_at_once(size, start) or await asyncio.to_thread(os.pread, self._descriptor, size, start)
            if not data:
                msg = "the file has become shorter"
                raise OSError(msg)
            start += len(data)
            yield data

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)

    def _read_at_once(self, size: int, start: int) -> bytes:
        if not _NO_WAITING:
            return b""
        buffer = bytearray(size)
        with suppress(OSError):  # it would have to wait, or this file system cannot tell
            return bytes(memoryview(buffer)[: os.preadv(self._descriptor, [buffer], start, _NO_WAITING)])
        return b""


class RemoteFile:
    """A file in an object store."""

    def __init__(self, size: int, etag: str, stream: Callable[[int, int], AsyncGenerator[bytes]]) -> None:
        self.size = size
        self.etag = etag
        self.read = stream

    def close(self) -> None:
        """Nothing is held between reads."""
