"""What people do in the lobby, as the doors ask for it."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from mingle.features import discovery
from mingle.features.calls import Seat
from mingle.features.dates import lobby_policy, lobby_queries, lobby_service
from mingle.features.dates.lobby_models import Came, Place, Reel, ReelEntry
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.context import fresh_reads
from mingle.kernel.resources import Resources

RENEWED_AT_ONCE: Final = 1000


async def join(resources: Resources, seat: Seat, *, waits: bool = False) -> Came:
    """Let somebody be in the lobby; whether they can be invited now, and of whom they hear.

    Raises:
        ProfileHidden: others cannot come upon them.
    """
    await resources.limits.hit(lobby_policy.JOIN_LIMIT, str(seat.account_id))
    async with resources.db.transaction() as tx:
        is_news = await lobby_service.join(tx, resources.settings, seat, waits=waits)
    try:
        return await _look_around(resources, seat.account_id, is_news=is_news)
    except Exception:
        await leave(resources, seat.account_id, seat.binding)  # nobody was told: the next attempt is news again
        raise


async def come_back(resources: Resources, seat: Seat, event_id: UUID | None) -> Came:
    """Somebody was taken for gone whose connection is there after all: this process was away for a while.

    Raises:
        ProfileHidden: others cannot come upon them any more.
    """
    async with resources.db.transaction() as tx:
        is_news = await lobby_service.join(tx, resources.settings, seat, event_id=event_id)
    if event_id is not None:
        return Came(is_available=True)
    return await _look_around(resources, seat.account_id, is_news=is_news)


async def leave(resources: Resources, account_id: UUID, binding: UUID) -> None:
    """Let somebody leave the lobby."""
    async with resources.db.transaction() as tx:
        await lobby_service.leave(tx, account_id, binding)


async def close(resources: Resources, account_id: UUID, binding: UUID) -> None:
    """Somebody's connection is gone."""
    async with resources.db.transaction() as tx:
        await lobby_service.close(tx, resources.settings, account_id, binding)


async def wait_for_next(resources: Resources, actor: Actor, binding: UUID, *, on: bool) -> None:
    """Let somebody in the lobby take whoever fits, or no longer."""
    async with resources.db.transaction() as tx:
        await lobby_service.wait_for_next(tx, actor, binding, on=on)


async def watch(resources: Resources, account_ids: Collection[UUID]) -> None:
    """Let people hear of the lobby for a while."""
    async with resources.db.transaction() as tx:
        await lobby_service.watch(tx, resources.settings, account_ids)


async def begin_watching(resources: Resources, account_id: UUID) -> list[UUID]:
    """Let somebody hear of the lobby for a while; of whom."""
    await resources.limits.hit(lobby_policy.WATCH_LIMIT, str(account_id))
    await watch(resources, [account_id])
    return await list_near(resources, account_id)


async def list_near(resources: Resources, account_id: UUID) -> list[UUID]:
    """Of whom somebody who is in the lobby, or watches it, hears."""
    with fresh_reads():
        async with resources.db.read() as conn:
            return await lobby_service.list_near(conn, resources.settings, account_id)


async def renew(resources: Resources, seats: Sequence[Seat]) -> list[Place]:
    """Give a sign of life of those in the lobby; by which connections they are there now."""
    found: list[Place] = []
    for start in range(0, len(seats), RENEWED_AT_ONCE):
        async with resources.db.transaction() as tx:
            found += await lobby_service.renew(tx, resources.settings, seats[start : start + RENEWED_AT_ONCE])
    return found


async def reap(resources: Resources) -> None:
    """Let those leave whom other processes have left behind, too."""
    while True:
        async with resources.db.transaction() as tx:
            if await lobby_service.reap(tx) < lobby_service.REAPED_AT_ONCE:
                return


async def tell_availability(resources: Resources, account_ids: Collection[UUID]) -> None:
    """A call of these people has begun or ended."""
    async with resources.db.transaction() as tx:
        await lobby_service.tell_availability(tx, account_ids)


async def read_reel(resources: Resources, actor: Actor, limit: int) -> Reel:
    """Who can be invited now and fits the actor, the best first, without those whom they have just met."""
    await resources.limits.hit(lobby_policy.REEL_LIMIT, str(actor.id))
    with fresh_reads():
        async with resources.db.read() as conn:
            others = set(await lobby_queries.list_available(conn)) - {actor.id}
            others -= await lobby_queries.list_cooling(conn, actor.id, clock.now())
        cards = await discovery.cards_among(resources, actor.id, sorted(others), limit)
    return Reel([ReelEntry(one.user, one.user.id, True, one.compatibility, one.reasons) for one in cards])  # noqa: FBT003


async def look_again(resources: Resources, account_id: UUID) -> tuple[list[UUID], set[UUID]]:
    """Of whom somebody hears, and who of those can be invited; who only watches the lobby is not among them."""
    with fresh_reads():
        async with resources.db.read() as conn:
            near = await lobby_service.list_near(conn, resources.settings, account_id)
            there = await lobby_queries.find_in_lobby(conn, near)
            return [one for one in near if one in there], await lobby_queries.find_available(conn, near)


async def _look_around(resources: Resources, account_id: UUID, *, is_news: bool) -> Came:
    async with resources.db.transaction() as tx:
        return await lobby_service.look_around(tx, resources.settings, account_id, is_news=is_news)
