"""PostgreSQL that is lost, busy or gone: `Unavailable` for as long as it lasts, and not a moment longer."""

import asyncio
import select
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from mingle.embedded import PostgresServer
from mingle.kernel.errors import Unavailable
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def opened(settings: Settings, **changes: object) -> AsyncGenerator[Resources]:
    async with open_resources(settings.model_copy(update=changes), []) as resources:
        yield resources


async def use_many_connections(resources: Resources, count: int) -> None:
    """Let the pool open `count` connections, and take them all back."""
    together = asyncio.Barrier(count)

    async def use() -> None:
        async with resources.db.read() as conn:
            await conn.value("SELECT 1")
            await together.wait()

    await asyncio.gather(*(use() for _ in range(count)))


def terminate_backends(settings: Settings, superuser_url: str) -> int:
    """End every connection to the test's database, and wait until they are gone."""
    name = conninfo_to_dict(settings.database_url)["dbname"]
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        return len(ended.fetchall())


async def test_idle_connections_that_were_lost_harm_nobody(settings: Settings, superuser_url: str) -> None:
    async with opened(settings, database_pool_min=10) as resources:
        await use_many_connections(resources, 10)
        assert await asyncio.to_thread(terminate_backends, settings, superuser_url) >= 10
        for _ in range(30):
            async with resources.db.read() as conn:
                assert await conn.value("SELECT 1") == 1
        await use_many_connections(resources, 10)


async def test_a_connection_lost_in_use_is_unavailable_and_the_next_works(
    settings: Settings, superuser_url: str
) -> None:
    async with opened(settings) as resources:
        with pytest.raises(Unavailable):
            async with resources.db.transaction() as tx:
                await tx.value("SELECT 1")
                await asyncio.to_thread(terminate_backends, settings, superuser_url)
                await tx.value("SELECT 1")
        with pytest.raises(Unavailable):
            async with resources.db.read() as conn:
                await conn.value("SELECT 1")
                await asyncio.to_thread(terminate_backends, settings, superuser_url)
                await conn.value("SELECT 1")
        async with resources.db.transaction() as tx:
            assert await tx.value("SELECT 1") == 1


async def test_a_connection_that_was_told_something_is_kept(settings: Settings) -> None:
    """A server also speaks up to say that a setting has changed: that is no reason to part."""
    async with opened(settings, database_pool_min=1, database_pool_max=1) as resources:
        async with resources.db.read() as conn:
            backend = await conn.value("SELECT pg_backend_pid()")
            await conn.execute("LISTEN something")
            socket = conn.raw.fileno()
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            connection.execute("NOTIFY something")
        await eventually(lambda: select.select([socket], [], [], 0)[0], "the server has spoken")
        async with resources.db.read() as conn:
            assert await conn.value("SELECT pg_backend_pid()") == backend


async def test_a_pool_without_a_free_connection_is_unavailable(settings: Settings) -> None:
    async with opened(settings, database_pool_max=2, database_pool_timeout_seconds=0.2) as resources:
        taken, give_back = asyncio.Barrier(3), asyncio.Event()

        async def hold() -> None:
            async with resources.db.transaction():
                await taken.wait()
                await give_back.wait()

        holders = [asyncio.create_task(hold()) for _ in range(2)]
        await taken.wait()
        with pytest.raises(Unavailable):
            async with resources.db.transaction():
                pytest.fail("there was a third connection")
        give_back.set()
        await asyncio.gather(*holders)
        async with resources.db.transaction() as tx:
            assert await tx.value("SELECT 1") == 1


async def test_a_deadlock_is_unavailable_for_one_and_nothing_for_the_other(resources: Resources) -> None:
    together = asyncio.Barrier(2)

    async def lock(first: int, second: int) -> bool:
        try:
            async with resources.db.transaction() as tx:
                await tx.execute("SELECT pg_advisory_xact_lock(%s)", (first,))
                await together.wait()
                await tx.execute("SELECT pg_advisory_xact_lock(%s)", (second,))
        except Unavailable:
            return False
        return True

    assert sorted(await asyncio.gather(lock(1, 2), lock(2, 1))) == [False, True]


async def test_a_client_is_told_503_and_served_again(
    client: httpx.AsyncClient, settings: Settings, superuser_url: str
) -> None:
    assert (await client.get("/api/notes")).status_code == 200
    await asyncio.to_thread(terminate_backends, settings, superuser_url)
    assert (await client.get("/api/notes")).status_code == 200


async def test_a_server_that_stops_and_comes_back(settings: Settings, tmp_path: Path) -> None:
    postgres = PostgresServer(tmp_path / "postgres", options={"fsync": "off", "full_page_writes": "off"})
    await postgres.start()
    try:
        async with opened(settings, database_url=postgres.url, database_pool_timeout_seconds=0.3) as resources:

            async def answers() -> bool:
                try:
                    async with resources.db.read() as conn:
                        return await conn.value("SELECT true")
                except Unavailable:
                    return False

            assert await answers()
            await postgres.stop()
            for _ in range(3):
                assert not await answers()
            await postgres.start()
            await eventually(answers, "PostgreSQL answers again", patience=5)
    finally:
        await postgres.stop()
