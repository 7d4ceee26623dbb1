"""HTTP of the feed: CONTRACT.md, "discovery"."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from mingle.features.discovery import feed_flows, why_flows
from mingle.features.discovery.feed_models import MAX_CARDS, Counted, FeedView, Why
from mingle.features.people import PreferencesChange
from mingle.kernel.actor import Actor
from mingle.kernel.errors import RateLimited, Unauthenticated, Unavailable, ValidationFailed
from mingle.kernel.http import Ok, get, post
from mingle.kernel.resources import Resources

DEFAULT_CARDS = 10
Cards = Annotated[int, QueryParameter(ge=1, le=MAX_CARDS, description="how many people at most")]


class FeedController(Controller):
    """Whom to meet next."""

    path = "/api/discovery"
    tags = ("discovery",)

    @get("", summary="Whom to meet next", errors=[Unauthenticated, RateLimited])
    async def read(
        self, resources: NamedDependency[Resources], actor: NamedDependency[Actor], limit: Cards = DEFAULT_CARDS
    ) -> Ok[FeedView]:
        """The best next people, the best first: both want to see somebody like the other, and have not judged them.

        It has no pages: whoever was judged is gone from the next answer. Where it is short, `why` tells the reason.
        """
        return Ok(data=await feed_flows.read_feed(resources, actor, limit))

    @post(
        "/count",
        summary="How many there would be",
        errors=[Unauthenticated, ValidationFailed, RateLimited, Unavailable],
    )
    async def count(
        self, data: JSONBody[PreferencesChange], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Counted]:
        """How many people there would be if one wanted to see these. The choice is not kept.

        The number is rounded down as those of `why`.
        """
        return Ok(data=await why_flows.count(resources, actor, data))

    @get("/why", summary="Why there is nobody left", errors=[Unauthenticated, RateLimited, Unavailable])
    async def why(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[Why]:
        """Filter by filter, how many people one's own choices keep away, and what the next wider one would bring.

        Numbers are rounded down to 5, 10, 20, 50, …; fewer than five are never told.
        """
        return Ok(data=await why_flows.why(resources, actor))
