"""What PostgreSQL and Valkey have in common: a folder, sockets, one process with a beginning and an end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from mingle.embedded.accounts import Account
from mingle.embedded.errors import EngineError, folder_trouble_in_words
from mingle.embedded.folders import drop_socket_folder, make_private, make_socket_folder
from mingle.embedded.processes import EngineProcess, Steps


def quiet(_sentence: str) -> None:
    """Tell nobody about the progress."""


class Engine:
    """One engine in one folder. It may be started again after it was stopped, or has died."""

    def __init__(self, folder: Path, name: str, *, sockets: Path, stop_steps: Steps) -> None:
        """Describe the engine called `name`, at home in `folder`, with its socket in the folder `sockets`.

        `stop_steps` is how it is shut down.
        """
        self.folder: Path = folder.absolute()
        self.sockets: Path = sockets
        self.name: str = name
        self.process: EngineProcess | None = None
        self._sockets_ours: bool = False
        self._stop_steps: Steps = stop_steps

    @property
    def running(self) -> bool:
        """Whether its process is there. It may have died by itself: see `wait_closed`."""
        return self.process is not None and self.process.exit_code is None

    def adopt(self, process: EngineProcess) -> EngineProcess:
        """Make a process that was just started this engine's, and return it."""
        self.process = process
        return process

    async def wait_closed(self) -> int | None:
        """Wait until the process has ended, for whatever reason.

        Returns its exit code, negative for a signal; None when there was no process at all.
        """
        return None if self.process is None else await self.process.wait()

    async def stop(self) -> None:
        """Shut it down in order and wait until it is gone. Doing it twice is harmless.

        Raises:
            EngineError: it outlived even force.
        """
        if self.process is not None:
            await self.process.end(self._stop_steps)
            if self.process.exit_code is None:
                mend = f"end process {self.process.pid}"
                raise EngineError(f"{self.name} does not end.", mend=mend, log=self.process.log_tail())
        if self._sockets_ours:
            drop_socket_folder(self.sockets, self.folder)

    @asynccontextmanager
    async def starting(self) -> AsyncGenerator[None]:
        """Wrap a start: what goes wrong inside is said in words, and leaves nothing running.

        Raises:
            EngineError: it is running already, or what went wrong inside.
        """
        if self.running:
            raise EngineError(f"{self.name} in {self.folder} is running already.", mend="stop it first")
        try:
            with folder_trouble_in_words(self.folder):
                yield
        except BaseException:
            # In a task of its own: the one that starts may have been cancelled, and be so again.
            await asyncio.shield(asyncio.create_task(self.stop()))
            raise

    def take_folder(self, account: Account | None) -> Account | None:
        """Make the engine's folders private ones of `account`, and return it."""
        make_private(self.folder, account)
        make_socket_folder(self.sockets, self.folder, account)
        self._sockets_ours = True
        return account
