"""The story of passkeys: making one, coming in with it, and losing it (Web Authentication, level 3)."""

import hashlib
import secrets
from uuid import UUID

from mingle.features.accounts import (
    ceremonies,
    events,
    factors,
    identity_queries,
    passkey_queries,
    policy,
    service,
    session_queries,
)
from mingle.features.accounts.errors import PasskeyTaken, TooManyPasskeys
from mingle.features.accounts.factor_models import (
    ChallengePurpose,
    CreationOptions,
    FactorChange,
    NewPasskey,
    PasskeyRow,
    RequestOptions,
)
from mingle.features.accounts.models import Account, Device, EventKind
from mingle.features.accounts.tokens import Grant
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import TOKEN_BYTES
from mingle.settings import Settings


async def offer_registration(tx: Tx, settings: Settings, actor: Actor) -> CreationOptions:
    """What to ask an authenticator for.

    Raises:
        StepUpRequired: who asks has not shown that the account is theirs.
        TooManyPasskeys: the account has enough.
    """
    account = await factors.owner_with_proof(tx, actor)
    _require_room(account)
    existing = await passkey_queries.list_passkeys(tx, account.id)
    challenge = await _new_challenge(tx, ChallengePurpose.REGISTRATION, account.id)
    return ceremonies.creation_options(settings, account, challenge, existing)


async def offer_step_up(tx: Tx, settings: Settings, actor: Actor) -> RequestOptions:
    """What to ask an authenticator of somebody who is signed in."""
    existing = await passkey_queries.list_passkeys(tx, actor.id)
    challenge = await _new_challenge(tx, ChallengePurpose.STEP_UP, actor.id)
    return ceremonies.request_options(settings, challenge, existing)


async def offer_sign_in(tx: Tx, settings: Settings) -> RequestOptions:
    """What to ask an authenticator of somebody who has not said who they are."""
    return ceremonies.request_options(settings, await _new_challenge(tx, ChallengePurpose.SIGN_IN, None))


async def take_challenge(tx: Tx, challenge: bytes, purpose: ChallengePurpose, account_id: UUID | None) -> bool:
    """Use a challenge up; False when it was used, is too old, or was for something or somebody else."""
    return await passkey_queries.take_challenge(tx, _hash(challenge), purpose, account_id, clock.now())


async def add(tx: Tx, actor: Actor, new: NewPasskey, name: str, device: Device) -> tuple[PasskeyRow, Account]:
    """Keep a passkey. Its maker was looked at by the device, so the session has shown a second factor.

    Raises:
        TooManyPasskeys: the account has enough.
        PasskeyTaken: it is registered already.
    """
    account = await factors.locked(tx, actor.id)
    _require_room(account)
    now = clock.now()
    passkey = await passkey_queries.insert_passkey(tx, account.id, new, name.strip(), now)
    if passkey is None:
        raise PasskeyTaken
    await session_queries.note_second_factor(tx, factors.session_of(actor), now)
    await factors.tell(tx, account.id, EventKind.PASSKEY_ADDED, FactorChange.PASSKEY_ADDED, device)
    return passkey, await factors.locked(tx, actor.id)


async def sign_in(tx: Tx, passkey: PasskeyRow, sign_count: int, device: Device) -> tuple[Account, Grant] | None:
    """Begin a session that has shown both factors: the device, and whose finger or PIN it is.

    None when the passkey's counter has not risen: there is a copy of it.

    Raises:
        AccountBanned: the account is closed.
    """
    account = await factors.locked(tx, passkey.account_id)
    policy.require_open(account)
    if not await _use(tx, passkey, sign_count, device):
        return None
    await events.note(tx, account.id, EventKind.SIGNED_IN, device)
    return account, await service.begin_session(tx, account, device, second_factor_at=clock.now())


async def step_up(tx: Tx, actor: Actor, passkey: PasskeyRow, sign_count: int, device: Device) -> Account | None:
    """Note in the session that a second factor was shown; None when there is a copy of the passkey."""
    if not await _use(tx, passkey, sign_count, device):
        return None
    await session_queries.note_second_factor(tx, factors.session_of(actor), clock.now())
    return await factors.locked(tx, actor.id)


async def rename(tx: Tx, actor: Actor, passkey_id: UUID, name: str) -> PasskeyRow:
    """Call a passkey by another name.

    Raises:
        NotFound: the actor has no such passkey.
    """
    passkey = await passkey_queries.rename_passkey(tx, actor.id, passkey_id, name.strip())
    if passkey is None:
        raise NotFound
    return passkey


async def remove(tx: Tx, actor: Actor, passkey_id: UUID, device: Device) -> Account:
    """Forget a passkey.

    Raises:
        NotFound: the actor has no such passkey.
        StepUpRequired: who asks has not shown that the account is theirs.
        LastWayIn: without it, nobody could come back.
        FactorNeeded: moderators and admins keep one second factor.
    """
    account = await factors.locked(tx, actor.id)
    if not await passkey_queries.delete_passkey(tx, account.id, passkey_id):
        raise NotFound
    # By what the account was before: the passkey that goes may be the one that protects it.
    policy.require_proof(account, await session_queries.find_proof(tx, factors.session_of(actor)))
    has_identity = await identity_queries.has_identity(tx, account.id)
    policy.require_factor_left(account, passkeys=account.passkey_count - 1, has_identity=has_identity)
    await factors.tell(tx, account.id, EventKind.PASSKEY_REMOVED, FactorChange.PASSKEY_REMOVED, device)
    return await factors.locked(tx, actor.id)


async def _use(tx: Tx, passkey: PasskeyRow, sign_count: int, device: Device) -> bool:
    if await passkey_queries.use_passkey(tx, passkey.id, sign_count, clock.now()):
        return True
    await events.note(tx, passkey.account_id, EventKind.PASSKEY_COPIED, device)
    return False


async def _new_challenge(tx: Tx, purpose: ChallengePurpose, account_id: UUID | None) -> bytes:
    challenge = secrets.token_bytes(TOKEN_BYTES)
    expires_at = clock.now() + policy.CHALLENGE_LIFETIME
    await passkey_queries.insert_challenge(tx, _hash(challenge), purpose, account_id, expires_at)
    return challenge


def _require_room(account: Account) -> None:
    if account.passkey_count >= policy.MAX_PASSKEYS:
        raise TooManyPasskeys


def _hash(challenge: bytes) -> bytes:
    return hashlib.sha256(challenge).digest()
