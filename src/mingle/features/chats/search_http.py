"""HTTP of the search for messages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from mingle.features.chats import search_flows
from mingle.features.chats.models import Message
from mingle.features.chats.search_models import Asked, Searched
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, get
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources
from mingle.kernel.validation import zoned

Words = Annotated[str | None, QueryParameter(min_length=1, max_length=200, description="words; the last may be begun")]
InChat = Annotated[UUID | None, QueryParameter(name="chatId", description="in this chat alone")]
From = Annotated[UUID | None, QueryParameter(name="from", description="sent by this person")]
Hashtag = Annotated[str | None, QueryParameter(pattern=r"^\w{1,64}$", description="without the #")]
Kind = Annotated[Searched | None, QueryParameter(name="type", description="of this type; visual: an image or a video")]
Since = Annotated[datetime | None, QueryParameter(description="sent then or later")]
Until = Annotated[datetime | None, QueryParameter(description="sent before then")]


class SearchController(Controller):
    """Finding messages."""

    path = "/api/messages/search"
    tags = ("chats",)

    @get("", summary="Find messages", errors=[Unauthenticated, NotFound])
    async def search(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        *,
        q: Words = None,
        chat_id: InChat = None,
        sender_id: From = None,
        hashtag: Hashtag = None,
        kind: Kind = None,
        since: Since = None,
        until: Until = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Message]]:
        """Messages that have every word, and whatever else is asked for, in the chats that one is in: newest first."""
        asked = Asked(
            q=q,
            chat_id=chat_id,
            sender_id=sender_id,
            hashtag=hashtag,
            type=kind,
            since=zoned("since", since) if since is not None else None,
            until=zoned("until", until) if until is not None else None,
        )
        before = decode_cursor(cursor, tuple[datetime, UUID])
        return Ok(data=await search_flows.search(resources, actor, asked, before, limit))
