"""SQL of passkeys, and the challenges to them."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from mingle.features.accounts.factor_models import ChallengePurpose, NewPasskey, PasskeyRow
from mingle.kernel.db import Conn, Tx

_PASSKEY: LiteralString = (
    "id, account_id, credential_id, public_key, sign_count, transports, name, created_at, last_used_at"
)


async def insert_challenge(
    tx: Tx, hashed: bytes, purpose: ChallengePurpose, account_id: UUID | None, expires_at: datetime
) -> None:
    """Keep a challenge that is about to be handed out."""
    await tx.execute(
        "INSERT INTO passkey_challenges (hash, purpose, account_id, expires_at) VALUES (%s, %s, %s, %s)",
        (hashed, purpose, account_id, expires_at),
    )


async def take_challenge(
    tx: Tx, hashed: bytes, purpose: ChallengePurpose, account_id: UUID | None, now: datetime
) -> bool:
    """Use a challenge up; False when it is used, unknown, too old, or for something or somebody else."""
    return bool(
        await tx.execute(
            "DELETE FROM passkey_challenges WHERE hash = %s AND purpose = %s"
            " AND account_id IS NOT DISTINCT FROM %s AND expires_at > %s",
            (hashed, purpose, account_id, now),
        )
    )


async def insert_passkey(tx: Tx, account_id: UUID, new: NewPasskey, name: str, now: datetime) -> PasskeyRow | None:
    """Keep a passkey; None when it is registered already, here or for another account."""
    return await tx.one(
        PasskeyRow,
        "INSERT INTO passkeys (account_id, credential_id, public_key, sign_count, transports, name, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (credential_id) DO NOTHING RETURNING " + _PASSKEY,
        (account_id, new.credential_id, new.public_key, new.sign_count, new.transports, name, now),
    )


async def find_passkey(tx: Tx, credential_id: bytes) -> PasskeyRow | None:
    """The passkey that a device calls by this id."""
    return await tx.one(PasskeyRow, "SELECT " + _PASSKEY + " FROM passkeys WHERE credential_id = %s", (credential_id,))


async def list_passkeys(conn: Conn, account_id: UUID) -> list[PasskeyRow]:
    """The passkeys of an account, the oldest first; `policy.MAX_PASSKEYS` at most."""
    return await conn.all(
        PasskeyRow, "SELECT " + _PASSKEY + " FROM passkeys WHERE account_id = %s ORDER BY id", (account_id,)
    )


async def use_passkey(tx: Tx, passkey_id: UUID, sign_count: int, now: datetime) -> bool:
    """Note a use; False when the counter has not risen, as with a copy (WebAuthn, section 6.1.1).

    Passkeys that are the same on many devices do not count, and always say 0.
    """
    return bool(
        await tx.execute(
            "UPDATE passkeys SET sign_count = %(count)s, last_used_at = %(now)s WHERE id = %(id)s"
            " AND (sign_count < %(count)s OR (sign_count = 0 AND %(count)s = 0))",
            {"count": sign_count, "now": now, "id": passkey_id},
        )
    )


async def rename_passkey(tx: Tx, account_id: UUID, passkey_id: UUID, name: str) -> PasskeyRow | None:
    """Call a passkey of the account by another name; None when it has none of this id."""
    return await tx.one(
        PasskeyRow,
        "UPDATE passkeys SET name = %s WHERE id = %s AND account_id = %s RETURNING " + _PASSKEY,
        (name, passkey_id, account_id),
    )


async def delete_passkey(tx: Tx, account_id: UUID, passkey_id: UUID) -> bool:
    """Forget a passkey of the account; False when it has none of this id."""
    return bool(await tx.execute("DELETE FROM passkeys WHERE id = %s AND account_id = %s", (passkey_id, account_id)))


async def delete_passkeys(tx: Tx, account_id: UUID) -> int:
    """Forget every passkey of an account; how many there were."""
    return await tx.execute("DELETE FROM passkeys WHERE account_id = %s", (account_id,))
