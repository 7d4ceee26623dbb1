"""HTTP of passkeys: making, using, naming and removing them."""

from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.accounts import factor_flows, passkey_queries, passkeys, policy, views
from mingle.features.accounts.errors import (
    AccountBanned,
    FactorNeeded,
    LastWayIn,
    PasskeyRefused,
    PasskeyTaken,
    StepUpRequired,
    TooManyPasskeys,
)
from mingle.features.accounts.factor_models import (
    CreationOptions,
    Passkey,
    PasskeyAdded,
    PasskeyDraft,
    PasskeyName,
    PasskeyOnly,
    PasskeySignIn,
    RequestOptions,
)
from mingle.features.accounts.http import AnyRequest, device_of, signed_in
from mingle.features.accounts.models import SignedIn
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, patch, post
from mingle.kernel.paging import Page
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources


class PasskeyController(Controller):
    """Passkeys (Web Authentication, level 3)."""

    path = "/api/auth/passkeys"
    tags = ("auth",)

    @post("/sign-in/options", summary="Begin to sign in with a passkey")
    async def sign_in_options(self, request: AnyRequest, resources: NamedDependency[Resources]) -> Ok[RequestOptions]:
        """What to ask `navigator.credentials.get` for; its answer goes to `POST …/sign-in`, within five minutes."""
        await resources.limits.hit(policy.PASSKEY_ADDRESS_LIMIT, address_key(device_of(request).address))
        async with resources.db.transaction() as tx:
            return Ok(data=await passkeys.offer_sign_in(tx, resources.settings))

    @post("/sign-in", summary="Sign in with a passkey", errors=[PasskeyRefused, AccountBanned])
    async def sign_in(
        self, request: AnyRequest, data: JSONBody[PasskeySignIn], resources: NamedDependency[Resources]
    ) -> Response[Ok[SignedIn]]:
        """A passkey is both factors at once, so no code is asked for."""
        account, grant = await factor_flows.sign_in_with_passkey(resources, data.credential, device_of(request))
        return signed_in(resources, account, grant, data.session)

    @post("/options", summary="Begin to add a passkey", errors=[Unauthenticated, StepUpRequired, TooManyPasskeys])
    async def options(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[CreationOptions]:
        """What to ask `navigator.credentials.create` for; its answer goes to `POST /auth/passkeys`."""
        async with resources.db.transaction() as tx:
            return Ok(data=await passkeys.offer_registration(tx, resources.settings, actor))

    @post(
        "/",
        summary="Add a passkey",
        errors=[Unauthenticated, PasskeyRefused, PasskeyTaken, TooManyPasskeys],
        status_code=201,
    )
    async def add(
        self,
        request: AnyRequest,
        data: JSONBody[PasskeyDraft],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[PasskeyAdded]:
        """Keep what the device has made, and the name that its owner gives it."""
        passkey, account = await factor_flows.add_passkey(resources, actor, data, device_of(request))
        return Ok(data=PasskeyAdded(views.passkey(passkey), views.user(account, account.role)))

    @get("/", summary="My passkeys", errors=[Unauthenticated])
    async def passkeys(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[Page[Passkey]]:
        """The oldest first; there are twenty at most."""
        async with resources.db.read() as conn:
            found = await passkey_queries.list_passkeys(conn, actor.id)
        return Ok(data=Page([views.passkey(one) for one in found], None))

    @patch("/{passkey_id:uuid}", summary="Rename a passkey", errors=[Unauthenticated, NotFound])
    async def rename(
        self,
        passkey_id: FromPath[UUID],
        data: JSONBody[PasskeyName],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[PasskeyOnly]:
        """Call it by another name."""
        async with resources.db.transaction() as tx:
            renamed = await passkeys.rename(tx, actor, passkey_id, data.name)
        return Ok(data=PasskeyOnly(views.passkey(renamed)))

    @delete(
        "/{passkey_id:uuid}",
        summary="Remove a passkey",
        errors=[Unauthenticated, NotFound, StepUpRequired, LastWayIn, FactorNeeded],
    )
    async def remove(
        self,
        request: AnyRequest,
        passkey_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[views.UserOnly]:
        """It opens the account no longer. Devices that came in with it stay signed in."""
        async with resources.db.transaction() as tx:
            account = await passkeys.remove(tx, actor, passkey_id, device_of(request))
        return Ok(data=views.UserOnly(views.user(account, actor.role)))
