"""A process that sends a scheduled message, and is killed before each line of doing so, one line further each time.

With `export` it puts an export of a chat together instead, five lines further each time.

It prints how many processes were killed, once one comes to the end.
"""

import asyncio
import os
import signal
import sys
from itertools import count
from types import FrameType
from typing import Any
from uuid import UUID

from mingle.app import FEATURES, declared_jobs
from mingle.cli.options import load_settings
from mingle.features.chats import export_jobs, jobs
from mingle.kernel.resources import open_resources
from mingle.settings import Mode, Settings

WATCHED = (
    "features/chats/jobs.py",
    "features/chats/export_jobs.py",
    "_service.py",
    "features/chats/schedule_queries.py",
)


def die_at(last: int) -> None:
    """Be killed before this line of those that are watched."""
    lines = count(1)

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        if not frame.f_code.co_filename.endswith(WATCHED) and frame.f_code.co_name != "transaction":
            return None
        if event == "line" and next(lines) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


async def send(settings: Settings, scheduled_id: UUID, last: int) -> None:
    """Do what a worker does when the time has come."""
    async with open_resources(settings, declared_jobs(settings, FEATURES)) as resources:
        die_at(last)
        if sys.argv[2:] == ["export"]:
            await export_jobs.export_chat.run(resources, {"export_id": str(scheduled_id)})
        else:
            await jobs.send_scheduled.run(resources, {"scheduled_id": str(scheduled_id)})
        sys.settrace(None)


def main() -> None:
    """Let one process after the other die."""
    settings = load_settings(Settings, mode=Mode.DEVELOPMENT)
    step = 5 if sys.argv[2:] == ["export"] else 1
    for killed, last in enumerate(count(1, step)):
        child = os.fork()
        if child == 0:
            asyncio.run(send(settings, UUID(sys.argv[1]), last))
            os._exit(0)
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            sys.stdout.write(f"killed {killed}\n")
            return


main()
