"""What all tests stand on: real engines, a fresh database for each test, a real server on a real port."""

import pytest

pytest_plugins = [
    "tests.support.engines",
    "tests.support.databases",
    "tests.support.servers",
    "tests.support.s3",
    "tests.support.logs",
    "tests.support.steps",
    "tests.support.oidc",
    "tests.support.twilio",
    "tests.support.coturn",
]


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, object]]:
    """The event loop that production runs on."""
    return "asyncio", {"use_uvloop": True}
