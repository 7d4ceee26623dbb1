"""HTTP of e-mail addresses: another one, and another link."""

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody

from mingle.features.accounts import address_service, policy
from mingle.features.accounts.errors import NoWayBack, SignInAgain, StepUpRequired, WrongPassword
from mingle.features.accounts.http import AnyRequest, device_of
from mingle.features.accounts.identity_flows import require_proof
from mingle.features.accounts.models import EmailChange
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Unauthenticated
from mingle.kernel.http import Ok, post, put
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources


class AddressController(Controller):
    """The e-mail address of an account."""

    path = "/api/auth/email"
    tags = ("auth",)

    @put(
        "",
        summary="Change the address",
        errors=[Unauthenticated, WrongPassword, SignInAgain, StepUpRequired, NoWayBack],
    )
    async def change(
        self,
        request: AnyRequest,
        data: JSONBody[EmailChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Send a link to the new address, good for an hour; `POST /auth/email/verify` with its token makes the change.

        The answer is the same whether the address is known here or not. Who has no password needs a sign-in of the
        last 15 minutes.
        """
        device = device_of(request)
        await require_proof(resources, actor, data.password)
        await resources.limits.hit(policy.EMAIL_ADDRESS_LIMIT, address_key(device.address))
        await resources.limits.hit(policy.EMAIL_LIMIT, str(actor.id))
        await resources.limits.hit(policy.EMAIL_LIMIT, resources.signer.digest("email", data.email.lower()).hex())
        async with resources.db.transaction() as tx:
            await address_service.request_change(tx, actor, data.email, device)
        return Ok(data=None, message="A link is on its way to the new address.")

    @post("/resend", summary="Send the link again", errors=[Unauthenticated])
    async def resend(
        self, request: AnyRequest, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Send the link that confirms the address once more; nothing, if it is confirmed."""
        await resources.limits.hit(policy.EMAIL_ADDRESS_LIMIT, address_key(device_of(request).address))
        await resources.limits.hit(policy.EMAIL_LIMIT, str(actor.id))
        async with resources.db.transaction() as tx:
            await address_service.resend(tx, actor)
        return Ok(data=None, message="A link is on its way.")
