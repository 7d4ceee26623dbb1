"""The folders of the embedded engines: who may use them, and where their sockets live."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from mingle.embedded.accounts import Account
from mingle.embedded.errors import DataFolderInUse, EngineError, folder_trouble_in_words
from mingle.embedded.processes import POLL_SECONDS, alive

# Bytes of a path that fit into a socket's address, without the closing zero.
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103
_LAST_BREATH_SECONDS = 2.0
# These mean something in the lists of folders that PostgreSQL is given, or in a connection string's of hosts.
_TROUBLE_IN_LISTS = frozenset(",:$\"'\\")


class DataFolder:
    """The folder that holds everything of one Mingle, held by one process at a time.

    The folder is made (0700) if it is missing. `<folder>/lock` carries an exclusive lock until `release`
    or the end of the process, however it ends. A forked child shares the lock; a started program does not.
    """

    path: Path

    def __init__(self, path: Path) -> None:
        """Take the folder.

        Raises:
            DataFolderInUse: another process (or another `DataFolder` in this one) has it.
            EngineError: the folder cannot be made or written to.
        """
        self.path = path.absolute()
        with folder_trouble_in_words(self.path):
            make_folders(self.path)
            self._lock: int | None = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            if not _locked_in_time(self._lock):
                holder = _holder(self._lock)
                os.close(self._lock)
                raise DataFolderInUse(self.path, holder)
            os.ftruncate(self._lock, 0)
            _ = os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go of the folder. Doing it twice is harmless."""
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        """Return itself: the folder is taken already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the folder."""
        self.release()


def _locked_in_time(lock: int) -> bool:
    """Take the lock, at once or not at all. But what a killed holder was just starting may have it a moment longer."""
    deadline = time.monotonic() + _LAST_BREATH_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _holder(lock) is not None or time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECONDS)
        else:
            return True


def _holder(lock: int) -> int | None:
    """Return the living process that has noted itself in the lock file."""
    noted = os.pread(lock, 32, 0).strip()
    return int(noted) if noted.isdigit() and alive(int(noted)) else None


def make_folders(path: Path) -> None:
    """Make `path` and the folders above it that are missing, all 0700; touch none that exists."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    if not path.is_dir():
        raise NotADirectoryError(20, "it is a file, not a folder", str(path))


def make_private(folder: Path, account: Account | None) -> None:
    """Make `folder` a 0700 folder of `account` (None: of this process's user)."""
    make_folders(folder)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    elif folder.stat().st_uid != os.geteuid():
        raise PermissionError(1, "it belongs to another user", str(folder))
    folder.chmod(0o700)


def socket_folder(folder: Path, socket_name: str) -> Path:
    """Return where the socket `socket_name` of the engine in `folder` lives.

    That is the folder itself, unless its path does not fit into a socket's address or cannot stand in a
    list: then it is a private folder under the system's temporary one, always the same for one `folder`.
    """
    if _fits(folder, socket_name):
        return folder
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    below_temporary = Path(tempfile.gettempdir()) / f"mingle-{os.geteuid()}-{name}"
    if _fits(below_temporary, socket_name):
        return below_temporary
    return Path("/tmp", below_temporary.name)  # noqa: S108  # it is made private, or refused: make_socket_folder


def make_socket_folder(sockets: Path, folder: Path, account: Account | None) -> None:
    """Make the folder for the sockets of the engine in `folder`, if it is not that folder itself.

    Raises:
        EngineError: somebody else made a folder of that name.
    """
    if sockets == folder:
        return
    owners = (os.geteuid(), os.geteuid() if account is None else account.uid)
    with contextlib.suppress(FileExistsError):
        sockets.mkdir(mode=0o700)
    found = sockets.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise EngineError(
            f"{sockets}, which is to hold the engine's socket, belongs to somebody else.",
            mend="remove it, set TMPDIR to a folder of your own, or use a --data-dir with a shorter path",
        )
    make_private(sockets, account)


def drop_socket_folder(sockets: Path, folder: Path) -> None:
    """Remove what `make_socket_folder` made, and what the engine left there."""
    if sockets != folder:
        shutil.rmtree(sockets, ignore_errors=True)


def _fits(folder: Path, socket_name: str) -> bool:
    path = str(folder / socket_name)
    try:
        encoded = path.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8 cannot stand in a URL that everybody reads alike
        return False
    return len(encoded) <= SOCKET_PATH_LIMIT and path.isprintable() and not _TROUBLE_IN_LISTS & set(path)
