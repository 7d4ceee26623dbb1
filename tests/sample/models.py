"""Structs of the sample feature."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Mood(StrEnum):
    """How a note is meant."""

    WARM = "warm"
    DRY = "dry"


class Tag(msgspec.Struct, rename="camel"):
    """A nested part of the request."""

    short_name: Annotated[str, msgspec.Meta(max_length=10)]
    weight: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class NoteDraft(msgspec.Struct, rename="camel"):
    """What a client sends."""

    text: Text
    mood: Mood = Mood.WARM
    tags: Annotated[list[Tag], msgspec.Meta(max_length=3)] = []
    reply_to_id: UUID | None = None


class Note(msgspec.Struct, rename="camel"):
    """A row, and what a client gets."""

    id: UUID
    author_id: UUID
    text: str
    created_at: datetime
