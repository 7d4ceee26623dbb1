"""HTTP of the lobby: CONTRACT.md, "dates and calls"."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from mingle.features.dates import lobby_flows
from mingle.features.dates.lobby_models import MAX_IN_REEL, Reel
from mingle.kernel.actor import Actor
from mingle.kernel.errors import RateLimited, Unauthenticated
from mingle.kernel.http import Ok, get
from mingle.kernel.resources import Resources

DEFAULT_IN_REEL = 20
People = Annotated[int, QueryParameter(ge=1, le=MAX_IN_REEL, description="how many people at most")]


class ReelController(Controller):
    """Who is there now."""

    path = "/api/room/queue"
    tags = ("dates",)

    @get("", summary="Who can be invited now", errors=[Unauthenticated, RateLimited])
    async def read(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor], limit: People = DEFAULT_IN_REEL
    ) -> Ok[Reel]:
        """People in the lobby who are in no call and fit one, as both want it, the best first.

        It has no pages: who comes and goes is told by `presence:update` and `queue:update`. Whom one has met within the
        cooldown is not in it.
        """
        return Ok(data=await lobby_flows.read_reel(resources, actor, limit))
