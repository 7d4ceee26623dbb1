"""What is kept of a code that was sent to a telephone."""

from uuid import UUID

from mingle.kernel.security import Signer


def code_hash(signer: Signer, account_id: UUID, phone: str, code: str) -> bytes:
    """Bound to the account and the number, and of no use without the server's secret: a million codes are few."""
    return signer.digest("phone_code", f"{account_id} {phone} {code}")
