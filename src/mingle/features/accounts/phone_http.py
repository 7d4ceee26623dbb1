"""HTTP of telephone numbers: CONTRACT.md, "auth"."""

import psycopg
from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody

from mingle.features.accounts import phone_service, policy, queries, views
from mingle.features.accounts.errors import NoTextMessages, PhoneTaken, SessionEnded, WrongCode
from mingle.features.accounts.http import AnyRequest, device_of
from mingle.features.accounts.phone_models import PhoneDraft, PhoneProof
from mingle.features.accounts.phone_service import Outcome
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Unauthenticated
from mingle.kernel.http import Ok, delete, post
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources


class PhoneController(Controller):
    """The telephone number of an account."""

    path = "/api/auth/phone"
    tags = ("auth",)

    @post("/start", summary="Have a code sent", errors=[Unauthenticated, NoTextMessages])
    async def start(
        self,
        request: AnyRequest,
        data: JSONBody[PhoneDraft],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Send a code of six digits by text message. It is good for ten minutes, once, and takes five tries."""
        if not resources.settings.has_sms:
            raise NoTextMessages
        phone = phone_service.normalise(data.phone)
        number = resources.signer.digest("phone", phone).hex()
        for limit, key in (
            (policy.CODE_ADDRESS_LIMIT, address_key(device_of(request).address)),
            (policy.CODE_LIMIT, str(actor.id)),
            (policy.CODE_NUMBER_LIMIT, number),
            (policy.CODE_NUMBER_DAY_LIMIT, number),
        ):
            await resources.limits.hit(limit, key)
        async with resources.db.transaction() as tx:
            await phone_service.start(tx, actor, phone)
        return Ok(data=None, message="A code is on its way.")

    @post("/verify", summary="Verify the number", errors=[Unauthenticated, WrongCode, PhoneTaken])
    async def verify(
        self,
        request: AnyRequest,
        data: JSONBody[PhoneProof],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[views.UserOnly]:
        """Make the number the account's own, with the code that was sent there."""
        device = device_of(request)
        phone = phone_service.normalise(data.phone)
        await resources.limits.hit(policy.TRY_ADDRESS_LIMIT, address_key(device.address))
        await resources.limits.hit(policy.TRY_LIMIT, str(actor.id))
        await resources.limits.hit(policy.TRY_NUMBER_LIMIT, resources.signer.digest("phone", phone).hex())
        try:
            async with resources.db.transaction() as tx:
                outcome = await phone_service.verify(tx, resources.signer, actor, phone, data.code, device)
                account = await queries.find_account(tx, actor.id)
        except psycopg.errors.UniqueViolation as error:  # another account has verified it at this very moment
            raise PhoneTaken from error
        if outcome is Outcome.WRONG:
            raise WrongCode
        if outcome is Outcome.TAKEN:
            raise PhoneTaken
        if account is None:
            raise SessionEnded
        return Ok(data=views.UserOnly(views.user(account, actor.role)))

    @delete("", summary="Remove the number", errors=[Unauthenticated])
    async def remove(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[views.UserOnly]:
        """Forget the number, and whatever code is on its way to it."""
        async with resources.db.transaction() as tx:
            account = await phone_service.remove(tx, actor, device_of(request))
        return Ok(data=views.UserOnly(views.user(account, actor.role)))
