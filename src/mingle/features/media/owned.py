"""Everything that is somebody's, for those who take it along or leave."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from uuid import UUID

import msgspec

from mingle.features.media import links, owned_queries
from mingle.features.media.models import VariantRow
from mingle.kernel import ids
from mingle.kernel.db import Conn
from mingle.kernel.files import CHUNK_BYTES
from mingle.kernel.resources import Resources

_ZIP = "application/zip"
# Of the pictures of a file the largest in the best-known format; of everything else the only form there is.
_TAKEN_ALONG = ("full.jpeg", "full.png", "full.gif", "video.mp4", "audio", "original.bin")


class Stored(msgspec.Struct, frozen=True):
    """A file to take along."""

    name: str
    """As a path: its id, and what its owner called it."""
    key: str


async def stored_of(conn: Conn, owner_id: UUID) -> list[Stored]:
    """One form of each of somebody's files."""
    return [
        Stored(_path_of(row), row.key)
        for row in await owned_queries.list_stored(conn, owner_id)
        if row.variant.startswith(_TAKEN_ALONG)
    ]


async def stored_among(conn: Conn, file_ids: Sequence[UUID]) -> dict[UUID, Stored]:
    """One form of each of these files that is ready. Who may see them is not asked."""
    return {
        row.file_id: Stored(_path_of(row), row.key)
        for row in await owned_queries.list_stored_among(conn, file_ids)
        if row.variant.startswith(_TAKEN_ALONG)
    }


async def keys_of(conn: Conn, owner_id: UUID) -> list[str]:
    """Where everything lies that somebody has sent, or had made: to be deleted with them."""
    return await owned_queries.list_keys(conn, owner_id)


async def store_export(resources: Resources, owner_id: UUID, name: str, path: Path) -> UUID:
    """Keep a file that the server has made for somebody; its id. Nobody else ever sees it, and links live minutes.

    Raises:
        Unavailable: the store did not take it.
    """
    file_id = ids.new_id()
    key = links.key_of(file_id, "original.bin", is_public=False)
    size = (await asyncio.to_thread(path.stat)).st_size
    await resources.files.put(key, _pieces(path))
    variant = VariantRow(file_id, "original.bin", _ZIP, size, None, None, key)
    async with resources.db.transaction() as tx:
        await owned_queries.insert_export(tx, owner_id, name, size, variant)
    return file_id


def _path_of(row: owned_queries.StoredName) -> str:
    ending = row.variant.rpartition(".")[2]
    stem = row.name if row.variant == "original.bin" else f"{row.name.rpartition('.')[0] or row.name}.{ending}"
    return f"{row.file_id}/{stem}"


async def _pieces(path: Path) -> AsyncGenerator[bytes]:
    with path.open("rb") as opened:
        while piece := await asyncio.to_thread(opened.read, CHUNK_BYTES):
            yield piece
