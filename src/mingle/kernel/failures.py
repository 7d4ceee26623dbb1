"""Jobs that have failed for good: looked at, tried again, or given up."""

from datetime import datetime
from typing import Any

import msgspec

from mingle.kernel.db import Conn, Tx
from mingle.kernel.errors import NotFound


class FailedJob(msgspec.Struct, rename="camel"):
    """A job whose last try failed."""

    id: int
    task: str
    queue: str
    arguments: dict[str, Any]
    attempts: int
    error: str
    traceback: str
    failed_at: datetime | None


class JobNotFailed(NotFound):
    """There is no failed job of this id."""


async def list_failed(conn: Conn, *, after: int = 0, limit: int = 50) -> list[FailedJob]:
    """The failed jobs with ids above `after`, oldest first."""
    return await conn.all(
        FailedJob,
        """
        SELECT j.id, j.task_name AS task, j.queue_name AS queue, j.attempts,
               coalesce(j.args -> 'arguments', '{}') AS arguments,
               coalesce(e.error, 'its worker knows no job of this name') AS error,
               coalesce(e.traceback, '') AS traceback, e.failed_at
          FROM procrastinate_jobs j LEFT JOIN job_errors e ON e.job_id = j.id
         WHERE j.status = 'failed' AND j.id > %s
         ORDER BY j.id LIMIT %s
        """,
        (after, limit),
    )


async def retry(tx: Tx, job_id: int) -> None:
    """Give a failed job three more tries, beginning now.

    Raises:
        JobNotFailed: there is no such job, or it has not failed.
    """
    found = await tx.execute(
        "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL, worker_id = NULL"
        " WHERE id = %s AND status = 'failed'",
        (job_id,),
    )
    if not found:
        raise JobNotFailed
    await tx.execute("DELETE FROM job_errors WHERE job_id = %s", (job_id,))


async def discard(tx: Tx, job_id: int) -> None:
    """Give a failed job up.

    Raises:
        JobNotFailed: there is no such job, or it has not failed.
    """
    if not await tx.execute("DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed'", (job_id,)):
        raise JobNotFailed
