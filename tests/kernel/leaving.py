"""Processes that end at once after work with files; prints how many of them did not end well.

Each keeps the interpreter's lock to itself as far as it can, so that a thread of the store that still wants it is late.
"""

import asyncio
import os
import sys

from mingle.cli.options import load_settings
from mingle.kernel.files import open_files
from mingle.settings import Settings

PROCESSES = 20
FILES = 20


async def write() -> None:
    """Write, and leave."""
    files = open_files(load_settings(Settings))
    await asyncio.gather(*(files.put(f"file{n}", b"x") for n in range(FILES)))
    await files.close()


def watch() -> int:
    """Let the others write; how many of them failed or were aborted."""
    pids: list[int] = []
    for _ in range(PROCESSES):
        pid = os.fork()
        if pid == 0:
            sys.setswitchinterval(100)
            asyncio.run(write())
            sys.exit()
        pids.append(pid)
    return sum(os.waitpid(pid, 0)[1] != 0 for pid in pids)


if __name__ == "__main__":
    print(watch())
