"""The story of what screening has flagged: it waits for a moderator instead of vanishing."""

from uuid import UUID

from mingle.features.media import held_queries, policy, queries, state_service
from mingle.features.media.errors import NotHeld
from mingle.features.media.models import Status, Verdict
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer

REFUSED = "refused_by_moderator"


async def decide(tx: Tx, signer: Signer, actor: Actor, file_id: UUID, verdict: Verdict) -> list[str]:
    """Let a file be seen, or refuse it; its owner is told. The keys of what is needed no more.

    Raises:
        Forbidden: the actor is no moderator.
        NotFound: there is no such file.
        NotHeld: it does not wait for anybody.
    """
    policy.require_moderator(actor)
    file = await queries.lock_file(tx, file_id)
    if file is None:
        raise NotFound
    if file.status is not Status.HELD:
        raise NotHeld
    if verdict.is_accepted:
        await state_service.tell(tx, signer, await queries.set_status(tx, file_id, Status.READY))
        return []
    if verdict.bans_lookalikes and file.perceptual_hash is not None:
        await held_queries.ban_picture(tx, file.perceptual_hash, clock.now())
    refused = await queries.set_status(tx, file_id, Status.REJECTED, REFUSED)
    keys = await held_queries.delete_variants(tx, file_id)
    await state_service.tell(tx, signer, refused)
    return keys
