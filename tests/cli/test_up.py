"""`mingle up`: everything on one machine, from the first start to the last Ctrl-C."""

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import psycopg
import pytest

from mingle.embedded import PostgresServer
from mingle.settings import Settings
from tests.cli.commands import clear_up, is_healthy, run, running
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

STOPPED_WITHIN_SECONDS = 10


@pytest.fixture
async def data_dir(tmp_path: Path) -> AsyncGenerator[Path]:
    """A folder for a Mingle; no engine is left in it."""
    folder = tmp_path / "var"
    yield folder
    await clear_up(folder)


async def test_it_starts_stops_and_starts_again_on_the_same_data(data_dir: Path) -> None:
    url = PostgresServer(data_dir / "postgres").url
    async with running("up", "--port", "0", "--data-dir", str(data_dir)) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well")
        for told in (
            "Starting PostgreSQL",
            "Starting Valkey",
            "Preparing the database",
            str(data_dir),
            "Ctrl-C stops it",
        ):
            assert told in mingle.said
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'still here' AS text")
        assert await mingle.end(signal.SIGINT, seconds=STOPPED_WITHIN_SECONDS) == 0
        assert "Stopped." in mingle.said
        assert mingle.survivors() == []
    secret = (data_dir / "secret").read_text()

    async with running("up", port="0", data_dir=str(data_dir)) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well again")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT text FROM kept").fetchone() == ("still here",)
        mingle.process.kill()
        await mingle.process.wait()

    async with running("up", port="0", data_dir=str(data_dir)) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well after a kill -9")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT text FROM kept").fetchone() == ("still here",)
        assert await mingle.end(signal.SIGTERM, seconds=STOPPED_WITHIN_SECONDS) == 0
    assert (data_dir / "secret").read_text() == secret
    assert (data_dir / "secret").stat().st_mode & 0o077 == 0


async def test_two_run_side_by_side_but_not_in_one_folder_or_on_one_port(data_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    async with (
        running("up", port="0", data_dir=str(data_dir)) as one,
        running("up", port="0", data_dir=str(other)) as two,
    ):
        first, second = await one.address(), await two.address()
        assert first != second
        await eventually(lambda: is_healthy(first), "the first is well")
        await eventually(lambda: is_healthy(second), "the second is well")

        in_use = run("up", port="0", data_dir=str(data_dir))
        assert in_use.returncode == 1
        assert "is in use by process" in in_use.stderr
        taken = run("up", port=first.rpartition(":")[2], data_dir=str(tmp_path / "third"))
        assert taken.returncode == 1
        assert "Address already in use" in taken.stderr
        assert "--port" in taken.stderr
        assert "Traceback" not in in_use.stderr + taken.stderr
        await one.end(signal.SIGINT)
    await clear_up(other)


async def test_an_engine_that_dies_is_started_again(data_dir: Path) -> None:
    async with running("up", port="0", data_dir=str(data_dir)) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well")
        for name in ("postgres", "valkey-server"):
            engine = next(one for one in mingle.descendants() if one.name() == name)
            engine.kill()
            await eventually(
                lambda name=name: name.split("-")[0] in mingle.said.lower() and "ended by itself" in mingle.said,
                "it is noticed",
            )
            await eventually(lambda: is_healthy(address), f"all is well without anybody's help after {name} died")


async def test_it_can_be_stopped_while_it_starts(data_dir: Path) -> None:
    async with running("up", port="0", data_dir=str(data_dir)) as mingle:
        await eventually(lambda: "PostgreSQL" in mingle.said, "it has begun")
        assert await mingle.end(signal.SIGINT, seconds=STOPPED_WITHIN_SECONDS) == 0
        assert "Traceback" not in mingle.said
        assert mingle.survivors() == []


async def test_it_uses_the_engines_that_are_named(settings: Settings, data_dir: Path) -> None:
    named = {
        "database_url": settings.database_url,
        "valkey_url": settings.valkey_url,
        "valkey_prefix": settings.valkey_prefix,
    }
    async with running("up", port="0", data_dir=str(data_dir), **named) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well")
        assert mingle.descendants() == []
        assert not (data_dir / "postgres").exists()


async def test_a_named_engine_that_is_away_is_told_in_words(data_dir: Path) -> None:
    ended = run(
        "up",
        port="0",
        data_dir=str(data_dir),
        database_url="postgresql://nobody@127.0.0.1:1/nothing",
        valkey_url="redis://127.0.0.1:1",
    )
    assert ended.returncode == 1
    assert "PostgreSQL cannot be reached" in ended.stderr
    assert "MINGLE_DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def folder_of_nobody() -> Generator[Path]:
    """A folder that belongs to the user `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="mingle-nobody-"))
    shutil.chown(folder, "nobody")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_an_ordinary_user_can_run_it(folder_of_nobody: Path) -> None:
    data = folder_of_nobody / "var"
    async with running("up", port="0", data_dir=str(data), user="nobody", folder=folder_of_nobody) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well")
        assert {one.username() for one in mingle.descendants()} == {"nobody"}
        assert await mingle.end(signal.SIGINT, seconds=STOPPED_WITHIN_SECONDS) == 0
