"""How a chat is told that one of its messages is another one now."""

from uuid import UUID

from mingle.features import media
from mingle.features.chats import message_queries, queries, views
from mingle.features.chats.event_models import MessageTold
from mingle.features.chats.message_queries import Place
from mingle.features.chats.models import EventRow, Message, MessageRow
from mingle.features.chats.room_service import room
from mingle.kernel.db import Tx
from mingle.kernel.security import Signer


async def show_again(tx: Tx, signer: Signer, place: Place) -> None:
    """Tell a chat of a message of which something has become else, such as a file or the page that it links to."""
    row = await message_queries.find_for_all(tx, place) if await queries.lock_chat(tx, place.chat_id) else None
    if row is None:
        return
    changed = await record(tx, None, place, "message:edited")
    await tell_edited(tx, signer, row, changed)


async def record(
    tx: Tx, actor_id: UUID | None, place: Place, kind: str, emoji: str | None = None, *, is_on: bool | None = None
) -> int:
    """Write down as the next change of its chat what has happened to a message; the number."""
    changed = await queries.advance(tx, place.chat_id)
    event = EventRow(changed, kind, place.pts, actor_id, emoji, is_on)
    await message_queries.insert_event(tx, place.chat_id, event)
    return changed


async def tell_edited(tx: Tx, signer: Signer, row: MessageRow, changed: int) -> Message:
    """Tell a chat how a message stands now; the message as one sees it oneself."""
    files = await media.describe(tx, signer, views.file_ids([row]))
    told = MessageTold(row.chat_id, changed, views.message(row, files, for_all=True))
    tx.emit(room(row.chat_id), "message:edited", told)
    return views.message(row, files)
