"""Small tools for tests that handle real processes."""

import asyncio
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import LiteralString, TypeVar, cast

import psutil
import psycopg
import pytest

from mingle.embedded import PostgresServer, ValkeyServer
from mingle.embedded.processes import command_line

OWNER = Path(__file__).with_name("owner.py")
FAST = {"fsync": "off", "full_page_writes": "off"}
PROGRAMS = ("postgres", "initdb", "valkey-server", "setpriv")
PATIENCE_SECONDS = 20.0

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs engines as somebody else")

AnyEngine = TypeVar("AnyEngine", PostgresServer, ValkeyServer)


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until `holds` is true; fail naming `what` when it does not get there."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, f"still not: {what}"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def running(engine: AnyEngine) -> AsyncGenerator[AnyEngine]:
    """Start an engine, and stop it in the end."""
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


def new_postgres(folder: Path, **options: str) -> PostgresServer:
    """Describe a PostgreSQL that does not wait for the disk."""
    return PostgresServer(folder / "postgres", options={**FAST, **options})


def pid_of(engine: PostgresServer | ValkeyServer) -> int:
    """Return the id of a running engine's process."""
    assert engine.process is not None
    return engine.process.pid


def execute(url: str, *statements: LiteralString) -> None:
    """Run statements, each committed at once."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            _ = connection.execute(statement)


def value(url: str, query: LiteralString) -> object:
    """Return the only column of a query's first row."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return cast("object", row[0])


def is_running(pid: int) -> bool:
    """Say whether a process is at work: a dead one that nobody has collected is not."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def engines_in(folder: Path) -> list[list[str]]:
    """Return the command lines of all engines that were started with a path below `folder`."""
    lines = [command_line(pid) for pid in psutil.pids()]
    engines = [line for line in lines if line and Path(line[0]).name in PROGRAMS]
    return [line for line in engines if any(str(folder) in word for word in line)]


class Owner:
    """Another Python process that holds a data folder and runs both engines in it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Wrap the process; see `start`."""
        self._process: asyncio.subprocess.Process = process
        self.facts: dict[str, object] = {}

    @classmethod
    async def start(cls, folder: Path, *flags: str, user: str | None = None) -> "Owner":
        """Start it, as another `user` if one is named."""
        command = [*as_user(user), sys.executable, str(OWNER), str(folder), *flags]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd="/")
        return cls(process)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def says(self, key: str) -> object:
        """Wait for the line that has `key`; return its value."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            while key not in self.facts:
                line = await self._process.stdout.readline()
                assert line, f"it ended without saying {key!r}, but {self.facts}"
                self.facts = cast("dict[str, object]", json.loads(line))
        return self.facts[key]

    async def engine_pids(self) -> list[int]:
        """Wait until both engines are up; return their process ids."""
        return cast("list[int]", await self.says("pids"))

    async def kill(self) -> None:
        """Kill it with -9, and wait until it is gone; its engines may live on."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        _ = await self._process.wait()


@asynccontextmanager
async def owner_of(folder: Path, *flags: str, user: str | None = None) -> AsyncGenerator[Owner]:
    """Start an owner of `folder`; in the end leave neither it nor its engines."""
    owner = await Owner.start(folder, *flags, user=user)
    try:
        yield owner
    finally:
        await owner.kill()
        await PostgresServer(folder / "postgres").clear_up()
        await ValkeyServer(folder / "valkey").clear_up()


def as_user(user: str | None) -> list[str]:
    """Return the words before a command that is to run as `user`, who may read but not write everywhere."""
    if user is None:
        return []
    tool = shutil.which("setpriv")
    assert tool is not None, "the test needs setpriv (util-linux)"
    kept = "-all,+dac_read_search"
    capabilities = [f"--{kind}={kept}" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
    return [tool, "--reuid", user, "--regid", str(_group_of(user)), "--clear-groups", *capabilities, "--"]


def _group_of(user: str) -> int:
    return pwd.getpwnam(user).pw_gid
