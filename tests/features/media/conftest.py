"""What the tests of media share: a server and a worker with media, and a feature that puts files to use."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from litestar import Controller, Request
from litestar.di import NamedDependency
from litestar.params import FromPath

from mingle.app import declared_jobs
from mingle.features.accounts import ACCOUNTS, authenticate, authenticate_socket
from mingle.features.media import (
    MEDIA,
    FileRow,
    FileView,
    Kind,
    MultipartOperation,
    Purpose,
    describe,
    receive,
    require_own,
)
from mingle.features.media.jobs import processing_job, sweep, sweep_store
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn, Tx
from mingle.kernel.feature import Feature
from mingle.kernel.files import open_files
from mingle.kernel.http import Ok, get, post, put
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.features.media.standin import PNG, process
from tests.support.eventually import eventually
from tests.support.s3 import S3
from tests.support.servers import running_server, running_worker

ALBUMS = """
    CREATE TABLE albums (
        file_id uuid NOT NULL REFERENCES files (id),
        shown_to uuid,
        cover_id uuid REFERENCES files (id) ON DELETE CASCADE
    )
"""
GUEST = {"name": "Mara", "gender": "woman", "birthdate": "1990-04-01"}


async def _sees(conn: Conn, viewer_id: UUID, file_id: UUID) -> bool:
    found = await conn.value(
        "SELECT EXISTS (SELECT FROM albums WHERE file_id = %s AND shown_to = %s)", (file_id, viewer_id)
    )
    return bool(found)


class AlbumController(Controller):
    """What another feature does with files."""

    path = "/api/albums"

    @post("/", operation_class=MultipartOperation, status_code=201)
    async def add(
        self,
        request: Request[Any, Any, Any],
        resources: NamedDependency[Resources],
        actor: NamedDependency[Actor],
    ) -> Ok[UUID]:
        """Upload a photo straight into an album."""

        async def put_in(tx: Tx, file: FileRow) -> None:
            await tx.execute("INSERT INTO albums (file_id) VALUES (%s)", (file.id,))

        file = await receive(request, resources, actor.id, purpose=Purpose.PHOTO, and_then=put_in)
        return Ok(data=file.id)

    @put("/{file_id:uuid}")
    async def use(
        self, file_id: FromPath[UUID], resources: NamedDependency[Resources], actor: NamedDependency[Actor]
    ) -> Ok[None]:
        """Put a picture of one's own into an album."""
        async with resources.db.transaction() as tx:
            await require_own(tx, actor.id, file_id, [Kind.IMAGE])
            await tx.execute("INSERT INTO albums (file_id) VALUES (%s)", (file_id,))
        return Ok(data=None)

    @get("/")
    async def show(self, resources: NamedDependency[Resources], actor: NamedDependency[Actor]) -> Ok[list[FileView]]:
        """Everything in albums, whoever asks."""
        del actor
        async with resources.db.read() as conn:
            file_ids = await conn.value("SELECT array_agg(file_id) FROM albums")
            described = await describe(conn, resources.signer, file_ids)
        return Ok(data=[described[file_id] for file_id in file_ids])


MEDIA_ALONE = replace(MEDIA, jobs=[processing_job(process), sweep, sweep_store])
FEATURES = (ACCOUNTS, MEDIA_ALONE, Feature("albums", routes=[AlbumController], sees_file=_sees))
LIVE = (FEATURES, authenticate, authenticate_socket)


@dataclass
class Person:
    """Somebody who uploads."""

    id: UUID
    token: str
    refresh_token: str
    client: httpx.AsyncClient

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def upload(self, content: bytes, name: str = "a.png", **fields: str) -> httpx.Response:
        """Send a file in one go."""
        files = {"file": (name, content)}
        return await self.client.post("/api/files/upload", files=files, data=fields, headers=self.headers)

    async def uploaded(self, content: bytes | None = None, name: str = "a.png", **fields: str) -> dict[str, Any]:
        """Send a file in one go that is taken; what was answered of it."""
        answer = await self.upload(content or picture(), name, **fields)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["file"]

    async def file(self, file_id: str) -> dict[str, Any]:
        """How a file stands."""
        answer = await self.client.get(f"/api/files/{file_id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["file"]

    async def settled(self, file_id: str) -> dict[str, Any]:
        """How a file stands once it has been processed."""

        async def found() -> dict[str, Any] | None:
            file = await self.file(file_id)
            return file if file["status"] not in ("uploaded", "processing") else None

        return await eventually(found, "the file is processed")

    async def ready(self, content: bytes | None = None, name: str = "a.png", **fields: str) -> dict[str, Any]:
        """Send a file, and wait until it is ready."""
        file = await self.settled((await self.uploaded(content, name, **fields))["id"])
        assert file["status"] == "ready", file
        return file


def picture(size: int = 1000) -> bytes:
    """What passes for a picture that nobody has sent before."""
    return (PNG + uuid4().hex.encode()).ljust(size, b"x")


async def enter(client: httpx.AsyncClient) -> Person:
    """Come in as somebody new."""
    data = (await client.post("/api/auth/guest", json=GUEST)).json()["data"]
    return Person(UUID(data["user"]["id"]), data["accessToken"], data["refreshToken"], client)


async def renewed(person: Person) -> Person:
    """The same person with a fresh access token: the old one is no good for long."""
    answer = await person.client.post("/api/auth/refresh", json={"refreshToken": person.refresh_token})
    data = answer.json()["data"]
    return replace(person, token=data["accessToken"], refresh_token=data["refreshToken"])


@pytest.fixture(params=["local", "s3"])
def stored(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings with files on a local disk, and with files in an S3."""
    if request.param == "local":
        return settings
    s3: S3 = request.getfixturevalue("s3")
    return s3.settings(settings, prefix=f"test/{uuid4().hex}")


@pytest.fixture
def albums(settings: Settings) -> None:
    """A table that puts files to use."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(ALBUMS)


async def keys(settings: Settings, prefix: str = "") -> set[str]:
    """What lies in the store, by the kind of place: the ids are taken out."""
    files = open_files(settings)
    return {re.sub(r"[0-9a-f-]{32,}", "ID", file.key) async for file in files.list(prefix)}


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A server with media, and a worker for it; a client of the server."""
    async with (
        open_resources(settings, declared_jobs(settings, FEATURES)) as resources,
        running_worker(resources, settings),
        running_server(settings, *LIVE) as client,
    ):
        yield client


@pytest.fixture
async def resources(settings: Settings) -> AsyncGenerator[Resources]:
    """What services and jobs are given, opened for this test."""
    async with open_resources(settings, declared_jobs(settings, FEATURES)) as opened:
        yield opened


@pytest.fixture
async def client(settings: Settings, albums: None) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server with media, whose worker works."""
    del albums
    async with at_work(settings) as connected:
        yield connected


@pytest.fixture
async def mara(client: httpx.AsyncClient) -> Person:
    """Somebody."""
    return await enter(client)


@pytest.fixture
async def noor(client: httpx.AsyncClient) -> Person:
    """Somebody else."""
    return await enter(client)
