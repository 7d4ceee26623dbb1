"""Jobs: work that is done later, by any worker, at least once.

A job is a row that is written on the caller's own connection, so it commits or vanishes with the data. Its function
takes ids, not objects; it may run twice, so it is idempotent; it makes no network call while a transaction is open.
After three tries it stands in the list of failures (`mingle jobs`), to be looked at and tried again.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, get_type_hints

import msgspec
from psycopg.types.json import Jsonb

from mingle.kernel import context

if TYPE_CHECKING:
    from mingle.kernel.db import Tx
    from mingle.kernel.resources import Resources

P = ParamSpec("P")

HIGH, DEFAULT, LOW = "high", "default", "low"
# Workers take what is waiting in this order; queues that features add rank as `default`.
PRIORITIES = {HIGH: 10, DEFAULT: 0, LOW: -10}
TRIES = 3

JobFunction = Callable[Concatenate["Resources", P], Awaitable[None]]


class Job(Generic[P]):
    """A kind of job: its name on the wire never changes, since rows of older programs carry it."""

    def __init__(self, function: JobFunction[P], name: str, queue: str, cron: str | None) -> None:
        self.function = function
        self.name = name
        self.queue = queue
        self.cron = cron
        self.signature = inspect.signature(function)
        self.hints = get_type_hints(function)

    async def defer(self, tx: "Tx", /, *args: P.args, **kwargs: P.kwargs) -> int:
        """Run it as soon as `tx` has committed; the id of the job."""
        return await self.defer_at(tx, None, *args, **kwargs)

    async def defer_at(self, tx: "Tx", at: datetime | None, /, *args: P.args, **kwargs: P.kwargs) -> int:
        """Run it once `tx` has committed, and not before `at`; the id of the job."""
        if tx.jobs is None:
            msg = "this transaction belongs to a database without jobs"
            raise RuntimeError(msg)
        bound = self.signature.bind(None, *args, **kwargs).arguments
        bound.pop(next(iter(self.signature.parameters)))
        return await tx.jobs.insert(tx, self, msgspec.to_builtins(bound), at)

    async def run(self, resources: "Resources", arguments: dict[str, Any]) -> None:
        """Run it now, with arguments as they stand in the row.

        Raises:
            msgspec.ValidationError: the row does not fit the function's parameters.
        """
        typed = {name: msgspec.convert(value, self.hints[name]) for name, value in arguments.items()}
        await self.function(resources, **typed)  # pyright: ignore[reportCallIssue]


def job(name: str, *, queue: str = DEFAULT) -> Callable[[JobFunction[P]], Job[P]]:
    """Declare a job: `@job("notifications.push", queue=HIGH)`."""

    def declare(function: JobFunction[P]) -> Job[P]:
        return Job(function, name, queue, None)

    return declare


def periodic(name: str, cron: str, *, queue: str = LOW) -> Callable[[JobFunction[[]]], Job[[]]]:
    """Declare a job that runs by the clock, once however many workers there are.

    Args:
        name: its name on the wire.
        cron: five fields, or six with seconds last, in UTC.
        queue: where it waits for a worker.
    """

    def declare(function: JobFunction[[]]) -> Job[[]]:
        return Job(function, name, queue, cron)

    return declare


class JobQueue:
    """Writes jobs as rows, on the connection of the transaction that wants them."""

    def __init__(self, declared: Sequence[Job[...]]) -> None:
        names = [one.name for one in declared]
        if len(set(names)) != len(names):
            msg = f"two jobs share a name: {sorted(names)}"
            raise ValueError(msg)
        self.declared = tuple(declared)

    @property
    def queues(self) -> list[str]:
        """Every queue that a job is declared for, and the standard ones."""
        return sorted({HIGH, DEFAULT, LOW, *(one.queue for one in self.declared)})

    async def insert(self, tx: "Tx", kind: Job[...], arguments: dict[str, Any], at: datetime | None) -> int:
        """Write one job; its id. A trigger of Procrastinate's tells the workers, once it has committed."""
        carried = {"arguments": arguments, "request_id": context.current_request_id()}
        job_id: int = await tx.value(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)"
            " VALUES (%s, %s, %s, %s, %s) RETURNING id",
            (kind.queue, kind.name, PRIORITIES.get(kind.queue, 0), Jsonb(carried, dumps=msgspec.json.encode), at),
        )
        return job_id
