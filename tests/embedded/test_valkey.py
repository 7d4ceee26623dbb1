"""Valkey in a folder: it answers, stays private, keeps nothing."""

import subprocess
from pathlib import Path
from typing import cast

import pytest
from redis.asyncio import Redis

from mingle.embedded import EngineError, ValkeyServer
from tests.embedded.helpers import engines_in, is_running, pid_of, running

pytestmark = pytest.mark.anyio


async def ask(server: ValkeyServer, *words: str) -> object:
    """Send one command."""
    client = Redis.from_url(server.url, decode_responses=True)  # pyright: ignore[reportUnknownMemberType]
    async with client:  # redis-py leaves these two without types
        return cast("object", await client.execute_command(*words))  # pyright: ignore[reportUnknownMemberType]


async def test_it_answers_and_keeps_nothing(folder: Path) -> None:
    server = ValkeyServer(folder / "valkey")
    async with running(server):
        assert await ask(server, "SET", "hint", "here") is True
        assert await ask(server, "GET", "hint") == "here"
    async with running(server):
        assert await ask(server, "GET", "hint") is None
    assert {path.name for path in server.folder.iterdir()} <= {"valkey.log", "valkey.pid"}


async def test_it_is_set_up_for_hints(folder: Path) -> None:
    expected = {
        "save": "",
        "appendonly": "no",
        "maxmemory": str(256 * 1024 * 1024),
        "maxmemory-policy": "volatile-lru",
        "databases": "1",
        "port": "0",
        "unixsocketperm": "700",
    }
    async with running(ValkeyServer(folder / "valkey")) as server:
        found = await ask(server, "CONFIG", "GET", *expected)
        assert found == expected
        assert (server.sockets / "valkey.sock").stat().st_mode & 0o777 == 0o700


async def test_two_folders_run_side_by_side(tmp_path: Path) -> None:
    async with running(ValkeyServer(tmp_path / "a")) as a, running(ValkeyServer(tmp_path / "b")) as b:
        _ = await ask(a, "SET", "only", "here")
        assert await ask(b, "GET", "only") is None


async def test_a_pid_file_with_the_id_of_another_program_harms_neither(folder: Path) -> None:
    server = ValkeyServer(folder / "valkey")
    server.folder.mkdir(parents=True)
    async with running(ValkeyServer(folder / "other")) as other:
        with subprocess.Popen(["sleep", "600"]) as stranger:
            for pid in (stranger.pid, pid_of(other)):
                _ = (server.folder / "valkey.pid").write_text(f"{pid}\n")
                async with running(server):
                    assert await ask(server, "PING") is True
            assert stranger.poll() is None
            stranger.kill()
        assert await ask(other, "PING") is True


async def test_a_leftover_that_nobody_noted_is_found(folder: Path) -> None:
    async with running(ValkeyServer(folder / "valkey")) as first:
        pid = pid_of(first)
        (first.folder / "valkey.pid").unlink()
        async with running(ValkeyServer(folder / "valkey")) as second:
            assert not is_running(pid)
            assert await ask(second, "PING") is True


async def test_a_failed_start_says_why_and_leaves_nothing(folder: Path) -> None:
    server = ValkeyServer(folder / "valkey")
    (server.folder / "valkey.sock").mkdir(parents=True)
    _ = (server.folder / "valkey.sock" / "occupied").write_text("")
    with pytest.raises(EngineError) as failure:
        await server.start()
    assert "valkey.sock" in str(failure.value)
    assert engines_in(folder) == []
