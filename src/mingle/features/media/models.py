"""Structs of media: rows, requests and answers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from mingle.features.media.processing import Kind


class Purpose(StrEnum):
    """What a file is for: it decides which kinds are taken, and who may see it."""

    ATTACHMENT = "attachment"
    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    VERIFICATION = "verification"
    EMBLEM = "emblem"
    """The picture of something public, such as a channel or the site itself."""
    EXPORT = "export"
    """Somebody's own data; only the server makes these."""
    PREVIEW = "preview"
    """What a page that somebody linked to shows of itself; only the server fetches these, and they are nobody's."""


class Status(StrEnum):
    """How far a file has come."""

    UPLOADED = "uploaded"
    PROCESSING = "processing"
    READY = "ready"
    REJECTED = "rejected"
    HELD = "held"
    """Screening has flagged it; a moderator decides."""


class FileRow(msgspec.Struct):
    """A row of `files`."""

    id: UUID
    owner_id: UUID | None
    """None where it is nobody's."""
    purpose: Purpose
    kind: Kind
    status: Status
    reason: str | None
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None
    duration_ms: int | None
    waveform: list[int] | None
    placeholder: str | None
    perceptual_hash: int | None
    created_at: datetime
    checked_at: datetime
    lost_at: datetime | None


class VariantRow(msgspec.Struct):
    """A row of `file_variants`."""

    file_id: UUID
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None
    key: str


class ServedRow(FileRow):
    """A file with the forms in which it is served."""

    variants: list[VariantRow]


class Upload(msgspec.Struct):
    """A row of `uploads`: something on its way in, which becomes the file of the same id."""

    id: UUID
    owner_id: UUID
    purpose: Purpose
    name: str
    mime: str
    is_voice: bool
    kind: Kind | None
    length: int
    received: int
    created_at: datetime
    expires_at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether every byte is here."""
        return self.received == self.length


class Part(msgspec.Struct, frozen=True):
    """A row of `upload_parts`: some bytes of an upload, under a key of their own."""

    start: int
    size: int
    key: str


class Draft(msgspec.Struct, frozen=True):
    """What somebody says of a file that they send."""

    purpose: Purpose
    name: str
    mime: str
    is_voice: bool


class ThumbnailView(msgspec.Struct, rename="camel"):
    """One picture of a file: `thumbnail`, `card`, `full` or `poster`, in one format."""

    name: str
    url: str
    mime: str
    width: int | None
    height: int | None


class Picture(msgspec.Struct):
    """One picture to show small, such as somebody's face."""

    url: str
    width: int | None
    height: int | None


class SourceView(msgspec.Struct, rename="camel"):
    """One form of a recording that can be played."""

    url: str
    mime: str


class FileView(msgspec.Struct, rename="camel"):
    """A file as people are told of it."""

    id: UUID
    kind: Kind
    mime: str
    size: int
    """In bytes, of what was uploaded."""
    status: Status
    url: str | None
    """The best thing to show, play or download; null until it is ready."""
    thumbnails: list[ThumbnailView]
    sources: list[SourceView] | msgspec.UnsetType = msgspec.UNSET
    """Of what is played: every form of it, for players that choose."""
    name: str | msgspec.UnsetType = msgspec.UNSET
    """What its sender called it; without folders, and harmless to show."""
    width: int | msgspec.UnsetType = msgspec.UNSET
    height: int | msgspec.UnsetType = msgspec.UNSET
    duration_ms: int | msgspec.UnsetType = msgspec.UNSET
    waveform: list[int] | msgspec.UnsetType = msgspec.UNSET
    """64 peaks from 0 to 100."""
    placeholder: str | msgspec.UnsetType = msgspec.UNSET
    """A thumbhash, as base64."""
    reason: str | msgspec.UnsetType = msgspec.UNSET
    """Why it was rejected, or is held: a code that never changes."""


class FileOnly(msgspec.Struct):
    """An answer that is a file and nothing else; also what `file:updated` carries."""

    file: FileView


class HeldFile(msgspec.Struct, rename="camel"):
    """A file that screening has flagged, as moderators see it."""

    file: FileView
    owner_id: UUID
    created_at: datetime


class Verdict(msgspec.Struct, rename="camel"):
    """POST /files/{id}/decision."""

    is_accepted: bool
    bans_lookalikes: bool = False
    """Refused pictures only: whatever looks like it is flagged from now on."""
