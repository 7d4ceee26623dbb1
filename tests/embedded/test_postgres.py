"""PostgreSQL in a folder: it keeps data, stays private, and says in words why it does not start."""

import asyncio
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from mingle.embedded import EngineError, PostgresServer, ValkeyServer
from mingle.embedded.binaries import postgres_major_version
from mingle.embedded.folders import SOCKET_PATH_LIMIT
from mingle.embedded.processes import LOG_LIMIT_BYTES
from tests.embedded.helpers import (
    FAST,
    engines_in,
    execute,
    is_running,
    new_postgres,
    pid_of,
    running,
    until,
    value,
)

pytestmark = pytest.mark.anyio


async def test_data_outlives_a_restart(folder: Path) -> None:
    server = new_postgres(folder)
    async with running(server):
        pid = pid_of(server)
        execute(server.url, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('hello')")
    assert not is_running(pid)
    async with running(server):
        assert value(server.url, "SELECT word FROM kept") == "hello"
    async with running(new_postgres(folder)) as another:
        assert value(another.url, "SELECT word FROM kept") == "hello"


async def test_two_folders_run_side_by_side(tmp_path: Path) -> None:
    async with running(new_postgres(tmp_path / "a")) as a, running(new_postgres(tmp_path / "b")) as b:
        execute(a.url, "CREATE TABLE only_here ()")
        assert value(a.url, "SELECT to_regclass('only_here')::text") == "only_here"
        assert value(b.url, "SELECT to_regclass('only_here')::text") is None


@pytest.fixture
def short_path() -> Generator[Path]:
    """A folder whose path is short enough for a socket in it."""
    with tempfile.TemporaryDirectory(prefix="m-") as path:
        yield Path(path)


@pytest.mark.parametrize(
    ("name", "holds_sockets"),
    [
        ("a space and an ümläut", True),
        ("#1? 100% [x] {y} & ~;=*", True),
        ("a,b", False),
        ("a:b", False),
        ("it's", False),
        ('"$system"', False),
        ("back\\slash", False),
        ("/".join(["long" * 20] * 4), False),
    ],
)
async def test_a_folder_may_have_any_name(short_path: Path, name: str, holds_sockets: bool) -> None:
    folder = short_path / name
    async with running(new_postgres(folder)) as postgres, running(ValkeyServer(folder / "valkey")) as valkey:
        execute(postgres.url, "CREATE EXTENSION vector")
        assert value(postgres.superuser_url, "SELECT 1") == 1
        for engine in (postgres, valkey):
            assert (engine.sockets == engine.folder) is holds_sockets
            assert engine.sockets.stat().st_mode & 0o777 == 0o700
            (socket,) = (path for path in engine.sockets.iterdir() if path.is_socket())
            assert len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT
    for engine in (postgres, valkey):
        assert engine.sockets == engine.folder or not engine.sockets.exists()
    async with running(new_postgres(folder)) as again:
        assert value(again.url, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == 1


async def test_a_socket_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    server = new_postgres(tmp_path / ("long" * 30))
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    server.sockets.symlink_to(theirs)
    try:
        with pytest.raises(EngineError, match="belongs to somebody else"):
            await server.start()
        assert server.sockets.is_symlink()
        assert list(theirs.iterdir()) == []
    finally:
        server.sockets.unlink()


async def test_the_role_is_no_superuser_and_creates_what_features_need(folder: Path) -> None:
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT current_user || '@' || current_database()") == "mingle@mingle"
        assert value(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        owner = "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()"
        assert value(server.url, owner) == "mingle"
        for extension in ("pg_trgm", "btree_gist", "unaccent", "citext", "vector"):
            with psycopg.connect(server.url) as connection:
                _ = connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
        assert value(server.url, "SELECT '[1,2]'::vector <-> '[1,4]'") == 2
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(server.url, "COPY pg_class TO PROGRAM 'cat'")


async def test_text_is_unicode_without_icu(folder: Path) -> None:
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT upper('élan') || lower('ÄÖ')") == "ÉLANäö"
        assert value(server.url, "SHOW server_encoding") == "UTF8"
        assert value(server.url, "SHOW timezone") == "UTC"
        assert value(server.url, "SHOW data_checksums") == "on"


async def test_no_tcp_port_is_listened_on(folder: Path) -> None:
    async with running(new_postgres(folder)) as postgres, running(ValkeyServer(folder / "valkey")) as valkey:
        for engine in (postgres, valkey):
            process = psutil.Process(pid_of(engine))
            family = [process, *process.children(recursive=True)]
            assert [one.net_connections("inet") for one in family] == [[] for _ in family]
            assert any(one.net_connections("unix") for one in family), "the test sees no sockets at all"


async def test_options_extend_the_defaults(folder: Path) -> None:
    async with running(new_postgres(folder, work_mem="7MB", max_connections="33")) as server:
        assert value(server.url, "SHOW work_mem") == "7MB"
        assert value(server.url, "SHOW max_connections") == "33"
        assert value(server.url, "SHOW jit") == "off"


async def test_the_log_holds_no_data_of_people(folder: Path) -> None:
    async with running(new_postgres(folder, log_min_duration_statement="0")) as server:
        execute(server.url, "CREATE TABLE letters (body text CHECK (body <> 'x'), title text UNIQUE)")
        with psycopg.connect(server.url, autocommit=True) as connection:
            insert = "INSERT INTO letters VALUES (%s, %s)"
            _ = connection.execute(insert, ["my-secret-body", "my-secret-title"])
            with pytest.raises(psycopg.errors.UniqueViolation):
                _ = connection.execute(insert, ["my-secret-body", "my-secret-title"])
            with pytest.raises(psycopg.errors.CheckViolation):
                _ = connection.execute(insert, ["x", "my-secret-title"])
        log = (server.folder / "postgres.log").read_text()
    assert "INSERT INTO letters" in log
    assert "my-secret" not in log


async def test_parameters_stay_out_of_a_log_that_was_made_talkative(folder: Path) -> None:
    options = {"log_min_duration_statement": "0", "log_error_verbosity": "default"}
    async with running(new_postgres(folder, **options)) as server:
        with psycopg.connect(server.url) as connection:
            _ = connection.execute("SELECT length(%s)", ["my-secret-password"])
        log = (server.folder / "postgres.log").read_text()
    assert "SELECT length($1)" in log
    assert "my-secret" not in log


async def test_a_large_log_starts_anew(folder: Path) -> None:
    async with running(new_postgres(folder)) as server:
        log = server.folder / "postgres.log"
    with log.open("ab") as file:
        _ = file.truncate(LOG_LIMIT_BYTES + 1)
    async with running(new_postgres(folder)):
        assert log.stat().st_size < LOG_LIMIT_BYTES


async def test_its_death_is_noticed_and_it_can_be_started_again(folder: Path) -> None:
    server = new_postgres(folder)
    async with running(server):
        assert server.running
        waiter = asyncio.create_task(server.wait_closed())
        psutil.Process(pid_of(server)).kill()
        async with asyncio.timeout(10):
            assert await waiter == -9
        assert not server.running
        await server.start()
        assert value(server.url, "SELECT 1") == 1
    assert await server.wait_closed() == 0


async def test_starting_twice_is_refused_and_harms_nothing(folder: Path) -> None:
    async with running(new_postgres(folder)) as server:
        with pytest.raises(EngineError, match="running already"):
            await server.start()
        assert value(server.url, "SELECT 1") == 1


async def test_a_failed_start_says_why_and_leaves_nothing(folder: Path) -> None:
    with pytest.raises(EngineError) as failure:
        await new_postgres(folder, wal_level="nonsense").start()
    assert "PostgreSQL ended at once" in failure.value.what
    assert any('"wal_level": "nonsense"' in line for line in failure.value.log)
    assert 0 < len(failure.value.log) <= 20
    assert "postgres.log" in failure.value.mend
    assert "MINGLE_DATABASE_URL" in failure.value.mend
    assert engines_in(folder) == []
    async with running(new_postgres(folder)) as server:
        assert value(server.url, "SELECT 1") == 1


@pytest.mark.parametrize("sentence", ["Creating an empty PostgreSQL database", "Starting PostgreSQL"])
async def test_a_cancelled_start_leaves_nothing(folder: Path, sentence: str) -> None:
    server = new_postgres(folder)
    said: list[str] = []
    start = asyncio.create_task(server.start(said.append))
    await until(lambda: (sentence in said and bool(engines_in(folder))) or start.done(), "an engine at work")
    _ = start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert engines_in(folder) == []
    assert list(server.folder.glob("data.new-*")) == []
    async with running(server):
        assert value(server.url, "SELECT 1") == 1


async def test_data_of_another_major_version_is_refused_with_the_way_out(folder: Path) -> None:
    async with running(new_postgres(folder)) as server:
        version_file = server.folder / "data" / "PG_VERSION"
    _ = version_file.write_text("17\n")
    with pytest.raises(EngineError) as refused:
        await server.start()
    assert f"made by PostgreSQL 17; this Mingle brings PostgreSQL {postgres_major_version()}" in str(refused.value)
    assert "pg_dump" in refused.value.mend
    _ = version_file.write_text(f"{postgres_major_version()}\n")
    async with running(server):
        assert value(server.url, "SELECT 1") == 1


async def test_foreign_files_in_its_place_are_not_touched(folder: Path) -> None:
    foreign = folder / "postgres" / "data" / "thesis.txt"
    foreign.parent.mkdir(parents=True)
    _ = foreign.write_text("years of work")
    with pytest.raises(EngineError, match="holds no PostgreSQL data"):
        await new_postgres(folder).start()
    assert foreign.read_text() == "years of work"


async def test_progress_is_told(folder: Path) -> None:
    first: list[str] = []
    second: list[str] = []
    server = PostgresServer(folder / "postgres", options=FAST)
    await server.start(first.append)
    await server.stop()
    await server.start(second.append)
    await server.stop()
    assert first == ["Creating an empty PostgreSQL database", "Starting PostgreSQL"]
    assert second == ["Starting PostgreSQL"]
