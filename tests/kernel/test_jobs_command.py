"""`mingle jobs`: the failures, and what to do about them."""

import pytest

from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.kernel import chores
from tests.kernel.chores import defer
from tests.support.programs import mingle

pytestmark = pytest.mark.anyio


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which a table has room."""
    monkeypatch.setenv("COLUMNS", "200")


async def fail(resources: Resources, error: str) -> int:
    """A job that has failed for good; its id."""
    [job_id] = await defer(resources, chores.low.defer)
    async with resources.db.transaction() as tx:
        await tx.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 3 WHERE id = %s", (job_id,))
        await tx.execute("INSERT INTO job_errors VALUES (%s, %s, 'File here\n')", (job_id, error))
    return job_id


async def status(resources: Resources) -> list[str]:
    async with resources.db.read() as conn:
        return await conn.value("SELECT coalesce(array_agg(status::text), '{}') FROM procrastinate_jobs")


@pytest.mark.usefixtures("wide")
async def test_failures_are_shown_with_what_went_wrong(resources: Resources, settings: Settings) -> None:
    assert await mingle(settings, "jobs", "failed") == (0, "No job has failed.\n")
    job_id = await fail(resources, "ValueError: [bold] is no markup")
    code, said = await mingle(settings, "jobs", "failed")
    assert code == 0
    assert str(job_id) in said
    assert "chores.low" in said
    assert "ValueError: [bold] is no markup" in said
    assert "File here" not in said
    _, said = await mingle(settings, "jobs", "failed", "--traceback")
    assert "File here" in said
    assert await mingle(settings, "jobs", "failed", "--after", str(job_id)) == (0, "No job has failed.\n")


async def test_one_is_tried_again(resources: Resources, settings: Settings) -> None:
    job_id = await fail(resources, "no luck")
    code, said = await mingle(settings, "jobs", "retry", str(job_id))
    assert (code, said) == (0, f"Job {job_id} is tried again.\n")
    assert await status(resources) == ["todo"]


async def test_one_is_given_up(resources: Resources, settings: Settings) -> None:
    job_id = await fail(resources, "no luck")
    code, said = await mingle(settings, "jobs", "discard", str(job_id))
    assert (code, said) == (0, f"Job {job_id} is gone.\n")
    assert await status(resources) == []


@pytest.mark.parametrize("command", ["retry", "discard"])
async def test_what_has_not_failed_is_told_in_words(resources: Resources, settings: Settings, command: str) -> None:
    [job_id] = await defer(resources, chores.low.defer)
    for wrong in (job_id, 10**12):
        code, said = await mingle(settings, "jobs", command, str(wrong))
        assert code == 1
        assert "There is no failed job of this id." in said
        assert "Traceback" not in said
    assert await status(resources) == ["todo"]


async def test_a_database_that_is_away_is_told_in_words(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://mingle:canary@127.0.0.1:1/mingle"})
    code, said = await mingle(away, "jobs", "failed")
    assert code == 1
    assert "cannot be reached" in said
    assert "Traceback" not in said
    assert "canary" not in said
