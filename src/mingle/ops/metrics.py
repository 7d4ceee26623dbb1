"""`/metrics` for Prometheus. Not public: by token, or from this machine in development."""

import hmac
import os
from pathlib import Path
from typing import Any

from litestar import MediaType, Request, Response
from litestar.datastructures import State
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.multiprocess import MultiProcessCollector

from mingle.kernel import metrics
from mingle.kernel.errors import NotFound
from mingle.kernel.http import get
from mingle.kernel.resources import Resources
from mingle.settings import Settings

LOOPBACK = ("127.0.0.1", "::1")
PROXY_HEADERS = ("forwarded", "via", "x-real-ip")


@get("/metrics", include_in_schema=False, media_type=MediaType.TEXT, opt={"unlimited": True})
async def serve_metrics(request: Request[Any, Any, State], resources: NamedDependency[Resources]) -> Response[bytes]:
    """The numbers of every process behind this port."""
    if not _may_read(request, resources.settings):
        raise NotFound
    _gauge_pools(resources)
    registry = REGISTRY
    if folder := os.environ.get(metrics.MULTIPROCESS_DIR):
        registry = CollectorRegistry()
        _forget_dead(Path(folder))
        MultiProcessCollector(registry)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _forget_dead(folder: Path) -> None:
    """What a dead process counted stays; what it had open is gone."""
    library: Any = multiprocess
    for pid in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            library.mark_process_dead(pid, str(folder))


def _may_read(request: Request[Any, Any, State], settings: Settings) -> bool:
    token = settings.metrics_token.get_secret_value()
    if token:
        return hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    is_direct = not any(name in PROXY_HEADERS or name.startswith("x-forwarded-") for name in request.headers)
    is_local = request.client is not None and request.client.host in LOOPBACK
    # A page elsewhere may give its own name this machine's address; a browser here would then ask for it.
    is_asked_by_name = request.base_url.hostname in (*LOOPBACK, "localhost")
    return not settings.is_production and is_direct and is_local and is_asked_by_name


def _gauge_pools(resources: Resources) -> None:
    pools = [resources.db.primary, *(resources.db.replicas.pools if resources.db.replicas else [])]
    for pool in pools:
        stats = pool.get_stats()
        metrics.POOL_CONNECTIONS.labels(pool.name, "open").set(stats.get("pool_size", 0))
        metrics.POOL_CONNECTIONS.labels(pool.name, "idle").set(stats.get("pool_available", 0))
        metrics.POOL_WAITING.labels(pool.name).set(stats.get("requests_waiting", 0))
