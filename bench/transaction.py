"""What a transaction of ours costs over a bare one: the kernel's own part, an event, a job."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import psycopg
import uvloop

from bench.engines import Engines, engines
from bench.feature import FEATURE, SCHEMA, insert_note, note_job
from bench.machine import SERVER_CORE, on_core
from bench.results import Benchmark, Plan, Recorder, Result, Table
from mingle.cli.options import load_settings
from mingle.kernel.context import WorkContext, work_context
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Mode, Settings

AUTHOR, TEXT = UUID(int=1), "a short note"
CONCURRENT = 20
INSERT = "INSERT INTO bench_notes (author_id, text) VALUES (%s, %s)"

Raw = psycopg.AsyncConnection[Any]
Operation = Callable[[Raw], Awaitable[None]]
"""One transaction. It is given a connection at hand, which only the bare one uses: ours take one from the pool."""


def run(plan: Plan) -> Result:
    """Take turns, round by round, one at a time and twenty at once."""
    recorder = Recorder()
    with engines() as found:
        with psycopg.connect(found.database_url) as connection:
            connection.execute(SCHEMA)
        with on_core(SERVER_CORE):
            uvloop.run(_measure(plan, recorder, found))
    table = Table("One transaction with one INSERT", recorder.measurements)
    conditions = [
        "bare: psycopg's own BEGIN, INSERT, COMMIT on a connection at hand; the others: `Database.transaction` "
        "with `tx.execute`, and `tx.emit` (published to a real Valkey), `job.defer`, or both",
        "all in one process on core 0, its bus included; PostgreSQL and Valkey on core 1; no waiting for the disk",
        f"{plan.rounds} rounds in turn of {plan.seconds / 5:g} s a figure; medians, ± half the range of the rounds",
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, conditions, [table])


async def _measure(plan: Plan, recorder: Recorder, found: Engines) -> None:
    async with _resources(found) as resources, _connections(found) as connections:
        operations = _operations(resources)
        for turn in range(plan.rounds + 1):
            plan.say(f"round {turn} of {plan.rounds}" if turn else "warming up")
            kept = recorder if turn else Recorder()
            for count, how in ((1, "one at a time"), (CONCURRENT, f"{CONCURRENT} at once")):
                for name, operation in operations.items():
                    wall, cpu = await _time(operation, connections[:count], plan.seconds / 5)
                    kept.add(f"{how}, wall", name, wall, "µs")
                    kept.add(f"{how}, CPU", name, cpu, "µs")
            await connections[0].execute("TRUNCATE bench_notes, procrastinate_jobs CASCADE")


async def _time(operation: Operation, connections: Sequence[Raw], seconds: float) -> tuple[float, float]:
    """Wall time and CPU time of this process for one operation, in µs, with one task a connection."""
    done = 0
    began, cpu = time.perf_counter(), time.process_time()

    async def repeat(raw: Raw) -> None:
        nonlocal done
        while time.perf_counter() < began + seconds:
            with work_context(WorkContext()):
                await operation(raw)
            done += 1

    await asyncio.gather(*map(repeat, connections))
    return (time.perf_counter() - began) / done * 1e6, (time.process_time() - cpu) / done * 1e6


def _operations(resources: Resources) -> dict[str, Operation]:
    async def bare(raw: Raw) -> None:
        await raw.execute("BEGIN")
        await raw.execute(INSERT, (AUTHOR, TEXT))
        await raw.execute("COMMIT")

    async def transaction(_raw: Raw) -> None:
        async with resources.db.transaction() as tx:
            await insert_note(tx, AUTHOR, TEXT)

    async def with_event(_raw: Raw) -> None:
        async with resources.db.transaction() as tx:
            await insert_note(tx, AUTHOR, TEXT)
            tx.emit("wall", "note:new", {"authorId": AUTHOR, "text": TEXT})

    async def with_job(_raw: Raw) -> None:
        async with resources.db.transaction() as tx:
            await insert_note(tx, AUTHOR, TEXT)
            await note_job.defer(tx, AUTHOR)

    async def with_both(_raw: Raw) -> None:
        async with resources.db.transaction() as tx:
            await insert_note(tx, AUTHOR, TEXT)
            tx.emit("wall", "note:new", {"authorId": AUTHOR, "text": TEXT})
            await note_job.defer(tx, AUTHOR)

    return {"bare": bare, "transaction": transaction, "+ event": with_event, "+ job": with_job, "+ both": with_both}


@asynccontextmanager
async def _resources(found: Engines) -> AsyncGenerator[Resources]:
    settings = load_settings(
        Settings,
        mode=Mode.DEVELOPMENT,
        data_dir=found.folder / "var",
        database_url=found.database_url,
        database_pool_min=CONCURRENT,
        database_pool_max=CONCURRENT,
        valkey_url=found.valkey_url,
    )
    async with open_resources(settings, FEATURE.jobs) as resources:
        await resources.bus.connected()
        yield resources


@asynccontextmanager
async def _connections(found: Engines) -> AsyncGenerator[list[Raw]]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(await Raw.connect(found.database_url, autocommit=True))
            for _ in range(CONCURRENT)
        ]


BENCHMARK = Benchmark("transaction", "transaction, event and job over a bare transaction, in µs", run)
