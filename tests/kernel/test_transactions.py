"""A transaction has one exit: what it wrote, said and deferred becomes true together, or not at all."""

import asyncio
import json
import signal
from collections.abc import Sequence
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.kernel import context
from mingle.kernel.actor import Actor
from mingle.kernel.db import Database, Event, make_pool
from mingle.kernel.errors import Unavailable
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.sample import service
from tests.sample.errors import WallFull
from tests.sample.models import NoteDraft
from tests.support.eventually import eventually
from tests.support.programs import program
from tests.support.servers import acting

pytestmark = pytest.mark.anyio

AUTHOR = uuid4()


class Wall:
    """Hears the wall with a bus of its own, as another process would."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, object]] = []

    def hear(self, _room: str, packet: bytes) -> None:
        name, payload = json.loads(packet)
        self.heard.append((name, payload))


async def rows(resources: Resources, table: str) -> int:
    async with resources.db.read() as conn:
        count: int = await conn.value(f"SELECT count(*) FROM {table}")  # pyright: ignore[reportArgumentType]
        return count


async def test_a_commit_writes_publishes_and_defers(client: httpx.AsyncClient, resources: Resources) -> None:
    wall = Wall()
    await resources.bus.subscribe(service.ROOM, wall.hear)
    answer = await client.post("/api/notes", json={"text": "hello"}, headers=acting(uuid4()))
    assert answer.status_code == 200
    await eventually(lambda: wall.heard, "the event")
    assert wall.heard == [("note:new", answer.json()["data"])]
    assert await rows(resources, "notes") == 1
    assert await rows(resources, "procrastinate_jobs") == 1


async def test_a_rollback_leaves_no_row_no_event_no_job(client: httpx.AsyncClient, resources: Resources) -> None:
    wall = Wall()
    await resources.bus.subscribe(service.ROOM, wall.hear)
    answer = await client.post("/api/notes", json={"text": "full"}, headers=acting(uuid4()))
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "wall_full"
    assert await rows(resources, "notes") == 0
    assert await rows(resources, "procrastinate_jobs") == 0
    # Events arrive in order: once the next one is here, that of the full wall would have been.
    await client.post("/api/notes", json={"text": "fits"}, headers=acting(uuid4()))
    await eventually(lambda: wall.heard, "the event of the note that fits")
    assert [payload["text"] for _, payload in wall.heard if isinstance(payload, dict)] == ["fits"]


async def test_events_arrive_as_they_were_said_and_in_that_order(resources: Resources) -> None:
    wall = Wall()
    await resources.bus.subscribe("a", wall.hear)
    await resources.bus.subscribe("b", wall.hear)
    payload = {"n": 0}
    async with resources.db.transaction() as tx:
        for n in range(20):
            payload["n"] = n
            tx.emit("ab"[n % 2], "count", payload)
        assert wall.heard == []
    await eventually(lambda: len(wall.heard) == 20, "all events")
    assert wall.heard == [("count", {"n": n}) for n in range(20)]


async def test_nothing_is_said_before_the_commit(resources: Resources) -> None:
    wall = Wall()
    await resources.bus.subscribe("a", wall.hear)
    async with resources.db.transaction() as tx:
        tx.emit("a", "early", {})
        resources.bus.publish([Event("a", b'["marker",{}]')])
        await eventually(lambda: wall.heard, "the marker, which is published at once")
        assert wall.heard == [("marker", {})]
    await eventually(lambda: len(wall.heard) == 2, "the event, now that it is committed")


async def test_a_transaction_within_another_is_refused(resources: Resources) -> None:
    with pytest.raises(RuntimeError, match="open already"):
        async with resources.db.transaction() as tx:
            await service.write_note(tx, Actor(uuid4()), NoteDraft("outer"))
            async with resources.db.transaction():
                pytest.fail("it was let in")
    assert await rows(resources, "notes") == 0
    async with resources.db.transaction(), resources.db.read() as conn:
        assert await conn.value("SELECT 1") == 1  # reading beside it is no trouble


async def test_one_statement_commits_by_itself_and_is_told(resources: Resources) -> None:
    wall = Wall()
    await resources.bus.subscribe("a", wall.hear)
    async with resources.db.transaction(of_one_statement=True) as tx:
        await tx.execute("INSERT INTO notes (id, author_id, text) VALUES (%s, %s, 'x')", (AUTHOR, AUTHOR))
        assert await rows(resources, "notes") == 1
        tx.emit("a", "written", {})
        assert wall.heard == []
    await eventually(lambda: wall.heard, "the event")
    with pytest.raises(RuntimeError, match="in no transaction"):
        async with resources.db.transaction(of_one_statement=True) as tx:
            for _ in range(2):
                await tx.value("SELECT 1")


async def test_two_tasks_may_each_have_a_transaction(resources: Resources) -> None:
    together = asyncio.Barrier(2)

    async def write(text: str) -> None:
        async with resources.db.transaction() as tx:
            await service.write_note(tx, Actor(uuid4()), NoteDraft(text))
            await together.wait()

    await asyncio.gather(write("one"), write("two"))
    assert await rows(resources, "notes") == 2


async def test_a_broken_rule_is_the_programs_own_affair(resources: Resources) -> None:
    """Constraint violations are not `Unavailable`: they must reach the code that knows what they mean."""
    with pytest.raises(psycopg.errors.NotNullViolation):
        async with resources.db.transaction() as tx:
            await tx.execute("INSERT INTO notes (author_id) VALUES (NULL)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        async with resources.db.transaction() as tx:
            for _ in range(2):
                await tx.execute("INSERT INTO notes (id, author_id, text) VALUES (%s, %s, 'x')", (AUTHOR, AUTHOR))


class Cancelling:
    """A publisher during whose work the caller is cancelled."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()

    def publish(self, events: Sequence[Event]) -> None:
        self.published += events

    async def invalidate(self, tags: Sequence[str]) -> None:
        del tags
        self.begun.set()
        await self.go_on.wait()


async def test_what_is_committed_is_told_although_the_caller_is_cancelled(settings: Settings) -> None:
    publisher = Cancelling()
    pool = make_pool(settings.database_url, "primary", min_size=1, max_size=2, timeout_seconds=5)
    await pool.open()
    try:
        database = Database(pool, publisher=publisher)

        async def write() -> None:
            async with database.transaction() as tx:
                tx.emit("a", "said", {})
                tx.invalidate("tag")

        writing = asyncio.create_task(write())
        await publisher.begun.wait()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        publisher.go_on.set()
        await eventually(lambda: publisher.published, "the event")
    finally:
        await pool.close()


async def test_cancelled_before_the_commit_means_nothing_happened(resources: Resources) -> None:
    wrote = asyncio.Event()

    async def write() -> None:
        async with resources.db.transaction() as tx:
            await service.write_note(tx, Actor(uuid4()), NoteDraft("half"))
            wrote.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write())
    await wrote.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await rows(resources, "notes") == 0
    assert await rows(resources, "procrastinate_jobs") == 0


async def test_a_crash_between_commit_and_publish_loses_no_data(resources: Resources, settings: Settings) -> None:
    wall = Wall()
    await resources.bus.subscribe(service.ROOM, wall.hear)
    async with program("tests.kernel.dying_writer", settings) as writer:
        assert await writer.wait() == -signal.SIGKILL
    assert await rows(resources, "notes") == 1
    assert await rows(resources, "procrastinate_jobs") == 1
    assert wall.heard == []


async def test_statements_are_counted_for_the_work_they_belong_to(resources: Resources) -> None:
    with context.work_context(context.WorkContext()) as work:
        async with resources.db.transaction() as tx:
            await tx.value("SELECT 1")
            await tx.execute("SELECT 1")
        async with resources.db.read() as conn:
            await conn.value("SELECT 1")
    assert work.queries == 3


async def test_the_deferred_job_carries_the_request_id(resources: Resources) -> None:
    with context.work_context(context.WorkContext("the-request")):
        async with resources.db.transaction() as tx:
            await service.write_note(tx, Actor(uuid4()), NoteDraft("carried"))
            assert await tx.value("SELECT args ->> 'request_id' FROM procrastinate_jobs") == "the-request"


async def test_a_wall_full_raised_in_the_service_reaches_the_caller(resources: Resources) -> None:
    with pytest.raises(WallFull):
        async with resources.db.transaction() as tx:
            await service.write_note(tx, Actor(uuid4()), NoteDraft("full"))


async def test_no_password_of_the_database_reaches_a_log(settings: Settings) -> None:
    """Neither a wrong password, nor an address that cannot be understood, is repeated with the password in it."""
    async with program("tests.kernel.failing_reader", settings) as reader:
        said, _ = await reader.communicate()
    assert reader.returncode == 0, said
    assert said.count(b"PostgreSQL could not do it") == 2
    assert b"canary" not in said


async def test_unavailable_says_when_to_come_back(settings: Settings) -> None:
    away = settings.model_copy(
        update={"database_url": "postgresql://mingle@127.0.0.1:1/mingle", "database_pool_timeout_seconds": 0.2}
    )
    async with open_resources(away, []) as resources:
        with pytest.raises(Unavailable) as raised:
            async with resources.db.transaction():
                pytest.fail("there is no server")
    assert raised.value.retry_after_seconds == 2
