"""What people do and read of calls, as the doors ask for it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from mingle.features import chats, people
from mingle.features.calls import (
    history_queries,
    lease_queries,
    lease_service,
    policy,
    queries,
    service,
    views,
)
from mingle.features.calls.keeping_service import Kept, known_people
from mingle.features.calls.lease_queries import Lease
from mingle.features.calls.manners import manner_of
from mingle.features.calls.models import (
    Call,
    Calls,
    Held,
    HistoryItem,
    HistoryRow,
    IncomingTold,
    Initiate,
    Note,
    OnDevice,
    Purpose,
    RoomHistory,
)
from mingle.kernel.actor import Actor
from mingle.kernel.context import fresh_reads
from mingle.kernel.db import Conn
from mingle.kernel.errors import NotFound
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources

RENEWED_AT_ONCE: Final = 1000


async def initiate(resources: Resources, actor: Actor, asked: Initiate, binding: UUID | None = None) -> Kept:
    """Call everybody in a chat, or come into its call.

    Raises:
        As `service.initiate`.
    """
    await resources.limits.hit(policy.CALLING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        return await service.initiate(tx, resources.signer, resources.settings, actor, asked, binding)


async def answer(resources: Resources, actor: Actor, asked: OnDevice, binding: UUID | None = None) -> Kept:
    """Come into a call.

    Raises:
        As `service.answer`.
    """
    async with resources.db.transaction() as tx:
        return await service.answer(tx, resources.signer, resources.settings, actor, asked, binding)


async def resume(resources: Resources, actor: Actor, asked: OnDevice, binding: UUID | None = None) -> Kept:
    """Come back into a call.

    Raises:
        As `service.resume`.
    """
    async with resources.db.transaction() as tx:
        return await service.resume(tx, resources.signer, resources.settings, actor, asked, binding)


async def reject(resources: Resources, actor: Actor, call_id: UUID) -> Call:
    """Refuse a call.

    Raises:
        As `service.reject`.
    """
    async with resources.db.transaction() as tx:
        return (await service.reject(tx, resources.signer, resources.settings, actor, call_id)).call


async def end(resources: Resources, actor: Actor, call_id: UUID, *, is_quiet: bool = False) -> Call:
    """Leave a call, with a word or quietly.

    Raises:
        As `service.end`.
    """
    async with resources.db.transaction() as tx:
        kept = await service.end(tx, resources.signer, resources.settings, actor, call_id, is_quiet=is_quiet)
        return kept.call


async def upgrade(resources: Resources, actor: Actor, call_id: UUID) -> Call:
    """Let an audio call be one with video.

    Raises:
        As `service.upgrade`.
    """
    async with resources.db.transaction() as tx:
        return (await service.upgrade(tx, resources.signer, resources.settings, actor, call_id)).call


async def current(resources: Resources, actor: Actor) -> Calls:
    """The calls that ring for the actor, and the one that they are in; those of other purposes show elsewhere."""
    with fresh_reads():
        async with resources.db.read() as conn:
            found = await _held(conn, await queries.list_current(conn, actor.id))
            return Calls([await _view(conn, resources, actor, held) for held in found if _is_plain(held)])


async def incoming(resources: Resources, actor: Actor) -> list[IncomingTold]:
    """What rings for the actor now, as it is told."""
    with fresh_reads():
        async with resources.db.read() as conn:
            found = await _held(conn, await queries.list_ringing(conn, actor.id))
            told = [await _view(conn, resources, actor, held) for held in found if _is_plain(held)]
    callers = [next((one for one in call.people if one.id == call.started_by), None) for call in told]
    return [
        IncomingTold(call.id, call.chat_id, caller, call.kind, call) for call, caller in zip(told, callers, strict=True)
    ]


async def find(resources: Resources, actor: Actor, call_id: UUID) -> Call:
    """A call of the actor's, or of a chat of theirs.

    Raises:
        NotFound: there is no such call for them.
    """
    with fresh_reads():
        async with resources.db.read() as conn:
            held = await visible(conn, actor, call_id)
            return await _view(conn, resources, actor, held)


async def visible(conn: Conn, actor: Actor, call_id: UUID) -> Held:
    """A call as it stands, without its lock.

    Raises:
        NotFound: there is no such call for the actor.
    """
    found = await _held(conn, [call_id])
    if not found:
        raise NotFound
    [held] = found
    chat_id = held.call.chat_id
    if chat_id is None and actor.id not in held.members:
        raise NotFound
    if chat_id is not None and await chats.find_standing(conn, actor.id, chat_id) is None:
        raise NotFound
    return held


async def history(resources: Resources, actor: Actor, before: UUID | None, limit: int) -> Page[HistoryItem]:
    """The actor's calls that are over, the latest first."""
    await resources.limits.hit(policy.HISTORY_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        rows = await history_queries.list_ended(conn, actor.id, before, limit)
        page = make_page(rows, limit, lambda row: row.id)
        others = {row.other_id for row in page.items if row.other_id is not None}
        others -= await people.blocked_among(conn, actor.id, sorted(others))
        known = await known_people(conn, resources.signer, actor.id, others)
        kept = await _kept_beside(conn, actor, page.items)
    return Page([views.history(row, actor.id, known, kept.get(row.id)) for row in page.items], page.next_cursor)


async def _kept_beside(conn: Conn, actor: Actor, rows: Sequence[HistoryRow]) -> dict[UUID, RoomHistory]:
    """What features above keep of these calls."""
    kept: dict[UUID, RoomHistory] = {}
    for purpose in {row.purpose for row in rows}:
        call_ids = [row.id for row in rows if row.purpose is purpose]
        kept |= await manner_of(purpose).history(conn, actor.id, call_ids)
    return kept


async def refuse_to_relay(resources: Resources, actor: Actor, call_id: UUID) -> None:
    """Tell somebody why they may not speak in a call by this connection.

    Raises:
        NotFound: there is no such call for them.
        As `policy.refuse_to_relay`.
    """
    with fresh_reads():
        async with resources.db.read() as conn:
            held = await visible(conn, actor, call_id)
    policy.refuse_to_relay(held.call, held.members.get(actor.id))


async def find_note(resources: Resources, call_id: UUID) -> Note | None:
    """Who is in a call now."""
    with fresh_reads():
        async with resources.db.read() as conn:
            return next(iter(await lease_queries.list_notes(conn, [call_id])), None)


async def drop(resources: Resources, lease: Lease, binding: UUID) -> None:
    """Somebody's connection is lost."""
    async with resources.db.transaction() as tx:
        await service.drop(tx, resources.signer, resources.settings, lease, binding)


async def come_back(resources: Resources, lease: Lease, binding: UUID) -> None:
    """Somebody was taken for lost whose connection is there."""
    async with resources.db.transaction() as tx:
        await lease_service.come_back(tx, resources.signer, resources.settings, lease, binding)


async def renew(resources: Resources, seats: Sequence[tuple[Lease, UUID]]) -> list[Note | UUID]:
    """Give a sign of life of those in calls, and take out who is not in the chat any more.

    How those calls stand now; of one that is there no longer, its id.
    """
    told: list[Note | UUID] = []
    for start in range(0, len(seats), RENEWED_AT_ONCE):
        some = seats[start : start + RENEWED_AT_ONCE]
        async with resources.db.transaction() as tx:
            notes = await lease_service.renew(
                tx, resources.settings, [lease for lease, _ in some], [binding for _, binding in some]
            )
            put_out = await lease_queries.list_put_out(tx, [note.call_id for note in notes])
        told += [*notes, *({lease.call_id for lease, _ in some} - {note.call_id for note in notes})]
        for lease in put_out:
            async with resources.db.transaction() as tx:
                await lease_service.put_out(tx, resources.signer, lease)
    return told


async def _held(conn: Conn, call_ids: Sequence[UUID]) -> list[Held]:
    found = [await queries.find_held(conn, call_id) for call_id in call_ids]
    return [held for held in found if held is not None]


def _is_plain(held: Held) -> bool:
    return held.call.purpose is Purpose.CALL


async def _view(conn: Conn, resources: Resources, actor: Actor, held: Held) -> Call:
    return views.call(held, await known_people(conn, resources.signer, actor.id, held.members))
