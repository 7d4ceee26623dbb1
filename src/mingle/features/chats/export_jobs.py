"""Putting together what somebody takes along of a chat, batch by batch: no more than one is ever held in memory."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

import msgspec

from mingle.features import media
from mingle.features.chats import (
    export_page,
    export_queries,
    message_queries,
    person_queries,
    picture_queries,
    queries,
    views,
)
from mingle.features.chats.export_models import ChatExportRow
from mingle.features.chats.models import Message, MessageRow, Standing
from mingle.kernel import clock
from mingle.kernel.archive import Archive, read_file
from mingle.kernel.errors import NotFound
from mingle.kernel.files import CHUNK_BYTES
from mingle.kernel.jobs import LOW, job, periodic
from mingle.kernel.resources import Resources

BATCH: Final = 500
KEPT: Final = timedelta(days=7)


@job("chats.export_chat", queue=LOW)
async def export_chat(resources: Resources, export_id: UUID) -> None:
    """Put what somebody sees in a chat into a zip, and let them have it.

    It may run twice: what nobody has been told of is swept away as any file that no row names.
    """
    async with resources.db.read() as conn:
        asked = await export_queries.find_export(conn, export_id)
        standing = await queries.find_standing(conn, asked.account_id, asked.chat_id) if asked is not None else None
    if asked is None or asked.file_id is not None:
        return
    if standing is None:  # they are in it no more
        async with resources.db.transaction() as tx:
            await export_queries.delete_export(tx, export_id)
        return
    with TemporaryDirectory(prefix="mingle-") as folder:
        path = Path(folder) / "export.zip"
        await _write(resources, Path(folder), path, asked, standing)
        name = f"chat-{clock.now():%Y-%m-%d}.zip"
        file_id = await media.store_export(resources, asked.account_id, name, path)
    async with resources.db.transaction() as tx:
        await export_queries.finish_export(tx, export_id, file_id)


@periodic("chats.forget_exports", "37 * * * *")
async def forget_exports(resources: Resources) -> None:
    """Forget old exports."""
    async with resources.db.transaction() as tx:
        await export_queries.delete_old(tx, clock.now())


async def _write(resources: Resources, folder: Path, path: Path, asked: ChatExportRow, standing: Standing) -> None:
    archive = Archive(path)
    lines, page = folder / "messages.jsonl", folder / "messages.html"
    picture = await _add_picture(resources, archive, asked) if asked.with_files else None
    with lines.open("wb") as as_json, page.open("w", encoding="utf-8") as as_html:
        as_html.write(export_page.head(standing.name or resources.settings.name, picture))
        async for rows in _batches(resources, asked, standing):
            messages, names, stored = await _described(resources, asked, rows)
            paths = {file_id: f"files/{one.name}" for file_id, one in stored.items()}
            written = b"".join(msgspec.json.encode(_told(message, names)) + b"\n" for message in messages)
            await asyncio.to_thread(as_json.write, written)
            text = "".join(export_page.article(message, names, paths) for message in messages)
            await asyncio.to_thread(as_html.write, text)
            for file_id, one in stored.items():
                await _add_file(resources, archive, paths[file_id], one)
        as_html.write(export_page.END)
    for written_to in (page, lines):
        await archive.add_file(written_to.name, read_file(written_to, CHUNK_BYTES), is_packed=False)
    await archive.close()


async def _add_file(resources: Resources, archive: Archive, path: str, file: media.Stored) -> None:
    with suppress(NotFound):  # what the store has lost keeps nobody from the rest
        await resources.files.stat(file.key)
        await archive.add_file(path, resources.files.stream(file.key))


async def _add_picture(resources: Resources, archive: Archive, asked: ChatExportRow) -> str | None:
    """Put the picture of the chat in, if it has one; where it lies then."""
    async with resources.db.read() as conn:
        picture_id = await picture_queries.find_picture(conn, asked.chat_id)
        stored = await media.stored_among(conn, [picture_id]) if picture_id is not None else {}
    for one in stored.values():
        path = f"picture{PurePath(one.name).suffix}"
        await _add_file(resources, archive, path, one)
        return path
    return None


async def _batches(
    resources: Resources, asked: ChatExportRow, standing: Standing
) -> AsyncGenerator[Sequence[MessageRow]]:
    """What the person sees and is not gone, up to the moment of asking, the oldest first."""
    after = 0
    while True:
        async with resources.db.read() as conn:
            rows = await message_queries.list_after(conn, asked.account_id, asked.chat_id, after, BATCH)
        yield [row for row in rows if row.pts <= standing.pts and not views.is_gone(row)]
        if len(rows) < BATCH or rows[-1].pts >= standing.pts:
            return
        after = rows[-1].pts


Described = tuple[list[Message], dict[UUID, str], dict[UUID, media.Stored]]


async def _described(resources: Resources, asked: ChatExportRow, rows: Sequence[MessageRow]) -> Described:
    file_ids = [one for row in rows for one in row.file_ids]
    async with resources.db.read() as conn:
        files = await media.describe(conn, resources.signer, file_ids) if file_ids else {}
        senders = sorted({row.sender_id for row in rows})
        people = await person_queries.list_people(conn, asked.chat_id, senders)
        seen = [one for one in file_ids if await message_queries.shows_file(conn, asked.account_id, one)]
        stored = await media.stored_among(conn, seen) if asked.with_files and seen else {}
    messages = [views.message(row, files) for row in rows]
    return messages, {one.id: one.display_name for one in people}, stored


class _Told(msgspec.Struct, rename="camel"):
    """A line of `messages.jsonl`. Links are left out: they would be good for an hour."""

    id: UUID
    sent_at: str
    sender_id: UUID
    sender: str | None
    type: str
    content: str
    reply_to_id: UUID | None
    forwarded_from: str | None
    files: list[dict[str, str]]
    reactions: dict[str, int]
    poll: dict[str, int] | None
    is_edited: bool
    is_pinned: bool


def _told(message: Message, names: export_page.Names) -> _Told:
    reactions = [] if message.reactions is msgspec.UNSET else message.reactions
    return _Told(
        message.id,
        message.created_at.isoformat(),
        message.sender_id,
        names.get(message.sender_id),
        message.type,
        message.content,
        message.reply_to_id,
        message.forwarded_from.display_name if message.forwarded_from is not None else None,
        [{"id": str(one.id), "name": one.name or "", "mime": one.mime} for one in message.files],
        {one.emoji: one.count for one in reactions},
        {one.text: one.votes for one in message.poll.options} if message.poll is not None else None,
        message.is_edited,
        message.is_pinned,
    )


JOBS = (export_chat, forget_exports)
