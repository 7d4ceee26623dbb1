"""Whatever is killed, at whatever moment: the next start finds the data, and no rests of the last."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncGenerator
from pathlib import Path

import psutil
import psycopg
import pytest

from mingle.embedded import DataFolder, ValkeyServer
from mingle.embedded.cluster import SOCKET_NAME
from tests.embedded.helpers import (
    Owner,
    engines_in,
    execute,
    is_running,
    new_postgres,
    owner_of,
    pid_of,
    running,
    until,
    value,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stranger() -> AsyncGenerator[subprocess.Popen[bytes]]:
    """A living program that has nothing to do with us."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


async def test_engines_end_with_their_owner(folder: Path) -> None:
    async with owner_of(folder) as owner:
        pids = await owner.engine_pids()
        await owner.kill()
        await until(lambda: not any(map(is_running, pids)), "the orphans gone by themselves")


@pytest.mark.parametrize("flags", [[], ["--from-thread"]], ids=["orphans-end", "orphans-live-on"])
async def test_after_a_kill_of_the_owner_everything_acknowledged_is_there(folder: Path, flags: list[str]) -> None:
    async with owner_of(folder, *flags) as owner:
        pids = await owner.engine_pids()
        url = str(await owner.says("url"))
        execute(url, "CREATE TABLE kept (n int)", "INSERT INTO kept SELECT generate_series(1, 1000)")
        await owner.kill()
        if flags:
            assert all(map(is_running, pids)), "the test means to start beside living orphans"
        with DataFolder(folder):
            async with running(new_postgres(folder)) as server, running(ValkeyServer(folder / "valkey")):
                assert not any(map(is_running, pids))
                assert value(server.url, "SELECT count(*) FROM kept") == 1000
        assert engines_in(folder) == []


async def test_a_second_owner_follows_a_killed_one_at_once(folder: Path) -> None:
    async with owner_of(folder, "--from-thread") as first:
        pids = await first.engine_pids()
        await first.kill()
        async with owner_of(folder) as second:
            assert not set(pids) & set(await second.engine_pids())
            assert not any(map(is_running, pids))


async def test_after_a_kill_of_the_postmaster_the_data_is_there(folder: Path) -> None:
    async with running(new_postgres(folder)) as server:
        execute(server.url, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)")
        psutil.Process(pid_of(server)).kill()
        _ = await server.wait_closed()
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT count(*) FROM kept") == 1


async def test_a_busy_backend_of_a_killed_postmaster_does_not_hinder(folder: Path) -> None:
    async with running(new_postgres(folder)) as server, await psycopg.AsyncConnection.connect(server.url) as busy:
        backend = busy.info.backend_pid
        work = asyncio.create_task(busy.execute("SELECT count(*) FROM generate_series(1, 100000000000)"))
        await until(lambda: psutil.Process(backend).cpu_times().user > 0.1, "the backend at work")
        psutil.Process(pid_of(server)).kill()
        _ = await server.wait_closed()
        assert is_running(backend), "the test means to start beside a living backend"
        try:
            async with running(new_postgres(folder)) as again:
                assert not is_running(backend)
                assert value(again.url, "SELECT 1") == 1
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(backend).kill()
            with pytest.raises(psycopg.OperationalError):
                _ = await work


async def test_a_pid_file_with_the_id_of_another_program_harms_neither(
    folder: Path, stranger: subprocess.Popen[bytes]
) -> None:
    async with running(new_postgres(folder)) as server:
        execute(server.url, "CREATE TABLE kept (n int)")
        pid_file = server.folder / "data" / "postmaster.pid"
        socket_lock = server.folder / f"{SOCKET_NAME}.lock"
        old = pid_file.read_text()
    stale = str(stranger.pid) + "\n" + old.partition("\n")[2]
    _ = pid_file.write_text(stale)
    _ = socket_lock.write_text(stale)
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT to_regclass('kept')::text") == "kept"
        assert stranger.poll() is None


async def test_a_pid_file_with_the_id_of_another_postgres_harms_neither(tmp_path: Path) -> None:
    async with running(new_postgres(tmp_path / "a")) as server:
        pid_file = server.folder / "data" / "postmaster.pid"
        old = pid_file.read_text()
    async with running(new_postgres(tmp_path / "b")) as other:
        _ = pid_file.write_text(str(pid_of(other)) + "\n" + old.partition("\n")[2])
        async with running(new_postgres(tmp_path / "a")) as server:
            assert value(server.url, "SELECT 1") == 1
            assert value(other.url, "SELECT 1") == 1


@pytest.mark.parametrize("rest", ["", "garbage\n", "4194399\n"], ids=["empty", "garbage", "nobody's"])
async def test_a_broken_pid_file_does_not_hinder(folder: Path, rest: str) -> None:
    async with running(new_postgres(folder)) as server:
        pid_file = server.folder / "data" / "postmaster.pid"
    _ = pid_file.write_text(rest)
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT 1") == 1


async def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    half = folder / "postgres" / "data.new-abc"
    (half / "base").mkdir(parents=True)
    _ = (half / "PG_VERSION").write_text("18\n")
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT 1") == 1
        assert not half.exists()


@pytest.mark.parametrize("flags", [[], ["--from-thread"]], ids=["initdb-ends", "initdb-lives-on"])
async def test_a_kill_while_the_cluster_is_made(folder: Path, flags: list[str]) -> None:
    owner = await Owner.start(folder, *flags)
    await until(lambda: any((folder / "postgres").glob("data.new-*/PG_VERSION")), "initdb at work")
    await owner.kill()
    assert not (folder / "postgres" / "data").exists(), "initdb was quicker than the test"
    with DataFolder(folder):
        async with running(new_postgres(folder)) as server:
            assert value(server.url, "SELECT 1") == 1
            assert list(server.folder.glob("data.new-*")) == []
            await until(lambda: not any("initdb" in line[0] for line in engines_in(folder)), "the first initdb gone")
    await ValkeyServer(folder / "valkey").clear_up()


async def test_ctrl_c_in_the_terminal_reaches_no_engine(folder: Path) -> None:
    async with running(new_postgres(folder)) as postgres, running(ValkeyServer(folder / "valkey")) as valkey:
        for pid in (pid_of(postgres), pid_of(valkey)):
            assert os.getsid(pid) == pid


async def test_valkey_after_a_kill(folder: Path) -> None:
    server = ValkeyServer(folder / "valkey")
    async with running(server):
        psutil.Process(pid_of(server)).send_signal(signal.SIGKILL)
        assert await server.wait_closed() == -9
        await server.start()
        assert server.running
