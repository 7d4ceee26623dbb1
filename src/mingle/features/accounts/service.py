"""The story of every way in and out."""

from datetime import date, datetime
from uuid import UUID

from mingle.features.accounts import events, factors, identity_queries, jobs, policy, queries, session_queries
from mingle.features.accounts.errors import (
    InvalidCredentials,
    LinkExpired,
    NotAGuest,
    TotpRequired,
    UsernameTaken,
)
from mingle.features.accounts.models import (
    Account,
    Device,
    EventKind,
    Gender,
    GuestDraft,
    Linking,
    Purpose,
    Registration,
)
from mingle.features.accounts.tokens import SESSIONS_ROOM, Grant
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer, new_token, token_hash


async def enter_as_guest(tx: Tx, draft: GuestDraft, device: Device) -> tuple[Account, Grant]:
    """Let somebody in who has not said how to come back.

    Raises:
        ValidationFailed: too young.
    """
    policy.require_adult(draft.birthdate)
    account = await queries.insert_account(
        tx, display_name=draft.name.strip(), birthdate=draft.birthdate, gender=draft.gender
    )
    assert account is not None  # without a username nothing can be taken
    await events.note(tx, account.id, EventKind.REGISTERED, device)
    return account, await begin_session(tx, account, device)


async def register(tx: Tx, draft: Registration, password_hash: str, device: Device) -> tuple[Account, Grant]:
    """Make a permanent account.

    An address that is somebody else's already is no error here: it is not confirmed, and its owner gets a mail.

    Raises:
        ValidationFailed: too young.
        UsernameTaken: usernames are public, so this may be told.
    """
    policy.require_adult(draft.birthdate)
    account = await queries.insert_account(
        tx,
        display_name=draft.display_name.strip(),
        birthdate=draft.birthdate,
        gender=draft.gender,
        username=draft.username,
        email=draft.email,
        password_hash=password_hash,
    )
    if account is None:
        raise UsernameTaken
    await events.note(tx, account.id, EventKind.REGISTERED, device)
    await jobs.send_welcome.defer(tx, account.id)
    return account, await begin_session(tx, account, device)


async def link(tx: Tx, actor: Actor, draft: Linking, password_hash: str, device: Device) -> Account:
    """Make a guest permanent, keeping the id and everything that hangs on it.

    Raises:
        NotAGuest: the account has a way back in already.
        UsernameTaken: somebody has the username.
    """
    account = await factors.locked(tx, actor.id)
    if account.username is not None:
        raise NotAGuest
    if await queries.is_username_taken(tx, draft.username):
        raise UsernameTaken
    await queries.make_permanent(tx, account.id, draft.email, draft.username, password_hash)
    await events.note(tx, account.id, EventKind.LINKED, device)
    await jobs.send_welcome.defer(tx, account.id)
    return await factors.locked(tx, account.id)


async def find_for_login(tx: Tx, login: str) -> Account | None:
    """The account that a login means: an e-mail address or a username."""
    return await (queries.find_by_email(tx, login) if "@" in login else queries.find_by_username(tx, login))


async def sign_in(
    tx: Tx, signer: Signer, account: Account, code: str | None, new_hash: str | None, device: Device
) -> tuple[Account, Grant] | None:
    """Begin a session for somebody whose password was right; `new_hash` replaces a weaker one.

    None when the account asks for a code and this is not a good one; the security log tells of it.

    Raises:
        InvalidCredentials: the password was changed in the meantime.
        AccountBanned: the account is closed.
        TotpRequired: the account asks for a code, and none is given.
    """
    current = await factors.locked(tx, account.id)
    if current.password_hash != account.password_hash:
        raise InvalidCredentials
    policy.require_open(current)
    if current.has_totp:
        if code is None:
            raise TotpRequired
        if not await factors.use_code(tx, signer, current, code, device):
            return None
        current = await factors.locked(tx, account.id)  # a recovery code may have gone
    if new_hash is not None:
        await queries.set_password(tx, current.id, new_hash)
    await events.note(tx, current.id, EventKind.SIGNED_IN, device)
    second_factor_at = clock.now() if current.has_totp else None
    return current, await begin_session(tx, current, device, second_factor_at=second_factor_at)


async def refresh(tx: Tx, presented: str, device: Device) -> tuple[Account, Grant] | None:
    """Exchange a refresh token for the next one; None when its session has ended, or ends because of this.

    A token that was used before means that two have it, and nobody can tell who is the thief: the whole session ends.
    Only the same device that asks again at once, because the answer was lost, gets another; what the lost answer held
    is worthless from then on. (RFC 9700, section 4.14.2)
    """
    token = await session_queries.find_refresh_token(tx, token_hash(presented))
    session = await session_queries.lock_session(tx, token.session_id) if token is not None else None
    if token is None or session is None:
        return None
    # Read again under the lock: another request may have used it while this one waited.
    token = await session_queries.find_refresh_token(tx, token.hash)
    now = clock.now()
    if token is None or session.revoked_at is not None or session.expires_at <= now:
        return None
    if token.used_at is not None and not policy.is_retry(token, session, device.user_agent):
        await _revoke(tx, session.account_id, [session.id], now)
        await events.note(tx, session.account_id, EventKind.TOKEN_REUSED, device)
        return None
    account = await queries.find_account(tx, session.account_id)
    if account is None or account.banned_at is not None:
        return None
    await session_queries.use_tokens(tx, session.id, now)
    await session_queries.touch_session(tx, session.id, device, now)
    return account, await _grant(tx, account, session.id, session.expires_at, session.second_factor_at)


async def sign_out(tx: Tx, actor: Actor, device: Device) -> None:
    """End the session that asks."""
    if actor.session_id and await session_queries.revoke_session(tx, actor.id, actor.session_id, clock.now()):
        tell_ended(tx, [actor.session_id])
        await events.note(tx, actor.id, EventKind.SIGNED_OUT, device)


async def revoke_session(tx: Tx, actor: Actor, session_id: UUID, device: Device) -> None:
    """End one of the actor's sessions from another.

    Raises:
        NotFound: the actor has no such session.
    """
    if not await session_queries.revoke_session(tx, actor.id, session_id, clock.now()):
        raise NotFound
    tell_ended(tx, [session_id])
    await events.note(tx, actor.id, EventKind.SESSION_REVOKED, device)


async def change_password(tx: Tx, actor: Actor, password_hash: str, device: Device) -> None:
    """Keep another password; every other device is signed out."""
    await queries.set_password(tx, actor.id, password_hash)
    await queries.delete_tickets(tx, actor.id, Purpose.PASSWORD_RESET)
    await queries.delete_tickets(tx, actor.id, Purpose.EMAIL_CHANGE)
    ended = await session_queries.revoke_sessions(tx, actor.id, clock.now(), but=actor.session_id)
    tell_ended(tx, ended)
    await events.note(tx, actor.id, EventKind.PASSWORD_CHANGED, device)
    await jobs.send_password_changed.defer(tx, actor.id)


async def request_reset(tx: Tx, email: str, device: Device) -> None:
    """Have a link sent to an address, if it belongs to an account; who asks learns nothing, not even by the time."""
    await jobs.send_reset.defer(tx, email, device.address, device.user_agent)


async def reset_password(tx: Tx, token: str, password_hash: str, device: Device) -> None:
    """Keep another password, on the strength of a link that was read in the account's mail; all devices are signed out.

    Raises:
        LinkExpired: the link is used, unknown or too old.
    """
    ticket = await queries.take_ticket(tx, token_hash(token), Purpose.PASSWORD_RESET, clock.now())
    if ticket is None:
        raise LinkExpired
    account = await factors.locked(tx, ticket.account_id)
    await queries.set_password(tx, account.id, password_hash)
    await queries.delete_tickets(tx, account.id, Purpose.PASSWORD_RESET)
    await queries.delete_tickets(tx, account.id, Purpose.EMAIL_CHANGE)
    if account.email_verified_at is None and await identity_queries.delete_foreign_identities(
        tx, account.id, ticket.email
    ):
        # Somebody may have signed up with this address before its owner came, and kept a way in for later.
        await events.note(tx, account.id, EventKind.IDENTITY_UNLINKED, device)
    await queries.verify_email(tx, account.id, ticket.email)
    tell_ended(tx, await session_queries.revoke_sessions(tx, account.id, clock.now()))
    await events.note(tx, account.id, EventKind.PASSWORD_RESET, device)
    await jobs.send_password_changed.defer(tx, account.id)


async def verify_email(tx: Tx, token: str, device: Device) -> None:
    """Make the address the account's own, on the strength of a link that was read in its mail.

    Raises:
        LinkExpired: the link is used, unknown or too old, or the address has become somebody else's.
    """
    ticket = await queries.take_ticket(tx, token_hash(token), Purpose.EMAIL_VERIFICATION, clock.now())
    if ticket is None or not await queries.verify_email(tx, ticket.account_id, ticket.email):
        raise LinkExpired
    await events.note(tx, ticket.account_id, EventKind.EMAIL_VERIFIED, device)


async def ban(tx: Tx, account_id: UUID) -> None:
    """Close an account: every session ends. For `moderation`, which decides who may."""
    now = clock.now()
    await queries.set_banned(tx, account_id, now)
    tell_ended(tx, await session_queries.revoke_sessions(tx, account_id, now))


async def unban(tx: Tx, account_id: UUID) -> None:
    """Open an account again."""
    await queries.set_banned(tx, account_id, None)


async def update_person(
    tx: Tx,
    account_id: UUID,
    *,
    display_name: str | None = None,
    birthdate: date | None = None,
    gender: Gender | None = None,
) -> None:
    """Change what an account says of its owner; what is None stays.

    Raises:
        ValidationFailed: too young, or no birthdate.
    """
    if birthdate is not None:
        policy.require_adult(birthdate)
    if display_name is not None or birthdate is not None or gender is not None:
        name = display_name.strip() if display_name is not None else None
        await queries.update_person(tx, account_id, name, birthdate, gender)


async def request_deletion(tx: Tx, actor: Actor, due_at: datetime, device: Device) -> None:
    """End every session now, and the account itself at `due_at`, unless its owner signs in before.

    Raises:
        StepUpRequired: the actor has not shown a short while ago that it is theirs.
    """
    await factors.owner_with_proof(tx, actor)
    await queries.set_deletion(tx, actor.id, due_at)
    tell_ended(tx, await session_queries.revoke_sessions(tx, actor.id, clock.now()))
    await events.note(tx, actor.id, EventKind.DELETION_REQUESTED, device)
    await jobs.send_deletion_requested.defer(tx, actor.id)


async def begin_session(tx: Tx, account: Account, device: Device, *, second_factor_at: datetime | None = None) -> Grant:
    """Sign a device in; `second_factor_at` where it has shown a second factor on the way."""
    now = clock.now()
    if account.deletion_due_at is not None:
        await queries.set_deletion(tx, account.id, None)
        await events.note(tx, account.id, EventKind.DELETION_TAKEN_BACK, device)
    expires_at = now + policy.SESSION_LIFETIME
    session_id = await session_queries.insert_session(tx, account.id, device, now, expires_at, second_factor_at)
    return await _grant(tx, account, session_id, expires_at, second_factor_at)


async def _grant(
    tx: Tx, account: Account, session_id: UUID, expires_at: datetime, second_factor_at: datetime | None
) -> Grant:
    refresh_token = new_token()
    await session_queries.insert_refresh_token(tx, token_hash(refresh_token), session_id)
    return Grant(account.id, session_id, refresh_token, expires_at, second_factor_at)


async def _revoke(tx: Tx, account_id: UUID, session_ids: list[UUID], now: datetime) -> None:
    for session_id in session_ids:
        await session_queries.revoke_session(tx, account_id, session_id, now)
    tell_ended(tx, session_ids)


def tell_ended(tx: Tx, session_ids: list[UUID]) -> None:
    """Tell every process that sessions have ended, once it has committed."""
    for session_id in session_ids:
        tx.emit(SESSIONS_ROOM, "session:ended", {"sessionId": session_id})
