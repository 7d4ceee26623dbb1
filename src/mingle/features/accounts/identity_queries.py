"""SQL of identities, and of those who are on their way to a provider and back."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from mingle.features.accounts.identity_models import Identity, PendingRegistration, PendingSignIn
from mingle.kernel.db import Conn, Tx
from mingle.kernel.oidc import Attempt, Vouched
from mingle.kernel.security import token_hash

_IDENTITY: LiteralString = "id, account_id, issuer, subject, label, created_at"


async def insert_pending_sign_in(
    tx: Tx, attempt: Attempt, provider: str, browser_hash: bytes, account_id: UUID | None, expires_at: datetime
) -> None:
    """Remember an attempt to sign in, or to link."""
    await tx.execute(
        "INSERT INTO pending_sign_ins (state_hash, provider, browser_hash, nonce, verifier, account_id, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            token_hash(attempt.state),
            provider,
            browser_hash,
            attempt.nonce,
            attempt.verifier,
            account_id,
            expires_at,
        ),
    )


async def take_pending_sign_in(
    tx: Tx, state: str, provider: str, browser_hash: bytes, account_id: UUID | None, now: datetime
) -> PendingSignIn | None:
    """Use an attempt up; None unless it is this browser's, with this provider, for this account or for none."""
    return await tx.one(
        PendingSignIn,
        "DELETE FROM pending_sign_ins WHERE state_hash = %s AND provider = %s AND browser_hash = %s"
        " AND account_id IS NOT DISTINCT FROM %s::uuid AND expires_at > %s RETURNING nonce, verifier",
        (token_hash(state), provider, browser_hash, account_id, now),
    )


async def insert_pending_registration(
    tx: Tx, hashed: bytes, who: Vouched, email: str | None, expires_at: datetime
) -> None:
    """Remember somebody new, until they have said what is missing."""
    await tx.execute(
        "INSERT INTO pending_registrations (hash, issuer, subject, email, expires_at) VALUES (%s, %s, %s, %s, %s)",
        (hashed, who.issuer, who.subject, email, expires_at),
    )


async def take_pending_registration(tx: Tx, hashed: bytes, now: datetime) -> PendingRegistration | None:
    """Use a registration up; None when it is used, unknown or too old."""
    return await tx.one(
        PendingRegistration,
        "DELETE FROM pending_registrations WHERE hash = %s AND expires_at > %s RETURNING issuer, subject, email",
        (hashed, now),
    )


async def spend_id_token(tx: Tx, hashed: bytes, expires_at: datetime) -> bool:
    """Note that an ID token has been used; False when it had been."""
    return bool(
        await tx.execute(
            "INSERT INTO spent_id_tokens (hash, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (hashed, expires_at),
        )
    )


async def insert_identity(
    tx: Tx, account_id: UUID, issuer: str, subject: str, label: str | None, now: datetime
) -> Identity | None:
    """Link an identity; None when it is linked to some account, or this account has one of the issuer's."""
    return await tx.one(
        Identity,
        "INSERT INTO identities (account_id, issuer, subject, label, created_at) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING RETURNING " + _IDENTITY,
        (account_id, issuer, subject, label, now),
    )


async def find_identity(tx: Tx, issuer: str, subject: str) -> Identity | None:
    """Whom a provider means by a subject."""
    return await tx.one(
        Identity, "SELECT " + _IDENTITY + " FROM identities WHERE issuer = %s AND subject = %s", (issuer, subject)
    )


async def list_identities(conn: Conn, account_id: UUID) -> list[Identity]:
    """Those of an account: one for each provider at most, so they are not paged."""
    return await conn.all(
        Identity, "SELECT " + _IDENTITY + " FROM identities WHERE account_id = %s ORDER BY created_at", (account_id,)
    )


async def delete_identity(tx: Tx, account_id: UUID, identity_id: UUID) -> Identity | None:
    """Unlink one of an account's; None when it has no such one."""
    return await tx.one(
        Identity,
        "DELETE FROM identities WHERE id = %s AND account_id = %s RETURNING " + _IDENTITY,
        (identity_id, account_id),
    )


async def delete_foreign_identities(tx: Tx, account_id: UUID, email: str) -> int:
    """Unlink those whose provider does not say that the address is theirs too; how many they were."""
    return await tx.execute(
        "DELETE FROM identities WHERE account_id = %s AND label::citext IS DISTINCT FROM %s::citext",
        (account_id, email),
    )


async def count_ways_in(tx: Tx, account_id: UUID, issuers: list[str]) -> int:
    """How many ways in an account has: its password, passkeys, and identities of providers whose word is taken now."""
    counted: int = await tx.value(
        "SELECT (SELECT count(*) FROM accounts WHERE id = %(id)s AND password_hash IS NOT NULL)"
        " + (SELECT count(*) FROM passkeys WHERE account_id = %(id)s)"
        " + (SELECT count(*) FROM identities WHERE account_id = %(id)s AND issuer = ANY(%(issuers)s))",
        {"id": account_id, "issuers": issuers},
    )
    return counted


async def has_identity(tx: Tx, account_id: UUID) -> bool:
    """Whether any provider vouches for an account."""
    found: bool = await tx.value("SELECT EXISTS (SELECT FROM identities WHERE account_id = %s)", (account_id,))
    return found


async def delete_old(tx: Tx, now: datetime) -> None:
    """Forget attempts, registrations and spent tokens whose time is over."""
    await tx.execute("DELETE FROM pending_sign_ins WHERE expires_at < %s", (now,))
    await tx.execute("DELETE FROM pending_registrations WHERE expires_at < %s", (now,))
    await tx.execute("DELETE FROM spent_id_tokens WHERE expires_at < %s", (now,))
