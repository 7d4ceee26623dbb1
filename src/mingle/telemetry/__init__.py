"""Traces to OpenTelemetry and errors to Sentry, each only where the operator has set it up.

Both need the extra `mingle[telemetry]`; a setting without the extra is an error at the start, not silence.
"""

import asyncio
from collections.abc import Callable

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from mingle.kernel.errors import OperatorError
from mingle.settings import Settings

MISSING = "{setting} is set, but its libraries are not installed: pip install 'mingle[telemetry]'"

_flushes: list[Callable[[], object]] = []


def start(settings: Settings) -> None:
    """Connect this process to what the settings name. Logs are configured before: errors are taken from them.

    Raises:
        OperatorError: the libraries are not installed.
    """
    if settings.sentry_dsn.get_secret_value():
        try:
            from mingle.telemetry import reports  # noqa: PLC0415  # optional extra
        except ImportError as error:
            raise OperatorError(MISSING.format(setting="MINGLE_SENTRY_DSN")) from error
        _flushes.append(reports.start(settings))
    if settings.otlp_endpoint:
        try:
            from mingle.telemetry import traces  # noqa: PLC0415  # optional extra
        except ImportError as error:
            raise OperatorError(MISSING.format(setting="MINGLE_OTLP_ENDPOINT")) from error
        _flushes.append(traces.start(settings))


def flush() -> None:
    """Send what has not been sent yet; it takes some seconds where nobody takes it."""
    for send_rest in _flushes:
        send_rest()


def traced(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The application with a span around each request, where tracing is set up; nothing is left behind at the end."""
    if settings.otlp_endpoint:
        from mingle.telemetry import traces  # noqa: PLC0415  # optional extra

        app = traces.traced(app)
    return _Flushing(app) if _flushes else app


class _Flushing:
    """Flushes at the end of the server's life: told by a signal, uvicorn dies of it, and no exit handler runs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, but flush before the server hears that all is done."""
        if scope["type"] in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def flush_first(message: Message) -> None:
            if str(message["type"]).startswith("lifespan.shutdown."):
                await asyncio.to_thread(flush)
            await send(message)

        await self._app(scope, receive, flush_first)
