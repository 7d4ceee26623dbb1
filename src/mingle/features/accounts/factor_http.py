"""HTTP of second factors: codes from an app, recovery codes, and showing again that it is oneself."""

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody

from mingle.features.accounts import factor_flows, factors, passkeys, views
from mingle.features.accounts.errors import (
    FactorNeeded,
    NoPassword,
    NothingBegun,
    PasskeyRefused,
    StepUpRequired,
    TotpOff,
    WrongCode,
    WrongPassword,
)
from mingle.features.accounts.factor_models import Protected, RequestOptions, StepUp, TotpConfirmation, TotpSetup
from mingle.features.accounts.http import AnyRequest, device_of
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Forbidden, Unauthenticated
from mingle.kernel.http import Ok, delete, post
from mingle.kernel.resources import Resources


class FactorController(Controller):
    """Two-step sign-in, and step-up."""

    path = "/api/auth"
    tags = ("auth",)

    @post("/totp/start", summary="Begin two-step sign-in", errors=[Unauthenticated, StepUpRequired, NoPassword])
    async def start_totp(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[TotpSetup]:
        """A secret for an app that makes codes. Nothing is asked for until `POST /auth/totp/confirm`."""
        async with resources.db.transaction() as tx:
            setup = await factors.start_totp(tx, resources.signer, resources.settings.name, actor)
        return Ok(data=setup)

    @post(
        "/totp/confirm",
        summary="Switch two-step sign-in on",
        errors=[Unauthenticated, StepUpRequired, WrongCode, NothingBegun],
    )
    async def confirm_totp(
        self,
        request: AnyRequest,
        data: JSONBody[TotpConfirmation],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[Protected]:
        """With a code that the app has made. The recovery codes in the answer are shown this once."""
        account, codes = await factor_flows.confirm_totp(resources, actor, data.code, device_of(request))
        return Ok(data=Protected(views.user(account, account.role), codes))

    @delete(
        "/totp", summary="Switch two-step sign-in off", errors=[Unauthenticated, StepUpRequired, TotpOff, FactorNeeded]
    )
    async def switch_totp_off(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[views.UserOnly]:
        """Ask for no codes any more. Moderators and admins keep it."""
        async with resources.db.transaction() as tx:
            account = await factors.switch_totp_off(tx, actor, device_of(request))
        return Ok(data=views.UserOnly(views.user(account, actor.role)))

    @post("/recovery-codes", summary="Renew the recovery codes", errors=[Unauthenticated, StepUpRequired, TotpOff])
    async def renew_recovery_codes(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Protected]:
        """Ten codes in the place of those before. They are shown this once."""
        async with resources.db.transaction() as tx:
            codes = await factors.renew_recovery_codes(tx, resources.signer, actor, device_of(request))
            account = await factors.locked(tx, actor.id)
        return Ok(data=Protected(views.user(account, actor.role), codes))

    @post(
        "/step-up",
        summary="Show that it is me",
        errors=[Unauthenticated, WrongCode, WrongPassword, PasskeyRefused, StepUpRequired],
    )
    async def step_up(
        self,
        request: AnyRequest,
        data: JSONBody[StepUp],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[views.UserOnly]:
        """Show a second factor (or the password, where there is none) again. What weighs much asks for it.

        It holds for ten minutes, in this session. `step_up_required` says that it is wanted.
        """
        account = await factor_flows.step_up(resources, actor, data, device_of(request))
        role = actor.role if data.password is not None else account.role
        return Ok(data=views.UserOnly(views.user(account, role)))

    @post("/step-up/options", summary="Begin to show a passkey", errors=[Unauthenticated, Forbidden])
    async def step_up_options(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[RequestOptions]:
        """What to ask `navigator.credentials.get` for; its answer goes to `POST /auth/step-up`, within five minutes."""
        async with resources.db.transaction() as tx:
            return Ok(data=await passkeys.offer_step_up(tx, resources.settings, actor))
