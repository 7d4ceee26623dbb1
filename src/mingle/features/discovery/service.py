"""The story of what people think of each other."""

from typing import Literal, cast
from uuid import UUID

from mingle.features.discovery import allowance_service, match_queries, match_service, policy, queries
from mingle.features.discovery.errors import AlreadyMatched, NothingToRewind
from mingle.features.discovery.models import (
    YES,
    AllowanceKind,
    Counterpart,
    Judged,
    Judgement,
    Kind,
    MatchRow,
    Rewound,
)
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer
from mingle.settings import Settings


async def judge(tx: Tx, actor: Actor, given: Judgement, settings: Settings, signer: Signer) -> Judged:
    """Keep what the actor thinks of somebody; two who like each other have a match from then on.

    Said again it changes nothing. Another word takes the place of the one before.

    Raises:
        NotYourself, ValidationFailed: it cannot be said.
        NotFound: they do not exist for the actor, or the two have parted.
        AlreadyMatched: the two have found each other, and it is no like.
        NotOffered, AllowanceUsedUp: the day does not allow it.
    """
    policy.require_sound(actor, given)
    await queries.lock_pair(tx, *policy.pair_of(actor.id, given.user_id))
    found = await queries.find_counterpart(tx, actor.id, given.user_id, settings.profile_requires)
    kind, now = Kind(given.kind), clock.now()
    if found is None or policy.is_parted(found, now):
        raise NotFound
    if found.match_id is not None:
        policy.require_yes(kind)
        return Judged(matched=True, match=await match_service.view(tx, signer, actor.id, _row(found, given.user_id)))
    if policy.is_said(found, kind, now):
        return Judged(matched=False, match=None)
    if kind in YES:
        await allowance_service.use(tx, actor.id, AllowanceKind(kind), settings)
    until = policy.hidden_until(kind, settings, now)
    await queries.upsert_judgement(tx, actor.id, given.user_id, kind, given.note or None, now=now, hidden_until=until)
    if kind not in YES or found.theirs not in YES:
        return Judged(matched=False, match=None)
    return Judged(matched=True, match=await match_service.begin(tx, actor, given.user_id, signer))


def _row(found: Counterpart, other_id: UUID) -> MatchRow:
    assert found.match_id is not None
    assert found.matched_at is not None
    return MatchRow(found.match_id, other_id, found.chat_id, found.matched_at)


async def rewind(tx: Tx, actor: Actor, settings: Settings) -> Rewound:
    """Take back the actor's last judgement, as if it had never been; what it used of the day stays used.

    Raises:
        NothingToRewind: there is none.
        AlreadyMatched: it has led to a match.
        NotOffered, AllowanceUsedUp: the day does not allow it.
    """
    last = await queries.find_last(tx, actor.id)
    if last is None:
        raise NothingToRewind
    pair = policy.pair_of(actor.id, last.judged_id)
    await queries.lock_pair(tx, *pair)
    if await match_queries.find_of_pair(tx, *pair) is not None:
        raise AlreadyMatched
    if not await queries.delete_judgement(tx, actor.id, last.judged_id, last.created_at):
        raise NothingToRewind  # another device was faster
    await allowance_service.use(tx, actor.id, AllowanceKind.REWIND, settings)
    return Rewound(last.judged_id, cast("Literal['like', 'superlike', 'pass', 'later']", str(last.kind)))
