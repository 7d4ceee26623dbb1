"""`mingle admin`: the people who run the site."""

import os
import sys
from getpass import getpass
from typing import Annotated, Literal

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from mingle.cli.offline import run
from mingle.cli.options import DatabaseUrl, ValkeyUrl
from mingle.features.accounts import staff
from mingle.features.accounts.models import Account, DisplayName, Email, Password, Username
from mingle.kernel.actor import Role
from mingle.kernel.errors import NotFound, OperatorError
from mingle.kernel.resources import Resources
from mingle.kernel.validation import find_errors

StaffRole = Literal["moderator", "admin"]
Name = Annotated[str, Parameter(help="the account's username")]

PASSWORD_VARIABLE = "MINGLE_ADMIN_PASSWORD"  # noqa: S105  # a name

app = App(name="admin", help="Make moderators and admins, and list them.")
console = Console(highlight=False, soft_wrap=True)


class _Draft(msgspec.Struct):
    """What the person at the keyboard has given."""

    username: Username
    email: Email
    name: DisplayName
    password: Password


@app.command
def create(
    username: Name,
    /,
    *,
    email: Annotated[str | None, Parameter(help="their address; it counts as confirmed")] = None,
    name: Annotated[str | None, Parameter(help="what people call them; default: the username")] = None,
    role: Annotated[StaffRole, Parameter(help="what they may do")] = "admin",
    database_url: DatabaseUrl = None,
    valkey_url: ValkeyUrl = None,
) -> None:
    """Make an admin, or give that role to an account that is there already.

    A new account's password is asked for, unless it is in MINGLE_ADMIN_PASSWORD or comes through a pipe. The role holds
    once a second factor is set up, which the site leads to after the first sign-in.
    """
    given = Role(role)
    found = run(lambda resources: staff.find(resources, username), database_url, valkey_url)
    if found is not None:
        account = run(lambda resources: staff.promote(resources, username, email, given), database_url, valkey_url)
        console.print(f"{account.username} is {_with_article(given)} now.")
    else:
        if email is None:
            msg = f"Nobody is called {username} yet. To make an account for them, give their --email, too."
            raise OperatorError(msg)
        draft = _checked(_Draft(username, email, name or username, _read_password()))

        async def write(resources: Resources) -> Account:
            return await staff.create(resources, draft.username, draft.email, draft.name, draft.password, given)

        account = run(write, database_url, valkey_url)
        console.print(f"{account.username} is made, and {_with_article(given)}.")
    if not (account.has_totp or account.passkey_count):
        console.print("At the first sign-in they are led to set up a second factor; until then they act as a user.")


@app.command(name="list")
def list_(*, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """List the moderators and admins, and whether they have a second factor."""
    found = run(staff.everybody, database_url, valkey_url)
    if not found:
        console.print("There is no moderator and no admin yet: `mingle admin create` makes one.")
        return
    table = Table("username", "role", "e-mail", "second factor", "since")
    for account in found:
        confirmed = "" if account.email_verified_at is not None else " (not confirmed)"
        kinds = [kind for kind, has in (("app", account.has_totp), ("passkey", account.passkey_count)) if has]
        table.add_row(
            account.username,
            account.role,
            f"{account.email}{confirmed}" if account.email else "",
            ", ".join(kinds) or "none yet",
            account.created_at.strftime("%Y-%m-%d"),
        )
    console.print(table)


@app.command
def reset(username: Name, /, *, database_url: DatabaseUrl = None, valkey_url: ValkeyUrl = None) -> None:
    """Take away the second factors of somebody who has lost them all. Make sure first that it is them who asks."""

    async def write(resources: Resources) -> Account:
        try:
            return await staff.forget_factors(resources, username)
        except NotFound as error:
            msg = f"Nobody is called {username}."
            raise OperatorError(msg) from error

    account = run(write, database_url, valkey_url)
    console.print(f"{account.username} signs in with the password alone now, and is told so by mail.")


def _with_article(role: Role) -> str:
    return "an admin" if role is Role.ADMIN else "a moderator"


def _read_password() -> str:
    """The password, from wherever it may come without being seen.

    Raises:
        OperatorError: it was typed in two ways.
    """
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        msg = "These were two different passwords. Nothing has happened; begin again."
        raise OperatorError(msg)
    return password


def _checked(draft: _Draft) -> _Draft:
    """The draft, if the site would take it from anybody.

    Raises:
        OperatorError: names what is wrong.
    """
    wrong = find_errors(msgspec.to_builtins(draft), _Draft)
    if wrong:
        raise OperatorError("\n".join(f"The {one.field} {one.message}." for one in wrong))
    return draft
