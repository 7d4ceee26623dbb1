"""The API does what its OpenAPI document says: schemathesis tries out every route of the sample app."""

from uuid import UUID

import httpx
import pytest
from anyio import to_thread

from tests.support.asking import SERVER_DRAWS_TOO, ask_every_route
from tests.support.servers import acting

pytestmark = [pytest.mark.anyio, SERVER_DRAWS_TOO]

BY_DESIGN = ("/api/notes/broken", "/api/notes/echo/{text}")
"""Routes of the sample that break, or that hand PostgreSQL whatever they get."""


async def test_the_api_keeps_its_word(client: httpx.AsyncClient) -> None:
    asked, wrong = await to_thread.run_sync(
        lambda: ask_every_route(str(client.base_url), lambda: acting(UUID(int=1)), leave_out=BY_DESIGN)
    )
    assert wrong == []
    assert {"GET /api/notes", "POST /api/notes", "GET /api/notes/{note_id}", "GET /health"} <= set(asked)
