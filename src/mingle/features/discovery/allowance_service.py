"""The story of what a day allows. What lifts it, such as coins, belongs in here."""

from uuid import UUID

from mingle.features.discovery import policy, queries
from mingle.features.discovery.errors import AllowanceUsedUp, NotOffered
from mingle.features.discovery.models import AllowanceKind
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.settings import Settings


async def use(tx: Tx, account_id: UUID, kind: AllowanceKind, settings: Settings) -> None:
    """Use one of what a day allows: 24 hours from the first use, since nobody's time zone is known.

    Raises:
        NotOffered: the operator allows none.
        AllowanceUsedUp: there is no more until the day is over.
    """
    most = policy.allowed_a_day(kind, settings)
    if most is None:
        return
    if most == 0:
        raise NotOffered
    now = clock.now()
    if not await queries.use_allowance(tx, account_id, kind, most, now, now - policy.DAY):
        began_at = await queries.find_beginning(tx, account_id, kind)
        raise AllowanceUsedUp(kind, (began_at or now) + policy.DAY)
