"""Structs of moderation: rows, requests and answers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from mingle.features.calls import RoomMessage
from mingle.kernel.texts import LINES

NOTE_MAX_LENGTH: Final = 1000

Note = Annotated[str, msgspec.Meta(max_length=NOTE_MAX_LENGTH, pattern=LINES)]


class SubjectKind(StrEnum):
    """What can be reported."""

    PROFILE = "profile"
    MESSAGE = "message"
    CALL = "call"
    PHOTO = "photo"


class ReportReason(StrEnum):
    """What is wrong with it."""

    SPAM = "spam"
    HARASSMENT = "harassment"
    NUDITY = "nudity"
    UNDERAGE = "underage"
    FAKE = "fake"
    VIOLENCE = "violence"
    OTHER = "other"


class Subject(msgspec.Struct):
    """Where it is."""

    kind: SubjectKind
    id: UUID | None = None
    """Of the message, the call, or the file of a photo; a profile has none."""


class ReportDraft(msgspec.Struct, rename="camel"):
    """POST /reports."""

    user_id: UUID
    """Whose it is: of a message, who sent it."""
    subject: Subject
    reason: ReportReason
    note: Note | None = None
    block: bool = False
    """Whether to block them as well, with the same call."""


class Reported(msgspec.Struct, rename="camel"):
    """A report that is kept."""

    report_id: UUID


class ProfileEvidence(msgspec.Struct, rename="camel"):
    """A profile, as far as there are words in it."""

    display_name: str
    username: str | None
    gender_description: str | None
    pronouns: str | None
    bio: str | None
    prompts: Any
    photo_ids: list[UUID]


class MessageEvidence(msgspec.Struct, rename="camel"):
    """A message."""

    kind: str
    text: str | None
    """None where only the devices of its chat can read it."""
    options: list[str]
    file_ids: list[UUID]
    sent_at: datetime


class PhotoEvidence(msgspec.Struct, rename="camel"):
    """What is known of a picture, video or voice beside itself."""

    kind: str
    mime: str
    width: int | None
    height: int | None
    perceptual_hash: str | None
    """By which the same picture is found again. As a text: JavaScript would round it."""
    sent_at: datetime


class CallEvidence(msgspec.Struct, rename="camel"):
    """A call: what was said and shown in it went from device to device; what was written on a date was kept."""

    kind: str
    started_by: UUID | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    messages: list[RoomMessage]
    """What the reported wrote."""


Evidence = ProfileEvidence | MessageEvidence | PhotoEvidence | CallEvidence


class OpenReport(msgspec.Struct):
    """A row of `reports` that waits, with who it is about."""

    id: UUID
    created_at: datetime
    reporter: str | None
    """None where they have been erased."""
    reported_id: UUID
    reported: str
    subject_kind: SubjectKind
    subject_id: UUID | None
    reason: ReportReason
    note: str | None
    evidence: dict[str, Any]
