"""Every failure comes with its mend."""

from pathlib import Path

import pytest

from mingle.embedded.errors import EngineError, engine_failed, folder_trouble_in_words


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ('FATAL:  could not write file "x": No space left on device', "free some space on the disk that holds /data"),
        ('could not extend file "x": wrote only 4096 of 8192 bytes', "free some space on the disk that holds /data"),
        ("FATAL:  could not bind Unix address: Address already in use", "stop the other program that listens in /data"),
        ('FATAL:  lock file "postmaster.pid" already exists', "stop the other program that uses /data"),
        ("FATAL:  could not map shared memory: Cannot allocate memory", "or set MINGLE_X_URL"),
        ("version `GLIBC_2.34' not found", "use a newer operating system, or set MINGLE_X_URL"),
        ("FATAL:  something new", "see /data/x.log, or set MINGLE_X_URL to the address of one that you run yourself"),
    ],
)
def test_the_log_leads_to_the_mend(line: str, mend: str) -> None:
    folder = Path("/data")
    error = engine_failed("It broke.", folder=folder, setting="MINGLE_X_URL", log_path=folder / "x.log", log=[line])
    assert str(error).startswith(f"It broke.\n    {line}\nMend: ")
    assert mend in error.mend


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (PermissionError(13, "Permission denied", "/data/lock"), "give /data to the user who starts Mingle"),
        (OSError(28, "No space left on device", "/data/lock"), "free some space"),
        (OSError(30, "Read-only file system", "/data/lock"), "local disk that can be written to"),
        (OSError(5, "Input/output error"), "use another --data-dir"),
    ],
)
def test_trouble_with_the_folder_leads_to_the_mend(error: OSError, mend: str) -> None:
    with pytest.raises(EngineError) as said, folder_trouble_in_words(Path("/data")):
        raise error
    assert mend in said.value.mend
    assert said.value.what.startswith("Cannot use /data")
