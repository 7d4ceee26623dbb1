"""The story of two people who have found each other, and of how that ends."""

from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features import chats, people
from mingle.features.discovery import match_queries, policy, queries, views
from mingle.features.discovery.models import Kind, Match, MatchGone, MatchRow, MatchTold
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer
from mingle.settings import Settings


async def begin(tx: Tx, actor: Actor, other_id: UUID, signer: Signer) -> Match:
    """Bring two people together who like each other, under the lock of the pair; the match as the actor sees it.

    Raises:
        NotFound: one of them has gone in this moment.
    """
    chat_id, is_new = await chats.open_pair(tx, actor.id, other_id)
    now = clock.now()
    match_id = await match_queries.insert_match(tx, *policy.pair_of(actor.id, other_id), chat_id, now)
    cards = await people.mutual_cards(tx, signer, actor.id, other_id)
    if cards is None:
        raise NotFound
    own_card, card = cards
    last = {} if is_new else await chats.last_senders(tx, [chat_id])
    theirs = views.match(MatchRow(match_id, actor.id, chat_id, now), own_card, other_id, last)
    mine = views.match(MatchRow(match_id, other_id, chat_id, now), card, actor.id, last)
    for viewer_id, seen in ((other_id, theirs), (actor.id, mine)):
        tx.emit(f"user:{viewer_id}", "match:new", MatchTold(seen))
    return mine


async def bring_together(tx: Tx, actor: Actor, other_id: UUID, signer: Signer, *, is_news: bool) -> Match | None:
    """Let two people have found each other who have both said so elsewhere, as if each had liked the other.

    The match as the actor sees it, also one that stands already, of which the other is told again where it `is_news`
    to them; None where they have parted, or one of them is gone, or there is a block between them.
    """
    low_id, high_id = policy.pair_of(actor.id, other_id)
    await queries.lock_pair(tx, low_id, high_id)
    now = clock.now()
    # As somebody who has met them: a pause hides nobody, and no more is asked of a profile.
    found = await queries.find_counterpart(tx, actor.id, other_id, [])
    if found is not None and found.match_id is not None and found.matched_at is not None:
        row = MatchRow(found.match_id, other_id, found.chat_id, found.matched_at)
        if is_news:
            theirs = await view(tx, signer, other_id, msgspec.structs.replace(row, other_id=actor.id))
            tx.emit(f"user:{other_id}", "match:new", MatchTold(theirs))
        return await view(tx, signer, actor.id, row)
    if (found is not None and policy.is_parted(found, now)) or not await people.cards(tx, signer, actor.id, [other_id]):
        return None
    for judge_id, judged_id in ((low_id, high_id), (high_id, low_id)):
        await queries.upsert_judgement(tx, judge_id, judged_id, Kind.LIKE, None, now=now, hidden_until=None)
    return await begin(tx, actor, other_id, signer)


async def view(tx: Tx, signer: Signer, viewer_id: UUID, row: MatchRow) -> Match:
    """A match as one of the two sees it.

    Raises:
        NotFound: the other has gone in this moment.
    """
    cards = await people.cards(tx, signer, viewer_id, [row.other_id])
    if row.other_id not in cards:
        raise NotFound
    last = await chats.last_senders(tx, [row.chat_id] if row.chat_id is not None else [])
    return views.match(row, cards[row.other_id], viewer_id, last)


async def unmatch(tx: Tx, actor: Actor, match_id: UUID, settings: Settings) -> None:
    """Part from somebody: their chat is gone for both, and neither is shown to the other.

    Raises:
        NotFound: there is no such match of the actor.
    """
    match = await match_queries.find_match(tx, actor.id, match_id)
    if match is None:
        raise NotFound
    await queries.lock_pair(tx, match.low_id, match.high_id)
    if await match_queries.find_match(tx, actor.id, match_id) is None:  # the other was faster
        raise NotFound
    await _end(tx, actor.id, match.low_id, match.high_id, policy.parted_until(settings, clock.now()))


async def blocked(tx: Tx, blocker_id: UUID, blocked_id: UUID) -> None:
    """End the match of two between whom there will be a block, for good.

    Under the lock of the pair, so that it is no match that begins in this moment: who likes waits, and sees the block.
    """
    low_id, high_id = policy.pair_of(blocker_id, blocked_id)
    await queries.lock_pair(tx, low_id, high_id)
    await _end(tx, blocker_id, low_id, high_id, None)


async def before_erasure(tx: Tx, account_id: UUID) -> None:
    """Tell those whom somebody has found that they are gone, and leave nothing of chats that nobody is in."""
    found = await match_queries.list_all(tx, account_id)
    for match in found:
        if match.ended_at is not None:
            continue  # they are nobody to each other, so it is no news
        other_id = match.high_id if match.low_id == account_id else match.low_id
        tx.emit(f"user:{other_id}", "match:removed", MatchGone(match.id))
    await chats.delete_empty(tx, [match.chat_id for match in found if match.chat_id is not None])


async def _end(tx: Tx, ended_by: UUID, low_id: UUID, high_id: UUID, until: datetime | None) -> None:
    """End the match of two people that stands, if one does, under the lock of the pair."""
    match = await match_queries.find_of_pair(tx, low_id, high_id)
    if match is None:
        return
    if match.chat_id is not None:  # first, as whoever erases an account locks its chats before all else
        await chats.close_pair(tx, match.chat_id)
    await match_queries.end_match(tx, match.id, ended_by, clock.now())
    await queries.part(tx, low_id, high_id, until)
    for account_id in (low_id, high_id):
        tx.emit(f"user:{account_id}", "match:removed", MatchGone(match.id))
