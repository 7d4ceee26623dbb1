"""A process that reads from databases that it cannot reach, and logs as in production."""

import asyncio
import contextlib

from mingle.cli.options import load_settings
from mingle.kernel import log
from mingle.kernel.errors import Unavailable
from mingle.kernel.resources import open_resources
from mingle.settings import Mode, Settings

UNREACHABLE = "postgresql://mingle:canary-password@127.0.0.1:1/mingle"
NOT_UNDERSTOOD = "postgres:/mingle:canary-password@127.0.0.1/mingle"


async def main() -> None:
    """Try each."""
    given = load_settings(Settings, mode=Mode.DEVELOPMENT, database_url=UNREACHABLE, database_pool_timeout_seconds=0.3)
    for url in (UNREACHABLE, NOT_UNDERSTOOD):
        # Settings refuse the second; here it gets past them.
        settings = given.model_copy(update={"database_url": url})
        async with open_resources(settings, []) as resources:
            with contextlib.suppress(Unavailable):
                async with resources.db.read() as conn:
                    await conn.value("SELECT 1")


log.configure("debug", as_json=True)
asyncio.run(main())
