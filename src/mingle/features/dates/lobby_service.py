"""The story of the lobby: who comes, leaves and can be met, and who is told of it."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from mingle.features import discovery
from mingle.features.calls import Seat
from mingle.features.dates import lobby_policy, lobby_queries
from mingle.features.dates.errors import ProfileHidden
from mingle.features.dates.lobby_models import Came, Left, LobbyNote, Nothing, Place
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn, Tx
from mingle.settings import Settings

NOTES: Final = "~lobby"
"""Where processes tell each other what those in the lobby are to hear."""
REAPED_AT_ONCE: Final = 100


async def join(tx: Tx, settings: Settings, seat: Seat, *, event_id: UUID | None = None, waits: bool = False) -> bool:
    """Let somebody be in the lobby by this connection; whether others are to be told that they have come.

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
    if was_there and event_id is not None:
        _tell(tx, LobbyNote(seat.account_id, available=False, online=False))
    # By another connection they are told of again: the process of the one before may have died before it told anybody.
    return event_id is None and not (was_there and before.binding == seat.binding)


async def look_around(tx: Tx, settings: Settings, account_id: UUID, *, is_news: bool) -> Came:
    """Find whom somebody in the lobby hears of, and tell those that they have come, if it is news.

    In a transaction after that in which they came: of two who come at the same moment, the later search finds both.
    """
    is_available = account_id in await lobby_queries.find_available(tx, [account_id])
    near = await list_near(tx, settings, account_id)
    if is_news and near:
        _tell(tx, LobbyNote(account_id, is_available, online=True, to=near))
    return Came(is_available, near)


async def list_near(conn: Conn, settings: Settings, account_id: UUID) -> list[UUID]:
    """Those in the lobby, or watching it, who fit somebody: they hear of each other. Of too many, the best."""
    others = await lobby_queries.list_listening(conn, account_id)
    return await discovery.fitting_among(conn, settings, account_id, others, lobby_policy.MOST_TOLD)


async def require_findable(conn: Conn, settings: Settings, account_id: UUID) -> None:
    """See that others can come upon somebody.

    Raises:
        ProfileHidden: they cannot.
    """
    if not await discovery.is_findable(conn, settings, account_id):
        raise ProfileHidden


async def leave(tx: Tx, account_id: UUID, binding: UUID | None = None) -> None:
    """Let somebody leave the lobby, unless they are there by another connection than this, if any is given."""
    left = await lobby_queries.delete(tx, account_id, binding)
    if left is not None:
        _tell_gone(tx, left)


def part(tx: Tx, one_id: UUID, other_id: UUID) -> None:
    """Let two hear of each other no more: as far as each sees, the other has left."""
    _tell(tx, LobbyNote(one_id, available=False, online=False, parted_from=other_id))


async def close(tx: Tx, settings: Settings, account_id: UUID, binding: UUID) -> None:
    """Somebody's connection is gone: they leave in a moment, unless they are back."""
    now = clock.now()
    await lobby_queries.close(tx, account_id, binding, now, now + lobby_policy.grace_of(settings))


async def reap(tx: Tx) -> int:
    """Let those leave of whom nobody has heard any more; how many they were."""
    now = clock.now()
    gone = await lobby_queries.take_due(tx, now, REAPED_AT_ONCE)
    for left in gone:
        _tell_gone(tx, left)
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


async def tell_availability(tx: Tx, account_ids: Collection[UUID]) -> None:
    """A call of these people has begun or ended: whoever of them is in the lobby can be invited no longer, or again."""
    there = await lobby_queries.find_in_lobby(tx, sorted(account_ids))
    available = await lobby_queries.find_available(tx, sorted(there))
    for account_id in sorted(there):
        _tell(tx, LobbyNote(account_id, account_id in available))


def _tell_gone(tx: Tx, left: Left) -> None:
    if left.event_id is None:
        _tell(tx, LobbyNote(left.account_id, available=False, online=False))


def _tell(tx: Tx, note: LobbyNote) -> None:
    """Each process tells those of its own whom it concerns: nobody is looked for."""
    tx.emit(NOTES, "note", note)


def lobby_room(binding: UUID) -> str:
    """Where one connection hears what is meant for it."""
    return f"lobby-seat:{binding}"
