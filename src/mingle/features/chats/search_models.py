"""Structs of the search for messages."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Searched = Literal["text", "image", "video", "visual", "audio", "file", "voice"]
"""What is looked for: a type of message, or `visual`, which is images and videos."""


class Asked(msgspec.Struct, frozen=True):
    """What is searched for. All of it must hold."""

    q: str | None = None
    chat_id: UUID | None = None
    sender_id: UUID | None = None
    hashtag: str | None = None
    type: Searched | None = None
    since: datetime | None = None
    until: datetime | None = None


class Search(msgspec.Struct, frozen=True):
    """A search as the index is asked: `terms` is a tsquery with ? for what stands for a chat."""

    terms: str
    sender_id: UUID | None
    """Terms have only the end of it."""
    file_kinds: list[str] | None
    since: datetime | None
    until: datetime | None
    before: tuple[datetime, UUID] | None
