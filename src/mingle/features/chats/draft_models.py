"""Structs of drafts."""

from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.chats.limits import Content


class DraftChange(msgspec.Struct, rename="camel"):
    """PUT /chats/{id}/draft: without content there is none."""

    content: Content
    reply_to_id: UUID | None = None


class Draft(msgspec.Struct, rename="camel"):
    """What one has begun to write in a chat."""

    content: str
    reply_to_id: UUID | None
    updated_at: datetime


class DraftOnly(msgspec.Struct):
    """An answer that is a draft, or none."""

    draft: Draft | None


class DraftTold(msgspec.Struct, rename="camel"):
    """The event `chat:draft`, on one's own devices."""

    chat_id: UUID
    draft: Draft | None
