"""`mingle up --demo` and `mingle demo remove`: who is made up is there once, and gone when nobody wants them."""

import asyncio
import os
import pty
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import psycopg
import pytest

from mingle.embedded import PostgresServer
from mingle.settings import Settings
from tests.cli.commands import MINGLE, clear_up, environment, is_healthy, run, running
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

FRESH = "sessions WHERE user_agent = 'mingle demo' AND revoked_at IS NULL"
FEW = {"demo_people": "8", "demo_live": "3", "demo_pace": "0"}


@pytest.fixture
async def data_dir(tmp_path: Path) -> AsyncGenerator[Path]:
    """A folder for a Mingle; no engine is left in it."""
    folder = tmp_path / "var"
    yield folder
    await clear_up(folder)


def named(settings: Settings) -> dict[str, str]:
    """The engines of a test."""
    return {
        "database_url": settings.database_url,
        "valkey_url": settings.valkey_url,
        "valkey_prefix": settings.valkey_prefix,
    }


def count(settings: Settings, what: str) -> int:
    with psycopg.connect(settings.database_url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {what}".encode()).fetchone()
        assert row is not None
        return int(row[0])


async def test_they_are_made_once_marked_and_simulated_until_it_ends(settings: Settings, data_dir: Path) -> None:
    async with running("up", "--demo", port="0", data_dir=str(data_dir), **named(settings), **FEW) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well")
        await eventually(lambda: count(settings, "lobby_people") == 3, "three are simulated")
        assert count(settings, "accounts WHERE is_demo") == count(settings, "accounts") == 8
        # No password opens their accounts, not even that of seeded people.
        assert count(settings, "accounts WHERE password_hash IS NOT NULL") == 0
        [program] = mingle.descendants()
        program.kill()
        await eventually(lambda: "they begin again" in mingle.said, "their end is noticed")
        assert await is_healthy(address)
        await eventually(lambda: [one.pid for one in mingle.descendants()] not in ([], [program.pid]), "they are back")
        mingle.family = mingle.descendants()
        mingle.process.kill()
        await eventually(lambda: mingle.survivors() == [], "they end with who started them, however it ended")

    # What was chosen for a folder holds until it is chosen anew.
    async with running("up", port="0", data_dir=str(data_dir), **named(settings), **FEW) as mingle:
        await mingle.address()
        await eventually(lambda: count(settings, FRESH) == 3, "they are simulated again")
        assert count(settings, "accounts") == 8
    async with running("up", "--no-demo", port="0", data_dir=str(data_dir), **named(settings), **FEW) as mingle:
        await mingle.address()
        assert mingle.descendants() == []


async def test_without_the_switch_there_are_none(settings: Settings, data_dir: Path) -> None:
    async with running("up", port="0", data_dir=str(data_dir), **named(settings), **FEW) as mingle:
        address = await mingle.address()
        await eventually(lambda: is_healthy(address), "all is well")
        assert mingle.descendants() == []
        assert count(settings, "accounts") == 0


async def test_production_has_none(settings: Settings, data_dir: Path) -> None:
    secret = "a" * 20 + "bcdefghijklmnopqrst"
    refused = run("up", "--demo", port="0", data_dir=str(data_dir), mode="production", secret=secret)
    assert refused.returncode == 1
    assert "--demo" in refused.stderr
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mingle.demo", env=environment(mode="production", secret=secret, **named(settings)),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    assert process.returncode == 1
    assert b"production" in said


async def test_removing_leaves_nothing_of_them(settings: Settings, data_dir: Path) -> None:
    of = {"data_dir": str(data_dir), **named(settings)}
    async with running("up", "--demo", port="0", **of, **FEW) as mingle:
        await mingle.address()
        await eventually(lambda: count(settings, "lobby_people") == 3, "three are simulated")
        removed = await asyncio.to_thread(run, "demo", "remove", **of)
        assert removed.returncode == 0, removed.stderr
        assert "8 demo people are gone" in removed.stderr
        for table in ("accounts", "profiles", "candidates", "judgements", "lobby_people", "sessions"):
            assert count(settings, table) == 0, table
        await eventually(lambda: mingle.descendants() == [], "nobody is left to simulate")
        assert "begin again" not in mingle.said
    assert not (data_dir / "demo").exists()


@pytest.mark.parametrize(("answer", "people"), [("y", 8), ("n", 0)])
async def test_a_new_folder_asks_once(data_dir: Path, answer: str, people: int) -> None:
    ours, theirs = pty.openpty()
    settings = environment(port="0", data_dir=str(data_dir), **FEW)
    process = await asyncio.create_subprocess_exec(
        MINGLE, "up", env=settings, stdin=theirs, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        assert process.stdout is not None
        asked = await process.stdout.readuntil(b"[Y/n] ")
        assert b"demo people" in asked
        os.write(ours, f"{answer}\n".encode())
        while b"is ready at" not in await process.stdout.readline():
            pass
        with psycopg.connect(PostgresServer(data_dir / "postgres").url) as connection:
            assert connection.execute("SELECT count(*) FROM accounts WHERE is_demo").fetchone() == (people,)
    finally:
        process.terminate()
        await process.communicate()
        os.close(ours)
    again = await asyncio.create_subprocess_exec(
        MINGLE, "up", env=settings, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    said = b""
    try:
        assert again.stdout is not None
        while b"is ready at" not in said:
            said += await again.stdout.readline()
        assert b"[Y/n]" not in said
    finally:
        again.terminate()
        await again.communicate()


def test_help_and_the_server_load_nothing_of_webrtc() -> None:
    assert run("--help").returncode == 0
    loaded = "import sys, mingle.app, mingle.cli.up, mingle.demo.crowd; sys.exit('aiortc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
