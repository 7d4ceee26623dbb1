"""A pytest plugin: one PostgreSQL and one Valkey for the whole run, however many workers it has.

The process that controls the run starts them before the first worker, in a folder in memory if there is
room, and removes them at the end, also of a run that was interrupted. Everybody finds them through the
environment: `MINGLE_TEST_POSTGRES_URL` (the superuser's, of the maintenance database) and
`MINGLE_TEST_VALKEY_URL`. Where both are set already, those engines are used and nothing is started.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from mingle.embedded import DataFolder, EngineError, PostgresServer, ValkeyServer

POSTGRES_URL = "MINGLE_TEST_POSTGRES_URL"
VALKEY_URL = "MINGLE_TEST_VALKEY_URL"

FOLDER_PREFIX = "mingle-tests-"
ROOM_IN_MEMORY_BYTES = 2 * 1024**3
OPTIONS = {"fsync": "off", "full_page_writes": "off", "max_connections": "300"}

_QUICK_OPTIONS = ("collectonly", "help", "version", "showfixtures", "show_fixtures_per_test", "markers")
_EXIT_CODE = 4


class SuiteEngines:
    """The engines of one test run, in a folder of their own."""

    def __init__(self, parent: Path) -> None:
        """Make and take a new folder below `parent`."""
        self.folder: Path = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=parent))
        self._hold: DataFolder = DataFolder(self.folder)
        self.postgres: PostgresServer = PostgresServer(self.folder / "postgres", options=OPTIONS)
        self.valkey: ValkeyServer = ValkeyServer(self.folder / "valkey")

    async def start(self) -> None:
        """Start both at the same time."""
        _ = await asyncio.gather(self.postgres.start(), self.valkey.start())

    async def stop(self) -> None:
        """Stop both at the same time, whatever state they are in."""
        _ = await asyncio.gather(self.postgres.stop(), self.valkey.stop(), return_exceptions=True)

    def remove(self) -> None:
        """Remove the folder, and with it everything that the tests wrote."""
        self._hold.release()
        shutil.rmtree(self.folder, ignore_errors=True)


ENGINES = pytest.StashKey[Generator[None]]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the engines, unless nothing will be run, or they are there: a worker has them from its controller."""
    if _runs_nothing(session.config) or (POSTGRES_URL in os.environ and VALKEY_URL in os.environ):
        return
    engines = _engines()
    session.config.stash[ENGINES] = engines
    try:
        next(engines)
    except EngineError as error:
        pytest.exit(f"The tests' engines do not start.\n{error}", returncode=_EXIT_CODE)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop and remove what `pytest_sessionstart` started."""
    engines = config.stash.get(ENGINES, None)
    if engines is not None:
        del config.stash[ENGINES]
        engines.close()


def _runs_nothing(config: pytest.Config) -> bool:
    return any(cast("object", getattr(config.option, name, None)) for name in _QUICK_OPTIONS)


def _engines() -> Generator[None]:
    parent = _roomy_folder()
    remove_leftovers(parent)
    engines = SuiteEngines(parent)
    try:
        asyncio.run(engines.start())
        with _environment({POSTGRES_URL: engines.postgres.superuser_url, VALKEY_URL: engines.valkey.url}):
            yield
    finally:
        asyncio.run(engines.stop())
        engines.remove()


@contextmanager
def _environment(variables: dict[str, str]) -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield


def _roomy_folder() -> Path:
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_IN_MEMORY_BYTES:
        return memory
    return Path(tempfile.gettempdir())


def remove_leftovers(parent: Path) -> None:
    """Remove what runs that were killed have left below `parent`; touch none that is alive."""
    for folder in parent.glob(f"{FOLDER_PREFIX}*"):
        if not (folder / "lock").exists():  # somebody is just making it
            continue
        try:
            with DataFolder(folder):
                asyncio.run(_clear_up(folder))
        except EngineError:  # a living run's, or another user's
            continue
        shutil.rmtree(folder, ignore_errors=True)


async def _clear_up(folder: Path) -> None:
    await PostgresServer(folder / "postgres").clear_up()
    await ValkeyServer(folder / "valkey").clear_up()
