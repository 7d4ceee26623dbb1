"""Events as people see them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from mingle.features import calls
from mingle.features.calls import CallPerson
from mingle.features.dates import speed_queries
from mingle.features.dates.speed_models import Counted, EventRow, SpeedEvent
from mingle.kernel.db import Conn
from mingle.kernel.security import Signer


async def seen_by(conn: Conn, signer: Signer, viewer_id: UUID, rows: Sequence[EventRow]) -> list[SpeedEvent]:
    """Events as somebody sees them, in a few statements however many they are."""
    counted = await speed_queries.count(conn, viewer_id, [row.id for row in rows])
    hosts = {row.host_id for row in rows if row.host_id is not None}
    known = await calls.known_people(conn, signer, viewer_id, hosts)
    return [event(row, counted[row.id], known) for row in rows if row.id in counted]


def event(row: EventRow, counted: Counted, known: Mapping[UUID, CallPerson]) -> SpeedEvent:
    """An event as somebody sees it."""
    return SpeedEvent(
        id=row.id,
        title=row.title,
        description=row.description,
        host=known.get(row.host_id) if row.host_id is not None else None,
        starts_at=row.starts_at,
        rounds=row.rounds,
        round_seconds=row.round_seconds,
        break_seconds=row.break_seconds,
        capacity=row.capacity,
        state=row.state,
        round=row.round,
        round_starts_at=row.round_starts_at,
        round_ends_at=row.round_ends_at,
        signed_up=counted.signed_up,
        present=counted.present,
        is_signed_up=counted.is_signed_up,
        is_present=counted.is_present,
    )
