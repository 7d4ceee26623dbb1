"""Reading dates as they are for one of the two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from mingle.features import calls, people
from mingle.features.calls import CallState, Held
from mingle.features.dates import lobby_queries, policy, queries, room_queries, speed_queries, views
from mingle.features.dates.models import (
    DateRow,
    Incoming,
    Limits,
    Outgoing,
    Room,
    RoomEvent,
    ToAnswer,
    Whereabouts,
)
from mingle.kernel.db import Conn
from mingle.kernel.ice import IceServer
from mingle.kernel.security import Signer
from mingle.settings import Settings

MOST_TO_ANSWER: Final = 10


async def find_event(conn: Conn, row: DateRow) -> RoomEvent | None:
    """The speed dating that a date is a round of, as the two see it."""
    if row.event_id is None or row.round is None:
        return None
    found = await speed_queries.list_events(conn, [row.event_id])
    return RoomEvent(row.event_id, found[0].title, row.round, found[0].rounds) if found else None


async def whereabouts(
    conn: Conn, signer: Signer, settings: Settings, viewer_id: UUID, now: datetime, ice: Sequence[IceServer]
) -> Whereabouts:
    """How somebody stands with dates right now."""
    current_id = await queries.find_current(conn, viewer_id)
    held = await calls.find_held(conn, current_id) if current_id is not None else None
    place = await lobby_queries.find_own(conn, viewer_id)
    return Whereabouts(
        in_lobby=place is not None,
        available=place is not None and place.is_available,
        is_waiting_for_next=place is not None and place.next_since is not None,
        room=await _room(conn, signer, held, viewer_id, ice) if held is not None else None,
        incoming=await list_incoming(conn, signer, viewer_id, now),
        outgoing=await _outgoing(conn, signer, held, viewer_id) if held is not None else None,
        to_answer=await _to_answer(conn, signer, viewer_id, now),
        limits=Limits(settings.dates_min_seconds, settings.dates_max_seconds, settings.dates_usual_seconds),
    )


async def list_incoming(conn: Conn, signer: Signer, viewer_id: UUID, now: datetime) -> list[Incoming]:
    """Who invites somebody now, the first first."""
    rows = await queries.list_ringing(conn, viewer_id, now)
    known = await calls.known_people(conn, signer, viewer_id, {row.started_by for row in rows})
    return [
        Incoming(row.id, known[row.started_by], row.max_seconds, row.rings_until)
        for row in rows
        if row.started_by in known
    ]


async def _room(conn: Conn, signer: Signer, held: Held, viewer_id: UUID, ice: Sequence[IceServer]) -> Room | None:
    date = await queries.find_date(conn, held.call.id)
    if date is None or held.call.state is not CallState.ACTIVE:
        return None
    known = await calls.known_people(conn, signer, viewer_id, held.members)
    kept = await room_queries.list_kept(conn, viewer_id, [held.call.id])
    event = await find_event(conn, date.row)
    return views.room(held, date, viewer_id, known, kept=kept.get(held.call.id), ice=ice, event=event)


async def _outgoing(conn: Conn, signer: Signer, held: Held, viewer_id: UUID) -> Outgoing | None:
    if held.call.state is not CallState.RINGING or held.call.max_seconds is None:
        return None
    other_id = policy.other_of(held, viewer_id)
    known = await calls.known_people(conn, signer, viewer_id, [other_id])
    return Outgoing(held.call.id, known[other_id], held.call.max_seconds, held.call.rings_until)


async def _to_answer(conn: Conn, signer: Signer, viewer_id: UUID, now: datetime) -> list[ToAnswer]:
    rows = await room_queries.list_to_answer(conn, viewer_id, now - policy.ANSWERED_FOR, MOST_TO_ANSWER)
    blocked = await people.blocked_among(conn, viewer_id, [row.peer_id for row in rows]) if rows else set[UUID]()
    known = await calls.known_people(conn, signer, viewer_id, {row.peer_id for row in rows} - blocked)
    return [ToAnswer(row.call_id, known[row.peer_id], row.ended_at) for row in rows if row.peer_id in known]
