"""The last messages of a chat, and those before them, which clients ask for most."""

import re
from collections.abc import Mapping
from uuid import UUID

from litestar import Litestar
from litestar.types import ASGIApp

from mingle.features.chats import flows
from mingle.features.chats.models import MAX_PTS, Message
from mingle.kernel.actor import Actor
from mingle.kernel.lane import Lane
from mingle.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from mingle.kernel.resources import Resources

_PATH = re.compile(r"/api/chats/(?P<chat_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/messages")


def history_lane(app: ASGIApp, api: Litestar) -> Lane:
    """Before the API."""
    return Lane(app, api, "/api/chats/{chat_id}/messages", _PATH, _read)


async def _read(resources: Resources, actor: Actor, said: Mapping[str, str]) -> Page[Message]:
    if not said.keys() <= {"chat_id", "limit", "before"}:
        raise ValueError
    limit = _number(said.get("limit", str(DEFAULT_LIMIT)), range(1, MAX_LIMIT + 1))
    before = _number(said["before"], range(MAX_PTS + 1)) if "before" in said else None
    return await flows.history(resources, actor, UUID(said["chat_id"]), before, limit)


def _number(text: str, those: range) -> int:
    number = int(text)
    if str(number) != text or number not in those:
        raise ValueError
    return number
