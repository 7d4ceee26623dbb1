"""Processes of engines: starting one, watching it, ending it, and recognising one that was left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from mingle.embedded.accounts import Account, as_account
from mingle.embedded.errors import EngineError

POLL_SECONDS: Final = 0.005
LOG_LIMIT_BYTES: Final = 10 * 1024 * 1024
LOG_TAIL_LINES: Final = 20
_LOG_TAIL_BYTES = 64 * 1024

Steps = Sequence[tuple[signal.Signals, float]]
"""How to end a process: signals, each with the seconds to wait before the next, harsher one."""


class EngineProcess:
    """A running engine, in a session of its own: Ctrl-C in the terminal does not reach it.

    It is bound to no event loop: one may start it, another may stop it.
    """

    def __init__(
        self, command: list[str], *, folder: Path, log: Path, account: Account | None, on_parent_death: signal.Signals
    ) -> None:
        """Start `command` in `folder` as `account`; what it says goes to the end of the file `log`.

        Raises:
            EngineError: the program is missing or cannot be run.
            OSError: the log cannot be written.
        """
        self.log: Path = log
        output = open_owned(log, account)
        if os.fstat(output).st_size > LOG_LIMIT_BYTES:
            os.ftruncate(output, 0)
        self._log_start: int = os.fstat(output).st_size
        try:
            self._popen: subprocess.Popen[bytes] = subprocess.Popen(
                as_account(command, account, on_parent_death=on_parent_death),
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            mend = "install Mingle's packages again (`pip install --force-reinstall`)"
            raise EngineError(f"Cannot run {command[0]}: {error.strerror}.", mend=mend) from error
        finally:
            os.close(output)
        self._exit: Future[int] = Future()
        # Running futures cannot be cancelled: somebody who stops waiting takes nothing from the others.
        _ = self._exit.set_running_or_notify_cancel()
        threading.Thread(target=self._reap, name=f"reap-{self.pid}", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """What it ended with, negative for a signal; None while it runs."""
        return self._exit.result() if self._exit.done() else None

    async def wait(self) -> int:
        """Wait until it ended; return its exit code."""
        return await asyncio.wrap_future(self._exit)

    async def end(self, steps: Steps) -> None:
        """End it, at first kindly. Returns when it has ended, or has outlived every step."""
        for number, seconds in steps:
            if self._exit.done():
                return
            self._popen.send_signal(number)
            try:
                async with asyncio.timeout(seconds):
                    _ = await self.wait()
            except TimeoutError:
                continue

    def log_tail(self) -> list[str]:
        """Return the last lines that this process wrote to its log."""
        with self.log.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            _ = file.seek(max(self._log_start, end - _LOG_TAIL_BYTES))
            return file.read().decode(errors="replace").splitlines()[-LOG_TAIL_LINES:]

    def _reap(self) -> None:
        self._exit.set_result(self._popen.wait())


def open_owned(path: Path, account: Account | None) -> int:
    """Open a file of the engine in `account` for appending, made if it is missing; return its descriptor."""
    # O_NOFOLLOW: the folder is the account's, which must not choose what root writes to.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    if account is not None:
        os.fchown(descriptor, account.uid, account.gid)
    return descriptor


async def end_stranger(pid: int, still_there: Callable[[], bool], steps: Steps) -> bool:
    """End a process that is not our child; return whether it is gone.

    `still_there` says whether `pid` still is the process that is meant, and is asked before every signal.
    """
    for number, seconds in steps:
        if not still_there():
            return True
        send_signal(pid, number)
        if await gone(still_there, seconds):
            return True
    return False


async def gone(still_there: Callable[[], bool], seconds: float) -> bool:
    """Wait up to `seconds` until `still_there` is False; return whether it got there."""
    deadline = asyncio.get_running_loop().time() + seconds
    while still_there():
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True


def send_signal(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def alive(pid: int) -> bool:
    """Say whether some process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def runs_program(pid: int, program: str, *, in_folder: Path, marker: str) -> bool:
    """Say whether `pid` is the engine `program` at work on `in_folder`.

    Ids are used again by other programs, so a live process proves nothing. The engine works *in* its folder;
    where that cannot be seen (another user's process, macOS), its command line must contain `marker`.
    """
    words = command_line(pid)
    if not words or Path(words[0]).name != program:
        return False
    try:
        return Path(f"/proc/{pid}/cwd").samefile(in_folder)
    except OSError:
        return any(marker in word for word in words)


def command_line(pid: int) -> list[str]:
    """Return the words with which `pid` was started; none if it is gone, dead or nobody may know.

    Where there is no /proc the whole line is one further word after the program's name.
    """
    if sys.platform == "linux":
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return []
        return [os.fsdecode(word) for word in raw.rstrip(b"\0").split(b"\0")] if raw else []
    return _ask_ps(pid, "comm") + _ask_ps(pid, "command")


def engine_processes(title: str, *, in_folder: Path) -> list[int]:
    """Return the ids of all processes that work in `in_folder` and whose title, or program, starts with `title`.

    Only Linux can tell; elsewhere, and where /proc hides other users' processes, the list is empty.
    """
    proc = Path("/proc")
    if sys.platform != "linux" or not proc.is_dir():
        return []
    ids = [int(entry.name) for entry in proc.iterdir() if entry.name.isdigit()]
    return [pid for pid in ids if _works_in(pid, title, in_folder)]


def _works_in(pid: int, title: str, folder: Path) -> bool:
    words = command_line(pid)
    try:
        return bool(words) and Path(words[0]).name.startswith(title) and Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def _ask_ps(pid: int, column: str) -> list[str]:
    command = ["/bin/ps", "-ww", "-o", f"{column}=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return [said] if said else []


def _environment() -> Mapping[str, str]:
    # Little of ours: PG* variables would change the engine, MINGLE_* ones are none of its business.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
