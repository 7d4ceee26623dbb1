"""`mingle worker`: runs jobs, in production."""

import asyncio
import signal

import uvloop
from cyclopts import App
from prometheus_client import start_http_server

from mingle import telemetry
from mingle.cli.options import (
    DatabaseUrl,
    Features,
    JobConcurrency,
    LogLevel,
    SettingsError,
    ValkeyUrl,
    load_settings,
    require_engines,
)
from mingle.cli.serve import configure_logs
from mingle.cli.server import GRACE_SECONDS
from mingle.settings import Settings

app = App(name="worker")


@app.default
def worker(
    *,
    job_concurrency: JobConcurrency = None,
    features: Features = None,
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
    log_level: LogLevel = None,
) -> None:
    """Run jobs; any number of these may run. One that is told to stop finishes what it has in hand, for ten seconds."""
    settings = load_settings(
        Settings,
        job_concurrency=job_concurrency,
        features=features,
        database_url=database_url,
        valkey_url=valkey_url,
        log_level=log_level,
    )
    require_engines(settings)
    configure_logs(settings)
    telemetry.start(settings)
    _serve_metrics(settings)
    uvloop.run(_run_until_told(settings))
    telemetry.flush()


def _serve_metrics(settings: Settings) -> None:
    """Show Prometheus this process's numbers, where the operator wants it; a worker has no other port.

    Raises:
        SettingsError: the port is taken.
    """
    if not settings.worker_metrics_port:
        return
    try:
        start_http_server(settings.worker_metrics_port, addr=settings.host)
    except OSError as error:
        msg = f"MINGLE_WORKER_METRICS_PORT: cannot listen there: {error.strerror}."
        raise SettingsError(msg) from error


async def _run_until_told(settings: Settings) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await run_worker(settings, stopping)


async def run_worker(settings: Settings, stopping: asyncio.Event, *, grace_seconds: float = GRACE_SECONDS) -> None:
    """Run jobs until `stopping` is set and those in hand are done, or have had their time."""
    from mingle.app import FEATURES, declared_hooks, declared_jobs  # noqa: PLC0415  # after the settings are known to be good
    from mingle.kernel.resources import open_resources  # noqa: PLC0415
    from mingle.kernel.worker import Worker  # noqa: PLC0415

    async with open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources:
        worker = Worker(resources, settings, grace_seconds=grace_seconds)
        running = asyncio.create_task(worker.run())
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait({running, told}, return_when=asyncio.FIRST_COMPLETED)
        worker.stop()
        told.cancel()
        await running
