"""PostgreSQL's files: making a cluster whole or not at all, and clearing up after a server that was killed."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mingle.embedded.accounts import Account, give
from mingle.embedded.binaries import postgres_major_version, postgres_programs
from mingle.embedded.errors import EngineError, engine_failed
from mingle.embedded.processes import (
    POLL_SECONDS,
    EngineProcess,
    alive,
    end_stranger,
    engine_processes,
    gone,
    runs_program,
    send_signal,
)

SETTING = "MINGLE_DATABASE_URL"
PORT = 5432  # of no TCP port: PostgreSQL only names its socket after it
SOCKET_NAME = f".s.PGSQL.{PORT}"
SUPERUSER = "postgres"

STOP_STEPS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 15.0), (signal.SIGKILL, 5.0))
"""Fast: open transactions are rolled back. Then without a checkpoint, for the next start to make up. Then by force."""

_MOVE = "dump it with PostgreSQL {theirs} (`pg_dump mingle`), move {data} away, start Mingle and restore the dump"
_KILL = ((signal.SIGKILL, 10.0),)
_NEW = "data.new-"
_REMOVE_SECONDS = 10.0


class Cluster:
    """The files of one PostgreSQL in `folder`: the data below `data`, the log beside it."""

    def __init__(self, folder: Path, sockets: Path) -> None:
        """Describe the cluster in `folder` with its socket in `sockets`; nothing is touched."""
        self.folder: Path = folder
        self.sockets: Path = sockets
        self.data: Path = folder / "data"
        self.log: Path = folder / "postgres.log"

    @property
    def exists(self) -> bool:
        """Whether it has been made. An empty folder counts as nothing."""
        return self.data.is_dir() and any(self.data.iterdir())

    def require_right_version(self) -> None:
        """Refuse data that another major version of PostgreSQL wrote.

        Raises:
            EngineError: with the way to move the data.
        """
        ours = postgres_major_version()
        try:
            theirs = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            raise EngineError(
                f"{self.data} is not empty, and holds no PostgreSQL data.",
                mend="move it away, or use another --data-dir",
            ) from None
        if theirs != ours:
            raise EngineError(
                f"{self.data} was made by PostgreSQL {theirs}; this Mingle brings PostgreSQL {ours}.",
                mend=_MOVE.format(theirs=theirs, data=self.data),
            )

    async def initialise(self, account: Account | None, *, durable: bool) -> None:
        """Make an empty cluster. After a crash in the middle there is none, and the next try starts afresh.

        `durable` is whether it is to survive a power cut.
        """
        # "trust" because nobody but this account (and root) can reach the socket: its folder is 0700.
        flags = ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
        flags += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        # macOS has no libc locale C.UTF-8, which only says there what a letter is to a text-search parser.
        flags += ["--locale", "C", "--lc-ctype", "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"]
        flags += [] if durable else ["--no-sync"]
        await self._build(account, lambda new: ["initdb", "--pgdata", str(new), *flags], durable=durable)

    async def copy_from(self, primary: "Cluster", account: Account | None) -> None:
        """Copy a running cluster, so that it will follow that one as a standby."""
        origin = ["--host", str(primary.sockets), "--port", str(PORT), "--username", SUPERUSER]
        flags = ["--write-recovery-conf", "--wal-method", "stream", "--checkpoint", "fast", "--no-sync"]
        await self._build(account, lambda new: ["pg_basebackup", "--pgdata", str(new), *origin, *flags], durable=False)

    async def _build(self, account: Account | None, command: Callable[[Path], list[str]], *, durable: bool) -> None:
        await self._remove_half_made()
        new = Path(tempfile.mkdtemp(prefix=_NEW, dir=self.folder))
        give(new, account)
        program, *flags = command(new)
        line = [str(postgres_programs() / program), *flags]
        kill = signal.SIGKILL
        process = EngineProcess(line, folder=self.folder, log=self.log, account=account, on_parent_death=kill)
        try:
            exit_code = await process.wait()
        except BaseException:
            await process.end(_KILL)
            await self._remove_half_made()
            raise
        if exit_code != 0:
            await self._remove_half_made()
            self.fail(f"PostgreSQL's data cannot be made in {self.data}.", process.log_tail())
        self._put_in_place(new, durable=durable)

    def _put_in_place(self, new: Path, *, durable: bool) -> None:
        _ = new.rename(self.data)
        if durable:
            _sync_folder(self.folder)

    async def _remove_half_made(self) -> None:
        # An initdb whose owner was killed may still be writing for a moment: then removing is tried again.
        deadline = time.monotonic() + _REMOVE_SECONDS
        for half in self.folder.glob(f"{_NEW}*"):
            while True:
                try:
                    shutil.rmtree(half)
                    break
                except FileNotFoundError:
                    continue
                except OSError:
                    if time.monotonic() > deadline:
                        raise
                await asyncio.sleep(POLL_SECONDS)

    def fail(self, what: str, log: list[str]) -> None:
        """Raise what the log explains."""
        raise engine_failed(what, folder=self.folder, setting=SETTING, log_path=self.log, log=log)

    async def clear_up(self, on_progress: Callable[[str], None]) -> None:
        """End what a killed owner left running on these files, and make the rests harmless.

        Raises:
            EngineError: an old server does not end.
        """
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            pid = _first_number(pid_file)
            if pid is None:  # cut short by a power cut; PostgreSQL would refuse to start
                pid_file.unlink()
            elif self._is_server(pid):
                on_progress("Stopping the PostgreSQL that an earlier run left behind")
                await self._end_server(pid)
            elif alive(pid):
                _disown(pid_file)
            await self._end_orphans(on_progress)
        for rest in (self.sockets / SOCKET_NAME, self.sockets / f"{SOCKET_NAME}.lock"):
            rest.unlink(missing_ok=True)

    def _is_server(self, pid: int) -> bool:
        return runs_program(pid, "postgres", in_folder=self.data, marker=str(self.data))

    async def _end_server(self, pid: int) -> None:
        if not await end_stranger(pid, lambda: self._is_server(pid), STOP_STEPS):
            raise EngineError(
                f"The PostgreSQL of an earlier run (process {pid}) does not end.",
                mend=f"end process {pid}, then start again",
            )

    async def _end_orphans(self, on_progress: Callable[[str], None]) -> None:
        """End server processes whose postmaster was killed: most notice by themselves, busy ones do not."""
        orphans = engine_processes("postgres:", in_folder=self.data)
        if orphans:
            on_progress("Stopping what is left of a PostgreSQL that was killed")
        for pid in orphans:
            with contextlib.suppress(PermissionError):
                send_signal(pid, signal.SIGQUIT)
        _ = await gone(lambda: bool(engine_processes("postgres:", in_folder=self.data)), 10)


def _first_number(path: Path) -> int | None:
    first = path.read_text(errors="replace").partition("\n")[0].strip()
    return int(first) if first.isdecimal() and int(first) > 0 else None


def _disown(pid_file: Path) -> None:
    """Let PostgreSQL see that a pid file is stale although another program has got its process id since.

    It knows that its parent cannot be a server, so the file gets our id. Removing the file would be simpler,
    but the rest of it is how PostgreSQL finds out whether processes of the old server still use the memory.
    """
    owner = pid_file.stat()
    rest = pid_file.read_text(errors="replace").partition("\n")[2]
    descriptor, name = tempfile.mkstemp(dir=pid_file.parent, prefix="postmaster.pid.")
    with os.fdopen(descriptor, "w") as file:
        _ = file.write(f"{os.getpid()}\n{rest}")
        if os.geteuid() == 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    _ = Path(name).replace(pid_file)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
