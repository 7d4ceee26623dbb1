"""`mingle up`: all of Mingle on this machine, engines included."""

import asyncio
import signal
import socket
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Annotated, Any

import uvicorn
import uvloop
from cyclopts import App, Parameter
from rich.console import Console
from rich.markup import escape

from mingle.cli import demo as demo_people
from mingle.cli.laptop import AnyEngine, LaptopSettings, complete, migrate, start_engines, telling
from mingle.cli.options import (
    DatabaseUrl,
    DataDir,
    Features,
    Host,
    LogLevel,
    Port,
    PublicUrl,
    ValkeyUrl,
    load_settings,
)
from mingle.cli.serve import configure_logs
from mingle.cli.server import Server, collect_garbage_rarely, listen, uvicorn_options
from mingle.cli.worker import run_worker
from mingle.embedded import DataFolder

app = App(name="up")
console = Console(highlight=False, stderr=True, soft_wrap=True)

# Whoever pressed Ctrl-C sits before the screen: shorter than production's.
GRACE_SECONDS = 5


@app.default
def up(
    *,
    port: Port = None,
    host: Host = None,
    data_dir: DataDir = None,
    features: Features = None,
    public_url: PublicUrl = None,
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
    log_level: LogLevel = None,
    demo: Annotated[
        bool | None, Parameter(help="whether demo people live here; as chosen before, if left out", show_default=False)
    ] = None,
) -> int:
    """Run all of Mingle on this machine: PostgreSQL, Valkey, the server and a worker, on one port.

    Everything it keeps is in the data folder. Ctrl-C stops it; the next start goes on with the same data. Two copies
    run side by side with folders and ports of their own. With --demo, people who are made up live in it, so that you
    can try everything alone; `mingle demo remove` takes them away.
    """
    settings = load_settings(
        LaptopSettings,
        port=port,
        host=host,
        data_dir=data_dir,
        features=features,
        public_url=public_url,
        database_url=database_url,
        valkey_url=valkey_url,
        log_level=log_level,
    )
    configure_logs(settings)
    return uvloop.run(_until_told(settings, demo_people.choose(settings, demo)))


async def _until_told(settings: LaptopSettings, has_demo: bool) -> int:
    """Run until SIGINT, SIGTERM or SIGHUP; then stop everything in order."""
    running = asyncio.create_task(_run(settings, has_demo))
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not running.done():
        console.print("\nStopping")
        running.cancel()
    try:
        await running
    except asyncio.CancelledError:
        console.print("Stopped. `mingle up` goes on with the same data.")
    return 0


async def _run(settings: LaptopSettings, has_demo: bool) -> None:
    began = perf_counter()
    async with AsyncExitStack() as stack:
        data = stack.enter_context(DataFolder(settings.data_dir))
        listener = stack.enter_context(listen(settings))
        with telling(console) as tell:
            engines = await start_engines(settings, data.path, stack, tell)
            settings = complete(settings, data.path, listener.getsockname()[1], engines)
            tell("Preparing the database")
            await asyncio.to_thread(migrate, settings.database_url)
        demo_people.remember(settings, has_demo)
        if has_demo:
            settings = demo_people.opened(settings)
            await demo_people.make(settings)
        ours = [engine for engine in engines.values() if engine is not None]
        await _serve(settings, listener, ours, began, has_demo)


async def _serve(
    settings: LaptopSettings, listener: socket.socket, engines: list[AnyEngine], began: float, has_demo: bool
) -> None:
    from mingle.app import create_app  # noqa: PLC0415  # as _load_program

    options: dict[str, Any] = {**uvicorn_options(settings), "timeout_graceful_shutdown": GRACE_SECONDS}
    server = Server(uvicorn.Config(create_app(settings), **options))
    collect_garbage_rarely()
    stopping = asyncio.Event()
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    working = asyncio.create_task(run_worker(settings, stopping, grace_seconds=GRACE_SECONDS))
    watching = [asyncio.create_task(_keep_alive(engine)) for engine in engines]
    beside = [asyncio.create_task(_announce(server, settings, began))]
    if has_demo:
        beside.append(asyncio.create_task(_simulate(server, settings)))
    try:
        ended, _ = await asyncio.wait({serving, working, *watching}, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        server.should_exit = True
        stopping.set()
        for task in (*watching, *beside):
            task.cancel()
        await asyncio.gather(serving, working, *watching, *beside, return_exceptions=True)


async def _keep_alive(engine: AnyEngine) -> None:
    while True:
        code = await engine.wait_closed()
        console.print(f"{engine.name} ended by itself (exit code {code}); starting it again")
        await engine.start()


async def _simulate(server: Server, settings: LaptopSettings) -> None:
    from mingle.demo.keeping import keep_running  # noqa: PLC0415  # only where they are wanted

    await server.ready.wait()
    await keep_running(settings, console.print)


async def _announce(server: Server, settings: LaptopSettings, began: float) -> None:
    from mingle.site import find_web_dir  # noqa: PLC0415  # as _load_program

    await server.ready.wait()
    took, url = perf_counter() - began, settings.public_url
    console.print(f"[bold]{escape(settings.name)}[/] is ready at [bold link={url}]{url}[/] ({took:.1f} s)")
    console.print(f"Its data is in [bold]{escape(str(settings.data_dir.absolute()))}[/]. Ctrl-C stops it.")
    if find_web_dir(settings) is None:
        console.print("The web app is not built, so only the API answers: `make setup` builds it.")
