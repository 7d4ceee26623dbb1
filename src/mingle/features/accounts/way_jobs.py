"""What the other ways in do in the background: codes, letters, and forgetting what is over."""

from collections.abc import Callable
from uuid import UUID

from mingle.features.accounts import identity_queries, letters, phone_queries, policy, queries
from mingle.features.accounts.devices import device_name
from mingle.features.accounts.letters import Letter
from mingle.features.accounts.models import Account, Purpose
from mingle.features.accounts.phone_codes import code_hash
from mingle.kernel import clock
from mingle.kernel.jobs import HIGH, job, periodic
from mingle.kernel.resources import Resources
from mingle.kernel.security import new_code, new_token, token_hash
from mingle.kernel.sms import Sms

SHOWN_DIGITS = 3


@job("accounts.send_phone_code", queue=HIGH)
async def send_phone_code(resources: Resources, account_id: UUID) -> None:
    """Make up a code and send it to the number that waits for one. Made here, so that no row ever holds it plainly."""
    code = new_code()
    async with resources.db.transaction() as tx:
        phone = await phone_queries.find_awaited_phone(tx, account_id, clock.now())
        if phone is None:
            return
        await phone_queries.set_code(tx, account_id, phone, code_hash(resources.signer, account_id, phone, code))
    minutes = int(policy.CODE_LIFETIME.total_seconds() // 60)
    site = resources.settings.public_url.split("://", 1)[1]
    # The last line lets browsers fill the code in on this site and on no other (WICG, origin-bound one-time codes).
    text = f"{code} is your code for {resources.settings.name}, good for {minutes} minutes. Give it to nobody."
    await resources.sms.send(Sms(phone, f"{text}\n\n@{site} #{code}"))


@job("accounts.send_phone_verified", queue=HIGH)
async def send_phone_verified(resources: Resources, account_id: UUID) -> None:
    """Tell the owner that a number belongs to the account now."""
    await _write(
        resources, account_id, lambda it: letters.phone_verified(it.display_name, (it.phone or "")[-SHOWN_DIGITS:])
    )


@job("accounts.send_identity_linked", queue=HIGH)
async def send_identity_linked(resources: Resources, account_id: UUID, issuer: str) -> None:
    """Tell the owner that there is another way in."""
    name = _provider_name(resources, issuer)
    await _write(resources, account_id, lambda it: letters.identity_linked(it.display_name, name))


@job("accounts.send_identity_unlinked", queue=HIGH)
async def send_identity_unlinked(resources: Resources, account_id: UUID, issuer: str) -> None:
    """Tell the owner that a way in is closed."""
    name = _provider_name(resources, issuer)
    await _write(resources, account_id, lambda it: letters.identity_unlinked(it.display_name, name))


@job("accounts.send_email_change", queue=HIGH)
async def send_email_change(resources: Resources, account_id: UUID, email: str) -> None:
    """Ask whether the new address is theirs; if it is somebody else's already, tell that person instead."""
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, account_id)
        if account is None:
            return
        owner = await queries.find_by_email(tx, email)
        is_free = owner is None or owner.email_verified_at is None or owner.id == account.id
        token = new_token()
        if is_free:
            expires_at = clock.now() + policy.EMAIL_CHANGE_LIFETIME
            await queries.delete_tickets(tx, account.id, Purpose.EMAIL_CHANGE)
            await queries.insert_ticket(tx, token_hash(token), Purpose.EMAIL_CHANGE, account.id, email, expires_at)
    url = f"{resources.settings.public_url}/verify-email#{token}"
    letter = letters.change_address(account.display_name, url) if is_free else letters.address_is_yours()
    await resources.mailer.send(letter.to(email, resources.settings.name))


@job("accounts.send_email_change_asked", queue=HIGH)
async def send_email_change_asked(
    resources: Resources, account_id: UUID, email: str, address: str, user_agent: str
) -> None:
    """Tell the present address that another one was asked for."""
    device = device_name(user_agent)
    await _write(
        resources, account_id, lambda it: letters.address_change_asked(it.display_name, device, address), email
    )


@job("accounts.send_email_changed", queue=HIGH)
async def send_email_changed(resources: Resources, account_id: UUID, email: str) -> None:
    """Tell the address that was used before that it is not any more."""
    await _write(resources, account_id, lambda it: letters.address_changed(it.display_name), email)


@periodic("accounts.forget_attempts", "47 * * * *")
async def forget_attempts(resources: Resources) -> None:
    """Forget sign-ins, registrations and codes whose time is over."""
    now = clock.now()
    async with resources.db.transaction() as tx:
        await identity_queries.delete_old(tx, now)
        await phone_queries.delete_old(tx, now)


JOBS = (
    send_phone_code,
    send_phone_verified,
    send_identity_linked,
    send_identity_unlinked,
    send_email_change,
    send_email_change_asked,
    send_email_changed,
    forget_attempts,
)


async def _write(
    resources: Resources, account_id: UUID, compose: Callable[[Account], Letter], email: str | None = None
) -> None:
    """Send a letter about an account, to an address or to its own if that is confirmed."""
    async with resources.db.transaction() as tx:
        account = await queries.find_account(tx, account_id)
    if account is None:
        return
    if email is None and account.email_verified_at is not None:
        email = account.email
    if email is not None:
        await resources.mailer.send(compose(account).to(email, resources.settings.name))


def _provider_name(resources: Resources, issuer: str) -> str:
    found = (one.about.name for one in resources.providers if one.about.token_issuer == issuer)
    return next(found, issuer.removeprefix("https://"))
