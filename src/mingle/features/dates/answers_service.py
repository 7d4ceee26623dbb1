"""The story of whether two people would meet again: each says so for themselves, and two yeses are a match."""

from uuid import UUID

from mingle.features import calls, discovery, people
from mingle.features.calls import CallState, Purpose
from mingle.features.dates import policy, room_queries
from mingle.features.dates.errors import AnswerTooLate, DateGoesOn, FoundEachOther
from mingle.features.dates.models import Answered
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer


async def answer(tx: Tx, signer: Signer, actor: Actor, call_id: UUID, *, again: bool) -> Answered:
    """Keep whether the actor would meet the other again, in place of what they said before.

    The other learns nothing of it, but for a match, if both would.

    Raises:
        NotFound: there was no such date of the actor's, or there is a block.
        DateGoesOn: it is not over.
        AnswerTooLate: it was over too long ago.
        FoundEachOther: both have said yes already.
    """
    held = await calls.find_held(tx, call_id)
    if held is None or held.call.purpose is not Purpose.DATE or actor.id not in held.members:
        raise NotFound
    if held.call.answered_at is None:
        raise NotFound
    if held.call.state is not CallState.ENDED or held.call.ended_at is None:
        raise DateGoesOn
    other_id = policy.other_of(held, actor.id)
    if await people.blocked_among(tx, actor.id, [other_id]):
        raise NotFound
    now = clock.now()
    if held.call.ended_at + policy.ANSWERED_FOR < now:
        raise AnswerTooLate
    await room_queries.lock_answers(tx, call_id)
    said = await room_queries.list_answers(tx, call_id)
    is_mutual = said.get(actor.id) is True and said.get(other_id) is True
    if is_mutual and not again:
        raise FoundEachOther
    await room_queries.upsert_answer(tx, call_id, actor.id, again, now)
    if not again or said.get(other_id) is not True:
        return Answered(again, is_mutual=False, match=None)
    match = await discovery.bring_together(tx, actor, other_id, signer, is_news=not is_mutual)
    return Answered(again, is_mutual=True, match=match)
