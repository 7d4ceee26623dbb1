"""The story of "random next": two who wait for whoever fits are given to each other."""

from uuid import UUID

from mingle.features.dates import lobby_queries, rooms_service
from mingle.features.dates.models import Origin
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.security import Signer
from mingle.settings import Settings


async def give(tx: Tx, signer: Signer, settings: Settings, pair: tuple[UUID, UUID]) -> bool:
    """Let two who wait meet; False where one of them does not wait any more, or is just given to somebody.

    Raises:
        CooldownActive, InAnotherCall: they may not meet now.
    """
    seats = await lobby_queries.lock_waiting(tx, pair, clock.now())
    if len(seats) < 2:
        return False
    one, other = seats
    await rooms_service.open_room(tx, signer, settings, (one, other), settings.dates_usual_seconds, Origin.NEXT)
    await lobby_queries.end_next(tx, pair)
    return True
