"""Moderators and admins, as the person at the server's command line makes them."""

import asyncio

from mingle.features.accounts import events, factor_queries, factors, passkey_queries, policy, queries
from mingle.features.accounts.devices import COMMAND_LINE
from mingle.features.accounts.errors import AddressTaken, AnotherAddress, UsernameTaken
from mingle.features.accounts.factor_models import FactorChange
from mingle.features.accounts.models import Account, EventKind
from mingle.kernel.actor import Role
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.resources import Resources


async def find(resources: Resources, username: str) -> Account | None:
    """The account of a username."""
    async with resources.db.transaction() as tx:
        return await queries.find_by_username(tx, username)


async def everybody(resources: Resources) -> list[Account]:
    """The moderators and the admins."""
    async with resources.db.read() as conn:
        return await queries.list_staff(conn)


async def promote(resources: Resources, username: str, email: str | None, role: Role) -> Account:
    """Give an account a role. It holds once its owner has set up a second factor.

    Raises:
        NotFound: nobody has the username.
        AccountBanned: the account is closed.
        AnotherAddress: `email` is not the account's.
        AddressTaken: it is, but somebody else has shown that it is theirs.
    """
    async with resources.db.transaction() as tx:
        found = await queries.find_by_username(tx, username)
        if found is None:
            raise NotFound
        account = await factors.locked(tx, found.id)
        policy.require_open(account)
        if email is not None and email.lower() != (account.email or "").lower():
            raise AnotherAddress
        return await _appoint(tx, account, email, role)


async def create(resources: Resources, username: str, email: str, name: str, password: str, role: Role) -> Account:
    """Make an account with a role; its address counts as confirmed.

    Raises:
        ValidationFailed: the password is easy to guess.
        UsernameTaken: somebody has the username.
        AddressTaken: somebody has shown that the address is theirs.
    """
    await asyncio.to_thread(policy.require_good_password, password, "password", username, email, name)
    hashed = await resources.passwords.hash(password)
    async with resources.db.transaction() as tx:
        account = await queries.insert_account(
            tx, display_name=name, birthdate=None, gender=None, username=username, email=email, password_hash=hashed
        )
        if account is None:
            raise UsernameTaken
        await events.note(tx, account.id, EventKind.REGISTERED, COMMAND_LINE)
        return await _appoint(tx, account, email, role)


async def forget_factors(resources: Resources, username: str) -> Account:
    """Take away every second factor, for an owner who has lost them all and asked somebody who knows them.

    Raises:
        NotFound: nobody has the username.
    """
    async with resources.db.transaction() as tx:
        found = await queries.find_by_username(tx, username)
        if found is None:
            raise NotFound
        account = await factors.locked(tx, found.id)
        if await factor_queries.switch_off(tx, account.id):
            await factors.tell(tx, account.id, EventKind.TOTP_OFF, FactorChange.TOTP_OFF, COMMAND_LINE)
        if await passkey_queries.delete_passkeys(tx, account.id):
            await factors.tell(tx, account.id, EventKind.PASSKEY_REMOVED, FactorChange.PASSKEY_REMOVED, COMMAND_LINE)
        return account


async def _appoint(tx: Tx, account: Account, email: str | None, role: Role) -> Account:
    if email is not None and not await queries.verify_email(tx, account.id, email):
        raise AddressTaken
    await queries.set_role(tx, account.id, role)
    await events.note(tx, account.id, EventKind.ROLE_CHANGED, COMMAND_LINE)
    return await factors.locked(tx, account.id)
