"""The story of taking a chat along."""

from typing import Final
from uuid import UUID

from mingle.features import media
from mingle.features.chats import export_jobs, export_queries, queries
from mingle.features.chats.export_models import ChatExport, ChatExportRow
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.ratelimit import RateLimit
from mingle.kernel.security import Signer

EXPORT_LIMIT: Final = RateLimit("chat_exports", "10/day", counts="shared", fails="closed")


async def request_export(tx: Tx, actor: Actor, chat_id: UUID, *, with_files: bool) -> None:
    """Have what the actor sees in a chat put together.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    await _require_member(tx, actor, chat_id)
    now = clock.now()
    export_id = await export_queries.insert_export(
        tx, actor.id, chat_id, now, now + export_jobs.KEPT, with_files=with_files
    )
    await export_jobs.export_chat.defer(tx, export_id)


async def exports(tx: Tx, signer: Signer, actor: Actor, chat_id: UUID) -> list[ChatExport]:
    """The actor's exports of a chat, the newest first, as long as they are in it.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    await _require_member(tx, actor, chat_id)
    rows = await export_queries.list_exports(tx, actor.id, chat_id, clock.now())
    files = await media.describe(tx, signer, [row.file_id for row in rows if row.file_id is not None])
    return [_view(row, files.get(row.file_id) if row.file_id is not None else None) for row in rows]


async def _require_member(tx: Tx, actor: Actor, chat_id: UUID) -> None:
    if await queries.find_standing(tx, actor.id, chat_id) is None:
        raise NotFound


def _view(row: ChatExportRow, file: media.FileView | None) -> ChatExport:
    status = "working" if file is None else "ready"
    return ChatExport(row.id, status, row.with_files, row.requested_at, row.expires_at, file)
