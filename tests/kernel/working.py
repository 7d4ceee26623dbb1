"""A worker process that runs the chores until it is killed or told to stop."""

import asyncio
import signal

from mingle.cli.options import load_settings
from mingle.kernel import log
from mingle.kernel.resources import open_resources
from mingle.kernel.worker import Worker
from mingle.settings import Settings
from tests.kernel.chores import CHORES


async def main() -> None:
    """Work."""
    settings = load_settings(Settings)
    log.configure("warning", as_json=True)
    async with open_resources(settings, CHORES) as resources:
        worker = Worker(resources, settings, poll_seconds=0.05)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        await worker.run()


if __name__ == "__main__":
    asyncio.run(main())
