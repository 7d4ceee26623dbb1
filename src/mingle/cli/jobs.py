"""`mingle jobs`: the failures, and what to do about them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from mingle.cli.options import DatabaseUrl, ValkeyUrl, load_settings, require_engines
from mingle.kernel import failures
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Mode, Settings

T = TypeVar("T")
JobId = Annotated[int, Parameter(help="the job's id, as `mingle jobs failed` shows it")]

app = App(name="jobs", help="Look at jobs that have failed, and try them again.")
console = Console(highlight=False)


@app.command
def failed(*, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """List the jobs that failed three times, with their errors."""

    async def read(resources: Resources) -> list[failures.FailedJob]:
        async with resources.db.read() as conn:
            return await failures.list_failed(conn)

    found = _run(read, database_url, valkey_url)
    if not found:
        console.print("No job has failed.")
        return
    table = Table("id", "task", "queue", "failed", "error")
    for job in found:
        failed_at = job.failed_at.strftime("%Y-%m-%d %H:%M") if job.failed_at else ""
        table.add_row(str(job.id), job.task, job.queue, failed_at, job.error)
    console.print(table)


@app.command
def retry(job_id: JobId, /, *, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """Give a failed job three more tries."""

    async def write(resources: Resources) -> None:
        async with resources.db.transaction() as tx:
            await failures.retry(tx, job_id)

    _run(write, database_url, valkey_url)
    console.print(f"Job {job_id} is tried again.")


@app.command
def discard(job_id: JobId, /, *, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """Give a failed job up and remove it from the list."""

    async def write(resources: Resources) -> None:
        async with resources.db.transaction() as tx:
            await failures.discard(tx, job_id)

    _run(write, database_url, valkey_url)
    console.print(f"Job {job_id} is gone.")


def _run(work: Callable[[Resources], Awaitable[T]], database_url: str | None, valkey_url: str | None) -> T:
    settings = load_settings(Settings, mode=Mode.DEVELOPMENT, database_url=database_url, valkey_url=valkey_url)
    require_engines(settings)

    async def run() -> T:
        async with open_resources(settings, []) as resources:
            return await work(resources)

    return asyncio.run(run())
