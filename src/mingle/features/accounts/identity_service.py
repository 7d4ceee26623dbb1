"""The story of every way in on somebody else's word, and of linking and unlinking such ways.

Accounts are found by issuer and subject, never by e-mail address: a provider may say any address of anybody.
"""

import re
import secrets
import unicodedata
from uuid import UUID

import msgspec

from mingle.features.accounts import events, factors, identity_queries, jobs, policy, queries, service, way_jobs
from mingle.features.accounts.errors import (
    AlreadyLinked,
    IdentityTaken,
    LastWayIn,
    RegistrationExpired,
    SignInExpired,
    UsernameTaken,
)
from mingle.features.accounts.identity_models import (
    Completion,
    Identity,
    Newcomer,
    PendingRegistration,
    PendingSignIn,
    Suggestions,
)
from mingle.features.accounts.models import Account, Device, DisplayName, Email, EventKind
from mingle.features.accounts.tokens import Grant
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.oidc import Attempt, Vouched
from mingle.kernel.security import new_token, token_hash

MADE_UP_TRIES = 10


async def begin(tx: Tx, attempt: Attempt, provider: str, browser: str, account_id: UUID | None) -> None:
    """Remember who went to a provider, and from which browser."""
    expires_at = clock.now() + policy.SIGN_IN_ATTEMPT_LIFETIME
    await identity_queries.insert_pending_sign_in(tx, attempt, provider, token_hash(browser), account_id, expires_at)


async def take(tx: Tx, state: str, provider: str, browser: str, account_id: UUID | None) -> PendingSignIn:
    """Use the attempt up that somebody comes back from.

    Raises:
        SignInExpired: it is used, unknown or too old, or belongs to another browser, provider or account.
    """
    found = await identity_queries.take_pending_sign_in(
        tx, state, provider, token_hash(browser), account_id, clock.now()
    )
    if found is None:
        raise SignInExpired
    return found


async def spend(tx: Tx, id_token: str) -> None:
    """Let an ID token that any client may bring be good for one way in.

    Raises:
        SignInExpired: it has been.
    """
    expires_at = clock.now() + policy.SPENT_TOKENS_KEPT
    # Without the signature, of which there are many spellings.
    signed, _, _ = id_token.rpartition(".")
    if not await identity_queries.spend_id_token(tx, token_hash(signed), expires_at):
        raise SignInExpired


async def enter(tx: Tx, who: Vouched, device: Device) -> tuple[Account, Grant] | Newcomer:
    """Sign in whom the identity belongs to; ask somebody new for what is missing.

    Raises:
        AccountBanned: the account is closed.
    """
    identity = await identity_queries.find_identity(tx, who.issuer, who.subject)
    if identity is None:
        return await _ask_more(tx, who)
    account = await factors.locked(tx, identity.account_id)
    policy.require_open(account)
    await events.note(tx, account.id, EventKind.SIGNED_IN, device)
    return account, await service.begin_session(tx, account, device)


async def complete(tx: Tx, draft: Completion, device: Device) -> tuple[Account, Grant]:
    """Make the account of somebody new.

    The provider's word for an address is not taken: a mail asks for it, as it asks everybody.

    Raises:
        ValidationFailed: too young.
        UsernameTaken: somebody has the username; the registration stays good.
        RegistrationExpired: it is used, unknown or too old.
    """
    policy.require_adult(draft.birthdate)
    pending = await identity_queries.take_pending_registration(tx, token_hash(draft.registration_token), clock.now())
    if pending is None:
        raise RegistrationExpired
    account = await _insert_account(tx, draft, pending)
    linked = await identity_queries.insert_identity(
        tx, account.id, pending.issuer, pending.subject, pending.email, clock.now()
    )
    if linked is None:  # in another tab, a moment ago
        raise RegistrationExpired
    await events.note(tx, account.id, EventKind.REGISTERED, device)
    if account.email is not None:
        await jobs.send_welcome.defer(tx, account.id)
    return account, await service.begin_session(tx, account, device)


async def link(tx: Tx, actor: Actor, who: Vouched, device: Device) -> Identity:
    """Make an identity a way into the actor's account. A guest becomes permanent by it.

    Raises:
        IdentityTaken: it leads into another account.
        AlreadyLinked: the account has one of this provider.
    """
    account = await factors.locked(tx, actor.id)
    label = _good_email(who)
    identity = await identity_queries.insert_identity(tx, account.id, who.issuer, who.subject, label, clock.now())
    if identity is None:
        owner = await identity_queries.find_identity(tx, who.issuer, who.subject)
        if owner is None:
            raise AlreadyLinked
        if owner.account_id != account.id:
            raise IdentityTaken
        return owner
    if account.username is None:
        await queries.set_username(tx, account.id, await _free_username(tx, account.display_name))
        await events.note(tx, account.id, EventKind.LINKED, device)
    await events.note(tx, account.id, EventKind.IDENTITY_LINKED, device)
    await way_jobs.send_identity_linked.defer(tx, account.id, who.issuer)
    return identity


async def unlink(tx: Tx, actor: Actor, identity_id: UUID, issuers: list[str], device: Device) -> None:
    """Take a way in away.

    Raises:
        NotFound: the actor has no such identity.
        LastWayIn: nothing would be left to come in by.
    """
    account = await factors.locked(tx, actor.id)
    identity = await identity_queries.delete_identity(tx, account.id, identity_id)
    if identity is None:
        raise NotFound
    if not await identity_queries.count_ways_in(tx, account.id, issuers):
        raise LastWayIn
    await events.note(tx, account.id, EventKind.IDENTITY_UNLINKED, device)
    await way_jobs.send_identity_unlinked.defer(tx, account.id, identity.issuer)


async def _ask_more(tx: Tx, who: Vouched) -> Newcomer:
    token = new_token()
    email = _good_email(who)
    expires_at = clock.now() + policy.COMPLETION_LIFETIME
    await identity_queries.insert_pending_registration(tx, token_hash(token), who, email, expires_at)
    return Newcomer(token, Suggestions(_good_name(who), email))


async def _insert_account(tx: Tx, draft: Completion, pending: PendingRegistration) -> Account:
    account = await queries.insert_account(
        tx,
        display_name=draft.display_name.strip(),
        birthdate=draft.birthdate,
        gender=draft.gender,
        username=draft.username or await _free_username(tx, draft.display_name),
        email=pending.email,
    )
    if account is None:
        raise UsernameTaken
    return account


async def _free_username(tx: Tx, name: str) -> str:
    """One that resembles a name. Whoever is permanent has a username, so that others can say whom they mean."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]", "", plain)[:20] or "someone"
    for _ in range(MADE_UP_TRIES):
        username = f"{stem}.{secrets.randbelow(1_000_000):06}"
        if not await queries.is_username_taken(tx, username):
            return username
    raise UsernameTaken


def _good_name(who: Vouched) -> str | None:
    return _converted((who.name or "").strip()[:50], DisplayName)


def _good_email(who: Vouched) -> str | None:
    return _converted(who.email, Email)


def _converted(value: str | None, kind: object) -> str | None:
    """A provider's word, if it is one that people could have typed here themselves."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return None
