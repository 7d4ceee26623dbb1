"""A process that reads from databases that it cannot reach, and logs as in production."""

import asyncio

from mingle.cli.options import SettingsError, load_settings
from mingle.kernel import log
from mingle.kernel.errors import Unavailable
from mingle.kernel.resources import open_resources
from mingle.settings import Mode, Settings

UNREACHABLE = "postgresql://mingle:canary-password@127.0.0.1:1/mingle"
NOT_UNDERSTOOD = "postgres:/mingle:canary-password@127.0.0.1/mingle"


async def read(url: str) -> None:
    """Try to."""
    settings = load_settings(Settings, mode=Mode.DEVELOPMENT, database_url=url, database_pool_timeout_seconds=0.3)
    async with open_resources(settings, []) as resources, resources.db.read() as conn:
        await conn.value("SELECT 1")


async def main() -> None:
    """Try each."""
    for url in (UNREACHABLE, NOT_UNDERSTOOD):
        try:
            await read(url)
        except (Unavailable, SettingsError) as error:
            log.get_logger("test").exception("it cannot be read", why=str(error))


log.configure("debug", as_json=True)
asyncio.run(main())
