"""A process that is killed between the commit and the publishing of a note."""

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import NoReturn
from uuid import uuid4

from mingle.cli.options import load_settings
from mingle.kernel.actor import Actor
from mingle.kernel.db import Database, Event
from mingle.kernel.resources import open_resources
from mingle.settings import Mode, Settings
from tests.sample import jobs, service
from tests.sample.models import NoteDraft


class DyingPublisher:
    """Is killed at the first word."""

    def publish(self, events: Sequence[Event]) -> NoReturn:
        del events
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    async def invalidate(self, tags: Sequence[str]) -> None:
        del tags


async def main() -> None:
    """Write a note and die."""
    async with open_resources(load_settings(Settings, mode=Mode.DEVELOPMENT), [jobs.count_letters]) as resources:
        database = Database(resources.db.primary, publisher=DyingPublisher(), jobs=resources.jobs)
        async with database.transaction() as tx:
            await service.write_note(tx, Actor(uuid4()), NoteDraft("written"))


asyncio.run(main())
