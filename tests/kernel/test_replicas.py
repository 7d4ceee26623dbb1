"""Reads from a real streaming replica that still show everybody their own writes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest

from mingle import migrations
from mingle.embedded import PostgresServer, ValkeyServer
from mingle.kernel import context
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn, Tx
from mingle.kernel.errors import Unavailable
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.sample import SCHEMA, queries
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

OPTIONS = {"fsync": "off", "full_page_writes": "off"}


@dataclass
class Replication:
    """A primary, and a replica that follows it."""

    primary: PostgresServer
    replica: PostgresServer

    def pause(self) -> None:
        """Let the replica receive, but not show what is written from now on."""
        with psycopg.connect(self.replica.superuser_url, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
            while connection.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() != ("paused",):
                pass

    def resume(self) -> None:
        """Let it show everything again."""
        with psycopg.connect(self.replica.superuser_url, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_resume()")


@pytest.fixture(scope="module")
async def replication(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Replication]:
    """Engines of this module's own, so that the suite's stays plain."""
    folder = tmp_path_factory.mktemp("replication")
    primary = PostgresServer(folder / "primary", options=OPTIONS)
    await primary.start()
    try:
        await asyncio.to_thread(prepare, primary.url)
        replica = await primary.create_replica(folder / "replica")
        try:
            yield Replication(primary, replica)
        finally:
            await replica.stop()
    finally:
        await primary.stop()


def prepare(url: str) -> None:
    migrations.upgrade(url)
    with psycopg.connect(url) as connection:
        connection.execute(SCHEMA)


@asynccontextmanager
async def opened(settings: Settings, replication: Replication, **changes: object) -> AsyncGenerator[Resources]:
    here = {"database_url": replication.primary.url, "replica_urls": [replication.replica.url], **changes}
    async with open_resources(settings.model_copy(update=here), []) as resources:
        yield resources


@pytest.fixture
async def db(settings: Settings, replication: Replication) -> AsyncGenerator[Resources]:
    """Resources over both, the replica being up to date and asked."""
    async with opened(settings, replication) as resources:
        await eventually(lambda: answered_by(resources, "replica"), "the replica is used")
        yield resources
        await asyncio.to_thread(replication.resume)


@asynccontextmanager
async def acting(actor: Actor) -> AsyncGenerator[None]:
    with context.work_context(context.WorkContext(actor=actor)):
        yield


async def answered_by(resources: Resources, who: str, actor: Actor | None = None) -> bool:
    async with acting(actor or Actor(uuid4())), resources.db.read() as conn:
        is_replica = await conn.value("SELECT pg_is_in_recovery()")
    return ("replica" if is_replica else "primary") == who


async def write(resources: Resources, actor: Actor, text: str) -> None:
    async with acting(actor), resources.db.transaction() as tx:
        await insert(tx, actor, text)


async def insert(tx: Tx, actor: Actor, text: str) -> None:
    await queries.insert_note(tx, actor.id, text)


async def sees(resources: Resources, actor: Actor, text: str) -> bool:
    async with acting(actor), resources.db.read() as conn:
        return await find(conn, text)


async def find(conn: Conn, text: str) -> bool:
    found: bool = await conn.value("SELECT EXISTS (SELECT FROM notes WHERE text = %s)", (text,))
    return found


async def test_everybody_sees_their_own_writes_however_far_the_replica_is_behind(
    db: Resources, replication: Replication
) -> None:
    writer, other, text = Actor(uuid4()), Actor(uuid4()), uuid4().hex
    await asyncio.to_thread(replication.pause)
    await write(db, writer, text)
    assert await answered_by(db, "primary", writer)
    assert await sees(db, writer, text)
    assert await answered_by(db, "replica", other)
    assert not await sees(db, other, text)

    await asyncio.to_thread(replication.resume)
    await eventually(lambda: answered_by(db, "replica", writer), "the writer reads from the replica again")
    assert await sees(db, writer, text)


async def test_another_process_knows_of_the_write(db: Resources, settings: Settings, replication: Replication) -> None:
    writer, text = Actor(uuid4()), uuid4().hex
    async with opened(settings, replication) as elsewhere:
        await eventually(lambda: answered_by(elsewhere, "replica", writer), "the replica is used")
        await asyncio.to_thread(replication.pause)
        await write(db, writer, text)
        assert await sees(elsewhere, writer, text)


async def test_of_two_writes_at_once_the_later_one_counts(db: Resources, replication: Replication) -> None:
    """The marks may reach Valkey in the other order than the commits were made."""
    assert db.db.replicas is not None
    writer, text = Actor(uuid4()), uuid4().hex
    async with db.db.primary.connection() as raw:
        early = await db.db.replicas.position(raw)
    await eventually(lambda: answered_by(db, "replica", writer), "the replica is used")
    await asyncio.to_thread(replication.pause)
    await write(db, writer, text)
    await db.db.replicas.remember_write(early, [writer.id])
    assert await sees(db, writer, text)


async def test_a_flushed_valkey_makes_nobody_see_old_things(
    db: Resources, settings: Settings, replication: Replication
) -> None:
    writer, text = Actor(uuid4()), uuid4().hex
    await asyncio.to_thread(replication.pause)
    await write(db, writer, text)
    keys = [f"{settings.valkey_prefix}:lsn:{name}" for name in ("epoch", writer.id)]
    assert await db.valkey.delete(*keys) == 2
    assert await sees(db, writer, text)
    assert await sees(db, Actor(uuid4()), text)  # nobody's mark can be told from one that was lost


async def test_a_mark_that_could_not_be_kept_is_made_up_for(
    settings: Settings, replication: Replication, own_valkey: ValkeyServer
) -> None:
    """Valkey was away for the write, and is back for the read with all that it had."""
    writer, text = Actor(uuid4()), uuid4().hex
    async with opened(settings, replication, valkey_url=own_valkey.url) as resources:
        await eventually(lambda: answered_by(resources, "replica", writer), "the replica is used")
        await asyncio.to_thread(replication.pause)
        try:
            await resources.valkey.execute_command("CLIENT", "PAUSE", "10000", "WRITE")  # pyright: ignore[reportUnknownMemberType]
            await write(resources, writer, text)
            await resources.valkey.execute_command("CLIENT", "UNPAUSE")  # pyright: ignore[reportUnknownMemberType]
            assert await resources.valkey.exists(f"{settings.valkey_prefix}:lsn:epoch")
            assert not await resources.valkey.exists(f"{settings.valkey_prefix}:lsn:{writer.id}")
            assert await sees(resources, writer, text)
        finally:
            await asyncio.to_thread(replication.resume)


async def test_a_write_whose_position_nobody_knows_is_made_up_for(db: Resources, replication: Replication) -> None:
    """The connection was lost right after the commit."""
    assert db.db.replicas is not None
    writer, text = Actor(uuid4()), uuid4().hex
    await asyncio.to_thread(replication.pause)
    async with db.db.primary.connection() as raw:
        await raw.execute("INSERT INTO notes (author_id, text) VALUES (%s, %s)", (writer.id, text))
    assert not await sees(db, writer, text)
    await db.db.replicas.remember_write(None, [writer.id])
    assert await sees(db, writer, text)


async def test_fresh_reads_go_to_the_primary(db: Resources) -> None:
    with context.fresh_reads():
        assert await answered_by(db, "primary")
    assert await answered_by(db, "replica")


async def test_without_valkey_the_primary_answers(settings: Settings, replication: Replication) -> None:
    async with opened(settings, replication, valkey_url="unix:///nowhere/valkey.sock") as resources:
        assert await answered_by(resources, "primary")
        await write(resources, Actor(uuid4()), "without Valkey")


async def test_a_server_that_is_no_replica_is_not_read_from(settings: Settings, replication: Replication) -> None:
    async with opened(settings, replication, replica_urls=[replication.primary.url]) as resources:
        assert resources.db.replicas is not None
        assert await resources.db.replicas.choose(resources.db.primary) is None


async def test_a_replica_that_is_gone_is_done_without_until_it_returns(db: Resources, replication: Replication) -> None:
    assert replication.replica.process is not None
    await replication.replica.stop()
    try:
        for _ in range(5):
            assert await answered_by(db, "primary")
    finally:
        await replication.replica.start()
    await eventually(lambda: answered_by(db, "replica"), "the replica is used again", patience=30)


async def test_a_replica_that_goes_while_it_answers_is_unavailable_once(
    db: Resources, replication: Replication
) -> None:
    with pytest.raises(Unavailable):
        async with db.db.read() as conn:
            assert await conn.value("SELECT pg_is_in_recovery()")
            await asyncio.to_thread(end_connections, replication.replica)
            await conn.value("SELECT 1")
    async with db.db.read() as conn:
        assert await conn.value("SELECT 1") == 1


def end_connections(server: PostgresServer) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'mingle'")
