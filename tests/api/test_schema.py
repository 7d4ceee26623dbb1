"""The whole API does what its OpenAPI document says, whoever asks: no 500, and no answer that is not documented."""

import httpx
import pytest
from anyio import to_thread

from tests.api.people import GUEST
from tests.support.asking import SERVER_DRAWS_TOO, ask_every_route

pytestmark = [pytest.mark.anyio, SERVER_DRAWS_TOO]


async def test_signed_out(client: httpx.AsyncClient) -> None:
    asked, wrong = await to_thread.run_sync(lambda: ask_every_route(str(client.base_url), dict, examples=10))
    assert wrong == []
    assert {"POST /api/auth/login", "GET /health"} <= set(asked)


async def test_signed_in(client: httpx.AsyncClient) -> None:
    def somebody_new() -> dict[str, str]:  # whoever asked before may have signed out
        answer = httpx.post(f"{client.base_url}/api/auth/guest", json=GUEST, trust_env=False, timeout=60)
        return {"Authorization": f"Bearer {answer.json()['data']['accessToken']}"}

    _, wrong = await to_thread.run_sync(lambda: ask_every_route(str(client.base_url), somebody_new))
    assert wrong == []
