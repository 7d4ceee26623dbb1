"""Structs of scheduled messages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from mingle.features.chats.limits import Content
from mingle.features.chats.poll_models import PollDraft


class ScheduledChange(msgspec.Struct, rename="camel"):
    """PATCH /messages/scheduled/{id}: what is left out stays as it is."""

    content: Content | UnsetType = UNSET
    send_at: Annotated[datetime, msgspec.Meta(tz=True)] | UnsetType = UNSET


class ScheduledRow(msgspec.Struct):
    """A message that waits for its time."""

    id: UUID
    chat_id: UUID
    sender_id: UUID
    client_id: str
    digest: bytes
    content: str
    reply_to_id: UUID | None
    forward_of_id: UUID | None
    is_silent: bool
    poll: PollDraft | None
    no_preview: bool
    send_at: datetime
    problem: str | None
    created_at: datetime
    updated_at: datetime
    file_ids: list[UUID]
