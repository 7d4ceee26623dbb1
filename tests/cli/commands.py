"""The `mingle` command as people run it: a process of its own, in a terminal's process group of its own."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import psutil

from mingle.embedded import PostgresServer, ValkeyServer
from tests.embedded.helpers import as_user
from tests.support.eventually import eventually

MINGLE = str(Path(sys.executable).with_name("mingle"))
READY = re.compile(r"is ready at (http://\S+)")


def environment(**settings: str) -> dict[str, str]:
    """The environment without anything of the suite's, and these settings (`port="0"` is MINGLE_PORT)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGLE_")}
    return {**kept, "COLUMNS": "200", **{f"MINGLE_{name.upper()}": value for name, value in settings.items()}}


def run(
    *arguments: str, folder: Path | str | None = None, user: str | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [*as_user(user), MINGLE, *arguments]
    return subprocess.run(
        command, env=environment(**settings), cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


class Running:
    """A `mingle` that goes on until it is told to stop."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = ""
        self._listening = asyncio.create_task(self._listen())
        self.family: list[psutil.Process] = []

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.said += line.decode()

    async def address(self) -> str:
        """Wait until it is ready; where it is."""

        def ready() -> str | None:
            assert self.process.returncode is None, self.said
            found = READY.search(self.said)
            return found[1] if found else None

        return await eventually(ready, f"it is ready, but it said: {self.said}", patience=40)

    async def end(self, number: signal.Signals, *, seconds: float = 20) -> int:
        """Send a signal as the terminal does, to the whole group; its exit code."""
        self.family = self.descendants()
        os.killpg(self.process.pid, number)
        async with asyncio.timeout(seconds):
            code = await self.process.wait()
        await self._listening
        return code

    def descendants(self) -> list[psutil.Process]:
        """The processes that it started, and those that they started."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def survivors(self) -> list[psutil.Process]:
        """Those of its processes, as they were when it was ended, that are still at work."""
        return [one for one in self.family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@asynccontextmanager
async def running(
    *arguments: str, folder: Path | str | None = None, user: str | None = None, **settings: str
) -> AsyncGenerator[Running]:
    """Start a command; in the end leave neither it nor what it started."""
    process = await asyncio.create_subprocess_exec(
        *as_user(user), MINGLE, *arguments, env=environment(**settings), cwd=folder, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    command = Running(process)
    try:
        yield command
    finally:
        with suppress(ProcessLookupError, TimeoutError):
            await command.end(signal.SIGINT)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def clear_up(data_dir: Path) -> None:
    """End the engines that a killed `mingle up` may have left."""
    await PostgresServer(data_dir / "postgres").clear_up()
    await ValkeyServer(data_dir / "valkey").clear_up()


async def health(address: str) -> dict[str, str]:
    """The checks of `/health`, and its status, as one."""
    async with httpx.AsyncClient(trust_env=False) as client:
        body = (await client.get(f"{address}/health")).json()
    return {"status": body["status"], **body["checks"]}


async def is_healthy(address: str) -> bool:
    """Whether all is well; False also while nobody answers."""
    try:
        return (await health(address))["status"] == "ok"
    except httpx.TransportError:
        return False
