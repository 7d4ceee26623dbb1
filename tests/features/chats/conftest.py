"""What the tests of chats share: servers with every feature, people who can be seen, and what they do in chats."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest

from mingle.app import FEATURES, declared_jobs
from mingle.features.accounts import authenticate, authenticate_socket
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.people.conftest import ask, visible_person
from tests.support.servers import running_server, running_worker
from tests.support.sockets import RawSocket, raw_socket

Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
Somebody = Callable[[], Awaitable[Person]]


@pytest.fixture
def serve(settings: Settings) -> Serve:
    """Start another server process of the same site, as it were, perhaps with other settings."""

    def start(**changes: Any) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        return running_server(settings.model_copy(update=changes), FEATURES, authenticate, authenticate_socket)

    return start


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server with every feature, and sockets."""
    async with serve() as connected:
        yield connected


@pytest.fixture
def somebody(client: httpx.AsyncClient, settings: Settings) -> Somebody:
    """Make somebody whom others can come upon."""
    return lambda: visible_person(client, settings)


@asynccontextmanager
async def working(settings: Settings) -> AsyncGenerator[Resources]:
    """A worker, as it were a process of its own."""
    async with (
        open_resources(settings, declared_jobs(settings, FEATURES)) as resources,
        running_worker(resources, settings),
    ):
        yield resources


@asynccontextmanager
async def connected(client: httpx.AsyncClient, person: Person) -> AsyncGenerator[RawSocket]:
    """A socket of somebody's at this server."""
    async with raw_socket(str(client.base_url).rstrip("/")) as socket:
        assert (await socket.connect(token=person.access_token)).startswith("40")
        yield socket


async def private_chat(client: httpx.AsyncClient, person: Person, other: Person) -> str:
    """The private chat of two; its id."""
    body = {"type": "private", "memberIds": [str(other.id)]}
    return str((await ask(client, person, "POST", "/chats", body))["chat"]["id"])


async def group(client: httpx.AsyncClient, owner: Person, *others: Person, kind: str = "group") -> str:
    """A chat of several; its id."""
    body = {"type": kind, "memberIds": [str(one.id) for one in others], "name": "Hikers"}
    return str((await ask(client, owner, "POST", "/chats", body))["chat"]["id"])


def draft(chat_id: str, content: str = "Hello", **more: Any) -> dict[str, Any]:
    """A message to send."""
    return {"chatId": chat_id, "clientId": uuid4().hex, "content": content, **more}


async def send(client: httpx.AsyncClient, person: Person, chat_id: str, content: str = "Hello", **more: Any) -> Any:
    """Send a message; the message."""
    return await ask(client, person, "POST", "/messages", draft(chat_id, content, **more))


async def history(client: httpx.AsyncClient, person: Person, chat_id: str, query: str = "") -> list[Any]:
    """What was said in a chat, the newest first."""
    items: list[Any] = (await ask(client, person, "GET", f"/chats/{chat_id}/messages?limit=100{query}"))["items"]
    return items


async def the_chat(client: httpx.AsyncClient, person: Person, chat_id: str) -> dict[str, Any]:
    """A chat as somebody sees it."""
    chat: dict[str, Any] = (await ask(client, person, "GET", f"/chats/{chat_id}"))["chat"]
    return chat


async def missed(client: httpx.AsyncClient, person: Person, chat_id: str, after: int) -> dict[str, Any]:
    """What has changed since a number."""
    found: dict[str, Any] = await ask(client, person, "GET", f"/chats/{chat_id}/events?after={after}&limit=100")
    return found
