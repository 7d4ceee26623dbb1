"""The API does what its OpenAPI document says: schemathesis tries out every route of the sample app."""

from typing import Any
from uuid import UUID

import httpx
import pytest
import schemathesis
from anyio import to_thread
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup

from tests.support.servers import acting

pytestmark = pytest.mark.anyio

EXAMPLES = 25
BY_DESIGN = ("/api/notes/broken", "/api/notes/echo/{text}")
"""Routes of the sample that break, or that hand PostgreSQL whatever they get."""


def try_out(base_url: str) -> tuple[list[str], list[str]]:
    """Ask every route in many ways; the routes that were asked, and what was found wrong."""
    library: Any = schemathesis
    schema = library.openapi.from_url(f"{base_url}/api/openapi.json")
    schema.validate()
    asked: list[str] = []
    wrong: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in BY_DESIGN:
            continue
        asked.append(operation.label)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
            phases=[Phase.explicit, Phase.generate],
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            # A cursor is opaque: no schema can say which texts are one.
            checks = [library.checks.CHECKS.get_one("positive_data_acceptance")]
            case.call_and_validate(headers=acting(UUID(int=1)), excluded_checks=checks)

        try:
            ask()
        except FailureGroup as group:
            wrong.append(str(group))
    return asked, wrong


async def test_the_api_keeps_its_word(client: httpx.AsyncClient) -> None:
    asked, wrong = await to_thread.run_sync(try_out, str(client.base_url))
    assert wrong == []
    assert {"GET /api/notes", "POST /api/notes", "GET /api/notes/{note_id}", "GET /health"} <= set(asked)
