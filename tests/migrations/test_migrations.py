"""Migrations: from empty to newest with data in between, by many at once, and never in anybody's way for long."""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from procrastinate.schema import SchemaManager

from mingle import migrations
from mingle.migrations import DatabaseTooNew, MigrationBlocked, Patience, job_queue
from mingle.settings import Settings
from tests.support.databases import DatabaseMaker
from tests.support.eventually import eventually
from tests.support.programs import mingle

pytestmark = pytest.mark.anyio

DATA = Path(__file__).with_name("data")
HURRIED = Patience(lock_seconds=0.1, tries=2, pause_seconds=0.01)
# What a schema is made of, without the names and numbers that differ from one database to the next.
SCHEMA = """
    SELECT 'column', table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable
        || ' ' || coalesce(column_default, '')
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION SELECT 'function', oid::regprocedure || ' ' || md5(regexp_replace(prosrc, '\\s+', ' ', 'g'))
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT 'label', enumtypid::regtype || ' ' || enumlabel FROM pg_enum
"""


@pytest.fixture
def empty(make_database: DatabaseMaker) -> str:
    """A database with nothing in it."""
    return make_database()


@contextmanager
def connected(url: str) -> Generator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with connected(url) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_from_empty_to_newest_one_by_one_with_data_in_between(empty: str) -> None:
    revisions = migrations.all_revisions()
    assert revisions[-1] == migrations.newest_revision()
    for revision in revisions:
        migrations.upgrade(empty, revision)
        with connected(empty) as connection:
            assert migrations.current_revision(connection) == revision
            data = DATA / f"{revision}.sql"
            if data.exists():
                connection.execute(data.read_bytes())
    assert rows(empty, "SELECT error FROM job_errors") == [("RuntimeError: kept",)]
    assert rows(empty, "SELECT args ->> 'request_id' FROM procrastinate_jobs WHERE status = 'todo'") == [("kept",)]


async def test_data_lies_only_beside_revisions_that_there_are() -> None:
    assert {path.stem for path in DATA.glob("*.sql")} <= set(migrations.all_revisions())


async def test_one_by_one_or_at_once_is_the_same(make_database: DatabaseMaker) -> None:
    one_by_one, at_once = make_database(), make_database()
    for revision in migrations.all_revisions():
        migrations.upgrade(one_by_one, revision)
    migrations.upgrade(at_once)
    assert sorted(rows(one_by_one, SCHEMA)) == sorted(rows(at_once, SCHEMA))


async def test_many_at_once_all_succeed(empty: str, settings: Settings) -> None:
    here = settings.model_copy(update={"database_url": empty})
    with connected(empty) as holder:  # so that they all begin at the same moment
        holder.execute("SELECT pg_advisory_lock(%s)", (migrations.MIGRATION_LOCK,))
        migrating = asyncio.gather(*(mingle(here, "migrate") for _ in range(5)))
        waiting = """
            SELECT count(*) = 5 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
             WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
        """
        await eventually(lambda: rows(empty, waiting) == [(True,)], "all five wait for the right to migrate")
    ended = await migrating
    assert [code for code, _ in ended] == [0] * 5, ended
    with connected(empty) as connection:
        assert migrations.is_current(connection)
    assert rows(empty, "SELECT count(*) FROM alembic_version") == [(1,)]


async def test_a_database_that_is_current_is_only_read(empty: str) -> None:
    migrations.upgrade(empty)
    with connected(empty) as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'.encode())
    migrations.upgrade(empty)


@contextmanager
def locked(url: str, table: str) -> Generator[psycopg.Connection]:
    with psycopg.connect(url) as holder:
        holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield holder
        holder.rollback()


async def test_a_table_that_stays_locked_is_told_in_words_and_soon(empty: str) -> None:
    with connected(empty) as connection:
        job_queue.upgrade(connection)  # the first revision refers to its table
    with locked(empty, "procrastinate_jobs"):
        began = time.monotonic()
        with pytest.raises(MigrationBlocked, match="pg_stat_activity"):
            migrations.upgrade(empty, patience=HURRIED)
        assert time.monotonic() - began < 5
    assert rows(empty, "SELECT to_regclass('job_errors')") == [(None,)]
    migrations.upgrade(empty)
    with connected(empty) as connection:
        assert migrations.is_current(connection)


async def test_it_does_not_give_up_at_once(empty: str) -> None:
    with connected(empty) as connection:
        job_queue.upgrade(connection)
    patient = Patience(lock_seconds=0.05, tries=1000, pause_seconds=0.0)
    upgrading = Thread(target=migrations.upgrade, args=(empty,), kwargs={"patience": patient})
    with locked(empty, "procrastinate_jobs"):
        upgrading.start()
        tries = set[object]()
        while len(tries) < 2:  # each try waits on a connection of its own
            waiting = rows(empty, "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'relation'")
            tries |= {pid for (pid,) in waiting}
            assert upgrading.is_alive()
    upgrading.join()
    with connected(empty) as connection:
        assert migrations.is_current(connection)


async def test_what_a_newer_program_has_prepared_is_left_alone(empty: str) -> None:
    migrations.upgrade(empty)
    with connected(empty) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew, match="newer Mingle"):
        migrations.upgrade(empty)


async def test_the_queue_is_built_alike_at_once_and_change_by_change(make_database: DatabaseMaker) -> None:
    """A database that an old Procrastinate made is brought to what the installed one expects."""
    at_once, by_changes = make_database(), make_database()
    with connected(at_once) as connection:
        assert job_queue.pending(connection) is None
        job_queue.upgrade(connection)
        assert job_queue.pending(connection) == []
    with connected(by_changes) as connection:
        connection.execute("CREATE TABLE job_queue_migrations (name text PRIMARY KEY)")
        files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
        assert job_queue.pending(connection) == files
        job_queue.upgrade(connection)
        assert job_queue.pending(connection) == []
    for url in (at_once, by_changes):
        with connected(url) as connection:
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'a', '{}')"
            )
            fetched = connection.execute("SELECT (procrastinate_fetch_job_v2(NULL, NULL)).task_name").fetchone()
            assert fetched == ("a",)
    functions = "SELECT kind, what FROM (" + SCHEMA + ") AS schema (kind, what) WHERE kind IN ('function', 'trigger')"
    assert set(rows(at_once, functions)) <= set(rows(by_changes, functions))


async def test_a_newer_procrastinate_brings_its_changes(empty: str) -> None:
    migrations.upgrade(empty)
    last = max(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    with connected(empty) as connection:
        connection.execute("DELETE FROM job_queue_migrations WHERE name = %s", (last.name,))
        assert job_queue.pending(connection) == [last]
        assert not migrations.is_current(connection)


async def test_the_command_says_where_the_database_is(empty: str, settings: Settings) -> None:
    here = settings.model_copy(update={"database_url": empty})
    for _ in range(2):
        code, said = await mingle(here, "migrate")
        assert code == 0, said
        assert f"at revision {migrations.newest_revision()}" in said
