"""Structs of exports of chats."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from mingle.features.media import FileView


class ChatExportDraft(msgspec.Struct, rename="camel"):
    """POST /chats/{id}/exports."""

    with_files: bool = False
    """Whether what was sent along is put in, too."""


class ChatExportRow(msgspec.Struct):
    """A row of `chat_exports`."""

    id: UUID
    account_id: UUID
    chat_id: UUID
    with_files: bool
    requested_at: datetime
    file_id: UUID | None
    expires_at: datetime


class ChatExport(msgspec.Struct, rename="camel"):
    """A copy of what somebody sees in a chat."""

    id: UUID
    status: Literal["working", "ready"]
    with_files: bool
    requested_at: datetime
    expires_at: datetime
    file: FileView | None
    """Its link works for five minutes."""
