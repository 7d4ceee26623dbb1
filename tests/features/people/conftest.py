"""What the tests of people share: a server with every feature, people who can be seen, and files that are ready."""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.features.accounts import authenticate
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.support.servers import running_server

PREFERENCES = {"genders": ["woman", "man"], "ageMin": 25, "ageMax": 45, "maxDistanceKm": 50, "goals": ["dates"]}


@pytest.fixture
async def resources(settings: Settings) -> AsyncGenerator[Resources]:
    """What services and jobs are given, opened for this test."""
    async with open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as opened:
        await opened.bus.connected()
        yield opened


@pytest.fixture
async def client(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server with every feature."""
    async with running_server(settings, FEATURES, authenticate) as connected:
        yield connected


FORMS = (("full", "jpeg", 1600), ("card", "webp", 720), ("thumbnail", "webp", 256), ("thumbnail", "jpeg", 256))
"""In which sizes and formats `make_file` makes a picture."""


def make_file(settings: Settings, owner: UUID, kind: str = "image", status: str = "ready") -> str:
    """A file of somebody's, as if it had been uploaded and processed; its id."""
    file_id = uuid4()
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "INSERT INTO files (id, owner_id, purpose, kind, status, reason, name, mime, size, created_at, checked_at)"
            " VALUES (%s, %s, 'attachment', %s, %s, %s, 'holiday', 'image/jpeg', 100, now(), now())",
            (file_id, owner, kind, status, "spoilt" if status == "rejected" else None),
        )
        if kind == "image":
            connection.cursor().executemany(
                "INSERT INTO file_variants (file_id, name, mime, size, width, height, key)"
                " VALUES (%s, %s, %s, 9, %s, %s, %s)",
                [
                    (file_id, f"{name}.{form}", f"image/{form}", width, width, f"files/{file_id}/{name}.{form}")
                    for name, form, width in FORMS
                ],
            )
    return str(file_id)


async def ask(
    client: httpx.AsyncClient, person: Person, method: str, path: str, body: Any = None, *, status: int = 200
) -> Any:
    """What somebody is answered: the data, or the error where another status is awaited."""
    answer = await client.request(method, f"/api{path}", json=body, headers=person.headers)
    assert answer.status_code == status, answer.text
    found = answer.json()
    return found["data"] if status < 400 else found["error"]


async def change(client: httpx.AsyncClient, person: Person, **changes: Any) -> dict[str, Any]:
    """Change somebody's own profile; the profile."""
    profile: dict[str, Any] = (await ask(client, person, "PUT", "/user/me", changes))["user"]
    return profile


async def card(client: httpx.AsyncClient, viewer: Person, person: Person) -> dict[str, Any] | None:
    """Somebody as another sees them; None where they do not."""
    answer = await client.get(f"/api/users/{person.id}", headers=viewer.headers)
    assert answer.status_code in (200, 404), answer.text
    return answer.json()["data"]["user"] if answer.status_code == 200 else None


async def visible_person(client: httpx.AsyncClient, settings: Settings, **changes: Any) -> Person:
    """Somebody whom others can come upon."""
    person = await sign_up(client, **changes)
    await ask(client, person, "PUT", "/user/me/preferences", PREFERENCES)
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [make_file(settings, person.id)]})
    return person


@pytest.fixture
def serve_with(settings: Settings) -> Any:
    """Serve every feature with other settings."""

    def serve(**changes: Any) -> Any:
        return running_server(settings.model_copy(update=changes), FEATURES, authenticate)

    return serve
