"""The composition root: the only place that wires features, jobs and hooks together."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from litestar import Litestar, Request
from litestar.config.compression import CompressionConfig
from litestar.config.cors import CORSConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp

from mingle import __version__, telemetry
from mingle.features.accounts import ACCOUNTS, authenticate, authenticate_socket, open_callers
from mingle.features.calls import CALLS
from mingle.features.chats import CHATS
from mingle.features.dates import DATES
from mingle.features.discovery import DISCOVERY
from mingle.features.media import EXPOSED_HEADERS, MEDIA
from mingle.features.moderation import MODERATION
from mingle.features.people import PEOPLE
from mingle.kernel import context
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Unauthenticated
from mingle.kernel.feature import Feature
from mingle.kernel.files import storage_origin
from mingle.kernel.hooks import Hooks
from mingle.kernel.http import EXCEPTION_HANDLERS, JsonBody, is_unlimited
from mingle.kernel.jobs import Job
from mingle.kernel.lane import BROTLI_QUALITY, WORTH_COMPRESSING_BYTES
from mingle.kernel.personal import PersonalTable
from mingle.kernel.ratelimit import RateLimit, address_key
from mingle.kernel.requests import RequestLayer
from mingle.kernel.resources import Resources, open_resources
from mingle.kernel.unread import UnreadBodies
from mingle.live import AuthenticateSocket, Live
from mingle.ops.docs import Documented, socket_events
from mingle.ops.events import asyncapi
from mingle.ops.health import HealthCheck, health
from mingle.ops.instance import instance
from mingle.ops.metrics import serve_metrics
from mingle.settings import FeatureName, Settings
from mingle.site import Site, find_web_dir

FEATURES: tuple[Feature, ...] = (ACCOUNTS, MEDIA, PEOPLE, CHATS, CALLS, DISCOVERY, DATES, MODERATION)
OPERATIONS = (health, instance, serve_metrics)
# As middleware, not as Litestar's setting, which would compress before ConditionalRead compares: twice the work.
_COMPRESSION = CompressionConfig(
    "brotli",
    minimum_size=WORTH_COMPRESSING_BYTES,
    brotli_quality=BROTLI_QUALITY,
    brotli_gzip_fallback=True,
    exclude_opt_key="uncompressed",
)


def switched_on(settings: Settings, features: Sequence[Feature]) -> list[Feature]:
    """The features that the operator wants."""
    on = set(settings.features)
    return [one for one in features if one.switch is None or {one.switch, *one.needs} <= on]


def offered(settings: Settings, features: Sequence[Feature]) -> list[FeatureName]:
    """What people find here: what the operator wants, without what needs something that is switched off."""
    on = {one.switch for one in switched_on(settings, features)}
    off = {one.switch for one in features} - on
    return [name for name in settings.features if name not in off]


def declared_jobs(settings: Settings, features: Sequence[Feature]) -> list[Job[...]]:
    """Every job of the features that are switched on."""
    return [job for feature in switched_on(settings, features) for job in feature.jobs]


def personal_tables(features: Sequence[Feature] = FEATURES) -> list[PersonalTable]:
    """What features keep of people, also those that are switched off: they may have been on before."""
    return [table for feature in features for table in feature.personal]


def declared_hooks(features: Sequence[Feature] = FEATURES) -> Hooks:
    """What features want to be told by those below them, also those that are switched off."""
    return Hooks(
        personal_tables(features),
        [one.before_erasure for one in features if one.before_erasure is not None],
        # Those above first: what they lock comes before the chats, and these before the calls.
        [one.blocked for one in reversed(features) if one.blocked is not None],
        [one.file_changed for one in features if one.file_changed is not None],
    )


Connection = ASGIConnection[Any, Any, Any, Any]
Authenticate = Callable[[Connection, Resources], Awaitable[Actor | None]]
"""Who sends a request: None when signed out; a bad token raises `Unauthenticated`."""
Admit = Callable[[Connection], Awaitable[Actor | None]]
"""The same, once it is counted; also raises `RateLimited`."""


def create_api(
    settings: Settings,
    features: Sequence[Feature] = FEATURES,
    authenticate: Authenticate = authenticate,
    live: Live | None = None,
) -> Litestar:
    """The HTTP API, with its resources opened and closed by the server's lifespan, and the sockets' with them."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None]:
        async with (
            open_resources(settings, declared_jobs(settings, features), declared_hooks(features)) as resources,
            open_callers(resources) as callers,
        ):
            app.state.resources = resources
            app.state.callers = callers
            app.state.sees_file = tuple(
                one.sees_file for one in switched_on(settings, features) if one.sees_file is not None
            )
            app.state.health_check = HealthCheck(resources)
            async with (
                live.serving(resources, app.state) if live else nullcontext() as hub,
                callers.watching(hub) if hub and ACCOUNTS in features else nullcontext(),
            ):
                if hub is not None:
                    on = switched_on(settings, features)
                    app.state.asyncapi = asyncapi(settings, [told for one in on for told in one.tells], hub.routes)
                yield

    admit = _admission(settings, authenticate)
    return Litestar(
        state=State({"admit": admit, "offered": offered(settings, features)}),
        route_handlers=[
            *OPERATIONS,
            *(() if settings.is_production else (socket_events,)),
            *(route for feature in switched_on(settings, features) for route in feature.routes),
        ],
        lifespan=[lifespan],
        # Not a guard: Litestar copies the route handler for each of those, on every request.
        before_request=_before_routes(admit),
        dependencies={
            "resources": Provide(_provide_resources, sync_to_thread=False),
            "actor": Provide(_provide_actor, sync_to_thread=False),
        },
        dto=JsonBody,
        return_dto=None,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=settings.max_body_bytes,
        middleware=[DefineMiddleware(CompressionMiddleware, config=_COMPRESSION)],
        cors_config=CORSConfig(
            allow_origins=sorted(settings.origins),
            allow_credentials=True,
            max_age=600,
            expose_headers=["Retry-After", "ETag", "X-Request-ID", *EXPOSED_HEADERS],
        ),
        openapi_config=None if settings.is_production else _openapi(settings),
        logging_config=None,
    )


def create_app(
    settings: Settings,
    features: Sequence[Feature] = FEATURES,
    authenticate: Authenticate = authenticate,
    authenticate_socket: AuthenticateSocket = authenticate_socket,
) -> ASGIApp:
    """What the server runs: the sockets, and the request layer around the web app's files and the API."""
    telemetry.start(settings)
    live = Live(settings, switched_on(settings, features), authenticate_socket)
    api = create_api(settings, features, authenticate, live)
    app: ASGIApp = api
    for feature in switched_on(settings, features):
        if feature.front is not None:
            app = feature.front(app, api)
    web_dir = find_web_dir(settings)
    if web_dir is not None:
        app = Site(app, web_dir, serve_docs=not settings.is_production)
    layer = RequestLayer(UnreadBodies(app), public_url=settings.public_url, storage_origin=storage_origin(settings))
    return live.mount(telemetry.traced(layer, settings))


def _openapi(settings: Settings) -> OpenAPIConfig:
    return OpenAPIConfig(
        title=settings.name,
        version=__version__,
        path="/api/openapi.json",
        use_handler_docstrings=True,
        render_plugins=[Documented(path="/")],
    )


def _provide_resources(request: Request[Any, Any, Any]) -> Resources:
    resources: Resources = request.app.state.resources
    return resources


def _provide_actor() -> Actor:
    """Who acts; a route that asks for it is for people who are signed in."""
    work = context.current()
    if work is None or work.actor is None:
        raise Unauthenticated
    return work.actor


def _admission(settings: Settings, authenticate: Authenticate) -> Admit:
    """What every request begins with: who it is, and whether it is too often."""
    signed_out = RateLimit("signed_out", settings.rate_limit_signed_out, counts="local", fails="open")
    signed_in = RateLimit("signed_in", settings.rate_limit_signed_in, counts="local", fails="open")

    async def admit(connection: Connection) -> Actor | None:
        resources: Resources = connection.app.state.resources
        try:
            actor = await authenticate(connection, resources)
        except Unauthenticated:
            await resources.limits.hit(signed_out, _address(connection))  # who tries out tokens is counted too
            raise
        work = context.current()
        if work is not None:
            work.actor = actor
        if actor is not None:
            await resources.limits.hit(signed_in, str(actor.id))
        else:
            await resources.limits.hit(signed_out, _address(connection))
        return actor

    return admit


def _before_routes(admit: Admit) -> Callable[[Request[Any, Any, Any]], Awaitable[None]]:
    """Routes with `opt={"unlimited": True}` are for machines that watch: those send tokens of another kind, or none."""

    async def begin(request: Request[Any, Any, Any]) -> None:
        if not is_unlimited(request.route_handler.opt):
            await admit(request)

    return begin


def _address(connection: Connection) -> str:
    return address_key(connection.client.host if connection.client else "")
