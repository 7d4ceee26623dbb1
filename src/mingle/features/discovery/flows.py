"""What people do and read of likes and matches, in a bounded number of statements."""

from uuid import UUID

from mingle.features import chats, people
from mingle.features.discovery import match_queries, match_service, policy, queries, service, views
from mingle.features.discovery.models import Judged, Judgement, LikeRow, Likes, Match, Rewound
from mingle.features.discovery.queries import Received
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources


async def judge(resources: Resources, actor: Actor, given: Judgement) -> Judged:
    """Keep what the actor thinks of somebody.

    Raises:
        As `service.judge`.
    """
    await resources.limits.hit(policy.JUDGING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        return await service.judge(tx, actor, given, resources.settings, resources.signer)


async def rewind(resources: Resources, actor: Actor) -> Rewound:
    """Take back the actor's last judgement.

    Raises:
        As `service.rewind`.
    """
    await resources.limits.hit(policy.REWIND_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        return await service.rewind(tx, actor, resources.settings)


async def unmatch(resources: Resources, actor: Actor, match_id: UUID) -> None:
    """Part from somebody.

    Raises:
        As `match_service.unmatch`.
    """
    await resources.limits.hit(policy.UNMATCH_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        await match_service.unmatch(tx, actor, match_id, resources.settings)


async def received(resources: Resources, actor: Actor, before: Received | None, limit: int) -> Likes:
    """Who likes the actor and waits to be judged: superlikes first, then the latest."""
    await resources.limits.hit(policy.LISTS_LIMIT, str(actor.id))
    requires, now = resources.settings.profile_requires, clock.now()
    async with resources.db.read() as conn:
        rows = await queries.list_received(conn, actor.id, requires, now, before, limit)
        count = await queries.count_received(conn, actor.id, requires, now)
        page = make_page(rows, limit, _place)
        cards = await people.cards(conn, resources.signer, actor.id, [row.judge_id for row in page.items])
    return Likes(views.likes(page.items, cards), page.next_cursor, count)


async def matches(resources: Resources, actor: Actor, before: UUID | None, limit: int) -> Page[Match]:
    """The actor's matches, the newest first."""
    await resources.limits.hit(policy.LISTS_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        rows = await match_queries.list_matches(conn, actor.id, before, limit)
        page = make_page(rows, limit, lambda row: row.id)
        cards = await people.cards(conn, resources.signer, actor.id, [row.other_id for row in page.items])
        last = await chats.last_senders(conn, [row.chat_id for row in page.items if row.chat_id is not None])
    items = [views.match(row, cards[row.other_id], actor.id, last) for row in page.items if row.other_id in cards]
    return Page(items, page.next_cursor)


def _place(row: LikeRow) -> Received:
    return str(row.kind), row.created_at, row.judge_id
