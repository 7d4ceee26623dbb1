"""Letting people into the media of a call, where a service of others carries it."""

from typing import Final
from uuid import UUID

from mingle.features.calls import flows
from mingle.features.calls.models import IN_CALL, CallState
from mingle.features.calls.providers import MediaPass, open_provider
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound
from mingle.kernel.ratelimit import RateLimit
from mingle.kernel.resources import Resources

TOKEN_LIMIT: Final = RateLimit("call_tokens", "60/minute", counts="shared", fails="open")


async def token(resources: Resources, actor: Actor, call_id: UUID) -> MediaPass:
    """What lets the actor into the media of a call that goes on and that they are in.

    Raises:
        NotFound: there is no such call, it has ended, or they have not joined it, or left it, or its chat.
    """
    await resources.limits.hit(TOKEN_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        held = await flows.visible(conn, actor, call_id)
    member = held.members.get(actor.id)
    if held.call.state is CallState.ENDED or member is None or member.state not in IN_CALL:
        raise NotFound
    return open_provider(resources.settings).admit(call_id, actor.id)
