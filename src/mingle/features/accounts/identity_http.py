"""HTTP of identities: ways in on somebody else's word, and linking and unlinking them."""

import re
from typing import Annotated, cast
from uuid import UUID

import msgspec
from litestar import Controller, Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.accounts import identity_flows, identity_queries, identity_service, policy, views
from mingle.features.accounts.errors import (
    AccountBanned,
    AlreadyLinked,
    IdentityTaken,
    LastWayIn,
    RegistrationExpired,
    SignInAgain,
    SignInExpired,
    StepUpRequired,
    UsernameTaken,
    WrongPassword,
)
from mingle.features.accounts.http import AnyRequest, device_of, signed_in
from mingle.features.accounts.identity_models import (
    Completion,
    FirebaseToken,
    IdentityView,
    LinkAnswer,
    LinkStart,
    LinkToken,
    Newcomer,
    ProviderAnswer,
    ProviderView,
    Started,
)
from mingle.features.accounts.models import Account, SessionForm, SignedIn
from mingle.features.accounts.tokens import Grant
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, post
from mingle.kernel.oidc import ProviderAway, ProviderRefused
from mingle.kernel.paging import Page
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources
from mingle.kernel.security import new_token
from mingle.settings import Settings

ProviderId = Annotated[str, msgspec.Meta(max_length=31)]
_SECRET = re.compile(r"[\w-]{43}")


class ProviderController(Controller):
    """Ways in on somebody else's word."""

    path = "/api/auth/oidc"
    tags = ("auth",)

    @get("", summary="Who else vouches for people")
    async def providers(self, resources: NamedDependency[Resources]) -> Ok[Page[ProviderView]]:
        """The providers of this site, in the operator's order."""
        found = [ProviderView(one.about.id, one.about.name, one.about.kind) for one in resources.providers]
        return Ok(data=Page(found, None))

    @post("/{provider:str}/start", summary="Sign in elsewhere", errors=[ProviderAway])
    async def start(
        self, request: AnyRequest, provider: FromPath[ProviderId], resources: NamedDependency[Resources]
    ) -> Response[Ok[Started]]:
        """Where to send the browser. It comes back to `/sign-in/with/{provider}`, within ten minutes.

        The answer sets a cookie, and only the browser that has it can finish.
        """
        browser = _browser(request, resources.settings) or new_token()
        url = await identity_flows.start(resources, provider, browser, device_of(request))
        return _started(resources.settings, url, browser)

    @post(
        "/{provider:str}/finish",
        summary="Come back from elsewhere",
        errors=[SignInExpired, ProviderRefused, AccountBanned, ProviderAway],
    )
    async def finish(
        self,
        request: AnyRequest,
        provider: FromPath[ProviderId],
        data: JSONBody[ProviderAnswer],
        resources: NamedDependency[Resources],
    ) -> Response[Ok[SignedIn | Newcomer]]:
        """Sign in; or, for somebody new, a token with which `POST /auth/oidc/complete` makes the account."""
        browser = _browser(request, resources.settings)
        found = await identity_flows.finish(resources, provider, data, browser, device_of(request))
        return _entered(resources, found, data.session)

    @post(
        "/{provider:str}/token",
        summary="Sign in with a Firebase ID token",
        errors=[SignInExpired, ProviderRefused, AccountBanned, ProviderAway],
    )
    async def token(
        self,
        request: AnyRequest,
        provider: FromPath[ProviderId],
        data: JSONBody[FirebaseToken],
        resources: NamedDependency[Resources],
    ) -> Response[Ok[SignedIn | Newcomer]]:
        """As `finish`, for providers of kind `firebase`. Each token is good once."""
        found = await identity_flows.enter_by_token(resources, provider, data.id_token, device_of(request))
        return _entered(resources, found, data.session)

    @post("/complete", summary="Finish signing up", errors=[UsernameTaken, RegistrationExpired], status_code=201)
    async def complete(
        self, request: AnyRequest, data: JSONBody[Completion], resources: NamedDependency[Resources]
    ) -> Response[Ok[SignedIn]]:
        """Make the account of somebody new. Without a username, one is made of the name."""
        device = device_of(request)
        await resources.limits.hit(policy.REGISTRATION_LIMIT, address_key(device.address))
        async with resources.db.transaction() as tx:
            account, grant = await identity_service.complete(tx, data, device)
        return signed_in(resources, account, grant, data.session, status_code=201)


class IdentityController(Controller):
    """The accounts elsewhere by which one comes in here."""

    path = "/api/auth/identities"
    tags = ("auth",)

    @get("", summary="My accounts elsewhere", errors=[Unauthenticated])
    async def identities(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Page[IdentityView]]:
        """The identities that lead into the account, the oldest first."""
        async with resources.db.read() as conn:
            found = await identity_queries.list_identities(conn, actor.id)
        return Ok(data=Page([views.identity(one, resources.providers) for one in found], None))

    @post(
        "/{provider:str}/start",
        summary="Link an account elsewhere",
        errors=[Unauthenticated, WrongPassword, SignInAgain, StepUpRequired, ProviderAway],
    )
    async def start(
        self,
        request: AnyRequest,
        provider: FromPath[ProviderId],
        data: JSONBody[LinkStart],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Response[Ok[Started]]:
        """Where to send the browser. Who has a password gives it; others need a sign-in of the last 15 minutes."""
        await identity_flows.require_proof(resources, actor, data.password)
        browser = _browser(request, resources.settings) or new_token()
        url = await identity_flows.start(resources, provider, browser, device_of(request), actor.id)
        return _started(resources.settings, url, browser)

    @post(
        "/{provider:str}/finish",
        summary="Finish linking",
        errors=[Unauthenticated, SignInExpired, ProviderRefused, IdentityTaken, AlreadyLinked, ProviderAway],
    )
    async def finish(
        self,
        request: AnyRequest,
        provider: FromPath[ProviderId],
        data: JSONBody[LinkAnswer],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[IdentityView]:
        """Make it a way in. A guest becomes permanent."""
        browser = _browser(request, resources.settings)
        found = await identity_flows.finish_link(resources, actor, provider, data, browser, device_of(request))
        return Ok(data=views.identity(found, resources.providers))

    @post(
        "/{provider:str}/token",
        summary="Link with a Firebase ID token",
        errors=[
            Unauthenticated, WrongPassword, SignInAgain, StepUpRequired, SignInExpired, ProviderRefused, IdentityTaken,
            AlreadyLinked, ProviderAway,
        ],
    )  # fmt: skip
    async def token(
        self,
        request: AnyRequest,
        provider: FromPath[ProviderId],
        data: JSONBody[LinkToken],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[IdentityView]:
        """As `start` and `finish`, for providers of kind `firebase`."""
        await identity_flows.require_proof(resources, actor, data.password)
        found = await identity_flows.link_by_token(resources, actor, provider, data.id_token, device_of(request))
        return Ok(data=views.identity(found, resources.providers))

    @delete("/{identity_id:uuid}", summary="Unlink", errors=[Unauthenticated, NotFound, LastWayIn])
    async def unlink(
        self,
        request: AnyRequest,
        identity_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Take a way in away, unless it is the last."""
        async with resources.db.transaction() as tx:
            issuers = resources.providers.issuers
            await identity_service.unlink(tx, actor, identity_id, issuers, device_of(request))
        return Ok(data=None)


def _entered(
    resources: Resources, found: tuple[Account, Grant] | Newcomer, form: SessionForm
) -> Response[Ok[SignedIn | Newcomer]]:
    if isinstance(found, Newcomer):
        return Response(Ok[SignedIn | Newcomer](data=found), headers={"cache-control": "no-store"})
    return cast("Response[Ok[SignedIn | Newcomer]]", signed_in(resources, *found, form))


def browser_cookie(settings: Settings) -> str:
    """What the cookie is called that ties a sign-in to the browser in which it began."""
    return "__Host-mingle-browser" if settings.public_url.startswith("https:") else "mingle-browser"


def _browser(request: AnyRequest, settings: Settings) -> str | None:
    """The secret of this browser: one for all its tabs, so that two of them can be on their way."""
    found = request.cookies.get(browser_cookie(settings))
    return found if found is not None and _SECRET.fullmatch(found) else None


def _started(settings: Settings, url: str, browser: str) -> Response[Ok[Started]]:
    response = Response(Ok(data=Started(url)), headers={"cache-control": "no-store"})
    response.set_cookie(
        Cookie(
            key=browser_cookie(settings),
            value=browser,
            path="/",
            max_age=int(policy.SIGN_IN_ATTEMPT_LIFETIME.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=settings.public_url.startswith("https:"),
        )
    )
    return response
