"""SQL of codes: secrets of apps, and recovery codes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mingle.features.accounts.factor_models import TotpSecret
from mingle.kernel.db import Tx


async def keep_setup(tx: Tx, account_id: UUID, sealed: bytes, expires_at: datetime) -> None:
    """Keep a secret that is about to be shown, in the place of one that was shown before."""
    await tx.execute(
        "INSERT INTO totp_setups (account_id, secret, expires_at) VALUES (%s, %s, %s) ON CONFLICT (account_id)"
        " DO UPDATE SET secret = excluded.secret, expires_at = excluded.expires_at",
        (account_id, sealed, expires_at),
    )


async def find_setup(tx: Tx, account_id: UUID, now: datetime) -> bytes | None:
    """The secret that was shown, if it was not too long ago."""
    sealed: bytes | None = await tx.value(
        "SELECT secret FROM totp_setups WHERE account_id = %s AND expires_at > %s", (account_id, now)
    )
    return sealed


async def switch_on(tx: Tx, account_id: UUID, sealed: bytes, step: int, now: datetime) -> None:
    """Ask for codes of this secret from now on; the one of `step` is used up."""
    await tx.execute("DELETE FROM totp_setups WHERE account_id = %s", (account_id,))
    await tx.execute(
        "INSERT INTO totp_secrets (account_id, secret, last_step, created_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (account_id) DO UPDATE"
        " SET secret = excluded.secret, last_step = excluded.last_step, created_at = excluded.created_at",
        (account_id, sealed, step, now),
    )


async def switch_off(tx: Tx, account_id: UUID) -> bool:
    """Ask for no codes any more, and forget the recovery codes; False when none were asked for."""
    await tx.execute("DELETE FROM totp_setups WHERE account_id = %s", (account_id,))
    await tx.execute("DELETE FROM recovery_codes WHERE account_id = %s", (account_id,))
    return bool(await tx.execute("DELETE FROM totp_secrets WHERE account_id = %s", (account_id,)))


async def find_secret(tx: Tx, account_id: UUID) -> TotpSecret | None:
    """What the account's app makes codes from."""
    return await tx.one(TotpSecret, "SELECT secret, last_step FROM totp_secrets WHERE account_id = %s", (account_id,))


async def use_step(tx: Tx, account_id: UUID, step: int) -> bool:
    """Take the code of a time step; False when it, or a later one, was taken before (RFC 6238, section 5.2)."""
    return bool(
        await tx.execute(
            "UPDATE totp_secrets SET last_step = %(step)s WHERE account_id = %(id)s AND last_step < %(step)s",
            {"step": step, "id": account_id},
        )
    )


async def replace_recovery_codes(tx: Tx, account_id: UUID, hashes: Sequence[bytes]) -> None:
    """Keep these recovery codes and no others."""
    await tx.execute("DELETE FROM recovery_codes WHERE account_id = %s", (account_id,))
    await tx.execute(
        "INSERT INTO recovery_codes (account_id, hash) SELECT %s, unnest(%s::bytea[])", (account_id, list(hashes))
    )


async def use_recovery_code(tx: Tx, account_id: UUID, hashed: bytes) -> bool:
    """Use a recovery code up; False when there is no such one."""
    return bool(
        await tx.execute("DELETE FROM recovery_codes WHERE account_id = %s AND hash = %s", (account_id, hashed))
    )


async def delete_old(tx: Tx, now: datetime) -> None:
    """Forget what was begun and never finished."""
    await tx.execute("DELETE FROM totp_setups WHERE expires_at < %s", (now,))
    await tx.execute("DELETE FROM passkey_challenges WHERE expires_at < %s", (now,))
