"""Jobs: rows that commit with the data, run later by any worker, at least once."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from procrastinate.jobs import Job as QueuedJob

from mingle.kernel import context, failures
from mingle.kernel.jobs import JobQueue, job
from mingle.kernel.resources import Resources, open_resources
from mingle.kernel.worker import GrowingPauses
from mingle.settings import Settings
from tests.kernel import chores
from tests.kernel.chores import CHORES, Box, defer, order, runs, waiting
from tests.support.eventually import eventually
from tests.support.servers import acting, running_worker

pytestmark = pytest.mark.anyio


@pytest.fixture
async def queue(settings: Settings) -> AsyncGenerator[Resources]:
    """Resources with the chores instead of the sample feature."""
    async with open_resources(settings, CHORES) as opened:
        yield opened


async def test_a_job_of_a_request_runs_after_the_commit_with_its_request_id(
    client: httpx.AsyncClient, resources: Resources, settings: Settings
) -> None:
    answer = await client.post("/api/notes", json={"text": "seven c"}, headers=acting(uuid4()))
    async with running_worker(resources, settings):

        async def letters() -> object:
            async with resources.db.read() as conn:
                return await conn.value("SELECT letters FROM notes")

        assert await eventually(letters, "the letters are counted") == len("seven c")
    assert await runs(resources, "sample.count_letters") == [answer.headers["x-request-id"]]
    assert await waiting(resources) == 0


async def test_arguments_arrive_as_what_they_were(queue: Resources, settings: Settings) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    box = Box([1, 2], uuid4())
    await defer(queue, lambda tx: chores.typed.defer(tx, box, at=at, names=["é", "b"]))
    async with running_worker(queue, settings):
        await eventually(lambda: order(queue), "it ran")
    assert await order(queue) == [f"typed [1, 2] {at.isoformat()} {['é', 'b']}"]


async def test_what_matters_most_goes_first(queue: Resources, settings: Settings) -> None:
    await defer(queue, chores.low.defer, chores.own.defer, chores.default.defer, chores.high.defer, chores.low.defer)
    alone = settings.model_copy(update={"job_concurrency": 1})
    async with running_worker(queue, alone):
        await eventually(lambda: order_of(queue, 5), "all five ran")
    assert await order(queue) == ["high", "own", "default", "low", "low"]


async def order_of(resources: Resources, count: int) -> bool:
    return len(await order(resources)) == count


async def test_a_job_for_later_waits_until_then(queue: Resources, settings: Settings) -> None:
    now = datetime.now(UTC)
    await defer(
        queue,
        lambda tx: chores.high.defer_at(tx, now + timedelta(hours=1)),
        lambda tx: chores.low.defer_at(tx, now + timedelta(milliseconds=300)),
    )
    async with running_worker(queue, settings):
        await eventually(lambda: order(queue), "the one that is due ran")
    assert await order(queue) == ["low"]
    assert await waiting(queue) == 1


async def test_three_tries_then_it_stands_in_the_list(queue: Resources, settings: Settings) -> None:
    with context.work_context(context.WorkContext("from-here")):
        [job_id] = await defer(queue, lambda tx: chores.fail.defer(tx, "out of luck"))
    async with running_worker(queue, settings):
        [failed] = await eventually(lambda: listed(queue), "it has failed")
        assert await runs(queue, "fail") == ["from-here"] * 3
        assert (failed.id, failed.task, failed.queue, failed.attempts) == (job_id, "chores.fail", "default", 3)
        assert failed.arguments == {"words": "out of luck"}
        assert failed.error == "RuntimeError: out of luck"
        assert "raise RuntimeError(words)" in failed.traceback
        assert failed.failed_at is not None
        assert abs(failed.failed_at - datetime.now(UTC)) < timedelta(minutes=1)

        async with queue.db.transaction() as tx:
            await failures.retry(tx, job_id)
        assert await listed(queue) == []
        await eventually(lambda: listed(queue), "it has failed again")
        assert len(await runs(queue, "fail")) == 6

    async with queue.db.transaction() as tx:
        await failures.discard(tx, job_id)
    assert await listed(queue) == []
    assert await waiting(queue) == 0


async def listed(resources: Resources) -> list[failures.FailedJob]:
    async with resources.db.read() as conn:
        return await failures.list_failed(conn)


async def test_a_job_that_is_cancelled_from_within_has_failed(queue: Resources, settings: Settings) -> None:
    await defer(queue, chores.cancel_itself.defer)
    async with running_worker(queue, settings):
        [failed] = await eventually(lambda: listed(queue), "it has failed")
    assert failed.error == "RuntimeError: the job was cancelled from within"


@job("chores.nul")
async def nul(_resources: Resources) -> None:
    msg = "before\0after" + "x" * 5_000
    raise ValueError(msg)


async def test_an_error_of_any_words_is_kept(settings: Settings) -> None:
    async with open_resources(settings, [nul]) as resources:
        await defer(resources, nul.defer)
        async with running_worker(resources, settings):
            [failed] = await eventually(lambda: listed(resources), "it has failed")
    assert failed.error.startswith("ValueError: beforeafterxxx")
    assert len(failed.error) == 2_000


async def test_a_job_that_no_worker_knows_is_listed(queue: Resources, settings: Settings) -> None:
    """A row of a newer program, or of a feature that has been switched off since."""
    await defer(queue, nul.defer)
    async with running_worker(queue, settings):
        [failed] = await eventually(lambda: listed(queue), "it is listed")
    assert failed.error == "its worker knows no job of this name"


async def test_only_what_has_failed_is_tried_again_or_given_up(queue: Resources) -> None:
    [job_id] = await defer(queue, chores.low.defer)
    for change in (failures.retry, failures.discard):
        for wrong in (job_id, 10**12):
            with pytest.raises(failures.JobNotFailed):
                async with queue.db.transaction() as tx:
                    await change(tx, wrong)
    assert await waiting(queue) == 1


async def test_the_list_goes_on_after_an_id(queue: Resources) -> None:
    ids = await defer(queue, *[chores.low.defer] * 5)
    async with queue.db.transaction() as tx:
        await tx.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        first = await failures.list_failed(tx, limit=3)
        rest = await failures.list_failed(tx, after=first[-1].id, limit=3)
    assert [failed.id for failed in first + rest] == ids


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 10), (1, 60), (2, None)])
async def test_pauses_grow_and_end(attempts: int, seconds: int | None) -> None:
    row = QueuedJob(id=1, lock=None, queueing_lock=None, task_name="t", queue="default", priority=0, attempts=attempts)
    decision = GrowingPauses(10).get_retry_decision(exception=ValueError(), job=row)
    if seconds is None:
        assert decision is None
    else:
        assert decision is not None
        assert decision.retry_at is not None
        pause = decision.retry_at - datetime.now(UTC)
        assert timedelta(seconds=seconds - 1) < pause <= timedelta(seconds=seconds)


async def test_two_jobs_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="share a name"):
        JobQueue([chores.low, chores.low])


async def test_arguments_that_do_not_fit_are_refused_at_once(queue: Resources) -> None:
    async with queue.db.transaction() as tx:
        with pytest.raises(TypeError, match="unexpected"):
            await chores.low.defer(tx, nonsense=1)  # pyright: ignore[reportCallIssue]
    assert await waiting(queue) == 0
