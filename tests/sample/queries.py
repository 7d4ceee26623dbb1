"""SQL of the sample feature."""

from uuid import UUID

from mingle.kernel.db import Conn, Tx
from tests.sample.models import Note


async def insert_note(tx: Tx, author_id: UUID, text: str) -> Note:
    """Write a note."""
    note = await tx.one(
        Note,
        "INSERT INTO notes (author_id, text) VALUES (%s, %s) RETURNING id, author_id, text, created_at",
        (author_id, text),
    )
    assert note is not None
    return note


async def list_notes(conn: Conn, before: UUID | None, limit: int) -> list[Note]:
    """The newest notes, one more than asked for."""
    return await conn.all(
        Note,
        "SELECT id, author_id, text, created_at FROM notes WHERE %(before)s::uuid IS NULL OR id < %(before)s"
        " ORDER BY id DESC LIMIT %(limit)s",
        {"before": before, "limit": limit + 1},
    )


async def find_note(conn: Conn, note_id: UUID) -> Note | None:
    """One note."""
    return await conn.one(Note, "SELECT id, author_id, text, created_at FROM notes WHERE id = %s", (note_id,))


async def set_letters(tx: Tx, note_id: UUID, letters: int) -> None:
    """Keep how long a note is."""
    await tx.execute("UPDATE notes SET letters = %s WHERE id = %s", (letters, note_id))


async def record_run(tx: Tx, name: str, request_id: str) -> None:
    """Note that a job ran."""
    await tx.execute("INSERT INTO job_runs (name, request_id) VALUES (%s, %s)", (name, request_id))
