"""A server with media as a process of its own, to be killed or measured. It prints its address."""

import asyncio

from mingle.cli.options import load_settings
from mingle.settings import Settings
from tests.features.media.conftest import LIVE
from tests.support.servers import running_server


async def main() -> None:
    """Serve until killed."""
    settings = load_settings(Settings).model_copy(update={"port": 0, "rate_limits": False, "log_level": "error"})
    async with running_server(settings, *LIVE) as client:
        print(client.base_url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
