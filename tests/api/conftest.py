"""What the tests of the whole API share: a server with every feature, and its OpenAPI document."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from mingle.app import FEATURES, create_api
from mingle.features.accounts import authenticate
from mingle.settings import Settings
from tests.support.servers import running_server


@pytest.fixture
async def client(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server with every feature."""
    async with running_server(settings, FEATURES, authenticate) as connected:
        yield connected


@pytest.fixture
def document(settings: Settings) -> dict[str, Any]:
    """The OpenAPI document of every feature."""
    return create_api(settings).openapi_schema.to_schema()
