"""The ways to a provider and back: its answers take longer than a transaction may stay open, so they stand between."""

from typing import TYPE_CHECKING
from uuid import UUID

from mingle.features.accounts import factors, identity_service, policy, queries, session_queries
from mingle.features.accounts.errors import SessionEnded, SignInExpired, WrongPassword
from mingle.features.accounts.identity_models import Identity, LinkAnswer, Newcomer, ProviderAnswer
from mingle.features.accounts.models import Account, Device
from mingle.features.accounts.tokens import Grant
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound
from mingle.kernel.oidc import Answer, Attempt, Vouched
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources
from mingle.kernel.security import new_token

if TYPE_CHECKING:
    from mingle.kernel.oidc_provider import Provider


async def require_proof(resources: Resources, actor: Actor, password: str | None) -> Account:
    """See that it is really them, before something that a stolen session must not do; their account.

    Raises:
        WrongPassword: they have a password, and this is not it.
        SignInAgain: they have none, and did not sign in a moment ago.
        StepUpRequired: a second factor protects the account, and was not shown a short while ago.
        RateLimited: too many tries.
    """
    await resources.limits.hit(policy.SIGN_IN_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, actor.id)
        session = await session_queries.find_session(tx, actor.session_id) if actor.session_id else None
    if account is None:
        raise SessionEnded
    if account.password_hash is None:
        policy.require_fresh_sign_in(account, session)
    elif password is None or not await resources.passwords.matches(password, account.password_hash):
        raise WrongPassword("password")
    if policy.needs_factor(account):
        async with resources.db.transaction() as tx:
            await factors.require_recent_factor(tx, actor)
    return account


async def start(
    resources: Resources, provider_id: str, browser: str, device: Device, account_id: UUID | None = None
) -> str:
    """Begin to sign in, or to link: where the browser goes.

    Raises:
        NotFound: there is no such provider to go to.
        ProviderAway: it does not answer.
    """
    await resources.limits.hit(policy.SIGN_IN_ADDRESS_LIMIT, address_key(device.address))
    provider = _find(resources, provider_id, "oidc")
    attempt = Attempt(new_token(), new_token(), new_token())
    url = await provider.begin(attempt)
    async with resources.db.transaction() as tx:
        await identity_service.begin(tx, attempt, provider_id, browser, account_id)
    return url


async def finish(
    resources: Resources, provider_id: str, answer: ProviderAnswer, browser: str | None, device: Device
) -> tuple[Account, Grant] | Newcomer:
    """Come back from a provider, and in.

    Raises:
        SignInExpired: this browser did not begin it, or it is used or too old.
        ProviderRefused: the provider does not vouch for them.
        ProviderAway: it does not answer.
        AccountBanned: the account is closed.
    """
    who = await _come_back(resources, provider_id, answer, browser, device, None)
    async with resources.db.transaction() as tx:
        return await identity_service.enter(tx, who, device)


async def finish_link(
    resources: Resources, actor: Actor, provider_id: str, answer: LinkAnswer, browser: str | None, device: Device
) -> Identity:
    """Come back from a provider, with another way in.

    Raises:
        SignInExpired: this browser and this account did not begin it, or it is used or too old.
        ProviderRefused: the provider does not vouch for them.
        ProviderAway: it does not answer.
        IdentityTaken: it leads into another account.
        AlreadyLinked: the account has one of this provider.
    """
    who = await _come_back(resources, provider_id, answer, browser, device, actor.id)
    async with resources.db.transaction() as tx:
        return await identity_service.link(tx, actor, who, device)


async def enter_by_token(
    resources: Resources, provider_id: str, id_token: str, device: Device
) -> tuple[Account, Grant] | Newcomer:
    """Come in with an ID token of Firebase; each is good once.

    Raises:
        ProviderRefused: it is not good.
        ProviderAway: Google's keys cannot be had.
        SignInExpired: it has been used.
        AccountBanned: the account is closed.
    """
    await resources.limits.hit(policy.SIGN_IN_ADDRESS_LIMIT, address_key(device.address))
    who = await _find(resources, provider_id, "firebase").verify_firebase(id_token)
    async with resources.db.transaction() as tx:
        await identity_service.spend(tx, id_token)
        return await identity_service.enter(tx, who, device)


async def link_by_token(
    resources: Resources, actor: Actor, provider_id: str, id_token: str, device: Device
) -> Identity:
    """Link whom an ID token of Firebase is of; each is good once.

    Raises:
        ProviderRefused: it is not good.
        SignInExpired: it has been used.
        IdentityTaken: it leads into another account.
        AlreadyLinked: the account has one of this provider.
    """
    who = await _find(resources, provider_id, "firebase").verify_firebase(id_token)
    async with resources.db.transaction() as tx:
        await identity_service.spend(tx, id_token)
        return await identity_service.link(tx, actor, who, device)


async def _come_back(
    resources: Resources,
    provider_id: str,
    answer: ProviderAnswer | LinkAnswer,
    browser: str | None,
    device: Device,
    account_id: UUID | None,
) -> Vouched:
    await resources.limits.hit(policy.SIGN_IN_ADDRESS_LIMIT, address_key(device.address))
    provider = _find(resources, provider_id, "oidc")
    if browser is None:
        raise SignInExpired
    async with resources.db.transaction() as tx:
        pending = await identity_service.take(tx, answer.state, provider_id, browser, account_id)
    attempt = Attempt(answer.state, pending.nonce, pending.verifier)
    return await provider.finish(attempt, Answer(answer.code, answer.iss))


def _find(resources: Resources, provider_id: str, kind: str) -> "Provider":
    provider = resources.providers.find(provider_id)
    if provider is None or provider.about.kind != kind:
        raise NotFound
    return provider
