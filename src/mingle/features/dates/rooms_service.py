"""The story of a date: how it begins for two people, and how their invitations to others end with that."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from mingle.features import calls
from mingle.features.calls import (
    IN_CALL,
    CallKind,
    CallReason,
    Entered,
    Held,
    InAnotherCall,
    Kept,
    MemberState,
    Party,
    Purpose,
    Seat,
    machine,
)
from mingle.features.dates import policy, queries, views
from mingle.features.dates.errors import CooldownActive
from mingle.features.dates.models import Date, DateRow, Origin, SideRow
from mingle.features.dates.rooms import find_event
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.ice import IceServer
from mingle.kernel.security import Signer
from mingle.settings import Settings

Ice = Mapping[UUID, Sequence[IceServer]]
"""By what each of the two may find a way; whoever is not in it asks for it themselves."""


async def open_room(
    tx: Tx,
    signer: Signer,
    settings: Settings,
    pair: tuple[Seat, Seat],
    seconds: int,
    origin: Origin,
    *,
    event_id: UUID | None = None,
    round_number: int | None = None,
    starts_at: datetime | None = None,
    ice: Ice | None = None,
) -> Kept:
    """Let two people be on a date from now on, without an invitation. Their invitations to and from others end.

    Whether they suit each other is for the caller to know. It may be one of several in a transaction, each of people
    of its own: the errors are raised before anything is written.

    Args:
        tx: in which it begins.
        signer: signs their pictures.
        settings: the process's.
        pair: where they are.
        seconds: how long it is, from the start of its clock.
        origin: how it came about.
        event_id: of what speed dating it is a round.
        round_number: and which, from 1 on.
        starts_at: when its clock starts; without it, as soon as both see each other.
        ice: by what they may find a way.

    Raises:
        InAnotherCall: one of them is in a call, or on a date.
        CooldownActive: they have met lately.
    """
    ids = [seat.account_id for seat in pair]
    await queries.lock_people(tx, ids)
    if await queries.list_engaged(tx, ids):
        raise InAnotherCall
    await begin_cooldown(tx, settings, *ids)
    await clear(tx, signer, await lock_invitations(tx, settings, ids), ids)
    party = Party((), CallKind.VIDEO, max_seconds=seconds, purpose=Purpose.DATE)
    began_at = starts_at or clock.now() + timedelta(seconds=settings.dates_flow_seconds)
    ends_at = began_at + timedelta(seconds=seconds)
    kept = await calls.begin_together(tx, signer, settings, pair, party, ends_at)
    row = DateRow(kept.call.id, origin, settings.dates_blur, event_id, round_number)
    sides = [SideRow(one) for one in ids]
    await queries.insert_date(tx, row, sides)
    held = await calls.find_held(tx, kept.call.id)
    assert held is not None
    await tell_start(tx, held, Date(row, {one.account_id: one for one in sides}), kept, ice or {})
    return kept


async def begin_cooldown(tx: Tx, settings: Settings, one_id: UUID, other_id: UUID) -> None:
    """Keep two people from meeting again for a while, as they meet now.

    Raises:
        CooldownActive: they have met lately.
    """
    now, pair = clock.now(), policy.pair_of(one_id, other_id)
    if not await queries.begin_cooldown(tx, *pair, now, policy.cooldown_until(now, settings)):
        raise CooldownActive.until(await queries.find_cooldown(tx, *pair, now) or now)


async def lock_invitations(tx: Tx, settings: Settings, account_ids: Sequence[UUID]) -> dict[UUID, Entered]:
    """The invitations to, and from, these people, as they are now, under their locks; the people are locked already."""
    found: dict[UUID, Entered] = {}
    for call_id in await queries.list_invitations(tx, account_ids):
        inside = await calls.entered(tx, call_id, has_chat=False)
        if inside is not None:
            machine.settle(inside.held, clock.now(), calls.rules_of(settings))
            found[call_id] = inside
    return found


async def clear(tx: Tx, signer: Signer, invitations: Mapping[UUID, Entered], account_ids: Sequence[UUID]) -> None:
    """Take back what these people have invited to, and be busy for what they are invited to."""
    now = clock.now()
    for inside in invitations.values():
        for account_id in account_ids:
            member = inside.held.members.get(account_id)
            if member is not None and member.state in IN_CALL:
                machine.leave(inside.held, account_id, now, CallReason.CANCELLED)
            elif member is not None:
                machine.reject(inside.held, account_id, now, MemberState.BUSY)
        await calls.keep(tx, signer, inside)


async def tell_start(tx: Tx, held: Held, date: Date, kept: Kept, ice: Ice) -> None:
    """Tell both that their date has begun."""
    known = {one.id: one for one in kept.call.people}
    event = await find_event(tx, date.row)
    for account_id in held.members:
        room = views.room(held, date, account_id, known, ice=ice.get(account_id, ()), event=event)
        tx.emit(f"user:{account_id}", "call:start", room)
