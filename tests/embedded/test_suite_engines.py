"""The pytest plugin that gives the suite its engines: started once, shared by workers, gone afterwards."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.embedded.helpers import engines_in, execute, until
from tests.support.engines import POSTGRES_URL, VALKEY_URL, SuiteEngines, remove_leftovers

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
WORKERS = "-p", "xdist", "-n", "2"
TESTS = """
import os, pathlib, psycopg, pytest, redis

@pytest.mark.parametrize("n", range(4))
def test_engines(n):
    urls = os.environ["MINGLE_TEST_POSTGRES_URL"], os.environ["MINGLE_TEST_VALKEY_URL"]
    pathlib.Path("seen", f"{n} {os.environ.get('PYTEST_XDIST_WORKER')}").write_text("\\n".join(urls))
    with psycopg.connect(urls[0]) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,)
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    assert redis.Redis.from_url(urls[1]).ping()
    ENDING
"""


class SuiteRun:
    """Runs a small suite of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder` for the suite."""
        self.folder: Path = folder
        (folder / "seen").mkdir()

    async def start(self, *flags: str, ending: str = "pass") -> asyncio.subprocess.Process:
        """Start pytest on the suite whose tests end with the statement `ending`."""
        _ = (self.folder / "test_small.py").write_text(TESTS.replace("ENDING", ending))
        environment = {name: text for name, text in os.environ.items() if name not in (POSTGRES_URL, VALKEY_URL)}
        environment |= {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        command = [sys.executable, "-m", "pytest", "-p", "tests.support.engines", "-c", "/dev/null"]
        return await asyncio.create_subprocess_exec(
            *command, f"--rootdir={self.folder}", *flags, "test_small.py",
            cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    async def run(self, *flags: str, ending: str = "pass") -> str:
        """Run the suite to its end; return what pytest said."""
        process = await self.start(*flags, ending=ending)
        said, _ = await process.communicate()
        return said.decode()

    @property
    def tests_seen(self) -> dict[str, str]:
        """What every test saw: `number worker` to the two addresses."""
        return {path.name: path.read_text() for path in (self.folder / "seen").iterdir()}

    @property
    def engines_folder(self) -> Path:
        """Where the engines of the run lived."""
        valkey = next(iter(self.tests_seen.values())).splitlines()[1]
        return Path(valkey.removeprefix("unix://")).parent.parent

    def nothing_is_left(self) -> bool:
        """Whether neither processes nor files of the run are there."""
        return not self.engines_folder.exists() and engines_in(self.engines_folder) == []


@pytest.fixture
def suite(tmp_path: Path) -> SuiteRun:
    """A small suite."""
    return SuiteRun(tmp_path)


async def test_all_workers_share_one_pair_of_engines(suite: SuiteRun) -> None:
    assert "4 passed" in await suite.run(*WORKERS)
    assert len(set(suite.tests_seen.values())) == 1
    assert {name.split()[1] for name in suite.tests_seen} == {"gw0", "gw1"}
    assert suite.nothing_is_left()


async def test_a_run_without_workers_has_them_too(suite: SuiteRun) -> None:
    assert "4 passed" in await suite.run()
    assert suite.nothing_is_left()


async def test_collecting_starts_nothing(suite: SuiteRun) -> None:
    ending = "pass\n\nassert 'MINGLE_TEST_POSTGRES_URL' not in os.environ"
    assert "4 tests collected" in await suite.run("--collect-only", ending=ending)
    assert "no tests ran" in await suite.run("--fixtures", ending=ending)


async def test_a_crashed_worker_takes_nothing_down(suite: SuiteRun) -> None:
    said = await suite.run(*WORKERS, ending="n == 0 and os._exit(1)")
    assert "3 passed" in said
    assert suite.nothing_is_left()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
async def test_a_run_that_is_ended_leaves_nothing_in_the_way(suite: SuiteRun, number: signal.Signals) -> None:
    process = await suite.start(ending="import time; time.sleep(600)")
    await until(lambda: any(suite.tests_seen.values()), "the first test running")
    process.send_signal(number)
    _ = await process.communicate()
    if number == signal.SIGKILL:
        assert suite.engines_folder.exists(), "the test means to clear up after a kill"
        await asyncio.to_thread(remove_leftovers, suite.engines_folder.parent)
    assert suite.nothing_is_left()


async def test_clearing_up_touches_no_living_run(tmp_path: Path) -> None:
    engines = SuiteEngines(tmp_path)
    try:
        await engines.start()
        await asyncio.to_thread(remove_leftovers, tmp_path)
        execute(engines.postgres.superuser_url, "SELECT 1")
    finally:
        await engines.stop()
        engines.remove()
    assert list(tmp_path.iterdir()) == []
