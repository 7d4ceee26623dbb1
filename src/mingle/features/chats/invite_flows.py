"""What people read of invitation links."""

from uuid import UUID

from mingle.features import media
from mingle.features.chats import invite_queries, policy, queries, views
from mingle.features.chats.invite_models import Invitation, Invite, InvitedChat, InviteRow
from mingle.features.chats.invite_service import require_good
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources


async def invites(resources: Resources, actor: Actor, chat_id: UUID, before: UUID | None, limit: int) -> Page[Invite]:
    """The links into a chat, the newest first.

    Raises:
        NotFound: there is no such chat for the actor.
        NotInPrivate, RoleTooLow: the actor may not.
    """
    async with resources.db.read() as conn:
        standing = await queries.find_standing(conn, actor.id, chat_id)
        if standing is None:
            raise NotFound
        policy.require_admin(standing)
        page = make_page(await invite_queries.list_invites(conn, chat_id, before, limit), limit, lambda row: row.id)
    return Page([view(resources, row) for row in page.items], page.next_cursor)


async def invitation(resources: Resources, actor: Actor, code: str) -> Invitation:
    """What a link leads into.

    Raises:
        NotFound: there is no such link for the actor.
        InvitationOver: it lets nobody in any more.
    """
    async with resources.db.read() as conn:
        found = await invite_queries.find_invitation(conn, actor.id, code)
        if found is None:
            raise NotFound
        if not found.is_member:
            require_good(found)
        pictures = [found.picture_id] if found.picture_id is not None else []
        files = await media.describe(conn, resources.signer, [], pictures) if pictures else {}
    picture = views.picture(found.picture_id, files)
    chat = InvitedChat(found.kind, found.name, found.description, picture, found.member_count)
    return Invitation(chat, found.is_member, found.chat_id if found.is_member else None)


def view(resources: Resources, row: InviteRow) -> Invite:
    """A link as those who lead the chat see it."""
    return Invite(
        id=row.id,
        code=row.code,
        url=f"{resources.settings.public_url}/join/{row.code}",
        expires_at=row.expires_at,
        max_uses=row.max_uses,
        uses=row.uses,
        created_by=row.created_by,
        created_at=row.created_at,
    )
