"""The story of second factors: switching them on and off, and showing one."""

from uuid import UUID

from mingle.features.accounts import codes, events, factor_queries, jobs, policy, queries, session_queries
from mingle.features.accounts.errors import (
    FactorNeeded,
    NoPassword,
    NothingBegun,
    SessionEnded,
    StepUpRequired,
    TotpOff,
    WrongCode,
)
from mingle.features.accounts.factor_models import FactorChange, TotpSetup
from mingle.features.accounts.models import Account, Device, EventKind
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import Forbidden
from mingle.kernel.security import Signer


async def require_recent_factor(tx: Tx, actor: Actor) -> None:
    """See that the actor has shown a second factor in the last ten minutes: for what staff do that weighs much.

    Raises:
        StepUpRequired: not so; `POST /api/auth/step-up` mends it.
    """
    proof = await session_queries.find_proof(tx, session_of(actor))
    if not policy.has_shown_factor(proof):
        raise StepUpRequired


async def owner_with_proof(tx: Tx, actor: Actor) -> Account:
    """The actor's account, locked, for somebody who has just shown that it is theirs.

    Raises:
        StepUpRequired: they have not.
    """
    account = await locked(tx, actor.id)
    policy.require_proof(account, await session_queries.find_proof(tx, session_of(actor)))
    return account


async def start_totp(tx: Tx, signer: Signer, site: str, actor: Actor) -> TotpSetup:
    """Show a secret to the account's app. It counts once `confirm_totp` has seen a code of it.

    Raises:
        StepUpRequired: who asks has not shown that the account is theirs.
        NoPassword: there is nothing to protect.
    """
    account = await owner_with_proof(tx, actor)
    if account.password_hash is None:
        raise NoPassword
    secret = codes.new_secret()
    expires_at = clock.now() + policy.TOTP_SETUP_LIFETIME
    await factor_queries.keep_setup(tx, account.id, codes.seal(signer, account.id, secret), expires_at)
    return codes.setup_of(secret, site, account.username or account.display_name)


async def confirm_totp(tx: Tx, signer: Signer, actor: Actor, code: str, device: Device) -> list[str]:
    """Ask for codes from now on; the recovery codes, which are shown this once.

    Raises:
        StepUpRequired: who asks has not shown that the account is theirs.
        NothingBegun: no secret was shown, or too long ago.
        WrongCode: the app has another secret, or another time.
    """
    account = await owner_with_proof(tx, actor)
    now = clock.now()
    sealed = await factor_queries.find_setup(tx, account.id, now)
    if sealed is None:
        raise NothingBegun
    step = codes.matching_step(signer, account.id, sealed, codes.normalized(code))
    if step < 0:
        raise WrongCode
    await factor_queries.switch_on(tx, account.id, sealed, step, now)
    await session_queries.note_second_factor(tx, session_of(actor), now)
    await tell(tx, account.id, EventKind.TOTP_ON, FactorChange.TOTP_ON, device)
    return await _new_recovery_codes(tx, signer, account.id)


async def switch_totp_off(tx: Tx, actor: Actor, device: Device) -> Account:
    """Ask for codes no more; the recovery codes are forgotten with them.

    Raises:
        StepUpRequired: who asks has not shown a second factor.
        TotpOff: it is off already.
        FactorNeeded: moderators and admins keep it.
    """
    account = await owner_with_proof(tx, actor)
    if not account.has_totp:
        raise TotpOff
    if policy.is_staff(account):
        raise FactorNeeded
    await factor_queries.switch_off(tx, account.id)
    await tell(tx, account.id, EventKind.TOTP_OFF, FactorChange.TOTP_OFF, device)
    return await locked(tx, account.id)


async def renew_recovery_codes(tx: Tx, signer: Signer, actor: Actor, device: Device) -> list[str]:
    """Other recovery codes, in the place of those before.

    Raises:
        StepUpRequired: who asks has not shown a second factor.
        TotpOff: there is nothing to recover from.
    """
    account = await owner_with_proof(tx, actor)
    if not account.has_totp:
        raise TotpOff
    await tell(tx, account.id, EventKind.RECOVERY_CODES_RENEWED, FactorChange.RECOVERY_CODES_RENEWED, device)
    return await _new_recovery_codes(tx, signer, account.id)


async def use_code(tx: Tx, signer: Signer, account: Account, code: str, device: Device) -> bool:
    """Take a code of the app, or a recovery code; each is good once. What was wrong stands in the security log."""
    given = codes.normalized(code)
    if codes.is_from_app(given):
        secret = await factor_queries.find_secret(tx, account.id)
        step = codes.matching_step(signer, account.id, secret.secret, given) if secret is not None else -1
        is_good = await factor_queries.use_step(tx, account.id, step)
    else:
        hashed = codes.recovery_hash(signer, account.id, given)
        is_good = await factor_queries.use_recovery_code(tx, account.id, hashed)
        if is_good:
            await tell(tx, account.id, EventKind.RECOVERY_CODE_USED, FactorChange.RECOVERY_CODE_USED, device)
    if not is_good:
        await events.note(tx, account.id, EventKind.SECOND_FACTOR_FAILED, device)
    return is_good


async def step_up_with_code(tx: Tx, signer: Signer, actor: Actor, code: str, device: Device) -> Account | None:
    """Note in the session that a second factor was shown; None when the code was not good."""
    account = await locked(tx, actor.id)
    if not await use_code(tx, signer, account, code, device):
        return None
    await session_queries.note_second_factor(tx, session_of(actor), clock.now())
    return await locked(tx, actor.id)


async def step_up_with_password(tx: Tx, actor: Actor) -> Account:
    """Note in the session that the password was given again.

    Raises:
        StepUpRequired: a second factor protects the account, so the password alone says too little.
    """
    account = await locked(tx, actor.id)
    if policy.needs_factor(account):
        raise StepUpRequired
    await session_queries.note_password(tx, session_of(actor), clock.now())
    return account


async def tell(tx: Tx, account_id: UUID, kind: EventKind, change: FactorChange, device: Device) -> None:
    """Write into the security log what has changed, and tell the owner by mail."""
    await events.note(tx, account_id, kind, device)
    await jobs.send_factor_changed.defer(tx, account_id, change, device.address, device.user_agent)


async def locked(tx: Tx, account_id: UUID) -> Account:
    """The account, that nobody else changes until this transaction ends.

    Raises:
        SessionEnded: it is gone.
    """
    account = await queries.lock_account(tx, account_id)
    if account is None:
        raise SessionEnded
    return account


def session_of(actor: Actor) -> UUID:
    """The session of the actor.

    Raises:
        Forbidden: bots and the system have none, and show nothing.
    """
    if actor.session_id is None:
        raise Forbidden
    return actor.session_id


async def _new_recovery_codes(tx: Tx, signer: Signer, account_id: UUID) -> list[str]:
    fresh = codes.new_recovery_codes()
    hashes = [codes.recovery_hash(signer, account_id, code) for code in fresh]
    await factor_queries.replace_recovery_codes(tx, account_id, hashes)
    return fresh
