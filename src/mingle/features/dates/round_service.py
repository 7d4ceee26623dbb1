"""The story of rounds: how an event opens, goes from round to round and ends, and how each pair gets its room.

Any process may do any of it: what is due is locked, written together with when it is due next, and told after that.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from mingle.features import discovery
from mingle.features.dates import (
    lobby_queries,
    rooms_service,
    round_queries,
    speed_policy,
    speed_queries,
    speed_service,
)
from mingle.features.dates.models import Origin
from mingle.features.dates.pairing import Asked
from mingle.features.dates.policy import pair_of
from mingle.features.dates.speed_models import (
    EventRow,
    EventState,
    FinishedTold,
    RoundTold,
    TurnRow,
    TurnState,
    Unopened,
)
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.security import Signer
from mingle.settings import Settings

Match = Callable[[Asked], Awaitable[list[tuple[int, int]]]]
"""Finds the pairs; the numbers are those of the people asked about."""


async def go_on(tx: Tx, signer: Signer, settings: Settings, event_id: UUID, match: Match) -> None:
    """Let an event be as far as it should be by now; where another process is at it, nothing."""
    event = await round_queries.lock_due(tx, event_id, clock.now())
    if event is None:
        return
    if event.state is EventState.PLANNED:
        event.state, event.due_at = EventState.OPEN, event.starts_at
    elif event.round < event.rounds:
        await _begin_round(tx, settings, event, match)
    else:
        _finish(event)
        for account_id in await speed_queries.list_concerned(tx, event.id):
            tx.emit(f"user:{account_id}", "event:finished", FinishedTold(event.id))
    await speed_queries.update_event(tx, event)
    await speed_service.tell(tx, signer, event)


async def open_pair(tx: Tx, signer: Signer, settings: Settings, pair: Unopened) -> None:
    """Let a pair of a round have its room; where one of them is not there any more, the other one waits.

    Raises:
        CooldownActive, InAnotherCall: they cannot meet now.
    """
    if not await round_queries.lock_unopened(tx, pair):
        return
    event = next(iter(await speed_queries.list_events(tx, [pair.event_id])))
    seats = await lobby_queries.find_seats(tx, [pair.one_id, pair.other_id], event.id)
    if len(seats) < 2 or not _is_on(event, pair):
        await _part(tx, event, pair)
        return
    kept = await rooms_service.open_room(
        tx,
        signer,
        settings,
        (seats[pair.one_id], seats[pair.other_id]),
        event.round_seconds,
        Origin.ROUND,
        event_id=event.id,
        round_number=pair.round,
        starts_at=event.round_starts_at,
    )
    await round_queries.open_turns(tx, pair, kept.call.id)
    for account_id in (pair.one_id, pair.other_id):
        _tell_round(tx, event, account_id, kept.call.id)


async def part_pair(tx: Tx, pair: Unopened) -> None:
    """Let both of a pair wait for the next round: they could not meet in this one."""
    if await round_queries.lock_unopened(tx, pair):
        event = next(iter(await speed_queries.list_events(tx, [pair.event_id])))
        await _part(tx, event, pair)


async def _begin_round(tx: Tx, settings: Settings, event: EventRow, match: Match) -> None:
    """Pair everybody who is there, and say when the dates begin and end."""
    event.round += 1
    there = await round_queries.list_ready(tx, event.id, clock.now())
    pairs = await _pairs(tx, settings, event, there, match)
    other_of = {one: other for pair in pairs for one, other in (pair, pair[::-1])}
    turns = [TurnRow(one, other_of.get(one), TurnState.PAIRED if one in other_of else TurnState.ALONE) for one in there]
    await round_queries.insert_turns(tx, event.id, event.round, turns)
    event.state = EventState.RUNNING
    event.round_starts_at = clock.now() + timedelta(seconds=settings.speed_dating_lead_seconds)
    event.round_ends_at = event.round_starts_at + timedelta(seconds=event.round_seconds)
    is_last = event.round == event.rounds
    event.due_at = event.round_ends_at + timedelta(seconds=0 if is_last else event.break_seconds)
    for turn in turns:
        if turn.other_id is None:
            _tell_round(tx, event, turn.account_id, None)


async def _pairs(
    tx: Tx, settings: Settings, event: EventRow, there: list[UUID], match: Match
) -> list[tuple[UUID, UUID]]:
    fitting = await discovery.fitting_pairs(tx, settings, there)
    met = await round_queries.list_met(tx, event.id)
    cooling = await lobby_queries.list_cooling_among(tx, there, clock.now())
    last = await round_queries.list_waited(tx, event.id, there)
    number = {account_id: place for place, account_id in enumerate(there)}
    edges = [
        (number[one], number[other], score)
        for one, other, score in fitting
        if (one, other) not in met and pair_of(one, other) not in cooling
    ]
    waits = [speed_policy.waits(last[one], event.round) for one in there]
    return [(there[one], there[other]) for one, other in await match(Asked(waits, edges))]


def _finish(event: EventRow) -> None:
    event.state, event.due_at = EventState.FINISHED, None
    event.round_starts_at = event.round_ends_at = None


def _is_on(event: EventRow, pair: Unopened) -> bool:
    """Whether the round of a pair goes on."""
    ends_at = event.round_ends_at
    return event.round == pair.round and ends_at is not None and clock.now() < ends_at


async def _part(tx: Tx, event: EventRow, pair: Unopened) -> None:
    await round_queries.part_turns(tx, pair)
    if _is_on(event, pair):
        for account_id in (pair.one_id, pair.other_id):
            _tell_round(tx, event, account_id, None)


def _tell_round(tx: Tx, event: EventRow, account_id: UUID, room_id: UUID | None) -> None:
    assert event.round_starts_at is not None
    assert event.round_ends_at is not None
    told = RoundTold(
        event.id,
        event.round,
        event.rounds,
        event.round_starts_at,
        event.round_ends_at,
        room_id is not None,
        room_id,
    )
    tx.emit(f"user:{account_id}", "event:round", told)
