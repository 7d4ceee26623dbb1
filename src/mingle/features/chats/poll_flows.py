"""What people read of polls beside the messages themselves."""

from uuid import UUID

from mingle.features import people
from mingle.features.chats import message_queries, policy, poll_queries, queries
from mingle.features.chats.models import PersonView
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources


async def voters(
    resources: Resources, actor: Actor, message_id: UUID, option: int, after: UUID | None, limit: int
) -> Page[PersonView]:
    """Who chose an option.

    Raises:
        NotFound: there is no such message for the actor.
        MessageDeleted, NotPoll, AnonymousPoll: nobody is told.
    """
    async with resources.db.read() as conn:
        place = await message_queries.find_place(conn, message_id)
        if place is None or await queries.find_standing(conn, actor.id, place.chat_id) is None:
            raise NotFound
        rows = await message_queries.list_at(conn, actor.id, place.chat_id, [place.pts])
        if not rows:
            raise NotFound
        policy.require_there(rows[0])
        policy.require_open_votes(policy.require_poll(rows[0]))
        page = make_page(await poll_queries.list_voters(conn, place, option, after, limit), limit, lambda row: row.id)
        faces = await people.faces(conn, resources.signer, actor.id, [row.id for row in page.items])
    shown = [PersonView(row.id, row.display_name, row.username, faces.get(row.id), row.is_demo) for row in page.items]
    return Page(shown, page.next_cursor)
