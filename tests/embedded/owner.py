"""A program that takes a data folder and runs both engines in it until it is killed.

It prints one JSON object a line: progress, then what it started, or the error. With `--from-thread` the
engines are started outside of the main thread, so that the system does not end them together with it.
"""

import asyncio
import json
import os
import sys
import threading
from pathlib import Path

from mingle.embedded import DataFolder, EngineError, PostgresServer, ValkeyServer


def say(**facts: object) -> None:
    """Print one line for the test."""
    print(json.dumps(facts), flush=True)


async def own(folder: Path) -> None:
    """Take the folder, start the engines, stay."""
    with DataFolder(folder):
        postgres = PostgresServer(folder / "postgres")
        valkey = ValkeyServer(folder / "valkey")

        def tell(sentence: str) -> None:
            say(progress=sentence)

        _ = await asyncio.gather(postgres.start(tell), valkey.start(tell))
        pids = [engine.process.pid for engine in (postgres, valkey) if engine.process]
        say(up=True, uid=os.geteuid(), pids=pids, url=postgres.url, valkey_url=valkey.url)
        _ = await asyncio.Event().wait()


def main() -> None:
    """Run until killed."""
    try:
        asyncio.run(own(Path(sys.argv[1])))
    except EngineError as error:
        say(error=str(error))


if __name__ == "__main__":
    if "--from-thread" in sys.argv:
        thread = threading.Thread(target=main)
        thread.start()
        thread.join()
    else:
        main()
