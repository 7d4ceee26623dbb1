"""The story of how photos are found to show the person who shows them."""

import secrets
from uuid import UUID

from mingle.features import media
from mingle.features.media import Kind
from mingle.features.people import check_queries, policy, queries
from mingle.features.people.errors import AlreadyDecided, NoPhotoYet, NoPoseAsked
from mingle.features.people.models import CheckStatus, Decision
from mingle.features.people.service import locked
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound


async def ask_for_pose(tx: Tx, actor: Actor) -> None:
    """Begin a check: a selfie in a pose that nobody could foresee.

    Raises:
        NoPhotoYet: there is nothing to compare it with.
    """
    await locked(tx, actor.id)
    if not await queries.has_ready_photo(tx, actor.id):
        raise NoPhotoYet
    await check_queries.begin_check(tx, actor.id, secrets.choice(policy.POSES), clock.now())
    _told(tx, actor.id)


async def submit_selfie(tx: Tx, actor: Actor, file_id: UUID) -> None:
    """Hand the selfie in; from then on it waits for a moderator.

    Raises:
        NotFound: the file is not the actor's.
        NoPoseAsked: no selfie is asked for.
    """
    await locked(tx, actor.id)
    await media.require_own(tx, actor.id, file_id, {Kind.IMAGE})
    if not await check_queries.submit_selfie(tx, actor.id, file_id):
        raise NoPoseAsked
    _told(tx, actor.id)


async def decide(tx: Tx, actor: Actor, check_id: UUID, decision: Decision) -> None:
    """Say whether the selfie shows the pose, and the person of the photos.

    Raises:
        Forbidden: the actor is no moderator.
        NotFound: there is no such check.
        AlreadyDecided: somebody was faster.
    """
    policy.require_moderator(actor)
    check = await check_queries.lock_check(tx, check_id)
    if check is None:
        raise NotFound
    if check.status is not CheckStatus.WAITING:
        raise AlreadyDecided
    photo_ids = await queries.list_photos(tx, check.account_id) if decision.is_approved else []
    await check_queries.decide(
        tx,
        check_id,
        status=CheckStatus.APPROVED if decision.is_approved else CheckStatus.REFUSED,
        photo_ids=photo_ids,
        reason=decision.reason,
        moderator_id=actor.id,
        now=clock.now(),
    )
    _told(tx, check.account_id)


def _told(tx: Tx, account_id: UUID) -> None:
    tx.emit(f"user:{account_id}", "user:updated", {"userId": account_id})
