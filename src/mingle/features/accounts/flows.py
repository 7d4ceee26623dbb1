"""The ways in that need a password: hashing one takes longer than a transaction may stay open, so it stands between."""

import psycopg

from mingle.features.accounts import address_service, events, policy, queries, service
from mingle.features.accounts.errors import InvalidCredentials, LinkExpired, TotpInvalid, WrongPassword
from mingle.features.accounts.factor_flows import count_code
from mingle.features.accounts.models import (
    Account,
    Credentials,
    Device,
    EventKind,
    Linking,
    PasswordChange,
    PasswordReset,
    Registration,
)
from mingle.features.accounts.tokens import Grant
from mingle.kernel.actor import Actor
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources


async def register(resources: Resources, draft: Registration, device: Device) -> tuple[Account, Grant]:
    """Make a permanent account.

    Raises:
        ValidationFailed: too young, or the password is easy to guess.
        UsernameTaken: somebody has the username.
        RateLimited: too many came from this address.
    """
    await resources.limits.hit(policy.REGISTRATION_LIMIT, address_key(device.address))
    policy.require_adult(draft.birthdate)
    hashed = await _hash_good(resources, draft.password, "password", draft.username, draft.email, draft.display_name)
    async with resources.db.transaction() as tx:
        return await service.register(tx, draft, hashed, device)


async def link(resources: Resources, actor: Actor, draft: Linking, device: Device) -> Account:
    """Make a guest permanent.

    Raises:
        ValidationFailed: the password is easy to guess.
        NotAGuest: the account is permanent already.
        UsernameTaken: somebody has the username.
    """
    await resources.limits.hit(policy.REGISTRATION_LIMIT, address_key(device.address))
    hashed = await _hash_good(resources, draft.password, "password", draft.username, draft.email)
    async with resources.db.transaction() as tx:
        return await service.link(tx, actor, draft, hashed, device)


async def sign_in(resources: Resources, credentials: Credentials, device: Device) -> tuple[Account, Grant]:
    """Begin a session with a password. A login that nobody has answers as a wrong password does, and takes as long.

    Raises:
        InvalidCredentials: login and password do not fit together.
        AccountBanned: they do, but the account is closed.
        TotpRequired: they do, but the account asks for a code.
        TotpInvalid: the code is not right, or was used.
        RateLimited: too many tries for this login, or from this address.
    """
    login = credentials.login.strip()
    await resources.limits.hit(policy.SIGN_IN_ADDRESS_LIMIT, address_key(device.address))
    await resources.limits.hit(policy.SIGN_IN_LIMIT, resources.signer.digest("login", login.lower()).hex())
    async with resources.db.transaction() as tx:
        account = await service.find_for_login(tx, login)
    hashed = account.password_hash if account is not None else None
    if account is None or not await resources.passwords.matches(credentials.password, hashed):
        if account is None:
            await resources.passwords.matches(credentials.password, None)
        async with resources.db.transaction() as tx:
            await events.note(tx, account.id if account is not None else None, EventKind.SIGN_IN_FAILED, device)
        raise InvalidCredentials
    new_hash = None
    if hashed is not None and resources.passwords.is_weak(hashed):
        new_hash = await resources.passwords.hash(credentials.password)
    if credentials.totp is not None:
        await count_code(resources, account.id)
    async with resources.db.transaction() as tx:
        signed_in = await service.sign_in(tx, resources.signer, account, credentials.totp, new_hash, device)
    if signed_in is None:
        raise TotpInvalid
    return signed_in


async def change_password(resources: Resources, actor: Actor, change: PasswordChange, device: Device) -> None:
    """Keep another password, for somebody who knows the current one.

    Raises:
        WrongPassword: the current one is another.
        ValidationFailed: the new one is easy to guess.
    """
    await resources.limits.hit(policy.SIGN_IN_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, actor.id)
    hashed = account.password_hash if account is not None else None
    if account is None or not await resources.passwords.matches(change.current_password, hashed):
        raise WrongPassword
    about = filter(None, [account.username, account.email, account.display_name])
    fresh = await _hash_good(resources, change.new_password, "newPassword", *about)
    async with resources.db.transaction() as tx:
        await service.change_password(tx, actor, fresh, device)


async def reset_password(resources: Resources, reset: PasswordReset, device: Device) -> None:
    """Keep another password, for somebody who has read the link in the mail.

    Raises:
        ValidationFailed: the password is easy to guess; the link stays good.
        LinkExpired: the link is used, unknown or too old.
        RateLimited: too many tries from this address.
    """
    await resources.limits.hit(policy.RESET_ADDRESS_LIMIT, address_key(device.address))
    hashed = await _hash_good(resources, reset.password, "password")
    async with resources.db.transaction() as tx:
        await service.reset_password(tx, reset.token, hashed, device)


async def confirm_email(resources: Resources, token: str, device: Device) -> None:
    """Make an address the account's own: the one it claims, or another.

    Raises:
        LinkExpired: the link is used, unknown or too old, or the address has become somebody else's.
    """
    try:
        async with resources.db.transaction() as tx:
            await address_service.confirm(tx, token, device)
    except psycopg.errors.UniqueViolation as error:  # somebody else has confirmed it at this very moment
        raise LinkExpired from error


async def _hash_good(resources: Resources, password: str, field: str, *about_them: str) -> str:
    # In a thread: the estimate is milliseconds of pure Python.
    await resources.passwords.in_turn(policy.require_good_password, password, field, *about_them)
    return await resources.passwords.hash(password)
