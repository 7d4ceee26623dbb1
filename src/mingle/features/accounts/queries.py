"""SQL of accounts and the links sent to them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from mingle.features.accounts.models import Account, Device, EventKind, Gender, Purpose, SecurityEventRow, Ticket
from mingle.kernel.actor import Role
from mingle.kernel.db import Conn, Tx
from mingle.kernel.seeding import SeedPerson

_ACCOUNT: LiteralString = (
    "id, kind, role, display_name, username, email, email_verified_at, phone, birthdate, gender, password_hash,"
    " banned_at, deletion_due_at, created_at,"
    " EXISTS (SELECT FROM totp_secrets t WHERE t.account_id = accounts.id) AS has_totp,"
    " (SELECT count(*) FROM passkeys p WHERE p.account_id = accounts.id) AS passkey_count,"
    " (SELECT count(*) FROM recovery_codes r WHERE r.account_id = accounts.id) AS recovery_codes_left"
)


async def insert_account(
    tx: Tx,
    *,
    display_name: str,
    birthdate: date | None,
    gender: Gender | None,
    username: str | None = None,
    email: str | None = None,
    password_hash: str | None = None,
    role: Role = Role.USER,
) -> Account | None:
    """Write an account; None when somebody has the username."""
    return await tx.one(
        Account,
        "INSERT INTO accounts (display_name, birthdate, gender, username, email, password_hash, role, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, now()) ON CONFLICT (username) DO NOTHING RETURNING " + _ACCOUNT,
        (display_name, birthdate, gender, username, email, password_hash, role),
    )


async def find_account(conn: Conn, account_id: UUID) -> Account | None:
    """One account."""
    return await conn.one(Account, "SELECT " + _ACCOUNT + " FROM accounts WHERE id = %s", (account_id,))


async def lock_account(tx: Tx, account_id: UUID) -> Account | None:
    """One account, that nobody else changes until this transaction ends."""
    return await tx.one(Account, "SELECT " + _ACCOUNT + " FROM accounts WHERE id = %s FOR UPDATE", (account_id,))


async def find_by_username(conn: Conn, username: str) -> Account | None:
    """The account of a username, in whatever case."""
    return await conn.one(Account, "SELECT " + _ACCOUNT + " FROM accounts WHERE username = %s", (username,))


async def find_by_email(conn: Conn, email: str) -> Account | None:
    """The account that has shown that the address is its own, or the newest that claims it."""
    return await conn.one(
        Account,
        "SELECT " + _ACCOUNT + " FROM accounts WHERE email = %s"
        " ORDER BY (email_verified_at IS NULL), created_at DESC LIMIT 1",
        (email,),
    )


async def make_permanent(tx: Tx, account_id: UUID, email: str, username: str, password_hash: str) -> None:
    """Give a guest a way back in."""
    await tx.execute(
        "UPDATE accounts SET email = %s, username = %s, password_hash = %s WHERE id = %s",
        (email, username, password_hash, account_id),
    )


async def is_username_taken(tx: Tx, username: str) -> bool:
    """Whether somebody has the username."""
    return bool(await tx.value("SELECT EXISTS (SELECT FROM accounts WHERE username = %s)", (username,)))


async def set_username(tx: Tx, account_id: UUID, username: str) -> None:
    """Give an account a username."""
    await tx.execute("UPDATE accounts SET username = %s WHERE id = %s", (username, account_id))


async def update_person(
    tx: Tx, account_id: UUID, display_name: str | None, birthdate: date | None, gender: Gender | None
) -> None:
    """Change what an account says of its owner; what is None stays."""
    await tx.execute(
        "UPDATE accounts SET display_name = coalesce(%s, display_name), birthdate = coalesce(%s, birthdate),"
        " gender = coalesce(%s, gender) WHERE id = %s",
        (display_name, birthdate, gender, account_id),
    )


async def set_deletion(tx: Tx, account_id: UUID, due_at: datetime | None) -> None:
    """Write when an account is to be erased, or that it is not."""
    await tx.execute("UPDATE accounts SET deletion_due_at = %s WHERE id = %s", (due_at, account_id))


async def set_password(tx: Tx, account_id: UUID, password_hash: str) -> None:
    """Keep another password."""
    await tx.execute("UPDATE accounts SET password_hash = %s WHERE id = %s", (password_hash, account_id))


async def verify_email(tx: Tx, account_id: UUID, email: str) -> bool:
    """Make the address the account's own; False when another account was quicker, or it claims another by now."""
    return bool(
        await tx.execute(
            "UPDATE accounts a SET email_verified_at = coalesce(email_verified_at, now())"
            " WHERE id = %(id)s AND email = %(email)s AND NOT EXISTS ("
            "SELECT FROM accounts o WHERE o.email = %(email)s AND o.email_verified_at IS NOT NULL AND o.id <> a.id)",
            {"id": account_id, "email": email},
        )
    )


async def set_role(tx: Tx, account_id: UUID, role: Role) -> None:
    """Give an account a role."""
    await tx.execute("UPDATE accounts SET role = %s WHERE id = %s", (role, account_id))


async def list_staff(conn: Conn) -> list[Account]:
    """Moderators and admins: a handful, and an index of them alone."""
    return await conn.all(Account, "SELECT " + _ACCOUNT + " FROM accounts WHERE role <> 'user' ORDER BY role, username")


async def set_banned(tx: Tx, account_id: UUID, banned_at: datetime | None) -> None:
    """Close an account, or open it again."""
    await tx.execute("UPDATE accounts SET banned_at = %s WHERE id = %s", (banned_at, account_id))


async def insert_ticket(
    tx: Tx, hashed: bytes, purpose: Purpose, account_id: UUID, email: str, expires_at: datetime
) -> None:
    """Keep a link that is about to be sent."""
    await tx.execute(
        "INSERT INTO tickets (hash, purpose, account_id, email, expires_at) VALUES (%s, %s, %s, %s, %s)",
        (hashed, purpose, account_id, email, expires_at),
    )


async def take_ticket(tx: Tx, hashed: bytes, purpose: Purpose, now: datetime) -> Ticket | None:
    """Use a link up; None when it is used, unknown or too old."""
    return await tx.one(
        Ticket,
        "DELETE FROM tickets WHERE hash = %s AND purpose = %s AND expires_at > %s RETURNING account_id, email",
        (hashed, purpose, now),
    )


async def delete_tickets(tx: Tx, account_id: UUID, purpose: Purpose) -> None:
    """Make the links of a kind that were sent to an account useless."""
    await tx.execute("DELETE FROM tickets WHERE account_id = %s AND purpose = %s", (account_id, purpose))


async def insert_event(tx: Tx, account_id: UUID | None, kind: EventKind, device: Device, now: datetime) -> None:
    """Add a line to the security log."""
    await tx.execute(
        "INSERT INTO security_events (account_id, kind, address, user_agent, created_at) VALUES (%s, %s, %s, %s, %s)",
        (account_id, kind, device.address, device.user_agent, now),
    )


async def list_events(conn: Conn, account_id: UUID, before: UUID | None, limit: int) -> list[SecurityEventRow]:
    """The newest lines of an account's security log, one more than asked for."""
    return await conn.all(
        SecurityEventRow,
        "SELECT id, kind, address, user_agent, created_at FROM security_events"
        " WHERE account_id = %(account_id)s AND (%(before)s::uuid IS NULL OR id < %(before)s)"
        " ORDER BY id DESC LIMIT %(limit)s",
        {"account_id": account_id, "before": before, "limit": limit + 1},
    )


async def insert_seeded(tx: Tx, people: Sequence[SeedPerson], password_hash: str) -> None:
    """Write accounts of people who do not exist, with addresses that no mail reaches (RFC 2606)."""
    await tx.execute(
        "INSERT INTO accounts (id, username, display_name, birthdate, gender, created_at, email, email_verified_at,"
        " is_demo, password_hash)"
        " SELECT id, username, display_name, birthdate, gender, created_at, username || '@example.org', created_at,"
        " is_demo, CASE WHEN NOT is_demo THEN %s END"
        " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::date[], %s::text[], %s::timestamptz[], %s::boolean[])"
        " AS given (id, username, display_name, birthdate, gender, created_at, is_demo) ON CONFLICT DO NOTHING",
        (
            password_hash,
            [person.id for person in people],
            [person.username for person in people],
            [person.display_name for person in people],
            [person.birthdate for person in people],
            [person.gender for person in people],
            [person.created_at for person in people],
            [person.is_demo for person in people],
        ),
    )
