"""A feature that breaks with secrets in its hands, to see what becomes of them."""

from typing import Annotated, Any

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from mingle.kernel.feature import Feature
from mingle.kernel.http import Ok, get, post
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources


class Confession(msgspec.Struct):
    """Things that belong in no log."""

    password: str
    text: Annotated[str, msgspec.Meta(max_length=200)]


@post("/api/confess")
async def confess(data: JSONBody[Confession], request: Request[Any, Any, Any]) -> Ok[None]:
    """Break with secrets in local variables."""
    password, copy, cookies = data.password, {"text": data.text}, dict(request.cookies)
    get_logger(__name__).warning("noted", password=password, refresh_token=password, content=data.text)
    msg = f"broke over {len(password)}, {len(copy)} and {len(cookies)} things\n2026 [error] a line of its own"
    raise ZeroDivisionError(msg)


@post("/api/store")
async def store(data: JSONBody[Confession], resources: NamedDependency[Resources]) -> Ok[None]:
    """Break in PostgreSQL, which quotes the row in its error."""
    async with resources.db.transaction() as tx:
        await tx.execute("INSERT INTO notes (author_id, text, letters) VALUES (NULL, %s, 1)", (data.text,))
    return Ok(data=None)


@get("/api/cast")
async def cast(text: FromQuery[str], resources: NamedDependency[Resources]) -> Ok[int]:
    """Break in PostgreSQL, which quotes the value in its error."""
    async with resources.db.read() as conn:
        return Ok(data=await conn.value("SELECT %s::text::int", (text,)))


CARELESS = Feature("careless", routes=[confess, store, cast])
