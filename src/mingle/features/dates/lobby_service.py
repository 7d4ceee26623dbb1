"""The story of the lobby: who comes, leaves and can be met, and who is told of it."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from mingle.features import discovery
from mingle.features.calls import Seat
from mingle.features.dates import lobby_policy, lobby_queries
from mingle.features.dates.errors import ProfileHidden
from mingle.features.dates.lobby_models import LobbyNote, Nothing, Place
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn, Tx
from mingle.settings import Settings

NOTES: Final = "~lobby"
"""Where processes tell each other what those in the lobby are to hear."""
REAPED_AT_ONCE: Final = 100


async def join(tx: Tx, settings: Settings, seat: Seat, *, event_id: UUID | None = None, waits: bool = False) -> bool:
    """Let somebody be in the lobby by this connection; whether they can be invited now.

    Args:
        tx: where to write.
        settings: the process's.
        seat: who it is, their device and connection.
        event_id: the event in whose lobby they are, where only its rounds find them.
        waits: whether they take whoever fits.

    Raises:
        ProfileHidden: others cannot come upon them.
    """
    await require_findable(tx, settings, seat.account_id)
    now = clock.now()
    until = now + lobby_policy.lease_of(settings)
    before = await lobby_queries.upsert(tx, seat, now, until, event_id, now if waits else None)
    if before.binding is not None and before.binding != seat.binding:
        tx.emit(lobby_room(before.binding), "queue:moved", Nothing())
    was_there = before.binding is not None and before.event_id is None
    is_available = bool(await lobby_queries.find_available(tx, [seat.account_id]))
    if was_there is not (event_id is None):
        await _tell(tx, settings, seat.account_id, is_available=is_available, is_online=event_id is None)
    return is_available


async def require_findable(conn: Conn, settings: Settings, account_id: UUID) -> None:
    """See that others can come upon somebody.

    Raises:
        ProfileHidden: they cannot.
    """
    if not await discovery.is_findable(conn, settings, account_id):
        raise ProfileHidden


async def leave(tx: Tx, settings: Settings, account_id: UUID, binding: UUID) -> None:
    """Let somebody leave the lobby, unless they are there by another connection."""
    left = await lobby_queries.delete(tx, account_id, binding)
    if left is not None and left.event_id is None:
        await _tell(tx, settings, account_id, is_available=False, is_online=False)


async def close(tx: Tx, settings: Settings, account_id: UUID, binding: UUID) -> None:
    """Somebody's connection is gone: they leave in a moment, unless they are back."""
    now = clock.now()
    await lobby_queries.close(tx, account_id, binding, now, now + lobby_policy.grace_of(settings))


async def reap(tx: Tx, settings: Settings) -> int:
    """Let those leave of whom nobody has heard any more; how many they were."""
    now = clock.now()
    gone = await lobby_queries.take_due(tx, now, REAPED_AT_ONCE)
    for left in gone:
        if left.event_id is None:
            await _tell(tx, settings, left.account_id, is_available=False, is_online=False)
    await lobby_queries.delete_due_watchers(tx, now)
    return len(gone)


async def renew(tx: Tx, settings: Settings, seats: Sequence[Seat]) -> list[Place]:
    """Give a sign of life of all who are in the lobby by sockets of this process; by which they are there now."""
    now = clock.now()
    return await lobby_queries.renew(tx, seats, now, now + lobby_policy.lease_of(settings))


async def watch(tx: Tx, settings: Settings, account_ids: Collection[UUID]) -> None:
    """Let people hear of the lobby for a while."""
    await lobby_queries.upsert_watchers(tx, sorted(account_ids), clock.now() + lobby_policy.lease_of(settings))


async def wait_for_next(tx: Tx, actor: Actor, binding: UUID, *, on: bool) -> None:
    """Let somebody in the lobby take whoever fits, or no longer."""
    await lobby_queries.set_next(tx, actor.id, binding, clock.now() if on else None)


async def tell_availability(tx: Tx, settings: Settings, account_ids: Collection[UUID]) -> None:
    """A call of these people has begun or ended: whoever of them is in the lobby can be invited no longer, or again."""
    there = await lobby_queries.find_in_lobby(tx, sorted(account_ids))
    available = await lobby_queries.find_available(tx, sorted(there))
    for account_id in sorted(there):
        await _tell(tx, settings, account_id, is_available=account_id in available)


async def _tell(
    tx: Tx, settings: Settings, account_id: UUID, *, is_available: bool, is_online: bool | None = None
) -> None:
    """Tell those whom it concerns, in four statements however many are in the lobby."""
    others = await lobby_queries.list_listening(tx, account_id)
    concerned = await discovery.fitting_among(tx, settings, account_id, others, lobby_policy.MOST_TOLD)
    if concerned:
        tx.emit(NOTES, "note", LobbyNote(concerned, account_id, is_available, is_online))


def lobby_room(binding: UUID) -> str:
    """Where one connection hears what is meant for it."""
    return f"lobby-seat:{binding}"
