"""The security log: what happened to an account, and from where."""

from uuid import UUID

from mingle.features.accounts import queries
from mingle.features.accounts.models import Device, EventKind
from mingle.kernel import clock
from mingle.kernel.db import Tx


async def note(tx: Tx, account_id: UUID | None, kind: EventKind, device: Device) -> None:
    """Add a line."""
    await queries.insert_event(tx, account_id, kind, device, clock.now())
