"""Traces to OpenTelemetry and errors to Sentry, each only where the operator has set it up.

Both need the extra `mingle[telemetry]`; a setting without the extra is an error at the start, not silence.
"""

from litestar.types import ASGIApp

from mingle import __version__
from mingle.kernel.errors import OperatorError
from mingle.settings import Settings

MISSING = "{setting} is set, but its libraries are not installed: pip install 'mingle[telemetry]'"


def start(settings: Settings) -> None:
    """Connect to what the settings name.

    Raises:
        OperatorError: the libraries are not installed.
    """
    if settings.sentry_dsn.get_secret_value():
        _start_sentry(settings)
    if settings.otlp_endpoint:
        _start_tracing(settings)


def traced(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The application with a span around each request, where tracing is set up."""
    if not settings.otlp_endpoint:
        return app
    from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware  # noqa: PLC0415  # optional extra

    return OpenTelemetryMiddleware(app, exclude_spans=["receive", "send"])  # pyright: ignore[reportArgumentType]


def _start_sentry(settings: Settings) -> None:
    try:
        import sentry_sdk  # noqa: PLC0415  # optional extra
    except ImportError as error:
        raise OperatorError(MISSING.format(setting="MINGLE_SENTRY_DSN")) from error
    sentry_sdk.init(
        settings.sentry_dsn.get_secret_value(),
        release=__version__,
        environment=settings.mode,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
    )


def _start_tracing(settings: Settings) -> None:
    try:
        from opentelemetry import trace  # noqa: PLC0415  # optional extra
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise OperatorError(MISSING.format(setting="MINGLE_OTLP_ENDPOINT")) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "mingle", "service.version": __version__}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{settings.otlp_endpoint.rstrip('/')}/v1/traces")))
    trace.set_tracer_provider(provider)
    PsycopgInstrumentor().instrument()
