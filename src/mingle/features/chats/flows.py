"""What people read of their chats, in a bounded number of statements."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mingle.features import people
from mingle.features.chats import (
    draft_queries,
    message_queries,
    person_queries,
    policy,
    queries,
    schedule_queries,
    search_queries,
    views,
)
from mingle.features.chats.message_queries import Place
from mingle.features.chats.models import (
    MAX_PTS,
    Chat,
    ChatKind,
    ChatRow,
    ChatSync,
    MemberView,
    Message,
    MessageRow,
    PersonView,
    Standing,
)
from mingle.features.chats.shown import described, shown_messages
from mingle.features.chats.waiting import waiting_messages
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.errors import NotFound
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources
from mingle.kernel.texts import as_beginning

Before = tuple[datetime, UUID]


async def chats(resources: Resources, actor: Actor, before: Before | None, limit: int) -> Page[Chat]:
    """The actor's chats, the liveliest first, in a fixed number of statements, however many there are."""
    async with resources.db.read() as conn:
        page = make_page(await queries.list_chats(conn, actor.id, before, limit), limit, _place_in_list)
        return Page(await _chats(resources, conn, actor, page.items), page.next_cursor)


async def sync(resources: Resources, actor: Actor, before: Before | None, limit: int) -> Page[ChatSync]:
    """How far each of the actor's chats has come."""
    async with resources.db.read() as conn:
        page = make_page(await queries.list_chats(conn, actor.id, before, limit), limit, _place_in_list)
        found = await _last_rows(conn, actor, page.items)
        last = {one.chat_id: one for one in await shown_messages(conn, resources.signer, list(found.values()))}
    return Page([views.sync(row, last.get(row.id)) for row in page.items], page.next_cursor)


async def chat(resources: Resources, actor: Actor, chat_id: UUID) -> Chat:
    """One chat.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        row = await queries.find_chat(conn, actor.id, chat_id)
        if row is None:
            raise NotFound
        [found] = await _chats(resources, conn, actor, [row])
    return found


async def members(
    resources: Resources, actor: Actor, chat_id: UUID, after: UUID | None, limit: int
) -> Page[MemberView]:
    """Who is in a chat, and how far each has come.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        rows = await queries.list_members(conn, actor.id, chat_id, after, limit)
        page = make_page(rows, limit, lambda row: row.account_id)
        faces = await people.faces(conn, resources.signer, actor.id, [row.account_id for row in page.items])
    return Page([views.member(row, faces) for row in page.items], page.next_cursor)


async def people_of(resources: Resources, actor: Actor, chat_id: UUID, account_ids: Sequence[UUID]) -> list[PersonView]:
    """Of these people, those who are or were in a chat, whom its messages come from or tell of.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        rows = await person_queries.list_people(conn, chat_id, account_ids)
        faces = await people.faces(conn, resources.signer, actor.id, [row.id for row in rows])
    return [PersonView(row.id, row.display_name, row.username, faces.get(row.id), row.is_demo) for row in rows]


async def search_members(
    resources: Resources, actor: Actor, chat_id: UUID, beginning: str, limit: int
) -> Page[MemberView]:
    """Those in a chat whose name or username begins so, by name.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        rows = await queries.search_members(conn, actor.id, chat_id, as_beginning(beginning), limit)
        faces = await people.faces(conn, resources.signer, actor.id, [row.account_id for row in rows])
    return Page([views.member(row, faces) for row in rows], None)


async def history(resources: Resources, actor: Actor, chat_id: UUID, before: int | None, limit: int) -> Page[Message]:
    """The messages before a number, or the last ones, the newest first.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        rows = await message_queries.list_before(conn, actor.id, chat_id, before or MAX_PTS, limit + 1)
        if not rows:  # who is shown something is in it
            await _standing(conn, actor, chat_id)
        return await _page(resources, conn, rows, limit)


async def history_after(resources: Resources, actor: Actor, chat_id: UUID, after: int, limit: int) -> Page[Message]:
    """The messages next after a number, the newest first; `nextCursor` is the number to go on after.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        rows = await message_queries.list_after(conn, actor.id, chat_id, after, limit + 1)
        page = await _page(resources, conn, rows, limit)
    page.items.reverse()
    return page


async def history_around(resources: Resources, actor: Actor, chat_id: UUID, pts: int, limit: int) -> Page[Message]:
    """The messages on both sides of a number, the newest first; `nextCursor` is the number to go on before.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    newer = limit // 2
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        after = await message_queries.list_after(conn, actor.id, chat_id, pts, newer) if newer else []
        rows = await message_queries.list_before(conn, actor.id, chat_id, pts + 1, limit - newer + 1)
        return await _page(resources, conn, [*reversed(after), *rows], limit - newer + len(after))


async def history_at(resources: Resources, actor: Actor, chat_id: UUID, at: datetime, limit: int) -> Page[Message]:
    """The messages on both sides of a moment, as `history_around` the first one at or after it.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        number = await search_queries.find_number_at(conn, chat_id, at)
    return await history_around(resources, actor, chat_id, number, limit)


async def message(resources: Resources, actor: Actor, message_id: UUID) -> Message:
    """One message.

    Raises:
        NotFound: there is no such message for the actor.
    """
    async with resources.db.read() as conn:
        place = await message_queries.find_place(conn, message_id)
        if place is None:
            raise NotFound
        await _standing(conn, actor, place.chat_id)
        rows = await message_queries.list_at(conn, actor.id, place.chat_id, [place.pts])
        if not rows:
            raise NotFound
        [found] = await shown_messages(conn, resources.signer, rows)
    return found


async def pins(resources: Resources, actor: Actor, chat_id: UUID, before: int | None, limit: int) -> Page[Message]:
    """What is pinned in a chat, the newest first.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        rows = await message_queries.list_pinned(conn, actor.id, chat_id, before or MAX_PTS, limit + 1)
        return await _page(resources, conn, rows, limit)


async def hidden(resources: Resources, actor: Actor, chat_id: UUID, after: int, limit: int) -> Page[UUID]:
    """What the actor has deleted of a chat for themselves alone; `nextCursor` is the number to go on after.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        rows = await message_queries.list_hidden(conn, actor.id, chat_id, after, limit + 1)
    items = rows[:limit]
    return Page([row.id for row in items], str(items[-1].pts) if len(rows) > limit else None)


async def _standing(conn: Conn, actor: Actor, chat_id: UUID) -> Standing:
    standing = await queries.find_standing(conn, actor.id, chat_id)
    if standing is None:
        raise NotFound
    return standing


async def _chats(resources: Resources, conn: Conn, actor: Actor, rows: Sequence[ChatRow]) -> list[Chat]:
    last = await _last_rows(conn, actor, rows)
    drafts = await draft_queries.list_drafts(conn, actor.id, [row.id for row in rows])
    peers = [row.peer_id for row in rows if row.peer_id is not None]
    faces = await people.faces(conn, resources.signer, actor.id, peers)
    pictures = [row.picture_id for row in rows if row.picture_id is not None]
    files = await described(conn, resources.signer, views.file_ids(list(last.values())), pictures)
    names = await _names(conn, [last[row.id] for row in rows if row.id in last and row.kind is not ChatKind.PRIVATE])
    return [views.chat(row, actor.id, last.get(row.id), drafts.get(row.id), faces, files, names=names) for row in rows]


async def _names(conn: Conn, rows: Sequence[MessageRow]) -> dict[UUID, str]:
    """What those are called whom messages are from, or tell of."""
    told_of = {account_id for row in rows for account_id in policy.told_of(row)}
    return await person_queries.list_names(conn, list(told_of)) if told_of else {}


async def _page(resources: Resources, conn: Conn, rows: Sequence[MessageRow], limit: int) -> Page[Message]:
    """Numbers are the cursors: a client that knows where it is can ask from there."""
    items = await shown_messages(conn, resources.signer, rows[:limit])
    return Page(items, str(items[-1].pts) if len(rows) > limit else None)


async def _last_rows(conn: Conn, actor: Actor, rows: Sequence[ChatRow]) -> dict[UUID, MessageRow]:
    places = [Place(row.id, row.last_pts) for row in rows if row.last_pts is not None]
    found = await message_queries.list_places(conn, actor.id, places) if places else []
    return {row.chat_id: row for row in found}


async def scheduled(
    resources: Resources, actor: Actor, chat_id: UUID, after: Before | None, limit: int
) -> Page[Message]:
    """What the actor has scheduled in a chat, the next one first.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    async with resources.db.read() as conn:
        await _standing(conn, actor, chat_id)
        rows = await schedule_queries.list_scheduled(conn, chat_id, actor.id, after, limit)
        page = make_page(rows, limit, lambda row: (row.send_at, row.id))
        items = await waiting_messages(conn, resources.signer, actor, page.items)
    return Page(items, page.next_cursor)


def _place_in_list(row: ChatRow) -> Before:
    return row.active_at, row.id
