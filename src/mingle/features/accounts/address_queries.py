"""SQL of changes of e-mail addresses."""

from datetime import datetime
from uuid import UUID

from mingle.kernel.db import Tx


async def change_email(tx: Tx, account_id: UUID, email: str, now: datetime) -> bool:
    """Give an account another address, which it has shown to be its own; False when it is another account's."""
    return bool(
        await tx.execute(
            "UPDATE accounts SET email = %(email)s, email_verified_at = %(now)s WHERE id = %(id)s"
            " AND NOT EXISTS (SELECT FROM accounts WHERE email = %(email)s AND email_verified_at IS NOT NULL"
            " AND id <> %(id)s)",
            {"id": account_id, "email": email, "now": now},
        )
    )
