"""What people read of how far others have come."""

from uuid import UUID

from mingle.features import people
from mingle.features.chats import mark_queries, message_queries, queries
from mingle.features.chats.errors import MarksUntold
from mingle.features.chats.models import MAX_MARKS_TOLD, PersonView
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources


async def readers(
    resources: Resources, actor: Actor, message_id: UUID, after: UUID | None, limit: int
) -> Page[PersonView]:
    """Who has read a message.

    Raises:
        NotFound: there is no such message for the actor.
        MarksUntold: the chat is too large, or the actor does not show what they read.
    """
    async with resources.db.read() as conn:
        place = await message_queries.find_place(conn, message_id)
        standing = await queries.find_standing(conn, actor.id, place.chat_id) if place is not None else None
        if place is None or standing is None:
            raise NotFound
        if not await message_queries.list_at(conn, actor.id, place.chat_id, [place.pts]):
            raise NotFound
        if standing.member_count > MAX_MARKS_TOLD or not await mark_queries.shows_reads(conn, actor.id):
            raise MarksUntold
        rows = await mark_queries.list_readers(conn, actor.id, place, after, limit)
        page = make_page(rows, limit, lambda row: row.id)
        faces = await people.faces(conn, resources.signer, actor.id, [row.id for row in page.items])
    shown = [PersonView(row.id, row.display_name, row.username, faces.get(row.id), row.is_demo) for row in page.items]
    return Page(shown, page.next_cursor)
