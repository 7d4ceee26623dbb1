"""Traces to OpenTelemetry: a span a request and a span a statement, without anybody's words or tokens."""

from collections.abc import Callable, Sequence
from typing import Any

from litestar.types import ASGIApp
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status

from mingle import __version__
from mingle.kernel.log import clean_path
from mingle.settings import Settings

EXPORT_SECONDS = 5.0
ADDRESSES = ("http.url", "http.target", "url.full", "url.path")
QUERIES = ("url.query", "http.query")


def start(settings: Settings) -> Callable[[], object]:
    """Trace from now on; what it gives sends what is still waiting."""
    exporter = OTLPSpanExporter(f"{settings.otlp_endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS)
    provider = TracerProvider(resource=Resource.create({"service.name": "mingle", "service.version": __version__}))
    provider.add_span_processor(BatchSpanProcessor(_Discreet(exporter)))
    trace.set_tracer_provider(provider)
    PsycopgInstrumentor().instrument()
    return provider.force_flush


def traced(app: ASGIApp) -> ASGIApp:
    """The application with a span around each request."""
    wrapped: Any = OpenTelemetryMiddleware(app, exclude_spans=["receive", "send"])
    return wrapped


class _Discreet(SpanExporter):
    """Leaves out what neither logs nor traces have: tokens in addresses, and the values that PostgreSQL quotes."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them, as they may be seen."""
        return self._inner.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        """End."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing is kept here."""
        return self._inner.force_flush(timeout_millis)


def _discreet(span: ReadableSpan) -> ReadableSpan:
    """The span without its events and the words of its status: those are the words of exceptions."""
    attributes = {name: value for name, value in (span.attributes or {}).items() if name not in QUERIES}
    for name in ADDRESSES:
        if name in attributes:
            attributes[name] = clean_path(str(attributes[name]).partition("?")[0])
    return ReadableSpan(
        name=clean_path(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=attributes,
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
