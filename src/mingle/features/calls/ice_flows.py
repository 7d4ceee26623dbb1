"""Handing out STUN and TURN servers."""

from typing import Final

from mingle.features.calls.ice_models import IceAnswer
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.ratelimit import RateLimit
from mingle.kernel.resources import Resources

ICE_LIMIT: Final = RateLimit("ice_servers", "60/minute", counts="shared", fails="open")
"""A call takes one, and one more for each change of the network; quotas at the relay count by person anyway."""


async def ice_servers(resources: Resources, actor: Actor) -> IceAnswer:
    """The servers by which the actor may call now."""
    await resources.limits.hit(ICE_LIMIT, str(actor.id))
    found = await resources.ice.servers_for(actor.id)
    left = max(0, int((found.expires_at - clock.now()).total_seconds()))
    return IceAnswer(found.servers, left, resources.settings.calls_ice_policy)
