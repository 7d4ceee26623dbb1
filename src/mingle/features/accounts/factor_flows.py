"""The flows of second factors: what must not happen inside a transaction (counting tries, hashing) stands between."""

from uuid import UUID

from mingle.features.accounts import ceremonies, factors, passkey_queries, passkeys, policy, queries
from mingle.features.accounts.errors import PasskeyRefused, WrongCode, WrongPassword
from mingle.features.accounts.factor_models import (
    Assertion,
    ChallengePurpose,
    PasskeyDraft,
    PasskeyRow,
    StepUp,
)
from mingle.features.accounts.models import Account, Device
from mingle.features.accounts.tokens import Grant
from mingle.kernel.actor import Actor
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources


async def count_code(resources: Resources, account_id: UUID) -> None:
    """Count a code that is about to be tried, for its account, from wherever it comes.

    Raises:
        RateLimited: there were too many.
        Unavailable: nobody can count, so nobody may try.
    """
    await resources.limits.hit(policy.TOTP_LIMIT, str(account_id))
    await resources.limits.hit(policy.TOTP_DAY_LIMIT, str(account_id))


async def confirm_totp(resources: Resources, actor: Actor, code: str, device: Device) -> tuple[Account, list[str]]:
    """Switch two-step sign-in on; the recovery codes."""
    await count_code(resources, actor.id)
    async with resources.db.transaction() as tx:
        recovery_codes = await factors.confirm_totp(tx, resources.signer, actor, code, device)
        return await factors.locked(tx, actor.id), recovery_codes


async def step_up(resources: Resources, actor: Actor, shown: StepUp, device: Device) -> Account:
    """Show again that it is oneself.

    Raises:
        ValidationFailed: nothing is shown, or more than one thing.
        WrongCode: the code is not good.
        WrongPassword: the password is another.
        PasskeyRefused: the passkey is not good, or not the account's.
        StepUpRequired: with a password, where a second factor is asked for.
    """
    given = [name for name in StepUp.__struct_fields__ if getattr(shown, name) is not None]
    if len(given) != 1:
        details = [FieldError(name, "only one of them may be given") for name in given[1:]]
        raise ValidationFailed(
            "Give a code, a passkey or the password.", details=details or [FieldError("code", "is required")]
        )
    if shown.code is not None:
        return await _step_up_with_code(resources, actor, shown.code, device)
    if shown.passkey is not None:
        return await _step_up_with_passkey(resources, actor, shown.passkey, device)
    return await _step_up_with_password(resources, actor, shown.password or "")


async def _step_up_with_code(resources: Resources, actor: Actor, code: str, device: Device) -> Account:
    await count_code(resources, actor.id)
    async with resources.db.transaction() as tx:
        account = await factors.step_up_with_code(tx, resources.signer, actor, code, device)
    if account is None:
        raise WrongCode
    return account


async def _step_up_with_passkey(resources: Resources, actor: Actor, credential: Assertion, device: Device) -> Account:
    passkey, sign_count = await _verified(resources, credential, ChallengePurpose.STEP_UP, actor.id)
    async with resources.db.transaction() as tx:
        account = await passkeys.step_up(tx, actor, passkey, sign_count, device)
    if account is None:
        raise PasskeyRefused
    return account


async def _step_up_with_password(resources: Resources, actor: Actor, password: str) -> Account:
    await resources.limits.hit(policy.SIGN_IN_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, actor.id)
    if not await resources.passwords.matches(password, account.password_hash if account is not None else None):
        raise WrongPassword("password")
    async with resources.db.transaction() as tx:
        return await factors.step_up_with_password(tx, actor)


async def add_passkey(
    resources: Resources, actor: Actor, draft: PasskeyDraft, device: Device
) -> tuple[PasskeyRow, Account]:
    """Keep a passkey that a device has made.

    Raises:
        PasskeyRefused: it is not good, or nobody has asked for it.
        PasskeyTaken: it is registered already.
        TooManyPasskeys: the account has enough.
    """
    challenge = ceremonies.answered_challenge(draft.credential)
    async with resources.db.transaction() as tx:
        is_asked = await passkeys.take_challenge(tx, challenge, ChallengePurpose.REGISTRATION, actor.id)
    if not is_asked:
        raise PasskeyRefused
    new = ceremonies.verify_registration(resources.settings, draft.credential, challenge)
    async with resources.db.transaction() as tx:
        return await passkeys.add(tx, actor, new, draft.name, device)


async def sign_in_with_passkey(resources: Resources, credential: Assertion, device: Device) -> tuple[Account, Grant]:
    """Begin a session with a passkey.

    Raises:
        PasskeyRefused: it is not good; nothing tells why.
        AccountBanned: it is, but the account is closed.
        RateLimited: too many tries from this address.
    """
    await resources.limits.hit(policy.PASSKEY_ADDRESS_LIMIT, address_key(device.address))
    passkey, sign_count = await _verified(resources, credential, ChallengePurpose.SIGN_IN, None)
    async with resources.db.transaction() as tx:
        signed_in = await passkeys.sign_in(tx, passkey, sign_count, device)
    if signed_in is None:
        raise PasskeyRefused
    return signed_in


async def _verified(
    resources: Resources, credential: Assertion, purpose: ChallengePurpose, account_id: UUID | None
) -> tuple[PasskeyRow, int]:
    """The passkey that was used, and its counter. The challenge is used up, whatever comes of it."""
    challenge = ceremonies.answered_challenge(credential)
    credential_id = ceremonies.credential_id(credential)
    async with resources.db.transaction() as tx:
        is_asked = await passkeys.take_challenge(tx, challenge, purpose, account_id)
        passkey = await passkey_queries.find_passkey(tx, credential_id)
    if not is_asked or passkey is None:
        raise PasskeyRefused
    if account_id is None:
        is_theirs = ceremonies.is_owner(credential, passkey.account_id)
    else:
        is_theirs = passkey.account_id == account_id
    if not is_theirs:
        raise PasskeyRefused
    return passkey, ceremonies.verify_assertion(resources.settings, credential, challenge, passkey)
