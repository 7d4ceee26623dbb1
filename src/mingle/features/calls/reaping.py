"""The reaper: calls at which somebody must look, because time has come or nobody gives a sign of life any more.

Each server runs it, and each worker: whichever of them are left end what the others have left behind.
"""

from typing import Final
from uuid import UUID

from mingle.features.calls import lease_service, queries
from mingle.kernel import clock
from mingle.kernel.context import fresh_reads
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources

log = get_logger(__name__)
AT_ONCE: Final = 200


async def reap(resources: Resources) -> int:
    """Look at all calls that are due; how many they were."""
    count = 0
    while True:
        with fresh_reads():
            async with resources.db.read() as conn:
                due = await queries.list_due(conn, clock.now(), AT_ONCE)
        settled = [await _settle(resources, call_id) for call_id in due]
        count += sum(settled)
        if len(due) < AT_ONCE or not all(settled):
            return count


async def _settle(resources: Resources, call_id: UUID) -> bool:
    """Settle one call; one that cannot be must not keep the others waiting."""
    try:
        async with resources.db.transaction() as tx:
            await lease_service.settle(tx, resources.signer, resources.settings, call_id)
    except Exception:
        log.exception("a call could not be settled", call_id=str(call_id))
        return False
    return True
