"""The story of how photos are found to show the person who shows them."""

import secrets
from uuid import UUID

from mingle.features import media
from mingle.features.media import Kind
from mingle.features.people import check_queries, jobs, judging_service, policy, queries
from mingle.features.people.errors import NoPhotoYet, NoPoseAsked
from mingle.features.people.models import Decision
from mingle.features.people.service import locked
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


async def ask_for_pose(tx: Tx, actor: Actor) -> None:
    """Begin a check: a selfie in a pose that nobody could foresee.

    Raises:
        NoPhotoYet: there is nothing to compare it with.
    """
    await locked(tx, actor.id)
    if not await queries.has_ready_photo(tx, actor.id):
        raise NoPhotoYet
    await check_queries.begin_check(tx, actor.id, secrets.choice(policy.POSES), clock.now())
    judging_service.tell(tx, actor.id)


async def submit_selfie(tx: Tx, actor: Actor, file_id: UUID) -> None:
    """Hand the selfie in; from then on it waits for a moderator.

    Raises:
        NotFound: the file is not the actor's.
        NoPoseAsked: no selfie is asked for.
    """
    await locked(tx, actor.id)
    await media.require_own(tx, actor.id, file_id, {Kind.IMAGE})
    check_id = await check_queries.submit_selfie(tx, actor.id, file_id)
    if check_id is None:
        raise NoPoseAsked
    await jobs.judge.defer(tx, check_id)
    judging_service.tell(tx, actor.id)


async def decide(tx: Tx, actor: Actor, check_id: UUID, decision: Decision) -> None:
    """Say whether the selfie shows the pose, and the person of the photos.

    Raises:
        Forbidden: the actor is no moderator.
        NotFound: there is no such check.
        AlreadyDecided: somebody was faster.
    """
    policy.require_moderator(actor)
    await judging_service.settle(
        tx, check_id, is_approved=decision.is_approved, reason=decision.reason, moderator_id=actor.id
    )
