"""Zips of what somebody takes along, written row by row and piece by piece: nothing is held in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from mingle.kernel.db import Conn
from mingle.kernel.personal import PersonalTable, export_rows

ROWS_AT_ONCE = 500


class Archive:
    """A zip that is being written to a file on disk."""

    def __init__(self, path: Path) -> None:
        self._zip = ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True)

    async def close(self) -> None:
        """Write the end; without it the zip is none."""
        await asyncio.to_thread(self._zip.close)

    async def add_text(self, name: str, text: str) -> None:
        """Write a text."""
        await asyncio.to_thread(self._zip.writestr, name, text)

    async def add_table(self, conn: Conn, table: PersonalTable, account_id: UUID) -> None:
        """Write a person's rows of a table as a JSON array, if there are any."""
        if not table.exported:
            return
        async with aclosing(export_rows(conn, table, account_id)) as rows:
            first = await anext(rows, None)
            if first is None:
                return
            with self._zip.open(f"data/{table.name}.json", "w", force_zip64=True) as entry:
                batch = ["[\n", first]
                async for row in rows:
                    batch += (",\n", row)
                    if len(batch) >= ROWS_AT_ONCE:
                        await asyncio.to_thread(entry.write, "".join(batch).encode())
                        batch = []
                await asyncio.to_thread(entry.write, "".join([*batch, "\n]\n"]).encode())

    async def add_file(self, name: str, pieces: AsyncIterator[bytes], *, is_packed: bool = True) -> None:
        """Write a file; as it is where it is compressed already, as pictures and videos are."""
        with self._zip.open(_stored(name) if is_packed else name, "w", force_zip64=True) as entry:
            async for piece in pieces:
                await asyncio.to_thread(entry.write, piece)


def _stored(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = ZIP_STORED
    return info


async def read_file(path: Path, chunk_bytes: int) -> AsyncIterator[bytes]:
    """A file on disk, piece by piece."""
    with path.open("rb") as opened:
        while piece := await asyncio.to_thread(opened.read, chunk_bytes):
            yield piece
