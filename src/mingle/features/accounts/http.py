"""HTTP of accounts: CONTRACT.md, "auth"."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.accounts import flows, policy, queries, service, session_queries, views
from mingle.features.accounts.errors import (
    AccountBanned,
    CrossSite,
    InvalidCredentials,
    LinkExpired,
    NotAGuest,
    SessionEnded,
    TotpInvalid,
    TotpRequired,
    UsernameTaken,
    WrongPassword,
)
from mingle.features.accounts.models import (
    Account,
    Credentials,
    Device,
    ForgottenPassword,
    GuestDraft,
    Linking,
    PasswordChange,
    PasswordReset,
    Refreshing,
    Registration,
    SecurityEvent,
    SessionForm,
    SessionView,
    SignedIn,
    VerifiedEmail,
)
from mingle.features.accounts.tokens import Grant, access_token
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, post, put
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, make_page
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources
from mingle.settings import Settings

AnyRequest = Request[Any, Any, State]
USER_AGENT_MAX_LENGTH = 400


class AuthController(Controller):
    """Ways in and out, and the devices that are signed in."""

    path = "/api/auth"
    tags = ("auth",)

    @post("/guest", summary="Come in as a guest", status_code=201)
    async def guest(
        self, request: AnyRequest, data: JSONBody[GuestDraft], resources: NamedDependency[Resources]
    ) -> Response[Ok[SignedIn]]:
        """Come in with a name, a gender and a birthdate. `POST /auth/link` makes it permanent later."""
        device = device_of(request)
        await resources.limits.hit(policy.REGISTRATION_LIMIT, address_key(device.address))
        async with resources.db.transaction() as tx:
            account, grant = await service.enter_as_guest(tx, data, device)
        return signed_in(resources, account, grant, data.session, status_code=201)

    @post("/register", summary="Sign up", errors=[UsernameTaken], status_code=201)
    async def register(
        self, request: AnyRequest, data: JSONBody[Registration], resources: NamedDependency[Resources]
    ) -> Response[Ok[SignedIn]]:
        """Make a permanent account. A link in a mail confirms the address."""
        account, grant = await flows.register(resources, data, device_of(request))
        return signed_in(resources, account, grant, data.session, status_code=201)

    @post("/login", summary="Sign in", errors=[InvalidCredentials, AccountBanned, TotpRequired, TotpInvalid])
    async def login(
        self, request: AnyRequest, data: JSONBody[Credentials], resources: NamedDependency[Resources]
    ) -> Response[Ok[SignedIn]]:
        """Sign in with an e-mail address or a username; with `totp`, where the account asks for a code."""
        account, grant = await flows.sign_in(resources, data, device_of(request))
        return signed_in(resources, account, grant, data.session)

    @post("/link", summary="Make a guest permanent", errors=[Unauthenticated, NotAGuest, UsernameTaken])
    async def link(
        self,
        request: AnyRequest,
        data: JSONBody[Linking],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[views.UserOnly]:
        """Give a guest a way back in, keeping the id and everything that hangs on it."""
        account = await flows.link(resources, actor, data, device_of(request))
        return Ok(data=views.UserOnly(views.user(account, actor.role)))

    @post("/refresh", summary="Exchange the refresh token", errors=[SessionEnded, CrossSite])
    async def refresh(
        self, request: AnyRequest, data: JSONBody[Refreshing], resources: NamedDependency[Resources]
    ) -> Response[Ok[SignedIn]]:
        """A new access token and the next refresh token, for the one in the body or in the cookie."""
        presented, form = _presented_token(request, data, resources.settings)
        async with resources.db.transaction() as tx:
            refreshed = await service.refresh(tx, presented, device_of(request))
        if refreshed is None:
            raise SessionEnded
        return signed_in(resources, *refreshed, form)

    @post("/logout", summary="Sign out", errors=[Unauthenticated])
    async def logout(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Response[Ok[None]]:
        """End this session, here and in its cookie."""
        async with resources.db.transaction() as tx:
            await service.sign_out(tx, actor, device_of(request))
        response = Response(Ok[None](data=None))
        response.set_cookie(_cookie(resources.settings, "", max_age=0))
        return response

    @get("/me", summary="Who I am", errors=[Unauthenticated])
    async def me(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[views.UserOnly]:
        """The account that is signed in."""
        async with resources.db.read() as conn:
            account = await queries.find_account(conn, actor.id)
        if account is None:
            raise SessionEnded
        return Ok(data=views.UserOnly(views.user(account, actor.role)))

    @get("/sessions", summary="My devices", errors=[Unauthenticated])
    async def sessions(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Page[SessionView]]:
        """The devices that are signed in, the last used first."""
        async with resources.db.read() as conn:
            found = await session_queries.list_sessions(conn, actor.id, clock.now())
        return Ok(data=Page([views.session(one, actor.session_id) for one in found], None))

    @delete("/sessions/{session_id:uuid}", summary="Sign a device out", errors=[Unauthenticated, NotFound])
    async def revoke(
        self,
        request: AnyRequest,
        session_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """End a session on another device; its sockets close within five seconds."""
        async with resources.db.transaction() as tx:
            await service.revoke_session(tx, actor, session_id, device_of(request))
        return Ok(data=None)

    @get("/events", summary="My security log", errors=[Unauthenticated])
    async def events(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[SecurityEvent]]:
        """What happened to the account and from where, newest first."""
        before = decode_cursor(cursor, UUID)
        async with resources.db.read() as conn:
            rows = await queries.list_events(conn, actor.id, before, limit)
        page = make_page(rows, limit, lambda row: row.id)
        return Ok(data=Page([views.event(row) for row in page.items], page.next_cursor))

    @put("/password", summary="Change the password", errors=[Unauthenticated, WrongPassword])
    async def change_password(
        self,
        request: AnyRequest,
        data: JSONBody[PasswordChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Keep another password; every other device is signed out."""
        await flows.change_password(resources, actor, data, device_of(request))
        return Ok(data=None)

    @post("/password/forgot", summary="Ask for a new password")
    async def forgot(
        self, request: AnyRequest, data: JSONBody[ForgottenPassword], resources: NamedDependency[Resources]
    ) -> Ok[None]:
        """Have a link sent. The answer is the same whether the address is known here or not."""
        device = device_of(request)
        await resources.limits.hit(policy.RESET_ADDRESS_LIMIT, address_key(device.address))
        await resources.limits.hit(policy.RESET_LIMIT, resources.signer.digest("email", data.email.lower()).hex())
        async with resources.db.transaction() as tx:
            await service.request_reset(tx, data.email, device)
        return Ok(data=None, message="If the address belongs to an account, a mail is on its way.")

    @post("/password/reset", summary="Choose a new password", errors=[LinkExpired])
    async def reset(
        self, request: AnyRequest, data: JSONBody[PasswordReset], resources: NamedDependency[Resources]
    ) -> Ok[None]:
        """Keep another password, with the token of the link in the mail; every device is signed out."""
        await flows.reset_password(resources, data, device_of(request))
        return Ok(data=None)

    @post("/email/verify", summary="Confirm an address", errors=[LinkExpired])
    async def verify_email(
        self, request: AnyRequest, data: JSONBody[VerifiedEmail], resources: NamedDependency[Resources]
    ) -> Ok[None]:
        """Confirm an address, or change to another one, with the token of the link in the mail."""
        await flows.confirm_email(resources, data.token, device_of(request))
        return Ok(data=None)


def device_of(request: AnyRequest) -> Device:
    """From where a request comes."""
    address = request.client.host if request.client is not None else ""
    return Device(address, request.headers.get("user-agent", "")[:USER_AGENT_MAX_LENGTH])


def signed_in(
    resources: Resources,
    account: Account,
    grant: Grant,
    form: SessionForm,
    *,
    status_code: int = 200,
) -> Response[Ok[SignedIn]]:
    """The answer to every way in, with the refresh token in its body or in a cookie."""
    role = policy.effective_role(account.role, grant.second_factor_at)
    answer = SignedIn(
        views.user(account, role),
        access_token(resources.signer, grant),
        int(policy.ACCESS_TOKEN_LIFETIME.total_seconds()),
    )
    if form == "body":
        answer.refresh_token = grant.refresh_token
    response = Response(Ok(data=answer), status_code=status_code, headers={"cache-control": "no-store"})
    if form == "cookie":
        seconds = int((grant.expires_at - clock.now()).total_seconds())
        response.set_cookie(_cookie(resources.settings, grant.refresh_token, max_age=seconds))
    return response


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host over TLS; on a laptop without TLS, browsers would refuse it."""
    return "__Host-mingle" if settings.public_url.startswith("https:") else "mingle"


def _cookie(settings: Settings, value: str, *, max_age: int) -> Cookie:
    return Cookie(
        key=cookie_name(settings),
        value=value,
        path="/",
        max_age=max_age,
        httponly=True,
        samesite="strict",
        secure=settings.public_url.startswith("https:"),
    )


def _presented_token(request: AnyRequest, data: Refreshing, settings: Settings) -> tuple[str, SessionForm]:
    """The refresh token, and the form in which the next one goes out: the one in which this one came.

    Raises:
        SessionEnded: there is none.
        CrossSite: it came as a cookie, from a page that is not ours.
    """
    if data.refresh_token is not None:
        return data.refresh_token, data.session
    cookie = request.cookies.get(cookie_name(settings))
    if not cookie:
        raise SessionEnded
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin" and origin not in settings.origins:
        raise CrossSite
    if origin is not None and origin not in settings.origins:
        raise CrossSite
    return cookie, "cookie"
