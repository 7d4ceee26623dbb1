"""The outermost layer of every HTTP request: its id, its log line, its metrics, the security headers."""

import re
import time
from functools import lru_cache
from typing import Any, cast

from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

from mingle.kernel import metrics
from mingle.kernel.context import WorkContext, work_context
from mingle.kernel.log import get_logger

log = get_logger(__name__)

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{8,64}")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob: {files}; media-src 'self' blob: {files}; font-src 'self'; "
    "connect-src 'self' {sockets} {files}; "
    "worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), geolocation=(self), display-capture=(self)",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}
# What every answer of the API may differ by: what compression and CORS each add on their own is not always all.
_VARY = (b"vary", b"Accept-Encoding, Origin")


class RequestLayer:
    """Wraps the application. Websockets pass through: they have a layer of their own."""

    def __init__(self, app: ASGIApp, *, public_url: str, storage_origin: str = "") -> None:
        self.app = app
        sockets = re.sub("^http", "ws", public_url)
        self._headers = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
        policy = CONTENT_SECURITY_POLICY.format(sockets=sockets, files=storage_origin)
        self._headers.append((b"content-security-policy", re.sub(r" +(?=;| )", "", policy).encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and note that it was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        inherited = _inherited_id(scope)
        work = WorkContext(inherited) if inherited else WorkContext()
        status = 500
        # HEAD is answered as GET; uvicorn, which keeps the scope that it made, leaves the body out.
        inner: HTTPScope = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name for name, _ in message["headers"]}
                headers = [*message["headers"], *(header for header in self._headers if header[0] not in present)]
                if _route(inner) is not None:
                    headers = [header for header in headers if header[0] != b"vary"]
                    headers.append(_VARY)
                headers.append((b"x-request-id", work.request_id.encode()))
                message["headers"] = headers
            await send(message)

        with work_context(work):
            try:
                await self.app(inner, receive, send_with_headers)
            finally:
                _note(scope, _route(inner), status, time.perf_counter() - started, work)


def _note(scope: HTTPScope, route: str | None, status: int, seconds: float, work: WorkContext) -> None:
    is_static = route is None and status < 400
    route = route or ("static" if is_static else "unknown")
    method = scope["method"]
    _counter(method, route, str(status)).inc()
    _timer(method, route).observe(seconds)
    if not is_static:
        log.info(
            "request",
            method=method,
            # As it was sent, so that nothing in it can look like a line of its own; never with the query string.
            path=scope["raw_path"].decode("latin-1"),
            status=status,
            ms=round(seconds * 1000, 1),
            queries=work.queries,
        )


@lru_cache(maxsize=4096)
def _counter(method: str, route: str, status: str) -> Counter:
    return metrics.REQUESTS.labels(method, route, status)


@lru_cache(maxsize=1024)
def _timer(method: str, route: str) -> Histogram:
    return metrics.REQUEST_SECONDS.labels(method, route)


def _route(scope: HTTPScope) -> str | None:
    """The route as the program declares it, once Litestar has found it; None for files and unknown addresses."""
    return cast("dict[str, Any]", scope).get("path_template")


def _inherited_id(scope: HTTPScope) -> str:
    """The id that a proxy gave the request, if it is harmless to repeat."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return value.decode()
    return ""
