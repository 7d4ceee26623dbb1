"""How the embedded PostgreSQL is set up: for a laptop, and for whatever else `mingle up` runs on."""

import os
import shutil
import sys
from pathlib import Path

from mingle.embedded.accounts import Account
from mingle.embedded.binaries import postgres_programs
from mingle.embedded.processes import open_owned

_MEGABYTE = 1024 * 1024
_LARGEST_BUFFERS_MB = 256
_SMALLEST_BUFFERS_MB = 32
_ROOMY_SHARED_MEMORY_MB = 512


def default_options() -> dict[str, str]:
    """Return PostgreSQL's settings for this machine."""
    options = {
        "shared_buffers": f"{_buffers_mb()}MB",
        "huge_pages": "try",
        "max_connections": "200",
        "wal_level": "replica",
        "max_wal_senders": "10",
        "jit": "off",  # it costs more than it gains with short queries
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_duration_statement": "1s",
        # No message, address or password in a log: neither parameters nor the rows that broke a rule.
        "log_parameter_max_length": "0",
        "log_error_verbosity": "terse",
    }
    if _shared_memory_is_small():
        options["dynamic_shared_memory_type"] = "mmap"
    return options


def trust_vector(folder: Path, account: Account | None) -> str:
    """Let the owner of a database create the extension `vector` in it; return the `extension_control_path`.

    The contrib extensions that we use are marked as trusted, pgvector's is not, although it reaches nothing
    outside of the database. A control file of our own in `<folder>/extension`, which takes precedence, says so.
    """
    system = postgres_programs().parent / "share" / "extension"
    ours = folder / "extension"
    shutil.rmtree(ours, ignore_errors=True)
    ours.mkdir(mode=0o700)
    said = (system / "vector.control").read_text()
    descriptor = open_owned(ours / "vector.control", account)
    with os.fdopen(descriptor, "w") as file:
        directory = str(system).replace("'", "''")
        _ = file.write(f"{said.rstrip()}\ntrusted = true\ndirectory = '{directory}'\n")
    if account is not None:
        os.chown(ours, account.uid, account.gid)
    return f"{folder}:$system"


def _buffers_mb() -> int:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MEGABYTE
    return max(_SMALLEST_BUFFERS_MB, min(_LARGEST_BUFFERS_MB, memory // 8))


def _shared_memory_is_small() -> bool:
    # Docker gives a container 64 MB of it, with which parallel queries fail.
    shared = Path("/dev/shm")  # noqa: S108  # only looked at
    return (
        sys.platform == "linux"
        and shared.is_dir()
        and shutil.disk_usage(shared).total < _ROOMY_SHARED_MEMORY_MB * _MEGABYTE
    )
