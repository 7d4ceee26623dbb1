"""HTTP of discovery: CONTRACT.md, "discovery"."""

from datetime import datetime
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.discovery import flows
from mingle.features.discovery.errors import AllowanceUsedUp, AlreadyMatched, NothingToRewind, NotOffered
from mingle.features.discovery.models import Judged, Judgement, Likes, Match, Rewound
from mingle.features.people import NotYourself
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, post
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources


class LikeController(Controller):
    """What people think of each other."""

    path = "/api/likes"
    tags = ("discovery",)

    @post(
        "",
        summary="Say what I think of somebody",
        errors=[Unauthenticated, NotFound, NotYourself, AlreadyMatched, NotOffered, AllowanceUsedUp],
    )
    async def judge(
        self, data: JSONBody[Judgement], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Judged]:
        """Like, superlike (with a note), pass, or put off. Two who like each other have a match, with a chat.

        Said again it changes nothing; another word takes the place of the one before. They are told of a match alone.
        """
        return Ok(data=await flows.judge(resources, actor, data))

    @delete(
        "/last",
        summary="Take back my last word",
        errors=[Unauthenticated, NothingToRewind, AlreadyMatched, NotOffered, AllowanceUsedUp],
    )
    async def rewind(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[Rewound]:
        """Take back one's last like, superlike, pass or "later". What has led to a match is not taken back."""
        return Ok(data=await flows.rewind(resources, actor))

    @get("/received", summary="Who likes me", errors=[Unauthenticated])
    async def received(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Likes]:
        """Those who like one and whom one has not judged: superlikes first, with their notes, then the latest."""
        before = decode_cursor(cursor, tuple[str, datetime, UUID])
        return Ok(data=await flows.received(resources, actor, before, limit))


class MatchController(Controller):
    """Those who have found each other."""

    path = "/api/matches"
    tags = ("discovery",)

    @get("", summary="My matches", errors=[Unauthenticated])
    async def index(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Match]]:
        """Those whom one has found, the newest first, each with the chat of the two and whose word is awaited."""
        return Ok(data=await flows.matches(resources, actor, decode_cursor(cursor, UUID), limit))

    @delete("/{match_id:uuid}", summary="Unmatch", errors=[Unauthenticated, NotFound])
    async def unmatch(
        self, match_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Part: the chat of the two is gone for both, and neither is shown to the other again."""
        await flows.unmatch(resources, actor, match_id)
        return Ok(data=None)
