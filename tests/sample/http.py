"""HTTP of the sample feature."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

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
    try:
        return Actor(UUID(sent)) if sent else None
    except ValueError as error:
        raise Unauthenticated from error


class NotesController(Controller):
    """The wall."""

    path = "/api/notes"
    tags = ("notes",)

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

    @get("/{note_id:uuid}")
    async def read(self, note_id: FromPath[UUID], resources: NamedDependency[Resources]) -> Ok[Note]:
        """One note."""
        async with resources.db.read() as conn:
            note = await queries.find_note(conn, note_id)
        if note is None:
            raise NotFound
        return Ok(data=note)

    @get("/echo/{text:str}")
    async def echo(
        self, text: FromPath[str], resources: NamedDependency[Resources], suffix: FromQuery[str] = ""
    ) -> Ok[str]:
        """The text, by way of PostgreSQL."""
        async with resources.db.read() as conn:
            found: str = await conn.value("SELECT %s::text || %s::text", (text, suffix))
        return Ok(data=found)

    @get("/broken")
    async def broken(self, request: Request[Any, Any, Any]) -> Ok[None]:
        """Break in a way that nobody foresaw."""
        del request
        msg = "a secret that must not reach the client"
        raise ZeroDivisionError(msg)
