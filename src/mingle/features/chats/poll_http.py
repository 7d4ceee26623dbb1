"""HTTP of polls."""

from typing import Annotated
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from mingle.features.chats import poll_flows, poll_service
from mingle.features.chats.errors import AnonymousPoll, MessageDeleted, NotPoll, NotYourMessage, PollClosed
from mingle.features.chats.models import PersonView
from mingle.features.chats.poll_models import MAX_OPTIONS, PollChange, PollOnly, Vote
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, get, put
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources

OptionIndex = Annotated[int, QueryParameter(ge=0, lt=MAX_OPTIONS, description="which option, counted from 0")]


class PollController(Controller):
    """Polls."""

    path = "/api/messages/{message_id:uuid}"
    tags = ("chats",)

    @put("/vote", summary="Vote", errors=[Unauthenticated, NotFound, MessageDeleted, NotPoll, PollClosed])
    async def vote(
        self,
        message_id: FromPath[UUID],
        data: JSONBody[Vote],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[PollOnly]:
        """Choose these options instead of those chosen before; none of them takes one's vote back."""
        async with resources.db.transaction() as tx:
            poll = await poll_service.vote(tx, actor, message_id, data.options)
        return Ok(data=PollOnly(poll))

    @put("/poll", summary="End a poll", errors=[Unauthenticated, NotFound, MessageDeleted, NotPoll, NotYourMessage])
    async def close(
        self,
        message_id: FromPath[UUID],
        data: JSONBody[PollChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[PollOnly]:
        """End one's own poll, or as one who leads the chat any; or let it go on."""
        async with resources.db.transaction() as tx:
            poll = await poll_service.set_closed(tx, actor, message_id, is_closed=data.is_closed)
        return Ok(data=PollOnly(poll))

    @get("/votes", summary="Who chose that", errors=[Unauthenticated, NotFound, MessageDeleted, NotPoll, AnonymousPoll])
    async def votes(
        self,
        message_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        option: OptionIndex = 0,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[PersonView]]:
        """Who chose an option of a poll that is not anonymous."""
        after = decode_cursor(cursor, UUID)
        return Ok(data=await poll_flows.voters(resources, actor, message_id, option, after, limit))
