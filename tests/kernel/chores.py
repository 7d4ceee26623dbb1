"""Jobs for the tests of the queue and its workers: each leaves a trace in `job_runs` or in memory."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.kernel import context
from mingle.kernel.db import Tx
from mingle.kernel.jobs import HIGH, LOW, job, periodic
from mingle.kernel.resources import Resources


class Box(msgspec.Struct):
    """An argument that is more than a text."""

    corners: list[int]
    owner: UUID


async def record(resources: Resources, name: str) -> None:
    """Leave a trace."""
    async with resources.db.transaction() as tx:
        await note_run(tx, name)


async def note_run(tx: Tx, name: str) -> None:
    """Write a trace."""
    await tx.execute("INSERT INTO job_runs (name, request_id) VALUES (%s, %s)", (name, context.current_request_id()))


async def runs(resources: Resources, name: str) -> list[str]:
    """The request ids of the runs of a job, in order."""
    async with resources.db.read() as conn:
        rows = await conn.all(Run, "SELECT name, request_id FROM job_runs WHERE name = %s ORDER BY id", (name,))
    return [row.request_id for row in rows]


async def order(resources: Resources) -> list[str]:
    """The names of all runs, in order."""
    async with resources.db.read() as conn:
        return [row.name for row in await conn.all(Run, "SELECT name, request_id FROM job_runs ORDER BY id")]


async def waiting(resources: Resources) -> int:
    """How many jobs have not ended well."""
    async with resources.db.read() as conn:
        count: int = await conn.value("SELECT count(*) FROM procrastinate_jobs")
        return count


class Run(msgspec.Struct):
    """A row of job_runs."""

    name: str
    request_id: str


@job("chores.high", queue=HIGH)
async def high(resources: Resources) -> None:
    """Run first."""
    await record(resources, "high")


@job("chores.default")
async def default(resources: Resources) -> None:
    """Run next."""
    await record(resources, "default")


@job("chores.own", queue="kitchen")
async def own(resources: Resources) -> None:
    """Run in a queue of a feature's own."""
    await record(resources, "own")


@job("chores.low", queue=LOW)
async def low(resources: Resources) -> None:
    """Run last."""
    await record(resources, "low")


@job("chores.typed")
async def typed(resources: Resources, box: Box, *, at: datetime, names: list[str]) -> None:
    """Take arguments of all kinds."""
    assert isinstance(box.owner, UUID)
    await record(resources, f"typed {box.corners} {at.isoformat()} {names}")


@job("chores.fail")
async def fail(resources: Resources, words: str = "no luck") -> None:
    """Fail each time."""
    await record(resources, "fail")
    raise RuntimeError(words)


@job("chores.cancel_itself")
async def cancel_itself(resources: Resources) -> None:
    """Wait for something that is cancelled."""
    await record(resources, "cancel_itself")
    waiting_for = asyncio.get_running_loop().create_future()
    waiting_for.cancel()
    await waiting_for


@job("chores.hold")
async def hold(resources: Resources, name: str) -> None:
    """Begin, and end when the test says so (or never)."""
    await record(resources, f"{name} begun")
    await resources_gate(resources, name)
    await record(resources, f"{name} ended")


@job("chores.stubborn")
async def stubborn(resources: Resources) -> None:
    """Go on until the test says so, whoever cancels it."""
    await record(resources, "stubborn begun")
    waiting_for = asyncio.create_task(resources_gate(resources, "stubborn"))
    while not waiting_for.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({waiting_for})
    await record(resources, "stubborn ended")


@job("chores.kill_the_first_worker")
async def kill_the_first_worker(resources: Resources) -> None:
    """Kill the process that runs it, unless that has been done."""
    killed = await runs(resources, "killed")
    if not killed:
        await record(resources, "killed")
        os.kill(os.getpid(), signal.SIGKILL)
    await record(resources, "survived")


@job("chores.kill_every_worker")
async def kill_every_worker(resources: Resources) -> None:
    """Kill the process that runs it."""
    await record(resources, "killed again")
    os.kill(os.getpid(), signal.SIGKILL)


@periodic("chores.tick", "* * * * * *")
async def tick(resources: Resources) -> None:
    """Run each second."""
    await record(resources, "tick")


async def resources_gate(resources: Resources, name: str) -> None:
    """Wait until the test opens the gate of this name: a row that says so."""
    while True:
        async with resources.db.read() as conn:
            if await conn.value("SELECT true FROM job_runs WHERE name = %s", (f"open {name}",)):
                return
        await asyncio.sleep(0.02)


async def open_gate(resources: Resources, name: str) -> None:
    """Let `hold` end."""
    await record(resources, f"open {name}")


Defer = Callable[[Tx], Awaitable[int]]


def holding(name: str) -> Defer:
    """`hold`, of this name, to be deferred."""

    async def one(tx: Tx) -> int:
        return await hold.defer(tx, name)

    return one


async def defer(resources: Resources, *deferring: Defer) -> list[int]:
    """Defer jobs in one transaction; their ids."""
    async with resources.db.transaction() as tx:
        return [await one(tx) for one in deferring]


CHORES = [
    high,
    default,
    own,
    low,
    typed,
    fail,
    cancel_itself,
    hold,
    stubborn,
    kill_the_first_worker,
    kill_every_worker,
]
