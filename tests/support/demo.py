"""Demo people beside a server of a test's own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.demo.crowd import Crowd
from mingle.demo.making import make_people
from mingle.features.accounts import demo_queries
from mingle.kernel.resources import open_resources
from mingle.settings import Settings


@asynccontextmanager
async def demo_people(
    settings: Settings, base_url: str, *, people: int = 12, live: int = 6
) -> AsyncGenerator[list[UUID]]:
    """Make so many demo people, and let some of them live at the server at this address; the ids of those.

    They take no time before they do something, unless `demo_pace` says otherwise.
    """
    paced = settings if "demo_pace" in settings.model_fields_set else settings.model_copy(update={"demo_pace": 0.0})
    async with open_resources(paced, declared_jobs(paced, FEATURES), declared_hooks()) as resources:
        await make_people(resources, people, live, lambda _: None)
        async with resources.db.read() as conn:
            ids = await demo_queries.list_demo(conn, live)
        living = asyncio.create_task(Crowd(resources, base_url).live(ids))
        try:
            yield ids
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living
