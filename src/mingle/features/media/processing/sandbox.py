"""Other people's bytes are decoded in processes of their own, which have little and are let do little.

A decoder that is broken into, runs wild or eats memory ends itself: its address space, its processor time and what it
writes are limited by the kernel, its environment holds no secret, and its whole process group is killed when its time
is up or nobody waits for it any more.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from weakref import WeakKeyDictionary

import msgspec

OUTPUT_BYTES = 4 * 1024 * 1024
"""What is kept of what a program says; the rest is read and forgotten."""
_NICENESS = "5"
# Addresses are in KiB, files in blocks of 512 bytes (POSIX). Where the kernel has no such limit (macOS), there is none.
_LIMITED = """
ulimit -v "$1" 2>/dev/null || [ "$(uname)" != Linux ] || exit 125
ulimit -t "$2" && ulimit -f "$3" && ulimit -c 0 || exit 125
shift 3
exec nice -n "$0" "$@"
"""


class Budget(msgspec.Struct, frozen=True):
    """What one program may use."""

    memory_bytes: int
    """Of address space, which is more than what is in memory."""
    cpu_seconds: int
    """Of all its threads together."""
    wall_seconds: float
    file_bytes: int = 1024 * 1024 * 1024
    """The longest file that it may write."""


class Outcome(msgspec.Struct, frozen=True):
    """How a program ended."""

    code: int
    """Its exit status; negative: the signal that ended it."""
    out: bytes
    err: str

    @property
    def is_out_of_cpu(self) -> bool:
        """Whether it used up its processor time; some shells add 128 to the signal's number."""
        return self.code in {-signal.SIGXCPU, 128 + signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGKILL}


class TimeIsUp(Exception):
    """A program took longer than it may."""


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def _turn() -> asyncio.Semaphore:
    """As many decoders at a time as there are cores: more would only take more memory."""
    loop = asyncio.get_running_loop()
    return _turns.setdefault(loop, asyncio.Semaphore(os.cpu_count() or 1))


async def run(argv: Sequence[str | Path], folder: Path, budget: Budget) -> Outcome:
    """Run a program in a folder and wait until it has ended.

    Raises:
        TimeIsUp: it used up its time, on the clock or of the processor, and has been killed.
    """
    limits = (budget.memory_bytes // 1024, budget.cpu_seconds, budget.file_bytes // 512)
    async with _turn():
        process = await asyncio.create_subprocess_exec(
            *("/bin/sh", "-c", _LIMITED, _NICENESS, *map(str, limits), *map(str, argv)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(budget.wall_seconds):
                outcome = await _finish(process)
        except TimeoutError:
            raise TimeIsUp from None
        finally:
            await _end(process)
    if outcome.is_out_of_cpu:
        raise TimeIsUp
    return outcome


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "VIPS_BLOCK_UNTRUSTED": "1",
        "MALLOC_ARENA_MAX": "2",  # else each thread takes 64 MB of addresses
    }


async def _finish(process: asyncio.subprocess.Process) -> Outcome:
    assert process.stdout is not None
    assert process.stderr is not None
    out, err, code = await asyncio.gather(_read(process.stdout), _read(process.stderr), process.wait())
    return Outcome(code, out, err.decode(errors="replace"))


async def _read(stream: asyncio.StreamReader) -> bytes:
    """The last of what a program says, and all of it where that is not much."""
    kept = bytearray()
    while piece := await stream.read(64 * 1024):
        kept += piece
        del kept[:-OUTPUT_BYTES]
    return bytes(kept)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill whatever is left of the group, and leave no dead process behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
