"""`mingle jobs`: the failures, and what to do about them."""

from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mingle.cli.offline import run
from mingle.cli.options import DatabaseUrl, ValkeyUrl
from mingle.kernel import failures
from mingle.kernel.resources import Resources

JobId = Annotated[int, Parameter(help="the job's id, as `mingle jobs failed` shows it")]

app = App(name="jobs", help="Look at jobs that have failed, and try them again.")
console = Console(highlight=False)


PAGE = 50


@app.command
def failed(
    *,
    after: Annotated[int, Parameter(help="only jobs with higher ids than this")] = 0,
    traceback: Annotated[bool, Parameter(help="where in the program each failed, too", negative="")] = False,
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
) -> None:
    """List the jobs that failed three times, with their errors."""

    async def read(resources: Resources) -> list[failures.FailedJob]:
        async with resources.db.read() as conn:
            return await failures.list_failed(conn, after=after, limit=PAGE)

    found = run(read, database_url, valkey_url)
    if not found:
        console.print("No job has failed.")
        return
    table = Table("id", "task", "queue", "failed", "error")
    for job in found:
        failed_at = job.failed_at.strftime("%Y-%m-%d %H:%M") if job.failed_at else ""
        why = f"{job.traceback}{job.error}" if traceback else job.error
        # What a job says is no markup of ours.
        table.add_row(str(job.id), job.task, job.queue, failed_at, Text(why))
    console.print(table)
    if len(found) == PAGE:
        console.print(f"For more: mingle jobs failed --after {found[-1].id}")


@app.command
def retry(job_id: JobId, /, *, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """Give a failed job three more tries."""

    async def write(resources: Resources) -> None:
        async with resources.db.transaction() as tx:
            await failures.retry(tx, job_id)

    run(write, database_url, valkey_url)
    console.print(f"Job {job_id} is tried again.")


@app.command
def discard(job_id: JobId, /, *, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """Give a failed job up and remove it from the list."""

    async def write(resources: Resources) -> None:
        async with resources.db.transaction() as tx:
            await failures.discard(tx, job_id)

    run(write, database_url, valkey_url)
    console.print(f"Job {job_id} is gone.")
