"""What the tests of accounts share: a server with accounts, people, and a mail server that keeps what it is sent."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr

from mingle.app import FEATURES, declared_jobs
from mingle.features.accounts import authenticate
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.support.eventually import eventually
from tests.support.servers import running_server, running_worker

GOOD_PASSWORD = "green door at eight o'clock"
ADULT = "1990-04-01"


@pytest.fixture
async def resources(settings: Settings) -> AsyncGenerator[Resources]:
    """What services and jobs are given, opened for this test."""
    async with open_resources(settings, declared_jobs(settings, FEATURES)) as opened:
        await opened.bus.connected()
        yield opened


@pytest.fixture
async def client(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server with accounts."""
    async with running_server(settings, FEATURES, authenticate) as connected:
        yield connected


@dataclass(eq=False)
class Person:
    """Somebody with an account, on one device."""

    id: UUID
    username: str
    email: str
    password: str
    access_token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}


def registration(**changes: Any) -> dict[str, Any]:
    """A good registration, with changes."""
    name = f"mara{uuid4().hex[:10]}"
    return {
        "email": f"{name}@example.org",
        "username": name,
        "password": GOOD_PASSWORD,
        "displayName": "Mara",
        "birthdate": ADULT,
        **changes,
    }


async def sign_up(client: httpx.AsyncClient, **changes: Any) -> Person:
    """Register somebody."""
    body = registration(**changes)
    answer = await client.post("/api/auth/register", json=body)
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    return Person(
        UUID(data["user"]["id"]),
        body["username"],
        body["email"],
        body["password"],
        data["accessToken"],
        data["refreshToken"],
    )


class Mailbox:
    """Keeps the letters that a mail server was sent."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.url = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"

    async def letter_to(self, address: str, subject: str) -> str:
        """The plain text of the letter, once it is there."""

        def found() -> str | None:
            for letter in self.letters:
                if letter["To"] == address and letter["Subject"] == subject:
                    return _plain_text(letter)
            return None

        return await eventually(found, f"a letter to {address}: {subject}")


def _plain_text(letter: Message) -> str:
    part = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


@pytest.fixture
async def mailbox() -> AsyncGenerator[Mailbox]:
    """A real mail server."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="127.0.0.1", loop=loop), "127.0.0.1", 0)
    async with server:
        mailbox.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield mailbox


@pytest.fixture
async def postal(settings: Settings, mailbox: Mailbox) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server whose letters are sent by a worker, through the mail server."""
    with_mail = settings.model_copy(update={"smtp_url": SecretStr(mailbox.url), "public_url": "https://mingle.example"})
    async with (
        open_resources(with_mail, declared_jobs(with_mail, FEATURES)) as resources,
        running_worker(resources, with_mail),
        running_server(with_mail, FEATURES, authenticate) as connected,
    ):
        yield connected
