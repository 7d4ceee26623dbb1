"""Structs of invitation links: rows, requests and answers."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec

from mingle.features.chats.models import ChatKind
from mingle.features.media import FileView

MAX_INVITES: Final = 100
MAX_USES: Final = 100_000


class InviteDraft(msgspec.Struct, rename="camel"):
    """POST /chats/{id}/invites. Without an end and a number it is good until it is taken back."""

    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    max_uses: Annotated[int, msgspec.Meta(ge=1, le=MAX_USES)] | None = None


class InviteRow(msgspec.Struct):
    """A row of `chat_invites`, without its chat."""

    id: UUID
    code: str
    created_by: UUID | None
    created_at: datetime
    expires_at: datetime | None
    max_uses: int | None
    uses: int


class Invite(msgspec.Struct, rename="camel"):
    """A link that lets people into a chat, as those who lead it see it."""

    id: UUID
    code: str
    url: str
    expires_at: datetime | None
    max_uses: int | None
    uses: int
    created_by: UUID | None
    """Null when they are no more."""
    created_at: datetime


class InviteOnly(msgspec.Struct):
    """An answer that is an invitation link and nothing else."""

    invite: Invite


class InvitationRow(msgspec.Struct):
    """A link, and the chat that it leads into, as somebody who has it sees them."""

    id: UUID
    chat_id: UUID
    expires_at: datetime | None
    max_uses: int | None
    uses: int
    kind: ChatKind
    name: str | None
    description: str | None
    picture_id: UUID | None
    member_count: int
    is_member: bool
    is_excluded: bool


class InvitedChat(msgspec.Struct, rename="camel"):
    """A chat as those see it who may join it."""

    type: ChatKind
    name: str | None
    description: str | None
    picture: FileView | None
    member_count: int


class Invitation(msgspec.Struct, rename="camel"):
    """GET /invitations/{code}."""

    chat: InvitedChat
    is_member: bool
    chat_id: UUID | None
    """Where to go; null until one is in it."""
