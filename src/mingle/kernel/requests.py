"""The outermost layer of every HTTP request: its id, its log line, its metrics, the security headers."""

import re
import time
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from mingle.kernel import metrics
from mingle.kernel.context import WorkContext, work_context
from mingle.kernel.log import get_logger

log = get_logger(__name__)

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{8,64}")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' {sockets}; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
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


class RequestLayer:
    """Wraps the application. Websockets pass through: they have a layer of their own."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self.app = app
        sockets = re.sub("^http", "ws", public_url)
        self._headers = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
        self._headers.append((b"content-security-policy", CONTENT_SECURITY_POLICY.format(sockets=sockets).encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        work = WorkContext(_inherited_id(scope)) if _inherited_id(scope) else WorkContext()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name for name, _ in message["headers"]}
                own = [header for header in self._headers if header[0] not in present]
                message["headers"] = [*message["headers"], *own, (b"x-request-id", work.request_id.encode())]
            await send(message)

        with work_context(work):
            try:
                await self.app(scope, receive, send_with_headers)
            finally:
                _note(scope, status, time.perf_counter() - started, work)


def _note(scope: Any, status: int, seconds: float, work: WorkContext) -> None:
    route = scope.get("path_template") or ("static" if status < 400 else "unknown")
    method = scope["method"]
    metrics.REQUESTS.labels(method, route, str(status)).inc()
    metrics.REQUEST_SECONDS.labels(method, route).observe(seconds)
    if route != "static":
        log.info(
            "request",
            method=method,
            path=scope["path"],
            status=status,
            ms=round(seconds * 1000, 1),
            queries=work.queries,
        )


def _inherited_id(scope: Scope) -> str:
    """The id that a proxy gave the request, if it is harmless to repeat."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return value.decode()
    return ""
