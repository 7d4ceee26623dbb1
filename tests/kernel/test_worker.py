"""Workers: they may be many, they may die, and PostgreSQL may go away under them; no job is lost."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from mingle import migrations
from mingle.embedded import PostgresServer
from mingle.kernel import failures
from mingle.kernel.errors import Unavailable
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.kernel import chores
from tests.kernel.chores import CHORES, defer, open_gate, order, runs, waiting
from tests.sample import SCHEMA
from tests.support.eventually import eventually
from tests.support.programs import program
from tests.support.servers import running_worker

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As everywhere, but the dead are buried within a second or two."""
    return settings.model_copy(update={"job_stalled_after_seconds": 1.0, "job_heartbeat_seconds": 0.2})


@pytest.fixture
async def queue(settings: Settings) -> AsyncGenerator[Resources]:
    """Resources with the chores instead of the sample feature."""
    async with open_resources(settings, CHORES) as opened:
        yield opened


async def test_no_more_at_once_than_asked_for(queue: Resources, settings: Settings) -> None:
    names = [f"n{n}" for n in range(5)]
    await defer(queue, *(chores.holding(name) for name in names))
    async with running_worker(queue, settings.model_copy(update={"job_concurrency": 2})):
        await eventually(lambda: begun(queue, 2), "two have begun")
        await open_gate(queue, "n0")
        await eventually(lambda: begun(queue, 3), "one ended and the third has begun")
        assert (await order(queue)).count("n3 begun") == 0
        for name in names[1:]:
            await open_gate(queue, name)
        await eventually(lambda: none_waits(queue), "all have ended")
    ended = [name for name in await order(queue) if name.endswith("ended")]
    assert len(ended) == 5


async def begun(resources: Resources, count: int) -> bool:
    return len([name for name in await order(resources) if name.endswith("begun")]) == count


async def none_waits(resources: Resources) -> bool:
    return await waiting(resources) == 0


async def test_a_worker_that_stops_finishes_what_it_has_in_hand(queue: Resources, settings: Settings) -> None:
    await defer(queue, chores.holding("slow"))
    one_by_one = settings.model_copy(update={"job_concurrency": 1})
    async with running_worker(queue, one_by_one, grace_seconds=20) as worker:
        await eventually(lambda: begun(queue, 1), "it has begun")
        worker.stop()
        await defer(queue, chores.high.defer)
        await open_gate(queue, "slow")
    assert await order(queue) == ["slow begun", "open slow", "slow ended"]
    assert await waiting(queue) == 1  # what came after the stop is for others


async def test_what_does_not_end_in_time_is_put_back_and_no_try_is_lost(queue: Resources, settings: Settings) -> None:
    await defer(queue, chores.holding("long"))
    for times in range(1, 5):  # more often than a job has tries
        async with running_worker(queue, settings, grace_seconds=0.1):
            await eventually(lambda times=times: begun(queue, times), "it has begun again")
    async with queue.db.read() as conn:
        assert await conn.value("SELECT status::text FROM procrastinate_jobs") == "todo"
        assert await failures.list_failed(conn) == []
    await open_gate(queue, "long")
    async with running_worker(queue, settings):
        await eventually(lambda: none_waits(queue), "it ends in the end")


async def test_a_job_that_will_not_be_stopped_cannot_hold_the_worker(queue: Resources, settings: Settings) -> None:
    await defer(queue, chores.stubborn.defer)
    async with running_worker(queue, settings, grace_seconds=0.1, end_seconds=0.1):
        await eventually(lambda: runs(queue, "stubborn begun"), "it has begun")
    assert await order(queue) == ["stubborn begun"]  # the worker is gone, and the job still at it
    await open_gate(queue, "stubborn")
    await eventually(lambda: runs(queue, "stubborn ended"), "it has ended")


async def test_a_worker_killed_in_a_job_loses_none(queue: Resources, settings: Settings) -> None:
    await defer(queue, chores.kill_the_first_worker.defer)
    async with program("tests.kernel.working", settings) as victim:
        assert await victim.wait() == -signal.SIGKILL
    assert await order(queue) == ["killed"]
    async with running_worker(queue, settings):
        await eventually(lambda: none_waits(queue), "another worker has run it to the end")
    assert await order(queue) == ["killed", "survived"]


async def test_a_job_that_kills_three_workers_has_failed(queue: Resources, settings: Settings) -> None:
    [job_id] = await defer(queue, chores.kill_every_worker.defer)
    for times in range(1, 4):
        async with program("tests.kernel.working", settings) as victim:
            assert await victim.wait() == -signal.SIGKILL
        assert len(await runs(queue, "killed again")) == times

    async def failed() -> list[failures.FailedJob]:
        async with queue.db.read() as conn:
            return await failures.list_failed(conn)

    async with running_worker(queue, settings):  # it lives: what it takes over is not tried a fourth time
        [listed] = await eventually(failed, "it is listed")
    assert listed.id == job_id
    assert listed.error == "its worker died in the middle of it, at the last of 3 tries"


REFUSE_THE_FIRST_END = """
    CREATE SEQUENCE endings;
    CREATE FUNCTION refuse_first() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF nextval('endings') = 1 THEN RAISE 'not now'; END IF; RETURN old; END $$;
    CREATE TRIGGER refuse_first BEFORE DELETE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION refuse_first();
"""


async def test_a_job_whose_end_could_not_be_written_is_not_stuck(queue: Resources, settings: Settings) -> None:
    """Its worker lives on, so nobody would take it over."""
    async with queue.db.transaction() as tx:
        await tx.execute(REFUSE_THE_FIRST_END)
    await defer(queue, chores.default.defer)
    async with running_worker(queue, settings):
        await eventually(lambda: none_waits(queue), "it has ended")
    assert await order(queue) == ["default", "default"]


NOTE_TICKS = """
    CREATE TABLE ticks (at text);
    CREATE FUNCTION note_tick() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO ticks VALUES (new.args ->> 'timestamp'); RETURN new; END $$;
    CREATE TRIGGER note_tick AFTER INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION note_tick();
"""


async def test_a_periodic_job_runs_once_a_tick_however_many_workers(settings: Settings) -> None:
    async with open_resources(settings, [chores.tick]) as resources:
        async with resources.db.transaction() as tx:
            await tx.execute(NOTE_TICKS)
        async with running_worker(resources, settings), running_worker(resources, settings):
            await eventually(lambda: ticked(resources, 4), "it ticked four times")
        async with resources.db.read() as conn:
            assert await conn.value("SELECT count(*) >= 4 AND count(*) = count(DISTINCT at) FROM ticks")
            made: int = await conn.value("SELECT count(*) FROM ticks")
        assert made == len(await runs(resources, "tick")) + await waiting(resources)


async def ticked(resources: Resources, count: int) -> bool:
    return len(await runs(resources, "tick")) >= count


async def test_a_worker_outlives_lost_connections(queue: Resources, settings: Settings, superuser_url: str) -> None:
    name = conninfo_to_dict(settings.database_url)["dbname"]
    async with running_worker(queue, settings):
        await defer(queue, chores.holding("long"))
        await eventually(lambda: begun(queue, 1), "a job has begun")
        async with await psycopg.AsyncConnection.connect(superuser_url, autocommit=True) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
        await open_gate(queue, "long")
        await defer(queue, chores.default.defer)
        await eventually(lambda: none_waits(queue), "both jobs have ended")
    assert "default" in await order(queue)


@pytest.mark.parametrize("first_to_stop", ["worker", "postgresql"])
async def test_a_worker_outlives_a_restart_of_postgresql(
    settings: Settings, tmp_path: Path, first_to_stop: str
) -> None:
    postgres = PostgresServer(tmp_path / "postgres", options={"fsync": "off", "full_page_writes": "off"})
    own = settings.model_copy(update={"database_url": postgres.url, "database_pool_timeout_seconds": 1.0})
    try:
        async with open_resources(own, CHORES) as resources, running_worker(resources, own):
            await postgres.start()  # only now: a worker also waits for a PostgreSQL that is late
            await asyncio.to_thread(prepare, postgres.url)
            await eventually(lambda: works(resources), "PostgreSQL answers")
            await eventually(lambda: ran(resources, 1), "a job ran")
            await postgres.stop()
            await postgres.start()
            await eventually(lambda: works(resources), "PostgreSQL answers again")
            await eventually(lambda: ran(resources, 2), "the next job ran")
            if first_to_stop == "postgresql":
                await postgres.stop()
    finally:
        await postgres.stop()


def prepare(url: str) -> None:
    migrations.upgrade(url)
    with psycopg.connect(url) as connection:
        connection.execute(SCHEMA)


async def works(resources: Resources) -> bool:
    try:
        await defer(resources, chores.default.defer)
    except Unavailable:
        return False
    return True


async def ran(resources: Resources, count: int) -> bool:
    return len(await runs(resources, "default")) >= count
