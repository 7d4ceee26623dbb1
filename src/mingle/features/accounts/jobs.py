"""What accounts do in the background: letters, and forgetting what is over."""

from datetime import timedelta
from uuid import UUID

from mingle.features.accounts import factor_queries, letters, policy, queries, session_queries
from mingle.features.accounts.devices import device_name
from mingle.features.accounts.factor_models import FactorChange
from mingle.features.accounts.models import Account, Device, EventKind, Purpose
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.jobs import HIGH, job, periodic
from mingle.kernel.resources import Resources
from mingle.kernel.security import new_token, token_hash

SESSIONS_KEPT = timedelta(days=30)
EVENTS_KEPT = timedelta(days=365)


@job("accounts.send_welcome", queue=HIGH)
async def send_welcome(resources: Resources, account_id: UUID) -> None:
    """Ask whether the address is theirs; if it is somebody else's already, tell that person instead."""
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, account_id)
        if account is None or account.email is None or account.email_verified_at is not None:
            return
        owner = await queries.find_by_email(tx, account.email)
        is_free = owner is None or owner.email_verified_at is None
        url = await _issue(tx, resources, account, Purpose.EMAIL_VERIFICATION) if is_free else ""
    letter = letters.welcome(account.display_name, url) if is_free else letters.already_here()
    await resources.mailer.send(letter.to(account.email, resources.settings.name))


@job("accounts.send_reset", queue=HIGH)
async def send_reset(resources: Resources, email: str, address: str, user_agent: str) -> None:
    """Send a link that lets its reader choose a new password, if the address belongs to an account."""
    device = Device(address, user_agent)
    async with resources.db.transaction() as tx:
        account = await queries.find_by_email(tx, email)
        if account is None or account.email is None or account.banned_at is not None:
            return
        url = await _issue(tx, resources, account, Purpose.PASSWORD_RESET)
        await queries.insert_event(tx, account.id, EventKind.RESET_REQUESTED, device, clock.now())
    letter = letters.reset(account.display_name, url, device_name(user_agent), address)
    await resources.mailer.send(letter.to(account.email, resources.settings.name))


@job("accounts.send_password_changed", queue=HIGH)
async def send_password_changed(resources: Resources, account_id: UUID) -> None:
    """Tell the owner that the password is another one now."""
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, account_id)
    if account is not None and account.email is not None:
        letter = letters.password_changed(account.display_name)
        await resources.mailer.send(letter.to(account.email, resources.settings.name))


@job("accounts.send_factor_changed", queue=HIGH)
async def send_factor_changed(
    resources: Resources, account_id: UUID, change: FactorChange, address: str, user_agent: str
) -> None:
    """Tell the owner that something about their second factors has changed."""
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, account_id)
    if account is not None and account.email is not None:
        letter = letters.factor_changed(account.display_name, change, device_name(user_agent), address)
        await resources.mailer.send(letter.to(account.email, resources.settings.name))


@job("accounts.send_deletion_requested", queue=HIGH)
async def send_deletion_requested(resources: Resources, account_id: UUID) -> None:
    """Tell the owner until when they can come back."""
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, account_id)
    if account is not None and account.email is not None and account.deletion_due_at is not None:
        letter = letters.deletion_requested(account.display_name, f"{account.deletion_due_at:%-d %B %Y}")
        await resources.mailer.send(letter.to(account.email, resources.settings.name))


@periodic("accounts.forget", "17 3 * * *")
async def forget(resources: Resources) -> None:
    """Forget sessions, links and log lines whose time is over."""
    now = clock.now()
    async with resources.db.transaction() as tx:
        await session_queries.delete_old(tx, now - SESSIONS_KEPT, now, now - EVENTS_KEPT)
        await factor_queries.delete_old(tx, now)


_PAGES = {Purpose.EMAIL_VERIFICATION: "verify-email", Purpose.PASSWORD_RESET: "reset-password"}
_LIFETIMES = {Purpose.EMAIL_VERIFICATION: policy.VERIFICATION_LIFETIME, Purpose.PASSWORD_RESET: policy.RESET_LIFETIME}


async def _issue(tx: Tx, resources: Resources, account: Account, purpose: Purpose) -> str:
    """A link with a ticket in its fragment, which browsers send to no server and put into no log."""
    token = new_token()
    expires_at = clock.now() + _LIFETIMES[purpose]
    await queries.insert_ticket(tx, token_hash(token), purpose, account.id, account.email or "", expires_at)
    return f"{resources.settings.public_url}/{_PAGES[purpose]}#{token}"
