"""`python -m mingle.demo`: simulates demo people, for as long as whoever started it holds its input open."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import cast

import uvloop

from mingle.demo.crowd import Crowd
from mingle.features.accounts import demo_queries
from mingle.kernel import log
from mingle.kernel.resources import open_resources
from mingle.settings import Settings


async def _run(settings: Settings) -> None:
    simulating = asyncio.create_task(_simulate(settings))
    owned = asyncio.create_task(_until_left())
    await asyncio.wait({simulating, owned}, return_when=asyncio.FIRST_COMPLETED)
    if simulating.done():
        simulating.result()
    simulating.cancel()
    owned.cancel()
    with suppress(asyncio.CancelledError):
        await simulating


async def _until_left() -> None:
    """Wait until nobody holds the input open."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def _simulate(settings: Settings) -> None:
    async with open_resources(settings, []) as resources:
        async with resources.db.read() as conn:
            account_ids = await demo_queries.list_demo(conn, settings.demo_live)
        if account_ids:
            await Crowd(resources, _address(settings)).live(account_ids)


def _address(settings: Settings) -> str:
    """Where the server is that listens as the settings say, from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104  # it is not bound here
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def main() -> None:
    """Simulate; there is nobody to simulate in production."""
    settings = cast("Callable[[], Settings]", Settings)()  # all of it from the environment
    if settings.is_production:
        sys.exit("MINGLE_MODE is production: demo people are simulated by `mingle up --demo` only.")
    log.configure(settings.log_level, as_json=False)
    uvloop.run(_run(settings))


if __name__ == "__main__":
    main()
