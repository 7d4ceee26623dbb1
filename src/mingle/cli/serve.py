"""`mingle serve`: the API, the sockets and the web app, in production."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import uvicorn
from cyclopts import App, Parameter
from cyclopts.validators import Number
from uvicorn.supervisors import Multiprocess

from mingle.cli.options import (
    DatabaseUrl,
    Features,
    Host,
    LogLevel,
    Port,
    PublicUrl,
    ValkeyUrl,
    load_settings,
    require_engines,
)
from mingle.cli.server import collect_garbage_rarely, listen, uvicorn_options
from mingle.kernel import log
from mingle.kernel.metrics import MULTIPROCESS_DIR
from mingle.settings import Settings

if TYPE_CHECKING:
    from litestar.types import ASGIApp

app = App(name="serve")


@app.default
def serve(
    *,
    workers: Annotated[
        int,
        Parameter(
            help="processes behind the port",
            env_var="MINGLE_WORKERS",
            show_env_var=True,
            validator=Number(gte=1, lte=256),
        ),
    ] = 1,
    host: Host = None,
    port: Port = None,
    public_url: PublicUrl = None,
    features: Features = None,
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
    log_level: LogLevel = None,
) -> None:
    """Serve the API, the sockets and the web app; any number of these may run, on any number of machines.

    It needs MINGLE_DATABASE_URL, MINGLE_VALKEY_URL and MINGLE_SECRET, and a database that `mingle migrate` has
    prepared.
    """
    flags = {
        "host": host,
        "port": port,
        "public_url": public_url,
        "features": features,
        "database_url": database_url,
        "valkey_url": valkey_url,
        "log_level": log_level,
    }
    settings = load_settings(Settings, **flags)
    require_engines(settings)
    # Worker processes are started anew and read the environment again.
    os.environ.update({f"MINGLE_{name.upper()}": str(value) for name, value in flags.items() if value is not None})
    configure_logs(settings)
    with listen(settings) as listener, _shared_folders(workers):
        config = uvicorn.Config(
            "mingle.cli.serve:application", factory=True, workers=workers, **uvicorn_options(settings)
        )
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            with suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _shared_folders(workers: int) -> Generator[None]:
    """Where several processes put their numbers, so that any of them can answer for all, and hand over sockets."""
    if workers == 1:
        yield
        return
    with (
        tempfile.TemporaryDirectory(prefix="mingle-metrics-", ignore_cleanup_errors=True) as numbers,
        tempfile.TemporaryDirectory(prefix="mingle-sockets-", ignore_cleanup_errors=True) as sockets,
    ):
        os.environ[MULTIPROCESS_DIR] = numbers
        _ = os.environ.setdefault("MINGLE_SOCKET_HANDOVER_DIR", sockets)
        yield


def application() -> "ASGIApp":
    """What each worker process runs."""
    from mingle.app import create_app  # noqa: PLC0415  # the parent of the workers does without

    settings = load_settings(Settings)
    configure_logs(settings)
    app = create_app(settings)
    collect_garbage_rarely()
    return app


def configure_logs(settings: Settings) -> None:
    """Log as the settings say."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and settings.is_production)
    log.configure(settings.log_level, as_json=as_json)
