"""A process that writes 100 MB through the store and prints by how many bytes its memory has grown at most."""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path

from mingle.cli.options import load_settings
from mingle.kernel.files import open_files
from mingle.settings import Settings

CHUNK = b"x" * (1024 * 1024)
MEGABYTES = 100


async def chunks() -> AsyncGenerator[bytes]:
    """A stream that nobody could hold by accident."""
    for _ in range(MEGABYTES):
        yield CHUNK


def peak_bytes() -> int:
    """The most memory that this process has had; `getrusage` would begin with what its parent had."""
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert peak is not None
    return int(peak[1]) * 1024


async def main() -> None:
    """Write, and read again."""
    files = open_files(load_settings(Settings))
    await files.put("warm-up", CHUNK)
    before = peak_bytes()
    await files.put("large", chunks())
    assert (await files.stat("large")).size == MEGABYTES * len(CHUNK)
    read = 0
    async for chunk in files.stream("large"):
        read += len(chunk)
    assert read == MEGABYTES * len(CHUNK)
    print(peak_bytes() - before)
    await files.close()


if __name__ == "__main__":
    asyncio.run(main())
