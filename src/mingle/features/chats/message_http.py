"""HTTP of messages: CONTRACT.md, "chats and messages"."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from mingle.features.chats import flows, mark_flows, message_service, sending_flows
from mingle.features.chats.errors import (
    ClientIdReused,
    MarksUntold,
    MessageDeleted,
    NotEditable,
    NotForwardable,
    NotYourMessage,
    ReadersOnly,
    RoleTooLow,
    TooManyReactions,
    TooManyScheduled,
)
from mingle.features.chats.models import MAX_PTS, Message, MessageChange, MessageDraft, PersonView
from mingle.kernel.actor import Actor
from mingle.kernel.errors import FieldError, NotFound, Unauthenticated, ValidationFailed
from mingle.kernel.http import Ok, delete, get, patch, post, put
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources
from mingle.kernel.validation import zoned

OF_SENDING = [Unauthenticated, NotFound, ReadersOnly, ClientIdReused, MessageDeleted, NotForwardable, TooManyScheduled]
Number = Annotated[int | None, QueryParameter(ge=0, le=MAX_PTS, description="the `pts` of a message")]

Moment = Annotated[datetime | None, QueryParameter(description="the first message at or after this time")]


class HistoryController(Controller):
    """What was said in a chat."""

    path = "/api"
    tags = ("chats",)

    @get(
        ["/chats/{chat_id:uuid}/messages", "/messages/chat/{chat_id:uuid}"],
        summary="What was said",
        errors=[Unauthenticated, NotFound],
    )
    async def history(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        *,
        before: Number = None,
        after: Number = None,
        around: Number = None,
        at: Moment = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Ok[Page[Message]]:
        """The last messages, or those before, after or around a number or a moment; the newest first.

        `nextCursor` is the number to go on with: as `after` when one has asked so, as `before` otherwise.
        """
        if sum(one is not None for one in (before, after, around, at)) > 1:
            raise ValidationFailed(details=[FieldError("before", "cannot stand beside after, around or at")])
        if at is not None:
            return Ok(data=await flows.history_at(resources, actor, chat_id, zoned("at", at), limit))
        if after is not None:
            return Ok(data=await flows.history_after(resources, actor, chat_id, after, limit))
        if around is not None:
            return Ok(data=await flows.history_around(resources, actor, chat_id, around, limit))
        return Ok(data=await flows.history(resources, actor, chat_id, before, limit))

    @get("/chats/{chat_id:uuid}/pins", summary="What is pinned", errors=[Unauthenticated, NotFound])
    async def pins(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        before: Number = None,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Ok[Page[Message]]:
        """The pinned messages, the newest first; `nextCursor` is the number to go on before."""
        return Ok(data=await flows.pins(resources, actor, chat_id, before, limit))


class MessageController(Controller):
    """Messages."""

    path = "/api/messages"
    tags = ("chats",)

    @post("", summary="Send a message", errors=OF_SENDING)
    async def send(
        self, data: JSONBody[MessageDraft], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Message]:
        """Send a message, or with `sendAt` let it wait until then. The same again, by `clientId`, is the same one."""
        return Ok(data=await sending_flows.send(resources, actor, data))

    @get("/{message_id:uuid}", summary="A message", errors=[Unauthenticated, NotFound])
    async def read(
        self, message_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Message]:
        """One message, such as one that was replied to; its `pts` is where it stands in its chat."""
        return Ok(data=await flows.message(resources, actor, message_id))

    @patch(
        "/{message_id:uuid}",
        summary="Edit a message",
        errors=[Unauthenticated, NotFound, NotYourMessage, NotEditable, MessageDeleted],
    )
    async def edit(
        self,
        message_id: FromPath[UUID],
        data: JSONBody[MessageChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[Message]:
        """Write other words into one's own message."""
        async with resources.db.transaction() as tx:
            message = await message_service.edit(tx, resources.signer, actor, message_id, data)
        return Ok(data=message)

    @get("/{message_id:uuid}/readers", summary="Who has read it", errors=[Unauthenticated, NotFound, MarksUntold])
    async def readers(
        self,
        message_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[PersonView]]:
        """Who has read it and shows that; in chats of at most 100 people, for those who show it themselves."""
        return Ok(data=await mark_flows.readers(resources, actor, message_id, decode_cursor(cursor, UUID), limit))

    @delete("/{message_id:uuid}", summary="Delete a message", errors=[Unauthenticated, NotFound, NotYourMessage])
    async def remove(
        self,
        message_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        *,
        only_me: Annotated[bool, QueryParameter(name="onlyMe", description="leave it for the others")] = False,
    ) -> Ok[None]:
        """Leave nothing of it, for everybody; or with `onlyMe`, see it no longer."""
        async with resources.db.transaction() as tx:
            if only_me:
                await message_service.hide(tx, actor, message_id)
            else:
                await message_service.delete(tx, actor, message_id)
        return Ok(data=None)

    @put(
        "/{message_id:uuid}/reactions/{emoji:str}",
        summary="React to a message",
        errors=[Unauthenticated, NotFound, MessageDeleted, TooManyReactions],
    )
    async def react(
        self,
        message_id: FromPath[UUID],
        emoji: FromPath[str],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """React with an emoji; three of them at most."""
        async with resources.db.transaction() as tx:
            await message_service.react(tx, actor, message_id, emoji, on=True)
        return Ok(data=None)

    @delete(
        "/{message_id:uuid}/reactions/{emoji:str}",
        summary="Take a reaction back",
        errors=[Unauthenticated, NotFound, MessageDeleted],
    )
    async def unreact(
        self,
        message_id: FromPath[UUID],
        emoji: FromPath[str],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Take it back; also one that was never there."""
        async with resources.db.transaction() as tx:
            await message_service.react(tx, actor, message_id, emoji, on=False)
        return Ok(data=None)

    @put(
        "/{message_id:uuid}/pin",
        summary="Pin a message",
        errors=[Unauthenticated, NotFound, RoleTooLow, MessageDeleted],
    )
    async def pin(
        self, message_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Message]:
        """Pin it for everybody in the chat."""
        async with resources.db.transaction() as tx:
            message = await message_service.pin(tx, resources.signer, actor, message_id, is_pinned=True)
        return Ok(data=message)

    @delete(
        "/{message_id:uuid}/pin", summary="Unpin it", errors=[Unauthenticated, NotFound, RoleTooLow, MessageDeleted]
    )
    async def unpin(
        self, message_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Message]:
        """Take the pin away."""
        async with resources.db.transaction() as tx:
            message = await message_service.pin(tx, resources.signer, actor, message_id, is_pinned=False)
        return Ok(data=message)
