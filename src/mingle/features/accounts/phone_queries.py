"""SQL of telephone numbers and the codes that prove them."""

from datetime import datetime
from uuid import UUID

from mingle.features.accounts.phone_models import PhoneTry
from mingle.kernel.db import Conn, Tx


async def replace_code(tx: Tx, account_id: UUID, phone: str, expires_at: datetime) -> None:
    """Await a code for a number; the one before is worth nothing from now on."""
    await tx.execute(
        "INSERT INTO phone_codes (account_id, phone, expires_at) VALUES (%s, %s, %s)"
        " ON CONFLICT (account_id) DO UPDATE SET phone = excluded.phone, code_hash = NULL, tries = 0,"
        " expires_at = excluded.expires_at",
        (account_id, phone, expires_at),
    )


async def find_awaited_phone(conn: Conn, account_id: UUID, now: datetime) -> str | None:
    """The number to which a code is to be sent; None when nobody waits for one any more."""
    found: str | None = await conn.value(
        "SELECT phone FROM phone_codes WHERE account_id = %s AND expires_at > %s", (account_id, now)
    )
    return found


async def set_code(tx: Tx, account_id: UUID, phone: str, code_hash: bytes) -> None:
    """Keep the code that is about to be sent. The tries that were made stay counted."""
    await tx.execute(
        "UPDATE phone_codes SET code_hash = %s WHERE account_id = %s AND phone = %s", (code_hash, account_id, phone)
    )


async def count_try(tx: Tx, account_id: UUID, phone: str, most: int, now: datetime) -> PhoneTry | None:
    """Count a try, one after the other; None when there is no code to try, or there were too many."""
    return await tx.one(
        PhoneTry,
        "UPDATE phone_codes SET tries = tries + 1"
        " WHERE account_id = %s AND phone = %s AND tries < %s AND expires_at > %s RETURNING code_hash",
        (account_id, phone, most, now),
    )


async def delete_code(tx: Tx, account_id: UUID) -> None:
    """Use a code up."""
    await tx.execute("DELETE FROM phone_codes WHERE account_id = %s", (account_id,))


async def set_phone(tx: Tx, account_id: UUID, phone: str) -> bool:
    """Make a number the account's own; False when another account has it."""
    return bool(
        await tx.execute(
            "UPDATE accounts SET phone = %(phone)s WHERE id = %(id)s"
            " AND NOT EXISTS (SELECT FROM accounts WHERE phone = %(phone)s AND id <> %(id)s)",
            {"id": account_id, "phone": phone},
        )
    )


async def clear_phone(tx: Tx, account_id: UUID) -> bool:
    """Forget the account's number; False when it has none."""
    return bool(await tx.execute("UPDATE accounts SET phone = NULL WHERE id = %s AND phone IS NOT NULL", (account_id,)))


async def delete_old(tx: Tx, now: datetime) -> None:
    """Forget codes whose time is over."""
    await tx.execute("DELETE FROM phone_codes WHERE expires_at < %s", (now,))
