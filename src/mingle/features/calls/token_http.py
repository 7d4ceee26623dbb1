"""HTTP of the media of calls."""

from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from mingle.features.calls import token_flows
from mingle.features.calls.providers import MediaPass
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, get
from mingle.kernel.resources import Resources


class TokenController(Controller):
    """Tokens for LiveKit and Agora."""

    path = "/api/calls"
    tags = ("calls",)

    @get("/{call_id:uuid}/token", summary="Come into a call's media", errors=[Unauthenticated, NotFound])
    async def token(
        self, call_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Response[Ok[MediaPass]]:
        """Who carries the media of a call that one has joined, and the token by which one comes in there.

        It is good for this call and this person, and for minutes; where it must be renewed, ask again.
        """
        answer = await token_flows.token(resources, actor, call_id)
        return Response(Ok(data=answer), headers={"cache-control": "no-store"})
