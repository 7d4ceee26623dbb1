"""HTTP of chats: CONTRACT.md, "chats and messages"."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from mingle.features.chats import flows, mark_service, missed_flows, service
from mingle.features.chats.errors import ChatFull, NotInPrivate, OwnerStays, PictureNotReady, RoleTooLow
from mingle.features.chats.event_models import Events, Known, Missed
from mingle.features.chats.models import (
    MAX_PTS,
    Chat,
    ChatChange,
    ChatDraft,
    ChatOnly,
    ChatSettings,
    ChatSync,
    Mark,
    MemberView,
    NewMembers,
    RoleChange,
)
from mingle.features.media import OF_USE
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, patch, post, put
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources

After = Annotated[int, QueryParameter(ge=0, le=MAX_PTS, description="the number of the last change that is known")]

Beginning = Annotated[str | None, QueryParameter(min_length=1, max_length=50, description="how a name begins")]


class ChatController(Controller):
    """Chats."""

    path = "/api/chats"
    tags = ("chats",)

    @get("", summary="My chats", errors=[Unauthenticated])
    async def index(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Chat]]:
        """The chats that one is in, the liveliest first."""
        return Ok(data=await flows.chats(resources, actor, decode_cursor(cursor, tuple[datetime, UUID]), limit))

    @post("", summary="Begin a chat", errors=[Unauthenticated, NotFound, *OF_USE, PictureNotReady])
    async def begin(
        self, data: JSONBody[ChatDraft], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ChatOnly]:
        """Begin a group or channel, or open the one private chat with somebody; with oneself alone: saved messages."""
        async with resources.db.transaction() as tx:
            chat_id = await service.open_chat(tx, actor, data, resources.settings.profile_requires)
        return Ok(data=ChatOnly(await flows.chat(resources, actor, chat_id)))

    @get("/{chat_id:uuid}", summary="A chat", errors=[Unauthenticated, NotFound])
    async def read(
        self, chat_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ChatOnly]:
        """One chat."""
        return Ok(data=ChatOnly(await flows.chat(resources, actor, chat_id)))

    @patch(
        "/{chat_id:uuid}",
        summary="Change a chat",
        errors=[Unauthenticated, NotFound, NotInPrivate, RoleTooLow, *OF_USE, PictureNotReady],
    )
    async def change(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[ChatChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[ChatOnly]:
        """Give it another name, description or picture, or say how long messages stay; the rest stays as it is."""
        async with resources.db.transaction() as tx:
            await service.change_chat(tx, actor, chat_id, data)
        return Ok(data=ChatOnly(await flows.chat(resources, actor, chat_id)))

    @delete("/{chat_id:uuid}", summary="Delete a chat", errors=[Unauthenticated, NotFound, NotInPrivate, RoleTooLow])
    async def remove(
        self, chat_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """End a group or channel for everybody; empty a private chat for oneself alone."""
        async with resources.db.transaction() as tx:
            await service.delete_chat(tx, actor, chat_id)
        return Ok(data=None)

    @get("/{chat_id:uuid}/events", summary="What I have missed", errors=[Unauthenticated, NotFound])
    async def events(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        after: After = 0,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Ok[Events]:
        """Every change after a number, in order. `pts` is how far one has come with these; with `more`, ask again."""
        return Ok(data=await missed_flows.events(resources, actor, chat_id, after, limit))

    @get("/{chat_id:uuid}/hidden", summary="What I have deleted for myself", errors=[Unauthenticated, NotFound])
    async def hidden(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        after: After = 0,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Ok[Page[UUID]]:
        """The messages of it that one has deleted for oneself alone; `nextCursor` is the number to go on after."""
        return Ok(data=await flows.hidden(resources, actor, chat_id, after, limit))

    @put("/{chat_id:uuid}/read", summary="I have read it", errors=[Unauthenticated, NotFound])
    async def mark_read(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[Mark],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Have read up to a change; it never moves back."""
        async with resources.db.transaction() as tx:
            await mark_service.read(tx, actor, chat_id, data.up_to)
        return Ok(data=None)

    @put("/{chat_id:uuid}/delivered", summary="I have it", errors=[Unauthenticated, NotFound])
    async def mark_delivered(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[Mark],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Have it on one's device up to a change; it never moves back."""
        async with resources.db.transaction() as tx:
            await mark_service.delivered(tx, actor, chat_id, data.up_to)
        return Ok(data=None)

    @patch("/{chat_id:uuid}/settings", summary="How I want a chat", errors=[Unauthenticated, NotFound])
    async def settings(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[ChatSettings],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[ChatOnly]:
        """Mute it, archive it, pin it: for oneself, on all devices."""
        async with resources.db.transaction() as tx:
            await mark_service.set_own(tx, actor, chat_id, data)
        return Ok(data=ChatOnly(await flows.chat(resources, actor, chat_id)))


class MemberController(Controller):
    """Who is in a chat."""

    path = "/api/chats/{chat_id:uuid}/members"
    tags = ("chats",)

    @get("", summary="Who is in it", errors=[Unauthenticated, NotFound])
    async def index(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        q: Beginning = None,
    ) -> Ok[Page[MemberView]]:
        """Its members, and how far each has read; with `q` those whose name or username begins so, in one page."""
        if q is not None:
            return Ok(data=await flows.search_members(resources, actor, chat_id, q, limit))
        return Ok(data=await flows.members(resources, actor, chat_id, decode_cursor(cursor, UUID), limit))

    @post("", summary="Let people in", errors=[Unauthenticated, NotFound, NotInPrivate, RoleTooLow, ChatFull])
    async def add(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[NewMembers],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[ChatOnly]:
        """Let people in whom one may see; owners and admins do."""
        async with resources.db.transaction() as tx:
            await service.add_members(tx, actor, chat_id, data.member_ids, resources.settings.profile_requires)
        return Ok(data=ChatOnly(await flows.chat(resources, actor, chat_id)))

    @patch(
        "/{user_id:uuid}",
        summary="Give a role",
        errors=[Unauthenticated, NotFound, NotInPrivate, RoleTooLow, OwnerStays],
    )
    async def set_role(
        self,
        chat_id: FromPath[UUID],
        user_id: FromPath[UUID],
        data: JSONBody[RoleChange],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Let somebody do more, or less; the owner does. There is one owner."""
        async with resources.db.transaction() as tx:
            await service.set_role(tx, actor, chat_id, user_id, data.role)
        return Ok(data=None)

    @delete(
        "/{user_id:uuid}",
        summary="Put out, or leave",
        errors=[Unauthenticated, NotFound, NotInPrivate, RoleTooLow, OwnerStays],
    )
    async def remove(
        self,
        chat_id: FromPath[UUID],
        user_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Put somebody out; with one's own id: leave."""
        async with resources.db.transaction() as tx:
            await service.remove_member(tx, actor, chat_id, user_id)
        return Ok(data=None)


class SyncController(Controller):
    """How far everything has come."""

    path = "/api/sync"
    tags = ("chats",)

    @get("", summary="How far my chats are", errors=[Unauthenticated])
    async def sync(
        self,
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[ChatSync]]:
        """Every chat with the number of its last change, the liveliest first."""
        return Ok(data=await flows.sync(resources, actor, decode_cursor(cursor, tuple[datetime, UUID]), limit))

    @post("", summary="What I have missed in many chats", errors=[Unauthenticated])
    async def missed(
        self, data: JSONBody[Known], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Missed]:
        """Every change after a number of each of these chats, as GET /chats/{id}/events tells it, 20 of each at most.

        Chats that one is not in, or no longer, are left out.
        """
        known = {one.chat_id: one.pts for one in data.chats}
        return Ok(data=Missed(await missed_flows.missed(resources, actor, known, DEFAULT_LIMIT)))
