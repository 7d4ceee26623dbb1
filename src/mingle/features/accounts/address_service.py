"""The story of e-mail addresses: another one takes effect once its mail has been read, and not before."""

from mingle.features.accounts import address_queries, events, factors, jobs, queries, service, way_jobs
from mingle.features.accounts.errors import LinkExpired, NoWayBack
from mingle.features.accounts.models import Device, EventKind, Purpose
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.security import token_hash


async def request_change(tx: Tx, actor: Actor, email: str, device: Device) -> None:
    """Have a link sent to another address, and word to the present one. Whose the other one is, nobody learns here.

    Raises:
        NoWayBack: a guest gives an address by becoming permanent.
    """
    account = await factors.locked(tx, actor.id)
    if account.username is None:
        raise NoWayBack
    await queries.delete_tickets(tx, account.id, Purpose.EMAIL_CHANGE)
    await events.note(tx, account.id, EventKind.EMAIL_CHANGE_REQUESTED, device)
    await way_jobs.send_email_change.defer(tx, account.id, email)
    if account.email is not None and account.email_verified_at is not None:
        await way_jobs.send_email_change_asked.defer(tx, account.id, account.email, device.address, device.user_agent)


async def resend(tx: Tx, actor: Actor) -> None:
    """Send the link that confirms the present address again, if it is not confirmed."""
    account = await factors.locked(tx, actor.id)
    if account.email is not None and account.email_verified_at is None:
        await jobs.send_welcome.defer(tx, account.id)


async def confirm(tx: Tx, token: str, device: Device) -> None:
    """Make an address the account's own, on the strength of a link that was read in its mail. Sessions stay.

    Raises:
        LinkExpired: the link is used, unknown or too old, or the address has become somebody else's.
    """
    ticket = await queries.take_ticket(tx, token_hash(token), Purpose.EMAIL_CHANGE, clock.now())
    if ticket is None:
        await service.verify_email(tx, token, device)
        return
    before = await factors.locked(tx, ticket.account_id)
    if not await address_queries.change_email(tx, before.id, ticket.email, clock.now()):
        raise LinkExpired
    # What was sent to the old address must not open the account any more.
    await queries.delete_tickets(tx, before.id, Purpose.PASSWORD_RESET)
    await queries.delete_tickets(tx, before.id, Purpose.EMAIL_VERIFICATION)
    await events.note(tx, before.id, EventKind.EMAIL_CHANGED, device)
    if before.email is not None and before.email_verified_at is not None and before.email != ticket.email:
        await way_jobs.send_email_changed.defer(tx, before.id, before.email)
