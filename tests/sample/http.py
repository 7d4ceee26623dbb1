"""HTTP of the sample feature."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from mingle.kernel import context
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound, Unauthenticated
from mingle.kernel.http import Ok, get, post
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, make_page
from mingle.kernel.resources import Resources
from tests.sample import queries, service
from tests.sample.errors import WallFull
from tests.sample.models import Note, NoteDraft

ACTOR_HEADER = "x-test-actor"


async def authenticate(connection: ASGIConnection[Any, Any, Any, Any], _resources: Resources) -> Actor | None:
    """The actor whose id a test sends."""
    sent = connection.headers.get(ACTOR_HEADER)
    return Actor(UUID(sent)) if sent else None


class NotesController(Controller):
    """The wall."""

    path = "/api/notes"
    tags = ["notes"]

    @post("/", errors=[WallFull, Unauthenticated])
    async def write(self, data: JSONBody[NoteDraft], resources: NamedDependency[Resources]) -> Ok[Note]:
        """Put a note on the wall."""
        work = context.current()
        if work is None or work.actor is None:
            raise Unauthenticated
        async with resources.db.transaction() as tx:
            note = await service.write_note(tx, work.actor, data)
        return Ok(data=note)

    @get("/", etag=True)
    async def list(
        self, resources: NamedDependency[Resources], limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
    ) -> Ok[Page[Note]]:
        """The newest notes."""
        before = decode_cursor(cursor, UUID)
        async with resources.db.read() as conn:
            rows = await queries.list_notes(conn, before, limit)
        return Ok(data=make_page(rows, limit, lambda note: note.id))

    @get("/{note_id:uuid}", errors=[NotFound])
    async def read(self, note_id: FromPath[UUID], resources: NamedDependency[Resources]) -> Ok[Note]:
        """One note."""
        async with resources.db.read() as conn:
            note = await queries.find_note(conn, note_id)
        if note is None:
            raise NotFound
        return Ok(data=note)

    @get("/broken")
    async def broken(self, request: Request[Any, Any, Any]) -> Ok[None]:
        """Break in a way that nobody foresaw."""
        del request
        msg = "a secret that must not reach the client"
        raise ZeroDivisionError(msg)
