"""The story of polls: who chose what, and when that is over."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features.chats import message_queries, policy, poll_queries, views
from mingle.features.chats.edited_service import record
from mingle.features.chats.message_queries import Place
from mingle.features.chats.message_service import found
from mingle.features.chats.poll_models import Poll, PollTold, VoteTold
from mingle.features.chats.room_service import room
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


async def vote(tx: Tx, actor: Actor, message_id: UUID, options: Sequence[int]) -> Poll:
    """Choose these options of a poll instead of those chosen before. The same again is no change.

    Raises:
        NotFound: there is no such message for the actor.
        MessageDeleted, NotPoll, PollClosed: nothing can be chosen.
        ValidationFailed: it has no such option, or only one can be chosen.
    """
    _, row, place = await found(tx, actor, message_id)
    policy.require_there(row)
    poll = policy.require_poll(row)
    chosen = sorted(set(options))
    policy.require_sound_vote(poll, chosen)
    if chosen == [index for index, option in enumerate(poll.options) if option.mine is True]:
        return poll
    await poll_queries.replace_votes(tx, actor.id, place, chosen, clock.now())
    tx.emit(f"user:{actor.id}", "message:voted", VoteTold(place.chat_id, message_id, chosen))
    return await _tell(tx, actor, message_id, place)


async def set_closed(tx: Tx, actor: Actor, message_id: UUID, *, is_closed: bool) -> Poll:
    """End a poll, or let it go on: its author does, or who leads the chat.

    Raises:
        NotFound: there is no such message for the actor.
        MessageDeleted, NotPoll: it cannot be ended.
        NotYourMessage: they may not.
    """
    standing, row, place = await found(tx, actor, message_id)
    policy.require_there(row)
    poll = policy.require_poll(row)
    policy.require_deletable(standing, row, actor.id)
    if poll.is_closed == is_closed:
        return poll
    await poll_queries.set_closed(tx, place, is_closed=is_closed, now=clock.now())
    return await _tell(tx, actor, message_id, place)


async def _tell(tx: Tx, actor: Actor, message_id: UUID, place: Place) -> Poll:
    changed = await record(tx, actor.id, place, "message:poll")
    [row] = await message_queries.list_at(tx, actor.id, place.chat_id, [place.pts])
    poll = policy.require_poll(row)
    tx.emit(room(place.chat_id), "message:poll", PollTold(place.chat_id, changed, message_id, views.poll_for_all(poll)))
    return poll
