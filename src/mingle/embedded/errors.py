"""What can go wrong with an engine, in words that say what to do."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from errno import EDQUOT, EEXIST, ENOLCK, ENOSPC, ENOTDIR, EROFS
from pathlib import Path
from typing import cast

from mingle.kernel.errors import OperatorError

OWN_ENGINE = "or set {setting} to the address of one that you run yourself"

# What an engine says in its log, and what mends it. The first that fits wins.
_MENDS = (
    ("No space left on device", "free some space on the disk that holds {folder}, then start again"),
    ("could not extend file", "free some space on the disk that holds {folder}, then start again"),
    ("Disk quota exceeded", "free some space on the disk that holds {folder}, then start again"),
    ("Read-only file system", "use another --data-dir: the disk that holds {folder} cannot be written to"),
    ("already exists", "stop the other program that uses {folder}, or use another --data-dir"),
    ("Address already in use", "stop the other program that listens in {folder}, or use another --data-dir"),
    ("still in use", "end the processes of the earlier server that still use {folder}, then start again"),
    ("Permission denied", "give {folder} to the user who starts Mingle, or use another --data-dir"),
    ("Operation not permitted", "start Mingle as an ordinary user, {own}"),
    ("Cannot allocate memory", "free some memory, {own}"),
    ("GLIBC", "use a newer operating system, {own}"),
)


class EngineError(OperatorError):
    """An engine cannot be started or stopped.

    `str()` is the whole story for a person: what happened, the last lines of the engine's log, the mend.
    """

    def __init__(self, what: str, *, mend: str, log: Sequence[str] = ()) -> None:
        """Say `what` happened (a sentence), how to `mend` it, and the last lines of the engine's `log`."""
        self.what: str = what
        self.mend: str = mend
        self.log: tuple[str, ...] = tuple(log)
        super().__init__("\n".join([what, *(f"    {line}" for line in log), f"Mend: {mend}."]))


class DataFolderInUse(EngineError):
    """Another process has the data folder. `pid` is its process id, None when it could not be read."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        """Name the `folder`, and the process that has it."""
        self.folder: Path = folder
        self.pid: int | None = pid
        holder = "another process" if pid is None else f"process {pid}"
        super().__init__(f"The data folder {folder} is in use by {holder}.", mend="use another --data-dir, or stop it")


def engine_failed(what: str, *, folder: Path, setting: str, log_path: Path, log: Sequence[str]) -> EngineError:
    """Explain a failure from the engine's own `log`; `setting` names the variable for one's own engine."""
    own = OWN_ENGINE.format(setting=setting)
    text = "\n".join(log)
    mend = next((mend for said, mend in _MENDS if said in text), f"see {log_path}, {{own}}")
    return EngineError(what, mend=mend.format(folder=folder, own=own), log=log)


@contextmanager
def folder_trouble_in_words(folder: Path) -> Generator[None]:
    """Turn what the operating system says about `folder` into an `EngineError`."""
    try:
        yield
    except OSError as error:
        path = cast("str | None", error.filename) or folder
        said = error.strerror or str(error)
        raise EngineError(f"Cannot use {path}: {said}.", mend=_mend_for_folder(error, folder)) from error


def _mend_for_folder(error: OSError, folder: Path) -> str:
    if isinstance(error, PermissionError):
        return f"give {folder} to the user who starts Mingle, or use another --data-dir"
    if error.errno in (ENOSPC, EDQUOT):
        return f"free some space on the disk that holds {folder}, then start again"
    if error.errno in (EROFS, ENOLCK):
        return "use a --data-dir on a local disk that can be written to"
    if error.errno in (EEXIST, ENOTDIR):
        return "move that file away, or use another --data-dir"
    return "use another --data-dir"
