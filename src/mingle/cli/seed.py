"""`mingle seed`: fills a development database with people who do not exist."""

import asyncio
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Annotated

import uvloop
from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mingle.cli.laptop import LaptopSettings, engines_for, telling
from mingle.cli.options import DatabaseUrl, DataDir, SettingsError, ValkeyUrl, load_settings
from mingle.cli.serve import configure_logs

app = App(name="seed")
console = Console(highlight=False, soft_wrap=True)

BATCH = 2_000


@app.default
def seed(
    *,
    people: Annotated[
        int, Parameter(help="how many there are in the end", validator=Number(gte=1, lte=10_000_000))
    ] = 1000,
    seed: Annotated[
        int, Parameter(help="which people: the same number makes the same ones", validator=Number(gte=0))
    ] = 0,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
) -> None:
    """Fill a development database with people who do not exist: names, ages, cities, interests, drawn portraits.

    They can be signed in as. Run it beside `mingle up` or without; running it twice adds nobody twice.
    """
    settings = load_settings(LaptopSettings, data_dir=data_dir, database_url=database_url, valkey_url=valkey_url)
    if settings.is_production:
        msg = "MINGLE_MODE is production: people who do not exist belong into a development database."
        raise SettingsError(msg)
    configure_logs(settings)
    uvloop.run(_fill(settings, people, seed))


async def _fill(settings: LaptopSettings, count: int, seed: int) -> None:
    from mingle.app import FEATURES  # noqa: PLC0415  # after the settings are known to be good
    from mingle.kernel.resources import open_resources  # noqa: PLC0415
    from mingle.kernel.seeding import SEED_PASSWORD  # noqa: PLC0415
    from mingle.seeding import Population  # noqa: PLC0415

    seeders = [feature.seed for feature in FEATURES if feature.seed is not None]
    began = perf_counter()
    async with AsyncExitStack() as stack:
        with telling(console) as tell:
            known = await stack.enter_async_context(engines_for(settings, tell))
        resources = await stack.enter_async_context(open_resources(known, []))
        population = Population(seed)
        with _progress() as progress:
            task = progress.add_task("People", total=count)

            async def fill(first: int) -> None:
                people = [population.person(number) for number in range(first, min(first + BATCH, count))]
                for seeder in seeders:
                    await seeder(resources, people)
                progress.advance(task, len(people))

            # Two at a time: one is drawn while PostgreSQL writes the other.
            for first in range(0, count, 2 * BATCH):
                await asyncio.gather(*(fill(one) for one in range(first, min(first + 2 * BATCH, count), BATCH)))
    console.print(f"{count:,} people are there ({perf_counter() - began:.1f} s).")
    console.print(f"Sign in as {population.person(0).username}, or another, with the password: {SEED_PASSWORD}")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )
