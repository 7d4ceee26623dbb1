"""HTTP of invitation links."""

from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.features.chats import flows, invite_flows, invite_service
from mingle.features.chats.errors import (
    ChatFull,
    InvitationOver,
    NotInPrivate,
    PutOut,
    RoleTooLow,
    TooManyInvites,
)
from mingle.features.chats.invite_models import Invitation, Invite, InviteDraft, InviteOnly
from mingle.features.chats.models import ChatOnly
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, delete, get, post
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor
from mingle.kernel.resources import Resources

_OF_LEADERS = [Unauthenticated, NotFound, NotInPrivate, RoleTooLow]


class InviteController(Controller):
    """Links into a chat."""

    path = "/api/chats/{chat_id:uuid}/invites"
    tags = ("chats",)

    @get("", summary="Links into a chat", errors=_OF_LEADERS)
    async def index(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Invite]]:
        """The links that lead into it, the newest first; owners and admins see them."""
        return Ok(data=await invite_flows.invites(resources, actor, chat_id, decode_cursor(cursor, UUID), limit))

    @post("", summary="Make a link into a chat", errors=[*_OF_LEADERS, TooManyInvites])
    async def create(
        self,
        chat_id: FromPath[UUID],
        data: JSONBody[InviteDraft],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[InviteOnly]:
        """Make a link by which people come in, until a moment or for so many, or until it is taken back."""
        async with resources.db.transaction() as tx:
            row = await invite_service.create(tx, actor, chat_id, data)
        return Ok(data=InviteOnly(invite_flows.view(resources, row)))

    @delete("/{invite_id:uuid}", summary="Take a link back", errors=_OF_LEADERS)
    async def revoke(
        self,
        chat_id: FromPath[UUID],
        invite_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[None]:
        """Let it lead nowhere from now on; who came by it stays."""
        async with resources.db.transaction() as tx:
            await invite_service.revoke(tx, actor, chat_id, invite_id)
        return Ok(data=None)


class InvitationController(Controller):
    """What a link leads into. Whoever has it is invited."""

    path = "/api/invitations/{code:str}"
    tags = ("chats",)

    @get("", summary="What a link leads into", errors=[Unauthenticated, NotFound, InvitationOver])
    async def read(
        self, code: FromPath[str], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[Invitation]:
        """The chat as those see it who may join it."""
        return Ok(data=await invite_flows.invitation(resources, actor, code))

    @post("/join", summary="Join by a link", errors=[Unauthenticated, NotFound, InvitationOver, PutOut, ChatFull])
    async def join(
        self, code: FromPath[str], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[ChatOnly]:
        """Come in; again is no error."""
        async with resources.db.transaction() as tx:
            chat_id = await invite_service.join(tx, actor, code)
        return Ok(data=ChatOnly(await flows.chat(resources, actor, chat_id)))
