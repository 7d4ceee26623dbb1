"""HTTP of the way to each other: CONTRACT.md, "dates and calls"."""

from litestar import Controller, Response
from litestar.di import NamedDependency

from mingle.features.calls import ice_flows
from mingle.features.calls.ice_models import IceAnswer
from mingle.kernel.actor import Actor
from mingle.kernel.errors import Unauthenticated
from mingle.kernel.http import Ok, get
from mingle.kernel.resources import Resources


class IceController(Controller):
    """STUN and TURN."""

    path = "/api/calls"
    tags = ("calls",)

    @get("/ice-servers", summary="Servers that connect calls", errors=[Unauthenticated])
    async def ice_servers(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Response[Ok[IceAnswer]]:
        """STUN servers, and TURN servers with credentials of one's own that end.

        Ask anew for each call, for each ICE restart, and when more than half of `ttlSeconds` has gone.
        """
        answer = await ice_flows.ice_servers(resources, actor)
        return Response(Ok(data=answer), headers={"cache-control": "no-store"})
