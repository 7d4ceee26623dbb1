"""A PostgreSQL server of our own, from the wheel's programs."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from psycopg import AsyncConnection, sql

from mingle.embedded.accounts import Account, account_for, give
from mingle.embedded.binaries import postgres_programs
from mingle.embedded.cluster import PORT, SETTING, SOCKET_NAME, STOP_STEPS, SUPERUSER, Cluster
from mingle.embedded.engine import Engine, quiet
from mingle.embedded.folders import socket_folder
from mingle.embedded.options import default_options, trust_vector
from mingle.embedded.processes import POLL_SECONDS, EngineProcess

ROLE: Final = "mingle"
DATABASE: Final = "mingle"

_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})
_STILL_IN_USE = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
_STATUS_LINE = 7  # of postmaster.pid; the first has the process id
_STILL_STARTING_SECONDS = 5.0
_PATIENCE_SECONDS = 30.0


class PostgresServer(Engine):
    """One PostgreSQL in a folder of its own, reachable through a Unix socket only.

    It has a role `mingle`, which is no superuser, and a database `mingle` that this role owns.
    """

    def __init__(self, folder: Path, *, options: Mapping[str, str] = _NO_OPTIONS) -> None:
        """Describe the server in `folder`; nothing is touched yet.

        `options` are PostgreSQL's own settings, over the defaults of `default_options`.
        """
        super().__init__(
            folder, "PostgreSQL", sockets=socket_folder(folder.absolute(), SOCKET_NAME), stop_steps=STOP_STEPS
        )
        self._options: dict[str, str] = {**default_options(), **options}
        self._cluster: Cluster = Cluster(self.folder, self.sockets)

    @property
    def url(self) -> str:
        """Where the program connects: the role `mingle`, no superuser, and its database."""
        return self._url(ROLE, DATABASE)

    @property
    def superuser_url(self) -> str:
        """Where tests and maintenance connect: the superuser and the maintenance database."""
        return self._url(SUPERUSER, "postgres")

    async def start(self, on_progress: Callable[[str], None] = quiet) -> None:
        """Start it, on new data if there is none; returns when it accepts connections.

        What an earlier owner of the folder left running is stopped before. `on_progress` gets sentences
        for people who wait. Cancelling it stops the server again.

        Raises:
            EngineError: it does not come up.
        """
        async with self.starting():
            account = self.take_folder(account_for(self.folder, setting=SETTING))
            if self._cluster.exists:
                self._cluster.require_right_version()
                give(self._cluster.data, account)
                await self._cluster.clear_up(on_progress)
            else:
                on_progress("Creating an empty PostgreSQL database")
                await self._cluster.initialise(account, durable=self._options.get("fsync", "on") != "off")
            on_progress("Starting PostgreSQL")
            await self._launch_until_ready(account, on_progress)
            if not (self._cluster.data / "standby.signal").exists():
                await self._make_role_and_database()

    async def clear_up(self) -> None:
        """End what a killed owner left running in the folder, without starting anything."""
        if self._cluster.exists:
            _ = self.take_folder(account_for(self.folder, setting=SETTING))
            await self._cluster.clear_up(quiet)
            await self.stop()

    async def create_replica(self, folder: Path) -> "PostgresServer":
        """Copy this running server into `folder`; return the copy, started, a hot standby that follows it.

        Raises:
            EngineError: the copy cannot be made or does not come up.
        """
        replica = PostgresServer(folder, options=self._options)
        async with replica.starting():
            account = replica.take_folder(account_for(replica.folder, setting=SETTING))
            await replica._cluster.copy_from(self._cluster, account)
        await replica.start()
        return replica

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}&port={PORT}"

    async def _launch_until_ready(self, account: Account | None, on_progress: Callable[[str], None]) -> None:
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while True:
            process = self.adopt(self._launch(account))
            if await self._ready(process, on_progress):
                return
            log = process.log_tail()
            # What a killed owner was just starting, or what is left of a killed server, may be seen only now.
            in_use = any(said in line for said in _STILL_IN_USE for line in log)
            if not in_use or asyncio.get_running_loop().time() > deadline:
                self._cluster.fail(f"PostgreSQL ended at once (exit code {process.exit_code}).", log)
            await asyncio.sleep(POLL_SECONDS * 10)
            await self._cluster.clear_up(on_progress)

    def _launch(self, account: Account | None) -> EngineProcess:
        fixed = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), "port": str(PORT)}
        fixed["extension_control_path"] = trust_vector(self.sockets, account)
        command = [str(postgres_programs() / "postgres"), "-D", str(self._cluster.data)]
        for name, value in {**self._options, **fixed}.items():
            command += ["-c", f"{name}={value}"]
        return EngineProcess(
            command, folder=self.folder, log=self._cluster.log, account=account, on_parent_death=signal.SIGINT
        )

    async def _ready(self, process: EngineProcess, on_progress: Callable[[str], None]) -> bool:
        """Wait until it accepts connections (True) or has ended (False); crash recovery may take its time."""
        clock = asyncio.get_running_loop().time
        began = told = clock()
        while process.exit_code is None:
            if self._says_ready(process.pid):
                return True
            if clock() - told > _STILL_STARTING_SECONDS:
                told = clock()
                on_progress(f"PostgreSQL is still starting ({told - began:.0f} s): it repairs an unclean stop")
            await asyncio.sleep(POLL_SECONDS)
        return False

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self._cluster.data / "postmaster.pid").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > _STATUS_LINE and lines[0].strip() == str(pid) and lines[_STATUS_LINE].strip() == "ready"

    async def _make_role_and_database(self) -> None:
        async with await AsyncConnection.connect(self.superuser_url, autocommit=True) as connection:
            found = await connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if await found.fetchone() is None:
                _ = await connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
            found = await connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if await found.fetchone() is None:
                create = sql.SQL("CREATE DATABASE {} OWNER {}")
                _ = await connection.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(ROLE)))
